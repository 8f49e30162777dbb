/* tests/reports/test_pages.c - the pages themselves, read back by poppler:
 * nothing leaves the 版心, nothing lies on anything else, no heading stands
 * alone at the foot of a page; and golden pages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <unistd.h>

#include "reports/edition.h"
#include "reports/gongwen.h"
#include "reports/poster.h"
#include "tests/reports/fixture.h"

static struct err failure;

#define ok(expression)                                                        \
    do {                                                                      \
        err_clear(&failure);                                                  \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, failure.text);                    \
    } while (0)

#define MM (72 / 25.4)

/* ---- what was imported ---- */

static struct hotline_row calls[24];
static struct zf_row results[2];
static const struct outside_file files[] = {
    {1, "hotline", "12356热线月报.xlsx", "月报",
     "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
     "2026-07-01T00:00:00Z", ""},
};

/* Eleven months, two of them told by townships, numbers times `scale`; every
 * kind of call where `scale` is above 1. */
static struct outside imported(int64_t scale)
{
    struct outside o = {.hotline = {0, calls}, .zf = {2, results},
                        .files = {1, files}};

    for (int month = 1; month <= 11; month++) {
        struct hotline_row *r = &o.hotline.list[o.hotline.count++];

        *r = (struct hotline_row){.month = 202600 + month, .file = 1,
                                  .unit = month % 5 == 0 ? 1 : 0};
        for (int f = 0; f < HOTLINE_FIELDS; f++)
            r->n[f] = (10 + month * (f + 1)) * scale;
        r->n[HOTLINE_TOTAL] = 990 * scale;
        r->n[HOTLINE_ACCUSE] = -1;
        if (scale == 1)
            r->n[HOTLINE_HELP] = r->n[HOTLINE_REPORT] = -1;
    }
    for (int k = 0; k < 2; k++) {
        results[k] = (struct zf_row){.period = k ? "2026年下半年" : "2026年上半年",
                                     .year = 2026, .file = 1};
        for (int f = 0; f < ZF_FIELDS; f++)
            results[k].text[f] = "";
        results[k].text[ZF_CLASS] =
            scale > 1 ? "行政执法和经济管理监督类单位" : "执法监督类";
        results[k].text[ZF_SCORE] = k ? "112.25" : "92.5";
        results[k].text[ZF_FULL] = k ? "120" : "100";
        results[k].text[ZF_PLACE] = "13";
        results[k].text[ZF_RANKED] = "28";
        results[k].text[ZF_SHARE] = "88.5";
        results[k].text[ZF_GRADE] = "良好";
        results[k].text[ZF_NOTE] = "个别窗口排队时间长";
    }
    return o;
}

/* ---- making ---- */

static size_t make(struct fixture *f, const char *edition, const char *path)
{
    const struct edition_options options = {
        .date = "2026-07-15", .number = "永计生发〔2026〕12号",
        .copies_to = "市人口和计划生育委员会，县委办公室，县人大常委会办公室，"
                     "县政府办公室，县政协办公室"};
    struct pdf_info info = {.date = "2026-07-15T00:00:00Z"};
    const struct edition *e = edition_find(edition);
    struct report_model *whole, *focus = NULL, *m;
    struct document doc;
    struct gongwen_result result;
    struct pdf *pdf;

    ok(report_model_new(&f->tally, &f->survey, &whole, &failure));
    if (e->per_unit)
        ok(report_model_focus(whole, f->q->anonymous ? 0 : 1, &focus,
                              &failure));
    m = focus ? focus : whole;
    m->outside = f->outside;
    e->write(&doc, m, &options);
    info.title = doc.title;
    ok(pdf_new(&info, &pdf, &failure));
    if (doc.poster)
        ok(poster_print(&doc, pdf, &result, &failure));
    else
        ok(gongwen_print(&doc, pdf, &result, &failure));
    if (doc.poster)
        assert_int_equal(result.pages, 1);
    ok(pdf_save(pdf, path, &failure));
    pdf_free(pdf);
    report_model_free(focus);
    report_model_free(whole);
    return result.pages;
}

/* ---- reading back ---- */

enum { WORDS_MAX = 3000 };

struct word {
    double x1, x2, y; /* pt; y = the middle of the line */
    char text[256];
};

