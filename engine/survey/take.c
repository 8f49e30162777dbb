/* engine/survey/take.c - values out of the YAML tree, with the complaint when
 * they are not what the schema wants.  Declared in internal.h. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/base/utf8.h"
#include "engine/survey/internal.h"

static const char *const kind_names[] = {N_("text"), N_("a list"),
                                         N_("a mapping (key: value)")};

bool take_kind(struct reader *r, const struct ynode *n,
                   enum ynode_kind kind)
{
    if (n->kind == kind)
        return true;
    bad(r, n, ERR_FORMAT, _("%s stands here; expected %s"),
        _(kind_names[n->kind]), _(kind_names[kind]));
    return false;
}

void take_joined(const char *const words[], size_t n, char *out,
                       size_t room)
{
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n && used < room; i++) {
        int wrote = snprintf(out + used, room - used, "%s%s",
                             i > 0 ? ", " : "", words[i]);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}

/* Every key of the mapping must be one of keys[0..n). */
void take_keys(struct reader *r, const struct ynode *map,
                       const char *const keys[], size_t n)
{
    for (const struct ynode *m = map->first; m != NULL; m = m->next) {
        bool known = false;
        for (size_t i = 0; i < n; i++)
            known = known || strcmp(m->key, keys[i]) == 0;
        if (known)
            continue;
        struct ynode at = {.line = m->key_line, .column = m->key_column};
        char shown[EXCERPT_MAX];
        char words[256];
        const char *near = nearest_word(m->key, keys, n);
        take_joined(keys, n, words, sizeof words);
        if (near != NULL)
            bad(r, &at, ERR_FORMAT, _("unknown key '%s'; expected '%s'"),
                excerpt(m->key, shown), near);
        else
            bad(r, &at, ERR_FORMAT,
                _("unknown key '%s'; expected one of %s"),
                excerpt(m->key, shown), words);
    }
}

void *take_memory(struct reader *r, size_t n, size_t size)
{
    void *p = arena_alloc(r->arena, n, size);
    r->no_memory = r->no_memory || p == NULL;
    return p;
}

/* A member's text, or NULL after a complaint or when it is absent. */
const char *take_word(struct reader *r, const struct ynode *map,
                           const char *key, bool required)
{
    const struct ynode *n = ynode_get(map, key);
    if (n == NULL) {
        if (required)
            bad(r, map, ERR_FORMAT, _("'%s' is missing here; expected '%s: …'"),
                key, key);
        return NULL;
    }
    return take_kind(r, n, YNODE_TEXT) ? n->text : NULL;
}

/* Characters that print nothing or turn the line around. */
static bool printable(uint32_t c)
{
    return c >= 0x20 && !(c >= 0x7F && c < 0xA0) &&
           !(c >= 0x200B && c <= 0x200F) && !(c >= 0x2028 && c <= 0x202E) &&
           !(c >= 0x2060 && c <= 0x206F) && c != 0xFEFF && c != 0xFFFD &&
           (c & 0xFFFE) != 0xFFFE && !(c >= 0xE000 && c <= 0xF8FF);
}

static void check_characters(struct reader *r, const struct ynode *n,
                             const char *text, bool lines)
{
    for (const char *p = text; *p != '\0';) {
        uint32_t c = utf8_next(&p);
        if (printable(c) || (lines && c == '\n'))
            continue;
        if (c == '\n')
            bad(r, n, ERR_FORMAT,
                _("a line break inside this text; expected one line (use >- "
                  "to fold lines)"));
        else
            bad(r, n, ERR_FORMAT,
                _("character U+%04X cannot be printed; expected plain text"),
                (unsigned)c);
        return;
    }
}

/* Text to be printed, trimmed, copied into the model. */
const char *take_printed(struct reader *r, const struct ynode *n,
                              size_t max, bool lines)
{
    if (!take_kind(r, n, YNODE_TEXT))
        return "";
    const char *text = n->text;
    while (*text == ' ' || *text == '\n')
        text++;
    size_t bytes = strlen(text);
    while (bytes > 0 && (text[bytes - 1] == ' ' || text[bytes - 1] == '\n'))
        bytes--;
    char *copy = arena_bytes(r->arena, text, bytes);
    if (copy == NULL) {
        r->no_memory = true;
        return "";
    }
    if (bytes == 0)
        bad(r, n, ERR_FORMAT, _("nothing stands here; expected text"));
    else if (bytes > max)
        bad(r, n, ERR_RANGE,
            _("this text has %zu characters (%zu bytes); expected at most "
              "%zu bytes, which is %zu hanzi"),
            utf8_count(copy), bytes, max, max / 3);
    else
        check_characters(r, n, copy, lines);
    return copy;
}

