/* reports/sign/pdf_lex.c - see pdf_lex.h. */
#include "reports/sign/pdf_lex.h"

#include <assert.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/utf8.h"

enum err_code pdf_bad(const struct pdf_text *t, size_t at, const char *what,
                      struct err *err)
{
    return err_set(err, ERR_FORMAT, 0, _("%s: byte %zu: %s"), t->name, at,
                   _(what));
}

bool pdf_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
           c == '\0';
}

static bool is_delimiter(char c)
{
    return c != '\0' && strchr("()<>[]{}/%", c) != NULL;
}

/* Does a word end before byte `at`? */
static bool word_ends(const struct pdf_text *t, size_t at)
{
    return at >= t->n || pdf_is_space(t->bytes[at]) ||
           is_delimiter(t->bytes[at]);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

size_t pdf_skip_space(const struct pdf_text *t, size_t at)
{
    while (at < t->n && pdf_is_space(t->bytes[at]))
        at++;
    return at;
}

bool pdf_take_word(const struct pdf_text *t, size_t *at, const char *word)
{
    size_t n = strlen(word);
    if (*at > t->n || n > t->n - *at || memcmp(t->bytes + *at, word, n) != 0)
        return false;
    *at += n;
    return true;
}

bool pdf_take_digits(const struct pdf_text *t, size_t *at, int64_t *out)
{
    size_t i = *at;
    int64_t value = 0;
    while (i < t->n && t->bytes[i] >= '0' && t->bytes[i] <= '9') {
        if (i - *at == 10)
            return false;
        value = value * 10 + (t->bytes[i] - '0');
        i++;
    }
    if (i == *at)
        return false;
    *at = i;
    *out = value;
    return true;
}

/* "5 0 R" after the first number? */
static bool take_reference(const struct pdf_text *t, size_t at,
                           struct pdf_value *out)
{
    int64_t number, gen;
    if (!pdf_take_digits(t, &at, &number))
        return false;
    size_t after = pdf_skip_space(t, at);
    if (after == at || !pdf_take_digits(t, &after, &gen) || gen > 65535)
        return false;
    at = pdf_skip_space(t, after);
    if (at == after || !pdf_take_word(t, &at, "R") || !word_ends(t, at))
        return false;
    out->kind = PDF_REF;
    out->number = number;
    out->gen = (uint32_t)gen;
    out->end = at;
    return true;
}

static enum err_code lex_number(const struct pdf_text *t,
                                struct pdf_value *out, struct err *err)
{
    size_t at = out->at;
    if (take_reference(t, at, out))
        return ERR_OK;
    bool minus = t->bytes[at] == '-';
    at += minus || t->bytes[at] == '+';
    size_t digits = at;
    bool point = false;
    int64_t value = 0;
    while (at < t->n && ((t->bytes[at] >= '0' && t->bytes[at] <= '9') ||
                         (t->bytes[at] == '.' && !point))) {
        point = point || t->bytes[at] == '.';
        if (!point)
            value = value * 10 + (t->bytes[at] - '0');
        if (++at - digits > 17)
            return pdf_bad(t, out->at, N_("a number is too long"), err);
    }
    if (at == digits + point || !word_ends(t, at))
        return pdf_bad(t, out->at, N_("a number is broken"), err);
    out->kind = point ? PDF_REAL : PDF_INT;
    out->number = minus ? -value : value;
    out->end = at;
    return ERR_OK;
}

static enum err_code lex_name(const struct pdf_text *t, struct pdf_value *out,
                              struct err *err)
{
    size_t at = out->at + 1;
    while (!word_ends(t, at)) {
        if (t->bytes[at] == '#' &&
            (t->n - at < 3 || hex_digit(t->bytes[at + 1]) < 0 ||
             hex_digit(t->bytes[at + 2]) < 0))
            return pdf_bad(t, at, N_("a name is broken"), err);
        at++;
    }
    out->kind = PDF_NAME;
    out->end = at;
    return ERR_OK;
}

static enum err_code lex_literal(const struct pdf_text *t,
                                 struct pdf_value *out, struct err *err)
{
    size_t open = 0;
    for (size_t at = out->at; at < t->n; at++) {
        char c = t->bytes[at];
        if (c == '\\') {
            at++;
        } else if (c == '(') {
            open++;
        } else if (c == ')' && --open == 0) {
            out->kind = PDF_STRING;
            out->end = at + 1;
            return ERR_OK;
        }
    }
    return pdf_bad(t, out->at, N_("a text has no end"), err);
}

static enum err_code lex_hex(const struct pdf_text *t, struct pdf_value *out,
                             struct err *err)
{
    size_t at = out->at + 1;
    while (at < t->n && (hex_digit(t->bytes[at]) >= 0 ||
                         pdf_is_space(t->bytes[at])))
        at++;
    if (at >= t->n || t->bytes[at] != '>')
        return pdf_bad(t, at, N_("a hexadecimal text is broken"), err);
    out->kind = PDF_HEX;
    out->end = at + 1;
    return ERR_OK;
}

static enum err_code lex_at(const struct pdf_text *t, size_t at, int depth,
                            struct pdf_value *out, struct err *err);

static enum err_code lex_array(const struct pdf_text *t, int depth,
                               struct pdf_value *out, struct err *err)
{
    size_t at = out->at + 1;
    for (;;) {
        at = pdf_skip_space(t, at);
        if (at < t->n && t->bytes[at] == ']')
            break;
        struct pdf_value member;
        enum err_code code = lex_at(t, at, depth + 1, &member, err);
        if (code != ERR_OK)
            return code;
        at = member.end;
    }
    out->kind = PDF_ARRAY;
    out->end = at + 1;
    return ERR_OK;
}

/* The character of a name at *at, its escape undone; steps past it. */
static int name_char(const struct pdf_text *t, size_t *at)
{
    int c = (unsigned char)t->bytes[(*at)++];
    if (c == '#') {
        c = hex_digit(t->bytes[*at]) * 16 + hex_digit(t->bytes[*at + 1]);
        *at += 2;
    }
    return c;
}

static bool same_name(const struct pdf_text *t, const struct pdf_value *a,
                      const struct pdf_value *b)
{
    size_t i = a->at + 1;
    size_t k = b->at + 1;
    while (i < a->end && k < b->end)
        if (name_char(t, &i) != name_char(t, &k))
            return false;
    return i == a->end && k == b->end;
}

/* Our dictionaries have a dozen keys; the ceiling bounds the stack and the
 * looking back for duplicates, about which of two equal keys readers
 * disagree. */
enum { DICT_KEYS_MAX = 200 };

static enum err_code lex_dict(const struct pdf_text *t, int depth,
                              struct pdf_value *out, struct err *err)
{
    struct pdf_value keys[DICT_KEYS_MAX];
    size_t count = 0;
    size_t at = out->at + 2;
    for (;;) {
        at = pdf_skip_space(t, at);
        if (pdf_take_word(t, &at, ">>"))
            break;
        if (count == DICT_KEYS_MAX)
            return pdf_bad(t, at, N_("a dictionary has too many keys"), err);
        struct pdf_value *key = &keys[count++];
        enum err_code code = lex_at(t, at, depth + 1, key, err);
        if (code != ERR_OK)
            return code;
        if (key->kind != PDF_NAME)
            return pdf_bad(t, at, N_("a dictionary key is no name"), err);
        for (size_t i = 0; i + 1 < count; i++)
            if (same_name(t, &keys[i], key))
                return pdf_bad(t, at, N_("a dictionary has a key twice"),
                               err);
        struct pdf_value value;
        code = lex_at(t, key->end, depth + 1, &value, err);
        if (code != ERR_OK)
            return code;
        at = value.end;
    }
    out->kind = PDF_DICT;
    out->end = at;
    return ERR_OK;
}

static enum err_code lex_word(const struct pdf_text *t, struct pdf_value *out,
                              struct err *err)
{
    static const struct {
        const char *word;
        enum pdf_kind kind;
        int64_t number;
    } words[] = {
        {"true", PDF_BOOL, 1}, {"false", PDF_BOOL, 0}, {"null", PDF_NULL, 0},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t at = out->at;
        if (pdf_take_word(t, &at, words[i].word) && word_ends(t, at)) {
            out->kind = words[i].kind;
            out->number = words[i].number;
            out->end = at;
            return ERR_OK;
        }
    }
    return pdf_bad(t, out->at, N_("a value was expected here"), err);
}

static enum err_code lex_at(const struct pdf_text *t, size_t at, int depth,
                            struct pdf_value *out, struct err *err)
{
    at = pdf_skip_space(t, at);
    *out = (struct pdf_value){.at = at, .end = at};
    if (at >= t->n)
        return pdf_bad(t, at, N_("the file ends inside a value"), err);
    if (depth > PDF_DEPTH_MAX)
        return pdf_bad(t, at, N_("values are nested too deep"), err);
    char c = t->bytes[at];
    if ((c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.')
        return lex_number(t, out, err);
    if (c == '/')
        return lex_name(t, out, err);
    if (c == '(')
        return lex_literal(t, out, err);
    if (c == '[')
        return lex_array(t, depth, out, err);
    if (c == '<' && t->n - at > 1 && t->bytes[at + 1] == '<')
        return lex_dict(t, depth, out, err);
    if (c == '<')
        return lex_hex(t, out, err);
    return lex_word(t, out, err);
}

enum err_code pdf_lex(const struct pdf_text *t, size_t at,
                      struct pdf_value *out, struct err *err)
{
    return lex_at(t, at, 0, out, err);
}

/* The value at `at` of something already lexed. */
static struct pdf_value again(const struct pdf_text *t, size_t at)
{
    struct pdf_value value;
    enum err_code code = lex_at(t, at, 0, &value, NULL);
    assert(code == ERR_OK);
    (void)code;
    return value;
}

bool pdf_array_next(const struct pdf_text *t, const struct pdf_value *array,
                    size_t *pos, struct pdf_value *value)
{
    if (array->kind != PDF_ARRAY)
        return false;
    size_t at = pdf_skip_space(t, *pos == 0 ? array->at + 1 : *pos);
    if (at >= array->end - 1)
        return false;
    *value = again(t, at);
    *pos = value->end;
    return true;
}

bool pdf_dict_next(const struct pdf_text *t, const struct pdf_value *dict,
                   size_t *pos, struct pdf_value *key, struct pdf_value *value)
{
    if (dict->kind != PDF_DICT)
        return false;
    size_t at = pdf_skip_space(t, *pos == 0 ? dict->at + 2 : *pos);
    if (at >= dict->end - 2)
        return false;
    *key = again(t, at);
    *value = again(t, key->end);
    *pos = value->end;
    return true;
}

struct pdf_value pdf_dict_get(const struct pdf_text *t,
                              const struct pdf_value *dict, const char *key)
{
    size_t pos = 0;
    struct pdf_value k, v;
    while (pdf_dict_next(t, dict, &pos, &k, &v))
        if (pdf_name_is(t, &k, key))
            return v;
    return (struct pdf_value){.kind = PDF_NULL};
}

bool pdf_name_is(const struct pdf_text *t, const struct pdf_value *value,
                 const char *name)
{
    if (value->kind != PDF_NAME)
        return false;
    size_t at = value->at + 1;
    for (; at < value->end && *name != '\0'; name++)
        if (name_char(t, &at) != (unsigned char)*name)
            return false;
    return at == value->end && *name == '\0';
}

/* ---- text of strings ---- */

static void add_hex_bytes(const struct pdf_text *t, const struct pdf_value *v,
                          struct str *out)
{
    int high = -1;
    for (size_t at = v->at + 1; at < v->end - 1; at++) {
        int digit = hex_digit(t->bytes[at]);
        if (digit < 0)
            continue;
        if (high >= 0)
            str_add_char(out, (char)(high * 16 + digit));
        high = high >= 0 ? -1 : digit;
    }
    if (high >= 0)
        str_add_char(out, (char)(high * 16));
}

/* One to three octal digits at *at, stepping to the last of them. */
static char octal(const struct pdf_text *t, size_t *at)
{
    int value = t->bytes[*at] - '0';
    for (int more = 0; more < 2; more++) {
        char c = t->bytes[*at + 1];
        if (c < '0' || c > '7')
            break;
        value = value * 8 + (c - '0');
        *at += 1;
    }
    return (char)(value & 0xFF);
}

static void add_literal_bytes(const struct pdf_text *t,
                              const struct pdf_value *v, struct str *out)
{
    static const char from[] = "nrtbf";
    static const char to[] = "\n\r\t\b\f";
    for (size_t at = v->at + 1; at < v->end - 1; at++) {
        char c = t->bytes[at];
        if (c != '\\') {
            str_add_char(out, c);
            continue;
        }
        c = t->bytes[++at];
        const char *found = c != '\0' ? strchr(from, c) : NULL;
        if (found != NULL)
            str_add_char(out, to[found - from]);
        else if (c >= '0' && c <= '7')
            str_add_char(out, octal(t, &at));
        else if (c != '\n' && c != '\r')
            str_add_char(out, c);
    }
}

static bool add_utf16(const unsigned char *b, size_t n, struct str *out)
{
    if (n % 2 != 0)
        return false;
    for (size_t i = 0; i < n; i += 2) {
        uint32_t c = (uint32_t)b[i] << 8 | b[i + 1];
        if (c >= 0xD800 && c <= 0xDBFF && n - i >= 4) {
            uint32_t low = (uint32_t)b[i + 2] << 8 | b[i + 3];
            if (low < 0xDC00 || low > 0xDFFF)
                return false;
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (c >= 0xD800 && c <= 0xDFFF) {
            return false;
        }
        char text[5];
        (void)utf8_put(c, text);
        str_add(out, text);
    }
    return true;
}

bool pdf_string_text(const struct pdf_text *t, const struct pdf_value *value,
                     struct str *out)
{
    struct str raw;
    str_init(&raw, 64 * 1024);
    str_clear(out);
    if (value->kind == PDF_HEX)
        add_hex_bytes(t, value, &raw);
    else if (value->kind == PDF_STRING)
        add_literal_bytes(t, value, &raw);
    bool good = str_ok(&raw) &&
                (value->kind == PDF_HEX || value->kind == PDF_STRING);
    if (good && raw.n >= 2 && memcmp(raw.text, "\xFE\xFF", 2) == 0) {
        good = add_utf16((const unsigned char *)raw.text + 2, raw.n - 2, out);
    } else if (good) {
        for (size_t i = 0; i < raw.n; i++)
            if ((unsigned char)raw.text[i] < 0x80)
                str_add_char(out, raw.text[i]);
            else
                str_add(out, "\xEF\xBF\xBD");
    }
    str_deinit(&raw);
    return good && str_ok(out);
}
