/* engine/workspace/cmd_design.c - pingyi design: how people were chosen. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/commands.h"
#include "engine/store/store.h"
#include "engine/survey/problems.h"

static const char *const kind_names[] = {
    [DESIGN_NONE] = N_("not stated"),
    [DESIGN_CENSUS] = N_("census: everybody is asked"),
    [DESIGN_STRATIFIED] = N_("stratified: people drawn at random"),
    [DESIGN_CLUSTER] = N_("cluster: villages drawn, then people"),
    [DESIGN_QUOTA] = N_("quota: not drawn at random"),
    [DESIGN_CONVENIENCE] = N_("convenience: not drawn at random"),
};
_Static_assert(sizeof kind_names / sizeof kind_names[0] == DESIGN_KIND_COUNT,
               "one name per kind");

struct words {
    const char *kind, *strata, *clusters, *margins, *rule;
    bool fpc;
};

static enum err_code take_words(struct cli *cli, struct words *w,
                                struct err *err)
{
    const struct opt opts[] = {
        {"--strata", OPT_TEXT, &w->strata, 0, 0},
        {"--clusters", OPT_TEXT, &w->clusters, 0, 0},
        {"--margins", OPT_TEXT, &w->margins, 0, 0},
        {"--interval", OPT_TEXT, &w->rule, 0, 0},
        {"--fpc", OPT_FLAG, &w->fpc, 0, 0},
        {.name = NULL},
    };
    size_t n = 0;
    enum err_code code = cli_options(cli, opts, &w->kind, 1, &n, err);
    if (code == ERR_OK && w->kind == NULL &&
        (w->strata != NULL || w->clusters != NULL || w->margins != NULL ||
         w->rule != NULL || w->fpc))
        return err_set(err, ERR_USAGE, 0,
                       _("say which design; there are: census, stratified, "
                         "cluster, quota, convenience"));
    return code;
}

static enum err_code take_class(const char *option, const char *word,
                                char out[DESIGN_CLASS_BYTES], struct err *err)
{
    if (word != NULL && strlen(word) >= DESIGN_CLASS_BYTES)
        return err_set(err, ERR_USAGE, 0, _("%s is longer than %d bytes"),
                       option, DESIGN_CLASS_BYTES - 1);
    (void)snprintf(out, DESIGN_CLASS_BYTES, "%s", word != NULL ? word : "");
    return ERR_OK;
}

static enum err_code make(struct store *store, const struct words *w,
                          struct design *d, struct err *err)
{
    char shown[EXCERPT_MAX];
    const struct questionnaire *q = NULL;
    int kind = design_kind_find(w->kind);
    int rule = w->rule != NULL ? interval_rule_find(w->rule) : RULE_WILSON;
    if (kind < 0)
        return err_set(err, ERR_USAGE, 0,
                       _("there is no design '%s'; there are: census, "
                         "stratified, cluster, quota, convenience"),
                       excerpt(w->kind, shown));
    if (rule < 0)
        return err_set(err, ERR_USAGE, 0,
                       _("--interval is '%s'; expected wilson or beta"),
                       excerpt(w->rule, shown));
    *d = (struct design){.kind = (enum design_kind)kind,
                         .rule = (enum interval_rule)rule,
                         .fpc = w->fpc};
    enum err_code code = take_class("--strata", w->strata, d->strata, err);
    if (code == ERR_OK)
        code = take_class("--clusters", w->clusters, d->clusters, err);
    if (code == ERR_OK && w->margins != NULL)
        code = store_form(store, 0, &q, NULL, err);
    if (code == ERR_OK && w->margins != NULL)
        code = design_load_traits(w->margins, q, d, err);
    return code == ERR_OK ? store_design_set(store, d, err) : code;
}

static void say_json(const struct design *d, struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_string(&j, "design", design_kind_word(d->kind));
    jout_bool(&j, "intervals", design_random(d));
    jout_string(&j, "strata", d->strata);
    jout_string(&j, "clusters", d->clusters);
    jout_bool(&j, "fpc", d->fpc);
    jout_string(&j, "interval", interval_rule_word(d->rule));
    jout_begin_array(&j, "margins");
    for (size_t i = 0; i < d->trait_count; i++) {
        jout_begin_object(&j, NULL);
        jout_string(&j, "question", d->trait[i].item);
        jout_begin_array(&j, "population");
        for (size_t k = 0; k < d->trait[i].count; k++)
            jout_int(&j, NULL, d->trait[i].population[k]);
        jout_end_array(&j);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_end_object(&j);
}

static void say_text(const struct design *d, struct str *out)
{
    str_addf(out, _("design: %s\n"), _(kind_names[d->kind]));
    if (d->strata[0] != '\0')
        str_addf(out, _("  drawn inside units of the class %s\n"), d->strata);
    if (d->clusters[0] != '\0')
        str_addf(out, _("  units drawn: of the class %s\n"), d->clusters);
    if (d->fpc)
        str_add(out, _("  corrected for finite populations\n"));
    for (size_t i = 0; i < d->trait_count; i++)
        str_addf(out, _("  weights raked to the known totals of %s\n"),
                 d->trait[i].item);
    if (design_random(d))
        str_addf(out, _("  95%% intervals: %s\n"),
                 d->rule == RULE_BETA ? _("Korn-Graubard")
                                      : _("Wilson on the effective sample"));
    else
        str_add(out, _("  no intervals: they need a random sample\n"));
}

int cmd_design(struct cli *cli)
{
    struct words w = {.kind = NULL};
    struct design d = {.kind = DESIGN_NONE};
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct str out;
    int exit_code;
    str_init(&out, LIMIT_JSON_BYTES);
    enum err_code code = take_words(cli, &w, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    if (code == ERR_OK && w.kind != NULL)
        code = make(store, &w, &d, &err);
    else if (code == ERR_OK)
        code = store_design(store, &d, &err);
    if (code != ERR_OK) {
        exit_code = cli_fail(cli, &err);
    } else {
        if (cli->json)
            say_json(&d, &out);
        else
            say_text(&d, &out);
        exit_code = cli_print(cli, &out, EXIT_DONE);
    }
    str_deinit(&out);
    store_close(store);
    return exit_code;
}
