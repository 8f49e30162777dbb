/* Images: every kind of file gives the same grey page; what is cut off,
 * damaged, huge or no image is refused with its reason, and quietly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "omr/image.h"
#include "omr/sample.h"
#include "tests/omr/make_images.h"

static char dir[64];
static char path_buffer[128];

static const char *in_dir(const char *name)
{
    (void)snprintf(path_buffer, sizeof path_buffer, "%s/%s", dir, name);
    return path_buffer;
}

static enum err_code load(const char *path, size_t page, struct image *out,
                          struct err *err)
{
    struct image_file *file = NULL;
    *out = (struct image){0};
    enum err_code code = image_file_open(path, &file, err);
    if (code == ERR_OK)
        code = image_file_page(file, page, out, err);
    image_file_close(file);
    return code;
}

/* Share of pixels that differ from the picture by more than `slack`. */
static double differing(const struct image *image, bool bits, int slack)
{
    int wrong = 0;
    for (int y = 0; y < PIC_H; y++) {
        for (int x = 0; x < PIC_W; x++) {
            int want = bits ? pic_bit(x, y) : pic(x, y);
            int got = pixel_at(image, x, y);
            wrong += abs(want - got) > slack;
        }
    }
    return (double)wrong / (PIC_W * PIC_H);
}

static void expect_picture(const char *path, size_t page, bool bits, int slack,
                           double share)
{
    struct image image;
    struct err err = ERR_INIT;
    if (load(path, page, &image, &err) != ERR_OK)
        fail_msg("%s", err.text);
    assert_int_equal(image.w, PIC_W);
    assert_int_equal(image.h, PIC_H);
    double wrong = differing(&image, bits, slack);
    if (wrong > share)
        fail_msg("%s: %.4f of the pixels are wrong", path, wrong);
    image_deinit(&image);
}

/* ---- kinds ---- */

static const struct png_kind PNGS[] = {
    {"g1.png", PNG_COLOR_TYPE_GRAY, 1, false},
    {"g2.png", PNG_COLOR_TYPE_GRAY, 2, false},
    {"g4.png", PNG_COLOR_TYPE_GRAY, 4, false},
    {"g8.png", PNG_COLOR_TYPE_GRAY, 8, false},
    {"g16.png", PNG_COLOR_TYPE_GRAY, 16, false},
    {"p1.png", PNG_COLOR_TYPE_PALETTE, 1, false},
    {"p8.png", PNG_COLOR_TYPE_PALETTE, 8, false},
    {"rgb8.png", PNG_COLOR_TYPE_RGB, 8, false},
    {"rgb16.png", PNG_COLOR_TYPE_RGB, 16, false},
    {"rgba8.png", PNG_COLOR_TYPE_RGB_ALPHA, 8, false},
    {"rgba16.png", PNG_COLOR_TYPE_RGB_ALPHA, 16, false},
    {"ga8.png", PNG_COLOR_TYPE_GRAY_ALPHA, 8, false},
    {"ga16.png", PNG_COLOR_TYPE_GRAY_ALPHA, 16, false},
    {"g1i.png", PNG_COLOR_TYPE_GRAY, 1, true},
    {"g8i.png", PNG_COLOR_TYPE_GRAY, 8, true},
    {"rgb8i.png", PNG_COLOR_TYPE_RGB, 8, true},
    {"p1i.png", PNG_COLOR_TYPE_PALETTE, 1, true},
};

static const struct jpeg_kind JPEGS[] = {
    {"grey.jpg", JCS_GRAYSCALE, JCS_GRAYSCALE, false, 0, 1},
    {"ycc.jpg", JCS_RGB, JCS_YCbCr, false, 0, 1},
    {"rgb.jpg", JCS_RGB, JCS_RGB, false, 0, 1},
    {"prog.jpg", JCS_RGB, JCS_YCbCr, true, 0, 1},
    {"cmyk.jpg", JCS_CMYK, JCS_CMYK, false, 0, 1},
    {"ycck.jpg", JCS_CMYK, JCS_YCCK, false, 0, 1},
};

