/* tests/engine/test_compare.c - ranks with their intervals, and one round
 * beside another. */
#include "tests/engine/tally_fixture.h"

#include <math.h>

#include "engine/tally/compare.h"
#include "engine/tally/ranking.h"

#define close_to(value, expected, within)                                     \
    do {                                                                      \
        if (!(fabs((value) - (expected)) <= (within)))                        \
            fail_msg("%s is %.15g, not %.15g", #value, (double)(value),       \
                     (double)(expected));                                     \
    } while (0)

/* ---- ranks ---- */

enum { TOWNS = 6 };

/* A county of towns without a store: 满意率 num/den of each, drawn at random
 * (or a census with `issued` sheets). */
struct world {
    struct questionnaire *q;
    struct unit unit[TOWNS + 1];
    struct units units;
    struct unit_tally tallies[TOWNS + 1];
    struct tally t;
};

static void world_init(struct world *w, enum design_kind kind, size_t n,
                       const struct ratio rate[], const int64_t issued[])
{
    static const char *const codes[] = {"0", "1", "2", "3", "4", "5", "6"};
    char form[4096];
    memset(w, 0, sizeof *w);
    (void)snprintf(form, sizeof form, round_form, "", "总的");
    ok(questionnaire_parse(form, strlen(form), "form", &w->q, &fixture_err));
    w->units = (struct units){.count = n + 1, .unit = w->unit};
    w->t = (struct tally){.q = w->q, .units = &w->units, .unit_count = n + 1,
                          .unit = w->tallies, .design = {.kind = kind}};
    for (size_t u = 0; u <= n; u++) {
        w->unit[u] = (struct unit){.code = codes[u], .name = codes[u],
                                   .class = u == 0 ? "县" : "乡镇",
                                   .parent = u == 0 ? -1 : 0, .depth = u > 0};
        struct unit_tally *t = &w->tallies[u];
        t->unit = u;
        if (u == 0)
            continue;
        struct ratio r = rate[u - 1];
        t->has_sheets = true;
        t->valid = r.den;
        t->satisfied = r;
        if (r.den == 0)
            continue;
        t->satisfied_inf.share = (double)r.num / (double)r.den;
        if (kind == DESIGN_CENSUS) {
            double all = (double)issued[u - 1];
            t->satisfied_inf.why = INTERVAL_CENSUS;
            t->satisfied_inf.bounds = (struct interval){
                (double)r.num / all, ((double)(r.num - r.den) + all) / all};
        } else if (kind == DESIGN_STRATIFIED) {
            t->satisfied_inf.n_effective = (double)r.den;
        } else {
            t->satisfied_inf.why = INTERVAL_NOT_RANDOM;
        }
    }
}

static const struct rank_row *row_of(const struct ranking *r, size_t unit)
{
    for (size_t i = 0; i < r->classes[0].count; i++)
        if (r->classes[0].rows[i].unit == unit)
            return &r->classes[0].rows[i];
    fail_msg("unit %zu is not ranked", unit);
    return NULL;
}

static void rank_is(const struct ranking *r, size_t unit, size_t place,
                    size_t best, size_t worst)
{
    const struct rank_row *row = row_of(r, unit);
    if (row->place != place || row->best != best || row->worst != worst)
        fail_msg("unit %zu: %zu (%zu-%zu), not %zu (%zu-%zu)", unit,
                 row->place, row->best, row->worst, place, best, worst);
}

