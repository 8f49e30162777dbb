/* forms/paginate.c - see paginate.h. */
#include "forms/paginate.h"

#include <math.h>

/* What a run of blocks measures on one side. */
struct extent {
    double natural, shrink, grow;
};

/* The cheapest way to have blocks [0, i) on k sides. */
struct way {
    double cost;   /* INFINITY: impossible */
    double ratio;  /* of the last of those sides */
    size_t before; /* blocks on the sides before it */
};

static void add_block(struct extent *e, const struct block *b, bool first)
{
    if (first && b->carry != NULL)
        e->natural += b->carry->height;
    if (!first) {
        e->natural += b->gap;
        e->grow += b->gap_grow;
    }
    e->natural += b->height;
    e->shrink += b->shrink;
    e->grow += b->grow;
}

/* Cost of one side; INFINITY when the blocks do not fit.  Squares make two
 * half-loose sides cheaper than one loose and one tight.  Room left over after
 * everything has grown costs little on the last side: it is where a reader
 * expects it. */
static double side_cost(const struct extent *e, double height, bool last,
                        double *ratio)
{
    double over = e->natural - height;
    if (over > e->shrink + 1e-9)
        return INFINITY;
    if (over > 0) {
        *ratio = e->shrink > 0 ? -over / e->shrink : 0;
        return 15 * *ratio * *ratio;
    }
    *ratio = e->grow > 0 ? fmin(1, -over / e->grow) : 1;
    double left = fmax(0, -over - e->grow);
    return 10 * *ratio * *ratio + left * (last ? .05 : .4);
}

static void try_sides(const struct block *const *b, size_t n, size_t from,
                      double height, const struct way *old, struct way *next)
{
    struct extent e = {0, 0, 0};
    if (isinf(old[from].cost))
        return;
    double base = old[from].cost + (from > 0 ? b[from]->break_cost : 0);
    for (size_t i = from; i < n; i++) {
        double ratio = 0;
        add_block(&e, b[i], i == from);
        if (e.natural - e.shrink > height)
            return;
        if (b[i]->keep && i + 1 < n)
            continue;
        double cost = base + side_cost(&e, height, i + 1 == n, &ratio);
        if (cost < next[i + 1].cost)
            next[i + 1] = (struct way){cost, ratio, from};
    }
}

static const struct block *find_misfit(const struct block *const *b, size_t n,
                                       double height)
{
    for (size_t i = 0; i < n; i++) {
        double carried = b[i]->carry != NULL ? b[i]->carry->height : 0;
        if (carried + b[i]->height - b[i]->shrink > height)
            return b[i];
    }
    return NULL;
}

/* Walk the ways back from the end. */
static void unwind(struct way *const ways[], const struct block *const *b,
                   size_t n, size_t sides, struct pagination *out)
{
    out->sides = sides;
    out->worst_break = 0;
    out->from[sides] = n;
    for (size_t k = sides; k > 0; k--) {
        const struct way *w = &ways[k][out->from[k]];
        out->from[k - 1] = w->before;
        out->ratio[k - 1] = w->ratio;
        if (w->before > 0)
            out->worst_break =
                fmax(out->worst_break, b[w->before]->break_cost);
    }
}

bool paginate(const struct blocks *list, double height_mm, struct arena *arena,
              struct pagination *out, const struct block **misfit)
{
    size_t n = list->count;
    const struct block **b = arena_alloc(arena, n + 1, sizeof *b);
    struct way *ways[LIMIT_SIDES + 1] = {NULL};
    *misfit = NULL;
    if (b == NULL)
        return false;
    size_t i = 0;
    for (const struct block *at = list->first; at != NULL; at = at->next)
        b[i++] = at;
    for (size_t k = 0; k <= LIMIT_SIDES; k++) {
        ways[k] = arena_alloc(arena, n + 1, sizeof **ways);
        if (ways[k] == NULL)
            return false;
        for (i = 0; i <= n; i++)
            ways[k][i].cost = INFINITY;
        if (k == 0) {
            ways[0][0].cost = 0;
            continue;
        }
        for (i = 0; i < n; i++)
            try_sides(b, n, i, height_mm, ways[k - 1], ways[k]);
        if (!isinf(ways[k][n].cost)) {
            unwind(ways, b, n, k, out);
            return true;
        }
    }
    *misfit = find_misfit(b, n, height_mm);
    return false;
}

double paginate_height(const struct block *b, double ratio)
{
    return b->height + ratio * (ratio < 0 ? b->shrink : b->grow);
}

double paginate_gap(const struct block *b, double ratio)
{
    return b->gap + (ratio > 0 ? ratio * b->gap_grow : 0);
}
