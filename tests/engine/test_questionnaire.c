/* tests/engine/test_questionnaire.c - presets word by word, and every way to
 * get a questionnaire wrong with the place it is blamed on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/limits.h"
#include "engine/base/str.h"
#include "engine/survey/problems.h"
#include "engine/survey/questionnaire.h"

/* A small sound form; rows of the tables below change one thing in it.
 *  line 1 form  2 title  3 object  4 intro  5 scales  12 sections … */
static const char sound[] =
    "form: TT\n"
    "title: 测试问卷\n"
    "object: 某机构\n"
    "intro: 请打√。\n"
    "scales:\n"
    "  - code: M4\n"
    "    choices:\n"
    "      - {text: 满意, means: satisfied, score: 100}\n"
    "      - {text: 基本满意, means: partly, score: 60}\n"
    "      - {text: 不满意, means: dissatisfied, score: 0}\n"
    "      - {text: 不了解, means: unknown}\n"
    "sections:\n"
    "  - text: 满意\n"
    "    matrix: true\n"
    "    items:\n"
    "      - {code: Q1, role: satisfy, scale: M4, text: 办事公开情况}\n"
    "      - {code: Q2, role: satisfy, scale: M4, text: 依法办事情况}\n"
    "      - {code: T0, role: overall, scale: M4, text: 总的来看}\n"
    "  - text: 其他\n"
    "    items:\n"
    "      - {code: D1, role: person, text: 性别, choices: [男, 女]}\n"
    "      - {code: P1, role: priority, text: 最希望改进, max: 2, of: [Q1, Q2]}\n"
    "      - {code: O1, role: text, text: 您的意见和建议}\n";

/* `sound` with the first `old` replaced; caller frees. */
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

static enum err_code parse(const char *text, size_t n, struct err *err)
{
    struct questionnaire *q = NULL;
    enum err_code code = questionnaire_parse(text, n, "f.yaml", &q, err);
    assert_true((code == ERR_OK) == (q != NULL));
    questionnaire_free(q);
    return code;
}

static void assert_fails(const char *text, enum err_code expected,
                         const char *says)
{
    struct err err = ERR_INIT;
    enum err_code code = parse(text, strlen(text), &err);
    if (code != expected || strstr(err.text, says) == NULL)
        fail_msg("got %s: %s\nwanted %s: %s", err_code_word(code), err.text,
                 err_code_word(expected), says);
}

