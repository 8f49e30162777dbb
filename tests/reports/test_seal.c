/* The picture of a seal: what is under its clear parts is still seen, every
 * kind of PNG becomes the same seal, and files that are none are refused. */
#include "tests/reports/sign_fixture.h"

#include <png.h>

#include "reports/sign/seal.h"

enum { SIDE = 120 };

/* A red ring, clear inside and outside. */
static void ring(uint8_t rgba[SIDE * SIDE * 4], uint8_t clear)
{
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            int dx = 2 * x - SIDE + 1, dy = 2 * y - SIDE + 1;
            int r = dx * dx + dy * dy;
            bool red = r < SIDE * SIDE && r > SIDE * SIDE * 7 / 10;
            uint8_t *p = rgba + 4 * (y * SIDE + x);
            p[0] = red ? 220 : 255;
            p[1] = p[2] = red ? 0 : 255;
            p[3] = red ? 255 : clear;
        }
}

static void write_png(const char *name, const uint8_t *rgba, unsigned w,
                      unsigned h)
{
    png_image image = {.version = PNG_IMAGE_VERSION, .width = w, .height = h,
                       .format = PNG_FORMAT_RGBA};
    assert_int_equal(png_image_write_to_file(&image, in_work(name), 0, rgba, 0,
                                             NULL), 1);
}

static void sign_sealed(const char *pdf, const char *png)
{
    struct sign_key *key = open_key("rsa.p12");
    struct err err = ERR_INIT;
    char path[256];
    (void)snprintf(path, sizeof path, "%s", in_work(png));
    make_pdf(pdf);
    /* over the text "Satisfied 89.95 %", at 60, 700 pt in 20 pt */
    assert_ok(sign_pdf(in_work(pdf), key,
                       &(struct sign_options){.page = 1, .x = 20, .y = 25,
                                              .w = 60, .h = 42, .seal = path},
                       &err), &err);
    sign_key_free(key);
}

/* Page 1 in 100 dpi: RGB at a place in mm. */
struct page {
    uint8_t *rgb;
    int w, h;
};

static struct page render(const char *pdf)
{
    struct page p = {.w = 0};
    int status, at = 0;
    size_t n;
    (void)shell(&status, "pdftoppm -r 100 -f 1 -l 1 -singlefile %s page && "
                "cp page.ppm %s.ppm", pdf, pdf);
    assert_int_equal(status, 0);
    char *bytes = read_all(in_work("page.ppm"), &n);
    assert_int_equal(sscanf(bytes, "P6 %d %d 255%n", &p.w, &p.h, &at), 2);
    p.rgb = malloc((size_t)p.w * (size_t)p.h * 3);
    memcpy(p.rgb, bytes + at + 1, (size_t)p.w * (size_t)p.h * 3);
    free(bytes);
    return p;
}

static const uint8_t *at_mm(const struct page *p, double x, double y)
{
    int px = (int)(x / 25.4 * 100), py = (int)(y / 25.4 * 100);
    return p->rgb + 3 * (py * p->w + px);
}

static bool is_red(const uint8_t *c)
{
    return c[0] > 180 && c[1] < 60 && c[2] < 60;
}

static void the_page_is_seen_through_the_seal(void **state)
{
    (void)state;
    uint8_t rgba[SIDE * SIDE * 4];
    int status;
    ring(rgba, 0);
    write_png("ring.png", rgba, SIDE, SIDE);
    sign_sealed("sealed.pdf", "ring.png");
    struct page p = render("sealed.pdf");
    /* 42 mm in the middle of 60: from 29 to 71, 25 to 67; the ring is 3.4 mm
     * wide */
    assert_true(is_red(at_mm(&p, 50, 26.5)));
    assert_true(is_red(at_mm(&p, 50, 65.5)));
    assert_true(is_red(at_mm(&p, 30.5, 46)));
    assert_true(is_red(at_mm(&p, 69.5, 46)));
    assert_false(is_red(at_mm(&p, 26, 46)));
    assert_false(is_red(at_mm(&p, 50, 70)));
    /* white paper shows inside, and black text */
    assert_true(at_mm(&p, 50, 60)[1] > 240);
    size_t black = 0;
    for (double x = 34; x < 66; x += .25)
        for (double y = 43; y < 52; y += .25)
            black += at_mm(&p, x, y)[0] < 80;
    assert_true(black > 200);
    free(p.rgb);
    const char *out = shell(&status, "qpdf --check sealed.pdf && "
                            "pdfimages -list sealed.pdf && pdftotext "
                            "sealed.pdf - && pdfsig sealed.pdf");
    assert_non_null(strstr(out, "smask"));
    assert_non_null(strstr(out, "Satisfied 89.95 %"));
    assert_non_null(strstr(out, "Signature is Valid."));
    struct verify_result r;
    struct err err = ERR_INIT;
    assert_ok(verify_pdf(in_work("sealed.pdf"), in_work("rsa.pem"), &r, &err),
              &err);
    assert_int_equal(r.status, VERIFY_GOOD);
}

