/* engine/type/para_break.c - choosing the lines of a paragraph.
 *
 * All ways to break are weighed together (dynamic programming over break
 * points), so a line may give way for the next one's sake: fewest lines
 * first, then no one-character last line, then the evenest spacing, where
 * squeezing marks is preferred to opening gaps (先挤进，后推出).  Running sums
 * make one candidate line cost a dozen additions.
 */
#include <math.h>

#include "engine/type/para_internal.h"

/* Weights.  A line more costs more than any spacing that is still decent; a
 * lonely last character almost as much. */
#define COST_LINE 1000.0
#define COST_ORPHAN 900.0
#define COST_SQUEEZE 10.0   /* everything squeezed to the limit */
#define COST_STRETCH 100.0  /* gaps opened by STRETCH_UNIT em */
#define STRETCH_UNIT .125
#define COST_RAGGED .2      /* centred lines: per em² left empty */
#define COST_GAPLESS 2e4    /* a justified line without any gap to open */
static const double SLACK = 1e-6; /* em: rounding of sums */

static void add_cell(struct sums *s, const struct cell *c)
{
    enum shrink kind;
    double give = para_cell_shrink(c, &kind);
    s->shrink[kind] += give;
    if (c->gap > .125)
        s->shrink[SHRINK_GAP] += c->gap - .125;
    if (c->class == CELL_SPACE && c->advance < .5)
        s->space += .5 - c->advance;
    if (c->gap > 0)
        s->autospace += AUTOSPACE_GROWS;
    s->width += c->advance + c->gap;
    s->stretch += c->may_stretch ? 1 : 0;
}

const struct sums *para_sums(struct arena *arena, const struct cell *cells,
                             size_t count)
{
    struct sums *sums = arena_alloc(arena, count + 1, sizeof *sums);
    if (sums == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        sums[i + 1] = sums[i];
        add_cell(&sums[i + 1], &cells[i]);
    }
    return sums;
}

/* Take back what `c` gives inside a line but not at its edge. */
static void trim_edge(struct line_fit *fit, const struct cell *c, bool first,
                      bool last)
{
    double edge = para_edge_advance(c, first, last);
    enum shrink kind;
    double give = para_cell_shrink(c, &kind);
    if (edge < c->advance)
        fit->shrink[kind] -= give;
    fit->natural -= c->advance - edge;
}

struct line_fit para_fit(const struct cell *cells, const struct sums *sums,
                         struct span line)
{
    struct line_fit fit = {0};
    if (line.from == line.end)
        return fit;
    const struct sums *a = &sums[line.from], *z = &sums[line.end];
    const struct cell *first = &cells[line.from];
    const struct cell *last = &cells[line.end - 1];
    fit.natural = z->width - a->width - last->gap;
    for (int i = 0; i < SHRINK_COUNT; i++)
        fit.shrink[i] = z->shrink[i] - a->shrink[i];
    fit.space = z->space - a->space;
    fit.autospace = z->autospace - a->autospace;
    fit.stretch = z->stretch - a->stretch - (last->may_stretch ? 1 : 0);
    if (last->gap > 0) {
        fit.autospace -= AUTOSPACE_GROWS;
        fit.shrink[SHRINK_GAP] -= fmax(0, last->gap - .125);
    }
    trim_edge(&fit, first, true, first == last);
    if (first != last)
        trim_edge(&fit, last, false, true);
    for (int i = 0; i < SHRINK_COUNT; i++) {
        fit.shrink[i] = fmax(0, fit.shrink[i]);
        fit.shrink_all += fit.shrink[i];
    }
    return fit;
}

/* ---- weighing ---- */

struct node {
    double cost;   /* of the best way to end a line here; < 0 = no way */
    size_t from;   /* where that line begins */
    size_t lines;
};

static size_t drop_spaces(const struct cell *cells, size_t from, size_t end)
{
    while (end > from && cells[end - 1].class == CELL_SPACE)
        end--;
    return end;
}

static size_t letters(const struct cell *cells, struct span line)
{
    size_t n = 0;
    for (size_t i = line.from; i < line.end && n < 2; i++)
        if (!cells[i].mark && cells[i].class != CELL_WHOLE)
            n++;
    return n;
}

static double line_cost(const struct breaking *b, const struct line_fit *fit,
                        double measure, bool last)
{
    double missing = measure - fit->natural;
    if (missing < -SLACK) { /* to be squeezed; the caller saw that it can */
        double share = -missing / fit->shrink_all;
        return COST_SQUEEZE * share * share;
    }
    if (b->align == ALIGN_CENTRE)
        return COST_RAGGED * missing * missing;
    if (last || b->align != ALIGN_JUSTIFY || missing <= SLACK)
        return 0;
    if (fit->stretch == 0)
        return missing > fit->space ? COST_GAPLESS : 0;
    double opened = missing / (double)fit->stretch / STRETCH_UNIT;
    return COST_STRETCH * opened * opened;
}

/* The best line that ends before `next`, over all places it may begin. */
static void weigh(const struct breaking *b, const struct sums *sums,
                  struct node *nodes, size_t next)
{
    bool last = next == b->count;
    double widest = fmax(b->first_em, b->rest_em);
    for (size_t from = next; from-- > 0;) {
        struct span line = {from, drop_spaces(b->cells, from, next), next};
        struct line_fit fit = para_fit(b->cells, sums, line);
        if (fit.natural - fit.shrink_all > widest + 1)
            return; /* farther back is only longer */
        double measure = from == 0 ? b->first_em : b->rest_em;
        if (nodes[from].cost < 0 ||
            fit.natural - fit.shrink_all > measure + SLACK)
            continue;
        double cost = nodes[from].cost + COST_LINE +
                      line_cost(b, &fit, measure, last);
        if (last && from > 0 && letters(b->cells, line) < 2)
            cost += COST_ORPHAN;
        if (nodes[next].cost < 0 || cost < nodes[next].cost - SLACK)
            nodes[next] = (struct node){cost, from, nodes[from].lines + 1};
    }
}

/* `anywhere`: a word longer than the measure must be cut somewhere; a cell
 * wider than the measure gets its own line. */
static bool solve(const struct breaking *b, const struct sums *sums,
                  struct node *nodes, bool anywhere)
{
    for (size_t i = 0; i <= b->count; i++)
        nodes[i] = (struct node){-1, 0, 0};
    nodes[0].cost = 0;
    for (size_t next = 1; next <= b->count; next++) {
        if (!anywhere && !b->cells[next - 1].may_end)
            continue;
        weigh(b, sums, nodes, next);
        if (anywhere && nodes[next].cost < 0)
            nodes[next] = (struct node){nodes[next - 1].cost + COST_LINE,
                                        next - 1, nodes[next - 1].lines + 1};
    }
    return nodes[b->count].cost >= 0;
}

bool para_break(struct arena *arena, const struct breaking *b,
                struct span **spans, size_t *n)
{
    const struct sums *sums = para_sums(arena, b->cells, b->count);
    struct node *nodes = arena_alloc(arena, b->count + 1, sizeof *nodes);
    if (sums == NULL || nodes == NULL)
        return false;
    if (!solve(b, sums, nodes, false))
        (void)solve(b, sums, nodes, true);
    *n = nodes[b->count].lines;
    *spans = arena_alloc(arena, *n + 1, sizeof **spans);
    if (*spans == NULL)
        return false;
    size_t next = b->count;
    for (size_t i = *n; i-- > 0;) {
        size_t from = nodes[next].from;
        (*spans)[i] =
            (struct span){from, drop_spaces(b->cells, from, next), next};
        next = from;
    }
    return true;
}
