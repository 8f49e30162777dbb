/* engine/outside/cmd_import.c - pingyi import: a file into the workspace, or
 * what is stored. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/commands.h"
#include "engine/measure/days.h"
#include "engine/outside/import.h"
#include "engine/outside/show.h"

enum { CHANGES_SHOWN = 20 };

static enum err_code take(struct cli *cli, struct import_wish *w, bool *named,
                          struct err *err)
{
    int64_t year = 0;
    const struct opt opts[] = {
        {"--sheet", OPT_TEXT, &w->sheet, 0, 0},
        {"--who", OPT_TEXT, &w->who, 0, 0},
        {"--year", OPT_INT, &year, 1900, 2200},
        {"--replace", OPT_FLAG, &w->replace, 0, 0},
        {"--check", OPT_FLAG, &w->check, 0, 0},
        {.name = NULL},
    };
    const char *word[2] = {NULL, NULL};
    char shown[EXCERPT_MAX];
    size_t n = 0;
    enum err_code code = cli_options(cli, opts, word, 2, &n, err);
    if (code != ERR_OK)
        return code;
    int kind = n > 0 ? import_kind_find(word[0]) : 0;
    if (kind < 0)
        return err_set(err, ERR_USAGE, 0,
                       _("'%s' cannot be imported; expected zf, hotline or "
                         "weights"),
                       excerpt(word[0], shown));
    *named = n > 0;
    w->kind = (enum import_kind)kind;
    w->path = word[1];
    w->year = (int)year;
    bool options = w->sheet != NULL || w->who != NULL || w->replace ||
                   w->check || w->year > 0;
    if (w->path == NULL && options)
        return err_set(err, ERR_USAGE, 0, _("these options need a file"));
    if (w->replace && w->kind == IMPORT_WEIGHTS)
        return err_set(err, ERR_USAGE, 0,
                       _("--replace is of use with zf and hotline only: "
                         "units stay as they are"));
    if (w->year > 0 && w->kind != IMPORT_HOTLINE)
        return err_set(err, ERR_USAGE, 0, _("%s is of use with %s only"),
                       "--year", "hotline");
    if (w->who != NULL && strlen(w->who) > LIMIT_TITLE_BYTES)
        return err_set(err, ERR_USAGE, 0, _("%s is longer than %d bytes"),
                       "--who", LIMIT_TITLE_BYTES);
    return ERR_OK;
}

/* ---- what an import did ---- */

/* An object with members: a new row has null, a unit nobody counted {}. */
static bool says_something(const struct jval *row)
{
    const char *key;
    const struct jval *value;
    return jval_member(row, 0, &key, &value);
}

/* changed: 2026-03 01 */
static void say_changes(const struct import_outcome *o, struct str *out)
{
    struct jval *root = NULL;
    size_t shown = 0;
    if (jval_parse(o->changes, strlen(o->changes), "changes", &root, NULL) !=
        ERR_OK)
        return;
    for (size_t i = 0; i < jval_count(root); i++) {
        const struct jval *c = jval_at(root, i);
        bool after = says_something(jval_get(c, "after"));
        if (!says_something(jval_get(c, "before")))
            continue; /* new */
        if (shown++ == CHANGES_SHOWN)
            str_add(out, "  …\n");
        if (shown > CHANGES_SHOWN)
            continue;
        str_addf(out, after ? _("  changed: %s\n") : _("  removed: %s\n"),
                 jval_text(jval_get(c, "row")));
    }
    jval_free(root);
}

static void say_text(const struct import_wish *w,
                     const struct import_outcome *o, struct str *out)
{
    str_addf(out, "%s", w->path);
    if (o->sheet != NULL)
        str_addf(out, _(", sheet “%s”"), o->sheet);
    str_addf(out,
             _(": %zu rows; %zu added, %zu changed, %zu removed, %zu as they "
               "were\n"),
             o->rows, o->added, o->changed, o->removed, o->same);
    say_changes(o, out);
    if (w->check)
        str_add(out, _("Only checked: nothing was stored.\n"));
    else if (w->kind == IMPORT_WEIGHTS && o->added + o->changed > 0)
        str_add(out, _("Figures weighted by population change with it; "
                       "documents issued before keep theirs.\n"));
}

