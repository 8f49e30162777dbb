/* engine/outside/xlsx_shared.c - the strings cells point to, and what their
 * number formats mean. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/outside/xlsx_internal.h"

/* ---- shared strings ---- */

struct strings {
    bool inside;    /* an <si> */
    bool phonetic;  /* <rPh>: how it is spoken, not what it says */
};

static void strings_start(struct part *p, const char *name,
                          const char **attributes)
{
    struct strings *s = p->ctx;
    (void)attributes;
    if (same(name, "si")) {
        s->inside = true;
        str_clear(&p->text);
    } else if (same(name, "rPh"))
        s->phonetic = true;
    else if (same(name, "t"))
        p->collect = s->inside && !s->phonetic;
}

static void add_string(struct part *p)
{
    struct xlsx *x = p->x;
    if (x->string_count == XLSX_STRINGS) {
        part_fail(p, ERR_RANGE, _("more than %d texts"), XLSX_STRINGS);
        return;
    }
    if (x->string_count == x->string_room) {
        size_t room = x->string_room == 0 ? 256 : x->string_room * 2;
        const char **wider = arena_alloc(x->arena, room, sizeof *wider);
        if (wider == NULL) {
            part_no_memory(p);
            return;
        }
        if (x->string_count > 0)
            memcpy(wider, x->string, x->string_count * sizeof *wider);
        x->string = wider;
        x->string_room = room;
    }
    char *text = arena_text(x->arena, p->text.text);
    if (text == NULL) {
        part_no_memory(p);
        return;
    }
    value_unescape(text);
    x->string[x->string_count++] = text;
}

static void strings_end(struct part *p, const char *name)
{
    struct strings *s = p->ctx;
    if (same(name, "t"))
        p->collect = false;
    else if (same(name, "rPh"))
        s->phonetic = false;
    else if (same(name, "si")) {
        s->inside = false;
        add_string(p);
    }
}

/* ---- number formats ---- */

/* The numbers that need no text (ECMA-376 part 1, 18.8.30, and what East Asian
 * versions of the program add to them). */
static enum xlsx_format built_in(long number)
{
    if (number == 9 || number == 10)
        return XLSX_PERCENT;
    if ((number >= 14 && number <= 17) || number == 22 ||
        (number >= 27 && number <= 31) || number == 36 ||
        (number >= 50 && number <= 54) || number == 57 || number == 58)
        return XLSX_DATE;
    return XLSX_PLAIN;
}

enum xlsx_format format_of(long number, const char *code)
{
    bool day = false;
    bool month = false;
    bool clock = false;
    bool percent = false;
    if (code == NULL)
        return built_in(number);
    for (const char *p = code; *p != '\0' && *p != ';'; p++) {
        if (*p == '"' || *p == '[') {
            const char *end = strchr(p + 1, *p == '"' ? '"' : ']');
            if (end == NULL)
                break;
            p = end;
        } else if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0')
            p++;
        else if (strchr("yYdD", *p) != NULL)
            day = true;
        else if (strchr("mM", *p) != NULL)
            month = true;
        else if (strchr("hHsS", *p) != NULL)
            clock = true;
        else if (*p == '%')
            percent = true;
    }
    return day || (month && !clock) ? XLSX_DATE
           : percent                ? XLSX_PERCENT
                                    : XLSX_PLAIN;
}

/* ---- styles ---- */

struct styles {
    size_t count, room;   /* formats with a text of their own */
    struct own {
        long number;
        enum xlsx_format format;
    } *own;
    bool cells;           /* inside <cellXfs> */
};

static long number_in(const char **attributes, const char *name)
{
    int64_t value = 0;
    const char *text = part_get(attributes, name);
    if (text == NULL || !num_parse_int(text, 0, 1000000, &value))
        return 0;
    return (long)value;
}

static void add_own(struct part *p, const char **attributes)
{
    struct styles *s = p->ctx;
    const char *code = part_get(attributes, "formatCode");
    long number = number_in(attributes, "numFmtId");
    if (s->count == XLSX_STYLES) {
        part_fail(p, ERR_RANGE, _("more than %d number formats"),
                  XLSX_STYLES);
        return;
    }
    if (s->count == s->room) {
        size_t room = s->room == 0 ? 32 : s->room * 2;
        struct own *wider = arena_alloc(p->x->arena, room, sizeof *wider);
        if (wider == NULL) {
            part_no_memory(p);
            return;
        }
        if (s->count > 0)
            memcpy(wider, s->own, s->count * sizeof *wider);
        s->own = wider;
        s->room = room;
    }
    s->own[s->count++] =
        (struct own){number, format_of(number, code != NULL ? code : "")};
}

static enum xlsx_format look_up(const struct styles *s, long number)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->own[i].number == number)
            return s->own[i].format;
    return built_in(number);
}

static void styles_start(struct part *p, const char *name,
                         const char **attributes)
{
    struct styles *s = p->ctx;
    struct xlsx *x = p->x;
    if (same(name, "numFmt"))
        add_own(p, attributes);
    else if (same(name, "cellXfs"))
        s->cells = true;
    else if (same(name, "xf") && s->cells) {
        if (x->format == NULL)
            x->format = arena_alloc(x->arena, XLSX_STYLES, 1);
        if (x->format == NULL)
            part_no_memory(p);
        else if (x->format_count == XLSX_STYLES)
            part_fail(p, ERR_RANGE, _("more than %d cell styles"),
                      XLSX_STYLES);
        else
            x->format[x->format_count++] = (unsigned char)look_up(
                s, number_in(attributes, "numFmtId"));
    }
}

static void styles_end(struct part *p, const char *name)
{
    struct styles *s = p->ctx;
    if (same(name, "cellXfs"))
        s->cells = false;
}

enum err_code shared_read(struct xlsx *x, struct err *err)
{
    struct strings strings = {false, false};
    struct styles styles = {0};
    struct part s = {.x = x, .path = x->strings, .ctx = &strings,
                     .start = strings_start, .end = strings_end};
    struct part f = {.x = x, .path = x->styles, .ctx = &styles,
                     .start = styles_start, .end = styles_end};
    enum err_code code = part_read(&s, false, err);
    return code == ERR_OK ? part_read(&f, false, err) : code;
}
