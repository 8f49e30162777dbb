/* tests/engine/test_csv.c - RFC 4180 in and out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/csv.h"
#include "engine/base/limits.h"

/* The file as "a|b|c" lines, or the error. */
static void read_all(const char *text, size_t n, struct str *out)
{
    struct csv *csv = NULL;
    struct err err = ERR_INIT;
    const struct csv_row *row = NULL;
    enum err_code code = csv_open(text, n, "f.csv", &csv, &err);
    while (code == ERR_OK) {
        code = csv_next(csv, &row, &err);
        if (code != ERR_OK || row == NULL)
            break;
        for (size_t i = 0; i < row->count; i++)
            str_addf(out, "%s%s", i > 0 ? "|" : "", row->field[i].text);
        str_add(out, "\n");
    }
    if (code != ERR_OK)
        str_addf(out, "%s %s", err_code_word(code), err.text);
    csv_close(csv);
}

static const struct {
    const char *text, *rows; /* a failing row: how the error begins */
} table[] = {
    {"", ""},
    {"\n\r\n\n", ""},
    {"a,b\nc,d\n", "a|b\nc|d\n"},
    {"a,b\r\nc,d", "a|b\nc|d\n"},
    {"\xEF\xBB\xBF" "a,b\n", "a|b\n"},
    {"a,,\n,,\n", "a||\n||\n"},
    {"\"a,b\",\"c\"\"d\"\"\"\n", "a,b|c\"d\"\n"},
    {"\"two\nlines\",x\n", "two\nlines|x\n"},
    {"\"\",\"\"\n", "|\n"},
    {"a\n\n\nb\n", "a\nb\n"},
    {"汉字,\"，\"\n", "汉字|，\n"},
    {"a\rb,c\n", "a\rb|c\n"},
    {"a,\"b\n", "format f.csv:1:3: this quote is never closed"},
    {"a,\"b\"c\n", "format f.csv:1:6: text after a closing quote"},
    {"甲,乙\"丙\n", "format f.csv:1:4: a quote inside a bare field"},
    {"ok\nx,\xC4\xE3\n", "ok\nformat f.csv:2:3: byte 0xC4 is not UTF-8"},
    {"x,\xE4\xBD", "format f.csv:1:3: byte 0xE4"},
};

static void rows_and_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct str out;
        str_init(&out, 100000);
        read_all(table[i].text, strlen(table[i].text), &out);
        if (strncmp(out.text, table[i].rows, strlen(table[i].rows)) != 0 ||
            (strstr(table[i].rows, "format") == NULL &&
             strcmp(out.text, table[i].rows) != 0))
            fail_msg("row %zu gave '%s'", i, out.text);
        str_deinit(&out);
    }
}

static void a_nul_byte_and_huge_fields_are_refused(void **state)
{
    (void)state;
    struct str out;
    str_init(&out, 100000);
    read_all("a,b\0c", 5, &out);
    assert_string_equal(out.text,
                        "format f.csv:1:4: byte 0x00 is not UTF-8 text; "
                        "expected a file saved as UTF-8 (in Excel: “CSV "
                        "UTF-8”)");
    str_clear(&out);
    char *big = malloc(LIMIT_CSV_FIELD_BYTES + 2);
    assert_non_null(big);
    memset(big, 'a', LIMIT_CSV_FIELD_BYTES + 1);
    read_all(big, LIMIT_CSV_FIELD_BYTES + 1, &out);
    assert_non_null(strstr(out.text, "range f.csv:1:4097: this field"));
    str_clear(&out);
    memset(big, ',', LIMIT_CSV_FIELDS + 1);
    read_all(big, LIMIT_CSV_FIELDS + 1, &out);
    assert_non_null(strstr(out.text, "one field too many"));
    free(big);
    str_deinit(&out);
}

static void fields_know_where_they_start(void **state)
{
    (void)state;
    static const char text[] = "甲,乙\n\"x\ny\",\"z\"\n";
    struct csv *csv = NULL;
    const struct csv_row *row = NULL;
    assert_int_equal(csv_open(text, strlen(text), "f", &csv, NULL), ERR_OK);
    assert_int_equal(csv_next(csv, &row, NULL), ERR_OK);
    assert_int_equal(row->field[1].column, 3);
    assert_int_equal(csv_next(csv, &row, NULL), ERR_OK);
    assert_int_equal(row->field[0].line, 2);
    assert_int_equal(row->field[0].column, 1);
    assert_int_equal(row->field[1].line, 3);
    assert_int_equal(row->field[1].column, 4);
    csv_close(csv);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    static const char *const fields[] = {"", "a", "a,b", "a\"b", "l1\nl2",
                                         " x ", "汉，字", "\r"};
    struct str file;
    struct str out;
    str_init(&file, 10000);
    str_init(&out, 10000);
    csv_put_bom(&file);
    for (size_t i = 0; i < 7; i++)
        csv_put(&file, i == 0, fields[i]);
    csv_put_int(&file, false, -42);
    csv_end_row(&file);
    read_all(file.text, file.n, &out);
    assert_string_equal(out.text, "|a|a,b|a\"b|l1\nl2| x |汉，字|-42\n");
    str_deinit(&file);
    str_deinit(&out);
}

static void formulas_are_disarmed(void **state)
{
    (void)state;
    static const char *const bad[] = {"=1+1", "+1", "-1", "@SUM(A1)",
                                      "\t=1", "\r=1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct str file;
        str_init(&file, 1000);
        csv_put(&file, true, bad[i]);
        assert_memory_equal(file.text, "\"'", 2);
        str_deinit(&file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_and_mistakes),
        cmocka_unit_test(a_nul_byte_and_huge_fields_are_refused),
        cmocka_unit_test(fields_know_where_they_start),
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(formulas_are_disarmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
