/* tests/reports/test_gongwen.c - GB/T 9704-2012 measured on the pages: margins,
 * the grid of 22 lines by 28 characters, faces of the heading levels, page
 * numbers, the place of 署名, 成文日期 and seal, 版记, tables over pages, widows,
 * marks at line starts and ends. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "engine/base/units.h"
#include "reports/edition.h"
#include "reports/gongwen.h"
#include "tests/reports/drawn.h"
#include "tests/reports/fixture.h"

static struct err failure;
static struct drawn page;
static char path[64];

#define ok(expression)                                                        \
    do {                                                                      \
        err_clear(&failure);                                                  \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, failure.text);                    \
    } while (0)

static const double PITCH = 29.53 * 25.4 / 72, EM = 15.75 * 25.4 / 72;
static const double LEFT = 28, RIGHT = 184, TOP = 37, BOTTOM = 262;

static void assert_mm(double is, double want, double off, const char *what)
{
    if (fabs(is - want) > off)
        fail_msg("%s: %.2f mm instead of %.2f", what, is, want);
}

/* ---- making ---- */

static struct job job;
static struct document doc;

static void begin(void)
{
    ok(job_init(&job, &failure));
    document_init(&doc, &job);
    doc.issuer = "永宁县计生局";
    doc.number = "永计生发〔2026〕12号";
    doc.title = "关于评议结果的通报";
    doc.to = "各乡镇";
    doc.date = "2026年7月5日";
    doc.copies_to = "市人口和计划生育委员会，县委办公室";
}

/* n characters, so that with its indent it fills whole lines of 28. */
static const char *filled(const char *character, size_t lines)
{
    size_t n = lines * 28 - 2, bytes = strlen(character);
    char *text = job_alloc(&job, n * bytes + 1, 1);

    for (size_t i = 0; i < n; i++)
        memcpy(text + i * bytes, character, bytes);
    return text;
}

static size_t finish(void)
{
    struct pdf_info info = {.title = "test"};
    struct gongwen_result result;
    struct pdf *pdf;
    int fd;

    (void)snprintf(path, sizeof(path), "/tmp/pingyi-gongwen-XXXXXX");
    fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    ok(pdf_new(&info, &pdf, &failure));
    ok(gongwen_print(&doc, pdf, &result, &failure));
    ok(pdf_save(pdf, path, &failure));
    pdf_free(pdf);
    job_deinit(&job);
    return result.pages;
}

static void drop(void)
{
    if (!getenv("KEEP"))
        unlink(path);
}

static struct drawn_shape ink(size_t n, double x, double y, double w, double h)
{
    return drawn_ink(path, n, x, y, w, h);
}

static void words(size_t n)
{
    page.word_count = 0;
    drawn_words(&page, path, n);
}

/* ---- the grid ---- */

static void a_page_is_22_lines_of_28_characters(void **state)
{
    size_t lines = 0;
    double first = 0, last = 0;
    (void)state;

    begin();
    document_para(&doc, filled("国", 60));
    assert_true(finish() >= 3);
    words(2);
    for (size_t i = 0; i < page.word_count; i++) {
        const struct drawn_word *w = &page.word[i];

        if (strncmp(w->text, "国", 3) != 0)
            continue;
        assert_int_equal(strlen(w->text), 28 * 3);
        assert_mm(w->x, LEFT, .05, "a line begins");
        assert_mm(w->x + w->w, RIGHT, .1, "a line ends");
        if (lines > 0)
            assert_mm(w->mid - last, PITCH, .01, "from line to line");
        else
            first = w->mid;
        last = w->mid;
        lines++;
    }
    assert_int_equal(lines, 22);
    assert_mm(last - first, 21 * PITCH, .05, "first to last line");
    /* 国 fills its square but for a small margin */
    struct drawn_shape all = ink(2, 20, 30, 180, 234);
    assert_mm(all.x, LEFT + .6, .6, "left margin");
    assert_mm(all.x + all.w, RIGHT - .6, .6, "right margin");
    assert_mm(all.y, TOP + .5, .6, "upper margin");
    assert_mm(all.y + all.h, BOTTOM - .7, .8, "lower margin");
    drop();
}

