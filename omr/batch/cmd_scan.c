/* omr/batch/cmd_scan.c - `pingyi scan PATH…`. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/gate/close.h"
#include "omr/batch/missing.h"
#include "omr/batch/outcome.h"
#include "omr/batch/own_files.h"
#include "omr/batch/scan.h"
#include "omr/batch/watch.h"

enum {
    PATHS_MAX = 4096,
    TROUBLES_SHOWN = 20,
    EMPTY_SHOWN = 5, /* pages without anything on them */
    BAGS_MAX = 1024,
    PASSWORD_BYTES = 256
};

struct scan_view { /* what the command shows while pages come in */
    const struct cli *cli;
    struct store *store;
    bool boxes;
    bool first;
    bool failed;         /* stdout is gone */
    size_t troubles;     /* shown on stderr so far */
    struct str record;
    struct bag {         /* what lay behind each separator sheet */
        uint32_t batch;
        size_t pages, troubles;
    } bag[BAGS_MAX];
    size_t bags;
    size_t unanswered;   /* pages read without a single mark or word */
    size_t waiting;      /* questions of the round that need a person */
    size_t empty;        /* of them, and of blank pages, named on stderr */
};

/* ---- one page ---- */

/* The gate's words where it changed the outcome, else the reader's. */
static const char *reason_of(const struct scan_record *r)
{
    if (r->result->reason[0] != '\0')
        return r->result->reason;
    return r->page->reason != NULL ? r->page->reason : "";
}

