/* engine/survey/when_parse.c - conditions out of text.
 *
 *   any     = all { "or" all }
 *   all     = one { "and" one }
 *   one     = "not" one | "(" any ")" | test
 *   test    = ITEM ( "=" | "!=" ) CHOICE
 *           | ITEM "in" "(" CHOICE { "," CHOICE } ")"
 *           | "selected" "(" ITEM "," CHOICE ")"
 *           | "answered" "(" ITEM ")"
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"
#include "engine/survey/problems.h"
#include "engine/survey/when.h"

enum token { T_END, T_WORD, T_QUOTED, T_OPEN, T_CLOSE, T_COMMA, T_EQUAL,
             T_UNEQUAL, T_BAD };

struct parser {
    const struct questionnaire *q;
    size_t before;
    struct arena *arena;
    struct when_problem *problem;
    const char *text, *next; /* next: after the token in hand */
    const char *start;       /* of the token in hand */
    enum token token;
    char word[LIMIT_LABEL_BYTES + 1]; /* T_WORD, T_QUOTED */
    size_t nodes, depth;
    bool failed;
};

static void complain(struct parser *p, const char *at, const char *fmt, ...)
    PRINTF_LIKE(3, 4);

/* The first complaint stays. */
static void complain(struct parser *p, const char *at, const char *fmt, ...)
{
    if (p->failed)
        return;
    p->failed = true;
    for (const char *c = p->text; c < at; c++)
        p->problem->at += ((unsigned char)*c & 0xC0) != 0x80;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(p->problem->text, sizeof p->problem->text, fmt, args);
    va_end(args);
    utf8_trim_tail(p->problem->text);
}

/* ---- tokens ---- */

/* Letters, digits, _ and everything beyond ASCII. */
static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_' || ((unsigned char)c & 0x80);
}

static void take_quoted(struct parser *p)
{
    const char *end = strchr(p->start + 1, *p->start);
    size_t n = end != NULL ? (size_t)(end - p->start - 1) : 0;
    if (end == NULL || n == 0 || n >= sizeof p->word) {
        complain(p, p->start,
                 end == NULL ? _("the quotation mark has no end; expected "
                                 "the words of a choice in \"…\"")
                             : _("nothing, or too much, stands between the "
                                 "quotation marks; expected the words of a "
                                 "choice"));
        p->token = T_BAD;
        return;
    }
    memcpy(p->word, p->start + 1, n);
    p->word[n] = '\0';
    p->next = end + 1;
    p->token = T_QUOTED;
}

static void take_word_token(struct parser *p)
{
    size_t n = 0;
    while (word_byte(p->start[n]) && n < sizeof p->word)
        n++;
    if (n >= sizeof p->word)
        n = sizeof p->word - 1;
    memcpy(p->word, p->start, n);
    p->word[n] = '\0';
    p->next = p->start + n;
    p->token = T_WORD;
}

static void advance(struct parser *p)
{
    static const char signs[] = "(),=";
    static const enum token tokens[] = {T_OPEN, T_CLOSE, T_COMMA, T_EQUAL};
    while (*p->next == ' ' || *p->next == '\n')
        p->next++;
    p->start = p->next;
    const char *sign = *p->next != '\0' ? strchr(signs, *p->next) : NULL;
    if (*p->next == '\0') {
        p->token = T_END;
    } else if (sign != NULL) {
        p->token = tokens[sign - signs];
        p->next++;
    } else if (p->next[0] == '!' && p->next[1] == '=') {
        p->token = T_UNEQUAL;
        p->next += 2;
    } else if (*p->next == '"' || *p->next == '\'') {
        take_quoted(p);
    } else if (word_byte(*p->next)) {
        take_word_token(p);
    } else {
        char sign_text[2] = {*p->next, '\0'};
        complain(p, p->start,
                 _("'%s' has no meaning here; expected = != in ( ) , and or "
                   "not"),
                 sign_text);
        p->token = T_BAD;
    }
}

static bool at_word(const struct parser *p, const char *word)
{
    return p->token == T_WORD && strcmp(p->word, word) == 0;
}

/* The token in hand for a message, up to 20 characters. */
static const char *shown(const struct parser *p, char out[EXCERPT_MAX])
{
    return p->token == T_END ? _("the end") : excerpt(p->start, out);
}

