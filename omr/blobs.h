/* omr/blobs.h - dark shapes of the small page that could be printed marks. */
#ifndef OMR_BLOBS_H
#define OMR_BLOBS_H

#include "omr/levels.h"

enum { BLOBS_MAX = 96, SPECKS_MAX = 1500 };

struct blob {
    float x, y;    /* centroid, low pixels */
    float side;    /* square root of its bounding box's area, low pixels */
};

struct blobs_room;

struct blobs {
    size_t corner_count, edge_count;
    struct blob corners[BLOBS_MAX]; /* of a corner square's size */
    struct blob edges[SPECKS_MAX];  /* of an edge mark's size */
    struct blobs_room *room;        /* scratch, kept from page to page */
    size_t side_room, shape_room;
};

/* Find squarish compact shapes: corners of about 5 mm, edge marks of about
 * 2.5 mm where the page is `low_per_mm` low pixels a mm (35 % tolerance).
 * ERR_NOMEM */
MUST_USE enum err_code blobs_find(struct blobs *blobs,
                                  const struct levels *levels,
                                  double low_per_mm, struct err *err);
void blobs_deinit(struct blobs *blobs);

#endif
