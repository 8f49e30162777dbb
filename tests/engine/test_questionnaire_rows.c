/* tests/engine/test_questionnaire_rows.c - tables of rows and numbers filled
 * in digit by digit, and every way to get them wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/survey/questionnaire.h"

static const char sound[] =
    "form: TT\n"
    "title: 测试\n"
    "object: 某机构\n"
    "intro: 请打√。\n"
    "pass: {at_least: 2/3, of: issued}\n"
    "scales:\n"
    "  - {code: P3, choices: [{text: 同意, means: for}, {text: 不同意, "
    "means: against}]}\n"
    "sections:\n"
    "  - text: 表决\n"
    "    table: true\n"
    "    columns: [户主, 人口]\n"
    "    people: 人口\n"
    "    scale: P3\n"
    "    rows:\n"
    "      - [甲户, 3]\n"
    "      - [乙户, \"\"]\n"
    "  - text: 登记\n"
    "    items:\n"
    "      - {code: N1, role: code, text: 村编码, digits: 4, check: mod11}\n"
    "      - {code: D1, role: person, text: 性别, choices: [男, 女]}\n";

static char *changed(const char *old, const char *new)
{
    const char *at = strstr(sound, old);
    if (at == NULL)
        fail_msg("the sound form has no '%s'", old);
    size_t room = sizeof sound + strlen(new);
    char *text = malloc(room);
    assert_non_null(text);
    (void)snprintf(text, room, "%.*s%s%s", (int)(at - sound), sound, new,
                   at + strlen(old));
    return text;
}

static struct questionnaire *read_form(const char *text)
{
    struct questionnaire *q = NULL;
    struct err err = ERR_INIT;
    if (questionnaire_parse(text, strlen(text), "f.yaml", &q, &err) != ERR_OK)
        fail_msg("%s", err.text);
    return q;
}

static void rows_and_digits_become_items(void **state)
{
    (void)state;
    struct questionnaire *q = read_form(sound);
    assert_int_equal(q->item_count, 2 + 4 + 1);
    assert_string_equal(q->items[0].code, "R1");
    assert_string_equal(q->items[0].text, "甲户　3");
    assert_int_equal(q->items[0].people, 3);
    assert_int_equal(q->items[1].people, PEOPLE_UNKNOWN);
    assert_string_equal(q->items[1].text, "乙户");
    assert_int_equal(q->items[0].role, ROLE_VOTE);
    assert_int_equal(q->items[0].max_choices, 1);
    assert_false(q->items[0].core); /* a ballot with one mark is a ballot */
    assert_int_equal(q->pass.num, 2);
    assert_int_equal(q->pass.den, 3);
    assert_int_equal(q->pass.base, PASS_ISSUED);
    assert_false(q->pass.more);
    assert_int_equal(q->grid_count, 1);
    const struct number_grid *n = &q->grids[0];
    assert_int_equal(n->first_item, 2);
    assert_int_equal(n->digits, 4);
    assert_string_equal(q->items[2].code, "N1_1");
    assert_string_equal(q->items[5].code, "N1_4");
    assert_int_equal(q->items[5].place, 3);
    assert_ptr_equal(q->items[5].grid, n);
    assert_int_equal(q->items[5].scale->choice_count, 10);
    assert_int_equal(questionnaire_find(q, "D1"), 6);
    questionnaire_free(q);
}

static void empty_rows_are_counted_off(void **state)
{
    (void)state;
    char *text = changed("    rows:\n      - [甲户, 3]\n      - [乙户, \"\"]\n",
                         "    rows: 31\n");
    struct questionnaire *q = read_form(text);
    assert_int_equal(q->sections[0].item_count, 31);
    assert_string_equal(q->items[30].code, "R31");
    assert_string_equal(q->items[30].text, "第31行");
    assert_string_equal(q->items[30].cells[0], "");
    questionnaire_free(q);
    free(text);
}

/* ---- check digits: worked out by hand or from the standard's examples ---- */

