/* reports/gongwen_head.c - 版头, 标题, 主送, 附件 heads, 版记 and page numbers
 * (GB/T 9704-2012, 7.2-7.5). */
#include "reports/gongwen_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define TITLE_PT 22.0
#define SMALL_PT 14.0
#define LETTER_W 170.0  /* mm, as the next ones */
#define RULE_THICK 1.0
#define RULE_THIN .35
#define RULES_MM 2.1    /* both and the gap between them */

/* One line of body type in [x, x + w] whose pitch starts at y. */
static void line_at(struct flow *f, enum font_role role, enum align align,
                    double x, double w, double y, const char *text)
{
    struct para_style style = flow_style(role, BODY_PT, PITCH_PT, align);
    const struct para *para = para_set(f->pdf, f->arena, &style, w, text);

    if (para)
        para_draw(f->pdf, para, 0, para->line_count, x, y);
}

/* ---- 版头 ---- */

/* The largest size at which the name fits one line of the 版心, within what
 * looks right; a longer name takes two lines. */
static double red_size(struct flow *f, const char *name)
{
    struct para_style style = flow_style(FONT_TITLE, 10, 10, ALIGN_CENTRE);
    double w = para_width(f->pdf, &style, name);

    return w > 0 ? fmin(42, 10 * f->w / w * .985) : 42;
}

static void draw_red_name(struct flow *f, double top)
{
    const char *name = f->doc->letter
                           ? f->doc->issuer
                           : job_textf(f->doc->job, "%s文件", f->doc->issuer);
    double size = red_size(f, name);
    struct para_style style = flow_style(FONT_TITLE, size, size, ALIGN_CENTRE);

    style.colour = OFFICIAL_RED;
    if (size >= 20) {
        /* the character's top edge stands at `top` */
        para_line(f->pdf, &style, f->x, f->w, top + pt_to_mm(size) * .88, name);
        f->y = top + pt_to_mm(size);
        return;
    }
    style.size_pt = 26;
    style.pitch_pt = 36;
    style.digits = FONT_TITLE;
    const struct para *para = para_set(f->pdf, f->arena, &style, f->w, name);
    if (!para)
        return;
    para_draw(f->pdf, para, 0, para->line_count, f->x, top);
    f->y = top + para->height_mm;
}

static void draw_number(struct flow *f)
{
    const char *number = f->doc->number;
    double em = flow_em(), half = f->w / 2;

    if (!f->doc->upward) {
        line_at(f, FONT_FANG, ALIGN_CENTRE, f->x, f->w, f->y, number);
        return;
    }
    line_at(f, FONT_FANG, ALIGN_LEFT, f->x + em, half, f->y, number);
    line_at(f, FONT_FANG, ALIGN_LEFT, f->x + f->w - 9 * em, 8 * em, f->y,
            "签发人：");
}

static void draw_red_head(struct flow *f)
{
    double pitch = flow_pitch();

    draw_red_name(f, f->top + 35);
    f->y += 2 * pitch - (pitch - flow_em()) / 2;
    draw_number(f);
    f->y += pitch - (pitch - flow_em()) / 2; /* the number's lower edge */
    pdf_line(f->pdf, f->x, f->y + 4, f->x + f->w, f->y + 4, .5, OFFICIAL_RED);
    flow_snap(f, f->y + 4 + 2 * pitch - (pitch - flow_em()) / 2);
}

/* ---- 信函格式 (10.1) ---- */

/* Two red rules of 170 mm, the thick one outside; `y` is the upper edge. */
static void draw_double_rule(struct flow *f, double y, bool thick_first)
{
    double thick = thick_first ? y + RULE_THICK / 2
                               : y + RULES_MM - RULE_THICK / 2;
    double thin = thick_first ? y + RULES_MM - RULE_THIN / 2
                              : y + RULE_THIN / 2;
    double x = (A4_W_MM - LETTER_W) / 2;

    pdf_line(f->pdf, x, thick, x + LETTER_W, thick, RULE_THICK, OFFICIAL_RED);
    pdf_line(f->pdf, x, thin, x + LETTER_W, thin, RULE_THIN, OFFICIAL_RED);
}

/* The number stands flush right, 7/8 of a character under the rules; the title
 * two lines under it. */
