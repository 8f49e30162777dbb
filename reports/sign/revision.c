/* reports/sign/revision.c - see revision.h.
 *
 * ETSI EN 319 142-1 clause 6.3, ISO 32000-1 clauses 12.7 and 12.8.  The size
 * of everything is fixed before hashing: /ByteRange is written into blanks,
 * the signature into zeros.
 */
#include "reports/sign/revision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/base/units.h"
#include "reports/sign/signature.h"

enum { RANGE_ROOM = 60, HOLE_CHARS = SIGNATURE_RESERVE_BYTES * 2 + 2 };

void revision_time(time_t when, char out[REVISION_TIME_BYTES])
{
    struct tm tm;
    char date[16]; /* years of four digits */
    out[0] = '\0';
    if (localtime_r(&when, &tm) == NULL ||
        strftime(date, sizeof date, "%Y%m%d%H%M%S", &tm) == 0)
        return;
    unsigned minutes = (unsigned)labs(tm.tm_gmtoff) / 60;
    (void)snprintf(out, REVISION_TIME_BYTES, "D:%s%c%02u'%02u'", date,
                   tm.tm_gmtoff < 0 ? '-' : '+', minutes / 60 % 100,
                   minutes % 60);
}

/* ---- the objects ---- */

static void add_text(struct pdf_update *u, const char *key, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    str_addf(&u->out, "/%s ", key);
    pdf_update_text(u, text);
    str_add_char(&u->out, '\n');
}

/* A certification says what may still be done to the document: 1 nothing, 2
 * fields may be filled and signed (ISO 32000-1 table 254). */
static void add_certification(struct pdf_update *u, int certify)
{
    if (certify != 0)
        str_addf(&u->out,
                 "/Reference [ << /Type /SigRef /TransformMethod /DocMDP "
                 "/TransformParams << /Type /TransformParams /P %d /V /1.2 "
                 ">> >> ]\n", certify);
}

static void add_signature(struct pdf_update *u, uint32_t number,
                          const struct revision_plan *plan,
                          struct revision_hole *hole)
{
    bool stamp = plan->kind == REVISION_TIMESTAMP;
    pdf_update_begin(u, number);
    str_addf(&u->out, "<<\n/Type /%s\n/Filter /Adobe.PPKLite\n"
                      "/SubFilter /%s\n/ByteRange [",
             stamp ? "DocTimeStamp" : "Sig",
             stamp ? "ETSI.RFC3161" : "ETSI.CAdES.detached");
    hole->range_at = u->out.n;
    for (int i = 0; i < RANGE_ROOM; i++)
        str_add_char(&u->out, ' ');
    str_add(&u->out, "]\n/Contents ");
    hole->contents_at = u->out.n;
    str_add_char(&u->out, '<');
    for (int i = 0; i < SIGNATURE_RESERVE_BYTES * 2; i++)
        str_add_char(&u->out, '0');
    str_add(&u->out, ">\n");
    if (!stamp) {
        str_addf(&u->out, "/M (%s)\n", plan->time);
        add_text(u, "Name", plan->name);
        add_text(u, "Reason", plan->reason);
        add_text(u, "Location", plan->location);
        add_certification(u, plan->certify);
    }
    str_add(&u->out, ">>");
    pdf_update_end(u);
}

static void add_number(struct str *out, double value)
{
    char text[32];
    str_addf(out, " %s", num_print_real(value, 2, text, sizeof text));
}

/* Height of the page in points: /MediaBox, perhaps inherited. */
static enum err_code page_height(const struct pdf_file *file,
                                 struct pdf_value page, double *height,
                                 struct err *err)
{
    struct pdf_value box = {.kind = PDF_NULL};
    enum err_code code = ERR_OK;
    for (int up = 0; code == ERR_OK && up < 16; up++) {
        code = pdf_get(file, &page, "MediaBox", &box, err);
        if (code != ERR_OK || box.kind == PDF_ARRAY)
            break;
        code = pdf_get(file, &page, "Parent", &page, err);
    }
    if (code != ERR_OK)
        return code;
    double side[4];
    size_t pos = 0, n = 0;
    struct pdf_value v;
    while (n < 4 && pdf_array_next(&file->text, &box, &pos, &v)) {
        char text[32];
        (void)snprintf(text, sizeof text, "%.*s", (int)(v.end - v.at),
                       file->text.bytes + v.at);
        if ((v.kind != PDF_INT && v.kind != PDF_REAL) ||
            !num_parse_real(text, &side[n]))
            break;
        n++;
    }
    if (n != 4)
        return pdf_bad(&file->text, page.at, N_("a page has no size"), err);
    *height = side[3];
    return ERR_OK;
}

