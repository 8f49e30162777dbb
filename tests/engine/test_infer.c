/* tests/engine/test_infer.c - a round with a stated design, through the store
 * and the gate, against the figures of R's survey package (domain rules
 * §4.17) and sums by hand. */
#include "tests/engine/tally_fixture.h"

#include <math.h>

#define close_to(value, expected, within)                                     \
    do {                                                                      \
        if (!(fabs((value) - (expected)) <= (within)))                        \
            fail_msg("%s is %.15g, not %.15g", #value, (double)(value),       \
                     (double)(expected));                                     \
    } while (0)

static const char form[] =
    "form: IN\ntitle: 推断测试\nobject: 某机构\nintro: 请打√。\n%s"
    "thresholds: {satisfied: 70}\n"
    "scales:\n"
    "  - code: M4\n"
    "    choices:\n"
    "      - {text: 满意, means: satisfied, score: 100}\n"
    "      - {text: 基本满意, means: partly, score: 60}\n"
    "      - {text: 不满意, means: dissatisfied, score: 0}\n"
    "      - {text: 不了解, means: unknown}\n"
    "sections:\n"
    "%s"
    "  - text: 满意\n"
    "    items:\n"
    "      - {code: T0, role: overall, scale: M4, text: 总的}\n";

static const char about_you[] =
    "  - text: 您\n"
    "    items:\n"
    "      - code: D1\n"
    "        role: person\n"
    "        text: 性别\n"
    "        choices: [男, 女]\n";

enum { D1, T0 };

/* Towns A B C of 8000, 3000, 1000 people with 10, 6, 4 villages; those not
 * drawn stand in the list too. */
static const char county_units[] =
    "code,parent,name,class,households,population\n"
    "0,,县,县,,\n"
    "A,0,甲镇,乡镇,,8000\n"
    "A1,A,A1,村,,\nA2,A,A2,村,,\nA3,A,A3,村,,\nA4,A,A4,村,,\nA5,A,A5,村,,\n"
    "A6,A,A6,村,,\nA7,A,A7,村,,\nA8,A,A8,村,,\nA9,A,A9,村,,\nA0,A,A0,村,,\n"
    "B,0,乙镇,乡镇,,3000\n"
    "B1,B,B1,村,,\nB2,B,B2,村,,\nB3,B,B3,村,,\nB4,B,B4,村,,\nB5,B,B5,村,,\n"
    "B6,B,B6,村,,\n"
    "C,0,丙镇,乡镇,,1000\n"
    "C1,C,C1,村,,\nC2,C,C2,村,,\nC3,C,C3,村,,\nC4,C,C4,村,,\n";

static const struct {
    const char *village, *satisfied, *sex;
} asked[] = {
    {"A1", "1110", "MFFM"}, {"A2", "1101", "FFFM"}, {"A3", "1111", "MFFF"},
    {"B1", "1001", "MMFF"}, {"B2", "0110", "FFMF"}, {"B3", "1101", "MFFF"},
    {"C1", "1111", "FMFF"}, {"C2", "0111", "FFMM"},
};

static size_t unit_of(const struct fixture *f, const char *code)
{
    long at = units_find(store_units(f->store), code);
    assert_true(at >= 0);
    return (size_t)at;
}

static void county_create(struct fixture *f)
{
    char text[4096];
    (void)snprintf(text, sizeof text, form, "", about_you);
    round_create(f, text, county_units);
}

/* The same without D1, which an anonymous form must not ask. */
static void county_create_anonymous(struct fixture *f)
{
    char text[4096];
    (void)snprintf(text, sizeof text, form,
                   "anonymous: true\nmin_cell: 5\n", "");
    round_create(f, text, county_units);
}

/* `times` sheets of every person. */
static void county_answers(struct fixture *f, size_t times)
{
    for (size_t v = 0; v < sizeof asked / sizeof asked[0]; v++) {
        uint64_t serials[64];
        size_t used = 0;
        struct batch b =
            round_print(f, unit_of(f, asked[v].village), false, 64, serials);
        for (size_t i = 0; i < 4; i++) {
            const char sheet[] = {asked[v].sex[i] == 'M' ? '1' : '2',
                                  asked[v].satisfied[i] == '1' ? '1' : '3',
                                  '\0'};
            round_sheets(f, &b, serials, &used, times, sheet);
        }
    }
}

static struct design stratified(void)
{
    return (struct design){.kind = DESIGN_STRATIFIED, .strata = "乡镇"};
}

static struct design clustered(void)
{
    return (struct design){.kind = DESIGN_CLUSTER, .strata = "乡镇",
                           .clusters = "村"};
}

