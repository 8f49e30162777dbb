/* omr/register.h - squaring a page up with the frame it was printed with. */
#ifndef OMR_REGISTER_H
#define OMR_REGISTER_H

#include <stdbool.h>

#include "forms/layout.h"
#include "omr/blobs.h"
#include "omr/levels.h"
#include "omr/map.h"
#include "omr/piece.h"

enum register_status {
    REGISTER_OK,
    REGISTER_NO_MARKS, /* nothing that looks like our frame */
    REGISTER_FEW,      /* our frame, but too little of it */
    REGISTER_BENT,     /* marks further off than any feeder's stretch */
    REGISTER_UNSURE,   /* marks that do not fit together */
    REGISTER_COARSE,   /* too few pixels a mm to be sure of marks */
    REGISTER_BLURRED   /* edges of the marks too soft for it */
};

struct registration {
    enum register_status status;
    struct page_map map;
    size_t marks;          /* found and used */
    double residual_mm;    /* RMS at the marks before the stretch correction */
    double worst_mm;       /* the largest of them */
    double unsure_mm;      /* the largest that no smooth stretch explains */
    double gap_mm;         /* the longest way down the page without a mark */
    double blur_mm;        /* how wide a black edge is, 10 to 90 %; 0 unknown */
    bool oriented;         /* the ring told which way is up */
    bool mirrored;         /* the ring is where it is from behind */
    double dpi, skew_deg;  /* skew after turning */
    int turned;            /* how the page lay: 0, 90, 180, 270 */
    double ink;            /* grey of solid print, from the marks */
    size_t match_count;    /* of the frame's marks, in its order */
    struct match match[MAP_POINTS_MAX]; /* where each was found; `out` = not
                            * found, or dropped from the fit */
};

/* Beyond these a page is refused. */
#define REGISTER_WORST_MM 2.6  /* feeder stretch of 1.5 mm bends less */
#define REGISTER_UNSURE_MM 0.6
#define REGISTER_DPI_MIN 92.0
#define REGISTER_BLUR_MM 0.62

/* `frame` is any page of a layout: only its size and fiducials are used;
 * `room` is scratch.
 * ERR_NOMEM */
MUST_USE enum err_code register_page(const struct image *image,
                                     struct levels *levels,
                                     struct blobs *blobs,
                                     struct piece_room *room,
                                     const struct layout_page *frame,
                                     struct registration *out,
                                     struct err *err);

/* The same registration with the page the other way up; false, and nothing
 * done, when the frame does not have its marks where they are on its head:
 * then it lies as it was found. */
bool register_flip(struct registration *r, const struct layout_page *frame);

#endif
