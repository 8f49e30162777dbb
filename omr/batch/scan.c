/* omr/batch/scan.c - see scan.h.
 *
 *     paths ─► jobs (up to 8 pages) ─► pool ─► waiting results ─┐ in file order
 *                                                              ▼
 *                    told ◄─ commit ◄─ group of 32 ◄─ gate_page()
 */
#include "omr/batch/scan.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/batch/again.h"
#include "omr/batch/crops.h"
#include "omr/batch/keep.h"
#include "omr/batch/mended.h"
#include "omr/batch/params.h"
#include "omr/batch/place.h"
#include "omr/batch/pool.h"

enum {
    CHUNK_PAGES = 8,    /* of a long file, so that all workers share it */
    GROUP_PAGES = 32,   /* per commit: one sync is about 10 ms */
    WAITING_MAX = 256,  /* results held back for their turn */
    WORK_SECONDS = 60, /* a page of 120 Mpixel takes a few */
    WAIT_SECONDS = 600,
    RESULT_BYTES = 1024 * 1024
};

struct result { /* a page read, waiting for its turn or its commit */
    struct result *next;
    size_t file;
    uint32_t number;
    struct arena *arena;
    struct page_scan page;
    const char *kept;
    struct gate_result taken;
};

struct source { /* one input file */
    uint32_t pages;  /* 0 = not opened yet */
    uint32_t sent;   /* pages handed out so far */
};

struct scan {
    struct store *store;
    struct pool *pool;
    char *const *paths;
    struct source *sources;
    size_t count;          /* files */
    size_t turn_file;      /* whose turn it is at the gate */
    uint32_t turn_page;
    size_t fresh;          /* first file never handed out */
    uint32_t usual_pages;  /* of the file opened last */
    uint32_t share;        /* twice the workers */
    struct result *waiting;
    size_t waiting_count;
    struct result *group, **group_tail; /* taken, not yet committed */
    size_t group_count;
    double group_since;
    struct progress *progress;
    void (*tell)(void *ctx, const struct scan_record *record);
    void *ctx;
    struct scan_summary *summary;
    struct err *err;
    struct again again;    /* the round's parameters */
    struct place place;
    struct mended mended;
    uint32_t batch;        /* of sheets made elsewhere; 0 = our own sheets */
};

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void result_free(struct result *r)
{
    if (r != NULL)
        arena_free(r->arena); /* the result itself lives in it */
}

static enum err_code no_memory(struct scan *s)
{
    return err_set(s->err, ERR_NOMEM, 0, _("out of memory"));
}

static struct result *result_new(size_t file, uint32_t number)
{
    struct arena *arena = arena_new(RESULT_BYTES);
    struct result *r =
        arena != NULL ? arena_alloc(arena, 1, sizeof *r) : NULL;
    if (r == NULL) {
        arena_free(arena);
        return NULL;
    }
    r->arena = arena;
    r->file = file;
    r->number = number;
    r->kept = "";
    return r;
}

/* ---- handing out ---- */

/* Of a file not opened yet as many as the last one had: copiers make files
 * of one kind, and workers hold few pages ahead.  The last file's pages go
 * out in ever smaller pieces, so that no worker is left alone with them. */
static uint32_t chunk(const struct scan *s, const struct source *source)
{
    uint32_t left = source->pages > 0 ? source->pages - source->sent
                                      : s->usual_pages;
    uint32_t share = (left + s->share - 1) / s->share;
    uint32_t most =
        source->pages > 0 && s->fresh == s->count && share < CHUNK_PAGES
            ? share
            : CHUNK_PAGES;
    return left < most ? left : most;
}

static enum err_code submit(struct scan *s, size_t file)
{
    struct source *source = &s->sources[file];
    uint32_t count = chunk(s, source);
    enum err_code code = pool_submit(s->pool, file, s->paths[file],
                                     source->sent, count, s->err);
    source->sent += count;
    return code;
}

