/* reports/gongwen_poster.c - see poster.h. */
#include "reports/poster.h"

#include <math.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/gongwen_parts.h"

static const double A3_W_MM = 297, A3_H_MM = 420, MARGIN_MM = 24;
/* of what is read, before it is made smaller: 22 pt on A3, 15.5 on A4 */
#define READ_PT 22.0
#define SMALL_SHARE .76 /* of the rules at the foot */
static const struct colour INK = {0, 0, 0, .82};
static const struct colour BAD = {0, .95, .95, .35};

struct wall {
    const struct document *doc;
    const struct poster *p;
    struct pdf *pdf;
    struct arena *arena;
    struct gongwen_result *result;
    double unit;  /* of a millimetre on A3 at full size */
    double x, w;  /* between the margins */
    double gap;   /* extra between the parts, once all is measured */
    bool draw;    /* else only measured */
    bool brief;   /* sentences in place of long lists */
};

static struct para_style style_of(const struct wall *t, enum font_role role,
                                  double pt, enum align align)
{
    return (struct para_style){.role = role,
                               .digits = role == FONT_SONG ? FONT_SONG : role,
                               .size_pt = pt * t->unit,
                               .pitch_pt = pt * t->unit * 1.45,
                               .align = align,
                               .autospace_em = .125};
}

/* Text in [x, x + w] from y on; returns the y under it. */
static double text_at(struct wall *t, const struct para_style *style, double x,
                      double w, double y, const char *text)
{
    const struct para *para = para_set(t->pdf, t->arena, style, w, text);

    if (!para)
        return y;
    if (t->draw)
        para_draw(t->pdf, para, 0, para->line_count, x, y);
    return y + para->height_mm;
}

/* ---- head ---- */

/* Broken at words where that can be done. */
static double title_lines(struct wall *t, const struct para_style *style,
                          double y)
{
    const char *text = t->doc->title;
    size_t breaks[TITLE_LINES], start = 0;
    size_t n = title_break(text, t->w / pt_to_mm(style->size_pt), breaks);

    if (n == 0)
        return text_at(t, style, t->x, t->w, y, text);
    for (size_t i = 0; i < n; start = breaks[i++]) {
        char *line = job_alloc(t->doc->job, breaks[i] - start + 1, 1);

        if (!line)
            return y;
        memcpy(line, text + start, breaks[i] - start);
        y = text_at(t, style, t->x - 1, t->w + 2, y, line);
    }
    return y;
}

static double draw_title(struct wall *t, double y)
{
    struct para_style style = style_of(t, FONT_TITLE, 46, ALIGN_CENTRE);

    style.pitch_pt = style.size_pt * 1.3;
    y = title_lines(t, &style, y) + 4 * t->unit;
    if (t->draw)
        pdf_line(t->pdf, t->x, y, t->x + t->w, y, 1.2 * t->unit, OFFICIAL_RED);
    return y + 5 * t->unit;
}

static double draw_lead(struct wall *t, double y)
{
    struct para_style style = style_of(t, FONT_SONG, READ_PT, ALIGN_JUSTIFY);

    style.indent_em = 2;
    return text_at(t, &style, t->x, t->w, y, t->p->lead) + 3 * t->unit;
}

/* ---- the big figures ---- */

static void draw_figure(struct wall *t, const struct poster_figure *f,
                        double x, double w, double y, double h)
{
    struct para_style name = style_of(t, FONT_HEI, 30, ALIGN_CENTRE);
    struct para_style value = style_of(t, FONT_HEI, 76, ALIGN_CENTRE);
    struct para_style line = style_of(t, FONT_HEI, 24, ALIGN_CENTRE);
    double room = w - 8 * t->unit, width;

    if (!t->draw)
        return;
    width = para_width(t->pdf, &value, f->value);
    if (width > room)
        value.size_pt *= room / width;
    if (f->bad)
        value.colour = line.colour = BAD;
    pdf_box(t->pdf, x, y, w, h, .8 * t->unit, INK);
    para_line(t->pdf, &name, x, w, y + h * .24, f->name);
    para_line(t->pdf, &value, x, w, y + h * .69, f->value);
    para_line(t->pdf, &line, x, w, y + h * .9, f->line);
}

static double draw_figures(struct wall *t, double y)
{
    const struct poster *p = t->p;
    double gap = 8 * t->unit, h = 54 * t->unit;
    double n = (double)p->figure_count;
    double w = (t->w - gap * (n - 1)) / n;

    if (p->figure_count == 0)
        return y;
    for (size_t i = 0; i < p->figure_count; i++)
        draw_figure(t, &p->figure[i], t->x + (double)i * (w + gap), w, y, h);
    return y + h + 6 * t->unit;
}

