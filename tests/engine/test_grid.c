/* tests/engine/test_grid.c - columns line up whatever the script. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/cli/grid.h"

static void hanzi_take_two_cells(void **state)
{
    (void)state;
    assert_int_equal(text_cells(""), 0);
    assert_int_equal(text_cells("abc"), 3);
    assert_int_equal(text_cells("满意"), 4);
    assert_int_equal(text_cells("（Q1）"), 6);
    assert_int_equal(text_cells("18–29"), 5);
    assert_int_equal(text_cells("e\xCC\x81"), 1);
    assert_int_equal(text_cells("\xF0\xA0\x80\x80"), 2); /* extension B */
}

static void columns_line_up(void **state)
{
    (void)state;
    struct str out;
    struct grid *g = grid_new();
    str_init(&out, 10000);
    grid_column(g, "题号", ALIGN_LEFT, 0);
    grid_column(g, "never", ALIGN_LEFT, 0);
    grid_column(g, "题目", ALIGN_LEFT, 7);
    grid_column(g, "n", ALIGN_RIGHT, 0);
    grid_cell(g, "Q1");
    grid_cell(g, "");
    grid_cell(g, "办事公开情况");
    grid_cellf(g, "%d", 12345);
    grid_cell(g, "T0");
    grid_end_row(g);
    grid_put(g, 2, &out);
    assert_string_equal(out.text, "  题号  题目         n\n"
                                  "  Q1    办事公…  12345\n"
                                  "  T0\n");
    grid_free(g);
    grid_free(NULL);
    str_deinit(&out);
}

static void a_missing_grid_spoils_the_text_it_was_for(void **state)
{
    (void)state;
    struct str out;
    str_init(&out, 10);
    grid_cell(NULL, "x");
    grid_put(NULL, 0, &out);
    assert_false(str_ok(&out));
    str_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hanzi_take_two_cells),
        cmocka_unit_test(columns_line_up),
        cmocka_unit_test(a_missing_grid_spoils_the_text_it_was_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
