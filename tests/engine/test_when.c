/* tests/engine/test_when.c - questions under conditions: who is asked, what
 * counts, and what stays hidden. */
#include "tests/engine/tally_fixture.h"

#include "engine/export/export.h"
#include "engine/survey/when.h"
#include "engine/tally/pack.h"

/* F1 | Q1 if 有 | O1 if Q1 = 不满意 | T0 | P1 several | Q2 if … | */
enum { F1, Q1, O1, T0, P1, Q2, ITEMS };

static const char form[] =
    "form: WH\ntitle: 跳答\nobject: 某机构\nintro: 请打√。\n%s"
    "scales:\n"
    "  - code: M3\n"
    "    choices:\n"
    "      - {text: 满意, means: satisfied, score: 100}\n"
    "      - {text: 不满意, means: dissatisfied, score: 0}\n"
    "      - {text: 不了解, means: unknown}\n"
    "sections:\n"
    "  - text: 一\n"
    "    items:\n"
    "      - code: F1\n"
    "        role: fact\n"
    "        text: 办过事吗\n"
    "        choices: [{text: 有, means: happened}, 没有, 记不清]\n"
    "      - {code: Q1, role: satisfy, scale: M3, text: 快慢, when: F1 = 有}\n"
    "      - {code: O1, role: text, text: 意见, when: Q1 = 2}\n"
    "      - {code: T0, role: overall, scale: M3, text: 总的}\n"
    "      - {code: P1, role: priority, text: 改进, of: [Q1, T0]}\n"
    "      - {code: Q2, role: satisfy, scale: M3, text: 态度, when: '%s'}\n";

static struct questionnaire *parse(const char *head, const char *when)
{
    char text[4096];
    struct questionnaire *q = NULL;
    (void)snprintf(text, sizeof text, form, head, when);
    ok(questionnaire_parse(text, strlen(text), "w.yaml", &q, &fixture_err));
    return q;
}

/* ---- the language ---- */

