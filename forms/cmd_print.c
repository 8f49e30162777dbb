/* forms/cmd_print.c - `pingyi print`: numbered or copyable sheets. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "forms/commands.h"
#include "forms/print.h"
#include "forms/print_job.h"
#include "forms/separator.h"

struct request {
    const char *unit;
    bool all, open, separators;
    int64_t copies, sheets_per_file;
};

/* A print command under way. */
enum { EARLIER_SHOWN = 5 }; /* units told of earlier print runs */

struct work {
    struct cli *cli;
    struct store *store;
    struct design *design;
    const struct questionnaire *q;
    int revision;
    struct progress *progress;
    size_t done;                  /* sheets */
    size_t *units, unit_count;    /* what to print */
    struct print_result *results; /* one per finished unit */
    size_t result_count;
    struct print_job job;         /* --all only */
    size_t standing;              /* units the interrupted command printed */
};

static bool step(void *ctx)
{
    struct work *w = ctx;
    progress_step(w->progress, ++w->done);
    return cli_stopped();
}

/* ---- which units ---- */

static bool has_children(const struct units *units, size_t unit)
{
    /* Parents stand before their children, depth first. */
    return unit + 1 < units->count &&
           units->unit[unit + 1].parent == (long)unit;
}

static enum err_code choose_units(struct work *w, const struct request *r,
                                  struct err *err)
{
    const struct units *units = store_units(w->store);
    w->units = mem_alloc(units->count, sizeof *w->units);
    w->results = mem_alloc(units->count, sizeof *w->results);
    if (w->units == NULL || w->results == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       _("the units"));
    if (r->all) {
        for (size_t i = 0; i < units->count; i++)
            if (!has_children(units, i))
                w->units[w->unit_count++] = i;
        return ERR_OK;
    }
    long unit = units_find(units, r->unit);
    if (unit < 0)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("there is no unit '%s'; the codes stand in the "
                         "units file"), r->unit);
    w->units[w->unit_count++] = (size_t)unit;
    return ERR_OK;
}

/* ---- the work ---- */

static enum err_code print_units(struct work *w, const struct request *r,
                                 bool open, struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < w->unit_count; i++) {
        struct print_order order = {
            .unit = w->units[i],
            .open = open,
            .copies = (size_t)r->copies,
            .sheets_per_file = (size_t)r->sheets_per_file,
            .step = step,
            .ctx = w,
        };
        code = print_run(w->store, w->design, &order,
                         &w->results[w->result_count], err);
        if (code == ERR_OK)
            w->result_count++;
        else if (w->unit_count > 1)
            err_add(err, _("unit %s: "),
                    store_units(w->store)->unit[w->units[i]].code);
    }
    return code;
}

static enum err_code work(struct work *w, const struct request *r,
                          struct err *err)
{
    enum err_code code = store_open(w->cli->workspace, &w->store, err);
    if (code != ERR_OK)
        return code;
    bool open = r->open || store_survey(w->store)->anonymous;
    code = choose_units(w, r, err);
    if (code == ERR_OK)
        code = print_recover(w->store, err);
    if (code == ERR_OK)
        code = print_design(w->store, open, &w->design, &w->q, &w->revision,
                            err);
    if (code != ERR_OK)
        return code;
    if (r->all && !store_survey(w->store)->closed) {
        w->job = (struct print_job){
            .copies = r->copies, .revision = w->revision, .open = open};
        size_t all = w->unit_count;
        code = print_job_begin(w->store, &w->job, w->units, &w->unit_count,
                               err);
        w->standing = all - w->unit_count;
    }
    if (code != ERR_OK)
        return code;
    w->progress = progress_new(w->cli, _("printing sheets"),
                               w->unit_count * (size_t)r->copies);
    cli_say_stopping();
    cli_catch_signals();
    code = print_units(w, r, open, err);
    progress_free(w->progress);
    return code;
}

/* ---- results ---- */

enum { FLUSH_BYTES = 64 * 1024 };