static void json_boxes(struct jout *j, const struct page_scan *page,
                       const struct questionnaire *q)
{
    static const char *const words[] = {
        [BOX_EMPTY] = "empty",
        [BOX_MARKED] = "marked",
        [BOX_CANCELLED] = "cancelled",
        [BOX_DOUBTFUL] = "doubtful",
    };
    jout_begin_array(j, "boxes");
    for (size_t i = 0; i < page->box_count; i++) {
        const struct box_read *b = &page->boxes[i];
        if (b->item >= q->item_count || q->items[b->item].scale == NULL ||
            b->choice >= q->items[b->item].scale->choice_count)
            continue;
        const struct item *item = &q->items[b->item];
        jout_begin_object(j, NULL);
        jout_string(j, "question", item->code);
        jout_string(j, "choice", item->scale->choices[b->choice].code);
        jout_string(j, "state", words[b->state]);
        jout_real(j, "p", (double)b->p_marked, 4);
        jout_real(j, "cover", (double)b->measure.cover, 4);
        jout_string(j, "reason", b->reason);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void json_page(struct scan_view *v, const struct scan_record *r)
{
    const struct page_scan *page = r->page;
    struct jout j = {.out = &v->record};
    char serial[8] = "";
    str_clear(&v->record);
    if (page->serial != 0)
        payload_serial_text(page->serial, serial);
    jout_begin_object(&j, NULL);
    jout_string(&j, "file", r->file);
    jout_int(&j, "page", page->page + 1);
    jout_string(&j, "outcome", page_outcome_word(r->result->outcome));
    jout_string(&j, "reason", reason_of(r));
    jout_string(&j, "serial", serial[0] != '\0' ? serial : NULL);
    if (page->batch != 0)
        jout_int(&j, "batch", page->batch);
    else
        jout_null(&j, "batch");
    if (page->side != 0)
        jout_int(&j, "side", page->side);
    else
        jout_null(&j, "side");
    jout_real(&j, "dpi", page->dpi, 1);
    jout_real(&j, "skew_deg", page->skew_deg, 3);
    jout_real(&j, "residual_mm", page->residual_mm, 3);
    jout_real(&j, "worst_mm", page->worst_mm, 3);
    jout_int(&j, "turned", page->turned);
    jout_int(&j, "bag", page->bag);
    jout_int(&j, "reviews", (int64_t)r->result->reviews);
    const struct questionnaire *q = NULL;
    if (v->boxes && page->revision > 0 &&
        store_form(v->store, page->revision, &q, NULL, NULL) == ERR_OK)
        json_boxes(&j, page, q);
    jout_end_object(&j);
}

/* A blank vote, or a pen too pale for this scan: told of, not judged. */
static bool is_unanswered(const struct scan_record *r)
{
    bool any = r->result->outcome != PAGE_READ || r->page->box_count == 0;
    for (size_t i = 0; i < r->page->answer_count; i++)
        any = any || r->page->answers[i].ink ||
              r->page->answers[i].state != ANSWER_BLANK;
    return !any;
}

static void count_bag(struct scan_view *v, const struct scan_record *r)
{
    size_t i = 0;
    if (r->page->bag == 0)
        return;
    while (i < v->bags && v->bag[i].batch != r->page->bag)
        i++;
    if (i == BAGS_MAX)
        return;
    if (i == v->bags)
        v->bag[v->bags++] = (struct bag){.batch = r->page->bag};
    v->bag[i].pages += r->page->outcome != PAGE_SEPARATOR;
    v->bag[i].troubles += outcome_needs_person(r->result->outcome);
}

static void name_page(const struct scan_record *r, const char *reason)
{
    if (r->page->bag != 0)
        (void)fprintf(stderr, _("  %s, page %d (bag %u): %s\n"), r->file,
                      r->page->page + 1, r->page->bag, reason);
    else
        (void)fprintf(stderr, _("  %s, page %d: %s\n"), r->file,
                      r->page->page + 1, reason);
}

/* Pages without anything on them are named too, a few: they may be sheets the
 * scanner left white.  Not votes of an anonymous round. */
static void tell_page(void *ctx, const struct scan_record *r)
{
    struct scan_view *v = ctx;
    bool unanswered = is_unanswered(r);
    count_bag(v, r);
    v->unanswered += unanswered;
    if (v->cli->json) {
        json_page(v, r);
        v->failed = v->failed || !str_ok(&v->record) ||
                    printf("%s\n%s", v->first ? "" : ",", v->record.text) < 0;
        v->first = false;
        return;
    }
    const char *reason = reason_of(r);
    if (reason[0] == '\0')
        reason = outcome_text(r->result->outcome);
    if (outcome_needs_person(r->result->outcome)) {
        if (++v->troubles <= TROUBLES_SHOWN)
            name_page(r, reason);
    } else if (r->result->outcome == PAGE_BLANK ||
               (unanswered && !store_survey(v->store)->anonymous)) {
        if (++v->empty <= EMPTY_SHOWN)
            name_page(r, unanswered ? _("read, without a single mark") : reason);
    }
}

/* ---- summary ---- */

/* The unit whose print run a separator sheet names. */
static const struct unit *unit_of(const struct scan_view *v, uint32_t batch)
{
    struct batch b;
    return store_batch_get(v->store, batch, &b, NULL) == ERR_OK
               ? &store_units(v->store)->unit[b.unit]
               : NULL;
}

static void print_bags(const struct scan_view *v, struct str *out)
{
    for (size_t i = 0; i < v->bags; i++) {
        const struct unit *unit = unit_of(v, v->bag[i].batch);
        str_addf(out, _("  bag %u (%s %s): %zu pages, %zu to look after\n"),
                 v->bag[i].batch, unit != NULL ? unit->code : "?",
                 unit != NULL ? unit->name : "", v->bag[i].pages,
                 v->bag[i].troubles);
    }
}

static void print_summary(const struct scan_view *v,
                          const struct scan_summary *s,
                          const struct missing_list *missing)
{
    char rate[32];
    struct str text;
    str_init(&text, LIMIT_JSON_BYTES);
    num_print_real(s->seconds > 0 ? (double)s->pages / s->seconds : 0, 1, rate,
                   sizeof rate);
    if (v->troubles > TROUBLES_SHOWN)
        (void)fprintf(stderr, _("  … and %zu more (--json lists all)\n"),
                      v->troubles - TROUBLES_SHOWN);
    if (v->empty > EMPTY_SHOWN)
        (void)fprintf(stderr, _("  … and %zu more pages with nothing on them "
                                "(--json lists all)\n"),
                      v->empty - EMPTY_SHOWN);
    str_addf(&text, _("files: %zu, %s pages/s\n"), s->files - s->files_left,
             rate);
    outcome_print(s->pages, s->by_outcome, 0, &text);
    if (v->unanswered > 0)
        str_addf(&text,
                 _("%zu of the pages read carry no mark at all; if people did "
                   "write on them, scan them again in grey\n"),
                 v->unanswered);
    print_bags(v, &text);
    missing_print(missing, &text);
    if (v->waiting > 0)
        str_addf(&text, _("questions that need a person: %zu new, %zu waiting "
                          "in all (pingyi review list)\n"),
                 s->reviews, v->waiting);
    if (s->interrupted)
        str_addf(&text, _("interrupted; files not read: %zu; run the same "
                          "command again, nothing is counted twice\n"),
                 s->files_left);
    (void)printf("%s", text.text);
    str_deinit(&text);
}

static void json_bags(const struct scan_view *v, struct jout *j)
{
    jout_begin_array(j, "bags");
    for (size_t i = 0; i < v->bags; i++) {
        const struct unit *unit = unit_of(v, v->bag[i].batch);
        jout_begin_object(j, NULL);
        jout_int(j, "batch", v->bag[i].batch);
        jout_string(j, "unit", unit != NULL ? unit->code : NULL);
        jout_int(j, "pages", (int64_t)v->bag[i].pages);
        jout_int(j, "troubles", (int64_t)v->bag[i].troubles);
        jout_end_object(j);
    }
    jout_end_array(j);
}

/* The record holds the array of missing sides; the rest follows. */
static void json_summary(struct scan_view *v, const struct scan_summary *s,
                         struct missing_list *missing)
{
    struct jout j = {.out = &v->record, .depth = 1, .comma = true};
    jout_begin_object(&j, "summary");
    jout_int(&j, "files", (int64_t)(s->files - s->files_left));
    jout_int(&j, "pages", (int64_t)s->pages);
    outcome_json(s->pages, s->by_outcome, &j);
    jout_int(&j, "unanswered", (int64_t)v->unanswered);
    json_bags(v, &j);
    jout_int(&j, "missing_sides", (int64_t)missing->sides);
    jout_int(&j, "reviews", (int64_t)s->reviews);
    jout_int(&j, "reviews_waiting", (int64_t)v->waiting);
    jout_bool(&j, "interrupted", s->interrupted);
    jout_int(&j, "files_left", (int64_t)s->files_left);
    jout_real(&j, "seconds", s->seconds, 3);
    jout_int(&j, "worker_peak_bytes", s->worker_peak_bytes);
    jout_end_object(&j);
    str_add(&v->record, "}\n");
}

static int exit_code(const struct scan_summary *s,
                     const struct missing_list *missing)
{
    bool person = s->reviews > 0 || missing->sides > 0;
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++)
        person = person || (outcome_needs_person((enum page_outcome)i) &&
                            s->by_outcome[i] > 0);
    if (s->interrupted)
        return EXIT_FAILED;
    return person ? EXIT_PERSON : EXIT_DONE;
}

/* ---- the command ---- */

struct file_set {
    char **paths;
    size_t n;
};

static enum err_code add_paths(struct file_set *set, const char *path,
                               struct err *err)
{
    char **more = NULL;
    size_t n = 0;
    enum err_code code = file_list(path, LIMIT_FILES_PER_SCAN, &more, &n, err);
    if (code != ERR_OK)
        return code;
    char **grown = mem_grow(set->paths, set->n + n, sizeof *grown);
    if (grown == NULL) {
        file_list_free(more, n);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    if (n > 0)
        memcpy(grown + set->n, more, n * sizeof *more);
    set->paths = grown;
    set->n += n;
    free(more);
    return ERR_OK;
}

static enum err_code collect(const struct cli *cli, size_t argc,
                             const char *const args[], struct file_set *set,
                             struct err *err)
{
    enum err_code code = ERR_OK;
    if (argc == 0)
        return err_set(err, ERR_USAGE, 0,
                       _("scan needs files or folders to read, or --watch and a folder"));
    for (size_t i = 0; i < argc && code == ERR_OK; i++)
        code = add_paths(set, args[i], err);
    size_t own = code == ERR_OK
                     ? own_files_drop(cli->workspace, set->paths, &set->n)
                     : 0;
    if (code == ERR_OK && set->n == 0 && own > 0)
        return err_set(err, ERR_USAGE, 0,
                       _("%s holds only what pingyi wrote itself (sheets to "
                         "print, reports, kept pages); give the folder the "
                         "scanner writes to"),
                       args[0]);
    if (own > 0 && !cli->quiet)
        (void)fprintf(stderr,
                      _("left out, because pingyi wrote them itself into the "
                        "workspace: %zu files\n"),
                      own);
    if (code == ERR_OK && set->n == 0)
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("there is no file to read in %s"), args[0]);
    return code;
}

static int finish(struct scan_view *v, enum err_code code,
                  const struct scan_summary *summary, struct err *err)
{
    struct missing_list missing;
    struct err later = ERR_INIT;
    struct jout j = {.out = &v->record, .depth = 1, .comma = true};
    str_clear(&v->record);
    str_add(&v->record, "\n]");
    jout_begin_array(&j, "missing");
    if (missing_collect(v->store, TROUBLES_SHOWN, &j, &missing, &later) !=
            ERR_OK &&
        code == ERR_OK)
        code = err_set(err, later.code, later.native, "%s", later.text);
    jout_end_array(&j);
    if (store_reviews_waiting(v->store, &v->waiting, &later) != ERR_OK &&
        code == ERR_OK)
        code = err_set(err, later.code, later.native, "%s", later.text);
    if (v->cli->json) {
        json_summary(v, summary, &missing);
        int printed = cli_print(v->cli, &v->record, EXIT_DONE);
        v->failed = v->failed || printed != EXIT_DONE;
    } else {
        print_summary(v, summary, &missing);
    }
    int exit = v->failed ? EXIT_FAILED : exit_code(summary, &missing);
    missing_deinit(&missing);
    if (code != ERR_OK) { /* stdout already holds the document */
        (void)fprintf(stderr, "pingyi: %s\n", err->text);
        (void)fprintf(stderr, _("%zu pages are safe; run the same command "
                                "again, nothing is counted twice\n"),
                      summary->pages);
        return code == ERR_USAGE ? EXIT_USAGE : EXIT_FAILED;
    }
    return exit;
}

static int scan_store(struct cli *cli, struct store *store,
                      const struct file_set *set,
                      const struct scan_options *options, bool boxes)
{
    struct err err = ERR_INIT;
    struct scan_summary summary;
    struct scan_view view = {
        .cli = cli, .store = store, .boxes = boxes, .first = true};
    str_init(&view.record, LIMIT_JSON_BYTES);
    if (cli->json)
        (void)printf("{\"pages\":[");
    struct progress *progress = progress_new(cli, _("files read"), set->n);
    cli_say_stopping();
    cli_catch_signals();
    enum err_code code =
        scan_files(store, set->n, set->paths, options, progress, tell_page,
                   &view, &summary, &err);
    progress_free(progress);
    int exit = finish(&view, code, &summary, &err);
    str_deinit(&view.record);
    return exit;
}

/* The password of locked PDF files: the first line of `path`, else what the
 * environment holds, else none.  Never an argument, which others can see. */
static enum err_code take_password(const char *path, char room[PASSWORD_BYTES],
                                   const char **password, struct err *err)
{
    char *text = NULL;
    size_t n = 0;
    *password = getenv("PINGYI_PDF_PASSWORD");
    if (path == NULL)
        return ERR_OK;
    *password = NULL;
    enum err_code code = file_read(path, PASSWORD_BYTES - 1, &text, &n, err);
    if (code != ERR_OK)
        return code;
    size_t line = strcspn(text, "\r\n");
    memcpy(room, text, line);
    room[line] = '\0';
    explicit_bzero(text, n);
    free(text);
    if (line == 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: the first line should be the password, but it "
                         "is empty"),
                       path);
    *password = room;
    return ERR_OK;
}