static void page_numbers_stand_outside(void **state)
{
    const double em = pt_to_mm(14);
    (void)state;

    begin();
    document_para(&doc, filled("国", 60));
    assert_true(finish() >= 3);
    for (size_t n = 1; n <= 3; n++) {
        struct drawn_shape number = ink(n, 20, 263.5, 180, 12);

        if (n % 2)
            assert_mm(number.x + number.w, RIGHT - em, .8, "odd: one 字 in");
        else
            assert_mm(number.x, LEFT + em, .8, "even: one 字 in");
        /* its dash, the first 3 mm */
        struct drawn_shape dash = ink(n, number.x - .1, 263.5, 3, 12);
        assert_mm(dash.y + dash.h / 2, BOTTOM + 7, .5, "its dash");
        assert_true(dash.h < .8);
    }
    drop();
}

/* ---- faces ---- */

static void assert_face(const char *start, const char *want, double size_pt)
{
    char face[64];
    double size = drawn_face(path, start, face);

    if (strcmp(face, want) != 0 || fabs(size - size_pt) > .5)
        fail_msg("'%s' is set in %s %.1f pt, not in %s %.1f", start, face, size,
                 want, size_pt);
}

static void every_level_has_its_face(void **state)
{
    (void)state;
    begin();
    document_heading(&doc, 1, "总体结论");
    document_heading(&doc, 2, "满意率");
    document_heading(&doc, 3, "分项");
    document_para(&doc, "正文一段。");
    (void)finish();
    assert_face("关于评议", "PingyiTitle", 22);
    assert_face("永宁县计生局文件", "PingyiTitle", 42);
    assert_face("各乡镇", "PingyiFang", 15.75);
    assert_face("一、总体", "PingyiHei", 15.75);
    assert_face("（一）满意率", "PingyiKai", 15.75);
    assert_face("．分项", "PingyiFang", 15.75);
    assert_face("正文一段", "PingyiFang", 15.75);
    assert_face("抄送：", "PingyiFang", 14);
    drawn_read(&page, path, 1);
    const struct drawn_word *w = drawn_find(&page, "关于评议结果的通报");
    assert_non_null(w);
    assert_mm(w->x + w->w / 2, (LEFT + RIGHT) / 2, .2, "the title's middle");
    assert_mm(drawn_find(&page, "一、总体结论")->x, LEFT + 2 * EM, .1, "indent");
    assert_mm(drawn_find(&page, "正文一段。")->x, LEFT + 2 * EM, .1, "indent");
    assert_mm(drawn_find(&page, "各乡镇：")->x, LEFT, .1, "主送");
    drop();
}

static void red_head_stands_where_it_must(void **state)
{
    const struct drawn_shape *rule = NULL;
    (void)state;

    begin();
    document_para(&doc, "正文。");
    (void)finish();
    drawn_read(&page, path, 1);
    struct drawn_shape name = ink(1, 20, 60, 180, 40);
    assert_mm(name.y, TOP + 35, 1, "top edge of the red name");
    for (size_t i = 0; i < page.shape_count && !rule; i++)
        if (page.shape[i].kind == SHAPE_LINE && page.shape[i].ink[1] > .5)
            rule = &page.shape[i];
    assert_non_null(rule);
    assert_mm(rule->x, LEFT, .05, "the red rule begins");
    assert_mm(rule->w, RIGHT - LEFT, .05, "the red rule");
    struct drawn_shape number = ink(1, 20, 95, 180, rule->y - .6 - 95);
    assert_mm(rule->y - number.y - number.h, 4, .6, "under the number");
    drop();
}

static void an_offices_own_faces_are_used(void **state)
{
    char dir[] = "/tmp/pingyi-faces-XXXXXX", command[512], line[256];
    const char *build = getenv("B") ? getenv("B") : "build/release";
    bool kai = false, fang = false, hei = false;
    (void)state;

    assert_non_null(mkdtemp(dir));
    (void)snprintf(command, sizeof(command),
                   "cp '%s/share/pingyi/fonts/kai.ttf' '%s/fang.ttf' && "
                   "cp '%s/share/pingyi/fonts/hei.ttf' '%s/title.ttf'",
                   build, dir, build, dir);
    assert_int_equal(system(command), 0);
    setenv("PINGYI_FONTS", dir, 1);
    begin();
    document_para(&doc, "正文一段。");
    (void)finish();
    unsetenv("PINGYI_FONTS");
    (void)snprintf(command, sizeof(command), "pdffonts '%s'", path);
    FILE *in = popen(command, "r");
    while (fgets(line, sizeof(line), in)) {
        kai = kai || strstr(line, "PingyiKai");
        fang = fang || strstr(line, "PingyiFang");
        hei = hei || strstr(line, "PingyiHei");
        if (strstr(line, "Pingyi"))
            assert_non_null(strstr(line, "yes yes yes"));
    }
    (void)pclose(in);
    assert_true(kai && hei && !fang);
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", dir);
    assert_int_equal(system(command), 0);
    drop();
}

