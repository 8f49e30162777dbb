/* tests/reports/test_ballots.c - the bulletin of a ballot: votes and no rates,
 * no chapter without text, nothing about rates nobody asked for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "reports/edition.h"
#include "tests/reports/fixture.h"

static void bulletin_of(const char *preset, const char *chapter)
{
    const struct edition_options options = {.date = "2026-07-15"};
    struct err err = ERR_INIT;
    struct fixture f;
    struct report_model *m;
    struct document doc;
    bool seen = false, table = false;

    fixture_init(&f, preset, NULL);
    fixture_fill_all(&f, 20);
    assert_int_equal(report_model_new(&f.tally, &f.survey, &m, &err), ERR_OK);
    bulletin_write(&doc, m, &options);
    for (const struct block *b = doc.first; b; b = b->next) {
        if (b->kind == BLOCK_HEADING) {
            seen = seen || strstr(b->text, chapter);
            if (!b->next || b->next->kind == BLOCK_ATTACHMENT ||
                (b->next->kind == BLOCK_HEADING && b->next->level <= b->level))
                fail_msg("%s: nothing stands under %s", preset, b->text);
        }
        if (b->kind == BLOCK_TABLE && b->table && b->table->title &&
            strstr(b->table->title, m->q->pass.den > 0 ? "票决" : "计票"))
            table = true;
        if (b->kind == BLOCK_PARA &&
            (strstr(b->text, "其中。") || strstr(b->text, "知晓率不予公布") ||
             strstr(b->text, "知晓率以")))
            fail_msg("%s: %s", preset, b->text);
        assert_true(b->kind != BLOCK_CHART);
    }
    assert_true(seen && table);
    report_model_free(m);
    fixture_deinit(&f);
}

static void ballots_have_votes_and_no_rates(void **state)
{
    (void)state;
    bulletin_of("PJ", "票决结果");
    bulletin_of("MC", "测评结果");
}

/* Every preset, full, nearly empty and empty: no heading over nothing. */
static void no_chapter_is_empty(void **state)
{
    static const char *const presets[] = {"NM", "LD", "XP", "PJ", "MC"};
    static const int sizes[] = {0, 2, 9, 40};
    const struct edition_options options = {.date = "2026-07-15"};
    (void)state;

    for (size_t i = 0; i < 5; i++)
        for (size_t j = 0; j < 4; j++) {
            struct err err = ERR_INIT;
            struct fixture f;
            struct report_model *m;
            struct document doc;

            fixture_init(&f, presets[i], NULL);
            if (sizes[j] > 0)
                fixture_fill_all(&f, sizes[j]);
            else
                fixture_finish(&f);
            assert_int_equal(report_model_new(&f.tally, &f.survey, &m, &err),
                             ERR_OK);
            bulletin_write(&doc, m, &options);
            for (const struct block *b = doc.first; b; b = b->next)
                if (b->kind == BLOCK_HEADING &&
                    (!b->next || b->next->kind == BLOCK_ATTACHMENT ||
                     b->next->kind == BLOCK_SIGNATURE ||
                     (b->next->kind == BLOCK_HEADING &&
                      b->next->level <= b->level)))
                    fail_msg("%s, %d sheets: nothing stands under %s",
                             presets[i], sizes[j], b->text);
            report_model_free(m);
            fixture_deinit(&f);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ballots_have_votes_and_no_rates),
        cmocka_unit_test(no_chapter_is_empty),
    };

    file_share_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
