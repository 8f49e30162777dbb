/* engine/stats/survey.c - see survey.h.
 *
 * The estimate is p = Σwy/Σw.  Its linearised value for one person is
 * u = a(y - b): a = w/Σw, b = p plus what the margins explain.  Both are the
 * same all over a cell, so Σu and Σu² follow from the cell's n, Σy and Σy²
 * and no person is ever looked at alone. */
#include "engine/stats/survey.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

enum {
    RAKE_ROUNDS = 1000,
    CENTRE_ROUNDS = 10 /* over all margins, as R's survey does */
};

/* Sums over what is drawn together: one per cluster, or per person. */
struct units_sum {
    double k, sum, square; /* how many, Σz, Σz² */
};

struct taylor {
    const struct survey_sample *s;
    struct survey_way way;
    double weight;          /* Σw */
    double *b;              /* by cell */
    double *cluster_sum;    /* Σu of each cluster */
    double *cluster_square; /* Σu² of its people */
    double *cluster_n;
    struct units_sum *stratum;
    size_t *joined;         /* stratum -> the one that speaks for it */
};

static double cell_sum(const struct survey_cell *c, double b)
{
    return c->sum - (double)c->n * b;
}

static double cell_square(const struct survey_cell *c, double b)
{
    return c->square - 2 * b * c->sum + (double)c->n * b * b;
}

/* ---- weights ---- */

/* One margin met.  Returns the largest relative change of a weight. */
static double rake_margin(struct survey_sample *s, size_t m, double *have)
{
    const struct survey_margin *margin = &s->margin[m];
    double said = 0;
    double wanted = 0;
    double worst = 0;
    memset(have, 0, margin->count * sizeof *have);
    for (size_t i = 0; i < s->cell_count; i++) {
        const struct survey_cell *c = &s->cells[i];
        if (c->group[m] == SURVEY_NO_GROUP)
            continue;
        have[c->group[m]] += c->weight * (double)c->n;
        said += c->weight * (double)c->n;
    }
    for (size_t g = 0; g < margin->count; g++)
        wanted += have[g] > 0 ? margin->population[g] : 0;
    for (size_t i = 0; i < s->cell_count; i++) {
        struct survey_cell *c = &s->cells[i];
        if (c->group[m] == SURVEY_NO_GROUP || have[c->group[m]] <= 0 ||
            wanted <= 0)
            continue;
        /* Σ over all margins stays what the first margin set */
        double goal = margin->population[c->group[m]] *
                      (m == 0 ? 1 : said / wanted);
        double factor = goal / have[c->group[m]];
        if (c->n > 0 && fabs(factor - 1) > worst)
            worst = fabs(factor - 1);
        c->weight *= factor;
    }
    return worst;
}

