/* tests/engine/test_survey.c - intervals and design-based estimates against
 * figures made with R 4.2 and its package survey 4.1-1 (the small county of
 * three towns and eight villages below), and against sums done by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/stats/dist.h"
#include "engine/stats/stats.h"
#include "engine/stats/survey.h"

#define close_to(value, expected, within)                                     \
    do {                                                                      \
        if (!(fabs((value) - (expected)) <= (within)))                        \
            fail_msg("%s is %.15g, not %.15g", #value, (double)(value),       \
                     (double)(expected));                                     \
    } while (0)

#define interval_is(value, l, h, within)                                      \
    do {                                                                      \
        struct interval i_ = (value);                                         \
        close_to(i_.low, l, within);                                          \
        close_to(i_.high, h, within);                                         \
    } while (0)

/* ---- the county: villages of four people each ---- */

enum { TOWNS = 3, VILLAGES = 8, PER_VILLAGE = 4 };

static const struct {
    size_t town;
    const char *satisfied, *sex;
} village[VILLAGES] = {
    {0, "1110", "MFFM"}, {0, "1101", "FFFM"}, {0, "1111", "MFFF"},
    {1, "1001", "MMFF"}, {1, "0110", "FFMF"}, {1, "1101", "MFFF"},
    {2, "1111", "FMFF"}, {2, "0111", "FFMM"},
};

static const double town_people[TOWNS] = {8000, 3000, 1000};
static const double town_villages[TOWNS] = {10, 6, 4};
static const double town_sample[TOWNS] = {12, 12, 8};
static const double sexes[2] = {6200, 5800}; /* men, women */

struct county {
    struct survey_sample s;
    struct survey_cell cells[VILLAGES * 4];
    struct survey_cluster clusters[VILLAGES];
    struct survey_stratum strata[TOWNS];
};

/* One cell per village and sex; margins: 0 towns, 1 sexes. */
static void county_init(struct county *c)
{
    memset(c, 0, sizeof *c);
    for (size_t t = 0; t < TOWNS; t++)
        c->strata[t] = (struct survey_stratum){town_people[t],
                                               town_villages[t]};
    for (size_t v = 0; v < VILLAGES; v++) {
        size_t town = village[v].town;
        c->clusters[v].stratum = town;
        for (size_t i = 0; i < PER_VILLAGE; i++) {
            size_t woman = village[v].sex[i] == 'F';
            struct survey_cell *cell = &c->cells[2 * v + woman];
            double y = village[v].satisfied[i] - '0';
            cell->n++;
            cell->sum += y;
            cell->square += y * y;
        }
        for (size_t woman = 0; woman < 2; woman++) {
            struct survey_cell *cell = &c->cells[2 * v + woman];
            cell->cluster = v;
            cell->weight = town_people[town] / town_sample[town];
            cell->group[0] = town;
            cell->group[1] = woman;
        }
    }
    c->s = (struct survey_sample){
        .cell_count = 2 * VILLAGES, .cells = c->cells,
        .cluster_count = VILLAGES, .clusters = c->clusters,
        .stratum_count = TOWNS, .strata = c->strata};
}

static struct survey_estimate mean(const struct survey_sample *s,
                                   enum survey_stages stages, bool fpc)
{
    struct survey_estimate e;
    struct err err = ERR_INIT;
    assert_int_equal(survey_mean(s, (struct survey_way){stages, fpc}, &e,
                                 &err),
                     ERR_OK);
    return e;
}

/* As svyciprop(method = "beta"): no floor under the design effect. */
static struct interval beta_of(const struct survey_estimate *e)
{
    double n = e->p * (1 - e->p) / (e->se * e->se);
    n = stats_korn_graubard_n(n, (double)e->n, e->df);
    return stats_beta((struct share){e->p, n});
}

