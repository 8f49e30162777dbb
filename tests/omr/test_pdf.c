/* PDF: a copier's page comes out pixel for pixel as it is stored, however it
 * is coded, turned or placed; what is composed comes out as it looks; what is
 * damaged, locked or empty is refused with its reason; memory stays flat. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/num.h"
#include "omr/image.h"
#include "omr/sample.h"
#include "tests/omr/make_pdfs.h"

static char dir[64];
static char path_buffer[128];

static const char *in_dir(const char *name)
{
    (void)snprintf(path_buffer, sizeof path_buffer, "%s/%s", dir, name);
    return path_buffer;
}

static const char *scratch(void)
{
    static char path[128];
    (void)snprintf(path, sizeof path, "%s/scratch", dir);
    return path;
}

static int make_dir(void **state)
{
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/pingyi-pdf-XXXXXX");
    return mkdtemp(dir) != NULL ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    (void)unlink(in_dir("scratch"));
    (void)unlink(in_dir("a.pdf"));
    return rmdir(dir);
}

/* ---- expecting ---- */

static enum err_code load(size_t page, struct image *out, struct err *err)
{
    struct image_file *file = NULL;
    *out = (struct image){0};
    enum err_code code = image_file_open(in_dir("a.pdf"), &file, err);
    if (code == ERR_OK)
        code = image_file_page(file, page, out, err);
    image_file_close(file);
    return code;
}

static double differing(const struct image *image, bool bits, int slack)
{
    int wrong = 0;
    for (int y = 0; y < BIG_H; y++)
        for (int x = 0; x < BIG_W; x++)
            wrong += abs(big(x, y, bits) - pixel_at(image, x, y)) > slack;
    return (double)wrong / (BIG_W * BIG_H);
}

/* Page 0 is the upright picture; `slack` of grey, but for `share`. */
static void expect(const char *name, bool bits, int slack, double share)
{
    struct image image;
    struct err err = ERR_INIT;
    if (load(0, &image, &err) != ERR_OK)
        fail_msg("%s: %s", name, err.text);
    if (image.w != BIG_W || image.h != BIG_H)
        fail_msg("%s: %d x %d pixels", name, image.w, image.h);
    double wrong = differing(&image, bits, slack);
    if (wrong > share)
        fail_msg("%s: %.5f of the pixels are wrong", name, wrong);
    if (image.packed != bits)
        fail_msg("%s: packed %d, bits %d", name, image.packed, bits);
    image_deinit(&image);
}

static void refused(const char *name, enum err_code wanted, const char *word)
{
    struct image image;
    struct err err = ERR_INIT;
    enum err_code code = load(0, &image, &err);
    if (code != wanted || strstr(err.text, word) == NULL)
        fail_msg("%s: code %d, \"%s\"", name, code, err.text);
    assert_null(image.pixels);
}

/* ---- one picture a page ---- */

static void page_of(struct pdf *pdf, int picture, const char *content)
{
    char resources[80];
    (void)snprintf(resources, sizeof resources, "/XObject << /Im %d 0 R >>",
                   picture);
    pdf_add_page(pdf, PAGE_W, PAGE_H, "", resources, content);
}

static const char *whole(void)
{
    static char text[100];
    (void)snprintf(text, sizeof text, "q %.3f 0 0 %.3f 0 0 cm /Im Do Q", PAGE_W,
                   PAGE_H);
    return text;
}

static void one(bool side, const char *rest, struct bytes b)
{
    struct pdf pdf;
    pdf_begin(&pdf, in_dir("a.pdf"));
    page_of(&pdf, pdf_picture(&pdf, side, rest, b), whole());
    pdf_end(&pdf);
}

#define GREY8 "/ColorSpace /DeviceGray /BitsPerComponent 8 "
#define GREY1 "/ColorSpace /DeviceGray /BitsPerComponent 1 "
#define RGB8 "/ColorSpace /DeviceRGB /BitsPerComponent 8 "
#define CMYK8 "/ColorSpace /DeviceCMYK /BitsPerComponent 8 "
#define FAX_SIZE "/Columns 1218 /Rows 942 "
_Static_assert(BIG_W == 1218 && BIG_H == 942, "FAX_SIZE");

