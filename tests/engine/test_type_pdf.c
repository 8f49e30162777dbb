/* Pages, faces, attachments, templates and failures, judged by poppler, qpdf
 * and ZBar. */
#include <locale.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <zbar.h>

#include "tests/engine/type_util.h"

static const char *dir;

static int setup(void **state)
{
    (void)state;
    dir = temp_dir();
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    remove_dir(dir);
    unsetenv("PINGYI_FONTS");
    return 0;
}

/* Output of: before 'path' after */
static char *run(const char *before, const char *path, const char *after)
{
    char command[512];
    snprintf(command, sizeof command, "%s '%s' %s", before, path, after);
    return output_of(command, NULL);
}

static bool files_equal(const char *a, const char *b)
{
    char *x = NULL, *y = NULL;
    size_t n = 0, m = 0;
    assert_int_equal(file_read(a, 1 << 28, &x, &n, NULL), ERR_OK);
    assert_int_equal(file_read(b, 1 << 28, &y, &m, NULL), ERR_OK);
    bool equal = n == m && memcmp(x, y, n) == 0;
    free(x);
    free(y);
    return equal;
}

/* Text without blanks: poppler makes some of the gaps between words. */
static char *squash(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++)
        if ((unsigned char)*from > ' ')
            *to++ = *from;
    *to = '\0';
    return text;
}

static const char *const PROSE =
    "根据《关于开展2026年民主评议的通知》（永政发〔2026〕15号）要求，"
    "对24个村（居）委会、6个乡镇进行评议。“很满意”占98.7%；——其中……"
    "王喆、李犇、赵㛃、𬀪某等表示：“（总体）满意！？”It’s said, won’t it?";

static void draw_prose(struct pdf *pdf, double width_mm)
{
    struct arena *arena = arena_new(64u << 20);
    for (int role = 0; role < FONT_ROLE_COUNT; role++) {
        struct para_style s = {.role = (enum font_role)role,
                               .size_pt = 12,
                               .indent_em = 2,
                               .autospace_em = .125};
        pdf_page(pdf, 210, 297);
        para_draw(pdf, para_set(pdf, arena, &s, width_mm, PROSE), 0, 99, 20,
                  20);
    }
    arena_free(arena);
}

static void test_extracted_text_is_what_was_written(void **state)
{
    (void)state;
    const char *path = in_dir(dir, "a.pdf");
    for (double width = 60; width < 180; width += 37) {
        struct pdf *pdf = new_pdf();
        draw_prose(pdf, width);
        save_pdf(pdf, path);
        pdf_free(pdf);
        char want[4096] = "";
        for (int role = 0; role < FONT_ROLE_COUNT; role++)
            strcat(want, PROSE);
        char *got = run("pdftotext -q", path, "-");
        assert_string_equal(squash(got), squash(want));
        free(got);
    }
}

static void test_files_are_sound_by_qpdf_and_silent_in_poppler(void **state)
{
    (void)state;
    const char *path = in_dir(dir, "a.pdf");
    struct pdf *pdf = new_pdf();
    draw_prose(pdf, 100);
    pdf_attach(pdf, "评议.csv", "a,b\n", 4);
    save_pdf(pdf, path);
    pdf_free(pdf);
    free(run("qpdf --check", path, ""));
    char *noise = run("pdftotext", path, "/dev/null 2>&1");
    assert_string_equal(noise, ""); /* libharu's own maps make it complain */
    free(noise);
    char *fonts = run("pdffonts", path, "| grep -c 'Identity-H *yes yes yes'");
    assert_true(fonts[0] >= '5');
    free(fonts);
}

static void test_the_same_pages_give_the_same_bytes(void **state)
{
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct pdf *pdf = new_pdf();
        draw_prose(pdf, 100);
        pdf_qr(pdf, "PY1*NM01", 10, 10, 12);
        save_pdf(pdf, in_dir(dir, i == 0 ? "a.pdf" : "b.pdf"));
        pdf_free(pdf);
    }
    assert_true(files_equal(in_dir(dir, "a.pdf"), in_dir(dir, "b.pdf")));
}