const char *take_text(struct reader *r, const struct ynode *map,
                           const char *key, size_t max, bool required,
                           bool lines)
{
    const struct ynode *n = ynode_get(map, key);
    if (n != NULL)
        return take_printed(r, n, max, lines);
    if (required)
        bad(r, map, ERR_FORMAT, _("'%s' is missing here; expected '%s: …'"),
            key, key);
    return required ? "" : NULL;
}

static bool is_code(const char *text)
{
    size_t n = 0;
    for (; text[n] != '\0'; n++) {
        char c = text[n];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool digit = c >= '0' && c <= '9';
        if (!letter && (n == 0 || !digit))
            return false;
    }
    return n > 0 && n <= LIMIT_ID_BYTES;
}

/* The code of a form, scale, pool or item: "" when it is missing or bad. */
const char *take_code(struct reader *r, const struct ynode *map,
                           const char *key)
{
    const char *text = take_word(r, map, key, true);
    if (text == NULL)
        return "";
    char shown[EXCERPT_MAX];
    if (!is_code(text)) {
        bad(r, ynode_get(map, key), ERR_FORMAT,
            _("'%s' is no code; expected a letter, then letters and digits, "
              "at most %d, as in Q1"),
            excerpt(text, shown), LIMIT_ID_BYTES);
        return "";
    }
    const char *copy = arena_text(r->arena, text);
    r->no_memory = r->no_memory || copy == NULL;
    return copy != NULL ? copy : "";
}

bool take_truth(struct reader *r, const struct ynode *map,
                     const char *key, bool usual)
{
    const char *text = take_word(r, map, key, false);
    if (text == NULL || strcmp(text, usual ? "true" : "false") == 0)
        return usual;
    if (strcmp(text, usual ? "false" : "true") == 0)
        return !usual;
    char shown[EXCERPT_MAX];
    bad(r, ynode_get(map, key), ERR_FORMAT,
        _("'%s' is neither true nor false; expected true or false"),
        excerpt(text, shown));
    return usual;
}

int64_t take_number(struct reader *r, const struct ynode *map,
                         const char *key, int64_t low, int64_t high,
                         int64_t usual)
{
    const char *text = take_word(r, map, key, false);
    int64_t value = usual;
    char shown[EXCERPT_MAX];
    if (text != NULL && !num_parse_int(text, low, high, &value))
        bad(r, ynode_get(map, key), ERR_FORMAT,
            _("%s is '%s'; expected a whole number from %lld to %lld"), key,
            excerpt(text, shown), (long long)low, (long long)high);
    return value;
}

/* One of words[0..n) as an index; `usual` when absent or wrong. */
int take_choice(struct reader *r, const struct ynode *map, const char *key,
                  const char *const words[], size_t n, int usual)
{
    const char *text = take_word(r, map, key, false);
    if (text == NULL)
        return usual;
    for (size_t i = 0; i < n; i++)
        if (strcmp(text, words[i]) == 0)
            return (int)i;
    char shown[EXCERPT_MAX];
    char all[256];
    const char *near = nearest_word(text, words, n);
    take_joined(words, n, all, sizeof all);
    bad(r, ynode_get(map, key), ERR_FORMAT, _("%s is '%s'; expected %s"), key,
        excerpt(text, shown), near != NULL ? near : all);
    return usual;
}

/* A list member with 1..max entries, or NULL after a complaint. */
const struct ynode *take_list(struct reader *r, const struct ynode *map,
                                   const char *key, size_t max)
{
    const struct ynode *n = ynode_get(map, key);
    if (n == NULL) {
        bad(r, map, ERR_FORMAT, _("'%s' is missing here; expected '%s: …'"),
            key, key);
        return NULL;
    }
    if (!take_kind(r, n, YNODE_LIST))
        return NULL;
    if (n->count == 0 || n->count > max) {
        bad(r, n, ERR_RANGE,
            _("%s has %zu entries; expected 1 to %zu"), key, n->count, max);
        return NULL;
    }
    return n;
}
