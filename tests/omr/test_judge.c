/* Measures become states, states become answers: tables of both. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "engine/store/records.h"
#include "omr/judge.h"

/* A plain tick of a ballpoint, and nothing. */
#define TICK .cover = 0.12f, .ink = 0.6f, .extent = 0.7f, .outline = 1
#define NOTHING .outline = 1
#define FILL .cover = 0.92f, .solid = 1, .ink = 0.9f, .extent = 0.82f, .outline = 1

static const struct box_case {
    const char *name;
    struct box_measure m;
    enum box_state state;
    const char *reason;
} box_cases[] = {
    {"bare paper", {NOTHING}, BOX_EMPTY, ""},
    {"a tick", {TICK}, BOX_MARKED, ""},
    {"a fill", {FILL}, BOX_MARKED, "filled"},
    {"a heavy cross is no fill",
     {.cover = .75f, .solid = .81f, .ink = .9f, .extent = .82f, .outline = 1},
     BOX_MARKED, ""},
    {"dust", {.cover = .006f, .ink = .9f, .extent = .06f, .outline = 1},
     BOX_EMPTY, ""},
    {"a faint line", {.cover = .013f, .ink = .3f, .extent = .4f, .outline = 1},
     BOX_DOUBTFUL, "faint"},
    {"crumbs of a pencil line", {.specks = .02f, .outline = 1}, BOX_DOUBTFUL,
     "faint"},
    {"a short dark dot", {.cover = .025f, .ink = .6f, .extent = .2f,
                          .outline = 1}, BOX_MARKED, ""},
    {"a short pale dot", {.cover = .025f, .ink = .23f, .extent = .2f,
                          .outline = 1}, BOX_DOUBTFUL, "small"},
    {"the low elbow of a tick", {.cover = .04f, .ink = .23f, .extent = .2f,
                                 .ring = .05f, .outline = 1}, BOX_MARKED, ""},
    {"half erased", {.cover = .1f, .ink = .15f, .extent = .6f, .outline = 1},
     BOX_DOUBTFUL, "pale"},
    {"ink all round", {.ring = .3f, .outline = 1}, BOX_DOUBTFUL, "ring"},
    {"struck out", {.cover = .3f, .ink = .6f, .extent = .82f, .strike = 1,
                    .outline = 1}, BOX_DOUBTFUL, "struck"},
    {"a tail of another box", {.cover = .08f, .ink = .6f, .extent = .8f,
                               .through = 1, .outline = 1}, BOX_EMPTY,
     "through"},
    {"whose stroke is it", {.cover = .1f, .ink = .6f, .extent = .8f,
                            .through = .5f, .outline = 1}, BOX_DOUBTFUL,
     "through"},
    {"no outline there", {.cover = .2f, .ink = .8f, .extent = .8f,
                          .outline = .2f}, BOX_DOUBTFUL, "lost"},
    {"under a streak", {TICK, .masked = .5f}, BOX_DOUBTFUL, "masked"},
};

static void each_box_gets_its_state_and_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof box_cases / sizeof box_cases[0]; i++) {
        struct box_read box = {.measure = box_cases[i].m, .reason = ""};
        judge_box(&judge_usual, &box);
        if (box.state != box_cases[i].state ||
            strcmp(box.reason, box_cases[i].reason) != 0)
            fail_msg("%s: state %d, reason '%s'", box_cases[i].name,
                     (int)box.state, box.reason);
        assert_true(box.p_marked >= 0 && box.p_marked <= 1);
    }
}

static void more_ink_is_never_less_likely_a_mark(void **state)
{
    (void)state;
    float before = 0;
    for (int i = 0; i <= 100; i++) {
        struct box_read box = {.measure = {.cover = (float)i / 100,
                                           .ink = .6f, .extent = .6f,
                                           .outline = 1},
                               .reason = ""};
        judge_box(&judge_usual, &box);
        assert_true(box.p_marked >= before);
        before = box.p_marked;
    }
}

/* ---- items ---- */

enum { T = 1, F, N, D, P, G }; /* tick fill nothing dot-of-dust pale through */