/* 95 and 90 of 100: z = 1.34; 60 and 55: z = .72; across: z > 4.9. */
static void places_come_with_what_the_sample_can_tell(void **state)
{
    (void)state;
    static const struct ratio rates[] = {{60, 100}, {95, 100}, {55, 100},
                                         {90, 100}, {29, 29}, {0, 0}};
    struct world w;
    struct ranking *r = NULL;
    world_init(&w, DESIGN_STRATIFIED, 6, rates, NULL);
    ok(ranking_new(&w.t, &r, &fixture_err));
    assert_int_equal(r->class_count, 1);
    assert_int_equal(r->classes[0].ranked, 4);
    rank_is(r, 2, 1, 1, 2);
    rank_is(r, 4, 2, 1, 2);
    rank_is(r, 1, 3, 3, 4);
    rank_is(r, 3, 4, 3, 4);
    assert_int_equal(row_of(r, 5)->state, RANK_FEW);
    assert_int_equal(row_of(r, 6)->state, RANK_EMPTY);
    rank_is(r, 5, 0, 0, 0);
    /* surely below 90 %: 60 and 55, not 90 and 95; Holm over four */
    double low[4] = {
        stats_below_p((struct share){.55, 100}, .9),
        stats_below_p((struct share){.60, 100}, .9),
        stats_below_p((struct share){.90, 100}, .9),
        stats_below_p((struct share){.95, 100}, .9),
    };
    close_to(row_of(r, 3)->below_p, 4 * low[0], 1e-12);
    close_to(row_of(r, 1)->below_p, 3 * low[1], 1e-12);
    close_to(row_of(r, 4)->below_p, 2 * low[2], 1e-12); /* 2 · .5 */
    close_to(row_of(r, 2)->below_p, 1, 0);
    ranking_free(r);
    questionnaire_free(w.q);
}

/* 90 and 80 of 100: p = .0477.  Alone they can be told apart; beside two more
 * of 80 the first test needs p < .05/3. */
static void many_comparisons_ask_for_more(void **state)
{
    (void)state;
    static const struct ratio rates[] = {
        {90, 100}, {80, 100}, {80, 100}, {80, 100}};
    struct world w;
    struct ranking *r = NULL;
    world_init(&w, DESIGN_STRATIFIED, 2, rates, NULL);
    ok(ranking_new(&w.t, &r, &fixture_err));
    rank_is(r, 1, 1, 1, 1);
    rank_is(r, 2, 2, 2, 2);
    ranking_free(r);
    questionnaire_free(w.q);
    world_init(&w, DESIGN_STRATIFIED, 4, rates, NULL);
    ok(ranking_new(&w.t, &r, &fixture_err));
    rank_is(r, 1, 1, 1, 4);
    rank_is(r, 2, 2, 1, 4);
    rank_is(r, 3, 2, 1, 4); /* equal rates share a place */
    ranking_free(r);
    questionnaire_free(w.q);
}

/* Holm goes on: .999 of 400 against 80 %: tiny, then the rest at .05/2. */
static void each_step_of_holm_counts(void **state)
{
    (void)state;
    /* against .90 of 100: .80 of 130 has p = .0399 (z = 2.055) > .05/2, and
     * .78 has p = .0176 < .05/2, which passes only after .50 has passed */
    static const struct ratio rates[] = {
        {90, 100}, {50, 100}, {78, 100}, {104, 130}};
    struct world w;
    struct ranking *r = NULL;
    double p78 = stats_same_p((struct share){.9, 100},
                              (struct share){.78, 100});
    double p80 = stats_same_p((struct share){.9, 100},
                              (struct share){.8, 130});
    assert_true(p78 > .05 / 3 && p78 < .05 / 2 && p80 > .025 && p80 < .05);
    world_init(&w, DESIGN_STRATIFIED, 4, rates, NULL);
    ok(ranking_new(&w.t, &r, &fixture_err));
    /* .50 and .78 are rejected, and then .80 at .05/1 */
    rank_is(r, 1, 1, 1, 1);
    ranking_free(r);
    questionnaire_free(w.q);
}

/* A census has no sampling error: 90 of 100 with 100 out is exactly that; of
 * 200 out it may be anything from 45 to 95 %. */
