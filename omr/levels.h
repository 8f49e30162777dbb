/* omr/levels.h - the page in small: about 75 dpi, with its paper and ink.
 *
 * Everything that looks for something large (marks, blank pages) works on
 * this copy; only what must be exact goes back to the full image.
 */
#ifndef OMR_LEVELS_H
#define OMR_LEVELS_H

#include "omr/image.h"

enum {
    LEVELS_TILE = 32, /* low pixels: about 11 mm */
    LOW_SLACK = 16
};

struct levels {
    int32_t w, h;       /* low pixels */
    int32_t factor;     /* image pixels per low pixel */
    uint8_t *low;       /* w x h grey */
    uint8_t *dark;      /* w x h: 1 where clearly darker than paper; LOW_SLACK
                         * bytes more of no meaning may be read of it and low */
    int32_t tiles_x, tiles_y;
    uint8_t *paper;     /* per tile: the 90th percentile of grey */
    int paper_level;    /* of the page: median of the tiles */
    int ink_level;      /* 0.5th percentile of the page */
    double ink_share;   /* dark share of the page without its outer 6 %, where
                         * borders and shadows of the lid lie */
    size_t room;        /* low pixels there is memory for */
};

/* Fill from an image; buffers grow as needed and are kept.  ERR_NOMEM */
MUST_USE enum err_code levels_build(struct levels *levels,
                                    const struct image *image,
                                    struct err *err);
void levels_deinit(struct levels *levels);

/* Paper level at image pixel (x, y), bilinear between tiles. */
double levels_paper(const struct levels *levels, double x, double y);

#endif
