/* engine/measure/cmd_measure.c - pingyi measure: the rectification ledger. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/commands.h"
#include "engine/measure/internal.h"

enum { ARENA_BYTES = 256 * 1024 * 1024 };

enum err_code measure_take_today(const struct measure_args *a,
                                 char out[DATE_BYTES], struct err *err)
{
    char shown[EXCERPT_MAX];
    int64_t day = 0;
    day_today(out);
    if (a->today == NULL)
        return ERR_OK;
    if (!day_parse(a->today, &day))
        return err_set(err, ERR_USAGE, 0,
                       _("--today is '%s'; expected a date such as 2026-11-23"),
                       excerpt(a->today, shown));
    day_print(day, out);
    return ERR_OK;
}

/* ---- add, set, close ---- */

struct change {
    struct store *store;
    struct measure_list *list;
    struct deadlines *deadlines;
    struct arena *arena;
    const struct measure *was; /* NULL: add */
    char today[DATE_BYTES];
    const char *text[MEASURE_FIELDS];
    int64_t id;
};

static enum err_code find_measure(const struct measure_args *a,
                                  struct change *c, struct err *err)
{
    char shown[EXCERPT_MAX];
    if (!num_parse_int(a->id, 1, LIMIT_MEASURES, &c->id))
        return err_set(err, ERR_USAGE, 0,
                       _("'%s' is no number of a measure; `pingyi measure "
                         "list` shows them"),
                       excerpt(a->id, shown));
    for (size_t i = 0; i < c->list->count; i++)
        if (c->list->list[i].id == c->id)
            c->was = &c->list->list[i];
    if (c->was == NULL)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("there is no measure %lld; `pingyi measure list` "
                         "shows them"),
                       (long long)c->id);
    return ERR_OK;
}

static enum err_code open_change(const struct cli *cli,
                                 const struct measure_args *a,
                                 struct change *c, struct err *err)
{
    enum err_code code = measure_take_today(a, c->today, err);
    c->arena = arena_new(ARENA_BYTES);
    if (code == ERR_OK && c->arena == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("the ledger: out of memory"));
    if (code == ERR_OK)
        code = store_open(cli->workspace, &c->store, err);
    if (code == ERR_OK)
        code = deadlines_load(cli->workspace, &c->deadlines, err);
    return code;
}

static void close_change(struct change *c)
{
    measure_list_free(c->list);
    deadlines_free(c->deadlines);
    arena_free(c->arena);
    store_close(c->store);
}

static enum err_code write_change(const struct measure_args *a,
                                  struct change *c, struct err *err)
{
    const char *who = a->who != NULL ? a->who : "";
    const char *why = a->why != NULL ? a->why : "";
    return c->was == NULL
               ? store_measure_add(c->store, c->text, who, &c->id, err)
               : store_measure_set(c->store, c->was, c->text, who, why, err);
}

/* Read, settle and write in one transaction, so that no other change comes
 * between. */
static enum err_code change(const struct measure_args *a, struct change *c,
                            struct err *err)
{
    enum measure_field at = MEASURE_PROBLEM;
    struct measure_rules rules = {.arena = c->arena,
                                  .units = store_units(c->store),
                                  .deadlines = c->deadlines,
                                  .today = c->today,
                                  .reopen = a->why != NULL &&
                                            a->why[0] != '\0'};
    memcpy(c->text, a->field, sizeof c->text);
    enum err_code code = store_form(c->store, 0, &rules.q, NULL, err);
    if (code == ERR_OK)
        code = store_begin(c->store, err);
    if (code != ERR_OK)
        return code;
    code = store_measures(c->store, &c->list, err);
    if (code == ERR_OK && a->id != NULL)
        code = find_measure(a, c, err);
    if (code == ERR_OK)
        code = measure_settle(&rules, c->was, c->text, &at, err);
    if (code == ERR_OK)
        code = write_change(a, c, err);
    if (code == ERR_OK)
        return store_commit(c->store, err);
    store_rollback(c->store);
    return code;
}

static void tell(const struct cli *cli, const struct change *c,
                 struct str *out)
{
    struct measure now = {.id = c->id,
                          .version = c->was != NULL ? c->was->version : 1};
    int64_t due = 0;
    memcpy(now.text, c->text, sizeof now.text);
    if (c->was != NULL)
        for (int f = 0; f < MEASURE_FIELDS; f++)
            if (strcmp(c->was->text[f], c->text[f]) != 0) {
                now.version = c->was->version + 1;
                break;
            }
    if (cli->json) {
        struct jout j = {.out = out, .pretty = true};
        measure_put_json(&j, &now, c->today);
        return;
    }
    str_addf(out, _("measure %lld: %s"), (long long)c->id,
             measure_state_title(now.text[MEASURE_STATE]));
    if (now.text[MEASURE_DUE][0] != '\0')
        str_addf(out, _(", due %s"), now.text[MEASURE_DUE]);
    if (now.text[MEASURE_RULE][0] != '\0' &&
        day_parse(now.text[MEASURE_DUE], &due) &&
        !deadlines_knows(c->deadlines, day_year(due)))
        str_addf(out,
                 _("\nthe days off of %d are not in %s; only weekends were "
                   "left out"),
                 day_year(due), deadlines_holidays_path(c->deadlines));
}

