/* forms/block_number.c - a number filled in digit by digit.
 *
 *   3．村编码（请先写数字，再在下面把同一数字的□打√）
 *        ┌──┐    ┌──┐    ┌──┐        a cell to write the digit in
 *        └──┘    └──┘    └──┘
 *        □ 0     □ 0     □ 0
 *        □ 1     □ 1     □ 1
 *        …
 *        □ 9     □ 9     □ 9
 *
 * The written digit is for people: the clerk who settles a doubtful column
 * looks at it.  The reader takes the boxes only.
 */
#include <math.h>

#include "engine/base/i18n.h"
#include "forms/block.h"
#include "forms/frame.h"

#define PITCH_X 14.0    /* column to column */
#define ROW_MM BOX_PITCH_MIN
#define ROW_GROW_MM .8
#define CELL_W 9.0
#define CELL_H 10.0
#define CELL_LINE_MM .2
#define CELL_GAP 2.6    /* cell to the first box */
#define DIGIT_GAP 2.3   /* box to its digit: 2 bare mm and more */

enum { DIGITS = 10 };

struct number {
    const struct questionnaire *q;
    const struct number_grid *grid;
    const struct para *ordinal, *label, *gloss, *how;
    const struct para *digit[DIGITS];
    double text_x, words_h;
};

static void place_column(const struct number *n, struct side *side,
                         size_t column, double y, double h)
{
    double x = n->text_x + (double)column * PITCH_X + PITCH_X / 2 - 2;
    struct rect_mm cell = {x - CELL_W / 2, y, CELL_W, CELL_H};
    double pitch = (h - CELL_H - CELL_GAP) / DIGITS;
    double top = y + CELL_H + CELL_GAP;
    scene_box(side->scene, cell, CELL_LINE_MM);
    for (size_t k = 0; k < DIGITS; k++) {
        double middle = top + ((double)k + .5) * pitch;
        block_box(side, n->q, n->grid->first_item + column, k, x, middle);
        block_para_middle(side, n->digit[k],
                          x + BOX_MM_SIDE / 2 + DIGIT_GAP, middle);
    }
}

static void place_number(const struct block *b, struct side *side, double y,
                         double h)
{
    const struct number *n = b->data;
    double at = y + n->label->height_mm;
    block_para_middle(side, n->ordinal, FRAME_LEFT,
                      y + n->ordinal->height_mm / 2);
    scene_para(side->scene, n->label, n->text_x, y);
    if (n->gloss != NULL) {
        scene_para(side->scene, n->gloss, n->text_x, at);
        at += n->gloss->height_mm;
    }
    scene_para(side->scene, n->how, n->text_x, at);
    for (size_t i = 0; i < n->grid->digits; i++)
        place_column(n, side, i, y + n->words_h, h - n->words_h);
}

static struct number *set_number(struct setter *s, size_t item)
{
    const struct number_grid *grid = s->q->items[item].grid;
    struct number *n = block_data(s, 1, sizeof *n);
    double width = FRAME_RIGHT - item_text_x(s);
    if (n == NULL)
        return NULL;
    *n = (struct number){
        .q = s->q,
        .grid = grid,
        .ordinal = item_number(s, item),
        .label = setter_para(s, TEXT_QUESTION, width, grid->text, grid->code),
        .gloss = grid->gloss != NULL ? setter_para(s, TEXT_GLOSS, width,
                                                   grid->gloss, grid->code)
                                     : NULL,
        .how = setter_para(s, TEXT_HINT, width,
                           "（先在方格里写数字，再在下面同一列把这个数字的□打√，"
                           "每列只打一个）",
                           grid->code),
        .text_x = item_text_x(s),
    };
    for (size_t k = 0; k < DIGITS; k++)
        n->digit[k] = setter_para(s, TEXT_SMALL, 4,
                                  setter_printf(s, "%zu", k), grid->code);
    return setter_ok(s) ? n : NULL;
}

void blocks_number(struct setter *s, struct blocks *list, size_t item)
{
    struct number *n = set_number(s, item);
    if (n == NULL)
        return;
    n->words_h = n->label->height_mm + n->how->height_mm + 2 +
                 (n->gloss != NULL ? n->gloss->height_mm : 0);
    struct block *b = block_add(s, list, place_number, n);
    if (b == NULL)
        return;
    b->height = n->words_h + CELL_H + CELL_GAP + DIGITS * ROW_MM;
    b->grow = DIGITS * ROW_GROW_MM;
    b->gap = 2.5;
    b->gap_grow = 2;
    b->section = s->q->items[item].section;
    b->break_cost = BREAK_ITEM;
}