static void say_json(const struct import_wish *w,
                     const struct import_outcome *o, struct str *out)
{
    struct jout j = {.out = out};
    jout_begin_object(&j, NULL);
    jout_string(&j, "kind", import_kind_word(w->kind));
    jout_string(&j, "file", w->path);
    if (o->sheet != NULL)
        jout_string(&j, "sheet", o->sheet);
    else
        jout_null(&j, "sheet");
    jout_bool(&j, "stored", !w->check);
    jout_int(&j, "rows", (int64_t)o->rows);
    jout_int(&j, "added", (int64_t)o->added);
    jout_int(&j, "changed", (int64_t)o->changed);
    jout_int(&j, "removed", (int64_t)o->removed);
    jout_int(&j, "same", (int64_t)o->same);
    jout_end_object(&j);
    if (str_ok(out)) { /* the list of changes is JSON already */
        out->text[--out->n] = '\0';
        str_addf(out, ",\"changes\":%s}", o->changes);
    }
}

/* ---- what is wrong with a file ---- */

static int fail_json(const struct cli *cli, const struct import_wish *w,
                     const struct import_outcome *o)
{
    struct str text;
    char place[TABLE_PLACE_BYTES];
    str_init(&text, 1024 * 1024);
    struct jout j = {.out = &text, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_string(&j, "file", w->path);
    if (o->sheet != NULL)
        jout_string(&j, "sheet", o->sheet);
    else
        jout_null(&j, "sheet");
    jout_begin_array(&j, "errors");
    for (size_t i = 0; i < o->problems.count; i++) {
        const struct problem *p = &o->problems.list[i];
        jout_begin_object(&j, NULL);
        jout_string(&j, "code", err_code_word(p->code));
        jout_string(&j, "place",
                    table_place(w->path, o->table, p->line, p->column,
                                place));
        jout_int(&j, "line", (int64_t)p->line);
        jout_int(&j, "column", (int64_t)p->column);
        jout_string(&j, "message", p->text);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    if (o->problems.total > o->problems.count)
        jout_int(&j, "more", (int64_t)(o->problems.total - o->problems.count));
    jout_end_object(&j);
    int result = cli_print(cli, &text, EXIT_FAILED);
    str_deinit(&text);
    return result;
}

static int fail(const struct cli *cli, const struct import_wish *w,
                const struct import_outcome *o, const struct err *err)
{
    char place[TABLE_PLACE_BYTES];
    if (o == NULL || o->table == NULL || o->problems.total == 0)
        return cli_fail(cli, err);
    if (cli->json)
        return fail_json(cli, w, o);
    for (size_t i = 0; i < o->problems.count; i++) {
        const struct problem *p = &o->problems.list[i];
        (void)fprintf(stderr, "%s: %s\n",
                      table_place(w->path, o->table, p->line, p->column,
                                  place),
                      p->text);
    }
    if (o->problems.total > o->problems.count)
        (void)fprintf(stderr, _("… and %zu more\n"),
                      o->problems.total - o->problems.count);
    (void)fprintf(stderr, _("%zu problems; nothing was stored.\n"),
                  o->problems.total);
    return EXIT_FAILED;
}

static int run_file(struct cli *cli, struct import_wish *w,
                    struct store *store, struct arena *arena)
{
    struct err err = ERR_INIT;
    struct str out;
    struct import_outcome *o = arena_alloc(arena, 1, sizeof *o);
    enum err_code code =
        o != NULL ? ERR_OK
                  : err_set(&err, ERR_NOMEM, 0, _("the import: out of memory"));
    str_init(&out, LIMIT_JSON_BYTES);
    if (code == ERR_OK)
        code = import_file(store, w, arena, o, &err);
    if (code == ERR_OK && cli->json)
        say_json(w, o, &out);
    else if (code == ERR_OK)
        say_text(w, o, &out);
    int result = code == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                                : fail(cli, w, o, &err);
    str_deinit(&out);
    return result;
}

/* ---- what is stored ---- */

static int run_show(struct cli *cli, const struct import_wish *w, bool named,
                    struct store *store, struct arena *arena)
{
    struct err err = ERR_INIT;
    struct str out;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code =
        outside_show(store, named ? import_kind_word(w->kind) : NULL,
                     cli->json, arena, &out, &err);
    int result = code == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                                : cli_fail(cli, &err);
    str_deinit(&out);
    return result;
}

int cmd_import(struct cli *cli)
{
    struct import_wish w = {.path = NULL};
    struct store *store = NULL;
    struct err err = ERR_INIT;
    char today[DATE_BYTES];
    bool named = false;
    int result;
    day_today(today);
    w.today = today;
    struct arena *arena = arena_new(TABLE_ARENA_BYTES);
    enum err_code code = take(cli, &w, &named, &err);
    if (code == ERR_OK && arena == NULL)
        code = err_set(&err, ERR_NOMEM, 0, _("the import: out of memory"));
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code != ERR_OK)
        result = cli_fail(cli, &err);
    else if (w.path != NULL)
        result = run_file(cli, &w, store, arena);
    else
        result = run_show(cli, &w, named, store, arena);
    store_close(store);
    arena_free(arena);
    return result;
}
