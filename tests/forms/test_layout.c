/* tests/forms/test_layout.c - where everything stands, for every preset. */
#include "tests/forms/forms_util.h"

#include "engine/base/limits.h"

#define NEAR 1e-9

static void for_all(void (*check)(const struct questionnaire *,
                                  const struct layout *))
{
    for (size_t i = 0; i < PRESET_COUNT; i++) {
        struct questionnaire *q = preset(PRESETS[i]);
        for (int open = 0; open < 2; open++) {
            struct layout *layout = built(q, open != 0);
            check(q, layout);
            layout_free(layout);
        }
        questionnaire_free(q);
    }
}

/* ---- boxes ---- */

static void check_boxes_apart(const struct questionnaire *q,
                              const struct layout *layout)
{
    (void)q;
    for (size_t p = 0; p < layout->page_count; p++) {
        const struct layout_page *page = &layout->pages[p];
        for (size_t i = 0; i < page->box_count; i++)
            for (size_t k = 0; k < i; k++) {
                struct rect_mm a = page->boxes[i].at, b = page->boxes[k].at;
                double dx = fabs(a.x - b.x), dy = fabs(a.y - b.y);
                assert_true(dx >= 9 - NEAR || dy >= 9 - NEAR);
            }
    }
}

static void boxes_are_nine_mm_apart(void **state)
{
    (void)state;
    for_all(check_boxes_apart);
}

static void check_sizes(const struct questionnaire *q,
                        const struct layout *layout)
{
    (void)q;
    assert_true(fabs(layout->outline_mm - (layout->open ? .35 : .2)) < NEAR);
    for (size_t p = 0; p < layout->page_count; p++) {
        const struct layout_page *page = &layout->pages[p];
        assert_true(page->width == 210 && page->height == 297);
        for (size_t i = 0; i < page->box_count; i++)
            assert_true(page->boxes[i].at.w == 5 && page->boxes[i].at.h == 5);
        for (size_t i = 0; i < page->area_count; i++)
            assert_true(page->areas[i].at.h >= 25 - NEAR &&
                        page->areas[i].at.w >= 100);
    }
}

static void boxes_are_five_mm_and_areas_tall_enough(void **state)
{
    (void)state;
    for_all(check_sizes);
}

static void check_complete(const struct questionnaire *q,
                           const struct layout *layout)
{
    size_t seen = 0, wanted = 0, areas = 0, texts = 0;
    for (size_t i = 0; i < q->item_count; i++) {
        wanted += q->items[i].scale != NULL
                      ? q->items[i].scale->choice_count
                      : 0;
        texts += q->items[i].kind == ITEM_TEXT;
    }
    bool *have = calloc(q->item_count * LIMIT_CHOICES, 1);
    for (size_t p = 0; p < layout->page_count; p++) {
        const struct layout_page *page = &layout->pages[p];
        areas += page->area_count;
        for (size_t i = 0; i < page->box_count; i++, seen++) {
            const struct layout_box *b = &page->boxes[i];
            const struct item *item = &q->items[b->item];
            assert_string_equal(b->question, item->code);
            assert_string_equal(b->choice_code,
                                item->scale->choices[b->choice].code);
            assert_false(have[b->item * LIMIT_CHOICES + b->choice]);
            have[b->item * LIMIT_CHOICES + b->choice] = true;
            if (i > 0) { /* page order */
                const struct layout_box *a = &page->boxes[i - 1];
                assert_true(a->item < b->item || (a->item == b->item &&
                                                  a->choice < b->choice));
            }
        }
    }
    free(have);
    assert_int_equal(seen, wanted);
    assert_int_equal(areas, texts);
}

static void every_choice_of_every_question_has_one_box(void **state)
{
    (void)state;
    for_all(check_complete);
}

/* All boxes of a question stand on one side. */
static void check_unsplit(const struct questionnaire *q,
                          const struct layout *layout)
{
    for (size_t item = 0; item < q->item_count; item++) {
        size_t sides = 0;
        for (size_t p = 0; p < layout->page_count; p++) {
            bool here = false;
            for (size_t i = 0; i < layout->pages[p].box_count; i++)
                here = here || layout->pages[p].boxes[i].item == item;
            sides += here;
        }
        assert_true(sides <= 1);
    }
}

