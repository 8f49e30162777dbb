/* tests/reports/test_chart_words.c - what reports put into their charts: the
 * numbers of the tally, nothing that is suppressed, the same in the table
 * beside, and words where there is too little to draw. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "reports/parts.h"
#include "tests/reports/fixture.h"

static struct err failure;

#define ok(expression)                                                        \
    do {                                                                      \
        err_clear(&failure);                                                  \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, failure.text);                    \
    } while (0)

/* ---- a document to look into ---- */

static const struct chart *chart_of(const struct document *doc)
{
    for (const struct block *b = doc->first; b; b = b->next)
        if (b->kind == BLOCK_CHART)
            return b->chart;
    return NULL;
}

static const struct table *table_of(const struct document *doc)
{
    for (const struct block *b = doc->first; b; b = b->next)
        if (b->kind == BLOCK_TABLE)
            return b->table;
    return NULL;
}

static bool says(const struct document *doc, const char *text)
{
    for (const struct block *b = doc->first; b; b = b->next)
        if (b->kind == BLOCK_PARA && strstr(b->text, text))
            return true;
    return false;
}

static const char *cell(const struct table *t, size_t row, size_t column)
{
    return t->cells[row * t->column_count + column];
}

static struct report_model *model(struct fixture *f)
{
    struct report_model *m;

    ok(report_model_new(&f->tally, &f->survey, &m, &failure));
    return m;
}

static size_t item(const struct fixture *f, const char *code)
{
    for (size_t i = 0; i < f->q->item_count; i++)
        if (strcmp(f->q->items[i].code, code) == 0)
            return i;
    fail_msg("no item %s", code);
    return 0;
}

static const struct rank_class *townships(const struct report_model *m)
{
    for (size_t i = 0; i < m->class_count; i++)
        if (m->units->unit[m->classes[i].rows[0].unit].depth == 1)
            return &m->classes[i];
    fail_msg("no townships");
    return NULL;
}

/* ---- quadrant ---- */

static void spots_are_the_tally(void **state)
{
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    struct report_model *m = model(&f);
    document_init(&doc, &m->job);
    add_quadrant(&doc, m);
    const struct chart *chart = chart_of(&doc);
    const struct table *table = table_of(&doc);
    assert_int_equal(chart->spot_count, 6);
    assert_int_equal(table->row_count, 6);
    size_t p1 = item(&f, "P1");
    for (size_t i = 0; i < 6; i++) {
        const struct chart_spot *s = &chart->spots[i];
        const struct item_tally *q = &m->root->items[item(&f, s->code)];
        const struct item_tally *p = &m->root->items[p1];
        size_t k = (size_t)(s->code[1] - '1'); /* P1 lists Q1 to Q6 */
        char count[32];
        bool listed = false;

        assert_true(fabs(s->x - (double)q->main_rate.num /
                                    (double)q->main_rate.den) < 1e-12);
        assert_true(fabs(s->y - (double)p->counts[k] / (double)p->asked) <
                    1e-12);
        snprintf(count, sizeof(count), "%lld", (long long)p->counts[k]);
        for (size_t r = 0; r < 6; r++)
            if (strcmp(cell(table, r, 0), s->code) == 0) {
                listed = true;
                assert_string_equal(cell(table, r, 3), count);
                assert_string_equal(cell(table, r, 5),
                                    quadrant_name(quadrant_of(chart, i)));
            }
        assert_true(listed);
    }
    /* the upper left is listed first */
    bool over = false;
    for (size_t r = 0; r < 6; r++) {
        bool first = strcmp(cell(table, r, 5), "优先改进") == 0;
        assert_false(first && over);
        over = over || !first;
    }
    report_model_free(m);
    fixture_deinit(&f);
}

static void quadrant_says(void (*spoil)(struct fixture *f), const char *preset,
                          int valid, const char *words)
{
    struct fixture f;
    struct document doc;

    fixture_init(&f, preset, NULL);
    if (valid > 0)
        fixture_fill_all(&f, valid);
    else
        fixture_finish(&f);
    if (spoil)
        spoil(&f);
    struct report_model *m = model(&f);
    document_init(&doc, &m->job);
    add_quadrant(&doc, m);
    if (!says(&doc, words))
        fail_msg("it does not say %s but %s", words,
                 doc.first ? doc.first->text : "nothing");
    assert_null(chart_of(&doc));
    assert_null(table_of(&doc));
    report_model_free(m);
    fixture_deinit(&f);
}