/* ---- lists of bars ---- */

static double section_title(struct wall *t, double x, double w, double y,
                            const char *text)
{
    struct para_style style = style_of(t, FONT_HEI, 26, ALIGN_LEFT);

    if (t->draw)
        pdf_fill_rect(t->pdf, x, y + 2.2 * t->unit, 3 * t->unit, 9 * t->unit,
                      OFFICIAL_RED);
    return text_at(t, &style, x + 6 * t->unit, w - 6 * t->unit, y, text) +
           t->unit;
}

static void draw_bar(struct wall *t, const struct poster_list *list,
                     const struct poster_row *row, double x, double w,
                     double y)
{
    double h = 3.4 * t->unit, mark = x + w * list->line;

    pdf_fill_rect(t->pdf, x, y, w, h, GREY(.1));
    pdf_fill_rect(t->pdf, x, y, w * row->share, h, row->bad ? BAD : INK);
    if (list->line > 0)
        pdf_line(t->pdf, mark, y - t->unit, mark, y + h + t->unit,
                 .6 * t->unit, OFFICIAL_RED);
}

/* A value too wide to stand beside its label goes under it. */
static double draw_tall_row(struct wall *t, const struct poster_row *row,
                            double x, double w, double y)
{
    struct para_style label = style_of(t, FONT_SONG, READ_PT, ALIGN_LEFT);
    struct para_style value = style_of(t, FONT_HEI, READ_PT * .9, ALIGN_LEFT);
    double in = 6 * t->unit;

    label.pitch_pt = label.size_pt * 1.25;
    value.pitch_pt = value.size_pt * 1.25;
    y = text_at(t, &label, x, w, y, row->label);
    return text_at(t, &value, x + in, w - in, y, row->value) + 2.5 * t->unit;
}

static double draw_row(struct wall *t, const struct poster_list *list,
                       const struct poster_row *row, double x, double w,
                       double y)
{
    struct para_style label = style_of(t, FONT_SONG, READ_PT, ALIGN_LEFT);
    struct para_style value = style_of(t, FONT_HEI, READ_PT, ALIGN_RIGHT);
    double value_w = para_width(t->pdf, &value, row->value);
    double label_w = w - value_w - 4 * t->unit, end;

    if (value_w > w * .45)
        return draw_tall_row(t, row, x, w, y);
    label.pitch_pt = label.size_pt * 1.25;
    if (row->bad)
        value.colour = BAD;
    end = text_at(t, &label, x, label_w, y, row->label);
    if (t->draw) /* on the label's last line */
        para_line(t->pdf, &value, x, w,
                  end - pt_to_mm(label.pitch_pt - label.size_pt) / 2 -
                      pt_to_mm(label.size_pt) * .13,
                  row->value);
    if (row->share < 0)
        return end + 1.5 * t->unit;
    if (t->draw)
        draw_bar(t, list, row, x, w, end + .6 * t->unit);
    return end + 7.2 * t->unit;
}

static const double COLUMN_GAP = 14;

static double column_mm(const struct wall *t)
{
    return (t->w - COLUMN_GAP * t->unit) / 2;
}

static double list_note(struct wall *t, const struct poster_list *list,
                        double x, double w, double y)
{
    struct para_style note =
        style_of(t, FONT_SONG, READ_PT * SMALL_SHARE, ALIGN_LEFT);

    if (list->note)
        y = text_at(t, &note, x, w, y, list->note);
    return y + 4 * t->unit;
}

static double list_instead(struct wall *t, const struct poster_list *list,
                           double x, double w, double y)
{
    struct para_style body = style_of(t, FONT_SONG, READ_PT, ALIGN_LEFT);

    return text_at(t, &body, x, w, y, list->instead) + 4 * t->unit;
}

/* In one column. */
static double draw_list(struct wall *t, const struct poster_list *list,
                        double x, double y)
{
    double w = column_mm(t);

    y = section_title(t, x, w, y, list->title);
    if (t->brief && list->instead)
        return list_instead(t, list, x, w, y);
    for (size_t i = 0; i < list->count; i++)
        y = draw_row(t, list, &list->rows[i], x, w, y);
    return list_note(t, list, x, w, y);
}