/* A shared folder can go away for a while (a network drive, a copier that is
 * switched off): told once, and waited for.  True when the look succeeded. */
static bool look(struct watch *watch, const char *dir, struct file_set *set,
                 bool *lost)
{
    struct err err = ERR_INIT;
    bool seen = watch_look(watch, &set->paths, &set->n, &err) == ERR_OK;
    if (!seen && !*lost)
        (void)fprintf(stderr,
                      _("pingyi: %s\n%s cannot be read now; waiting until it "
                        "is there again (Ctrl-C ends).  What was told as read "
                        "is safe\n"),
                      err.text, dir);
    if (seen && *lost)
        (void)fprintf(stderr, _("%s is there again\n"), dir);
    *lost = !seen;
    return seen;
}

/* Whatever lies in the folder and whatever comes, until a signal. */
static int scan_watched(struct cli *cli, struct store *store,
                        const char *dir, const struct scan_options *options,
                        bool boxes)
{
    struct err err = ERR_INIT;
    struct watch *watch = NULL;
    int exit = EXIT_DONE;
    bool lost = false;
    enum err_code code =
        own_files_folder(cli->workspace, dir)
            ? err_set(&err, ERR_USAGE, 0,
                      _("%s holds only what pingyi wrote itself (sheets to "
                        "print, reports, kept pages); give the folder the "
                        "scanner writes to"),
                      dir)
            : watch_new(dir, &watch, &err);
    cli_say_stopping();
    cli_catch_signals();
    if (code == ERR_OK && !cli->quiet)
        (void)fprintf(stderr, _("watching %s; Ctrl-C ends\n"), dir);
    while (code == ERR_OK && exit != EXIT_FAILED && !cli_stopped()) {
        struct file_set set = {NULL, 0};
        if (look(watch, dir, &set, &lost))
            (void)own_files_drop(cli->workspace, set.paths, &set.n);
        if (set.n > 0) {
            int once = scan_store(cli, store, &set, options, boxes);
            exit = once != EXIT_DONE ? once : exit;
            (void)fflush(stdout);
        }
        file_list_free(set.paths, set.n);
        if (exit != EXIT_FAILED && !cli_stopped())
            watch_wait();
    }
    watch_free(watch);
    if (code == ERR_OK && lost && exit != EXIT_FAILED)
        code = err_set(&err, ERR_NOTFOUND, 0,
                       _("%s was not there at the end; look whether files "
                         "are left in it, and run the same command again"),
                       dir);
    return code == ERR_OK ? exit : cli_fail(cli, &err);
}