static void test_a_comma_locale_changes_no_byte(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"de_DE.UTF-8", "fr_FR.UTF-8",
                                        "ru_RU.UTF-8"};
    /* Debian has no such locale built in: make one, here. */
    char command[256];
    snprintf(command, sizeof command,
             "localedef -i de_DE -f UTF-8 '%s/de_DE.UTF-8' >/dev/null 2>&1",
             dir);
    if (system(command) == 0)
        setenv("LOCPATH", dir, 1);
    bool comma = false;
    for (size_t i = 0; !comma && i < sizeof NAMES / sizeof *NAMES; i++)
        comma = setlocale(LC_ALL, NAMES[i]) != NULL &&
                localeconv()->decimal_point[0] == ',';
    for (int i = 0; i < 2; i++) {
        struct pdf *pdf = new_pdf();
        draw_prose(pdf, 100.25);
        save_pdf(pdf, in_dir(dir, i == 0 ? "a.pdf" : "b.pdf"));
        pdf_free(pdf);
        setlocale(LC_ALL, "C");
    }
    unsetenv("LOCPATH");
    assert_true(files_equal(in_dir(dir, "a.pdf"), in_dir(dir, "b.pdf")));
    if (!comma)
        skip(); /* no locale to be had on this machine */
}

static void test_dates_and_titles_are_written(void **state)
{
    (void)state;
    struct pdf_info info = {.title = "评议结果通报", .author = "县评议办",
                            .date = "2026-11-22T09:00:00Z"};
    struct pdf *pdf = NULL;
    assert_int_equal(pdf_new(&info, &pdf, NULL), ERR_OK);
    pdf_page(pdf, 210, 297);
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    char *got = run("TZ=UTC pdfinfo -isodates", in_dir(dir, "a.pdf"), "");
    assert_non_null(strstr(got, "评议结果通报"));
    assert_non_null(strstr(got, "县评议办"));
    assert_non_null(strstr(got, "2026-11-22T09:00:00"));
    assert_non_null(strstr(got, "595.276 x 841.89"));
    free(got);
    struct err err = ERR_INIT;
    info.date = "yesterday";
    assert_int_equal(pdf_new(&info, &pdf, &err), ERR_FORMAT);
    assert_null(pdf);
    assert_non_null(strstr(err.text, "yesterday"));
}

static void test_attachments_come_out_as_they_went_in(void **state)
{
    (void)state;
    char bytes[5000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)(i * 7);
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    pdf_attach(pdf, "评议.csv", "甲,1\n", 6);
    pdf_attach(pdf, "figures.json", bytes, sizeof bytes);
    pdf_attach(pdf, "empty.txt", "", 0);
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    char command[512];
    snprintf(command, sizeof command,
             "cd '%s' && pdfdetach -saveall -o . a.pdf 2>&1", dir);
    char *noise = output_of(command, NULL);
    assert_string_equal(noise, "");
    free(noise);
    char *got = NULL;
    size_t n = 0;
    assert_int_equal(file_read(in_dir(dir, "figures.json"), 1 << 20, &got,
                               &n, NULL), ERR_OK);
    assert_int_equal(n, sizeof bytes);
    assert_memory_equal(got, bytes, n);
    free(got);
    assert_int_equal(file_size(in_dir(dir, "评议.csv")), 6);
    assert_int_equal(file_size(in_dir(dir, "empty.txt")), 0);
    free(run("qpdf --check", in_dir(dir, "a.pdf"), ""));
}

/* ---- shapes ---- */

static int grey_at(const struct raster *r, double x_mm, double y_mm, int dpi)
{
    int x = (int)(x_mm * dpi / 25.4), y = (int)(y_mm * dpi / 25.4);
    return r->grey[y * r->w + x];
}

