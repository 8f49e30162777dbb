/* omr/review/number.c - a whole number settles all its open columns. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/gate/gate.h"
#include "omr/review/decision.h"

/* The open questions of one number on one page. */
struct columns {
    int64_t page;
    const struct number_grid *grid;
    int64_t review[NUMBER_DIGITS_MAX]; /* 0: the column is not in question */
};

static const struct number_grid *grid_of(struct store *store,
                                         const struct review_row *row)
{
    const struct questionnaire *q = NULL;
    if (row->item == SIZE_MAX ||
        store_form(store, row->revision, &q, NULL, NULL) != ERR_OK ||
        row->item >= q->item_count)
        return NULL;
    return q->items[row->item].grid;
}

bool decision_is_number(struct store *store, const struct review_row *row,
                        const char *text)
{
    const struct number_grid *grid = grid_of(store, row);
    return grid != NULL && grid->digits > 1 &&
           strlen(text) == grid->digits &&
           strspn(text, "0123456789") == grid->digits;
}

static bool note(void *ctx, const struct review_row *row)
{
    struct columns *c = ctx;
    if (row->page == c->page && row->item >= c->grid->first_item &&
        row->item < c->grid->first_item + c->grid->digits)
        c->review[row->item - c->grid->first_item] = row->id;
    return false;
}

/* Columns that were read without doubt must have the digit that is keyed. */
static enum err_code check_clear(struct store *store, const struct columns *c,
                                 const char *text, struct err *err)
{
    struct box_read *boxes = NULL;
    size_t n = 0;
    enum err_code code = store_page_boxes(store, c->page, &boxes, &n, err);
    for (size_t i = 0; code == ERR_OK && i < n; i++) {
        size_t place = boxes[i].item - c->grid->first_item;
        if (boxes[i].item < c->grid->first_item ||
            place >= c->grid->digits || c->review[place] != 0 ||
            boxes[i].state != BOX_MARKED ||
            boxes[i].choice == (size_t)(text[place] - '0'))
            continue;
        code = err_set(err, ERR_RANGE, 0,
                       _("%s: digit %zu was read as %zu without doubt, and "
                         "'%s' has %c there"),
                       c->grid->code, place + 1, boxes[i].choice, text,
                       text[place]);
    }
    free(boxes);
    return code;
}

enum err_code decision_number(struct store *store,
                              const struct review_row *row, const char *text,
                              const char *who, const char *why,
                              size_t *decided, struct err *err)
{
    struct columns c = {.page = row->page, .grid = grid_of(store, row)};
    *decided = 0;
    enum err_code code =
        store_reviews(store, REVIEW_ALL, note, &c, err);
    if (code == ERR_OK)
        code = check_clear(store, &c, text, err);
    for (size_t i = 0; code == ERR_OK && i < c.grid->digits; i++) {
        if (c.review[i] == 0)
            continue;
        code = gate_decide(store, c.review[i], ANSWER_GIVEN,
                           UINT64_C(1) << (text[i] - '0'), who, why, err);
        *decided += code == ERR_OK;
    }
    return code;
}