static void draw_letter_head(struct flow *f)
{
    double pitch = flow_pitch(), em = flow_em();

    draw_red_name(f, 30);
    draw_double_rule(f, f->y + 4, true);
    draw_double_rule(f, A4_H_MM - 20 - RULES_MM, false);
    f->y += 4 + RULES_MM + em * 7 / 8 - (pitch - em) / 2;
    line_at(f, FONT_FANG, ALIGN_RIGHT, f->x, f->w, f->y, f->doc->number);
    flow_snap(f, f->y + 3 * pitch - (pitch - em) / 2);
}

/* ---- title ---- */

void title_draw(struct flow *f, const char *text)
{
    const double pitch = pt_to_mm(34);
    struct para_style style =
        flow_style(FONT_TITLE, TITLE_PT, 34, ALIGN_CENTRE);
    size_t breaks[TITLE_LINES];
    size_t n = title_break(text, f->w / pt_to_mm(TITLE_PT), breaks);
    size_t start = 0;

    style.digits = FONT_TITLE;
    for (size_t i = 0; i < n; i++) {
        char *line = job_alloc(f->doc->job, breaks[i] - start + 1, 1);

        if (!line)
            return;
        memcpy(line, text + start, breaks[i] - start);
        const struct para *para =
            para_set(f->pdf, f->arena, &style, f->w + 2, line);
        if (para)
            para_draw(f->pdf, para, 0, 1, f->x - 1, f->y);
        f->y += pitch;
        start = breaks[i];
    }
    if (n == 0)
        flow_para(f, &style, text, 0);
    f->fresh = false;
}

/* The ruled blank stands for what the office fills in by pen. */
static void draw_blank(struct flow *f, double x, double w, double y)
{
    double baseline = y + flow_pitch() * .74;

    pdf_line(f->pdf, x, baseline, x + w, baseline, .18, GREY(.7));
}

static void draw_addressee(struct flow *f)
{
    struct para_style style =
        flow_style(FONT_FANG, BODY_PT, PITCH_PT, ALIGN_LEFT);

    if (f->doc->to) {
        flow_para(f, &style, job_textf(f->doc->job, "%s：", f->doc->to), 0);
        return;
    }
    draw_blank(f, f->x, 10 * flow_em(), f->y);
    line_at(f, FONT_FANG, ALIGN_LEFT, f->x + 10 * flow_em(), 20, f->y, "：");
    f->y += flow_pitch();
}

void head_draw(struct flow *f)
{
    if (f->doc->issuer && f->doc->letter)
        draw_letter_head(f);
    else if (f->doc->issuer)
        draw_red_head(f);
    else
        f->y += flow_pitch();
    title_draw(f, f->doc->title);
    flow_snap(f, f->y + flow_pitch() * .6); /* a blank line, on the grid */
    draw_addressee(f);
}

/* 附件1 at the top left, its digit in the same face. */
static void attachment_mark(struct flow *f, const char *text)
{
    struct para_style style =
        flow_style(FONT_HEI, BODY_PT, PITCH_PT, ALIGN_LEFT);
    const struct para *para;

    style.digits = FONT_HEI;
    para = para_set(f->pdf, f->arena, &style, f->w, text);
    if (para)
        para_draw(f->pdf, para, 0, para->line_count, f->x, f->y);
}

void attachment_start(struct flow *f, const struct block *b)
{
    flow_page(f, b->landscape);
    attachment_mark(f, b->text);
    f->y += 2 * flow_pitch();
    title_draw(f, b->title);
    flow_snap(f, f->y + flow_pitch() * .4);
}

/* ---- 附件说明, 署名, 成文日期 ---- */

/* 附件：1．… with the names under one another. */
static struct para_style list_style(double hang_em)
{
    struct para_style style =
        flow_style(FONT_FANG, BODY_PT, PITCH_PT, ALIGN_LEFT);

    style.hang_em = hang_em;
    return style;
}

/* The next attachment at or after `b`; NULL when there is none. */
static const struct block *attachment(const struct block *b)
{
    while (b && b->kind != BLOCK_ATTACHMENT)
        b = b->next;
    return b;
}

static const struct para *list_line(struct flow *f, const struct block *b,
                                    size_t number)
{
    struct job *job = f->doc->job;
    bool many = f->doc->attachments > 1;
    struct para_style style = list_style(many ? 1.5 : 0);
    const char *text =
        many ? job_textf(job, "%zu．%s", number, b->title) : b->title;

    return para_set(f->pdf, f->arena, &style, f->w - 5 * flow_em(), text);
}