struct page {
    size_t number;
    bool letter; /* 信函格式: the head of page 1 begins at 30 mm, and there is
                  * no page number on it */
    double w, h;
    size_t count;
    struct word word[WORDS_MAX];
};

/* The page number of a landscape page stands at its left, turned: 7 mm
 * outside the text area, which begins at 35 mm. */
static bool turned_number(const struct page *p, const struct word *w)
{
    return p->w > p->h && w->x1 > 22 * MM && w->x2 < 35 * MM &&
           w->y > 28 * MM && w->y < 184 * MM;
}

/* A notice, on A3: 24 mm all round, but for the mark of a draft. */
static bool is_wall(const struct page *p)
{
    return p->h > 1100;
}

static void assert_on_wall(const struct page *p, const struct word *w)
{
    bool mark = strcmp(w->text, "未签名稿") == 0;

    if (w->x1 < 23 * MM || w->x2 > 274 * MM || w->y > 396 * MM ||
        (w->y < 24 * MM && !mark))
        fail_msg("'%s' leaves the notice: %.0f %.0f mm", w->text, w->x1 / MM,
                 w->y / MM);
    (void)p;
}

static void assert_inside(const struct page *p, const struct word *w)
{
    if (is_wall(p)) {
        assert_on_wall(p, w);
        return;
    }
    bool landscape = p->w > p->h;
    double left = landscape ? 35 : 28, right = landscape ? 260 : 184;
    double top = landscape ? 28 : 37, bottom = landscape ? 184 : 262;
    bool mark = strcmp(w->text, "未签名稿") == 0;
    bool number = w->y > bottom * MM;

    if (turned_number(p, w))
        return;
    if (w->x1 < (left - .8) * MM || w->x2 > (right + .8) * MM)
        fail_msg("page %zu: '%s' leaves the text area: %.1f-%.1f mm",
                 p->number, w->text, w->x1 / MM, w->x2 / MM);
    if (mark)
        return;
    bool head = p->letter && p->number == 1;
    if (head && number)
        fail_msg("page 1 of a letter has a number, '%s'", w->text);
    if (w->y < (head ? 30 : top) * MM)
        fail_msg("page %zu: '%s' stands above the text area", p->number,
                 w->text);
    if (number && (w->y < (bottom + 5) * MM || w->y > (bottom + 10) * MM))
        fail_msg("page %zu: '%s' stands below the text area at %.1f mm",
                 p->number, w->text, w->y / MM);
}

/* An opening mark's ink fills the right half of its box only. */
static double empty_start(const struct word *w)
{
    static const char *const open[] = {"（", "“", "《", "〔", "‘"};

    for (size_t i = 0; i < 5; i++)
        if (strncmp(w->text, open[i], 3) == 0)
            return 8;
    return 2.5;
}

static void assert_apart(const struct page *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (size_t j = i + 1; j < p->count; j++) {
            const struct word *a = &p->word[i], *b = &p->word[j];
            double over = fmin(a->x2, b->x2) - fmax(a->x1, b->x1);

            if (fabs(a->y - b->y) < 5 &&
                over > empty_start(a->x1 < b->x1 ? b : a))
                fail_msg("page %zu: '%s' lies on '%s' by %.1f pt", p->number,
                         a->text, b->text, over);
        }
}

static bool is_heading(const char *text)
{
    static const char *const digit[] = {"一", "二", "三", "四", "五",
                                        "六", "七", "八", "九", "十"};

    if (strncmp(text, "（", 3) == 0)
        text += 3;
    for (size_t i = 0; i < 10; i++)
        if (strncmp(text, digit[i], 3) == 0)
            return strncmp(text + 3, "、", 3) == 0 ||
                   strncmp(text + 3, "）", 3) == 0;
    return false;
}

static void assert_no_lone_heading(const struct page *p)
{
    const struct word *lowest = NULL;

    for (size_t i = 0; i < p->count; i++) {
        const struct word *w = &p->word[i];
        bool in_text = w->y < (p->w > p->h ? 184 : 262) * MM;

        if (in_text && (!lowest || w->y > lowest->y + 1 ||
                        (w->y > lowest->y - 1 && w->x1 < lowest->x1)))
            lowest = w;
    }
    /* what follows these is lines to write on, which are no words */
    if (lowest && (strstr(lowest->text, "手工填写") ||
                   strstr(lowest->text, "长效机制") ||
                   strstr(lowest->text, "下一年打算")))
        return;
    if (lowest && is_heading(lowest->text) && lowest->x1 < 45 * MM)
        fail_msg("page %zu ends with the heading '%s'", p->number,
                 lowest->text);
}