static void test_shapes_stand_where_they_are_put(void **state)
{
    (void)state;
    const double zig[] = {10, 60, 20, 70, 30, 60};
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 100, 80);
    pdf_fill_rect(pdf, 10, 10, 20, 10, GREY(.5));
    pdf_box(pdf, 40, 10, 5, 5, 1, BLACK);
    pdf_circle(pdf, 70, 20, 5, 1, BLACK, NULL);
    pdf_circle(pdf, 85, 20, 5, 1, BLACK, &BLACK);
    pdf_line(pdf, 10, 40, 90, 40, 2, BLACK);
    pdf_path(pdf, 3, zig, 2, BLACK, NULL);
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    struct raster r = raster_of(in_dir(dir, "a.pdf"), 1, 254);
    assert_in_range(r.w, 1000, 1001); /* poppler rounds up */
    assert_in_range(r.h, 800, 801);
    const struct { double x, y; int low, high; } POINTS[] = {
        {20, 15, 100, 160}, {20, 9.7, 255, 255}, {20, 20.3, 255, 255},
        /* the outline lies inside the box */
        {40.5, 12, 0, 60}, {39.8, 12, 255, 255}, {42.5, 12.5, 255, 255},
        {44.5, 14.5, 0, 60}, {45.2, 12, 255, 255},
        {75, 20, 0, 60}, {70, 20, 255, 255}, {85, 20, 0, 60},
        {50, 39.4, 0, 60}, {50, 38.7, 255, 255}, {9.7, 40, 255, 255},
        {15, 65, 0, 60}, {20, 70.5, 0, 60}, {20, 62, 255, 255},
    };
    for (size_t i = 0; i < sizeof POINTS / sizeof *POINTS; i++) {
        int g = grey_at(&r, POINTS[i].x, POINTS[i].y, 254);
        if (g < POINTS[i].low || g > POINTS[i].high)
            fail_msg("point %zu is %d", i, g);
    }
    free(r.all);
}

static void test_a_qr_code_is_of_the_size_asked_and_reads(void **state)
{
    (void)state;
    const char *text = "PY1*NM01*1*A*0102*7F3K9Q2M*X4T8";
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 40, 40);
    pdf_qr(pdf, text, 10, 10, 15);
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    struct raster r = raster_of(in_dir(dir, "a.pdf"), 1, 254);
    int left = r.w, right = 0, top = r.h, bottom = 0;
    for (int y = 0; y < r.h; y++)
        for (int x = 0; x < r.w; x++)
            if (r.grey[y * r.w + x] < 128) {
                left = x < left ? x : left;
                right = x > right ? x : right;
                top = y < top ? y : top;
                bottom = y > bottom ? y : bottom;
            }
    assert_in_range(left, 99, 101);
    assert_in_range(top, 99, 101);
    assert_in_range(right, 248, 250);
    assert_in_range(bottom, 248, 250);
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_t *image = zbar_image_create();
    zbar_image_set_format(image, 0x30303859 /* Y800 */);
    zbar_image_set_size(image, (unsigned)r.w, (unsigned)r.h);
    zbar_image_set_data(image, r.grey, (unsigned long)(r.w * r.h), NULL);
    assert_int_equal(zbar_scan_image(scanner, image), 1);
    assert_string_equal(
        zbar_symbol_get_data(zbar_image_first_symbol(image)), text);
    zbar_image_destroy(image);
    zbar_image_scanner_destroy(scanner);
    free(r.all);
}

/* ---- templates ---- */

static void draw_static(struct pdf *pdf)
{
    struct para_style s = {.role = FONT_HEI, .size_pt = 14};
    for (int i = 0; i < 20; i++) {
        para_line(pdf, &s, 20, 100, 40 + i * 11, "您对村务公开满意吗？");
        for (int j = 0; j < 5; j++)
            pdf_box(pdf, 120 + j * 14, 36 + i * 11, 5, 5, .2, BLACK);
    }
}

static void test_a_template_looks_as_if_drawn_on_the_page(void **state)
{
    (void)state;
    struct pdf *pdf = new_pdf();
    pdf_template_begin(pdf, 210, 297);
    draw_static(pdf);
    size_t number = pdf_template_end(pdf);
    for (int i = 0; i < 2; i++) {
        pdf_page(pdf, 210, 297);
        if (i == 0)
            pdf_template_use(pdf, number);
        else
            draw_static(pdf);
        pdf_text(pdf, FONT_SONG, 9, 20, 20, 0, BLACK, "编号 7F3K9Q2M");
    }
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    struct raster a = raster_of(in_dir(dir, "a.pdf"), 1, 100);
    struct raster b = raster_of(in_dir(dir, "a.pdf"), 2, 100);
    assert_memory_equal(a.grey, b.grey, (size_t)(a.w * a.h));
    free(a.all);
    free(b.all);
    free(run("qpdf --check", in_dir(dir, "a.pdf"), ""));
}