static bool expect(struct parser *p, enum token token, const char *sign)
{
    char text[EXCERPT_MAX];
    if (p->failed)
        return false;
    if (p->token != token) {
        complain(p, p->start, _("'%s' stands here; expected '%s'"),
                 shown(p, text), sign);
        return false;
    }
    advance(p);
    return !p->failed;
}

/* ---- names ---- */

static struct when *node(struct parser *p, enum when_kind kind)
{
    if (++p->nodes > WHEN_NODES_MAX) {
        complain(p, p->start,
                 _("the condition has more than %d parts; expected a shorter "
                   "one"),
                 WHEN_NODES_MAX);
        return NULL;
    }
    struct when *w = arena_alloc(p->arena, 1, sizeof *w);
    if (w == NULL) {
        p->failed = true; /* no text: out of memory */
        return NULL;
    }
    w->kind = kind;
    return w;
}

/* The item the word in hand names; false after a complaint. */
static bool take_item(struct parser *p, size_t *item)
{
    char text[EXCERPT_MAX];
    if (p->failed)
        return false;
    if (p->token != T_WORD) {
        complain(p, p->start,
                 _("'%s' stands here; expected the code of an earlier "
                   "question"),
                 shown(p, text));
        return false;
    }
    long found = questionnaire_find(p->q, p->word);
    if (found < 0) {
        complain(p, p->start,
                 _("there is no question '%s'; expected the code of an "
                   "earlier question"),
                 excerpt(p->word, text));
        return false;
    }
    if ((size_t)found >= p->before) {
        complain(p, p->start,
                 _("%s comes later or is this question itself; expected the "
                   "code of an earlier question"),
                 p->word);
        return false;
    }
    *item = (size_t)found;
    advance(p);
    return !p->failed;
}

/* By its code, else by its printed words. */
static long find_choice(const struct item *item, const char *word)
{
    long found = item_find_choice(item, word);
    for (size_t k = 0; found < 0 && k < item->scale->choice_count; k++)
        if (strcmp(item->scale->choices[k].text, word) == 0)
            found = (long)k;
    return found;
}

static bool take_choice_bit(struct parser *p, size_t index, uint64_t *bits)
{
    const struct item *item = &p->q->items[index];
    char text[EXCERPT_MAX];
    if (p->failed)
        return false;
    if (p->token != T_WORD && p->token != T_QUOTED) {
        complain(p, p->start, _("'%s' stands here; expected a choice of %s"),
                 shown(p, text), item->code);
        return false;
    }
    long k = find_choice(item, p->word);
    if (k < 0) {
        char all[256];
        size_t used = 0;
        all[0] = '\0';
        for (size_t i = 0; i < item->scale->choice_count &&
                           used + 1 < sizeof all; i++) {
            int n = snprintf(all + used, sizeof all - used, "%s%s %s",
                             i > 0 ? ", " : "", item->scale->choices[i].code,
                             item->scale->choices[i].text);
            used += n > 0 ? (size_t)n : 0;
        }
        utf8_trim_tail(all);
        complain(p, p->start, _("%s has no choice '%s'; expected one of: %s"),
                 item->code, excerpt(p->word, text), all);
        return false;
    }
    *bits |= UINT64_C(1) << k;
    advance(p);
    return !p->failed;
}

/* ---- tests ---- */

static bool has_choices(struct parser *p, const char *at, size_t item,
                        bool single)
{
    const struct item *it = &p->q->items[item];
    if (it->scale == NULL)
        complain(p, at, _("%s is answered in words; expected answered(%s)"),
                 it->code, it->code);
    else if (single && it->kind == ITEM_MULTI)
        complain(p, at,
                 _("%s takes several choices; expected selected(%s, …)"),
                 it->code, it->code);
    return !p->failed;
}

static const struct when *negate(struct parser *p, const struct when *w)
{
    struct when *no = w != NULL ? node(p, WHEN_NOT) : NULL;
    if (no != NULL)
        no->left = w;
    return no;
}

