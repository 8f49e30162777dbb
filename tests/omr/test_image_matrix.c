/* The odd ones among scans: each way a TIFF, JPEG or PNG may store a page
 * that test_image.c does not hold, made at run time, gives the one known
 * picture, upright; tags that lie about the resolution change no pixel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "omr/image.h"
#include "omr/sample.h"
#include "tests/omr/make_images.h"

static char path[64];

static int make_path(void **state)
{
    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/pingyi-matrix-XXXXXX");
    int fd = mkstemp(path);
    return fd >= 0 && close(fd) == 0 ? 0 : -1;
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

static enum err_code load(struct image *out, struct err *err)
{
    struct image_file *file = NULL;
    *out = (struct image){0};
    enum err_code code = image_file_open(path, &file, err);
    if (code == ERR_OK)
        code = image_file_page(file, 0, out, err);
    image_file_close(file);
    return code;
}

/* The file shows pic(), upright: all but `share` of the pixels within
 * `slack`; rows above `from` may be anything. */
static void expect(const char *name, bool bits, int slack, double share)
{
    struct image image;
    struct err err = ERR_INIT;
    int wrong = 0;
    if (load(&image, &err) != ERR_OK)
        fail_msg("%s: %s", name, err.text);
    if (image.w != PIC_W || image.h != PIC_H)
        fail_msg("%s: %d x %d pixels", name, image.w, image.h);
    for (int y = 0; y < PIC_H; y++) {
        for (int x = 0; x < PIC_W; x++) {
            int want = bits ? pic_bit(x, y) : pic(x, y);
            wrong += abs(want - pixel_at(&image, x, y)) > slack;
        }
    }
    if (wrong > share * PIC_W * PIC_H)
        fail_msg("%s: %d pixels are wrong", name, wrong);
    image_deinit(&image);
}

static void refused(const char *name, const char *word)
{
    struct image image;
    struct err err = ERR_INIT;
    enum err_code code = load(&image, &err);
    if (code != ERR_FORMAT || strstr(err.text, word) == NULL)
        fail_msg("%s: code %d, \"%s\"", name, code, err.text);
}

/* Where the upright (x, y) lies in what is stored in EXIF orientation `o`. */
static void stored_at(int o, int x, int y, int *sx, int *sy)
{
    int w = o >= 5 ? PIC_H : PIC_W;
    int h = o >= 5 ? PIC_W : PIC_H;
    *sx = o >= 5 ? y : x;
    *sy = o >= 5 ? x : y;
    if (o == 2 || o == 3 || o == 7 || o == 8)
        *sx = w - 1 - *sx;
    if (o == 3 || o == 4 || o == 6 || o == 7)
        *sy = h - 1 - *sy;
}

/* ---- TIFF ---- */

struct odd_tiff {
    const char *name;
    uint16_t bits, samples, photometric, compression, planar;
    uint16_t extra;  /* EXTRASAMPLE_… of the last sample, 0 none */
    int orientation; /* 0: no tag */
    uint32_t fax3;   /* GROUP3OPT_… */
    uint16_t fill;
    int slack;
    double share;
};

/* Sample c of the picture's (x, y): 0..255, or of 1 bit 0..1. */
static int sample_of(const struct odd_tiff *k, int x, int y, int c)
{
    int v = k->bits == 1 ? pic_bit(x, y) : pic(x, y);
    bool alpha = k->extra != 0 && c == k->samples - 1;
    if (alpha)
        return y < 10 ? 0 : 255; /* a hole shows paper, which is white */
    if (k->extra != 0 && y < 10)
        return 0;
    if (k->photometric == PHOTOMETRIC_SEPARATED)
        return c == 3 ? 255 - v : 0; /* black ink alone */
    if (k->photometric == PHOTOMETRIC_MINISWHITE)
        v = 255 - v;
    return v;
}

