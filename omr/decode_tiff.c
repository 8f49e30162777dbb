/* omr/decode_tiff.c - TIFF of many pages to bits or 8-bit grey; door to
 * libtiff.
 *
 * One-bit strips are decoded into their place and stay bits; grey strips are
 * made bytes straight from the strip buffer; whatever else libtiff can draw (palette,
 * colour, tiles, YCbCr) goes through its RGBA reader.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/decode.h"

struct tiff_file {
    TIFF *tiff;
    char name[256]; /* the end of the path, for messages */
    size_t at;      /* current directory */
    bool damaged;   /* libtiff complained since it was cleared */
    size_t readable;/* directories found; a page more when the chain broke */
    char message[160];
    char chain[160];/* why there are no more directories; "" at the end */
};

/* libtiff 4.5 has no per-file handler; one worker decodes one file at a
 * time, so the newest file is the one that complains. */
static struct tiff_file *speaking;

__attribute__((format(printf, 2, 0))) static void
on_error(const char *module, const char *format, va_list args)
{
    (void)module;
    if (speaking == NULL)
        return;
    char words[sizeof speaking->message];
    (void)vsnprintf(words, sizeof words, format, args);
    if (!speaking->damaged)
        (void)snprintf(speaking->message, sizeof speaking->message, "%s",
                       decoder_words(words));
    speaking->damaged = true;
}

/* Of a fax row that does not add up, or JPEG data that ends too soon, libtiff
 * only warns and leaves white paper in its place: marks would vanish unseen,
 * so for pixels this is damage.  Warnings about tags are of no interest. */
__attribute__((format(printf, 2, 0))) static void
on_warning(const char *module, const char *format, va_list args)
{
    if (module != NULL && (strncmp(module, "Fax", 3) == 0 ||
                           strncmp(module, "JPEG", 4) == 0))
        on_error(module, format, args);
}

static enum err_code fail(struct tiff_file *file, struct err *err)
{
    return err_set(err, ERR_FORMAT, 0,
                   _("%s: the TIFF is damaged or cut off (%s); scan or copy "
                     "it again"),
                   file->name, file->message);
}

enum err_code tiff_open(const char *path, struct tiff_file **out,
                        size_t *pages, struct err *err)
{
    struct tiff_file *file = mem_alloc(1, sizeof *file);
    *out = NULL;
    if (file == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    size_t n = strlen(path);
    (void)snprintf(file->name, sizeof file->name, "%s",
                   n < sizeof file->name ? path : path + n - 200);
    (void)TIFFSetErrorHandler(on_error);
    (void)TIFFSetWarningHandler(on_warning);
    speaking = file;
    file->tiff = TIFFOpen(path, "rm"); /* m: no memory map, it may shrink */
    if (file->tiff == NULL) {
        enum err_code code = fail(file, err);
        tiff_close(file);
        return code;
    }
    file->readable = 1;
    file->damaged = false;
    while (file->readable <= LIMIT_PAGES_PER_FILE &&
           TIFFReadDirectory(file->tiff) != 0)
        file->readable++;
    file->at = SIZE_MAX;
    /* A chain that breaks off counts as one page more, which then cannot be
     * read: what is lost must not go unnoticed.  So do pages beyond the
     * limit. */
    if (file->readable > LIMIT_PAGES_PER_FILE) {
        file->readable = LIMIT_PAGES_PER_FILE;
        file->damaged = true;
        (void)snprintf(file->message, sizeof file->message,
                       _("more than %d pages"), LIMIT_PAGES_PER_FILE);
    }
    (void)snprintf(file->chain, sizeof file->chain, "%s",
                   file->damaged ? file->message : "");
    *pages = file->readable + file->damaged;
    *out = file;
    return ERR_OK;
}

void tiff_close(struct tiff_file *file)
{
    if (file == NULL)
        return;
    if (file->tiff != NULL)
        TIFFClose(file->tiff);
    if (speaking == file)
        speaking = NULL;
    free(file);
}

struct shape { /* how the samples of a page lie */
    uint32_t w, h, rows_per_strip;
    uint16_t bits, samples, photometric, orientation, planar, format;
};

static void read_shape(TIFF *tiff, struct shape *s)
{
    *s = (struct shape){.orientation = 1};
    (void)TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &s->w);
    (void)TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &s->h);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &s->bits);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &s->samples);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_ORIENTATION, &s->orientation);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &s->planar);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLEFORMAT, &s->format);
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP,
                                &s->rows_per_strip);
    if (TIFFGetField(tiff, TIFFTAG_PHOTOMETRIC, &s->photometric) == 0)
        s->photometric = PHOTOMETRIC_MINISWHITE;
    if (s->rows_per_strip == 0 || s->rows_per_strip > s->h)
        s->rows_per_strip = s->h;
}