static bool keeps(enum check_rule rule, const char *digits, int modulo,
                  int remainder, const int weights[])
{
    struct number_grid grid = {.digits = strlen(digits), .check = rule,
                               .modulo = modulo, .remainder = remainder};
    uint8_t digit[NUMBER_DIGITS_MAX];
    for (size_t i = 0; i < grid.digits; i++) {
        digit[i] = (uint8_t)(digits[i] - '0');
        grid.weight[i] = weights != NULL ? weights[i]
                                         : (int)(grid.digits - i);
    }
    return number_check(&grid, digit);
}

static void check_digits_are_checked(void **state)
{
    (void)state;
    assert_true(keeps(CHECK_LUHN, "18", 0, 0, NULL)); /* 2 + 8 */
    assert_true(keeps(CHECK_LUHN, "7992739871", 0, 0, NULL) ==
                false); /* the example 79927398713 lacks its last digit */
    assert_true(keeps(CHECK_LUHN, "0026", 0, 0, NULL)); /* 4 + 6 */
    assert_false(keeps(CHECK_LUHN, "0062", 0, 0, NULL));
    /* ISBN 0-306-40615-2 */
    assert_true(keeps(CHECK_WEIGHTS, "0306406152", 11, 0, NULL));
    assert_false(keeps(CHECK_WEIGHTS, "0306406125", 11, 0, NULL));
    const int ones[] = {1, 1, 1};
    assert_true(keeps(CHECK_WEIGHTS, "128", 10, 1, ones));
    assert_false(keeps(CHECK_WEIGHTS, "129", 10, 1, ones));
    assert_true(keeps(CHECK_NONE, "129", 0, 0, NULL));
}

/* Every single wrong digit and every swap of neighbours breaks mod11. */
static void mod11_finds_every_single_slip(void **state)
{
    (void)state;
    char text[] = "0306406152";
    for (size_t i = 0; i < 10; i++) {
        for (char d = '0'; d <= '9'; d++) {
            char was = text[i];
            text[i] = d;
            assert_true(keeps(CHECK_WEIGHTS, text, 11, 0, NULL) == (d == was));
            text[i] = was;
        }
    }
    for (size_t i = 0; i < 9; i++) {
        char a = text[i], b = text[i + 1];
        text[i] = b;
        text[i + 1] = a;
        assert_true(keeps(CHECK_WEIGHTS, text, 11, 0, NULL) == (a == b));
        text[i] = a;
        text[i + 1] = b;
    }
}