/* Palette with transparency, 16 bit: one seal. */
static void every_kind_of_png_is_taken(void **state)
{
    (void)state;
    int status;
    char here[4096];
    assert_non_null(getcwd(here, sizeof here));
    (void)shell(&status, "/usr/bin/python3 '%s/tests/reports/odd_pngs.py' .",
                here);
    assert_int_equal(status, 0);
    static const char *const names[] = {"p8.png", "p1.png", "rgba16.png"};
    for (size_t i = 0; i < 3; i++) {
        struct seal *seal;
        struct err err = ERR_INIT;
        assert_ok(seal_open(in_work(names[i]), &seal, &err), &err);
        assert_true(seal_is_clear(seal));
        assert_true(seal_ratio(seal) == 1.0);
        seal_free(seal);
        sign_sealed("kind.pdf", names[i]);
        struct page p = render("kind.pdf");
        assert_true(is_red(at_mm(&p, 29 + 42 / 8. * 1.5, 25 + 42 / 16.)));
        assert_false(is_red(at_mm(&p, 29 + 42 / 16., 25 + 42 / 16.)));
        free(p.rgb);
    }
}

static void refused(const char *name, enum err_code expected, const char *word)
{
    struct sign_key *key = open_key("rsa.p12");
    struct err err = ERR_INIT;
    size_t n, again;
    char path[256];
    (void)snprintf(path, sizeof path, "%s", in_work(name));
    make_pdf("refused.pdf");
    free(read_all(in_work("refused.pdf"), &n));
    enum err_code code =
        sign_pdf(in_work("refused.pdf"), key,
                 &(struct sign_options){.page = 1, .w = 40, .h = 40,
                                        .seal = path}, &err);
    if (code != expected || strstr(err.text, word) == NULL)
        fail_msg("%s: got %s: %s", name, err_code_word(code), err.text);
    free(read_all(in_work("refused.pdf"), &again));
    assert_int_equal(n, again);
    sign_key_free(key);
}

static void pictures_that_are_no_seal_are_refused(void **state)
{
    (void)state;
    uint8_t rgba[SIDE * SIDE * 4];
    ring(rgba, 255);
    write_png("white.png", rgba, SIDE, SIDE);
    refused("white.png", ERR_FORMAT, "no transparent background");
    write_bytes(in_work("text.png"), "no picture", 10);
    refused("text.png", ERR_FORMAT, "is no PNG picture");
    (void)shell(NULL, "head -c 300 ring.png >cut.png; : >empty.png; "
                "cp white.png crc.png; printf x | dd of=crc.png bs=1 seek=60 "
                "conv=notrunc");
    refused("cut.png", ERR_FORMAT, "PNG picture");
    refused("empty.png", ERR_FORMAT, "PNG picture");
    refused("crc.png", ERR_FORMAT, "PNG picture");
    refused("missing.png", ERR_NOTFOUND, "missing.png");
    uint8_t *line = calloc(5000, 4);
    write_png("long.png", line, 5000, 1);
    free(line);
    refused("long.png", ERR_RANGE, "5000 by 1 pixels");
}

static int make_all(void **state)
{
    if (make_work(state) != 0)
        return -1;
    make_pair("rsa", (struct cert_plan){.usage = "critical,digitalSignature"});
    return 0;
}

int main(void)
{
    setenv("PINGYI_LANG", "en", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_is_seen_through_the_seal),
        cmocka_unit_test(every_kind_of_png_is_taken),
        cmocka_unit_test(pictures_that_are_no_seal_are_refused),
    };
    return cmocka_run_group_tests(tests, make_all, drop_work);
}
