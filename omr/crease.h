/* omr/crease.h - folds of the sheet, seen in its margins.
 *
 * A fold runs from edge to edge, level or upright on the sheet, and nothing
 * is printed in the outer centimetre: a line that is darker than its
 * surroundings in both opposite margins at nearly the same height is a fold.  Where
 * it passes a box, what it adds is taken away before ink is looked for.
 */
#ifndef OMR_CREASE_H
#define OMR_CREASE_H

#include "omr/levels.h"
#include "omr/map.h"

enum { CREASES_MAX = 8 };

struct crease {
    double from_mm, to_mm; /* y of a level one, x of an upright one */
};

struct creases {
    size_t levels, uprights;
    struct crease level[CREASES_MAX], upright[CREASES_MAX];
};

/* Of a page of w x h mm, squared up by `map`. */
void creases_find(const struct levels *levels, const struct page_map *map,
                  double w_mm, double h_mm, struct creases *out);

#endif