static void hide_priority(struct fixture *f)
{
    struct item_tally *p = &f->tally.unit[0].items[item(f, "P1")];

    p->suppressed = true;
    memset(p->counts, 0, 64 * sizeof(*p->counts));
}

static void nobody_ticks(struct fixture *f)
{
    memset(f->tally.unit[0].items[item(f, "P1")].counts, 0,
           64 * sizeof(int64_t));
}

static void two_rates_left(struct fixture *f)
{
    static const char *const gone[] = {"Q1", "Q2", "Q3", "Q4"};

    for (size_t i = 0; i < 4; i++)
        f->tally.unit[0].items[item(f, gone[i])].main_rate.den = 0;
}

static void one_sheet_a_village(struct fixture *f)
{
    f->tally.unit[0].valid = 29;
}

static void too_little_for_a_quadrant_is_said(void **state)
{
    (void)state;
    quadrant_says(hide_priority, "NM", 40, "样本过少，为保护填写人");
    quadrant_says(nobody_ticks, "NM", 40, "没有人填写最希望改进的方面");
    quadrant_says(two_rates_left, "NM", 40, "不足3项");
    quadrant_says(one_sheet_a_village, "NM", 2, "有效问卷不足30份");
    quadrant_says(NULL, "NM", 0, "有效问卷不足30份");
    quadrant_says(NULL, "MC", 40, "没有询问最希望改进的方面");
}

/* ---- townships ---- */

static void hidden_cells_are_hidden_in_both(void **state)
{
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    struct report_model *m = model(&f);
    const struct rank_class *c = townships(m);
    /* one cell by the tally, one unit whole, one by its number of sheets */
    f.tally.unit[c->rows[0].unit].items[item(&f, "Q2")].main_rate =
        (struct ratio){0, 0};
    f.tally.unit[c->rows[1].unit].suppressed = true;
    f.tally.unit[c->rows[2].unit].valid = 4;
    f.tally.unit[c->rows[4].unit].valid = 31; /* the next smallest */
    document_init(&doc, &m->job);
    add_panels(&doc, m, c);
    const struct chart *chart = chart_of(&doc);
    const struct table *table = table_of(&doc);
    assert_int_equal(chart->panel_count, 6);
    assert_int_equal(table->row_count, 7);
    assert_true(chart->panels[0].marks[1].value < 0);
    assert_string_equal(chart->panels[0].marks[1].text, "—");
    assert_string_equal(cell(table, 0, 3), "—");
    assert_true(chart->panels[0].marks[0].value > 0);
    assert_null(chart->panels[0].instead);
    for (size_t i = 1; i < 6; i++) {
        bool hidden = i == 1 || i == 2 || i == 4;

        if (hidden != (chart->panels[i].instead != NULL))
            fail_msg("panel %zu", i);
        for (size_t k = 0; k < 7; k++) {
            if (hidden != (strcmp(cell(table, i, 2 + k), "—") == 0))
                fail_msg("row %zu column %zu: %s", i, k, cell(table, i, 2 + k));
            if (!hidden)
                assert_string_equal(cell(table, i, 2 + k),
                                    chart->panels[i].marks[k].text);
            assert_true(!hidden || chart->panels[i].marks[k].value < 0);
        }
    }
    assert_string_equal(cell(table, 6, 0), "全部");
    assert_non_null(strstr(table->note, "样本过少"));
    report_model_free(m);
    fixture_deinit(&f);
}

