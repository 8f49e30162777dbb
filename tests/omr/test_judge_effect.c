/* tests/omr/test_judge_effect.c - every parameter decides something.
 *
 * Pages of drawn-up measures are judged with the usual parameters and with one
 * parameter at either end of its range; a parameter that changes nothing on
 * any of them would be a name without a meaning. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "omr/judge.h"
#include "omr/judge_params.h"

/* A page: single and multiple choices, then a number of three digits whose
 * weighted sum must divide by ten. */
enum {
    SINGLES = 14, SINGLE_BOXES = 4, MULTIS = 6, MULTI_BOXES = 5,
    DIGITS = 3, DIGIT_BOXES = 10,
    ITEMS = SINGLES + MULTIS + DIGITS,
    BOXES = SINGLES * SINGLE_BOXES + MULTIS * MULTI_BOXES +
            DIGITS * DIGIT_BOXES,
    PAGES = 1000
};

static struct number_grid grid = {
    .code = "N1", .first_item = SINGLES + MULTIS, .digits = DIGITS,
    .check = CHECK_WEIGHTS, .weight = {1, 3, 1}, .modulo = 10};
static struct item items[ITEMS];
static const struct questionnaire form = {.items = items,
                                          .item_count = ITEMS};

/* ---- the same numbers on every machine ---- */

static uint64_t seed = 20261123;

static double uniform(double low, double high)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return low + (high - low) * (double)(seed >> 40) / (double)(1 << 24);
}

static bool chance(double p)
{
    return uniform(0, 1) < p;
}

/* As often between 0.002 and 0.02 as between 0.02 and 0.2. */
static float spread(double low, double high)
{
    return (float)exp(uniform(log(low), log(high)));
}

/* ---- boxes ---- */

struct page_hand {
    double cover, ink; /* of its usual mark */
    double arms;       /* of its marks, on average */
    double exits;      /* share of its marks with some */
    double noise, dirt;
    bool thin;         /* a light threshold: outlines weak, pencil in crumbs */
};

static void mark(const struct page_hand *h, struct box_measure *m)
{
    m->cover = (float)(h->cover * uniform(0.7, 1.4));
    m->ink = (float)(h->ink * uniform(0.8, 1.1));
    m->extent = (float)uniform(0.3, 0.9);
    m->solid = m->cover > 0.6f ? (float)uniform(0.85, 1) : m->cover / 2;
    m->ring = chance(0.4) ? spread(0.002, 0.3) : 0;
    m->strike = (float)uniform(0.1, 0.6);
    m->arms = (float)floor(uniform(0, 2 * h->arms + 1));
    m->exits = chance(h->exits) ? (float)floor(uniform(1, 4)) : 0;
}

static void draw_box(const struct page_hand *h, struct box_measure *m)
{
    switch ((int)uniform(0, 15)) {
    case 0: /* filled */
        mark(h, m);
        m->cover = (float)uniform(0.5, 1);
        m->solid = (float)uniform(0.85, 1);
        break;
    case 1: /* a spot */
        m->cover = spread(0.002, 0.06);
        m->ink = (float)uniform(0.1, 0.9);
        m->extent = spread(0.05, 0.5);
        m->ring = chance(0.3) ? spread(0.002, 0.1) : 0;
        break;
    case 11: /* a small dot of the same pen */
        m->cover = (float)uniform(0.01, 0.045);
        m->ink = (float)(h->ink * uniform(0.5, 1.1));
        m->extent = (float)uniform(0.08, 0.4);
        break;
    case 2: /* crumbs */
        m->cover = chance(0.5) ? spread(0.0005, 0.01) : 0;
        m->specks = spread(0.001, 0.03);
        break;
    case 3: /* ink beside it */
        m->ring = spread(0.003, 0.4);
        m->arms = (float)floor(uniform(0, 3));
        break;
    case 4: /* passed through */
        mark(h, m);
        m->cover = spread(0.01, 0.3);
        m->through = (float)uniform(0, 1);
        break;
    case 5: /* run over */
        mark(h, m);
        m->ring = (float)uniform(0.05, 0.3);
        break;
    case 6: /* crossed out */
        mark(h, m);
        m->strike = (float)uniform(0.8, 1);
        m->cover *= (float)uniform(1, 2);
        break;
    case 7:
        m->outline = (float)uniform(0, 1);
        m->cover = spread(0.01, 0.9);
        m->ink = (float)uniform(0.1, 0.9);
        m->extent = (float)uniform(0.1, 0.9);
        break;
    case 8:
        if (chance(0.6))
            mark(h, m);
        m->masked = (float)uniform(0, 0.8);
        break;
    case 9: /* erased, or of another pen */
        mark(h, m);
        m->ink = (float)uniform(0.05, 0.5);
        break;
    case 10: /* scribbled */
        mark(h, m);
        m->cover = (float)uniform(0.3, 0.75);
        break;
    default:
        mark(h, m);
    }
}

static void draw_item(const struct page_hand *h, size_t n,
                      struct box_read box[])
{
    size_t first = (size_t)uniform(0, (double)n);
    for (size_t i = 0; i < n; i++) {
        struct box_measure *m = &box[i].measure;
        *m = (struct box_measure){.outline = 1, .noise = (float)h->noise};
        m->ring = (float)(h->dirt * uniform(0, 2));
        if (h->thin)
            m->outline = (float)uniform(0.3, 1.1);
        if ((i == first && chance(0.9)) || chance(0.3 / (double)n))
            draw_box(h, m);
        else if (chance(0.1))
            m->cover = spread(0.0005, 0.012);
        store_measure_round(m);
    }
}