/* ITEM = CHOICE, ITEM != CHOICE, ITEM in (…) */
static const struct when *take_comparison(struct parser *p)
{
    const char *at = p->start;
    size_t item = 0;
    char text[EXCERPT_MAX];
    if (!take_item(p, &item) || !has_choices(p, at, item, true))
        return NULL;
    struct when *w = node(p, WHEN_CHOSEN);
    if (w == NULL)
        return NULL;
    w->item = item;
    bool unequal = p->token == T_UNEQUAL;
    if (p->token == T_EQUAL || unequal) {
        advance(p);
        if (!take_choice_bit(p, item, &w->choices))
            return NULL;
        return unequal ? negate(p, w) : w;
    }
    if (!at_word(p, "in")) {
        complain(p, p->start, _("'%s' stands here; expected =, != or in"),
                 shown(p, text));
        return NULL;
    }
    advance(p);
    if (!expect(p, T_OPEN, "("))
        return NULL;
    while (take_choice_bit(p, item, &w->choices) && p->token == T_COMMA)
        advance(p);
    return expect(p, T_CLOSE, ")") ? w : NULL;
}

/* selected(ITEM, CHOICE), answered(ITEM); the word is the token in hand. */
static const struct when *take_function(struct parser *p, bool selected)
{
    size_t item = 0;
    advance(p);
    if (!expect(p, T_OPEN, "("))
        return NULL;
    const char *at = p->start;
    if (!take_item(p, &item) ||
        (selected && !has_choices(p, at, item, false)))
        return NULL;
    struct when *w = node(p, selected ? WHEN_CHOSEN : WHEN_ANSWERED);
    if (w == NULL)
        return NULL;
    w->item = item;
    if (selected && (!expect(p, T_COMMA, ",") ||
                     !take_choice_bit(p, item, &w->choices)))
        return NULL;
    return expect(p, T_CLOSE, ")") ? w : NULL;
}

/* ---- structure ---- */

static const struct when *take_any(struct parser *p);

static const struct when *take_one(struct parser *p)
{
    const struct when *w = NULL;
    if (++p->depth > WHEN_DEPTH_MAX)
        complain(p, p->start,
                 _("the condition is nested more than %d deep; expected a "
                   "simpler one"),
                 WHEN_DEPTH_MAX);
    if (p->failed)
        return NULL;
    if (at_word(p, "not")) {
        advance(p);
        w = negate(p, take_one(p));
    } else if (p->token == T_OPEN) {
        advance(p);
        w = take_any(p);
        if (!expect(p, T_CLOSE, ")"))
            w = NULL;
    } else if (at_word(p, "selected") || at_word(p, "answered")) {
        w = take_function(p, p->word[0] == 's');
    } else {
        w = take_comparison(p);
    }
    p->depth--;
    return p->failed ? NULL : w;
}

/* One level of "and" or "or", joined from the left. */
static const struct when *take_chain(struct parser *p, const char *word,
                                     enum when_kind kind,
                                     const struct when *(*part)(
                                         struct parser *))
{
    const struct when *w = part(p);
    while (w != NULL && at_word(p, word)) {
        advance(p);
        const struct when *right = part(p);
        struct when *both = right != NULL ? node(p, kind) : NULL;
        if (both != NULL) {
            both->left = w;
            both->right = right;
        }
        w = both;
    }
    return w;
}

static const struct when *take_all(struct parser *p)
{
    return take_chain(p, "and", WHEN_AND, take_one);
}

static const struct when *take_any(struct parser *p)
{
    return take_chain(p, "or", WHEN_OR, take_all);
}

const struct when *when_parse(const struct questionnaire *q, size_t before,
                              const char *text, struct arena *arena,
                              struct when_problem *problem)
{
    struct parser p = {.q = q,
                       .before = before,
                       .arena = arena,
                       .problem = problem,
                       .text = text,
                       .next = text};
    char rest[EXCERPT_MAX];
    *problem = (struct when_problem){.at = 0};
    if (strlen(text) > WHEN_BYTES_MAX) {
        complain(&p, text,
                 _("the condition has %zu bytes; expected at most %d"),
                 strlen(text), WHEN_BYTES_MAX);
        return NULL;
    }
    advance(&p);
    if (p.token == T_END)
        complain(&p, text, _("nothing stands here; expected a condition, as "
                             "in F1 = 1"));
    const struct when *w = take_any(&p);
    if (w != NULL && !p.failed && p.token != T_END)
        complain(&p, p.start,
                 _("'%s' stands here; expected 'and', 'or' or the end"),
                 shown(&p, rest));
    return p.failed ? NULL : w;
}
