/* omr/review/web_review.c - the review page: what waits, its pictures, and
 * what was decided.
 *
 * Two clerks never get the same question: what is given out is lent for
 * LEASE_S, in this server's memory, and lent again to whoever asks when it was
 * not settled by then.  A question that somebody else settled can be settled
 * anew only by who may override.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/num.h"
#include "engine/store/store.h"
#include "engine/web/call.h"
#include "engine/web/run.h"
#include "forms/payload.h"
#include "omr/review/crop.h"
#include "omr/review/decision.h"
#include "omr/review/reason.h"
#include "omr_web_pages.h" /* made by embed_pages.awk */

enum { LEASES = 4096, LEASE_S = 300, GIVE_MOST = 120, OUT_MAX = 16 << 20 };

/* ---- what is lent to whom ---- */

static struct lease {
    int64_t review, account;
    double until;
} leases[LEASES];
static pthread_mutex_t lease_lock = PTHREAD_MUTEX_INITIALIZER;

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Lends it to the account, or says no.  Open addressing in one row of places:
 * a place whose time is over is free. */
static bool lend(int64_t review, int64_t account)
{
    double now = now_seconds();
    struct lease *place = NULL;
    bool mine = true;
    (void)pthread_mutex_lock(&lease_lock);
    for (size_t k = 0; k < LEASES; k++) {
        struct lease *l = &leases[((size_t)review + k) % LEASES];
        bool over = l->until < now;
        if (l->review == review && !over) {
            mine = l->account == account;
            place = l;
            break;
        }
        if (over && place == NULL)
            place = l;
        if (l->review == 0)
            break;
    }
    if (mine && place != NULL)
        *place = (struct lease){review, account, now + LEASE_S};
    (void)pthread_mutex_unlock(&lease_lock);
    return mine && place != NULL;
}

/* ---- the list ---- */

struct view {
    struct web_call *call;
    struct store *store;
    struct jout j;
    int64_t open, given, lent; /* lent: to others */
    int64_t most;
    struct review_places places; /* of the row before */
};

static void put_choices(struct jout *j, const struct item *item,
                        const struct review_row *row)
{
    jout_begin_array(j, "choices");
    for (size_t i = 0; item->scale != NULL && i < item->scale->choice_count;
         i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "code", item->scale->choices[i].code);
        jout_string(j, "text", item->scale->choices[i].text);
        jout_bool(j, "ink", (row->read_choices >> i & 1) != 0);
        jout_end_object(j);
    }
    jout_end_array(j);
    jout_int(j, "max", item->kind == ITEM_MULTI ? item->max_choices : 1);
    jout_bool(j, "number", item->grid != NULL);
}

/* Shares of the picture's width and height. */
static void put_places(struct view *v, const struct review_row *row,
                       const struct page_row *page)
{
    struct review_places *p = &v->places;
    jout_begin_array(&v->j, "boxes");
    if (row->item != SIZE_MAX &&
        review_places(v->store, row, page, p, NULL) == ERR_OK)
        for (size_t i = 0; i < p->count; i++) {
            jout_begin_array(&v->j, NULL);
            jout_real(&v->j, NULL, (p->box[i].x - p->view.x) / p->view.w, 4);
            jout_real(&v->j, NULL, (p->box[i].y - p->view.y) / p->view.h, 4);
            jout_real(&v->j, NULL, p->box[i].w / p->view.w, 4);
            jout_real(&v->j, NULL, p->box[i].h / p->view.h, 4);
            jout_end_array(&v->j);
        }
    jout_end_array(&v->j);
}

static void put_page(struct view *v, const struct review_row *row)
{
    struct page_row page = {.serial = 0};
    char serial[8] = "";
    struct jout *j = &v->j;
    if (store_page_get(v->store, row->page, &page, NULL) != ERR_OK)
        return;
    if (page.serial != 0)
        payload_serial_text(page.serial, serial);
    const char *slash = strrchr(page.file, '/');
    jout_string(j, "sheet", serial);
    jout_string(j, "file", slash != NULL ? slash + 1 : page.file);
    jout_int(j, "page", page.page + 1);
    jout_int(j, "side", page.side);
    put_places(v, row, &page);
}