/* Across the page, its rows in two columns. */
static double draw_wide(struct wall *t, const struct poster_list *list,
                        double y)
{
    double w = column_mm(t), end[2];
    size_t half = (list->count + 1) / 2;

    y = section_title(t, t->x, t->w, y, list->title);
    if (t->brief && list->instead)
        return list_instead(t, list, t->x, t->w, y);
    end[0] = end[1] = y;
    for (size_t i = 0; i < list->count; i++) {
        size_t at = i >= half;

        end[at] = draw_row(t, list, &list->rows[i],
                           t->x + (double)at * (t->w - w), w, end[at]);
    }
    return list_note(t, list, t->x, t->w, fmax(end[0], end[1]));
}

/* Each list under the shorter column. */
static double lists_stacked(struct wall *t, double y)
{
    const struct poster *p = t->p;
    double end[2] = {y, y};

    for (size_t i = 0; i < p->list_count; i++) {
        size_t at = end[1] < end[0];

        end[at] = draw_list(t, &p->list[i],
                            t->x + (double)at * (t->w - column_mm(t)),
                            end[at]);
    }
    return fmax(end[0], end[1]);
}

/* Pairs side by side, and a last one alone across the page. */
static double lists_paired(struct wall *t, double y)
{
    const struct poster *p = t->p;

    for (size_t i = 0; i < p->list_count; i += 2) {
        if (i + 1 == p->list_count)
            return draw_wide(t, &p->list[i], y);
        y = fmax(draw_list(t, &p->list[i], t->x, y),
                 draw_list(t, &p->list[i + 1],
                           t->x + t->w - column_mm(t), y));
    }
    return y;
}

/* Whichever takes less of the page. */
static double draw_lists(struct wall *t, double y)
{
    bool draw = t->draw;
    double stacked, paired;

    t->draw = false;
    stacked = lists_stacked(t, y);
    paired = lists_paired(t, y);
    t->draw = draw;
    if (!draw)
        return fmin(stacked, paired);
    return paired <= stacked ? lists_paired(t, y) : lists_stacked(t, y);
}

/* ---- what follows, and the foot ---- */

static double draw_todo(struct wall *t, double y)
{
    const struct poster *p = t->p;
    struct para_style style = style_of(t, FONT_SONG, READ_PT, ALIGN_JUSTIFY);

    style.hang_em = 1.5;
    if (p->todo_count == 0)
        return y;
    y = section_title(t, t->x, t->w, y, p->todo_title);
    for (size_t i = 0; i < p->todo_count; i++)
        y = text_at(t, &style, t->x, t->w, y, p->todo[i]);
    return y + 4 * t->unit;
}

static void draw_issuer(struct wall *t, double y)
{
    struct para_style style = style_of(t, FONT_SONG, READ_PT, ALIGN_RIGHT);
    double pitch = pt_to_mm(style.pitch_pt);

    t->result->seal_page = 1;
    t->result->seal_x =
        t->x + t->w - para_width(t->pdf, &style, t->doc->date) / 2;
    t->result->seal_y = y + pitch * 1.5;
    if (t->doc->issuer)
        para_line(t->pdf, &style, t->x, t->w, y + pitch * .75, t->doc->issuer);
    para_line(t->pdf, &style, t->x, t->w, y + pitch * 1.75, t->doc->date);
}

static void draw_signed(struct wall *t, double y, double h)
{
    struct para_style style = style_of(t, FONT_KAI, 15, ALIGN_LEFT);
    double w = 105 * t->unit;

    t->result->mark_page = 1;
    t->result->mark_x = t->x;
    t->result->mark_y = y;
    t->result->mark_w = w;
    t->result->mark_h = h;
    if (!t->doc->signer)
        return;
    const char *text =
        job_textf(t->doc->job, "电子签名：%s\n核验：pingyi verify",
                  t->doc->signer);
    double inside = w - 6 * t->unit;
    const struct para *para = para_set(t->pdf, t->arena, &style, inside, text);
    while (para && para->height_mm > h - 2 * t->unit && style.size_pt > 6) {
        style.size_pt *= .92; /* a long name takes more lines */
        style.pitch_pt *= .92;
        para = para_set(t->pdf, t->arena, &style, inside, text);
    }
    style.colour = OFFICIAL_RED;
    if (para)
        (void)text_at(t, &style, t->x + 3 * t->unit, inside,
                      y + (h - para->height_mm) / 2, text);
}

