/* A specimen page of every role and every kind of line, compared with the
 * stored picture; and the judge of pictures itself. */
#include "tests/engine/type_util.h"

static const char *const SAMPLE =
    "根据《关于开展2026年民主评议的通知》（永政发〔2026〕15号）要求，县评议办于"
    "2026年9月1日至10月20日，对24个村（居）委会、6个乡镇进行了满意度评议。"
    "共发放问卷2,400份，回收2,318份，有效率≥98.7%。其中“很满意”占1.7个百分点；"
    "王喆、李犇、赵㛃、𬀪某——均为评议员——表示：“（总体）满意！？”……";

static void draw_specimen(struct pdf *pdf, double right_mm)
{
    struct arena *arena = arena_new(64u << 20);
    struct para_style title = {.role = FONT_TITLE, .size_pt = 22,
                               .align = ALIGN_CENTRE,
                               .colour = OFFICIAL_RED};
    pdf_page(pdf, 210, 297);
    const struct para *p = para_set(pdf, arena, &title, right_mm - 28,
                                    "关于2026年度县直部门和乡镇满意度评议结果的通报");
    para_draw(pdf, p, 0, 99, 28, 20);
    double y = 25 + p->height_mm;
    for (int role = 0; role < FONT_ROLE_COUNT; role++) {
        struct para_style s = {.role = (enum font_role)role, .size_pt = 14,
                               .indent_em = 2, .autospace_em = .125,
                               .align = (enum align)(role % 4)};
        p = para_set(pdf, arena, &s, right_mm - 28, SAMPLE);
        para_draw(pdf, p, 0, 99, 28, y);
        y += p->height_mm + 3;
    }
    struct para_style names = {.size_pt = 12, .align = ALIGN_SPREAD};
    para_line(pdf, &names, 28, 30, y + 8, "王小明");
    para_line(pdf, &names, 68, 30, y + 8, "李犇");
    pdf_qr(pdf, "PY1*NM01*1*A*0102*7F3K9Q2M*X4T8", 110, y, 14.5);
    pdf_box(pdf, 130, y, 5, 5, .2, BLACK);
    pdf_circle(pdf, 142, y + 2.5, 2.5, .35, BLACK, NULL);
    const double tick[] = {150, y + 2, 152, y + 5, 156, y - 1};
    pdf_path(pdf, 3, tick, .6, OFFICIAL_RED, NULL);
    pdf_line(pdf, 28, y + 20, right_mm, y + 20, .35, OFFICIAL_RED);
    arena_free(arena);
}

static void make(const char *path, double right_mm)
{
    struct pdf *pdf = new_pdf();
    draw_specimen(pdf, right_mm);
    save_pdf(pdf, path);
    pdf_free(pdf);
}

/* Its lines as remarks: tests/run would count them as results. */
static bool golden(const char *name, const char *pdf)
{
    char command[512], line[512];
    snprintf(command, sizeof command, "tests/golden.sh %s '%s'", name, pdf);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe) != NULL)
        print_message("# %s", line);
    return pclose(pipe) == 0;
}

static void test_the_specimen_looks_as_it_did(void **state)
{
    (void)state;
    const char *dir = temp_dir();
    make(in_dir(dir, "a.pdf"), 184);
    assert_true(golden("type-specimen", in_dir(dir, "a.pdf")));
    remove_dir(dir);
}

/* A column narrower by 3 mm must not pass for the same page. */
static void test_another_page_is_not_taken_for_it(void **state)
{
    (void)state;
    if (getenv("GOLDEN") != NULL)
        skip();
    const char *dir = temp_dir();
    make(in_dir(dir, "a.pdf"), 181);
    assert_false(golden("type-specimen", in_dir(dir, "a.pdf")));
    remove_dir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_specimen_looks_as_it_did),
        cmocka_unit_test(test_another_page_is_not_taken_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
