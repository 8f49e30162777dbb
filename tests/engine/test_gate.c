/* tests/engine/test_gate.c - what the gate lets in, tells apart, and asks. */
#include "tests/engine/store_fixture.h"

/* ---- looking ---- */

/* All responses as text, one a line: unit, side, disposition, answers. */
static bool print_response(void *ctx, const struct response_row *r)
{
    struct str *out = ctx;
    str_addf(out, "%zu/%d %s ", r->unit, r->side,
             disposition_word(r->disposition));
    for (size_t i = 0; i < r->answer_count; i++) {
        const struct answer_row *a = &r->answers[i];
        char c = '.';
        if (a->state == ANSWER_GIVEN)
            c = a->choices == 0 ? 'w' : (char)('0' + __builtin_ctzll(a->choices) + 1);
        else if (a->state == ANSWER_INVALID)
            c = '!';
        else if (a->state == ANSWER_DOUBTFUL)
            c = '?';
        str_add_char(out, c);
    }
    str_add(out, "\n");
    return false;
}

static void assert_responses(struct fixture *f, const char *expected)
{
    struct str out;
    str_init(&out, 100000);
    ok(store_responses(f->store, print_response, &out, &fixture_err));
    assert_string_equal(out.text, expected);
    str_deinit(&out);
}

struct review_list {
    size_t n;
    struct review_row row[32];
};

static bool keep_review(void *ctx, const struct review_row *r)
{
    struct review_list *list = ctx;
    list->row[list->n++] = *r;
    return list->n == 32;
}

static struct review_list reviews(struct fixture *f, enum review_filter which)
{
    struct review_list list = {.n = 0};
    ok(store_reviews(f->store, which, keep_review, &list, &fixture_err));
    return list;
}

static bool count_page(void *ctx, const struct page_row *row)
{
    (void)row;
    *(size_t *)ctx += 1;
    return false;
}

static size_t page_count(struct fixture *f)
{
    size_t n = 0;
    ok(store_pages(f->store, count_page, &n, &fixture_err));
    return n;
}

static enum err_code decide(struct fixture *f, int64_t id,
                            enum answer_state state, uint64_t choices)
{
    return gate_decide(f->store, id, state, choices, "王复核", "看图",
                       &fixture_err);
}

#define assert_outcome(result, expected)                                      \
    assert_string_equal(page_outcome_word((result).outcome),                  \
                        page_outcome_word(expected))

/* ---- one sheet ---- */

static void a_page_becomes_answers(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    struct gate_result r = fixture_sheet(&f, f.serial[0], "2123412w", 1);
    assert_outcome(r, PAGE_READ);
    assert_true(r.stored);
    assert_int_equal(r.reviews, 0);
    assert_responses(&f, "1/0 complete 2123412w\n");
    struct page_row page;
    ok(store_page_get(f.store, r.page_id, &page, &fixture_err));
    assert_int_equal(page.serial, f.serial[0]);
    assert_int_equal(page.standing, STANDING_COUNTS);
    assert_string_equal(page.file, "scans/scan1.png");
    assert_memory_equal(page.image, "pages/", 6);
    fixture_remove(&f);
}

static void the_same_image_again_adds_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    fixture_make(&f, "", false, false);
    struct gate_result first = fixture_sheet(&f, f.serial[0], "2123412w", 1);
    struct gate_result again = fixture_sheet(&f, f.serial[0], "2123412w", 1);
    assert_outcome(again, PAGE_SAME_IMAGE);
    assert_false(again.stored);
    assert_int_equal(again.page_id, first.page_id);
    /* The same pixels in a file of another name are a second page ... */
    struct page_scan *s =
        fixture_page(&f, &p, f.serial[0], 1, 0, "2123412w", 1);
    s->file = "copies/other.png";
    assert_outcome(fixture_gate(&f, s), PAGE_SAME_IMAGE);
    assert_int_equal(page_count(&f), 2);
    /* ... once. */
    assert_outcome(fixture_gate(&f, s), PAGE_SAME_IMAGE);
    s->file = "./elsewhere/other.png";
    assert_outcome(fixture_gate(&f, s), PAGE_SAME_IMAGE);
    assert_int_equal(page_count(&f), 2);
    assert_responses(&f, "1/0 complete 2123412w\n");
    fixture_remove(&f);
}

