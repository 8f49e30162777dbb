/* engine/gate/rejudge.c - see rejudge.h. */
#include "engine/gate/rejudge.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/gate/internal.h"

struct rejudge {
    struct store *store;
    const struct rejudge_options *options;
    struct rejudge_result *result;
    struct record_judged *pages;
    size_t page_count;
    struct box_read *was_box;             /* of the page at hand */
    size_t was_room;
    struct record_reading_row *was;       /* LIMIT_ITEMS */
    struct answer_read *now;              /* LIMIT_ITEMS */
    struct answer_row *counting;          /* LIMIT_ITEMS: changed answers that
                                           * count, of the response at hand */
    size_t counting_count;
};

static bool same_answer(const struct record_reading_row *was,
                        const struct answer_read *now)
{
    return was->state == now->state && was->choices == now->choices &&
           was->corrected == now->corrected;
}

/* ---- one item ---- */

static void tell(struct rejudge *r, const struct record_judged *page,
                 const struct record_reading_row *was,
                 const struct answer_read *now)
{
    const struct rejudge_change change = {
        .page = page->page,
        .unit = page->unit,
        .item = now->item,
        .revision = page->revision,
        .side = page->side,
        .batch = page->batch,
        .serial = page->serial,
        .standing = page->standing,
        .was = was->state,
        .now = now->state,
        .was_choices = was->choices,
        .now_choices = now->choices,
        .reason = now->reason,
        .decided = was->decided,
    };
    r->result->changed[was->state][now->state]++;
    r->result->changes++;
    r->result->decided += was->decided;
    if (r->options->change != NULL)
        r->options->change(r->options->ctx, &change);
}

/* What the new reading means for the person who is asked about it. */
static enum err_code settle_question(struct rejudge *r,
                                     const struct record_judged *page,
                                     const struct record_reading_row *was,
                                     const struct answer_read *now,
                                     struct err *err)
{
    bool asks = now->state == ANSWER_DOUBTFUL;
    bool visible = page->standing == STANDING_COUNTS;
    bool apply = r->options->apply;
    if (asks && was->review == 0) {
        r->result->opened += visible;
        return apply ? record_review_add(r->store, page->page, now->item,
                                         now->reason, (double)now->doubt, err)
                     : ERR_OK;
    }
    if (was->review == 0 || was->settled)
        return ERR_OK;
    if (!asks) {
        r->result->withdrawn += visible;
        return apply ? record_review_withdraw(r->store, was->review, err)
                     : ERR_OK;
    }
    bool same = strcmp(was->reason, now->reason) == 0 &&
                (float)was->doubt == now->doubt;
    return apply && !same
               ? record_review_reword(r->store, was->review, now->reason,
                                      (double)now->doubt, err)
               : ERR_OK;
}

static enum err_code take_item(struct rejudge *r,
                               const struct record_judged *page,
                               const struct questionnaire *q,
                               const struct record_reading_row *was,
                               const struct answer_read *now, struct err *err)
{
    enum err_code code = settle_question(r, page, was, now, err);
    if (code != ERR_OK || same_answer(was, now))
        return code;
    code = check_answer(&q->items[now->item], now->state, now->choices, err);
    if (code != ERR_OK)
        return code;
    tell(r, page, was, now);
    if (r->options->apply)
        code = record_answer_judged(r->store, page->page,
                                    r->result->params, now, err);
    if (page->standing == STANDING_COUNTS && !was->decided &&
        r->counting_count < LIMIT_ITEMS)
        r->counting[r->counting_count++] = (struct answer_row){
            .item = now->item, .state = now->state, .choices = now->choices};
    return code;
}

