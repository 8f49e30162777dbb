/* tests/engine/test_suppress.c - nobody is found by subtraction.
 *
 * Random trees of units are tallied and suppressed; then a slow attacker
 * computes every table that published tables give by subtracting any set of
 * disjoint units below, and none of them may be telling. */
#include "tests/engine/tally_fixture.h"

#include "engine/tally/internal.h"

static const char form[] =
    "form: XP\ntitle: 下评上\nobject: 上级\nintro: 请打√。\n"
    "anonymous: true\nmin_cell: 5\nthresholds: {satisfied: 90}\n"
    "scales:\n"
    "  - code: M4\n"
    "    choices:\n"
    "      - {text: 满意, means: satisfied, score: 100}\n"
    "      - {text: 基本满意, means: partly, score: 60}\n"
    "      - {text: 不满意, means: dissatisfied, score: 0}\n"
    "      - {text: 不了解, means: unknown}\n"
    "sections:\n"
    "  - text: 满意\n"
    "    items:\n"
    "      - {code: Q1, role: satisfy, scale: M4, text: 履行职责情况}\n"
    "      - {code: T0, role: overall, scale: M4, text: 总的}\n"
    "      - code: F1\n"
    "        role: fact\n"
    "        text: 有无摊派\n"
    "        choices: [{text: 有, means: happened}, 没有, 不清楚, 不愿答]\n";

enum { ITEMS = 3, CHOICES = 4, MAX_UNITS = 9, MIN_CELL = 5 };

/* A tally without a store, and what it held before anything was hidden. */
struct world {
    struct questionnaire *q;
    struct units units;
    struct unit unit[MAX_UNITS];
    struct tally t;
    struct unit_tally tallies[MAX_UNITS];
    struct item_tally items[MAX_UNITS][ITEMS];
    int64_t counts[MAX_UNITS][ITEMS][CHOICES];
    struct item_tally true_items[MAX_UNITS][ITEMS];
    int64_t true_counts[MAX_UNITS][ITEMS][CHOICES];
    int64_t true_valid[MAX_UNITS];
};

static uint32_t draw(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (*seed >> 8) % below;
}

static void world_init(struct world *w, size_t n)
{
    memset(w, 0, sizeof *w);
    ok(questionnaire_parse(form, strlen(form), "form", &w->q, &fixture_err));
    w->units = (struct units){.count = n, .unit = w->unit};
    w->t = (struct tally){.q = w->q, .units = &w->units, .unit_count = n,
                          .unit = w->tallies};
    for (size_t u = 0; u < n; u++) {
        w->unit[u] = (struct unit){.code = "X", .name = "X", .parent = -1};
        w->tallies[u] = (struct unit_tally){.unit = u, .items = w->items[u]};
        for (size_t i = 0; i < ITEMS; i++)
            w->items[u][i] = (struct item_tally){
                .item = i, .counts = w->counts[u][i]};
    }
}

/* `n` people of unit u answer item i with choice k (-1 = blank). */
static void answer(struct world *w, size_t u, size_t i, int k, int64_t n)
{
    w->items[u][i].asked += n;
    if (k < 0) {
        w->items[u][i].blank += n;
        return;
    }
    w->counts[u][i][k] += n;
    if (k < 3) {
        w->items[u][i].score_n += n;
        w->items[u][i].score_sum += n * (k == 0 ? 100 : k == 1 ? 60 : 0);
    }
}

static void people(struct world *w, size_t u, int64_t n)
{
    w->tallies[u].valid = w->tallies[u].returned = w->tallies[u].issued = n;
    w->tallies[u].by_disposition[DISP_COMPLETE] = n;
}

static void world_run(struct world *w)
{
    tally_sum_upward(&w->t);
    ok(tally_make_rates(&w->t, &fixture_err));
    for (size_t u = 0; u < w->t.unit_count; u++) {
        w->true_valid[u] = w->tallies[u].valid;
        memcpy(w->true_items[u], w->items[u], sizeof w->items[u]);
    }
    memcpy(w->true_counts, w->counts, sizeof w->counts);
    ok(tally_suppress(&w->t, &fixture_err));
}

