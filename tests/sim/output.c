#include "tests/sim/output.h"

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

#include "engine/base/mem.h"

static const char *const words[] = {
    [FILE_PNG] = "png",
    [FILE_JPEG] = "jpeg",
    [FILE_TIFF] = "tiff",
};
static const char *const suffixes[] = {
    [FILE_PNG] = ".png",
    [FILE_JPEG] = ".jpg",
    [FILE_TIFF] = ".tif",
};
_Static_assert(sizeof words / sizeof *words == FILE_FORMAT_COUNT, "words");
_Static_assert(sizeof suffixes / sizeof *suffixes == FILE_FORMAT_COUNT, "");

const char *file_format_word(enum file_format format)
{
    return words[format];
}

const char *file_format_suffix(enum file_format format)
{
    return suffixes[format];
}

/* One row as the file wants it: packed bits (1 = white), grey or RGB. */
static size_t pack_row(const struct output *o, int32_t y, bool white_is_one,
                       uint8_t *row)
{
    const struct picture *p = o->channel;
    size_t at = (size_t)y * (size_t)p->w;
    if (o->bilevel) {
        size_t n = ((size_t)p->w + 7) / 8;
        memset(row, 0, n);
        for (int32_t x = 0; x < p->w; x++) {
            bool one = (p->px[at + (size_t)x] > 127) == white_is_one;
            row[x >> 3] |= (uint8_t)(one << (7 - (x & 7)));
        }
        return n;
    }
    if (o->channels == 1) {
        memcpy(row, p->px + at, (size_t)p->w);
        return (size_t)p->w;
    }
    for (int32_t x = 0; x < p->w; x++) {
        for (int c = 0; c < 3; c++) {
            row[x * 3 + c] = o->channel[c].px[at + (size_t)x];
        }
    }
    return (size_t)p->w * 3;
}

/* ---- PNG ---- */

