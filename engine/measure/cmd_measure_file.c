/* engine/measure/cmd_measure_file.c - pingyi measure export and import. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/text_decode.h"
#include "engine/base/limits.h"
#include "engine/measure/internal.h"

enum { FILE_BYTES = 512 * 1024 * 1024, ARENA_BYTES = 512 * 1024 * 1024 };

/* ---- export ---- */

static enum err_code write_out(const struct store *store,
                               const struct measure_args *a,
                               const struct str *text, struct str *path,
                               struct err *err)
{
    if (a->out != NULL)
        str_add(path, a->out);
    else
        file_join(path, store_dir(store), "out/measures.");
    if (a->out == NULL)
        str_add(path, a->id);
    enum err_code code = str_check(path, _("the path"), err);
    if (code == ERR_OK)
        code = str_check(text, _("the ledger"), err);
    return code == ERR_OK ? file_write(path->text, text->text, text->n, err)
                          : code;
}

static void say_export(const struct cli *cli, const char *path, size_t n,
                       struct str *out)
{
    struct jout j = {.out = out};
    if (!cli->json) {
        str_addf(out, _("%zu measures written to %s"), n, path);
        return;
    }
    jout_begin_object(&j, NULL);
    jout_string(&j, "file", path);
    jout_int(&j, "measures", (int64_t)n);
    jout_end_object(&j);
}

int measure_run_export(struct cli *cli, const struct measure_args *a)
{
    struct store *store = NULL;
    struct measure_list *list = NULL;
    struct err err = ERR_INIT;
    struct str text, path, out;
    char shown[EXCERPT_MAX];
    enum err_code code = ERR_OK;
    str_init(&text, FILE_BYTES);
    str_init(&path, LIMIT_PATH_BYTES);
    str_init(&out, LIMIT_JSON_BYTES);
    bool csv = strcmp(a->id, "csv") == 0;
    if (!csv && strcmp(a->id, "yaml") != 0)
        code = err_set(&err, ERR_USAGE, 0,
                       _("'%s' is no format; expected csv or yaml"),
                       excerpt(a->id, shown));
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK)
        code = store_measures(store, &list, &err);
    if (code == ERR_OK) {
        if (csv)
            measure_write_csv(list, store_units(store), &text);
        else
            measure_write_yaml(list, &text);
        code = write_out(store, a, &text, &path, &err);
    }
    if (code == ERR_OK)
        say_export(cli, path.text, list->count, &out);
    int result = code == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                                : cli_fail(cli, &err);
    str_deinit(&text);
    str_deinit(&path);
    str_deinit(&out);
    measure_list_free(list);
    store_close(store);
    return result;
}

/* ---- import ---- */

struct job {
    struct store *store;
    struct deadlines *deadlines;
    struct arena *arena;
    struct problems problems;
    struct measure_entries entries;
    struct measure_counts counts;
    char today[DATE_BYTES];
};

static bool ends_in(const char *path, const char *end)
{
    size_t n = strlen(path);
    size_t m = strlen(end);
    return n >= m && strcmp(path + n - m, end) == 0;
}

static enum err_code read_file(const struct measure_args *a, struct job *job,
                               struct err *err)
{
    char *text = NULL;
    size_t n = 0;
    bool yaml = ends_in(a->id, ".yaml") || ends_in(a->id, ".yml");
    if (!yaml && !ends_in(a->id, ".csv"))
        return err_set(err, ERR_USAGE, 0,
                       _("%s: expected a file called .csv or .yaml"), a->id);
    job->problems.name = a->id;
    enum err_code code = text_read(a->id, LIMIT_CSV_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = (yaml ? measure_read_yaml : measure_read_csv)(
            text, n, job->arena, &job->problems, &job->entries, err);
    if (code == ERR_OK)
        code = problems_err(&job->problems, err);
    free(text);
    return code;
}

static enum err_code import(const struct cli *cli,
                            const struct measure_args *a, struct job *job,
                            struct err *err)
{
    struct measure_rules rules = {.arena = job->arena, .today = job->today};
    enum err_code code = measure_take_today(a, job->today, err);
    if (code == ERR_OK)
        code = read_file(a, job, err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &job->store, err);
    if (code == ERR_OK)
        code = deadlines_load(cli->workspace, &job->deadlines, err);
    if (code == ERR_OK)
        code = store_form(job->store, 0, &rules.q, NULL, err);
    if (code != ERR_OK)
        return code;
    rules.units = store_units(job->store);
    rules.deadlines = job->deadlines;
    return measure_import(job->store, &job->entries, &rules,
                          a->who != NULL ? a->who : "", &job->problems,
                          &job->counts, err);
}

/* Every problem on a line of its own. */
static int fail(const struct cli *cli, const struct job *job,
                const struct err *err)
{
    struct err sum = ERR_INIT;
    if (!cli->json && job->problems.count > 1) {
        for (size_t i = 0; i < job->problems.count; i++)
            (void)fprintf(stderr, "%s:%zu:%zu: %s\n", job->problems.name,
                          job->problems.list[i].line,
                          job->problems.list[i].column,
                          job->problems.list[i].text);
        err_set(&sum, err->code, 0, _("%s: %zu problems; nothing was taken in"),
                job->problems.name, job->problems.total);
        return cli_fail(cli, &sum);
    }
    return cli_fail(cli, err);
}

static void say_import(const struct cli *cli, const struct measure_counts *c,
                       struct str *out)
{
    struct jout j = {.out = out};
    if (!cli->json) {
        str_addf(out,
                 _("%zu added, %zu changed, %zu as they were; %zu measures "
                   "are not in the file and stay"),
                 c->added, c->changed, c->same, c->untouched);
        return;
    }
    jout_begin_object(&j, NULL);
    jout_int(&j, "added", (int64_t)c->added);
    jout_int(&j, "changed", (int64_t)c->changed);
    jout_int(&j, "same", (int64_t)c->same);
    jout_int(&j, "untouched", (int64_t)c->untouched);
    jout_end_object(&j);
}

int measure_run_import(struct cli *cli, const struct measure_args *a)
{
    struct err err = ERR_INIT;
    struct str out;
    str_init(&out, 4096);
    struct job *job = mem_alloc(1, sizeof *job);
    struct arena *arena = arena_new(ARENA_BYTES);
    enum err_code code = ERR_OK;
    if (job == NULL || arena == NULL)
        code = err_set(&err, ERR_NOMEM, 0, _("the ledger: out of memory"));
    if (code == ERR_OK) {
        job->arena = arena;
        code = import(cli, a, job, &err);
    }
    if (code == ERR_OK)
        say_import(cli, &job->counts, &out);
    int result = code == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                 : job != NULL  ? fail(cli, job, &err)
                                : cli_fail(cli, &err);
    str_deinit(&out);
    if (job != NULL) {
        deadlines_free(job->deadlines);
        store_close(job->store);
    }
    arena_free(arena);
    free(job);
    return result;
}
