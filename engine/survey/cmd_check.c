/* engine/survey/cmd_check.c - pingyi check FORM.yaml */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/commands.h"
#include "engine/survey/language.h"
#include "engine/survey/problems.h"
#include "engine/survey/questionnaire.h"

static const char *const role_names[] = {
    [ROLE_SCREEN] = N_("screening"),
    [ROLE_PERSON] = N_("about the person"),
    [ROLE_AWARE] = N_("awareness"),
    [ROLE_SATISFY] = N_("satisfaction"),
    [ROLE_OVERALL] = N_("overall"),
    [ROLE_FACT] = N_("facts"),
    [ROLE_PRIORITY] = N_("priorities"),
    [ROLE_TEXT] = N_("opinions"),
    [ROLE_VOTE] = N_("votes"),
    [ROLE_CODE] = N_("numbers"),
};
_Static_assert(sizeof role_names / sizeof role_names[0] == ROLE_COUNT,
               "one name per role");

static const char *const base_names[] = {
    [PASS_ISSUED] = N_("the sheets issued"),
    [PASS_RETURNED] = N_("the sheets returned"),
    [PASS_VALID] = N_("the valid sheets"),
};
_Static_assert(sizeof base_names / sizeof base_names[0] == PASS_BASE_COUNT,
               "one name per base");

static size_t count_role(const struct questionnaire *q, int role)
{
    size_t n = 0;
    for (size_t i = 0; i < q->item_count; i++)
        n += (int)q->items[i].role == role;
    return n;
}

static void print_threshold(const char *what, int permille)
{
    char text[32];
    if (permille == 0)
        return;
    (void)printf("  %s ≥ %s%%\n", what,
                 num_print_percent(permille, 1000, permille % 10 != 0, text,
                                   sizeof text));
}

static void print_summary(const struct questionnaire *q)
{
    (void)printf("%s  %s\n", q->form, q->title);
    (void)printf(_("  evaluated: %s\n"), q->object);
    (void)printf(_("  %zu questions in %zu sections\n"), q->item_count,
                 q->section_count);
    for (int r = 0; r < ROLE_COUNT; r++) {
        if (count_role(q, r) == 0)
            continue;
        (void)printf("    %s:", _(role_names[r]));
        for (size_t i = 0; i < q->item_count; i++)
            if ((int)q->items[i].role == r)
                (void)printf(" %s", q->items[i].code);
        (void)printf("\n");
    }
    print_threshold(_("awareness rate"), q->thresholds.aware_permille);
    print_threshold(_("satisfaction rate"), q->thresholds.satisfied_permille);
    if (q->book[0] != '\0')
        (void)printf(_("  scores %s\n"), q->book);
    if (q->pass.den > 0)
        (void)printf(q->pass.more ? _("  carried by more than %d/%d of %s\n")
                                  : _("  carried by at least %d/%d of %s\n"),
                     q->pass.num, q->pass.den, _(base_names[q->pass.base]));
    if (q->anonymous)
        (void)printf(_("  anonymous: no serial numbers, no counts below "
                       "%d\n"),
                     q->min_cell);
    for (size_t i = 0; i < q->language_count; i++) {
        const struct language *l = &q->languages[i];
        (void)printf(_("  also in %s (%s): %zu texts, %zu not translated and "
                       "shown in Chinese\n"),
                     l->name, l->code, l->count, l->missing);
    }
    (void)printf("%s\n", _("No problem found."));
}