static void a_sound_form_is_read_whole(void **state)
{
    (void)state;
    struct questionnaire *q = NULL;
    struct err err = ERR_INIT;
    enum err_code code =
        questionnaire_parse(sound, strlen(sound), "f", &q, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(code, ERR_OK);
    assert_int_equal(q->item_count, 6);
    assert_int_equal(q->section_count, 2);
    assert_string_equal(q->book, "100/60/0"); /* made from the scores */
    assert_int_equal(q->min_cell, 5);
    assert_false(q->anonymous);
    assert_int_equal(questionnaire_find(q, "P1"), 4);
    assert_int_equal(questionnaire_find(q, "P2"), -1);
    const struct item *p1 = &q->items[4];
    assert_int_equal(p1->kind, ITEM_MULTI);
    assert_int_equal(p1->max_choices, 2);
    assert_string_equal(p1->scale->choices[1].code, "Q2");
    assert_string_equal(p1->scale->choices[1].text, "依法办事情况");
    assert_int_equal(item_find_choice(p1, "Q2"), 1);
    assert_int_equal(item_find_choice(&q->items[3], "2"), 1);
    assert_int_equal(item_find_choice(&q->items[5], "1"), -1);
    assert_true(q->items[0].core && q->items[2].core && !q->items[3].core);
    assert_true(q->items[5].area_mm > 0 && q->items[5].scale == NULL);
    assert_int_equal(q->source_n, strlen(sound));
    assert_string_equal(q->source, sound);
    questionnaire_free(q);
}

/* One change each; the message must name line:column and what was expected. */
static const struct {
    const char *old, *new;
    enum err_code code;
    const char *says;
} wrong[] = {
    /* YAML itself */
    {"    matrix", "\tmatrix", ERR_FORMAT,
     "f.yaml:14:1: a tab character; expected spaces"},
    {"title: 测试问卷", "title: \"测试", ERR_FORMAT, "not valid YAML"},
    {"form: TT", "form: &a TT", ERR_FORMAT, "f.yaml:1:7: an anchor"},
    {"form: TT", "form: *a", ERR_FORMAT, "f.yaml:1:7: an alias"},
    {"form: TT", "form: !!str TT", ERR_FORMAT, "f.yaml:1:7: a tag"},
    {"form: TT", "<<: {form: TT}", ERR_FORMAT, "unknown key '<<'"},
    {"form: TT", "? [a]\n: TT", ERR_FORMAT, "as a key; expected a word"},
    {"form: TT\n", "form: TT\nform: TU\n", ERR_FORMAT,
     "f.yaml:2:1: the key 'form' stands here twice (first in line 1)"},
    {"sections:", "---\nsections:", ERR_FORMAT,
     "f.yaml:12:1: a second document"},
    {"object: 某机构", "object: [[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]", ERR_FORMAT,
     "f.yaml:3:24: nested too deep; expected at most 16 levels"},
    {"object: 某机构", "object: \"a\\0b\"", ERR_FORMAT,
     "f.yaml:3:9: a NUL character"},
    /* keys and types */
    {"title:", "titel:", ERR_FORMAT,
     "f.yaml:2:1: unknown key 'titel'; expected 'title'"},
    {"object:", "colour:", ERR_FORMAT, "unknown key 'colour'; expected one"},
    {"form: TT\n", "", ERR_FORMAT, "f.yaml:1:1: 'form' is missing here"},
    {"title: 测试问卷", "title: [a, b]", ERR_FORMAT,
     "f.yaml:2:8: a list stands here; expected text"},
    {"title: 测试问卷", "title:", ERR_FORMAT,
     "f.yaml:2:7: nothing stands here; expected text"},
    {"    matrix: true", "    matrix: yes", ERR_FORMAT,
     "f.yaml:14:13: 'yes' is neither true nor false"},
    {"max: 2", "max: no", ERR_FORMAT,
     "f.yaml:22:54: max is 'no'; expected a whole number"},
    {"max: 2", "max: 3", ERR_FORMAT, "item P1 allows 3 of 2 choices"},
    {"intro: 请打√。", "intro: \"a\\eb\"", ERR_FORMAT,
     "f.yaml:4:8: character U+001B cannot be printed"},
    {"title: 测试问卷", "title: \"a\\nb\"", ERR_FORMAT,
     "a line break inside this text"},
    {"title: 测试问卷", "title: \"a\\u202Eb\"", ERR_FORMAT, "U+202E"},
    /* codes */
    {"code: Q2,", "code: Q1,", ERR_FORMAT,
     "f.yaml:17:16: the item code 'Q1' is taken (line 16)"},
    {"code: Q2,", "code: q1,", ERR_FORMAT, "'q1' is taken"},
    {"code: Q2,", "code: 2Q,", ERR_FORMAT,
     "f.yaml:17:16: '2Q' is no code; expected a letter"},
    {"code: Q2,", "code: Q2345678901234567,", ERR_FORMAT, "is no code"},
    {"code: M4", "code: 第四", ERR_FORMAT, "f.yaml:6:11: '第四' is no code"},
    /* items */
    {"role: overall", "role: overal", ERR_FORMAT,
     "role is 'overal'; expected overall"},
    {"role: overall", "role: satisfied", ERR_FORMAT, "expected satisfy"},
    {"role: overall, ", "", ERR_FORMAT, "f.yaml:18:9: 'role' is missing"},
    {"role: overall", "role: aware", ERR_FORMAT,
     "no choice of its scale means 'knows'"},
    {"code: Q2, role: satisfy", "code: Q2, role: overall", ERR_FORMAT,
     "item T0 is a second overall item after Q2"},
    {"scale: M4, text: 依法办事情况", "scale: M5, text: 依法办事情况",
     ERR_FORMAT, "f.yaml:17:42: there is no scale 'M5'; expected one of: M4"},
    {"scale: M4, text: 依法办事情况", "text: 依法办事情况", ERR_FORMAT,
     "item Q2 has no scale; expected either 'scale' or 'choices'"},
    {"choices: [男, 女]", "choices: [男, 女], scale: M4", ERR_FORMAT,
     "item D1 has two scales"},
    {"choices: [男, 女]", "choices: [男]", ERR_FORMAT,
     "only one choice; expected two or more"},
    {"choices: [男, 女]", "choices: [男, 男]", ERR_FORMAT,
     "two choices read '男'"},
    {"of: [Q1, Q2]", "of: [Q1, Q9]", ERR_FORMAT,
     "f.yaml:22:66: item P1 names 'Q9', which is no item"},
    {"of: [Q1, Q2]", "of: [Q1, P1]", ERR_FORMAT, "'P1', which is no item"},
    {"of: [Q1, Q2]", "of: [Q1, Q1]", ERR_FORMAT, "'Q1' is named twice"},
    {", of: [Q1, Q2]", "", ERR_FORMAT, "expected 'of: [Q1, Q2 …]'"},
    {"{code: O1,", "{code: O1, scale: M4,", ERR_FORMAT,
     "item O1 is free text; expected neither"},
    {"{code: O1,", "{code: O1, kind: single,", ERR_FORMAT,
     "f.yaml:23:9: item O1 has no scale"},
    {"{code: O1,", "{code: O1, area_mm: 500,", ERR_FORMAT,
     "expected a height from 8 to 200 mm"},
    {"{code: D1,", "{code: D1, area_mm: 20,", ERR_FORMAT, "no area_mm"},
    {"{code: D1,", "{code: D1, max: 2,", ERR_FORMAT, "takes one answer"},
    {"{code: Q1,", "{code: Q1, pool: X,", ERR_FORMAT, "no pool 'X'"},
    {"text: 依法办事情况}", "text: 依法办事情况, kind: multi}", ERR_FORMAT,
     "a rate needs one answer a person"},
    /* scales */
    {"means: unknown", "means: unknown, score: 50", ERR_FORMAT,
     "f.yaml:11:44: '不了解' cannot carry a score"},
    {"score: 60", "score: 101", ERR_FORMAT, "expected a whole number from 0"},
    {", score: 60", "", ERR_FORMAT, "scale M4 scores 2 of 3 answers"},
    {"means: partly", "means: ends", ERR_FORMAT, "only in items of role"},
    {"intro: 请打√。", "intro: 请打√。\nbook: 100/70/30", ERR_FORMAT,
     "f.yaml:5:7: the score book is called '100/70/30', but the scores are "
     "'100/60/0'"},
    {"intro: 请打√。", "intro: 请打√。\nthresholds: {aware: 80}", ERR_FORMAT,
     "f.yaml:5:21: a threshold for awareness, but no item"},
    {"intro: 请打√。", "intro: 请打√。\nthresholds: {satisfied: 90.05}",
     ERR_FORMAT, "per cent from 0.1 to 100 with at most one decimal"},
    {"intro: 请打√。", "intro: 请打√。\npools:\n  - {code: A, text: 甲}",
     ERR_FORMAT, "the pool 'A' joins 0 items"},
    {"    items:\n      - {code: Q1", "    items: []\n  - text: b\n    items:\n"
     "      - {code: Q1", ERR_RANGE, "items has 0 entries; expected 1 to"},
    {"role: overall, scale: M4", "role: person, choices: [甲, 乙]", ERR_FORMAT,
     "item T0 stands in a matrix; expected single choice on the same scale"},
    {"intro: 请打√。", "intro: 请打√。\nmin_cell: 0", ERR_FORMAT,
     "min_cell is '0'; expected a whole number from 1 to 100"},
    {"intro: 请打√。", "intro: 请打√。\nanonymous: true\nmin_cell: 2",
     ERR_FORMAT, "expected a whole number from 3"},
    /* privacy */
    {"text: 性别", "text: 您的姓名", ERR_DENIED,
     "f.yaml:21:40: this asks who the person is ('姓名')"},
    {"text: 性别", "text: 身份证号", ERR_DENIED, "'身份证'"},
    {"text: 性别", "text: 身 份 证 号", ERR_DENIED, "'身份证'"},
    {"text: 您的意见和建议", "text: 您的联系电话", ERR_DENIED, "'电话'"},
    {"text: 您的意见和建议", "text: 您的Ｅ－ｍａｉｌ", ERR_DENIED, "e-mail"},
    {"text: 其他", "text: 其他（手机号________）", ERR_DENIED, "'手机'"},
    {"intro: 请打√。", "intro: 姓名：________", ERR_DENIED, "f.yaml:4:8"},
    {"text: 性别", "text: 您是否怀孕", ERR_DENIED,
     "this asks for a person's pregnancy or contraception ('怀孕')"},
    {"text: 性别", "text: 末次月经", ERR_DENIED, "'月经'"},
    {"text: 性别", "text: 避孕方式", ERR_DENIED, "'避孕方式'"},
    {"choices: [男, 女]", "choices: [已上环, 未上环]", ERR_DENIED,
     "f.yaml:21:54: this asks for a person's pregnancy"},
    {"text: 办事公开情况", "text: 您的孕情", ERR_DENIED, "'孕情'"},
    {"intro: 请打√。", "intro: 请打√。\nanonymous: true", ERR_DENIED,
     "item D1 asks about the person on an anonymous form"},
};

static void every_mistake_is_named_with_its_place(void **state)
{
    (void)state;
    size_t failures = 0;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char *text = changed(wrong[i].old, wrong[i].new);
        struct err err = ERR_INIT;
        enum err_code code = parse(text, strlen(text), &err);
        if (code != wrong[i].code || strstr(err.text, wrong[i].says) == NULL) {
            print_error("%s\n  gave   %s: %s\n  wanted %s: %s\n",
                        wrong[i].new, err_code_word(code), err.text,
                        err_code_word(wrong[i].code), wrong[i].says);
            failures++;
        }
        free(text);
    }
    assert_int_equal(failures, 0);
}