static double draw_foot(struct wall *t, double y)
{
    struct para_style contact = style_of(t, FONT_HEI, READ_PT, ALIGN_LEFT);
    struct para_style rules =
        style_of(t, FONT_SONG, READ_PT * SMALL_SHARE, ALIGN_JUSTIFY);
    double h = 26 * t->unit;

    rules.pitch_pt = rules.size_pt * 1.35;
    if (t->p->contact)
        y = text_at(t, &contact, t->x, t->w, y, t->p->contact) + 2 * t->unit;
    y = text_at(t, &rules, t->x, t->w, y, t->p->rules) + 3 * t->unit;
    if (t->draw) {
        draw_issuer(t, y);
        draw_signed(t, y, h);
    }
    return y + h;
}

/* ---- the page ---- */

static double page_mm(const struct wall *t)
{
    return t->p->a3 ? A3_H_MM : A3_H_MM * M_SQRT1_2;
}

static double margin_mm(const struct wall *t)
{
    return MARGIN_MM * (t->p->a3 ? 1 : M_SQRT1_2);
}

static double lay(struct wall *t)
{
    double y = margin_mm(t);

    y = draw_title(t, y);
    y = draw_lead(t, y) + t->gap;
    y = draw_figures(t, y) + t->gap;
    y = draw_lists(t, y) + t->gap;
    y = draw_todo(t, y) + t->gap;
    return draw_foot(t, y);
}

/* The largest type at which all stands on the page; false: none does. */
static bool fit(struct wall *t)
{
    double full = t->p->a3 ? 1 : M_SQRT1_2;
    double bottom = page_mm(t) - margin_mm(t);

    for (int brief = 0; brief < 2; brief++)
        for (double k = 1.16; READ_PT * full * k >= POSTER_MIN_PT; k -= .03) {
            t->unit = full * k;
            t->brief = brief != 0;
            double end = lay(t);

            if (end <= bottom) { /* air between the parts, not at the foot */
                t->gap = fmin((bottom - end) / 4, 12 * t->unit);
                return true;
            }
        }
    return false;
}

static enum err_code check(struct pdf *pdf, const char *text, const char *where,
                           struct err *err)
{
    return text ? pdf_check_text(pdf, FONT_SONG, text, where, err) : ERR_OK;
}

static enum err_code check_texts(const struct document *doc, struct pdf *pdf,
                                 struct err *err)
{
    const struct poster *p = doc->poster;
    enum err_code code = check(pdf, doc->title, "标题", err);

    if (code == ERR_OK)
        code = check(pdf, doc->issuer, "发文机关", err);
    if (code == ERR_OK)
        code = check(pdf, doc->signer, "签名人", err);
    if (code == ERR_OK)
        code = check(pdf, p->lead, "正文", err);
    if (code == ERR_OK)
        code = check(pdf, p->contact, "监督电话", err);
    for (size_t i = 0; code == ERR_OK && i < p->list_count; i++)
        for (size_t r = 0; code == ERR_OK && r < p->list[i].count; r++)
            code = check(pdf, p->list[i].rows[r].label, p->list[i].title, err);
    for (size_t i = 0; code == ERR_OK && i < p->todo_count; i++)
        code = check(pdf, p->todo[i], p->todo_title, err);
    return code;
}

enum err_code poster_print(const struct document *doc, struct pdf *pdf,
                           struct gongwen_result *result, struct err *err)
{
    struct wall t = {.doc = doc,
                     .p = doc->poster,
                     .pdf = pdf,
                     .arena = doc->job->arena,
                     .result = result};
    enum err_code code = job_check(doc->job, err);

    *result = (struct gongwen_result){.pages = 0};
    if (code == ERR_OK)
        code = check_texts(doc, pdf, err);
    if (code != ERR_OK)
        return code;
    t.x = margin_mm(&t);
    t.w = A3_W_MM * (t.p->a3 ? 1 : M_SQRT1_2) - 2 * t.x;
    if (!fit(&t))
        return err_set(err, ERR_RANGE, 0,
                       _("the notice does not fit one page of %s even in the "
                         "smallest type that can be read on a wall%s"),
                       t.p->a3 ? "A3" : "A4",
                       t.p->a3 ? "" : _("; try --paper a3"));
    t.draw = true;
    pdf_page(pdf, A3_W_MM * (t.p->a3 ? 1 : M_SQRT1_2), page_mm(&t));
    if (doc->mark) {
        struct para_style style = style_of(&t, FONT_HEI, 18, ALIGN_RIGHT);
        style.colour = GREY(.6);
        para_line(pdf, &style, t.x, t.w, margin_mm(&t) * .6, doc->mark);
    }
    (void)lay(&t);
    result->pages = 1;
    return ERR_OK;
}
