/* engine/base/retell.c - see retell.h. */
#include "engine/base/retell.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"

enum {
    CATALOGUE_BYTES = 16 * 1024 * 1024,
    OWN_BYTES_MIN = 6, /* "%s: %s" fits everything and says nothing */
    ARGS_MAX = 10,
    STEPS_MAX = 20000, /* of one comparison; the worst real one takes 400 */
    DEPTH_MAX = 3      /* sentences within sentences */
};

struct phrase {
    const char *from, *to; /* inside the catalogue's bytes */
    size_t own;            /* bytes of `from` that are no argument */
    bool headless;         /* the leading "%s: " of both was cut off */
};

struct retell {
    char *bytes;
    struct phrase *list;
    size_t n;
};

/* ---- format strings ---- */

struct spec {
    size_t length; /* bytes of the whole "%2$zu" */
    int place;     /* 2 - 1; -1 = the next one */
    char kind;     /* 'u'; '%' = no argument; 0 = not understood */
};

static struct spec spec_at(const char *t)
{
    struct spec s = {.place = -1};
    size_t i = 1;
    size_t digits = strspn(t + i, "0123456789");
    if (digits > 0 && t[i + digits] == '$') {
        s.place = digits == 1 ? t[i] - '1' : ARGS_MAX;
        i += digits + 1;
    }
    i += strspn(t + i, "-+ #0123456789.");
    i += strspn(t + i, "hlzjtL");
    s.kind = t[i] != '\0' && strchr("%diuxXfgeszc", t[i]) != NULL ? t[i] : '\0';
    s.length = t[i] != '\0' ? i + 1 : i;
    return s;
}

static size_t own_bytes(const char *t)
{
    size_t n = 0;
    while (*t != '\0') {
        if (*t != '%') {
            n++;
            t++;
            continue;
        }
        struct spec s = spec_at(t);
        if (s.kind == '\0')
            return 0;
        n += s.kind == '%';
        t += s.length;
    }
    return n;
}

/* ---- taking a sentence apart ---- */

struct arg {
    const char *text;
    size_t n;
    char kind;
};

struct match {
    struct arg arg[ARGS_MAX];
    size_t steps;
};

/* May the argument begin with these n bytes? */
static bool may_be(char kind, const char *text, size_t n)
{
    if (kind == 's' || kind == 'c')
        return true;
    const char *of = kind == 'x' || kind == 'X' ? "0123456789abcdefABCDEF"
                     : kind == 'd' || kind == 'i' || kind == 'u'
                         ? "-0123456789"
                         : "-+.0123456789enaif";
    return n == 0 || strchr(of, text[n - 1]) != NULL;
}

static bool fits(struct match *m, const char *t, int next, const char *text);

static bool fits_arg(struct match *m, const char *t, int next,
                     const char *text)
{
    struct spec s = spec_at(t);
    int place = s.place >= 0 ? s.place : next;
    if (s.kind == '\0' || place >= ARGS_MAX)
        return false;
    if (s.kind == '%')
        return *text == '%' && fits(m, t + s.length, next, text + 1);
    size_t left = strlen(text);
    for (size_t n = 0; n <= left && may_be(s.kind, text, n); n++) {
        if (n == 0 && s.kind != 's')
            continue; /* a number has digits */
        if (fits(m, t + s.length, next + 1, text + n)) {
            m->arg[place] = (struct arg){text, n, s.kind};
            return true;
        }
    }
    return false;
}

static bool fits(struct match *m, const char *t, int next, const char *text)
{
    if (++m->steps > STEPS_MAX)
        return false;
    while (*t != '\0' && *t != '%' && *t == *text) {
        t++;
        text++;
    }
    if (*t == '%')
        return fits_arg(m, t, next, text);
    return *t == '\0' && *text == '\0';
}

/* ---- and telling it anew ---- */

static void tell(const struct retell *r, const char *text, size_t n, int depth,
                 char *out, size_t room);

static void add(char *out, size_t room, const char *text, size_t n)
{
    size_t used = strlen(out);
    if (n > room - 1 - used)
        n = room - 1 - used;
    memcpy(out + used, text, n);
    out[used + n] = '\0';
}

static void fill_in(const struct retell *r, const struct phrase *p,
                    const struct match *m, int depth, char *out, size_t room)
{
    int next = p->headless ? 1 : 0;
    out[0] = '\0';
    for (const char *t = p->to; *t != '\0';) {
        if (*t != '%') {
            add(out, room, t++, 1);
            continue;
        }
        struct spec s = spec_at(t);
        int place = s.place >= 0 ? s.place : next++;
        t += s.length;
        if (s.kind == '%') {
            next -= s.place < 0;
            add(out, room, "%", 1);
        } else if (place < ARGS_MAX && m->arg[place].text != NULL) {
            char inner[RETELL_BYTES];
            const struct arg *a = &m->arg[place];
            tell(r, a->text, a->n, a->kind == 's' ? depth + 1 : DEPTH_MAX,
                 inner, sizeof inner);
            add(out, room, inner, strlen(inner));
        }
    }
    utf8_trim_tail(out);
}

