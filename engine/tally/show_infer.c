/* engine/tally/show_infer.c - what the sample says, for people and as
 * --json. */
#include <stdio.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/num.h"
#include "engine/tally/internal.h"
#include "engine/tally/show.h"

enum { TEXT_MAX = 64 };

static const char *percent(double share, char out[TEXT_MAX])
{
    return num_print_real(share * 100, 1, out, TEXT_MAX);
}

const char *conclusion_text(enum conclusion conclusion)
{
    switch (conclusion) {
    case CONCLUDE_MET: return _("met");
    case CONCLUDE_NOT_MET: return _("not met");
    case CONCLUDE_OPEN: return _("too close to say");
    case CONCLUDE_NONE:
    case CONCLUSION_COUNT: break;
    }
    return "";
}

void tally_show_inference(const struct inference *inf, struct interval w,
                          struct str *out)
{
    char a[TEXT_MAX];
    char b[TEXT_MAX];
    if (inf->weighted)
        str_addf(out, _("  weighted %s%%"), percent(inf->share, a));
    if (w.low >= 0)
        str_addf(out, _("  95%% interval %s–%s%%"), percent(w.low, a),
                 percent(w.high, b));
    if (inf->why == INTERVAL_CENSUS && inf->bounds.low >= 0)
        str_addf(out, _("  bounds %s–%s%%"), percent(inf->bounds.low, a),
                 percent(inf->bounds.high, b));
}

static const char *why_none(const struct design *d)
{
    switch (d->kind) {
    case DESIGN_CENSUS:
        return _("census: nobody was drawn, so there are no intervals; the "
                 "bounds say what the rate would be if none, or all, of "
                 "those who did not answer were positive\n");
    case DESIGN_QUOTA:
    case DESIGN_CONVENIENCE:
        return _("people were not drawn at random: no sampling error is "
                 "inferred, and the figures speak of those who answered\n");
    case DESIGN_NONE:
        return _("no intervals: the round does not say how people were "
                 "chosen (`pingyi design`)\n");
    case DESIGN_STRATIFIED:
    case DESIGN_CLUSTER:
    case DESIGN_KIND_COUNT: break;
    }
    return "";
}

static void show_weighting(const struct weighting *w, struct str *out)
{
    char a[TEXT_MAX];
    if (!w->used)
        return;
    str_addf(out, _("weighted by the people of %zu strata"), w->strata);
    if (w->traits_used > 0)
        str_addf(out, _(", raked to known totals in %d rounds"), w->rounds);
    str_add(out, "\n");
    if (w->rounds < 0)
        str_add(out, _("  the known totals contradict each other here and "
                       "were left out\n"));
    if (w->empty > 0)
        str_addf(out, _("  %zu strata gave no answers (%s%% of the people): "
                        "the figures do not speak of them\n"),
                 w->empty, percent(w->empty_share, a));
    if (w->merged > 0)
        str_addf(out, _("  %zu strata with fewer than 10 answers weigh "
                        "together with their neighbour\n"),
                 w->merged);
    if (w->lonely > 0)
        str_addf(out, _("  %zu strata with a single village: joined to their "
                        "neighbour for the variance\n"),
                 w->lonely);
    if (w->capped > 0)
        str_addf(out, _("  %lld people weighed more than 5 times the median "
                        "and were cut to that\n"),
                 (long long)w->capped);
    if (w->outside > 0)
        str_addf(out, _("  %lld people belong to no stratum and are left "
                        "out of the weighted figures\n"),
                 (long long)w->outside);
}

void tally_show_design(const struct tally *t, struct str *out)
{
    if (design_random(&t->design))
        show_weighting(&t->weighting, out);
    else
        str_add(out, why_none(&t->design));
}

const struct rank_row *tally_rank_of(const struct ranking *ranking,
                                     size_t unit)
{
    for (size_t c = 0; ranking != NULL && c < ranking->class_count; c++)
        for (size_t i = 0; i < ranking->classes[c].count; i++)
            if (ranking->classes[c].rows[i].unit == unit)
                return &ranking->classes[c].rows[i];
    return NULL;
}

/* ---- --json ---- */

static void put_positive(struct jout *j, const char *key, double value)
{
    if (value < 0)
        jout_null(j, key);
    else
        jout_real(j, key, value, 8);
}

void tally_put_inference(struct jout *j, const char *key,
                         const struct inference *inf, struct interval w)
{
    jout_begin_object(j, key);
    jout_string(j, "why", interval_why_word(inf->why));
    jout_string(j, "conclusion", conclusion_word(inf->conclusion));
    jout_bool(j, "weighted", inf->weighted);
    if (inf->why != INTERVAL_NO_ANSWERS && inf->why != INTERVAL_HIDDEN)
        jout_real(j, "share", inf->share, 8);
    if (w.low >= 0) {
        put_positive(j, "se", inf->se);
        put_positive(j, "deff", inf->deff);
        jout_real(j, "n_effective", inf->n_effective, 4);
        jout_real(j, "df", inf->df, 0);
    }
    if (inf->bounds.low >= 0 && inf->why == INTERVAL_CENSUS) {
        jout_begin_array(j, "bounds");
        jout_real(j, NULL, inf->bounds.low, 8);
        jout_real(j, NULL, inf->bounds.high, 8);
        jout_end_array(j);
    }
    jout_end_object(j);
}

void tally_put_design(struct jout *j, const struct tally *t)
{
    const struct weighting *w = &t->weighting;
    jout_string(j, "design", design_kind_word(t->design.kind));
    if (!w->used)
        return;
    jout_begin_object(j, "weighting");
    jout_int(j, "strata", (int64_t)w->strata);
    jout_int(j, "empty", (int64_t)w->empty);
    jout_real(j, "empty_share", w->empty_share, 6);
    jout_int(j, "merged", (int64_t)w->merged);
    jout_int(j, "lonely", (int64_t)w->lonely);
    jout_int(j, "capped", w->capped);
    jout_int(j, "outside", w->outside);
    jout_int(j, "traits", (int64_t)w->traits_used);
    jout_int(j, "rounds", w->rounds);
    jout_real(j, "kish", w->kish, 6);
    jout_end_object(j);
}