static void flate_comes_out_as_stored(void **state)
{
    (void)state;
    one(false, GREY8 "/Filter /FlateDecode", flate(big_grey(1, 1, false)));
    expect("grey", false, 0, 0);
    one(false,
        GREY8 "/Filter /FlateDecode /DecodeParms << /Predictor 15 "
              "/Columns 1218 >>",
        flate_png(big_grey(1, 1, false), BIG_W));
    expect("predictor", false, 0, 0);
    one(false, RGB8 "/Filter /FlateDecode", flate(big_grey(1, 3, false)));
    expect("colour", false, 1, 0);
    one(false, GREY1 "/Filter /FlateDecode", flate(big_bits(false)));
    expect("bits", true, 0, 0);
    one(false, GREY1 "/Decode [1 0] /Filter /FlateDecode",
        flate(big_bits(true)));
    expect("bits, inverted", true, 0, 0);
    one(false,
        "/ColorSpace [/Indexed /DeviceRGB 1 <FFFFFF000000>] "
        "/BitsPerComponent 1 /Filter /FlateDecode",
        flate(big_bits(true)));
    expect("bits through a palette", true, 0, 0);
    one(false, GREY8 "/Filter /RunLengthDecode",
        run_length(big_grey(1, 1, false)));
    expect("run length", false, 0, 0);
    one(false, GREY8, big_grey(1, 1, false));
    expect("no filter", false, 0, 0);
}

/* Lines of one pixel: no small rendering looks like their average.  At 600
 * dpi, where a page that had to be drawn would have other pixels. */
static void fine_detail_comes_out_as_stored(void **state)
{
    (void)state;

    enum { FINER = 4 };
    struct bytes grey = big_grey(1, 1, false);
    struct pdf pdf;
    struct image image;
    struct err err = ERR_INIT;
    char content[100];
    for (size_t i = 0; i < grey.n; i++)
        if (i / BIG_W % 2 == 1 && i % BIG_W % 3 != 0)
            grey.at[i] = 20;
    uint8_t *wanted = malloc(grey.n);
    assert_non_null(wanted);
    memcpy(wanted, grey.at, grey.n);
    pdf_begin(&pdf, in_dir("a.pdf"));
    int picture = pdf_picture(&pdf, false, GREY8, grey);
    char resources[80];
    (void)snprintf(resources, sizeof resources, "/XObject << /Im %d 0 R >>",
                   picture);
    (void)snprintf(content, sizeof content, "q %.3f 0 0 %.3f 0 0 cm /Im Do Q",
                   PAGE_W / FINER, PAGE_H / FINER);
    pdf_add_page(&pdf, PAGE_W / FINER, PAGE_H / FINER, "", resources, content);
    pdf_end(&pdf);
    assert_int_equal(load(0, &image, &err), ERR_OK);
    assert_int_equal(image.w, BIG_W);
    assert_int_equal(image.h, BIG_H);
    for (int y = 0; y < BIG_H; y++)
        assert_memory_equal(image.pixels + (size_t)y * image.stride,
                            wanted + (size_t)y * BIG_W, BIG_W);
    image_deinit(&image);
    free(wanted);
}

static void a_stencil_is_ink_on_white(void **state)
{
    (void)state;
    one(false,
        "/ImageMask true /BitsPerComponent 1 /Decode [1 0] "
        "/Filter /FlateDecode",
        flate(big_bits(true)));
    expect("stencil, 1 is ink", true, 0, 0);
    one(false, "/ImageMask true /BitsPerComponent 1 /Filter /FlateDecode",
        flate(big_bits(false)));
    expect("stencil, 0 is ink", true, 0, 0);
}

static void fax_codes_come_out_as_stored(void **state)
{
    (void)state;
    one(false,
        GREY1 "/Filter /CCITTFaxDecode /DecodeParms << /K -1 " FAX_SIZE ">>",
        fax(scratch(), COMPRESSION_CCITTFAX4, 0));
    expect("G4", true, 0, 0);
    one(false,
        GREY1 "/Decode [1 0] /Filter /CCITTFaxDecode /DecodeParms << "
              "/K -1 /BlackIs1 true " FAX_SIZE ">>",
        fax(scratch(), COMPRESSION_CCITTFAX4, 0));
    expect("G4, black is 1", true, 0, 0);
    one(false,
        GREY1 "/Filter /CCITTFaxDecode /DecodeParms << /K 0 "
              "/EndOfLine true " FAX_SIZE ">>",
        fax(scratch(), COMPRESSION_CCITTFAX3, 0));
    expect("G3 1-D", true, 0, 0);
    one(false,
        GREY1 "/Filter /CCITTFaxDecode /DecodeParms << /K 4 "
              "/EndOfLine true " FAX_SIZE ">>",
        fax(scratch(), COMPRESSION_CCITTFAX3, GROUP3OPT_2DENCODING));
    expect("G3 2-D", true, 0, 0);
    one(false, GREY1 "/Filter /JBIG2Decode", jbig2(scratch()));
    expect("JBIG2", true, 0, 0);
}

