/* omr/image.h - one page as pixels: bytes of grey, or bits.
 *
 * A one-bit page stays packed from the file to the kept image: an eighth of
 * the memory to fill, look through and write.  Pixels are therefore touched
 * through omr/sample.h alone (pixel_at, sample_at, pixel_row), which give the
 * same grey for both kinds; only the decoders and the loops that are written
 * for one kind look at `packed`.
 */
#ifndef OMR_IMAGE_H
#define OMR_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

struct image { /* plain value; pixels owned, release with image_deinit() */
    int32_t w, h;          /* px, 1..LIMIT_IMAGE_SIDE_PX */
    size_t stride;         /* bytes a row: >= w, packed >= (w + 7) / 8 */
    uint8_t *pixels;       /* 0 black … 255 white; packed: the leftmost pixel
                            * in the highest bit, 1 white, 0 black, the rest
                            * of a row's last byte white */
    double dpi;            /* what the file says, 0 = nothing usable; never
                            * trusted: scale comes from the marks */
    int bilevel;           /* the file had one bit a pixel */
    bool packed;           /* so has `pixels`, and IMAGE_SLACK bytes more than
                            * stride x h may be read (their value is free) */
};

enum { IMAGE_SLACK = 16 };

void image_deinit(struct image *image);

/* Check a size against the ceilings and make room: grey, or (_bits) packed
 * and white.  Sets w, h, stride, pixels, packed; dpi and bilevel stay.
 *   ERR_FORMAT 0 x n   ERR_RANGE too large   ERR_NOMEM */
MUST_USE enum err_code image_alloc(struct image *image, uint64_t w, uint64_t h,
                                   struct err *err);
MUST_USE enum err_code image_alloc_bits(struct image *image, uint64_t w,
                                        uint64_t h, struct err *err);

/* A file opened for its pages: PNG, JPEG, TIFF, PDF, told by their first
 * bytes, never by the name.  One thread at a time, process-wide: libtiff and
 * poppler report damage through the process.
 *   ERR_NOTFOUND, ERR_IO, ERR_FORMAT (no image we read), ERR_RANGE (sizes),
 *   ERR_DENIED (a PDF that needs a password) */
struct image_file;
MUST_USE enum err_code image_file_open(const char *path,
                                       struct image_file **out,
                                       struct err *err);
/* The same with the password of locked PDF files, NULL for none; other files
 * do not mind it. */
MUST_USE enum err_code image_file_open_locked(const char *path,
                                              const char *password,
                                              struct image_file **out,
                                              struct err *err);
void image_file_close(struct image_file *file);
size_t image_file_pages(const struct image_file *file);
/* Decode page i (0..).  After a failure other pages may still be read.
 *   ERR_FORMAT (truncated, damaged), ERR_RANGE, ERR_NOMEM */
MUST_USE enum err_code image_file_page(struct image_file *file, size_t i,
                                       struct image *out, struct err *err);

/* Write grey (or, where every pixel is 0 or 255, bilevel) PNG, fast. */
MUST_USE enum err_code image_write_png(const struct image *image,
                                       const char *path, struct err *err);

/* The same into memory: *bytes is malloc'd. */
MUST_USE enum err_code image_encode_png(const struct image *image,
                                        uint8_t **bytes, size_t *n,
                                        struct err *err);

/* Copy of a quadrilateral: pixels of [x,y,w,h] mm of the page through `map`
 * (page mm -> pixels, row-major), at `dpi`, bilinear.  For crops. */
MUST_USE enum err_code image_crop(const struct image *image,
                                  const double map[9], double x_mm,
                                  double y_mm, double w_mm, double h_mm,
                                  double dpi, struct image *out,
                                  struct err *err);

/* SHA-256 over size and pixels: the identity of an image.  The same picture
 * has the same hash packed or as grey. */
void image_hash(const struct image *image, uint8_t out[32]);

#endif