static void check_page(const struct page *p)
{
    for (size_t i = 0; i < p->count; i++)
        assert_inside(p, &p->word[i]);
    assert_apart(p);
    if (!is_wall(p))
        assert_no_lone_heading(p);
}

static void check_pages(const char *pdf, size_t pages, bool letter)
{
    static struct page page;
    char command[256], line[4096];
    double y1, y2;

    (void)snprintf(command, sizeof(command), "pdftotext -q -bbox '%s' -", pdf);
    FILE *in = popen(command, "r");
    assert_non_null(in);
    page.number = 0;
    page.letter = letter;
    while (fgets(line, sizeof(line), in)) {
        struct word *w = &page.word[page.count];

        if (sscanf(line, " <page width=\"%lf\" height=\"%lf\"", &page.w,
                   &page.h) == 2) {
            page.number++;
            page.count = 0;
        } else if (strstr(line, "</page>")) {
            check_page(&page);
        } else if (sscanf(line,
                          " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" "
                          "yMax=\"%lf\">%255[^<]",
                          &w->x1, &y1, &w->x2, &y2, w->text) == 5) {
            w->y = (y1 + y2) / 2;
            assert_true(++page.count < WORDS_MAX);
        }
    }
    assert_int_equal(pclose(in), 0);
    assert_int_equal(page.number, pages);
}

/* The long ones, or all. */
static void check_editions(struct fixture *f, bool all)
{
    for (const struct edition *e = editions; e->name; e++) {
        if (!all && e->figures != FIGURES_ATTACHED)
            continue;
        char path[] = "/tmp/pingyi-pages-XXXXXX";
        int fd = mkstemp(path);

        assert_true(fd >= 0);
        close(fd);
        size_t pages = make(f, e->name, path);
        check_pages(path, pages, e->per_unit && f->survey.issuer[0] != '\0');
        if (!getenv("KEEP"))
            unlink(path);
    }
}

static void check(struct fixture *f)
{
    check_editions(f, true);
}

static void pages_are_clean_for_every_preset_and_size(void **state)
{
    static const char *const presets[] = {"NM", "LD", "XP"};
    static const int sizes[] = {3, 28, 40, 77, 150};
    (void)state;

    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < sizeof(sizes) / sizeof(sizes[0]); j++) {
            struct fixture f;
            fixture_init(&f, presets[i], NULL);
            f.seed += j;
            fixture_fill_all(&f, sizes[j]);
            f.tally.open_reviews = j % 2 ? 12 : 0;
            check_editions(&f, j == 0 || j == 2);
            fixture_deinit(&f);
        }
}

/* Every heading has something under it, too: see assert_no_lone_heading(). */
static void pages_are_clean_for_ballots(void **state)
{
    static const char *const presets[] = {"PJ", "MC"};
    (void)state;

    for (size_t i = 0; i < 2; i++) {
        struct fixture f;
        fixture_init(&f, presets[i], NULL);
        fixture_fill_all(&f, 12);
        check(&f);
        fixture_deinit(&f);
    }
}

static void pages_are_clean_without_any_sheet(void **state)
{
    struct fixture f;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_finish(&f);
    f.survey.issuer[0] = '\0';
    check(&f);
    fixture_deinit(&f);
}

/* Forty townships, one without a sheet, one with three; and a lone one. */
static void pages_are_clean_with_forty_townships_and_with_one(void **state)
{
    (void)state;

    for (int n = 40; n > 0; n -= 39) {
        struct fixture f;
        struct str csv;

        str_init(&csv, 64 * 1024);
        str_add(&csv, "code,parent,name,class,households,population\n"
                      "A,,甲县,县,,\n");
        for (int t = 0; t < n; t++)
            str_addf(&csv, "T%d,A,%s%d号%s,乡镇,,\n", t,
                     t % 5 ? "第" : "某某布依族苗族彝族仡佬族自治地方第", t,
                     t % 3 ? "镇" : "乡");
        fixture_init(&f, "NM", csv.text);
        str_deinit(&csv);
        for (size_t u = 1; u < f.tally.unit_count; u++)
            if (u != 7)
                fixture_fill(&f, u, u == 9 ? 3 : 35 + (int)u);
        fixture_finish(&f);
        check(&f);
        fixture_deinit(&f);
    }
}