static void jpeg_codes_come_out_as_stored(void **state)
{
    (void)state;
    one(false, GREY8 "/Filter /DCTDecode",
        dct(scratch(), JCS_GRAYSCALE, JCS_GRAYSCALE, false));
    expect("grey JPEG", false, 40, 0.004);
    one(false, RGB8 "/Filter /DCTDecode",
        dct(scratch(), JCS_RGB, JCS_YCbCr, false));
    expect("colour JPEG", false, 40, 0.004);
    one(false, RGB8 "/Filter /DCTDecode",
        dct(scratch(), JCS_RGB, JCS_YCbCr, true));
    expect("progressive JPEG", false, 40, 0.004);
    one(false, CMYK8 "/Decode [1 0 1 0 1 0 1 0] /Filter /DCTDecode",
        dct(scratch(), JCS_CMYK, JCS_YCCK, false));
    expect("inks", false, 48, 0.01);
    one(false, "/Filter /JPXDecode", slurp("tests/omr/picture.jp2"));
    expect("JPEG 2000", false, 0, 0);
}

/* ---- turned and placed ---- */

/* The matrix that shows a picture stored in EXIF orientation `o` upright. */
static const char *placed(int o)
{
    static const int unit[9][6] = {
        {0},
        {1, 0, 0, 1, 0, 0},
        {-1, 0, 0, 1, 1, 0},
        {-1, 0, 0, -1, 1, 1},
        {1, 0, 0, -1, 0, 1},
        {0, -1, -1, 0, 1, 1},
        {0, -1, 1, 0, 0, 1},
        {0, 1, 1, 0, 0, 0},
        {0, 1, -1, 0, 1, 0},
    };
    static char text[200];
    const int *u = unit[o];
    (void)snprintf(text, sizeof text,
                   "q %.3f %.3f %.3f %.3f %.3f %.3f cm /Im Do Q", u[0] * PAGE_W,
                   u[1] * PAGE_H, u[2] * PAGE_W, u[3] * PAGE_H, u[4] * PAGE_W,
                   u[5] * PAGE_H);
    return text;
}

static void every_placement_comes_out_upright(void **state)
{
    (void)state;
    for (int o = 1; o <= 8; o++) {
        struct pdf pdf;
        char name[40];
        pdf_begin(&pdf, in_dir("a.pdf"));
        page_of(&pdf,
                pdf_picture(&pdf, o >= 5, GREY8 "/Filter /FlateDecode",
                            flate(big_grey(o, 1, false))),
                placed(o));
        pdf_end(&pdf);
        (void)snprintf(name, sizeof name, "stored in orientation %d", o);
        expect(name, false, 0, 0);
    }
}

/* /Rotate turns the page clockwise: its content is turned the other way. */
static void rotated_pages_come_out_upright(void **state)
{
    (void)state;
    for (int turn = 0; turn < 4; turn++) {
        struct pdf pdf;
        char content[120], keys[40], resources[60], name[40];
        double w = turn % 2 != 0 ? PAGE_H : PAGE_W; /* of the page unturned */
        double h = turn % 2 != 0 ? PAGE_W : PAGE_H;
        static const int unit[4][6] = {{1, 0, 0, 1, 0, 0},
                                       {0, 1, -1, 0, 1, 0},
                                       {-1, 0, 0, -1, 1, 1},
                                       {0, -1, 1, 0, 0, 1}};
        const int *u = unit[turn];
        pdf_begin(&pdf, in_dir("a.pdf"));
        (void)snprintf(resources, sizeof resources, "/XObject << /Im %d 0 R >>",
                       pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                                   flate(big_bits(false))));
        (void)snprintf(content, sizeof content,
                       "q %.3f %.3f %.3f %.3f %.3f %.3f cm /Im Do Q", u[0] * w,
                       u[1] * h, u[2] * w, u[3] * h, u[4] * w, u[5] * h);
        (void)snprintf(keys, sizeof keys, "/Rotate %d", turn * 90 - 360);
        pdf_add_page(&pdf, w, h, keys, resources, content);
        pdf_end(&pdf);
        (void)snprintf(name, sizeof name, "turned by %d", turn * 90);
        expect(name, true, 0, 0);
    }
}

/* Many copiers store the page as it ran through, on its side, and turn it by
 * /Rotate alone. */