static void a_census_ranks_by_its_bounds(void **state)
{
    (void)state;
    static const struct ratio rates[] = {{90, 100}, {80, 100}, {60, 100}};
    static const int64_t issued[] = {100, 101, 200};
    struct world w;
    struct ranking *r = NULL;
    world_init(&w, DESIGN_CENSUS, 3, rates, issued);
    ok(ranking_new(&w.t, &r, &fixture_err));
    rank_is(r, 1, 1, 1, 1); /* 90; 79.2-80.2; 30-80 */
    rank_is(r, 2, 2, 2, 3);
    rank_is(r, 3, 3, 2, 3);
    assert_true(row_of(r, 3)->below_p < 0);
    ranking_free(r);
    questionnaire_free(w.q);
}

static void without_a_random_sample_there_are_places_only(void **state)
{
    (void)state;
    static const struct ratio rates[] = {{90, 100}, {20, 100}};
    struct world w;
    struct ranking *r = NULL;
    world_init(&w, DESIGN_QUOTA, 2, rates, NULL);
    ok(ranking_new(&w.t, &r, &fixture_err));
    rank_is(r, 1, 1, 0, 0);
    rank_is(r, 2, 2, 0, 0);
    assert_true(row_of(r, 2)->below_p < 0);
    ranking_free(r);
    questionnaire_free(w.q);
}

/* ---- rounds ---- */

static const char county[] =
    "code,parent,name,class,households,population\n"
    "00,,清河口县,县,,9000\n01,00,甲村,村,,\n02,00,乙村,村,,\n";
static const char county_later[] =
    "code,parent,name,class,households,population\n"
    "00,,清河口县,县,,9000\n01,00,甲村,村,,\n02,00,丙村,村,,\n";

static void make_round(struct fixture *f, const char *units, const char *t0,
                       bool random)
{
    char form[4096];
    (void)snprintf(form, sizeof form, round_form, "", t0);
    round_create(f, form, units);
    struct design d = {.kind = random ? DESIGN_STRATIFIED : DESIGN_QUOTA};
    if (random)
        (void)snprintf(d.strata, sizeof d.strata, "县");
    ok(store_design_set(f->store, &d, &fixture_err));
}

/* 48 of 80 satisfied then, 56 of 70 now: Newcombe's own example. */
static void two_rounds_differ_as_newcombe_has_it(void **state)
{
    (void)state;
    struct fixture a, b;
    struct comparison *c = NULL;
    make_round(&a, county, "总的", true);
    round_unit(&a, 1, false, 80, 48, "11111111121w");
    round_unit(&a, 1, false, 80, 32, "11111333321w");
    make_round(&b, county_later, "总的", true);
    round_unit(&b, 1, false, 70, 56, "11111111121w");
    round_unit(&b, 1, false, 70, 14, "11111333321w");
    round_unit(&b, 2, false, 1, 0, "");
    struct tally *before = round_tally(&a);
    struct tally *now = round_tally(&b);
    ok(comparison_new(before, now, &c, &fixture_err));
    assert_true(c->has_satisfied && c->has_aware && !c->mixed_channels);
    assert_ratio(c->satisfied.before, 48, 80);
    assert_ratio(c->satisfied.now, 56, 70);
    close_to(c->satisfied.difference, .2, 1e-12);
    assert_true(c->satisfied.tested);
    close_to(c->satisfied.interval.low, .0524314724, 1e-9);
    close_to(c->satisfied.interval.high, .3338726540, 1e-9);
    assert_int_equal(c->satisfied.change, CHANGE_UP);
    assert_int_equal(c->aware.change, CHANGE_OPEN); /* all knew, both times */
    assert_int_equal(c->items.count, 9); /* K1-5, Q1, Q2a, Q2b, T0 */
    assert_int_equal(c->changed_items, 0);
    assert_int_equal(c->units.count, 1); /* 02 bears another name now */
    assert_int_equal(c->units.list[0].place, 1);
    assert_int_equal(c->other_units, 0); /* nothing came from it */
    /* the other way round it went down */
    comparison_free(c);
    ok(comparison_new(now, before, &c, &fixture_err));
    assert_int_equal(c->satisfied.change, CHANGE_DOWN);
    close_to(c->satisfied.interval.high, -.0524314724, 1e-9);
    comparison_free(c);
    tally_free(before);
    tally_free(now);
    fixture_remove(&a);
    fixture_remove(&b);
}

