/* tests/engine/test_tally.c - a round through the real store and gate, then
 * every figure by hand. */
#include "tests/engine/tally_fixture.h"

#include <math.h>

static const char county[] =
    "code,parent,name,class,households,population\n"
    "00,,清河口县,县,,9000\n"
    "01,00,东乡,乡镇,,\n"
    "0101,01,甲村,村,,\n"
    "0102,01,乙村,村,,\n"
    "02,00,西乡,乡镇,,\n"
    "0201,02,丙村,村,,\n";

enum { COUNTY, EAST, JIA, YI, WEST, BING, UNITS };

static void choices_blank_invalid_and_doubtful_add_up(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    uint64_t serials[10];
    size_t used = 0;
    struct batch b = round_print(&f, JIA, false, 10, serials);
    /*                                       K1-5 Q    T F P O */
    round_sheets(&f, &b, serials, &used, 3, "11111111121w");
    round_sheets(&f, &b, serials, &used, 1, "12311222223.");
    round_sheets(&f, &b, serials, &used, 1, "11111333.3aw");
    round_sheets(&f, &b, serials, &used, 1, "11111444!1b.");
    round_sheets(&f, &b, serials, &used, 1, "1111111C?2..");
    struct tally *t = round_tally(&f);
    const struct item_tally *t0 = &t->unit[JIA].items[RT_T0];
    assert_int_equal(t0->asked, 7);
    assert_int_equal(t0->counts[0], 3);
    assert_int_equal(t0->counts[1], 1);
    assert_int_equal(t0->counts[2] + t0->counts[3], 0);
    assert_int_equal(t0->blank, 1);
    assert_int_equal(t0->invalid, 1);
    assert_int_equal(t0->doubtful, 1);
    assert_ratio(t0->main_rate, 4, 7);
    assert_ratio(t0->ref_rate, 4, 4);
    assert_ratio(t0->top_rate, 3, 7);
    assert_int_equal(t->open_reviews, 1);
    const struct item_tally *q1 = &t->unit[JIA].items[RT_Q1];
    assert_ratio(q1->main_rate, 5, 7);
    assert_ratio(q1->ref_rate, 5, 6); /* 不了解 leaves this base only */
    assert_ratio(q1->bad_rate, 1, 7);
    assert_int_equal(q1->score_sum, 4 * 100 + 60);
    assert_int_equal(q1->score_n, 6);
    assert_int_equal(t->unit[JIA].items[RT_Q2B].corrected, 1);
    assert_ratio(t->unit[JIA].items[RT_F1].bad_rate, 1, 7);
    assert_ratio(t->unit[JIA].items[RT_F1].main_rate, 0, 0);
    const struct item_tally *p1 = &t->unit[JIA].items[RT_P1];
    assert_int_equal(p1->counts[0], 3 + 1 + 1);
    assert_int_equal(p1->counts[1], 1);
    assert_int_equal(p1->counts[2], 1 + 1);
    assert_int_equal(p1->blank, 1);
    assert_int_equal(t->unit[JIA].items[RT_O1].written, 4);
    assert_int_equal(t->unit[JIA].items[RT_O1].blank, 3);
    for (size_t i = 0; i < t->q->item_count; i++) {
        const struct item_tally *it = &t->unit[JIA].items[i];
        if (t->q->items[i].kind != ITEM_SINGLE)
            continue;
        int64_t sum = it->blank + it->invalid + it->doubtful;
        for (size_t k = 0; k < t->q->items[i].scale->choice_count; k++)
            sum += it->counts[k];
        assert_int_equal(sum, t->unit[JIA].valid);
    }
    tally_free(t);
    fixture_remove(&f);
}