static void the_same_sheet_with_the_same_marks_is_ignored(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    struct gate_result first = fixture_sheet(&f, f.serial[0], "2123412w", 1);
    /* Ink in a text area may be seen or not: no mark. */
    struct gate_result again = fixture_sheet(&f, f.serial[0], "2123412.", 2);
    assert_outcome(again, PAGE_SAME_SHEET);
    assert_true(again.stored);
    assert_int_not_equal(again.page_id, first.page_id);
    assert_int_equal(page_count(&f), 2);
    assert_outcome(fixture_sheet(&f, f.serial[0], "2123412.", 2),
                   PAGE_SAME_SHEET);
    assert_int_equal(page_count(&f), 2);
    assert_responses(&f, "1/0 complete 2123412w\n");
    assert_int_equal(reviews(&f, REVIEW_ALL).n, 0);
    fixture_remove(&f);
}

static void other_marks_on_the_same_sheet_wait_for_a_person(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct fixture f;
        fixture_make(&f, "", false, false);
        (void)fixture_sheet(&f, f.serial[0], "2123412w", 1 + (unsigned)order);
        struct gate_result r = fixture_sheet(&f, f.serial[0], "2113412w",
                                             2 - (unsigned)order);
        assert_outcome(r, PAGE_CONFLICT);
        assert_int_equal(r.reviews, 2); /* one for each of the two */
        assert_responses(&f, "1/0 conflict \n");
        assert_int_equal(reviews(&f, REVIEW_OPEN).n, 2);
        assert_int_equal(reviews(&f, REVIEW_OPEN).row[0].item, SIZE_MAX);
        assert_string_equal(reviews(&f, REVIEW_OPEN).row[0].reason,
                            "conflict");
        /* Both again: nothing more. */
        assert_outcome(fixture_sheet(&f, f.serial[0], "2123412w", 7),
                       PAGE_SAME_SHEET);
        assert_outcome(fixture_sheet(&f, f.serial[0], "2113412w", 8),
                       PAGE_SAME_SHEET);
        assert_int_equal(reviews(&f, REVIEW_OPEN).n, 2);
        assert_responses(&f, "1/0 conflict \n");
        fixture_remove(&f);
    }
}

static void a_person_chooses_between_two_pages(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    struct gate_result a = fixture_sheet(&f, f.serial[0], "2123412w", 1);
    struct gate_result b = fixture_sheet(&f, f.serial[0], "2113412w", 2);
    struct review_list open = reviews(&f, REVIEW_OPEN);
    int64_t of_b = open.row[0].page == b.page_id ? open.row[0].id
                                                 : open.row[1].id;
    int64_t of_a = open.row[0].page == a.page_id ? open.row[0].id
                                                 : open.row[1].id;
    ok(decide(&f, of_b, ANSWER_GIVEN, 0));
    assert_responses(&f, "1/0 complete 2113412w\n");
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 0);
    assert_int_equal(reviews(&f, REVIEW_DECIDED).n, 2);
    /* Second thoughts. */
    ok(decide(&f, of_a, ANSWER_GIVEN, 0));
    assert_responses(&f, "1/0 complete 2123412w\n");
    ok(decide(&f, of_a, ANSWER_INVALID, 0));
    assert_responses(&f, "1/0 conflict \n");
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 0);
    fails(ERR_RANGE, decide(&f, of_a, ANSWER_BLANK, 0));
    fails(ERR_RANGE, decide(&f, of_a, ANSWER_GIVEN, 1));
    /* The chosen sheet scanned once more changes nothing; a third sheet with
     * that serial opens the question again. */
    ok(decide(&f, of_a, ANSWER_GIVEN, 0));
    assert_outcome(fixture_sheet(&f, f.serial[0], "2113412w", 9),
                   PAGE_SAME_SHEET);
    assert_responses(&f, "1/0 complete 2123412w\n");
    assert_outcome(fixture_sheet(&f, f.serial[0], "2133412w", 10),
                   PAGE_CONFLICT);
    assert_responses(&f, "1/0 conflict \n");
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 2);
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    fixture_remove(&f);
}