static void tell(const struct retell *r, const char *text, size_t n, int depth,
                 char *out, size_t room)
{
    char whole[RETELL_BYTES];
    struct match best = {.steps = 0};
    const struct phrase *found = NULL;
    whole[0] = '\0';
    add(whole, sizeof whole, text, n);
    utf8_trim_tail(whole);
    for (size_t i = 0; depth < DEPTH_MAX && i < r->n; i++) {
        struct match m = {.steps = 0};
        const struct phrase *p = &r->list[i];
        if ((found == NULL || p->own > found->own) &&
            fits(&m, p->from, p->headless ? 1 : 0, whole)) {
            found = p;
            best = m;
        }
    }
    if (found != NULL) {
        fill_in(r, found, &best, depth, out, room);
        return;
    }
    out[0] = '\0';
    add(out, room, whole, strlen(whole));
}

void retell_text(const struct retell *r, const char *text,
                 char out[RETELL_BYTES])
{
    tell(r, text, strlen(text), text[0] == '\0' ? DEPTH_MAX : 0, out,
         RETELL_BYTES);
}

/* ---- the catalogue ---- */

static uint32_t word_at(const char *bytes, size_t at, bool swapped)
{
    uint8_t b[4];
    memcpy(b, bytes + at, 4);
    return swapped ? (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 |
                         (uint32_t)b[2] << 8 | b[3]
                   : (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 |
                         (uint32_t)b[1] << 8 | b[0];
}

/* The text that entry `at` of a table names, or NULL: not inside the file, or
 * not ended by a zero. */
static const char *text_at(const char *bytes, size_t n, size_t at,
                           bool swapped)
{
    if (at > n || n - at < 8)
        return NULL;
    size_t length = word_at(bytes, at, swapped);
    size_t place = word_at(bytes, at + 4, swapped);
    if (place >= n || length >= n - place || bytes[place + length] != '\0')
        return NULL;
    return bytes + place;
}

/* Past "%s: " and its like; NULL where it does not begin so. */
static const char *past_head(const char *t)
{
    static const char *const marks[] = {"：", ":", "，", ",", " "};
    bool any = false;
    if (strncmp(t, "%s", 2) != 0)
        return NULL;
    t += 2;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0];) {
        size_t n = strlen(marks[i]);
        bool here = strncmp(t, marks[i], n) == 0;
        any = any || here;
        t += here ? n : 0;
        i = here ? 0 : i + 1;
    }
    return any && *t != '\0' ? t : NULL;
}

static void add_phrase(struct retell *r, const char *from, const char *to)
{
    size_t own = own_bytes(from);
    if (own < OWN_BYTES_MIN || strcmp(from, to) == 0)
        return;
    r->list[r->n++] = (struct phrase){from, to, own, false};
    const char *from_rest = past_head(from);
    const char *to_rest = past_head(to);
    own = from_rest != NULL ? own_bytes(from_rest) : 0;
    if (to_rest != NULL && own >= OWN_BYTES_MIN)
        r->list[r->n++] = (struct phrase){from_rest, to_rest, own, true};
}

static enum err_code read_catalogue(struct retell *r, size_t n,
                                    bool to_chinese, struct err *err)
{
    const uint32_t magic = 0x950412de;
    if (n < 28)
        return ERR_OK;
    bool swapped = word_at(r->bytes, 0, false) != magic;
    if (swapped && word_at(r->bytes, 0, true) != magic)
        return ERR_OK;
    size_t count = word_at(r->bytes, 8, swapped);
    size_t ids = word_at(r->bytes, 12, swapped);
    size_t texts = word_at(r->bytes, 16, swapped);
    if (count > n / 16)
        return ERR_OK;
    r->list = mem_alloc(2 * count + 1, sizeof *r->list);
    if (r->list == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    for (size_t i = 0; i < count; i++) {
        const char *id = text_at(r->bytes, n, ids + 8 * i, swapped);
        const char *text = text_at(r->bytes, n, texts + 8 * i, swapped);
        if (id != NULL && text != NULL && id[0] != '\0')
            add_phrase(r, to_chinese ? id : text, to_chinese ? text : id);
    }
    return ERR_OK;
}

enum err_code retell_new(const char *mo, bool to_chinese, struct retell **out,
                         struct err *err)
{
    char path[LIMIT_PATH_BYTES];
    struct err none = ERR_INIT;
    size_t n = 0;
    *out = NULL;
    struct retell *r = mem_alloc(1, sizeof *r);
    if (r == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    *r = (struct retell){.bytes = NULL};
    if (mo == NULL) {
        i18n_catalogue(path, sizeof path);
        mo = path;
    }
    enum err_code code = ERR_OK;
    if (file_read(mo, CATALOGUE_BYTES, &r->bytes, &n, &none) == ERR_OK)
        code = read_catalogue(r, n, to_chinese, err);
    if (code != ERR_OK) {
        retell_free(r);
        return code;
    }
    *out = r;
    return ERR_OK;
}

void retell_free(struct retell *r)
{
    if (r == NULL)
        return;
    free(r->bytes);
    free(r->list);
    free(r);
}
