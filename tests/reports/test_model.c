/* tests/reports/test_model.c - what a report knows, and how it words numbers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reports/edition.h"
#include "reports/gongwen.h"
#include "reports/gongwen_parts.h"
#include "reports/parts.h"
#include "reports/poster.h"
#include "tests/reports/fixture.h"

static struct err failure;

#define ok(expression)                                                        \
    do {                                                                      \
        err_clear(&failure);                                                  \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, failure.text);                    \
    } while (0)

static void assert_rate(struct job *job, int64_t num, int64_t den, int line,
                        const char *want)
{
    assert_string_equal(text_rate(job, (struct ratio){num, den}, line), want);
}

static void rates_never_cross_a_line_by_rounding(void **state)
{
    struct job job;
    (void)state;

    ok(job_init(&job, &failure));
    assert_rate(&job, 8995, 10000, 900, "89.95");
    assert_rate(&job, 8995, 10000, 0, "90.0");
    assert_rate(&job, 9, 10, 900, "90.0");
    assert_rate(&job, 90004, 100000, 900, "90.004");
    assert_rate(&job, 899999, 1000000, 900, "89.9999");
    assert_rate(&job, 8999999, 10000000, 900, "89.9999");
    assert_rate(&job, 9000001, 10000000, 900, "90.0001");
    assert_rate(&job, 9999, 10000, 900, "99.99");
    assert_rate(&job, 1, 10000, 0, "0.01");
    assert_rate(&job, 0, 10, 900, "0.0");
    assert_rate(&job, 10, 10, 900, "100.0");
    assert_rate(&job, 0, 0, 900, "—");
    assert_rate(&job, 6217, 6560, 0, "94.8"); /* 94.771: not cut off */
    assert_rate(&job, 800, 840, 0, "95.2");
    job_deinit(&job);
}

static void numbers_read_as_an_office_writes_them(void **state)
{
    struct job job;
    (void)state;

    ok(job_init(&job, &failure));
    assert_string_equal(text_numeral(&job, 1), "一");
    assert_string_equal(text_numeral(&job, 10), "十");
    assert_string_equal(text_numeral(&job, 12), "十二");
    assert_string_equal(text_numeral(&job, 20), "二十");
    assert_string_equal(text_numeral(&job, 99), "九十九");
    assert_string_equal(text_line(&job, 900), "90%");
    assert_string_equal(text_line(&job, 875), "87.5%");
    assert_string_equal(text_date(&job, "2026-07-05"), "2026年7月5日");
    assert_string_equal(text_date(&job, "someday"), "someday");
    job_deinit(&job);
}

static void set_satisfied(struct fixture *f, size_t unit, int64_t num,
                          int64_t den)
{
    f->tally.unit[unit].satisfied = (struct ratio){num, den};
    f->tally.unit[unit].valid = den;
}

static void ties_share_a_place_and_small_units_get_none(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    size_t town[6], n = 0;
    for (size_t u = 1; u < f.units->count; u++)
        if (f.units->unit[u].depth == 1)
            town[n++] = u;
    assert_int_equal(n, 6);
    set_satisfied(&f, town[0], 45, 50);
    set_satisfied(&f, town[1], 90, 100); /* the same share */
    set_satisfied(&f, town[2], 99, 100);
    set_satisfied(&f, town[3], 29, 29);  /* perfect, but too few */
    set_satisfied(&f, town[4], 10, 100);
    set_satisfied(&f, town[5], 0, 0);
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    const struct rank_class *c = &m->classes[0];
    assert_string_equal(c->name, "乡镇");
    assert_int_equal(c->ranked, 4);
    assert_int_equal(c->rows[0].unit, town[2]);
    assert_int_equal(c->rows[0].place, 1);
    assert_int_equal(c->rows[1].place, 2);
    assert_int_equal(c->rows[2].place, 2);
    assert_int_equal(c->rows[3].place, 3); /* dense: no gap */
    assert_int_equal(c->rows[3].unit, town[4]);
    assert_int_equal(c->rows[4].state, RANK_FEW);
    assert_int_equal(c->rows[4].place, 0);
    assert_int_equal(c->rows[5].state, RANK_EMPTY);
    report_model_free(m);
    fixture_deinit(&f);
}