static void world_end(struct world *w)
{
    free(w->t.pools);
    questionnaire_free(w->q);
}

/* ---- the attacker ---- */

struct attack {
    const struct world *w;
    size_t item;
    bool published[MAX_UNITS];
    void (*judge)(struct attack *a, const bool taken[]);
    size_t top;
    size_t tables;
};

static bool lies_under(const struct world *w, size_t u, size_t above)
{
    return u != above && units_under(&w->units, u, above);
}

/* All sets of disjoint published units under `top`, from unit `u` on. */
static void subtract(struct attack *a, size_t u, bool taken[])
{
    if (u == a->w->t.unit_count) {
        a->tables++;
        a->judge(a, taken);
        return;
    }
    subtract(a, u + 1, taken);
    if (!a->published[u] || !lies_under(a->w, u, a->top))
        return;
    for (size_t o = 0; o < u; o++)
        if (taken[o] && units_under(&a->w->units, u, o))
            return;
    taken[u] = true;
    subtract(a, u + 1, taken);
    taken[u] = false;
}

static void run_attack(struct attack *a)
{
    for (a->top = 0; a->top < a->w->t.unit_count; a->top++) {
        bool taken[MAX_UNITS] = {false};
        if (a->published[a->top])
            subtract(a, 0, taken);
    }
}

static void judge_people(struct attack *a, const bool taken[])
{
    int64_t n = a->w->true_valid[a->top];
    for (size_t u = 0; u < a->w->t.unit_count; u++)
        n -= taken[u] ? a->w->true_valid[u] : 0;
    assert_true(n == 0 || n >= MIN_CELL);
}

static void remainder_of(const struct attack *a, const bool taken[],
                         int64_t cells[CHOICES], int64_t *answered)
{
    *answered = 0;
    for (size_t k = 0; k < CHOICES; k++) {
        cells[k] = a->w->true_counts[a->top][a->item][k];
        for (size_t u = 0; u < a->w->t.unit_count; u++)
            cells[k] -= taken[u] ? a->w->true_counts[u][a->item][k] : 0;
        *answered += cells[k];
    }
}

static void judge_item(struct attack *a, const bool taken[])
{
    int64_t cells[CHOICES];
    int64_t answered;
    remainder_of(a, taken, cells, &answered);
    if (answered == 0)
        return;
    for (size_t k = 0; k < CHOICES; k++) {
        assert_true(cells[k] == 0 || cells[k] >= MIN_CELL);
        assert_int_not_equal(cells[k], answered);
    }
    if (!item_rated(&a->w->q->items[a->item]))
        return;
    assert_true(cells[0] + cells[1] > 0);
    assert_true(cells[2] + cells[3] > 0);
}

static void judge_rate(struct attack *a, const bool taken[])
{
    int64_t cells[CHOICES];
    int64_t answered;
    remainder_of(a, taken, cells, &answered);
    if (answered == 0)
        return;
    assert_true(cells[0] + cells[1] >= MIN_CELL);
    assert_true(cells[2] + cells[3] >= MIN_CELL);
}

static size_t attack_world(const struct world *w)
{
    struct attack a = {.w = w, .judge = judge_people};
    size_t n = w->t.unit_count;
    for (size_t u = 0; u < n; u++)
        a.published[u] = !w->tallies[u].suppressed;
    run_attack(&a);
    for (a.item = 0; a.item < ITEMS; a.item++) {
        a.judge = judge_item;
        for (size_t u = 0; u < n; u++)
            a.published[u] = !w->items[u][a.item].suppressed;
        run_attack(&a);
        a.judge = judge_rate;
        for (size_t u = 0; u < n; u++)
            a.published[u] = w->items[u][a.item].main_rate.den > 0;
        run_attack(&a);
    }
    return a.tables;
}