static void people_drawn_inside_towns(void **state)
{
    (void)state;
    struct county c;
    county_init(&c);
    struct survey_estimate e = mean(&c.s, SURVEY_PEOPLE, false);
    close_to(e.p, .7743055556, 1e-9);
    close_to(e.se, .0842684799, 1e-9);
    close_to(e.deff, 1.263044, 1e-6);
    close_to(e.kish, 1.37962963, 1e-8);
    close_to(e.df, 29, 0);
    assert_int_equal(e.strata, 3);
    assert_int_equal(e.lonely, 0);
    interval_is(stats_logit(e.p, e.se, e.df), .56133062, .90194323, 1e-8);
    interval_is(beta_of(&e), .56169457, .91687312, 1e-8);
    e = mean(&c.s, SURVEY_PEOPLE, true);
    close_to(e.se, .0841805627, 1e-9);
}

static void villages_drawn_inside_towns(void **state)
{
    (void)state;
    struct county c;
    county_init(&c);
    struct survey_estimate e = mean(&c.s, SURVEY_CLUSTERS, false);
    close_to(e.p, .7743055556, 1e-9);
    close_to(e.se, .0602408041, 1e-9);
    close_to(e.df, 5, 0);
    assert_int_equal(e.clusters, 8);
    interval_is(stats_logit(e.p, e.se, e.df), .58581027, .89272636, 1e-8);
    interval_is(beta_of(&e), .58672281, .90531640, 1e-8);
    e = mean(&c.s, SURVEY_CLUSTERS, true);
    close_to(e.se, .0493128907, 1e-9);
    interval_is(stats_logit(e.p, e.se, e.df), .62420055, .87633292, 1e-8);
    interval_is(beta_of(&e), .62571305, .88511140, 1e-8);
}

/* Post-stratifying on the towns themselves changes nothing here, because
 * every village gave four people. */
static void towns_as_post_strata_are_the_same(void **state)
{
    (void)state;
    struct county c;
    county_init(&c);
    c.s.margin_count = 1;
    c.s.margin[0] = (struct survey_margin){TOWNS, town_people};
    close_to(mean(&c.s, SURVEY_PEOPLE, false).se, .0842684799, 1e-9);
    close_to(mean(&c.s, SURVEY_CLUSTERS, false).se, .0602408041, 1e-9);
}

/* One stratum, as the figures for sex were made. */
static void county_unstratified(struct county *c)
{
    county_init(c);
    for (size_t v = 0; v < VILLAGES; v++)
        c->clusters[v].stratum = 0;
    c->strata[0] = (struct survey_stratum){12000, 20};
    c->s.stratum_count = 1;
}

static void post_stratified_by_sex(void **state)
{
    (void)state;
    struct county c;
    struct err err = ERR_INIT;
    int rounds = 0;
    county_unstratified(&c);
    for (size_t i = 0; i < c.s.cell_count; i++)
        c.cells[i].group[0] = c.cells[i].group[1];
    c.s.margin_count = 1;
    c.s.margin[0] = (struct survey_margin){2, sexes};
    assert_int_equal(survey_rake(&c.s, &rounds, &err), ERR_OK);
    struct survey_estimate e = mean(&c.s, SURVEY_PEOPLE, false);
    close_to(e.p, .7740046059, 1e-9);
    close_to(e.se, .093577588, 1e-9);
}

static void raked_on_sex_and_town(void **state)
{
    (void)state;
    struct county c;
    struct err err = ERR_INIT;
    int rounds = 0;
    county_unstratified(&c);
    c.s.margin_count = 2;
    c.s.margin[0] = (struct survey_margin){TOWNS, town_people};
    c.s.margin[1] = (struct survey_margin){2, sexes};
    assert_int_equal(survey_rake(&c.s, &rounds, &err), ERR_OK);
    assert_true(rounds > 1 && rounds < 100);
    struct survey_estimate e = mean(&c.s, SURVEY_PEOPLE, false);
    close_to(e.p, .7736182598, 1e-9);
    close_to(e.se, .0961704144, 1e-9);
    double least = 1e9;
    double most = 0;
    for (size_t i = 0; i < c.s.cell_count; i++) {
        if (c.cells[i].n == 0)
            continue;
        least = fmin(least, c.cells[i].weight);
        most = fmax(most, c.cells[i].weight);
    }
    close_to(least, 88.358344, 1e-6);
    close_to(most, 1025.780313, 1e-6);
}

