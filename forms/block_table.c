/* forms/block_table.c - a ruled table of things to decide, as a ballot has it.
 *
 *   一、评议表决（每户只选一项）
 *   ┌────┬────────┬──────┬──────────────┬──────┬────────┬──────┐
 *   │编号│ 户主   │ 人口 │ 核查建议     │ 同意 │ 不同意 │ 弃权 │
 *   ├────┼────────┼──────┼──────────────┼──────┼────────┼──────┤
 *   │  1 │        │      │              │  □   │   □    │  □   │
 *
 * A row is never split, and the head stands again at the top of every side.
 * Round the boxes the rules are thin and grey, as in block_matrix.c: a tick
 * that touches a rule must not be joined by it to a tick in the next row.
 */
#include <math.h>

#include "engine/base/i18n.h"
#include "forms/block.h"
#include "forms/frame.h"

#define FRAME_RULE_MM .35 /* round the table and under its head */
#define RULE_MM .2        /* between the columns of words */
#define BOX_RULE_MM .12   /* between the columns of boxes */
#define BOX_RULE_GREY .6
#define NUMBER_MM 13.0
#define CELL_SIDE 2.0     /* bare at the sides of a cell, together */
#define CELL_MIN 13.0
#define PITCH_MIN 14.5
#define PITCH_MAX 22.0
#define WORDS_MIN 60.0    /* what the columns of words keep */
#define HEAD_LEAD 3.6
#define ROW_MM 9.9
#define ROW_MIN_MM 9.3    /* 2.1 mm bare above and below a box */
#define ROW_GROW_MM 3.2
#define ROW_LEAD 3.0
#define TITLE_LEAD 1.6

enum { CELLS = ROW_CELLS_MAX + 1 }; /* the number is one */

struct table {
    const struct questionnaire *q;
    size_t section, words, n;            /* columns of words, of boxes */
    double x[CELLS + 1];                 /* left edges; the last: of boxes */
    double pitch;
    const struct para *heads[CELLS];
    const struct para *choices[MATRIX_COLUMNS_MAX];
    const struct para *title, *hint;     /* over the table */
    double title_h, head_h, hint_x;
};

struct row {
    const struct table *table;
    size_t item;
    const struct para *cells[CELLS];
    bool last;
};

static const struct section *section_of(const struct table *t)
{
    return &t->q->sections[t->section];
}

static const struct scale *scale_of(const struct table *t)
{
    return t->q->items[section_of(t)->first_item].scale;
}

bool table_fits(const struct questionnaire *q, size_t section)
{
    const struct section *s = &q->sections[section];
    return s->table && s->item_count > 0 &&
           q->items[s->first_item].scale->choice_count <= MATRIX_COLUMNS_MAX;
}

/* ---- placing ---- */

static void column_rules(const struct table *t, struct side *side, double y,
                         double h)
{
    for (size_t i = 0; i <= t->words; i++) {
        double line = i == 0 ? FRAME_RULE_MM : RULE_MM;
        scene_line(side->scene, t->x[i], y, t->x[i], y + h, line, 1);
    }
    for (size_t k = 1; k < t->n; k++) {
        double x = t->x[t->words] + (double)k * t->pitch;
        scene_line(side->scene, x, y, x, y + h, BOX_RULE_MM, BOX_RULE_GREY);
    }
    scene_line(side->scene, FRAME_RIGHT, y, FRAME_RIGHT, y + h,
               FRAME_RULE_MM, 1);
}

static void put_in(struct side *side, const struct para *p, double left,
                   double right, double middle)
{
    if (p != NULL)
        block_para_middle(side, p, (left + right - p->measure_mm) / 2,
                          middle);
}

static void place_head(const struct block *b, struct side *side, double y,
                       double h)
{
    const struct table *t = b->data;
    double title = t->title->height_mm;
    block_para_middle(side, t->title, FRAME_LEFT, y + title / 2);
    if (t->hint != NULL)
        block_para_middle(side, t->hint, FRAME_LEFT + t->hint_x,
                          t->hint_x > 0 ? y + title / 2
                                        : y + title +
                                              t->hint->height_mm / 2);
    y += t->title_h;
    h -= t->title_h;
    scene_line(side->scene, FRAME_LEFT, y, FRAME_RIGHT, y, FRAME_RULE_MM, 1);
    column_rules(t, side, y, h);
    scene_line(side->scene, FRAME_LEFT, y + h, FRAME_RIGHT, y + h,
               FRAME_RULE_MM, 1);
    for (size_t i = 0; i < t->words; i++)
        put_in(side, t->heads[i], t->x[i], t->x[i + 1], y + h / 2);
    for (size_t k = 0; k < t->n; k++) {
        double left = t->x[t->words] + (double)k * t->pitch;
        put_in(side, t->choices[k], left, left + t->pitch, y + h / 2);
    }
}