/* Words of the office and of services are no questions about a person. */
static const struct {
    const char *old, *new;
} fine[] = {
    {"text: 办事公开情况", "text: 避孕药具的易得情况"},
    {"text: 办事公开情况", "text: 避孕节育免费技术服务落实情况"},
    {"text: 您的意见和建议", "text: 您的意见和建议（请勿填写姓名、电话）"},
    {"text: 您的意见和建议", "text: 您对监督电话的意见"},
    {"intro: 请打√。", "intro: 请打√。\nhotline: 联系电话：0551-1234567"},
    {"intro: 请打√。", "intro: 本问卷不记名，不填写姓名、电话和身份证号。"},
    {"intro: 请打√。", "intro: >\n  第一行\n  第二行"},
    {"intro: 请打√。", "intro: |\n  第一行\n  第二行"},
    {"form: TT", "'form': \"TT\""},
    {"text: 其他", "text: no"}, /* text, not a boolean */
    {"choices: [男, 女]", "choices: [on, off]"},
};

static void words_of_the_office_are_no_trap(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++) {
        char *text = changed(fine[i].old, fine[i].new);
        struct err err = ERR_INIT;
        if (parse(text, strlen(text), &err) != ERR_OK)
            fail_msg("'%s': %s", fine[i].new, err.text);
        free(text);
    }
}

