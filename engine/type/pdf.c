/* engine/type/pdf.c - see pdf.h.  Documents, pages, templates. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/base/units.h"
#include "engine/base/utf8.h"
#include "engine/type/pdf_internal.h"

enum { CONTENT_BYTES_MAX = 64 * 1024 * 1024 };

/* ---- failures ---- */

/* libharu's numbers in words.  The rest are misuse by us: the number helps
 * whoever reads the report. */
static const struct {
    HPDF_STATUS native;
    enum err_code code;
    const char *text;
} TROUBLE[] = {
    {HPDF_FAILD_TO_ALLOC_MEM, ERR_NOMEM, N_("out of memory")},
    {HPDF_FILE_OPEN_ERROR, ERR_IO, N_("a file could not be opened")},
    {HPDF_FILE_IO_ERROR, ERR_IO, N_("a file could not be read or written")},
    {HPDF_ARRAY_COUNT_ERR, ERR_RANGE,
     N_("too many pages in one file (at most 32,767)")},
    {HPDF_XREF_COUNT_ERR, ERR_RANGE, N_("too many objects in one file")},
    {HPDF_STRING_OUT_OF_RANGE, ERR_RANGE, N_("a text is too long")},
    {HPDF_PAGE_INVALID_SIZE, ERR_RANGE,
     N_("a page must be 2 mm to 5 m wide and high")},
    {HPDF_TTF_CANNOT_EMBEDDING_FONT, ERR_DENIED,
     N_("the font's licence bits forbid embedding it; use another font")},
    {HPDF_TTF_MISSING_TABLE, ERR_FORMAT,
     N_("the font lacks a table a TrueType font must have")},
    {HPDF_TTF_INVALID_FOMAT, ERR_FORMAT,
     N_("the font is damaged or no TrueType font")},
    {HPDF_TTF_INVALID_CMAP, ERR_FORMAT,
     N_("the font has no Unicode character map")},
};

static void HPDF_STDCALL keep_first(HPDF_STATUS code, HPDF_STATUS detail,
                                    void *data)
{
    struct pdf *pdf = data; /* later codes only bury the first */
    if (pdf->first == HPDF_OK) {
        pdf->first = code;
        pdf->first_detail = detail;
    }
}

bool pdf_check(struct pdf *pdf, const char *doing)
{
    if (pdf->err.code != ERR_OK)
        return false;
    HPDF_STATUS native = pdf->first;
    if (native == HPDF_OK && pdf->doc != NULL)
        native = HPDF_GetError(pdf->doc); /* set without calling back */
    if (native == HPDF_OK)
        return true;
    for (size_t i = 0; i < sizeof TROUBLE / sizeof *TROUBLE; i++)
        if (TROUBLE[i].native == native)
            err_set(&pdf->err, TROUBLE[i].code, (int)native, "%s: %s", doing,
                    _(TROUBLE[i].text));
    err_set(&pdf->err, ERR_SYSTEM, (int)native,
            _("%s: the PDF library reports error 0x%04lX, detail %lu"), doing,
            (unsigned long)native, (unsigned long)pdf->first_detail);
    return false;
}

void pdf_fail(struct pdf *pdf, const struct err *cause)
{
    if (pdf->err.code == ERR_OK)
        pdf->err = *cause;
}

enum err_code pdf_status(const struct pdf *pdf, struct err *err)
{
    if (pdf->err.code == ERR_OK)
        return ERR_OK;
    return err_set(err, pdf->err.code, pdf->err.native, "%s", pdf->err.text);
}

bool pdf_ready(struct pdf *pdf)
{
    if (pdf->err.code == ERR_OK && (pdf->saved || !pdf->on->open))
        err_set(&pdf->err, ERR_NOTNOW, 0,
                _("drawing without an open page (a mistake in the program)"));
    return pdf->err.code == ERR_OK;
}

/* ---- life ---- */

static bool parse_date(const char *text, HPDF_Date *d)
{
    /* 2026-11-22T09:00:00Z */
    static const struct { int at, n; } PART[] = {
        {0, 4}, {5, 2}, {8, 2}, {11, 2}, {14, 2}, {17, 2}};
    if (strlen(text) != 20 || text[19] != 'Z')
        return false;
    int64_t v[6];
    for (int i = 0; i < 6; i++) {
        char digits[5] = "";
        memcpy(digits, text + PART[i].at, (size_t)PART[i].n);
        if (!num_parse_int(digits, 0, 9999, &v[i]))
            return false;
    }
    *d = (HPDF_Date){(HPDF_INT)v[0], (HPDF_INT)v[1], (HPDF_INT)v[2],
                     (HPDF_INT)v[3], (HPDF_INT)v[4], (HPDF_INT)v[5],
                     '+', 0, 0};
    return true;
}