static void no_question_is_split_over_sides(void **state)
{
    (void)state;
    for_all(check_unsplit);
}

/* The scale runs the same way everywhere: first choice left. */
static void check_direction(const struct questionnaire *q,
                            const struct layout *layout)
{
    (void)q;
    for (size_t p = 0; p < layout->page_count; p++)
        for (size_t i = 1; i < layout->pages[p].box_count; i++) {
            const struct layout_box *a = &layout->pages[p].boxes[i - 1];
            const struct layout_box *b = &layout->pages[p].boxes[i];
            if (a->item == b->item)
                assert_true(b->at.x > a->at.x ||
                            b->at.y >= a->at.y + 9 - NEAR);
        }
}

static void scales_run_from_left_to_right(void **state)
{
    (void)state;
    for_all(check_direction);
}

/* Bare paper ends at the next box of the row at the latest, and there is
 * some on both sides of every box. */
static void check_bare(const struct questionnaire *q,
                       const struct layout *layout)
{
    (void)q;
    for (size_t p = 0; p < layout->page_count; p++) {
        const struct layout_page *page = &layout->pages[p];
        for (size_t i = 0; i < page->box_count; i++) {
            const struct layout_box *a = &page->boxes[i];
            assert_true(a->bare_left >= 1.5 && a->bare_right >= 1.5);
            assert_true(a->bare_left <= LAYOUT_BARE_MAX &&
                        a->bare_right <= LAYOUT_BARE_MAX);
            for (size_t k = 0; k < page->box_count; k++) {
                const struct layout_box *b = &page->boxes[k];
                if (fabs(a->at.y - b->at.y) > 1 || b->at.x <= a->at.x)
                    continue;
                double gap = b->at.x - a->at.x - a->at.w;
                assert_true(a->bare_right <= gap && b->bare_left <= gap);
            }
        }
    }
}

static void bare_paper_ends_at_the_next_box(void **state)
{
    (void)state;
    for_all(check_bare);
}

/* ---- the frame ---- */

static const double CORNERS[4][2] = {
    {14, 14}, {196, 14}, {14, 283}, {196, 283}};

static void check_frame(const struct questionnaire *q,
                        const struct layout *layout)
{
    (void)q;
    for (size_t p = 0; p < layout->page_count; p++) {
        const struct layout_page *page = &layout->pages[p];
        assert_int_equal(page->fiducial_count, 14);
        for (size_t i = 0; i < 14; i++) {
            const struct fiducial *f = &page->fiducials[i];
            double x = f->at.x + f->at.w / 2, y = f->at.y + f->at.h / 2;
            if (i < 4) {
                assert_int_equal(f->kind, i == 0 ? FIDUCIAL_RING
                                                 : FIDUCIAL_SQUARE);
                assert_true(fabs(x - CORNERS[i][0]) < NEAR);
                assert_true(fabs(y - CORNERS[i][1]) < NEAR);
                assert_true(fabs(f->at.w - 5) < NEAR);
            } else {
                double k = (double)((i - 4) % 5 + 1);
                assert_int_equal(f->kind, FIDUCIAL_EDGE);
                assert_true(fabs(x - (i < 9 ? 14 : 196)) < NEAR);
                assert_true(fabs(y - (14 + k * 269 / 6)) < .001);
                assert_true(fabs(f->at.w - 2.5) < NEAR);
            }
        }
        assert_int_equal(page->code_count, 2);
        assert_int_equal(page->patch_count, 2);
        for (size_t i = 0; i < 2; i++)
            assert_true(fabs(page->codes[i].at.w - 17.5) < NEAR);
        /* diagonally opposite: each is the other turned by 180 degrees */
        assert_true(fabs(page->codes[0].at.x + page->codes[1].at.x + 17.5 -
                         210) < NEAR);
        assert_true(fabs(page->codes[0].at.y + page->codes[1].at.y + 17.5 -
                         297) < NEAR);
    }
}

static void the_frame_is_fixed(void **state)
{
    (void)state;
    for_all(check_frame);
}

enum { THINGS_MAX = 300 };

struct thing {
    struct rect_mm at;
    double clear; /* bare paper it needs */
};

