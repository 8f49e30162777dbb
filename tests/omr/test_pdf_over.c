/* PDF pages of one picture with words over it: the picture comes out as
 * stored, the words are drawn, and a worker's memory is enough for both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "omr/image.h"
#include "omr/sample.h"
#include "tests/omr/make_pdfs.h"

static char path[64];

static int make_path(void **state)
{
    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/pingyi-over-XXXXXX");
    int fd = mkstemp(path);
    return fd >= 0 ? close(fd) : -1;
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

/* Grey without a pattern, so that a pixel one off is another grey. */
static uint8_t grain(int32_t x, int32_t y)
{
    uint32_t h = (uint32_t)x * 2654435761u ^ (uint32_t)y * 2246822519u;
    h = (h ^ h >> 15) * 2654435761u;
    return (uint8_t)(160 + (h >> 24) % 80);
}

static struct bytes grains(int32_t w, int32_t h)
{
    struct bytes b = {malloc((size_t)w * (size_t)h), (size_t)w * (size_t)h};
    assert_non_null(b.at);
    for (int32_t y = 0; y < h; y++)
        for (int32_t x = 0; x < w; x++)
            b.at[(size_t)y * (size_t)w + (size_t)x] = grain(x, y);
    return b;
}

/* A page of w x h px at 300 dpi, shown turned by `rotate`, with what `over`
 * says painted on it. */
static void write_page(int32_t w, int32_t h, int rotate, const char *over)
{
    struct pdf pdf;
    char dictionary[300], resources[200], keys[40], content[600];
    double w_pt = w * 72.0 / 300;
    double h_pt = h * 72.0 / 300;
    (void)snprintf(dictionary, sizeof dictionary,
                   "/Type /XObject /Subtype /Image /Width %d /Height %d "
                   "/ColorSpace /DeviceGray /BitsPerComponent 8 "
                   "/Filter /FlateDecode",
                   w, h);
    pdf_begin(&pdf, path);
    int picture = pdf_stream(&pdf, dictionary, flate(grains(w, h)));
    (void)snprintf(resources, sizeof resources,
                   "/XObject << /Im %d 0 R >> /Font << /F << /Type /Font "
                   "/Subtype /Type1 /BaseFont /Helvetica >> >>",
                   picture);
    (void)snprintf(keys, sizeof keys, "/Rotate %d", rotate);
    (void)snprintf(content, sizeof content, "q %.3f 0 0 %.3f 0 0 cm /Im Do Q %s",
                   w_pt, h_pt, over);
    pdf_add_page(&pdf, w_pt, h_pt, keys, resources, content);
    pdf_end(&pdf);
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

enum { W = 620, H = 877 }; /* an eighth of A4 at 300 dpi */

/* The stored pixel that the page shows at (x, y). */
static uint8_t expected(int32_t x, int32_t y, int rotate)
{
    switch (rotate) {
    case 90: return grain(y, H - 1 - x);
    case 180: return grain(W - 1 - x, H - 1 - y);
    case 270: return grain(W - 1 - y, x);
    default: return grain(x, y);
    }
}

static void words_at_head_and_foot_leave_the_rest_as_stored(void **state)
{
    (void)state;
    for (int rotate = 0; rotate < 360; rotate += 90) {
        struct image image;
        struct err err = ERR_INIT;
        size_t other = 0, black = 0;
        write_page(W, H, rotate,
                   "BT /F 8 Tf 20 200 Td (at the head) Tj ET "
                   "BT /F 8 Tf 60 8 Td (at the foot) Tj ET");
        assert_int_equal(load(&image, &err), ERR_OK);
        assert_int_equal(image.w, rotate % 180 == 0 ? W : H);
        assert_int_equal(image.h, rotate % 180 == 0 ? H : W);
        for (int32_t y = 0; y < image.h; y++) {
            for (int32_t x = 0; x < image.w; x++) {
                int32_t v = pixel_at(&image, x, y);
                black += v < 40;
                other += v != expected(x, y, rotate);
            }
        }
        image_deinit(&image);
        if (black < 300 || other < black || other > (size_t)W * H / 20)
            fail_msg("/Rotate %d: %zu black, %zu other", rotate, black, other);
    }
}

/* A line as wide as the page is too much to be drawn by itself. */
static void what_lies_all_over_is_drawn(void **state)
{
    (void)state;
    struct image image;
    struct err err = ERR_INIT;
    write_page(W, H, 0, "4 w 0 0 m 148 210 l S 148 0 m 0 210 l S");
    assert_int_equal(load(&image, &err), ERR_OK);
    assert_int_equal(image.w, W);
    assert_true(pixel_at(&image, W / 2, H / 2) < 10);
    assert_true(pixel_at(&image, W / 4, H / 4) < 10);
    assert_true(pixel_at(&image, W / 2, H / 8) > 100);
    image_deinit(&image);
}

/* The bar is 64 MB for a worker, measured by `make bench-speed`; here a
 * process that does nothing else. */
static void a_page_of_picture_and_words_fits_a_worker(void **state)
{
    (void)state;

    enum { MOST_MB = 64 };

    write_page(2480, 3508, 0, "BT /F 8 Tf 40 820 Td (Nr. 0017) Tj ET");
    pid_t child = fork();
    if (child == 0) {
        struct image image;
        struct rusage usage;
        struct err err = ERR_INIT;
        bool ok = load(&image, &err) == ERR_OK && image.w == 2480;
        (void)getrusage(RUSAGE_SELF, &usage);
        long mb = usage.ru_maxrss / 1024;
        _exit(!ok ? 255 : mb < 254 ? (int)mb : 254);
    }
    int status = 0;
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) != 255);
#ifndef __SANITIZE_ADDRESS__ /* whose shadow is memory too */
    if (WEXITSTATUS(status) > MOST_MB)
        fail_msg("%d MB for a page of picture and words", WEXITSTATUS(status));
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_of_picture_and_words_fits_a_worker),
        cmocka_unit_test(words_at_head_and_foot_leave_the_rest_as_stored),
        cmocka_unit_test(what_lies_all_over_is_drawn),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
