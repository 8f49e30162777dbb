/* tests/engine/test_response.c - answers that come without paper. */
#include "tests/engine/tally_fixture.h"

#include "engine/gate/response.h"

static const char two_units[] =
    "code,parent,name,class,households,population\n"
    "01,,县,县,,\n0101,01,东乡,乡镇,,\n0102,01,西乡,乡镇,,\n";

/* K1..K5, Q1 Q2a Q2b T0, F1, P1, O1 of the fixture's form. */
static struct response_answer answers[12];

static struct response_came came(const char *name, const char *bytes)
{
    for (size_t i = 0; i < 12; i++)
        answers[i] = (struct response_answer){.item = i, .choices = 1};
    answers[RT_P1].choices = 5;
    answers[RT_O1] = (struct response_answer){.item = RT_O1,
                                              .text = "希望周末也能办事"};
    return (struct response_came){.channel = "tablet",
                                  .name = name,
                                  .unit = 1,
                                  .revision = 1,
                                  .bytes = bytes,
                                  .n = strlen(bytes),
                                  .answer_count = 12,
                                  .answers = answers};
}

static enum err_code arrive(struct fixture *f, const struct response_came *c,
                            enum response_outcome *outcome)
{
    err_clear(&fixture_err);
    ok(store_begin(f->store, &fixture_err));
    enum err_code code = gate_response(f->store, c, outcome, &fixture_err);
    if (code == ERR_OK)
        ok(store_commit(f->store, &fixture_err));
    else
        store_rollback(f->store);
    return code;
}

static int64_t returned(struct fixture *f)
{
    struct tally *t = round_tally(f);
    int64_t n = t->unit[0].returned;
    tally_free(t);
    return n;
}

static void they_count_once(void **state)
{
    (void)state;
    struct fixture f;
    enum response_outcome outcome;
    round_make(&f, two_units);
    struct response_came c = came("uuid:1", "<data>1</data>");
    ok(arrive(&f, &c, &outcome));
    assert_int_equal(outcome, RESPONSE_STORED);
    ok(arrive(&f, &c, &outcome));
    assert_int_equal(outcome, RESPONSE_SAME);
    struct response_came other = came("uuid:1", "<data>2</data>");
    ok(arrive(&f, &other, &outcome));
    assert_int_equal(outcome, RESPONSE_OTHER);
    assert_int_equal(returned(&f), 1);
    struct response_came second = came("uuid:2", "<data>1</data>");
    ok(arrive(&f, &second, &outcome));
    assert_int_equal(outcome, RESPONSE_STORED);
    struct tally *t = round_tally(&f);
    assert_int_equal(t->unit[1].valid, 2);
    assert_int_equal(t->unit[1].paperless, 2);
    assert_true(t->unit[1].has_sheets);
    assert_int_equal(t->unit[1].items[RT_Q1].counts[0], 2);
    assert_int_equal(t->unit[1].items[RT_P1].counts[2], 2);
    assert_int_equal(t->unit[1].items[RT_O1].written, 2);
    assert_false(t->unit[0].over_returned);
    assert_int_equal(t->unit[1].return_rate.den, 0);
    assert_string_equal(t->channels[0].channel, "tablet");
    tally_free(t);
    fixture_remove(&f);
}

static bool see_typed(void *ctx, const struct writing_row *row)
{
    assert_int_equal(row->state, WRITING_TYPED);
    assert_string_equal(row->text, "希望周末也能办事");
    assert_string_equal(row->who, "");
    ++*(int *)ctx;
    return false;
}

static bool count_page(void *ctx, const struct page_row *row)
{
    (void)row;
    ++*(int *)ctx;
    return false;
}

static bool see_response(void *ctx, const struct response_row *row)
{
    assert_int_equal(row->batch, 0);
    *(enum disposition *)ctx = row->disposition;
    return false;
}

static void they_are_whole_without_sides_and_no_page(void **state)
{
    (void)state;
    struct fixture f;
    enum response_outcome outcome;
    enum disposition d = DISP_COUNT;
    int typed = 0, pages = 0;
    round_make(&f, two_units);
    ok(store_layout_put(f.store, 1, false,
                        "{\"pages\":[{\"boxes\":[{\"question\":\"K1\"}],"
                        "\"areas\":[]},{\"boxes\":[{\"question\":\"T0\"}],"
                        "\"areas\":[]}]}",
                        &fixture_err));
    struct response_came c = came("uuid:1", "x");
    ok(arrive(&f, &c, &outcome));
    ok(store_responses(f.store, see_response, &d, &fixture_err));
    assert_string_equal(disposition_word(d), "complete");
    ok(store_writings(f.store, true, see_typed, &typed, &fixture_err));
    assert_int_equal(typed, 1);
    ok(store_pages(f.store, count_page, &pages, &fixture_err));
    assert_int_equal(pages, 0);
    ok(store_check(f.store, &fixture_err));
    fixture_remove(&f);
}