static void problems_start_with_the_most_dissatisfied(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 60);
    long q4 = questionnaire_find(f.q, "Q4");
    struct item_tally *t = &f.tally.unit[0].items[q4];
    t->bad_rate.num = t->asked / 2;
    t->main_rate.num = t->asked / 3;
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    assert_true(m->problem_count >= 3);
    assert_int_equal(m->problems[0].item, q4);
    assert_int_equal(m->satisfy.item[0], q4);
    assert_non_null(strstr(say_problem(m, &m->problems[0]), "Q4"));
    for (size_t i = 1; i < m->problem_count; i++)
        if (m->problems[i].kind == PROBLEM_SATISFY)
            assert_true(m->problems[i].low <= m->problems[i - 1].low);
    /* the guard about the survey is no problem of the office */
    for (size_t i = 0; i < m->problem_count; i++)
        assert_true((long)m->problems[i].item != questionnaire_find(f.q, "F3"));
    assert_int_equal(m->guards.count, 1);
    report_model_free(m);
    fixture_deinit(&f);
}

static void more_returns_than_issued_stop_the_model(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    f.tally.unit[3].over_returned = true;
    f.tally.unit[1].over_returned = true; /* above it */
    f.tally.unit[0].over_returned = true;
    f.tally.unit[3].returned = 50;
    f.tally.unit[3].issued = 49;
    err_clear(&failure);
    assert_int_equal(report_model_new(&f.tally, &f.survey, &m, &failure),
                     ERR_NOTNOW);
    assert_null(m);
    assert_non_null(strstr(failure.text, f.units->unit[3].code));
    assert_non_null(strstr(failure.text, "50/49"));
    assert_null(strstr(failure.text, f.units->unit[0].name));
    fixture_deinit(&f);
}

static void a_verdict_needs_thirty_sheets(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "NM", "code,parent,name,class,households,population\n"
                           "A,,小村,村,,\n");
    fixture_fill(&f, 0, 29);
    fixture_finish(&f);
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    assert_false(m->judged);
    assert_non_null(strstr(say_satisfied_title(m), "不作达标判定"));
    report_model_free(m);
    fixture_deinit(&f);
}

static void a_near_miss_is_no_pass_anywhere_in_the_text(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    f.tally.unit[0].satisfied = (struct ratio){8995, 10000};
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    assert_string_equal(say_satisfied_title(m),
                        "满意率为89.95%，未达到90%的标准");
    assert_non_null(strstr(say_satisfied(m), "89.95%（8995/10000），未达到"));
    report_model_free(m);
    fixture_deinit(&f);
}

static void small_groups_of_persons_are_not_shown(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    long d2 = questionnaire_find(f.q, "D2");
    f.tally.unit[0].items[d2].counts[4] = 9;
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    assert_non_null(strstr(say_persons(m), "性别，男（"));
    assert_null(strstr(say_persons(m), "年龄"));
    f.tally.unit[0].items[d2].counts[4] = 10;
    assert_non_null(strstr(say_persons(m), "年龄"));
    report_model_free(m);
    fixture_deinit(&f);
}

static void text_of_document(const struct document *doc, struct str *out)
{
    str_init(out, 1024 * 1024);
    for (const struct block *b = doc->first; b; b = b->next)
        if (b->text)
            str_add(out, b->text);
}

static void too_many_invalid_answers_are_said(void **state)
{
    struct fixture f;
    struct report_model *m;
    struct document doc;
    struct str text;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    struct item_tally *t =
        &f.tally.unit[0].items[questionnaire_find(f.q, "D2")];
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    for (int more = 0; more < 2; more++) {
        t->invalid = more ? t->asked / 5 : 0;
        document_init(&doc, &m->job);
        add_quality(&doc, m, false);
        text_of_document(&doc, &text);
        assert_int_equal(strstr(text.text, "D2（20") != NULL, more);
        str_deinit(&text);
    }
    report_model_free(m);
    fixture_deinit(&f);
}