static void put_row(struct view *v, const struct review_row *row)
{
    const struct questionnaire *q = NULL;
    struct jout *j = &v->j;
    struct str words;
    str_init(&words, 4096);
    jout_begin_object(j, NULL);
    jout_int(j, "id", row->id);
    jout_string(j, "reason", row->reason);
    jout_string(j, "reason_text", reason_text(row->reason));
    put_page(v, row);
    if (row->item != SIZE_MAX &&
        store_form(v->store, row->revision, &q, NULL, NULL) == ERR_OK &&
        row->item < q->item_count) {
        jout_string(j, "item", q->items[row->item].code);
        jout_string(j, "text", q->items[row->item].text);
        put_choices(j, &q->items[row->item], row);
    } else {
        jout_null(j, "item");
    }
    decision_print(v->store, row, row->read_state, row->read_choices, &words);
    jout_string(j, "read", words.text);
    jout_bool(j, "decided", row->decided);
    if (row->decided) {
        str_clear(&words);
        decision_print(v->store, row, row->state, row->choices, &words);
        jout_string(j, "decision", words.text);
        jout_string(j, "who", row->who);
    }
    jout_end_object(j);
    str_deinit(&words);
}

static bool see_row(void *ctx, const struct review_row *row)
{
    struct view *v = ctx;
    v->open++;
    if (v->given == v->most)
        return false;
    if (!lend(row->id, web_account(v->call)->id)) {
        v->lent++;
        return false;
    }
    put_row(v, row);
    v->given++;
    return false;
}

static enum err_code reviews_get(struct web_call *call, struct err *err)
{
    struct view v = {.call = call, .most = GIVE_MOST};
    struct str out;
    bool closed = false;
    const char *most = web_query(call, "most");
    enum err_code code = web_store(call, &v.store, err);
    if (code == ERR_OK)
        code = store_sealed(v.store, &closed, err);
    if (code != ERR_OK)
        return code;
    if (most != NULL)
        (void)num_parse_int(most, 1, GIVE_MOST, &v.most);
    str_init(&out, OUT_MAX);
    v.j.out = &out;
    jout_begin_object(&v.j, NULL);
    jout_begin_array(&v.j, "reviews");
    if (!closed)
        code = store_reviews(v.store, REVIEW_OPEN, see_row, &v, err);
    jout_end_array(&v.j);
    jout_int(&v.j, "open", v.open);
    jout_int(&v.j, "lent", v.lent);
    jout_bool(&v.j, "closed", closed);
    jout_end_object(&v.j);
    if (code == ERR_OK)
        web_json(call, 200, &out);
    review_places_end(&v.places);
    str_deinit(&out);
    return code;
}

/* ---- one question ---- */

static enum err_code take_row(struct web_call *call, struct store **store,
                              struct review_row *row, struct err *err)
{
    int64_t id = 0;
    enum err_code code = web_store(call, store, err);
    if (code == ERR_OK &&
        !num_parse_int(web_part(call, "id"), 1, INT64_MAX, &id))
        code = err_set(err, ERR_NOTFOUND, 0, _("there is no such question"));
    return code == ERR_OK ? store_review_get(*store, id, row, err) : code;
}

/* The question's row of the sheet, or with ?whole the whole page. */
static enum err_code picture_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    struct review_row row;
    char path[4300];
    enum err_code code = take_row(call, &store, &row, err);
    if (code != ERR_OK)
        return code;
    if (web_query(call, "whole") != NULL)
        row.item = SIZE_MAX;
    (void)snprintf(path, sizeof path, "%s/.crop-%ld-%lld.png",
                   web_workspace(call), (long)gettid(), (long long)row.id);
    code = review_crop(store, &row, path, err);
    if (code == ERR_OK)
        code = web_file(call, 200, "image/png", path, true, err);
    return code;
}

