/* engine/store/store_review.c - what is put to a person. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/store/internal.h"
#include "engine/store/records.h"

/* Review numbers are typed by people, so they stay short: counted up, or nine
 * random digits where counting would tell the order of scanning. */
enum { REVIEW_ID_BITS = 29 };

static enum err_code next_id(struct store *store, int64_t *id,
                             struct err *err)
{
    struct query q;
    int64_t taken = 1;
    enum err_code code = ERR_OK;
    if (!store->info.anonymous) {
        query_start(store, SQL_REVIEW_NEWEST, &q);
        code = query_value(&q, 0, id, err);
        *id += 1;
        return code;
    }
    while (code == ERR_OK && taken != 0) {
        code = store_random(REVIEW_ID_BITS, id, err);
        if (code != ERR_OK)
            break;
        query_start(store, SQL_REVIEW_TAKEN, &q);
        query_int(&q, P_REVIEW_TAKEN_ID, *id);
        code = query_value(&q, 0, &taken, err);
    }
    return code;
}

static double doubt_share(double doubt)
{
    return isfinite(doubt) ? fmin(fmax(doubt, 0.0), 1.0) : 1.0;
}

enum err_code record_review_add(struct store *store, int64_t page,
                                size_t item, const char *reason, double doubt,
                                struct err *err)
{
    assert(store->in_tx);
    int64_t id;
    enum err_code code = next_id(store, &id, err);
    if (code != ERR_OK)
        return code;
    struct query q;
    query_start(store, SQL_REVIEW_INSERT, &q);
    query_int(&q, P_REVIEW_INSERT_ID, id);
    query_int(&q, P_REVIEW_INSERT_PAGE, page);
    if (item == SIZE_MAX)
        query_null(&q, P_REVIEW_INSERT_ITEM);
    else
        query_int(&q, P_REVIEW_INSERT_ITEM, (int64_t)item);
    query_text(&q, P_REVIEW_INSERT_REASON, reason != NULL ? reason : "");
    query_real(&q, P_REVIEW_INSERT_DOUBT, doubt_share(doubt));
    return query_run(&q, err);
}

enum err_code record_review_of_page(struct store *store, int64_t page,
                                    int64_t *id, bool *decided,
                                    struct err *err)
{
    struct query q;
    bool row;
    *id = 0;
    *decided = false;
    query_start(store, SQL_REVIEW_OF_PAGE, &q);
    query_int(&q, P_REVIEW_OF_PAGE_PAGE, page);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        *id = query_get_int(&q, C_REVIEW_OF_PAGE_ID);
        *decided = query_get_int(&q, C_REVIEW_OF_PAGE_DECIDED) != 0;
    }
    query_end(&q);
    return code;
}

enum err_code record_review_decide(struct store *store, int64_t id,
                                   enum answer_state state, uint64_t choices,
                                   const char *who, const char *why,
                                   struct err *err)
{
    assert(store->in_tx);
    struct query q;
    query_start(store, SQL_REVIEW_DECIDE, &q);
    query_int(&q, P_REVIEW_DECIDE_ID, id);
    query_text(&q, P_REVIEW_DECIDE_STATE, answer_state_word(state));
    query_int(&q, P_REVIEW_DECIDE_CHOICES, (int64_t)choices);
    query_text(&q, P_REVIEW_DECIDE_WHO, who != NULL ? who : "");
    query_text(&q, P_REVIEW_DECIDE_WHY, why != NULL ? why : "");
    return query_run(&q, err);
}

enum err_code record_review_withdraw(struct store *store, int64_t id,
                                     struct err *err)
{
    assert(store->in_tx);
    struct query q;
    query_start(store, SQL_REVIEW_WITHDRAW, &q);
    query_int(&q, P_REVIEW_WITHDRAW_ID, id);
    return query_run(&q, err);
}

enum err_code record_review_reword(struct store *store, int64_t id,
                                   const char *reason, double doubt,
                                   struct err *err)
{
    assert(store->in_tx);
    struct query q;
    query_start(store, SQL_REVIEW_REWORD, &q);
    query_int(&q, P_REVIEW_REWORD_ID, id);
    query_text(&q, P_REVIEW_REWORD_REASON, reason);
    query_real(&q, P_REVIEW_REWORD_DOUBT, doubt_share(doubt));
    return query_run(&q, err);
}

enum err_code record_review_reopen(struct store *store, int64_t id,
                                   struct err *err)
{
    assert(store->in_tx);
    struct query q;
    query_start(store, SQL_REVIEW_REOPEN, &q);
    query_int(&q, P_REVIEW_REOPEN_ID, id);
    return query_run(&q, err);
}

/* ---- for everyone ---- */

_Static_assert((int)C_REVIEW_LIST_STANDING == (int)C_REVIEW_GET_STANDING,
               "read_review() serves both statements");

