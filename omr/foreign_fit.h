/* omr/foreign_fit.h - a guess made exact, and tested on the boxes.
 *
 *   1. Each mark is looked for near its guessed place: the shift at which its
 *      shape covers most ink and its surroundings least.
 *   2. The outlines of the boxes vote, first a region together, then each for
 *      itself; marks and boxes fix one homography by least squares, and what
 *      does not agree is left out.
 *   3. The share of outlines that are found where the layout has them says
 *      whether this is the form, this side of it, this way up.  A page with
 *      the right marks and other boxes is no page of ours.
 */
#ifndef OMR_FOREIGN_FIT_H
#define OMR_FOREIGN_FIT_H

#include "omr/foreign_find.h"
#include "omr/image.h"

enum { FOREIGN_BOXES_MAX = 1200 };

struct foreign_spot { /* one box on the image */
    double dx, dy;    /* mm its outline lies off the map, smoothed over its
                       * neighbours */
    double quality;   /* contrast of the outline there, 0..1 */
};

struct foreign_fit {
    struct page_map map;
    double found;          /* share of the outlines that are there */
    double outline;        /* usual quality of an outline, 0..1 */
    double even;           /* mean of all outlines against that, 0..1: falls
                            * when some lack a side */
    double edge;           /* share found of the outermost row or column that
                            * lacks most: none where a table is a row off */
    double residual_mm;    /* RMS over marks and boxes in the fit */
    double worst_mm;
    size_t points;         /* in the fit */
    size_t marks;          /* marks seen where the map has them, stretched
                            * paper allowed for */
    size_t match_count;    /* of the marks, in their order */
    struct match match[FOREIGN_MARKS_MAX];
    double ink;            /* grey of solid print */
    struct foreign_spot spot[FOREIGN_BOXES_MAX];
};

struct fit_room;
MUST_USE enum err_code fit_room_new(struct fit_room **out, struct err *err);
void fit_room_free(struct fit_room *room);

/* Make `map` exact for the page.  Never fails: a page that is not there has
 * found = 0 or little. */
void foreign_fit(struct fit_room *room, const struct image *image,
                 const struct levels *levels, const struct layout_page *page,
                 double outline_mm, size_t mark_count,
                 const struct mark_shape marks[], const struct page_map *map,
                 struct foreign_fit *out);

#endif