static struct box_measure of(int kind)
{
    switch (kind) {
    case T: return (struct box_measure){TICK};
    case F: return (struct box_measure){FILL};
    case D: return (struct box_measure){.cover = .0105f, .ink = .9f,
                                        .extent = .1f, .outline = 1};
    case P: return (struct box_measure){.cover = .1f, .ink = .15f,
                                        .extent = .6f, .outline = 1};
    case G: return (struct box_measure){.cover = .15f, .ink = .6f,
                                        .extent = .8f, .through = 1,
                                        .outline = 1};
    default: return (struct box_measure){NOTHING};
    }
}

static const struct item_case {
    const char *name;
    enum item_kind kind;
    int max;
    bool fills;         /* a hand that marks by filling */
    int boxes[4];
    enum answer_state state;
    uint64_t choices;
    bool corrected;
} item_cases[] = {
    {"one tick", ITEM_SINGLE, 1, false, {N, T, N, N}, ANSWER_GIVEN, 2, false},
    {"nothing", ITEM_SINGLE, 1, false, {N, N, N, N}, ANSWER_BLANK, 0, false},
    {"two ticks are not guessed at", ITEM_SINGLE, 1, false, {T, N, T, N},
     ANSWER_INVALID, 5, false},
    {"a fill cancels", ITEM_SINGLE, 1, false, {F, N, T, N}, ANSWER_GIVEN, 4,
     true},
    {"two fills cancel", ITEM_SINGLE, 1, false, {F, F, T, N}, ANSWER_GIVEN, 4,
     true},
    {"a lone fill of a ticking hand", ITEM_SINGLE, 1, false, {N, F, N, N},
     ANSWER_DOUBTFUL, 2, false},
    {"a lone fill of a filling hand", ITEM_SINGLE, 1, true, {N, F, N, N},
     ANSWER_GIVEN, 2, false},
    {"fills alone", ITEM_SINGLE, 1, true, {F, F, N, N}, ANSWER_DOUBTFUL, 3,
     false},
    {"a pale mark beside a tick", ITEM_SINGLE, 1, false, {P, T, N, N},
     ANSWER_DOUBTFUL, 3, false},
    {"dust beside a tick", ITEM_SINGLE, 1, false, {D, T, N, N}, ANSWER_GIVEN,
     2, false},
    {"ink of another's tail is all there is, and much", ITEM_SINGLE, 1, false,
     {N, G, N, N}, ANSWER_GIVEN, 2, false},
    {"up to two", ITEM_MULTI, 2, false, {T, N, T, N}, ANSWER_GIVEN, 5, false},
    {"three of two", ITEM_MULTI, 2, false, {T, T, T, N}, ANSWER_INVALID, 7,
     false},
    {"three, one of them cancelled", ITEM_MULTI, 2, false, {T, F, T, N},
     ANSWER_GIVEN, 5, true},
    {"two fills by a filling hand", ITEM_MULTI, 2, true, {F, N, F, N},
     ANSWER_GIVEN, 5, false},
    {"none of several", ITEM_MULTI, 2, false, {N, N, N, N}, ANSWER_BLANK, 0,
     false},
};

static void each_item_gets_its_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof item_cases / sizeof item_cases[0]; i++) {
        const struct item_case *c = &item_cases[i];
        const struct item item = {.code = "Q1", .kind = c->kind,
                                  .max_choices = c->max};
        const struct judge_hand hand = {.usual = 0.12,
                                        .fills_are_marks = c->fills};
        struct box_read box[4];
        struct answer_read answer;
        for (size_t k = 0; k < 4; k++) {
            box[k] = (struct box_read){.item = 3, .choice = k,
                                       .measure = of(c->boxes[k]),
                                       .reason = ""};
            judge_box(&judge_usual, &box[k]);
        }
        judge_item(&judge_usual, &item, &hand, 4, box, &answer);
        if (answer.state != c->state || answer.choices != c->choices ||
            answer.corrected != c->corrected)
            fail_msg("%s: state %d, choices %llu, corrected %d", c->name,
                     (int)answer.state, (unsigned long long)answer.choices,
                     (int)answer.corrected);
        assert_int_equal(answer.item, 3);
        assert_true(answer.doubt >= 0 && answer.doubt <= 1);
        if (answer.state == ANSWER_DOUBTFUL)
            assert_true(answer.reason[0] != '\0');
    }
}

