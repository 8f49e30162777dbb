/* omr/decode.h - what image.c asks of each decoder.  One door per library:
 * decode_png.c, decode_jpeg.c, decode_tiff.c. */
#ifndef OMR_DECODE_H
#define OMR_DECODE_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "omr/image.h"

/* Every decoder turns colour into grey with the Rec. 601 weights in 8 bits:
 * (77 R + 150 G + 29 B) / 256, so the same page gives the same grey whatever
 * file it came in. */
static inline uint8_t grey_of(unsigned r, unsigned g, unsigned b)
{
    return (uint8_t)((77 * r + 150 * g + 29 * b + 128) >> 8);
}

/* One packed row to bytes: a set bit becomes 255, eight at a time.  `flip`
 * is 0xFF where a set bit is ink.  Replaced a loop over bits: half the time
 * of a G4 page went there. */
static inline void expand_bits(const uint8_t *from, uint8_t *to, uint32_t w,
                               uint8_t flip)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint32_t x = 0;
    for (; x + 8 <= w; x += 8) {
        uint64_t spread = (uint8_t)(from[x / 8] ^ flip) * ones;
        /* the byte at address k keeps bit 7-k; adding 0x7F carries it up */
        spread &= __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
                      ? UINT64_C(0x0102040810204080)
                      : UINT64_C(0x8040201008040201);
        spread = (spread + 0x7F * ones) >> 7 & ones;
        spread = (spread << 8) - spread; /* 1 to 255, no byte borrows */
        memcpy(to + x, &spread, sizeof spread);
    }
    for (; x < w; x++)
        to[x] = (uint8_t)-((from[x / 8] ^ flip) >> (7 - x % 8) & 1);
}

/* Check a size against the ceilings and allocate the pixels.
 *   ERR_FORMAT 0 x n   ERR_RANGE too large   ERR_NOMEM */
MUST_USE enum err_code image_alloc(struct image *image, uint64_t w, uint64_t h,
                                   struct err *err);

/* Turn by quarter turns and mirror as an EXIF orientation 1..8 says. */
MUST_USE enum err_code image_orient(struct image *image, int orientation,
                                    struct err *err);

MUST_USE enum err_code decode_png(FILE *file, const char *name,
                                  struct image *out, struct err *err);
MUST_USE enum err_code decode_jpeg(FILE *file, const char *name,
                                   struct image *out, struct err *err);

struct tiff_file;
MUST_USE enum err_code tiff_open(const char *path, struct tiff_file **out,
                                 size_t *pages, struct err *err);
void tiff_close(struct tiff_file *tiff);
MUST_USE enum err_code tiff_page(struct tiff_file *tiff, size_t i,
                                 struct image *out, struct err *err);

#endif
