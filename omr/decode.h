/* omr/decode.h - what image.c asks of each decoder.  One door per library:
 * decode_png.c, decode_jpeg.c, decode_tiff.c, decode_pdf.c. */
#ifndef OMR_DECODE_H
#define OMR_DECODE_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "omr/image.h"

/* A library's own words, which are English, for a message in English; in
 * another language what they come to. */
static inline const char *decoder_words(const char *text)
{
    return strcmp(i18n_lang(), "en") == 0 ? text
                                          : _("the data cannot be decoded");
}

/* Every decoder turns colour into grey with the Rec. 601 weights in 8 bits:
 * (77 R + 150 G + 29 B) / 256, so the same page gives the same grey whatever
 * file it came in. */
static inline uint8_t grey_of(unsigned r, unsigned g, unsigned b)
{
    return (uint8_t)((77 * r + 150 * g + 29 * b + 128) >> 8);
}

/* Make decoded bits what image.h promises: `flip` is not 0 where the file has
 * ink as 1; what follows the last pixel of a row becomes white. */
static inline void settle_bits(struct image *image, uint8_t flip)
{
    size_t bytes = image->stride * (size_t)image->h;
    uint8_t rest = (uint8_t)(0xFF >> (image->w + 7) % 8 >> 1);
    if (flip != 0)
        for (size_t i = 0; i < bytes; i += 8) { /* IMAGE_SLACK lies behind */
            uint64_t eight;
            memcpy(&eight, image->pixels + i, sizeof eight);
            eight = ~eight;
            memcpy(image->pixels + i, &eight, sizeof eight);
        }
    if (rest != 0)
        for (size_t i = image->stride - 1; i < bytes; i += image->stride)
            image->pixels[i] |= rest;
}

/* Is every pixel black or white? */
bool image_is_two_tone(const struct image *image);

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

struct pdfin_file;
MUST_USE enum err_code pdfin_open(const char *path, const char *password,
                                struct pdfin_file **out, size_t *pages,
                                struct err *err);
void pdfin_close(struct pdfin_file *pdf);
MUST_USE enum err_code pdfin_page(struct pdfin_file *pdf, size_t i,
                                struct image *out, struct err *err);

#endif