static void a_scrawl_among_ticks_is_doubted_but_a_heavy_hand_is_not(
    void **state)
{
    (void)state;
    struct box_read box[6];
    for (int heavy = 0; heavy < 2; heavy++) {
        for (size_t i = 0; i < 6; i++) {
            box[i] = (struct box_read){.measure = of(T), .reason = ""};
            if (heavy != 0 || i == 5)
                box[i].measure = (struct box_measure){
                    .cover = .7f, .solid = .8f, .ink = .9f, .extent = .82f,
                    .outline = 1};
            judge_box(&judge_usual, &box[i]);
        }
        (void)judge_hand(&judge_usual, 6, box);
        assert_int_equal(box[5].state,
                         heavy != 0 ? BOX_MARKED : BOX_DOUBTFUL);
    }
}

/* ---- judging again ---- */

enum { AGAIN = 69, AGAIN_ITEM = 3, AGAIN_PAGES = 2000 };

static float share(uint32_t *seed, float top)
{
    *seed = *seed * 1664525u + 1013904223u;
    float u = (float)(*seed >> 8) / 16777216.0f;
    return u * u * top; /* most measures of most boxes are small */
}

/* Rounded measures stay as they are when rounded again, and a page that was
 * judged before, whatever was said of it, is judged the same. */
static void a_page_judged_again_reads_the_same(void **state)
{
    (void)state;
    static struct item items[AGAIN / AGAIN_ITEM];
    static struct box_read box[AGAIN], again[AGAIN];
    static struct answer_read one[LIMIT_ITEMS], two[LIMIT_ITEMS];
    uint32_t seed = 4242;
    for (size_t i = 0; i < AGAIN / AGAIN_ITEM; i++)
        items[i] = (struct item){.kind = ITEM_SINGLE, .max_choices = 1};
    const struct questionnaire q = {.items = items,
                                    .item_count = AGAIN / AGAIN_ITEM};
    for (int page = 0; page < AGAIN_PAGES; page++) {
        for (size_t i = 0; i < AGAIN; i++) {
            box[i] = (struct box_read){
                .item = i / AGAIN_ITEM, .choice = i % AGAIN_ITEM,
                .reason = "",
                .measure = {.cover = share(&seed, 1), .solid = share(&seed, 1),
                            .ring = share(&seed, .2f), .ink = share(&seed, 1),
                            .extent = share(&seed, 1),
                            .strike = share(&seed, 1),
                            .specks = share(&seed, .02f),
                            .through = share(&seed, 1),
                            .noise = share(&seed, .4f),
                            .outline = 1 - share(&seed, .7f),
                            .masked = share(&seed, .5f)}};
            store_measure_round(&box[i].measure);
            again[i] = box[i];
            store_measure_round(&again[i].measure);
            assert_memory_equal(&again[i].measure, &box[i].measure,
                                sizeof box[i].measure);
            again[i].state = BOX_CANCELLED;
            again[i].p_marked = .5f;
            again[i].reason = "filled";
        }
        size_t n = judge_page(&judge_usual, &q, AGAIN, box, one);
        assert_int_equal(judge_page(&judge_usual, &q, AGAIN, again, two), n);
        for (size_t i = 0; i < AGAIN; i++) {
            assert_true(store_box_same(&box[i], &again[i]));
            assert_true(box[i].p_marked >= again[i].p_marked &&
                        box[i].p_marked <= again[i].p_marked);
        }
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(one[i].state, two[i].state);
            assert_int_equal(one[i].choices, two[i].choices);
            assert_string_equal(one[i].reason, two[i].reason);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_box_gets_its_state_and_reason),
        cmocka_unit_test(more_ink_is_never_less_likely_a_mark),
        cmocka_unit_test(each_item_gets_its_answer),
        cmocka_unit_test(
            a_scrawl_among_ticks_is_doubted_but_a_heavy_hand_is_not),
        cmocka_unit_test(a_page_judged_again_reads_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