static void pages_stored_on_their_side_come_out_upright(void **state)
{
    (void)state;
    /* stored in orientation 6, a page is upright when turned clockwise */
    static const int ORIENTATION[4] = {1, 6, 3, 8};
    for (int turn = 0; turn < 4; turn++) {
        struct pdf pdf;
        char content[120], keys[40], resources[60], name[60];
        bool side = turn % 2 != 0;
        double w = side ? PAGE_H : PAGE_W;
        double h = side ? PAGE_W : PAGE_H;
        pdf_begin(&pdf, in_dir("a.pdf"));
        (void)snprintf(
            resources, sizeof resources, "/XObject << /Im %d 0 R >>",
            pdf_picture(&pdf, side, GREY8 "/Filter /FlateDecode",
                        flate(big_grey(ORIENTATION[turn], 1, false))));
        (void)snprintf(content, sizeof content,
                       "q %.3f 0 0 %.3f 0 0 cm /Im Do Q", w, h);
        (void)snprintf(keys, sizeof keys, "/Rotate %d", turn * 90);
        pdf_add_page(&pdf, w, h, keys, resources, content);
        pdf_end(&pdf);
        (void)snprintf(name, sizeof name, "as it ran, turned by %d", turn * 90);
        expect(name, false, 0, 0);
    }
}

static void boxes_that_begin_anywhere_do_no_harm(void **state)
{
    (void)state;
    struct pdf pdf;
    char content[120], keys[120], resources[60];
    pdf_begin(&pdf, in_dir("a.pdf"));
    (void)snprintf(resources, sizeof resources, "/XObject << /Im %d 0 R >>",
                   pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                               flate(big_bits(false))));
    (void)snprintf(content, sizeof content,
                   "q %.3f 0 0 %.3f 100 50 cm /Im Do Q", PAGE_W, PAGE_H);
    (void)snprintf(keys, sizeof keys, "/CropBox [100 50 %.3f %.3f]",
                   100 + PAGE_W, 50 + PAGE_H);
    pdf_add_page(&pdf, PAGE_W + 200, PAGE_H + 100, keys, resources, content);
    pdf_end(&pdf);
    expect("crop box", true, 0, 0);
}

static void a_picture_in_a_form_or_in_line_is_found(void **state)
{
    (void)state;
    struct pdf pdf;
    char dictionary[200], resources[60], *content;
    pdf_begin(&pdf, in_dir("a.pdf"));
    int picture = pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                              flate(big_bits(false)));
    (void)snprintf(dictionary, sizeof dictionary,
                   "/Type /XObject /Subtype /Form /BBox [0 0 %.3f %.3f] "
                   "/Resources << /XObject << /Im %d 0 R >> >>",
                   PAGE_W, PAGE_H, picture);
    int form = pdf_stream(&pdf, dictionary, pdf_text(whole()));
    (void)snprintf(resources, sizeof resources, "/XObject << /Fm %d 0 R >>",
                   form);
    pdf_add_page(&pdf, PAGE_W, PAGE_H, "", resources, "/Fm Do");
    pdf_end(&pdf);
    expect("in a form", true, 0, 0);

    struct bytes bits = big_bits(false);
    size_t room = bits.n * 2 + 400;
    content = malloc(room);
    assert_non_null(content);
    size_t n = (size_t)snprintf(
        content, room,
        "q %.3f 0 0 %.3f 0 0 cm BI /W 1218 /H 942 /CS /G /BPC 1 /F /AHx ID ",
        PAGE_W, PAGE_H);
    for (size_t i = 0; i < bits.n; i++)
        n += (size_t)snprintf(content + n, room - n, "%02x", bits.at[i]);
    (void)snprintf(content + n, room - n, ">\nEI Q");
    free(bits.at);
    pdf_begin(&pdf, in_dir("a.pdf"));
    pdf_add_page(&pdf, PAGE_W, PAGE_H, "", "", content);
    pdf_end(&pdf);
    free(content);
    expect("in line", true, 0, 0);
}

/* ---- composed ---- */

/* Text that a program recognised lies unseen on top, in a font the file does
 * not hold. */
static void unseen_text_leaves_the_picture_as_stored(void **state)
{
    (void)state;
    struct pdf pdf;
    char resources[200], content[200];
    pdf_begin(&pdf, in_dir("a.pdf"));
    int picture = pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                              flate(big_bits(false)));
    (void)snprintf(resources, sizeof resources,
                   "/XObject << /Im %d 0 R >> /Font << /F << /Type /Font "
                   "/Subtype /Type1 /BaseFont /Times-Roman >> >>",
                   picture);
    (void)snprintf(content, sizeof content,
                   "%s BT /F 40 Tf 3 Tr 50 100 Td (unseen words) Tj ET",
                   whole());
    pdf_add_page(&pdf, PAGE_W, PAGE_H, "", resources, content);
    pdf_end(&pdf);
    expect("unseen text", true, 0, 0);
}