static void put_items(struct jout *j, const struct questionnaire *q)
{
    jout_begin_object(j, "by_role");
    for (int r = 0; r < ROLE_COUNT; r++)
        if (count_role(q, r) > 0)
            jout_int(j, item_role_word((enum item_role)r),
                     (int64_t)count_role(q, r));
    jout_end_object(j);
    jout_begin_array(j, "items");
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *item = &q->items[i];
        jout_begin_object(j, NULL);
        jout_string(j, "code", item->code);
        jout_string(j, "role", item_role_word(item->role));
        jout_string(j, "kind", item_kind_word(item->kind));
        jout_string(j, "text", item->text);
        if (item->scale != NULL) {
            jout_begin_array(j, "choices");
            for (size_t k = 0; k < item->scale->choice_count; k++)
                jout_string(j, NULL, item->scale->choices[k].text);
            jout_end_array(j);
        }
        if (item->kind == ITEM_MULTI)
            jout_int(j, "max", item->max_choices);
        if (item->grid != NULL)
            jout_string(j, "number", item->grid->code);
        if (item->when_text != NULL)
            jout_string(j, "when", item->when_text);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void put_languages(struct jout *j, const struct questionnaire *q)
{
    jout_begin_array(j, "languages");
    for (size_t i = 0; i < q->language_count; i++) {
        const struct language *l = &q->languages[i];
        jout_begin_object(j, NULL);
        jout_string(j, "code", l->code);
        jout_string(j, "name", l->name);
        jout_bool(j, "rtl", l->rtl);
        jout_int(j, "texts", (int64_t)l->count);
        jout_int(j, "missing", (int64_t)l->missing);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void put_problems(struct jout *j, const struct problems *p)
{
    jout_begin_array(j, "errors");
    for (size_t i = 0; i < p->count; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "code", err_code_word(p->list[i].code));
        jout_string(j, "file", p->name);
        jout_int(j, "line", (int64_t)p->list[i].line);
        jout_int(j, "column", (int64_t)p->list[i].column);
        jout_string(j, "message", p->list[i].text);
        jout_end_object(j);
    }
    jout_end_array(j);
    if (p->total > p->count)
        jout_int(j, "more", (int64_t)(p->total - p->count));
}

/* One document, with `q` NULL where the form is not usable. */
static int report_json(const struct cli *cli, const struct questionnaire *q,
                       const struct problems *p)
{
    struct str text;
    str_init(&text, 4 * 1024 * 1024);
    struct jout j = {.out = &text, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_bool(&j, "ok", q != NULL);
    if (q != NULL) {
        jout_string(&j, "form", q->form);
        jout_string(&j, "title", q->title);
        jout_bool(&j, "anonymous", q->anonymous);
        jout_int(&j, "min_cell", q->min_cell);
        jout_string(&j, "book", q->book);
        jout_int(&j, "aware_permille", q->thresholds.aware_permille);
        jout_int(&j, "satisfied_permille",
                 q->thresholds.satisfied_permille);
        put_items(&j, q);
        put_languages(&j, q);
    }
    put_problems(&j, p);
    jout_end_object(&j);
    int code = cli_print(cli, &text, q != NULL ? EXIT_DONE : EXIT_FAILED);
    str_deinit(&text);
    return code;
}

static int report_text(const struct questionnaire *q,
                       const struct problems *p)
{
    if (q != NULL) {
        print_summary(q);
        return EXIT_DONE;
    }
    for (size_t i = 0; i < p->count; i++)
        (void)fprintf(stderr, "%s:%zu:%zu: %s\n", p->name, p->list[i].line,
                      p->list[i].column, p->list[i].text);
    if (p->total > p->count)
        (void)fprintf(stderr, _("… and %zu more\n"), p->total - p->count);
    (void)fprintf(stderr, _("%zu problems; nothing was changed.\n"),
                  p->total);
    return EXIT_FAILED;
}

static int check(const struct cli *cli, const char *path, const char *text,
                 size_t n)
{
    struct questionnaire *q = NULL;
    struct err err = ERR_INIT;
    struct problems *problems = mem_alloc(1, sizeof *problems);
    enum err_code code = ERR_NOMEM;
    if (problems != NULL)
        code = questionnaire_check(text, n, path, &q, problems, &err);
    else
        (void)err_set(&err, ERR_NOMEM, 0, _("%s: out of memory"), path);
    int result;
    if (code != ERR_OK && (problems == NULL || problems->total == 0))
        result = cli_fail(cli, &err);
    else if (cli->json)
        result = report_json(cli, q, problems);
    else
        result = report_text(q, problems);
    questionnaire_free(q);
    free(problems);
    return result;
}

int cmd_check(struct cli *cli)
{
    const struct opt opts[] = {{.name = NULL}};
    const char *path = NULL;
    size_t args = 0;
    struct err err = ERR_INIT;
    enum err_code code = cli_options(cli, opts, &path, 1, &args, &err);
    if (code == ERR_OK && args == 0)
        code = err_set(&err, ERR_USAGE, 0,
                       _("check needs the questionnaire's file"));
    char *text = NULL;
    size_t n = 0;
    if (code == ERR_OK)
        code = file_read(path, LIMIT_YAML_BYTES, &text, &n, &err);
    int result =
        code == ERR_OK ? check(cli, path, text, n) : cli_fail(cli, &err);
    free(text);
    return result;
}
