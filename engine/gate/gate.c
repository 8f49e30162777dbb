/* engine/gate/gate.c - a scanned page arrives. */
#include "engine/gate/gate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"
#include "engine/gate/internal.h"

/* One page on its way through. */
struct arrival {
    struct store *store;
    const struct page_scan *scan;
    uint8_t identity[SHA256_BYTES];
    int64_t response;
    struct gate_result *result;
};

static bool is_zero(const uint8_t hash[SHA256_BYTES])
{
    static const uint8_t zero[SHA256_BYTES];
    return memcmp(hash, zero, sizeof zero) == 0;
}

static bool has_answers(enum page_outcome outcome)
{
    return outcome == PAGE_READ || outcome == PAGE_RESCAN ||
           outcome == PAGE_CONFLICT;
}

static void set_reason(struct arrival *a, const char *text)
{
    (void)snprintf(a->result->reason, sizeof a->result->reason, "%s",
                   text != NULL ? text : "");
    utf8_trim_tail(a->result->reason);
}

/* ---- pages without answers ---- */

/* Record the page with an outcome that creates no answers.  A page known by
 * its identity adds nothing, or takes the place of its earlier, worse
 * reading. */
static enum err_code record_other(struct arrival *a,
                                  enum page_outcome outcome, int64_t same_as,
                                  struct err *err)
{
    int64_t old;
    enum page_outcome was;
    a->result->outcome = outcome;
    enum err_code code =
        record_page_find(a->store, a->identity, &old, &was, err);
    if (code != ERR_OK)
        return code;
    if (old != 0 && (has_answers(was) || was == outcome)) {
        a->result->page_id = old;
        if (has_answers(was))
            a->result->outcome = PAGE_SAME_IMAGE;
        return ERR_OK;
    }
    if (old != 0)
        code = record_page_drop(a->store, old, err);
    if (code != ERR_OK)
        return code;
    const struct record_page page = {.scan = a->scan,
                                     .identity = a->identity,
                                     .outcome = outcome,
                                     .standing = STANDING_NONE,
                                     .same_as = same_as,
                                     .reason = a->result->reason};
    code = record_page_add(a->store, &page, &a->result->page_id, err);
    a->result->stored = code == ERR_OK;
    if (code == ERR_OK && outcome == PAGE_NO_CODE) {
        a->result->reviews = 1;
        code = record_review_add(a->store, a->result->page_id, SIZE_MAX,
                                 page_outcome_word(outcome), 1.0, err);
    }
    return code;
}

/* ---- is it ours ---- */

/* Sets *outcome to what is wrong with batch and serial, or PAGE_READ. */
static enum err_code check_batch(struct arrival *a, struct batch *batch,
                                 enum page_outcome *outcome, struct err *err)
{
    const struct page_scan *s = a->scan;
    struct err missing = ERR_INIT;
    bool known = true;
    *outcome = PAGE_READ;
    enum err_code code = store_batch_get(a->store, s->batch, batch, &missing);
    if (code == ERR_NOTFOUND) {
        *outcome = PAGE_OTHER_REVISION;
        (void)snprintf(a->result->reason, sizeof a->result->reason,
                       _("print run %u was never printed in this workspace"),
                       s->batch);
        return ERR_OK;
    }
    if (code != ERR_OK)
        return err_set(err, code, missing.native, "%s", missing.text);
    if (batch->revision != s->revision || batch->open != s->open ||
        (s->open && s->serial != 0)) {
        *outcome = PAGE_FORGED;
        set_reason(a, _("the code contradicts what was printed in its print "
                        "run"));
        return ERR_OK;
    }
    if (!s->open)
        code = store_sheet_known(a->store, s->batch, s->serial, &known, err);
    if (code == ERR_OK && !known) {
        *outcome = PAGE_FORGED;
        (void)snprintf(a->result->reason, sizeof a->result->reason,
                       _("print run %u has no sheet with this serial"),
                       s->batch);
    }
    return code;
}

/* ---- the same sheet again ---- */

/* What the pages of this side that came before make of a scan. */
struct verdict {
    bool came;          /* there are some */
    int64_t same;       /* one that reads the same; 0 = none */
    int64_t counts;     /* the one that counts; 0 = none */
    bool rescan;        /* one counts, and nothing that stands contradicts */
    bool better;        /* the scan is the clearer one */
};

