/* engine/gate/disposition.c - what a response is worth.
 *
 * Shares of the core items (K, Q, T0) that were answered, by the cuts AAPOR's
 * Standard Definitions offer (domain rules §4.4): 80 % complete, 50 % partial,
 * less is a break-off and void.  An item counts as answered when its answer
 * is given, or doubtful: a mark stands there, and only which one is open, so
 * a waiting review does not make a response void today and valid tomorrow.
 * An invalid item (more marks than allowed) says nothing, so it is no answer.
 * Items whose condition does not hold were not asked and count on neither
 * side, whatever stands there (engine/gate/route.h).
 */
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/gate/internal.h"
#include "engine/gate/route.h"

enum { COMPLETE_PERCENT = 80, PARTIAL_PERCENT = 50 };

static bool ends_interview(const struct item *item,
                           const struct answer_row *a)
{
    if (item->role != ROLE_SCREEN || a->state != ANSWER_GIVEN)
        return false;
    for (size_t k = 0; k < item->scale->choice_count; k++)
        if ((a->choices >> k & 1) != 0 &&
            item->scale->choices[k].meaning == MEANS_ENDS)
            return true;
    return false;
}

enum disposition judge_response(const struct questionnaire *q,
                                const struct form_sides *sides, int side,
                                size_t n, const struct answer_row answers[])
{
    size_t core = 0;
    size_t answered = 0;
    bool blank = true;
    bool asked[LIMIT_ITEMS];
    route_response(q, n, answers, asked);
    for (size_t i = 0; i < q->item_count; i++)
        core += q->items[i].core && asked[i] &&
                (side == 0 || sides->side[i] == side);
    for (size_t i = 0; i < n; i++) {
        const struct answer_row *a = &answers[i];
        const struct item *item = &q->items[a->item];
        if (ends_interview(item, a))
            return DISP_SCREENED;
        bool wrote = a->ink && a->state != ANSWER_BLANK;
        blank = blank && !wrote &&
                (a->state == ANSWER_BLANK || item->kind == ITEM_TEXT);
        answered += item->core && asked[a->item] && (a->state == ANSWER_GIVEN ||
                                   a->state == ANSWER_DOUBTFUL);
    }
    if (blank)
        return DISP_BLANK;
    if (answered * 100 >= core * COMPLETE_PERCENT)
        return DISP_COMPLETE;
    return answered * 100 >= core * PARTIAL_PERCENT ? DISP_PARTIAL
                                                    : DISP_BREAK_OFF;
}

enum sides_state { SIDES_WHOLE, SIDES_MISSING, SIDES_CONFLICT };

/* Every side needs one page that counts; one with pages of which none counts
 * is in conflict (or was voided by a person). */
static enum sides_state look_at_sides(int count, int only, size_t n,
                                      const struct record_side pages[])
{
    enum sides_state state = SIDES_WHOLE;
    for (int side = 1; side <= count; side++) {
        bool came = false;
        bool counts = false;
        if (only != 0 && side != only)
            continue;
        for (size_t i = 0; i < n; i++) {
            if (pages[i].side != side)
                continue;
            came = true;
            counts = counts || pages[i].standing == STANDING_COUNTS;
        }
        if (came && !counts)
            return SIDES_CONFLICT;
        if (!came)
            state = SIDES_MISSING;
    }
    return state;
}

/* Answers that would read differently, put in place of those that count. */
static void replace(size_t changed_count, const struct answer_row changed[],
                    size_t n, struct answer_row answers[])
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < changed_count; k++)
            if (changed[k].item == answers[i].item) {
                answers[i].state = changed[k].state;
                answers[i].choices = changed[k].choices;
            }
}

static enum err_code judge(struct store *store, int64_t response,
                           const struct record_head *head,
                           size_t changed_count,
                           const struct answer_row changed[],
                           enum disposition *out, struct err *err)
{
    const struct questionnaire *q;
    const struct form_sides *sides;
    struct record_side *pages = NULL;
    size_t page_count = 0;
    size_t n = 0;
    struct answer_row *answers = mem_alloc(LIMIT_ITEMS, sizeof *answers);
    if (answers == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = store_form(store, head->revision, &q, NULL, err);
    if (code == ERR_OK)
        code = store_sides(store, head->revision, head->open, &sides, err);
    if (code == ERR_OK)
        code = record_pages_of(store, response, &pages, &page_count, err);
    if (code == ERR_OK)
        code = record_counting(store, response, head->revision, answers, &n,
                               err);
    if (code != ERR_OK)
        goto done;
    replace(changed_count, changed, n, answers);
    enum sides_state state =
        head->sheetless
            ? SIDES_WHOLE
            : look_at_sides(sides->count, head->side, page_count, pages);
    enum disposition alone = judge_response(q, sides, head->side, n, answers);
    if (state == SIDES_CONFLICT)
        *out = DISP_CONFLICT;
    else if (state == SIDES_MISSING && alone != DISP_SCREENED)
        *out = DISP_MISSING_SIDE;
    else
        *out = alone;
done:
    free(pages);
    free(answers);
    return code;
}

enum err_code weigh_response(struct store *store, int64_t response, size_t n,
                             const struct answer_row changed[],
                             enum disposition *was, enum disposition *now,
                             struct err *err)
{
    struct record_head head;
    *was = *now = DISP_CONFLICT;
    enum err_code code = record_response_get(store, response, &head, err);
    if (code != ERR_OK)
        return code;
    *was = head.disposition;
    return judge(store, response, &head, n, changed, now, err);
}

enum err_code settle_response(struct store *store, int64_t response,
                              struct err *err)
{
    enum disposition was, now;
    enum err_code code =
        weigh_response(store, response, 0, NULL, &was, &now, err);
    if (code == ERR_OK && now != was)
        code = record_response_dispose(store, response, now, err);
    return code;
}
