/* omr/register.h - squaring a page up with the frame it was printed with. */
#ifndef OMR_REGISTER_H
#define OMR_REGISTER_H

#include "forms/layout.h"
#include "omr/blobs.h"
#include "omr/levels.h"
#include "omr/map.h"
#include "omr/piece.h"

enum register_status {
    REGISTER_OK,
    REGISTER_NO_MARKS, /* nothing that looks like our frame */
    REGISTER_POOR      /* our frame, but too little of it or too bent */
};

struct registration {
    enum register_status status;
    struct page_map map;
    size_t marks;          /* found and used */
    double residual_mm;    /* RMS at the marks before the stretch correction */
    double worst_mm;       /* the largest of them */
    bool oriented;         /* the ring told which way is up */
    double dpi, skew_deg;  /* skew after turning */
    int turned;            /* how the page lay: 0, 90, 180, 270 */
    double ink;            /* grey of solid print, from the marks */
    size_t match_count;    /* of the frame's marks, in its order */
    struct match match[MAP_POINTS_MAX]; /* where each was found; `out` = not
                            * found, or dropped from the fit */
};

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

/* The same registration with the page the other way up. */
void register_flip(struct registration *r, const struct layout_page *frame);

#endif
