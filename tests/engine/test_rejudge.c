/* tests/engine/test_rejudge.c - a round judged anew: previewed, applied,
 * taken back; people's decisions and former readings stay. */
#include <time.h>

#include "engine/gate/rejudge.h"
#include "tests/engine/store_fixture.h"

/* A judge for tests: a box is marked from `marked` on, doubtful from
 * `doubtful` on. */
struct bar {
    double marked, doubtful;
    size_t stop_at;        /* page at which to stop; 0 = never */
    size_t changes;
    struct rejudge_change last;
};

static size_t judge(void *ctx, const struct questionnaire *q, size_t n,
                    struct box_read box[], struct answer_read answers[])
{
    const struct bar *bar = ctx;
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        double cover = (double)box[i].measure.cover;
        box[i].state = cover >= bar->marked     ? BOX_MARKED
                       : cover >= bar->doubtful ? BOX_DOUBTFUL
                                                : BOX_EMPTY;
        box[i].reason = box[i].state == BOX_DOUBTFUL ? "faint" : "";
        box[i].p_marked = (float)(cover > 1 ? 1 : cover);
        if (i == 0 || box[i].item != box[i - 1].item)
            answers[count++] =
                (struct answer_read){.item = box[i].item,
                                     .state = ANSWER_BLANK,
                                     .reason = ""};
        struct answer_read *a = &answers[count - 1];
        if (box[i].state == BOX_EMPTY || a->state == ANSWER_DOUBTFUL)
            continue;
        a->choices |= UINT64_C(1) << box[i].choice;
        a->state = box[i].state == BOX_DOUBTFUL ? ANSWER_DOUBTFUL
                   : (a->choices & (a->choices - 1)) != 0 &&
                           q->items[a->item].kind == ITEM_SINGLE
                       ? ANSWER_INVALID
                       : ANSWER_GIVEN;
        a->doubt = a->state == ANSWER_DOUBTFUL ? 0.5F : 0;
        a->reason = a->state == ANSWER_DOUBTFUL ? "faint" : "";
    }
    return count;
}

static void note(void *ctx, const struct rejudge_change *change)
{
    struct bar *bar = ctx;
    bar->changes++;
    bar->last = *change;
}

static bool stop(void *ctx, size_t done, size_t pages)
{
    const struct bar *bar = ctx;
    return bar->stop_at > 0 && done >= bar->stop_at && done < pages;
}

/* A page whose boxes of each item have these covers, judged by `bar`. */
static void put_sheet(struct fixture *f, uint64_t serial, unsigned image,
                      const struct bar *bar, const double covers[IT_COUNT])
{
    static const size_t choices[IT_COUNT] = {2, 3, 3, 4, 4, 4, 3, 0};
    struct fixture_page p;
    fixture_page(f, &p, serial, 1, 0, "", image);
    size_t n = 0;
    for (size_t item = 0; item < IT_COUNT; item++)
        for (size_t c = 0; c < choices[item]; c++)
            p.boxes[n++] = (struct box_read){
                .item = item,
                .choice = c,
                .measure = {.cover = c == 1 ? (float)covers[item] : 0,
                            .outline = 1}};
    const struct questionnaire *q;
    ok(store_form(f->store, 1, &q, NULL, &fixture_err));
    for (size_t i = 0; i < n; i++)
        store_measure_round(&p.boxes[i].measure);
    struct bar copy = *bar;
    p.scan.box_count = n;
    p.scan.answer_count = judge(&copy, q, n, p.boxes, p.answers);
    p.scan.answers = p.answers;
    (void)fixture_gate(f, &p.scan);
}

static struct rejudge_result run(struct fixture *f, struct bar *bar,
                                 bool apply)
{
    const struct rejudge_options options = {.judge = judge,
                                            .change = note,
                                            .step = stop,
                                            .ctx = bar,
                                            .apply = apply,
                                            .params = "{\"bar\":1}",
                                            .who = "Wang",
                                            .why = "test"};
    struct rejudge_result result;
    ok(gate_rejudge(f->store, &options, &result, &fixture_err));
    return result;
}