/* Both lists are by item; what was not judged (a text area) stays. */
static enum err_code take_items(struct rejudge *r,
                                const struct record_judged *page,
                                const struct questionnaire *q, size_t was,
                                size_t now, struct err *err)
{
    enum err_code code = ERR_OK;
    size_t k = 0;
    for (size_t i = 0; code == ERR_OK && i < now; i++) {
        while (k < was && r->was[k].item < r->now[i].item)
            k++;
        if (k == was || r->was[k].item != r->now[i].item)
            continue;
        r->result->items++;
        code = take_item(r, page, q, &r->was[k], &r->now[i], err);
    }
    return code;
}

/* ---- one page ---- */

static enum err_code take_boxes(struct rejudge *r, int64_t page, size_t n,
                                const struct box_read box[], struct err *err)
{
    enum err_code code = ERR_OK;
    r->result->boxes += n;
    for (size_t i = 0; i < n; i++)
        r->result->boxes_changed += !store_box_same(&r->was_box[i], &box[i]);
    for (size_t i = 0; r->options->apply && code == ERR_OK && i < n; i++)
        code = record_box_judged(r->store, page, r->result->params,
                                 &r->was_box[i], &box[i], err);
    return code;
}

static enum err_code keep_boxes(struct rejudge *r, size_t n,
                                const struct box_read box[], struct err *err)
{
    if (n > r->was_room) {
        struct box_read *grown = mem_grow(r->was_box, n, sizeof *grown);
        if (grown == NULL)
            return err_set(err, ERR_NOMEM, 0, _("out of memory"));
        r->was_box = grown;
        r->was_room = n;
    }
    if (n > 0)
        memcpy(r->was_box, box, n * sizeof *box);
    return ERR_OK;
}

/* Every box must belong to a question: the judge looks items up. */
static enum err_code check_boxes(const struct record_judged *page,
                                 const struct questionnaire *q, size_t n,
                                 const struct box_read box[], struct err *err)
{
    for (size_t i = 0; i < n; i++)
        if (box[i].item >= q->item_count ||
            q->items[box[i].item].scale == NULL ||
            box[i].choice >= q->items[box[i].item].scale->choice_count)
            return err_set(err, ERR_CORRUPT, 0,
                           _("page %lld has a box of no question; restore "
                             "survey.db from a copy"),
                           (long long)page->page);
    return ERR_OK;
}

static enum err_code take_page(struct rejudge *r,
                               const struct record_judged *page,
                               struct err *err)
{
    const struct questionnaire *q;
    struct box_read *box = NULL;
    size_t boxes = 0;
    size_t was = 0;
    enum err_code code = store_form(r->store, page->revision, &q, NULL, err);
    if (code == ERR_OK)
        code = store_page_boxes(r->store, page->page, &box, &boxes, err);
    if (code == ERR_OK)
        code = check_boxes(page, q, boxes, box, err);
    if (code == ERR_OK)
        code = keep_boxes(r, boxes, box, err);
    if (code == ERR_OK && boxes > 0)
        code = record_judged_answers(r->store, page->page, page->revision,
                                     r->was, &was, err);
    if (code == ERR_OK && boxes > 0) {
        size_t now = r->options->judge(r->options->ctx, q, boxes, box, r->now);
        code = take_items(r, page, q, was, now, err);
    }
    if (code == ERR_OK)
        code = take_boxes(r, page->page, boxes, box, err);
    if (code == ERR_OK && r->options->apply)
        code = record_page_judged(r->store, page->page, r->result->params,
                                  err);
    r->result->pages++;
    free(box);
    return code;
}

/* ---- the round ---- */

/* The pages of a response are through: what is it worth now? */
static enum err_code settle(struct rejudge *r, int64_t response,
                            struct err *err)
{
    enum disposition was, now;
    if (r->counting_count == 0)
        return ERR_OK;
    enum err_code code =
        weigh_response(r->store, response, r->counting_count, r->counting,
                       &was, &now, err);
    r->counting_count = 0;
    if (code != ERR_OK)
        return code;
    r->result->made_valid += !disposition_valid(was) && disposition_valid(now);
    r->result->made_void += disposition_valid(was) && !disposition_valid(now);
    return r->options->apply ? settle_response(r->store, response, err)
                             : ERR_OK;
}

