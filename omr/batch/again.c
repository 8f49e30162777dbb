/* omr/batch/again.c - see again.h. */
#include "omr/batch/again.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/batch/params.h"

enum err_code again_look(struct again *again, struct store *store,
                         struct err *err)
{
    struct params_row row;
    enum err_code code = store_params_newest(store, &row, err);
    int newest = row.number;
    store_params_free(&row);
    if (code != ERR_OK || newest == again->number)
        return code;
    code = round_params_load(store, &again->params, &again->number, err);
    again->changed = code == ERR_OK;
    return code;
}

/* The judge looks items up, and what a worker sent is not trusted. */
static bool fits(const struct questionnaire *q, const struct page_scan *page)
{
    for (size_t i = 0; i < page->box_count; i++) {
        const struct box_read *b = &page->boxes[i];
        if (b->item >= q->item_count || q->items[b->item].scale == NULL ||
            b->choice >= q->items[b->item].scale->choice_count)
            return false;
    }
    return true;
}

/* What was not judged (a text area) stays. */
static void take_answers(size_t n, const struct answer_read now[],
                         size_t count, struct answer_read answers[])
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < count; k++)
            if (answers[k].item == now[i].item)
                answers[k] = now[i];
}

enum err_code again_judge(const struct again *again, struct store *store,
                          struct arena *arena, struct page_scan *page,
                          struct err *err)
{
    const struct questionnaire *q = NULL;
    page->judged = again->number;
    if (!again->changed || page->outcome != PAGE_READ || page->box_count == 0)
        return ERR_OK;
    struct err none = ERR_INIT; /* a revision never made: the gate says so */
    if (store_form(store, page->revision, &q, NULL, &none) != ERR_OK ||
        !fits(q, page))
        return ERR_OK;
    struct answer_read *now = mem_alloc(LIMIT_ITEMS, sizeof *now);
    struct box_read *boxes =
        arena_alloc(arena, page->box_count, sizeof *boxes);
    struct answer_read *answers =
        arena_alloc(arena, page->answer_count + 1, sizeof *answers);
    enum err_code code = ERR_OK;
    if (now == NULL || boxes == NULL || answers == NULL) {
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    } else {
        memcpy(boxes, page->boxes, page->box_count * sizeof *boxes);
        memcpy(answers, page->answers, page->answer_count * sizeof *answers);
        size_t n =
            judge_page(&again->params, q, page->box_count, boxes, now);
        take_answers(n, now, page->answer_count, answers);
        page->boxes = boxes;
        page->answers = answers;
    }
    free(now);
    return code;
}
