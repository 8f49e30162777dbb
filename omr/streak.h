/* omr/streak.h - lines that dirt on a scanner's glass draws along the page.
 *
 * A feeder pulls the sheet over the dirt, so the line is straight, exactly
 * along the pixels, and far longer than anything printed or written.  Narrow
 * ones are painted over wherever the page is sampled (omr/piece.h): from both
 * sides, so that a stroke that crosses the line goes on.  Wide ones hide what
 * is under them; boxes say how much of them is hidden.
 */
#ifndef OMR_STREAK_H
#define OMR_STREAK_H

#include <stdbool.h>

#include "omr/levels.h"

enum { STREAKS_KEPT = 24 }; /* a dirtier glass: the rest stays as it is */

struct streak {
    int32_t at, last;  /* columns (rows) of the image, inclusive */
    int32_t from, to;  /* along them, inclusive */
    bool wide;         /* too wide to be painted over */
};

struct streaks {
    size_t columns, rows;
    struct streak column[STREAKS_KEPT], row[STREAKS_KEPT];
};

/* Lines of at least 60 mm without a break, on a page of `px_per_mm`. */
void streaks_find(const struct image *image, const struct levels *levels,
                  double px_per_mm, struct streaks *out);

/* Paint them over in levels->dark, where marks are looked for. */
void streaks_clean_dark(const struct streaks *streaks, struct levels *levels);

/* Does a narrow one touch the window [x0, x0+w) x [y0, y0+h)? */
bool streaks_touch(const struct streaks *streaks, int32_t x0, int32_t y0,
                   int32_t w, int32_t h);
/* Paint the narrow ones over in a copy of that window. */
void streaks_clean(const struct streaks *streaks, int32_t x0, int32_t y0,
                   int32_t w, int32_t h, uint8_t *pixels, size_t stride);
/* Does a wide one touch the window? */
bool streaks_hide_any(const struct streaks *streaks, double x, double y,
                      double w, double h);
/* Set out[i] to 1 where the i-th of n points, from the image point (x, y) on
 * in steps of (ux, uy), is under a wide one; others stay. */
void streaks_hide(const struct streaks *streaks, double x, double y,
                  double ux, double uy, int n, uint8_t *out);

#endif