static void put_sample(uint8_t *row, int bits, int at, int v)
{
    if (bits == 16) {
        uint16_t wide = (uint16_t)(v * 257);
        memcpy(row + 2 * at, &wide, 2);
    } else if (bits == 8) {
        row[at] = (uint8_t)v;
    } else {
        int shift = 8 - bits - at * bits % 8;
        row[at * bits / 8] |= (uint8_t)(v >> (8 - bits) << shift);
    }
}

static void fill_row(const struct odd_tiff *k, int sy, int plane, uint8_t *row,
                     size_t n)
{
    int o = k->orientation;
    int w = o >= 5 ? PIC_H : PIC_W;
    memset(row, 0, n);
    for (int y = 0; y < PIC_H; y++) {
        for (int x = 0; x < PIC_W; x++) {
            int sx, row_of;
            stored_at(o, x, y, &sx, &row_of);
            if (row_of != sy || sx >= w)
                continue;
            for (int c = 0; c < k->samples; c++) {
                if (plane >= 0 && c != plane)
                    continue;
                int at = plane >= 0 ? sx : sx * k->samples + c;
                put_sample(row, k->bits, at, sample_of(k, x, y, c));
            }
        }
    }
}

static void set_tags(TIFF *tiff, const struct odd_tiff *k)
{
    bool side = k->orientation >= 5;
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, side ? PIC_H : PIC_W);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, side ? PIC_W : PIC_H);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, k->bits);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, k->samples);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, k->compression);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, k->photometric);
    TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, k->planar);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
    if (k->orientation != 0)
        TIFFSetField(tiff, TIFFTAG_ORIENTATION, k->orientation);
    if (k->extra != 0)
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &k->extra);
    if (k->compression == COMPRESSION_CCITTFAX3)
        TIFFSetField(tiff, TIFFTAG_GROUP3OPTIONS, k->fax3);
    if (k->fill != 0)
        TIFFSetField(tiff, TIFFTAG_FILLORDER, k->fill);
    if (k->photometric == PHOTOMETRIC_YCBCR) {
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
        TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, 95);
    }
    if (k->photometric == PHOTOMETRIC_PALETTE)
        tiff_palette(tiff, k->bits);
}

static void make_odd(const struct odd_tiff *k, const char *mode)
{
    TIFF *tiff = TIFFOpen(path, mode);
    assert_non_null(tiff);
    set_tags(tiff, k);
    static uint8_t row[8 * 256 * 2];
    int h = k->orientation >= 5 ? PIC_W : PIC_H;
    int planes = k->planar == PLANARCONFIG_SEPARATE ? k->samples : 1;
    for (int p = 0; p < planes; p++)
        for (int y = 0; y < h; y++) {
            fill_row(k, y, planes > 1 ? p : -1, row, sizeof row);
            assert_int_equal(
                TIFFWriteScanline(tiff, row, (uint32_t)y, (uint16_t)p), 1);
        }
    TIFFClose(tiff);
}

enum { TOGETHER = PLANARCONFIG_CONTIG, APART = PLANARCONFIG_SEPARATE };