static void only_what_is_the_same_is_compared(void **state)
{
    (void)state;
    struct fixture a, b;
    struct comparison *c = NULL;
    make_round(&a, county, "总的", true);
    round_unit(&a, 1, false, 80, 48, "11111111121w");
    make_round(&b, county_later, "总的来看您满意吗", false);
    round_unit(&b, 1, false, 70, 56, "11111111121w");
    round_unit(&b, 2, false, 70, 20, "11111111121w");
    struct tally *before = round_tally(&a);
    struct tally *now = round_tally(&b);
    ok(comparison_new(before, now, &c, &fixture_err));
    assert_false(c->has_satisfied); /* the question changed */
    assert_true(c->has_aware);
    assert_int_equal(c->changed_items, 1);
    assert_int_equal(c->items.count, 8);
    assert_int_equal(c->units.count, 0); /* they are judged by it */
    assert_false(c->aware.tested); /* now a quota sample */
    assert_int_equal(c->aware.change, CHANGE_UNKNOWN);
    assert_int_equal(c->now_design, DESIGN_QUOTA);
    comparison_free(c);
    tally_free(before);
    tally_free(now);
    fixture_remove(&a);
    fixture_remove(&b);
}

static void channels_are_never_pooled_silently(void **state)
{
    (void)state;
    struct fixture a, b;
    struct comparison *c = NULL;
    make_round(&a, county, "总的", true);
    round_unit(&a, 1, false, 80, 60, "11111111121w");
    make_round(&b, county, "总的", true);
    round_unit(&b, 1, false, 80, 60, "11111111121w");
    struct tally *before = round_tally(&a);
    struct tally *now = round_tally(&b);
    /* half of the newer round came by tablet */
    now->channel_count = 2;
    now->channels[0].returned = now->channels[0].valid = 30;
    now->channels[0].satisfied = (struct ratio){24, 30};
    now->channels[1] = (struct channel_tally){
        .channel = "tablet", .returned = 30, .valid = 30,
        .satisfied = {30, 30}};
    ok(comparison_new(before, now, &c, &fixture_err));
    assert_true(c->mixed_channels);
    assert_false(c->has_satisfied);
    assert_int_equal(c->items.count + c->units.count, 0);
    assert_int_equal(c->channels.count, 1); /* paper in both */
    assert_ratio(c->channels.list[0].now, 24, 30);
    assert_ratio(c->channels.list[0].before, 60, 60);
    struct interval w = stats_newcombe((struct share){.8, 30},
                                       (struct share){1, 60});
    close_to(c->channels.list[0].interval.low, w.low, 1e-9);
    comparison_free(c);
    tally_free(before);
    tally_free(now);
    fixture_remove(&a);
    fixture_remove(&b);
}

/* Ten villages, one of them worse: alone p = .03, among ten not. */
static void changes_of_many_units_are_judged_together(void **state)
{
    (void)state;
    struct fixture a, b;
    struct comparison *c = NULL;
    char units[1024] = "code,parent,name,class,households,population\n"
                       "0,,县,县,,9000\n";
    for (int i = 1; i <= 10; i++) {
        size_t n = strlen(units);
        (void)snprintf(units + n, sizeof units - n, "V%d,0,V%d,村,,\n", i,
                       i);
    }
    make_round(&a, units, "总的", true);
    make_round(&b, units, "总的", true);
    for (size_t u = 1; u <= 10; u++) {
        round_unit(&a, u, false, 50, 45, "11111111121w");
        round_unit(&a, u, false, 50, 5, "11111333321w");
        round_unit(&b, u, false, 50, u == 4 ? 37 : 45, "11111111121w");
        round_unit(&b, u, false, 50, u == 4 ? 13 : 5, "11111333321w");
    }
    struct tally *before = round_tally(&a);
    struct tally *now = round_tally(&b);
    ok(comparison_new(before, now, &c, &fixture_err));
    double alone = stats_same_p((struct share){.9, 50},
                                (struct share){.74, 50});
    assert_true(alone < .05);
    assert_int_equal(c->units.count, 10);
    close_to(c->units.list[3].p, 10 * alone, 1e-12);
    assert_int_equal(c->units.list[3].change, CHANGE_OPEN);
    assert_true(c->units.list[3].difference < 0);
    comparison_free(c);
    tally_free(before);
    tally_free(now);
    fixture_remove(&a);
    fixture_remove(&b);
}