static void setting_one_of_two_aside_lets_the_other_count(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    struct gate_result a = fixture_sheet(&f, f.serial[0], "2123412w", 1);
    (void)fixture_sheet(&f, f.serial[0], "2113412w", 2);
    struct review_list open = reviews(&f, REVIEW_OPEN);
    size_t at_a = open.row[0].page == a.page_id ? 0 : 1;
    ok(decide(&f, open.row[1 - at_a].id, ANSWER_INVALID, 0));
    assert_responses(&f, "1/0 complete 2123412w\n");
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 0);
    /* The other one too: then the sheet is void. */
    ok(decide(&f, open.row[at_a].id, ANSWER_INVALID, 0));
    assert_responses(&f, "1/0 conflict \n");
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 0);
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    fixture_remove(&f);
}

/* ---- two sides ---- */

static void two_sides_make_one_response_in_any_order(void **state)
{
    (void)state;
    for (int order = 0; order < 2; order++) {
        struct fixture f;
        struct fixture_page one, two;
        fixture_make(&f, "", false, true);
        const struct page_scan *scan[] = {
            fixture_page(&f, &one, f.serial[0], 1, IT_E1, "2123", 1),
            fixture_page(&f, &two, f.serial[0], 2, IT_Q2, "412w", 2)};
        assert_outcome(fixture_gate(&f, scan[order]), PAGE_READ);
        assert_responses(&f, order == 0 ? "1/0 missing_side 2123\n"
                                        : "1/0 missing_side 412w\n");
        assert_outcome(fixture_gate(&f, scan[1 - order]), PAGE_READ);
        assert_responses(&f, "1/0 complete 2123412w\n");
        fixture_remove(&f);
    }
}

static void a_conflict_on_one_side_voids_the_sheet_only_until_decided(
    void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    fixture_make(&f, "", false, true);
    (void)fixture_gate(
        &f, fixture_page(&f, &p, f.serial[0], 1, IT_E1, "2123", 1));
    (void)fixture_gate(
        &f, fixture_page(&f, &p, f.serial[0], 2, IT_Q2, "412w", 2));
    struct gate_result r = fixture_gate(
        &f, fixture_page(&f, &p, f.serial[0], 2, IT_Q2, "312w", 3));
    assert_outcome(r, PAGE_CONFLICT);
    assert_responses(&f, "1/0 conflict 2123\n");
    struct review_list open = reviews(&f, REVIEW_OPEN);
    assert_int_equal(open.n, 2);
    int64_t id = open.row[0].page == r.page_id ? open.row[0].id
                                               : open.row[1].id;
    ok(decide(&f, id, ANSWER_GIVEN, 0));
    assert_responses(&f, "1/0 complete 2123312w\n");
    fixture_remove(&f);
}