static const struct odd_tiff odd_tiffs[] = {
    {.name = "colour, planes apart",
     8,
     3,
     PHOTOMETRIC_RGB,
     COMPRESSION_LZW,
     APART,
     .slack = 1},
    {.name = "16-bit colour",
     16,
     3,
     PHOTOMETRIC_RGB,
     COMPRESSION_ADOBE_DEFLATE,
     TOGETHER,
     .slack = 1},
    {.name = "16-bit colour, planes apart",
     16,
     3,
     PHOTOMETRIC_RGB,
     COMPRESSION_NONE,
     APART,
     .slack = 1},
    {.name = "colour and alpha",
     8,
     4,
     PHOTOMETRIC_RGB,
     COMPRESSION_LZW,
     TOGETHER,
     .extra = EXTRASAMPLE_UNASSALPHA,
     .slack = 1},
    {.name = "colour multiplied by alpha",
     8,
     4,
     PHOTOMETRIC_RGB,
     COMPRESSION_LZW,
     TOGETHER,
     .extra = EXTRASAMPLE_ASSOCALPHA,
     .slack = 1},
    {.name = "grey and alpha",
     8,
     2,
     PHOTOMETRIC_MINISBLACK,
     COMPRESSION_LZW,
     TOGETHER,
     .extra = EXTRASAMPLE_UNASSALPHA,
     .slack = 1},
    {.name = "inks",
     8,
     4,
     PHOTOMETRIC_SEPARATED,
     COMPRESSION_LZW,
     TOGETHER,
     .slack = 1},
    {.name = "YCbCr as JPEG",
     8,
     3,
     PHOTOMETRIC_YCBCR,
     COMPRESSION_JPEG,
     TOGETHER,
     .slack = 50,
     .share = 0.03},
    {.name = "RGB as JPEG",
     8,
     3,
     PHOTOMETRIC_RGB,
     COMPRESSION_JPEG,
     TOGETHER,
     .slack = 50,
     .share = 0.03},
    {.name = "two bits",
     2,
     1,
     PHOTOMETRIC_MINISBLACK,
     COMPRESSION_NONE,
     TOGETHER,
     .slack = 64},
    {.name = "four bits, 0 is white",
     4,
     1,
     PHOTOMETRIC_MINISWHITE,
     COMPRESSION_LZW,
     TOGETHER,
     .slack = 16},
    {.name = "sixteen bits, 0 is white",
     16,
     1,
     PHOTOMETRIC_MINISWHITE,
     COMPRESSION_LZW,
     TOGETHER,
     .slack = 1},
    {.name = "palette of 16",
     4,
     1,
     PHOTOMETRIC_PALETTE,
     COMPRESSION_PACKBITS,
     TOGETHER,
     .slack = 16},
    {.name = "palette of 2",
     1,
     1,
     PHOTOMETRIC_PALETTE,
     COMPRESSION_NONE,
     TOGETHER},
    {.name = "G3 2-D",
     1,
     1,
     PHOTOMETRIC_MINISWHITE,
     COMPRESSION_CCITTFAX3,
     TOGETHER,
     .fax3 = GROUP3OPT_2DENCODING},
    {.name = "G3 with filled rows, low bit first",
     1,
     1,
     PHOTOMETRIC_MINISWHITE,
     COMPRESSION_CCITTFAX3,
     TOGETHER,
     .fax3 = GROUP3OPT_FILLBITS,
     .fill = FILLORDER_LSB2MSB},
    {.name = "Huffman rows",
     1,
     1,
     PHOTOMETRIC_MINISWHITE,
     COMPRESSION_CCITTRLE,
     TOGETHER},
    {.name = "G4, low bit first",
     1,
     1,
     PHOTOMETRIC_MINISWHITE,
     COMPRESSION_CCITTFAX4,
     TOGETHER,
     .fill = FILLORDER_LSB2MSB},
    {.name = "PackBits of bits",
     1,
     1,
     PHOTOMETRIC_MINISWHITE,
     COMPRESSION_PACKBITS,
     TOGETHER},
    {.name = "Deflate of bits, 0 is black",
     1,
     1,
     PHOTOMETRIC_MINISBLACK,
     COMPRESSION_DEFLATE,
     TOGETHER},
};

static void every_odd_tiff_gives_the_same_page(void **state)
{
    (void)state;
    static const char *const MODES[] = {"wl", "wb", "wl8"};
    for (size_t i = 0; i < sizeof odd_tiffs / sizeof odd_tiffs[0]; i++) {
        const struct odd_tiff *k = &odd_tiffs[i];
        for (size_t m = 0; m < 3; m++) {
            char name[100];
            (void)snprintf(name, sizeof name, "%s (%s)", k->name, MODES[m]);
            make_odd(k, MODES[m]);
            expect(name, k->bits == 1, k->slack, k->share);
        }
    }
}