static enum err_code hold_against(struct arrival *a, size_t n,
                                  const struct record_side pages[],
                                  struct verdict *v, struct err *err)
{
    enum err_code code = ERR_OK;
    bool contradict = false;
    *v = (struct verdict){.came = false};
    for (size_t i = 0; code == ERR_OK && v->same == 0 && i < n; i++) {
        struct comparison c;
        if (pages[i].side != a->scan->side)
            continue;
        v->came = true;
        code = compare_scan(a->store, a->scan, pages[i].page, &c, err);
        if (code != ERR_OK)
            break;
        if (c.same)
            v->same = pages[i].page;
        if (pages[i].standing == STANDING_COUNTS) {
            v->counts = pages[i].page;
            v->better = !c.decided && c.doubts_new < c.doubts_old;
        }
        contradict = contradict ||
                     (c.contradict && (pages[i].standing == STANDING_COUNTS ||
                                       pages[i].standing == STANDING_SPARE));
    }
    v->rescan = v->counts != 0 && !contradict;
    return code;
}

/* Put page `id` as a whole to a person, again if it was decided before. */
static enum err_code ask_about(struct arrival *a, int64_t id, struct err *err)
{
    int64_t review;
    bool decided;
    enum err_code code =
        record_review_of_page(a->store, id, &review, &decided, err);
    if (code != ERR_OK || (review != 0 && !decided))
        return code;
    a->result->reviews++;
    if (review != 0)
        return record_review_reopen(a->store, review, err);
    return record_review_add(a->store, id, SIZE_MAX,
                             page_outcome_word(PAGE_CONFLICT), 1.0, err);
}

/* Pages of this side that counted until now count no longer. */
static enum err_code contest(struct arrival *a, size_t n,
                             const struct record_side pages[],
                             struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < n; i++) {
        if (pages[i].side != a->scan->side ||
            pages[i].standing != STANDING_COUNTS)
            continue;
        code = record_page_stand(a->store, pages[i].page, STANDING_CONTESTED,
                                 err);
        if (code == ERR_OK)
            code = ask_about(a, pages[i].page, err);
    }
    return code;
}

/* ---- answers ---- */

static enum err_code add_reviews(struct arrival *a, bool visible,
                                 struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < a->scan->answer_count; i++) {
        const struct answer_read *answer = &a->scan->answers[i];
        if (answer->state != ANSWER_DOUBTFUL)
            continue;
        a->result->reviews += visible;
        code = record_review_add(a->store, a->result->page_id, answer->item,
                                 answer->reason, (double)answer->doubt, err);
    }
    return code;
}

/* Binds the page's number to its pixels.  Not on anonymous surveys, where
 * the log would tell the order of scanning. */
static enum err_code audit_page(struct arrival *a, struct err *err)
{
    if (store_survey(a->store)->anonymous)
        return ERR_OK;
    char hex[SHA256_HEX];
    char detail[256];
    crypto_hex(a->scan->image_hash, SHA256_BYTES, hex);
    (void)snprintf(detail, sizeof detail,
                   "{\"page\":%lld,\"outcome\":\"%s\",\"image\":\"%s\"}",
                   (long long)a->result->page_id,
                   page_outcome_word(a->result->outcome), hex);
    return store_audit(a->store, "page", "", detail, err);
}

/* The page with its answers, and what follows from it.  The outcome was set
 * before: READ, RESCAN or CONFLICT. */
static enum err_code record_answers(struct arrival *a,
                                    enum page_standing standing,
                                    struct err *err)
{
    bool counts = standing == STANDING_COUNTS;
    int64_t old;
    enum page_outcome was;
    /* An earlier program could not read it: this reading takes its place. */
    enum err_code code =
        record_page_find(a->store, a->identity, &old, &was, err);
    if (code == ERR_OK && old != 0)
        code = record_page_drop(a->store, old, err);
    if (code != ERR_OK)
        return code;
    const struct record_page page = {.scan = a->scan,
                                     .identity = a->identity,
                                     .outcome = a->result->outcome,
                                     .standing = standing,
                                     .response = a->response,
                                     .reason = a->result->reason};
    code = record_page_add(a->store, &page, &a->result->page_id, err);
    a->result->stored = code == ERR_OK;
    if (code == ERR_OK && standing == STANDING_CONTESTED)
        code = ask_about(a, a->result->page_id, err);
    if (code == ERR_OK)
        code = add_reviews(a, counts, err);
    if (code == ERR_OK)
        code = settle_response(a->store, a->response, err);
    return code == ERR_OK ? audit_page(a, err) : code;
}