static const struct tiff_kind TIFFS[] = {
    {"g4.tif", 1, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE, 0, false, 0,
     1},
    {"g4strips.tif", 1, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE, 0,
     false, 10, 1},
    {"g4black.tif", 1, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISBLACK,
     FILLORDER_LSB2MSB, false, 0, 1},
    {"g3.tif", 1, COMPRESSION_CCITTFAX3, PHOTOMETRIC_MINISWHITE, 0, false, 0,
     1},
    {"bits.tif", 1, COMPRESSION_NONE, PHOTOMETRIC_MINISWHITE,
     FILLORDER_LSB2MSB, false, 7, 1},
    {"bitslzw.tif", 1, COMPRESSION_LZW, PHOTOMETRIC_MINISBLACK, 0, false, 0,
     1},
    {"bitstiled.tif", 1, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE, 0,
     true, 0, 1},
    {"four.tif", 4, COMPRESSION_LZW, PHOTOMETRIC_MINISBLACK, 0, false, 9, 1},
    {"eight.tif", 8, COMPRESSION_NONE, PHOTOMETRIC_MINISBLACK, 0, false, 16,
     1},
    {"eightinv.tif", 8, COMPRESSION_LZW, PHOTOMETRIC_MINISWHITE, 0, false, 16,
     1},
    {"zip.tif", 8, COMPRESSION_ADOBE_DEFLATE, PHOTOMETRIC_MINISBLACK, 0, false,
     0, 1},
    {"packbits.tif", 8, COMPRESSION_PACKBITS, PHOTOMETRIC_MINISBLACK, 0, false,
     0, 1},
    {"tiled.tif", 8, COMPRESSION_ADOBE_DEFLATE, PHOTOMETRIC_MINISBLACK, 0,
     true, 0, 1},
    {"sixteen.tif", 16, COMPRESSION_LZW, PHOTOMETRIC_MINISBLACK, 0, false, 0,
     1},
    {"palette.tif", 8, COMPRESSION_LZW, PHOTOMETRIC_PALETTE, 0, false, 0, 1},
    {"rgb.tif", 8, COMPRESSION_LZW, PHOTOMETRIC_RGB, 0, false, 0, 1},
    {"jpeg.tif", 8, COMPRESSION_JPEG, PHOTOMETRIC_MINISBLACK, 0, false, 16,
     1},
    {"pages.tif", 1, COMPRESSION_CCITTFAX4, PHOTOMETRIC_MINISWHITE, 0, false,
     0, 3},
};

enum {
    PNG_N = sizeof PNGS / sizeof PNGS[0],
    JPEG_N = sizeof JPEGS / sizeof JPEGS[0],
    TIFF_N = sizeof TIFFS / sizeof TIFFS[0]
};

static int make_all(void **state)
{
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/pingyi-image-XXXXXX");
    if (mkdtemp(dir) == NULL)
        return -1;
    for (size_t i = 0; i < PNG_N; i++)
        make_png(in_dir(PNGS[i].name), &PNGS[i]);
    for (size_t i = 0; i < JPEG_N; i++)
        make_jpeg(in_dir(JPEGS[i].name), &JPEGS[i]);
    for (size_t i = 0; i < TIFF_N; i++)
        make_tiff(in_dir(TIFFS[i].name), &TIFFS[i], "wl");
    return 0;
}

static int remove_all(void **state)
{
    (void)state;
    char **paths = NULL;
    size_t n = 0;
    struct err err = ERR_INIT;
    if (file_list(dir, 1000, &paths, &n, &err) != ERR_OK)
        return -1;
    for (size_t i = 0; i < n; i++)
        (void)unlink(paths[i]);
    file_list_free(paths, n);
    (void)rmdir(in_dir("folder.png"));
    return rmdir(dir);
}