/* Two towns, one man and one woman each, all men in one: totals that no
 * weights can meet. */
static void margins_that_contradict_each_other_are_refused(void **state)
{
    (void)state;
    static const double towns[2] = {100, 900};
    static const double sex[2] = {900, 100};
    struct survey_cell cells[2] = {
        {.group = {0, 0}, .weight = 1, .n = 5, .sum = 2, .square = 2},
        {.group = {1, 1}, .weight = 1, .n = 5, .sum = 3, .square = 3}};
    struct survey_cluster cluster = {0};
    struct survey_stratum stratum = {0, 0};
    struct survey_sample s = {
        .cell_count = 2, .cells = cells, .cluster_count = 1,
        .clusters = &cluster, .stratum_count = 1, .strata = &stratum,
        .margin_count = 2, .margin = {{2, towns}, {2, sex}}};
    struct err err = ERR_INIT;
    int rounds = 0;
    assert_int_equal(survey_rake(&s, &rounds, &err), ERR_RANGE);
    assert_non_null(strstr(err.text, "1000 rounds"));
}

/* Who did not tell the sex keeps the weight of the town, and the totals are
 * spread over those who did. */
static void people_without_a_group_are_left_alone(void **state)
{
    (void)state;
    static const double sex[2] = {60, 40};
    struct survey_cell cells[3] = {
        {.group = {0}, .weight = 1, .n = 4, .sum = 1, .square = 1},
        {.group = {1}, .weight = 1, .n = 4, .sum = 1, .square = 1},
        {.group = {SURVEY_NO_GROUP}, .weight = 1, .n = 2}};
    struct survey_cluster cluster = {0};
    struct survey_stratum stratum = {0, 0};
    struct survey_sample s = {
        .cell_count = 3, .cells = cells, .cluster_count = 1,
        .clusters = &cluster, .stratum_count = 1, .strata = &stratum,
        .margin_count = 2};
    static const double all[1] = {10};
    for (size_t i = 0; i < 3; i++) {
        cells[i].group[1] = cells[i].group[0];
        cells[i].group[0] = 0;
    }
    s.margin[0] = (struct survey_margin){1, all};
    s.margin[1] = (struct survey_margin){2, sex};
    struct err err = ERR_INIT;
    int rounds = 0;
    assert_int_equal(survey_rake(&s, &rounds, &err), ERR_OK);
    close_to(cells[0].weight, 0.6 * 8 / 4, 1e-9);
    close_to(cells[1].weight, 0.4 * 8 / 4, 1e-9);
    close_to(cells[2].weight, 1, 1e-9);
}

static void heavy_weights_are_cut_at_a_multiple_of_the_median(void **state)
{
    (void)state;
    struct survey_cell cells[3] = {{.weight = 2, .n = 10},
                                   {.weight = 3, .n = 10},
                                   {.weight = 40, .n = 3}};
    struct survey_sample s = {.cell_count = 3, .cells = cells};
    /* 23 people; the 12th weighs 3 */
    assert_int_equal(survey_cap(&s, 5), 3);
    close_to(cells[2].weight, 15, 0);
    close_to(cells[0].weight, 2, 0);
    assert_int_equal(survey_cap(&s, 5), 0);
}

/* Town C with one village: it is joined to the town before it.  By hand:
 * W = 12000, p = (8000·10/12 + 3000·7/12 + 1000·4/4)/12000;
 * u = w(y-p)/W summed by village, A alone, B and C together. */