static int64_t count(struct fixture *f, const char *sql)
{
    int64_t value = -1;
    ok(db_pragma_int(f->store, sql, &value, &fixture_err));
    return value;
}

/* A number that changes when any row of what counts does. */
static int64_t answers_digest(struct fixture *f)
{
    return count(f, "SELECT sum((page * 31 + item * 7 + choices * 3 + "
                    "read_choices + corrected) * (1 + length(state) + "
                    "length(read_state) * 5)) FROM answer");
}

static const struct bar usual = {.marked = 0.10, .doubtful = 0.05};
static const struct bar strict = {.marked = 0.30, .doubtful = 0.05};
static const double clear_sheet[IT_COUNT] = {.5, .5, .5, .5, .5, .5, .5, 0};
static const double pale_sheet[IT_COUNT] = {.5, .2, .2, .5, .5, .5, 0, 0};
static const double faint_sheet[IT_COUNT] = {.5, .5, .07, .5, .5, .5, 0, 0};

static void fill(struct fixture *f, const char *extra, bool open)
{
    fixture_make(f, extra, open, false);
    put_sheet(f, f->serial[0], 1, &usual, clear_sheet);
    put_sheet(f, f->serial[1], 2, &usual, pale_sheet);
    put_sheet(f, f->serial[2], 3, &usual, faint_sheet);
}

static void the_same_judge_changes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, "", false);
    struct bar bar = usual;
    struct rejudge_result r = run(&f, &bar, false);
    assert_int_equal(r.pages, 3);
    assert_int_equal(r.boxes, 3 * 23);
    assert_int_equal(r.items, 3 * 7);
    assert_int_equal(r.changes, 0);
    assert_int_equal(r.boxes_changed, 0);
    assert_int_equal(r.opened + r.withdrawn, 0);
    fixture_remove(&f);
}

static void a_preview_tells_and_writes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, "", false);
    int64_t before = answers_digest(&f);
    int64_t changes = count(&f, "SELECT total_changes()");
    struct bar bar = strict;
    struct rejudge_result r = run(&f, &bar, false);
    assert_int_equal(r.changes, 2);
    assert_int_equal(bar.changes, 2);
    assert_int_equal(r.changed[ANSWER_GIVEN][ANSWER_DOUBTFUL], 2);
    assert_int_equal(r.opened, 2);
    assert_int_equal(bar.last.serial, f.serial[1]);
    assert_int_equal(bar.last.item, IT_K2);
    assert_int_equal(bar.last.unit, 1);
    assert_int_equal(answers_digest(&f), before);
    assert_int_equal(count(&f, "SELECT total_changes()"), changes);
    fixture_remove(&f);
}

static void applying_does_what_the_preview_said(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, "", false);
    int64_t before = answers_digest(&f);
    struct bar bar = strict;
    struct rejudge_result preview = run(&f, &bar, false);
    struct rejudge_result r = run(&f, &bar, true);
    assert_int_equal(r.params, 1);
    r.params = 0;
    assert_memory_equal(&preview, &r, sizeof r);
    assert_int_equal(count(&f, "SELECT count(*) FROM review WHERE "
                               "decided_state IS NULL"), 3);
    assert_int_equal(count(&f, "SELECT count(*) FROM reading WHERE until = 1 "
                               "AND state = 'given'"), 2);
    assert_int_equal(count(&f, "SELECT count(*) FROM page WHERE judged = 1"),
                     3);
    assert_int_equal(count(&f, "SELECT count(*) FROM box_reading"),
                     (int64_t)r.boxes_changed);
    /* and back: everything stands as it was, and both readings are kept */
    bar = usual;
    r = run(&f, &bar, true);
    assert_int_equal(r.params, 2);
    assert_int_equal(r.withdrawn, 2);
    assert_int_equal(answers_digest(&f), before);
    assert_int_equal(count(&f, "SELECT count(*) FROM reading"), 4);
    assert_int_equal(count(&f, "SELECT count(*) FROM review"), 1);
    assert_int_equal(count(&f, "SELECT count(*) FROM audit WHERE action = "
                               "'rejudge' AND who = 'Wang'"), 2);
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    ok(store_check(f.store, &fixture_err));
    fixture_remove(&f);
}