static void conditions_hold_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *when, *spelt;
        uint64_t f1, q1, p1;
        bool wrote, holds;
    } rows[] = {
        {"F1 = 1", "F1 = 1", 1, 0, 0, false, true},
        {"F1=有", "F1 = 1", 2, 0, 0, false, false},
        {"F1 != 1", "F1 != 1", 0, 0, 0, false, true},
        {"not F1 in (1, \"没有\")", "not F1 in (1, 2)", 4, 0, 0, false, true},
        {"not F1 in (1, 2)", "not F1 in (1, 2)", 2, 0, 0, false, false},
        {"selected(P1, T0)", "selected(P1, T0)", 0, 0, 3, false, true},
        {"selected(P1, T0)", "selected(P1, T0)", 0, 0, 1, false, false},
        {"selected(F1, 2)", "F1 = 2", 2, 0, 0, false, true},
        {"answered(P1)", "answered(P1)", 0, 0, 2, false, true},
        {"answered(O1)", "answered(O1)", 1, 2, 0, true, true},
        /* O1 was not asked, so what stands there is nothing */
        {"answered(O1)", "answered(O1)", 1, 1, 0, true, false},
        {"F1 = 1 or F1 = 2 and Q1 = 1", "F1 = 1 or F1 = 2 and Q1 = 1", 1, 0,
         0, false, true},
        {"(F1 = 1 or F1 = 2) and Q1 = 1", "(F1 = 1 or F1 = 2) and Q1 = 1", 1,
         0, 0, false, false},
        {"not (F1 = 1 and Q1 = 1)", "not (F1 = 1 and Q1 = 1)", 1, 1, 0,
         false, false},
        {"not not F1 = 1", "not F1 != 1", 1, 0, 0, false, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct questionnaire *q = parse("", rows[i].when);
        struct when_given given[ITEMS] = {{.choices = 0}};
        bool asked[ITEMS];
        given[F1].choices = rows[i].f1;
        given[Q1].choices = rows[i].q1;
        given[P1].choices = rows[i].p1;
        given[O1].written = rows[i].wrote;
        assert_string_equal(q->items[Q2].when_text, rows[i].spelt);
        when_route(q, given, asked);
        if (asked[Q2] != rows[i].holds)
            fail_msg("%s: %d", rows[i].when, asked[Q2]);
        assert_int_equal(asked[Q1], rows[i].f1 == 1);
        questionnaire_free(q);
    }
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *when, *text;
    } rows[] = {
        {"F9 = 1", ":23: when: there is no question 'F9'"},
        {"Q2 = 1", ":23: when: Q2 comes later or is this question"},
        {"F1 = 4", ":28: when: F1 has no choice '4'; expected one of: 1 有"},
        {"P1 = Q1", ":23: when: P1 takes several choices; expected selected"},
        {"O1 = 1", ":23: when: O1 is answered in words; expected answered"},
        {"F1 = 1 and", ":33: when: 'the end' stands here; expected the code"},
        {"F1 = 1 F1", ":30: when: 'F1' stands here; expected 'and'"},
        {"F1 > 1", ":26: when: '>' has no meaning here"},
        {"(F1 = 1", ":30: when: 'the end' stands here; expected ')'"},
        {"F1 = \"有", ":28: when: the quotation mark has no end"},
        {"selected F1", ":32: when: 'F1' stands here; expected '('"},
        {"", ":23: when: nothing stands here; expected a condition"},
        {"((((((((((((((((F1 = 1))))))))))))))))", "nested more than 16"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[4096];
        struct questionnaire *q = NULL;
        int n = snprintf(text, sizeof text,
                         "form: W\ntitle: t\nobject: o\nintro: i\n"
                         "sections:\n  - text: s\n    items:\n"
                         "      - {code: F1, role: fact, text: f, choices: "
                         "[{text: 有, means: happened}, 没有]}\n"
                         "      - {code: P1, role: person, kind: multi, text: "
                         "p, choices: [甲, 乙]}\n"
                         "      - {code: O1, role: text, text: o}\n"
                         "      - code: Q2\n        role: person\n"
                         "        text: q\n        choices: [a, b]\n"
                         "        when:        '%s'\n",
                         rows[i].when);
        fails(ERR_FORMAT, questionnaire_parse(text, (size_t)n, "w.yaml", &q,
                                              &fixture_err));
        if (strstr(fixture_err.text, rows[i].text) == NULL)
            fail_msg("%s: %s", rows[i].when, fixture_err.text);
        assert_non_null(strstr(fixture_err.text, "w.yaml:15:"));
    }
}

/* ---- counting ---- */

static const char one_unit[] =
    "code,parent,name,class,households,population\n01,,县,县,,\n";

static void make_round(struct fixture *f, const char *head, const char *units)
{
    char text[4096];
    (void)snprintf(text, sizeof text, form, head, "F1 != 2");
    round_create(f, text, units);
}

static void those_not_asked_are_in_no_base(void **state)
{
    (void)state;
    struct fixture f;
    make_round(&f, "", one_unit);
    round_unit(&f, 0, false, 40, 4, "11.111"); /* asked, satisfied */
    round_unit(&f, 0, false, 40, 3, "12w212"); /* asked, wrote */
    round_unit(&f, 0, false, 40, 2, "2..1a."); /* skipped as told */
    round_unit(&f, 0, false, 40, 5, "21w112"); /* answered all the same */
    round_unit(&f, 0, false, 40, 1, "?1.111"); /* open: skipped for now */
    struct tally *t = round_tally(&f);
    const struct item_tally *it = t->unit[0].items;
    assert_int_equal(t->unit[0].valid, 15);
    assert_int_equal(it[F1].asked, 15);
    assert_int_equal(it[Q1].asked, 7);
    assert_int_equal(it[Q1].skipped, 8);
    assert_int_equal(it[Q1].stray, 6);
    assert_ratio(it[Q1].main_rate, 4, 7);
    assert_int_equal(it[O1].asked, 3);
    assert_int_equal(it[O1].written, 3);
    assert_int_equal(it[O1].stray, 5);
    assert_int_equal(it[Q2].asked, 8);
    assert_int_equal(it[Q2].skipped, 7);
    assert_int_equal(it[Q2].stray, 5);
    assert_ratio(it[T0].main_rate, 12, 15);
    tally_free(t);
    fixture_remove(&f);
}