static void a_town_with_one_village_is_joined_and_said(void **state)
{
    (void)state;
    struct county c;
    county_init(&c);
    for (size_t i = 14; i < 16; i++)
        c.cells[i].n = 0, c.cells[i].sum = c.cells[i].square = 0;
    for (size_t i = 12; i < 14; i++)
        c.cells[i].weight = 1000.0 / 4;
    struct survey_estimate e = mean(&c.s, SURVEY_CLUSTERS, false);
    double p = (8000 * 10.0 / 12 + 3000 * 7.0 / 12 + 1000) / 12000;
    close_to(e.p, p, 1e-12);
    assert_int_equal(e.lonely, 1);
    assert_int_equal(e.strata, 3);
    assert_int_equal(e.clusters, 7);
    close_to(e.df, 5, 0); /* 7 villages in 2 groups */
    static const double yes[7] = {3, 3, 4, 2, 2, 3, 4};
    double v = 0;
    for (int group = 0; group < 2; group++) {
        double sum = 0, square = 0, k = 0;
        for (int i = 3 * group; i < (group == 0 ? 3 : 7); i++) {
            double w = group == 0 ? 8000.0 / 12 : 250;
            double z = w * (yes[i] - 4 * p) / 12000;
            sum += z;
            square += z * z;
            k++;
        }
        v += k / (k - 1) * (square - sum * sum / k);
    }
    close_to(e.se, sqrt(v), 1e-12);
}

/* One village of one: no variance can be seen at all. */
static void a_single_cluster_has_no_interval(void **state)
{
    (void)state;
    struct county c;
    county_init(&c);
    for (size_t i = 2; i < 16; i++)
        c.cells[i].n = 0, c.cells[i].sum = c.cells[i].square = 0;
    struct survey_estimate e = mean(&c.s, SURVEY_CLUSTERS, false);
    assert_int_equal(e.n, 4);
    assert_true(e.se < 0 && e.deff < 0);
    /* but the people in it do */
    e = mean(&c.s, SURVEY_PEOPLE, false);
    close_to(e.se, sqrt(.75 * .25 / 3), 1e-12); /* p(1-p)/(n-1) */
    c.cells[0].n = 0, c.cells[0].sum = c.cells[0].square = 0;
    c.cells[1].n = 0, c.cells[1].sum = c.cells[1].square = 0;
    e = mean(&c.s, SURVEY_CLUSTERS, false);
    assert_int_equal(e.n, 0);
    assert_true(e.se < 0);
}

/* All villages of a town drawn: the first stage adds nothing, and only the
 * second stage says that not everybody in them was asked.  By hand for the
 * one town B, villages of 500 people: f1 = 1, f2 = 4/500,
 * v = Σ (1-f2)·4/3·Σ(u-ū)², u = y/12. */
static void the_second_stage_speaks_where_all_villages_were_drawn(
    void **state)
{
    (void)state;
    struct county c;
    county_init(&c);
    for (size_t i = 0; i < 16; i++)
        if (i < 6 || i >= 12)
            c.cells[i].n = 0, c.cells[i].sum = c.cells[i].square = 0;
    c.strata[1].clusters = 6;
    for (size_t v = 3; v < 6; v++)
        c.clusters[v].population = 500;
    /* half the villages: both stages */
    static const double yes[3] = {2, 2, 3};
    double inside = 0, sum = 0, square = 0;
    for (int i = 0; i < 3; i++) {
        inside += (1 - 4.0 / 500) * 4 / 3 * (yes[i] - yes[i] * yes[i] / 4) /
                  144;
        double z = (yes[i] - 4 * 7.0 / 12) / 12;
        sum += z;
        square += z * z;
    }
    double first = .5 * 3 / 2 * (square - sum * sum / 3);
    struct survey_estimate e = mean(&c.s, SURVEY_TWO_STAGES, true);
    close_to(e.se, sqrt(first + .5 * inside), 1e-12);
    close_to(mean(&c.s, SURVEY_CLUSTERS, true).se, sqrt(first), 1e-12);
    close_to(mean(&c.s, SURVEY_TWO_STAGES, false).se, sqrt(2 * first),
             1e-12);
    c.strata[1].clusters = 3; /* all of them */
    e = mean(&c.s, SURVEY_TWO_STAGES, true);
    close_to(e.se, sqrt(inside), 1e-12);
}