struct scan_args {
    const char *paths[PATHS_MAX];
    size_t n;
    int64_t jobs;
    bool boxes;
    const char *watch, *trace, *unit, *password_file;
};

static enum err_code take_args(struct cli *cli, struct scan_args *a,
                               struct err *err)
{
    const struct opt opts[] = {
        {"--jobs", OPT_INT, &a->jobs, 1, 64},
        {"--boxes", OPT_FLAG, &a->boxes, 0, 0},
        {"--watch", OPT_TEXT, &a->watch, 0, 0},
        {"--trace", OPT_TEXT, &a->trace, 0, 0},
        {"--unit", OPT_TEXT, &a->unit, 0, 0},
        {"--pdf-password-file", OPT_TEXT, &a->password_file, 0, 0},
        {NULL, OPT_FLAG, NULL, 0, 0},
    };
    enum err_code code = cli_options(cli, opts, a->paths, PATHS_MAX, &a->n,
                                     err);
    if (code == ERR_OK && a->watch != NULL && a->n > 0)
        code = err_set(err, ERR_USAGE, 0,
                       _("give files and folders, or --watch with one "
                         "folder"));
    return code;
}

int cmd_scan(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct scan_args a = {.n = 0};
    const char *password = NULL;
    char room[PASSWORD_BYTES];
    struct file_set set = {NULL, 0};
    struct store *store = NULL;
    enum err_code code = take_args(cli, &a, &err);
    if (code == ERR_OK && a.watch == NULL)
        code = collect(cli, a.n, a.paths, &set, &err);
    if (code == ERR_OK)
        code = take_password(a.password_file, room, &password, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK && a.trace != NULL)
        code = gate_close_outside(store, a.trace, &err);
    if (code == ERR_OK && a.trace != NULL)
        code = file_make_dirs(a.trace, &err);
    if (code == ERR_OK && store_survey(store)->closed)
        code = err_set(&err, ERR_NOTNOW, 0,
                       _("this round is closed; no more sheets are taken"));
    const struct scan_options options = {.workers = (size_t)a.jobs,
                                         .trace = a.trace,
                                         .unit = a.unit,
                                         .password = password};
    int exit = EXIT_FAILED;
    if (code != ERR_OK)
        exit = cli_fail(cli, &err);
    else if (a.watch != NULL)
        exit = scan_watched(cli, store, a.watch, &options, a.boxes);
    else
        exit = scan_store(cli, store, &set, &options, a.boxes);
    explicit_bzero(room, sizeof room);
    store_close(store);
    file_list_free(set.paths, set.n);
    return exit;
}
