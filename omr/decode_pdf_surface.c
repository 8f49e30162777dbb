/* omr/decode_pdf_surface.c - what cairo drew, or a stored picture, as grey or
 * bits.
 *
 * cairo has 4 bytes a pixel: a page at 300 dpi is 35 MB.  A picture's memory is
 * therefore given back while its grey is made, row by row.
 */
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include "omr/decode.h"
#include "omr/decode_pdf_internal.h"
#include "omr/sample.h"

/* As decode_jpeg.c: grey above 400 dpi is halved. */
enum { GREY_SIDE_MAX = 4900 };

bool pdfin_surface_ok(cairo_surface_t *surface)
{
    return surface != NULL &&
           cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS &&
           cairo_surface_get_type(surface) == CAIRO_SURFACE_TYPE_IMAGE &&
           cairo_image_surface_get_data(surface) != NULL;
}

/* Grey of one pixel over white paper; its colours are multiplied by alpha. */
static inline uint8_t grey_pixel(uint32_t argb)
{
    unsigned clear = 255 - (argb >> 24);
    return (uint8_t)(grey_of(argb >> 16 & 255, argb >> 8 & 255, argb & 255) +
                     clear);
}

struct rows { /* a surface, read row by row */
    const unsigned char *data;
    size_t stride;
    int32_t w, h;
    uint32_t opaque; /* bits that a surface without alpha leaves free */
};

static struct rows rows_of(cairo_surface_t *surface)
{
    cairo_surface_flush(surface);
    bool clear = cairo_image_surface_get_format(surface) == CAIRO_FORMAT_ARGB32;
    return (struct rows){.data = cairo_image_surface_get_data(surface),
                         .stride =
                             (size_t)cairo_image_surface_get_stride(surface),
                         .w = cairo_image_surface_get_width(surface),
                         .h = cairo_image_surface_get_height(surface),
                         .opaque = clear ? 0 : 0xFF000000u};
}

static inline uint32_t pixel(const struct rows *from, int32_t x, int32_t y)
{
    /* cairo aligns rows for its 32-bit pixels */
    const uint32_t *row = (const void *)(from->data + (size_t)y * from->stride);
    return row[x] | from->opaque;
}

/* Black, white or, in a stencil, nothing. */
static bool is_two_tone(const struct rows *from, int32_t y)
{
    for (int32_t x = 0; x < from->w; x++) {
        uint32_t p = pixel(from, x, y);
        if (p != 0xFF000000u && p != 0xFFFFFFFFu && p != 0)
            return false;
    }
    return true;
}

static void put_row(struct image *out, const struct rows *from, int32_t y)
{
    uint8_t *to = out->pixels + (size_t)y * out->stride;
    for (int32_t x = 0; x < out->w && !out->packed; x++)
        to[x] = grey_pixel(pixel(from, x, y));
    for (int32_t x = 0; x < out->w && out->packed; x++)
        if (pixel(from, x, y) == 0xFF000000u)
            pixel_put(out, x, y, 0);
}

/* Mean of two by two pixels, as libjpeg's half scale. */
static void put_half_row(struct image *out, const struct rows *from, int32_t y)
{
    uint8_t *to = out->pixels + (size_t)y * out->stride;
    for (int32_t x = 0; x < out->w; x++) {
        int sum = grey_pixel(pixel(from, 2 * x, 2 * y)) +
                  grey_pixel(pixel(from, 2 * x + 1, 2 * y)) +
                  grey_pixel(pixel(from, 2 * x, 2 * y + 1)) +
                  grey_pixel(pixel(from, 2 * x + 1, 2 * y + 1));
        to[x] = (uint8_t)((sum + 2) / 4);
    }
}

/* Give back the memory of rows before `y`, in steps of a megabyte or so: a
 * picture at 300 dpi is 35 MB here, and is not needed beside its grey. */
static void give_back(const struct rows *from, int32_t y, size_t *gone)
{
    enum { STEP = 1 << 20 };

    uintptr_t data = (uintptr_t)from->data;
    size_t stride = from->stride;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = (data + page - 1) / page * page;
    uintptr_t end = data + (size_t)y * stride;
    uintptr_t begin = first + *gone;
    if (end < begin + STEP)
        return;
    size_t n = (end - begin) / page * page;
    /* anonymous memory: read again it is zero */
    if (madvise((void *)begin, n, MADV_DONTNEED) == 0)
        *gone += n;
}

enum err_code pdfin_image(cairo_surface_t *surface, enum pdfin_taking taking,
                          struct image *out, struct err *err)
{
    struct rows from = rows_of(surface);
    bool packed = true;
    size_t gone = 0;
    for (int32_t y = 0; y < from.h && packed; y++)
        packed = is_two_tone(&from, y);
    int32_t longer = from.w > from.h ? from.w : from.h;
    bool half = taking == PDFIN_STORED && !packed && longer > GREY_SIDE_MAX;
    uint64_t w = (uint64_t)(half ? from.w / 2 : from.w);
    uint64_t h = (uint64_t)(half ? from.h / 2 : from.h);
    enum err_code code =
        packed ? image_alloc_bits(out, w, h, err) : image_alloc(out, w, h, err);
    out->bilevel = packed;
    for (int32_t y = 0; code == ERR_OK && y < out->h; y++) {
        if (half)
            put_half_row(out, &from, y);
        else
            put_row(out, &from, y);
        give_back(&from, half ? 2 * (y + 1) : y + 1, &gone);
    }
    return code;
}
