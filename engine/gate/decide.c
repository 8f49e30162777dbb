/* engine/gate/decide.c - a person settles what the machine would not guess. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/gate/internal.h"

struct decision {
    enum answer_state state;
    uint64_t choices;
    const char *who, *why;
};

/* ---- the log ---- */

static void add_answer(struct jout *j, const char *key,
                       const struct item *item, enum answer_state state,
                       uint64_t choices)
{
    jout_begin_object(j, key);
    jout_string(j, "state", answer_state_word(state));
    jout_begin_array(j, "choices");
    for (size_t k = 0; item != NULL && item->scale != NULL &&
                       k < item->scale->choice_count;
         k++)
        if ((choices >> k & 1) != 0)
            jout_string(j, NULL, item->scale->choices[k].code);
    jout_end_array(j);
    jout_end_object(j);
}

/* Who, when, before and after; page and item lead to the crop. */
static enum err_code audit_decision(struct store *store,
                                    const struct review_row *review,
                                    const struct item *item,
                                    const struct decision *d, struct err *err)
{
    struct str text;
    str_init(&text, 16 * 1024);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_int(&j, "review", review->id);
    jout_int(&j, "page", review->page);
    if (item != NULL)
        jout_string(&j, "item", item->code);
    else
        jout_null(&j, "item");
    jout_string(&j, "reason", review->reason);
    add_answer(&j, "read", item, review->read_state, review->read_choices);
    if (review->decided)
        add_answer(&j, "before", item, review->state, review->choices);
    add_answer(&j, "decided", item, d->state, d->choices);
    jout_string(&j, "why", d->why);
    jout_end_object(&j);
    enum err_code code = str_check(&text, _("the decision"), err);
    if (code == ERR_OK)
        code = store_audit(store, "review.set", d->who, text.text, err);
    str_deinit(&text);
    return code;
}

/* ---- one item ---- */

static enum err_code decide_item(struct store *store,
                                 const struct review_row *review,
                                 const struct decision *d, struct err *err)
{
    const struct questionnaire *q;
    enum err_code code = store_form(store, review->revision, &q, NULL, err);
    if (code != ERR_OK)
        return code;
    if (review->item >= q->item_count)
        return err_set(err, ERR_CORRUPT, 0,
                       _("review question %lld names no question of its "
                         "questionnaire; restore survey.db from a copy"),
                       (long long)review->id);
    const struct item *item = &q->items[review->item];
    code = check_answer(item, d->state, d->choices, err);
    if (code == ERR_OK)
        code = record_decision(store, review->page, review->item, d->state,
                               d->choices, err);
    if (code == ERR_OK)
        code = record_review_decide(store, review->id, d->state, d->choices,
                                    d->who, d->why, err);
    if (code == ERR_OK)
        code = settle_response(store, review->response, err);
    if (code == ERR_OK)
        code = audit_decision(store, review, item, d, err);
    return code;
}

/* ---- a page as a whole ---- */

/* Give page `id` its standing, and settle its review to match. */
static enum err_code settle_page(struct store *store, int64_t id, bool counts,
                                 const struct decision *d, struct err *err)
{
    int64_t review;
    bool decided;
    enum err_code code = record_page_stand(
        store, id, counts ? STANDING_COUNTS : STANDING_REJECTED, err);
    if (code == ERR_OK)
        code = record_review_of_page(store, id, &review, &decided, err);
    if (code == ERR_OK && review != 0)
        code = record_review_decide(store, review,
                                    counts ? ANSWER_GIVEN : ANSWER_INVALID, 0,
                                    d->who, d->why, err);
    return code;
}

/* This page counts, all others of its side do not. */
static enum err_code keep_one(struct store *store, int64_t page, int side,
                              size_t n, const struct record_side pages[],
                              const struct decision *d, struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < n; i++)
        if (pages[i].side == side)
            code = settle_page(store, pages[i].page, pages[i].page == page, d,
                               err);
    return code;
}