static void when_nobody_can_tell_there_is_no_reference_rate(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    f.tally.unit[0].satisfied.num = 0;
    f.tally.unit[0].satisfied_ref = (struct ratio){0, 0};
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    assert_non_null(strstr(say_satisfied(m), "参考口径没有数据"));
    assert_null(strstr(say_satisfied(m), "0/0"));
    report_model_free(m);
    fixture_deinit(&f);
}

static void hidden_cells_stay_hidden_in_every_sentence(void **state)
{
    struct fixture f;
    struct report_model *m;
    (void)state;

    fixture_init(&f, "XP", NULL);
    fixture_fill_all(&f, 8);
    for (size_t i = 0; i < f.q->item_count; i++) {
        struct item_tally *t = &f.tally.unit[0].items[i];
        t->suppressed = true;
        t->main_rate = t->bad_rate = t->ref_rate = (struct ratio){0, 0};
    }
    f.tally.unit[0].satisfied = (struct ratio){0, 0};
    f.tally.unit[0].satisfied_ref = (struct ratio){0, 0};
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    assert_int_equal(m->problem_count, 0);
    assert_null(say_priority(m));
    assert_null(say_opinions(m));
    assert_null(say_items(m, &m->satisfy));
    assert_null(strstr(say_satisfied(m), "%"));
    report_model_free(m);
    fixture_deinit(&f);
}

/* ---- titles ---- */

static void assert_title(const char *text, const char *want)
{
    size_t breaks[TITLE_LINES], start = 0;
    size_t n = title_break(text, 20, breaks);
    char out[512] = "";

    for (size_t i = 0; i < n; i++) {
        size_t used = strlen(out);
        (void)snprintf(out + used, sizeof(out) - used, "%s%.*s", i ? "|" : "",
                       (int)(breaks[i] - start), text + start);
        start = breaks[i];
    }
    assert_string_equal(out, want);
}

static void titles_break_at_words(void **state)
{
    (void)state;
    assert_title("关于评议结果的通报", "关于评议结果的通报");
    assert_title("关于2026年上半年请农民兄弟姐妹评计生活动评议结果的通报",
                 "关于2026年上半年请农民兄弟姐妹|评计生活动评议结果的通报");
    assert_title("关于2013年人口计生系统“下评上”活动评议结果的通报",
                 "关于2013年人口计生系统|“下评上”活动评议结果的通报");
    size_t breaks[TITLE_LINES];
    char longest[400] = "";
    for (int i = 0; i < 100; i++)
        memcpy(longest + 3 * i, "评", 4);
    assert_int_equal(title_break(longest, 20, breaks), 0);
}

/* ---- whole documents ---- */

static size_t print(struct fixture *f, const char *edition)
{
    const struct edition_options options = {.date = "2026-07-15"};
    const struct pdf_info info = {.title = NULL};
    struct report_model *m;
    struct document doc;
    struct gongwen_result result;
    struct pdf *pdf;

    ok(report_model_new(&f->tally, &f->survey, &m, &failure));
    edition_find(edition)->write(&doc, m, &options);
    ok(pdf_new(&info, &pdf, &failure));
    ok(doc.poster ? poster_print(&doc, pdf, &result, &failure)
                  : gongwen_print(&doc, pdf, &result, &failure));
    ok(pdf_status(pdf, &failure));
    assert_int_equal(result.pages, pdf_page_count(pdf));
    /* what shows no figures has no sheet to sign */
    assert_true(result.mark_page > 0 ||
                edition_find(edition)->figures == FIGURES_NONE);
    assert_true(result.mark_page <= result.pages);
    pdf_free(pdf);
    report_model_free(m);
    return result.pages;
}

