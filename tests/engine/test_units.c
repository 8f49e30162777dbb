/* tests/engine/test_units.c - the tree of units and its mistakes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "engine/base/str.h"
#include "engine/survey/units.h"

#define HEAD "code,parent,name,class,households,population\n"

static const struct {
    const char *text, *says;
} wrong[] = {
    {"", "u.csv:1:1: the file is empty; expected the header"},
    {HEAD, "u.csv:2:1: no unit stands here"},
    {"code,parent,name,class,households\n00,,a,b,\n",
     "u.csv:1:1: the column 'population' (人口) is missing"},
    {"code,parent,name,class,households,population,code\n",
     "u.csv:1:46: the column 'code' stands here twice"},
    {"code,parent,name,class,households,people\n",
     "u.csv:1:35: unknown column 'people'"},
    {HEAD "00,,甲,县,,\n00,00,乙,乡,,\n",
     "u.csv:3:1: the unit code '00' is taken (line 2)"},
    {HEAD "00,,甲,县,,\n01,09,乙,乡,,\n",
     "u.csv:3:4: there is no unit '09' above '01'"},
    {HEAD "00,,甲,县,,\n01,0,乙,乡,,\n",
     "(did a spreadsheet drop a leading 0?)"},
    {HEAD "00,,甲,县,,\n01,,乙,县,,\n",
     "u.csv:3:1: '01' is a second root beside '00' (line 2)"},
    {HEAD "00,01,甲,县,,\n01,00,乙,县,,\n",
     "u.csv:2:1: every unit has a parent"},
    {HEAD "00,,甲,县,,\n03,01,丁,村,,\n01,02,乙,乡,,\n02,01,丙,乡,,\n",
     "u.csv:4:4: the unit '01' lies under itself (through '02')"},
    {HEAD "00,,甲,县,,\n01,01,乙,乡,,\n",
     "u.csv:3:4: the unit '01' lies under itself"},
    {HEAD "00,,甲,县,-1,\n", "u.csv:2:9: households is '-1'"},
    {HEAD "00,,甲,县,,\"1,234\"\n", "u.csv:2:10: population is '1,234'"},
    {HEAD "00,,甲,县,1.5,\n", "households is '1.5'; expected a whole number"},
    {HEAD "00,,,县,,\n", "u.csv:2:5: the name has 0 bytes"},
    {HEAD "00,,\"a\nb\",县,,\n", "and a control character"},
    {HEAD "a0,,甲,县,,\n", "u.csv:2:1: 'a0' is no unit code"},
    {HEAD "000000001,,甲,县,,\n", "is no unit code; expected 1 to 8"},
    {HEAD "00,,甲,县,\n", "u.csv:2:1: this line has 5 fields; expected 6"},
    {HEAD "00,,甲,县,,,\n", "this line has 7 fields"},
    {HEAD "00,,\xBC\xD7,县,,\n", "u.csv:2:5: byte 0xBC is not UTF-8"},
};

static void every_mistake_is_named_with_its_place(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct units *units = NULL;
        struct err err = ERR_INIT;
        enum err_code code = units_parse(
            wrong[i].text, strlen(wrong[i].text), "u.csv", &units, &err);
        if (code != ERR_FORMAT || units != NULL ||
            strstr(err.text, wrong[i].says) == NULL) {
            print_error("%zu: %s: %s\nwanted %s\n", i, err_code_word(code),
                        err.text, wrong[i].says);
            failures++;
        }
        units_free(units);
    }
    assert_int_equal(failures, 0);
}

static struct units *good(const char *text)
{
    struct units *units = NULL;
    struct err err = ERR_INIT;
    enum err_code code =
        units_parse(text, strlen(text), "u.csv", &units, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(code, ERR_OK);
    return units;
}

static void children_follow_their_parents_whatever_the_file_does(
    void **state)
{
    (void)state;
    struct units *u = good("\xEF\xBB\xBF"
                           "名称,编码,上级,序列,人口,户数,发放\r\n"
                           "丙村,0101,01,村,30,10,\r\n"
                           "乙乡,01,00,乡镇,,,\r\n"
                           "戊乡,02,00,乡镇,,,\r\n"
                           "丁村,0102,01,村,40,12,9\r\n"
                           "甲县,00,,县,,,\r\n");
    static const char *const order[] = {"00", "01", "0101", "0102", "02"};
    assert_int_equal(u->count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_string_equal(u->unit[i].code, order[i]);
        assert_int_equal(units_find(u, order[i]), i);
        assert_true(u->unit[i].parent < (long)i);
    }
    assert_int_equal(u->unit[3].parent, 1);
    assert_int_equal(u->unit[3].depth, 2);
    assert_int_equal(u->unit[3].population, 40);
    assert_int_equal(u->unit[3].households, 12);
    assert_int_equal(u->unit[3].issued, 9);
    assert_int_equal(u->unit[0].population, -1);
    assert_int_equal(units_find(u, "03"), -1);
    assert_true(units_under(u, 3, 0) && units_under(u, 3, 1) &&
                units_under(u, 3, 3) && !units_under(u, 3, 4) &&
                !units_under(u, 0, 3));
    struct units plain = {.count = u->count, .unit = u->unit};
    assert_int_equal(units_find(&plain, "02"), 4); /* without an index */
    units_free(u);
}

