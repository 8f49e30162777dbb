/* tests/omr/make_images.h - image files of every kind, written with the
 * libraries themselves, from one grey picture.  For test_image.c. */
#ifndef TESTS_OMR_MAKE_IMAGES_H
#define TESTS_OMR_MAKE_IMAGES_H

#include <assert.h>
#include <stdio.h>

#include <jpeglib.h>
#include <png.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

enum { PIC_W = 203, PIC_H = 157 }; /* odd on purpose: no whole bytes */

/* Bars of every grey, a black square and a few thin strokes. */
static inline uint8_t pic(int x, int y)
{
    if (x >= 20 && x < 60 && y >= 20 && y < 60)
        return 0;
    if ((x + y) % 29 == 0 && y > 80)
        return 0;
    return (uint8_t)(y < 80 ? 255 : 55 + x / 51 * 50);
}

static inline uint8_t pic_bit(int x, int y)
{
    return pic(x, y) > 100 ? 255 : 0;
}

/* ---- PNG ---- */

struct png_kind {
    const char *name;
    int colour, depth;
    bool interlaced;
};

/* One row of `kind` showing pic(); alpha 0 (and black) where y < 10, so that
 * paper seen through a hole must come out white. */
static inline void png_fill_row(const struct png_kind *k, int y, uint8_t *row)
{
    memset(row, 0, PIC_W * 8);
    int channels = k->colour == PNG_COLOR_TYPE_RGB         ? 3
                   : k->colour == PNG_COLOR_TYPE_RGB_ALPHA  ? 4
                   : k->colour == PNG_COLOR_TYPE_GRAY_ALPHA ? 2
                                                            : 1;
    bool alpha = (k->colour & PNG_COLOR_MASK_ALPHA) != 0;
    for (int x = 0; x < PIC_W; x++) {
        int v = k->depth == 1 ? pic_bit(x, y) : pic(x, y);
        for (int c = 0; c < channels; c++) {
            bool is_alpha = alpha && c == channels - 1;
            int value = is_alpha ? (y < 10 ? 0 : 255)
                        : alpha && y < 10 ? 0
                                          : v;
            int at = x * channels + c;
            if (k->depth == 16) {
                row[2 * at] = (uint8_t)value;
                row[2 * at + 1] = (uint8_t)value;
            } else if (k->depth == 8) {
                row[at] = (uint8_t)value;
            } else {
                int bits = value >> (8 - k->depth);
                int shift = 8 - k->depth - at * k->depth % 8;
                row[at * k->depth / 8] |= (uint8_t)(bits << shift);
            }
        }
    }
}

static inline void make_png(const char *path, const struct png_kind *k)
{
    FILE *f = fopen(path, "wb");
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    static uint8_t rows[PIC_H][PIC_W * 8];
    png_bytep list[PIC_H];
    assert(f != NULL && info != NULL);
    png_init_io(png, f);
    png_set_IHDR(png, info, PIC_W, PIC_H, k->depth, k->colour,
                 k->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (k->colour == PNG_COLOR_TYPE_PALETTE) {
        png_color palette[256];
        int n = 1 << k->depth;
        for (int i = 0; i < n; i++) {
            uint8_t v = (uint8_t)(n == 256 ? i : i * 255 / (n - 1));
            palette[i] = (png_color){v, v, v};
        }
        png_set_PLTE(png, info, palette, n);
    }
    png_set_pHYs(png, info, 11811, 11811, PNG_RESOLUTION_METER);
    png_write_info(png, info);
    for (int y = 0; y < PIC_H; y++) {
        png_fill_row(k, y, rows[y]);
        list[y] = rows[y];
    }
    png_write_image(png, list);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    assert(fclose(f) == 0);
}

/* ---- JPEG ---- */

struct jpeg_kind {
    const char *name;
    J_COLOR_SPACE in, stored;
    bool progressive;
    int orientation; /* 0: no EXIF */
    int times;       /* enlarged so many times */
};

static inline void jpeg_exif(struct jpeg_compress_struct *jpeg, int value)
{
    uint8_t exif[] = {'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0,
                      0,   8,   0,   1,   1, 0x12, 0, 3, 0, 0, 0, 1,
                      0,   0,   0,   0,   0, 0,    0, 0};
    exif[25] = (uint8_t)value;
    jpeg_write_marker(jpeg, JPEG_APP0 + 1, exif, sizeof exif);
}

static inline void make_jpeg(const char *path, const struct jpeg_kind *k)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    FILE *f = fopen(path, "wb");
    int t = k->times > 1 ? k->times : 1;
    assert(f != NULL);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, f);
    jpeg.image_width = (JDIMENSION)(PIC_W * t);
    jpeg.image_height = (JDIMENSION)(PIC_H * t);
    jpeg.input_components = k->in == JCS_GRAYSCALE ? 1
                            : k->in == JCS_CMYK    ? 4
                                                   : 3;
    jpeg.in_color_space = k->in;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, k->stored);
    jpeg_set_quality(&jpeg, 95, TRUE);
    if (k->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (k->orientation != 0)
        jpeg_exif(&jpeg, k->orientation);
    uint8_t *row = malloc((size_t)(PIC_W * t * 4));
    assert(row != NULL);
    for (int y = 0; y < PIC_H * t; y++) {
        for (int x = 0; x < PIC_W * t; x++) {
            uint8_t v = pic(x / t, y / t);
            int n = jpeg.input_components;
            /* Adobe's habit: inks stored inverted, so 255 is no ink */
            for (int c = 0; c < n; c++)
                row[x * n + c] = n == 4 && c < 3 ? 255 : v;
        }
        (void)jpeg_write_scanlines(&jpeg, &row, 1);
    }
    free(row);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    assert(fclose(f) == 0);
}

