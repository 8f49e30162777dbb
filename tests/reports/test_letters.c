/* tests/reports/test_letters.c - what letters to judged units may tell: nothing
 * under the minimum, and nothing that one gets by laying letters side by
 * side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "reports/letters.h"
#include "reports/model.h"
#include "tests/reports/county.h"

static struct err failure;

#define ok(expression)                                                        \
    do {                                                                      \
        err_clear(&failure);                                                  \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, failure.text);                    \
    } while (0)

struct round {
    char dir[64], space[96];
    struct store *store;
    struct tally *raw, *letters;
};

static void round_open(struct round *r, const char *form, int copies)
{
    char path[64];
    const struct county_plan plan = {.form = path,
                                     .units = "samples/county/units.csv",
                                     .copies = copies,
                                     .seed = 20261123};

    *r = (struct round){.dir = "/tmp/pingyi-letters-XXXXXX"};
    assert_non_null(mkdtemp(r->dir));
    (void)snprintf(r->space, sizeof(r->space), "%s/w", r->dir);
    (void)snprintf(path, sizeof(path), "samples/presets/%s.yaml", form);
    ok(county_make(r->space, &plan, &failure));
    ok(store_open(r->space, &r->store, &failure));
    ok(tally_run(r->store, &r->raw, &failure));
    ok(letters_tally(r->store, r->raw, &r->letters, &failure));
}

static void round_close(struct round *r)
{
    char command[128];

    tally_free(r->letters);
    tally_free(r->raw);
    store_close(r->store);
    (void)snprintf(command, sizeof(command), "rm -rf '%s'", r->dir);
    assert_int_equal(system(command), 0);
}

/* Counts shown for the topmost units under `unit`. */
static int64_t shown_below(const struct tally *t, size_t unit, size_t item,
                           size_t k)
{
    int64_t sum = 0;

    for (size_t u = unit + 1; u < t->unit_count; u++) {
        const struct unit_tally *x = &t->unit[u];

        if (t->units->unit[u].parent != (long)unit)
            continue;
        sum += x->suppressed || x->items[item].suppressed
                   ? shown_below(t, u, item, k) : x->items[item].counts[k];
    }
    return sum;
}

static size_t assert_cells_safe(const struct tally *t, size_t item)
{
    const struct scale *scale = t->q->items[item].scale;
    size_t shown = 0;

    for (size_t u = 0; u < t->unit_count; u++) {
        const struct item_tally *it = &t->unit[u].items[item];

        if (t->unit[u].suppressed || it->suppressed)
            continue;
        shown++;
        for (size_t k = 0; k < scale->choice_count; k++) {
            int64_t rest = it->counts[k] - shown_below(t, u, item, k);

            if (it->counts[k] > 0 && it->counts[k] < t->q->min_cell)
                fail_msg("%s %s: %lld", t->units->unit[u].code,
                         t->q->items[item].code, (long long)it->counts[k]);
            if (rest > 0 && rest < t->q->min_cell)
                fail_msg("%s %s: the letters leave %lld",
                         t->units->unit[u].code, t->q->items[item].code,
                         (long long)rest);
        }
    }
    return shown;
}

static void letters_leave_no_small_cell(void **state)
{
    static const char *const forms[] = {"NM", "LD"};
    (void)state;

    for (size_t f = 0; f < 2; f++) {
        struct round r;
        size_t shown = 0;

        round_open(&r, forms[f], 34);
        for (size_t i = 0; i < r.letters->q->item_count; i++)
            if (r.letters->q->items[i].scale)
                shown += assert_cells_safe(r.letters, i);
        assert_true(shown > 20); /* and yet they tell something */
        round_close(&r);
    }
}

static void the_headline_is_that_of_the_bulletin(void **state)
{
    struct round r;
    (void)state;

    round_open(&r, "NM", 34);
    for (size_t u = 0; u < r.raw->unit_count; u++) {
        const struct unit_tally *a = &r.raw->unit[u], *b = &r.letters->unit[u];

        assert_true(a->valid >= 5);
        assert_int_equal(a->valid, b->valid);
        assert_int_equal(a->satisfied.num, b->satisfied.num);
        assert_int_equal(a->satisfied.den, b->satisfied.den);
        assert_int_equal(a->aware.num, b->aware.num);
        assert_int_equal(b->items[0].item, 0);
        assert_true(b->items != a->items);
    }
    assert_string_equal(r.raw->figures_sha256, r.letters->figures_sha256);
    round_close(&r);
}

static void a_unit_with_four_sheets_is_told_nothing(void **state)
{
    struct round r;
    size_t hidden = 0;
    (void)state;

    round_open(&r, "NM", 4);
    for (size_t u = 0; u < r.raw->unit_count; u++) {
        const struct unit_tally *a = &r.raw->unit[u], *b = &r.letters->unit[u];

        if (a->valid == 0 || a->valid >= 5)
            continue;
        hidden++;
        assert_true(b->suppressed);
        assert_int_equal(b->satisfied.den, 0);
        assert_int_equal(b->aware.den, 0);
        assert_int_equal(b->satisfied_verdict, VERDICT_NONE);
    }
    assert_true(hidden > 5);
    round_close(&r);
}

static void an_anonymous_round_has_one_letter(void **state)
{
    struct round r;
    size_t n = 0;
    (void)state;

    round_open(&r, "XP", 12);
    for (size_t u = 0; u < r.raw->unit_count; u++)
        n += letters_unit(r.raw, u);
    assert_int_equal(n, 1);
    assert_true(letters_unit(r.raw, 0));
    for (size_t u = 0; u < r.raw->unit_count; u++) {
        assert_int_equal(r.raw->unit[u].suppressed,
                         r.letters->unit[u].suppressed);
        assert_int_equal(r.raw->unit[u].valid, r.letters->unit[u].valid);
    }
    round_close(&r);
}

static void a_focus_speaks_of_its_unit(void **state)
{
    struct round r;
    struct report_model *whole, *m;
    (void)state;

    round_open(&r, "NM", 40);
    ok(report_model_new(r.letters, store_survey(r.store), &whole, &failure));
    ok(report_model_focus(whole, 1, &m, &failure));
    assert_ptr_equal(m->root, &r.letters->unit[1]);
    for (size_t i = 1; i < m->satisfy.count; i++) {
        size_t a = m->satisfy.item[i - 1], b = m->satisfy.item[i];
        struct ratio x = model_tally(m, a)->main_rate;
        struct ratio y = model_tally(m, b)->main_rate;

        if (model_rate_shown(m, b)) /* its own order, hidden ones last */
            assert_true(x.den > 0 && x.num * y.den <= y.num * x.den);
    }
    report_model_free(m);
    report_model_free(whole); /* the ranking is freed once: see ASan */
    round_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_leave_no_small_cell),
        cmocka_unit_test(the_headline_is_that_of_the_bulletin),
        cmocka_unit_test(a_unit_with_four_sheets_is_told_nothing),
        cmocka_unit_test(an_anonymous_round_has_one_letter),
        cmocka_unit_test(a_focus_speaks_of_its_unit),
    };

    file_share_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