static void every_unit_is_the_sum_of_what_lies_below_it(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    round_unit(&f, JIA, false, 10, 8, "11111111121w");
    round_unit(&f, YI, false, 5, 1, "33333333331.");
    round_unit(&f, BING, false, 4, 0, "");
    round_unit(&f, EAST, false, 2, 2, "11111444421w");
    struct tally *t = round_tally(&f);
    assert_int_equal(t->unit[EAST].valid, 11);
    assert_int_equal(t->unit[COUNTY].valid, 11);
    assert_int_equal(t->unit[COUNTY].printed, 21);
    assert_ratio(t->unit[COUNTY].return_rate, 11, 21);
    assert_ratio(t->unit[EAST].satisfied, 8, 11);
    assert_ratio(t->unit[EAST].satisfied_ref, 8, 9);
    assert_ratio(t->unit[YI].satisfied, 0, 1);
    assert_true(t->unit[WEST].has_sheets);
    assert_int_equal(t->unit[WEST].returned, 0);
    assert_ratio(t->unit[WEST].return_rate, 0, 4);
    assert_ratio(t->unit[WEST].satisfied, 0, 0);
    assert_int_equal(t->unit[WEST].satisfied_verdict, VERDICT_NONE);
    assert_true(t->unit[WEST].satisfied_interval.low < 0);
    assert_int_equal(t->unit[JIA].satisfied_verdict, VERDICT_MET);
    assert_int_equal(t->unit[EAST].satisfied_verdict, VERDICT_NOT_MET);
    assert_ratio(t->pools[0].main_rate, 16, 22);
    assert_string_equal(t->pools[0].pool, "Q2");
    assert_int_equal(t->pool_count, 1);
    assert_int_equal(t->channel_paper, 11);
    assert_false(t->unit[COUNTY].suppressed);
    tally_free(t);
    fixture_remove(&f);
}

static void awareness_is_pooled_and_judged_per_person(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    uint64_t serials[10];
    size_t used = 0;
    struct batch b = round_print(&f, JIA, false, 10, serials);
    round_sheets(&f, &b, serials, &used, 1, "11111111121w"); /* 5 of 5 */
    round_sheets(&f, &b, serials, &used, 1, "11112111121w"); /* 4: 80 % */
    round_sheets(&f, &b, serials, &used, 1, "11122111121."); /* 3 */
    round_sheets(&f, &b, serials, &used, 1, "1111.111121."); /* 4 + blank */
    const struct design d = {.kind = DESIGN_STRATIFIED, .strata = "县"};
    ok(store_design_set(f.store, &d, &fixture_err));
    struct tally *t = round_tally(&f);
    assert_ratio(t->unit[COUNTY].aware, 16, 20);
    assert_int_equal(t->unit[COUNTY].aware_verdict, VERDICT_MET);
    assert_ratio(t->unit[COUNTY].aware_people, 3, 4);
    assert_true(t->unit[COUNTY].aware_interval.low < 0.8);
    assert_true(t->unit[COUNTY].aware_interval.high > 0.8);
    /* 听说过 is not 知晓, and stays in the reference base */
    assert_ratio(t->unit[COUNTY].items[RT_K5].main_rate, 1, 4);
    assert_ratio(t->unit[COUNTY].items[RT_K5].ref_rate, 1, 3);
    tally_free(t);
    fixture_remove(&f);
}

static void void_sheets_are_returned_but_not_valid(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    uint64_t serials[10];
    size_t used = 0;
    struct batch b = round_print(&f, JIA, false, 10, serials);
    round_sheets(&f, &b, serials, &used, 2, "............");
    round_sheets(&f, &b, serials, &used, 1, "1111........"); /* 4 of 9 */
    round_sheets(&f, &b, serials, &used, 1, "11111......."); /* 5 of 9 */
    round_sheets(&f, &b, serials, &used, 1, "111111111...");
    struct tally *t = round_tally(&f);
    const struct unit_tally *u = &t->unit[COUNTY];
    assert_int_equal(u->returned, 5);
    assert_int_equal(u->valid, 2);
    assert_int_equal(u->by_disposition[DISP_BLANK], 2);
    assert_int_equal(u->by_disposition[DISP_BREAK_OFF], 1);
    assert_int_equal(u->by_disposition[DISP_PARTIAL], 1);
    assert_int_equal(u->by_disposition[DISP_COMPLETE], 1);
    assert_ratio(u->return_rate, 5, 10);
    assert_ratio(u->valid_rate, 2, 5);
    assert_ratio(u->satisfied, 1, 2);
    tally_free(t);
    fixture_remove(&f);
}

static void no_valid_form_gives_no_rate_at_all(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    struct tally *t = round_tally(&f);
    assert_int_equal(t->unit[COUNTY].valid, 0);
    assert_ratio(t->unit[COUNTY].satisfied, 0, 0);
    assert_ratio(t->unit[COUNTY].return_rate, 0, 0);
    assert_int_equal(t->unit[COUNTY].aware_verdict, VERDICT_NONE);
    assert_false(t->unit[COUNTY].has_sheets);
    tally_free(t);
    round_unit(&f, JIA, false, 3, 3, "............");
    t = round_tally(&f);
    assert_int_equal(t->unit[JIA].returned, 3);
    assert_ratio(t->unit[JIA].valid_rate, 0, 3);
    assert_ratio(t->unit[JIA].aware, 0, 0);
    assert_int_equal(t->unit[JIA].score_n, 0);
    assert_true(t->unit[JIA].satisfied_interval.high < 0);
    tally_free(t);
    fixture_remove(&f);
}