static const struct {
    const char *old, *new;
    enum err_code code;
    const char *says;
} wrong[] = {
    {"at_least: 2/3, ", "", ERR_FORMAT, "f.yaml:5:7: 'pass' needs one share"},
    {"2/3", "3/2", ERR_FORMAT, "f.yaml:5:18: '3/2' is no share"},
    {"2/3", "0.66", ERR_FORMAT, "'0.66' is no share"},
    {"of: issued", "of: present", ERR_FORMAT,
     "f.yaml:5:27: of is 'present'; expected issued, returned, valid"},
    {"means: for", "means: nothing", ERR_FORMAT,
     "f.yaml:5:7: the form says when a row is carried, but no choice of item "
     "R1 means 'for'"},
    {"    table: true\n", "", ERR_FORMAT, "'items' is missing here"},
    {"scale: P3\n", "scale: P4\n", ERR_FORMAT,
     "f.yaml:13:12: there is no scale 'P4'"},
    {"    scale: P3\n", "", ERR_FORMAT, "'scale' is missing here"},
    {"people: 人口", "people: 人数", ERR_FORMAT,
     "f.yaml:12:13: there is no column '人数'"},
    {"[甲户, 3]", "[甲户]", ERR_FORMAT,
     "f.yaml:15:9: this row has 1 cells; expected 2"},
    {"[甲户, 3]", "[甲户, 三]", ERR_FORMAT,
     "f.yaml:15:9: '三' stands in the column '人口'"},
    {"[甲户, 3]", "甲户", ERR_FORMAT, "f.yaml:15:9: text stands here"},
    {"      - [甲户, 3]\n      - [乙户, \"\"]\n", "      - {a: b}\n",
     ERR_FORMAT, "f.yaml:15:9: a mapping"},
    {"    rows:\n      - [甲户, 3]\n      - [乙户, \"\"]\n", "    rows: 0\n",
     ERR_FORMAT, "f.yaml:14:11: rows is '0'"},
    {"    rows:\n      - [甲户, 3]\n      - [乙户, \"\"]\n", "    rows: 121\n",
     ERR_FORMAT, "rows is '121'"},
    {"    rows:\n", "    role: person\n    rows:\n", ERR_FORMAT,
     "f.yaml:14:11: the rows of a table have role person"},
    {"    rows:\n", "    code: N\n    rows:\n", ERR_FORMAT,
     "the item code 'N1' is taken (line 16)"},
    {"    rows:\n", "    matrix: true\n    rows:\n", ERR_FORMAT,
     "a table has no 'matrix'"},
    {"digits: 4", "digits: 11", ERR_FORMAT,
     "f.yaml:19:51: digits is '11'; expected a whole number from 1 to 10"},
    {"digits: 4", "digits: 0", ERR_FORMAT, "from 1 to 10"},
    {", digits: 4", "", ERR_FORMAT, "'digits' is missing here"},
    {"check: mod11", "check: mod12", ERR_FORMAT, "check is 'mod12'"},
    {"digits: 4", "digits: 1", ERR_FORMAT, "one digit cannot check itself"},
    {"check: mod11", "check: {weights: [1, 2, 3]}", ERR_FORMAT,
     "f.yaml:19:71: 3 weights for 4 digits"},
    {"check: mod11", "check: {weights: [1, 2, 3, x]}", ERR_FORMAT,
     "'x' is no weight"},
    {"check: mod11", "kind: single", ERR_FORMAT, "kind is 'single'"},
    {"check: mod11", "scale: P3", ERR_FORMAT, "unknown key 'scale'"},
    {"text: 村编码", "text: 身份证后四位", ERR_DENIED,
     "f.yaml:19:38: this asks who the person is"},
    {"object: 某机构\n", "object: 某机构\nanonymous: true\n", ERR_DENIED,
     "N1 is a number on an anonymous form"},
    {"code: D1", "code: n1", ERR_FORMAT, "the item code 'n1' is taken"},
};

static void every_mistake_is_named_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct questionnaire *q = NULL;
        struct err err = ERR_INIT;
        char *text = changed(wrong[i].old, wrong[i].new);
        enum err_code code =
            questionnaire_parse(text, strlen(text), "f.yaml", &q, &err);
        if (code != wrong[i].code || strstr(err.text, wrong[i].says) == NULL)
            fail_msg("'%s' -> '%s' got %s: %s\nwanted: %s", wrong[i].old,
                     wrong[i].new, err_code_word(code), err.text,
                     wrong[i].says);
        free(text);
    }
}

static void the_ballot_presets_are_secret(void **state)
{
    static const char *const names[] = {"PJ", "MC"};
    static const size_t rows[] = {31, 12};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct questionnaire *q = NULL;
        struct err err = ERR_INIT;
        char path[64];
        (void)snprintf(path, sizeof path, "samples/presets/%s.yaml",
                       names[i]);
        if (questionnaire_load(path, &q, &err) != ERR_OK)
            fail_msg("%s", err.text);
        assert_true(q->anonymous);
        assert_int_equal(q->sections[0].item_count, rows[i]);
        assert_int_equal(q->items[0].role, ROLE_VOTE);
        questionnaire_free(q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_digits_become_items),
        cmocka_unit_test(empty_rows_are_counted_off),
        cmocka_unit_test(check_digits_are_checked),
        cmocka_unit_test(mod11_finds_every_single_slip),
        cmocka_unit_test(every_mistake_is_named_with_its_place),
        cmocka_unit_test(the_ballot_presets_are_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