static void an_answer_of_the_other_side_does_not_fit(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    struct gate_result r;
    fixture_make(&f, "", false, true);
    ok(store_begin(f.store, &fixture_err));
    fails(ERR_FORMAT,
          gate_page(f.store,
                    fixture_page(&f, &p, f.serial[0], 1, IT_E1, "21234", 1),
                    &r, &fixture_err));
    fails(ERR_FORMAT,
          gate_page(f.store,
                    fixture_page(&f, &p, f.serial[0], 3, IT_E1, "2123", 1),
                    &r, &fixture_err));
    /* The transaction goes on after a refusal. */
    ok(gate_page(f.store,
                 fixture_page(&f, &p, f.serial[0], 1, IT_E1, "2123", 1), &r,
                 &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    assert_responses(&f, "1/0 missing_side 2123\n");
    fixture_remove(&f);
}

/* ---- open sheets ---- */

static void open_sheets_are_told_apart_by_pixels_only(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", true, false);
    assert_outcome(fixture_sheet(&f, 0, "2123412w", 1), PAGE_READ);
    assert_outcome(fixture_sheet(&f, 0, "2123412w", 2), PAGE_READ);
    assert_outcome(fixture_sheet(&f, 0, "2123412w", 1), PAGE_SAME_IMAGE);
    assert_responses(&f, "1/0 complete 2123412w\n1/0 complete 2123412w\n");
    fixture_remove(&f);
}

static void each_side_of_an_open_sheet_speaks_for_itself(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    fixture_make(&f, "", true, true);
    (void)fixture_gate(&f, fixture_page(&f, &p, 0, 1, IT_E1, "2123", 1));
    (void)fixture_gate(&f, fixture_page(&f, &p, 0, 2, IT_Q2, "4...", 2));
    assert_responses(&f, "1/1 complete 2123\n1/2 partial 4...\n");
    fixture_remove(&f);
}

/* ---- what a response is worth ---- */

static void dispositions_follow_the_core_items(void **state)
{
    (void)state;
    static const struct {
        const char *letters, *disposition;
    } rows[] = {
        {"2123412w", "complete"},  {"21234...", "complete"},
        {".1234...", "complete"},  {"..1234..", "complete"},
        {"2112....", "partial"},   {".1.1.1..", "partial"},
        {"211.....", "break_off"}, {"........", "blank"},
        {".......w", "break_off"}, {"2.......", "break_off"},
        {"1.......", "screened"},  {"1123412.", "screened"},
        {".1!!!4..", "break_off"}, {".1!3!4..", "partial"},
        {".????...", "complete"},  {".!......", "break_off"},
        {"......1.", "break_off"}, {"?1234...", "complete"},
    };
    struct fixture f;
    fixture_make(&f, "", true, false);
    struct str expected, got;
    str_init(&expected, 10000);
    str_init(&got, 10000);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        (void)fixture_sheet(&f, 0, rows[i].letters, (unsigned)i);
        str_addf(&expected, "1/0 %s %s\n", rows[i].disposition,
                 rows[i].letters);
    }
    ok(store_responses(f.store, print_response, &got, &fixture_err));
    assert_string_equal(got.text, expected.text);
    str_deinit(&got);
    str_deinit(&expected);
    fixture_remove(&f);
}

/* ---- review ---- */

static void a_decision_counts_and_the_reading_stays(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    struct gate_result r = fixture_sheet(&f, f.serial[0], "2?2?412.", 1);
    assert_int_equal(r.reviews, 2);
    struct review_list open = reviews(&f, REVIEW_OPEN);
    assert_int_equal(open.n, 2);
    assert_int_equal(open.row[0].item, IT_K1);
    assert_int_equal(open.row[0].read_state, ANSWER_DOUBTFUL);
    assert_string_equal(open.row[0].reason, "faint");
    ok(decide(&f, open.row[0].id, ANSWER_GIVEN, 4));
    assert_responses(&f, "1/0 complete 232?412.\n");
    ok(decide(&f, open.row[0].id, ANSWER_BLANK, 0));
    assert_responses(&f, "1/0 complete 2.2?412.\n");
    struct review_row row;
    ok(store_review_get(f.store, open.row[0].id, &row, &fixture_err));
    assert_true(row.decided);
    assert_int_equal(row.state, ANSWER_BLANK);
    assert_int_equal(row.read_state, ANSWER_DOUBTFUL);
    assert_string_equal(row.who, "王复核");
    assert_string_equal(row.why, "看图");
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 1);
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    fixture_remove(&f);
}

static void an_impossible_decision_is_refused(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    (void)fixture_sheet(&f, f.serial[0], "2?2?41?.", 1);
    struct review_list open = reviews(&f, REVIEW_OPEN);
    assert_int_equal(open.n, 3);
    fails(ERR_RANGE, decide(&f, open.row[0].id, ANSWER_GIVEN, 8));
    fails(ERR_RANGE, decide(&f, open.row[0].id, ANSWER_GIVEN, 3));
    fails(ERR_RANGE, decide(&f, open.row[0].id, ANSWER_GIVEN, 0));
    fails(ERR_RANGE, decide(&f, open.row[0].id, ANSWER_BLANK, 1));
    fails(ERR_RANGE, decide(&f, open.row[0].id, ANSWER_DOUBTFUL, 1));
    fails(ERR_NOTFOUND, decide(&f, 999, ANSWER_GIVEN, 1));
    fails(ERR_USAGE, gate_decide(f.store, open.row[0].id, ANSWER_GIVEN, 1,
                                 "", "", &fixture_err));
    fails(ERR_RANGE, decide(&f, open.row[2].id, ANSWER_GIVEN, 7));
    ok(decide(&f, open.row[2].id, ANSWER_GIVEN, 5)); /* P1 takes two */
    assert_responses(&f, "1/0 complete 2?2?411.\n");
    fixture_remove(&f);
}

