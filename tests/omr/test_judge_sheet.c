/* What a whole page tells about one of its questions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "omr/judge.h"

enum { ITEMS = 9, CHOICES = 4, BOXES = ITEMS * CHOICES, LAST = ITEMS - 1 };

/* The hands of the page's other questions, each with one mark. */
#define TICKS .cover = 0.12f, .ink = 0.6f, .extent = 0.7f, .outline = 1
#define FELTS .cover = 0.45f, .ink = 0.8f, .extent = 0.8f, .solid = 0.5f,      \
              .outline = 1
#define FILLS .cover = 1, .ink = 0.9f, .extent = 0.8f, .solid = 1, .outline = 1
#define EATEN .cover = 0.03f, .ink = 0.45f, .extent = 0.3f, .outline = 1
#define NONE .outline = 1

static const struct sheet_case {
    const char *name;
    struct box_measure hand; /* of every other question */
    struct box_measure last[CHOICES];
    double outline;          /* of the page's empty boxes; 0 = whole */
    bool multi;
    enum answer_state state;
    uint64_t choices;
    const char *reason;
} cases[] = {
    {"a blank question of a plain hand", {TICKS},
     {{NONE}, {NONE}, {NONE}, {NONE}}, 0, false, ANSWER_BLANK, 0, ""},
    {"where the threshold ate marks, none is not blank", {EATEN},
     {{NONE}, {NONE}, {NONE}, {NONE}}, 0, false, ANSWER_DOUBTFUL, 0, "faint"},
    {"there crumbs are a mark", {EATEN},
     {{NONE}, {.specks = .004f, .outline = 1}, {NONE}, {NONE}}, 0, false,
     ANSWER_GIVEN, 2, ""},
    {"elsewhere they are asked about", {TICKS},
     {{NONE}, {.specks = .0095f, .outline = 1}, {NONE}, {NONE}}, 0, false,
     ANSWER_DOUBTFUL, 2, "faint"},
    {"but for a grain of dust", {TICKS},
     {{NONE}, {.specks = .0080f, .outline = 1}, {NONE}, {NONE}}, 0, false,
     ANSWER_BLANK, 0, ""},
    {"a point of dust", {TICKS},
     {{NONE}, {.cover = .011f, .ink = .6f, .extent = .08f, .outline = 1},
      {NONE}, {NONE}}, 0, false, ANSWER_BLANK, 0, ""},
    {"a short dot is a mark", {TICKS},
     {{NONE}, {.cover = .015f, .ink = .6f, .extent = .15f, .outline = 1},
      {NONE}, {NONE}}, 0, false, ANSWER_GIVEN, 2, ""},
    {"a lost outline on a whole page", {TICKS},
     {{TICKS}, {.outline = .3f}, {NONE}, {NONE}}, 0, false, ANSWER_DOUBTFUL, 3,
     "several"},
    {"a lost outline where many are thin", {TICKS},
     {{TICKS}, {.outline = .3f}, {NONE}, {NONE}}, .7, false, ANSWER_GIVEN, 1,
     ""},
    {"two marks", {TICKS}, {{TICKS}, {NONE}, {TICKS}, {NONE}}, 0, false,
     ANSWER_INVALID, 5, "several"},
    {"two marks, one of them a stroke from elsewhere", {TICKS},
     {{TICKS}, {NONE}, {TICKS, .exits = 1}, {NONE}}, 0, false, ANSWER_DOUBTFUL,
     5, "several"},
    {"a level stroke alone", {TICKS},
     {{NONE}, {TICKS, .strike = 1}, {NONE}, {NONE}}, 0, false, ANSWER_GIVEN, 2,
     ""},
    {"a heavy mark struck out, alone", {TICKS},
     {{NONE}, {.cover = .25f, .ink = .6f, .extent = .8f, .strike = 1,
               .outline = 1}, {NONE}, {NONE}}, 0, false, ANSWER_DOUBTFUL, 2,
     "struck"},
    {"the same beside a plain one was taken back", {TICKS},
     {{TICKS}, {.cover = .25f, .ink = .6f, .extent = .8f, .strike = 1,
                .outline = 1}, {NONE}, {NONE}}, 0, false, ANSWER_GIVEN, 1, ""},
    {"a tick crossed out", {TICKS},
     {{NONE}, {.cover = .25f, .ink = .6f, .extent = .8f, .arms = 4,
               .outline = 1}, {NONE}, {NONE}}, 0, false, ANSWER_DOUBTFUL, 2,
     "struck"},
    {"a felt pen's level tick", {FELTS},
     {{NONE}, {FELTS, .strike = 1}, {NONE}, {NONE}}, 0, false, ANSWER_GIVEN, 2,
     ""},
    {"a fill beside a felt pen's tick cancels", {FELTS},
     {{FELTS}, {FILLS}, {NONE}, {NONE}}, 0, false, ANSWER_GIVEN, 1, ""},
    {"a fill beside a stain's edge", {TICKS},
     {{FILLS}, {TICKS, .exits = 2}, {NONE}, {NONE}}, 0, false, ANSWER_DOUBTFUL,
     3, "filled"},
    {"two fills of a hand that fills", {FILLS},
     {{FILLS}, {NONE}, {FILLS}, {NONE}}, 0, false, ANSWER_INVALID, 5,
     "several"},
    {"a fill and a slip of a hand that fills", {FILLS},
     {{FILLS}, {TICKS}, {NONE}, {NONE}}, 0, false, ANSWER_DOUBTFUL, 3,
     "filled"},
    {"under a streak, but nothing else is inked", {TICKS},
     {{TICKS, .masked = .4f}, {.masked = .4f, .outline = 1}, {NONE}, {NONE}}, 0,
     false, ANSWER_GIVEN, 1, ""},
    {"a streak may hide the mark of a blank question", {TICKS},
     {{.masked = .3f, .outline = 1}, {NONE}, {NONE}, {NONE}}, 0, false,
     ANSWER_DOUBTFUL, 0, "masked"},
    {"one of two missed its box", {TICKS},
     {{TICKS}, {.ring = .02f, .arms = 1, .outline = 1}, {NONE}, {NONE}}, 0,
     true, ANSWER_DOUBTFUL, 3, "ring"},
    {"where only one may be chosen it is stray", {TICKS},
     {{TICKS}, {.ring = .02f, .arms = 1, .outline = 1}, {NONE}, {NONE}}, 0,
     false, ANSWER_GIVEN, 1, ""},
    {"ticks that run into each other", {TICKS},
     {{TICKS, .through = .5f}, {TICKS, .through = .5f}, {NONE}, {NONE}}, 0,
     true, ANSWER_GIVEN, 3, ""},
    {"two circles where two may be chosen", {TICKS},
     {{.ring = .3f, .outline = 1}, {.ring = .3f, .outline = 1}, {NONE}, {NONE}},
     0, true, ANSWER_GIVEN, 3, ""},
    {"a weak mark in the middle of dirt", {TICKS},
     {{.ring = .05f, .outline = 1},
      {.cover = .05f, .ink = .6f, .extent = .5f, .ring = .05f, .outline = 1},
      {.ring = .05f, .outline = 1}, {NONE}}, 0, false, ANSWER_DOUBTFUL, 2,
     "dirty"},
};