static double density(TIFF *tiff)
{
    float value = 0;
    uint16_t unit = RESUNIT_INCH;
    if (TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &value) == 0)
        return 0;
    (void)TIFFGetFieldDefaulted(tiff, TIFFTAG_RESOLUTIONUNIT, &unit);
    return unit == RESUNIT_INCH         ? (double)value
           : unit == RESUNIT_CENTIMETER ? (double)value * 2.54
                                        : 0;
}

/* ---- strips of one-bit, 4-bit, 8-bit and 16-bit grey ---- */

static void expand_row(const struct shape *s, const uint8_t *from,
                       uint8_t *to)
{
    bool inverted = s->photometric == PHOTOMETRIC_MINISWHITE;
    for (uint32_t x = 0; x < s->w; x++) {
        uint8_t value;
        if (s->bits == 16) {
            uint16_t wide;
            memcpy(&wide, from + 2UL * x, sizeof wide);
            value = (uint8_t)(wide >> 8);
        } else if (s->bits == 4) {
            value = (uint8_t)((from[x / 2] >> (x % 2 != 0 ? 0 : 4) & 15) * 17);
        } else {
            value = from[x];
        }
        to[x] = inverted ? (uint8_t)(255 - value) : value;
    }
}

static bool is_plain(TIFF *tiff, const struct shape *s)
{
    return TIFFIsTiled(tiff) == 0 && s->samples == 1 &&
           s->format != SAMPLEFORMAT_IEEEFP &&
           (s->bits == 1 || s->bits == 4 || s->bits == 8 || s->bits == 16) &&
           (s->photometric == PHOTOMETRIC_MINISBLACK ||
            s->photometric == PHOTOMETRIC_MINISWHITE);
}

/* Strips of bits need no buffer: one after the other they are the page. */
static enum err_code read_bits(struct tiff_file *file, const struct shape *s,
                               struct image *out, struct err *err)
{
    tmsize_t line = TIFFScanlineSize(file->tiff);
    if (line != (tmsize_t)out->stride)
        return fail(file, err);
    for (uint32_t y = 0; y < s->h; y += s->rows_per_strip) {
        uint32_t rows = s->h - y < s->rows_per_strip ? s->h - y
                                                     : s->rows_per_strip;
        tmsize_t size = line * (tmsize_t)rows;
        tmsize_t got = TIFFReadEncodedStrip(
            file->tiff, TIFFComputeStrip(file->tiff, y, 0),
            out->pixels + (size_t)y * out->stride, size);
        if (got < size || file->damaged)
            return fail(file, err);
    }
    settle_bits(out,
                s->photometric == PHOTOMETRIC_MINISWHITE ? 0xFF : 0);
    return ERR_OK;
}