static void empty_and_broken_files_are_told_apart(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    assert_fails("", ERR_FORMAT, "f.yaml:1:1: the file is empty");
    assert_fails("# only a remark\n", ERR_FORMAT, "the file is empty");
    assert_fails("just text", ERR_FORMAT, "text stands here; expected a map");
    assert_fails("- a\n- b\n", ERR_FORMAT, "f.yaml:1:1: a list stands here");
    assert_fails("form: \xFF", ERR_FORMAT,
                 "f.yaml:1:7: byte 0xFF is not UTF-8");
    assert_int_equal(parse("a\0b", 3, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "f.yaml:1:2: byte 0x00"));
    char *huge = malloc(LIMIT_YAML_BYTES + 2);
    assert_non_null(huge);
    memset(huge, '#', LIMIT_YAML_BYTES + 1);
    huge[LIMIT_YAML_BYTES + 1] = '\0';
    assert_fails(huge, ERR_RANGE, "bytes; at most");
    free(huge);
}

static void five_hundred_choices_are_too_many(void **state)
{
    (void)state;
    char list[8192] = "choices: [";
    for (int i = 0; i < 500; i++) {
        size_t n = strlen(list);
        (void)snprintf(list + n, sizeof list - n, "%s选%d", i > 0 ? ", " : "",
                       i);
    }
    strncat(list, "]", 2);
    char *text = changed("choices: [男, 女]", list);
    assert_fails(text, ERR_RANGE,
                 "f.yaml:21:53: choices has 500 entries; expected 1 to 40");
    free(text);
}