enum err_code survey_rake(struct survey_sample *s, int *rounds,
                          struct err *err)
{
    size_t most = 1;
    for (size_t m = 0; m < s->margin_count; m++)
        most = s->margin[m].count > most ? s->margin[m].count : most;
    double *have = mem_alloc(most, sizeof *have);
    if (have == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the weights: out of memory"));
    double worst = 1;
    int round = 0;
    while (worst > 1e-12 && round < RAKE_ROUNDS) {
        worst = 0;
        for (size_t m = 0; m < s->margin_count; m++) {
            double change = rake_margin(s, m, have);
            worst = change > worst ? change : worst;
        }
        round++;
    }
    free(have);
    *rounds = round;
    if (!(worst <= 1e-9))
        return err_set(err, ERR_RANGE, 0,
                       _("no weights meet all known totals at once (after %d "
                         "rounds they are still %.3g apart); check the "
                         "totals against each other, or leave one out"),
                       round, worst);
    return ERR_OK;
}

static int by_weight(const void *a, const void *b)
{
    const struct survey_cell *x = *(const struct survey_cell *const *)a;
    const struct survey_cell *y = *(const struct survey_cell *const *)b;
    return (x->weight > y->weight) - (x->weight < y->weight);
}

/* The weight of the person in the middle; 0 without people or memory. */
static double median_weight(const struct survey_sample *s)
{
    struct survey_cell **list = mem_alloc(s->cell_count + 1, sizeof *list);
    if (list == NULL)
        return 0;
    int64_t people = 0;
    for (size_t i = 0; i < s->cell_count; i++) {
        list[i] = &s->cells[i];
        people += s->cells[i].n;
    }
    qsort(list, s->cell_count, sizeof(struct survey_cell *), by_weight);
    double median = 0;
    int64_t seen = 0;
    for (size_t i = 0; i < s->cell_count && 2 * seen < people; i++) {
        seen += list[i]->n;
        median = list[i]->weight;
    }
    free(list);
    return median;
}

int64_t survey_cap(struct survey_sample *s, double times)
{
    double most = times * median_weight(s);
    int64_t cut = 0;
    for (size_t i = 0; most > 0 && i < s->cell_count; i++) {
        if (s->cells[i].weight <= most)
            continue;
        s->cells[i].weight = most;
        cut += s->cells[i].n;
    }
    return cut;
}

/* ---- linearised values ---- */

/* Take the margin's means off.  One margin: means weighted like the people,
 * as post-stratification has it; several: plain means in turn, as raking
 * does in R's survey (both measured against it). */
static void centre(struct taylor *t, size_t m, double *top, double *base)
{
    const struct survey_sample *s = t->s;
    bool plain = s->margin_count > 1;
    memset(top, 0, s->margin[m].count * sizeof *top);
    memset(base, 0, s->margin[m].count * sizeof *base);
    for (size_t i = 0; i < s->cell_count; i++) {
        const struct survey_cell *c = &s->cells[i];
        if (c->group[m] == SURVEY_NO_GROUP)
            continue;
        double w = plain ? 1 : c->weight;
        top[c->group[m]] += w * cell_sum(c, t->b[i]);
        base[c->group[m]] += w * (double)c->n;
    }
    for (size_t i = 0; i < s->cell_count; i++) {
        size_t g = s->cells[i].group[m];
        if (g != SURVEY_NO_GROUP && base[g] > 0)
            t->b[i] += top[g] / base[g];
    }
}

static enum err_code centre_all(struct taylor *t, struct err *err)
{
    size_t most = 1;
    for (size_t m = 0; m < t->s->margin_count; m++)
        most = t->s->margin[m].count > most ? t->s->margin[m].count : most;
    double *room = mem_alloc(most, 2 * sizeof *room);
    if (room == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the variance: out of memory"));
    int rounds = t->s->margin_count > 1 ? CENTRE_ROUNDS : 1;
    for (int i = 0; i < rounds; i++)
        for (size_t m = 0; m < t->s->margin_count; m++)
            centre(t, m, room, room + most);
    free(room);
    return ERR_OK;
}

/* ---- variance ---- */

static void sum_clusters(struct taylor *t)
{
    for (size_t i = 0; i < t->s->cell_count; i++) {
        const struct survey_cell *c = &t->s->cells[i];
        double a = c->weight / t->weight;
        t->cluster_n[c->cluster] += (double)c->n;
        t->cluster_sum[c->cluster] += a * cell_sum(c, t->b[i]);
        t->cluster_square[c->cluster] += a * a * cell_square(c, t->b[i]);
    }
}

static void sum_strata(struct taylor *t, struct survey_estimate *e)
{
    for (size_t k = 0; k < t->s->cluster_count; k++) {
        if (t->cluster_n[k] <= 0)
            continue;
        struct units_sum *h = &t->stratum[t->s->clusters[k].stratum];
        double z = t->cluster_sum[k];
        e->clusters++;
        if (t->way.stages == SURVEY_PEOPLE) {
            h->k += t->cluster_n[k];
            h->sum += z;
            h->square += t->cluster_square[k];
        } else {
            h->k += 1;
            h->sum += z;
            h->square += z * z;
        }
    }
    for (size_t h = 0; h < t->s->stratum_count; h++)
        e->strata += t->stratum[h].k > 0;
}

/* What there is to draw from in a stratum; 0 = unknown, or not corrected. */
static double frame_of(const struct taylor *t, size_t h)
{
    if (!t->way.fpc)
        return 0;
    return t->way.stages == SURVEY_PEOPLE ? t->s->strata[h].population
                                          : t->s->strata[h].clusters;
}

/* A stratum that is its own frame adds nothing; a single cluster out of
 * several shows no variance, so it is joined to the next stratum that has
 * anybody, the last one to the one before (collapsed strata, Wolter 2007
 * §2.5; errs to the safe side). */
static void join_lonely(struct taylor *t, struct survey_estimate *e)
{
    size_t n = t->s->stratum_count;
    size_t before = SIZE_MAX; /* the last that stands for itself */
    size_t waiting = SIZE_MAX;
    for (size_t h = 0; h < n; h++)
        t->joined[h] = h;
    for (size_t h = 0; h < n; h++) {
        if (t->stratum[h].k <= 0)
            continue;
        bool alone = t->stratum[h].k < 2 && frame_of(t, h) != 1;
        e->lonely += alone;
        if (waiting != SIZE_MAX) {
            t->joined[waiting] = h;
            waiting = SIZE_MAX;
            before = h;
        } else if (alone) {
            waiting = h;
        } else {
            before = h;
        }
    }
    if (waiting != SIZE_MAX && before != SIZE_MAX)
        t->joined[waiting] = before;
}

static double sampled(double k, double frame)
{
    if (frame <= 0)
        return 0;
    return k < frame ? k / frame : 1;
}

/* Between what was drawn, stratum by stratum; < 0: a stratum (the only one)
 * shows none. */
static double between(struct taylor *t, struct survey_estimate *e)
{
    double v = 0;
    double drawn = 0;
    double groups = 0;
    for (size_t h = 0; h < t->s->stratum_count; h++) {
        struct units_sum all = {0, 0, 0};
        double frame = 0;
        bool known = true;
        if (t->joined[h] != h || t->stratum[h].k <= 0)
            continue;
        for (size_t i = 0; i < t->s->stratum_count; i++) {
            if (t->joined[i] != h || t->stratum[i].k <= 0)
                continue;
            all.k += t->stratum[i].k;
            all.sum += t->stratum[i].sum;
            all.square += t->stratum[i].square;
            frame += frame_of(t, i);
            known = known && frame_of(t, i) > 0;
        }
        drawn += all.k;
        groups += 1;
        if (known && frame <= all.k)
            continue; /* all of it was drawn */
        if (all.k < 2)
            return -1;
        double spread = all.square - all.sum * all.sum / all.k;
        v += (1 - (known ? sampled(all.k, frame) : 0)) * all.k /
             (all.k - 1) * (spread > 0 ? spread : 0);
    }
    e->df = drawn - groups;
    return v;
}

/* Between people of one cluster, where the first stage was corrected. */
static double within(const struct taylor *t)
{
    double v = 0;
    if (t->way.stages != SURVEY_TWO_STAGES || !t->way.fpc)
        return 0;
    for (size_t k = 0; k < t->s->cluster_count; k++) {
        const struct survey_cluster *c = &t->s->clusters[k];
        double n = t->cluster_n[k];
        if (n < 2)
            continue;
        double first = sampled(t->stratum[c->stratum].k,
                               frame_of(t, c->stratum));
        double spread = t->cluster_square[k] -
                        t->cluster_sum[k] * t->cluster_sum[k] / n;
        v += first * (1 - sampled(n, c->population)) * n / (n - 1) *
             (spread > 0 ? spread : 0);
    }
    return v;
}

/* Variance of the same share from n people drawn at random, without
 * replacement, from as many as the weights stand for. */
static double simple_variance(const struct taylor *t,
                              const struct survey_estimate *e)
{
    double spread = 0;
    double n = (double)e->n;
    for (size_t i = 0; i < t->s->cell_count; i++)
        spread += t->s->cells[i].weight * cell_square(&t->s->cells[i], e->p);
    double left = t->weight > n ? 1 - n / t->weight : 1;
    return spread / t->weight / (n - 1) * left;
}

static void take_variance(struct taylor *t, struct survey_estimate *e)
{
    sum_clusters(t);
    sum_strata(t, e);
    join_lonely(t, e);
    double v = between(t, e);
    if (v >= 0)
        v += within(t);
    if (v < 0 || e->df < 1)
        return;
    e->se = sqrt(v);
    double simple = e->n > 1 ? simple_variance(t, e) : 0;
    if (simple > 0)
        e->deff = v / simple;
}

/* Σw, p and Kish's factor. */
static void take_mean(struct taylor *t, struct survey_estimate *e)
{
    double top = 0;
    double square = 0;
    for (size_t i = 0; i < t->s->cell_count; i++) {
        const struct survey_cell *c = &t->s->cells[i];
        assert(c->cluster < t->s->cluster_count);
        e->n += c->n;
        t->weight += c->weight * (double)c->n;
        square += c->weight * c->weight * (double)c->n;
        top += c->weight * c->sum;
    }
    if (t->weight <= 0)
        return;
    e->p = top / t->weight;
    e->p = e->p > 1 ? 1 : e->p; /* Σw rounds both ways */
    e->kish = (double)e->n * square / (t->weight * t->weight);
}

enum err_code survey_mean(const struct survey_sample *s,
                          struct survey_way way,
                          struct survey_estimate *out, struct err *err)
{
    struct taylor t = {.s = s, .way = way};
    *out = (struct survey_estimate){.se = -1, .deff = -1};
    take_mean(&t, out);
    if (out->n == 0)
        return ERR_OK;
    t.b = mem_alloc(s->cell_count, sizeof *t.b);
    t.cluster_sum = mem_alloc(s->cluster_count, sizeof *t.cluster_sum);
    t.cluster_square = mem_alloc(s->cluster_count, sizeof *t.cluster_square);
    t.cluster_n = mem_alloc(s->cluster_count, sizeof *t.cluster_n);
    t.stratum = mem_alloc(s->stratum_count, sizeof *t.stratum);
    t.joined = mem_alloc(s->stratum_count, sizeof *t.joined);
    enum err_code code = ERR_OK;
    if (t.b == NULL || t.cluster_sum == NULL || t.cluster_square == NULL ||
        t.cluster_n == NULL || t.stratum == NULL || t.joined == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("the variance: out of memory"));
    for (size_t i = 0; code == ERR_OK && i < s->cell_count; i++)
        t.b[i] = out->p;
    if (code == ERR_OK)
        code = centre_all(&t, err);
    if (code == ERR_OK)
        take_variance(&t, out);
    free(t.b);
    free(t.cluster_sum);
    free(t.cluster_square);
    free(t.cluster_n);
    free(t.stratum);
    free(t.joined);
    return code;
}