/* Through each of the three ways decode_tiff.c reads pixels. */
static void tiff_orientations_put_the_page_upright(void **state)
{
    (void)state;
    static const struct odd_tiff KINDS[] = {
        {.name = "bits",
         1,
         1,
         PHOTOMETRIC_MINISWHITE,
         COMPRESSION_CCITTFAX4,
         TOGETHER},
        {.name = "grey",
         8,
         1,
         PHOTOMETRIC_MINISBLACK,
         COMPRESSION_LZW,
         TOGETHER},
        {.name = "colour",
         8,
         3,
         PHOTOMETRIC_RGB,
         COMPRESSION_LZW,
         TOGETHER,
         .slack = 1},
    };
    for (size_t i = 0; i < 3; i++) {
        for (int o = 1; o <= 8; o++) {
            struct odd_tiff k = KINDS[i];
            char name[60];
            k.orientation = o;
            (void)snprintf(name, sizeof name, "%s in orientation %d", k.name,
                           o);
            make_odd(&k, "wl");
            expect(name, k.bits == 1, k.slack, 0);
        }
    }
}

static void a_lying_resolution_changes_no_pixel(void **state)
{
    (void)state;

    static const struct {
        float x, y;
        uint16_t unit;
        double dpi; /* what is told of it, -1 = anything */
    } ROWS[] = {
        {99999, 99999, RESUNIT_INCH, -1},
        {1, 1, RESUNIT_INCH, -1},
        {0, 0, RESUNIT_INCH, 0},
        {118.11f, 118.11f, RESUNIT_CENTIMETER, 300},
        {300, 150, RESUNIT_INCH, -1},
        {300, 300, RESUNIT_NONE, 0},
        {1e30f, 1e30f, RESUNIT_INCH, -1},
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct odd_tiff k = odd_tiffs[17];
        TIFF *tiff;
        struct image image;
        struct err err = ERR_INIT;
        make_odd(&k, "wl");
        tiff = TIFFOpen(path, "r+");
        assert_non_null(tiff);
        TIFFSetField(tiff, TIFFTAG_XRESOLUTION, (double)ROWS[i].x);
        TIFFSetField(tiff, TIFFTAG_YRESOLUTION, (double)ROWS[i].y);
        TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, ROWS[i].unit);
        assert_int_equal(TIFFRewriteDirectory(tiff), 1);
        TIFFClose(tiff);
        expect("lying resolution", true, 0, 0);
        assert_int_equal(load(&image, &err), ERR_OK);
        assert_true(isfinite(image.dpi) && image.dpi >= 0);
        if (ROWS[i].dpi >= 0)
            assert_true(fabs(image.dpi - ROWS[i].dpi) < 1);
        image_deinit(&image);
    }
}

/* Numbers with a point are no scan; they are told so, not drawn wrongly. */
static void a_tiff_of_real_numbers_is_refused(void **state)
{
    (void)state;
    TIFF *tiff = TIFFOpen(path, "w");
    float row[PIC_W] = {0};
    assert_non_null(tiff);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, PIC_W);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, PIC_H);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 32);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    for (uint32_t y = 0; y < PIC_H; y++)
        assert_int_equal(TIFFWriteScanline(tiff, row, y, 0), 1);
    TIFFClose(tiff);
    refused("real numbers", "TIFF");
}

/* ---- JPEG ---- */

struct odd_jpeg {
    const char *name;
    J_COLOR_SPACE in, stored;
    bool arithmetic, progressive, no_adobe;
    int restart;     /* rows of blocks between markers */
    int orientation; /* EXIF */
    bool little;     /* EXIF of little-endian numbers */
    bool after_jfif; /* EXIF behind another marker */
    int slack;
    double share;
};