static void set_info(struct pdf *pdf, const struct pdf_info *info)
{
    const struct { HPDF_InfoType type; const char *text; } ROWS[] = {
        {HPDF_INFO_TITLE, info->title},
        {HPDF_INFO_AUTHOR, info->author},
        {HPDF_INFO_SUBJECT, info->subject},
        {HPDF_INFO_CREATOR, "pingyi"},
    };
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (ROWS[i].text != NULL)
            HPDF_SetInfoAttr(pdf->doc, ROWS[i].type, ROWS[i].text);
    HPDF_Date date;
    if (info->date == NULL)
        return;
    if (!parse_date(info->date, &date)) {
        err_set(&pdf->err, ERR_FORMAT, 0,
                _("\"%s\" is no date such as 2026-11-22T09:00:00Z"),
                info->date);
        return;
    }
    HPDF_SetInfoDateAttr(pdf->doc, HPDF_INFO_CREATION_DATE, date);
    HPDF_SetInfoDateAttr(pdf->doc, HPDF_INFO_MOD_DATE, date);
}

enum err_code pdf_new(const struct pdf_info *info, struct pdf **out,
                      struct err *err)
{
    *out = NULL;
    struct pdf *pdf = mem_alloc(1, sizeof *pdf);
    if (pdf == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), "PDF");
    str_init(&pdf->page.content, CONTENT_BYTES_MAX);
    str_init(&pdf->form.content, CONTENT_BYTES_MAX);
    pdf->on = &pdf->page;
    enum err_code code = font_set_open(&pdf->fonts, err);
    if (code != ERR_OK) {
        pdf_free(pdf);
        return code;
    }
    pdf->doc = HPDF_New(keep_first, pdf);
    if (pdf->doc == NULL) {
        pdf_free(pdf);
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), "PDF");
    }
    HPDF_SetCompressionMode(pdf->doc, HPDF_COMP_ALL);
    HPDF_UseUTFEncodings(pdf->doc);
    HPDF_SetCurrentEncoder(pdf->doc, "UTF-8");
    set_info(pdf, info);
    if (!pdf_check(pdf, _("beginning a PDF"))) {
        code = pdf_status(pdf, err);
        pdf_free(pdf);
        return code;
    }
    *out = pdf;
    return ERR_OK;
}

void pdf_free(struct pdf *pdf)
{
    if (pdf == NULL)
        return;
    if (pdf->doc != NULL)
        HPDF_Free(pdf->doc);
    font_set_close(pdf->fonts);
    for (int i = 0; i < FACE_SLOT_COUNT; i++)
        if (pdf->embedded[i] != NULL && pdf->embedded[i]->owners-- == 0)
            free(pdf->embedded[i]);
    for (size_t i = 0; i < pdf->attachment_count; i++) {
        free(pdf->attachments[i].name);
        free(pdf->attachments[i].bytes);
    }
    str_deinit(&pdf->page.content);
    str_deinit(&pdf->form.content);
    free(pdf);
}

/* ---- pages and templates ---- */

static void canvas_open(struct canvas *canvas, double w_mm, double h_mm)
{
    str_clear(&canvas->content);
    canvas->open = true;
    canvas->w_mm = w_mm;
    canvas->h_mm = h_mm;
    canvas->faces = 0;
    canvas->templates = 0;
}

static void add_resources(struct pdf *pdf, HPDF_Dict resources,
                          const struct canvas *canvas)
{
    if (canvas->faces != 0)
        HPDF_Dict_Add(resources, "Font",
                      pdf_font_resources(pdf, canvas->faces));
    if (canvas->templates == 0)
        return;
    HPDF_Dict forms = HPDF_Dict_New(pdf->doc->mmgr);
    for (size_t i = 0; forms != NULL && i < pdf->template_count; i++) {
        char name[32];
        (void)snprintf(name, sizeof name, "T%zu", i);
        if (canvas->templates >> i & 1)
            HPDF_Dict_Add(forms, name, pdf->templates[i].form);
    }
    HPDF_Dict_Add(resources, "XObject", forms);
}

static bool content_ok(struct pdf *pdf, const struct canvas *canvas)
{
    return str_check(&canvas->content, _("the content of a page"),
                     &pdf->err) == ERR_OK;
}