static size_t all_things(const struct layout_page *page, struct thing out[])
{
    size_t n = 0;
    for (size_t i = 0; i < page->fiducial_count; i++)
        out[n++] = (struct thing){page->fiducials[i].at, 3};
    for (size_t i = 0; i < page->code_count; i++)
        out[n++] = (struct thing){page->codes[i].at, 2.8};
    for (size_t i = 0; i < page->patch_count; i++)
        out[n++] = (struct thing){page->patches[i].at, 2};
    for (size_t i = 0; i < page->box_count; i++)
        out[n++] = (struct thing){page->boxes[i].at, 2};
    for (size_t i = 0; i < page->area_count; i++)
        out[n++] = (struct thing){page->areas[i].at, 0};
    assert_true(n < THINGS_MAX);
    return n;
}

static void check_clear(const struct questionnaire *q,
                        const struct layout *layout)
{
    (void)q;
    for (size_t p = 0; p < layout->page_count; p++) {
        struct thing t[THINGS_MAX];
        size_t n = all_things(&layout->pages[p], t);
        for (size_t i = 0; i < n; i++) {
            assert_true(t[i].at.x >= 10 && t[i].at.y >= 10);
            assert_true(t[i].at.x + t[i].at.w <= 200);
            assert_true(t[i].at.y + t[i].at.h <= 287);
            for (size_t k = 0; k < i; k++)
                assert_true(apart(t[i].at, t[k].at) >=
                            fmax(t[i].clear, t[k].clear) - NEAR);
        }
        for (size_t c = 0; c < layout->pages[p].code_count; c++)
            for (size_t i = 0; i < layout->pages[p].fiducial_count; i++)
                assert_true(apart(layout->pages[p].codes[c].at,
                                  layout->pages[p].fiducials[i].at) >=
                            6 - NEAR);
    }
}

static void nothing_read_by_machine_touches_another_or_the_edge(void **state)
{
    (void)state;
    for_all(check_clear);
}

/* Ink that shines through must not fall into a box of the other side: flipped
 * on the long edge, x becomes 210 - x. */
static void check_show_through(const struct questionnaire *q,
                               const struct layout *layout)
{
    (void)q;
    if (layout->page_count < 2)
        return;
    const struct layout_page *a = &layout->pages[0], *b = &layout->pages[1];
    size_t hit = 0;
    for (size_t i = 0; i < a->box_count; i++)
        for (size_t k = 0; k < b->box_count; k++) {
            struct rect_mm m = b->boxes[k].at;
            m.x = 210 - m.x - m.w;
            hit += apart(a->boxes[i].at, m) <= 0;
        }
    assert_true(hit * 10 <= a->box_count); /* a tenth at most */
}

static void boxes_of_two_sides_rarely_coincide(void **state)
{
    (void)state;
    for_all(check_show_through);
}

static void presets_fit_one_sheet(void **state)
{
    (void)state;
    static const size_t SIDES[] = {2, 2, 1};
    for (size_t i = 0; i < PRESET_COUNT; i++) {
        struct questionnaire *q = preset(PRESETS[i]);
        struct layout *layout = built(q, false);
        assert_int_equal(layout->page_count, SIDES[i]);
        layout_free(layout);
        questionnaire_free(q);
    }
}

/* ---- JSON ---- */

static void to_json(const struct layout *layout, struct str *out)
{
    str_init(out, LIMIT_JSON_BYTES);
    layout_to_json(layout, out);
    assert_true(str_ok(out));
}

static void assert_same_boxes(const struct layout_page *a,
                              const struct layout_page *b)
{
    for (size_t i = 0; i < a->box_count; i++) {
        assert_memory_equal(&a->boxes[i].at, &b->boxes[i].at,
                            sizeof a->boxes[i].at);
        assert_int_equal(a->boxes[i].item, b->boxes[i].item);
        assert_int_equal(a->boxes[i].choice, b->boxes[i].choice);
        assert_string_equal(a->boxes[i].question, b->boxes[i].question);
    }
    for (size_t i = 0; i < a->area_count; i++)
        assert_int_equal(a->areas[i].item, b->areas[i].item);
    for (size_t i = 0; i < a->fiducial_count; i++) {
        assert_int_equal(a->fiducials[i].kind, b->fiducials[i].kind);
        assert_memory_equal(&a->fiducials[i].at, &b->fiducials[i].at,
                            sizeof a->fiducials[i].at);
    }
    for (size_t i = 0; i < a->patch_count; i++)
        assert_int_equal(a->patches[i].kind, b->patches[i].kind);
}