static void packed_units_are_routed_alike(void **state)
{
    (void)state;
    struct fixture f;
    make_round(&f, "", one_unit);
    round_unit(&f, 0, false, 40, 9, "11.111");
    round_unit(&f, 0, false, 40, 7, "21w112");
    struct tally *rows = round_tally(&f);
    ok(pack_units(f.store, 0, &fixture_err));
    struct tally *packed = round_tally(&f);
    assert_string_equal(rows->figures_sha256, packed->figures_sha256);
    assert_int_equal(packed->unit[0].items[Q1].stray, 7);
    tally_free(rows);
    tally_free(packed);
    fixture_remove(&f);
}

/* Strata are weighed by all their people; who of them would have been asked
 * is not known. */
static void a_sample_says_nothing_of_those_asked(void **state)
{
    (void)state;
    struct fixture f;
    make_round(&f, "",
               "code,parent,name,class,households,population\n"
               "01,,县,县,,\n0101,01,甲,乡镇,,8000\n0102,01,乙,乡镇,,2000\n");
    round_unit(&f, 1, false, 40, 12, "11.111");
    round_unit(&f, 1, false, 40, 12, "2..212");
    round_unit(&f, 2, false, 40, 15, "12w222");
    const struct design d = {.kind = DESIGN_STRATIFIED, .strata = "乡镇"};
    ok(store_design_set(f.store, &d, &fixture_err));
    struct tally *t = round_tally(&f);
    const struct item_tally *it = t->unit[0].items;
    assert_true(it[T0].inf.weighted);
    assert_true(it[T0].interval.low >= 0);
    assert_false(it[Q1].inf.weighted);
    assert_string_equal(interval_why_word(it[Q1].inf.why), "condition");
    assert_true(it[Q1].interval.low < 0);
    assert_ratio(it[Q1].main_rate, 12, 27);
    /* a stratum is its own people */
    assert_string_equal(interval_why_word(t->unit[1].items[Q1].inf.why),
                        "shown");
    tally_free(t);
    fixture_remove(&f);
}

static bool first_disposition(void *ctx, const struct response_row *row)
{
    *(enum disposition *)ctx = row->disposition;
    return true;
}

