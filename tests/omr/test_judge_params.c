/* tests/omr/test_judge_params.c - the judge's parameters by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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
    str_init(&text, 16384);
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
    str_init(&text, 16384);
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

/* A round of an older program: no version, and only the names of its time. */
static void an_old_round_is_judged_as_it_was(void **state)
{
    (void)state;
    static const char old[] = "{\"empty_below\":0.02,\"fills\":1}";
    struct judge_params back = judge_before;
    err_clear(&fault);
    assert_int_equal(
        judge_params_read(old, sizeof old - 1, "round", &back, &fault),
        ERR_OK);
    assert_int_equal(back.version, 0);
    assert_int_equal(judge_params_version(old, sizeof old - 1), 0);
    struct judge_params wanted = judge_before;
    wanted.empty_below = 0.02;
    wanted.fills = 1;
    assert_true(judge_params_same(&back, &wanted));
    /* the values that were compiled in before they had names */
    assert_float_equal(back.passing_from, 0.60, 0);
    assert_float_equal(back.lone_cover, 0.008, 0);
    assert_float_equal(back.tail_cover, 0.10, 0);
    assert_float_equal(back.gap_doubt, 0.60, 0);
    assert_float_equal(back.bubble_mark, 0.34, 0);
    assert_float_equal(back.chance_marked_light, 0.996, 0);
    assert_float_equal(back.chance_marked_light_below, 0.060, 0);
}

static void the_version_goes_with_the_parameters(void **state)
{
    (void)state;
    struct judge_params back = judge_before;
    char json[64];
    err_clear(&fault);
    int n = snprintf(json, sizeof json, "{\"version\":%d}", JUDGE_VERSION);
    assert_int_equal(judge_params_read(json, (size_t)n, "p", &back, &fault),
                     ERR_OK);
    assert_int_equal(back.version, JUDGE_VERSION);
    assert_int_equal(judge_params_version(json, (size_t)n), JUDGE_VERSION);
    assert_false(judge_params_same(&back, &judge_before));
    /* a newer judge may mean something else by the same names */
    n = snprintf(json, sizeof json, "{\"version\":%d,\"later\":1}",
                 JUDGE_VERSION + 1);
    assert_int_equal(judge_params_read(json, (size_t)n, "p", &back, &fault),
                     ERR_RANGE);
    assert_non_null(strstr(fault.text, "newer program"));
    assert_int_equal(judge_params_version(json, (size_t)n),
                     JUDGE_VERSION + 1);
    assert_int_equal(judge_params_version("[", 1), 0);
}

static void told(const char *json, const char *words)
{
    struct judge_params back = judge_usual;
    err_clear(&fault);
    assert_int_not_equal(
        judge_params_read(json, strlen(json), "p.json", &back, &fault),
        ERR_OK);
    assert_non_null(strstr(fault.text, words));
    assert_non_null(strstr(fault.text, "p.json"));
}

static void a_refusal_tells_name_range_and_place(void **state)
{
    (void)state;
    told("{\"lone_ink\":1.5}", "lone_ink must be from 0 to 1, not 1.5");
    told("{\"hand_marks\":0}", "hand_marks must be from 1 to 9999, not 0");
    told("{\"empty_belov\":0.01}", "empty_below"); /* the nearest */
    told("{\"lone_ink\":\"x\"}", "lone_ink");
    told("{\"version\":1.5}", "version");
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
        cmocka_unit_test(an_old_round_is_judged_as_it_was),
        cmocka_unit_test(the_version_goes_with_the_parameters),
        cmocka_unit_test(a_refusal_tells_name_range_and_place),
        cmocka_unit_test(what_cannot_be_meant_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
