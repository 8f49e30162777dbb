/* reports/gongwen.c - see gongwen.h: the flow of blocks over pages. */
#include "reports/gongwen_parts.h"

#include <math.h>
#include <string.h>

#include "engine/base/utf8.h"

enum { LINES_PORTRAIT = 22, LINES_LANDSCAPE = 15 };

double flow_pitch(void)
{
    return pt_to_mm(PITCH_PT);
}

double flow_em(void)
{
    return pt_to_mm(BODY_PT);
}

static double grid_top(const struct flow *f)
{
    return f->top - (flow_pitch() - flow_em()) / 2;
}

double flow_limit(const struct flow *f)
{
    int lines = f->landscape ? LINES_LANDSCAPE : LINES_PORTRAIT;

    return grid_top(f) + lines * flow_pitch() + .01;
}

double flow_room(const struct flow *f)
{
    return flow_limit(f) - f->y;
}

void flow_snap(struct flow *f, double from)
{
    double lines = ceil((from - grid_top(f)) / flow_pitch() - .01);

    f->y = grid_top(f) + lines * flow_pitch();
    f->fresh = false;
}

/* The mark every page of a report without a signature carries. */
static void draw_mark(struct flow *f)
{
    struct para_style style = flow_style(FONT_HEI, 12, 16, ALIGN_RIGHT);

    style.colour = GREY(.6);
    if (f->doc->mark)
        para_line(f->pdf, &style, f->x, f->w, f->top - 12, f->doc->mark);
}

void flow_page(struct flow *f, bool landscape)
{
    f->page++;
    f->landscape = landscape;
    f->fresh = true;
    if (landscape) { /* turned left: the binding is above */
        pdf_page(f->pdf, A4_H_MM, A4_W_MM);
        f->x = 35;
        f->w = 225;
        f->top = 28;
        f->bottom = 28 + 156;
    } else {
        pdf_page(f->pdf, A4_W_MM, A4_H_MM);
        f->x = 28;
        f->w = 156;
        f->top = 37;
        f->bottom = 37 + 225;
    }
    f->y = grid_top(f);
    draw_mark(f);
    page_number_draw(f);
}

struct para_style flow_style(enum font_role role, double size_pt,
                             double pitch_pt, enum align align)
{
    return (struct para_style){.role = role,
                               .digits = FONT_SONG,
                               .size_pt = size_pt,
                               .pitch_pt = pitch_pt,
                               .align = align,
                               .autospace_em = .125};
}

/* How many of `left` lines go on this page: all, or as many as leave neither
 * one line behind nor one line over. */
static size_t lines_here(const struct flow *f, size_t left, bool whole,
                         double pitch, double tail_mm)
{
    double room = flow_room(f);
    size_t fit = (size_t)fmax(0, floor(room / pitch + .02));

    if (fit >= left && room - (double)left * pitch >= tail_mm)
        return left;
    if (fit >= left) /* the lines fit, what must follow does not */
        fit = left > 2 ? left - 2 : 0;
    if (left - fit == 1 && fit > 0)
        fit--;
    return whole && fit < 2 ? 0 : fit;
}

void flow_para(struct flow *f, const struct para_style *style, const char *text,
               double tail_mm)
{
    const struct para *para = para_set(f->pdf, f->arena, style, f->w, text);
    double pitch = pt_to_mm(style->pitch_pt);

    for (size_t from = 0; para && from < para->line_count;) {
        size_t left = para->line_count - from;
        size_t take = lines_here(f, left, from == 0, pitch, tail_mm);

        if (take == 0 && f->fresh) /* nothing fits a whole page: go on */
            take = 1;
        if (take > 0) {
            para_draw(f->pdf, para, from, from + take, f->x, f->y);
            f->y += (double)take * pitch;
            f->fresh = false;
            from += take;
        }
        if (from < para->line_count)
            flow_page(f, f->landscape);
    }
}

/* ---- blocks ---- */

static struct para_style heading_style(int level)
{
    static const enum font_role role[] = {FONT_FANG, FONT_HEI, FONT_KAI,
                                          FONT_FANG};
    struct para_style style =
        flow_style(role[level], BODY_PT, PITCH_PT, ALIGN_LEFT);

    style.indent_em = 2;
    if (level == 1)
        style.digits = FONT_HEI;
    return style;
}

static struct para_style body_style(void)
{
    struct para_style style =
        flow_style(FONT_FANG, BODY_PT, PITCH_PT, ALIGN_JUSTIFY);

    style.indent_em = 2;
    return style;
}

static double heading_mm(struct flow *f, const struct block *b)
{
    struct para_style style = heading_style(b->level);
    const struct para *para = para_set(f->pdf, f->arena, &style, f->w, b->text);

    return para ? para->height_mm : 0;
}

/* Two lines, or all three of a short paragraph: neither end stands alone. */
static double para_need_mm(struct flow *f, const char *text)
{
    struct para_style style = body_style();
    const struct para *para = para_set(f->pdf, f->arena, &style, f->w, text);
    size_t lines = para ? para->line_count : 0;

    return flow_pitch() * (double)(lines > 3 ? 2 : lines);
}