static struct tally *tally_with(struct fixture *f, const struct design *d)
{
    ok(store_design_set(f->store, d, &fixture_err));
    return round_tally(f);
}

/* Every person twice: the clusters say the same, so R's figures hold. */
static void villages_agree_with_r(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    county_answers(&f, 2);
    struct design d = clustered();
    struct tally *t = tally_with(&f, &d);
    const struct unit_tally *u = &t->unit[0];
    assert_ratio(u->satisfied, 48, 64);
    assert_true(u->satisfied_inf.weighted);
    close_to(u->satisfied_inf.share, .7743055556, 1e-9);
    close_to(u->satisfied_inf.se, .0602408041, 1e-9);
    close_to(u->satisfied_inf.df, 5, 0);
    /* p(1-p)/v = 48.157; Wilson with t(5) */
    double n = .7743055556 * (1 - .7743055556) / pow(.0602408041, 2);
    close_to(u->satisfied_inf.n_effective, n, 1e-5);
    struct interval w =
        stats_wilson_df((struct share){.7743055556, n}, 5);
    close_to(u->satisfied_interval.low, w.low, 1e-7);
    close_to(u->satisfied_interval.high, w.high, 1e-7);
    assert_int_equal(u->satisfied_inf.conclusion, CONCLUDE_OPEN);
    assert_int_equal(u->satisfied_verdict, VERDICT_MET); /* by the counts */
    close_to(u->items[T0].inf.se, .0602408041, 1e-9);
    assert_int_equal(t->weighting.strata, 3);
    assert_int_equal(t->weighting.merged, 0);
    assert_int_equal(t->weighting.outside, 0);
    tally_free(t);
    d.rule = RULE_BETA; /* .58672281-.90531640 scaled by t(63), not t(31) */
    t = tally_with(&f, &d);
    double scale = stats_point(63) / stats_point(5);
    w = stats_beta((struct share){.7743055556, n * scale * scale});
    close_to(t->unit[0].satisfied_interval.low, w.low, 1e-7);
    close_to(t->unit[0].satisfied_interval.high, w.high, 1e-7);
    tally_free(t);
    fixture_remove(&f);
}

/* By hand: v = Σ W² p(1-p)/(n-1), W = 8, 3, 1 twelfths, n = 24, 24, 16. */
static void people_inside_towns_by_hand(void **state)
{
    (void)state;
    static const double share[3] = {10.0 / 12, 7.0 / 12, 7.0 / 8};
    static const double weight[3] = {8.0 / 12, 3.0 / 12, 1.0 / 12};
    static const double n[3] = {24, 24, 16};
    static const double people[3] = {8000, 3000, 1000};
    struct fixture f;
    county_create(&f);
    county_answers(&f, 2);
    double v = 0, corrected = 0;
    for (int h = 0; h < 3; h++) {
        double s = weight[h] * weight[h] * share[h] * (1 - share[h]) /
                   (n[h] - 1);
        v += s;
        corrected += s * (1 - n[h] / people[h]);
    }
    struct design d = stratified();
    struct tally *t = tally_with(&f, &d);
    close_to(t->unit[0].satisfied_inf.share, .7743055556, 1e-9);
    close_to(t->unit[0].satisfied_inf.se, sqrt(v), 1e-12);
    close_to(t->unit[0].satisfied_inf.df, 61, 0);
    /* a town is its own people: plain Wilson, 20 of 24 */
    const struct unit_tally *a = &t->unit[unit_of(&f, "A")];
    struct interval w = stats_wilson(20, 24);
    close_to(a->satisfied_interval.low, w.low, 1e-12);
    assert_false(a->satisfied_inf.weighted);
    assert_int_equal(a->satisfied_inf.conclusion, CONCLUDE_NONE); /* < 30 */
    tally_free(t);
    d.fpc = true;
    t = tally_with(&f, &d);
    close_to(t->unit[0].satisfied_inf.se, sqrt(corrected), 1e-12);
    w = stats_wilson_share(20.0 / 24, 24 / (1 - 24.0 / 8000));
    a = &t->unit[unit_of(&f, "A")];
    close_to(a->satisfied_interval.low, w.low, 1e-12);
    tally_free(t);
    fixture_remove(&f);
}

/* 8 answers of C carry no weight of their own: B and C stand for 4000 people
 * together, 14 of 20 satisfied. */
