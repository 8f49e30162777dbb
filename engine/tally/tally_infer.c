/* engine/tally/tally_infer.c - what a rate says about those who were not
 * asked: estimate, interval, bounds, conclusion.  Rules and formulas:
 * docs/statistics.md. */
#include "engine/base/i18n.h"
#include "engine/tally/internal.h"

/* Two people of one village are this much alike (intra-cluster correlation);
 * used only where all answers are the same and the sample cannot tell.  A
 * usual planning value; 20 a village give a design effect of 1.95. */
static const double alike = 0.05;

static const char *const conclusions[] = {
    [CONCLUDE_NONE] = "none",
    [CONCLUDE_MET] = "met",
    [CONCLUDE_NOT_MET] = "not_met",
    [CONCLUDE_OPEN] = "open",
};
_Static_assert(sizeof conclusions / sizeof conclusions[0] == CONCLUSION_COUNT,
               "one word per conclusion");

static const char *const whys[] = {
    [INTERVAL_SHOWN] = "shown",
    [INTERVAL_NO_DESIGN] = "no_design",
    [INTERVAL_CENSUS] = "census",
    [INTERVAL_NOT_RANDOM] = "not_random",
    [INTERVAL_NO_ANSWERS] = "no_answers",
    [INTERVAL_NO_SPREAD] = "no_spread",
    [INTERVAL_OUTSIDE] = "outside",
    [INTERVAL_HIDDEN] = "hidden",
    [INTERVAL_CONDITION] = "condition",
};
_Static_assert(sizeof whys / sizeof whys[0] == INTERVAL_WHY_COUNT,
               "one word per reason");

const char *conclusion_word(enum conclusion conclusion)
{
    return conclusions[conclusion];
}

const char *interval_why_word(enum interval_why why)
{
    return whys[why];
}

/* One rate in hand. */
struct rate {
    struct tally *t;
    struct sampler *sampler;
    size_t unit;
    long item;          /* or RATE_AWARE */
    int64_t per_person; /* answers of one person: 1, or the K items */
    int permille;       /* the line; 0 = none */
    struct inference *inf;
    struct interval *interval;
};

static struct ratio ratio_of(const struct rate *r)
{
    const struct unit_tally *u = &r->t->unit[r->unit];
    return r->item == RATE_AWARE ? u->aware : u->items[r->item].main_rate;
}

static void conclude(struct rate *r, struct interval w, double n)
{
    double line = (double)r->permille / 1000;
    if (r->permille == 0 || n < CONCLUDE_MIN)
        return;
    /* bounds are quotients of integers: the line itself is met */
    r->inf->conclusion = w.low >= line - 1e-12  ? CONCLUDE_MET
                         : w.high < line - 1e-12 ? CONCLUDE_NOT_MET
                                                 : CONCLUDE_OPEN;
}

/* ---- census ---- */

/* If nobody, or everybody, of those who gave no answer were positive. */
static void bound(struct rate *r)
{
    struct ratio x = ratio_of(r);
    int64_t everybody = r->t->unit[r->unit].issued * r->per_person;
    int64_t all = everybody > x.den ? everybody : x.den;
    r->inf->bounds = (struct interval){
        (double)x.num / (double)all,
        (double)(x.num + all - x.den) / (double)all};
    conclude(r, r->inf->bounds, (double)(x.den / r->per_person));
}

/* ---- samples ---- */

static double no_less(double a, double b)
{
    return a > b ? a : b;
}

static void put_interval(struct rate *r, int64_t people, double df)
{
    struct inference *inf = r->inf;
    struct share s = {inf->share, inf->n_effective};
    if (r->t->design.rule == RULE_BETA) {
        if (df >= 1 && people > 1)
            s.n = stats_korn_graubard_n(s.n, (double)people, df);
        *r->interval = stats_beta(s);
    } else {
        *r->interval = stats_wilson_df(s, df);
    }
    inf->df = df;
    double least = (double)people < inf->n_effective ? (double)people
                                                     : inf->n_effective;
    conclude(r, *r->interval, least);
}

/* 1 - n/N where the design corrects for it. */
static double unasked(const struct rate *r, double n, double people)
{
    if (!r->t->design.fpc || people <= 0)
        return 1;
    return n < people ? 1 - n / people : 0;
}

/* People drawn at random inside the unit: no strata, no clusters. */
static void infer_simple(struct rate *r)
{
    struct inference *inf = r->inf;
    struct answers a = tally_answers(r->t, r->unit, r->item);
    struct ratio x = ratio_of(r);
    const struct unit_tally *u = &r->t->unit[r->unit];
    inf->share = (double)x.num / (double)x.den;
    inf->n_effective = (double)x.den;
    if (r->item == RATE_AWARE)
        inf->n_effective =
            a.n > 0 ? stats_effective(a.n, r->per_person, u->aware_sum,
                                      u->aware_square)
                    : (double)x.den / (double)r->per_person;
    int64_t people = r->item == RATE_AWARE ? u->aware_people.den : x.den;
    double left = unasked(r, (double)people,
                          (double)unit_population(r->t->units, r->unit));
    if (left <= 0) { /* everybody was asked */
        inf->se = 0;
        *r->interval = (struct interval){inf->share, inf->share};
        inf->why = INTERVAL_SHOWN;
        conclude(r, *r->interval, (double)people);
        return;
    }
    inf->n_effective /= left;
    inf->deff = 1;
    inf->se = -1;
    inf->why = INTERVAL_SHOWN;
    put_interval(r, people > 0 ? people : x.den, 0);
}