static void pages_are_clean_with_long_names(void **state)
{
    struct fixture f;
    struct str csv;
    (void)state;

    str_init(&csv, 1024 * 1024);
    str_add(&csv, "code,parent,name,class,households,population\n"
                  "A,,某某自治州某某彝族回族苗族自治县,县,,\n");
    for (int t = 0; t < 17; t++) {
        str_addf(&csv, "T%d,A,第%d号布依族苗族彝族仡佬族乡,乡镇,,\n", t, t);
        for (int v = 0; v < 3; v++)
            str_addf(&csv, "T%dV%d,T%d,第%d号社区居民委员会（原前进农场第三"
                           "管理区生产队）,村（社区、管理区）,,\n",
                     t, v, t, t * 10 + v);
    }
    fixture_init(&f, "LD", csv.text);
    str_deinit(&csv);
    fixture_fill_all(&f, 31);
    const struct outside wide = imported(12345);
    f.outside = &wide;
    (void)snprintf(f.survey.issuer, sizeof(f.survey.issuer),
                   "某某自治州某某彝族回族苗族自治县人口和计划生育工作领导小组"
                   "办公室");
    (void)snprintf(f.survey.title, sizeof(f.survey.title),
                   "某某自治州某某彝族回族苗族自治县城关镇、工业园区、火车站地区"
                   "流动人口农民工评计生活动评议问卷");
    check(&f);
    fixture_deinit(&f);
}

/* ---- golden pages ---- */

static void golden_with(const char *name, const char *edition,
                        const char *pages, const struct outside *outside)
{
    struct fixture f;
    char path[] = "/tmp/pingyi-golden-XXXXXX", command[512], line[512];
    int fd = mkstemp(path), bad = 0, good = 0;

    assert_true(fd >= 0);
    close(fd);
    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 80);
    f.outside = outside;
    (void)make(&f, edition, path);
    fixture_deinit(&f);
    (void)snprintf(command, sizeof(command), "tests/golden.sh %s '%s' '%s'",
                   name, path, pages);
    FILE *in = popen(command, "r");
    assert_non_null(in);
    while (fgets(line, sizeof(line), in)) {
        good += strncmp(line, "ok ", 3) == 0;
        if (strncmp(line, "not ok ", 7) == 0) {
            bad++;
            print_message("%s", line);
        }
    }
    (void)pclose(in);
    unlink(path);
    assert_int_equal(bad, 0);
    assert_true(good > 0);
}

static void golden(const char *name, const char *edition, const char *pages)
{
    golden_with(name, edition, pages, NULL);
}

static void golden_bulletin(void **state)
{
    (void)state;
    golden("report-bulletin", "bulletin", "1 2 4 6 7 9 12");
}

static void golden_rectify(void **state)
{
    (void)state;
    golden("report-rectify", "rectify", "1 2 12 15");
}

static void golden_notice(void **state)
{
    (void)state;
    golden("report-notice", "notice", "1");
}

static void golden_plan(void **state)
{
    (void)state;
    golden("report-plan", "plan", "2 3");
}

static void golden_ledger(void **state)
{
    (void)state;
    golden("report-ledger", "ledger", "3");
}

static void golden_summary(void **state)
{
    (void)state;
    golden("report-summary", "summary", "2");
}

static void golden_imported(void **state)
{
    const struct outside plain = imported(1);

    (void)state;
    golden_with("report-imported", "summary", "3", &plain);
}

static void golden_feedback(void **state)
{
    (void)state;
    golden("report-feedback", "feedback", "2 5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_clean_for_every_preset_and_size),
        cmocka_unit_test(pages_are_clean_for_ballots),
        cmocka_unit_test(pages_are_clean_without_any_sheet),
        cmocka_unit_test(pages_are_clean_with_forty_townships_and_with_one),
        cmocka_unit_test(pages_are_clean_with_long_names),
        cmocka_unit_test(golden_bulletin),
        cmocka_unit_test(golden_rectify),
        cmocka_unit_test(golden_feedback),
        cmocka_unit_test(golden_notice),
        cmocka_unit_test(golden_plan),
        cmocka_unit_test(golden_ledger),
        cmocka_unit_test(golden_summary),
        cmocka_unit_test(golden_imported),
    };

    file_share_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
