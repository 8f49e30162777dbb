/* forms/block_matrix.c - rows that share one scale, boxes in columns.
 *
 *   ───────────────────────────────────────────────────────
 *   二、您对下列情况是否满意？    满意   基本   不满意 │ 不了解
 *      （每行只选一项）                 满意         │
 *   ───────────────────────────────────────────────────────
 *   ░1．奖励优惠政策落实情况░░   □     □     □   │   □
 *
 * The label is shaded in every other row; the boxes stand on bare paper.
 */
#include <math.h>

#include "engine/base/i18n.h"
#include "forms/block.h"
#include "forms/frame.h"

#define COLUMNS_WIDTH_MAX 100.0 /* so that 70 mm remain for the words */
#define PITCH_MAX 21.0
#define APART_MM 3.0       /* extra before 不了解 */
#define HEAD_SIDE 1.4      /* bare at the sides of a column head, together */
#define HEAD_LEAD 4.4      /* above and below the words of the head, together */
#define SHADE .06
#define FRAME_RULE_MM .35  /* above and below a table */
#define RULE_MM .2         /* under its head */
#define ROW_RULE_MM .12
#define ROW_RULE_GREY .6
#define ROW_MM 10.6
#define ROW_MIN_MM 9.4
#define ROW_GROW_MM 2.6
#define ROW_LEAD 3.4       /* above and below the words of a row, together */
#define ROW_LEAD_MIN 2.2

struct table {
    const struct questionnaire *q;
    size_t section, n;
    double centre[MATRIX_COLUMNS_MAX];
    double pitch, words_right, rule_x; /* rule_x 0: nothing set apart */
    const struct para *heads[MATRIX_COLUMNS_MAX];
    const struct para *title, *hint;
    double hint_x, head_h;
    bool hint_below;
};

struct row {
    const struct table *table;
    size_t item;
    const struct para *number, *label, *gloss;
    double text_x;
    bool shaded, first, last;
};

/* ---- placing ---- */

/* In the head's band, left of the columns. */
static void place_title(const struct table *t, struct side *side, double y)
{
    double title = t->title->height_mm;
    double hint = t->hint != NULL ? t->hint->height_mm : 0;
    double total = title + (t->hint_below ? hint : 0);
    double middle = y + (t->head_h - total + title) / 2;
    block_para_middle(side, t->title, FRAME_LEFT, middle);
    if (t->hint != NULL)
        block_para_middle(side, t->hint, FRAME_LEFT + t->hint_x,
                          t->hint_below ? middle + (title + hint) / 2
                                        : middle);
}

static void column_rule(const struct table *t, struct side *side, double y,
                        double h)
{
    if (t->rule_x > 0)
        scene_line(side->scene, t->rule_x, y, t->rule_x, y + h, .15, .7);
}

static void place_head(const struct block *b, struct side *side, double y,
                       double h)
{
    const struct table *t = b->data;
    scene_line(side->scene, FRAME_LEFT, y, FRAME_RIGHT, y, FRAME_RULE_MM, 1);
    scene_line(side->scene, FRAME_LEFT, y + h, FRAME_RIGHT, y + h, RULE_MM,
               1);
    column_rule(t, side, y, h);
    place_title(t, side, y + (h - t->head_h) / 2);
    for (size_t i = 0; i < t->n; i++)
        block_para_middle(side, t->heads[i],
                          t->centre[i] - t->heads[i]->measure_mm / 2,
                          y + h / 2);
}

static void place_words(const struct row *r, struct side *side, double y,
                        double h)
{
    double gloss = r->gloss != NULL ? r->gloss->height_mm : 0;
    double label = r->label->height_mm;
    double top = y + (h - label - gloss) / 2;
    double em_y = r->number->height_mm / 2;
    block_para_middle(side, r->number, FRAME_LEFT, top + em_y);
    scene_para(side->scene, r->label, r->text_x, top);
    if (r->gloss != NULL)
        scene_para(side->scene, r->gloss, r->text_x, top + label);
}