/* The mark's picture: the seal, or a thin red frame.  Words are part of the
 * page, drawn before saving, because libharu's subset fonts cannot be used
 * again here. */
static void add_appearance(struct pdf_update *u, uint32_t number,
                           const struct revision_mark *mark)
{
    double w = mm_to_pt(mark->w);
    double h = mm_to_pt(mark->h);
    uint32_t image = mark->seal != NULL ? seal_write(mark->seal, u) : 0;
    struct str draw;
    str_init(&draw, 256);
    if (image != 0) {
        str_add(&draw, "q");
        add_number(&draw, w);
        str_add(&draw, " 0 0");
        add_number(&draw, h);
        str_add(&draw, " 0 0 cm /Seal Do Q");
    } else {
        str_add(&draw, "0.8 0 0 RG 1 w 0.5 0.5");
        add_number(&draw, w - 1);
        add_number(&draw, h - 1);
        str_add(&draw, " re S");
    }
    pdf_update_begin(u, number);
    str_add(&u->out, "<< /Type /XObject /Subtype /Form /BBox [ 0 0");
    add_number(&u->out, w);
    add_number(&u->out, h);
    str_add(&u->out, " ]");
    if (image != 0)
        str_addf(&u->out, " /Resources << /XObject << /Seal %u 0 R >> >>",
                 (unsigned)image);
    str_addf(&u->out, " /Length %zu >>\nstream\n%s\nendstream", draw.n,
             draw.text);
    pdf_update_end(u);
    str_deinit(&draw);
}

/* The next number that no field of the form has. */
static enum err_code add_field_name(struct pdf_update *u,
                                    const struct revision_plan *plan,
                                    struct err *err)
{
    struct pdf_signature s[SIGNATURES_MAX];
    size_t n = 0;
    char name[40];
    if (plan->field != NULL) {
        pdf_update_text(u, plan->field);
        return ERR_OK;
    }
    enum err_code code = pdf_signatures(u->file, s, &n, err);
    if (code == ERR_OK && n == SIGNATURES_MAX)
        code = err_set(err, ERR_RANGE, 0, _("%s has %d signatures already"),
                       u->file->text.name, SIGNATURES_MAX);
    (void)snprintf(name, sizeof name, "%s%zu",
                   plan->kind == REVISION_TIMESTAMP ? "Timestamp"
                                                    : "Signature", n + 1);
    pdf_update_text(u, name);
    return code;
}

struct place {
    uint32_t signature, field;
    struct pdf_value ref, page;
};

/* Field and widget in one object (ISO 32000-1 12.5.6.19). */
static enum err_code add_field(struct pdf_update *u, const struct place *p,
                               const struct revision_plan *plan,
                               struct err *err)
{
    const struct revision_mark *m = plan->mark;
    uint32_t picture = 0;
    double height = 0;
    if (m != NULL) {
        enum err_code code = page_height(u->file, p->page, &height, err);
        if (code != ERR_OK)
            return code;
        picture = pdf_update_number(u);
        add_appearance(u, picture, m);
    }
    pdf_update_begin(u, p->field);
    str_add(&u->out, "<<\n/Type /Annot\n/Subtype /Widget\n/FT /Sig\n/T ");
    enum err_code code = add_field_name(u, plan, err);
    str_addf(&u->out, "\n/V %u 0 R\n/P %lld %u R\n/F 132\n/Rect [",
             (unsigned)p->signature, (long long)p->ref.number,
             (unsigned)p->ref.gen);
    if (m != NULL) {
        double x = mm_to_pt(m->x);
        double y = height - mm_to_pt(m->y) - mm_to_pt(m->h);
        add_number(&u->out, x);
        add_number(&u->out, y);
        add_number(&u->out, x + mm_to_pt(m->w));
        add_number(&u->out, y + mm_to_pt(m->h));
        str_addf(&u->out, " ]\n/AP << /N %u 0 R >>\n>>", (unsigned)picture);
    } else {
        str_add(&u->out, " 0 0 0 0 ]\n>>");
    }
    pdf_update_end(u);
    return code;
}