/* ---- TIFF ---- */

struct tiff_kind {
    const char *name;
    uint16_t bits, compression, photometric, fill;
    bool tiled;
    uint32_t rows_per_strip; /* 0: all in one */
    int pages;
};

static inline void tiff_fill_row(const struct tiff_kind *k, int y, int x0,
                                 int w, uint8_t *row)
{
    int per = k->photometric == PHOTOMETRIC_RGB ? 3 : 1;
    memset(row, 0, (size_t)(w * 3 * 2));
    for (int x = 0; x < w; x++) {
        int sx = x0 + x < PIC_W ? x0 + x : PIC_W - 1;
        int sy = y < PIC_H ? y : PIC_H - 1;
        int v = k->bits == 1 ? pic_bit(sx, sy) : pic(sx, sy);
        if (k->photometric == PHOTOMETRIC_MINISWHITE)
            v = 255 - v;
        for (int c = 0; c < per; c++) {
            int at = x * per + c;
            if (k->bits == 16) {
                uint16_t wide = (uint16_t)(v * 257);
                memcpy(row + 2 * at, &wide, 2);
            } else if (k->bits == 8) {
                row[at] = (uint8_t)v;
            } else {
                int shift = 8 - k->bits - at * k->bits % 8;
                row[at * k->bits / 8] |=
                    (uint8_t)(v >> (8 - k->bits) << shift);
            }
        }
    }
}

static inline void tiff_palette(TIFF *tiff, int bits)
{
    uint16_t map[256];
    int n = 1 << bits;
    for (int i = 0; i < n; i++)
        map[i] = (uint16_t)(i * 65535 / (n - 1));
    TIFFSetField(tiff, TIFFTAG_COLORMAP, map, map, map);
}

/* `mode` "wl" writes little-endian, "wb" big-endian numbers. */
static inline void make_tiff(const char *path, const struct tiff_kind *k,
                             const char *mode)
{
    TIFF *tiff = TIFFOpen(path, mode);
    static uint8_t row[1024 * 6];
    static uint8_t tile[64 * 64 * 6];
    assert(tiff != NULL);
    for (int page = 0; page < (k->pages > 1 ? k->pages : 1); page++) {
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, PIC_W);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, PIC_H);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, k->bits);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL,
                     k->photometric == PHOTOMETRIC_RGB ? 3 : 1);
        TIFFSetField(tiff, TIFFTAG_COMPRESSION, k->compression);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, k->photometric);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 300.0);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 300.0);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
        if (k->fill != 0)
            TIFFSetField(tiff, TIFFTAG_FILLORDER, k->fill);
        if (k->photometric == PHOTOMETRIC_PALETTE)
            tiff_palette(tiff, k->bits);
        if (k->tiled) {
            TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 64);
            TIFFSetField(tiff, TIFFTAG_TILELENGTH, 64);
            tmsize_t line = TIFFTileRowSize(tiff);
            for (int ty = 0; ty < PIC_H; ty += 64) {
                for (int tx = 0; tx < PIC_W; tx += 64) {
                    for (int y = 0; y < 64; y++) {
                        tiff_fill_row(k, ty + y, tx, 64, row);
                        memcpy(tile + y * line, row, (size_t)line);
                    }
                    assert(TIFFWriteTile(tiff, tile, (uint32_t)tx,
                                         (uint32_t)ty, 0, 0) > 0);
                }
            }
        } else {
            TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP,
                         k->rows_per_strip != 0 ? k->rows_per_strip
                                                : (uint32_t)PIC_H);
            for (int y = 0; y < PIC_H; y++) {
                tiff_fill_row(k, y, 0, PIC_W, row);
                assert(TIFFWriteScanline(tiff, row, (uint32_t)y, 0) == 1);
            }
        }
        assert(TIFFWriteDirectory(tiff) == 1);
    }
    TIFFClose(tiff);
}

#endif