/* ---- 署名, 成文日期, seal, 版记 ---- */

static double lowest_body(void)
{
    double y = -1;

    for (size_t i = 0; i < page.word_count; i++)
        if (strncmp(page.word[i].text, "国", 3) == 0)
            y = fmax(y, page.word[i].mid);
    return y;
}

/* Words of one line may be parted at digits: from the first to the last. */
static struct drawn_word line_of(const char *start)
{
    const struct drawn_word *first = drawn_find(&page, start);
    struct drawn_word all = {.x = 0};

    if (!first)
        return all;
    all = *first;
    for (size_t i = 0; i < page.word_count; i++) {
        const struct drawn_word *w = &page.word[i];

        if (fabs(w->mid - first->mid) > 1.5)
            continue;
        double x2 = fmax(all.x + all.w, w->x + w->w);
        all.x = fmin(all.x, w->x);
        all.w = x2 - all.x;
    }
    return all;
}

static void the_signature_leaves_room_for_the_seal(void **state)
{
    (void)state;
    for (size_t lines = 1; lines <= 14; lines++) { /* page 1 holds 9 */
        begin();
        document_para(&doc, filled("国", lines));
        document_signature(&doc);
        size_t pages = finish(), n = 1;

        for (; n <= pages; n++) {
            words(n);
            if (drawn_find(&page, "永宁县计生局") && lowest_body() >= 0 &&
                line_of("2026").w > 0)
                break;
            if (drawn_find(&page, "永宁县计生局") && n < pages)
                fail_msg("%zu lines: the signature is alone on page %zu", lines,
                         n);
        }
        if (n > pages)
            fail_msg("%zu lines: no page with text and signature", lines);
        /* the issuer stands in 版记 too: the upper one is meant */
        struct drawn_word name = line_of("永宁县计生局"), date = line_of("2026");
        double body = lowest_body();
        assert_mm(name.mid - body, 3 * PITCH, .3, "署名 on the third line");
        assert_mm(date.mid - name.mid, PITCH, .6, "日期 under it");
        assert_mm(date.x + date.w, RIGHT - 4 * EM, .4, "日期 右空四字");
        assert_mm(date.x + date.w / 2, name.x + name.w / 2, .4, "署名 centred");
        /* a seal of 42 mm a little above both: its top within a line */
        double seal_top = (name.mid + date.mid) / 2 - 42 / 2.0 * 1.15;
        assert_true(seal_top - (body + EM / 2) < PITCH);
        drop();
    }
}

static void imprint_ends_the_last_page(void **state)
{
    double rule[8], weight[8];
    size_t rules = 0;
    (void)state;

    for (size_t lines = 1; lines <= 30; lines += 29) {
        begin();
        document_para(&doc, filled("国", lines));
        document_signature(&doc);
        size_t pages = finish();

        drawn_read(&page, path, pages);
        rules = 0;
        for (size_t i = 0; i < page.shape_count; i++) {
            const struct drawn_shape *s = &page.shape[i];

            if (s->kind != SHAPE_LINE || s->y < 200 || s->h > .1)
                continue;
            assert_mm(s->x, LEFT, .05, "版记 rule begins");
            assert_mm(s->w, RIGHT - LEFT, .05, "版记 rule");
            assert_true(rules < 8);
            rule[rules] = s->y;
            weight[rules++] = s->line;
        }
        assert_int_equal(rules, 3); /* bottom, middle, top, as drawn */
        assert_mm(rule[0], BOTTOM, .05, "the last rule");
        assert_true(rule[0] > rule[1] && rule[1] > rule[2]);
        assert_mm(weight[0], .35, .005, "its weight");
        assert_mm(weight[1], .25, .005, "the middle one's");
        assert_mm(weight[2], .35, .005, "the first one's");
        double em = pt_to_mm(14);
        const struct drawn_word *who = NULL;
        for (size_t i = 0; i < page.word_count; i++)
            if (strcmp(page.word[i].text, "永宁县计生局") == 0 &&
                page.word[i].mid > rule[1])
                who = &page.word[i];
        assert_non_null(who);
        assert_mm(who->x, LEFT + em, .1, "印发机关 one 字 in");
        double right = 0;
        for (size_t i = 0; i < page.word_count; i++)
            if (page.word[i].mid > rule[1] && page.word[i].mid < rule[0])
                right = fmax(right, page.word[i].x + page.word[i].w);
        assert_mm(right, RIGHT - em, .3, "印发日期 one 字 in");
        drop();
    }
}