static int darkest(const struct image *image, double x_pt, double y_pt)
{
    double px = image->w / PAGE_W;
    int low = 255;
    for (int dy = -4; dy <= 4; dy++)
        for (int dx = -4; dx <= 4; dx++) {
            int v = pixel_or_paper(image, (int)(x_pt * px) + dx,
                                   (int)(y_pt * px) + dy);
            low = v < low ? v : low;
        }
    return low;
}

/* A tick drawn in a PDF program belongs to the page. */
static void ink_on_top_of_the_picture_is_seen(void **state)
{
    (void)state;
    struct pdf pdf;
    char content[300];
    struct image image;
    struct err err = ERR_INIT;
    pdf_begin(&pdf, in_dir("a.pdf"));
    int picture = pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                              flate(big_bits(false)));
    (void)snprintf(content, sizeof content,
                   "%s 0.8 w 300 %.3f m 306 %.3f l 318 %.3f l S", whole(),
                   PAGE_H - 30, PAGE_H - 38, PAGE_H - 22);
    page_of(&pdf, picture, content);
    pdf_end(&pdf);
    assert_int_equal(load(0, &image, &err), ERR_OK);
    assert_int_equal(image.w, BIG_W); /* at the picture's resolution */
    assert_true(darkest(&image, 306, 38) < 100);
    assert_true(darkest(&image, 340, 38) > 200);
    assert_true(differing(&image, true, 60) < 0.01);
    image_deinit(&image);
}

static void what_is_covered_is_not_seen(void **state)
{
    (void)state;
    struct pdf pdf;
    char content[300];
    struct image image;
    struct err err = ERR_INIT;
    pdf_begin(&pdf, in_dir("a.pdf"));
    int picture = pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                              flate(big_bits(false)));
    /* the black square of the picture is 20..60, times 6 px at 200 dpi */
    (void)snprintf(content, sizeof content, "%s 1 g 40 %.3f 100 100 re f",
                   whole(), PAGE_H - 140);
    page_of(&pdf, picture, content);
    pdf_end(&pdf);
    assert_int_equal(load(0, &image, &err), ERR_OK);
    assert_true(darkest(&image, 86, 86) > 200);
    image_deinit(&image);
}

static void strips_are_joined_at_their_resolution(void **state)
{
    (void)state;

    enum { STRIPS = 12 };
    struct pdf pdf;
    char resources[600] = "/XObject << ", content[2000] = "";
    struct bytes all = big_bits(false);
    size_t stride = (BIG_W + 7) / 8, used = strlen(resources), n = 0;
    pdf_begin(&pdf, in_dir("a.pdf"));
    for (int i = 0; i < STRIPS; i++) {
        int y0 = BIG_H * i / STRIPS, y1 = BIG_H * (i + 1) / STRIPS;
        char dictionary[200];
        struct bytes strip = {malloc(stride * (size_t)(y1 - y0)),
                              stride * (size_t)(y1 - y0)};
        assert_non_null(strip.at);
        memcpy(strip.at, all.at + stride * (size_t)y0, strip.n);
        (void)snprintf(dictionary, sizeof dictionary,
                       "/Type /XObject /Subtype /Image /Width 1218 /Height "
                       "%d " GREY1 "/Filter /FlateDecode",
                       y1 - y0);
        int object = pdf_stream(&pdf, dictionary, flate(strip));
        used += (size_t)snprintf(resources + used, sizeof resources - used,
                                 "/S%d %d 0 R ", i, object);
        n += (size_t)snprintf(content + n, sizeof content - n,
                              "q %.3f 0 0 %.4f 0 %.4f cm /S%d Do Q\n", PAGE_W,
                              (y1 - y0) * 0.36, (BIG_H - y1) * 0.36, i);
    }
    free(all.at);
    (void)snprintf(resources + used, sizeof resources - used, ">>");
    pdf_add_page(&pdf, PAGE_W, PAGE_H, "", resources, content);
    pdf_end(&pdf);
    struct image image;
    struct err err = ERR_INIT;
    if (load(0, &image, &err) != ERR_OK)
        fail_msg("%s", err.text);
    assert_int_equal(image.w, BIG_W);
    assert_int_equal(image.h, BIG_H);
    double wrong = differing(&image, true, 80);
    if (wrong > 0.0005)
        fail_msg("strips: %.5f of the pixels are wrong", wrong);
    image_deinit(&image);
}

