/* tests/engine/test_quality.c - unusual batches are pointed out, ordinary ones
 * are not, and anonymous answers are never looked at. */
#include "tests/engine/tally_fixture.h"

#include <math.h>

#include "engine/stats/dist.h"
#include "engine/tally/quality.h"

static const char form[] =
    "form: QU\ntitle: 质量测试\nobject: 某机构\nintro: 请打√。\n%s"
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
    "      - {code: Q1, role: satisfy, scale: M4, text: 甲}\n"
    "      - {code: Q2, role: satisfy, scale: M4, text: 乙}\n"
    "      - {code: Q3, role: satisfy, scale: M4, text: 丙}\n"
    "      - {code: Q4, role: satisfy, scale: M4, text: 丁}\n"
    "      - {code: T0, role: overall, scale: M4, text: 总的}\n"
    "  - text: 事实\n"
    "    items:\n"
    "      - code: F3\n"
    "        role: fact\n"
    "        text: 有没有人要求您按指定答案填写本问卷？\n"
    "        choices: [{text: 有, means: happened}, 没有]\n";

enum { VILLAGES = 6 };

static void quality_round(struct fixture *f, const char *more)
{
    char text[4096];
    char units[512] = "code,parent,name,class,households,population\n"
                      "0,,县,县,,\n";
    for (int i = 1; i <= VILLAGES; i++) {
        size_t n = strlen(units);
        (void)snprintf(units + n, sizeof units - n, "V%d,0,V%d,村,,\n", i, i);
    }
    (void)snprintf(text, sizeof text, form, more);
    round_create(f, text, units);
}

/* 30 people who differ: no two sheets in a row alike, 3 straight, 8 who do
 * not know something; 40 handed out. */
static void ordinary(struct fixture *f, size_t unit)
{
    uint64_t serials[40];
    size_t used = 0;
    struct batch b = round_print(f, unit, false, 40, serials);
    for (unsigned i = 0; i < 30; i++) {
        char sheet[7] = {0};
        for (unsigned k = 0; k < 5; k++)
            sheet[k] = (char)('1' + (i >> k & 1));
        if (i % 4 == 1)
            sheet[i % 5] = '4';
        if (i % 10 == 0)
            memset(sheet, '1', 5);
        sheet[5] = '2';
        round_sheets(f, &b, serials, &used, 1, sheet);
    }
}

static struct quality *look(struct fixture *f)
{
    struct quality *q = NULL;
    struct tally *t = round_tally(f);
    ok(quality_run(f->store, t, &q, &fixture_err));
    tally_free(t);
    return q;
}

static const struct quality_flag *flag_of(const struct quality *q,
                                          enum flag_kind kind, size_t unit)
{
    for (size_t i = 0; i < q->count; i++)
        if (q->flag[i].kind == kind && q->flag[i].unit == unit)
            return &q->flag[i];
    return NULL;
}

static void ordinary_batches_are_left_alone(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u <= VILLAGES; u++)
        ordinary(&f, u);
    struct quality *q = look(&f);
    assert_int_equal(q->batches, VILLAGES);
    assert_int_equal(q->count, 0);
    quality_free(q);
    fixture_remove(&f);
}

/* Village 6: 20 of 30 straight, in the four choices by turns so that no two
 * kinds of sheet are frequent. */
static void straight_lines_stand_out(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u < VILLAGES; u++)
        ordinary(&f, u);
    uint64_t serials[40];
    size_t used = 0;
    struct batch b = round_print(&f, 6, false, 40, serials);
    round_sheets(&f, &b, serials, &used, 7, "111112");
    round_sheets(&f, &b, serials, &used, 7, "222222");
    round_sheets(&f, &b, serials, &used, 6, "333332");
    round_sheets(&f, &b, serials, &used, 5, "124312");
    round_sheets(&f, &b, serials, &used, 5, "214312");
    struct quality *q = look(&f);
    const struct quality_flag *flag = flag_of(q, FLAG_STRAIGHT, 6);
    assert_non_null(flag);
    assert_int_equal(flag->batch, b.number);
    assert_int_equal(flag->n, 20);
    assert_int_equal(flag->of, 30);
    /* elsewhere 15 of 150; six batches are tested */
    double p = dist_binomial_tail(20, 30, 16.0 / 152);
    assert_true(fabs(flag->p - 6 * p) < 1e-12);
    for (size_t u = 1; u < VILLAGES; u++)
        assert_null(flag_of(q, FLAG_STRAIGHT, u));
    quality_free(q);
    fixture_remove(&f);
}

static void sheets_filled_in_alike_stand_out(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u < VILLAGES; u++)
        ordinary(&f, u);
    uint64_t serials[40];
    size_t used = 0;
    struct batch b = round_print(&f, 6, false, 40, serials);
    round_sheets(&f, &b, serials, &used, 12, "122142");
    for (unsigned i = 0; i < 18; i++) {
        const char sheet[] = {(char)('1' + i % 4), (char)('1' + i / 4 % 4),
                              '3', '1', '2', '2', '\0'};
        round_sheets(&f, &b, serials, &used, 1, sheet);
    }
    struct quality *q = look(&f);
    const struct quality_flag *flag = flag_of(q, FLAG_IDENTICAL, 6);
    assert_non_null(flag);
    assert_int_equal(flag->n, 12);
    assert_int_equal(flag->of, 30);
    assert_int_equal(q->count, 1);
    quality_free(q);
    fixture_remove(&f);
}