static void every_edition_prints_every_preset(void **state)
{
    static const char *const presets[] = {"NM", "LD", "XP"};
    (void)state;

    for (size_t i = 0; i < 3; i++)
        for (const struct edition *e = editions; e->name; e++) {
            struct fixture f;
            fixture_init(&f, presets[i], NULL);
            fixture_fill_all(&f, 40);
            assert_in_range(print(&f, e->name),
                            e->figures == FIGURES_ATTACHED ? 5 : 1, 40);
            fixture_deinit(&f);
        }
}

static void a_round_without_any_sheet_prints(void **state)
{
    (void)state;
    for (const struct edition *e = editions; e->name; e++) {
        struct fixture f;
        fixture_init(&f, "NM", NULL);
        fixture_finish(&f);
        assert_in_range(print(&f, e->name),
                        e->figures == FIGURES_ATTACHED ? 3 : 1, 20);
        fixture_deinit(&f);
    }
}

static void long_names_and_two_hundred_villages_print(void **state)
{
    struct fixture f;
    struct str csv;
    (void)state;

    str_init(&csv, 1024 * 1024);
    str_add(&csv, "code,parent,name,class,households,population\n"
                  "A,,某某自治州某某彝族回族苗族自治县,县,,\n");
    for (int t = 0; t < 20; t++) {
        str_addf(&csv, "T%d,A,第%d号布依族苗族彝族仡佬族乡,乡镇,,\n", t, t);
        for (int v = 0; v < 10; v++)
            str_addf(&csv, "T%dV%d,T%d,第%d号社区居民委员会（原前进农场第三"
                           "管理区生产队）,村（社区、管理区）,,\n",
                     t, v, t, t * 10 + v);
    }
    fixture_init(&f, "NM", csv.text);
    str_deinit(&csv);
    fixture_fill_all(&f, 31);
    (void)snprintf(f.survey.issuer, sizeof(f.survey.issuer),
                   "某某自治州某某彝族回族苗族自治县人口和计划生育工作领导小组"
                   "办公室");
    assert_in_range(print(&f, "bulletin"), 20, 80);
    fixture_deinit(&f);
}

static void a_missing_glyph_is_named(void **state)
{
    struct fixture f;
    struct report_model *m;
    struct document doc;
    struct gongwen_result result;
    struct pdf *pdf;
    const struct edition_options options = {.date = "2026-07-15",
                                            .to = "各乡镇\U0001F600"};
    const struct pdf_info info = {.title = NULL};
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 5);
    ok(report_model_new(&f.tally, &f.survey, &m, &failure));
    bulletin_write(&doc, m, &options);
    ok(pdf_new(&info, &pdf, &failure));
    err_clear(&failure);
    assert_int_equal(gongwen_print(&doc, pdf, &result, &failure), ERR_FORMAT);
    assert_non_null(strstr(failure.text, "1F600"));
    pdf_free(pdf);
    report_model_free(m);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_never_cross_a_line_by_rounding),
        cmocka_unit_test(numbers_read_as_an_office_writes_them),
        cmocka_unit_test(ties_share_a_place_and_small_units_get_none),
        cmocka_unit_test(problems_start_with_the_most_dissatisfied),
        cmocka_unit_test(more_returns_than_issued_stop_the_model),
        cmocka_unit_test(a_verdict_needs_thirty_sheets),
        cmocka_unit_test(a_near_miss_is_no_pass_anywhere_in_the_text),
        cmocka_unit_test(too_many_invalid_answers_are_said),
        cmocka_unit_test(small_groups_of_persons_are_not_shown),
        cmocka_unit_test(when_nobody_can_tell_there_is_no_reference_rate),
        cmocka_unit_test(hidden_cells_stay_hidden_in_every_sentence),
        cmocka_unit_test(titles_break_at_words),
        cmocka_unit_test(every_edition_prints_every_preset),
        cmocka_unit_test(a_round_without_any_sheet_prints),
        cmocka_unit_test(long_names_and_two_hundred_villages_print),
        cmocka_unit_test(a_missing_glyph_is_named),
    };

    file_share_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