static void doubts_of_a_contested_page_wait_for_the_page(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    (void)fixture_sheet(&f, f.serial[0], "2123411.", 1);
    struct gate_result b = fixture_sheet(&f, f.serial[0], "2?23412.", 2);
    assert_outcome(b, PAGE_CONFLICT);
    struct review_list open = reviews(&f, REVIEW_OPEN);
    assert_int_equal(open.n, 2);
    assert_int_equal(reviews(&f, REVIEW_ALL).n, 3);
    int64_t id = open.row[0].page == b.page_id ? open.row[0].id
                                               : open.row[1].id;
    ok(decide(&f, id, ANSWER_GIVEN, 0));
    open = reviews(&f, REVIEW_OPEN);
    assert_int_equal(open.n, 1);
    assert_int_equal(open.row[0].item, IT_K1);
    fixture_remove(&f);
}

/* ---- not ours, or not readable ---- */

static void what_was_never_printed_is_told(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    fixture_make(&f, "", false, false);
    struct page_scan *s =
        fixture_page(&f, &p, f.serial[0], 1, 0, "2123412.", 1);
    s->batch = 77;
    struct gate_result r = fixture_gate(&f, s);
    assert_outcome(r, PAGE_OTHER_REVISION);
    assert_non_null(strstr(r.reason, "77"));
    s = fixture_page(&f, &p, 12345, 1, 0, "2123412.", 2);
    assert_outcome(fixture_gate(&f, s), PAGE_FORGED);
    s = fixture_page(&f, &p, f.serial[0], 1, 0, "2123412.", 3);
    s->open = true;
    s->serial = 0;
    assert_outcome(fixture_gate(&f, s), PAGE_FORGED);
    assert_responses(&f, "");
    assert_int_equal(page_count(&f), 3);
    fixture_remove(&f);
}

static void pages_without_answers_are_recorded_once(void **state)
{
    (void)state;
    static const enum page_outcome others[] = {
        PAGE_OTHER_SURVEY, PAGE_FORGED, PAGE_FOREIGN, PAGE_BLANK,
        PAGE_UNREADABLE, PAGE_BROKEN, PAGE_NO_CODE, PAGE_OTHER_REVISION};
    struct fixture f;
    fixture_make(&f, "", false, false);
    size_t n = sizeof others / sizeof others[0];
    for (int run = 0; run < 3; run++) {
        for (size_t i = 0; i < n; i++) {
            char file[64];
            struct page_scan s = {.outcome = others[i],
                                  .reason = "why",
                                  .file = file};
            (void)snprintf(file, sizeof file, "run%d/f%zu.png", run, i);
            s.file_hash[0] = 5; /* equal content: blank backs look alike */
            struct gate_result r = fixture_gate(&f, &s);
            assert_outcome(r, others[i]);
            assert_int_equal(r.stored, run == 0);
            assert_int_equal(r.reviews, run == 0 && others[i] == PAGE_NO_CODE);
        }
    }
    assert_int_equal(page_count(&f), n);
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 1);
    assert_responses(&f, "");
    fixture_remove(&f);
}

static void a_better_reading_takes_the_place_of_a_worse_one(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    fixture_make(&f, "", false, false);
    struct page_scan *s =
        fixture_page(&f, &p, f.serial[0], 1, 0, "2123412.", 1);
    s->outcome = PAGE_UNREADABLE;
    (void)fixture_gate(&f, s);
    s->outcome = PAGE_NO_CODE;
    assert_int_equal(fixture_gate(&f, s).reviews, 1);
    assert_int_equal(page_count(&f), 1);
    s->outcome = PAGE_READ;
    assert_outcome(fixture_gate(&f, s), PAGE_READ);
    assert_int_equal(page_count(&f), 1);
    assert_int_equal(reviews(&f, REVIEW_ALL).n, 0);
    s->outcome = PAGE_UNREADABLE; /* and never back */
    assert_outcome(fixture_gate(&f, s), PAGE_SAME_IMAGE);
    assert_responses(&f, "1/0 complete 2123412.\n");
    fixture_remove(&f);
}