/* The page again, with the widget among its annotations. */
static enum err_code replace_page(struct pdf_update *u, const struct place *p,
                                  struct err *err)
{
    struct pdf_value annots;
    enum err_code code = pdf_get(u->file, &p->page, "Annots", &annots, err);
    if (code != ERR_OK)
        return code;
    pdf_update_replace(u, &p->ref);
    str_add(&u->out, "<<\n");
    pdf_update_copy(u, &p->page, (const char *const[]){"Annots", NULL});
    str_add(&u->out, "/Annots [ ");
    pdf_update_copy_items(u, &annots);
    str_addf(&u->out, "%u 0 R ]\n>>", (unsigned)p->field);
    pdf_update_end(u);
    return ERR_OK;
}

/* The form again, with one more field. */
static enum err_code add_form(struct pdf_update *u, uint32_t field,
                              struct err *err)
{
    const struct pdf_file *file = u->file;
    struct pdf_value form, fields;
    enum err_code code = pdf_get(file, &file->catalog, "AcroForm", &form, err);
    if (code == ERR_OK)
        code = pdf_get(file, &form, "Fields", &fields, err);
    if (code != ERR_OK)
        return code;
    str_add(&u->out, "/AcroForm <<\n");
    pdf_update_copy(u, &form,
                    (const char *const[]){"Fields", "SigFlags", NULL});
    str_add(&u->out, "/Fields [ ");
    pdf_update_copy_items(u, &fields);
    str_addf(&u->out, "%u 0 R ]\n/SigFlags 3\n>>\n", (unsigned)field);
    return ERR_OK;
}

/* The catalog again; `field`, `dss` and `certified` are the objects it shall
 * lead to, 0 = none new.  The header says 1.3 (libharu's habit); /Version
 * raises it to what is used here. */
static enum err_code replace_catalog(struct pdf_update *u, uint32_t field,
                                     uint32_t dss, uint32_t certified,
                                     struct err *err)
{
    const struct pdf_file *file = u->file;
    const char *except[6] = {"Version", "Extensions"};
    size_t n = 2;
    struct pdf_value extensions;
    enum err_code code =
        pdf_get(file, &file->catalog, "Extensions", &extensions, err);
    if (code != ERR_OK)
        return code;
    if (field != 0)
        except[n++] = "AcroForm";
    if (dss != 0)
        except[n++] = "DSS";
    if (certified != 0)
        except[n++] = "Perms";
    except[n] = NULL;
    pdf_update_replace(u, &file->root);
    str_add(&u->out, "<<\n");
    pdf_update_copy(u, &file->catalog, except);
    str_add(&u->out, "/Version /1.7\n/Extensions <<\n");
    pdf_update_copy(u, &extensions, (const char *const[]){"ESIC", NULL});
    str_add(&u->out, "/ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >>\n>>\n");
    if (field != 0)
        code = add_form(u, field, err);
    if (dss != 0)
        str_addf(&u->out, "/DSS %u 0 R\n", (unsigned)dss);
    if (certified != 0)
        str_addf(&u->out, "/Perms << /DocMDP %u 0 R >>\n",
                 (unsigned)certified);
    str_add(&u->out, ">>");
    pdf_update_end(u);
    return code;
}

/* ---- validation data ---- */

/* What was there stays there, in its order. */
static enum err_code add_dss(struct pdf_update *u, const struct evidence *e,
                             struct err *err)
{
    const struct pdf_file *file = u->file;
    uint32_t dss = pdf_update_number(u), number[EVIDENCE_MAX];
    struct pdf_value old, items;
    enum err_code code = pdf_get(file, &file->catalog, "DSS", &old, err);
    pdf_update_begin(u, dss);
    str_add(&u->out, "<<\n/Type /DSS\n");
    for (int kind = 0; code == ERR_OK && kind < EVIDENCE_KIND_COUNT; kind++) {
        const char *key = evidence_key((enum evidence_kind)kind);
        code = pdf_get(file, &old, key, &items, err);
        str_addf(&u->out, "/%s [ ", key);
        pdf_update_copy_items(u, &items);
        for (size_t i = 0; i < e->n; i++) {
            if ((int)e->items[i].kind != kind ||
                e->items[i].revision != SIZE_MAX)
                continue;
            number[i] = pdf_update_number(u);
            str_addf(&u->out, "%u 0 R ", (unsigned)number[i]);
        }
        str_add(&u->out, "]\n");
    }
    str_add(&u->out, ">>");
    pdf_update_end(u);
    for (int kind = 0; code == ERR_OK && kind < EVIDENCE_KIND_COUNT; kind++)
        for (size_t i = 0; i < e->n; i++) {
            const struct evidence_item *item = &e->items[i];
            if ((int)item->kind != kind || item->revision != SIZE_MAX)
                continue;
            pdf_update_begin(u, number[i]);
            str_addf(&u->out, "<< /Length %zu >>\nstream\n", item->n);
            str_add_bytes(&u->out, item->der, item->n);
            str_add(&u->out, "\nendstream");
            pdf_update_end(u);
        }
    return code == ERR_OK ? replace_catalog(u, 0, dss, 0, err) : code;
}

