/* tests/sim/output.h - pictures into files, as scanners write them. */
#ifndef SIM_OUTPUT_H
#define SIM_OUTPUT_H

#include "engine/base/err.h"
#include "tests/sim/picture.h"

enum file_format {
    FILE_PNG, /* grey or colour; one bit when bilevel */
    FILE_JPEG,
    FILE_TIFF, /* G4 when bilevel, else LZW grey; many pages in one file */
    FILE_FORMAT_COUNT
};

const char *file_format_word(enum file_format format); /* "png" … */
const char *file_format_suffix(enum file_format format);

struct output {                    /* one picture, how it is to be kept */
    const struct picture *channel; /* 1 (grey) or 3 (red, green, blue) */
    int channels;
    bool bilevel; /* every pixel is 0 or 255 */
    double dpi;   /* written into the file; 0 = nothing */
    int quality;  /* JPEG 1..100 */
    int effort;   /* PNG: zlib level 1..9, 6 = libpng's own */
};

MUST_USE enum err_code output_write(const struct output *o,
                                    enum file_format format, const char *path,
                                    struct err *err);

/* Multi-page TIFF, page by page. */
struct tiff_file;
MUST_USE enum err_code tiff_file_open(const char *path, struct tiff_file **out,
                                      struct err *err);
MUST_USE enum err_code tiff_file_add(struct tiff_file *file,
                                     const struct output *o, struct err *err);
void tiff_file_close(struct tiff_file *file);

#endif
