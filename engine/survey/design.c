/* engine/survey/design.c - see design.h. */
#include "engine/survey/design.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

static const struct {
    const char *word, *name;
} kinds[] = {
    [DESIGN_NONE] = {"none", ""},
    [DESIGN_CENSUS] = {"census", "普查"},
    [DESIGN_STRATIFIED] = {"stratified", "分层随机"},
    [DESIGN_CLUSTER] = {"cluster", "整群"},
    [DESIGN_QUOTA] = {"quota", "配额"},
    [DESIGN_CONVENIENCE] = {"convenience", "方便"},
};
_Static_assert(sizeof kinds / sizeof kinds[0] == DESIGN_KIND_COUNT,
               "one row per kind");

static const char *const rules[] = {
    [RULE_WILSON] = "wilson",
    [RULE_BETA] = "beta",
};
_Static_assert(sizeof rules / sizeof rules[0] == INTERVAL_RULE_COUNT,
               "one word per rule");

const char *design_kind_word(enum design_kind kind)
{
    return kinds[kind].word;
}

const char *interval_rule_word(enum interval_rule rule)
{
    return rules[rule];
}

int design_kind_find(const char *word)
{
    for (int k = DESIGN_NONE + 1; k < DESIGN_KIND_COUNT; k++)
        if (strcmp(word, kinds[k].word) == 0 ||
            strcmp(word, kinds[k].name) == 0)
            return k;
    return -1;
}

int interval_rule_find(const char *word)
{
    for (int k = 0; k < INTERVAL_RULE_COUNT; k++)
        if (strcmp(word, rules[k]) == 0)
            return k;
    return -1;
}

bool design_random(const struct design *design)
{
    return design->kind == DESIGN_STRATIFIED ||
           design->kind == DESIGN_CLUSTER;
}

/* Parents stand before children. */
void design_strata(const struct design *design, const struct units *units,
                   size_t of[])
{
    for (size_t u = 0; u < units->count; u++) {
        long parent = units->unit[u].parent;
        size_t above = parent >= 0 ? of[parent] : SIZE_MAX;
        bool here = strcmp(units->unit[u].class, design->strata) == 0;
        of[u] = above == SIZE_MAX && here ? u : above;
    }
}

/* Sum over the children; 0 where one is unknown or there is none. */
static int64_t people_below(const struct units *units, size_t unit)
{
    int64_t sum = 0;
    bool any = false;
    for (size_t u = unit + 1; u < units->count &&
                              units->unit[u].depth > units->unit[unit].depth;
         u++) {
        if (units->unit[u].parent != (long)unit)
            continue;
        int64_t n = unit_population(units, u);
        if (n <= 0)
            return 0;
        sum += n;
        any = true;
    }
    return any ? sum : 0;
}

int64_t unit_population(const struct units *units, size_t unit)
{
    int64_t own = units->unit[unit].population;
    return own > 0 ? own : people_below(units, unit);
}

/* ---- checks ---- */

static bool has_class(const struct units *units, const char *class)
{
    for (size_t u = 0; u < units->count; u++)
        if (strcmp(units->unit[u].class, class) == 0)
            return true;
    return false;
}

static enum err_code check_class(const struct units *units,
                                 const char *class, const char *option,
                                 struct err *err)
{
    if (has_class(units, class))
        return ERR_OK;
    return err_set(err, ERR_USAGE, 0,
                   _("%s is '%s', but no unit of this round has that class; "
                     "see the column class of units.csv"),
                   option, class);
}

/* A unit of the class below another of the same class. */
static enum err_code check_nesting(const struct units *units,
                                   const char *class, struct err *err)
{
    for (size_t u = 0; u < units->count; u++) {
        long up = units->unit[u].parent;
        if (strcmp(units->unit[u].class, class) != 0)
            continue;
        while (up >= 0 && strcmp(units->unit[up].class, class) != 0)
            up = units->unit[up].parent;
        if (up >= 0)
            return err_set(err, ERR_RANGE, 0,
                           _("%s %s lies inside %s %s, and both are of the "
                             "class '%s'; nobody can be counted in two "
                             "strata"),
                           units->unit[u].code, units->unit[u].name,
                           units->unit[up].code, units->unit[up].name,
                           class);
    }
    return ERR_OK;
}

