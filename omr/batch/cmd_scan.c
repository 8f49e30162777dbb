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
#include "omr/batch/scan.h"

enum {
    PATHS_MAX = 4096,
    TROUBLES_SHOWN = 20,
    RECORD_BYTES = 1024 * 1024,
    PASSWORD_BYTES = 256
};

/* What each outcome is called in the summary, and whether a person should
 * look after it. */
static const struct {
    const char *text; /* N_() */
    bool person;
} outcomes[] = {
    [PAGE_READ] = {N_("read"), false},
    [PAGE_SAME_IMAGE] = {N_("the same image again, ignored"), false},
    [PAGE_SAME_SHEET] = {N_("the same sheet again, same marks, ignored"),
                         false},
    [PAGE_RESCAN] = {N_("the same sheet again, the better scan counts"),
                     false},
    [PAGE_CONFLICT] = {N_("the same sheet again with other marks"), true},
    [PAGE_OTHER_SURVEY] = {N_("sheets of another survey"), true},
    [PAGE_OTHER_REVISION] = {N_("sheets this workspace never printed"), true},
    [PAGE_WRONG_SIDE] = {N_("a side the form does not have"), true},
    [PAGE_FORGED] = {N_("forged codes"), true},
    [PAGE_FOREIGN] = {N_("foreign paper"), true},
    [PAGE_BLANK] = {N_("blank pages"), false},
    [PAGE_BLANK_BACK] = {N_("blank backs"), false},
    [PAGE_SEPARATOR] = {N_("separator sheets"), false},
    [PAGE_NO_CODE] = {N_("code unreadable"), true},
    [PAGE_UNREADABLE] = {N_("page not readable"), true},
    [PAGE_BROKEN] = {N_("damaged files"), true},
};
_Static_assert(sizeof outcomes / sizeof outcomes[0] == PAGE_OUTCOME_COUNT,
               "one text per outcome");

struct scan_view { /* what the command shows while pages come in */
    const struct cli *cli;
    struct store *store;
    bool boxes;
    bool first;
    bool failed;         /* stdout is gone */
    size_t troubles;     /* shown on stderr so far */
    struct str record;
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
    jout_int(&j, "turned", page->turned);
    jout_int(&j, "reviews", (int64_t)r->result->reviews);
    const struct questionnaire *q = NULL;
    if (v->boxes && page->revision > 0 &&
        store_form(v->store, page->revision, &q, NULL, NULL) == ERR_OK)
        json_boxes(&j, page, q);
    jout_end_object(&j);
}

static void tell_page(void *ctx, const struct scan_record *r)
{
    struct scan_view *v = ctx;
    if (v->cli->json) {
        json_page(v, r);
        v->failed = v->failed || !str_ok(&v->record) ||
                    printf("%s\n%s", v->first ? "" : ",", v->record.text) < 0;
        v->first = false;
        return;
    }
    if (!outcomes[r->result->outcome].person)
        return;
    if (++v->troubles > TROUBLES_SHOWN)
        return;
    const char *reason = reason_of(r);
    (void)fprintf(stderr, _("  %s, page %d: %s\n"), r->file,
                  r->page->page + 1,
                  reason[0] != '\0' ? reason
                                    : _(outcomes[r->result->outcome].text));
}

/* ---- sheets with a missing side ---- */

struct missing {
    size_t count;
    char first[TROUBLES_SHOWN][40]; /* "0102 3F7K2M9" */
    const struct units *units;
};

static bool count_missing(void *ctx, const struct response_row *row)
{
    struct missing *m = ctx;
    if (row->disposition != DISP_MISSING_SIDE)
        return false;
    if (m->count < TROUBLES_SHOWN) {
        char serial[8] = "";
        payload_serial_text(row->serial, serial);
        (void)snprintf(m->first[m->count], sizeof m->first[0], "%s %s",
                       m->units->unit[row->unit].code, serial);
    }
    m->count++;
    return false;
}

/* ---- summary ---- */

static void print_summary(const struct scan_view *v,
                          const struct scan_summary *s,
                          const struct missing *missing)
{
    char rate[32];
    num_print_real(s->seconds > 0 ? (double)s->pages / s->seconds : 0, 1, rate,
                   sizeof rate);
    if (v->troubles > TROUBLES_SHOWN)
        (void)fprintf(stderr, _("  … and %zu more (--json lists all)\n"),
                      v->troubles - TROUBLES_SHOWN);
    (void)printf(_("%zu pages from %zu files, %s pages/s:\n"), s->pages,
                 s->files - s->files_left, rate);
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++)
        if (s->by_outcome[i] > 0)
            (void)printf("  %6zu  %s\n", s->by_outcome[i],
                         _(outcomes[i].text));
    if (missing->count > 0)
        (void)printf(_("%zu sheets lack a side:\n"), missing->count);
    for (size_t i = 0; i < missing->count && i < TROUBLES_SHOWN; i++)
        (void)printf("  %s\n", missing->first[i]);
    if (s->reviews > 0)
        (void)printf(_("%zu questions need a person: pingyi review list\n"),
                     s->reviews);
    if (s->interrupted)
        (void)printf(_("interrupted: %zu files were not read; run the same "
                       "command again, nothing is counted twice\n"),
                     s->files_left);
}