static void place_row(const struct block *b, struct side *side, double y,
                      double h)
{
    const struct row *r = b->data;
    const struct table *t = r->table;
    /* Clear of the rule above, which is there already. */
    struct rect_mm words = {FRAME_LEFT, y + RULE_MM / 2,
                            t->words_right - FRAME_LEFT, h - RULE_MM / 2};
    if (r->shaded) { /* and the rule again, which the edge of a fill dims */
        scene_fill(side->scene, words, SHADE);
        scene_line(side->scene, FRAME_LEFT, y, t->words_right, y,
                   r->first ? RULE_MM : ROW_RULE_MM,
                   r->first ? 1 : ROW_RULE_GREY);
    }
    place_words(r, side, y, h);
    column_rule(t, side, y, h);
    scene_line(side->scene, FRAME_LEFT, y + h, FRAME_RIGHT, y + h,
               r->last ? FRAME_RULE_MM : ROW_RULE_MM,
               r->last ? 1 : ROW_RULE_GREY);
    for (size_t i = 0; i < t->n; i++)
        block_box(side, t->q, r->item, i, t->centre[i], y + h / 2);
}

/* ---- columns ---- */

bool matrix_fits(const struct questionnaire *q, size_t section)
{
    const struct section *sec = &q->sections[section];
    return sec->matrix && sec->item_count > 0 &&
           q->items[sec->first_item].scale != NULL &&
           q->items[sec->first_item].scale->choice_count <= MATRIX_COLUMNS_MAX;
}

static const struct scale *scale_of(const struct setter *s, size_t section)
{
    return s->q->items[s->q->sections[section].first_item].scale;
}

/* Do all heads fit a column of this pitch on so many lines? */
static bool heads_fit(struct setter *s, size_t section, double pitch,
                      size_t lines)
{
    const struct scale *scale = scale_of(s, section);
    struct para_style style = setter_style(s, TEXT_COLUMN);
    for (size_t i = 0; i < scale->choice_count; i++) {
        const struct para *p = para_set(s->pdf, s->arena, &style,
                                        pitch - HEAD_SIDE,
                                        scale->choices[i].text);
        if (p == NULL || p->line_count > lines ||
            p->widest_mm > pitch - HEAD_SIDE + .01)
            return false;
    }
    return true;
}

/* The narrowest pitch at which the heads take two lines, or three. */
static double find_pitch(struct setter *s, size_t section)
{
    const struct scale *scale = scale_of(s, section);
    double n = (double)scale->choice_count;
    double low = n <= 4 ? 15.5 : n <= 5 ? 14.5 : n <= 6 ? 13.5 : 12.5;
    double high = fmin(PITCH_MAX, COLUMNS_WIDTH_MAX / n);
    for (size_t i = 0; i < scale->choice_count; i++)
        if (pdf_check_text(s->pdf, FONT_HEI, scale->choices[i].text,
                           scale->code != NULL ? scale->code
                                               : _("the scale"),
                           &s->err) != ERR_OK)
            return low;
    for (size_t lines = 2; lines <= 4; lines++)
        for (double pitch = low; pitch <= high; pitch += .5)
            if (heads_fit(s, section, pitch, lines))
                return pitch;
    setter_fail(s, ERR_FORMAT,
                _("section %zu: the scale's words do not fit over their "
                  "columns; use shorter ones"), section + 1);
    return low;
}

/* From the right edge leftward, so that tables of one form line up there. */
static void set_columns(struct setter *s, struct table *t)
{
    const struct scale *scale = scale_of(s, t->section);
    t->n = scale->choice_count;
    t->pitch = find_pitch(s, t->section);
    double x = FRAME_RIGHT - t->pitch / 2;
    for (size_t i = t->n; i > 0; i--) {
        t->centre[i - 1] = x;
        x -= t->pitch;
        bool apart = i > 1 &&
                     scale->choices[i - 1].meaning == MEANS_UNKNOWN &&
                     scale->choices[i - 2].meaning != MEANS_UNKNOWN;
        if (apart) {
            t->rule_x = x + t->pitch / 2 - APART_MM / 2;
            x -= APART_MM;
        }
    }
    t->words_right = x + t->pitch / 2 - 1;
    for (size_t i = 0; i < t->n && setter_ok(s); i++) {
        t->heads[i] = setter_balanced(s, TEXT_COLUMN, t->pitch - HEAD_SIDE,
                                      scale->choices[i].text,
                                      scale->code != NULL ? scale->code
                                                          : "");
        if (t->heads[i] != NULL)
            t->head_h = fmax(t->head_h, setter_ink_height(t->heads[i]) +
                                            HEAD_LEAD);
    }
}