static void a_persons_decision_stays(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, "", false);
    ok(gate_decide(f.store, 1, ANSWER_GIVEN, 1, "Li", "seen", &fixture_err));
    /* the doubtful box becomes a mark: the decision counts all the same */
    struct bar lax = {.marked = 0.06, .doubtful = 0.05};
    struct rejudge_result r = run(&f, &lax, true);
    assert_int_equal(r.changes, 1);
    assert_int_equal(r.decided, 1);
    assert_int_equal(r.withdrawn, 0);
    assert_int_equal(count(&f, "SELECT choices = 1 AND state = 'given' AND "
                               "read_choices = 2 AND decided_choices = 1 "
                               "FROM answer WHERE page = 3 AND item = 2"), 1);
    assert_int_equal(count(&f, "SELECT count(*) FROM review WHERE who = 'Li' "
                               "AND decided_choices = 1"), 1);
    fixture_remove(&f);
}

static void what_a_sheet_is_worth_follows(void **state)
{
    (void)state;
    struct fixture f;
    const double weak[IT_COUNT] = {.5, .04, .04, .04, .04, .5, 0, 0};
    fixture_make(&f, "", false, false);
    put_sheet(&f, f.serial[0], 1, &usual, weak);
    assert_int_equal(count(&f, "SELECT disposition = 'break_off' FROM "
                               "response"), 1);
    struct bar lax = {.marked = 0.03, .doubtful = 0.02};
    struct rejudge_result r = run(&f, &lax, false);
    assert_int_equal(r.made_valid, 1);
    assert_int_equal(count(&f, "SELECT disposition = 'break_off' FROM "
                               "response"), 1);
    r = run(&f, &lax, true);
    assert_int_equal(r.made_valid, 1);
    assert_int_equal(r.made_void, 0);
    assert_int_equal(count(&f, "SELECT disposition = 'complete' FROM "
                               "response"), 1);
    fixture_remove(&f);
}

static void an_interruption_changes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, "", false);
    int64_t before = answers_digest(&f);
    struct bar bar = strict;
    bar.stop_at = 2;
    const struct rejudge_options options = {.judge = judge,
                                            .step = stop,
                                            .ctx = &bar,
                                            .apply = true,
                                            .params = "{}",
                                            .who = "Wang",
                                            .why = ""};
    struct rejudge_result r;
    fails(ERR_INTERRUPTED,
          gate_rejudge(f.store, &options, &r, &fixture_err));
    assert_int_equal(answers_digest(&f), before);
    assert_int_equal(count(&f, "SELECT count(*) FROM params"), 0);
    assert_int_equal(count(&f, "SELECT count(*) FROM reading"), 0);
    /* the store is usable, and the next run does it */
    bar.stop_at = 0;
    ok(gate_rejudge(f.store, &options, &r, &fixture_err));
    assert_int_equal(r.changes, 2);
    fixture_remove(&f);
}

static void a_closed_round_is_left_alone(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, "", false);
    ok(db_exec(f.store, "UPDATE survey SET closed = 'now'", &fixture_err));
    struct bar bar = strict;
    struct rejudge_result r;
    struct rejudge_options options = {.judge = judge, .ctx = &bar,
                                      .params = "{}", .who = "W", .why = ""};
    fails(ERR_NOTNOW, gate_rejudge(f.store, &options, &r, &fixture_err));
    options.apply = true;
    fails(ERR_NOTNOW, gate_rejudge(f.store, &options, &r, &fixture_err));
    options.who = "";
    fails(ERR_USAGE, gate_rejudge(f.store, &options, &r, &fixture_err));
    fixture_remove(&f);
}