static void few_answers_weigh_with_their_neighbour(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    county_answers(&f, 1);
    struct design d = stratified();
    struct tally *t = tally_with(&f, &d);
    close_to(t->unit[0].satisfied_inf.share,
             (8000 * 10.0 / 12 + 4000 * 14.0 / 20) / 12000, 1e-12);
    assert_int_equal(t->weighting.merged, 1);
    tally_free(t);
    fixture_remove(&f);
}

static void raked_to_known_totals(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    county_answers(&f, 2);
    struct design d = stratified();
    d.trait_count = 1;
    /* 5000 men: nobody weighs 5 times the median.  The figures below come
     * from a program that fits one margin after the other 300 times; with
     * 6200 men it gives R's .7736182598 before the cut. */
    d.trait[0] = (struct design_trait){"D1", 2, {5000, 7000}};
    struct tally *t = tally_with(&f, &d);
    close_to(t->unit[0].satisfied_inf.share, .774025860100, 1e-9);
    assert_int_equal(t->weighting.capped, 0);
    assert_true(t->weighting.rounds > 1);
    assert_int_equal(t->weighting.traits_used, 1);
    assert_true(t->unit[0].satisfied_inf.se > 0);
    assert_ratio(t->unit[0].satisfied, 48, 64); /* beside it, unweighted */
    tally_free(t);
    /* the same totals in other numbers: only their shares count */
    d.trait[0].population[0] = 25;
    d.trait[0].population[1] = 35;
    t = tally_with(&f, &d);
    close_to(t->unit[0].satisfied_inf.share, .774025860100, 1e-9);
    tally_free(t);
    /* 6200 men: the four men of A (eight here) weigh 5.5 times the median */
    d.trait[0] = (struct design_trait){"D1", 2, {6200, 5800}};
    t = tally_with(&f, &d);
    close_to(t->unit[0].satisfied_inf.share, .774394267240, 1e-9);
    assert_int_equal(t->weighting.capped, 8);
    tally_free(t);
    fixture_remove(&f);
}

/* Nobody from B came back: A and C alone, and it is said how many people
 * nothing is known of. */
static void a_town_without_answers_is_left_out_and_said(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    round_unit(&f, unit_of(&f, "A1"), false, 40, 32, "11");
    round_unit(&f, unit_of(&f, "A1"), false, 20, 8, "13");
    round_unit(&f, unit_of(&f, "C1"), false, 20, 10, "21");
    round_unit(&f, unit_of(&f, "C1"), false, 20, 10, "23");
    struct design d = stratified();
    struct tally *t = tally_with(&f, &d);
    close_to(t->unit[0].satisfied_inf.share,
             (8000 * .8 + 1000 * .5) / 9000, 1e-12);
    assert_int_equal(t->weighting.empty, 1);
    close_to(t->weighting.empty_share, 3000.0 / 12000, 1e-12);
    const struct unit_tally *b = &t->unit[unit_of(&f, "B")];
    assert_int_equal(b->satisfied_inf.why, INTERVAL_NO_ANSWERS);
    assert_true(b->satisfied_interval.low < 0);
    tally_free(t);
    fixture_remove(&f);
}

/* One village each: joined, and said; a town of one village has none of its
 * own; sheets of the county itself belong to no town. */
static void single_villages_and_people_outside(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    round_unit(&f, unit_of(&f, "A1"), false, 40, 32, "11");
    round_unit(&f, unit_of(&f, "A1"), false, 20, 8, "13");
    round_unit(&f, unit_of(&f, "B1"), false, 20, 20, "11");
    round_unit(&f, unit_of(&f, "C1"), false, 20, 10, "21");
    round_unit(&f, unit_of(&f, "C1"), false, 20, 10, "23");
    round_unit(&f, 0, false, 20, 7, "13");
    struct design d = clustered();
    struct tally *t = tally_with(&f, &d);
    assert_int_equal(t->weighting.lonely, 3);
    assert_int_equal(t->weighting.outside, 7);
    assert_int_equal(t->unit[0].satisfied_inf.why, INTERVAL_SHOWN);
    close_to(t->unit[0].satisfied_inf.df, 2, 0);
    close_to(t->unit[0].satisfied_inf.share,
             (8000 * .8 + 3000 + 1000 * .5) / 12000, 1e-12);
    const struct unit_tally *a = &t->unit[unit_of(&f, "A")];
    assert_int_equal(a->satisfied_inf.why, INTERVAL_NO_SPREAD);
    assert_true(a->satisfied_interval.low < 0);
    /* all of B said yes; the village itself has its interval */
    const struct unit_tally *b1 = &t->unit[unit_of(&f, "B1")];
    close_to(b1->satisfied_interval.low, stats_wilson(20, 20).low, 1e-12);
    tally_free(t);
    fixture_remove(&f);
}