static void page_close(struct pdf *pdf)
{
    struct canvas *page = &pdf->page;
    if (!page->open || pdf->err.code != ERR_OK || !content_ok(pdf, page))
        return;
    HPDF_PageAttr attr = pdf->hpage->attr;
    HPDF_Stream_Write(attr->stream, (const HPDF_BYTE *)page->content.text,
                      (HPDF_UINT)page->content.n);
    HPDF_Dict resources =
        HPDF_Dict_GetItem(pdf->hpage, "Resources", HPDF_OCLASS_DICT);
    if (resources != NULL)
        add_resources(pdf, resources, page);
    page->open = false;
    (void)pdf_check(pdf, _("ending a page"));
}

void pdf_page(struct pdf *pdf, double w_mm, double h_mm)
{
    page_close(pdf);
    if (pdf->err.code != ERR_OK)
        return;
    pdf->hpage = HPDF_AddPage(pdf->doc);
    if (pdf->hpage != NULL) {
        HPDF_Page_SetWidth(pdf->hpage, (HPDF_REAL)mm_to_pt(w_mm));
        HPDF_Page_SetHeight(pdf->hpage, (HPDF_REAL)mm_to_pt(h_mm));
    }
    if (!pdf_check(pdf, _("beginning a page")))
        return;
    pdf->page_count++;
    canvas_open(&pdf->page, w_mm, h_mm);
}

size_t pdf_page_count(const struct pdf *pdf)
{
    return pdf->page_count;
}

void pdf_template_begin(struct pdf *pdf, double w_mm, double h_mm)
{
    if (pdf->err.code != ERR_OK)
        return;
    if (pdf->on == &pdf->form || pdf->template_count == PDF_TEMPLATES_MAX) {
        err_set(&pdf->err, ERR_RANGE, 0,
                _("too many templates in one file (at most %d)"),
                PDF_TEMPLATES_MAX);
        return;
    }
    canvas_open(&pdf->form, w_mm, h_mm);
    pdf->on = &pdf->form;
}

static HPDF_Dict make_form(struct pdf *pdf)
{
    struct canvas *form = &pdf->form;
    HPDF_MMgr mmgr = pdf->doc->mmgr;
    HPDF_Dict dict = HPDF_DictStream_New(mmgr, pdf->doc->xref);
    HPDF_Dict resources = HPDF_Dict_New(mmgr);
    if (dict == NULL || resources == NULL)
        return NULL;
    HPDF_Dict_AddName(dict, "Type", "XObject");
    HPDF_Dict_AddName(dict, "Subtype", "Form");
    HPDF_Box box = {0, 0, (HPDF_REAL)mm_to_pt(form->w_mm),
                    (HPDF_REAL)mm_to_pt(form->h_mm)};
    HPDF_Dict_Add(dict, "BBox", HPDF_Box_Array_New(mmgr, box));
    HPDF_Dict_Add(dict, "Resources", resources);
    add_resources(pdf, resources, form);
    dict->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    HPDF_Stream_Write(dict->stream, (const HPDF_BYTE *)form->content.text,
                      (HPDF_UINT)form->content.n);
    return dict;
}

size_t pdf_template_end(struct pdf *pdf)
{
    if (pdf->on != &pdf->form || pdf->err.code != ERR_OK ||
        !content_ok(pdf, &pdf->form))
        return 0;
    HPDF_Dict form = make_form(pdf);
    pdf->form.open = false;
    pdf->on = &pdf->page;
    if (!pdf_check(pdf, _("ending a template")) || form == NULL)
        return 0;
    pdf->templates[pdf->template_count].form = form;
    pdf->templates[pdf->template_count].h_mm = pdf->form.h_mm;
    return pdf->template_count++;
}

void pdf_template_use(struct pdf *pdf, size_t number)
{
    if (!pdf_ready(pdf))
        return;
    if (number >= pdf->template_count || pdf->on != &pdf->page) {
        err_set(&pdf->err, ERR_RANGE, 0,
                _("no template %zu (a mistake in the program)"), number);
        return;
    }
    pdf->page.templates |= 1ull << number;
    char op[64];
    double lift = mm_to_pt(pdf->page.h_mm - pdf->templates[number].h_mm);
    pdf_put(pdf, "q 1 0 0 1 0 ");
    pdf_put_number(pdf, lift);
    (void)snprintf(op, sizeof op, "cm /T%zu Do Q\n", number);
    pdf_put(pdf, op);
}

/* ---- operators ---- */