static enum err_code new_response(struct arrival *a,
                                  const struct batch *batch, int side,
                                  struct err *err)
{
    const struct record_response row = {.unit = batch->unit,
                                        .revision = a->scan->revision,
                                        .side = side,
                                        .batch = a->scan->batch,
                                        .serial = a->scan->serial,
                                        .channel = "paper"};
    return record_response_add(a->store, &row, &a->response, err);
}

/* A copyable sheet: nothing links its sides, so each speaks for itself. */
static enum err_code take_open(struct arrival *a, const struct batch *batch,
                               struct err *err)
{
    const struct form_sides *sides;
    enum err_code code =
        store_sides(a->store, a->scan->revision, true, &sides, err);
    if (code != ERR_OK)
        return code;
    int side = sides->count > 1 ? a->scan->side : 0;
    code = new_response(a, batch, side, err);
    return code == ERR_OK ? record_answers(a, STANDING_COUNTS, err) : code;
}

/* Another scan of paper that counts: the clearer one counts from now on, the
 * other one is kept beside it. */
static enum err_code take_rescan(struct arrival *a, const struct verdict *v,
                                 struct err *err)
{
    if (!v->better) {
        set_reason(a, _("this side of this sheet was read before, as clearly "
                        "or more so; the earlier scan counts"));
        return record_answers(a, STANDING_SPARE, err);
    }
    set_reason(a, _("this side of this sheet was read before, less clearly; "
                    "this scan counts now"));
    enum err_code code =
        record_page_stand(a->store, v->counts, STANDING_SPARE, err);
    return code == ERR_OK ? record_answers(a, STANDING_COUNTS, err) : code;
}

static enum err_code take_again(struct arrival *a, const struct verdict *v,
                                size_t n, const struct record_side pages[],
                                struct err *err)
{
    if (v->same != 0) {
        set_reason(a, _("this side of this sheet was read before, with the "
                        "same marks"));
        return record_other(a, PAGE_SAME_SHEET, v->same, err);
    }
    if (v->rescan) {
        a->result->outcome = PAGE_RESCAN;
        return take_rescan(a, v, err);
    }
    a->result->outcome = PAGE_CONFLICT;
    set_reason(a, _("this side of this sheet was read before, with other "
                    "marks; neither counts until a person decides"));
    enum err_code code = contest(a, n, pages, err);
    return code == ERR_OK ? record_answers(a, STANDING_CONTESTED, err) : code;
}

static enum err_code take_numbered(struct arrival *a,
                                   const struct batch *batch, struct err *err)
{
    struct record_side *pages = NULL;
    size_t n = 0;
    struct verdict v = {.came = false};
    enum err_code code = record_response_find(
        a->store, a->scan->batch, a->scan->serial, &a->response, err);
    if (code == ERR_OK && a->response == 0)
        code = new_response(a, batch, 0, err);
    else if (code == ERR_OK)
        code = record_pages_of(a->store, a->response, &pages, &n, err);
    if (code == ERR_OK)
        code = hold_against(a, n, pages, &v, err);
    if (code == ERR_OK)
        code = v.came ? take_again(a, &v, n, pages, err)
                      : record_answers(a, STANDING_COUNTS, err);
    free(pages);
    return code;
}

/* ---- arrival ---- */

static enum err_code take_read(struct arrival *a, struct err *err)
{
    int64_t seen;
    struct batch batch;
    enum page_outcome ours;
    if (is_zero(a->scan->image_hash))
        return err_set(err, ERR_FORMAT, 0, _("%s, page %d has no pixels"),
                       a->scan->file, a->scan->page + 1);
    enum err_code code =
        record_image_find(a->store, a->scan->image_hash, &seen, err);
    if (code == ERR_OK && seen != 0) {
        set_reason(a, _("these pixels were read before"));
        return record_other(a, PAGE_SAME_IMAGE, seen, err);
    }
    if (code == ERR_OK)
        code = check_batch(a, &batch, &ours, err);
    if (code == ERR_OK && ours != PAGE_READ)
        return record_other(a, ours, 0, err);
    if (code == ERR_OK)
        code = check_page(a->store, a->scan, err);
    if (code != ERR_OK)
        return code;
    return a->scan->open ? take_open(a, &batch, err)
                         : take_numbered(a, &batch, err);
}

