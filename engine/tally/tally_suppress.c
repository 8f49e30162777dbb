/* engine/tally/tally_suppress.c - small cells of anonymous surveys.
 *
 * What is published is a set of tables: for some units, the sums over the
 * unit and all below it.  Whoever has them can subtract.  Each published unit
 * minus the topmost published units below it leaves one remainder, its
 * *atom*; every table that can be computed from what is published is a sum of
 * atoms, and the atoms themselves can all be computed.  So the rule is one
 * line: every atom is empty or safe.
 *
 *            县  T=30            published: 县, 甲
 *          ┌──┴──┐               atoms:     甲 = 22, 县 − 甲 = 8 (乙 + 县's own)
 *       甲 22   乙 8  hidden
 *
 * Where an atom is not safe, the smallest published unit below is hidden too
 * (its atom joins the one above) until it is; at the worst the unit's own
 * table remains, and if that is not safe the unit is hidden itself.
 *
 * Tables and when they are safe (m = min_cell):
 *   people   valid sheets: m or more
 *   item     choice counts: none in 1..m-1; not all answers the same choice;
 *            for rated items neither all nor none positive
 *   rate     positive and other answers: m or more each
 * A vote's counts are announced in the room whatever they are: of vote items
 * only "people" is asked, of the sheets (or sides) that carry the row.
 * An item asked under a condition tells by its base how many answered another
 * item that way: its table has one more cell, those not asked, none in
 * 1..m-1; it shows neither base nor rate without its table; and it shows none
 * where an item of its condition hides its own, or where the condition joins
 * several items (a crossing of two tables is published nowhere else).
 * Blank, invalid and doubtful answers say nothing about anybody and are not
 * judged; "all" means all who answered.
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/survey/when.h"
#include "engine/tally/internal.h"

/* One kind of table over all units. */
struct guard {
    const struct units *units;
    size_t width;            /* cells of one table */
    const int64_t *cells;    /* [unit * width + k], subtree sums */
    int64_t *below;          /* the same shape: sum of the topmost published
                              * tables below the unit */
    bool *shown;             /* in: may be published; out: is published */
    bool (*safe)(const struct guard *g, const int64_t cells[]);
    const struct item *item; /* of item tables */
    int64_t min;             /* min_cell */
};

static int64_t sum_cells(const int64_t cells[], size_t n)
{
    int64_t sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += cells[k];
    return sum;
}

static bool safe_people(const struct guard *g, const int64_t cells[])
{
    return cells[0] >= g->min;
}

/* cells: one per choice, then the people who answered, and those who were not
 * asked. */
static bool safe_item(const struct guard *g, const int64_t cells[])
{
    size_t choices = g->width - 2;
    int64_t answered = cells[choices];
    int64_t skipped = cells[choices + 1];
    int64_t positive = 0;
    if (skipped > 0 && skipped < g->min)
        return false;
    for (size_t k = 0; k < choices; k++) {
        if ((cells[k] > 0 && cells[k] < g->min) || cells[k] == answered)
            return false;
        if (choice_positive(&g->item->scale->choices[k]))
            positive += cells[k];
    }
    return !item_rated(g->item) || (positive > 0 && positive < answered);
}

static bool safe_text(const struct guard *g, const int64_t cells[])
{
    /* comments: how many wrote one, how many were not asked for one */
    return cells[0] >= g->min && (cells[1] == 0 || cells[1] >= g->min);
}

/* cells: positive answers, other answers. */
static bool safe_rate(const struct guard *g, const int64_t cells[])
{
    return cells[0] >= g->min && cells[1] >= g->min;
}

/* The smallest published unit below `top` with nothing published between;
 * ties go to the later one.  -1: none. */
