/* omr/foreign_points.h - a map through marks and boxes, outliers left out. */
#ifndef OMR_FOREIGN_POINTS_H
#define OMR_FOREIGN_POINTS_H

#include "omr/map.h"

/* Fit `map` to the matches that are not `out`, dropping the worst while it
 * lies more than `outlier` mm off.  Points on nearly one line, such as a
 * timing track alone, fix a turn, a scale and a shift and no more.  False
 * when there are fewer than three. */
bool points_fit(struct page_map *map, size_t n, struct match match[],
                double outlier);

#endif