/* What one round hid is not told by the next. */
static void a_hidden_figure_is_not_told_by_a_difference(void **state)
{
    (void)state;
    struct fixture a, b;
    struct comparison *c = NULL;
    char form[4096];
    (void)snprintf(form, sizeof form, round_form,
                   "anonymous: true\nmin_cell: 5\n", "总的");
    round_create(&a, form, county);
    round_unit(&a, 1, true, 40, 37, "11111111121w"); /* 3 said no: hidden */
    round_unit(&a, 1, true, 40, 3, "11111333321w");
    round_create(&b, form, county);
    round_unit(&b, 1, true, 40, 30, "11111111121w");
    round_unit(&b, 1, true, 40, 10, "11111333321w");
    struct tally *before = round_tally(&a);
    struct tally *now = round_tally(&b);
    assert_ratio(now->unit[0].satisfied, 30, 40);
    assert_int_equal(before->unit[0].satisfied.den, 0);
    ok(comparison_new(before, now, &c, &fixture_err));
    assert_false(c->has_satisfied);
    assert_int_equal(c->units.count, 0);
    for (size_t i = 0; i < c->items.count; i++)
        assert_true(c->items.list[i].before.den > 0 &&
                    c->items.list[i].place < RT_Q1);
    comparison_free(c);
    tally_free(before);
    tally_free(now);
    fixture_remove(&a);
    fixture_remove(&b);
}

static void rounds_that_cannot_be_compared(void **state)
{
    (void)state;
    struct fixture a, b;
    struct comparison *c = NULL;
    make_round(&a, county, "总的", true);
    make_round(&b, county, "总的", true);
    struct tally *before = round_tally(&a);
    struct tally *now = round_tally(&b);
    now->unit[0].over_returned = true;
    fails(ERR_NOTNOW, comparison_new(before, now, &c, &fixture_err));
    assert_null(c);
    now->unit[0].over_returned = false;
    struct questionnaire other = *now->q;
    other.form = "XX";
    const struct questionnaire *own = now->q;
    now->q = &other;
    fails(ERR_RANGE, comparison_new(before, now, &c, &fixture_err));
    now->q = own;
    ok(comparison_new(before, now, &c, &fixture_err)); /* both empty */
    assert_int_equal(c->items.count, 0);
    comparison_free(c);
    tally_free(before);
    tally_free(now);
    fixture_remove(&a);
    fixture_remove(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_come_with_what_the_sample_can_tell),
        cmocka_unit_test(many_comparisons_ask_for_more),
        cmocka_unit_test(each_step_of_holm_counts),
        cmocka_unit_test(a_census_ranks_by_its_bounds),
        cmocka_unit_test(without_a_random_sample_there_are_places_only),
        cmocka_unit_test(two_rounds_differ_as_newcombe_has_it),
        cmocka_unit_test(only_what_is_the_same_is_compared),
        cmocka_unit_test(channels_are_never_pooled_silently),
        cmocka_unit_test(changes_of_many_units_are_judged_together),
        cmocka_unit_test(a_hidden_figure_is_not_told_by_a_difference),
        cmocka_unit_test(rounds_that_cannot_be_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
