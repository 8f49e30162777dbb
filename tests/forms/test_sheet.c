/* tests/forms/test_sheet.c - printed sheets, judged by poppler and ZBar: the
 * paper shows what the layout says, where it says it. */
#include "tests/forms/forms_util.h"

#include <unistd.h>
#include <zbar.h>

#include "engine/store/store.h"
#include "forms/design.h"
#include "forms/payload.h"
#include "forms/sheet.h"

#define DPI 300
enum { COPIES = 3, BATCH = 7 };

static const struct survey_info SURVEY = {
    .id = 0x12345678 & 0x3fffffff, .key = {1, 2, 3}, .form = "NM"};
static const uint64_t SERIALS[COPIES] = {5, UINT64_C(0x7ffffffff), 123456789};

struct grey {
    int w, h;
    uint8_t *px;
};

/* ---- printing and rendering ---- */

static void print_file(const char *name, bool open, const char *path)
{
    struct questionnaire *q = preset(name);
    struct design *d = NULL;
    struct err err = ERR_INIT;
    struct batch batch = {.number = BATCH, .revision = 1, .open = open};
    if (design_build(q, 1, open, &d, &err) != ERR_OK)
        fail_msg("%s", err.text);
    struct sheet_run run = {.design = d, .survey = &SURVEY, .q = q,
                            .batch = &batch, .unit = "清河口县城关镇西关村",
                            .serials = SERIALS, .count = COPIES};
    if (sheet_file_write(&run, path, &err) != ERR_OK)
        fail_msg("%s", err.text);
    design_free(d);
    questionnaire_free(q);
}

static struct grey render(const char *path, size_t page)
{
    char command[256];
    struct grey g = {0, 0, NULL};
    snprintf(command, sizeof command,
             "pdftoppm -r %d -gray -f %zu -l %zu '%s'", DPI, page, page,
             path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_int_equal(fscanf(pipe, "P5 %d %d 255", &g.w, &g.h), 2);
    assert_int_equal(fgetc(pipe), '\n');
    size_t n = (size_t)g.w * (size_t)g.h;
    g.px = malloc(n);
    assert_int_equal(fread(g.px, 1, n, pipe), n);
    assert_int_equal(pclose(pipe), 0);
    return g;
}

static int pixel(const struct grey *g, double x_mm, double y_mm)
{
    int x = (int)(x_mm * DPI / 25.4), y = (int)(y_mm * DPI / 25.4);
    assert_true(x >= 0 && y >= 0 && x < g->w && y < g->h);
    return g->px[y * g->w + x];
}

static bool dark(const struct grey *g, double x, double y)
{
    return pixel(g, x, y) < 128;
}

/* Walks from x, y by dx, dy (mm a step) to the first dark pixel; how far. */
static double walk(const struct grey *g, double x, double y, double dx,
                   double dy, double most)
{
    const double step = 25.4 / DPI / 4;
    for (double d = 0; d < most; d += step)
        if (dark(g, x + d * dx, y + d * dy))
            return d;
    return INFINITY;
}

/* ---- codes ---- */

/* Crops one code with its quiet zone and has ZBar read it. */
static void read_code(const struct grey *g, struct rect_mm at,
                      char text[PAYLOAD_CHARS + 1])
{
    int x0 = (int)((at.x - 2.8) * DPI / 25.4);
    int y0 = (int)((at.y - 2.8) * DPI / 25.4);
    int w = (int)((at.w + 5.6) * DPI / 25.4);
    uint8_t *crop = malloc((size_t)w * (size_t)w);
    for (int y = 0; y < w; y++)
        memcpy(crop + y * w, g->px + (y0 + y) * g->w + x0, (size_t)w);
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_t *image = zbar_image_create();
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)w, (unsigned)w);
    zbar_image_set_data(image, crop, (size_t)w * (size_t)w, NULL);
    assert_int_equal(zbar_scan_image(scanner, image), 1);
    const char *data =
        zbar_symbol_get_data(zbar_image_first_symbol(image));
    snprintf(text, PAYLOAD_CHARS + 1, "%s", data);
    assert_int_equal(strlen(data), PAYLOAD_CHARS);
    zbar_image_destroy(image);
    zbar_image_scanner_destroy(scanner);
    free(crop);
}