static double list_mm(struct flow *f)
{
    size_t n = 0;
    double h = 0;

    for (const struct block *b = attachment(f->doc->first); b;
         b = attachment(b->next)) {
        const struct para *para = list_line(f, b, ++n);
        h += para ? para->height_mm : 0;
    }
    return h > 0 ? h + flow_pitch() : 0;
}

static void list_draw(struct flow *f)
{
    double em = flow_em();
    size_t n = 0;

    if (f->doc->attachments == 0)
        return;
    f->y += flow_pitch();
    line_at(f, FONT_FANG, ALIGN_LEFT, f->x + 2 * em, 4 * em, f->y, "附件：");
    for (const struct block *b = attachment(f->doc->first); b;
         b = attachment(b->next)) {
        const struct para *para = list_line(f, b, ++n);

        if (!para)
            return;
        para_draw(f->pdf, para, 0, para->line_count, f->x + 5 * em, f->y);
        f->y += para->height_mm;
    }
}

/* Two blank lines, 署名, 成文日期, and a line for the foot of the seal: a seal
 * of 45 mm centred over both then begins within a line of the body. */
double signature_mm(struct flow *f)
{
    return list_mm(f) + 5 * flow_pitch();
}

void signature_draw(struct flow *f)
{
    struct para_style style =
        flow_style(FONT_FANG, BODY_PT, PITCH_PT, ALIGN_CENTRE);
    const char *name = f->doc->issuer ? f->doc->issuer : "（盖章）";
    double em = flow_em(), pitch = flow_pitch();
    double name_w = para_width(f->pdf, &style, name);
    double date_w = para_width(f->pdf, &style, f->doc->date);
    double centre = f->x + f->w - 4 * em - date_w / 2;

    if (!f->fresh && flow_room(f) < signature_mm(f))
        flow_page(f, f->landscape);
    list_draw(f);
    centre = fmin(centre, f->x + f->w - 2 * em - name_w / 2);
    f->y += 2 * pitch;
    if (name_w > f->w - 4 * em) { /* two lines of names, the date under them */
        const struct para *para =
            para_set(f->pdf, f->arena, &style, f->w - 6 * em, name);
        centre = f->x + f->w / 2 + em;
        if (para)
            para_draw(f->pdf, para, 0, para->line_count, f->x + 4 * em, f->y);
        f->y += para ? para->height_mm - pitch : 0;
    } else {
        line_at(f, FONT_FANG, ALIGN_CENTRE, centre - name_w / 2 - 5,
                name_w + 10, f->y, name);
    }
    f->y += pitch;
    f->result->seal_page = f->page;
    f->result->seal_x = centre;
    f->result->seal_y = f->y;
    line_at(f, FONT_FANG, ALIGN_CENTRE, centre - date_w / 2 - 5, date_w + 10,
            f->y, f->doc->date);
    f->y += 2 * pitch;
    f->fresh = false;
}

/* What stands inside the frame of the electronic signature. */
static void electronic_mark(struct flow *f)
{
    struct job *job = f->doc->job;
    const struct gongwen_result *r = f->result;
    struct para_style style = flow_style(FONT_KAI, 11, 16, ALIGN_LEFT);
    const struct para *para;

    style.colour = OFFICIAL_RED;
    para = para_set(
        f->pdf, f->arena, &style, r->mark_w - 6,
        job_textf(job, "电子签名：%s\n核验：pingyi verify", f->doc->signer));
    if (para)
        para_draw(f->pdf, para, 0, para->line_count, r->mark_x + 3,
                  r->mark_y + (r->mark_h - para->height_mm) / 2);
}

/* Rows to sign by hand: 职务 | 签名 | 日期.  The visible electronic signature
 * goes under them. */