static void exif(struct jpeg_compress_struct *jpeg, const struct odd_jpeg *k)
{
    uint8_t big[] = {'E', 'x', 'i', 'f', 0, 0, 'M',  'M',  0, 42, 0,
                     0,   0,   8,   0,   2, 1, 0x0F, 0,    2, 0,  0,
                     0,   1,   65,  0,   0, 0, 1,    0x12, 0, 3,  0,
                     0,   0,   1,   0,   0, 0, 0,    0,    0, 0,  0};
    uint8_t little[] = {'E', 'x', 'i', 'f', 0, 0,    'I',  'I', 42, 0, 8,
                        0,   0,   0,   2,   0, 0x0F, 1,    2,   0,  1, 0,
                        0,   0,   65,  0,   0, 0,    0x12, 1,   3,  0, 1,
                        0,   0,   0,   0,   0, 0,    0,    0,   0,  0, 0};
    big[37] = (uint8_t)k->orientation;
    little[36] = (uint8_t)k->orientation;
    if (k->after_jfif)
        jpeg_write_marker(jpeg, JPEG_COM, (const JOCTET *)"a phone", 7);
    jpeg_write_marker(jpeg, JPEG_APP0 + 1, k->little ? little : big,
                      sizeof big);
}

/* One stored row; picture rows of any orientation. */
static void jpeg_row(const struct odd_jpeg *k, int sy, int n, uint8_t *row)
{
    for (int y = 0; y < PIC_H; y++) {
        for (int x = 0; x < PIC_W; x++) {
            int sx, row_of;
            stored_at(k->orientation, x, y, &sx, &row_of);
            if (row_of != sy)
                continue;
            uint8_t v = pic(x, y);
            for (int c = 0; c < n; c++)
                row[sx * n + c] = n < 4 ? v
                                  : k->no_adobe
                                      ? (uint8_t)(c == 3 ? 255 - v : 0)
                                      : (uint8_t)(c == 3 ? v : 255);
        }
    }
}