/* Feed the workers: rest of opened files first, then the next file. */
static enum err_code hand_out(struct scan *s)
{
    enum err_code code = ERR_OK;
    while (code == ERR_OK && pool_has_room(s->pool) &&
           s->waiting_count < WAITING_MAX && !cli_stopped()) {
        size_t file = s->turn_file;
        while (file < s->fresh &&
               s->sources[file].sent >= s->sources[file].pages)
            file++;
        if (file == s->count)
            break;
        if (file == s->fresh)
            s->fresh++;
        code = submit(s, file);
    }
    return code;
}

/* ---- taking in ---- */

static void hold(struct scan *s, struct result *r)
{
    r->next = s->waiting;
    s->waiting = r;
    s->waiting_count++;
}

static enum err_code hold_broken(struct scan *s, size_t file, uint32_t page,
                                 const char *reason)
{
    struct result *r = result_new(file, page);
    char *text = r != NULL ? arena_text(r->arena, reason) : NULL;
    if (text == NULL) {
        result_free(r);
        return no_memory(s);
    }
    r->page = (struct page_scan){
        .page = (int)page, .outcome = PAGE_BROKEN, .reason = text};
    hold(s, r);
    return ERR_OK;
}

/* No worker is at work and the page whose turn it is never came. */
static enum err_code hold_missing(struct scan *s)
{
    if (s->sources[s->turn_file].pages == 0)
        s->sources[s->turn_file].pages = 1;
    return hold_broken(s, s->turn_file, s->turn_page,
                       _("the reading process gave no result"));
}

static enum err_code on_page(struct scan *s, const struct pool_event *event)
{
    struct result *r = result_new(event->job, event->page);
    if (r == NULL)
        return no_memory(s);
    struct err bad = ERR_INIT;
    if (wire_page_unpack(event->bytes, event->n, r->arena, &r->page, &r->kept,
                         &bad) == ERR_OK &&
        (uint32_t)r->page.page == event->page) {
        hold(s, r);
        return ERR_OK;
    }
    result_free(r);
    return hold_broken(s, event->job, event->page,
                       bad.code != ERR_OK
                           ? bad.text
                           : _("the reading process sent a damaged result"));
}

static enum err_code on_event(struct scan *s, const struct pool_event *event)
{
    struct source *source = &s->sources[event->job];
    switch (event->kind) {
    case POOL_OPENED:
        if (source->pages == 0) {
            source->pages = event->page > 0 ? event->page : 1;
            s->usual_pages = source->pages;
            if (event->page == 0)
                return hold_broken(s, event->job, 0,
                                   _("the file has no pages"));
        }
        return ERR_OK;
    case POOL_PAGE: return on_page(s, event);
    case POOL_LOST:
        if (source->pages == 0) /* it died opening the file */
            source->pages = 1;
        if (event->page >= source->pages)
            return ERR_OK;
        return hold_broken(s, event->job, event->page, event->text);
    case POOL_DONE: return ERR_OK;
    }
    return ERR_OK;
}

/* ---- through the gate, in turn ---- */

static struct result *take_turn(struct scan *s)
{
    for (struct result **p = &s->waiting; *p != NULL; p = &(*p)->next) {
        struct result *r = *p;
        if (r->file != s->turn_file || r->number != s->turn_page)
            continue;
        *p = r->next;
        r->next = NULL;
        s->waiting_count--;
        return r;
    }
    return NULL;
}

static void next_turn(struct scan *s)
{
    s->turn_page++;
    while (s->turn_file < s->count && s->sources[s->turn_file].pages > 0 &&
           s->turn_page >= s->sources[s->turn_file].pages) {
        s->turn_file++;
        s->turn_page = 0;
    }
}

/* A sheet made elsewhere: the unit is the run's, and its number, if it has
 * one, is known from now on. */
static enum err_code take_foreign(struct scan *s, struct page_scan *page)
{
    page->batch = s->batch;
    return page->serial == 0 ? ERR_OK
                             : store_sheet_add(s->store, s->batch,
                                               page->serial, s->err);
}