static enum err_code read_review(struct store *store, const struct query *q,
                                 struct review_row *out, struct err *err)
{
    int64_t item = query_get_int(q, C_REVIEW_GET_ITEM);
    *out = (struct review_row){
        .id = query_get_int(q, C_REVIEW_GET_ID),
        .page = query_get_int(q, C_REVIEW_GET_PAGE),
        .response = query_get_int(q, C_REVIEW_GET_RESPONSE),
        .item = item < 0 ? SIZE_MAX : (size_t)item,
        .revision = (int)query_get_int(q, C_REVIEW_GET_REVISION),
        .read_choices = (uint64_t)query_get_int(q, C_REVIEW_GET_READ_CHOICES),
        .decided = !query_is_null(q, C_REVIEW_GET_DECIDED_STATE),
        .choices = (uint64_t)query_get_int(q, C_REVIEW_GET_DECIDED_CHOICES),
        .doubt = query_get_real(q, C_REVIEW_GET_DOUBT),
        .state = ANSWER_DOUBTFUL,
    };
    copy_text(out->reason, sizeof out->reason,
              query_get_text(q, C_REVIEW_GET_REASON));
    copy_text(out->who, sizeof out->who, query_get_text(q, C_REVIEW_GET_WHO));
    copy_text(out->why, sizeof out->why, query_get_text(q, C_REVIEW_GET_WHY));
    enum err_code code =
        word_state(store, query_get_text(q, C_REVIEW_GET_READ_STATE),
                   &out->read_state, err);
    if (code == ERR_OK)
        code = word_standing(store, query_get_text(q, C_REVIEW_GET_STANDING),
                             &out->standing, err);
    if (code == ERR_OK && item >= 0)
        code = row_item(store, out->revision, item, err);
    if (code == ERR_OK && out->decided)
        code = word_state(store,
                          query_get_text(q, C_REVIEW_GET_DECIDED_STATE),
                          &out->state, err);
    return code;
}

/* What a question costs a clerk: a look at a row and a key; two pages held
 * side by side; 27 characters typed from paper.  Estimates from the keystroke
 * model (a look 1.5 s, a decision 1.4 s, a key 0.3 s, a change of picture
 * 1.5 s), to be replaced by the times a review page measures; only their
 * ratios matter. */
static const double item_seconds = 5.0;
static const double page_seconds = 40.0;
static const double key_seconds = 60.0;
/* Gains closer than this are equal: an item's doubt to 1/40. */
static const double gain_steps = 200.0;

/* How many answers a page without a code keeps back, as far as one can tell. */
static enum err_code usual_items(struct store *store, double *out,
                                 struct err *err)
{
    const struct questionnaire *q;
    const struct form_sides *sides;
    bool open = store->info.anonymous;
    enum err_code code = store_form(store, 0, &q, NULL, err);
    if (code == ERR_OK)
        code = store_sides(store, 0, open, &sides, err);
    *out = code == ERR_OK ? (double)q->item_count / sides->count : 0;
    return code;
}

enum err_code store_reviews(struct store *store, enum review_filter filter,
                            bool (*each)(void *ctx,
                                         const struct review_row *row),
                            void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    bool stop = false;
    enum err_code code = ERR_OK;
    struct review_row review;
    double page_items;
    code = usual_items(store, &page_items, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_REVIEW_LIST, &q);
    query_int(&q, P_REVIEW_LIST_WHICH, filter);
    query_real(&q, P_REVIEW_LIST_ITEM_SECONDS, item_seconds);
    query_real(&q, P_REVIEW_LIST_PAGE_SECONDS, page_seconds);
    query_real(&q, P_REVIEW_LIST_KEY_SECONDS, key_seconds);
    query_real(&q, P_REVIEW_LIST_PAGE_ITEMS, page_items);
    query_real(&q, P_REVIEW_LIST_STEPS, gain_steps);
    while (code == ERR_OK && !stop) {
        code = query_next(&q, &row, err);
        if (code != ERR_OK || !row)
            break;
        code = read_review(store, &q, &review, err);
        review.gain = query_get_real(&q, C_REVIEW_LIST_GAIN);
        if (code == ERR_OK)
            stop = each(ctx, &review);
    }
    query_end(&q);
    return code;
}

enum err_code store_reviews_waiting(struct store *store, size_t *n,
                                    struct err *err)
{
    struct query q;
    int64_t waiting = 0;
    query_start(store, SQL_REVIEW_WAITING, &q);
    enum err_code code = query_value(&q, 0, &waiting, err);
    *n = (size_t)waiting;
    return code;
}

enum err_code store_review_get(struct store *store, int64_t id,
                               struct review_row *out, struct err *err)
{
    struct query q;
    bool row;
    query_start(store, SQL_REVIEW_GET, &q);
    query_int(&q, P_REVIEW_GET_ID, id);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && !row)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("there is no review question %lld; pingyi review "
                         "list tells them"),
                       (long long)id);
    if (code == ERR_OK)
        code = read_review(store, &q, out, err);
    query_end(&q);
    return code;
}