void pdf_put(struct pdf *pdf, const char *text)
{
    str_add(&pdf->on->content, text);
}

/* To a thousandth of a point: 0.0004 mm.  By hand: there are some hundred on
 * every sheet, and no locale may touch them. */
void pdf_put_number(struct pdf *pdf, double value)
{
    if (!isfinite(value) || fabs(value) > 1e6) {
        err_set(&pdf->err, ERR_RANGE, 0,
                _("a length is not on any page (a mistake in the program)"));
        return;
    }
    long long milli = llround(value * 1000);
    char text[32];
    size_t at = sizeof text;
    text[--at] = ' ';
    bool negative = milli < 0;
    unsigned long long rest = (unsigned long long)(negative ? -milli : milli);
    size_t decimals = 3;
    while (decimals > 0 && rest % 10 == 0) {
        rest /= 10;
        decimals--;
    }
    for (size_t i = 0; i < decimals; i++, rest /= 10)
        text[--at] = (char)('0' + rest % 10);
    if (decimals > 0)
        text[--at] = '.';
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (negative)
        text[--at] = '-';
    str_add_bytes(&pdf->on->content, text + at, sizeof text - at);
}

void pdf_put_point(struct pdf *pdf, double x, double y)
{
    pdf_put_number(pdf, mm_to_pt(x));
    pdf_put_number(pdf, mm_to_pt(pdf->on->h_mm - y));
}

/* Upright (x, y) lies at (w - y, x) of the landscape page.  Points are flipped
 * with the landscape height, hence the shift by w - h. */
void pdf_turn_begin(struct pdf *pdf)
{
    if (!pdf_ready(pdf))
        return;
    pdf_put(pdf, "q 0 -1 1 0 ");
    pdf_put_number(pdf, mm_to_pt(pdf->on->w_mm - pdf->on->h_mm));
    pdf_put_number(pdf, mm_to_pt(pdf->on->h_mm));
    pdf_put(pdf, "cm\n");
}

void pdf_turn_end(struct pdf *pdf)
{
    if (pdf_ready(pdf))
        pdf_put(pdf, "Q\n");
}

static void put_colour(struct pdf *pdf, struct colour c, const char *op)
{
    pdf_put_number(pdf, c.c);
    pdf_put_number(pdf, c.m);
    pdf_put_number(pdf, c.y);
    pdf_put_number(pdf, c.k);
    pdf_put(pdf, op);
}

void pdf_put_fill(struct pdf *pdf, struct colour c)
{
    put_colour(pdf, c, "k\n");
}

void pdf_put_stroke(struct pdf *pdf, double line_mm, struct colour c)
{
    pdf_put_number(pdf, mm_to_pt(line_mm));
    pdf_put(pdf, "w ");
    put_colour(pdf, c, "K\n");
}

/* ---- end ---- */

/* Through memory, not HPDF_SaveToFile: a full disk is then errno's business
 * and the file appears whole or not at all. */
static enum err_code write_out(struct pdf *pdf, const char *path,
                               struct err *err)
{
    HPDF_SaveToStream(pdf->doc);
    if (!pdf_check(pdf, _("making the PDF")))
        return pdf_status(pdf, err);
    HPDF_UINT32 size = HPDF_GetStreamSize(pdf->doc);
    HPDF_BYTE *bytes = mem_alloc(size, 1);
    if (bytes == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), path);
    HPDF_UINT32 got = size;
    HPDF_ResetStream(pdf->doc);
    HPDF_ReadFromStream(pdf->doc, bytes, &got);
    enum err_code code =
        got == size ? file_write(path, bytes, size, err)
                    : err_set(err, ERR_SYSTEM, 0,
                              _("%s: the PDF library gave %lu of %lu bytes"),
                              path, (unsigned long)got, (unsigned long)size);
    free(bytes);
    return code;
}

enum err_code pdf_save(struct pdf *pdf, const char *path, struct err *err)
{
    page_close(pdf);
    if (pdf->err.code == ERR_OK && (pdf->saved || pdf->page_count == 0))
        err_set(&pdf->err, ERR_NOTNOW, 0,
                _("%s: nothing to save (a mistake in the program)"), path);
    if (pdf->err.code == ERR_OK) {
        pdf_repair_fonts(pdf);
        pdf_write_attachments(pdf);
        (void)pdf_check(pdf, _("ending the PDF"));
    }
    if (pdf->err.code != ERR_OK)
        return pdf_status(pdf, err);
    pdf->saved = true;
    return write_out(pdf, path, err);
}
