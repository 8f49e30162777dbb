/* forms/block_options.c - questions whose boxes stand beside their words.
 *
 * Short questions share one line with their boxes, and the boxes of a section
 * stand under each other on a common grid:
 *
 *      1．性别          □ 男     □ 女
 *      2．年龄（周岁）   □ 18–29  □ 30–39  □ 40–49
 *
 * A long question with few boxes has them at the right end of its line;
 * everything else has them in columns underneath.
 */
#include <math.h>

#include "engine/base/i18n.h"
#include "forms/block_grid.h"
#include "forms/frame.h"

#define GROUP_GAP 16.0     /* at most, words to the next box in columns */
#define GROUP_PITCH_MIN 30.0
#define ROW_MM 9.8
#define ROW_MIN_MM 9.2
#define ROW_GROW_MM 2.6

struct spot {
    double x;           /* left edge of the box */
    size_t row;
    const struct para *words;
};

struct question {
    const struct questionnaire *q;
    size_t item, n;
    const struct para *number, *label, *gloss;
    double text_x, words_h; /* words_h 0: boxes on the question's line */
    size_t rows;
    double row_mm;
    struct spot *spots;
};

/* ---- placing ---- */

static void place_question(const struct block *b, struct side *side,
                           double y, double h)
{
    const struct question *w = b->data;
    double row = (h - w->words_h) / (double)w->rows;
    double middle = w->words_h > 0 ? y + w->label->height_mm / 2
                                   : y + row / 2;
    double number_y = w->label->line_count > 1
                          ? middle - w->label->height_mm / 2 +
                                w->number->height_mm / 2
                          : middle;
    block_para_middle(side, w->number, FRAME_LEFT, number_y);
    block_para_middle(side, w->label, w->text_x, middle);
    if (w->gloss != NULL)
        scene_para(side->scene, w->gloss, w->text_x,
                   middle + w->label->height_mm / 2);
    for (size_t i = 0; i < w->n; i++) {
        const struct spot *p = &w->spots[i];
        double centre = y + w->words_h + ((double)p->row + .5) * row;
        block_box(side, w->q, w->item, i, p->x + BOX_MM_SIDE / 2, centre);
        block_para_middle(side, p->words,
                          p->x + BOX_MM_SIDE + BOX_LABEL_GAP, centre);
    }
}

/* ---- three ways to arrange the boxes ---- */

static const struct scale *scale_of(const struct setter *s, size_t item)
{
    return s->q->items[item].scale;
}

static bool take_words(struct setter *s, struct question *w,
                       enum text_kind kind, double width)
{
    for (size_t i = 0; i < w->n && setter_ok(s); i++)
        w->spots[i].words = setter_para(
            s, kind, width, scale_of(s, w->item)->choices[i].text,
            s->q->items[w->item].code);
    return setter_ok(s);
}

static void arrange_on_grid(struct setter *s, struct question *w,
                            const struct grid *g)
{
    double *x = block_data(s, w->n, sizeof *x);
    if (x == NULL || !grid_take(s, w->item, g, x) ||
        !take_words(s, w, TEXT_OPTION, FRAME_WIDTH))
        return;
    for (size_t i = 0; i < w->n; i++)
        w->spots[i].x = x[i];
    w->rows = 1;
}

/* The boxes start a line of their own below the question. */
static void under_label(struct question *w)
{
    w->words_h = w->label->height_mm + 1 +
                 (w->gloss != NULL ? w->gloss->height_mm : 0);
}

/* At the right end of the question's line, if they fit there. */
static bool arrange_right(struct setter *s, struct question *w)
{
    if (s->q->items[w->item].kind != ITEM_SINGLE ||
        s->q->items[w->item].gloss != NULL)
        return false;
    const double gap = 8;
    double total = -gap;
    for (size_t i = 0; i < w->n; i++)
        total += cell_width(s, TEXT_OPTION, w->item, i) + gap;
    double from = label_end(s, w->item) + LABEL_TO_BOX;
    if (from + total > FRAME_RIGHT ||
        !take_words(s, w, TEXT_OPTION, FRAME_WIDTH))
        return false;
    double x = FRAME_RIGHT - total;
    for (size_t i = 0; i < w->n; i++) {
        w->spots[i].x = x;
        x += cell_width(s, TEXT_OPTION, w->item, i) + gap;
    }
    w->rows = 1;
    return true;
}

/* Columns under the question, from many to one: how wide the words may be,
 * and on how many lines. */
static const struct {
    size_t columns;
    enum text_kind kind;
    size_t lines;
} COLUMNS[] = {
    {6, TEXT_OPTION, 1}, {5, TEXT_OPTION, 1}, {4, TEXT_OPTION, 1},
    {3, TEXT_OPTION, 1}, {3, TEXT_SMALL, 1},  {3, TEXT_SMALL, 2},
    {2, TEXT_OPTION, 1}, {2, TEXT_SMALL, 2},  {1, TEXT_OPTION, 6},
};

static bool columns_fit(struct setter *s, const struct question *w, size_t k,
                        double words_mm)
{
    struct para_style style = setter_style(s, COLUMNS[k].kind);
    if (COLUMNS[k].columns > w->n && COLUMNS[k].columns > 1)
        return false;
    /* A row of three and one lonely box under it look like a mistake. */
    if (COLUMNS[k].columns == 3 && w->n == 4)
        return false;
    for (size_t i = 0; i < w->n; i++) {
        const char *text = scale_of(s, w->item)->choices[i].text;
        if (pdf_check_text(s->pdf, style.role, text,
                           s->q->items[w->item].code, &s->err) != ERR_OK)
            return true; /* told already; no need to look further */
        const struct para *p =
            para_set(s->pdf, s->arena, &style, words_mm, text);
        if (p == NULL || p->line_count > COLUMNS[k].lines ||
            p->widest_mm > words_mm + .01)
            return false;
    }
    return true;
}