/* "Compact" PDF: a coarse colour background and the ink as a fine stencil. */
static void layers_are_drawn_at_300_dpi(void **state)
{
    (void)state;
    struct pdf pdf;
    char resources[200], content[300];
    struct image image;
    struct err err = ERR_INIT;
    struct bytes paper = {malloc(203 * 157), 203 * 157};
    assert_non_null(paper.at);
    memset(paper.at, 250, paper.n);
    pdf_begin(&pdf, in_dir("a.pdf"));
    int below = pdf_stream(&pdf,
                           "/Type /XObject /Subtype /Image /Width 203 "
                           "/Height 157 " GREY8,
                           paper);
    int ink = pdf_picture(&pdf, false,
                          "/ImageMask true /BitsPerComponent 1 "
                          "/Decode [1 0] /Filter /FlateDecode",
                          flate(big_bits(true)));
    (void)snprintf(resources, sizeof resources,
                   "/XObject << /Bg %d 0 R /Im %d 0 R >>", below, ink);
    (void)snprintf(content, sizeof content,
                   "q %.3f 0 0 %.3f 0 0 cm /Bg Do Q %s", PAGE_W, PAGE_H,
                   whole());
    pdf_add_page(&pdf, PAGE_W, PAGE_H, "", resources, content);
    pdf_end(&pdf);
    assert_int_equal(load(0, &image, &err), ERR_OK);
    assert_int_equal(image.w, (int)lround(PAGE_W * 300 / 72));
    assert_true(darkest(&image, 86, 86) < 30);
    assert_true(darkest(&image, 260, 40) > 230);
    image_deinit(&image);
}

static void words_and_lines_are_drawn(void **state)
{
    (void)state;
    struct pdf pdf;
    struct image image;
    struct err err = ERR_INIT;
    pdf_begin(&pdf, in_dir("a.pdf"));
    pdf_add_page(&pdf, 595, 842, "",
                 "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont "
                 "/NoSuchFontAnywhere >> >>",
                 "100 100 200 200 re f BT /F 40 Tf 50 500 Td (words) Tj ET");
    pdf_end(&pdf);
    assert_int_equal(load(0, &image, &err), ERR_OK);
    assert_int_equal(image.w, 2479);
    assert_int_equal(image.h, 3508);
    assert_int_equal(pixel_at(&image, 200 * 300 / 72, 3508 - 200 * 300 / 72),
                     0);
    image_deinit(&image);
}

/* ---- damage ---- */

static void lost_tables_are_repaired(void **state)
{
    (void)state;
    struct pdf pdf;
    pdf_begin(&pdf, in_dir("a.pdf"));
    page_of(&pdf,
            pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                        flate(big_bits(false))),
            whole());
    pdf.wrong_xref = true;
    pdf_end(&pdf);
    expect("wrong table", true, 0, 0);

    struct bytes b = slurp(in_dir("a.pdf"));
    FILE *f = fopen(in_dir("a.pdf"), "wb");
    assert_non_null(f);
    for (int i = 0; i < 9; i++)
        fputs("X-Copier: mail header before the document, sent as it came\n",
              f);
    const uint8_t *table = memmem(b.at, b.n, "\nxref\n", 6);
    assert_non_null(table);
    const uint8_t *trailer = memmem(b.at, b.n, "\ntrailer\n", 9);
    assert_non_null(trailer);
    fwrite(b.at, 1, (size_t)(table - b.at), f); /* and no table at all */
    fwrite(trailer, 1, (size_t)(b.at + b.n - trailer), f);
    assert_int_equal(fclose(f), 0);
    free(b.at);
    expect("lines before, no table", true, 0, 0);
}

/* The stream ends early (its /Length says so) or has bytes overwritten. */
static void cut_one(const char *name, const char *rest, struct bytes b)
{
    b.n = b.n * 3 / 5;
    one(false, rest, b);
    refused(name, ERR_FORMAT, "damaged or cut off");
}

static void pictures_cut_short_are_refused(void **state)
{
    (void)state;
    cut_one("JPEG", GREY8 "/Filter /DCTDecode",
            dct(scratch(), JCS_GRAYSCALE, JCS_GRAYSCALE, false));
    cut_one("progressive JPEG", RGB8 "/Filter /DCTDecode",
            dct(scratch(), JCS_RGB, JCS_YCbCr, true));
    cut_one("G4",
            GREY1 "/Filter /CCITTFaxDecode /DecodeParms << /K -1 " FAX_SIZE
                  ">>",
            fax(scratch(), COMPRESSION_CCITTFAX4, 0));
    cut_one("JBIG2", GREY1 "/Filter /JBIG2Decode", jbig2(scratch()));
    cut_one("JPX", "/Filter /JPXDecode", slurp("tests/omr/picture.jp2"));
    cut_one("Flate", GREY8 "/Filter /FlateDecode",
            flate(big_grey(1, 1, false)));
}