static void the_demo_county_adds_up(void **state)
{
    (void)state;
    struct units *u = NULL;
    struct err err = ERR_INIT;
    assert_int_equal(units_load("samples/county/units.csv", &u, &err),
                     ERR_OK);
    assert_int_equal(u->count, 31);
    for (size_t i = 0; i < u->count; i++) {
        int64_t people = 0;
        int64_t homes = 0;
        size_t children = 0;
        for (size_t c = i + 1; c < u->count; c++)
            if (u->unit[c].parent == (long)i) {
                people += u->unit[c].population;
                homes += u->unit[c].households;
                children++;
            }
        static const size_t expected[] = {6, 4, 0};
        assert_int_equal(children, expected[u->unit[i].depth]);
        if (children > 0) {
            assert_int_equal(people, u->unit[i].population);
            assert_int_equal(homes, u->unit[i].households);
        }
    }
    units_free(u);
}

static void twenty_thousand_units_are_read_and_one_more_is_not(void **state)
{
    (void)state;
    struct str text;
    str_init(&text, LIMIT_CSV_BYTES);
    str_add(&text, HEAD "R,,甲,县,,\n");
    for (int i = 1; i < LIMIT_UNITS; i++)
        str_addf(&text, "U%d,R,村%d,村,,\n", i, i);
    struct units *u = good(text.text);
    assert_int_equal(u->count, LIMIT_UNITS);
    assert_int_equal(units_find(u, "U19999"), 19999);
    units_free(u);
    str_add(&text, "U20000,R,村,村,,\n");
    struct err err = ERR_INIT;
    assert_int_equal(units_parse(text.text, text.n, "u.csv", &u, &err),
                     ERR_RANGE);
    assert_non_null(strstr(err.text, "u.csv:20002:1: one unit too many"));
    str_clear(&text);
    str_add(&text, HEAD "U0,,甲,县,,\n");
    for (int i = 1; i <= LIMIT_UNIT_DEPTH + 1; i++)
        str_addf(&text, "U%d,U%d,村,村,,\n", i, i - 1);
    err_clear(&err);
    assert_int_equal(units_parse(text.text, text.n, "u.csv", &u, &err),
                     ERR_RANGE);
    assert_non_null(strstr(err.text, "lies 9 levels deep"));
    str_deinit(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mistake_is_named_with_its_place),
        cmocka_unit_test(
            children_follow_their_parents_whatever_the_file_does),
        cmocka_unit_test(the_demo_county_adds_up),
        cmocka_unit_test(twenty_thousand_units_are_read_and_one_more_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