/* Long lists go out in pieces: memory does not grow with the copies. */
static bool flush(struct str *text, bool all)
{
    if (!str_ok(text))
        return false;
    if (!all && text->n < FLUSH_BYTES)
        return true;
    bool ok = fwrite(text->text, 1, text->n, stdout) == text->n;
    str_clear(text);
    return ok;
}

static const char *shown_path(const struct work *w,
                              const struct print_result *p, size_t file,
                              struct str *out)
{
    char name[PRINT_PATH_MAX];
    print_file_name(w->store, &p->batch, file, name);
    str_clear(out);
    if (strcmp(w->cli->workspace, ".") == 0)
        str_add(out, name);
    else
        file_join(out, w->cli->workspace, name);
    return out->text;
}

static bool json_pages(const struct work *w, const struct print_result *p,
                       struct jout *j, struct str *path)
{
    bool ok = true;
    for (size_t i = 0; ok && i < p->copies; i++) {
        size_t in_file = i % p->sheets_per_file;
        char serial[8];
        if (in_file == 0)
            (void)shown_path(w, p, i / p->sheets_per_file, path);
        if (p->serials != NULL)
            payload_serial_text(p->serials[i], serial);
        for (size_t side = 0; side < p->sides; side++) {
            jout_begin_object(j, NULL);
            jout_string(j, "file", path->text);
            jout_int(j, "page", (int64_t)(in_file * p->sides + side + 1));
            if (p->serials != NULL)
                jout_string(j, "serial", serial);
            else
                jout_null(j, "serial");
            jout_int(j, "side", (int64_t)side + 1);
            jout_end_object(j);
        }
        ok = flush(j->out, false);
    }
    return ok;
}

static void json_batches(const struct work *w, struct jout *j)
{
    const struct units *units = store_units(w->store);
    jout_begin_array(j, "batches");
    for (size_t i = 0; i < w->result_count; i++) {
        const struct print_result *p = &w->results[i];
        jout_begin_object(j, NULL);
        jout_int(j, "batch", p->batch.number);
        jout_string(j, "unit", units->unit[p->batch.unit].code);
        jout_bool(j, "open", p->batch.open);
        jout_int(j, "copies", (int64_t)p->copies);
        jout_int(j, "files", (int64_t)p->files);
        jout_end_object(j);
        (void)flush(j->out, false);
    }
    jout_end_array(j);
}

static int print_json(const struct work *w)
{
    struct str text, path;
    str_init(&text, 4 * FLUSH_BYTES);
    str_init(&path, LIMIT_PATH_BYTES);
    struct jout j = {.out = &text};
    bool ok = true;
    jout_begin_object(&j, NULL);
    jout_string(&j, "form", store_survey(w->store)->form);
    jout_int(&j, "revision", w->revision);
    jout_int(&j, "standing_units", (int64_t)w->standing);
    json_batches(w, &j);
    jout_begin_array(&j, "pages");
    for (size_t i = 0; ok && i < w->result_count; i++)
        ok = json_pages(w, &w->results[i], &j, &path);
    jout_end_array(&j);
    jout_end_object(&j);
    /* cli_print() reports what stdout cannot take, whenever it happened. */
    int exit_code = cli_print(w->cli, &text, ok ? EXIT_DONE : EXIT_FAILED);
    str_deinit(&text);
    str_deinit(&path);
    return exit_code;
}

/* The same unit again: both runs count as handed out until someone says
 * otherwise, and the return rate would be too low. */
static void add_earlier(const struct work *w, struct str *text)
{
    struct batch *list = NULL;
    size_t n = 0;
    struct err none = ERR_INIT;
    if (store_batches(w->store, &list, &n, &none) != ERR_OK)
        return;
    for (size_t k = 0; k < w->result_count && k < EARLIER_SHOWN; k++) {
        const struct batch *now = &w->results[k].batch;
        int64_t copies = 0;
        uint32_t last = 0;
        for (size_t i = 0; i < n; i++) {
            if (list[i].unit != now->unit || list[i].number >= now->number ||
                list[i].issued == 0)
                continue;
            copies += list[i].issued;
            last = list[i].number;
        }
        if (copies > 0)
            str_addf(text,
                     _("unit %s: with the %lld sheets of earlier print runs "
                       "all count as handed out; those that were not: pingyi "
                       "issue --batch %u --issued 0\n"),
                     store_units(w->store)->unit[now->unit].code,
                     (long long)copies, last);
    }
    free(list);
}