/* The common sheet (all content) is common everywhere: no flag. */
static void what_everybody_does_is_not_unusual(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u <= VILLAGES; u++) {
        uint64_t serials[40];
        size_t used = 0;
        struct batch b = round_print(&f, u, false, 40, serials);
        round_sheets(&f, &b, serials, &used, 20, "111112");
        round_sheets(&f, &b, serials, &used, 10, "124112");
    }
    struct quality *q = look(&f);
    assert_int_equal(q->count, 0);
    quality_free(q);
    fixture_remove(&f);
}

static void nobody_who_does_not_know_stands_out(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u < VILLAGES; u++)
        ordinary(&f, u);
    uint64_t serials[80];
    size_t used = 0;
    struct batch b = round_print(&f, 6, false, 80, serials);
    for (unsigned i = 0; i < 60; i++) {
        const char sheet[] = {(char)('1' + i % 3), (char)('1' + i / 3 % 3),
                              (char)('1' + i / 9 % 3), '1', '2', '2', '\0'};
        round_sheets(&f, &b, serials, &used, 1, sheet);
    }
    struct quality *q = look(&f);
    const struct quality_flag *flag = flag_of(q, FLAG_NO_UNKNOWN, 6);
    assert_non_null(flag);
    assert_int_equal(flag->n, 0);
    assert_int_equal(flag->of, 60);
    assert_null(flag_of(q, FLAG_NO_UNKNOWN, 1));
    quality_free(q);
    fixture_remove(&f);
}

static void everything_back_and_told_answers(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u < VILLAGES; u++)
        ordinary(&f, u);
    round_unit(&f, 6, false, 20, 20, "124112"); /* one village of its own */
    round_unit(&f, 1, false, 9, 9, "124112");   /* too few to tell */
    round_unit(&f, 2, false, 3, 1, "124111");   /* F3: 有 */
    struct quality *q = look(&f);
    assert_non_null(flag_of(q, FLAG_ALL_BACK, 6));
    assert_null(flag_of(q, FLAG_ALL_BACK, 1));
    const struct quality_flag *told = flag_of(q, FLAG_TOLD, 2);
    assert_non_null(told);
    assert_int_equal(told->n, 1);
    assert_int_equal(told->of, 1);
    quality_free(q);
    fixture_remove(&f);
}

/* ---- one hand on many sheets ---- */

static double noise(void) /* -1..1, bell-shaped enough */
{
    static uint32_t seed = 20261123;
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        seed = seed * 1664525U + 1013904223U;
        sum += (double)(seed >> 8) / (1 << 23) - 1;
    }
    return sum / 3;
}

/* A sheet of five marks by the hand `cover`, `ink`, `extent`; marks of one
 * hand differ a little. */
static void marked_sheet(struct fixture *f, const struct batch *batch,
                         uint64_t serial, double cover, double ink,
                         double extent)
{
    static unsigned image = 700000;
    struct answer_read answers[6];
    struct box_read boxes[6];
    char file[32];
    (void)snprintf(file, sizeof file, "hand%u.png", image);
    struct page_scan scan = {.file = file,
                             .outcome = PAGE_READ,
                             .reason = "",
                             .batch = batch->number, .serial = serial,
                             .side = 1, .revision = batch->revision,
                             .dpi = 300, .map = {1, 0, 0, 0, 1, 0, 0, 0, 1},
                             .answer_count = 6, .answers = answers,
                             .box_count = 6, .boxes = boxes};
    for (size_t i = 0; i < 6; i++) {
        size_t k = i == 5 ? 1 : (image / (i + 1) + i) % 4;
        answers[i] = (struct answer_read){.item = i, .state = ANSWER_GIVEN,
                                          .choices = UINT64_C(1) << k,
                                          .reason = ""};
        boxes[i] = (struct box_read){
            .item = i, .choice = k, .state = BOX_MARKED, .p_marked = 1,
            .reason = "",
            .measure = {.cover = (float)(cover + noise() * 0.01),
                        .ink = (float)(ink + noise() * 0.01),
                        .extent = (float)(extent + noise() * 0.02)}};
    }
    image++;
    crypto_sha256(&image, sizeof image, scan.image_hash);
    memcpy(scan.store_hash, scan.image_hash, SHA256_BYTES);
    struct gate_result result;
    ok(gate_page(f->store, &scan, &result, &fixture_err));
    assert_int_equal(result.outcome, PAGE_READ);
}

/* 30 of 40 sheets; the first `alike` of them by one person. */
static void hands(struct fixture *f, size_t unit, size_t alike)
{
    uint64_t serials[40];
    struct batch b = round_print(f, unit, false, 40, serials);
    ok(store_begin(f->store, &fixture_err));
    for (size_t i = 0; i < 30; i++) {
        bool same = i < alike;
        marked_sheet(f, &b, serials[i], 0.3 + (same ? 0 : noise() * 0.15),
                     0.7 + (same ? 0 : noise() * 0.2),
                     0.9 + (same ? 0 : noise() * 0.3));
    }
    ok(store_commit(f->store, &fixture_err));
}