static long smallest_below(const struct guard *g, size_t top)
{
    long best = -1;
    int64_t least = 0;
    size_t n = g->units->count;
    for (size_t i = top + 1;
         i < n && g->units->unit[i].depth > g->units->unit[top].depth;) {
        if (!g->shown[i]) {
            i++;
            continue;
        }
        int64_t size = sum_cells(g->cells + i * g->width, g->width);
        if (best < 0 || size <= least) {
            best = (long)i;
            least = size;
        }
        int depth = g->units->unit[i].depth; /* step over its subtree */
        do
            i++;
        while (i < n && g->units->unit[i].depth > depth);
    }
    return best;
}

static bool atom_good(const struct guard *g, size_t unit, int64_t atom[])
{
    bool empty = true;
    for (size_t k = 0; k < g->width; k++) {
        atom[k] = g->cells[unit * g->width + k] -
                  g->below[unit * g->width + k];
        empty = empty && atom[k] == 0;
    }
    return empty || g->safe(g, atom);
}

/* Make the atom of one unit good, whatever is published below it. */
static void guard_unit(struct guard *g, size_t unit, int64_t atom[])
{
    while (!atom_good(g, unit, atom)) {
        long small = smallest_below(g, unit);
        if (small < 0) { /* its own table is not safe */
            g->shown[unit] = false;
            return;
        }
        g->shown[small] = false;
        for (size_t k = 0; k < g->width; k++)
            g->below[unit * g->width + k] +=
                g->below[(size_t)small * g->width + k] -
                g->cells[(size_t)small * g->width + k];
    }
}

/* Settle all units from the leaves up.  Units stand depth first, parents
 * before children, so one pass backwards meets children first. */
static void guard_all(struct guard *g)
{
    int64_t atom[LIMIT_CHOICES + 2];
    size_t n = g->units->count;
    memset(g->below, 0, n * g->width * sizeof *g->below);
    for (size_t i = n; i-- > 0;) {
        if (g->shown[i])
            guard_unit(g, i, atom);
        long parent = g->units->unit[i].parent;
        if (parent < 0)
            continue;
        const int64_t *from =
            (g->shown[i] ? g->cells : g->below) + i * g->width;
        for (size_t k = 0; k < g->width; k++)
            g->below[(size_t)parent * g->width + k] += from[k];
    }
}

/* ---- one table after the other ---- */

struct hider {
    struct tally *t;
    int64_t *cells, *below;
    bool *people;   /* units whose people table is published */
    bool *item;     /* of the item in hand */
    bool *rate;
    bool *q_items;  /* all Q items show their counts: the score is made of
                     * them and would tell a single hidden one */
    bool *k_rates;  /* all K items show their rate */
};

static struct guard guard_of(struct hider *h, size_t width, bool *shown,
                             bool (*safe)(const struct guard *,
                                          const int64_t[]))
{
    return (struct guard){
        .units = h->t->units,
        .width = width,
        .cells = h->cells,
        .below = h->below,
        .shown = shown,
        .safe = safe,
        .min = h->t->q->min_cell,
    };
}

static void guard_people(struct hider *h)
{
    for (size_t u = 0; u < h->t->unit_count; u++) {
        h->cells[u] = h->t->unit[u].valid;
        h->people[u] = true;
    }
    struct guard g = guard_of(h, 1, h->people, safe_people);
    guard_all(&g);
}

static int64_t answered(const struct item_tally *it)
{
    return it->asked - it->blank - it->invalid - it->doubtful;
}

/* May the unit's base of this item be seen?  Conditions name earlier items,
 * which are settled. */
static bool base_shown(const struct hider *h, size_t unit, size_t item)
{
    const struct questionnaire *q = h->t->q;
    const struct when *w = q->items[item].when;
    size_t named = 0;
    bool hidden_one = false;
    for (size_t i = 0; w != NULL && i < item; i++) {
        if (!when_names(w, i))
            continue;
        named++;
        hidden_one = hidden_one || tally_item(h->t, unit, i)->suppressed;
    }
    return named <= 1 && !hidden_one;
}

