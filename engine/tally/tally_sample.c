/* engine/tally/tally_sample.c - the answers of a unit as a sample of strata
 * and clusters, with the weights of docs/statistics.md#weights.
 *
 * A cell is a stratum (people drawn inside it) or a cluster, times the groups
 * of the traits where the whole round is raked. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/tally/internal.h"

enum {
    MERGE_BELOW = 10, /* fewer people carry no weight of their own */
    CAP_TIMES = 5     /* times the median weight */
};

struct sampler {
    const struct tally *t;
    size_t *stratum_of;   /* by unit; SIZE_MAX = outside */
    bool *cluster;        /* by unit: is it one that was drawn */
    /* of the sample in hand */
    struct survey_cell *cells;
    double *base;         /* weights before raking, by cell */
    struct survey_cluster *clusters;
    struct survey_stratum *strata;
    double *people;       /* of weighting groups (merged strata) */
    int64_t *answered;    /* by stratum */
    size_t *group;        /* stratum -> weighting group; SIZE_MAX = empty */
    double trait_people[DESIGN_TRAITS][DESIGN_GROUPS];
    size_t trait_group[DESIGN_TRAITS][DESIGN_GROUPS]; /* merged choices */
    size_t trait_groups[DESIGN_TRAITS];
};

struct answers tally_answers(const struct tally *t, size_t unit, long item)
{
    const struct unit_tally *u = &t->unit[unit];
    if (item != RATE_AWARE) {
        double yes = (double)u->items[item].main_rate.num;
        return (struct answers){u->items[item].main_rate.den, yes, yes};
    }
    double m = 0;
    for (size_t i = 0; i < t->q->item_count; i++)
        m += t->q->items[i].role == ROLE_AWARE;
    if (m <= 0)
        return (struct answers){0, 0, 0};
    return (struct answers){u->aware_people.den, (double)u->aware_sum / m,
                            (double)u->aware_square / (m * m)};
}

static bool is_class(const struct tally *t, size_t unit, const char *class)
{
    return class[0] != '\0' &&
           strcmp(t->units->unit[unit].class, class) == 0;
}