/* The rule under a row: strong under words, thin under boxes. */
static void row_rule(const struct row *r, struct side *side, double y)
{
    double boxes = r->table->x[r->table->words];
    if (r->last) {
        scene_line(side->scene, FRAME_LEFT, y, FRAME_RIGHT, y, FRAME_RULE_MM,
                   1);
        return;
    }
    scene_line(side->scene, FRAME_LEFT, y, boxes, y, RULE_MM, 1);
    scene_line(side->scene, boxes, y, FRAME_RIGHT, y, BOX_RULE_MM,
               BOX_RULE_GREY);
}

static void place_row(const struct block *b, struct side *side, double y,
                      double h)
{
    const struct row *r = b->data;
    const struct table *t = r->table;
    column_rules(t, side, y, h);
    row_rule(r, side, y + h);
    for (size_t i = 0; i < t->words; i++)
        put_in(side, r->cells[i], t->x[i], t->x[i + 1], y + h / 2);
    for (size_t k = 0; k < t->n; k++)
        block_box(side, t->q, r->item, k,
                  t->x[t->words] + ((double)k + .5) * t->pitch, y + h / 2);
}

/* ---- columns ---- */

static const char *head_text(const struct table *t, size_t column)
{
    return column == 0 ? "编号" : section_of(t)->columns[column - 1];
}

static const char *cell_text(const struct item *item, size_t column)
{
    return item->cells[column - 1];
}

/* How wide a column of words would like to be. */
static double wish_of(struct setter *s, const struct table *t, size_t column)
{
    const struct section *sec = section_of(t);
    double w = 0;
    if (sec->column_count > 0)
        w = setter_width(s, TEXT_COLUMN, head_text(t, column), _("table"));
    for (size_t i = 0; i < sec->item_count && setter_ok(s); i++) {
        const struct item *item = &t->q->items[sec->first_item + i];
        if (cell_text(item, column)[0] != '\0')
            w = fmax(w, setter_width(s, TEXT_OPTION, cell_text(item, column),
                                     item->code));
    }
    return fmax(w + CELL_SIDE + 1, CELL_MIN);
}

/* Wide columns give way until all fit; what is left over is shared out, more
 * to the wider, so that an empty list has room to be written into. */
