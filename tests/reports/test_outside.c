/* Sums of calls for the annual summary: nothing counts twice, and what was not
 * told is not nought. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "reports/outside.h"

static const struct unit tree[] = {
    {.code = "0", .name = "县", .class = "县", .parent = -1},
    {.code = "1", .name = "甲", .class = "乡镇", .parent = 0, .depth = 1},
    {.code = "11", .name = "子", .class = "村", .parent = 1, .depth = 2},
    {.code = "2", .name = "乙", .class = "乡镇", .parent = 0, .depth = 1},
};
static const struct units units = {4, tree, NULL};

#define NOT -1

/* month, unit, total, consult */
static void add(struct hotline_list *list, int month, size_t unit,
                int64_t total, int64_t consult)
{
    struct hotline_row *r = &list->list[list->count++];
    memset(r, 0, sizeof *r);
    for (int f = 0; f < HOTLINE_FIELDS; f++)
        r->n[f] = NOT;
    r->month = month;
    r->unit = unit;
    r->n[HOTLINE_TOTAL] = total;
    r->n[HOTLINE_CONSULT] = consult;
}

static struct outside sample(struct hotline_row rows[])
{
    struct outside o = {.hotline = {0, rows}};
    add(&o.hotline, 202512, 0, 999, 999);
    add(&o.hotline, 202601, 0, 100, 60); /* the county tells */
    add(&o.hotline, 202601, 1, 70, 40);
    add(&o.hotline, 202601, 2, 30, 10);
    add(&o.hotline, 202602, 1, 50, 20); /* townships only */
    add(&o.hotline, 202602, 2, 25, 5);
    add(&o.hotline, 202602, 3, 8, NOT);
    add(&o.hotline, 202604, 2, 7, 7); /* a village only */
    return o;
}

static void a_month_is_what_the_topmost_units_told(void **state)
{
    (void)state;
    struct hotline_row rows[16];
    struct outside o = sample(rows);
    struct call_sum m = outside_month(&o, &units, 2026, 1);
    assert_int_equal(m.n[HOTLINE_TOTAL], 100);
    assert_int_equal(m.n[HOTLINE_CONSULT], 60);
    assert_int_equal(m.n[HOTLINE_HELP], NOT);
    assert_int_equal(m.rows, 1);
    assert_false(m.summed);
    m = outside_month(&o, &units, 2026, 2);
    assert_int_equal(m.n[HOTLINE_TOTAL], 58);
    assert_int_equal(m.n[HOTLINE_CONSULT], NOT);
    assert_true(m.summed);
    assert_int_equal(outside_month(&o, &units, 2026, 3).rows, 0);
    assert_int_equal(outside_month(&o, &units, 2026, 3).n[HOTLINE_TOTAL], NOT);
    assert_int_equal(outside_month(&o, &units, 2026, 4).n[HOTLINE_TOTAL], 7);
    assert_int_equal(outside_month(&o, &units, 2026, 12).rows, 0);
}

static void a_year_leaves_out_months_without_rows(void **state)
{
    (void)state;
    struct hotline_row rows[16];
    struct outside o = sample(rows);
    struct call_sum months[12];
    for (int k = 0; k < 12; k++)
        months[k] = outside_month(&o, &units, 2026, k + 1);
    struct call_sum all = outside_total(months, 12);
    assert_int_equal(all.n[HOTLINE_TOTAL], 165);
    assert_int_equal(all.n[HOTLINE_CONSULT], NOT);
    assert_true(all.summed);
    all = outside_total(months, 1);
    assert_int_equal(all.n[HOTLINE_CONSULT], 60);
    assert_int_equal(outside_total(months + 4, 8).rows, 0);
    assert_int_equal(outside_total(months + 4, 8).n[HOTLINE_TOTAL], NOT);
}

static void units_are_summed_each_for_itself(void **state)
{
    (void)state;
    struct hotline_row rows[16];
    struct outside o = sample(rows);
    struct call_sum sums[4];
    outside_units(&o, 2026, 4, sums);
    assert_int_equal(sums[0].n[HOTLINE_TOTAL], 100);
    assert_int_equal(sums[1].n[HOTLINE_TOTAL], 120);
    assert_int_equal(sums[1].n[HOTLINE_CONSULT], 60);
    assert_int_equal(sums[2].n[HOTLINE_TOTAL], 62);
    assert_int_equal(sums[3].n[HOTLINE_CONSULT], NOT);
    assert_int_equal(sums[3].rows, 1);
    outside_units(&o, 2027, 4, sums);
    assert_int_equal(sums[1].rows, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_is_what_the_topmost_units_told),
        cmocka_unit_test(a_year_leaves_out_months_without_rows),
        cmocka_unit_test(units_are_summed_each_for_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