static void guard_vote(struct hider *h, size_t item)
{
    for (size_t u = 0; u < h->t->unit_count; u++) {
        h->cells[u] = tally_item(h->t, u, item)->asked;
        h->item[u] = h->people[u] && base_shown(h, u, item);
    }
    struct guard g = guard_of(h, 1, h->item, safe_people);
    guard_all(&g);
}

static void guard_item(struct hider *h, size_t item)
{
    if (h->t->q->items[item].role == ROLE_VOTE) {
        guard_vote(h, item);
        return;
    }
    const struct tally *t = h->t;
    const struct scale *scale = t->q->items[item].scale;
    size_t choices = scale != NULL ? scale->choice_count : 0;
    size_t width = choices + 2;
    for (size_t u = 0; u < t->unit_count; u++) {
        const struct item_tally *it = tally_item(t, u, item);
        int64_t *cells = h->cells + u * width;
        for (size_t k = 0; k < choices; k++)
            cells[k] = it->counts[k];
        cells[choices] = scale != NULL ? answered(it) : it->written;
        cells[choices + 1] = it->skipped;
        h->item[u] = h->people[u] && base_shown(h, u, item);
    }
    struct guard g = guard_of(h, width, h->item,
                              scale != NULL ? safe_item : safe_text);
    g.item = &t->q->items[item];
    guard_all(&g);
}

/* A published item table tells its rate anyway, and is safe as a rate. */
static void guard_rate(struct hider *h, size_t item)
{
    const struct tally *t = h->t;
    for (size_t u = 0; u < t->unit_count; u++) {
        const struct item_tally *it = tally_item(t, u, item);
        h->cells[2 * u] = it->main_rate.num;
        h->cells[2 * u + 1] = answered(it) - it->main_rate.num;
        h->rate[u] = h->people[u] && item_rated(&t->q->items[item]) &&
                     (t->q->items[item].when == NULL || h->item[u]);
    }
    struct guard g = guard_of(h, 2, h->rate, safe_rate);
    guard_all(&g);
    /* Both sets must be closed: an item table without its rate is no less
     * telling, so it goes. */
    for (size_t u = 0; u < t->unit_count; u++)
        if (item_rated(&t->q->items[item]) && !h->rate[u])
            h->item[u] = false;
}

/* Neither estimate nor bounds nor conclusion: they would tell the rate. */
static struct inference hidden(void)
{
    return (struct inference){.se = -1, .deff = -1, .why = INTERVAL_HIDDEN,
                              .bounds = {-1, -1}};
}

static void clear_rates(struct item_tally *it)
{
    it->ref_rate = it->top_rate = it->bad_rate = (struct ratio){0, 0};
    it->score = 0;
    it->score_n = it->score_sum = 0;
}

static void hide_item(struct hider *h, size_t unit, size_t item)
{
    const struct item *asked = &h->t->q->items[item];
    struct item_tally *it = tally_item(h->t, unit, item);
    size_t choices = asked->scale != NULL ? asked->scale->choice_count : 0;
    if (!h->item[unit]) {
        it->suppressed = true;
        for (size_t k = 0; k < choices; k++)
            it->counts[k] = 0;
        it->blank = it->invalid = it->doubtful = 0;
        it->corrected = it->written = it->stray = 0;
        it->vote = (struct ratio){0, 0};
        it->carried = VERDICT_NONE;
        clear_rates(it);
    }
    if (!h->rate[unit]) {
        it->main_rate = (struct ratio){0, 0};
        it->interval = (struct interval){-1, -1};
        it->inf = hidden();
    }
    if (!h->people[unit] || (asked->when != NULL && !h->item[unit]))
        it->asked = it->skipped = it->stray = 0;
    if (!h->item[unit] && asked->role == ROLE_SATISFY)
        h->q_items[unit] = false;
    if (!h->rate[unit] && asked->role == ROLE_AWARE)
        h->k_rates[unit] = false;
    if (asked->role != ROLE_OVERALL)
        return;
    struct unit_tally *u = &h->t->unit[unit];
    if (!h->item[unit])
        u->satisfied_ref = (struct ratio){0, 0};
    if (!h->rate[unit]) {
        u->satisfied = u->composite = (struct ratio){0, 0};
        u->satisfied_interval = (struct interval){-1, -1};
        u->satisfied_inf = hidden();
    }
}