static void share_out(double room, size_t n, double wish[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += wish[i];
    double limit = room;
    while (sum > room + .01 && limit > 5) {
        limit -= .5;
        sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += fmin(wish[i], limit);
    }
    for (size_t i = 0; i < n; i++)
        wish[i] = fmin(wish[i], limit) * room / sum;
}

static void set_columns(struct setter *s, struct table *t)
{
    const struct scale *scale = scale_of(t);
    double wish[CELLS] = {0};
    t->n = scale->choice_count;
    t->words = 1 + (section_of(t)->column_count > 0
                        ? section_of(t)->column_count
                        : 1);
    t->pitch = PITCH_MIN;
    for (size_t k = 0; k < t->n; k++)
        t->pitch = fmax(t->pitch, setter_width(s, TEXT_COLUMN,
                                               scale->choices[k].text,
                                               scale->code) + CELL_SIDE + 1);
    t->pitch = fmin(t->pitch, fmin(PITCH_MAX, (FRAME_WIDTH - NUMBER_MM -
                                               WORDS_MIN) / (double)t->n));
    for (size_t i = 1; i < t->words; i++)
        wish[i - 1] = wish_of(s, t, i);
    t->x[0] = FRAME_LEFT;
    t->x[1] = FRAME_LEFT + NUMBER_MM;
    share_out(FRAME_RIGHT - t->pitch * (double)t->n - t->x[1], t->words - 1,
              wish);
    for (size_t i = 1; i < t->words; i++)
        t->x[i + 1] = t->x[i] + wish[i - 1];
}

size_t table_columns(struct setter *s, size_t section,
                     double out[MATRIX_COLUMNS_MAX])
{
    struct table t = {.q = s->q, .section = section};
    set_columns(s, &t);
    for (size_t k = 0; k < t.n; k++)
        out[k] = t.x[t.words] + ((double)k + .5) * t.pitch;
    return t.n;
}

static void set_heads(struct setter *s, struct table *t)
{
    const struct scale *scale = scale_of(t);
    bool headed = section_of(t)->column_count > 0;
    t->head_h = ROW_MM;
    for (size_t i = 0; i < t->words && setter_ok(s); i++) {
        if (i > 0 && !headed)
            break;
        t->heads[i] = setter_balanced(s, TEXT_COLUMN,
                                      t->x[i + 1] - t->x[i] - CELL_SIDE,
                                      head_text(t, i), _("table"));
        if (t->heads[i] != NULL)
            t->head_h = fmax(t->head_h,
                             setter_ink_height(t->heads[i]) + HEAD_LEAD);
    }
    for (size_t k = 0; k < t->n && setter_ok(s); k++) {
        t->choices[k] = setter_balanced(s, TEXT_COLUMN, t->pitch - CELL_SIDE,
                                        scale->choices[k].text, scale->code);
        if (t->choices[k] != NULL)
            t->head_h = fmax(t->head_h,
                             setter_ink_height(t->choices[k]) + HEAD_LEAD);
    }
}

static void set_title(struct setter *s, struct table *t, bool again)
{
    double em = setter_em(s, TEXT_SECTION);
    t->title = section_title(s, t->section, FRAME_WIDTH, again);
    t->hint = section_hint(s, t->section, FRAME_WIDTH);
    if (!setter_ok(s))
        return;
    t->title_h = t->title->height_mm + TITLE_LEAD;
    if (t->hint == NULL)
        return;
    double beside = t->title->widest_mm + em / 4;
    bool fits = t->title->line_count == 1 &&
                beside + t->hint->widest_mm <= FRAME_WIDTH;
    t->hint_x = fits ? beside : 0;
    t->title_h += fits ? 0 : t->hint->height_mm;
}

static struct table *new_table(struct setter *s, size_t section, bool again)
{
    struct table *t = block_data(s, 1, sizeof *t);
    if (t == NULL)
        return NULL;
    t->q = s->q;
    t->section = section;
    set_columns(s, t);
    if (setter_ok(s))
        set_heads(s, t);
    if (setter_ok(s))
        set_title(s, t, again);
    return setter_ok(s) ? t : NULL;
}

/* ---- blocks ---- */

/* Centred where it takes one line, else flush left. */
static const struct para *set_cell(struct setter *s, double width,
                                   const char *text, const char *where)
{
    struct para_style style = setter_style(s, TEXT_OPTION);
    const struct para *p = NULL;
    style.align = ALIGN_CENTRE;
    if (text[0] != '\0')
        p = setter_styled(s, &style, width, text, where);
    if (p == NULL || p->line_count == 1)
        return p;
    style.align = ALIGN_LEFT;
    return setter_full_lines(s, &style, width, text, where);
}

static void set_cells(struct setter *s, struct row *r, size_t index)
{
    const struct table *t = r->table;
    const struct item *item = &t->q->items[r->item];
    r->cells[0] = set_cell(s, NUMBER_MM - CELL_SIDE,
                           setter_printf(s, "%zu", index + 1), item->code);
    for (size_t i = 1; i < t->words && setter_ok(s); i++)
        r->cells[i] = set_cell(s, t->x[i + 1] - t->x[i] - CELL_SIDE,
                               cell_text(item, i), item->code);
}

static void row_block(struct setter *s, struct blocks *list,
                      const struct table *t, size_t index,
                      const struct block *again)
{
    const struct section *sec = section_of(t);
    struct row *r = block_data(s, 1, sizeof *r);
    if (r == NULL)
        return;
    *r = (struct row){.table = t,
                      .item = sec->first_item + index,
                      .last = index + 1 == sec->item_count};
    set_cells(s, r, index);
    struct block *b = block_add(s, list, place_row, r);
    if (b == NULL || !setter_ok(s))
        return;
    double words = 0;
    for (size_t i = 0; i < t->words; i++)
        if (r->cells[i] != NULL)
            words = fmax(words, setter_ink_height(r->cells[i]) + ROW_LEAD);
    b->height = fmax(ROW_MM, words);
    b->shrink = b->height - fmax(ROW_MIN_MM, words);
    b->grow = ROW_GROW_MM;
    b->section = t->section;
    /* A long list is meant to run over sides; only a lonely row is bad. */
    bool lonely = index < 3 || index + 3 > sec->item_count;
    b->break_cost = lonely ? BREAK_LONELY : BREAK_ITEM;
    b->carry = again;
}

static void head_block(struct block *b, const struct table *t)
{
    b->height = t->title_h + t->head_h;
    b->gap = 4;
    b->gap_grow = 5;
    b->keep = true;
    b->section = t->section;
}

void blocks_table(struct setter *s, struct blocks *list, size_t section)
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
