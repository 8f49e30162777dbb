/* engine/tally/ranking.c - see ranking.h. */
#include "engine/tally/ranking.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

static const double level = 0.05;

bool ranking_by_satisfaction(const struct questionnaire *q)
{
    for (size_t i = 0; i < q->item_count; i++)
        if (q->items[i].role == ROLE_SATISFY ||
            q->items[i].role == ROLE_OVERALL)
            return true;
    return false;
}

/* a/b against c/d without dividing; counts stay far below 2^31. */
static int compare_ratio(struct ratio a, struct ratio b)
{
    int64_t left = a.num * b.den;
    int64_t right = b.num * a.den;
    return (left > right) - (left < right);
}

struct sort_key {
    struct rank_row row;
    struct ratio rate;
};

struct ranker {
    const struct tally *t;
    bool satisfy;
    struct sort_key *keys; /* room for one class */
    double *p;             /* the same */
};

static struct ratio rate_of(const struct ranker *r, size_t unit)
{
    const struct unit_tally *u = &r->t->unit[unit];
    return r->satisfy ? u->satisfied : u->aware;
}

static const struct inference *inference_of(const struct ranker *r,
                                            size_t unit)
{
    const struct unit_tally *u = &r->t->unit[unit];
    return r->satisfy ? &u->satisfied_inf : &u->aware_inf;
}

static enum rank_state state_of(const struct ranker *r, size_t unit)
{
    const struct unit_tally *u = &r->t->unit[unit];
    if (u->suppressed)
        return RANK_HIDDEN;
    if (u->valid <= 0)
        return RANK_EMPTY;
    if (u->valid < RANK_MIN_VALID)
        return RANK_FEW;
    return rate_of(r, unit).den > 0 ? RANK_PLACED : RANK_HIDDEN;
}

static int by_rate(const void *a, const void *b)
{
    const struct sort_key *x = a;
    const struct sort_key *y = b;
    if (x->row.state != y->row.state)
        return x->row.state < y->row.state ? -1 : 1;
    if (x->row.state == RANK_PLACED) {
        int c = compare_ratio(y->rate, x->rate);
        if (c != 0)
            return c;
    }
    return x->row.unit < y->row.unit ? -1 : 1;
}

static void place_class(struct ranker *r, struct rank_class *class)
{
    size_t place = 0;
    for (size_t i = 0; i < class->count; i++)
        r->keys[i] = (struct sort_key){class->rows[i],
                                       rate_of(r, class->rows[i].unit)};
    qsort(r->keys, class->count, sizeof *r->keys, by_rate);
    for (size_t i = 0; i < class->count; i++) {
        struct sort_key *key = &r->keys[i];
        if (key->row.state == RANK_PLACED) {
            if (i == 0 || compare_ratio(key->rate, key[-1].rate) != 0)
                place++;
            key->row.place = place;
            class->ranked++;
        }
        class->rows[i] = key->row;
    }
}

/* ---- how far it can be trusted ---- */

static bool has_share(const struct ranker *r, size_t unit, struct share *out)
{
    const struct inference *inf = inference_of(r, unit);
    *out = (struct share){inf->share, inf->n_effective};
    return inf->why == INTERVAL_SHOWN && inf->n_effective > 0;
}

/* Holm over the m tests of one unit.  Rejecting all at the level of the next
 * step until nothing is added is the same as going step by step: whatever
 * passes one step passes the later ones. */
static double holm_level(size_t m, size_t n, const double p[])
{
    size_t rejected = 0;
    for (;;) {
        double at = m > rejected ? level / (double)(m - rejected) : level;
        size_t now = 0;
        for (size_t k = 0; k < n; k++)
            now += p[k] >= 0 && p[k] <= at;
        if (now <= rejected)
            return at;
        rejected = now;
    }
}

static void sample_interval(struct ranker *r, struct rank_class *class,
                            size_t i)
{
    struct share mine;
    struct share other;
    size_t tests = 0;
    size_t better = 0;
    size_t worse = 0;
    if (!has_share(r, class->rows[i].unit, &mine))
        return;
    for (size_t k = 0; k < class->ranked; k++) {
        r->p[k] = -1;
        if (k == i || !has_share(r, class->rows[k].unit, &other))
            continue;
        r->p[k] = stats_same_p(mine, other);
        tests++;
    }
    double at = holm_level(tests, class->ranked, r->p);
    for (size_t k = 0; k < class->ranked; k++) {
        if (r->p[k] < 0 || r->p[k] > at)
            continue;
        (void)has_share(r, class->rows[k].unit, &other);
        better += other.p > mine.p;
        worse += other.p < mine.p;
    }
    class->rows[i].best = 1 + better;
    class->rows[i].worst = class->ranked - worse;
}