/* A fax or JPEG stream with bytes overwritten in its middle. */
static void damage_one(const char *name, const char *rest, struct bytes b)
{
    for (size_t i = 0; i < 40; i++)
        b.at[b.n / 2 + i] ^= (uint8_t)(i * 37 + 11);
    one(false, rest, b);
    refused(name, ERR_FORMAT, "damaged or cut off");
}

static void pictures_damaged_inside_are_refused(void **state)
{
    (void)state;
    damage_one("G4",
               GREY1 "/Filter /CCITTFaxDecode /DecodeParms << /K -1 " FAX_SIZE
                     ">>",
               fax(scratch(), COMPRESSION_CCITTFAX4, 0));
    damage_one("G3",
               GREY1 "/Filter /CCITTFaxDecode /DecodeParms << /K 0 "
                     "/EndOfLine true " FAX_SIZE ">>",
               fax(scratch(), COMPRESSION_CCITTFAX3, 0));
    damage_one("JBIG2", GREY1 "/Filter /JBIG2Decode", jbig2(scratch()));
    damage_one("progressive JPEG", GREY8 "/Filter /DCTDecode",
               dct(scratch(), JCS_GRAYSCALE, JCS_GRAYSCALE, true));
}

/* Of bare pixels and run lengths, which no copier is known to write, nobody
 * says that they end early: what is lost is white paper, never grey that a
 * box might take for ink. */
static void what_just_ends_leaves_white_paper(void **state)
{
    (void)state;
    for (int packed = 0; packed < 2; packed++) {
        struct image image;
        struct err err = ERR_INIT;
        struct bytes b = big_grey(1, 1, false);
        if (packed)
            b = run_length(b);
        b.n = b.n * 3 / 5;
        one(false, packed ? GREY8 "/Filter /RunLengthDecode" : GREY8, b);
        assert_int_equal(load(0, &image, &err), ERR_OK);
        for (int32_t y = image.h * 9 / 10; y < image.h; y++)
            for (int32_t x = 0; x < image.w; x++)
                assert_int_equal(pixel_at(&image, x, y), 255);
        image_deinit(&image);
    }
}

