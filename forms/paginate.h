/* forms/paginate.h - which blocks share a side, and how tall each becomes.
 *
 * The cheapest way to break the column of blocks into sides is found over all
 * legal breaks (dynamic programming, as in Knuth & Plass 1981 for lines): few
 * sides first, then sections whole, then sides equally full.
 */
#ifndef FORMS_PAGINATE_H
#define FORMS_PAGINATE_H

#include "engine/base/limits.h"
#include "forms/block.h"

/* Side k holds blocks [from[k], from[k + 1]) of the list. */
struct pagination {
    size_t sides;
    size_t from[LIMIT_SIDES + 1];
    double ratio[LIMIT_SIDES]; /* -1 all shrunk … 0 natural … 1 all grown */
    double worst_break;        /* the dearest break_cost that was paid */
};

/* False when it needs more than LIMIT_SIDES sides; *misfit is then the block
 * that fits no side at all, or NULL. */
bool paginate(const struct blocks *list, double height_mm, struct arena *arena,
              struct pagination *out, const struct block **misfit);

/* The height of a block and the gap above it at a ratio. */
double paginate_height(const struct block *b, double ratio);
double paginate_gap(const struct block *b, double ratio);

#endif
