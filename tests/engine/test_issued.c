/* tests/engine/test_issued.c - two documents are not subtracted from each
 * other. */
#include "tests/engine/tally_fixture.h"

#include "engine/tally/issued.h"

static const char county[] =
    "code,parent,name,class,households,population\n"
    "00,,清河口县,县,,\n01,00,甲镇,乡镇,,\n02,00,乙镇,乡镇,,\n"
    "03,00,丙镇,乡镇,,\n";

enum { COUNTY, JIA, YI, BING };

static void anonymous_round(struct fixture *f)
{
    char form[4096];
    (void)snprintf(form, sizeof form, round_form,
                   "anonymous: true\nmin_cell: 5\n", "总的");
    round_create(f, form, county);
}

/* `yes` satisfied and `no` dissatisfied open sheets; nobody knows K items so
 * that those stay the same everywhere. */
static void come(struct fixture *f, size_t unit, size_t yes, size_t no)
{
    if (yes > 0)
        round_unit(f, unit, true, (int64_t)yes, yes, "11111111121.");
    if (no > 0)
        round_unit(f, unit, true, (int64_t)no, no, "33333333312.");
}

static char *figures_now(struct fixture *f)
{
    struct str text;
    struct tally *t = round_tally(f);
    str_init(&text, LIMIT_JSON_BYTES);
    tally_figures(t, &text);
    char *copy = strdup(text.text);
    str_deinit(&text);
    tally_free(t);
    return copy;
}

static enum err_code check(struct fixture *f, const char *then)
{
    struct tally *t = round_tally(f);
    fixture_err.code = ERR_OK;
    enum err_code code =
        issued_check_one(t, then, strlen(then), "the bulletin", &fixture_err);
    tally_free(t);
    return code;
}

static void the_same_figures_may_go_out_again(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    come(&f, YI, 15, 3); /* hidden: 3 */
    come(&f, BING, 12, 9);
    char *then = figures_now(&f);
    ok(check(&f, then));
    free(then);
    fixture_remove(&f);
}

/* Thirty sheets, then thirty-one. */
static void one_more_sheet_would_be_plain(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    char *then = figures_now(&f);
    come(&f, JIA, 1, 0);
    assert_int_equal(check(&f, then), ERR_DENIED);
    assert_non_null(strstr(fixture_err.text, "the bulletin"));
    assert_non_null(strstr(fixture_err.text, "number of sheets"));
    free(then);
    fixture_remove(&f);
}

/* Six more, all of one mind: their answers would be known. */
static void new_sheets_of_one_mind_would_be_plain(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    char *then = figures_now(&f);
    come(&f, JIA, 6, 0);
    assert_int_equal(check(&f, then), ERR_DENIED);
    assert_non_null(strstr(fixture_err.text, "K1"));
    come(&f, JIA, 0, 5); /* five of another: 6 and 5 */
    ok(check(&f, then));
    free(then);
    fixture_remove(&f);
}

/* Ten more in the county, seven of them from 甲: three from elsewhere. */
static void what_came_elsewhere_is_a_remainder_too(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    come(&f, YI, 20, 10);
    char *then = figures_now(&f);
    come(&f, JIA, 6, 6);
    ok(check(&f, then));
    come(&f, YI, 2, 1);
    assert_int_equal(check(&f, then), ERR_DENIED);
    free(then);
    fixture_remove(&f);
}

/* Then 甲 and 丙 were shown and 乙 was hidden with them; now with 乙 in the
 * open and 甲 hidden, the two documents give all three. */
static void another_choice_of_hidden_units_is_no_way_around(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    come(&f, YI, 9, 3);
    come(&f, BING, 8, 6);
    struct tally *t = round_tally(&f);
    /* as a document would have shown it: county and 甲 */
    for (size_t u = YI; u <= BING; u++)
        for (size_t i = 0; i < t->q->item_count; i++)
            t->unit[u].items[i].suppressed = true;
    struct str text;
    str_init(&text, LIMIT_JSON_BYTES);
    tally_figures(t, &text);
    tally_free(t);
    /* and now county and 丙: the difference is 乙 with its 3 */
    t = round_tally(&f);
    for (size_t i = 0; i < t->q->item_count; i++) {
        t->unit[JIA].items[i].suppressed = t->unit[YI].items[i].suppressed =
            true;
        t->unit[BING].items[i].suppressed = false;
    }
    static const int64_t bing[4] = {8, 0, 6, 0};
    for (size_t i = RT_Q1; i <= RT_T0; i++) {
        struct item_tally *it = &t->unit[BING].items[i];
        memcpy(it->counts, bing, sizeof bing);
        it->asked = 14;
    }
    fixture_err.code = ERR_OK;
    assert_int_equal(issued_check_one(t, text.text, text.n, "x",
                                      &fixture_err),
                     ERR_DENIED);
    str_deinit(&text);
    tally_free(t);
    fixture_remove(&f);
}

/* A correction of one sheet: no person more, one answer moved. */
static void one_answer_decided_anew_would_be_plain(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    char *then = figures_now(&f);
    struct tally *t = round_tally(&f);
    t->unit[JIA].items[RT_Q1].counts[0]--;
    t->unit[JIA].items[RT_Q1].counts[1]++;
    assert_int_equal(issued_check_one(t, then, strlen(then), "x",
                                      &fixture_err),
                     ERR_DENIED);
    assert_non_null(strstr(fixture_err.text, "Q1"));
    tally_free(t);
    free(then);
    fixture_remove(&f);
}