/* A print run: what differs on each sheet is small, and so is the file. */
static void test_five_hundred_sheets_share_their_template(void **state)
{
    (void)state;
    struct pdf *pdf = new_pdf();
    pdf_template_begin(pdf, 210, 297);
    draw_static(pdf);
    size_t number = pdf_template_end(pdf);
    for (int i = 0; i < 500; i++) {
        char serial[32];
        snprintf(serial, sizeof serial, "PY1*NM01*%08d", i * 7919);
        pdf_page(pdf, 210, 297);
        pdf_template_use(pdf, number);
        pdf_qr(pdf, serial, 20, 10, 14.5);
        pdf_text(pdf, FONT_SONG, 9, 40, 20, 0, BLACK, serial);
    }
    assert_int_equal(pdf_page_count(pdf), 500);
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    assert_in_range(file_size(in_dir(dir, "a.pdf")), 100000, 1200000);
}

/* ---- failures ---- */

static void test_a_character_no_font_has_is_named(void **state)
{
    (void)state;
    const struct { const char *text, *part; } ROWS[] = {
        {"甲😀乙", "\"😀\" (U+1F600)"},
        {"甲\xEE\x80\x80乙", "U+E000"},  /* our own private half-width 、 */
        {"甲\xEF\xA3\xBF乙", "U+F8FF"},
        {"甲\x07乙", "U+0007"},
        {"甲\xED\xA0\x80", "0xED"},      /* a surrogate is no UTF-8 */
        {"甲乙\xC0\xAF", "position 7"},
        {"\xB4\xF3", "0xB4"},            /* GBK */
    };
    struct pdf *pdf = new_pdf();
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct err err = ERR_INIT;
        assert_int_equal(pdf_check_text(pdf, FONT_FANG, ROWS[i].text,
                                        "row 3", &err), ERR_FORMAT);
        assert_non_null(strstr(err.text, "row 3"));
        if (strstr(err.text, ROWS[i].part) == NULL)
            fail_msg("%s", err.text);
    }
    assert_int_equal(pdf_check_text(pdf, FONT_FANG, "王喆、𬀪某\n二", "x",
                                    NULL), ERR_OK);
    pdf_free(pdf);
}

static void test_the_first_failure_sticks(void **state)
{
    (void)state;
    struct pdf *pdf = new_pdf();
    struct err err = ERR_INIT;
    pdf_page(pdf, 210, 297);
    pdf_text(pdf, FONT_SONG, 12, 20, 20, 0, BLACK, "甲😀");
    pdf_text(pdf, FONT_SONG, 12, 20, 20, 0, BLACK, "\xFF");
    pdf_page(pdf, 210, 1e9);
    assert_int_equal(pdf_save(pdf, in_dir(dir, "a.pdf"), &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "😀"));
    assert_false(file_exists(in_dir(dir, "a.pdf")));
    pdf_free(pdf);
}

static void test_misuse_fails_with_words(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct pdf *pdf = new_pdf();
    pdf_line(pdf, 0, 0, 1, 1, 1, BLACK); /* no page */
    assert_int_equal(pdf_status(pdf, &err), ERR_NOTNOW);
    pdf_free(pdf);
    pdf = new_pdf();
    pdf_page(pdf, 1e6, 297);
    assert_int_equal(pdf_status(pdf, &err), ERR_RANGE);
    pdf_free(pdf);
    pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    pdf_line(pdf, 0.0 / 1, 1e300, 1, 1, 1, BLACK);
    assert_int_equal(pdf_status(pdf, &err), ERR_RANGE);
    pdf_free(pdf);
    pdf = new_pdf();
    err = ERR_INIT;
    assert_int_equal(pdf_save(pdf, in_dir(dir, "a.pdf"), &err), ERR_NOTNOW);
    pdf_free(pdf);
}