static void a_dead_code_is_keyed(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    struct gate_result r;
    fixture_make(&f, "", false, false);
    struct page_scan *s =
        fixture_page(&f, &p, f.serial[0], 1, 0, "2123412.", 1);
    s->outcome = PAGE_NO_CODE;
    int64_t id = fixture_gate(&f, s).page_id;
    struct review_list open = reviews(&f, REVIEW_OPEN);
    fails(ERR_RANGE, decide(&f, open.row[0].id, ANSWER_GIVEN, 0));
    s->outcome = PAGE_READ;
    memset(s->image_hash, 0, SHA256_BYTES); /* the stored ones count */
    ok(gate_key_page(f.store, id, s, false, "李录入", "", &r, &fixture_err));
    assert_outcome(r, PAGE_READ);
    assert_responses(&f, "1/0 complete 2123412.\n");
    assert_int_equal(reviews(&f, REVIEW_OPEN).n, 0);
    assert_int_equal(page_count(&f), 1);
    fails(ERR_NOTNOW, gate_key_page(f.store, r.page_id, s, false, "李录入", "", &r,
                                    &fixture_err));
    /* The same file scanned again is known by its pixels. */
    assert_outcome(fixture_sheet(&f, f.serial[0], "2123412.", 1),
                   PAGE_SAME_IMAGE);
    assert_int_equal(page_count(&f), 1);
    fixture_remove(&f);
}