static void every_png_gives_the_same_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < PNG_N; i++)
        expect_picture(in_dir(PNGS[i].name), 0, PNGS[i].depth == 1,
                       PNGS[i].depth == 2   ? 64
                       : PNGS[i].depth == 4 ? 16
                                            : 1,
                       0);
}

static void every_jpeg_gives_the_same_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < JPEG_N; i++) /* rings beside edges are allowed */
        expect_picture(in_dir(JPEGS[i].name), 0, false, 40, 0.004);
}

static void expect_tiff(const char *path, const struct tiff_kind *kind)
{
    bool jpeg = kind->compression == COMPRESSION_JPEG;
    expect_picture(path, 0, kind->bits == 1,
                   jpeg ? 50 : kind->bits == 4 ? 16 : 1, jpeg ? 0.03 : 0);
}

static void every_tiff_gives_the_same_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < TIFF_N; i++)
        expect_tiff(in_dir(TIFFS[i].name), &TIFFS[i]);
}

static void so_does_every_big_endian_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < TIFF_N; i++) {
        make_tiff(in_dir("mm.tif"), &TIFFS[i], "wb");
        expect_tiff(in_dir("mm.tif"), &TIFFS[i]);
    }
}

static void bilevel_and_dpi_are_noted(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"g1.png", "p1.png", "g4.tif",
                                        "bitstiled.tif"};
    struct image image;
    struct err err = ERR_INIT;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(load(in_dir(NAMES[i]), 0, &image, &err), ERR_OK);
        assert_true(image.bilevel);
        assert_int_equal(image.packed, i < 3); /* not what came in tiles */
        assert_true(image.dpi > 299 && image.dpi < 301);
        image_deinit(&image);
    }
    assert_int_equal(load(in_dir("g8.png"), 0, &image, &err), ERR_OK);
    assert_false(image.bilevel);
    image_deinit(&image);
}

static void pages_of_a_tiff_are_counted_and_read_in_any_order(void **state)
{
    (void)state;
    struct image_file *file;
    struct err err = ERR_INIT;
    struct image image;
    assert_int_equal(image_file_open(in_dir("pages.tif"), &file, &err),
                     ERR_OK);
    assert_int_equal(image_file_pages(file), 3);
    static const size_t ORDER[] = {2, 0, 1, 1};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(image_file_page(file, ORDER[i], &image, &err),
                         ERR_OK);
        assert_true(differing(&image, true, 0) <= 0);
        image_deinit(&image);
    }
    image_file_close(file);
}

/* ---- turning and halving ---- */

static void exif_orientations_put_the_page_upright(void **state)
{
    (void)state;
    for (int o = 1; o <= 8; o++) {
        struct jpeg_kind kind = JPEGS[0];
        struct image image;
        struct err err = ERR_INIT;
        kind.orientation = o;
        make_jpeg(in_dir("turned.jpg"), &kind);
        assert_int_equal(load(in_dir("turned.jpg"), 0, &image, &err), ERR_OK);
        bool swapped = o >= 5;
        assert_int_equal(image.w, swapped ? PIC_H : PIC_W);
        /* The stored top left corner holds a black square at (40, 40). */
        int x = o == 2 || o == 3 || o == 6 || o == 7 ? image.w - 41 : 40;
        int y = o == 3 || o == 4 || o == 7 || o == 8 ? image.h - 41 : 40;
        assert_true(image.pixels[(size_t)y * image.stride + (size_t)x] < 60);
        image_deinit(&image);
    }
}

static void large_jpegs_are_decoded_at_half_scale(void **state)
{
    (void)state;
    struct jpeg_kind kind = JPEGS[0];
    struct image image;
    struct err err = ERR_INIT;
    kind.times = 26; /* 5278 x 4082 */
    make_jpeg(in_dir("large.jpg"), &kind);
    assert_int_equal(load(in_dir("large.jpg"), 0, &image, &err), ERR_OK);
    assert_int_equal(image.w, PIC_W * 13);
    assert_int_equal(image.h, PIC_H * 13);
    assert_true(image.pixels[40 * 13 * image.stride + 40 * 13] < 10);
    image_deinit(&image);
}