static void all_unknown_counts_in_the_main_base_and_scores_nothing(
    void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    round_unit(&f, JIA, false, 6, 6, "33333444431w");
    struct tally *t = round_tally(&f);
    assert_ratio(t->unit[JIA].satisfied, 0, 6);
    assert_ratio(t->unit[JIA].satisfied_ref, 0, 0);
    assert_int_equal(t->unit[JIA].score_n, 0);
    assert_int_equal(t->unit[JIA].satisfied_verdict, VERDICT_NOT_MET);
    assert_ratio(t->unit[JIA].items[RT_F1].bad_rate, 0, 6);
    tally_free(t);
    fixture_remove(&f);
}

static void more_returned_than_issued_is_seen_from_the_top(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    uint64_t serials[4];
    size_t used = 0;
    struct batch b = round_print(&f, JIA, false, 4, serials);
    round_sheets(&f, &b, serials, &used, 3, "11111111121w");
    round_unit(&f, BING, false, 100, 1, "11111111121w");
    ok(store_begin(f.store, &fixture_err));
    ok(store_batch_issued(f.store, b.number, 2, 1, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    struct tally *t = round_tally(&f);
    assert_true(t->unit[JIA].over_returned);
    assert_true(t->unit[EAST].over_returned);
    assert_true(t->unit[COUNTY].over_returned); /* though 4 < 102 */
    assert_false(t->unit[WEST].over_returned);
    assert_int_equal(t->unit[COUNTY].refused, 1);
    assert_int_equal(t->unit[COUNTY].issued, 102);
    tally_free(t);
    fixture_remove(&f);
}

/* 「满意率=(非常满意×100%+满意×90%+基本满意×70%+不满意×50%)÷得票总数」 printed
 * 73.8 % where 48.5 % were satisfied.  A weighted mean is a score. */
static void a_weighted_mean_is_never_a_rate(void **state)
{
    (void)state;
    static const char form[] =
        "form: KX\ntitle: 开县\nobject: 某机构\nintro: 请打√。\n"
        "book: 100/90/70/50\nthresholds: {satisfied: 60}\n"
        "scales:\n"
        "  - code: H4\n"
        "    choices:\n"
        "      - {text: 非常满意, means: satisfied, score: 100}\n"
        "      - {text: 满意, means: satisfied, score: 90}\n"
        "      - {text: 基本满意, means: partly, score: 70}\n"
        "      - {text: 不满意, means: dissatisfied, score: 50}\n"
        "sections:\n"
        "  - text: 满意\n"
        "    items:\n"
        "      - {code: T0, role: overall, scale: H4, text: 总的}\n";
    struct fixture f;
    round_create(&f, form, county);
    uint64_t serials[165];
    size_t used = 0;
    struct batch b = round_print(&f, COUNTY, false, 165, serials);
    round_sheets(&f, &b, serials, &used, 76, "1");
    round_sheets(&f, &b, serials, &used, 2, "2");
    round_sheets(&f, &b, serials, &used, 2, "3");
    round_sheets(&f, &b, serials, &used, 85, "4");
    struct tally *t = round_tally(&f);
    assert_ratio(t->unit[0].satisfied, 80, 165);
    assert_int_equal(num_percent(80, 165, 1), 485);
    assert_int_equal(t->unit[0].satisfied_verdict, VERDICT_NOT_MET);
    const struct item_tally *t0 = &t->unit[0].items[0];
    char text[16];
    assert_string_equal(num_print_real(t0->score, 1, text, sizeof text),
                        "73.8");
    assert_ratio(t0->top_rate, 78, 165);
    assert_int_equal(t->unit[0].score_n, 0); /* no Q item, no joint score */
    tally_free(t);
    fixture_remove(&f);
}

static void a_changed_item_is_counted_for_the_newest_revision_only(
    void **state)
{
    (void)state;
    struct fixture f;
    char form[4096];
    round_make(&f, county);
    round_unit(&f, JIA, false, 6, 6, "11111111121w");
    struct questionnaire *q = NULL;
    int n = snprintf(form, sizeof form, round_form, "", "总的来看怎么样");
    int revision = 0;
    ok(questionnaire_parse(form, (size_t)n, "form", &q, &fixture_err));
    ok(store_begin(f.store, &fixture_err));
    ok(store_form_add(f.store, q, &revision, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    questionnaire_free(q);
    assert_int_equal(revision, 2);
    round_unit(&f, JIA, false, 4, 4, "11111333321w");
    struct tally *t = round_tally(&f);
    assert_int_equal(t->revision, 2);
    assert_int_equal(t->unit[JIA].valid, 10);
    assert_ratio(t->unit[JIA].items[RT_Q1].main_rate, 6, 10);
    assert_ratio(t->unit[JIA].satisfied, 0, 4); /* the wording changed */
    assert_ratio(t->unit[JIA].composite, 0, 4);
    tally_free(t);
    fixture_remove(&f);
}

static void sides_of_open_sheets_are_not_counted_as_sheets(void **state)
{
    (void)state;
    static const char two_sides[] =
        "{\"pages\":[{\"boxes\":[{\"question\":\"K1\"},{\"question\":\"K2\"},"
        "{\"question\":\"K3\"},{\"question\":\"K4\"},{\"question\":\"K5\"},"
        "{\"question\":\"Q1\"}],\"areas\":[]},{\"boxes\":[{\"question\":"
        "\"Q2a\"},{\"question\":\"Q2b\"},{\"question\":\"T0\"},{\"question\":"
        "\"F1\"},{\"question\":\"P1\"}],\"areas\":[{\"question\":\"O1\"}]}]}";
    struct fixture f;
    round_make(&f, county);
    ok(store_layout_put(f.store, 1, true, two_sides, &fixture_err));
    struct batch b = round_print(&f, JIA, true, 20, NULL);
    ok(store_begin(f.store, &fixture_err));
    for (int i = 0; i < 7; i++)
        round_gate(&f, &b, 0, 1, RT_K1, "111111");
    for (int i = 0; i < 5; i++)
        round_gate(&f, &b, 0, 2, RT_Q2A, "22221.");
    ok(store_commit(f.store, &fixture_err));
    struct tally *t = round_tally(&f);
    assert_int_equal(t->unit[JIA].returned, 7);
    assert_int_equal(t->unit[JIA].valid, 7);
    assert_ratio(t->unit[JIA].items[RT_Q1].main_rate, 7, 7);
    assert_ratio(t->unit[JIA].satisfied, 5, 5);
    assert_ratio(t->unit[JIA].aware_people, 7, 7);
    assert_int_equal(t->channel_paper, 7);
    tally_free(t);
    fixture_remove(&f);
}

static void figures_are_the_same_bytes_until_an_answer_changes(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    uint64_t serials[8];
    size_t used = 0;
    struct batch b = round_print(&f, JIA, false, 8, serials);
    round_sheets(&f, &b, serials, &used, 3, "11111111121w");
    struct tally *a = round_tally(&f);
    store_close(f.store);
    fixture_open(&f);
    struct tally *again = round_tally(&f);
    assert_string_equal(a->figures_sha256, again->figures_sha256);
    struct str text;
    str_init(&text, 100000);
    tally_figures(again, &text);
    assert_non_null(strstr(text.text, "\"satisfied\":[3,3]"));
    assert_null(strchr(text.text, ' '));
    assert_null(strstr(text.text, "\"code\":\"02\"")); /* nothing there */
    str_deinit(&text);
    round_sheets(&f, &b, serials, &used, 1, "11111111121w");
    struct tally *later = round_tally(&f);
    assert_string_not_equal(a->figures_sha256, later->figures_sha256);
    tally_free(a);
    tally_free(again);
    tally_free(later);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(choices_blank_invalid_and_doubtful_add_up),
        cmocka_unit_test(every_unit_is_the_sum_of_what_lies_below_it),
        cmocka_unit_test(awareness_is_pooled_and_judged_per_person),
        cmocka_unit_test(void_sheets_are_returned_but_not_valid),
        cmocka_unit_test(no_valid_form_gives_no_rate_at_all),
        cmocka_unit_test(
            all_unknown_counts_in_the_main_base_and_scores_nothing),
        cmocka_unit_test(more_returned_than_issued_is_seen_from_the_top),
        cmocka_unit_test(a_weighted_mean_is_never_a_rate),
        cmocka_unit_test(
            a_changed_item_is_counted_for_the_newest_revision_only),
        cmocka_unit_test(sides_of_open_sheets_are_not_counted_as_sheets),
        cmocka_unit_test(figures_are_the_same_bytes_until_an_answer_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