static size_t choose_columns(struct setter *s, const struct question *w,
                             double room, double *words_mm)
{
    size_t last = sizeof COLUMNS / sizeof COLUMNS[0] - 1;
    for (size_t k = 0;; k++) {
        double pitch = room / (double)COLUMNS[k].columns;
        *words_mm = pitch - BOX_MM_SIDE - BOX_LABEL_GAP -
                    (COLUMNS[k].columns > 1 ? WORDS_TO_BOX - 1 : 0);
        if (k == last || columns_fit(s, w, k, *words_mm))
            return k;
    }
}

/* Few choices line up with the boxes of the section's other questions. */
static void arrange_below(struct setter *s, struct question *w,
                          const struct grid *g)
{
    double from = w->text_x, words = 0;
    size_t k = choose_columns(s, w, FRAME_RIGHT - from, &words);
    if (g->pitch > 0 && w->n <= 4) {
        double narrow = 0;
        size_t beside = choose_columns(s, w, FRAME_RIGHT - g->x, &narrow);
        if (COLUMNS[beside].columns == w->n &&
            COLUMNS[beside].kind == TEXT_OPTION) {
            from = g->x;
            k = beside;
            words = narrow;
        }
    }
    if (!take_words(s, w, COLUMNS[k].kind, words))
        return;
    size_t columns = COLUMNS[k].columns;
    double pitch = (FRAME_RIGHT - from) / (double)columns;
    double widest = GROUP_PITCH_MIN;
    for (size_t i = 0; i < w->n; i++)
        widest = fmax(widest, BOX_MM_SIDE + BOX_LABEL_GAP +
                                  w->spots[i].words->widest_mm + GROUP_GAP);
    if (columns > 1) /* short words stay together, not spread over the page */
        pitch = fmin(pitch, widest);
    for (size_t i = 0; i < w->n; i++) {
        w->spots[i].x = from + pitch * (double)(i % columns);
        w->spots[i].row = i / columns;
        w->row_mm =
            fmax(w->row_mm, setter_ink_height(w->spots[i].words) + 1.6);
    }
    w->rows = (w->n + columns - 1) / columns;
    under_label(w);
}

/* ---- blocks ---- */

static struct question *set_question(struct setter *s, size_t item)
{
    const struct item *it = &s->q->items[item];
    struct question *w = block_data(s, 1, sizeof *w);
    double width = FRAME_RIGHT - item_text_x(s);
    if (w == NULL)
        return NULL;
    *w = (struct question){
        .q = s->q,
        .item = item,
        .n = it->scale->choice_count,
        .number = item_number(s, item),
        .label = setter_para(s, TEXT_QUESTION, width, it->text, it->code),
        .gloss = it->gloss != NULL ? setter_para(s, TEXT_GLOSS, width,
                                                 it->gloss, it->code)
                                   : NULL,
        .text_x = item_text_x(s),
        .row_mm = ROW_MM,
        .spots = block_data(s, it->scale->choice_count, sizeof *w->spots),
    };
    return setter_ok(s) ? w : NULL;
}

static void arrange(struct setter *s, struct question *w,
                    const struct grid *g)
{
    bool on_grid = s->q->items[w->item].kind == ITEM_SINGLE &&
                   grid_take(s, w->item, g, NULL);
    bool one_line = on_grid && grid_short(s, w->item);
    if (!one_line && arrange_right(s, w))
        return;
    if (on_grid)
        arrange_on_grid(s, w, g);
    else
        arrange_below(s, w, g);
    if (on_grid && !one_line)
        under_label(w);
}

static void question_block(struct setter *s, struct blocks *list, size_t item,
                           const struct grid *g)
{
    struct question *w = set_question(s, item);
    if (w == NULL)
        return;
    arrange(s, w, g);
    struct block *b = block_add(s, list, place_question, w);
    if (b == NULL || !setter_ok(s))
        return;
    double rows = (double)w->rows;
    b->height = w->words_h + rows * w->row_mm;
    b->shrink = rows * fmax(0, w->row_mm - ROW_MIN_MM) * (w->row_mm <= ROW_MM);
    b->grow = rows * ROW_GROW_MM;
    b->section = s->q->items[item].section;
    b->break_cost = BREAK_ITEM;
    if (w->words_h > 0) {
        b->gap = 2;
        b->gap_grow = 2;
    }
}

void blocks_plain_section(struct setter *s, struct blocks *list,
                          size_t section)
{
    const struct section *sec = &s->q->sections[section];
    struct grid g = section_grid(s, section);
    blocks_section_head(s, list, section);
    for (size_t i = 0; i < sec->item_count && setter_ok(s); i++) {
        size_t item = sec->first_item + i;
        blocks_when(s, list, item);
        if (s->q->items[item].grid != NULL) {
            if (s->q->items[item].place == 0)
                blocks_number(s, list, item);
        } else if (s->q->items[item].kind == ITEM_TEXT)
            blocks_text_item(s, list, item);
        else
            question_block(s, list, item, &g);
    }
}