static void check_round_trip(const struct questionnaire *q,
                             const struct layout *layout)
{
    struct str first, second;
    struct layout *back = NULL;
    to_json(layout, &first);
    assert_int_equal(layout_parse(first.text, first.n, "t", q, &back, NULL),
                     ERR_OK);
    to_json(back, &second);
    assert_string_equal(first.text, second.text);
    assert_int_equal(back->page_count, layout->page_count);
    assert_int_equal(back->open, layout->open);
    for (size_t p = 0; p < layout->page_count; p++) {
        assert_int_equal(back->pages[p].box_count,
                         layout->pages[p].box_count);
        assert_int_equal(back->pages[p].area_count,
                         layout->pages[p].area_count);
        assert_same_boxes(&layout->pages[p], &back->pages[p]);
    }
    layout_free(back);
    str_deinit(&first);
    str_deinit(&second);
}

static void json_reads_back_to_the_same_numbers(void **state)
{
    (void)state;
    for_all(check_round_trip);
}

static void two_builds_are_the_same(void **state)
{
    (void)state;
    struct questionnaire *q = preset("NM");
    struct layout *a = built(q, false), *b = built(q, false);
    struct str x, y;
    to_json(a, &x);
    to_json(b, &y);
    assert_string_equal(x.text, y.text);
    str_deinit(&x);
    str_deinit(&y);
    layout_free(a);
    layout_free(b);
    questionnaire_free(q);
}

static void a_layout_by_hand_may_be_short(void **state)
{
    (void)state;
    const char *json =
        "{\"form\":\"HAND\",\"pages\":[{\"width\":210,\"height\":297,"
        "\"fiducials\":[{\"x\":10,\"y\":10,\"w\":5,\"h\":5}],"
        "\"boxes\":[{\"question\":\"A\",\"choice\":\"1\",\"x\":50,\"y\":60.5,"
        "\"w\":4,\"h\":4,\"note\":\"extra keys are fine\"}]}]}";
    struct layout *layout = NULL;
    struct err err = ERR_INIT;
    assert_int_equal(layout_parse(json, strlen(json), "hand.json", NULL,
                                  &layout, &err), ERR_OK);
    assert_int_equal(layout->page_count, 1);
    assert_int_equal(layout->pages[0].fiducials[0].kind, FIDUCIAL_SQUARE);
    assert_true(layout->pages[0].boxes[0].at.y == 60.5);
    assert_int_equal(layout->pages[0].boxes[0].item, 0);
    assert_false(layout->open);
    layout_free(layout);
}