static void write_text(const char *text)
{
    FILE *f = fopen(in_dir("a.pdf"), "wb");
    assert_non_null(f);
    fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void what_is_no_document_is_refused(void **state)
{
    (void)state;
    struct pdf pdf;
    write_text("%PDF-1.4\n");
    refused("head only", ERR_FORMAT, "damaged");
    write_text("%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 1 0 R >> endobj\n"
               "trailer << /Root 1 0 R >>\n");
    refused("its own pages", ERR_FORMAT, "");
    pdf_begin(&pdf, in_dir("a.pdf"));
    pdf_end(&pdf);
    refused("no pages", ERR_FORMAT, "no pages");
    pdf_begin(&pdf, in_dir("a.pdf"));
    pdf_add_page(&pdf, 3, 3, "", "", "");
    pdf_end(&pdf);
    refused("three points", ERR_RANGE, "size");
    pdf_begin(&pdf, in_dir("a.pdf"));
    pdf_add_page(&pdf, 12000, 12000, "", "", "");
    pdf_end(&pdf);
    refused("four metres", ERR_RANGE, "too large");
}

/* One page that cannot be had costs no other. */
static void a_lost_page_costs_itself_alone(void **state)
{
    (void)state;
    struct pdf pdf;
    struct image_file *file;
    struct image image;
    struct err err = ERR_INIT;
    pdf_begin(&pdf, in_dir("a.pdf"));
    int picture = pdf_picture(&pdf, false, GREY1 "/Filter /FlateDecode",
                              flate(big_bits(false)));
    page_of(&pdf, picture, whole());
    pdf.pages[pdf.page_count++] = 1500; /* no such object */
    page_of(&pdf, picture, whole());
    pdf_end(&pdf);
    assert_int_equal(image_file_open(in_dir("a.pdf"), &file, &err), ERR_OK);
    size_t good = 0, pages = image_file_pages(file);
    assert_int_equal(pages, 3);
    for (size_t i = 0; i < pages; i++) {
        err_clear(&err);
        bool read = image_file_page(file, i, &image, &err) == ERR_OK;
        good += read;
        assert_true(read || err.text[0] != '\0');
        image_deinit(&image);
    }
    image_file_close(file);
    assert_int_equal(good, 2);
}

/* ---- memory and quiet ---- */

static long resident_kb(void)
{
    char text[4096] = "";
    FILE *f = fopen("/proc/self/status", "r");
    assert_non_null(f);
    size_t n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    (void)fclose(f);
    const char *at = strstr(text, "VmRSS:");
    int64_t kb = 0;
    assert_non_null(at);
    at += 6 + strspn(at + 6, " \t");
    char number[20] = "";
    memcpy(number, at, strspn(at, "0123456789"));
    assert_true(num_parse_int(number, 0, INT64_C(1) << 40, &kb));
    return (long)kb;
}

static void many_pages_take_no_more_memory_than_few(void **state)
{
    (void)state;

    enum { PAGES = 120, SETTLED = 20 };
    struct pdf pdf;
    struct image_file *file;
    struct image image;
    struct err err = ERR_INIT;
    long early = 0;
    pdf_begin(&pdf, in_dir("a.pdf"));
    for (int i = 0; i < PAGES; i++) /* each with a picture of its own */
        page_of(&pdf,
                pdf_picture(&pdf, false,
                            GREY1 "/Filter /CCITTFaxDecode "
                                  "/DecodeParms << /K -1 " FAX_SIZE ">>",
                            fax(scratch(), COMPRESSION_CCITTFAX4, 0)),
                whole());
    pdf_end(&pdf);
    assert_int_equal(image_file_open(in_dir("a.pdf"), &file, &err), ERR_OK);
    assert_int_equal(image_file_pages(file), PAGES);
    for (size_t i = 0; i < PAGES; i++) {
        assert_int_equal(image_file_page(file, i, &image, &err), ERR_OK);
        image_deinit(&image);
        if (i == SETTLED)
            early = resident_kb();
    }
    long late = resident_kb();
    image_file_close(file);
#ifdef __SANITIZE_ADDRESS__ /* which keeps what was freed */
    late = early;
#endif
    if (late > early + 4096)
        fail_msg("%ld kB after %d pages, %ld kB after %d", early, SETTLED, late,
                 PAGES);
}

/* poppler's and libjpeg's complaints become ours; stderr stays the clerk's,
 * and comes back after every page. */
static void complaints_do_not_reach_the_clerk(void **state)
{
    (void)state;
    struct bytes jpeg = dct(scratch(), JCS_GRAYSCALE, JCS_GRAYSCALE, true);
    struct stat before, after;
    int saved = dup(STDERR_FILENO);
    int log = open(in_dir("scratch"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(saved >= 0 && log >= 0);
    assert_int_equal(dup2(log, STDERR_FILENO), STDERR_FILENO);
    assert_int_equal(fstat(STDERR_FILENO, &before), 0);
    memset(jpeg.at + jpeg.n / 2, 0, 40);
    one(false, GREY8 "/Filter /DCTDecode", jpeg);
    struct image image;
    struct err err = ERR_INIT;
    enum err_code code = load(0, &image, &err);
    assert_int_equal(fstat(STDERR_FILENO, &after), 0);
    (void)fflush(stderr);
    (void)dup2(saved, STDERR_FILENO);
    (void)close(saved);
    (void)close(log);
    assert_int_equal(code, ERR_FORMAT);
    assert_int_equal(after.st_ino, before.st_ino);
    assert_int_equal(after.st_size, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flate_comes_out_as_stored),
        cmocka_unit_test(fine_detail_comes_out_as_stored),
        cmocka_unit_test(a_stencil_is_ink_on_white),
        cmocka_unit_test(fax_codes_come_out_as_stored),
        cmocka_unit_test(jpeg_codes_come_out_as_stored),
        cmocka_unit_test(every_placement_comes_out_upright),
        cmocka_unit_test(rotated_pages_come_out_upright),
        cmocka_unit_test(pages_stored_on_their_side_come_out_upright),
        cmocka_unit_test(boxes_that_begin_anywhere_do_no_harm),
        cmocka_unit_test(a_picture_in_a_form_or_in_line_is_found),
        cmocka_unit_test(unseen_text_leaves_the_picture_as_stored),
        cmocka_unit_test(ink_on_top_of_the_picture_is_seen),
        cmocka_unit_test(what_is_covered_is_not_seen),
        cmocka_unit_test(strips_are_joined_at_their_resolution),
        cmocka_unit_test(layers_are_drawn_at_300_dpi),
        cmocka_unit_test(words_and_lines_are_drawn),
        cmocka_unit_test(lost_tables_are_repaired),
        cmocka_unit_test(pictures_cut_short_are_refused),
        cmocka_unit_test(pictures_damaged_inside_are_refused),
        cmocka_unit_test(what_just_ends_leaves_white_paper),
        cmocka_unit_test(what_is_no_document_is_refused),
        cmocka_unit_test(a_lost_page_costs_itself_alone),
        cmocka_unit_test(many_pages_take_no_more_memory_than_few),
        cmocka_unit_test(complaints_do_not_reach_the_clerk),
    };
    return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