/* Core: Q1, T0, Q2.  Of a person not asked Q1 and Q2, T0 is all there is. */
static void a_sheet_is_whole_without_what_it_skips(void **state)
{
    (void)state;
    static const struct {
        const char *letters;
        enum disposition d;
    } rows[] = {
        {"2..1..", DISP_COMPLETE},
        {"1..1..", DISP_BREAK_OFF},
        {"21w.11", DISP_BREAK_OFF}, /* answers not asked for do not help */
        {"11.1.1", DISP_COMPLETE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        enum disposition d = DISP_COUNT;
        make_round(&f, "", one_unit);
        round_unit(&f, 0, false, 1, 1, rows[i].letters);
        ok(store_responses(f.store, first_disposition, &d, &fixture_err));
        assert_string_equal(disposition_word(d), disposition_word(rows[i].d));
        fixture_remove(&f);
    }
}

static char *exported(struct fixture *f)
{
    char *text = NULL;
    size_t n = 0;
    int64_t rows = 0;
    FILE *to = open_memstream(&text, &n);
    assert_non_null(to);
    ok(export_write(f->store, EXPORT_JSONL, false, to, "memory", &rows,
                    &fixture_err));
    assert_int_equal(fclose(to), 0);
    return text;
}

static void exports_say_who_was_not_asked(void **state)
{
    (void)state;
    struct fixture f;
    make_round(&f, "", one_unit);
    round_unit(&f, 0, false, 1, 1, "21.111");
    char *text = exported(&f);
    assert_non_null(strstr(text, "\"F1\":\"2\",\"Q1\":null,\"O1\":null"));
    assert_non_null(strstr(text, "\"Q1\":\"ignored\""));
    assert_non_null(strstr(text, "\"O1\":\"not_asked\""));
    assert_non_null(strstr(text, "\"Q2\":\"ignored\""));
    assert_null(strstr(text, "\"T0\":\"ignored\""));
    free(text);
    fixture_remove(&f);
}

/* ---- anonymous ---- */

/* 40 people; 4 say 没有.  F1 is hidden for that, and what hangs on it may not
 * tell the number either. */
static void a_base_does_not_tell_a_hidden_count(void **state)
{
    (void)state;
    struct fixture f;
    make_round(&f, "anonymous: true\nmin_cell: 5\n", one_unit);
    round_unit(&f, 0, true, 40, 20, "11.111");
    round_unit(&f, 0, true, 40, 10, "12w222");
    round_unit(&f, 0, true, 40, 6, "3..121");
    round_unit(&f, 0, true, 40, 4, "2..112");
    struct tally *t = round_tally(&f);
    const struct item_tally *it = t->unit[0].items;
    assert_true(it[F1].suppressed);
    assert_true(it[Q1].suppressed);
    assert_int_equal(it[Q1].asked, 0);
    assert_int_equal(it[Q1].skipped, 0);
    assert_int_equal(it[Q1].main_rate.den, 0);
    assert_int_equal(it[O1].asked, 0); /* hangs on Q1 */
    assert_int_equal(it[Q2].asked, 0);
    assert_false(it[T0].suppressed);
    tally_free(t);
    fixture_remove(&f);
}

static void a_base_of_many_is_shown(void **state)
{
    (void)state;
    struct fixture f;
    make_round(&f, "anonymous: true\nmin_cell: 5\n", one_unit);
    round_unit(&f, 0, true, 40, 20, "11.111");
    round_unit(&f, 0, true, 40, 10, "12w222");
    round_unit(&f, 0, true, 40, 6, "3..121");
    round_unit(&f, 0, true, 40, 8, "2..112");
    struct tally *t = round_tally(&f);
    const struct item_tally *it = t->unit[0].items;
    assert_false(it[F1].suppressed);
    assert_false(it[Q1].suppressed);
    assert_int_equal(it[Q1].asked, 30);
    assert_int_equal(it[Q1].skipped, 14);
    tally_free(t);
    fixture_remove(&f);
}

/* ---- on paper ---- */

static void sheets_say_where_to_go_on(void **state)
{
    (void)state;
    static const struct {
        const char *when, *text;
    } rows[] = {
        {"F1 != 2", "第1题选“没有”的，不再回答以下各题"},
        {"F1 = 1", "第1题选“有”的，回答第6题；其他人不再回答以下各题"},
        {"not (F1 = 1 or answered(O1)) and Q1 != 1",
         "第1题没有选“有”，并且第3题没有答，并且第2题没有选“满意”的，"
         "回答第6题；其他人不再回答以下各题"},
        {"F1 in (1, 3) and (Q1 = 1 or T0 = 1)",
         "第1题选“有”或“记不清”，并且（第2题选“满意”，或者第4题选“满意”）"
         "的，回答第6题；其他人不再回答以下各题"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct questionnaire *q = parse("", rows[i].when);
        struct str out;
        size_t last = 0;
        str_init(&out, 4096);
        assert_true(when_instruction(q, Q2, &last, &out));
        assert_string_equal(out.text, rows[i].text);
        str_clear(&out);
        assert_true(when_instruction(q, Q1, &last, &out));
        assert_string_equal(out.text,
                            "第1题选“有”的，回答第2题；其他人跳到第3题");
        assert_false(when_instruction(q, T0, &last, &out));
        str_deinit(&out);
        questionnaire_free(q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_hold_as_written),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(those_not_asked_are_in_no_base),
        cmocka_unit_test(packed_units_are_routed_alike),
        cmocka_unit_test(a_sample_says_nothing_of_those_asked),
        cmocka_unit_test(a_sheet_is_whole_without_what_it_skips),
        cmocka_unit_test(exports_say_who_was_not_asked),
        cmocka_unit_test(a_base_does_not_tell_a_hidden_count),
        cmocka_unit_test(a_base_of_many_is_shown),
        cmocka_unit_test(sheets_say_where_to_go_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
