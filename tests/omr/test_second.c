/* tests/omr/test_second.c - the second reader: its trees are sound, it knows a
 * tick from bare paper, and what it may and may not decide. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "omr/judge.h"
#include "omr/second.h"

enum { ITEMS = 12, CHOICES = 4, BOXES = ITEMS * CHOICES, LAST = ITEMS - 1 };

/* ---- the table ---- */

struct node {
    float value;
    uint8_t feature, skip;
};
#define SECOND_LEAF 255
static const struct node nodes[] = {
#define L(value) {value, SECOND_LEAF, 0}
#include "omr/second_trees.inc"
#undef L
};

/* Every way through a tree ends at a leaf of it. */
static void walk(const struct node *tree, int at, int *leaves)
{
    assert_in_range(at, 0, SECOND_TREES_SIZE - 1);
    const struct node *n = &tree[at];
    if (n->feature == SECOND_LEAF) {
        assert_true(n->value > -20 && n->value < 20);
        (*leaves)++;
        return;
    }
    assert_in_range(n->feature, 0, SECOND_FEATURE_COUNT - 1);
    assert_true(n->skip > 1);
    walk(tree, at + 1, leaves);
    walk(tree, at + n->skip, leaves);
}

static void the_trees_are_sound(void **state)
{
    (void)state;
    assert_int_equal(sizeof nodes / sizeof nodes[0],
                     SECOND_TREES_COUNT * SECOND_TREES_SIZE);
    int most = 0;
    for (int i = 0; i < SECOND_TREES_COUNT; i++) {
        int leaves = 0;
        walk(&nodes[i * SECOND_TREES_SIZE], 0, &leaves);
        most = leaves > most ? leaves : most;
    }
    assert_int_equal(2 * most - 1, SECOND_TREES_SIZE);
}

/* ---- a page ---- */

#define PLAIN                                                                  \
    .cover = .12f, .ink = .6f, .extent = .7f, .strike = .35f, .solid = .0625f, \
    .outline = 1
#define BARE .outline = 1

static struct item items[ITEMS];
static const struct questionnaire form = {.items = items, .item_count = ITEMS};
static struct box_read box[BOXES];
static struct answer_read answers[LIMIT_ITEMS];

/* Every question has a tick; the last one has `last`. */
static void draw(const struct box_measure last[CHOICES])
{
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = (struct item){.kind = ITEM_SINGLE, .max_choices = 1};
    for (size_t i = 0; i < BOXES; i++) {
        struct box_measure plain = {PLAIN};
        struct box_measure bare = {BARE};
        box[i] = (struct box_read){.item = i / CHOICES, .choice = i % CHOICES,
                                   .reason = ""};
        box[i].measure = box[i].item == LAST       ? last[box[i].choice]
                         : i % CHOICES == i / CHOICES % CHOICES ? plain
                                                                : bare;
    }
}

static struct answer_read *judge(const struct judge_params *params)
{
    assert_int_equal(judge_page(params, &form, BOXES, box, answers), ITEMS);
    return &answers[LAST];
}

static const struct box_measure TICK[CHOICES] = {
    {BARE}, {PLAIN}, {BARE}, {BARE}};
static const struct box_measure DUST[CHOICES] = {
    {PLAIN},
    {BARE},
    {.cover = .013f, .ink = .5f, .extent = .075f, .outline = 1},
    {BARE}};
static const struct box_measure TWO[CHOICES] = {
    {PLAIN}, {BARE}, {BARE},
    {.cover = .5f, .ink = .8f, .extent = .8f, .strike = .9f, .solid = .6f,
     .ring = .03f, .outline = 1, .arms = 3}};
static const struct box_measure BESIDE[CHOICES] = {
    {BARE}, {.ring = .04f, .outline = 1, .arms = 1}, {BARE}, {BARE}};

static void it_knows_a_tick_from_paper(void **state)
{
    (void)state;
    static float look[BOXES][SECOND_FEATURE_COUNT];
    draw(TICK);
    second_look(&form, BOXES, box, look);
    for (size_t i = 0; i < BOXES; i++) {
        bool tick = (double)box[i].measure.cover > 0.1;
        float p = second_chance(look[i]);
        assert_true(tick ? p > 0.99f : p < 0.002f);
    }
    assert_true(look[0][SECOND_marks] == ITEMS);
    assert_true(look[1][SECOND_other_ink] > 0.11f);
    assert_true(look[1][SECOND_rank] == 1);
    assert_true(look[0][SECOND_rank] == 0);
}

static void nothing_changes_where_both_agree(void **state)
{
    (void)state;
    draw(TICK);
    const struct answer_read *a = judge(&judge_usual);
    assert_int_equal(a->state, ANSWER_GIVEN);
    assert_int_equal(a->choices, 2);
    assert_true(a->doubt < 0.02f);
    for (size_t i = 0; i < BOXES; i++)
        assert_string_equal(box[i].reason, "");
}

static void where_it_differs_a_person_decides(void **state)
{
    (void)state;
    struct judge_params strict = judge_usual;
    strict.second_differs = 0; /* the least chance is too much */
    draw(TICK);
    const struct answer_read *a = judge(&strict);
    assert_int_equal(a->state, ANSWER_DOUBTFUL);
    assert_string_equal(a->reason, "second");
    assert_int_equal(a->choices & 2, 2);
    assert_true(a->doubt >= (float)strict.doubt_least);
    strict.second = 0;
    draw(TICK);
    assert_int_equal(judge(&strict)->state, ANSWER_GIVEN);
}