/* What must stand on the page together with the line before this block. */
static double need_mm(struct flow *f, const struct block *b)
{
    if (!b)
        return 0;
    switch (b->kind) {
    case BLOCK_HEADING: return heading_mm(f, b) + need_mm(f, b->next);
    case BLOCK_PARA: return para_need_mm(f, b->text);
    case BLOCK_TABLE: return b->table ? table_need_mm(f, b->table) : 0;
    case BLOCK_CHART: return b->chart ? chart_need_mm(f, b->chart) : 0;
    case BLOCK_FILL: return fill_need_mm(b);
    case BLOCK_FIELDS: return flow_pitch();
    case BLOCK_SIGNATURE: return signature_mm(f);
    case BLOCK_ATTACHMENT:
    case BLOCK_SIGN_SHEET: return 0;
    }
    return 0;
}

static void heading_draw(struct flow *f, const struct block *b)
{
    struct para_style style = heading_style(b->level);

    if (!f->fresh && flow_room(f) < need_mm(f, b))
        flow_page(f, f->landscape);
    flow_para(f, &style, b->text, 0);
}

static void block_draw(struct flow *f, const struct block *b)
{
    struct para_style body = body_style();
    bool signature_next = b->next && b->next->kind == BLOCK_SIGNATURE;

    switch (b->kind) {
    case BLOCK_HEADING: heading_draw(f, b); break;
    case BLOCK_PARA:
        flow_para(f, &body, b->text, signature_next ? signature_mm(f) : 0);
        break;
    case BLOCK_TABLE:
        if (b->table)
            table_draw(f, b->table);
        break;
    case BLOCK_CHART:
        if (b->chart)
            chart_place(f, b->chart);
        break;
    case BLOCK_FILL: fill_draw(f, b); break;
    case BLOCK_FIELDS: fields_draw(f, b); break;
    case BLOCK_SIGNATURE: signature_draw(f); break;
    case BLOCK_ATTACHMENT: attachment_start(f, b); break;
    case BLOCK_SIGN_SHEET: sign_sheet_draw(f, b); break;
    }
}

/* ---- characters ---- */

static enum err_code check_table(const struct flow *f, const struct table *t,
                                 struct err *err)
{
    const char *where = t->title ? t->title : "表格";
    size_t n = t->row_count * t->column_count;
    enum err_code code =
        t->title ? pdf_check_text(f->pdf, FONT_HEI, t->title, "表题", err)
                 : ERR_OK;

    for (size_t c = 0; code == ERR_OK && c < t->column_count; c++)
        if (t->columns[c].head)
            code = pdf_check_text(f->pdf, FONT_HEI, t->columns[c].head,
                                  where, err);
    for (size_t i = 0; code == ERR_OK && i < n; i++)
        if (t->cells[i])
            code = pdf_check_text(f->pdf, FONT_SONG, t->cells[i], where, err);
    return code;
}

/* □ for what no font has. */
static const char *printable(const struct flow *f, const char *text)
{
    size_t n = strlen(text), kept = 0;
    char *copy = job_alloc(f->doc->job, n + 1, 3);

    if (!copy)
        return "";
    for (const char *p = text; *p != '\0';) {
        const char *from = p;
        uint32_t c = utf8_next(&p);

        if (font_unhalf(c) == 0 && pdf_has_glyph(f->pdf, FONT_FANG, c)) {
            memcpy(copy + kept, from, (size_t)(p - from));
            kept += (size_t)(p - from);
        } else {
            memcpy(copy + kept, "□", strlen("□"));
            kept += strlen("□");
        }
    }
    copy[kept] = '\0';
    return copy;
}

static void make_printable(struct flow *f)
{
    for (struct block *b = f->doc->first; b; b = b->next)
        if (b->foreign)
            b->text = printable(f, b->text);
}

/* Every text is checked before the first page, so that nothing prints with
 * an empty box where a name should be. */
static enum err_code check_texts(const struct flow *f, struct err *err)
{
    const struct document *doc = f->doc;
    enum err_code code =
        pdf_check_text(f->pdf, FONT_TITLE, doc->title, "标题", err);

    if (code == ERR_OK && doc->issuer)
        code = pdf_check_text(f->pdf, FONT_TITLE, doc->issuer, "发文机关", err);
    if (code == ERR_OK && doc->number)
        code = pdf_check_text(f->pdf, FONT_FANG, doc->number, "发文字号", err);
    if (code == ERR_OK && doc->to)
        code = pdf_check_text(f->pdf, FONT_FANG, doc->to, "主送机关", err);
    if (code == ERR_OK && doc->copies_to)
        code = pdf_check_text(f->pdf, FONT_FANG, doc->copies_to, "抄送", err);
    if (code == ERR_OK && doc->signer)
        code = pdf_check_text(f->pdf, FONT_KAI, doc->signer, "签名人", err);
    for (const struct block *b = doc->first; code == ERR_OK && b; b = b->next) {
        if (b->text)
            code = pdf_check_text(f->pdf, FONT_FANG, b->text, "正文", err);
        if (code == ERR_OK && b->table)
            code = check_table(f, b->table, err);
    }
    return code;
}

enum err_code gongwen_print(const struct document *doc, struct pdf *pdf,
                            struct gongwen_result *result, struct err *err)
{
    struct flow f = {
        .pdf = pdf, .arena = doc->job->arena, .doc = doc, .result = result};
    enum err_code code = job_check(doc->job, err);

    *result = (struct gongwen_result){.pages = 0};
    if (code == ERR_OK)
        make_printable(&f);
    if (code == ERR_OK)
        code = check_texts(&f, err);
    if (code != ERR_OK)
        return code;
    flow_page(&f, false);
    head_draw(&f);
    for (const struct block *b = doc->first; b; b = b->next)
        block_draw(&f, b);
    imprint_draw(&f);
    result->pages = f.page;
    return ERR_OK;
}