/* All satisfied: no variance is seen; 40 people in 2 villages of 20 are worth
 * 40/(1 + 19·0.05) = 20.51. */
static void all_alike_takes_the_usual_design_effect(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    round_unit(&f, unit_of(&f, "A1"), false, 20, 20, "11");
    round_unit(&f, unit_of(&f, "A2"), false, 20, 20, "21");
    struct design d = clustered();
    struct tally *t = tally_with(&f, &d);
    const struct unit_tally *a = &t->unit[unit_of(&f, "A")];
    close_to(a->satisfied_inf.n_effective, 40 / (1 + 19 * .05), 1e-9);
    assert_int_equal(a->satisfied_inf.conclusion, CONCLUDE_NONE);
    tally_free(t);
    fixture_remove(&f);
}

/* 40 issued, 32 answered, 24 of them satisfied: 24/40 … 32/40. */
static void a_census_has_bounds_and_no_interval(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    round_unit(&f, unit_of(&f, "A1"), false, 30, 24, "11");
    round_unit(&f, unit_of(&f, "A2"), false, 10, 8, "13");
    struct design d = {.kind = DESIGN_CENSUS};
    struct tally *t = tally_with(&f, &d);
    const struct unit_tally *u = &t->unit[0];
    assert_int_equal(u->satisfied_inf.why, INTERVAL_CENSUS);
    assert_true(u->satisfied_interval.low < 0);
    close_to(u->satisfied_inf.bounds.low, .6, 1e-12);
    close_to(u->satisfied_inf.bounds.high, .8, 1e-12);
    assert_int_equal(u->satisfied_inf.conclusion, CONCLUDE_OPEN); /* 70 % */
    assert_false(t->weighting.used);
    tally_free(t);
    fixture_remove(&f);
}

/* Bounds that end at the line: 28 of 40 with everybody back is 70 %. */
static void the_line_itself_is_met(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    round_unit(&f, unit_of(&f, "A1"), false, 28, 28, "11");
    round_unit(&f, unit_of(&f, "A2"), false, 12, 12, "13");
    struct design d = {.kind = DESIGN_CENSUS};
    struct tally *t = tally_with(&f, &d);
    assert_int_equal(t->unit[0].satisfied_inf.conclusion, CONCLUDE_MET);
    assert_int_equal(t->unit[unit_of(&f, "A2")].satisfied_inf.conclusion,
                     CONCLUDE_NONE); /* 12 people */
    tally_free(t);
    fixture_remove(&f);
}

static void nothing_is_inferred_without_a_random_sample(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    county_answers(&f, 2);
    struct tally *t = round_tally(&f);
    assert_int_equal(t->unit[0].satisfied_inf.why, INTERVAL_NO_DESIGN);
    assert_true(t->unit[0].satisfied_interval.low < 0);
    assert_int_equal(t->unit[0].satisfied_inf.conclusion, CONCLUDE_NONE);
    assert_int_equal(t->unit[0].satisfied_verdict, VERDICT_MET);
    char before[SHA256_HEX];
    memcpy(before, t->figures_sha256, sizeof before);
    tally_free(t);
    struct design d = {.kind = DESIGN_QUOTA};
    t = tally_with(&f, &d);
    assert_int_equal(t->unit[0].satisfied_inf.why, INTERVAL_NOT_RANDOM);
    assert_true(t->unit[0].items[T0].interval.low < 0);
    assert_string_not_equal(before, t->figures_sha256);
    tally_free(t);
    fixture_remove(&f);
}

/* ---- what is refused ---- */

static void refused(struct fixture *f, enum err_code code, struct design d,
                    const char *word)
{
    struct design now;
    fails(code, store_design_set(f->store, &d, &fixture_err));
    if (strstr(fixture_err.text, word) == NULL)
        fail_msg("'%s' does not say '%s'", fixture_err.text, word);
    ok(store_design(f->store, &now, &fixture_err));
    assert_int_equal(now.kind, DESIGN_NONE);
}