/* ---- tables and paragraphs over pages ---- */

static void tables_repeat_their_head(void **state)
{
    static const struct column columns[] = {
        {"序号头", NULL, 20, CELL_CENTRE}, {"单位头", NULL, 100, CELL_LEFT}};
    (void)state;

    for (size_t rows = 40; rows < 74; rows++) { /* a page holds 33 */
        begin();
        struct table *t = table_new(&job, columns, 2, rows);
        for (size_t i = 0; i < rows; i++) {
            table_set(t, i, 0, job_textf(&job, "行%zu", i + 1));
            table_set(t, i, 1, "某某镇");
        }
        t->note = "注：甲乙丙。";
        document_table(&doc, t, "试验");
        size_t pages = finish(), seen = 0, here = 0, noted = 0;
        for (size_t n = 1; n <= pages; n++) {
            words(n);
            here = 0;
            for (size_t i = 0; i < page.word_count; i++) {
                here += strncmp(page.word[i].text, "行", 3) == 0;
                noted = strncmp(page.word[i].text, "注：", 6) == 0 ? n : noted;
            }
            if (here == 0)
                continue;
            assert_non_null(drawn_find(&page, "序号头"));
            assert_non_null(drawn_find(&page, "单位头"));
            bool again = false;
            for (size_t i = 0; i < page.word_count; i++)
                again = again || strncmp(page.word[i].text, "续表", 6) == 0;
            assert_int_equal(again, seen > 0);
            seen += here;
            if (seen == rows) {
                assert_true(here >= 2);
                assert_int_equal(noted, n);
            }
        }
        assert_int_equal(seen, rows);
        drop();
    }
}

/* A character no font has is named, wherever it stands. */
static void table_heads_are_asked_for_their_characters(void **state)
{
    struct column columns[] = {{"单位", NULL, 60, CELL_LEFT},
                               {"2025年\U0001F600", NULL, 40, CELL_NUMBER}};
    struct pdf_info info = {.title = "test"};
    struct gongwen_result result;
    struct pdf *pdf;
    (void)state;

    begin();
    document_table(&doc, table_new(&job, columns, 2, 1), "试验");
    ok(pdf_new(&info, &pdf, &failure));
    err_clear(&failure);
    assert_int_equal(gongwen_print(&doc, pdf, &result, &failure), ERR_FORMAT);
    assert_non_null(strstr(failure.text, "U+1F600"));
    assert_non_null(strstr(failure.text, "试验"));
    pdf_free(pdf);
    job_deinit(&job);
}

/* What is marked is marked in grey print too: another face, numbers as well. */
static void alerts_are_set_in_another_face(void **state)
{
    static const struct column columns[] = {{"单位", NULL, 60, CELL_LEFT},
                                            {"率", NULL, 40, CELL_NUMBER}};
    (void)state;

    begin();
    struct table *t = table_new(&job, columns, 2, 3);
    table_set(t, 0, 0, "甲镇");
    table_set(t, 0, 1, "61.5");
    table_set(t, 1, 0, "乙镇");
    table_set(t, 1, 1, "72.5");
    table_set(t, 2, 0, "丙镇");
    table_set(t, 2, 1, "9.25");
    table_alert(t, 1, 0);
    table_alert(t, 1, 1);
    document_table(&doc, t, "试验");
    (void)finish();
    assert_face("甲镇", "PingyiSong", 10.5);
    assert_face("61.5", "PingyiSong", 10.5);
    assert_face("乙镇", "PingyiHei", 10.5);
    assert_face("72.5", "PingyiHei", 10.5);
    /* the points stand under one another all the same */
    drawn_read(&page, path, 1);
    double em = pt_to_mm(10.5);
    const struct drawn_word *a = drawn_find(&page, "61.5");
    const struct drawn_word *b = drawn_find(&page, "9.25");
    assert_true(b->x > a->x + em * .3 && b->x + b->w > a->x + a->w);
    drop();
}