static void a_page_that_does_not_fit_is_refused_by_name(void **state)
{
    (void)state;
    struct fixture f;
    struct fixture_page p;
    struct gate_result r;
    fixture_make(&f, "", false, false);
    struct page_scan *s =
        fixture_page(&f, &p, f.serial[0], 1, 0, "2123412.", 41);
    ok(store_begin(f.store, &fixture_err));
    p.answers[1].choices = 8; /* K1 has three choices */
    fails(ERR_FORMAT, gate_page(f.store, s, &r, &fixture_err));
    assert_non_null(strstr(fixture_err.text, "K1"));
    assert_non_null(strstr(fixture_err.text, "scan41.png"));
    p.answers[1].choices = 3;
    fails(ERR_FORMAT, gate_page(f.store, s, &r, &fixture_err));
    p.answers[1].choices = 1;
    p.answers[7].item = 99;
    fails(ERR_FORMAT, gate_page(f.store, s, &r, &fixture_err));
    p.answers[7].item = IT_E1;
    fails(ERR_FORMAT, gate_page(f.store, s, &r, &fixture_err));
    s->answer_count = 7;
    s->box_count = 1;
    p.boxes[0] = (struct box_read){.item = IT_O1};
    fails(ERR_FORMAT, gate_page(f.store, s, &r, &fixture_err));
    s->box_count = 0;
    memset(s->image_hash, 0, SHA256_BYTES);
    fails(ERR_FORMAT, gate_page(f.store, s, &r, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    assert_int_equal(page_count(&f), 0);
    assert_responses(&f, "");
    fixture_remove(&f);
}

/* ---- anonymous ---- */

static void anonymous_answers_keep_no_name_and_no_order(void **state)
{
    (void)state;
    struct fixture f;
    int64_t last = 0;
    bool rising = true;
    fixture_make(&f, "anonymous: true\n", true, false);
    for (unsigned i = 1; i <= 12; i++) {
        struct gate_result r = fixture_sheet(&f, 0, "2?23412.", i);
        struct page_row page;
        ok(store_page_get(f.store, r.page_id, &page, &fixture_err));
        assert_string_equal(page.file, "");
        assert_int_equal(page.serial, 0);
        assert_int_equal(page.page, 0);
        rising = rising && r.page_id > last;
        last = r.page_id;
    }
    assert_false(rising); /* by chance once in 479,001,600 runs */
    int64_t rows;
    ok(store_audit_verify(f.store, &rows, &fixture_err));
    assert_int_equal(rows, 2); /* new, form: none for a page */
    assert_outcome(fixture_sheet(&f, 0, "2?23412.", 3), PAGE_SAME_IMAGE);
    assert_int_equal(page_count(&f), 12);
    struct batch b;
    uint64_t serials[1];
    ok(store_begin(f.store, &fixture_err));
    fails(ERR_DENIED, store_batch_add(f.store, 1, 1, false, 1, serials, &b,
                                      &fixture_err));
    store_rollback(f.store);
    fixture_remove(&f);
}

/* ---- any order gives the same ---- */

/* Eight arrivals, among them repeats and contradictions, in random orders:
 * what counts is always the same. */
static void the_order_of_arrival_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        int sheet, side;
        size_t first;
        const char *letters;
    } arrivals[] = {
        {0, 1, IT_E1, "2123"}, {0, 2, IT_Q2, "412."}, {0, 1, IT_E1, "2123"},
        {1, 1, IT_E1, "2113"}, {1, 2, IT_Q2, "412."}, {1, 2, IT_Q2, "312."},
        {2, 2, IT_Q2, "...."}, {3, 1, IT_E1, "1..."},
    };
    enum { N = sizeof arrivals / sizeof arrivals[0] };
    uint32_t seed = 20260301;
    for (int round = 0; round < 12; round++) {
        struct fixture f;
        struct fixture_page p;
        int order[N];
        fixture_make(&f, "", false, true);
        for (int i = 0; i < N; i++) {
            seed = seed * 1664525U + 1013904223U;
            int k = (int)(seed >> 16) % (i + 1);
            order[i] = order[k];
            order[k] = i;
        }
        for (int pass = 0; pass < 2; pass++)
            for (int i = 0; i < N; i++)
                (void)fixture_gate(
                    &f, fixture_page(&f, &p, f.serial[arrivals[order[i]].sheet],
                                     arrivals[order[i]].side,
                                     arrivals[order[i]].first,
                                     arrivals[order[i]].letters,
                                     (unsigned)order[i]));
        struct str got;
        str_init(&got, 10000);
        ok(store_responses(f.store, print_response, &got, &fixture_err));
        assert_non_null(strstr(got.text, "1/0 complete 2123412.\n"));
        assert_non_null(strstr(got.text, "1/0 conflict 2113\n"));
        assert_non_null(strstr(got.text, "1/0 missing_side ....\n"));
        assert_non_null(strstr(got.text, "1/0 screened 1...\n"));
        assert_int_equal(got.n, strlen("1/0 complete 2123412.\n") +
                                    strlen("1/0 conflict 2113\n") +
                                    strlen("1/0 missing_side ....\n") +
                                    strlen("1/0 screened 1...\n"));
        assert_int_equal(reviews(&f, REVIEW_OPEN).n, 2);
        assert_int_equal(page_count(&f), N);
        ok(store_check(f.store, &fixture_err));
        str_deinit(&got);
        fixture_remove(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_becomes_answers),
        cmocka_unit_test(the_same_image_again_adds_nothing),
        cmocka_unit_test(the_same_sheet_with_the_same_marks_is_ignored),
        cmocka_unit_test(other_marks_on_the_same_sheet_wait_for_a_person),
        cmocka_unit_test(a_person_chooses_between_two_pages),
        cmocka_unit_test(setting_one_of_two_aside_lets_the_other_count),
        cmocka_unit_test(two_sides_make_one_response_in_any_order),
        cmocka_unit_test(
            a_conflict_on_one_side_voids_the_sheet_only_until_decided),
        cmocka_unit_test(an_answer_of_the_other_side_does_not_fit),
        cmocka_unit_test(open_sheets_are_told_apart_by_pixels_only),
        cmocka_unit_test(each_side_of_an_open_sheet_speaks_for_itself),
        cmocka_unit_test(dispositions_follow_the_core_items),
        cmocka_unit_test(a_decision_counts_and_the_reading_stays),
        cmocka_unit_test(an_impossible_decision_is_refused),
        cmocka_unit_test(doubts_of_a_contested_page_wait_for_the_page),
        cmocka_unit_test(what_was_never_printed_is_told),
        cmocka_unit_test(pages_without_answers_are_recorded_once),
        cmocka_unit_test(a_better_reading_takes_the_place_of_a_worse_one),
        cmocka_unit_test(a_dead_code_is_keyed),
        cmocka_unit_test(a_page_that_does_not_fit_is_refused_by_name),
        cmocka_unit_test(anonymous_answers_keep_no_name_and_no_order),
        cmocka_unit_test(the_order_of_arrival_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