static void weakest_aspect_is_marked_once(void **state)
{
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "LD", NULL);
    fixture_fill_all(&f, 40);
    struct report_model *m = model(&f);
    document_init(&doc, &m->job);
    add_panels(&doc, m, townships(m));
    const struct chart *chart = chart_of(&doc);
    for (size_t i = 0; i < chart->panel_count; i++) {
        const struct chart_panel *p = &chart->panels[i];
        size_t lowest = p->count;

        for (size_t k = 0; k < p->count; k++)
            if (p->marks[k].lowest) {
                assert_int_equal(lowest, p->count);
                lowest = k;
            }
        assert_true(lowest < p->count);
        for (size_t k = 0; k < p->count; k++)
            assert_true(p->marks[k].value >= p->marks[lowest].value);
    }
    report_model_free(m);
    fixture_deinit(&f);
}

static void one_township_is_said(void **state)
{
    static const char csv[] = "code,parent,name,class,households,population\n"
                              "A,,甲县,县,,\nA1,A,城关镇,乡镇,,\n";
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", csv);
    fixture_fill_all(&f, 60);
    struct report_model *m = model(&f);
    document_init(&doc, &m->job);
    add_panels(&doc, m, townships(m));
    add_rank_chart(&doc, m, townships(m));
    assert_true(says(&doc, "不足两个，不画分项对比图"));
    assert_true(says(&doc, "不足两个，不画排名图"));
    assert_null(chart_of(&doc));
    report_model_free(m);
    fixture_deinit(&f);
}

static void no_answers_are_said(void **state)
{
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_finish(&f);
    struct report_model *m = model(&f);
    document_init(&doc, &m->job);
    add_likert_chart(&doc, m);
    add_trend(&doc, m);
    assert_null(chart_of(&doc));
    assert_true(says(&doc, "没有可以公布的满意程度数据，不画图"));
    assert_true(says(&doc, "只有本轮数据，不画走势图"));
    report_model_free(m);
    fixture_deinit(&f);
}

/* ---- bars ---- */

static void bars_diverge_by_meaning(void **state)
{
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    struct report_model *m = model(&f);
    document_init(&doc, &m->job);
    add_likert_chart(&doc, m);
    const struct chart *chart = chart_of(&doc);
    assert_int_equal(chart->part_count, 3);
    assert_int_equal(chart->side[0], SIDE_RIGHT);
    assert_int_equal(chart->side[1], SIDE_RIGHT);
    assert_int_equal(chart->side[2], SIDE_LEFT);
    for (size_t i = 0; i < chart->row_count; i++) {
        const struct item_tally *t =
            &m->root->items[item(&f, (char[]){chart->rows[i].label[0],
                                              chart->rows[i].label[1], 0})];
        double base = (double)t->ref_rate.den;

        for (size_t k = 0; k < 3; k++)
            assert_true(fabs(chart->rows[i].share[k] -
                             (double)t->counts[k] / base) < 1e-12);
    }
    report_model_free(m);
    fixture_deinit(&f);
}

/* ---- rounds ---- */

static struct compared move(size_t place, int before, int now, int of)
{
    return (struct compared){.place = place,
                             .before = {before, of},
                             .now = {now, of},
                             .share_before = (double)before / of,
                             .share_now = (double)now / of,
                             .difference = (double)(now - before) / of,
                             .change = CHANGE_OPEN};
}

static void rounds_stand_in_their_order(void **state)
{
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    struct report_model *m = model(&f);
    struct compared one[] = {move(item(&f, "Q1"), 700, 900, 1000)};
    struct compared two[] = {move(item(&f, "Q1"), 8995, 9000, 10000),
                             move(item(&f, "Q3"), 400, 500, 1000)};
    const struct comparison old = {.has_satisfied = true,
                                   .satisfied = move(0, 600, 800, 1000),
                                   .items = {1, one}};
    const struct comparison last = {.has_satisfied = true,
                                    .satisfied = move(0, 700, 800, 1000),
                                    .items = {2, two}};
    const struct model_round rounds[] = {{"2025年上半年", &old},
                                         {"2025年下半年", &last}};
    report_model_rounds(m, 2, rounds);
    document_init(&doc, &m->job);
    add_trend(&doc, m);
    const struct chart *chart = chart_of(&doc);
    const struct table *table = table_of(&doc);
    assert_int_equal(chart->panel_count, 3); /* 满意率, Q1, Q3 */
    assert_int_equal(chart->panels[0].count, 3);
    assert_string_equal(chart->panels[0].marks[0].label, "2025年上半年");
    assert_string_equal(chart->panels[0].marks[2].label, "2026年上半年");
    assert_string_equal(chart->panels[0].marks[0].text, "60.0");
    assert_string_equal(chart->panels[0].marks[1].text, "70.0");
    assert_string_equal(chart->panels[0].marks[2].text, "80.0");
    /* against the line of 90 %: never rounded over it */
    assert_string_equal(chart->panels[1].marks[1].text, "89.95");
    assert_string_equal(cell(table, 1, 2), "89.95");
    /* not asked so in the older round: a gap, in the table too */
    assert_true(chart->panels[2].marks[0].value < 0);
    assert_string_equal(cell(table, 2, 1), "—");
    assert_string_equal(cell(table, 0, 4), "+10.0");
    assert_string_equal(cell(table, 0, 5), "不显著");
    assert_true(fabs(chart->axis_low - .4) < 1e-12);
    report_model_free(m);
    fixture_deinit(&f);
}

