/* engine/survey/questionnaire.c - entry points, look-ups and words. */
#include "engine/survey/questionnaire.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"
#include "engine/survey/internal.h"

enum {
    TREE_BYTES = 32 * 1024 * 1024, /* 20,000 nodes and 256 KB of text */
    MODEL_BYTES = 16 * 1024 * 1024,
};

struct owned { /* `q` first: the pointer given out is the one freed */
    struct questionnaire q;
    struct arena *arena;
};

static const char *const kind_words[] = {
    [ITEM_SINGLE] = "single",
    [ITEM_MULTI] = "multi",
    [ITEM_TEXT] = "text",
};
_Static_assert(sizeof kind_words / sizeof kind_words[0] == ITEM_KIND_COUNT,
               "one word per kind");

static const char *const role_words[] = {
    [ROLE_SCREEN] = "screen",     [ROLE_PERSON] = "person",
    [ROLE_AWARE] = "aware",       [ROLE_SATISFY] = "satisfy",
    [ROLE_OVERALL] = "overall",   [ROLE_FACT] = "fact",
    [ROLE_PRIORITY] = "priority", [ROLE_TEXT] = "text",
    [ROLE_VOTE] = "vote",         [ROLE_CODE] = "code",
};
_Static_assert(sizeof role_words / sizeof role_words[0] == ROLE_COUNT,
               "one word per role");

static const char *const meaning_words[] = {
    [MEANS_NOTHING] = "nothing",
    [MEANS_SATISFIED] = "satisfied",
    [MEANS_PARTLY] = "partly",
    [MEANS_NEUTRAL] = "neutral",
    [MEANS_DISSATISFIED] = "dissatisfied",
    [MEANS_UNKNOWN] = "unknown",
    [MEANS_KNOWS] = "knows",
    [MEANS_HEARD] = "heard",
    [MEANS_KNOWS_NOT] = "knows-not",
    [MEANS_HAPPENED] = "happened",
    [MEANS_NOT_HAPPENED] = "not-happened",
    [MEANS_ENDS] = "ends",
    [MEANS_FOR] = "for",
    [MEANS_AGAINST] = "against",
    [MEANS_ABSTAIN] = "abstain",
};
_Static_assert(sizeof meaning_words / sizeof meaning_words[0] == MEANS_COUNT,
               "one word per meaning");

static const char *const base_words[] = {
    [PASS_ISSUED] = "issued",
    [PASS_RETURNED] = "returned",
    [PASS_VALID] = "valid",
};
_Static_assert(sizeof base_words / sizeof base_words[0] == PASS_BASE_COUNT,
               "one word per base");

const char *item_kind_word(enum item_kind kind)
{
    return (unsigned)kind < ITEM_KIND_COUNT ? kind_words[kind] : "";
}

const char *item_role_word(enum item_role role)
{
    return (unsigned)role < ROLE_COUNT ? role_words[role] : "";
}

const char *choice_meaning_word(enum choice_meaning meaning)
{
    return (unsigned)meaning < MEANS_COUNT ? meaning_words[meaning] : "";
}

const char *pass_base_word(enum pass_base base)
{
    return (unsigned)base < PASS_BASE_COUNT ? base_words[base] : "";
}

long questionnaire_find(const struct questionnaire *q, const char *code)
{
    for (size_t i = 0; i < q->item_count; i++)
        if (strcmp(q->items[i].code, code) == 0)
            return (long)i;
    return -1;
}

long item_find_choice(const struct item *item, const char *code)
{
    if (item->scale == NULL)
        return -1;
    for (size_t i = 0; i < item->scale->choice_count; i++)
        if (strcmp(item->scale->choices[i].code, code) == 0)
            return (long)i;
    return -1;
}

void bad(struct reader *r, const struct ynode *at, enum err_code code,
         const char *fmt, ...)
{
    char text[PROBLEM_TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    utf8_trim_tail(text);
    problems_add(r->problems, at->line, at->column, code, "%s", text);
}

/* Bytes that can be no questionnaire text at all; true when one was found. */
static bool check_bytes(const char *text, size_t n, struct problems *problems)
{
    size_t at = utf8_check(text, n);
    const char *nul = memchr(text, '\0', n);
    if (nul != NULL && (size_t)(nul - text) < at)
        at = (size_t)(nul - text);
    if (at == n)
        return false;
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < at; i++) {
        column += ((unsigned char)text[i] & 0xC0) != 0x80;
        if (text[i] == '\n') {
            line++;
            column = 1;
        }
    }
    problems_add(problems, line, column, ERR_FORMAT,
                 _("byte 0x%02X is not UTF-8 text; expected a file saved as "
                   "UTF-8"),
                 (unsigned)(unsigned char)text[at]);
    return true;
}

