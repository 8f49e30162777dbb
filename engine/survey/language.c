/* engine/survey/language.c - `languages` of a questionnaire.
 *
 *   languages:
 *     - code: ug
 *       name: ئۇيغۇرچە
 *       texts:
 *         - {of: 满意, is: رازى}
 */
#include "engine/survey/language.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/survey/internal.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct translation *)a)->of,
                  ((const struct translation *)b)->of);
}

static const struct translation *find(const struct language *language,
                                      const char *text)
{
    const struct translation key = {.of = text};
    return language->count == 0
               ? NULL
               : bsearch(&key, language->texts, language->count, sizeof key,
                         by_text);
}

const char *language_text(const struct language *language, const char *text)
{
    const struct translation *t =
        language != NULL && text != NULL ? find(language, text) : NULL;
    return t != NULL ? t->is : text;
}

void questionnaire_texts(const struct questionnaire *q,
                         void (*see)(void *ctx, const char *text), void *ctx)
{
    const char *const lines[] = {q->title,  q->object,     q->intro,
                                 q->thanks, q->return_how, q->hotline};
    for (size_t i = 0; i < COUNT(lines); i++)
        if (lines[i] != NULL)
            see(ctx, lines[i]);
    for (size_t s = 0; s < q->section_count; s++) {
        see(ctx, q->sections[s].text);
        if (q->sections[s].hint != NULL)
            see(ctx, q->sections[s].hint);
    }
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *item = &q->items[i];
        if (item->place != 0)
            continue;
        see(ctx, item->grid != NULL ? item->grid->text : item->text);
        if (item->gloss != NULL)
            see(ctx, item->gloss);
        for (size_t k = 0; item->grid == NULL && item->scale != NULL &&
                           k < item->scale->choice_count;
             k++)
            see(ctx, item->scale->choices[k].text);
    }
}

/* ---- reading ---- */

/* Does this text stand in the questionnaire? */
struct looking {
    const char *text;
    bool found;
};

static void look(void *ctx, const char *text)
{
    struct looking *l = ctx;
    l->found = l->found || strcmp(l->text, text) == 0;
}

/* What our own program adds to forms. */
static const char *const own_texts[] = {"评议单位"};

static bool stands(const struct questionnaire *q, const char *text)
{
    struct looking l = {.text = text};
    for (size_t i = 0; i < COUNT(own_texts); i++)
        l.found = l.found || strcmp(own_texts[i], text) == 0;
    questionnaire_texts(q, look, &l);
    return l.found;
}

static void read_text(struct reader *r, const struct ynode *n,
                      struct language *language, struct translation *texts)
{
    static const char *const keys[] = {"of", "is"};
    char shown[EXCERPT_MAX];
    if (!take_kind(r, n, YNODE_MAP))
        return;
    take_keys(r, n, keys, COUNT(keys));
    struct translation t = {
        .of = take_text(r, n, "of", LIMIT_INTRO_BYTES, true, true),
        .is = take_text(r, n, "is", LIMIT_INTRO_BYTES, true, true)};
    if (t.of[0] == '\0' || t.is[0] == '\0')
        return;
    for (size_t i = 0; i < language->count; i++)
        if (strcmp(texts[i].of, t.of) == 0)
            bad(r, n, ERR_FORMAT,
                _("'%s' is translated twice; expected each text once"),
                excerpt(t.of, shown));
    if (!stands(r->q, t.of))
        bad(r, ynode_get(n, "of"), ERR_FORMAT,
            _("'%s' does not stand in the questionnaire; expected one of its "
              "texts, letter for letter"),
            excerpt(t.of, shown));
    texts[language->count++] = t;
}

static bool is_tag(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz");
    size_t all = strspn(text, "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    return (n == 2 || n == 3) && (text[n] == '\0' || text[n] == '-') &&
           text[all] == '\0' && all <= LIMIT_ID_BYTES;
}

static bool is_rtl(const char *code)
{
    static const char *const rtl[] = {"ug", "ar", "fa", "ur", "he", "ps",
                                      "ks", "sd", "yi", "dv"};
    if (strstr(code, "-Latn") != NULL || strstr(code, "-Cyrl") != NULL)
        return false;
    for (size_t i = 0; i < COUNT(rtl); i++)
        if (strncmp(code, rtl[i], 2) == 0 &&
            (code[2] == '\0' || code[2] == '-'))
            return true;
    return strstr(code, "-Arab") != NULL;
}

static void read_code(struct reader *r, const struct ynode *n,
                      struct language *out, const struct language *list,
                      size_t count)
{
    char shown[EXCERPT_MAX];
    const char *code = take_word(r, n, "code", true);
    out->code = "";
    if (code == NULL)
        return;
    bool taken = strcmp(code, LANGUAGE_OWN) == 0;
    for (size_t i = 0; i < count; i++)
        taken = taken || strcmp(list[i].code, code) == 0;
    if (!is_tag(code))
        bad(r, ynode_get(n, "code"), ERR_FORMAT,
            _("'%s' is no language; expected two or three small letters, as "
              "ug, bo, mn, en"),
            excerpt(code, shown));
    else if (taken)
        bad(r, ynode_get(n, "code"), ERR_FORMAT,
            _("the language '%s' stands here twice, or is the "
              "questionnaire's own"),
            code);
    out->code = arena_text(r->arena, code);
    r->no_memory = r->no_memory || out->code == NULL;
    out->rtl = out->code != NULL && is_rtl(code);
}

struct counting {
    const struct language *language;
    size_t missing;
    const char **seen; /* the missing ones, each once */
};

static void count_missing(void *ctx, const char *text)
{
    struct counting *c = ctx;
    if (find(c->language, text) != NULL)
        return;
    for (size_t i = 0; i < c->missing; i++)
        if (strcmp(c->seen[i], text) == 0)
            return;
    if (c->missing < TEXTS_MAX)
        c->seen[c->missing++] = text;
}

static void read_language(struct reader *r, const struct ynode *n,
                          struct language *out, const struct language *list,
                          size_t count)
{
    static const char *const keys[] = {"code", "name", "texts"};
    take_keys(r, n, keys, COUNT(keys));
    read_code(r, n, out, list, count);
    out->name = take_text(r, n, "name", LIMIT_ID_BYTES * 4, true, false);
    const struct ynode *texts = take_list(r, n, "texts", TRANSLATIONS_MAX);
    if (texts == NULL || r->no_memory)
        return;
    struct translation *room = take_memory(r, texts->count, sizeof *room);
    if (room == NULL)
        return;
    out->texts = room;
    for (const struct ynode *t = texts->first; t != NULL; t = t->next)
        read_text(r, t, out, room);
    qsort(room, out->count, sizeof *room, by_text);
    struct counting c = {.language = out,
                         .seen = take_memory(r, TEXTS_MAX, sizeof *c.seen)};
    if (c.seen == NULL)
        return;
    questionnaire_texts(r->q, count_missing, &c);
    out->missing = c.missing;
}

void read_languages(struct reader *r, const struct ynode *root)
{
    if (ynode_get(root, "languages") == NULL || r->q->item_count == 0)
        return;
    const struct ynode *list = take_list(r, root, "languages", LANGUAGES_MAX);
    if (list == NULL)
        return;
    struct language *languages =
        take_memory(r, list->count, sizeof *languages);
    r->q->languages = languages;
    for (const struct ynode *n = list->first; n != NULL && languages != NULL;
         n = n->next) {
        if (!take_kind(r, n, YNODE_MAP))
            continue;
        read_language(r, n, &languages[r->q->language_count], languages,
                      r->q->language_count);
        r->q->language_count++;
    }
}