void sign_sheet_draw(struct flow *f, const struct block *b)
{
    const double row = 16, label_w = 52, date_w = 46, mark_h = 34;
    double need = row * (double)b->field_count + mark_h;

    if (!f->fresh && f->y + need > f->bottom)
        flow_page(f, f->landscape);
    double top = fmax(f->y, f->top), y = top;
    double x2 = f->x + label_w, x3 = f->x + f->w - date_w;

    for (size_t i = 0; i < b->field_count; i++, y += row) {
        double line_y = y + (row - flow_pitch()) / 2;

        line_at(f, FONT_FANG, ALIGN_CENTRE, f->x, label_w, line_y,
                b->fields[i]);
        line_at(f, FONT_FANG, ALIGN_CENTRE, x3, date_w, line_y, "年　月　日");
        pdf_line(f->pdf, f->x, y, f->x + f->w, y, i ? .18 : .35, BLACK);
    }
    pdf_line(f->pdf, f->x, y, f->x + f->w, y, .35, BLACK);
    pdf_line(f->pdf, f->x, top, f->x, y, .35, BLACK);
    pdf_line(f->pdf, f->x + f->w, top, f->x + f->w, y, .35, BLACK);
    pdf_line(f->pdf, x2, top, x2, y, .18, BLACK);
    pdf_line(f->pdf, x3, top, x3, y, .18, BLACK);
    f->result->mark_page = f->page;
    f->result->mark_x = f->x;
    f->result->mark_y = y + 8;
    f->result->mark_w = 90;
    f->result->mark_h = 24;
    if (f->doc->signer)
        electronic_mark(f);
    flow_snap(f, y + mark_h);
}

/* ---- 版记 ---- */

static double imprint_row(struct flow *f, double bottom, const char *left,
                          const char *right)
{
    struct para_style style = flow_style(FONT_FANG, SMALL_PT, 22, ALIGN_LEFT);
    double em = pt_to_mm(SMALL_PT);
    double hang = strncmp(left, "抄送：", strlen("抄送：")) == 0 ? 3 : 0;
    const struct para *para;

    double right_w = right ? para_width(f->pdf, &style, right) : -em;

    style.hang_em = hang;
    para = para_set(f->pdf, f->arena, &style,
                    f->w - 3 * em - right_w, left);
    if (!para)
        return bottom;
    double top = bottom - para->height_mm - 1;
    para_draw(f->pdf, para, 0, para->line_count, f->x + em, top + .5);
    if (right) {
        style.align = ALIGN_RIGHT;
        style.hang_em = 0;
        para = para_set(f->pdf, f->arena, &style, f->w - 2 * em, right);
        if (para)
            para_draw(f->pdf, para, 0, 1, f->x + em, top + .5);
    }
    return top;
}

void imprint_draw(struct flow *f)
{
    const struct document *doc = f->doc;
    double y = f->bottom;

    if (!doc->issuer || (doc->letter && !doc->copies_to))
        return;
    if (f->landscape || flow_room(f) < 3 * flow_pitch())
        flow_page(f, false);
    y = f->bottom;
    if (doc->letter) { /* neither rules nor who printed it and when */
        (void)imprint_row(
            f, y, job_textf(doc->job, "抄送：%s。", doc->copies_to), NULL);
        return;
    }
    pdf_line(f->pdf, f->x, y, f->x + f->w, y, .35, BLACK);
    y = imprint_row(f, y, doc->issuer,
                    job_textf(doc->job, "%s印发", doc->date));
    if (doc->copies_to) {
        pdf_line(f->pdf, f->x, y, f->x + f->w, y, .25, BLACK);
        y = imprint_row(f, y, job_textf(doc->job, "抄送：%s。", doc->copies_to),
                        NULL);
    }
    pdf_line(f->pdf, f->x, y, f->x + f->w, y, .35, BLACK);
}

/* Not on the first page of a letter. 4号半角宋体, its dashes 7 mm under the 版心; odd pages right, even left. */
void page_number_draw(struct flow *f)
{
    struct para_style style = flow_style(FONT_SONG, SMALL_PT, 20, ALIGN_RIGHT);
    double em = pt_to_mm(SMALL_PT);
    char text[32];

    if (f->doc->letter && f->doc->issuer && f->page == 1)
        return;
    (void)snprintf(text, sizeof(text), "— %zu —", f->page);
    style.autospace_em = 0;
    style.align = f->page % 2 ? ALIGN_RIGHT : ALIGN_LEFT;
    /* on a landscape page too, where the bound document has it (7.5, 8) */
    if (f->landscape)
        pdf_turn_begin(f->pdf);
    para_line(f->pdf, &style, 28 + em, 156 - 2 * em,
              37 + 225 + 7 + pt_to_mm(SMALL_PT) * .33, text);
    if (f->landscape)
        pdf_turn_end(f->pdf);
}