size_t matrix_columns(struct setter *s, size_t section,
                      double out[MATRIX_COLUMNS_MAX])
{
    struct table t = {.section = section};
    set_columns(s, &t);
    for (size_t i = 0; i < t.n; i++)
        out[i] = t.centre[i];
    return t.n;
}

static void set_title(struct setter *s, struct table *t, bool again)
{
    double width = t->words_right - FRAME_LEFT - 2;
    double em = setter_em(s, TEXT_SECTION);
    t->title = section_title(s, t->section, width, again);
    t->hint = section_hint(s, t->section, width - em);
    if (!setter_ok(s))
        return;
    double height = setter_ink_height(t->title);
    if (t->hint != NULL) {
        double beside = t->title->widest_mm + em / 4;
        t->hint_below = t->title->line_count > 1 ||
                        beside + t->hint->widest_mm > width;
        t->hint_x = t->hint_below ? 1.5 * em : beside;
        height += t->hint_below ? t->hint->height_mm : 0;
    }
    t->head_h = fmax(t->head_h, height + HEAD_LEAD);
}

static struct table *new_table(struct setter *s, size_t section, bool again)
{
    struct table *t = block_data(s, 1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->q = s->q;
    t->section = section;
    set_columns(s, t);
    set_title(s, t, again);
    return setter_ok(s) ? t : NULL;
}

/* ---- blocks ---- */

static void row_block(struct setter *s, struct blocks *list,
                      const struct table *t, size_t index,
                      const struct block *again)
{
    const struct section *sec = &s->q->sections[t->section];
    size_t item = sec->first_item + index;
    const struct item *it = &s->q->items[item];
    struct row *r = block_data(s, 1, sizeof *r);
    double width = t->words_right - item_text_x(s) - 2;
    const char *gloss = index > 0 ? when_gloss(s, item) : it->gloss;
    if (r == NULL)
        return;
    struct para_style style = setter_style(s, TEXT_QUESTION);
    if (it->role == ROLE_OVERALL)
        style.role = FONT_HEI;
    *r = (struct row){
        .table = t,
        .item = item,
        .text_x = item_text_x(s),
        .number = item_number(s, item),
        .label = setter_full_lines(s, &style, width, it->text, it->code),
        .gloss = gloss != NULL ? setter_para(s, TEXT_GLOSS, width, gloss,
                                             it->code)
                               : NULL,
        .shaded = index % 2 == 0,
        .first = index == 0,
        .last = index + 1 == sec->item_count,
    };
    struct block *b = block_add(s, list, place_row, r);
    if (b == NULL || !setter_ok(s))
        return;
    double words = setter_ink_height(r->label) +
                   (r->gloss != NULL ? r->gloss->height_mm : 0);
    b->height = fmax(ROW_MM, words + ROW_LEAD);
    b->shrink = b->height - fmax(ROW_MIN_MM, words + ROW_LEAD_MIN);
    b->grow = ROW_GROW_MM;
    b->section = t->section;
    /* One row left alone on a side is worse than tight rows. */
    bool lonely = index < 2 || index + 2 > sec->item_count;
    b->break_cost = lonely ? BREAK_LONELY : BREAK_TABLE;
    b->carry = again;
}

static void head_block(struct block *b, const struct table *t)
{
    b->height = t->head_h;
    b->grow = 2;
    b->gap = 5.5;
    b->gap_grow = 7;
    b->keep = true;
    b->section = t->section;
}

void blocks_matrix(struct setter *s, struct blocks *list, size_t section)
{
    const struct section *sec = &s->q->sections[section];
    const struct table *t = new_table(s, section, false);
    const struct table *t_again = new_table(s, section, true);
    struct block *again = block_data(s, 1, sizeof *again);
    if (!setter_ok(s))
        return;
    blocks_when(s, list, sec->first_item);
    struct block *b = block_add(s, list, place_head, t);
    if (b == NULL)
        return;
    head_block(b, t);
    again->place = place_head;
    again->data = t_again;
    head_block(again, t_again);
    for (size_t i = 0; i < sec->item_count && setter_ok(s); i++)
        row_block(s, list, t, i, again);
}