/* ---- damage ---- */

static void write_bytes(const char *path, const char *bytes, size_t n)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

/* A file cut short is refused, unless all its pixels are still there. */
static void cut(const char *name, bool bits, int slack, double share)
{
    char *bytes;
    size_t n;
    struct err err = ERR_INIT;
    assert_int_equal(file_read(in_dir(name), 1 << 26, &bytes, &n, &err),
                     ERR_OK);
    for (size_t part = 0; part < 16; part++) {
        struct image image;
        write_bytes(in_dir("cut"), bytes, n * part / 16);
        err_clear(&err);
        enum err_code code = load(in_dir("cut"), 0, &image, &err);
        if (code == ERR_OK) {
            if (differing(&image, bits, slack) > share)
                fail_msg("%s cut at %zu/16 is read with lost pixels", name,
                         part);
            image_deinit(&image);
            continue;
        }
        if (code != ERR_FORMAT || err.text[0] == '\0')
            fail_msg("%s cut at %zu/16: %s", name, part, err.text);
    }
    free(bytes);
}

static void files_cut_short_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < PNG_N; i++)
        cut(PNGS[i].name, PNGS[i].depth == 1, 64, 0);
    for (size_t i = 0; i < JPEG_N; i++)
        cut(JPEGS[i].name, false, 40, 0.004);
    for (size_t i = 0; i < TIFF_N; i++)
        cut(TIFFS[i].name, TIFFS[i].bits == 1, 50, 0.03);
}

/* Some bytes in the middle overwritten: a file whose format can tell must
 * notice, for else rows of marks would vanish unseen.  (JPEG and LZW, Deflate
 * and plain TIFF cannot: they carry no check sum, or libtiff stops before it;
 * a page whose lines have moved is refused at its marks instead.) */
static void files_damaged_inside_are_refused(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"g1.png",  "g8.png",   "rgb8.png",
                                        "g4.tif",  "g4strips.tif",
                                        "g3.tif",  "bitstiled.tif"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
        char *bytes;
        size_t n;
        struct image image;
        struct err err = ERR_INIT;
        assert_int_equal(
            file_read(in_dir(NAMES[i]), 1 << 26, &bytes, &n, &err), ERR_OK);
        /* at a third: behind the head of a PNG or JPEG, before a TIFF's tags */
        memset(bytes + n / 3, 0, n > 900 ? 48 : 16);
        write_bytes(in_dir("damaged"), bytes, n);
        enum err_code code = load(in_dir("damaged"), 0, &image, &err);
        if (code != ERR_FORMAT)
            fail_msg("%s damaged in the middle is read", NAMES[i]);
        free(bytes);
    }
}

/* A few bytes of padding before the last marker are some scanners' habit. */
static void padding_in_a_jpeg_does_no_harm(void **state)
{
    (void)state;
    char *bytes;
    size_t n;
    struct err err = ERR_INIT;
    assert_int_equal(file_read(in_dir("grey.jpg"), 1 << 20, &bytes, &n, &err),
                     ERR_OK);
    char *padded = calloc(1, n + 100);
    assert_non_null(padded);
    memcpy(padded, bytes, n - 2);
    memcpy(padded + n - 2 + 2, "\xFF\xD9", 2);
    write_bytes(in_dir("padded.jpg"), padded, n + 2);
    expect_picture(in_dir("padded.jpg"), 0, false, 40, 0.004);
    free(padded);
    free(bytes);
}