static enum err_code read_strips(struct tiff_file *file,
                                 const struct shape *s, struct image *out,
                                 struct err *err)
{
    tmsize_t line = TIFFScanlineSize(file->tiff);
    tmsize_t size = TIFFStripSize(file->tiff);
    if (line <= 0 || size <= 0 || size > (tmsize_t)LIMIT_IMAGE_PIXELS * 2 ||
        (uint64_t)line * 8 < (uint64_t)s->w * s->bits)
        return fail(file, err);
    uint8_t *strip = mem_alloc((size_t)size, 1);
    if (strip == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = ERR_OK;
    for (uint32_t y = 0; y < s->h && code == ERR_OK; y += s->rows_per_strip) {
        uint32_t rows = s->h - y < s->rows_per_strip ? s->h - y
                                                     : s->rows_per_strip;
        tmsize_t got = TIFFReadEncodedStrip(
            file->tiff, TIFFComputeStrip(file->tiff, y, 0), strip, size);
        if (got < line * (tmsize_t)rows || file->damaged)
            code = fail(file, err);
        for (uint32_t r = 0; r < rows && code == ERR_OK; r++)
            expand_row(s, strip + (size_t)line * r,
                       out->pixels + (size_t)(y + r) * out->stride);
    }
    free(strip);
    return code;
}

/* ---- everything else ---- */

/* Colour, inks and alpha make five samples; a hostile file of 242 bytes that
 * claimed 11,009 cost libtiff gigabytes and minutes before it gave up.  Nor
 * does a piece of an honest page hold more than the largest page. */
enum { SAMPLES_MAX = 8 };

static bool is_honest(TIFF *tiff, const struct shape *s)
{
    tmsize_t piece =
        TIFFIsTiled(tiff) != 0 ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
    return s->samples >= 1 && s->samples <= SAMPLES_MAX && piece > 0 &&
           piece <= (tmsize_t)LIMIT_IMAGE_PIXELS * 4;
}

static enum err_code read_rgba(struct tiff_file *file, const struct shape *s,
                               struct image *out, struct err *err)
{
    size_t n = (size_t)s->w * s->h;
    uint32_t *pixels = mem_alloc(n, sizeof *pixels);
    if (pixels == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = ERR_OK;
    /* libtiff would flip but not turn: tell it that nothing is to be done,
     * image_orient() does both. */
    (void)TIFFSetField(file->tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    if (TIFFReadRGBAImageOriented(file->tiff, s->w, s->h, pixels,
                                  ORIENTATION_TOPLEFT, 1) == 0 ||
        file->damaged)
        code = fail(file, err);
    for (uint32_t y = 0; y < s->h && code == ERR_OK; y++) {
        const uint32_t *from = pixels + (size_t)y * s->w;
        uint8_t *to = out->pixels + (size_t)y * out->stride;
        for (uint32_t x = 0; x < s->w; x++)
            to[x] = (uint8_t)(grey_of(TIFFGetR(from[x]), TIFFGetG(from[x]),
                                      TIFFGetB(from[x])) +
                              (255 - TIFFGetA(from[x]))); /* on white */
    }
    free(pixels);
    return code;
}

enum err_code tiff_page(struct tiff_file *file, size_t i, struct image *out,
                        struct err *err)
{
    struct shape s;
    *out = (struct image){0};
    speaking = file;
    file->damaged = false;
    bool beyond = i >= file->readable;
    (void)snprintf(file->message, sizeof file->message, "%s",
                   beyond && file->chain[0] != '\0' ? file->chain
                                                    : _("incomplete"));
    if (beyond)
        return fail(file, err);
    bool next = file->at != SIZE_MAX && i == file->at + 1;
    int there = next ? TIFFReadDirectory(file->tiff)
                     : TIFFSetDirectory(file->tiff, (tdir_t)i);
    file->at = i;
    if (there == 0)
        return fail(file, err);
    file->damaged = false; /* tags may be odd; pixels may not */
    read_shape(file->tiff, &s);
    if (!is_honest(file->tiff, &s))
        return fail(file, err);
    bool plain = is_plain(file->tiff, &s);
    bool packed = plain && s.bits == 1;
    enum err_code code = packed ? image_alloc_bits(out, s.w, s.h, err)
                                : image_alloc(out, s.w, s.h, err);
    if (code != ERR_OK) {
        (void)err_add(err, "%s: ", file->name);
        return code;
    }
    out->dpi = density(file->tiff);
    out->bilevel = s.bits == 1 && s.samples == 1;
    code = packed  ? read_bits(file, &s, out, err)
           : plain ? read_strips(file, &s, out, err)
                   : read_rgba(file, &s, out, err);
    if (code == ERR_OK)
        code = image_orient(out, s.orientation, err);
    if (code != ERR_OK)
        image_deinit(out);
    return code;
}