static bool png_body(png_structp png, png_infop info, const struct output *o,
                     uint8_t *row, FILE *file)
{
    if (setjmp(png_jmpbuf(png))) {
        return false;
    }
    const struct picture *p = o->channel;
    png_init_io(png, file);
    png_set_compression_level(png, o->effort ? o->effort : 6);
    if (o->effort == 1 && !o->bilevel) {
        png_set_filter(png, 0, PNG_FILTER_SUB); /* the quickest that helps */
    }
    png_set_IHDR(png, info, (png_uint_32)p->w, (png_uint_32)p->h,
                 o->bilevel ? 1 : 8,
                 o->channels == 3 ? PNG_COLOR_TYPE_RGB : PNG_COLOR_TYPE_GRAY,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
    if (o->dpi > 0) {
        png_uint_32 ppm = (png_uint_32)(o->dpi / 0.0254 + 0.5);
        png_set_pHYs(png, info, ppm, ppm, PNG_RESOLUTION_METER);
    }
    png_write_info(png, info);
    for (int32_t y = 0; y < p->h; y++) {
        pack_row(o, y, true, row);
        png_write_row(png, row);
    }
    png_write_end(png, info);
    return true;
}

static bool write_png(const struct output *o, FILE *file, uint8_t *row)
{
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    bool ok = info && png_body(png, info, o, row, file);
    png_destroy_write_struct(&png, &info);
    return ok;
}

/* ---- JPEG ---- */

struct jpeg_trouble {
    struct jpeg_error_mgr base;
    jmp_buf out;
};

static void jpeg_fail(j_common_ptr info)
{
    longjmp(((struct jpeg_trouble *)info->err)->out, 1);
}

static bool write_jpeg(const struct output *o, FILE *file, uint8_t *row)
{
    struct jpeg_trouble trouble;
    struct jpeg_compress_struct jpeg;
    jpeg.err = jpeg_std_error(&trouble.base);
    trouble.base.error_exit = jpeg_fail;
    if (setjmp(trouble.out)) {
        jpeg_destroy_compress(&jpeg);
        return false;
    }
    struct output grey = *o; /* JPEG has no single bits */
    grey.bilevel = false;
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = (JDIMENSION)o->channel->w;
    jpeg.image_height = (JDIMENSION)o->channel->h;
    jpeg.input_components = o->channels;
    jpeg.in_color_space = o->channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, o->quality ? o->quality : 85, TRUE);
    if (o->dpi > 0) {
        jpeg.density_unit = 1;
        jpeg.X_density = jpeg.Y_density = (UINT16)(o->dpi + 0.5);
    }
    jpeg_start_compress(&jpeg, TRUE);
    for (int32_t y = 0; y < o->channel->h; y++) {
        pack_row(&grey, y, true, row);
        jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    return true;
}

/* ---- TIFF ---- */

struct tiff_file {
    TIFF *tiff;
    char path[4096];
};

enum err_code tiff_file_open(const char *path, struct tiff_file **out,
                             struct err *err)
{
    struct tiff_file *file = mem_alloc(1, sizeof *file);
    if (!file) {
        return err_set(err, ERR_NOMEM, 0, "no memory for a file");
    }
    snprintf(file->path, sizeof file->path, "%s", path);
    file->tiff = TIFFOpen(path, "w");
    if (!file->tiff) {
        free(file);
        return err_set(err, ERR_IO, 0, "%s cannot be written", path);
    }
    *out = file;
    return ERR_OK;
}

enum err_code tiff_file_add(struct tiff_file *file, const struct output *o,
                            struct err *err)
{
    TIFF *t = file->tiff;
    const struct picture *p = o->channel;
    uint8_t *row = mem_alloc((size_t)p->w * 3 + 8, 1);
    if (!row) {
        return err_set(err, ERR_NOMEM, 0, "no memory for a row");
    }
    TIFFSetField(t, TIFFTAG_IMAGEWIDTH, (uint32_t)p->w);
    TIFFSetField(t, TIFFTAG_IMAGELENGTH, (uint32_t)p->h);
    TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, o->bilevel ? 1 : 8);
    TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, o->channels);
    TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(t, TIFFTAG_PHOTOMETRIC,
                 o->bilevel         ? PHOTOMETRIC_MINISWHITE
                 : o->channels == 3 ? PHOTOMETRIC_RGB
                                    : PHOTOMETRIC_MINISBLACK);
    TIFFSetField(t, TIFFTAG_COMPRESSION,
                 o->bilevel ? COMPRESSION_CCITTFAX4 : COMPRESSION_LZW);
    if (!o->bilevel) {
        TIFFSetField(t, TIFFTAG_PREDICTOR, 2);
    }
    TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, (uint32_t)p->h);
    if (o->dpi > 0) {
        TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        TIFFSetField(t, TIFFTAG_XRESOLUTION, o->dpi);
        TIFFSetField(t, TIFFTAG_YRESOLUTION, o->dpi);
    }
    bool ok = true;
    for (int32_t y = 0; y < p->h && ok; y++) {
        pack_row(o, y, false, row);
        ok = TIFFWriteScanline(t, row, (uint32_t)y, 0) == 1;
    }
    ok = ok && TIFFWriteDirectory(t) == 1;
    free(row);
    return ok ? ERR_OK
              : err_set(err, ERR_IO, 0, "%s cannot be written", file->path);
}

void tiff_file_close(struct tiff_file *file)
{
    if (file) {
        TIFFClose(file->tiff);
        free(file);
    }
}

static enum err_code write_one_tiff(const struct output *o, const char *path,
                                    struct err *err)
{
    struct tiff_file *file;
    enum err_code code = tiff_file_open(path, &file, err);
    if (code == ERR_OK) {
        code = tiff_file_add(file, o, err);
        tiff_file_close(file);
    }
    return code;
}

enum err_code output_write(const struct output *o, enum file_format format,
                           const char *path, struct err *err)
{
    if (format == FILE_TIFF) {
        return write_one_tiff(o, path, err);
    }
    FILE *file = fopen(path, "wb");
    uint8_t *row = mem_alloc((size_t)o->channel->w * 3 + 8, 1);
    bool ok = file && row &&
              (format == FILE_PNG ? write_png(o, file, row)
                                  : write_jpeg(o, file, row));
    free(row);
    ok = (!file || fclose(file) == 0) && ok;
    return ok ? ERR_OK : err_errno(err, errno, "writing", path);
}
