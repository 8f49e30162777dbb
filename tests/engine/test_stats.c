/* tests/engine/test_stats.c - intervals against published and R figures, and
 * the rounding rules of the field. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/base/num.h"
#include "engine/stats/stats.h"
#include "engine/tally/tally.h"

#define close_to(value, expected, within)                                     \
    do {                                                                      \
        if (!(fabs((value) - (expected)) <= (within)))                        \
            fail_msg("%s is %.15g, not %.15g", #value, (value), (expected));  \
    } while (0)

static void wilson_agrees_with_the_oracle(void **state)
{
    (void)state;
    static const struct {
        int64_t x, n;
        double low, high;
    } rows[] = {
        {80, 100, .711170834407, .866633066669},
        {45, 50, .786397685625, .956524235068},
        {0, 10, 0, .277532799863},
        {10, 10, 1 - .277532799863, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct interval w = stats_wilson(rows[i].x, rows[i].n);
        close_to(w.low, rows[i].low, 1e-11);
        close_to(w.high, rows[i].high, 1e-11);
    }
}

static void wilson_holds_its_share_and_stays_in_0_to_1(void **state)
{
    (void)state;
    for (int64_t n = 1; n <= 60; n++)
        for (int64_t x = 0; x <= n; x++) {
            struct interval w = stats_wilson(x, n);
            double p = (double)x / (double)n;
            assert_true(w.low >= 0 && w.low <= p && p <= w.high &&
                        w.high <= 1);
            struct interval mirror = stats_wilson(n - x, n);
            close_to(mirror.low, 1 - w.high, 1e-12);
        }
    assert_true(stats_wilson(0, 1).low == 0 && stats_wilson(1, 1).high == 1);
}

static void answers_of_one_person_are_no_independent_sample(void **state)
{
    (void)state;
    /* 10 people, 5 items; 5 know all, 5 know none: people are the sample.
     * Variance between = 62.5/9, simple = .25 * 5, deff = 5.5556 > m. */
    double n = stats_effective(10, 5, 25, 125);
    close_to(n, 50 / (250.0 / 9 / 4 / 1.25), 1e-9);
    assert_true(n <= 10);
    /* alternating knowledge inside each person: deff < 1 is floored */
    close_to(stats_effective(10, 2, 11, 13), 20.0, 1e-9);
    /* all alike, none, or one person: only people count */
    close_to(stats_effective(10, 5, 50, 250), 10.0, 0);
    close_to(stats_effective(10, 5, 0, 0), 10.0, 0);
    close_to(stats_effective(1, 5, 3, 9), 1.0, 0);
}

static void lines_are_judged_in_integers(void **state)
{
    (void)state;
    assert_int_equal(ratio_judge((struct ratio){8995, 10000}, 900),
                     VERDICT_NOT_MET);
    assert_int_equal(ratio_judge((struct ratio){9000, 10000}, 900),
                     VERDICT_MET);
    assert_int_equal(ratio_judge((struct ratio){8999999, 10000000}, 900),
                     VERDICT_NOT_MET);
    assert_int_equal(ratio_judge((struct ratio){4, 5}, 800), VERDICT_MET);
    assert_int_equal(ratio_judge((struct ratio){0, 0}, 800), VERDICT_NONE);
    assert_int_equal(ratio_judge((struct ratio){1, 1}, 0), VERDICT_NONE);
    /* the largest round there can be does not overflow */
    assert_int_equal(ratio_judge((struct ratio){899999999999, 1000000000000},
                                 900),
                     VERDICT_NOT_MET);
}

static void percentages_round_half_up_from_integers(void **state)
{
    (void)state;
    char text[32];
    static const struct {
        int64_t num, den;
        int decimals;
        const char *shown;
    } rows[] = {
        {8995, 10000, 2, "89.95"}, {8995, 10000, 1, "90.0"},
        {6217, 6560, 1, "94.8"}, /* printed as 94.7 where they truncate */
        {6217, 6560, 3, "94.771"}, {800, 840, 1, "95.2"},
        {820, 840, 1, "97.6"},   {840, 1000, 1, "84.0"},
        {80, 165, 1, "48.5"},    {382, 500, 1, "76.4"},
        {124599, 195532, 2, "63.72"}, {124599, 284406, 1, "43.8"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(num_print_percent(rows[i].num, rows[i].den,
                                              rows[i].decimals, text,
                                              sizeof text),
                            rows[i].shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_agrees_with_the_oracle),
        cmocka_unit_test(wilson_holds_its_share_and_stays_in_0_to_1),
        cmocka_unit_test(answers_of_one_person_are_no_independent_sample),
        cmocka_unit_test(lines_are_judged_in_integers),
        cmocka_unit_test(percentages_round_half_up_from_integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