static void test_a_full_disk_leaves_the_old_file(void **state)
{
    (void)state;
    const char *path = in_dir(dir, "a.pdf");
    struct err err = ERR_INIT;
    assert_int_equal(file_write(path, "old", 3, NULL), ERR_OK);
    struct pdf *pdf = new_pdf();
    draw_prose(pdf, 100);
    struct rlimit old, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 20000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    enum err_code code = pdf_save(pdf, path, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    pdf_free(pdf);
    assert_true(code == ERR_FULL || code == ERR_IO);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(file_size(path), 3);
    char *left = run("ls -A", dir, "| wc -l");
    assert_int_equal(left[0], '1'); /* no temporary stays */
    free(left);
}

static void test_an_unwritable_folder_is_named(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    assert_int_equal(pdf_save(pdf, "/proc/nowhere/a.pdf", &err), ERR_IO);
    assert_non_null(strstr(err.text, "/proc/nowhere/a.pdf"));
    pdf_free(pdf);
}

/* ---- the office's own faces ---- */

static void copy_face(const char *from, const char *to)
{
    char command[512];
    snprintf(command, sizeof command, "cp '%s/fonts/%s.ttf' '%s/%s.ttf'",
             file_share_dir(), from, dir, to);
    assert_int_equal(system(command), 0);
}

static void test_an_own_face_goes_before_the_prepared_one(void **state)
{
    (void)state;
    copy_face("kai", "title"); /* any face: it must be the one that prints */
    setenv("PINGYI_FONTS", dir, 1);
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    pdf_text(pdf, FONT_TITLE, 22, 20, 40, 0, BLACK, "评议结果");
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    char *fonts = run("pdffonts", in_dir(dir, "a.pdf"), "");
    assert_non_null(strstr(fonts, "PingyiKai"));
    assert_null(strstr(fonts, "PingyiTitle"));
    free(fonts);
}

/* 方正小标宋 as title.ttf and hei.ttf: libharu has one font for both. */
static void test_one_file_may_serve_two_roles(void **state)
{
    (void)state;
    copy_face("kai", "title");
    copy_face("kai", "hei");
    setenv("PINGYI_FONTS", dir, 1);
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    pdf_text(pdf, FONT_TITLE, 22, 20, 40, 0, BLACK, "评议Ab");
    pdf_text(pdf, FONT_HEI, 22, 20, 60, 0, BLACK, "结果12");
    pdf_text(pdf, FONT_KAI, 22, 20, 80, 0, BLACK, "通报。");
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    char *text = run("pdftotext -q", in_dir(dir, "a.pdf"), "-");
    assert_string_equal(squash(text), "评议Ab结果12通报。");
    free(text);
    /* the ink too: a code left out of CIDToGIDMap prints as a box */
    pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    pdf_text(pdf, FONT_KAI, 22, 20, 40, 0, BLACK, "评议Ab");
    pdf_text(pdf, FONT_KAI, 22, 20, 60, 0, BLACK, "结果12");
    pdf_text(pdf, FONT_KAI, 22, 20, 80, 0, BLACK, "通报。");
    save_pdf(pdf, in_dir(dir, "b.pdf"));
    pdf_free(pdf);
    struct raster a = raster_of(in_dir(dir, "a.pdf"), 1, 60);
    struct raster b = raster_of(in_dir(dir, "b.pdf"), 1, 60);
    assert_memory_equal(a.grey, b.grey, (size_t)(a.w * a.h));
    free(a.all);
    free(b.all);
}

static void test_two_fonts_of_one_name_are_refused(void **state)
{
    (void)state;
    char command[512];
    copy_face("kai", "title");
    snprintf(command, sizeof command, "printf x >> '%s/title.ttf'", dir);
    assert_int_equal(system(command), 0);
    setenv("PINGYI_FONTS", dir, 1);
    struct err err = ERR_INIT;
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    pdf_text(pdf, FONT_TITLE, 22, 20, 40, 0, BLACK, "评");
    pdf_text(pdf, FONT_KAI, 22, 20, 60, 0, BLACK, "议");
    assert_int_equal(pdf_save(pdf, in_dir(dir, "a.pdf"), &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "title.ttf"));
    assert_non_null(strstr(err.text, "kai.ttf"));
    pdf_free(pdf);
}

/* A face without our half-width copies: DejaVu has none, nor hanzi. */
static void test_what_an_own_face_lacks_comes_from_the_chain(void **state)
{
    (void)state;
    const char *dejavu = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    if (!file_exists(dejavu))
        skip();
    char command[512];
    snprintf(command, sizeof command, "cp %s '%s/fang.ttf'", dejavu, dir);
    assert_int_equal(system(command), 0);
    setenv("PINGYI_FONTS", dir, 1);
    struct pdf *pdf = new_pdf();
    pdf_page(pdf, 210, 297);
    pdf_text(pdf, FONT_FANG, 16, 20, 40, 0, BLACK, "Ab评喆");
    save_pdf(pdf, in_dir(dir, "a.pdf"));
    pdf_free(pdf);
    char *fonts = run("pdffonts", in_dir(dir, "a.pdf"), "");
    assert_non_null(strstr(fonts, "DejaVuSans"));
    assert_non_null(strstr(fonts, "PingyiFang"));
    assert_non_null(strstr(fonts, "PingyiSong")); /* 喆 is not in 仿宋 */
    free(fonts);
    char *text = run("pdftotext -q", in_dir(dir, "a.pdf"), "-");
    assert_string_equal(squash(text), "Ab评喆");
    free(text);
}

/* Every prefix and many damaged copies of a face: refused or used, never a
 * crash (the point of running this under the sanitizers). */
static void test_a_damaged_own_face_does_no_harm(void **state)
{
    (void)state;
    char *bytes = NULL;
    size_t n = 0;
    char face[512];
    snprintf(face, sizeof face, "%s/fonts/fang.ttf", file_share_dir());
    assert_int_equal(file_read(face, 1 << 28, &bytes, &n, NULL), ERR_OK);
    setenv("PINGYI_FONTS", dir, 1);
    uint32_t seed = 1;
    for (int i = 0; i < 60; i++) {
        size_t keep = i < 30 ? n * (size_t)i / 30 : n;
        char *copy = malloc(n);
        memcpy(copy, bytes, n);
        for (int k = 0; i >= 30 && k < 40; k++) {
            seed = seed * 1664525u + 1013904223u;
            copy[(seed >> 8) % 2000] = (char)(seed >> 3);
        }
        FILE *f = fopen(in_dir(dir, "fang.ttf"), "wb");
        assert_int_equal(fwrite(copy, 1, keep, f), keep);
        fclose(f);
        free(copy);
        struct font_set *set = NULL;
        assert_int_equal(font_set_open(&set, NULL), ERR_OK);
        struct font_glyph g;
        for (uint32_t c = 0x20; c < 0x10000; c += 7)
            (void)font_find(set, FONT_FANG, c, &g);
        assert_true(font_find(set, FONT_FANG, 0x8BC4, &g));
        if (keep < n)
            assert_non_null(strstr(font_set_notice(set), "fang.ttf"));
        font_set_close(set);
    }
    free(bytes);
}

static void test_half_width_marks_are_those_of_the_font_script(void **state)
{
    (void)state;
    char *text = NULL;
    size_t n = 0;
    assert_int_equal(file_read("engine/type/prepare_fonts.py", 1 << 20,
                               &text, &n, NULL), ERR_OK);
    const char *p = strstr(text, "\nHALF = \"");
    assert_non_null(p);
    p += strlen("\nHALF = \"");
    uint32_t want = 0xE000;
    while (*p != '"') {
        uint32_t c = utf8_next(&p);
        assert_int_equal(font_half(c), want);
        assert_int_equal(font_unhalf(want), c);
        assert_int_equal(font_opens(c), want >= font_half(0xFF08));
        want++;
    }
    assert_int_equal(font_unhalf(want), 0);
    free(text);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(test_extracted_text_is_what_was_written),
        T(test_files_are_sound_by_qpdf_and_silent_in_poppler),
        T(test_the_same_pages_give_the_same_bytes),
        T(test_a_comma_locale_changes_no_byte),
        T(test_dates_and_titles_are_written),
        T(test_attachments_come_out_as_they_went_in),
        T(test_shapes_stand_where_they_are_put),
        T(test_a_qr_code_is_of_the_size_asked_and_reads),
        T(test_a_template_looks_as_if_drawn_on_the_page),
        T(test_five_hundred_sheets_share_their_template),
        T(test_a_character_no_font_has_is_named),
        T(test_the_first_failure_sticks),
        T(test_misuse_fails_with_words),
        T(test_a_full_disk_leaves_the_old_file),
        T(test_an_unwritable_folder_is_named),
        T(test_an_own_face_goes_before_the_prepared_one),
        T(test_one_file_may_serve_two_roles),
        T(test_two_fonts_of_one_name_are_refused),
        T(test_what_an_own_face_lacks_comes_from_the_chain),
        T(test_a_damaged_own_face_does_no_harm),
        T(test_half_width_marks_are_those_of_the_font_script),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