static int print_words(const struct work *w)
{
    const struct units *units = store_units(w->store);
    struct str text, path;
    size_t sheets = 0, files = 0;
    str_init(&text, LIMIT_JSON_BYTES);
    str_init(&path, LIMIT_PATH_BYTES);
    for (size_t i = 0; i < w->result_count; i++) {
        const struct print_result *p = &w->results[i];
        const struct unit *unit = &units->unit[p->batch.unit];
        str_addf(&text, _("unit %s %s: print run %u, %zu sheets, %s%s\n"),
                 unit->code, unit->name, p->batch.number, p->copies,
                 shown_path(w, p, 0, &path), p->files > 1 ? " …" : "");
        sheets += p->copies;
        files += p->files;
    }
    size_t sides = design_layout(w->design)->page_count;
    add_earlier(w, &text);
    if (w->standing > 0)
        str_addf(&text,
                 _("%zu unit(s) were printed before the interruption; their "
                   "sheets stand and were not printed again\n"),
                 w->standing);
    str_addf(&text,
             sides > 1
                 ? _("%zu sheets of %zu sides in %zu file(s); print at 100 %%, "
                     "both sides, flipped on the long edge\n")
                 : _("%zu sheets of %zu side in %zu file(s); print at 100 %%, "
                     "on one side of the paper only\n"),
             sheets, sides, files);
    int exit_code = cli_print(w->cli, &text, EXIT_DONE);
    str_deinit(&text);
    str_deinit(&path);
    return exit_code;
}

/* What stands and what does not, after a failure part of the way. */
static void add_standing(const struct work *w, enum err_code code,
                         struct err *err)
{
    if (code == ERR_INTERRUPTED) {
        *err = ERR_INIT;
        err_set(err, code, 0,
                _("interrupted: %zu print run(s) are whole and registered; "
                  "of the unfinished one nothing was kept; the same command "
                  "again prints the rest"),
                w->result_count);
    } else if (w->result_count > 0) {
        err_add(err, _("after %zu print run(s), which stand (the same command "
                       "again prints the rest): "),
                w->result_count);
    }
}

static int run(struct cli *cli, const struct request *r)
{
    struct err err = ERR_INIT;
    struct work w = {.cli = cli};
    enum err_code code = work(&w, r, &err);
    int exit_code;
    if (code != ERR_OK) {
        add_standing(&w, code, &err);
        exit_code = cli_fail(cli, &err);
    } else {
        exit_code = cli->json ? print_json(&w) : print_words(&w);
        /* Only now: told in vain, the same command must not print again. */
        if (r->all && exit_code == EXIT_DONE &&
            print_job_end(w.store, &w.job, &err) != ERR_OK)
            exit_code = cli_fail(cli, &err);
    }
    for (size_t i = 0; i < w.result_count; i++)
        print_result_free(&w.results[i]);
    free(w.results);
    free(w.units);
    design_free(w.design);
    store_close(w.store);
    return exit_code;
}

/* ---- separator sheets ---- */

/* Is `unit` the one asked for, or below it? */
static bool is_asked(const struct store *store, long asked, size_t unit)
{
    long at = (long)unit;
    while (at >= 0 && at != asked)
        at = store_units(store)->unit[at].parent;
    return asked < 0 || at == asked;
}