static void bad_json_is_refused_with_its_place(void **state)
{
    (void)state;
#define PAGE(parts) \
    "{\"form\":\"NM\",\"pages\":[{\"width\":210,\"height\":297," parts "}]}"
    static const struct {
        const char *json, *reason;
    } rows[] = {
        {"", ""},
        {"[]", "'form'"},
        {"{\"form\":\"NM\",\"revision\":99,\"pages\":[{}]}", "'revision'"},
        {"{\"form\":\"NM\"}", "'pages'"},
        {"{\"form\":\"NM\",\"pages\":[]}", "'pages'"},
        {"{\"form\":\"NM\",\"pages\":[1,2,3,4,5,6,7,8,9]}", "'pages'"},
        {"{\"form\":\"NM\",\"pages\":[{\"width\":-1,\"height\":9}]}",
         "width and height"},
        {"{\"form\":\"NM\",\"pages\":[{\"width\":1e9,\"height\":9}]}",
         "width and height"},
        {PAGE("\"boxes\":{}"), "expected a list"},
        {PAGE("\"boxes\":[{\"question\":\"Q1\"}]"), "x, y, w and h"},
        {PAGE("\"boxes\":[{\"question\":\"Q1\",\"choice\":\"1\",\"x\":1,"
              "\"y\":1,\"w\":0,\"h\":5}]"), "more than 0"},
        {PAGE("\"boxes\":[{\"question\":\"Q1\",\"choice\":\"1\",\"x\":208,"
              "\"y\":1,\"w\":5,\"h\":5}]"), "on the page"},
        {PAGE("\"boxes\":[{\"question\":\"Q99\",\"choice\":\"1\",\"x\":1,"
              "\"y\":1,\"w\":5,\"h\":5}]"), "no such question"},
        {PAGE("\"boxes\":[{\"question\":\"Q1\",\"choice\":\"9\",\"x\":1,"
              "\"y\":1,\"w\":5,\"h\":5}]"), "no such choice"},
        {PAGE("\"boxes\":[{\"question\":\"O1\",\"choice\":\"1\",\"x\":1,"
              "\"y\":1,\"w\":5,\"h\":5}]"), "no such choice"},
        {PAGE("\"boxes\":[{\"question\":\"Q1\",\"choice\":\"1\",\"x\":1,"
              "\"y\":1,\"w\":5,\"h\":5,\"shape\":\"star\"}]"), "none we know"},
        {PAGE("\"fiducials\":[{\"x\":1,\"y\":1,\"w\":5,\"h\":5,\"kind\":"
              "\"star\"}]"), "fiducials[0]"},
        {PAGE("\"patches\":[{\"x\":1,\"y\":1,\"w\":5,\"h\":5}]"),
         "patches[0]"},
        {PAGE("\"areas\":[{\"question\":\"Q1\",\"x\":1,\"y\":1,\"w\":5,"
              "\"h\":5}]"), "free text"},
    };
    struct questionnaire *q = preset("NM");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = ERR_INIT;
        struct layout *layout = NULL;
        assert_int_equal(layout_parse(rows[i].json, strlen(rows[i].json),
                                      "bad.json", q, &layout, &err),
                         ERR_FORMAT);
        assert_null(layout);
        assert_non_null(strstr(err.text, "bad.json"));
        assert_non_null(strstr(err.text, rows[i].reason));
    }
    questionnaire_free(q);
}

/* ---- other questionnaires ---- */

/* A questionnaire of one section with one question, `text` and choices. */
static struct questionnaire *one_question(const char *text, size_t n,
                                          const char *choice)
{
    static char yaml[64 * 1024];
    int at = snprintf(yaml, sizeof yaml,
                      "form: T\ntitle: 测试问卷\nobject: 某单位\n"
                      "intro: 请在方框内打√。\nsections:\n"
                      "  - text: 题目\n    items:\n"
                      "      - code: D1\n        role: person\n"
                      "        text: \"%s\"\n        choices:\n", text);
    for (size_t i = 0; i < n; i++)
        at += snprintf(yaml + at, sizeof yaml - (size_t)at,
                       "          - \"%s%zu\"\n", choice, i + 1);
    return parsed(yaml);
}

static void forty_choices_keep_their_distance(void **state)
{
    (void)state;
    struct questionnaire *q = one_question("您住在哪个村？", 40, "第");
    struct layout *layout = built(q, false);
    check_boxes_apart(q, layout);
    check_complete(q, layout);
    check_clear(q, layout);
    layout_free(layout);
    questionnaire_free(q);
}

static void a_form_with_everything_keeps_the_rules(void **state)
{
    (void)state;
    struct questionnaire *q = NULL;
    struct err err = ERR_INIT;
    if (questionnaire_load("tests/forms/wide.yaml", &q, &err) != ERR_OK)
        fail_msg("%s", err.text);
    struct layout *layout = built(q, true);
    assert_int_equal(layout->page_count, 3);
    check_boxes_apart(q, layout);
    check_sizes(q, layout);
    check_complete(q, layout);
    check_unsplit(q, layout);
    check_direction(q, layout);
    check_frame(q, layout);
    check_clear(q, layout);
    check_round_trip(q, layout);
    layout_free(layout);
    questionnaire_free(q);
}

static void long_words_wrap(void **state)
{
    (void)state;
    struct questionnaire *q = one_question(
        "您认为下列哪一种说法最符合您所在村在办理计划生育证件、证明时的实际情"
        "况？请您根据最近一年里本人或者家人亲身经历过的事情来回答这个问题",
        5,
        "工作人员一次性告知了全部需要的材料，并且在承诺的期限以内办结了全部手"
        "续，没有让我多跑一趟路");
    struct layout *layout = built(q, false);
    check_boxes_apart(q, layout);
    check_complete(q, layout);
    check_clear(q, layout);
    layout_free(layout);
    questionnaire_free(q);
}

