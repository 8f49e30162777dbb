/* tests/engine/test_measure.c - dates are counted right, and the next round
 * says whether a measure moved anything. */
#include "tests/engine/tally_fixture.h"

#include "engine/measure/effect.h"
#include "engine/measure/internal.h"

static int64_t day(const char *text)
{
    int64_t out = 0;
    if (!day_parse(text, &out))
        fail_msg("%s is no date", text);
    return out;
}

static void days_are_counted_from_1970(void **state)
{
    (void)state;
    int64_t out = 7;
    char text[DATE_BYTES];
    assert_int_equal(day("1970-01-01"), 0);
    assert_int_equal(day("2000-03-01"), 11017);
    assert_int_equal(day("2026年11月23日"), 20780);
    assert_int_equal(day("2026/11/23"), 20780);
    assert_int_equal(day("2024-2-29"), day("2024-03-01") - 1);
    for (int64_t d = day("1900-01-01"); d <= day("2200-12-31"); d++) {
        day_print(d, text);
        assert_true(day_parse(text, &out) && out == d);
    }
    static const char *const none[] = {
        "", "2026", "2026-11", "2026-13-01", "2026-02-29", "2026-11-00",
        "2026-11-23x", "1899-12-31", "2201-01-01", "-1-1-1", "2026-111-1"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (day_parse(none[i], &out))
            fail_msg("%s was taken for a date", none[i]);
}

static void the_days_off_of_2026_count(void **state)
{
    (void)state;
    struct deadlines *d = NULL;
    char text[DATE_BYTES];
    static const struct {
        const char *rule, *start, *end;
    } rows[] = {
        {"hp1", "2026-11-23", "2026-11-24"},
        {"hp1", "2026-11-20", "2026-11-23"},  /* Friday: Monday */
        {"hp5", "2026-11-23", "2026-11-30"},
        {"hp5", "2026-02-13", "2026-02-27"},  /* the 14th works, 15-23 do not */
        {"hp15", "2026-09-20", "2026-10-08"}, /* 5 October is a day off */
        {"hp15w", "2026-04-20", "2026-05-13"},
        {"hp1", "2026-10-09", "2026-10-10"},  /* a Saturday that works */
    };
    ok(deadlines_load("samples/deadlines", &d, &fixture_err));
    assert_true(deadlines_knows(d, 2026));
    assert_false(deadlines_knows(d, 2025));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct deadline_rule *r = deadlines_find(d, rows[i].rule);
        assert_non_null(r);
        day_print(deadlines_end(d, r, day(rows[i].start)), text);
        assert_string_equal(text, rows[i].end);
    }
    deadlines_free(d);
}

static const char county[] = "code,parent,name,class,households,population\n"
                             "00,,清河口县,县,,\n"
                             "01,00,东乡,乡镇,,1000000\n";

static void a_round(struct fixture *f, size_t good, size_t bad)
{
    uint64_t serials[200];
    size_t used = 0;
    struct design design = {.kind = DESIGN_STRATIFIED};
    round_make(f, county);
    (void)snprintf(design.strata, sizeof design.strata, "乡镇");
    ok(store_design_set(f->store, &design, &fixture_err));
    struct batch b = round_print(f, 1, false, (int64_t)(good + bad), serials);
    round_sheets(f, &b, serials, &used, good, "11111111121.");
    round_sheets(f, &b, serials, &used, bad, "11111311121.");
}

static void add(struct fixture *f, const char *item, int64_t *id)
{
    const char *text[MEASURE_FIELDS];
    for (int i = 0; i < MEASURE_FIELDS; i++)
        text[i] = "";
    text[MEASURE_PROBLEM] = "公开不够";
    text[MEASURE_STATE] = "open";
    text[MEASURE_ITEM] = item;
    ok(store_measure_add(f->store, text, "王", id, &fixture_err));
}

static void the_next_round_says_whether_it_moved(void **state)
{
    (void)state;
    struct fixture a, b;
    struct measure_list *list = NULL;
    struct comparison *c = NULL;
    int64_t id = 0;
    a_round(&a, 48, 32);
    add(&a, "Q1", &id);
    add(&a, "", &id);
    assert_int_equal(id, 2);
    a_round(&b, 56, 14);
    struct tally *before = round_tally(&a);
    struct tally *now = round_tally(&b);
    ok(comparison_new(before, now, &c, &fixture_err));
    ok(store_measures(a.store, &list, &fixture_err));
    const struct compared *x = measure_effect(&list->list[0], c, now->q);
    assert_non_null(x);
    assert_ratio(x->before, 48, 80);
    assert_ratio(x->now, 56, 70);
    assert_true(x->tested && x->change == CHANGE_UP);
    /* Newcombe 56/70 - 48/80 is [.0524, .3339] for 80 and 70 drawn simply. */
    assert_true(x->interval.low > .04 && x->interval.low < .06);
    assert_true(x->interval.high > .32 && x->interval.high < .35);
    assert_null(measure_effect(&list->list[1], c, now->q));
    measure_list_free(list);
    comparison_free(c);
    tally_free(before);
    tally_free(now);
    fixture_remove(&a);
    fixture_remove(&b);
}

static void hostile_files_end_in_problems(void **state)
{
    (void)state;
    static const char *const files[] = {
        "", "\n\n", ",", ",,,\n1,2,3", "序号\n1", "问题\n\"", "问题,问题\na,b",
        "measures", "measures: 1", "measures:\n- 1\n- [a]", "- a", "{", "&a *a",
        "measures:\n  - {problem: {a: b}}", "问题\n甲,乙,丙", "'=\n'"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        for (int yaml = 0; yaml < 2; yaml++) {
            struct arena *arena = arena_new(64 * 1024 * 1024);
            struct problems *p = calloc(1, sizeof *p);
            struct measure_entries out = {.count = 0};
            struct err err = ERR_INIT;
            assert_true(arena != NULL && p != NULL);
            p->name = "file";
            enum err_code code = (yaml ? measure_read_yaml : measure_read_csv)(
                files[i], strlen(files[i]), arena, p, &out, &err);
            if (code == ERR_OK && p->total == 0 && out.count > 0)
                assert_true(out.list[0].line > 0);
            free(p);
            arena_free(arena);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_counted_from_1970),
        cmocka_unit_test(the_days_off_of_2026_count),
        cmocka_unit_test(the_next_round_says_whether_it_moved),
        cmocka_unit_test(hostile_files_end_in_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
