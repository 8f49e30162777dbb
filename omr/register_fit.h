/* omr/register_fit.h - the map through those marks that belong together.
 *
 * A feeder's stretch moves whole rows of the page along the feed, smoothly; a
 * hole, a stamp or a fold moves one mark, anywhere.  So the model is a
 * homography plus one smooth function of the way along the feed, shared by
 * the marks of both long sides: what it cannot explain is a false mark, and
 * the one without which all others agree is left out.
 */
#ifndef OMR_REGISTER_FIT_H
#define OMR_REGISTER_FIT_H

#include "omr/map.h"

enum { REGISTER_MARKS_MIN = 5 }; /* fewer never make a page */

struct register_fit {
    size_t used;        /* matches that are not out */
    double residual_mm; /* RMS to the homography alone: how bent the page is */
    double worst_mm;    /* the largest of them */
    double unsure_mm;   /* largest distance to the whole model */
    double gap_mm;      /* the longest way down the page without a mark */
};

/* Sets `out` of the false ones among match[0..n), and fills map with the
 * homography and the correction through the rest; where a mark is missing,
 * the correction goes through the place the model has for it.  False when the
 * matches determine no map. */
bool register_fit(struct page_map *map, size_t n, struct match match[],
                  struct register_fit *out);

#endif