static void a_lost_page_of_a_tiff_is_missed(void **state)
{
    (void)state;
    char *bytes;
    size_t n;
    struct err err = ERR_INIT;
    struct image_file *file;
    struct image image;
    assert_int_equal(file_read(in_dir("pages.tif"), 1 << 26, &bytes, &n, &err),
                     ERR_OK);
    write_bytes(in_dir("lost.tif"), bytes, n - 200); /* the last directory */
    free(bytes);
    assert_int_equal(image_file_open(in_dir("lost.tif"), &file, &err), ERR_OK);
    size_t pages = image_file_pages(file);
    assert_true(pages >= 2);
    size_t good = 0;
    for (size_t i = 0; i < pages; i++) {
        err_clear(&err);
        if (image_file_page(file, i, &image, &err) == ERR_OK) {
            good++;
            image_deinit(&image);
        }
    }
    image_file_close(file);
    assert_true(good < pages); /* the loss is told */
}

/* ---- sizes and things that are no images ---- */

static void put32(char *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (char)(v >> (24 - 8 * i));
}

/* A PNG head of any size, with the right CRC. */
static void png_of_size(const char *path, uint32_t w, uint32_t h)
{
    char head[33 + 12] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    put32(head + 16, w);
    put32(head + 20, h);
    head[24] = 1;
    uint32_t crc = 0xFFFFFFFFu;
    for (int i = 12; i < 29; i++) {
        crc ^= (uint8_t)head[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
    }
    put32(head + 29, ~crc);
    memcpy(head + 33, "\0\0\0\0IDAT\x35\xaf\x06\x1e", 12);
    write_bytes(path, head, sizeof head);
}

static enum err_code load_code(const char *path)
{
    struct image image;
    struct err err = ERR_INIT;
    enum err_code code = load(path, 0, &image, &err);
    assert_true(code == ERR_OK || err.text[0] != '\0');
    image_deinit(&image);
    return code;
}

/* No more address space than there is now and 64 MB: half of what one page
 * of the largest size takes.  (The sanitizer's own maps need more.) */
static void limit_memory(bool on)
{
#ifndef __SANITIZE_ADDRESS__
    struct rlimit limit;
    unsigned long pages = 0;
    assert_int_equal(getrlimit(RLIMIT_AS, &limit), 0);
    if (on) {
        FILE *f = fopen("/proc/self/statm", "r");
        assert_non_null(f);
        assert_int_equal(fscanf(f, "%lu", &pages), 1);
        (void)fclose(f);
    }
    limit.rlim_cur = on ? (rlim_t)pages * 4096 + (64 << 20) : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_AS, &limit), 0);
#else
    (void)on;
#endif
}

static void sizes_are_checked_before_any_memory_is_taken(void **state)
{
    (void)state;
    limit_memory(true);
    png_of_size(in_dir("bomb.png"), 60000, 60000);
    assert_int_equal(load_code(in_dir("bomb.png")), ERR_RANGE);
    png_of_size(in_dir("bomb.png"), 19000, 19000);
    assert_int_equal(load_code(in_dir("bomb.png")), ERR_RANGE);
    png_of_size(in_dir("zero.png"), 0, 0);
    assert_int_equal(load_code(in_dir("zero.png")), ERR_FORMAT);
    png_of_size(in_dir("zero.png"), 10, 0);
    assert_int_equal(load_code(in_dir("zero.png")), ERR_FORMAT);

    char *bytes;
    size_t n;
    struct err err = ERR_INIT;
    assert_int_equal(file_read(in_dir("grey.jpg"), 1 << 20, &bytes, &n, &err),
                     ERR_OK);
    for (size_t i = 0; i + 8 < n; i++) {
        if (memcmp(bytes + i, "\xFF\xC0", 2) != 0)
            continue;
        memset(bytes + i + 5, 0xEA, 4); /* 60138 x 60138 */
        break;
    }
    write_bytes(in_dir("huge.jpg"), bytes, n);
    free(bytes);
    assert_int_equal(load_code(in_dir("huge.jpg")), ERR_RANGE);
    limit_memory(false);
}

