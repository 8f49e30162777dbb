/* engine/gate/check.c - does a page fit the questionnaire it answers? */
#include <stdint.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/gate/internal.h"

static int count_bits(uint64_t set)
{
    int n = 0;
    for (; set != 0; set &= set - 1)
        n++;
    return n;
}

enum err_code check_answer(const struct item *item, enum answer_state state,
                           uint64_t choices, struct err *err)
{
    size_t count = item->scale != NULL ? item->scale->choice_count : 0;
    uint64_t all = count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    int most = item->kind == ITEM_MULTI ? item->max_choices : 1;
    if ((choices & ~all) != 0)
        return err_set(err, ERR_RANGE, 0,
                       _("question %s has %zu choices; another one was given"),
                       item->code, count);
    if (state == ANSWER_BLANK && choices != 0)
        return err_set(err, ERR_RANGE, 0,
                       _("question %s cannot be blank and have a choice"),
                       item->code);
    if (state != ANSWER_GIVEN || item->kind == ITEM_TEXT)
        return ERR_OK;
    if (choices == 0)
        return err_set(err, ERR_RANGE, 0,
                       _("question %s needs a choice, or is blank or invalid"),
                       item->code);
    if (count_bits(choices) > most)
        return err_set(err, ERR_RANGE, 0,
                       _("question %s takes at most %d choices, not %d"),
                       item->code, most, count_bits(choices));
    return ERR_OK;
}

static enum err_code misfit(const struct page_scan *page, const char *what,
                            struct err *err)
{
    return err_set(err, ERR_FORMAT, 0,
                   _("%s, page %d does not fit the questionnaire: %s"),
                   page->file, page->page + 1, what);
}

static enum err_code check_answers(const struct page_scan *page,
                                   const struct questionnaire *q,
                                   const struct form_sides *sides,
                                   struct err *err)
{
    for (size_t i = 0; i < page->answer_count; i++) {
        const struct answer_read *a = &page->answers[i];
        if (a->item >= q->item_count ||
            (unsigned)a->state >= ANSWER_STATE_COUNT)
            return misfit(page, _("an answer to no question"), err);
        if (i > 0 && a->item <= page->answers[i - 1].item)
            return misfit(page, _("its answers are out of order"), err);
        if (sides->side[a->item] != page->side)
            return misfit(page, _("an answer to a question of another side"),
                          err);
        struct err why = ERR_INIT;
        if (check_answer(&q->items[a->item], a->state, a->choices, &why) !=
            ERR_OK)
            return misfit(page, why.text, err);
    }
    return ERR_OK;
}

static enum err_code check_boxes(const struct page_scan *page,
                                 const struct questionnaire *q,
                                 struct err *err)
{
    for (size_t i = 0; i < page->box_count; i++) {
        const struct box_read *b = &page->boxes[i];
        const struct scale *scale =
            b->item < q->item_count ? q->items[b->item].scale : NULL;
        if (scale == NULL || b->choice >= scale->choice_count ||
            (unsigned)b->state >= BOX_STATE_COUNT)
            return misfit(page, _("a box of no question"), err);
    }
    return ERR_OK;
}

enum err_code check_page(struct store *store, const struct page_scan *page,
                         struct err *err)
{
    const struct questionnaire *q;
    const struct form_sides *sides;
    enum err_code code = store_form(store, page->revision, &q, NULL, err);
    if (code == ERR_OK)
        code = store_sides(store, page->revision, page->open, &sides, err);
    if (code != ERR_OK)
        return code;
    if (page->side < 1 || page->side > sides->count)
        return misfit(page, _("it has no such side"), err);
    code = check_answers(page, q, sides, err);
    return code == ERR_OK ? check_boxes(page, q, err) : code;
}
