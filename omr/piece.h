/* omr/piece.h - many samples of one part of a page, fast.
 *
 * Boxes, codes and marks are looked at on straightened grids of thousands of
 * points.  A piece is the part of the page such a grid lies on: of a grey page
 * it is the page itself, of a packed one a copy made of bytes.  Lines of
 * points then run over it in whole numbers; what leaves the page takes the
 * slow way through sample_grey() and finds paper.
 */
#ifndef OMR_PIECE_H
#define OMR_PIECE_H

#include <stdbool.h>

#include "omr/image.h"
#include "omr/streak.h"

struct piece_room; /* for the copy; one piece at a time */
MUST_USE enum err_code piece_room_new(struct piece_room **out,
                                      struct err *err);
void piece_room_free(struct piece_room *room);
/* From now on pieces have these painted over; borrowed, NULL = none. */
void piece_room_streaks(struct piece_room *room,
                        const struct streaks *streaks);

struct piece { /* borrows the image and the room */
    const struct image *image;
    const uint8_t *pixels;
    size_t stride;
    int32_t x0, y0, w, h; /* where on the image */
};

/* The part between (x0, y0) and (x1, y1), pixel centres at whole numbers, in
 * any order; it may lie outside, or be too large for the room: then only
 * speed is lost. */
struct piece piece_take(const struct image *image, double x0, double y0,
                        double x1, double y1, struct piece_room *room);

/* n samples from (x, y) on in steps of (ux, uy): bilinear in whole greys, the
 * same in 1/256 grey, or the pixel at each place (the nearest when 0.5 was
 * not subtracted). */
void piece_line(const struct piece *piece, double x, double y, double ux,
                double uy, int n, uint8_t *out);
void piece_line_fine(const struct piece *piece, double x, double y, double ux,
                     double uy, int n, uint16_t *out);
void piece_line_nearest(const struct piece *piece, double x, double y,
                        double ux, double uy, int n, uint8_t *out);

#endif