/* The page's image and its crops go to their places. */
static enum err_code settle_files(struct scan *s, const struct result *r)
{
    const char *workspace = store_dir(s->store);
    bool timeless = store_survey(s->store)->anonymous;
    enum err_code code = keep_settle(workspace, r->kept, r->page.store_hash,
                                     r->page.kept, timeless, s->err);
    for (size_t i = 0; code == ERR_OK && i < r->page.crop_count; i++) {
        char name[CROP_NAME];
        crop_name(r->kept, r->page.crops[i].item, name);
        code = keep_settle(workspace, name, r->page.crops[i].hash, KEPT_PNG,
                           timeless, s->err);
    }
    return code;
}

/* Give the page to the gate; one that does not fit its questionnaire is
 * taken as unreadable, so that it is accounted for. */
static enum err_code take_page(struct scan *s, struct result *r)
{
    enum err_code code = ERR_OK;
    r->page.file = s->paths[r->file];
    place_next(&s->place, s->store, &r->page);
    if (r->kept[0] != '\0')
        code = settle_files(s, r);
    if (code != ERR_OK)
        return code;
    code = again_judge(&s->again, s->store, r->arena, &r->page, s->err);
    if (code != ERR_OK)
        return code;
    struct err misfit = ERR_INIT;
    if (s->batch != 0 && r->page.outcome == PAGE_READ)
        code = take_foreign(s, &r->page);
    else if (s->batch != 0 && r->page.outcome == PAGE_NO_CODE)
        r->page.batch = s->batch; /* its number may be keyed later */
    if (code != ERR_OK)
        return code;
    code = gate_page(s->store, &r->page, &r->taken, &misfit);
    if (code == ERR_FORMAT || code == ERR_RANGE) {
        r->page.outcome = PAGE_UNREADABLE;
        r->page.reason = arena_text(r->arena, misfit.text);
        r->page.box_count = 0;
        r->page.answer_count = 0;
        r->page.crop_count = 0;
        return gate_page(s->store, &r->page, &r->taken, s->err);
    }
    if (code != ERR_OK)
        return err_set(s->err, code, misfit.native, "%s", misfit.text);
    return ERR_OK;
}

static enum err_code take(struct scan *s, struct result *r)
{
    enum err_code code = take_page(s, r);
    return code == ERR_OK
               ? mended_page(&s->mended, s->store, &r->page, s->err)
               : code;
}

static void tell_group(struct scan *s, bool safe)
{
    while (s->group != NULL) {
        struct result *r = s->group;
        s->group = r->next;
        if (safe) {
            s->summary->pages++;
            s->summary->by_outcome[r->taken.outcome]++;
            s->summary->reviews += r->taken.reviews;
            struct scan_record record = {s->paths[r->file], &r->page,
                                         &r->taken};
            s->tell(s->ctx, &record);
        }
        result_free(r);
    }
    s->group_tail = &s->group;
    s->group_count = 0;
    if (safe)
        progress_step(s->progress, s->turn_file);
}

static enum err_code commit_group(struct scan *s)
{
    if (s->group_count == 0)
        return ERR_OK;
    keep_sync(store_dir(s->store));
    enum err_code code = store_commit(s->store, s->err);
    if (code != ERR_OK)
        store_rollback(s->store);
    tell_group(s, code == ERR_OK);
    return code;
}

static enum err_code take_ready(struct scan *s)
{
    for (struct result *r; (r = take_turn(s)) != NULL;) {
        enum err_code code = ERR_OK;
        if (s->group_count == 0) {
            code = store_begin(s->store, s->err);
            if (code == ERR_OK)
                code = again_look(&s->again, s->store, s->err);
            s->group_since = now_seconds();
        }
        if (code == ERR_OK)
            code = take(s, r);
        if (code != ERR_OK) {
            result_free(r);
            store_rollback(s->store);
            tell_group(s, false);
            return code;
        }
        *s->group_tail = r;
        s->group_tail = &r->next;
        s->group_count++;
        next_turn(s);
        if (s->group_count >= GROUP_PAGES &&
            (code = commit_group(s)) != ERR_OK)
            return code;
    }
    if (s->group_count > 0 && now_seconds() - s->group_since > 0.5)
        return commit_group(s);
    return ERR_OK;
}