static void one_hand_on_many_sheets_stands_out(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u < VILLAGES; u++)
        hands(&f, u, u == 1 ? 3 : 0); /* three of one family are nothing */
    hands(&f, VILLAGES, 22);
    struct quality *q = look(&f);
    const struct quality_flag *flag = flag_of(q, FLAG_HAND, VILLAGES);
    assert_non_null(flag);
    assert_int_equal(flag->of, 30);
    assert_true(flag->n >= 20 && flag->n <= 24);
    for (size_t u = 1; u < VILLAGES; u++)
        assert_null(flag_of(q, FLAG_HAND, u));
    quality_free(q);
    fixture_remove(&f);
}

/* Everybody writes with the pen on the table: the same everywhere. */
static void one_pen_for_all_is_no_hand(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u <= VILLAGES; u++)
        hands(&f, u, 0);
    struct quality *q = look(&f);
    for (size_t u = 1; u <= VILLAGES; u++)
        assert_null(flag_of(q, FLAG_HAND, u));
    quality_free(q);
    fixture_remove(&f);
}

/* ---- answers that came on no sheet of ours ---- */

static void answers_without_a_print_run_speak_for_their_unit(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    for (size_t u = 1; u < VILLAGES; u++)
        ordinary(&f, u);
    round_unit(&f, 6, false, 40, 25, "122142");
    round_unit(&f, 6, false, 4, 1, "124111"); /* F3: 有 */
    ok(db_exec(f.store,
               "UPDATE response SET channel = 'tablet', batch = NULL, "
               "serial = NULL WHERE unit = 6",
               &fixture_err));
    struct quality *q = look(&f);
    const struct quality_flag *flag = flag_of(q, FLAG_IDENTICAL, 6);
    assert_non_null(flag);
    assert_int_equal(flag->batch, 0);
    assert_int_equal(flag->n, 25);
    assert_int_equal(flag->of, 26);
    flag = flag_of(q, FLAG_TOLD, 6);
    assert_non_null(flag);
    assert_int_equal(flag->n, 1);
    quality_free(q);
    fixture_remove(&f);
}

/* Paper says 60 of 60 content, the tablet 10 of 60. */
static void channels_far_apart_stand_out(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    round_unit(&f, 1, false, 80, 60, "111112");
    round_unit(&f, 2, false, 80, 60, "111112");
    round_unit(&f, 1, false, 80, 10, "121212");
    round_unit(&f, 1, false, 80, 50, "123432");
    ok(db_exec(f.store,
               "UPDATE response SET channel = 'tablet' WHERE batch > 2",
               &fixture_err));
    struct quality *q = look(&f);
    const struct quality_flag *flag = flag_of(q, FLAG_CHANNELS, 1);
    assert_non_null(flag);
    assert_int_equal(flag->n, 60);
    assert_int_equal(flag->of, 60);
    assert_true(fabs(flag->here - 1) < 1e-12);
    assert_true(fabs(flag->elsewhere - 10.0 / 60) < 1e-12);
    assert_null(flag_of(q, FLAG_CHANNELS, 2));
    quality_free(q);
    fixture_remove(&f);
}

static void anonymous_answers_are_not_looked_at(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "anonymous: true\nmin_cell: 5\n");
    for (size_t u = 1; u <= VILLAGES; u++)
        round_unit(&f, u, true, 30, 25, u == 6 ? "111111" : "124312");
    round_unit(&f, 5, true, 20, 20, "111111");
    struct quality *q = look(&f);
    assert_int_equal(q->count, 1);
    assert_int_equal(q->flag[0].kind, FLAG_ALL_BACK);
    assert_int_equal(q->flag[0].unit, 5);
    quality_free(q);
    fixture_remove(&f);
}

static void an_empty_round_has_nothing_unusual(void **state)
{
    (void)state;
    struct fixture f;
    quality_round(&f, "");
    struct quality *q = look(&f);
    assert_int_equal(q->count, 0);
    assert_int_equal(q->batches, 0);
    quality_free(q);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_batches_are_left_alone),
        cmocka_unit_test(straight_lines_stand_out),
        cmocka_unit_test(sheets_filled_in_alike_stand_out),
        cmocka_unit_test(what_everybody_does_is_not_unusual),
        cmocka_unit_test(nobody_who_does_not_know_stands_out),
        cmocka_unit_test(everything_back_and_told_answers),
        cmocka_unit_test(one_hand_on_many_sheets_stands_out),
        cmocka_unit_test(one_pen_for_all_is_no_hand),
        cmocka_unit_test(answers_without_a_print_run_speak_for_their_unit),
        cmocka_unit_test(channels_far_apart_stand_out),
        cmocka_unit_test(anonymous_answers_are_not_looked_at),
        cmocka_unit_test(an_empty_round_has_nothing_unusual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