static int run_change(struct cli *cli, const struct measure_args *a)
{
    struct change c = {.store = NULL};
    struct err err = ERR_INIT;
    struct str out;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = open_change(cli, a, &c, &err);
    if (code == ERR_OK)
        code = change(a, &c, &err);
    if (code == ERR_OK)
        tell(cli, &c, &out);
    int result = code == ERR_OK ? cli_print(cli, &out, EXIT_DONE)
                                : cli_fail(cli, &err);
    str_deinit(&out);
    close_change(&c);
    return result;
}

/* "…（文件 照片.zip，SHA-256 ab12…）": the file can be proved the same later. */
static enum err_code add_file(const struct measure_args *a, struct str *text,
                              struct err *err)
{
    char *bytes = NULL;
    size_t n = 0;
    uint8_t hash[SHA256_BYTES];
    char hex[SHA256_HEX];
    const char *name = strrchr(a->file, '/');
    enum err_code code =
        file_read(a->file, LIMIT_PDF_BYTES, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    crypto_sha256(bytes, n, hash);
    crypto_hex(hash, sizeof hash, hex);
    free(bytes);
    str_addf(text, "（文件 %s，SHA-256 %s）", name != NULL ? name + 1 : a->file,
             hex);
    return str_check(text, _("the evidence"), err);
}

static int run_close(struct cli *cli, const struct measure_args *given)
{
    struct measure_args a = *given;
    struct err err = ERR_INIT;
    struct str evidence;
    str_init(&evidence, 2 * LIMIT_MEASURE_BYTES);
    enum err_code code = ERR_OK;
    if (a.field[MEASURE_EVIDENCE] != NULL)
        str_add(&evidence, a.field[MEASURE_EVIDENCE]);
    if (a.file != NULL)
        code = add_file(&a, &evidence, &err);
    if (code == ERR_OK)
        code = str_check(&evidence, _("the evidence"), &err);
    a.field[MEASURE_STATE] = "closed";
    if (evidence.n > 0)
        a.field[MEASURE_EVIDENCE] = evidence.text;
    int result = code == ERR_OK ? run_change(cli, &a) : cli_fail(cli, &err);
    str_deinit(&evidence);
    return result;
}

/* ---- which ---- */

static const struct {
    const char *name;
    int (*run)(struct cli *cli, const struct measure_args *a);
    int words;     /* after the name */
    bool needs;    /* they must be there */
} actions[] = {
    {"add", run_change, 0, false},
    {"set", run_change, 1, true},
    {"close", run_close, 1, true},
    {"list", measure_run_list, 0, false},
    {"show", measure_run_show, 1, true},
    {"overdue", measure_run_overdue, 0, false},
    {"effect", measure_run_effect, 1, true},
    {"export", measure_run_export, 1, true},
    {"import", measure_run_import, 1, true},
    {"rules", measure_run_rules, 0, false},
};

static enum err_code take_words(struct cli *cli, struct measure_args *a,
                                const char *word[2], size_t *n,
                                struct err *err)
{
    char names[MEASURE_FIELDS][32];
    struct opt opts[MEASURE_FIELDS + 8] = {
        {"--who", OPT_TEXT, &a->who, 0, 0},
        {"--why", OPT_TEXT, &a->why, 0, 0},
        {"--today", OPT_TEXT, &a->today, 0, 0},
        {"--file", OPT_TEXT, &a->file, 0, 0},
        {"--out", OPT_TEXT, &a->out, 0, 0},
        {"--within", OPT_INT, &a->within, 0, 366},
    };
    for (int f = 0; f < MEASURE_FIELDS; f++) {
        (void)snprintf(names[f], sizeof names[f], "--%s",
                       measure_field_word((enum measure_field)f));
        opts[6 + f] = (struct opt){names[f], OPT_TEXT, &a->field[f], 0, 0};
    }
    opts[6 + MEASURE_FIELDS].name = NULL;
    return cli_options(cli, opts, word, 2, n, err);
}

int cmd_measure(struct cli *cli)
{
    struct measure_args a = {.within = 7};
    const char *word[2] = {NULL, NULL};
    char shown[EXCERPT_MAX];
    size_t n = 0;
    struct err err = ERR_INIT;
    enum err_code code = take_words(cli, &a, word, &n, &err);
    const size_t count = sizeof actions / sizeof actions[0];
    size_t i = 0;
    while (code == ERR_OK && n > 0 && i < count &&
           strcmp(actions[i].name, word[0]) != 0)
        i++;
    if (code == ERR_OK && (n == 0 || i == count))
        code = err_set(&err, ERR_USAGE, 0,
                       _("'%s': expected add, set, close, list, show, "
                         "overdue, effect, export, import or rules"),
                       n > 0 ? excerpt(word[0], shown) : "measure");
    if (code == ERR_OK && n > 1 && actions[i].words == 0)
        code = err_set(&err, ERR_USAGE, 0, _("one word too many: '%s'; put what has "
                                           "blanks in it into quotation marks"),
                       excerpt(word[1], shown));
    if (code == ERR_OK && n < 2 && actions[i].needs)
        code = err_set(&err, ERR_USAGE, 0,
                       _("measure %s needs one more word: a number, a format "
                         "or a file; see --help"),
                       actions[i].name);
    if (code != ERR_OK)
        return cli_fail(cli, &err);
    a.id = word[1];
    return actions[i].run(cli, &a);
}