/* The rules doubt a speck beside a tick when they are told to doubt all. */
static void it_settles_what_only_the_rules_doubt(void **state)
{
    (void)state;
    struct judge_params p = judge_usual;
    p.speck_hand = 2;
    p.dust_cover = 0;
    p.second = 0;
    draw(DUST);
    assert_int_equal(judge(&p)->state, ANSWER_DOUBTFUL);
    p.second = 1;
    p.second_sure = 0.5; /* however little sure it is */
    draw(DUST);
    const struct answer_read *a = judge(&p);
    assert_int_equal(a->state, ANSWER_GIVEN);
    assert_int_equal(a->choices, 1);
    assert_string_equal(box[LAST * CHOICES + 2].reason, "agreed");
    p.second_sure = 0;
    draw(DUST);
    assert_int_equal(judge(&p)->state, ANSWER_DOUBTFUL);
}

static void what_it_may_not_decide(void **state)
{
    (void)state;
    struct judge_params p = judge_usual;
    p.second_sure = 0.5;
    /* ink beside a box of a question without a mark is never blank */
    draw(BESIDE);
    assert_int_not_equal(judge(&p)->state, ANSWER_BLANK);
    /* nor are two marks ever one too many by its word */
    draw(TWO);
    const struct answer_read *a = judge(&p);
    assert_true(a->state != ANSWER_INVALID);
}

/* However sure it is: what a person could hardly see is no choice, and a mark
 * that goes on outside its box is not taken for nothing. */
static void what_only_a_person_may_decide(void **state)
{
    static const struct box_measure pale[CHOICES] = {
        {BARE},
        {.cover = .022f, .ink = .15f, .extent = .43f, .outline = 1},
        {BARE},
        {BARE}};
    static const struct box_measure elbow[CHOICES] = {
        {BARE},
        {PLAIN},
        {.cover = .019f, .ink = .36f, .extent = .125f, .ring = .027f,
         .arms = 1, .outline = 1},
        {BARE}};
    (void)state;
    struct judge_params p = judge_usual;
    p.second_sure = 0.5;
    draw(pale);
    assert_int_equal(judge(&p)->state, ANSWER_DOUBTFUL);
    p.second_faint = 0; /* nothing else keeps it from being settled */
    draw(pale);
    assert_int_not_equal(judge(&p)->state, ANSWER_DOUBTFUL);
    draw(elbow);
    assert_int_equal(judge(&p)->state, ANSWER_DOUBTFUL);
    p.miss_near = 9;
    draw(elbow);
    assert_int_not_equal(judge(&p)->state, ANSWER_DOUBTFUL);
}

/* A line across a box is a mark on a page of marks alone, but where ink of
 * something else is about it may be that. */
static void a_seal_is_no_mark(void **state)
{
    static const struct box_measure line[CHOICES] = {
        {BARE},
        {.cover = .2f, .ink = .6f, .extent = .9f, .strike = 1, .solid = .1f,
         .outline = 1},
        {BARE},
        {BARE}};
    (void)state;
    struct judge_params p = judge_usual;
    p.second_sure = 0.5;
    p.level_times = 0; /* the rules alone do not settle it */
    draw(line);
    assert_int_equal(judge(&p)->state, ANSWER_GIVEN);
    draw(line);
    box[3].measure.ring = .05f; /* beside an empty box far from it */
    assert_int_equal(judge(&p)->state, ANSWER_DOUBTFUL);
    p.second_strange = judge_before.second_strange;
    draw(line);
    box[3].measure.ring = .05f;
    assert_int_equal(judge(&p)->state, ANSWER_GIVEN);
}

/* The tail of the last question's mark ran through the box above, and all of
 * it was taken for that box's. */
static void a_mark_taken_for_the_next_question_s(void **state)
{
    static const struct box_measure none[CHOICES] = {
        {BARE}, {BARE}, {BARE}, {BARE}};
    (void)state;
    for (int runs = 0; runs < 2; runs++) {
        draw(none);
        struct box_read *above = &box[(LAST - 1) * CHOICES];
        above[0].measure = (struct box_measure){PLAIN};
        above[1].measure =
            (struct box_measure){PLAIN, .exits = runs ? 1 : 0, .arms = 2};
        for (size_t i = 2; i < CHOICES; i++)
            above[i].measure = (struct box_measure){BARE};
        const struct answer_read *a = judge(&judge_usual);
        assert_int_not_equal(answers[LAST - 1].state, ANSWER_GIVEN);
        assert_int_equal(a->state, runs ? ANSWER_DOUBTFUL : ANSWER_BLANK);
        if (runs)
            assert_string_equal(a->reason, "through");
    }
}

static void rounds_of_before_do_not_know_it(void **state)
{
    (void)state;
    assert_true(judge_before.second < 0.5);
    struct judge_params p = judge_before;
    p.second_differs = 0;
    draw(TICK);
    assert_int_equal(judge(&p)->state, ANSWER_GIVEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_trees_are_sound),
        cmocka_unit_test(it_knows_a_tick_from_paper),
        cmocka_unit_test(nothing_changes_where_both_agree),
        cmocka_unit_test(where_it_differs_a_person_decides),
        cmocka_unit_test(it_settles_what_only_the_rules_doubt),
        cmocka_unit_test(what_it_may_not_decide),
        cmocka_unit_test(a_seal_is_no_mark),
        cmocka_unit_test(what_only_a_person_may_decide),
        cmocka_unit_test(a_mark_taken_for_the_next_question_s),
        cmocka_unit_test(rounds_of_before_do_not_know_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
