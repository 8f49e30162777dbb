/* tests/engine/test_review_order.c - a clerk's first minutes remove the most
 * doubt, and like questions follow each other. */
#include "tests/engine/store_fixture.h"

enum { SHEETS = 400, ROWS_MAX = 4000 };

struct taken {
    struct review_row row[ROWS_MAX];
    size_t n;
};

static bool take(void *ctx, const struct review_row *row)
{
    struct taken *t = ctx;
    t->row[t->n++] = *row;
    return t->n == ROWS_MAX;
}

static uint32_t seed = 77;

static double uniform(void)
{
    seed = seed * 1664525U + 1013904223U;
    return (double)(seed >> 8) / (1U << 24);
}

/* Sheets with doubts of every size and reason, some that came twice, some
 * without a code. */
static void fill(struct fixture *f, size_t *conflicts, size_t *no_code)
{
    static const char *const reasons[] = {"faint", "ring", "several"};
    uint64_t serials[SHEETS];
    struct batch batch;
    fixture_make(f, "", false, false);
    ok(store_begin(f->store, &fixture_err));
    ok(store_batch_add(f->store, 1, 1, false, SHEETS, serials, &batch,
                       &fixture_err));
    f->batch = batch;
    *conflicts = *no_code = 0;
    for (unsigned i = 0; i < SHEETS; i++) {
        struct fixture_page p;
        struct gate_result r;
        fixture_page(f, &p, serials[i], 1, 0, "2123412w", 10 * i + 1);
        for (size_t k = 1; k < 7; k++) {
            if (uniform() > 0.2)
                continue;
            p.answers[k].state = ANSWER_DOUBTFUL;
            p.answers[k].reason = reasons[(size_t)(uniform() * 3)];
            p.answers[k].doubt = (float)(0.05 + 0.9 * uniform());
        }
        ok(gate_page(f->store, &p.scan, &r, &fixture_err));
        if (uniform() < 0.03) {
            fixture_page(f, &p, serials[i], 1, 0, "1331143w", 10 * i + 2);
            ok(gate_page(f->store, &p.scan, &r, &fixture_err));
            *conflicts += 2;
        }
        if (uniform() < 0.02) {
            fixture_page(f, &p, 0, 0, 0, "", 10 * i + 3);
            p.scan.outcome = PAGE_NO_CODE;
            p.scan.batch = 0;
            p.scan.revision = 0;
            ok(gate_page(f->store, &p.scan, &r, &fixture_err));
            *no_code += 1;
        }
    }
    ok(store_commit(f->store, &fixture_err));
}

static struct taken *list(struct fixture *f)
{
    struct taken *t = calloc(1, sizeof *t);
    assert_non_null(t);
    ok(store_reviews(f->store, REVIEW_OPEN, take, t, &fixture_err));
    return t;
}

static double seconds_of(const struct review_row *r)
{
    return r->item != SIZE_MAX                ? 5
           : strcmp(r->reason, "no_code") == 0 ? 60
                                               : 40;
}

/* Cumulative removed doubt over the clerk's time: every tenth of the time
 * removes no more than the tenth before, up to the step of equal gains. */
static void the_curve_of_removed_doubt_is_concave(void **state)
{
    (void)state;
    struct fixture f;
    size_t conflicts, no_code;
    fill(&f, &conflicts, &no_code);
    struct taken *t = list(&f);
    assert_true(t->n > 300 && conflicts > 4 && no_code > 2);
    double total = 0;
    double removed[10] = {0};
    double spent = 0;
    for (size_t i = 0; i < t->n; i++)
        total += seconds_of(&t->row[i]);
    for (size_t i = 0; i < t->n; i++) {
        double left = seconds_of(&t->row[i]);
        while (left > 1e-9) { /* a question may straddle tenths */
            size_t part = (size_t)(spent / total * 10);
            part = part > 9 ? 9 : part;
            double here = (double)(part + 1) * total / 10 - spent;
            here = here > left || part == 9 ? left : here;
            here = here > 1e-9 ? here : 1e-6;
            removed[part] += here * t->row[i].gain;
            spent += here;
            left -= here;
        }
    }
    for (size_t k = 1; k < 10; k++)
        if (removed[k] > removed[k - 1] + total / 10 / 200 + 1e-9)
            fail_msg("tenth %zu removes %.3f, the one before %.3f", k + 1,
                     removed[k], removed[k - 1]);
    /* far better than any order that does not know the doubts */
    double sum = 0;
    for (size_t k = 0; k < 10; k++)
        sum += removed[k];
    assert_true(removed[0] + removed[1] > 0.28 * sum);
    free(t);
    fixture_remove(&f);
}

static void like_questions_follow_each_other(void **state)
{
    (void)state;
    struct fixture f;
    size_t conflicts, no_code;
    fill(&f, &conflicts, &no_code);
    struct taken *t = list(&f);
    for (size_t i = 1; i < t->n; i++) {
        const struct review_row *a = &t->row[i - 1];
        const struct review_row *b = &t->row[i];
        int step_a = (int)(a->gain * 200);
        int step_b = (int)(b->gain * 200);
        assert_true(step_a >= step_b);
        if (step_a != step_b || a->item == SIZE_MAX || b->item == SIZE_MAX)
            continue;
        assert_true(a->item <= b->item);
        if (a->item == b->item)
            assert_true(strcmp(a->reason, b->reason) <= 0);
    }
    /* both pages of a conflict come together */
    for (size_t i = 0; i < t->n; i++) {
        if (t->row[i].item != SIZE_MAX ||
            strcmp(t->row[i].reason, "conflict") != 0)
            continue;
        bool beside =
            (i > 0 && t->row[i - 1].response == t->row[i].response) ||
            (i + 1 < t->n && t->row[i + 1].response == t->row[i].response);
        assert_true(beside);
    }
    free(t);
    fixture_remove(&f);
}

/* A page that keeps eight answers from counting is worth more than one
 * doubtful answer, and is done first. */
static void a_page_that_blocks_many_answers_comes_first(void **state)
{
    (void)state;
    struct fixture f;
    size_t conflicts, no_code;
    fill(&f, &conflicts, &no_code);
    struct taken *t = list(&f);
    for (size_t i = 0; i < conflicts; i++)
        assert_string_equal(t->row[i].reason, "conflict");
    double best = 0;
    for (size_t i = 0; i < t->n; i++)
        if (t->row[i].item != SIZE_MAX && t->row[i].gain > best)
            best = t->row[i].gain;
    assert_true(t->row[0].gain > best);
    free(t);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_curve_of_removed_doubt_is_concave),
        cmocka_unit_test(like_questions_follow_each_other),
        cmocka_unit_test(a_page_that_blocks_many_answers_comes_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