static enum err_code take_pages(struct rejudge *r, struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < r->page_count; i++) {
        const struct record_judged *page = &r->pages[i];
        bool last = i + 1 == r->page_count ||
                    r->pages[i + 1].response != page->response;
        if (r->options->step != NULL &&
            r->options->step(r->options->ctx, i, r->page_count))
            return err_set(err, ERR_INTERRUPTED, 0,
                           _("interrupted; nothing was changed"));
        code = take_page(r, page, err);
        if (code == ERR_OK && last)
            code = settle(r, page->response, err);
    }
    return code;
}

static enum err_code audit(struct rejudge *r, struct err *err)
{
    const struct rejudge_result *s = r->result;
    struct str text;
    str_init(&text, 16 * 1024);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_int(&j, "params", s->params);
    jout_string(&j, "values", r->options->params);
    jout_int(&j, "pages", (int64_t)s->pages);
    jout_int(&j, "changes", (int64_t)s->changes);
    for (int was = 0; was < ANSWER_STATE_COUNT; was++)
        for (int now = 0; now < ANSWER_STATE_COUNT; now++) {
            char key[64];
            (void)snprintf(key, sizeof key, "%s>%s",
                           answer_state_word((enum answer_state)was),
                           answer_state_word((enum answer_state)now));
            if (s->changed[was][now] > 0)
                jout_int(&j, key, (int64_t)s->changed[was][now]);
        }
    jout_int(&j, "opened", (int64_t)s->opened);
    jout_int(&j, "withdrawn", (int64_t)s->withdrawn);
    jout_string(&j, "why", r->options->why);
    jout_end_object(&j);
    enum err_code code = str_check(&text, _("the decision"), err);
    if (code == ERR_OK)
        code = store_audit(r->store, "rejudge", r->options->who, text.text,
                           err);
    str_deinit(&text);
    return code;
}

static enum err_code run(struct rejudge *r, struct err *err)
{
    bool apply = r->options->apply;
    enum err_code code = store_not_sealed(r->store, err);
    if (code == ERR_OK && apply)
        code = store_params_add(r->store, r->options->params, r->options->who,
                                r->options->why, &r->result->params, err);
    if (code == ERR_OK)
        code = record_judged_pages(r->store, &r->pages, &r->page_count, err);
    if (code == ERR_OK)
        code = take_pages(r, err);
    return code == ERR_OK && apply ? audit(r, err) : code;
}

static enum err_code run_in_transaction(struct rejudge *r, struct err *err)
{
    enum err_code code = store_begin(r->store, err);
    if (code != ERR_OK)
        return code;
    code = run(r, err);
    if (code == ERR_OK)
        return store_commit(r->store, err);
    store_rollback(r->store);
    return code;
}

enum err_code gate_rejudge(struct store *store,
                           const struct rejudge_options *options,
                           struct rejudge_result *result, struct err *err)
{
    *result = (struct rejudge_result){.pages = 0};
    if (options->apply && (options->who == NULL || options->who[0] == '\0'))
        return err_set(err, ERR_USAGE, 0, _("a decision needs a name: who "
                                            "decides?"));
    struct rejudge r = {
        .store = store,
        .options = options,
        .result = result,
        .was = mem_alloc(LIMIT_ITEMS, sizeof *r.was),
        .now = mem_alloc(LIMIT_ITEMS, sizeof *r.now),
        .counting = mem_alloc(LIMIT_ITEMS, sizeof *r.counting),
    };
    enum err_code code = ERR_OK;
    if (r.was == NULL || r.now == NULL || r.counting == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    else
        code = options->apply ? run_in_transaction(&r, err) : run(&r, err);
    free(r.pages);
    free(r.was_box);
    free(r.was);
    free(r.now);
    free(r.counting);
    return code;
}