/* Keep of the n print runs those of the unit asked for. */
static enum err_code keep_asked(struct store *store, const struct request *r,
                                struct batch batches[], size_t *n,
                                struct err *err)
{
    long asked = r->all ? -1 : units_find(store_units(store), r->unit);
    size_t kept = 0;
    if (!r->all && asked < 0)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("there is no unit '%s'; the codes stand in the "
                         "units file"), r->unit);
    for (size_t i = 0; i < *n; i++)
        if (is_asked(store, asked, batches[i].unit))
            batches[kept++] = batches[i];
    *n = kept;
    if (kept == 0)
        return err_set(err, ERR_NOTNOW, 0,
                       _("no sheets were printed for it yet; separator sheets "
                         "name print runs, so print those first"));
    return ERR_OK;
}

static int tell_separators(struct cli *cli, size_t n, const char *path)
{
    struct str text;
    str_init(&text, LIMIT_PATH_BYTES + 256);
    if (cli->json) {
        struct jout j = {.out = &text};
        jout_begin_object(&j, NULL);
        jout_string(&j, "file", path);
        jout_int(&j, "pages", (int64_t)n);
        jout_end_object(&j);
    } else {
        str_addf(&text,
                 _("%zu separator sheets: %s; lay each before its bag\n"), n,
                 path);
    }
    int exit_code = cli_print(cli, &text, EXIT_DONE);
    str_deinit(&text);
    return exit_code;
}

static int run_separators(struct cli *cli, const struct request *r)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct batch *batches = NULL;
    struct str path;
    size_t n = 0;
    str_init(&path, LIMIT_PATH_BYTES);
    enum err_code code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK)
        code = store_batches(store, &batches, &n, &err);
    if (code == ERR_OK)
        code = keep_asked(store, r, batches, &n, &err);
    if (code == ERR_OK) {
        file_join(&path, cli->workspace, "out/separators.pdf");
        code = str_check(&path, "out", &err);
    }
    if (code == ERR_OK)
        code = separator_file_write(store, n, batches, path.text, &err);
    int exit_code = code != ERR_OK ? cli_fail(cli, &err)
                                   : tell_separators(cli, n, path.text);
    str_deinit(&path);
    free(batches);
    store_close(store);
    return exit_code;
}

static enum err_code check_request(struct request *r, struct err *err)
{
    if (r->unit == NULL && !r->all)
        return err_set(err, ERR_USAGE, 0,
                       _("say for which unit: --unit CODE, or --all for "
                         "every village"));
    if (r->unit != NULL && r->all)
        return err_set(err, ERR_USAGE, 0,
                       _("--unit and --all exclude each other"));
    if (r->separators && (r->copies != 0 || r->open))
        return err_set(err, ERR_USAGE, 0,
                       _("--separators goes with --unit or --all only"));
    if (r->copies == 0 && !r->open && !r->separators)
        return err_set(err, ERR_USAGE, 0,
                       _("say how many sheets: --copies N"));
    if (r->copies == 0)
        r->copies = 1; /* one master for the photocopier */
    return ERR_OK;
}

int cmd_print(struct cli *cli)
{
    struct request r = {.sheets_per_file = LIMIT_SHEETS_PER_FILE};
    const struct opt opts[] = {
        {.name = "--unit", .kind = OPT_TEXT, .value = &r.unit},
        {.name = "--all", .kind = OPT_FLAG, .value = &r.all},
        {.name = "--open", .kind = OPT_FLAG, .value = &r.open},
        {.name = "--separators", .kind = OPT_FLAG, .value = &r.separators},
        {.name = "--copies", .kind = OPT_INT, .value = &r.copies, .low = 1,
         .high = LIMIT_COPIES},
        {.name = "--sheets-per-file", .kind = OPT_INT,
         .value = &r.sheets_per_file, .low = 1,
         .high = LIMIT_SHEETS_PER_FILE},
        {.name = NULL},
    };
    struct err err = ERR_INIT;
    size_t n = 0;
    if (cli_options(cli, opts, NULL, 0, &n, &err) != ERR_OK ||
        check_request(&r, &err) != ERR_OK)
        return cli_fail(cli, &err);
    return r.separators ? run_separators(cli, &r) : run(cli, &r);
}
