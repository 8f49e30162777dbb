/* tests/engine/test_rescan.c - the same paper scanned twice is no conflict;
 * two papers with one serial are. */
#include "tests/engine/store_fixture.h"

/* Boxes of K1 and Q1, the rest of the sheet plain. */
struct hand {
    const char *letters;      /* the answers */
    struct {
        size_t item, choice;
        enum box_state state;
        double p;
    } box[8];
};

static struct gate_result put(struct fixture *f, const struct hand *hand,
                              unsigned image)
{
    static const size_t choices[] = {[IT_K1] = 3, [IT_Q1] = 4};
    struct fixture_page p;
    size_t n = 0;
    fixture_page(f, &p, f->serial[0], 1, 0, hand->letters, image);
    for (size_t item = IT_K1; item <= IT_Q1; item += IT_Q1 - IT_K1)
        for (size_t c = 0; c < choices[item]; c++) {
            struct box_read *b = &p.boxes[n++];
            *b = (struct box_read){.item = item, .choice = c, .reason = "",
                                   .p_marked = 0.01F};
            for (size_t k = 0; k < 8; k++)
                if (hand->box[k].p > 0 && hand->box[k].item == item &&
                    hand->box[k].choice == c) {
                    b->state = hand->box[k].state;
                    b->p_marked = (float)hand->box[k].p;
                }
        }
    p.scan.box_count = n;
    return fixture_gate(f, &p.scan);
}

#define MARK BOX_MARKED, 0.999
#define MAYBE BOX_DOUBTFUL, 0.5
#define NOISE BOX_EMPTY, 0.3
#define PAPER BOX_EMPTY, 0.01

static const struct hand clear_2 = {
    "2223411.", {{IT_K1, 1, MARK}, {IT_Q1, 2, MARK}}};
static const struct hand doubt_2 = {
    "2?23411.", {{IT_K1, 1, MAYBE}, {IT_Q1, 2, MARK}}};
static const struct hand doubt_both = {
    "2?2?411.", {{IT_K1, 1, MAYBE}, {IT_Q1, 2, MAYBE}}};
static const struct hand clear_1 = {
    "2123411.", {{IT_K1, 0, MARK}, {IT_Q1, 2, MARK}}};
static const struct hand blank_noise = {
    "2.23411.", {{IT_K1, 1, NOISE}, {IT_Q1, 2, MARK}}};
static const struct hand blank_plain = {
    "2.23411.", {{IT_K1, 1, PAPER}, {IT_Q1, 2, MARK}}};

static enum page_standing standing(struct fixture *f, int64_t page)
{
    struct page_row row;
    ok(store_page_get(f->store, page, &row, &fixture_err));
    return row.standing;
}

static int64_t count(struct fixture *f, const char *sql)
{
    int64_t value = -1;
    ok(db_pragma_int(f->store, sql, &value, &fixture_err));
    return value;
}

enum { FIRST, SECOND, NEITHER };

static void which_counts(const struct hand *first, const struct hand *second,
                         int who)
{
    struct fixture f;
    fixture_make(&f, "", false, false);
    struct gate_result a = put(&f, first, 1);
    struct gate_result b = put(&f, second, 2);
    assert_int_equal(a.outcome, PAGE_READ);
    assert_string_equal(page_outcome_word(b.outcome),
                        who == NEITHER ? "conflict" : "rescan");
    assert_true(b.stored);
    assert_true(b.reason[0] != '\0');
    assert_int_equal(standing(&f, a.page_id),
                     who == FIRST     ? STANDING_COUNTS
                     : who == SECOND ? STANDING_SPARE
                                     : STANDING_CONTESTED);
    assert_int_equal(standing(&f, b.page_id),
                     who == SECOND   ? STANDING_COUNTS
                     : who == FIRST ? STANDING_SPARE
                                    : STANDING_CONTESTED);
    assert_int_equal(count(&f, "SELECT count(*) FROM review WHERE item IS "
                               "NULL"), who == NEITHER ? 2 : 0);
    assert_int_equal(count(&f, "SELECT disposition = 'conflict' FROM "
                               "response"), who == NEITHER);
    assert_int_equal(count(&f, "SELECT count(*) FROM response"), 1);
    /* either again adds nothing */
    assert_int_equal(put(&f, first, 3).outcome, PAGE_SAME_SHEET);
    assert_int_equal(put(&f, second, 4).outcome, PAGE_SAME_SHEET);
    ok(store_check(f.store, &fixture_err));
    fixture_remove(&f);
}

