/* tests/engine/test_outcome.c - dispositions and response rates, by hand. */
#include "tests/engine/tally_fixture.h"

#include <math.h>

#define close_to(value, expected, within)                                     \
    do {                                                                      \
        if (!(fabs((value) - (expected)) <= (within)))                        \
            fail_msg("%s is %.15g, not %.15g", #value, (double)(value),       \
                     (double)(expected));                                     \
    } while (0)

/* 100 printed, 90 issued, 5 refused; 60 I, 4 P, 3 blank, 2 broken off, 1 side
 * missing, 1 conflict: 71 back, 14 never. */
static const int64_t sheets[DISP_COUNT] = {
    [DISP_COMPLETE] = 60, [DISP_PARTIAL] = 4,      [DISP_BLANK] = 3,
    [DISP_BREAK_OFF] = 2, [DISP_MISSING_SIDE] = 1, [DISP_CONFLICT] = 1,
};

static void every_sheet_that_went_out_is_somewhere(void **state)
{
    (void)state;
    struct outcome o;
    outcome_make(&o, 100, 90, 5, sheets, false);
    assert_int_equal(o.unissued, 10);
    assert_int_equal(o.complete, 60);
    assert_int_equal(o.partial, 4);
    assert_int_equal(o.refusal, 5 + 3 + 2);
    assert_int_equal(o.other, 2);
    assert_int_equal(o.no_contact, 14);
    assert_int_equal(o.unknown, 0);
    assert_ratio(o.rr1, 60, 90);
    assert_ratio(o.rr2, 64, 90);
    close_to(o.rr3, 60.0 / 90, 1e-12);
    assert_ratio(o.refusal_rate, 10, 90);
    assert_ratio(o.cooperation_rate, 60, 76);
}

/* 85 came back: 71 eligible, with the 5 refused 76, and 14 not: e = 76/90, and
 * of the 14 that never came back 14·e count. */
static void unknown_eligibility_is_estimated(void **state)
{
    (void)state;
    struct outcome o;
    int64_t screened[DISP_COUNT];
    memcpy(screened, sheets, sizeof screened);
    screened[DISP_SCREENED] = 14;
    outcome_make(&o, 104, 104, 5, screened, true);
    assert_int_equal(o.unknown, 104 - 71 - 14 - 5);
    assert_int_equal(o.ineligible, 14);
    double e = 76.0 / 90;
    close_to(o.eligible, e, 1e-12);
    assert_ratio(o.rr1, 60, 76 + 14);
    close_to(o.rr3, 60 / (76 + e * 14), 1e-12);
    close_to(o.rr4, 64 / (76 + e * 14), 1e-12);
}

static void a_refused_sheet_that_came_back_blank_is_one_refusal(void **state)
{
    (void)state;
    struct outcome o;
    static const int64_t few[DISP_COUNT] = {[DISP_COMPLETE] = 7,
                                            [DISP_BLANK] = 3};
    outcome_make(&o, 10, 10, 3, few, false);
    assert_int_equal(o.refusal, 3);
    assert_int_equal(o.no_contact, 0);
    assert_ratio(o.rr1, 7, 10);
}

static void nothing_handed_out_gives_no_rate(void **state)
{
    (void)state;
    struct outcome o;
    static const int64_t none[DISP_COUNT] = {0};
    outcome_make(&o, 10, 0, 0, none, false);
    assert_int_equal(o.unissued, 10);
    assert_ratio(o.rr1, 0, 0);
    assert_true(o.rr3 < 0);
    outcome_make(&o, 0, -1, 0, sheets, false); /* a channel without paper */
    assert_int_equal(o.complete, 60);
    assert_ratio(o.rr1, 0, 0);
}

static const char county[] =
    "code,parent,name,class,households,population\n"
    "00,,清河口县,县,,\n01,00,甲村,村,,\n02,00,乙村,村,,\n";

/* 840 and 1000 in the small: 20 issued, 16 back of which 1 blank; the other
 * village 10 issued, none back. */
static void units_and_channels_have_their_rates(void **state)
{
    (void)state;
    struct fixture f;
    round_make(&f, county);
    uint64_t serials[20];
    size_t used = 0;
    struct batch b = round_print(&f, 1, false, 20, serials);
    round_sheets(&f, &b, serials, &used, 13, "11111111121w");
    round_sheets(&f, &b, serials, &used, 2, "11111.......");
    round_sheets(&f, &b, serials, &used, 1, "............");
    round_unit(&f, 2, false, 10, 0, "");
    ok(store_batch_issued(f.store, b.number, 18, 2, &fixture_err));
    struct tally *t = round_tally(&f);
    assert_ratio(t->unit[1].outcome.rr1, 13, 18);
    assert_ratio(t->unit[1].outcome.rr2, 15, 18);
    assert_int_equal(t->unit[1].outcome.unissued, 2);
    assert_int_equal(t->unit[1].outcome.refusal, 3);
    assert_int_equal(t->unit[1].outcome.no_contact, 0);
    assert_ratio(t->unit[2].outcome.rr1, 0, 10);
    assert_ratio(t->unit[0].outcome.rr2, 15, 28);
    assert_int_equal(t->channel_count, 1);
    assert_int_equal(t->channels[0].by_disposition[DISP_PARTIAL], 2);
    assert_int_equal(t->channels[0].by_disposition[DISP_BLANK], 1);
    assert_ratio(t->channels[0].outcome.rr2, 15, 28);
    tally_free(t);
    /* more back than out: no rate anywhere */
    ok(store_batch_issued(f.store, b.number, 15, 0, &fixture_err));
    t = round_tally(&f);
    assert_ratio(t->unit[1].outcome.rr1, 0, 0);
    assert_ratio(t->unit[0].outcome.rr1, 0, 0);
    assert_ratio(t->channels[0].outcome.rr1, 0, 0);
    tally_free(t);
    fixture_remove(&f);
}

static void outcomes_are_hidden_with_the_people(void **state)
{
    (void)state;
    struct fixture f;
    char form[4096];
    (void)snprintf(form, sizeof form, round_form,
                   "anonymous: true\nmin_cell: 5\n", "总的");
    round_create(&f, form, county);
    round_unit(&f, 1, true, 6, 4, "11111111121w");
    struct tally *t = round_tally(&f);
    assert_true(t->unit[0].suppressed);
    assert_int_equal(t->unit[0].outcome.complete, 0);
    assert_ratio(t->unit[0].outcome.rr1, 0, 0);
    assert_int_equal(t->channels[0].by_disposition[DISP_COMPLETE], 0);
    assert_int_equal(t->channels[0].outcome.complete, 0);
    tally_free(t);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sheet_that_went_out_is_somewhere),
        cmocka_unit_test(unknown_eligibility_is_estimated),
        cmocka_unit_test(a_refused_sheet_that_came_back_blank_is_one_refusal),
        cmocka_unit_test(nothing_handed_out_gives_no_rate),
        cmocka_unit_test(units_and_channels_have_their_rates),
        cmocka_unit_test(outcomes_are_hidden_with_the_people),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
