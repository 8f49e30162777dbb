/* omr/foreign_find.h - where on the scan a sheet made elsewhere may lie.
 *
 * Connected shapes of the small page that have a mark's size are candidates;
 * every pair of them, taken as every pair of marks, is one guess of how the
 * page lies.  Guesses that meet most marks are kept; which of them is right,
 * and which side of which form, the outlines of the boxes tell
 * (foreign_fit.h).
 */
#ifndef OMR_FOREIGN_FIND_H
#define OMR_FOREIGN_FIND_H

#include "omr/foreign_shape.h"
#include "omr/levels.h"
#include "omr/map.h"

/* One connected dark shape of the small page, low pixels. */
struct lump {
    int32_t x0, y0, x1, y1, area;
    int32_t corner[4][2]; /* its points farthest to the four corners, in the
                           * order of frame corners: left top, right top,
                           * left bottom, right bottom */
};

enum { LUMPS_MAX = 20000, GUESSES_MAX = 24 };

struct lumps {
    size_t n[2];
    struct lump *lump[2]; /* 0: touching pixels; 1: gaps of a pixel bridged,
                           * for marks made of lines */
    uint8_t *seen;
    int32_t *stack;
    size_t room;
};

/* ERR_NOMEM */
MUST_USE enum err_code lumps_find(struct lumps *lumps,
                                  const struct levels *levels,
                                  struct err *err);
void lumps_deinit(struct lumps *lumps);

struct guess {
    struct page_map map; /* page mm to image pixels */
    double met;          /* share of the marks with a candidate near, and a
                          * little for lying as pages do */
};

/* Guesses for one page, best first, into out[0..GUESSES_MAX); returns how
 * many. */
size_t foreign_guess(const struct lumps *lumps, const struct levels *levels,
                     const struct layout_page *page, size_t mark_count,
                     const struct mark_shape marks[], bool paper,
                     struct guess out[]);

#endif