/* No serial, file, time or order comes into an anonymous round. */
static void an_anonymous_round_gains_no_trace(void **state)
{
    (void)state;
    struct fixture f;
    fill(&f, "anonymous: true\n", true);
    struct bar bar = strict;
    struct rejudge_result r = run(&f, &bar, true);
    assert_int_equal(r.changes, 2);
    assert_int_equal(bar.last.serial, 0);
    assert_int_equal(count(&f, "SELECT count(*) FROM page WHERE file <> '' "
                               "OR serial <> 0"), 0);
    assert_int_equal(count(&f, "SELECT count(*) FROM review WHERE id < 100"),
                     0); /* random numbers of nine digits */
    /* one row of the log for the round, none for a page */
    assert_int_equal(count(&f, "SELECT count(*) FROM audit WHERE action = "
                               "'rejudge'"), 1);
    assert_int_equal(count(&f, "SELECT count(*) FROM audit WHERE detail LIKE "
                               "'%\"page\":%'"), 0);
    fixture_remove(&f);
}

/* PINGYI_ROUND_PAGES=20000 measures a whole round. */
static void a_round_takes_seconds(void **state)
{
    (void)state;
    struct fixture f;
    int64_t pages = 400;
    const char *asked = getenv("PINGYI_ROUND_PAGES");
    if (asked != NULL)
        (void)num_parse_int(asked, 1, 1000000, &pages);
    fixture_make(&f, "", true, false);
    ok(store_begin(f.store, &fixture_err));
    for (int64_t i = 0; i < pages; i++) {
        struct fixture_page p;
        struct gate_result taken;
        fixture_page(&f, &p, 0, 1, 0, "212341", (unsigned)(i + 1000));
        size_t m = 0;
        for (size_t item = 0; item < 6; item++)
            for (size_t c = 0; c < (item == 0 ? 2U : item < 3 ? 3U : 4U); c++)
                p.boxes[m++] = (struct box_read){
                    .item = item,
                    .choice = c,
                    .reason = "",
                    .measure = {.cover = c == 1 ? 0.5F : 0.001F}};
        p.scan.box_count = m;
        ok(gate_page(f.store, &p.scan, &taken, &fixture_err));
    }
    ok(store_commit(f.store, &fixture_err));
    struct timespec a, b, c;
    struct bar bar = strict;
    (void)clock_gettime(CLOCK_MONOTONIC, &a);
    struct rejudge_result r = run(&f, &bar, false);
    (void)clock_gettime(CLOCK_MONOTONIC, &b);
    (void)run(&f, &bar, true);
    (void)clock_gettime(CLOCK_MONOTONIC, &c);
    double preview = (double)(b.tv_sec - a.tv_sec) +
                     (double)(b.tv_nsec - a.tv_nsec) * 1e-9;
    double apply = (double)(c.tv_sec - b.tv_sec) +
                   (double)(c.tv_nsec - b.tv_nsec) * 1e-9;
    print_message("# %zu pages, %zu boxes: preview %.2f s, apply %.2f s\n",
                  r.pages, r.boxes, preview, apply);
    assert_int_equal(r.pages, pages);
    /* 20,000 pages of 70 boxes in under 30 s on a slow, busy machine */
    assert_true((double)r.boxes / preview > 45000);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_judge_changes_nothing),
        cmocka_unit_test(a_preview_tells_and_writes_nothing),
        cmocka_unit_test(applying_does_what_the_preview_said),
        cmocka_unit_test(a_persons_decision_stays),
        cmocka_unit_test(what_a_sheet_is_worth_follows),
        cmocka_unit_test(an_interruption_changes_nothing),
        cmocka_unit_test(a_closed_round_is_left_alone),
        cmocka_unit_test(an_anonymous_round_gains_no_trace),
        cmocka_unit_test(a_round_takes_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