/* Whoever answered half of the questions counts as half: Σy² is used. */
static void shares_of_one_person_need_not_be_whole(void **state)
{
    (void)state;
    struct survey_cell cell = {.weight = 1, .n = 4, .sum = 2.2,
                               .square = 1 + .64 + .16 + 0};
    struct survey_cluster cluster = {0};
    struct survey_stratum stratum = {0, 0};
    struct survey_sample s = {.cell_count = 1, .cells = &cell,
                              .cluster_count = 1, .clusters = &cluster,
                              .stratum_count = 1, .strata = &stratum};
    struct survey_estimate e = mean(&s, SURVEY_PEOPLE, false);
    /* 1, .8, .4, 0: mean .55, Σ(y-.55)² = .59 */
    close_to(e.p, .55, 1e-12);
    close_to(e.se, sqrt(.59 / 3 / 4), 1e-12);
}

static void all_alike_has_no_spread(void **state)
{
    (void)state;
    struct county c;
    county_init(&c);
    for (size_t i = 0; i < 16; i++)
        c.cells[i].sum = c.cells[i].square = (double)c.cells[i].n;
    struct survey_estimate e = mean(&c.s, SURVEY_CLUSTERS, false);
    close_to(e.p, 1, 0);
    close_to(e.se, 0, 1e-12);
    assert_true(e.deff < 0);
}

/* ---- intervals and tests ---- */

static void distributions_agree_with_published_tables(void **state)
{
    (void)state;
    /* Student: R qt(.975, df) */
    close_to(dist_t_quantile(.975, 1), 12.7062047361747, 1e-9);
    close_to(dist_t_quantile(.975, 5), 2.57058183563631, 1e-11);
    close_to(dist_t_quantile(.975, 29), 2.04522964213270, 1e-11);
    close_to(dist_t_quantile(.975, 1e6), 1.95996635682, 1e-9);
    close_to(stats_point(0), 1.959963984540054, 0);
    /* I_x(1, b) = 1 - (1-x)^b, I_x(a, 1) = x^a */
    close_to(dist_beta(.3, 1, 7.5), 1 - pow(.7, 7.5), 1e-14);
    close_to(dist_beta(.3, 2.5, 1), pow(.3, 2.5), 1e-14);
    close_to(dist_beta(.5, 40, 40), .5, 1e-12);
    close_to(dist_beta_quantile(.5, 3000, 3000), .5, 1e-12);
    close_to(dist_normal_tail(1.959963984540054), .025, 1e-15);
    /* P(X >= 2) of 3 coins = 1/2; of 10 at .1: 1 - .9^10 - 10·.1·.9^9 */
    close_to(dist_binomial_tail(2, 3, .5), .5, 1e-14);
    close_to(dist_binomial_tail(2, 10, .1),
             1 - pow(.9, 10) - pow(.9, 9), 1e-13);
    close_to(dist_binomial_tail(0, 10, .1), 1, 0);
    close_to(dist_binomial_tail(11, 10, .1), 0, 0);
}

static void clopper_pearson_agrees_with_r(void **state)
{
    (void)state;
    struct share s = {.8, 100};
    interval_is(stats_beta(s), .708157310911, .873344447898, 1e-11);
    /* 0 of 10: 1 - .025^(1/10) */
    interval_is(stats_beta((struct share){0, 10}), 0,
                1 - pow(.025, .1), 1e-12);
    interval_is(stats_beta((struct share){1, 10}), pow(.025, .1), 1, 1e-12);
}