/* This page does not count.  Where one other of its side is left that nobody
 * decided about, that one does; where more are left they wait. */
static enum err_code set_aside(struct store *store, int64_t page, int side,
                               size_t n, const struct record_side pages[],
                               const struct decision *d, struct err *err)
{
    int64_t left = 0;
    size_t open = 0;
    enum err_code code = settle_page(store, page, false, d, err);
    for (size_t i = 0; code == ERR_OK && i < n; i++) {
        int64_t review = 0;
        bool decided = true;
        if (pages[i].side != side || pages[i].page == page)
            continue;
        code = record_review_of_page(store, pages[i].page, &review, &decided,
                                     err);
        if (review != 0 && !decided) {
            left = pages[i].page;
            open++;
        }
    }
    if (code == ERR_OK && open == 1)
        code = settle_page(store, left, true, d, err);
    return code;
}

static enum err_code decide_conflict(struct store *store,
                                     const struct review_row *review,
                                     int side, const struct decision *d,
                                     struct err *err)
{
    struct record_side *pages = NULL;
    size_t n = 0;
    enum err_code code =
        record_pages_of(store, review->response, &pages, &n, err);
    if (code == ERR_OK)
        code = (d->state == ANSWER_GIVEN ? keep_one : set_aside)(
            store, review->page, side, n, pages, d, err);
    free(pages);
    return code == ERR_OK ? settle_response(store, review->response, err)
                          : code;
}

static enum err_code side_of(struct store *store, int64_t page, int *side,
                             struct err *err)
{
    struct page_row *row = mem_alloc(1, sizeof *row);
    if (row == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = store_page_get(store, page, row, err);
    *side = code == ERR_OK ? row->side : 0;
    free(row);
    return code;
}

static enum err_code decide_page(struct store *store,
                                 const struct review_row *review,
                                 const struct decision *d, struct err *err)
{
    int side = 0;
    enum err_code code;
    if (d->choices != 0 || d->state == ANSWER_BLANK)
        return err_set(err, ERR_RANGE, 0,
                       _("a page as a whole either counts or is void"));
    if (review->response == 0 && d->state == ANSWER_GIVEN)
        return err_set(err, ERR_RANGE, 0,
                       _("page %lld has no code; key the code that is "
                         "printed on it, or set the page aside as void"),
                       (long long)review->page);
    if (review->response == 0) {
        code = record_review_decide(store, review->id, d->state, 0, d->who,
                                    d->why, err);
    } else {
        code = side_of(store, review->page, &side, err);
        if (code == ERR_OK)
            code = decide_conflict(store, review, side, d, err);
    }
    return code == ERR_OK ? audit_decision(store, review, NULL, d, err)
                          : code;
}

/* ---- the door ---- */

static enum err_code decide(struct store *store, int64_t id,
                            const struct decision *d, struct err *err)
{
    struct review_row review;
    enum err_code code = store_not_sealed(store, err);
    if (code == ERR_OK)
        code = store_review_get(store, id, &review, err);
    if (code != ERR_OK)
        return code;
    return review.item == SIZE_MAX ? decide_page(store, &review, d, err)
                                   : decide_item(store, &review, d, err);
}

enum err_code gate_decide(struct store *store, int64_t review,
                          enum answer_state state, uint64_t choices,
                          const char *who, const char *why, struct err *err)
{
    const struct decision d = {.state = state,
                               .choices = choices,
                               .who = who != NULL ? who : "",
                               .why = why != NULL ? why : ""};
    if (d.who[0] == '\0')
        return err_set(err, ERR_USAGE, 0, _("a decision needs a name: who "
                                            "decides?"));
    if (state != ANSWER_GIVEN && state != ANSWER_BLANK &&
        state != ANSWER_INVALID)
        return err_set(err, ERR_RANGE, 0,
                       _("a decision is a choice, blank or invalid"));
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = decide(store, review, &d, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}