static void census_interval(struct ranker *r, struct rank_class *class,
                            size_t i)
{
    struct interval mine = inference_of(r, class->rows[i].unit)->bounds;
    size_t better = 0;
    size_t worse = 0;
    for (size_t k = 0; k < class->ranked; k++) {
        struct interval other =
            inference_of(r, class->rows[k].unit)->bounds;
        if (k == i)
            continue;
        better += other.low > mine.high;
        worse += other.high < mine.low;
    }
    class->rows[i].best = 1 + better;
    class->rows[i].worst = class->ranked - worse;
}

/* The units below the line in spite of all of them being looked at. */
static void judge_class(struct ranker *r, struct rank_class *class)
{
    const struct thresholds *line = &r->t->q->thresholds;
    int permille =
        r->satisfy ? line->satisfied_permille : line->aware_permille;
    size_t n = 0;
    struct share s;
    for (size_t i = 0; i < class->ranked; i++)
        if (permille > 0 && permille < 1000 &&
            has_share(r, class->rows[i].unit, &s))
            r->p[n++] = stats_below_p(s, permille / 1000.0);
    stats_holm(n, r->p);
    n = 0;
    for (size_t i = 0; i < class->ranked; i++)
        if (permille > 0 && permille < 1000 &&
            has_share(r, class->rows[i].unit, &s))
            class->rows[i].below_p = r->p[n++];
}

static void trust_class(struct ranker *r, struct rank_class *class)
{
    enum design_kind kind = r->t->design.kind;
    for (size_t i = 0; i < class->ranked; i++)
        if (design_random(&r->t->design))
            sample_interval(r, class, i);
        else if (kind == DESIGN_CENSUS)
            census_interval(r, class, i);
    judge_class(r, class);
}

/* ---- classes ---- */

static struct rank_class *find_class(struct ranking *ranking,
                                     const char *name)
{
    for (size_t i = 0; i < ranking->class_count; i++)
        if (strcmp(ranking->classes[i].name, name) == 0)
            return &ranking->classes[i];
    return NULL;
}

/* Parents stand before children, so classes appear from the top down. */
static void find_classes(const struct tally *t, struct ranking *ranking)
{
    for (size_t u = 1; u < t->unit_count; u++) {
        const char *name = t->units->unit[u].class;
        struct rank_class *class = find_class(ranking, name);
        if (!t->unit[u].has_sheets)
            continue;
        if (class == NULL) {
            class = &ranking->classes[ranking->class_count++];
            class->name = name;
        }
        class->count++;
    }
    struct rank_row *rows = ranking->rows;
    for (size_t i = 0; i < ranking->class_count; i++) {
        ranking->classes[i].rows = rows;
        rows += ranking->classes[i].count;
        ranking->classes[i].count = 0;
    }
}

static void fill_classes(const struct ranker *r, struct ranking *ranking)
{
    for (size_t u = 1; u < r->t->unit_count; u++) {
        if (!r->t->unit[u].has_sheets)
            continue;
        struct rank_class *class =
            find_class(ranking, r->t->units->unit[u].class);
        class->rows[class->count++] = (struct rank_row){
            .unit = u, .state = state_of(r, u), .below_p = -1};
    }
}

enum err_code ranking_new(const struct tally *tally, struct ranking **out,
                          struct err *err)
{
    size_t n = tally->unit_count;
    struct ranker r = {.t = tally,
                       .satisfy = ranking_by_satisfaction(tally->q)};
    struct ranking *ranking = mem_alloc(1, sizeof *ranking);
    *out = NULL;
    r.keys = mem_alloc(n, sizeof *r.keys);
    r.p = mem_alloc(n, sizeof *r.p);
    if (ranking != NULL) {
        ranking->classes = mem_alloc(n, sizeof *ranking->classes);
        ranking->rows = mem_alloc(n, sizeof *ranking->rows);
    }
    bool room = ranking != NULL && ranking->classes != NULL &&
                ranking->rows != NULL && r.keys != NULL && r.p != NULL;
    if (room) {
        find_classes(tally, ranking);
        fill_classes(&r, ranking);
        for (size_t i = 0; i < ranking->class_count; i++) {
            place_class(&r, &ranking->classes[i]);
            trust_class(&r, &ranking->classes[i]);
        }
    }
    free(r.keys);
    free(r.p);
    if (!room) {
        ranking_free(ranking);
        return err_set(err, ERR_NOMEM, 0, _("the ranking: out of memory"));
    }
    *out = ranking;
    return ERR_OK;
}

void ranking_free(struct ranking *ranking)
{
    if (ranking == NULL)
        return;
    free(ranking->classes);
    free(ranking->rows);
    free(ranking);
}