static void assert_refused(struct questionnaire *q, enum err_code code,
                           const char *reason, const char *item)
{
    struct err err = ERR_INIT;
    struct layout *layout = NULL;
    assert_int_equal(layout_build(q, 1, false, &layout, &err), code);
    assert_null(layout);
    if (strstr(err.text, reason) == NULL || strstr(err.text, item) == NULL)
        fail_msg("\"%s\" names neither \"%s\" nor %s", err.text, reason,
                 item);
    questionnaire_free(q);
}

static void a_character_no_font_has_is_named(void **state)
{
    (void)state;
    assert_refused(one_question("您满意吗😀？", 2, "是"), ERR_FORMAT, "😀",
                   "D1");
    assert_refused(one_question("您满意吗？", 2, "\xe0\xbd\x80"), ERR_FORMAT,
                   "\xe0\xbd\x80", "D1");
}

static void words_that_cannot_fit_are_named(void **state)
{
    (void)state;
    static const char *const LONG =
        "请全县农民兄弟姐妹以及在本县居住的外来流动人口朋友们共同评议人口和计"
        "划生育工作机构办事公开依法办事优质服务情况的活动问卷";
    static char yaml[4096];
    snprintf(yaml, sizeof yaml,
             "form: T\ntitle: %s\nobject: 某单位\nintro: 请打√。\n"
             "sections:\n  - text: 题目\n    items:\n"
             "      - {code: D1, role: person, text: 性别, choices: [男, 女]}"
             "\n", LONG);
    assert_refused(parsed(yaml), ERR_FORMAT, "does not fit", "title");
    snprintf(yaml, sizeof yaml,
             "form: T\ntitle: 测试\nobject: 某单位\nintro: 请打√。\n"
             "scales:\n  - code: S9\n    choices: [%s, 不满意]\n"
             "sections:\n  - text: 题目\n    matrix: true\n    items:\n"
             "      - {code: D1, role: person, scale: S9, text: 性别}\n",
             LONG);
    assert_refused(parsed(yaml), ERR_FORMAT, "do not fit", "section 1");
}

static void more_than_eight_sides_are_refused(void **state)
{
    (void)state;
    static char yaml[200 * 1024];
    int at = snprintf(yaml, sizeof yaml,
                      "form: T\ntitle: 测试问卷\nobject: 某单位\n"
                      "intro: 请在方框内打√。\nsections:\n"
                      "  - text: 题目\n    items:\n");
    for (int i = 1; i <= 110; i++) {
        at += snprintf(yaml + at, sizeof yaml - (size_t)at,
                       "      - {code: D%d, role: person, text: 问题, "
                       "choices: [", i);
        for (int k = 0; k < 12; k++)
            at += snprintf(yaml + at, sizeof yaml - (size_t)at,
                           "%s选项文字%d号", k > 0 ? ", " : "", k);
        at += snprintf(yaml + at, sizeof yaml - (size_t)at, "]}\n");
    }
    assert_refused(parsed(yaml), ERR_RANGE, "8 sides", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_are_nine_mm_apart),
        cmocka_unit_test(boxes_are_five_mm_and_areas_tall_enough),
        cmocka_unit_test(every_choice_of_every_question_has_one_box),
        cmocka_unit_test(no_question_is_split_over_sides),
        cmocka_unit_test(scales_run_from_left_to_right),
        cmocka_unit_test(bare_paper_ends_at_the_next_box),
        cmocka_unit_test(the_frame_is_fixed),
        cmocka_unit_test(nothing_read_by_machine_touches_another_or_the_edge),
        cmocka_unit_test(boxes_of_two_sides_rarely_coincide),
        cmocka_unit_test(presets_fit_one_sheet),
        cmocka_unit_test(json_reads_back_to_the_same_numbers),
        cmocka_unit_test(two_builds_are_the_same),
        cmocka_unit_test(a_layout_by_hand_may_be_short),
        cmocka_unit_test(bad_json_is_refused_with_its_place),
        cmocka_unit_test(forty_choices_keep_their_distance),
        cmocka_unit_test(a_form_with_everything_keeps_the_rules),
        cmocka_unit_test(long_words_wrap),
        cmocka_unit_test(a_character_no_font_has_is_named),
        cmocka_unit_test(words_that_cannot_fit_are_named),
        cmocka_unit_test(more_than_eight_sides_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