/* Fill `own` from the text; problems are collected, only memory fails. */
static enum err_code build(struct owned *own, const char *text, size_t n,
                           struct problems *problems, struct err *err)
{
    struct arena *tree = arena_new(TREE_BYTES);
    struct reader *r = mem_alloc(1, sizeof *r);
    own->arena = arena_new(MODEL_BYTES);
    bool memory = tree != NULL && r != NULL && own->arena != NULL;
    enum err_code code = ERR_OK;
    struct ynode *root = NULL;
    if (memory)
        code = ytree_parse(text, n, tree, problems, &root, err);
    if (memory && code == ERR_OK && root == NULL && problems->total == 0)
        problems_add(problems, 1, 1, ERR_FORMAT,
                     _("the file is empty; expected a questionnaire with "
                       "form, title, object, intro and sections"));
    if (memory && code == ERR_OK && root != NULL) {
        r->arena = own->arena;
        r->problems = problems;
        r->q = &own->q;
        read_questionnaire(r, root);
        own->q.source = arena_bytes(own->arena, text, n);
        own->q.source_n = n;
        memory = !r->no_memory && own->q.source != NULL;
    }
    if (!memory)
        code = err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       problems->name);
    free(r);
    arena_free(tree);
    return code;
}

enum err_code questionnaire_check(const char *text, size_t n,
                                  const char *name,
                                  struct questionnaire **out,
                                  struct problems *problems, struct err *err)
{
    *out = NULL;
    *problems = (struct problems){.name = name};
    if (n > LIMIT_YAML_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s has %zu bytes; at most %d are accepted"), name,
                       n, LIMIT_YAML_BYTES);
    if (n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        n -= 3;
    }
    if (check_bytes(text, n, problems))
        return problems_err(problems, err);
    struct owned *own = mem_alloc(1, sizeof *own);
    if (own == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), name);
    enum err_code code = build(own, text, n, problems, err);
    if (code == ERR_OK)
        code = problems_err(problems, err);
    problems_sort(problems);
    if (code != ERR_OK) {
        questionnaire_free(&own->q);
        return code;
    }
    *out = &own->q;
    return ERR_OK;
}

enum err_code questionnaire_parse(const char *text, size_t n,
                                  const char *name,
                                  struct questionnaire **out, struct err *err)
{
    *out = NULL;
    struct problems *problems = mem_alloc(1, sizeof *problems);
    if (problems == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), name);
    enum err_code code =
        questionnaire_check(text, n, name, out, problems, err);
    free(problems);
    return code;
}

enum err_code questionnaire_load(const char *path, struct questionnaire **out,
                                 struct err *err)
{
    *out = NULL;
    char *text = NULL;
    size_t n = 0;
    enum err_code code = file_read(path, LIMIT_YAML_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = questionnaire_parse(text, n, path, out, err);
    free(text);
    return code;
}

void questionnaire_free(struct questionnaire *q)
{
    if (q == NULL)
        return;
    struct owned *own = (struct owned *)q;
    arena_free(own->arena);
    free(own);
}

/* ---- presets ---- */

/* "LD, NM, XP": what lies in the presets folder. */
static void list_presets(const char *dir, struct str *out)
{
    char **paths = NULL;
    size_t n = 0;
    if (file_list(dir, 1000, &paths, &n, NULL) != ERR_OK)
        return;
    for (size_t i = 0; i < n; i++) {
        const char *slash = strrchr(paths[i], '/');
        const char *name = slash != NULL ? slash + 1 : paths[i];
        size_t length = strlen(name);
        if (length <= 5 || strcmp(name + length - 5, ".yaml") != 0)
            continue;
        if (out->n > 0)
            str_add(out, ", ");
        str_add_bytes(out, name, length - 5);
    }
    file_list_free(paths, n);
}

enum err_code questionnaire_preset_path(const char *preset, struct str *path,
                                        struct err *err)
{
    struct str dir;
    str_init(&dir, LIMIT_PATH_BYTES);
    file_join(&dir, file_share_dir(), "presets");
    str_clear(path);
    bool word = preset[0] != '\0' &&
                strspn(preset, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") ==
                    strlen(preset);
    if (word)
        str_addf(path, "%s/%s.yaml", dir.text, preset);
    enum err_code code = ERR_OK;
    if (!word || !file_exists(path->text)) {
        struct str names;
        char shown[EXCERPT_MAX];
        str_init(&names, 1024);
        list_presets(dir.text, &names);
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("there is no preset '%s'; there are: %s (in %s)"),
                       excerpt(preset, shown), names.text, dir.text);
        str_deinit(&names);
    } else {
        code = str_check(path, "preset", err);
    }
    str_deinit(&dir);
    return code;
}