/* Figures that join several items; people per person tables stay hidden. */
static void hide_unit(struct hider *h, size_t unit)
{
    struct unit_tally *u = &h->t->unit[unit];
    u->suppressed = !h->people[unit];
    u->aware_people = (struct ratio){0, 0};
    u->aware_sum = u->aware_square = 0;
    if (!h->k_rates[unit]) {
        u->aware = (struct ratio){0, 0};
        u->aware_interval = (struct interval){-1, -1};
        u->aware_inf = hidden();
    }
    if (!h->q_items[unit]) {
        u->score = 0;
        u->score_sum = u->score_n = 0;
    }
    if (!u->suppressed)
        return;
    u->valid = 0;
    memset(u->side_valid, 0, sizeof u->side_valid);
    u->valid_rate = (struct ratio){0, 0};
    memset(u->by_disposition, 0, sizeof u->by_disposition);
    u->outcome = (struct outcome){.rr3 = -1, .rr4 = -1};
    u->aware_verdict = u->satisfied_verdict = VERDICT_NONE;
}

static void hide_rest(struct tally *t)
{
    for (size_t p = 0; p < t->pool_count; p++)
        for (size_t i = 0; i < t->q->item_count; i++)
            if (t->q->items[i].pool != NULL &&
                strcmp(t->q->items[i].pool, t->pools[p].pool) == 0 &&
                t->unit[0].items[i].main_rate.den == 0)
                t->pools[p].main_rate = (struct ratio){0, 0};
    for (size_t c = 0; c < t->channel_count; c++) {
        t->channels[c].aware = t->channels[c].satisfied =
            (struct ratio){0, 0};
        if (t->channels[c].valid >= t->q->min_cell &&
            !t->unit[0].suppressed)
            continue;
        t->channels[c].valid = 0;
        memset(t->channels[c].by_disposition, 0,
               sizeof t->channels[c].by_disposition);
        t->channels[c].outcome = (struct outcome){.rr3 = -1, .rr4 = -1};
    }
}

static void hide_all(struct hider *h)
{
    struct tally *t = h->t;
    guard_people(h);
    for (size_t u = 0; u < t->unit_count; u++)
        h->q_items[u] = h->k_rates[u] = h->people[u];
    for (size_t i = 0; i < t->q->item_count; i++) {
        guard_item(h, i);
        guard_rate(h, i);
        for (size_t u = 0; u < t->unit_count; u++)
            hide_item(h, u, i);
    }
    for (size_t u = 0; u < t->unit_count; u++)
        hide_unit(h, u);
    hide_rest(t);
}

enum err_code tally_suppress(struct tally *t, struct err *err)
{
    size_t width = 2;
    for (size_t i = 0; i < t->q->item_count; i++) {
        const struct scale *s = t->q->items[i].scale;
        if (s != NULL && s->choice_count + 2 > width)
            width = s->choice_count + 2;
    }
    size_t n = t->unit_count;
    struct hider h = {.t = t};
    h.cells = mem_alloc(n, width * sizeof *h.cells);
    h.below = mem_alloc(n, width * sizeof *h.below);
    h.people = mem_alloc(n, 5);
    enum err_code code = ERR_OK;
    if (h.cells == NULL || h.below == NULL || h.people == NULL) {
        code = err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
    } else {
        h.item = h.people + n;
        h.rate = h.people + 2 * n;
        h.q_items = h.people + 3 * n;
        h.k_rates = h.people + 4 * n;
        hide_all(&h);
    }
    free(h.cells);
    free(h.below);
    free(h.people);
    return code;
}
