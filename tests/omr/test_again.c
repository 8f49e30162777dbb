/* tests/omr/test_again.c - a page judged once more before the gate, because
 * the round's parameters changed while it was read. */
#include "tests/engine/store_fixture.h"

#include "omr/batch/again.h"
#include "omr/batch/params.h"
#include "omr/judge_params.h"

enum { BOXES = 3, ANSWERS = 2 };

/* K1 with a light stroke on its second box, and written words in O1. */
struct drawn {
    struct box_read boxes[BOXES];
    struct answer_read answers[ANSWERS];
    struct page_scan scan;
    struct arena *arena;
};

static void draw(struct drawn *d, struct fixture *f, int judged)
{
    const struct questionnaire *q;
    struct answer_read answers[LIMIT_ITEMS];
    *d = (struct drawn){.arena = arena_new(1024 * 1024)};
    assert_non_null(d->arena);
    for (size_t i = 0; i < BOXES; i++)
        d->boxes[i] = (struct box_read){
            .item = IT_K1, .choice = i, .reason = "", .measure = {.outline = 1}};
    struct box_measure *m = &d->boxes[1].measure;
    m->cover = 0.05F;
    m->ink = 0.6F;
    m->extent = 0.5F;
    ok(store_form(f->store, 1, &q, NULL, &fixture_err));
    assert_int_equal(judge_page(&judge_usual, q, BOXES, d->boxes, answers), 1);
    d->answers[0] = answers[0];
    d->answers[1] = (struct answer_read){
        .item = IT_O1, .state = ANSWER_GIVEN, .ink = true, .reason = ""};
    d->scan = (struct page_scan){.outcome = PAGE_READ, .reason = "",
                                 .revision = 1, .judged = judged,
                                 .box_count = BOXES, .boxes = d->boxes,
                                 .answer_count = ANSWERS,
                                 .answers = d->answers};
    assert_int_equal(d->answers[0].state, ANSWER_GIVEN);
    assert_int_equal(d->answers[0].choices, 2);
}

static void set_params(struct fixture *f, const char *setting, int *number)
{
    struct judge_params params = judge_usual;
    struct str text;
    str_init(&text, 64 * 1024);
    struct jout j = {.out = &text};
    ok(judge_params_set(&params, setting, &fixture_err));
    judge_params_write(&params, NULL, &j);
    ok(store_begin(f->store, &fixture_err));
    ok(store_params_add(f->store, text.text, "Wang", "", number,
                        &fixture_err));
    ok(store_commit(f->store, &fixture_err));
    str_deinit(&text);
}

static void begin(struct fixture *f, struct again *again)
{
    struct judge_params params;
    fixture_make(f, "", false, false);
    *again = (struct again){.number = 0};
    ok(round_params_ensure(f->store, &params, &again->number, &fixture_err));
    assert_int_equal(again->number, 1);
}

static void while_nothing_changes_the_page_stays(void **state)
{
    (void)state;
    struct fixture f;
    struct again again;
    struct drawn d;
    begin(&f, &again);
    draw(&d, &f, 0);
    ok(again_look(&again, f.store, &fixture_err));
    assert_false(again.changed);
    ok(again_judge(&again, f.store, d.arena, &d.scan, &fixture_err));
    assert_ptr_equal(d.scan.boxes, d.boxes);
    assert_ptr_equal(d.scan.answers, d.answers);
    assert_int_equal(d.scan.judged, 1);
    arena_free(d.arena);
    fixture_remove(&f);
}

static void other_parameters_judge_it_once_more(void **state)
{
    (void)state;
    struct fixture f;
    struct again again;
    struct drawn d;
    int number;
    begin(&f, &again);
    draw(&d, &f, 0);
    set_params(&f, "second_differs=0", &number);
    ok(again_look(&again, f.store, &fixture_err));
    assert_true(again.changed);
    ok(again_judge(&again, f.store, d.arena, &d.scan, &fixture_err));
    assert_int_equal(d.scan.judged, number);
    assert_int_equal(d.scan.boxes[1].state, BOX_DOUBTFUL);
    assert_int_equal(d.scan.answers[0].state, ANSWER_DOUBTFUL);
    assert_int_equal(d.scan.answer_count, ANSWERS);
    assert_true(d.scan.answers[1].ink); /* what is no box stays */
    assert_int_equal(d.scan.answers[1].state, ANSWER_GIVEN);
    assert_int_equal(d.boxes[1].state, BOX_MARKED); /* the worker's own too */
    /* and back again */
    set_params(&f, "pale_below=0.2", &number);
    ok(again_look(&again, f.store, &fixture_err));
    ok(again_judge(&again, f.store, d.arena, &d.scan, &fixture_err));
    assert_int_equal(d.scan.answers[0].state, ANSWER_GIVEN);
    arena_free(d.arena);
    fixture_remove(&f);
}

static void what_the_judge_cannot_look_up_is_left_to_the_gate(void **state)
{
    (void)state;
    struct fixture f;
    struct again again;
    struct drawn d;
    int number;
    begin(&f, &again);
    set_params(&f, "pale_below=0.7", &number);
    ok(again_look(&again, f.store, &fixture_err));
    draw(&d, &f, 0);
    d.boxes[2].item = IT_COUNT;
    ok(again_judge(&again, f.store, d.arena, &d.scan, &fixture_err));
    assert_ptr_equal(d.scan.boxes, d.boxes);
    d.boxes[2].item = IT_O1; /* has no boxes */
    ok(again_judge(&again, f.store, d.arena, &d.scan, &fixture_err));
    assert_ptr_equal(d.scan.boxes, d.boxes);
    d.boxes[2] = (struct box_read){.item = IT_K1, .choice = 3, .reason = ""};
    ok(again_judge(&again, f.store, d.arena, &d.scan, &fixture_err));
    assert_ptr_equal(d.scan.boxes, d.boxes);
    d.boxes[2].choice = 2;
    d.scan.revision = 9;
    ok(again_judge(&again, f.store, d.arena, &d.scan, &fixture_err));
    assert_ptr_equal(d.scan.boxes, d.boxes);
    arena_free(d.arena);
    fixture_remove(&f);
}

static void a_newer_judge_stops_the_scan(void **state)
{
    (void)state;
    struct fixture f;
    struct again again;
    char json[64];
    int number;
    begin(&f, &again);
    (void)snprintf(json, sizeof json, "{\"version\":%d}", JUDGE_VERSION + 1);
    ok(store_begin(f.store, &fixture_err));
    ok(store_params_add(f.store, json, "Wang", "", &number, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    fails(ERR_RANGE, again_look(&again, f.store, &fixture_err));
    assert_false(again.changed);
    fixture_remove(&f);
}

static void a_code_keyed_too_late_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    struct again again;
    struct drawn d;
    struct gate_result result;
    int number;
    begin(&f, &again);
    draw(&d, &f, again.number);
    set_params(&f, "pale_below=0.7", &number);
    fails(ERR_NOTNOW, gate_key_page(f.store, 1, &d.scan, false, "Li", "", &result,
                                    &fixture_err));
    assert_non_null(strstr(fixture_err.text, "judged anew"));
    arena_free(d.arena);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(while_nothing_changes_the_page_stays),
        cmocka_unit_test(other_parameters_judge_it_once_more),
        cmocka_unit_test(what_the_judge_cannot_look_up_is_left_to_the_gate),
        cmocka_unit_test(a_newer_judge_stops_the_scan),
        cmocka_unit_test(a_code_keyed_too_late_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