static void the_clearer_scan_counts(void **state)
{
    (void)state;
    which_counts(&doubt_2, &clear_2, SECOND);
    which_counts(&clear_2, &doubt_2, FIRST);
    which_counts(&doubt_both, &doubt_2, SECOND);
    which_counts(&doubt_2, &doubt_both, FIRST);
}

static void judgement_noise_is_no_contradiction(void **state)
{
    (void)state;
    which_counts(&clear_2, &blank_noise, FIRST);
    which_counts(&doubt_2, &blank_noise, SECOND);
    which_counts(&doubt_2, &blank_plain, SECOND);
}

static void a_plain_mark_on_plain_paper_is_a_conflict(void **state)
{
    (void)state;
    which_counts(&clear_2, &clear_1, NEITHER);
    which_counts(&clear_2, &blank_plain, NEITHER);
    which_counts(&blank_plain, &clear_2, NEITHER);
    /* a doubtful scan whose other marks contradict is no rescan */
    static const struct hand elsewhere = {
        "2?24411.", {{IT_K1, 1, MAYBE}, {IT_Q1, 3, MARK}}};
    which_counts(&clear_2, &elsewhere, NEITHER);
}

/* Two clear sheets that contradict are a conflict even when a doubtful scan,
 * which agrees with both, came between them. */
static void a_doubtful_scan_does_not_hide_a_conflict(void **state)
{
    (void)state;
    const struct hand *const orders[][3] = {
        {&doubt_2, &clear_2, &blank_plain}, {&clear_2, &doubt_2, &blank_plain},
        {&doubt_2, &blank_plain, &clear_2}, {&blank_plain, &doubt_2, &clear_2},
        {&clear_2, &blank_plain, &doubt_2}};
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        struct fixture f;
        fixture_make(&f, "", false, false);
        for (unsigned k = 0; k < 3; k++)
            (void)put(&f, orders[i][k], k + 1);
        assert_int_equal(count(&f, "SELECT disposition = 'conflict' FROM "
                                   "response"), 1);
        assert_int_equal(count(&f, "SELECT count(*) FROM page WHERE standing "
                                   "= 'counts'"), 0);
        fixture_remove(&f);
    }
}

/* What a person decided on a scan keeps that scan. */
static void a_decided_scan_stays(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    struct gate_result a = put(&f, &doubt_both, 1);
    ok(gate_decide(f.store, 1, ANSWER_GIVEN, 4, "Li", "", &fixture_err));
    struct gate_result b = put(&f, &clear_2, 2);
    assert_int_equal(b.outcome, PAGE_RESCAN);
    assert_int_equal(standing(&f, a.page_id), STANDING_COUNTS);
    assert_int_equal(count(&f, "SELECT choices FROM answer AS a JOIN page AS "
                               "p ON p.id = a.page WHERE p.standing = "
                               "'counts' AND a.item = 1"), 4);
    fixture_remove(&f);
}

/* The doubts of the scan that was replaced ask nobody any more. */
static void a_spare_scan_asks_nobody(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    (void)put(&f, &doubt_both, 1);
    struct gate_result b = put(&f, &clear_2, 2);
    assert_int_equal(b.reviews, 0);
    assert_int_equal(count(&f, "SELECT count(*) FROM review AS v JOIN page AS "
                               "p ON p.id = v.page WHERE p.standing = "
                               "'counts'"), 0);
    assert_int_equal(count(&f, "SELECT disposition = 'complete' FROM "
                               "response"), 1);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_clearer_scan_counts),
        cmocka_unit_test(judgement_noise_is_no_contradiction),
        cmocka_unit_test(a_plain_mark_on_plain_paper_is_a_conflict),
        cmocka_unit_test(a_doubtful_scan_does_not_hide_a_conflict),
        cmocka_unit_test(a_decided_scan_stays),
        cmocka_unit_test(a_spare_scan_asks_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