static void a_label_of_2000_characters_is_too_long(void **state)
{
    (void)state;
    char label[6100] = "text: ";
    for (int i = 0; i < 2000; i++)
        memcpy(label + 6 + 3 * i, "长", 4);
    char *text = changed("text: 性别", label);
    assert_fails(text, ERR_RANGE,
                 "f.yaml:21:40: this text has 2000 characters (6000 bytes)");
    free(text);
}

static void one_run_lists_every_problem_in_order(void **state)
{
    (void)state;
    char *text = changed("role: overall", "role: overal");
    memcpy(strstr(text, "title:"), "titel:", 6);
    memcpy(strstr(text, "code: Q2"), "code: Q1", 8);
    struct questionnaire *q = NULL;
    struct problems *p = malloc(sizeof *p);
    struct err err = ERR_INIT;
    assert_non_null(p);
    assert_int_equal(questionnaire_check(text, strlen(text), "f.yaml", &q, p,
                                         &err),
                     ERR_FORMAT);
    assert_null(q);
    assert_true(p->count >= 4); /* titel, title, Q1, overal, P1's Q2 */
    for (size_t i = 1; i < p->count; i++)
        assert_true(p->list[i - 1].line <= p->list[i].line);
    assert_non_null(strstr(err.text, "`pingyi check` lists them"));
    free(p);
    free(text);
}

static void a_flood_of_problems_is_counted_not_kept(void **state)
{
    (void)state;
    struct str text;
    str_init(&text, LIMIT_YAML_BYTES);
    str_add(&text, sound);
    for (int i = 0; i < 55; i++)
        str_addf(&text, "key%d: x\n", i);
    struct err err = ERR_INIT;
    assert_int_equal(parse(text.text, text.n, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "more"));
    str_clear(&text);
    str_add(&text, sound);
    for (int i = 0; i < 100; i++)
        str_addf(&text, "key%d: x\n", i);
    err_clear(&err);
    assert_int_equal(parse(text.text, text.n, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "too many keys"));
    str_clear(&text);
    str_add(&text, sound);
    for (int i = 0; i < LIMIT_ITEMS; i++)
        str_addf(&text, "      - {code: X%d, role: text, text: a}\n", i);
    err_clear(&err);
    assert_int_equal(parse(text.text, text.n, &err), ERR_RANGE);
    assert_non_null(strstr(err.text, "expected"));
    str_deinit(&text);
}

/* ---- presets ---- */

static struct questionnaire *preset(const char *name)
{
    char path[64];
    struct questionnaire *q = NULL;
    struct err err = ERR_INIT;
    (void)snprintf(path, sizeof path, "samples/presets/%s.yaml", name);
    enum err_code code = questionnaire_load(path, &q, &err);
    assert_string_equal(err.text, "");
    assert_int_equal(code, ERR_OK);
    assert_string_equal(q->form, name);
    return q;
}

static void assert_item(const struct questionnaire *q, const char *code,
                        enum item_role role, const char *text)
{
    long at = questionnaire_find(q, code);
    assert_true(at >= 0);
    assert_int_equal(q->items[at].role, role);
    assert_string_equal(q->items[at].text, text);
}