static void the_register_is_what_was_signed(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    struct tally *t = round_tally(&f);
    struct report_row row = {.edition = "bulletin", .file = "out/b.pdf",
                             .issued = "2026-11-23", .signer = "统计人"};
    memset(row.sha256, 'a', SHA256_HEX - 1);
    memcpy(row.figures_sha256, t->figures_sha256, SHA256_HEX);
    ok(store_begin(f.store, &fixture_err));
    ok(store_report_add(f.store, &row, &fixture_err));
    ok(issued_keep(f.store, t, false, &fixture_err));
    ok(issued_keep(f.store, t, false, &fixture_err)); /* once is enough */
    ok(store_commit(f.store, &fixture_err));
    ok(issued_check(f.store, t, false, &fixture_err));
    tally_free(t);
    come(&f, JIA, 1, 0);
    t = round_tally(&f);
    fails(ERR_DENIED, issued_check(f.store, t, false, &fixture_err));
    assert_non_null(strstr(fixture_err.text, "bulletin of 2026-11-23"));
    tally_free(t);
    fixture_remove(&f);
    /* what hides nothing is neither kept nor checked */
    round_make(&f, county);
    round_unit(&f, JIA, false, 9, 8, "11111111121.");
    t = round_tally(&f);
    ok(store_begin(f.store, &fixture_err));
    ok(issued_keep(f.store, t, false, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    ok(issued_check(f.store, t, false, &fixture_err));
    tally_free(t);
    fixture_remove(&f);
}

/* A document of the next round shows figures of this one: only such as were
 * signed here, so that the register knows them. */
static void figures_of_an_earlier_round_are_those_it_signed(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    come(&f, JIA, 20, 10);
    struct tally *t = round_tally(&f);
    fails(ERR_DENIED, issued_before(f.store, t, "../2025", &fixture_err));
    assert_non_null(strstr(fixture_err.text, "../2025"));
    struct report_row row = {.edition = "bulletin", .file = "out/b.pdf",
                             .issued = "2026-11-23", .signer = "统计人"};
    memset(row.sha256, 'a', SHA256_HEX - 1);
    memcpy(row.figures_sha256, t->figures_sha256, SHA256_HEX);
    ok(store_begin(f.store, &fixture_err));
    ok(store_report_add(f.store, &row, &fixture_err));
    ok(issued_keep(f.store, t, false, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    ok(issued_before(f.store, t, "../2025", &fixture_err));
    tally_free(t);
    come(&f, JIA, 6, 6); /* it goes on: these were never signed */
    t = round_tally(&f);
    fails(ERR_DENIED, issued_before(f.store, t, "../2025", &fixture_err));
    tally_free(t);
    fixture_remove(&f);
    round_make(&f, county);
    t = round_tally(&f);
    ok(issued_before(f.store, t, "../2025", &fixture_err));
    tally_free(t);
    fixture_remove(&f);
}

/* Letters of a round that is not anonymous hide small cells: two of them must
 * not be subtracted from each other either. */
static void letters_of_any_round_are_kept_and_checked(void **state)
{
    (void)state;
    struct fixture f;
    struct tally *t;
    round_make(&f, county);
    come(&f, JIA, 20, 10);
    come(&f, YI, 15, 3); /* the 3 are hidden, and something with them */
    come(&f, BING, 2, 0);
    ok(tally_run_guarded(f.store, &t, &fixture_err));
    struct report_row row = {.edition = "feedback", .file = "out/f.pdf",
                             .issued = "2026-11-23", .signer = "统计人"};
    memset(row.sha256, 'a', SHA256_HEX - 1);
    memcpy(row.figures_sha256, t->figures_sha256, SHA256_HEX);
    ok(store_begin(f.store, &fixture_err));
    ok(store_report_add(f.store, &row, &fixture_err));
    ok(issued_keep(f.store, t, true, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    ok(issued_check(f.store, t, true, &fixture_err)); /* the same again */
    tally_free(t);
    come(&f, JIA, 1, 0);
    ok(tally_run_guarded(f.store, &t, &fixture_err));
    fails(ERR_DENIED, issued_check(f.store, t, true, &fixture_err));
    assert_non_null(strstr(fixture_err.text, "feedback of 2026-11-23"));
    ok(issued_check(f.store, t, false, &fixture_err)); /* hides nothing */
    tally_free(t);
    come(&f, JIA, 5, 6); /* six and six more tell of nobody */
    ok(tally_run_guarded(f.store, &t, &fixture_err));
    ok(issued_check(f.store, t, true, &fixture_err));
    tally_free(t);
    fixture_remove(&f);
}

static void what_is_no_figures_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    anonymous_round(&f);
    assert_int_equal(check(&f, "{"), ERR_FORMAT);
    assert_int_equal(check(&f, "{\"a\":1}"), ERR_FORMAT);
    ok(check(&f, "{\"units\":[]}"));
    ok(check(&f, "{\"units\":[{\"code\":\"77\",\"valid\":3}]}"));
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_figures_may_go_out_again),
        cmocka_unit_test(one_more_sheet_would_be_plain),
        cmocka_unit_test(new_sheets_of_one_mind_would_be_plain),
        cmocka_unit_test(what_came_elsewhere_is_a_remainder_too),
        cmocka_unit_test(another_choice_of_hidden_units_is_no_way_around),
        cmocka_unit_test(one_answer_decided_anew_would_be_plain),
        cmocka_unit_test(the_register_is_what_was_signed),
        cmocka_unit_test(figures_of_an_earlier_round_are_those_it_signed),
        cmocka_unit_test(letters_of_any_round_are_kept_and_checked),
        cmocka_unit_test(what_is_no_figures_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