static void make_odd_jpeg(const struct odd_jpeg *k)
{
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    FILE *f = fopen(path, "wb");
    static uint8_t row[4 * 256];
    bool side = k->orientation >= 5;
    assert_non_null(f);
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, f);
    jpeg.image_width = side ? PIC_H : PIC_W;
    jpeg.image_height = side ? PIC_W : PIC_H;
    jpeg.input_components = k->in == JCS_GRAYSCALE ? 1
                            : k->in == JCS_CMYK    ? 4
                                                   : 3;
    jpeg.in_color_space = k->in;
    jpeg_set_defaults(&jpeg);
    jpeg_set_colorspace(&jpeg, k->stored);
    jpeg_set_quality(&jpeg, 95, TRUE);
    jpeg.arith_code = k->arithmetic;
    jpeg.restart_in_rows = k->restart;
    if (k->no_adobe)
        jpeg.write_Adobe_marker = FALSE;
    if (k->progressive)
        jpeg_simple_progression(&jpeg);
    jpeg_start_compress(&jpeg, TRUE);
    if (k->orientation != 0)
        exif(&jpeg, k);
    for (int y = 0; y < (side ? PIC_W : PIC_H); y++) {
        JSAMPROW from = row;
        jpeg_row(k, y, jpeg.input_components, row);
        (void)jpeg_write_scanlines(&jpeg, &from, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    assert_int_equal(fclose(f), 0);
}

static void every_odd_jpeg_gives_the_same_page(void **state)
{
    (void)state;
    static const struct odd_jpeg KINDS[] = {
        {.name = "arithmetic",
         JCS_GRAYSCALE,
         JCS_GRAYSCALE,
         .arithmetic = true},
        {.name = "arithmetic, progressive",
         JCS_RGB,
         JCS_YCbCr,
         .arithmetic = true,
         .progressive = true},
        {.name = "restart markers", JCS_RGB, JCS_YCbCr, .restart = 1},
        {.name = "progressive inks", JCS_CMYK, JCS_YCCK, .progressive = true},
        {.name = "inks as they are", JCS_CMYK, JCS_CMYK, .no_adobe = true},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        make_odd_jpeg(&KINDS[i]);
        expect(KINDS[i].name, false, 48, 0.01);
    }
}

static void exif_of_every_kind_puts_the_page_upright(void **state)
{
    (void)state;
    for (int o = 1; o <= 8; o++) {
        for (int how = 0; how < 4; how++) {
            struct odd_jpeg k = {.in = JCS_RGB,
                                 .stored = JCS_YCbCr,
                                 .orientation = o,
                                 .little = how % 2 != 0,
                                 .after_jfif = how / 2 != 0};
            char name[60];
            (void)snprintf(name, sizeof name, "EXIF %d, way %d", o, how);
            make_odd_jpeg(&k);
            expect(name, false, 48, 0.01);
        }
    }
}

/* By size: a page of more than 400 dpi is decoded at a half or a quarter. */
static void large_jpegs_come_out_small_enough(void **state)
{
    (void)state;

    static const struct {
        int times, by;
    } ROWS[] = {{24, 1}, {25, 2}, {48, 2}, {49, 4}};

    for (size_t i = 0; i < 4; i++) {
        struct jpeg_kind kind = {"", JCS_GRAYSCALE, JCS_GRAYSCALE, false,
                                 0,  ROWS[i].times};
        struct image image;
        struct err err = ERR_INIT;
        make_jpeg(path, &kind);
        assert_int_equal(load(&image, &err), ERR_OK);
        assert_int_equal(image.w,
                         (PIC_W * ROWS[i].times + ROWS[i].by - 1) / ROWS[i].by);
        int at = 40 * ROWS[i].times / ROWS[i].by;
        assert_true(pixel_at(&image, at, at) < 10);
        assert_true(pixel_at(&image, at * 2, at) > 245);
        image_deinit(&image);
    }
}

/* ---- PNG ---- */

struct odd_png {
    const char *name;
    int colour, depth;
    bool interlaced, gamma, clear; /* clear: paper is a transparent black */
};

static void png_extras(png_structp png, png_infop info, const struct odd_png *k)
{
    if (k->colour == PNG_COLOR_TYPE_PALETTE) {
        png_color palette[256];
        png_byte alpha[256];
        int n = 1 << k->depth;
        for (int i = 0; i < n; i++) {
            uint8_t v = (uint8_t)(i * 255 / (n - 1));
            bool hole = k->clear && i == n - 1;
            alpha[i] = hole ? 0 : 255;
            v = hole ? 0 : v;
            palette[i] = (png_color){v, v, v};
        }
        png_set_PLTE(png, info, palette, n);
        if (k->clear)
            png_set_tRNS(png, info, alpha, n, NULL);
    } else if (k->clear) {
        png_color_16 key = {.gray = (png_uint_16)((1 << k->depth) - 1),
                            .red = 255,
                            .green = 255,
                            .blue = 255};
        png_set_tRNS(png, info, NULL, 0, &key);
    }
    if (k->gamma)
        png_set_gAMA(png, info, 1.0 / 4.0);
}

static void make_odd_png(const struct odd_png *k)
{
    struct png_kind plain = {k->name, k->colour, k->depth, k->interlaced};
    static uint8_t rows[PIC_H][PIC_W * 8];
    png_bytep list[PIC_H];
    FILE *f = fopen(path, "wb");
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    assert_true(f != NULL && info != NULL);
    png_init_io(png, f);
    png_set_IHDR(png, info, PIC_W, PIC_H, k->depth, k->colour,
                 k->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_extras(png, info, k);
    png_write_info(png, info);
    for (int y = 0; y < PIC_H; y++) {
        png_fill_row(&plain, y, rows[y]);
        list[y] = rows[y];
    }
    png_write_image(png, list);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    assert_int_equal(fclose(f), 0);
}

static void every_odd_png_gives_the_same_page(void **state)
{
    (void)state;

    enum {
        G = PNG_COLOR_TYPE_GRAY,
        P = PNG_COLOR_TYPE_PALETTE,
        RGB = PNG_COLOR_TYPE_RGB,
        GA = PNG_COLOR_TYPE_GRAY_ALPHA,
        RGBA = PNG_COLOR_TYPE_RGB_ALPHA
    };
    static const struct odd_png KINDS[] = {
        {"gamma of grey", G, 8, .gamma = true},
        {"gamma of bits", G, 1, .gamma = true},
        {"gamma of colour", RGB, 8, .gamma = true},
        {"gamma of grey and alpha", GA, 8, .gamma = true},
        {"gamma of colour and alpha", RGBA, 16, .gamma = true},
        {"palette of 4", P, 2, .interlaced = false},
        {"palette of 16", P, 4, .interlaced = false},
        {"palette of 16, interlaced", P, 4, .interlaced = true},
        {"palette with a hole", P, 8, .clear = true},
        {"palette of 2 with a hole", P, 1, .clear = true},
        {"palette with a hole, interlaced", P, 8, .interlaced = true,
         .clear = true},
        {"grey with a clear tone", G, 8, .clear = true},
        {"bits with a clear tone", G, 1, .clear = true},
        {"grey of 16 bits, interlaced", G, 16, .interlaced = true},
        {"grey of 2 bits, interlaced", G, 2, .interlaced = true},
        {"colour of 16 bits, interlaced", RGB, 16, .interlaced = true},
        {"grey and alpha, interlaced", GA, 8, .interlaced = true},
        {"colour and alpha of 16 bits, interlaced", RGBA, 16,
         .interlaced = true},
    };
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        make_odd_png(&KINDS[i]);
        expect(KINDS[i].name, KINDS[i].depth == 1,
               KINDS[i].depth == 2   ? 64
               : KINDS[i].depth == 4 ? 16
                                     : 1,
               0);
    }
}

/* ---- other kinds ---- */

static void other_kinds_are_called_by_their_names(void **state)
{
    (void)state;

    static const struct {
        const char *bytes;
        size_t n;
        const char *word;
    } ROWS[] = {
        {"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", 14, "BMP"},
        {"RIFF\x24\0\0\0WEBPVP8 ", 16, "WebP"},
        {"\0\0\0\x18"
         "ftypheic\0\0\0\0mif1heic",
         24, "HEIC"},
        {"\0\0\0\x1c"
         "ftypmif1\0\0\0\0mif1heic",
         24, "HEIC"},
        {"\0\0\0\x20"
         "ftypavif\0\0\0\0",
         16, "HEIC or AVIF"},
        {"GIF89a\x01\0\x01\0", 10, "GIF"},
        {"PK\3\4\x14\0\6\0", 8, "office document"},
        {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "office document"},
        {"\0\0\0\x0CjP  \r\n\x87\n", 12, "JPEG 2000"},
        {"%!PS-Adobe-3.0\n", 15, "PostScript"},
        {"<html>", 6, "neither PDF, TIFF, PNG nor JPEG"},
    };

    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(ROWS[i].bytes, 1, ROWS[i].n, f), ROWS[i].n);
        assert_int_equal(fclose(f), 0);
        refused(ROWS[i].word, ROWS[i].word);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_odd_tiff_gives_the_same_page),
        cmocka_unit_test(tiff_orientations_put_the_page_upright),
        cmocka_unit_test(a_lying_resolution_changes_no_pixel),
        cmocka_unit_test(a_tiff_of_real_numbers_is_refused),
        cmocka_unit_test(every_odd_jpeg_gives_the_same_page),
        cmocka_unit_test(exif_of_every_kind_puts_the_page_upright),
        cmocka_unit_test(large_jpegs_come_out_small_enough),
        cmocka_unit_test(every_odd_png_gives_the_same_page),
        cmocka_unit_test(other_kinds_are_called_by_their_names),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