static void newcombe_agrees_with_the_oracle(void **state)
{
    (void)state;
    /* 56/70 - 48/80, the example of Newcombe (1998) */
    interval_is(stats_newcombe((struct share){56.0 / 70, 70},
                               (struct share){48.0 / 80, 80}),
                .0524314724, .3338726540, 1e-10);
    /* 10/10 - 0/10 and its mirror stay inside -1..1 */
    struct interval w = stats_newcombe((struct share){1, 10},
                                       (struct share){0, 10});
    close_to(w.high, 1, 0);
    assert_true(w.low > 0);
}

static void holm_agrees_with_the_oracle(void **state)
{
    (void)state;
    double p[4] = {.01, .04, .03, .005};
    static const double expected[4] = {.03, .06, .06, .02};
    stats_holm(4, p);
    for (int i = 0; i < 4; i++)
        close_to(p[i], expected[i], 1e-12);
    double same[3] = {.5, .5, .5};
    stats_holm(3, same);
    for (int i = 0; i < 3; i++)
        close_to(same[i], 1, 0);
    double ties[3] = {.01, .01, .2};
    stats_holm(3, ties); /* 3·.01, then not below it, then .2 */
    close_to(ties[0], .03, 1e-12);
    close_to(ties[1], .03, 1e-12);
    close_to(ties[2], .2, 1e-12);
    stats_holm(0, p);
}

static void tests_of_shares(void **state)
{
    (void)state;
    /* 60/100 and 40/100: pooled .5, z = .2/sqrt(.25·.02) = 2.828427 */
    close_to(stats_same_p((struct share){.6, 100}, (struct share){.4, 100}),
             .00467773498, 1e-10);
    close_to(stats_same_p((struct share){1, 5}, (struct share){1, 9}), 1, 0);
    /* .85 of 100 against .9: z = .05/.03 */
    close_to(stats_below_p((struct share){.85, 100}, .9),
             dist_normal_tail(.05 / .03), 1e-14);
    assert_true(stats_below_p((struct share){.95, 100}, .9) > .9);
}

static void wilson_with_student_is_wider(void **state)
{
    (void)state;
    struct share s = {.8, 100};
    struct interval z = stats_wilson_df(s, 0);
    struct interval t = stats_wilson_df(s, 5);
    interval_is(z, .711170834407, .866633066669, 1e-11);
    assert_true(t.low < z.low && t.high > z.high);
    /* the score equation holds at both ends: (p-x)² n = t² x(1-x) */
    double q = stats_point(5) * stats_point(5);
    close_to((.8 - t.low) * (.8 - t.low) * 100,
             q * t.low * (1 - t.low), 1e-10);
    close_to((.8 - t.high) * (.8 - t.high) * 100,
             q * t.high * (1 - t.high), 1e-10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(people_drawn_inside_towns),
        cmocka_unit_test(villages_drawn_inside_towns),
        cmocka_unit_test(towns_as_post_strata_are_the_same),
        cmocka_unit_test(post_stratified_by_sex),
        cmocka_unit_test(raked_on_sex_and_town),
        cmocka_unit_test(margins_that_contradict_each_other_are_refused),
        cmocka_unit_test(people_without_a_group_are_left_alone),
        cmocka_unit_test(heavy_weights_are_cut_at_a_multiple_of_the_median),
        cmocka_unit_test(a_town_with_one_village_is_joined_and_said),
        cmocka_unit_test(a_single_cluster_has_no_interval),
        cmocka_unit_test(
            the_second_stage_speaks_where_all_villages_were_drawn),
        cmocka_unit_test(shares_of_one_person_need_not_be_whole),
        cmocka_unit_test(all_alike_has_no_spread),
        cmocka_unit_test(distributions_agree_with_published_tables),
        cmocka_unit_test(clopper_pearson_agrees_with_r),
        cmocka_unit_test(newcombe_agrees_with_the_oracle),
        cmocka_unit_test(holm_agrees_with_the_oracle),
        cmocka_unit_test(tests_of_shares),
        cmocka_unit_test(wilson_with_student_is_wider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