/* The same picture is the same page, whatever file it came in. */
static void one_picture_in_many_files_has_one_hash(void **state)
{
    (void)state;
    static const char *const GREY[] = {"g8.png", "g8i.png", "rgb8.png",
                                       "eight.tif", "zip.tif", "tiled.tif",
                                       "packbits.tif"};
    static const char *const BITS[] = {"g1.png", "p1.png", "g4.tif", "g3.tif",
                                       "bits.tif", "bitstiled.tif",
                                       "g4strips.tif"};
    uint8_t first[2][32];
    for (size_t i = 0; i < 14; i++) {
        const char *name = i < 7 ? GREY[i] : BITS[i - 7];
        uint8_t hash[32];
        struct image image;
        struct err err = ERR_INIT;
        assert_int_equal(load(in_dir(name), 0, &image, &err), ERR_OK);
        image_hash(&image, hash);
        image_deinit(&image);
        if (i % 7 == 0)
            memcpy(first[i / 7], hash, 32);
        else if (memcmp(first[i / 7], hash, 32) != 0)
            fail_msg("%s is another page than %s", name,
                     i < 7 ? GREY[0] : BITS[0]);
    }
    assert_memory_not_equal(first[0], first[1], 32);
}

static void what_is_no_image_is_named(void **state)
{
    (void)state;
    write_bytes(in_dir("text.png"), "not a picture at all\n", 21);
    assert_int_equal(load_code(in_dir("text.png")), ERR_FORMAT);
    write_bytes(in_dir("empty.jpg"), "", 0);
    assert_int_equal(load_code(in_dir("empty.jpg")), ERR_FORMAT);
    write_bytes(in_dir("one.tif"), "I", 1);
    assert_int_equal(load_code(in_dir("one.tif")), ERR_FORMAT);
    write_bytes(in_dir("loop.tif"), "II*\0\x08\0\0\0\0\0\x08\0\0\0", 14);
    assert_int_equal(load_code(in_dir("loop.tif")), ERR_FORMAT);
    assert_int_equal(load_code(in_dir("absent.png")), ERR_NOTFOUND);
    assert_int_equal(mkdir(in_dir("folder.png"), 0700), 0);
    assert_int_equal(load_code(in_dir("folder.png")), ERR_IO);
}

/* ---- writing, crops, identity ---- */

static void fill(struct image *image, uint8_t *pixels, size_t stride,
                 bool bits)
{
    *image = (struct image){PIC_W, PIC_H, stride, pixels, 200, 0, false};
    memset(pixels, 77, stride * PIC_H);
    for (int y = 0; y < PIC_H; y++)
        for (int x = 0; x < PIC_W; x++)
            pixels[(size_t)y * stride + (size_t)x] =
                bits ? pic_bit(x, y) : pic(x, y);
}

static uint8_t room[PIC_H * (PIC_W + 64)];

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    struct image image;
    struct err err = ERR_INIT;
    for (int bits = 0; bits < 2; bits++) {
        fill(&image, room, PIC_W + 13, bits != 0);
        assert_int_equal(image_write_png(&image, in_dir("out.png"), &err),
                         ERR_OK);
        expect_picture(in_dir("out.png"), 0, bits != 0, 0, 0);
        struct image again;
        assert_int_equal(load(in_dir("out.png"), 0, &again, &err), ERR_OK);
        assert_int_equal(again.bilevel, bits);
        assert_true(again.dpi > 199 && again.dpi < 201);
        uint8_t a[32], b[32];
        image_hash(&image, a);
        image_hash(&again, b);
        assert_memory_equal(a, b, 32);
        image_deinit(&again);
    }
    assert_int_equal(image_write_png(&image, "/nonexistent/x.png", &err),
                     ERR_IO);
    err_clear(&err);
    assert_int_equal(image_write_png(&image, "/dev/full", &err), ERR_FULL);
}