static void check_codes(const char *name, bool open)
{
    char path[] = "/tmp/pingyi-sheet-XXXXXX";
    close(mkstemp(path));
    print_file(name, open, path);
    struct questionnaire *q = preset(name);
    struct layout *layout = built(q, open);
    for (size_t copy = 0; copy < COPIES; copy++)
        for (size_t side = 0; side < layout->page_count; side++) {
            struct grey g =
                render(path, copy * layout->page_count + side + 1);
            for (size_t c = 0; c < layout->pages[side].code_count; c++) {
                char text[PAYLOAD_CHARS + 1];
                struct payload p;
                read_code(&g, layout->pages[side].codes[c].at, text);
                assert_int_equal(payload_read(text, SURVEY.id, SURVEY.key,
                                              &p), PAYLOAD_OK);
                assert_int_equal(p.open, open);
                assert_int_equal(p.side, side + 1);
                assert_int_equal(p.batch, BATCH);
                assert_true(p.serial == (open ? 0 : SERIALS[copy]));
            }
            free(g.px);
        }
    layout_free(layout);
    questionnaire_free(q);
    unlink(path);
}

static void both_codes_of_every_side_name_the_sheet(void **state)
{
    (void)state;
    check_codes("NM", false);
}

static void open_sheets_carry_no_serial(void **state)
{
    (void)state;
    check_codes("XP", true);
}

/* ---- geometry ---- */

static const double TOLERANCE_MM = .15;

/* From the middle outward the box's line must come where the layout says;
 * the middle and 2 mm around it must be bare. */
static void check_box(const struct grey *g, struct rect_mm at, double line)
{
    double cx = at.x + at.w / 2, cy = at.y + at.h / 2;
    double half = at.w / 2 - line;
    static const double WAYS[4][2] = {{1, 0}, {-1, 0}, {0, 1}, {0, -1}};
    for (int i = 0; i < 4; i++) {
        double d = walk(g, cx, cy, WAYS[i][0], WAYS[i][1], 5);
        assert_true(fabs(d - half) <= TOLERANCE_MM);
        double out = at.w / 2 + 1.9;
        for (double across = -out; across <= out; across += .08)
            for (double away = at.w / 2 + .15; away <= out; away += .08)
                assert_false(dark(
                    g, cx + WAYS[i][0] * away + WAYS[i][1] * across,
                    cy + WAYS[i][1] * away + WAYS[i][0] * across));
    }
}

static void check_mark(const struct grey *g, const struct fiducial *f)
{
    double cx = f->at.x + f->at.w / 2, cy = f->at.y + f->at.h / 2;
    /* from outside inward: the four edges */
    assert_true(fabs(walk(g, f->at.x - 1, cy, 1, 0, 3) - 1) <= TOLERANCE_MM);
    assert_true(fabs(walk(g, f->at.x + f->at.w + 1, cy, -1, 0, 3) - 1) <=
                TOLERANCE_MM);
    assert_true(fabs(walk(g, cx, f->at.y - 1, 0, 1, 3) - 1) <= TOLERANCE_MM);
    assert_true(fabs(walk(g, cx, f->at.y + f->at.h + 1, 0, -1, 3) - 1) <=
                TOLERANCE_MM);
    assert_int_equal(dark(g, cx, cy), f->kind != FIDUCIAL_RING);
}

static void check_geometry(const char *name, bool open)
{
    char path[] = "/tmp/pingyi-sheet-XXXXXX";
    close(mkstemp(path));
    print_file(name, open, path);
    struct questionnaire *q = preset(name);
    struct layout *layout = built(q, open);
    for (size_t side = 0; side < layout->page_count; side++) {
        const struct layout_page *page = &layout->pages[side];
        struct grey g = render(path, side + 1);
        for (size_t i = 0; i < page->box_count; i++)
            check_box(&g, page->boxes[i].at, layout->outline_mm);
        for (size_t i = 0; i < page->fiducial_count; i++)
            check_mark(&g, &page->fiducials[i]);
        for (size_t i = 0; i < page->patch_count; i++)
            assert_int_equal(
                dark(&g, page->patches[i].at.x + page->patches[i].at.w / 2,
                     page->patches[i].at.y + page->patches[i].at.h / 2),
                page->patches[i].kind == PATCH_SOLID);
        for (size_t i = 0; i < page->area_count; i++) { /* nothing inside */
            struct rect_mm a = page->areas[i].at;
            for (double y = a.y + .5; y < a.y + a.h - .5; y += .2)
                for (double x = a.x + .5; x < a.x + a.w - .5; x += .2)
                    assert_false(dark(&g, x, y));
        }
        free(g.px);
    }
    layout_free(layout);
    questionnaire_free(q);
    unlink(path);
}