static void draw_page(struct box_read box[BOXES])
{
    const struct page_hand h = {
        .cover = chance(0.2) ? uniform(0.4, 0.95) : uniform(0.04, 0.3),
        .ink = uniform(0.3, 0.9),
        .arms = chance(0.3) ? uniform(0, 4) : uniform(0, 1),
        .exits = chance(0.2) ? uniform(0, 1) : uniform(0, 0.2),
        .thin = chance(0.15),
        .noise = chance(0.1) ? uniform(0.1, 0.5) : 0,
        .dirt = chance(0.2) ? uniform(0, 0.02) : 0};
    bool sparse = chance(0.1); /* too few marks to tell the hand */
    size_t k = 0;
    for (size_t i = 0; i < ITEMS; i++) {
        size_t n = items[i].kind == ITEM_MULTI ? MULTI_BOXES
                   : items[i].grid != NULL     ? DIGIT_BOXES
                                               : SINGLE_BOXES;
        for (size_t c = 0; c < n; c++)
            box[k + c] = (struct box_read){.item = i, .choice = c};
        if (!sparse || chance(0.1))
            draw_item(&h, n, &box[k]);
        else
            for (size_t c = 0; c < n; c++)
                box[k + c].measure.outline = 1;
        k += n;
    }
    assert_int_equal(k, BOXES);
}

/* ---- one judge against another ---- */

static struct box_read drawn[PAGES][BOXES];

struct judged {
    struct box_read box[BOXES];
    struct answer_read answer[LIMIT_ITEMS];
    size_t answers;
};

static void judge(const struct judge_params *params, size_t page,
                  struct judged *out)
{
    memcpy(out->box, drawn[page], sizeof out->box);
    out->answers = judge_page(params, &form, BOXES, out->box, out->answer);
}

static bool same(const struct judged *a, const struct judged *b)
{
    for (size_t i = 0; i < BOXES; i++)
        if (a->box[i].state != b->box[i].state ||
            strcmp(a->box[i].reason, b->box[i].reason) != 0 ||
            memcmp(&a->box[i].p_marked, &b->box[i].p_marked,
                   sizeof a->box[i].p_marked) != 0)
            return false;
    for (size_t i = 0; i < ITEMS; i++) {
        const struct answer_read *x = &a->answer[i];
        const struct answer_read *y = &b->answer[i];
        if (x->state != y->state || x->choices != y->choices ||
            x->corrected != y->corrected ||
            strcmp(x->reason, y->reason) != 0 ||
            memcmp(&x->doubt, &y->doubt, sizeof x->doubt) != 0)
            return false;
    }
    return a->answers == b->answers;
}

/* Where the usual values of others hide one: it decides beside these. */
static const struct {
    const char *name, *with;
} hidden[] = {
    {"chance_empty_below", "chance_other_empty=0.5"}, /* else the same value */
    {"chance_other_empty", "chance_empty_below=0"},   /* else never asked */
    {"chance_other_marked", "chance_marked_below=0"},
};

static void set(struct judge_params *params, const char *setting)
{
    struct err fault = ERR_INIT;
    assert_int_equal(judge_params_set(params, setting, &fault), ERR_OK);
}

static void beside(const struct judge_param *p, struct judge_params *out)
{
    *out = judge_usual;
    /* the rules alone, but for what the second reader goes by */
    out->second = strncmp(p->name, "second", 6) == 0;
    for (size_t i = 0; i < sizeof hidden / sizeof hidden[0]; i++)
        if (strcmp(p->name, hidden[i].name) == 0)
            set(out, hidden[i].with);
}

static bool decides(const struct judge_param *p, const char *value, bool fills)
{
    static struct judged one, other;
    struct judge_params params, changed;
    char setting[96];
    (void)snprintf(setting, sizeof setting, "%s=%s", p->name, value);
    beside(p, &params);
    params.fills = fills;
    changed = params;
    set(&changed, setting);
    for (size_t i = 0; i < PAGES; i++) {
        judge(&params, i, &one);
        judge(&changed, i, &other);
        if (!same(&one, &other))
            return true;
    }
    return false;
}

static void every_parameter_decides_something(void **state)
{
    (void)state;
    struct judge_param p;
    size_t silent = 0;
    for (size_t i = 0; judge_params_row(&judge_usual, i, &p); i++) {
        if (decides(&p, p.low, false) || decides(&p, p.high, false) ||
            decides(&p, p.low, true) || decides(&p, p.high, true))
            continue;
        print_message("nothing depends on %s\n", p.name);
        silent++;
    }
    assert_int_equal(silent, 0);
}

static void the_usual_values_lie_in_their_ranges(void **state)
{
    (void)state;
    struct judge_param p;
    struct judge_params params = judge_usual;
    for (size_t i = 0; judge_params_row(&judge_usual, i, &p); i++) {
        char setting[96];
        (void)snprintf(setting, sizeof setting, "%s=%s", p.name, p.usual);
        set(&params, setting);
        (void)snprintf(setting, sizeof setting, "%s=%s", p.name, p.before);
        set(&params, setting);
    }
}

static int draw(void **state)
{
    (void)state;
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = (struct item){.kind = ITEM_SINGLE, .max_choices = 1};
    for (size_t i = SINGLES; i < SINGLES + MULTIS; i++)
        items[i] = (struct item){.kind = ITEM_MULTI, .max_choices = 3};
    for (size_t i = 0; i < DIGITS; i++) {
        items[SINGLES + MULTIS + i].grid = &grid;
        items[SINGLES + MULTIS + i].place = i;
    }
    for (size_t i = 0; i < PAGES; i++)
        draw_page(drawn[i]);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_decides_something),
        cmocka_unit_test(the_usual_values_lie_in_their_ranges),
    };
    return cmocka_run_group_tests(tests, draw, NULL);
}