enum err_code sampler_new(const struct tally *t, struct sampler **out,
                          struct err *err)
{
    size_t n = t->unit_count;
    size_t cells = 2 * n * tally_cross_groups(t);
    struct sampler *s = mem_alloc(1, sizeof *s);
    *out = s;
    if (s == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
    s->t = t;
    s->stratum_of = mem_alloc(n, sizeof *s->stratum_of);
    s->cluster = mem_alloc(n, sizeof *s->cluster);
    s->cells = mem_alloc(cells, sizeof *s->cells);
    s->base = mem_alloc(cells, sizeof *s->base);
    s->clusters = mem_alloc(2 * n, sizeof *s->clusters);
    s->strata = mem_alloc(n, sizeof *s->strata);
    s->people = mem_alloc(n, sizeof *s->people);
    s->answered = mem_alloc(n, sizeof *s->answered);
    s->group = mem_alloc(n, sizeof *s->group);
    if (s->stratum_of == NULL || s->cluster == NULL || s->cells == NULL ||
        s->base == NULL || s->clusters == NULL || s->strata == NULL || s->people == NULL ||
        s->answered == NULL || s->group == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
    design_strata(&t->design, t->units, s->stratum_of);
    for (size_t u = 0; u < n; u++)
        s->cluster[u] = is_class(t, u, t->design.clusters);
    return ERR_OK;
}

void sampler_free(struct sampler *s)
{
    if (s == NULL)
        return;
    free(s->stratum_of);
    free(s->cluster);
    free(s->cells);
    free(s->base);
    free(s->clusters);
    free(s->strata);
    free(s->people);
    free(s->answered);
    free(s->group);
    free(s);
}

static bool below(const struct units *units, size_t u, size_t top)
{
    return u == top || units->unit[u].depth > units->unit[top].depth;
}

/* Units stand depth first: the subtree of `top` follows it. */
#define EACH_BELOW(u, s, top)                                                 \
    for (size_t u = (top); u < (s)->t->unit_count &&                          \
                           below((s)->t->units, u, (top));                    \
         u++)

enum sampled_place sampler_place(const struct sampler *s, size_t unit)
{
    if (unit == 0 && s->t->design.trait_count > 0)
        return PLACE_ABOVE; /* raked, even where it is the only stratum */
    if (s->stratum_of[unit] != SIZE_MAX) {
        /* a stratum of drawn clusters is looked at as a sample of them */
        bool clusters = false;
        EACH_BELOW(u, s, unit)
            clusters = clusters || (s->cluster[u] && u != unit);
        return clusters ? PLACE_ABOVE : PLACE_INSIDE;
    }
    EACH_BELOW(u, s, unit)
        if (s->stratum_of[u] != SIZE_MAX)
            return PLACE_ABOVE;
    return PLACE_OUTSIDE;
}

/* ---- weights ---- */

/* Strata with few answers weigh together with the next one, the last with the
 * one before; those with none are left out.  Returns how many groups. */
static size_t merge_strata(struct sampler *s, size_t n,
                           struct weighting *note)
{
    size_t groups = 0;
    int64_t in_group = MERGE_BELOW; /* nobody to join yet */
    for (size_t h = 0; h < n; h++) {
        s->group[h] = SIZE_MAX;
        if (s->answered[h] == 0)
            continue;
        if (in_group < MERGE_BELOW) {
            note->merged++;
        } else {
            s->people[groups++] = 0;
            in_group = 0;
        }
        s->group[h] = groups - 1;
        s->people[groups - 1] += s->strata[h].population;
        in_group += s->answered[h];
    }
    if (groups > 1 && in_group < MERGE_BELOW) {
        for (size_t h = 0; h < n; h++)
            if (s->group[h] == groups - 1)
                s->group[h] = groups - 2;
        s->people[groups - 2] += s->people[groups - 1];
        note->merged++;
        groups--;
    }
    return groups;
}

/* The same for the choices of a trait, over everybody who gave one. */
static void merge_choices(struct sampler *s, size_t trait, size_t unit,
                          long item)
{
    const struct tally *t = s->t;
    size_t count = t->design.trait[trait].count;
    size_t second =
        t->design.trait_count > 1 ? t->design.trait[1].count + 1 : 1;
    int64_t have[DESIGN_GROUPS + 1] = {0};
    for (size_t g = 0; g < tally_cross_groups(t); g++)
        have[trait == 0 ? g / second : g % second] +=
            tally_cross_answers(t, unit, g, item).n;
    size_t groups = 0;
    int64_t in_group = MERGE_BELOW;
    for (size_t k = 0; k < count; k++) {
        if (in_group >= MERGE_BELOW) {
            s->trait_people[trait][groups++] = 0;
            in_group = 0;
        }
        s->trait_group[trait][k] = groups - 1;
        s->trait_people[trait][groups - 1] +=
            (double)t->design.trait[trait].population[k];
        in_group += have[k];
    }
    if (groups > 1 && in_group < MERGE_BELOW) {
        groups--;
        for (size_t k = 0; k < count; k++)
            if (s->trait_group[trait][k] == groups)
                s->trait_group[trait][k] = groups - 1;
        s->trait_people[trait][groups - 1] += s->trait_people[trait][groups];
    }
    s->trait_groups[trait] = groups;
}

/* ---- the sample ---- */

/* The cells of one cluster (or stratum): what `unit` says less what those
 * taken out of it say. */
static void add_cells(struct sampler *s, struct survey_sample *sample,
                      size_t unit, size_t taken_from, size_t taken_to,
                      long item, bool traits)
{
    const struct tally *t = s->t;
    size_t groups = traits ? tally_cross_groups(t) : 1;
    size_t second =
        t->design.trait_count > 1 ? t->design.trait[1].count + 1 : 1;
    size_t cluster = sample->cluster_count++;
    for (size_t g = 0; g < groups; g++) {
        struct answers a = traits ? tally_cross_answers(t, unit, g, item)
                                  : tally_answers(t, unit, item);
        for (size_t u = taken_from; u < taken_to; u++) {
            if (!s->cluster[u])
                continue;
            struct answers b = traits ? tally_cross_answers(t, u, g, item)
                                      : tally_answers(t, u, item);
            a.n -= b.n;
            a.sum -= b.sum;
            a.square -= b.square;
        }
        if (a.n <= 0)
            continue;
        const size_t choice[DESIGN_TRAITS] = {g / second, g % second};
        struct survey_cell *c = &s->cells[sample->cell_count++];
        *c = (struct survey_cell){.cluster = cluster, .n = a.n, .sum = a.sum,
                                  .square = a.square};
        for (size_t i = 0; traits && i < t->design.trait_count; i++)
            c->group[1 + i] = choice[i] < t->design.trait[i].count
                                  ? s->trait_group[i][choice[i]]
                                  : SURVEY_NO_GROUP;
    }
}

/* One stratum, or the part of it below `top`. */
static void add_stratum(struct sampler *s, struct survey_sample *sample,
                        size_t top, long item, bool traits)
{
    const struct units *units = s->t->units;
    size_t h = sample->stratum_count++;
    size_t end = top;
    double frame = 0;
    EACH_BELOW(u, s, top) {
        end = u + 1;
        frame += s->cluster[u];
    }
    s->strata[h] = (struct survey_stratum){
        .population = (double)unit_population(units, top),
        .clusters = frame};
    s->answered[h] = tally_answers(s->t, top, item).n;
    size_t before = sample->cell_count;
    for (size_t u = top + 1; u < end && frame > 0; u++) {
        if (!s->cluster[u])
            continue;
        s->clusters[sample->cluster_count] = (struct survey_cluster){
            h, (double)unit_population(units, u)};
        add_cells(s, sample, u, 0, 0, item, traits);
    }
    /* those of the stratum itself, of no cluster */
    s->clusters[sample->cluster_count] = (struct survey_cluster){h, 0};
    add_cells(s, sample, top, top + 1, end, item, traits);
    for (size_t i = before; i < sample->cell_count; i++)
        s->cells[i].group[0] = h; /* the weighting group comes later */
}

static void add_strata(struct sampler *s, struct survey_sample *sample,
                       size_t unit, long item, bool traits)
{
    if (s->stratum_of[unit] != SIZE_MAX) {
        add_stratum(s, sample, unit, item, traits);
        return;
    }
    EACH_BELOW(u, s, unit)
        if (s->stratum_of[u] == u)
            add_stratum(s, sample, u, item, traits);
}

static void note_strata(const struct sampler *s, size_t n, int64_t people,
                        struct weighting *note)
{
    double all = 0;
    double empty = 0;
    note->strata = n;
    note->outside = people;
    for (size_t h = 0; h < n; h++) {
        all += s->strata[h].population;
        note->outside -= s->answered[h];
        if (s->answered[h] > 0)
            continue;
        note->empty++;
        empty += s->strata[h].population;
    }
    note->empty_share = all > 0 ? empty / all : 0;
}

/* Each stands for the people of its group, shared out among those asked. */
static enum err_code weigh_strata(struct sampler *s,
                                  struct survey_sample *sample,
                                  struct weighting *note, struct err *err)
{
    int64_t *in_group = mem_alloc(sample->stratum_count, sizeof *in_group);
    if (in_group == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
    size_t groups = merge_strata(s, sample->stratum_count, note);
    sample->margin[0] = (struct survey_margin){groups, s->people};
    sample->margin_count = 1;
    for (size_t h = 0; h < sample->stratum_count; h++)
        if (s->group[h] != SIZE_MAX)
            in_group[s->group[h]] += s->answered[h];
    for (size_t i = 0; i < sample->cell_count; i++) {
        struct survey_cell *c = &s->cells[i];
        c->group[0] = s->group[c->group[0]];
        c->weight = s->people[c->group[0]] / (double)in_group[c->group[0]];
    }
    free(in_group);
    return ERR_OK;
}

/* Known totals that no weights can meet (a band nobody in the only town
 * belongs to) must not stop a round: the strata alone weigh then, and it is
 * said (rounds < 0). */
static enum err_code rake(struct sampler *s, struct survey_sample *sample,
                          struct weighting *note, struct err *err)
{
    struct err why = ERR_INIT;
    const struct design *d = &s->t->design;
    for (size_t i = 0; i < d->trait_count; i++)
        sample->margin[1 + i] = (struct survey_margin){
            s->trait_groups[i], s->trait_people[i]};
    sample->margin_count = 1 + d->trait_count;
    note->traits_used = d->trait_count;
    for (size_t i = 0; i < sample->cell_count; i++)
        s->base[i] = s->cells[i].weight;
    enum err_code code = survey_rake(sample, &note->rounds, &why);
    if (code != ERR_RANGE)
        return code == ERR_OK ? ERR_OK : err_set(err, code, 0, "%s", why.text);
    for (size_t i = 0; i < sample->cell_count; i++)
        s->cells[i].weight = s->base[i];
    sample->margin_count = 1;
    note->traits_used = 0;
    note->rounds = -1;
    return ERR_OK;
}

enum err_code sampler_mean(struct sampler *s, size_t unit, long item,
                           struct survey_estimate *out,
                           struct weighting *note, double *people,
                           struct err *err)
{
    const struct design *d = &s->t->design;
    bool traits = unit == 0 && d->trait_count > 0;
    struct survey_sample sample = {.cells = s->cells,
                                   .clusters = s->clusters,
                                   .strata = s->strata};
    struct survey_way way = {.stages = SURVEY_PEOPLE, .fpc = d->fpc};
    *note = (struct weighting){.used = true};
    *people = 0;
    if (traits) /* the groups of the cells depend on what is merged */
        for (size_t i = 0; i < d->trait_count; i++)
            merge_choices(s, i, unit, item);
    add_strata(s, &sample, unit, item, traits);
    note_strata(s, sample.stratum_count, tally_answers(s->t, unit, item).n,
                note);
    enum err_code code = weigh_strata(s, &sample, note, err);
    if (code == ERR_OK && traits)
        code = rake(s, &sample, note, err);
    if (code != ERR_OK)
        return code;
    note->capped = survey_cap(&sample, CAP_TIMES);
    if (d->kind == DESIGN_CLUSTER)
        way.stages = d->fpc ? SURVEY_TWO_STAGES : SURVEY_CLUSTERS;
    for (size_t h = 0; d->fpc && h < sample.stratum_count; h++)
        *people += s->answered[h] > 0 ? s->strata[h].population : 0;
    code = survey_mean(&sample, way, out, err);
    note->lonely = out->lonely;
    note->kish = out->kish;
    return code;
}