/* Nothing hidden is left standing in the struct for others to print. */
static void assert_nothing_left(const struct world *w)
{
    for (size_t u = 0; u < w->t.unit_count; u++) {
        const struct unit_tally *t = &w->tallies[u];
        if (t->suppressed)
            assert_true(t->valid == 0 && t->satisfied.den == 0 &&
                        t->composite.den == 0 && t->score_n == 0 &&
                        t->by_disposition[DISP_COMPLETE] == 0 &&
                        t->satisfied_verdict == VERDICT_NONE);
        for (size_t i = 0; i < ITEMS; i++) {
            const struct item_tally *it = &w->items[u][i];
            assert_true(!t->suppressed || it->suppressed);
            if (!it->suppressed)
                continue;
            for (size_t k = 0; k < CHOICES; k++)
                assert_int_equal(it->counts[k], 0);
            assert_true(it->ref_rate.den == 0 && it->top_rate.den == 0 &&
                        it->bad_rate.den == 0 && it->score_n == 0 &&
                        it->blank == 0);
        }
        const struct item_tally *t0 = &w->items[u][1];
        assert_int_equal(t0->main_rate.num, t->satisfied.num);
        assert_true(!t0->suppressed || t->satisfied_ref.den == 0);
    }
}

/* ---- tests ---- */

static void random_rounds_give_nobody_away(void **state)
{
    (void)state;
    static struct world w;
    size_t tables = 0;
    size_t shown = 0;
    uint32_t seed = 20260101;
    for (int round = 0; round < 400; round++) {
        size_t n = 2 + draw(&seed, MAX_UNITS - 1);
        world_init(&w, n);
        for (size_t u = 1; u < n; u++) { /* depth first: last or above */
            long parent = (long)u - 1;
            while (parent > 0 && draw(&seed, 2) == 0)
                parent = w.unit[parent].parent;
            w.unit[u].parent = parent;
            w.unit[u].depth = w.unit[parent].depth + 1;
        }
        for (size_t u = 0; u < n; u++) {
            int64_t size = draw(&seed, 3) == 0 ? (int64_t)draw(&seed, 8)
                                               : (int64_t)draw(&seed, 60);
            uint32_t mood = draw(&seed, 4);
            people(&w, u, size);
            for (size_t i = 0; i < ITEMS; i++)
                for (int64_t p = 0; p < size; p++) {
                    int k = (int)draw(&seed, mood + 2) - 1;
                    answer(&w, u, i, mood == 0 ? 0 : k, 1);
                }
        }
        world_run(&w);
        tables += attack_world(&w);
        assert_nothing_left(&w);
        for (size_t u = 0; u < n; u++)
            shown += !w.items[u][1].suppressed;
        world_end(&w);
    }
    assert_true(tables > 5000); /* the attacker had something to do */
    assert_true(shown > 200);   /* and hiding everything is no answer */
}

/*  00 ── 01 (20 people), 02 (20), 03 (3) */
static void towns(struct world *w, int64_t third)
{
    world_init(w, 4);
    for (size_t u = 1; u < 4; u++) {
        w->unit[u].parent = 0;
        w->unit[u].depth = 1;
        people(w, u, u == 3 ? third : 20);
        for (size_t i = 0; i < ITEMS; i++) {
            answer(w, u, i, 0, u == 3 ? third : 10);
            answer(w, u, i, 2, u == 3 ? 0 : 10);
        }
    }
    world_run(w);
}

static void a_small_unit_takes_a_neighbour_along(void **state)
{
    (void)state;
    static struct world w;
    towns(&w, 3);
    assert_true(w.tallies[3].suppressed);
    assert_true(w.tallies[2].suppressed); /* else 43 - 40 = 3 */
    assert_false(w.tallies[1].suppressed);
    assert_false(w.tallies[0].suppressed);
    assert_int_equal(w.tallies[0].valid, 43);
    assert_int_equal(w.tallies[3].returned, 3); /* the bag is no secret */
    assert_ratio(w.tallies[0].satisfied, 23, 43);
    world_end(&w);
}

static void without_small_units_nothing_is_hidden(void **state)
{
    (void)state;
    static struct world w;
    towns(&w, 0);
    for (size_t u = 0; u < 4; u++) {
        assert_false(w.tallies[u].suppressed);
        assert_false(w.items[u][0].suppressed);
    }
    assert_ratio(w.tallies[1].satisfied, 10, 20);
    assert_int_equal(w.tallies[1].score_n, 20);
    world_end(&w);
}