static void the_paper_shows_what_the_layout_says(void **state)
{
    (void)state;
    check_geometry("NM", false);
    check_geometry("LD", true);
    check_geometry("XP", true);
}

/* The test itself can fail: half a millimetre off is seen. */
static void the_judge_sees_a_shifted_box(void **state)
{
    (void)state;
    char path[] = "/tmp/pingyi-sheet-XXXXXX";
    close(mkstemp(path));
    print_file("XP", true, path);
    struct questionnaire *q = preset("XP");
    struct layout *layout = built(q, true);
    struct grey g = render(path, 1);
    struct rect_mm at = layout->pages[0].boxes[0].at;
    double half = at.w / 2 - layout->outline_mm;
    double d = walk(&g, at.x + at.w / 2 + .5, at.y + at.h / 2, 1, 0, 5);
    assert_true(fabs(d - half) > TOLERANCE_MM);
    free(g.px);
    layout_free(layout);
    questionnaire_free(q);
    unlink(path);
}

/* ---- text ---- */

static void the_text_can_be_taken_out_again(void **state)
{
    (void)state;
    char path[] = "/tmp/pingyi-sheet-XXXXXX", command[128], line[512];
    char code[PAYLOAD_CHARS + 1], shown[PAYLOAD_PRINT_BYTES];
    close(mkstemp(path));
    print_file("NM", false, path);
    struct payload p = {false, SURVEY.id, 1, 1, BATCH, SERIALS[0], false};
    payload_write(&p, SURVEY.key, code);
    payload_print(code, shown);
    const char *wanted[] = {shown, "请农民兄弟姐妹评计生活动评议问卷",
                            "清河口县城关镇西关村", "您是否知道计划生育奖励",
                            "填错时把该□涂满，再重新选择", "听说过但"};
    bool found[sizeof wanted / sizeof wanted[0]] = {false};
    snprintf(command, sizeof command, "pdftotext -l 1 -raw '%s' -", path);
    FILE *pipe = popen(command, "r");
    while (fgets(line, sizeof line, pipe) != NULL)
        for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
            found[i] = found[i] || strstr(line, wanted[i]) != NULL;
    assert_int_equal(pclose(pipe), 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!found[i])
            fail_msg("%s is not in the text", wanted[i]);
    unlink(path);
}

/* ---- failures ---- */

static bool stop_at_once(void *ctx)
{
    *(int *)ctx += 1;
    return true;
}

static void an_interrupted_file_is_not_there(void **state)
{
    (void)state;
    struct questionnaire *q = preset("XP");
    struct design *d = NULL;
    struct err err = ERR_INIT;
    struct batch batch = {.number = 1, .revision = 1, .open = true};
    int steps = 0;
    assert_int_equal(design_build(q, 1, true, &d, &err), ERR_OK);
    struct sheet_run run = {.design = d, .survey = &SURVEY, .q = q,
                            .batch = &batch, .unit = "村", .count = 10,
                            .step = stop_at_once, .ctx = &steps};
    assert_int_equal(sheet_file_write(&run, "/tmp/pingyi-never.pdf", &err),
                     ERR_INTERRUPTED);
    assert_int_equal(steps, 1);
    assert_int_not_equal(access("/tmp/pingyi-never.pdf", F_OK), 0);
    err = ERR_INIT;
    run.step = NULL;
    run.unit = "村😀";
    assert_int_equal(sheet_file_write(&run, "/tmp/pingyi-never.pdf", &err),
                     ERR_FORMAT);
    assert_non_null(strstr(err.text, "😀"));
    err = ERR_INIT;
    run.unit = "村";
    assert_int_equal(sheet_file_write(&run, "/nonexistent/x.pdf", &err),
                     ERR_IO);
    assert_non_null(strstr(err.text, "/nonexistent/x.pdf"));
    design_free(d);
    questionnaire_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_codes_of_every_side_name_the_sheet),
        cmocka_unit_test(open_sheets_carry_no_serial),
        cmocka_unit_test(the_paper_shows_what_the_layout_says),
        cmocka_unit_test(the_judge_sees_a_shifted_box),
        cmocka_unit_test(the_text_can_be_taken_out_again),
        cmocka_unit_test(an_interrupted_file_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