/* The rules alone: the second reader has tests of its own. */
static struct judge_params rules(void)
{
    struct judge_params p = judge_usual;
    p.second = 0;
    return p;
}

static struct box_read box[BOXES];
static struct answer_read answers[LIMIT_ITEMS];

static void judge_case(const struct sheet_case *c,
                       const struct judge_params *params)
{
    static struct item items[ITEMS];
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = (struct item){.kind = ITEM_SINGLE, .max_choices = 1};
    if (c->multi)
        items[LAST] = (struct item){.kind = ITEM_MULTI, .max_choices = 2};
    const struct questionnaire q = {.items = items, .item_count = ITEMS};
    for (size_t i = 0; i < BOXES; i++) {
        struct box_measure none = {NONE};
        box[i] = (struct box_read){.item = i / CHOICES, .choice = i % CHOICES,
                                   .reason = "", .measure = none};
        if (c->outline > 0)
            box[i].measure.outline = (float)c->outline;
        if (box[i].choice == box[i].item % CHOICES)
            box[i].measure = c->hand;
        if (box[i].item == LAST)
            box[i].measure = c->last[box[i].choice];
    }
    assert_int_equal(judge_page(params, &q, BOXES, box, answers), ITEMS);
}

static void the_page_settles_the_question(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct sheet_case *c = &cases[i];
        const struct judge_params alone = rules();
        judge_case(c, &alone);
        const struct answer_read *a = &answers[LAST];
        if (a->state != c->state || a->choices != c->choices ||
            strcmp(a->reason, c->reason) != 0)
            fail_msg("%s: state %d, choices %llu, reason '%s'", c->name,
                     (int)a->state, (unsigned long long)a->choices, a->reason);
        for (size_t k = 0; k < LAST; k++)
            if (answers[k].state != ANSWER_GIVEN)
                fail_msg("%s: question %zu has state %d", c->name, k,
                         (int)answers[k].state);
    }
}

/* Rounds judged before these rules came are judged without them. */
static void rounds_of_before_are_judged_as_before(void **state)
{
    (void)state;
    size_t differ = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct judge_params alone = rules();
        judge_case(&cases[i], &alone);
        struct answer_read now = answers[LAST];
        judge_case(&cases[i], &judge_before);
        differ += now.state != answers[LAST].state ||
                  now.choices != answers[LAST].choices;
        for (size_t k = 0; k < BOXES; k++)
            assert_string_not_equal(box[k].reason, "dust");
    }
    assert_true(differ >= 12);
    judge_case(&cases[1], &judge_before);
    assert_int_equal(answers[LAST].state, ANSWER_BLANK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_settles_the_question),
        cmocka_unit_test(rounds_of_before_are_judged_as_before),
    };
    return cmocka_run_group_tests_name("judge_sheet", tests, NULL, NULL);
}