static void townships_move_side_by_side(void **state)
{
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    struct report_model *m = model(&f);
    struct compared unit[32];
    size_t n = 0, villages = 0;
    for (size_t u = 1; u < f.units->count; u++) {
        villages += f.units->unit[u].depth > 1;
        if (f.units->unit[u].depth > 1 && villages > 2)
            continue; /* two villages are compared, and not drawn */
        unit[n++] = move(u, 700 + (int)u, 800, 1000);
        unit[n - 1].change = u % 2 ? CHANGE_UP : CHANGE_UNKNOWN;
    }
    const struct comparison c = {.has_satisfied = true,
                                 .satisfied = move(0, 700, 800, 1000),
                                 .units = {n, unit}};
    report_model_compare(m, &c, "2025年下半年");
    document_init(&doc, &m->job);
    add_unit_trend(&doc, m);
    const struct chart *chart = chart_of(&doc);
    const struct table *table = table_of(&doc);
    assert_int_equal(chart->panel_count, 6);
    assert_int_equal(table->row_count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(chart->panels[i].label, cell(table, i, 0));
        assert_string_equal(chart->panels[i].marks[0].text, cell(table, i, 1));
        assert_string_equal(cell(table, i, 2), "80.0");
    }
    assert_string_equal(cell(table, 0, 0), "城关镇");
    assert_string_equal(cell(table, 0, 1), "70.1");
    assert_string_equal(cell(table, 0, 4), "显著上升");
    /* without one to set beside it, nothing */
    const struct comparison alone = {.has_satisfied = true,
                                     .satisfied = move(0, 700, 800, 1000),
                                     .units = {1, unit}};
    report_model_compare(m, &alone, "2025年下半年");
    document_init(&doc, &m->job);
    add_unit_trend(&doc, m);
    assert_null(doc.first);
    report_model_free(m);
    fixture_deinit(&f);
}

static void rounds_unlike_are_said(void **state)
{
    const struct comparison none = {.mixed_channels = true};
    struct fixture f;
    struct document doc;
    (void)state;

    fixture_init(&f, "NM", NULL);
    fixture_fill_all(&f, 40);
    struct report_model *m = model(&f);
    report_model_compare(m, &none, "2025年");
    document_init(&doc, &m->job);
    add_trend(&doc, m);
    assert_null(chart_of(&doc));
    assert_true(says(&doc, "没有可以比较的数字，不画走势图"));
    report_model_free(m);
    fixture_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spots_are_the_tally),
        cmocka_unit_test(too_little_for_a_quadrant_is_said),
        cmocka_unit_test(hidden_cells_are_hidden_in_both),
        cmocka_unit_test(weakest_aspect_is_marked_once),
        cmocka_unit_test(one_township_is_said),
        cmocka_unit_test(no_answers_are_said),
        cmocka_unit_test(bars_diverge_by_meaning),
        cmocka_unit_test(rounds_stand_in_their_order),
        cmocka_unit_test(townships_move_side_by_side),
        cmocka_unit_test(rounds_unlike_are_said),
    };

    file_share_init();
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
