/* engine/tally/cmd_tally.c - pingyi tally [--by unit|question|channel] */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/commands.h"
#include "engine/survey/problems.h"
#include "engine/tally/show.h"

static const char *const view_words[] = {
    [BY_QUESTION] = "question",
    [BY_UNIT] = "unit",
    [BY_CHANNEL] = "channel",
};
_Static_assert(sizeof view_words / sizeof view_words[0] == TALLY_VIEW_COUNT,
               "one word per view");

static enum err_code take_view(const char *word, enum tally_view *view,
                               struct err *err)
{
    char shown[EXCERPT_MAX];
    *view = BY_QUESTION;
    if (word == NULL)
        return ERR_OK;
    for (int v = 0; v < TALLY_VIEW_COUNT; v++)
        if (strcmp(word, view_words[v]) == 0) {
            *view = (enum tally_view)v;
            return ERR_OK;
        }
    return err_set(err, ERR_USAGE, 0,
                   _("--by is '%s'; expected unit, question or channel"),
                   excerpt(word, shown));
}

static enum err_code take_unit(const struct store *store, const char *code,
                               size_t *unit, struct err *err)
{
    char shown[EXCERPT_MAX];
    *unit = 0;
    if (code == NULL)
        return ERR_OK;
    long at = units_find(store_units(store), code);
    if (at < 0)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no unit '%s'"),
                       excerpt(code, shown));
    *unit = (size_t)at;
    return ERR_OK;
}

static int show(const struct cli *cli, const struct store *store,
                const struct tally *t, struct tally_query query)
{
    struct str out;
    str_init(&out, LIMIT_JSON_BYTES);
    if (cli->json)
        tally_show_json(t, store_survey(store), query, &out);
    else
        tally_show_text(t, store_survey(store), query, &out);
    bool person = (t->open_reviews > 0 && !t->closed) ||
                  t->unit[0].over_returned;
    int code = cli_print(cli, &out, person ? EXIT_PERSON : EXIT_DONE);
    str_deinit(&out);
    return code;
}

int cmd_tally(struct cli *cli)
{
    const char *by = NULL;
    const char *unit = NULL;
    const struct opt opts[] = {
        {.name = "--by", .kind = OPT_TEXT, .value = &by},
        {.name = "--unit", .kind = OPT_TEXT, .value = &unit},
        {.name = NULL},
    };
    size_t args = 0;
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct tally *t = NULL;
    struct tally_query query = {.view = BY_QUESTION};
    struct ranking *ranking = NULL;
    enum err_code code = cli_options(cli, opts, NULL, 0, &args, &err);
    if (code == ERR_OK)
        code = take_view(by, &query.view, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK)
        code = take_unit(store, unit, &query.unit, &err);
    if (code == ERR_OK)
        code = tally_run(store, &t, &err);
    if (code == ERR_OK && query.view == BY_UNIT)
        code = ranking_new(t, &ranking, &err);
    query.ranking = ranking;
    int result = code == ERR_OK ? show(cli, store, t, query)
                                : cli_fail(cli, &err);
    ranking_free(ranking);
    tally_free(t);
    store_close(store);
    return result;
}