static enum err_code run(struct scan *s)
{
    enum err_code code = ERR_OK;
    while (code == ERR_OK && s->turn_file < s->count) {
        code = hand_out(s);
        if (code != ERR_OK || (pool_busy(s->pool) == 0 && cli_stopped()))
            break;
        struct pool_event event;
        if (pool_busy(s->pool) == 0) /* a worker skipped the page whose turn
                                      * it is; nothing else would move on */
            code = hold_missing(s);
        else if (pool_wait(s->pool, 250, &event))
            code = on_event(s, &event);
        if (code == ERR_OK)
            code = take_ready(s);
    }
    if (code == ERR_OK)
        code = commit_group(s);
    return code;
}

static void drop_rest(struct scan *s)
{
    while (s->waiting != NULL) {
        struct result *r = s->waiting;
        s->waiting = r->next;
        keep_drop(store_dir(s->store), r->kept);
        for (size_t i = 0; i < r->page.crop_count; i++) {
            char name[CROP_NAME];
            crop_name(r->kept, r->page.crops[i].item, name);
            keep_drop(store_dir(s->store), name);
        }
        result_free(r);
    }
    tell_group(s, false);
    s->summary->interrupted = cli_stopped() && s->turn_file < s->count;
    s->summary->files_left = s->count - s->turn_file;
}

/* One row of the log for the run: its totals, not its pages. */
static enum err_code audit(struct scan *s, enum err_code so_far)
{
    struct str text;
    struct err err = ERR_INIT;
    str_init(&text, 4096);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_int(&j, "files", (int64_t)(s->count - s->summary->files_left));
    jout_int(&j, "pages", (int64_t)s->summary->pages);
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++)
        if (s->summary->by_outcome[i] > 0)
            jout_int(&j, page_outcome_word((enum page_outcome)i),
                     (int64_t)s->summary->by_outcome[i]);
    jout_end_object(&j);
    enum err_code code = store_begin(s->store, &err);
    if (code == ERR_OK)
        code = store_audit(s->store, "scan", "", text.text, &err);
    if (code == ERR_OK)
        code = store_commit(s->store, &err);
    if (code != ERR_OK)
        store_rollback(s->store);
    str_deinit(&text);
    if (so_far == ERR_OK && code != ERR_OK)
        return err_set(s->err, code, err.native, "%s", err.text);
    return so_far;
}

static const struct layout *foreign_layout(const struct reader_survey *survey,
                                           int *revision)
{
    for (size_t i = survey->form_count; i-- > 0;) {
        const struct reader_form *f = &survey->forms[i];
        const struct layout *l = f->open != NULL ? f->open : f->numbered;
        *revision = f->revision;
        if (l != NULL && l->style != SHEET_OURS)
            return l;
    }
    return NULL;
}

/* The unit given, or the only one that has none under it. */
static enum err_code choose_unit(const struct scan *s, const char *code,
                                 size_t *unit)
{
    const struct units *units = store_units(s->store);
    size_t leaves = 0;
    if (code != NULL) {
        long found = units_find(units, code);
        if (found < 0)
            return err_set(s->err, ERR_NOTFOUND, 0,
                           _("there is no unit '%s'; the codes stand in the "
                             "units file"), code);
        *unit = (size_t)found;
        return ERR_OK;
    }
    for (size_t i = 0; i < units->count; i++) {
        bool parent = false;
        for (size_t k = 0; k < units->count && !parent; k++)
            parent = units->unit[k].parent == (long)i;
        if (parent)
            continue;
        *unit = i;
        leaves++;
    }
    if (leaves == 1)
        return ERR_OK;
    return err_set(s->err, ERR_USAGE, 0,
                   _("these sheets do not say whose they are, and the round "
                     "has %zu units; scan each unit's sheets with --unit "
                     "CODE"), leaves);
}