static enum err_code check_people(const struct design *d,
                                  const struct units *units, struct err *err)
{
    for (size_t u = 0; u < units->count; u++) {
        if (strcmp(units->unit[u].class, d->strata) != 0)
            continue;
        if (unit_population(units, u) == 0)
            return err_set(err, ERR_RANGE, 0,
                           _("nobody knows how many people %s %s has; give "
                             "its population with `pingyi import weights`, or that of every "
                             "unit below it, because the figures are weighted "
                             "by it"),
                           units->unit[u].code, units->unit[u].name);
    }
    return ERR_OK;
}

static enum err_code check_clusters(const struct design *d,
                                    const struct units *units,
                                    struct err *err)
{
    size_t *of = mem_alloc(units->count, sizeof *of);
    if (of == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the design: out of memory"));
    enum err_code code = ERR_OK;
    design_strata(d, units, of);
    for (size_t u = 0; u < units->count && code == ERR_OK; u++)
        if (strcmp(units->unit[u].class, d->clusters) == 0 &&
            (of[u] == SIZE_MAX || of[u] == u))
            code = err_set(err, ERR_RANGE, 0,
                           _("%s %s of the class '%s' lies under no unit of "
                             "the class '%s'; clusters are drawn inside "
                             "strata"),
                           units->unit[u].code, units->unit[u].name,
                           d->clusters, d->strata);
    free(of);
    return code;
}

/* Only random designs have strata, clusters, corrections and weights. */
static enum err_code check_bare(const struct design *d, struct err *err)
{
    const char *option = d->strata[0] != '\0'     ? "--strata"
                         : d->clusters[0] != '\0' ? "--clusters"
                         : d->fpc                 ? "--fpc"
                         : d->trait_count > 0     ? "--margins"
                         : d->rule != RULE_WILSON ? "--interval"
                                                  : NULL;
    if (option == NULL)
        return ERR_OK;
    return err_set(err, ERR_USAGE, 0,
                   _("%s is of use with the designs stratified and cluster "
                     "only: nothing is inferred from the others"),
                   option);
}

static enum err_code check_traits(const struct design *d,
                                  const struct questionnaire *q,
                                  struct err *err)
{
    for (size_t i = 0; i < d->trait_count; i++) {
        const struct design_trait *t = &d->trait[i];
        long at = questionnaire_find(q, t->item);
        const struct item *item = at >= 0 ? &q->items[at] : NULL;
        int64_t sum = 0;
        for (size_t k = 0; k < t->count; k++)
            sum += t->population[k];
        if (item == NULL || item->role != ROLE_PERSON ||
            item->kind != ITEM_SINGLE || item->scale->choice_count != t->count ||
            sum <= 0)
            return err_set(err, ERR_RANGE, 0,
                           _("the totals for %s do not fit the questionnaire: "
                             "a question about the person with a single "
                             "choice among %zu is needed"),
                           t->item, t->count);
    }
    return ERR_OK;
}

enum err_code design_check(const struct design *d, const struct units *units,
                           const struct questionnaire *q, struct err *err)
{
    if (!design_random(d))
        return check_bare(d, err);
    if (q->anonymous)
        return err_set(err, ERR_DENIED, 0,
                       _("an anonymous survey cannot be %s: weights and "
                         "variances need figures by unit that it must not "
                         "show; state census, quota or convenience"),
                       design_kind_word(d->kind));
    if (d->strata[0] == '\0')
        return err_set(err, ERR_USAGE, 0,
                       _("say inside which units people were drawn, as "
                         "--strata 乡镇 (a class of units.csv)"));
    if ((d->kind == DESIGN_CLUSTER) != (d->clusters[0] != '\0'))
        return err_set(err, ERR_USAGE, 0,
                       d->kind == DESIGN_CLUSTER
                           ? _("say which units were drawn, as --clusters 村 "
                               "(a class of units.csv)")
                           : _("--clusters is of use with the design cluster "
                               "only"));
    enum err_code code = check_class(units, d->strata, "--strata", err);
    if (code == ERR_OK && d->kind == DESIGN_CLUSTER)
        code = check_class(units, d->clusters, "--clusters", err);
    if (code == ERR_OK)
        code = check_nesting(units, d->strata, err);
    if (code == ERR_OK && d->kind == DESIGN_CLUSTER)
        code = check_nesting(units, d->clusters, err);
    if (code == ERR_OK && d->kind == DESIGN_CLUSTER)
        code = check_clusters(d, units, err);
    if (code == ERR_OK)
        code = check_people(d, units, err);
    return code == ERR_OK ? check_traits(d, q, err) : code;
}