static void the_hash_sees_every_pixel_and_the_size(void **state)
{
    (void)state;
    struct image image;
    uint8_t a[32], b[32];
    fill(&image, room, PIC_W, false);
    image_hash(&image, a);
    for (int k = 0; k < 500; k++) {
        size_t at = (size_t)k * 7919 % (PIC_W * PIC_H);
        room[at] ^= (uint8_t)(1 << k % 8);
        image_hash(&image, b);
        assert_memory_not_equal(a, b, 32);
        room[at] ^= (uint8_t)(1 << k % 8);
    }
    image_hash(&image, b);
    assert_memory_equal(a, b, 32);
    image.w--; /* same bytes in another shape */
    image_hash(&image, b);
    assert_memory_not_equal(a, b, 32);
    /* two rows exchanged */
    fill(&image, room, PIC_W, false);
    for (size_t x = 0; x < PIC_W; x++) {
        uint8_t t = room[30 * PIC_W + x];
        room[30 * PIC_W + x] = room[90 * PIC_W + x];
        room[90 * PIC_W + x] = t;
    }
    image_hash(&image, b);
    assert_memory_not_equal(a, b, 32);
}

static void a_crop_shows_what_the_map_says(void **state)
{
    (void)state;
    struct image image, crop;
    struct err err = ERR_INIT;
    const double map[9] = {10, 0, 0, 0, 10, 0, 0, 0, 1}; /* 10 px a mm */
    fill(&image, room, PIC_W, false);
    assert_int_equal(
        image_crop(&image, map, 1, 1, 6, 6, 254, &crop, &err), ERR_OK);
    assert_int_equal(crop.w, 60);
    for (int y = 0; y < 60; y++)
        for (int x = 0; x < 60; x++)
            assert_int_equal(crop.pixels[(size_t)y * crop.stride + (size_t)x],
                             pic(x + 10, y + 10));
    image_deinit(&crop);
    /* beyond the page there is paper */
    assert_int_equal(
        image_crop(&image, map, -5, -5, 4, 4, 100, &crop, &err), ERR_OK);
    assert_int_equal(crop.pixels[0], 255);
    image_deinit(&crop);
}

/* ---- all of it in silence ---- */

static int stderr_was;

static int hush(void **state)
{
    int rc = make_all(state);
    stderr_was = dup(2);
    int to = open(in_dir("stderr"), O_CREAT | O_TRUNC | O_WRONLY, 0600);
    (void)dup2(to, 2);
    (void)close(to);
    return rc;
}

static void no_library_wrote_to_stderr(void **state)
{
    (void)state;
    (void)dup2(stderr_was, 2);
    if (file_size(in_dir("stderr")) != 0) {
        char *said;
        size_t n;
        struct err err = ERR_INIT;
        assert_int_equal(
            file_read(in_dir("stderr"), 1 << 20, &said, &n, &err), ERR_OK);
        fail_msg("%s", said);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_png_gives_the_same_page),
        cmocka_unit_test(every_jpeg_gives_the_same_page),
        cmocka_unit_test(every_tiff_gives_the_same_page),
        cmocka_unit_test(so_does_every_big_endian_one),
        cmocka_unit_test(bilevel_and_dpi_are_noted),
        cmocka_unit_test(pages_of_a_tiff_are_counted_and_read_in_any_order),
        cmocka_unit_test(exif_orientations_put_the_page_upright),
        cmocka_unit_test(large_jpegs_are_decoded_at_half_scale),
        cmocka_unit_test(files_cut_short_are_refused),
        cmocka_unit_test(files_damaged_inside_are_refused),
        cmocka_unit_test(padding_in_a_jpeg_does_no_harm),
        cmocka_unit_test(a_lost_page_of_a_tiff_is_missed),
        cmocka_unit_test(sizes_are_checked_before_any_memory_is_taken),
        cmocka_unit_test(one_picture_in_many_files_has_one_hash),
        cmocka_unit_test(what_is_no_image_is_named),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(the_hash_sees_every_pixel_and_the_size),
        cmocka_unit_test(a_crop_shows_what_the_map_says),
        cmocka_unit_test(no_library_wrote_to_stderr),
    };
    return cmocka_run_group_tests(tests, hush, remove_all);
}