/* ---- the whole ---- */

static enum err_code add_signed(struct pdf_update *u,
                                const struct revision_plan *plan,
                                struct revision_hole *hole, struct err *err)
{
    struct place p;
    size_t page = plan->mark != NULL ? plan->mark->page - 1 : 0;
    enum err_code code = pdf_page_at(u->file, page, &p.ref, &p.page, err);
    if (code != ERR_OK)
        return code;
    p.signature = pdf_update_number(u);
    p.field = pdf_update_number(u);
    add_signature(u, p.signature, plan, hole);
    code = add_field(u, &p, plan, err);
    if (code == ERR_OK)
        code = replace_page(u, &p, err);
    if (code == ERR_OK)
        code = replace_catalog(u, p.field, 0,
                               plan->certify != 0 ? p.signature : 0, err);
    return code;
}

static enum err_code put_range(struct pdf_update *u,
                               const struct revision_hole *hole,
                               struct err *err)
{
    size_t from = u->base + hole->contents_at;
    size_t to = from + HOLE_CHARS;
    char range[RANGE_ROOM + 1];
    int n = snprintf(range, sizeof range, "0 %zu %zu %zu", from, to,
                     u->base + u->out.n - to);
    if (n < 0 || n > RANGE_ROOM)
        return err_set(err, ERR_RANGE, 0, _("%s is too large to be signed"),
                       u->file->text.name);
    memcpy(u->out.text + hole->range_at, range, (size_t)n);
    return ERR_OK;
}

enum err_code revision_write(struct pdf_update *u,
                             const struct revision_plan *plan,
                             struct revision_hole *hole, struct err *err)
{
    *hole = (struct revision_hole){.range_at = 0};
    enum err_code code = plan->kind == REVISION_DATA
                             ? add_dss(u, plan->data, err)
                             : add_signed(u, plan, hole, err);
    if (code == ERR_OK)
        code = pdf_update_finish(u, err);
    if (code == ERR_OK && plan->kind != REVISION_DATA)
        code = put_range(u, hole, err);
    return code;
}

enum err_code revision_digest(const struct pdf_update *u,
                              const struct revision_hole *hole,
                              uint8_t digest[32], struct err *err)
{
    const struct pdf_text *t = &u->file->text;
    size_t behind = hole->contents_at + HOLE_CHARS;
    struct sha256 *hash = sha256_new();
    if (hash == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), t->name);
    sha256_update(hash, t->bytes, t->n);
    sha256_update(hash, u->out.text, hole->contents_at);
    sha256_update(hash, u->out.text + behind, u->out.n - behind);
    sha256_finish(hash, digest);
    return ERR_OK;
}

enum err_code revision_fill(struct pdf_update *u,
                            const struct revision_hole *hole,
                            const struct str *der, struct err *err)
{
    static const char digits[] = "0123456789ABCDEF";
    if (der->n > SIGNATURE_RESERVE_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s: the signature with its certificates takes %zu "
                         "bytes, more than the %d set aside for it; leave "
                         "certificates that are not needed out of the key "
                         "file"), u->file->text.name, der->n,
                       SIGNATURE_RESERVE_BYTES);
    for (size_t i = 0; i < der->n; i++) {
        unsigned char byte = (unsigned char)der->text[i];
        char *hex = u->out.text + hole->contents_at + 1 + 2 * i;
        hex[0] = digits[byte >> 4];
        hex[1] = digits[byte & 15];
    }
    return ERR_OK;
}
