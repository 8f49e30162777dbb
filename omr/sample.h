/* omr/sample.h - the pixels of an image, packed or grey, and the grey between
 * them.
 *
 * Pixel centres lie at whole numbers here; map_point() gives coordinates in
 * which they lie at halves, so callers subtract 0.5.  Outside the image there
 * is white paper.
 */
#ifndef OMR_SAMPLE_H
#define OMR_SAMPLE_H

#include <string.h>

#include "omr/image.h"

/* Grey 0..255 of the pixel (x, y), which lies inside the image. */
static inline int32_t pixel_at(const struct image *image, int32_t x, int32_t y)
{
    const uint8_t *row = image->pixels + (size_t)y * image->stride;
    return image->packed ? -(row[x >> 3] >> (7 - (x & 7)) & 1) & 255 : row[x];
}

/* The same at any whole place: 255 outside. */
static inline int32_t pixel_or_paper(const struct image *image, int32_t x,
                                     int32_t y)
{
    return x < 0 || y < 0 || x >= image->w || y >= image->h
               ? 255
               : pixel_at(image, x, y);
}

/* Set the pixel (x, y), which lies inside; packed: white from grey 128 on. */
static inline void pixel_put(struct image *image, int32_t x, int32_t y,
                             int32_t grey)
{
    uint8_t *row = image->pixels + (size_t)y * image->stride;
    if (!image->packed) {
        row[x] = (uint8_t)grey;
        return;
    }
    unsigned bit = 0x80u >> (x & 7);
    row[x >> 3] = (uint8_t)(grey >= 128 ? row[x >> 3] | bit
                                        : row[x >> 3] & ~bit);
}

/* Eight packed pixels as eight bytes in the order of memory, 0 or 255. */
static inline uint64_t pixel_spread(uint8_t bits)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t spread = bits * ones;
    /* the byte at address k keeps bit 7-k; adding 0x7F carries it up */
    spread &= __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
                  ? UINT64_C(0x0102040810204080)
                  : UINT64_C(0x8040201008040201);
    spread = (spread + 0x7F * ones) >> 7 & ones;
    return (spread << 8) - spread; /* 1 to 255, no byte borrows */
}

/* A row of w bytes, each 0 or 255, as bits; the rest of the last byte white. */
static inline void pixel_pack(const uint8_t *from, uint8_t *to, int32_t w)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    int32_t x = 0;
    for (; x + 8 <= w; x += 8) {
        uint64_t eight;
        memcpy(&eight, from + x, sizeof eight);
        if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
            eight = __builtin_bswap64(eight);
        /* the top bit of byte k to bit 63-k: no two products meet */
        to[x / 8] = (uint8_t)(((eight & high) >> 7) *
                                  UINT64_C(0x8040201008040201) >> 56);
    }
    if (x < w)
        to[x / 8] = (uint8_t)(0xFF >> (w - x));
    for (; x < w; x++)
        to[x / 8] = (uint8_t)(to[x / 8] | (from[x] & 0x80u >> x % 8));
}

/* Pixels x .. x+n-1 of row y, all inside the image, as grey bytes; `to` has
 * room for n + 8. */
static inline void pixel_row(const struct image *image, int32_t x, int32_t y,
                             int32_t n, uint8_t *to)
{
    const uint8_t *row = image->pixels + (size_t)y * image->stride;
    if (!image->packed) {
        memcpy(to, row + x, (size_t)n);
        return;
    }
    row += x >> 3;
    int by = 8 - (x & 7);
    for (int32_t i = 0; i < n; i += 8, row++) {
        uint64_t eight =
            pixel_spread((uint8_t)((unsigned)(row[0] << 8 | row[1]) >> by));
        memcpy(to + i, &eight, sizeof eight);
    }
}

/* Bilinear, in 16.16 fixed point: exact to 1/256 of a pixel's place, and half
 * the time of floating point on the half million samples of a page. */
static inline int32_t sample_at(const struct image *image, double x, double y)
{
    if (x < 0 || y < 0)
        return 255 * 256;
    int32_t x0 = (int32_t)x;
    int32_t y0 = (int32_t)y;
    if (x0 + 1 >= image->w || y0 + 1 >= image->h)
        return 255 * 256;
    const uint8_t *p = image->pixels + (size_t)y0 * image->stride;
    int32_t a, b, c, d; /* top left, top right, bottom left, bottom right */
    if (image->packed) {
        p += x0 >> 3;
        const uint8_t *q = p + image->stride;
        int by = 14 - (x0 & 7);
        int32_t above = (p[0] << 8 | p[1]) >> by;
        int32_t below = (q[0] << 8 | q[1]) >> by;
        a = (above >> 1 & 1) * 255;
        b = (above & 1) * 255;
        c = (below >> 1 & 1) * 255;
        d = (below & 1) * 255;
    } else {
        p += x0;
        const uint8_t *q = p + image->stride;
        a = p[0];
        b = p[1];
        c = q[0];
        d = q[1];
    }
    int32_t fx = (int32_t)((x - x0) * 256);
    int32_t fy = (int32_t)((y - y0) * 256);
    int32_t top = a * 256 + fx * (b - a);
    int32_t bottom = c * 256 + fx * (d - c);
    return (top * 256 + fy * (bottom - top)) >> 8; /* grey in 1/256 */
}

/* The same rounded to a whole grey value. */
static inline uint8_t sample_grey(const struct image *image, double x,
                                  double y)
{
    return (uint8_t)((sample_at(image, x, y) + 127) >> 8);
}

#endif
