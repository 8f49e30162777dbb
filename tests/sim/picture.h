/* tests/sim/picture.h - grey pixels, and the few whole-page operations the
 * simulator needs.  0 is black, 255 is white paper; rows have no padding. */
#ifndef SIM_PICTURE_H
#define SIM_PICTURE_H

#include <stdint.h>
#include <stdio.h>

#include "engine/base/err.h"

struct picture { /* plain value; release with picture_deinit() */
    int32_t w, h;
    uint8_t *px;
};

enum { PICTURE_SIDE_MAX = 20000 };

/* All pixels set to `grey`.  ERR_NOMEM, ERR_RANGE */
MUST_USE enum err_code picture_init(struct picture *p, int32_t w, int32_t h,
                                    uint8_t grey, struct err *err);
void picture_deinit(struct picture *p);
MUST_USE enum err_code picture_copy(const struct picture *from,
                                    struct picture *to, struct err *err);

/* One binary PGM or PPM (turned to grey) from a stream, as pdftoppm writes
 * them one after another.  ERR_NOTFOUND at a clean end, ERR_FORMAT, ERR_IO */
MUST_USE enum err_code picture_read_pnm(FILE *in, struct picture *p,
                                        struct err *err);

/* Quarter turns clockwise, 0..3, in place of `p`. */
MUST_USE enum err_code picture_turn(struct picture *p, int quarters,
                                    struct err *err);

/* Separable blur with the 3-tap kernel (a, 1-2a, a), 0 <= a <= 0.25, repeated
 * until its variance reaches sigma^2 pixels. */
MUST_USE enum err_code picture_blur(struct picture *p, double sigma_px,
                                    struct err *err);

/* Grey at a real position, bilinear; outside the picture: `outside`. */
double picture_at(const struct picture *p, double x, double y, double outside);

#endif