static void too_many_choices_are_invalid_and_nothing_is_blank(void **state)
{
    (void)state;
    struct fixture f;
    enum response_outcome outcome;
    round_make(&f, two_units);
    struct response_came c = came("uuid:1", "x");
    answers[RT_P1].choices = 7;
    answers[RT_F1].choices = 0;
    answers[RT_O1].text = " \n ";
    ok(arrive(&f, &c, &outcome));
    struct tally *t = round_tally(&f);
    assert_int_equal(t->unit[1].items[RT_P1].invalid, 1);
    assert_int_equal(t->unit[1].items[RT_F1].blank, 1);
    assert_int_equal(t->unit[1].items[RT_O1].written, 0);
    tally_free(t);
    fixture_remove(&f);
}

static void what_does_not_fit_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    enum response_outcome outcome;
    char *long_text = malloc(RESPONSE_TEXT_BYTES + 2);
    assert_non_null(long_text);
    memset(long_text, 'x', RESPONSE_TEXT_BYTES + 1);
    long_text[RESPONSE_TEXT_BYTES + 1] = '\0';
    round_make(&f, two_units);
    struct response_came c = came("uuid:1", "x");
    c.unit = 3;
    fails(ERR_RANGE, arrive(&f, &c, &outcome));
    c = came("", "x");
    fails(ERR_RANGE, arrive(&f, &c, &outcome));
    c = came("uuid:1", "x");
    c.revision = 2;
    fails(ERR_NOTFOUND, arrive(&f, &c, &outcome));
    c = came("uuid:1", "x");
    answers[RT_Q1].choices = 16; /* the scale has four */
    fails(ERR_RANGE, arrive(&f, &c, &outcome));
    c = came("uuid:1", "x");
    answers[3].item = 2; /* twice */
    fails(ERR_RANGE, arrive(&f, &c, &outcome));
    c = came("uuid:1", "x");
    answers[3].item = 99;
    fails(ERR_RANGE, arrive(&f, &c, &outcome));
    c = came("uuid:1", "x");
    answers[RT_O1].text = long_text;
    fails(ERR_RANGE, arrive(&f, &c, &outcome));
    c = came("uuid:1", "x");
    answers[RT_O1].text = "\xff";
    fails(ERR_FORMAT, arrive(&f, &c, &outcome));
    c = came("uuid:1", "x");
    answers[RT_O1].text = "a\x01";
    fails(ERR_FORMAT, arrive(&f, &c, &outcome));
    assert_int_equal(returned(&f), 0);
    free(long_text);
    fixture_remove(&f);
}

static void a_questionnaire_with_answers_is_not_replaced(void **state)
{
    (void)state;
    struct fixture f;
    enum response_outcome outcome;
    struct questionnaire *q = NULL;
    int revision = 0;
    char text[4096];
    round_make(&f, two_units);
    (void)snprintf(text, sizeof text, round_form, "", "新的总体题");
    struct response_came c = came("uuid:1", "x");
    ok(arrive(&f, &c, &outcome));
    ok(questionnaire_parse(text, strlen(text), "n", &q, &fixture_err));
    ok(store_form_add(f.store, q, &revision, &fixture_err));
    assert_int_equal(revision, 2);
    questionnaire_free(q);
    fixture_remove(&f);
}

static void sheets_and_tablets_do_not_disturb_each_other(void **state)
{
    (void)state;
    struct fixture f;
    enum response_outcome outcome;
    round_make(&f, two_units);
    round_unit(&f, 1, false, 3, 3, "1111111111aw");
    for (int i = 0; i < 5; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "uuid:%d", i);
        struct response_came c = came(name, "x");
        ok(arrive(&f, &c, &outcome));
    }
    struct tally *t = round_tally(&f);
    assert_int_equal(t->unit[1].returned, 8);
    assert_false(t->unit[1].over_returned);
    assert_ratio(t->unit[1].return_rate, 3, 3);
    tally_free(t);
    fixture_remove(&f);
}

static void a_closed_round_takes_none(void **state)
{
    (void)state;
    struct fixture f;
    enum response_outcome outcome;
    struct response_came c;
    char text[4096];
    (void)snprintf(text, sizeof text, round_form, "anonymous: true\n", "总的");
    round_create(&f, text, two_units);
    c = came("uuid:1", "x");
    ok(arrive(&f, &c, &outcome));
    ok(db_exec(f.store, "UPDATE survey SET closed = '2026'", &fixture_err));
    c = came("uuid:2", "y");
    fails(ERR_NOTNOW, arrive(&f, &c, &outcome));
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_count_once),
        cmocka_unit_test(they_are_whole_without_sides_and_no_page),
        cmocka_unit_test(too_many_choices_are_invalid_and_nothing_is_blank),
        cmocka_unit_test(what_does_not_fit_is_refused),
        cmocka_unit_test(a_questionnaire_with_answers_is_not_replaced),
        cmocka_unit_test(sheets_and_tablets_do_not_disturb_each_other),
        cmocka_unit_test(a_closed_round_takes_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
