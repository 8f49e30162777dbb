/* engine/workspace/cmd_issue.c - pingyi issue: 发放 and 拒收 of a print run. */
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/commands.h"
#include "engine/store/store.h"

struct wish {
    int64_t batch, issued, refused; /* -1 = not given */
    const char *unit;
};

static enum err_code take(struct cli *cli, struct wish *w, struct err *err)
{
    const struct opt opts[] = {
        {"--batch", OPT_INT, &w->batch, 1, (1 << 20) - 1},
        {"--unit", OPT_TEXT, &w->unit, 0, 0},
        {"--issued", OPT_INT, &w->issued, 0, 1000000000},
        {"--refused", OPT_INT, &w->refused, 0, 1000000000},
        {.name = NULL},
    };
    size_t n;
    const char *none[1];
    enum err_code code = cli_options(cli, opts, none, 0, &n, err);
    bool target = w->batch >= 0 || w->unit != NULL;
    if (code == ERR_OK && target != (w->issued >= 0))
        code = err_set(err, ERR_USAGE, 0,
                       _("to record, give a print run (--batch or --unit) "
                         "and --issued"));
    if (code == ERR_OK && w->refused >= 0 && w->issued < 0)
        code = err_set(err, ERR_USAGE, 0, _("--refused needs --issued"));
    return code;
}

/* The one print run of a unit; or the one given, which must be its. */
static enum err_code find_batch(struct store *store, const char *code_text,
                                int64_t *number, struct err *err)
{
    long unit = units_find(store_units(store), code_text);
    if (unit < 0)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("there is no unit %s in this survey"), code_text);
    struct batch *list = NULL;
    size_t n = 0;
    size_t printed = 0;
    int64_t wanted = *number;
    int64_t found = -1;
    enum err_code code = store_batches(store, &list, &n, err);
    for (size_t i = 0; code == ERR_OK && i < n; i++) {
        if (list[i].unit != (size_t)unit)
            continue;
        printed++;
        if (wanted < 0 || list[i].number == wanted)
            found = list[i].number;
    }
    free(list);
    if (code == ERR_OK && printed == 0)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("nothing was printed for unit %s"), code_text);
    if (code == ERR_OK && found < 0)
        return err_set(err, ERR_USAGE, 0,
                       _("print run %lld is not of unit %s (pingyi issue "
                         "lists them)"),
                       (long long)wanted, code_text);
    if (code == ERR_OK && wanted < 0 && printed > 1)
        return err_set(err, ERR_USAGE, 0,
                       _("unit %s has %zu print runs; name one with --batch "
                         "(pingyi issue lists them)"),
                       code_text, printed);
    *number = found;
    return code;
}

static void say_json(const struct units *units, size_t n,
                     const struct batch list[], struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_begin_array(&j, "batches");
    for (size_t i = 0; i < n; i++) {
        const struct batch *b = &list[i];
        jout_begin_object(&j, NULL);
        jout_int(&j, "batch", b->number);
        jout_string(&j, "unit", units->unit[b->unit].code);
        jout_string(&j, "name", units->unit[b->unit].name);
        jout_int(&j, "revision", b->revision);
        jout_bool(&j, "open", b->open);
        jout_int(&j, "printed", b->copies);
        jout_int(&j, "issued", b->issued);
        jout_int(&j, "refused", b->refused);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_end_object(&j);
}

static void say_text(const struct units *units, size_t n,
                     const struct batch list[], struct str *out)
{
    if (n == 0)
        str_add(out, _("Nothing has been printed yet.\n"));
    for (size_t i = 0; i < n; i++) {
        const struct batch *b = &list[i];
        str_addf(out,
                 _("print run %u  unit %s %s  printed %lld  handed out %lld  "
                   "refused %lld\n"),
                 b->number, units->unit[b->unit].code,
                 units->unit[b->unit].name, (long long)b->copies,
                 (long long)b->issued, (long long)b->refused);
    }
}

/* Record, where asked; then the print runs (`w->batch` alone, or all). */
static enum err_code run(struct store *store, struct wish *w,
                         struct batch **list, size_t *n, struct err *err)
{
    enum err_code code = ERR_OK;
    if (w->unit != NULL)
        code = find_batch(store, w->unit, &w->batch, err);
    if (code != ERR_OK || w->batch < 0)
        return code == ERR_OK ? store_batches(store, list, n, err) : code;
    code = store_batch_issued(store, (uint32_t)w->batch, w->issued,
                              w->refused > 0 ? w->refused : 0, err);
    if (code != ERR_OK)
        return code;
    *list = malloc(sizeof **list);
    if (*list == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    *n = 1;
    return store_batch_get(store, (uint32_t)w->batch, *list, err);
}

int cmd_issue(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct wish w = {.batch = -1, .issued = -1, .refused = -1};
    struct store *store = NULL;
    struct batch *list = NULL;
    size_t n = 0;
    struct str out;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = take(cli, &w, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK)
        code = run(store, &w, &list, &n, &err);
    int exit_code;
    if (code != ERR_OK) {
        exit_code = cli_fail(cli, &err);
    } else {
        if (cli->json)
            say_json(store_units(store), n, list, &out);
        else
            say_text(store_units(store), n, list, &out);
        exit_code = cli_print(cli, &out, EXIT_DONE);
    }
    str_deinit(&out);
    free(list);
    store_close(store);
    return exit_code;
}