static enum err_code find_batch(struct scan *s,
                                const struct reader_survey *survey,
                                const char *unit)
{
    int revision = 0;
    size_t index = 0;
    struct batch batch = {.number = 0};
    const struct layout *layout = foreign_layout(survey, &revision);
    if (layout == NULL)
        return unit == NULL
                   ? ERR_OK
                   : err_set(s->err, ERR_USAGE, 0,
                             _("--unit is for sheets made elsewhere; those "
                               "of this workspace carry their unit in the "
                               "code"));
    enum err_code code = choose_unit(s, unit, &index);
    if (code == ERR_OK)
        code = store_begin(s->store, s->err);
    if (code != ERR_OK)
        return code;
    code = store_batch_of_unit(s->store, index, revision, layout->open,
                               &batch, s->err);
    if (code == ERR_OK)
        code = store_commit(s->store, s->err);
    if (code != ERR_OK)
        store_rollback(s->store);
    s->batch = batch.number;
    return code;
}

static enum err_code start(struct scan *s, const struct scan_options *options,
                           struct reader_survey **survey, struct str *incoming)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    const char *workspace = store_dir(s->store);
    struct judge_params params;
    enum err_code code = keep_prepare(workspace, s->err);
    if (code == ERR_OK)
        code = reader_survey_load(s->store, survey, s->err);
    if (code == ERR_OK)
        code = round_params_ensure(s->store, &params, &(*survey)->judged,
                                   s->err);
    if (code == ERR_OK)
        s->again.number = (*survey)->judged;
    if (code == ERR_OK)
        code = find_batch(s, *survey, options->unit);
    if (code != ERR_OK)
        return code;
    file_join(incoming, workspace, "pages/incoming");
    struct pool_options pool = {
        .workers = options->workers > 0 ? options->workers
                                        : (size_t)(cores > 0 ? cores : 1),
        .incoming = incoming->text,
        .work_seconds = WORK_SECONDS,
        .wait_seconds = WAIT_SECONDS,
        .trace = options->trace,
        .password = options->password,
    };
    if (pool.workers > s->count * 4)
        pool.workers = s->count * 4;
    s->usual_pages = CHUNK_PAGES;
    s->share = 2 * (uint32_t)pool.workers;
    return pool_new(*survey, &pool, &s->pool, s->err);
}

enum err_code scan_files(struct store *store, size_t n, char *const paths[],
                         const struct scan_options *options,
                         struct progress *progress,
                         void (*tell)(void *ctx, const struct scan_record *r),
                         void *ctx, struct scan_summary *summary,
                         struct err *err)
{
    *summary = (struct scan_summary){.files = n};
    struct scan s = {.store = store,
                     .paths = paths,
                     .count = n,
                     .progress = progress,
                     .tell = tell,
                     .ctx = ctx,
                     .summary = summary,
                     .err = err};
    s.group_tail = &s.group;
    s.sources = mem_alloc(n, sizeof *s.sources);
    if (s.sources == NULL)
        return no_memory(&s);
    struct reader_survey *survey = NULL;
    struct str incoming;
    str_init(&incoming, LIMIT_PATH_BYTES);
    double started = now_seconds();
    enum err_code code = start(&s, options, &survey, &incoming);
    if (code == ERR_OK)
        code = mended_init(&s.mended, store, err);
    if (code == ERR_OK)
        code = run(&s);
    drop_rest(&s);
    if (code == ERR_OK || summary->pages > 0)
        code = audit(&s, code);
    summary->seconds = now_seconds() - started;
    if (s.pool != NULL) {
        struct pool *pool = s.pool;
        pool_stop(pool);
        summary->worker_peak_bytes = pool_peak_bytes(pool);
        pool_free(pool);
    }
    mended_deinit(&s.mended);
    reader_survey_free(survey);
    str_deinit(&incoming);
    free(s.sources);
    return code;
}