static void designs_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    struct fixture f;
    county_create(&f);
    struct design d = stratified();
    d.strata[0] = '\0';
    refused(&f, ERR_USAGE, d, "--strata");
    d = stratified();
    (void)strcat(d.strata, "X");
    refused(&f, ERR_USAGE, d, "乡镇X");
    d = clustered();
    d.clusters[0] = '\0';
    refused(&f, ERR_USAGE, d, "--clusters");
    d = stratified();
    (void)snprintf(d.clusters, sizeof d.clusters, "村");
    refused(&f, ERR_USAGE, d, "--clusters");
    d = clustered(); /* towns lie under no village */
    (void)snprintf(d.strata, sizeof d.strata, "村");
    (void)snprintf(d.clusters, sizeof d.clusters, "乡镇");
    refused(&f, ERR_RANGE, d, "A");
    d = stratified(); /* villages of unknown size */
    (void)snprintf(d.strata, sizeof d.strata, "村");
    refused(&f, ERR_RANGE, d, "A1");
    d = (struct design){.kind = DESIGN_CENSUS, .fpc = true};
    refused(&f, ERR_USAGE, d, "--fpc");
    d = (struct design){.kind = DESIGN_QUOTA, .rule = RULE_BETA};
    refused(&f, ERR_USAGE, d, "--interval");
    d = stratified();
    d.trait_count = 1;
    d.trait[0] = (struct design_trait){"T0", 4, {1, 2, 3, 4}};
    refused(&f, ERR_RANGE, d, "T0");
    d.trait[0] = (struct design_trait){"D1", 3, {1, 2, 3}};
    refused(&f, ERR_RANGE, d, "D1");
    fixture_remove(&f);
    county_create_anonymous(&f);
    refused(&f, ERR_DENIED, stratified(), "anonymous");
    d = (struct design){.kind = DESIGN_CENSUS};
    ok(store_design_set(f.store, &d, &fixture_err));
    fixture_remove(&f);
}

static void a_design_is_kept_and_stated_anew(void **state)
{
    (void)state;
    struct fixture f;
    struct design got;
    int64_t rows = 0;
    county_create(&f);
    struct design d = clustered();
    d.fpc = true;
    d.rule = RULE_BETA;
    d.trait_count = 1;
    d.trait[0] = (struct design_trait){"D1", 2, {6200, 5800}};
    ok(store_design_set(f.store, &d, &fixture_err));
    store_close(f.store);
    fixture_open(&f);
    ok(store_design(f.store, &got, &fixture_err));
    assert_int_equal(got.kind, DESIGN_CLUSTER);
    assert_string_equal(got.strata, "乡镇");
    assert_string_equal(got.clusters, "村");
    assert_true(got.fpc && got.rule == RULE_BETA);
    assert_int_equal(got.trait_count, 1);
    assert_string_equal(got.trait[0].item, "D1");
    assert_int_equal(got.trait[0].population[1], 5800);
    d = (struct design){.kind = DESIGN_QUOTA};
    ok(store_design_set(f.store, &d, &fixture_err));
    ok(store_design(f.store, &got, &fixture_err));
    assert_int_equal(got.kind, DESIGN_QUOTA);
    assert_int_equal(got.trait_count, 0);
    ok(store_audit_verify(f.store, &rows, &fixture_err));
    fixture_remove(&f);
}

/* An anonymous census of four raters: not even bounds are told. */
static void bounds_are_hidden_with_the_rate(void **state)
{
    (void)state;
    struct fixture f;
    county_create_anonymous(&f);
    round_unit(&f, 0, true, 4, 4, "1");
    struct design d = {.kind = DESIGN_CENSUS};
    struct tally *t = tally_with(&f, &d);
    assert_true(t->unit[0].suppressed);
    assert_int_equal(t->unit[0].items[0].inf.why, INTERVAL_HIDDEN);
    assert_true(t->unit[0].items[0].inf.bounds.low < 0);
    assert_int_equal(t->unit[0].satisfied_inf.why, INTERVAL_HIDDEN);
    assert_int_equal(t->unit[0].satisfied_inf.conclusion, CONCLUDE_NONE);
    tally_free(t);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(villages_agree_with_r),
        cmocka_unit_test(people_inside_towns_by_hand),
        cmocka_unit_test(few_answers_weigh_with_their_neighbour),
        cmocka_unit_test(raked_to_known_totals),
        cmocka_unit_test(a_town_without_answers_is_left_out_and_said),
        cmocka_unit_test(single_villages_and_people_outside),
        cmocka_unit_test(all_alike_takes_the_usual_design_effect),
        cmocka_unit_test(a_census_has_bounds_and_no_interval),
        cmocka_unit_test(the_line_itself_is_met),
        cmocka_unit_test(nothing_is_inferred_without_a_random_sample),
        cmocka_unit_test(designs_that_do_not_fit_are_refused),
        cmocka_unit_test(a_design_is_kept_and_stated_anew),
        cmocka_unit_test(bounds_are_hidden_with_the_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