static void json_summary(struct scan_view *v, const struct scan_summary *s,
                         const struct missing *missing)
{
    struct jout j = {.out = &v->record, .depth = 1, .comma = true};
    str_clear(&v->record);
    str_add(&v->record, "\n]");
    jout_begin_object(&j, "summary");
    jout_int(&j, "files", (int64_t)(s->files - s->files_left));
    jout_int(&j, "pages", (int64_t)s->pages);
    jout_begin_object(&j, "outcomes");
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++)
        jout_int(&j, page_outcome_word((enum page_outcome)i),
                 (int64_t)s->by_outcome[i]);
    jout_end_object(&j);
    jout_int(&j, "missing_sides", (int64_t)missing->count);
    jout_int(&j, "reviews", (int64_t)s->reviews);
    jout_bool(&j, "interrupted", s->interrupted);
    jout_int(&j, "files_left", (int64_t)s->files_left);
    jout_real(&j, "seconds", s->seconds, 3);
    jout_int(&j, "worker_peak_bytes", s->worker_peak_bytes);
    jout_end_object(&j);
    str_add(&v->record, "}\n");
}

static int exit_code(const struct scan_summary *s,
                     const struct missing *missing)
{
    bool person = s->reviews > 0 || missing->count > 0;
    for (size_t i = 0; i < PAGE_OUTCOME_COUNT; i++)
        person = person || (outcomes[i].person && s->by_outcome[i] > 0);
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

static enum err_code collect(size_t argc, const char *const args[],
                             struct file_set *set, struct err *err)
{
    enum err_code code = ERR_OK;
    if (argc == 0)
        return err_set(err, ERR_USAGE, 0,
                       _("scan needs files or folders to read"));
    for (size_t i = 0; i < argc && code == ERR_OK; i++)
        code = add_paths(set, args[i], err);
    if (code == ERR_OK && set->n == 0)
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("there is no file to read in %s"), args[0]);
    return code;
}

static int finish(struct scan_view *v, enum err_code code,
                  const struct scan_summary *summary, struct err *err)
{
    struct missing missing = {.units = store_units(v->store)};
    struct err later = ERR_INIT;
    if (store_responses(v->store, count_missing, &missing, &later) != ERR_OK &&
        code == ERR_OK)
        code = err_set(err, later.code, later.native, "%s", later.text);
    if (v->cli->json) {
        json_summary(v, summary, &missing);
        int printed = cli_print(v->cli, &v->record, EXIT_DONE);
        v->failed = v->failed || printed != EXIT_DONE;
    } else {
        print_summary(v, summary, &missing);
    }
    if (code != ERR_OK) { /* stdout already holds the document */
        (void)fprintf(stderr, "pingyi: %s\n", err->text);
        (void)fprintf(stderr, _("%zu pages are safe; run the same command "
                                "again, nothing is counted twice\n"),
                      summary->pages);
        return EXIT_FAILED;
    }
    return v->failed ? EXIT_FAILED : exit_code(summary, &missing);
}

static int scan_store(struct cli *cli, struct store *store,
                      const struct file_set *set,
                      const struct scan_options *options, bool boxes)
{
    struct err err = ERR_INIT;
    struct scan_summary summary;
    struct scan_view view = {
        .cli = cli, .store = store, .boxes = boxes, .first = true};
    str_init(&view.record, RECORD_BYTES);
    if (cli->json)
        (void)printf("{\"pages\":[");
    struct progress *progress = progress_new(cli, _("files read"), set->n);
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

int cmd_scan(struct cli *cli)
{
    struct err err = ERR_INIT;
    const char *args[PATHS_MAX];
    size_t n = 0;
    int64_t jobs = 0;
    bool boxes = false;
    const char *trace = NULL;
    const char *unit = NULL;
    const char *password_file = NULL;
    const char *password = NULL;
    char room[PASSWORD_BYTES];
    const struct opt opts[] = {
        {"--jobs", OPT_INT, &jobs, 1, 64},
        {"--boxes", OPT_FLAG, &boxes, 0, 0},
        {"--trace", OPT_TEXT, &trace, 0, 0},
        {"--unit", OPT_TEXT, &unit, 0, 0},
        {"--pdf-password-file", OPT_TEXT, &password_file, 0, 0},
        {NULL, OPT_FLAG, NULL, 0, 0},
    };
    struct file_set set = {NULL, 0};
    struct store *store = NULL;
    enum err_code code = cli_options(cli, opts, args, PATHS_MAX, &n, &err);
    if (code == ERR_OK)
        code = collect(n, args, &set, &err);
    if (code == ERR_OK)
        code = take_password(password_file, room, &password, &err);
    if (code == ERR_OK && trace != NULL)
        code = file_make_dirs(trace, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK && store_survey(store)->closed)
        code = err_set(&err, ERR_NOTNOW, 0,
                       _("this round is closed; no more sheets are taken"));
    int exit = EXIT_FAILED;
    if (code != ERR_OK)
        exit = cli_fail(cli, &err);
    else
        exit = scan_store(cli, store, &set,
                          &(struct scan_options){.workers = (size_t)jobs,
                                                 .trace = trace,
                                                 .unit = unit,
                                                 .password = password},
                          boxes);
    explicit_bzero(room, sizeof room);
    store_close(store);
    file_list_free(set.paths, set.n);
    return exit;
}