static void nm_asks_what_the_regulation_names(void **state)
{
    (void)state;
    struct questionnaire *q = preset("NM");
    assert_string_equal(q->title, "请农民兄弟姐妹评计生活动评议问卷");
    assert_item(q, "Q1", ROLE_SATISFY, "奖励优惠政策落实情况");
    assert_item(q, "Q2", ROLE_SATISFY, "办事公开情况");
    assert_item(q, "Q3", ROLE_SATISFY, "依法办事情况");
    assert_item(q, "Q4", ROLE_SATISFY, "优质服务情况");
    assert_item(q, "Q5", ROLE_SATISFY, "服务承诺兑现情况");
    assert_item(q, "Q6", ROLE_SATISFY, "工作态度");
    assert_item(q, "T0", ROLE_OVERALL,
                "总的来看，您对该机构的工作是否满意？");
    assert_item(q, "K5", ROLE_AWARE,
                "您是否知道12356阳光计生服务热线或其他投诉举报渠道？");
    assert_int_equal(q->thresholds.aware_permille, 800);
    assert_int_equal(q->thresholds.satisfied_permille, 900);
    assert_string_equal(q->book, "100/60/0");
    assert_int_equal(q->section_count, 5);
    assert_false(q->anonymous);
    questionnaire_free(q);
}

static void ld_splits_two_clauses_and_joins_them_again(void **state)
{
    (void)state;
    struct questionnaire *q = preset("LD");
    assert_string_equal(q->title, "请流动人口农民工评计生活动评议问卷");
    assert_item(q, "Q2a", ROLE_SATISFY, "计划生育免费基本技术服务落实情况");
    assert_item(q, "Q2b", ROLE_SATISFY, "奖励优惠政策落实情况");
    assert_item(q, "Q3a", ROLE_SATISFY, "避孕药具的易得情况");
    assert_item(q, "Q3b", ROLE_SATISFY, "宣传资料的易得情况");
    const struct item *a = &q->items[questionnaire_find(q, "Q2a")];
    const struct item *b = &q->items[questionnaire_find(q, "Q2b")];
    assert_string_equal(a->pool, b->pool);
    assert_string_equal(a->pool_text,
                        "计划生育免费基本技术服务、奖励优惠政策落实情况");
    const struct item *e1 = &q->items[questionnaire_find(q, "E1")];
    assert_int_equal(e1->role, ROLE_SCREEN);
    assert_int_equal(e1->scale->choices[0].meaning, MEANS_ENDS);
    assert_int_equal(questionnaire_find(q, "D5"), -1);
    questionnaire_free(q);
}

static void xp_is_anonymous_and_asks_nothing_about_the_person(void **state)
{
    (void)state;
    struct questionnaire *q = preset("XP");
    assert_true(q->anonymous);
    assert_int_equal(q->min_cell, 5);
    for (size_t i = 0; i < q->item_count; i++)
        assert_true(q->items[i].role != ROLE_PERSON &&
                    q->items[i].role != ROLE_AWARE);
    assert_item(q, "Q2", ROLE_SATISFY, "行政效能情况");
    assert_string_equal(q->items[questionnaire_find(q, "Q2")].gloss,
                        "答复请示、办理事项是否按时，有无推诿扯皮");
    questionnaire_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_form_is_read_whole),
        cmocka_unit_test(every_mistake_is_named_with_its_place),
        cmocka_unit_test(words_of_the_office_are_no_trap),
        cmocka_unit_test(empty_and_broken_files_are_told_apart),
        cmocka_unit_test(five_hundred_choices_are_too_many),
        cmocka_unit_test(a_label_of_2000_characters_is_too_long),
        cmocka_unit_test(one_run_lists_every_problem_in_order),
        cmocka_unit_test(a_flood_of_problems_is_counted_not_kept),
        cmocka_unit_test(nm_asks_what_the_regulation_names),
        cmocka_unit_test(ld_splits_two_clauses_and_joins_them_again),
        cmocka_unit_test(xp_is_anonymous_and_asks_nothing_about_the_person),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