static enum err_code arrive(struct arrival *a, struct err *err)
{
    int64_t seen = 0;
    enum err_code code = store_not_sealed(a->store, err);
    if (code != ERR_OK)
        return code;
    set_reason(a, a->scan->reason);
    switch (a->scan->outcome) {
    case PAGE_READ: return take_read(a, err);
    case PAGE_SAME_IMAGE:
        code = record_image_find(a->store, a->scan->image_hash, &seen, err);
        if (code != ERR_OK)
            return code;
        return record_other(a, PAGE_SAME_IMAGE, seen, err);
    case PAGE_SAME_SHEET:
    case PAGE_CONFLICT:
        return err_set(err, ERR_FORMAT, 0,
                       _("%s, page %d: only the gate tells '%s'"),
                       a->scan->file, a->scan->page + 1,
                       page_outcome_word(a->scan->outcome));
    default: return record_other(a, a->scan->outcome, 0, err);
    }
}

enum err_code gate_page(struct store *store, const struct page_scan *page,
                        struct gate_result *result, struct err *err)
{
    *result = (struct gate_result){.outcome = page->outcome};
    struct arrival a = {.store = store, .scan = page, .result = result};
    record_identity(store, page, a.identity);
    return arrive(&a, err);
}

enum err_code gate_page_mended(struct store *store, int64_t id,
                               struct err *err)
{
    return record_page_mend(store, id, err);
}

/* ---- a keyed code ---- */

static enum err_code audit_key(struct store *store, int64_t old,
                               const struct page_scan *page,
                               const struct gate_result *result,
                               const char *who, const char *why,
                               struct err *err)
{
    struct str text;
    str_init(&text, 16 * 1024);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_int(&j, "page", old);
    jout_int(&j, "becomes", result->page_id);
    jout_int(&j, "batch", page->batch); /* no serial: closing destroys it */
    jout_int(&j, "side", page->side);
    jout_string(&j, "outcome", page_outcome_word(result->outcome));
    jout_string(&j, "why", why);
    jout_end_object(&j);
    enum err_code code = str_check(&text, _("the decision"), err);
    if (code == ERR_OK)
        code = store_audit(store, "page.key", who, text.text, err);
    str_deinit(&text);
    return code;
}

/* What was judged before the round was judged anew would stand as it was. */
static enum err_code still_judged(struct store *store, int judged,
                                  struct err *err)
{
    struct params_row row;
    enum err_code code = store_params_newest(store, &row, err);
    if (code == ERR_OK && judged != 0 && row.number != judged)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("the round was judged anew while this page was read; "
                         "do the same once more"));
    store_params_free(&row);
    return code;
}

static enum err_code key_page(struct store *store, int64_t id,
                              const struct page_scan *page, bool unknown,
                              const char *who,
                              const char *why, struct gate_result *result,
                              struct err *err)
{
    struct page_row *row = mem_alloc(1, sizeof *row);
    if (row == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    struct page_scan scan = *page;
    struct arrival a = {.store = store, .scan = &scan, .result = result};
    enum err_code code = still_judged(store, page->judged, err);
    if (code == ERR_OK)
        code = store_page_get(store, id, row, err);
    if (code == ERR_OK && row->outcome != PAGE_NO_CODE &&
        row->outcome != PAGE_UNREADABLE)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("page %lld is '%s'; only a page without a readable "
                         "code can be keyed"),
                       (long long)id, page_outcome_word(row->outcome));
    if (code == ERR_OK) {
        scan.file = row->file;
        scan.page = row->page;
        code = record_page_hashes(store, id, a.identity, &scan, err);
    }
    if (code == ERR_OK && unknown)
        code = store_sheet_add(store, scan.batch, scan.serial, err);
    if (code == ERR_OK)
        code = arrive(&a, err);
    if (code == ERR_OK)
        code = audit_key(store, id, &scan, result, who, why, err);
    free(row);
    return code;
}

enum err_code gate_key_page(struct store *store, int64_t id,
                            const struct page_scan *page, bool unknown,
                            const char *who, const char *why, struct gate_result *result,
                            struct err *err)
{
    *result = (struct gate_result){.outcome = page->outcome};
    if (who == NULL || who[0] == '\0')
        return err_set(err, ERR_USAGE, 0, _("a decision needs a name: who "
                                            "decides?"));
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = key_page(store, id, page, unknown, who,
                    why != NULL ? why : "", result, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}