/* p(1-p)/v, never more than the people asked are worth. */
static double effective(const struct rate *r,
                        const struct survey_estimate *e, double left)
{
    double most = (double)e->n * (double)r->per_person / left;
    if (e->p > 0 && e->p < 1) {
        double n = e->se > 0 ? e->p * (1 - e->p) / (e->se * e->se) : most;
        return n < most ? n : most;
    }
    double m = (double)e->n / no_less((double)e->clusters, 1);
    double deff = r->t->design.kind == DESIGN_CLUSTER
                      ? 1 + no_less(m - 1, 0) * alike
                      : 1;
    return (double)e->n / (deff * no_less(e->kish, 1)) / left;
}

static enum err_code infer_sample(struct rate *r, struct err *err)
{
    struct inference *inf = r->inf;
    struct survey_estimate e;
    struct weighting note;
    double people = 0;
    enum err_code code = sampler_mean(r->sampler, r->unit, r->item, &e,
                                      &note, &people, err);
    if (code != ERR_OK)
        return code;
    long headline = tally_overall(r->t->q);
    if (r->unit == 0 &&
        r->item == (headline >= 0 ? headline : RATE_AWARE))
        r->t->weighting = note;
    if (e.n == 0) {
        inf->why = INTERVAL_OUTSIDE;
        return ERR_OK;
    }
    inf->weighted = note.strata > 1 || note.traits_used > 0;
    inf->share = e.p;
    inf->se = e.se;
    inf->deff = e.deff;
    inf->why = e.se < 0 ? INTERVAL_NO_SPREAD : INTERVAL_SHOWN;
    if (e.se < 0)
        return ERR_OK;
    double left = unasked(r, (double)e.n, people);
    inf->n_effective = effective(r, &e, left > 0 ? left : 1);
    put_interval(r, e.n, e.df);
    return ERR_OK;
}

/* ---- one after the other ---- */

/* How many people of a stratum would have been asked nobody knows: the weights
 * of strata and traits are those of all people. */
static bool conditional(const struct rate *r)
{
    const struct questionnaire *q = r->t->q;
    if (r->item != RATE_AWARE)
        return q->items[r->item].when != NULL;
    for (size_t i = 0; i < q->item_count; i++)
        if (q->items[i].role == ROLE_AWARE && q->items[i].when != NULL)
            return true;
    return false;
}

static enum err_code infer(struct rate *r, struct err *err)
{
    struct inference *inf = r->inf;
    struct ratio x = ratio_of(r);
    *r->interval = (struct interval){-1, -1};
    *inf = (struct inference){.se = -1, .deff = -1, .bounds = {-1, -1}};
    if (x.den == 0) {
        inf->why = INTERVAL_NO_ANSWERS;
        return ERR_OK;
    }
    inf->share = (double)x.num / (double)x.den;
    switch (r->t->design.kind) {
    case DESIGN_CENSUS:
        inf->why = INTERVAL_CENSUS;
        bound(r);
        return ERR_OK;
    case DESIGN_STRATIFIED:
    case DESIGN_CLUSTER: break;
    case DESIGN_QUOTA:
    case DESIGN_CONVENIENCE: inf->why = INTERVAL_NOT_RANDOM; return ERR_OK;
    case DESIGN_NONE:
    case DESIGN_KIND_COUNT: inf->why = INTERVAL_NO_DESIGN; return ERR_OK;
    }
    switch (sampler_place(r->sampler, r->unit)) {
    case PLACE_ABOVE:
        if (!conditional(r))
            return infer_sample(r, err);
        inf->why = INTERVAL_CONDITION;
        return ERR_OK;
    case PLACE_INSIDE: infer_simple(r); return ERR_OK;
    case PLACE_OUTSIDE: break;
    }
    inf->why = INTERVAL_OUTSIDE;
    return ERR_OK;
}

static enum err_code infer_unit(struct rate *r, struct err *err)
{
    const struct questionnaire *q = r->t->q;
    struct unit_tally *u = &r->t->unit[r->unit];
    enum err_code code = ERR_OK;
    int64_t aware_items = 0;
    for (size_t i = 0; i < q->item_count && code == ERR_OK; i++) {
        const struct item *item = &q->items[i];
        aware_items += item->role == ROLE_AWARE;
        r->item = (long)i;
        r->per_person = 1;
        r->permille = item->role == ROLE_AWARE
                          ? q->thresholds.aware_permille
                          : q->thresholds.satisfied_permille;
        r->inf = &u->items[i].inf;
        r->interval = &u->items[i].interval;
        code = infer(r, err);
        if (item->role == ROLE_OVERALL) {
            u->satisfied_inf = u->items[i].inf;
            u->satisfied_interval = u->items[i].interval;
        }
    }
    if (code != ERR_OK)
        return code;
    r->item = RATE_AWARE;
    r->per_person = aware_items > 0 ? aware_items : 1;
    r->permille = q->thresholds.aware_permille;
    r->inf = &u->aware_inf;
    r->interval = &u->aware_interval;
    return infer(r, err);
}

enum err_code tally_infer(struct tally *t, struct err *err)
{
    struct rate r = {.t = t};
    const struct interval none = {-1, -1};
    enum err_code code = ERR_OK;
    if (design_random(&t->design))
        code = sampler_new(t, &r.sampler, err);
    for (size_t u = 0; u < t->unit_count && code == ERR_OK; u++) {
        r.unit = u;
        t->unit[u].satisfied_interval = none;
        code = infer_unit(&r, err);
    }
    sampler_free(r.sampler);
    return code;
}
