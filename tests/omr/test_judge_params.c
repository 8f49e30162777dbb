/* tests/omr/test_judge_params.c - the judge's parameters by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "omr/judge_params.h"

static struct err fault;

static void parameters_come_back_as_they_were_written(void **state)
{
    (void)state;
    struct judge_params params = judge_usual;
    struct judge_params back = judge_usual;
    struct str text;
    err_clear(&fault);
    assert_int_equal(judge_params_set(&params, "empty_below=0.0123456", &fault),
                     ERR_OK);
    str_init(&text, 4096);
    struct jout j = {.out = &text};
    judge_params_write(&params, NULL, &j);
    assert_int_equal(
        judge_params_read(text.text, text.n, "params", &back, &fault), ERR_OK);
    assert_true(judge_params_same(&params, &back));
    /* to the last bit, or a round judged again would read differently */
    assert_memory_equal(&params, &back, sizeof params);
    assert_false(judge_params_same(&params, &judge_usual));
    str_deinit(&text);
}

static void the_usual_parameters_are_written_without_loss(void **state)
{
    (void)state;
    struct judge_params back = judge_usual;
    struct str text;
    err_clear(&fault);
    str_init(&text, 4096);
    struct jout j = {.out = &text};
    judge_params_write(&judge_usual, NULL, &j);
    assert_int_equal(
        judge_params_read(text.text, text.n, "params", &back, &fault), ERR_OK);
    assert_memory_equal(&judge_usual, &back, sizeof back);
    str_deinit(&text);
}

static void what_is_not_named_keeps_its_usual_value(void **state)
{
    (void)state;
    struct judge_params back = judge_usual;
    err_clear(&fault);
    assert_int_equal(judge_params_read("{}", 2, "p", &back, &fault), ERR_OK);
    assert_true(judge_params_same(&back, &judge_usual));
}

static void refused(enum err_code code, const char *json)
{
    struct judge_params back = judge_usual;
    err_clear(&fault);
    assert_int_equal(
        judge_params_read(json, strlen(json), "p.json", &back, &fault), code);
    assert_true(fault.text[0] != '\0');
}

static void what_cannot_be_meant_is_refused(void **state)
{
    (void)state;
    refused(ERR_NOTFOUND, "{\"empty_belov\":0.01}");
    refused(ERR_RANGE, "{\"empty_below\":1.5}");
    refused(ERR_FORMAT, "{\"empty_below\":\"0.01\"}");
    refused(ERR_FORMAT, "[1]");
    refused(ERR_FORMAT, "{");
    struct judge_params params = judge_usual;
    const struct {
        const char *setting;
        enum err_code code;
    } settings[] = {
        {"empty_below", ERR_USAGE},       {"empty_below=", ERR_USAGE},
        {"empty_below=x", ERR_USAGE},     {"=0.1", ERR_NOTFOUND},
        {"empty_below=-0.1", ERR_RANGE},  {"nonsense=0.1", ERR_NOTFOUND},
        {"empty_below=nan", ERR_USAGE},
    };
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        err_clear(&fault);
        assert_int_equal(
            judge_params_set(&params, settings[i].setting, &fault),
            settings[i].code);
        assert_true(judge_params_same(&params, &judge_usual));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_come_back_as_they_were_written),
        cmocka_unit_test(the_usual_parameters_are_written_without_loss),
        cmocka_unit_test(what_is_not_named_keeps_its_usual_value),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