static enum err_code decide(struct web_call *call, const char *answer,
                            const char *why, struct err *err)
{
    struct store *store = NULL;
    struct review_row row;
    size_t decided = 0;
    const struct web_account *who = web_account(call);
    enum err_code code = take_row(call, &store, &row, err);
    if (code != ERR_OK)
        return code;
    if (row.decided && strcmp(row.who, who->name) != 0 &&
        !web_role_may(who->role, WEB_OVERRIDE))
        return err_set(err, ERR_DENIED, 0,
                       _("%s settled this already; only a reviewer may change "
                         "it"),
                       row.who);
    if (!row.decided && !lend(row.id, who->id))
        return err_set(err, ERR_NOTNOW, 0,
                       _("somebody else has this question in hand"));
    code = decision_apply(store, row.id, answer, who->name, why, &decided, err);
    if (code != ERR_OK)
        return code;
    struct view v = {.call = call, .store = store};
    struct str out;
    str_init(&out, OUT_MAX);
    v.j.out = &out;
    code = store_review_get(store, row.id, &row, err);
    if (code == ERR_OK) {
        put_row(&v, &row);
        web_json(call, 200, &out);
    }
    review_places_end(&v.places);
    str_deinit(&out);
    return code;
}

static enum err_code review_put(struct web_call *call, struct err *err)
{
    struct jval *root = NULL;
    enum err_code code = web_object(call, &root, err);
    if (code != ERR_OK)
        return code;
    const char *answer = jval_text(jval_get(root, "answer"));
    const char *why = jval_text(jval_get(root, "why"));
    code = answer != NULL
               ? decide(call, answer, why != NULL ? why : "", err)
               : err_set(err, ERR_FORMAT, 0, _("the answer is missing"));
    jval_free(root);
    return code;
}

/* ---- what is written by hand ---- */

static enum err_code texts_get(struct web_call *call, struct err *err)
{
    struct run run;
    run_init(&run, web_workspace(call), web_language(call));
    run_add(&run, "review");
    run_add(&run, "texts");
    return web_run(call, &run, err);
}

static enum err_code text_picture_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    struct writing_row row;
    char path[4300];
    int64_t id = 0;
    enum err_code code = web_store(call, &store, err);
    if (code == ERR_OK &&
        !num_parse_int(web_part(call, "id"), 1, INT64_MAX, &id))
        code = err_set(err, ERR_NOTFOUND, 0, _("there is no such question"));
    if (code == ERR_OK)
        code = store_writing_get(store, id, &row, err);
    if (code != ERR_OK)
        return code;
    (void)snprintf(path, sizeof path, "%s/%s", web_workspace(call), row.crop);
    return web_file(call, 200, "image/png", path, false, err);
}

static enum err_code text_put(struct web_call *call, struct err *err)
{
    struct run run;
    struct jval *root = NULL;
    enum err_code code = web_object(call, &root, err);
    if (code != ERR_OK)
        return code;
    const char *text = jval_text(jval_get(root, "text"));
    if (text == NULL) {
        code = err_set(err, ERR_FORMAT, 0, _("the answer is missing"));
    } else {
        run_init(&run, web_workspace(call), web_language(call));
        run_add(&run, "review");
        run_add(&run, "type");
        run_add_text(&run, "--who", web_account(call)->name);
        run_add(&run, "--");
        run_add(&run, web_part(call, "id"));
        run_add(&run, text);
        code = web_run(call, &run, err);
    }
    jval_free(root);
    return code;
}

static const struct web_route rows[] = {
    {"GET", "/api/reviews", WEB_REVIEW, WEB_NO_BODY, 0, reviews_get},
    {"GET", "/api/reviews/{id}/picture", WEB_REVIEW, WEB_NO_BODY, 0,
     picture_get},
    {"PUT", "/api/reviews/{id}", WEB_REVIEW, WEB_BYTES, 4096, review_put},
    {"GET", "/api/texts", WEB_REVIEW, WEB_NO_BODY, 0, texts_get},
    {"GET", "/api/texts/{id}/picture", WEB_REVIEW, WEB_NO_BODY, 0,
     text_picture_get},
    {"PUT", "/api/texts/{id}", WEB_REVIEW, WEB_BYTES, 32768, text_put},
    {.path = NULL},
};

static const struct web_route *const tables[] = {rows, NULL};

const struct web_room omr_web = {tables, omr_web_pages};