static void a_unanimous_unit_is_not_shown(void **state)
{
    (void)state;
    static struct world w;
    towns(&w, 12); /* all twelve of 03 are 满意 */
    assert_false(w.tallies[3].suppressed);
    assert_true(w.items[3][1].suppressed);
    assert_int_equal(w.items[3][1].main_rate.den, 0);
    assert_int_equal(w.tallies[3].satisfied.den, 0);
    assert_int_equal(w.tallies[3].satisfied_verdict, VERDICT_MET);
    assert_true(w.items[2][1].suppressed); /* else 52 - 40 tells it */
    assert_false(w.items[0][1].suppressed);
    world_end(&w);
}

static void a_rate_stands_where_single_counts_may_not(void **state)
{
    (void)state;
    static struct world w;
    world_init(&w, 1);
    people(&w, 0, 126);
    for (size_t i = 0; i < ITEMS; i++) {
        answer(&w, 0, i, 0, 90);
        answer(&w, 0, i, 1, 24);
        answer(&w, 0, i, 2, 2);
        answer(&w, 0, i, 3, 9);
        answer(&w, 0, i, -1, 1);
    }
    world_run(&w);
    assert_true(w.items[0][1].suppressed);
    assert_ratio(w.items[0][1].main_rate, 114, 126);
    assert_ratio(w.tallies[0].satisfied, 114, 126);
    assert_ratio(w.tallies[0].satisfied_ref, 0, 0);
    assert_int_equal(w.tallies[0].satisfied_verdict, VERDICT_MET);
    world_end(&w);
}

static void a_census_of_four_is_hidden_whole(void **state)
{
    (void)state;
    struct fixture f;
    round_create(&f, form,
                 "code,parent,name,class,households,population\n"
                 "00,,清河口县,县,,\n01,00,东乡,乡镇,,\n");
    round_unit(&f, 1, true, 10, 4, "122");
    struct tally *t = round_tally(&f);
    struct str text;
    str_init(&text, 10000);
    tally_figures(t, &text);
    for (size_t u = 0; u < 2; u++) {
        assert_true(t->unit[u].suppressed);
        assert_int_equal(t->unit[u].returned, 4);
        assert_int_equal(t->unit[u].valid, 0);
        assert_int_equal(t->unit[u].items[1].asked, 0);
    }
    assert_int_equal(t->channels[0].valid, 0);
    assert_null(strstr(text.text, "counts"));
    assert_null(strstr(text.text, "satisfied\":["));
    str_deinit(&text);
    tally_free(t);
    fixture_remove(&f);
}

/* The rate of Q1 may be shown where its counts may not (2 of 25 are partly
 * content).  The score is 100·15 + 60·2 over 25 answers: with 17 positive it
 * tells the 15 and the 2, so it goes. */
static void the_score_does_not_tell_a_hidden_table(void **state)
{
    (void)state;
    static struct world w;
    world_init(&w, 1);
    people(&w, 0, 25);
    answer(&w, 0, 0, 0, 15);
    answer(&w, 0, 0, 1, 2);
    answer(&w, 0, 0, 2, 8);
    answer(&w, 0, 1, 0, 15);
    answer(&w, 0, 1, 2, 10);
    world_run(&w);
    assert_true(w.items[0][0].suppressed);
    assert_int_equal(w.items[0][0].main_rate.num, 17);
    assert_int_equal(w.tallies[0].score_n, 0);
    assert_int_equal(w.tallies[0].score_sum, 0);
    world_end(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_rounds_give_nobody_away),
        cmocka_unit_test(a_small_unit_takes_a_neighbour_along),
        cmocka_unit_test(without_small_units_nothing_is_hidden),
        cmocka_unit_test(a_unanimous_unit_is_not_shown),
        cmocka_unit_test(a_rate_stands_where_single_counts_may_not),
        cmocka_unit_test(a_census_of_four_is_hidden_whole),
        cmocka_unit_test(the_score_does_not_tell_a_hidden_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