static void no_line_is_left_alone(void **state)
{
    static const char *const characters[] = {"国", "田", "日", "目", "口", "因",
                                             "回", "困", "固", "图"};
    uint32_t seed = 11;
    (void)state;

    for (int round = 0; round < 4; round++) {
        size_t length[10];

        begin();
        for (size_t i = 0; i < 10; i++) {
            seed = seed * 1664525 + 1013904223;
            length[i] = 1 + (seed >> 16) % 9;
            document_para(&doc, filled(characters[i], length[i]));
        }
        size_t pages = finish();
        for (size_t n = 1; n <= pages; n++) {
            size_t lines[10] = {0};

            words(n);
            for (size_t w = 0; w < page.word_count; w++)
                for (size_t i = 0; i < 10; i++)
                    lines[i] +=
                        strncmp(page.word[w].text, characters[i], 3) == 0 &&
                        strlen(page.word[w].text) > 25 * 3;
            for (size_t i = 0; i < 10; i++)
                if (lines[i] == 1 && length[i] > 1)
                    fail_msg("page %zu has one line of a paragraph of %zu", n,
                             length[i]);
        }
        drop();
    }
}

/* ---- line starts and ends ---- */

static bool among(const char *text, const char *const list[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strncmp(text, list[i], strlen(list[i])) == 0)
            return true;
    return false;
}

static void assert_line_ends(const char *edition)
{
    static const char *const closers[] = {"，", "。", "、", "；", "：", "？",
                                          "！", "）", "》", "”", "〕", "％"};
    static const char *const openers[] = {"（", "《", "“", "〔"};
    for (size_t i = 0; i < page.word_count; i++) {
        const struct drawn_word *w = &page.word[i], *first = w, *last = w;

        /* lines of body type begin at the margin or two characters in */
        if (fabs(w->x - LEFT) > .1 && fabs(w->x - LEFT - 2 * EM) > .1)
            continue;
        for (size_t j = 0; j < page.word_count; j++) {
            const struct drawn_word *v = &page.word[j];
            if (fabs(v->mid - w->mid) > 1.5)
                continue;
            first = v->x < first->x ? v : first;
            last = v->x > last->x ? v : last;
        }
        if (first != w)
            continue;
        if (among(first->text, closers, 12))
            fail_msg("%s: a line begins with %s", edition, first->text);
        size_t n = strlen(last->text);
        if (n >= 3 && among(last->text + n - 3, openers, 4))
            fail_msg("%s: a line ends with %s", edition, last->text);
    }
}

static void marks_keep_from_line_starts_and_ends(void **state)
{
    static const char *const names[] = {"bulletin", "rectify"};
    const struct edition_options options = {.date = "2026-07-15"};
    (void)state;

    for (size_t e = 0; e < 2; e++) {
        struct fixture f;
        struct report_model *m;
        struct gongwen_result result;
        struct pdf_info info = {.title = "test"};
        struct pdf *pdf;

        fixture_init(&f, "LD", NULL);
        fixture_fill_all(&f, 40);
        ok(report_model_new(&f.tally, &f.survey, &m, &failure));
        edition_find(names[e])->write(&doc, m, &options);
        ok(pdf_new(&info, &pdf, &failure));
        ok(gongwen_print(&doc, pdf, &result, &failure));
        (void)snprintf(path, sizeof(path), "/tmp/pingyi-gongwen-XXXXXX");
        int fd = mkstemp(path);
        assert_true(fd >= 0);
        close(fd);
        ok(pdf_save(pdf, path, &failure));
        pdf_free(pdf);
        report_model_free(m);
        fixture_deinit(&f);
        for (size_t n = 1; n <= result.pages; n++) {
            words(n);
            assert_line_ends(names[e]);
        }
        drop();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_is_22_lines_of_28_characters),
        cmocka_unit_test(page_numbers_stand_outside),
        cmocka_unit_test(every_level_has_its_face),
        cmocka_unit_test(red_head_stands_where_it_must),
        cmocka_unit_test(an_offices_own_faces_are_used),
        cmocka_unit_test(the_signature_leaves_room_for_the_seal),
        cmocka_unit_test(imprint_ends_the_last_page),
        cmocka_unit_test(tables_repeat_their_head),
        cmocka_unit_test(table_heads_are_asked_for_their_characters),
        cmocka_unit_test(alerts_are_set_in_another_face),
        cmocka_unit_test(no_line_is_left_alone),
        cmocka_unit_test(marks_keep_from_line_starts_and_ends),
    };

    file_share_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
