/* engine/type/para_cells.c - text into cells: class, face, width, and where a
 * line may end.  The rules are those of docs/typography.md#lines. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/utf8.h"
#include "engine/type/para_internal.h"

enum { TWO_EM_DASH = 0x2E3A, EM_DASH = 0x2014, APOSTROPHE = 0x2019 };

/* ---- reading ---- */

static bool is_letter(uint32_t c)
{
    return para_is_latin(c) && para_class(c) == CELL_LATIN && c > '9';
}

/* —— becomes one glyph of two em where a face has it: two U+2014 show a
 * gap. */
static void join_dash(struct pdf *pdf, const struct para_style *style,
                      struct cell *c, const char **text)
{
    const char *p = *text;
    if (c->code == EM_DASH && utf8_next(&p) == EM_DASH &&
        pdf_has_glyph(pdf, style->role, TWO_EM_DASH) &&
        pdf_advance(pdf, style->role, TWO_EM_DASH) > 1.9) {
        c->code = TWO_EM_DASH;
        *text = p;
    }
}

static void classify(struct pdf *pdf, const struct para_style *style,
                     struct cell *c, uint32_t before, uint32_t after)
{
    c->class = para_class(c->code);
    c->role = para_is_latin(c->code) ? style->digits : style->role;
    if (c->code == APOSTROPHE && is_letter(before) && is_letter(after)) {
        c->class = CELL_LATIN; /* it's: the mark of half an em */
        c->role = style->digits;
        c->code = font_half(c->code);
    }
    c->width = pdf_advance(pdf, c->role, c->code);
    c->mark = c->width > .99 && c->width < 1.01 && font_half(c->code) != 0;
    c->advance = c->width;
}

static bool read_cells(struct pdf *pdf, const struct para_style *style,
                       const char *text, const char *end, struct cell *cells,
                       size_t *count)
{
    struct err err = ERR_INIT;
    const char *begin = text;
    uint32_t before = 0;
    *count = 0;
    while (text < end) {
        struct cell *c = &cells[*count];
        c->at = (size_t)(text - begin);
        c->code = utf8_next(&text);
        if (c->code == '\r' || c->code == 0xFEFF)
            continue;
        if (c->code == '\t')
            c->code = ' ';
        join_dash(pdf, style, c, &text);
        const char *peek = text;
        classify(pdf, style, c, before, text < end ? utf8_next(&peek) : 0);
        c->n = (size_t)(text - begin) - c->at;
        before = c->code;
        char one[5];
        utf8_put(c->code, one);
        if (font_unhalf(c->code) == 0 && c->code != TWO_EM_DASH &&
            pdf_check_text(pdf, c->role, one, _("text to print"), &err) !=
                ERR_OK) {
            pdf_fail(pdf, &err);
            return false;
        }
        (*count)++;
    }
    return true;
}

/* ---- widths among neighbours ---- */

static bool blank_right(const struct cell *c)
{
    return c->mark && c->class != CELL_OPEN;
}

static bool blank_left(const struct cell *c)
{
    return c->mark && c->class == CELL_OPEN;
}

static bool western(const struct cell *c)
{
    return c->class == CELL_LATIN || c->class == CELL_DIGIT ||
           (c->class == CELL_SUFFIX && c->code < 0x80) ||
           (c->class == CELL_PREFIX && c->code < 0x100);
}

static bool eastern(const struct cell *c)
{
    return c->class == CELL_HAN || c->class == CELL_LIST ||
           c->code == 0x7B2C /* 第 */;
}

/* Two marks in a row lose the half em between them. */
static void squeeze(struct cell *a, struct cell *b)
{
    if (blank_right(a) && b->mark)
        a->advance = .5;
    else if (blank_left(a) && blank_left(b))
        b->advance = .5;
}

static void space_out(struct cell *a, const struct cell *b, double autospace)
{
    if ((western(a) && eastern(b)) || (eastern(a) && western(b)))
        a->gap = autospace;
}

double para_edge_advance(const struct cell *c, bool first, bool last)
{
    if ((first && blank_left(c)) || (last && blank_right(c)))
        return .5;
    return c->advance;
}

double para_cell_shrink(const struct cell *c, enum shrink *kind)
{
    static const struct {
        enum shrink kind;
        bool gives;
    } BY_CLASS[CELL_CLASS_COUNT] = {
        [CELL_OPEN] = {SHRINK_BRACKET, true},
        [CELL_CLOSE] = {SHRINK_BRACKET, true},
        [CELL_PAUSE] = {SHRINK_PAUSE, true},
        [CELL_STOP] = {SHRINK_STOP, true},
    };
    *kind = SHRINK_SPACE;
    if (c->class == CELL_SPACE)
        return c->advance > .25 ? c->advance - .25 : 0;
    *kind = BY_CLASS[c->class].kind;
    return BY_CLASS[c->class].gives && c->mark && c->advance > .5
               ? c->advance - .5 : 0;
}

/* ---- where a line may end ---- */

/* Rules by the two classes that would be parted. */
static bool pair_may_part(const struct cell *a, const struct cell *b)
{
    switch (b->class) {
    case CELL_CLOSE: case CELL_PAUSE: case CELL_STOP: case CELL_MIDDLE:
    case CELL_SLASH: case CELL_WHOLE: case CELL_SPACE:
        return false; /* never begins a line */
    default:
        break;
    }
    switch (a->class) {
    case CELL_OPEN: case CELL_SLASH: case CELL_LIST:
        return false; /* never ends a line */
    case CELL_SPACE:
        return true;
    default:
        break;
    }
    if (western(a) && western(b))
        return false; /* Latin words and numbers are whole */
    if (a->class == CELL_DIGIT)
        return b->class != CELL_SUFFIX && !para_is_counter(b->code);
    if (b->class == CELL_DIGIT)
        return a->class != CELL_PREFIX && a->class != CELL_MIDDLE &&
               a->class != CELL_WHOLE && a->code != 0x3015; /* 〔2013〕5 */
    return true;
}

static bool is_unit(const struct cell *c, size_t n)
{
    static const char *const UNITS[] = {"mm", "cm", "km", "m", "kg", "g",
                                        "t", "ha", "min", "h", "s", "ms",
                                        "kW", "kWh", "pt", "dpi", "MB", "GB"};
    char word[8] = "";
    size_t i = 0;
    while (i < n && i + 1 < sizeof word && c[i].class == CELL_LATIN &&
           c[i].code < 0x80) {
        word[i] = (char)c[i].code;
        i++;
    }
    for (size_t u = 0; u < sizeof UNITS / sizeof *UNITS; u++)
        if (strcmp(word, UNITS[u]) == 0)
            return true;
    return n > 0 && c[0].class == CELL_SUFFIX;
}

/* 第十二条: numerals after 第, and the word after them, stay together. */
static void keep_ordinals(struct cell *c, size_t n)
{
    bool ordinal = false;
    for (size_t i = 0; i + 1 < n; i++) {
        if (c[i].code == 0x7B2C) /* 第 */
            ordinal = para_is_numeral(c[i + 1].code);
        else if (ordinal && !para_is_numeral(c[i].code))
            ordinal = false;
        if (ordinal && (para_is_numeral(c[i + 1].code) ||
                        para_is_counter(c[i + 1].code)))
            c[i].may_end = false;
    }
}

/* A space does not make "（ 甲" breakable. */
static bool space_may_end(const struct cell *c, size_t i)
{
    while (i > 0 && c[i].class == CELL_SPACE)
        i--;
    return c[i].class != CELL_OPEN && c[i].class != CELL_SLASH &&
           c[i].class != CELL_LIST;
}

static void mark_breaks(struct cell *c, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        c[i].may_end = pair_may_part(&c[i], &c[i + 1]);
        bool in_size = i > 0 && c[i - 1].class == CELL_DIGIT &&
                       is_unit(&c[i + 1], n - i - 1); /* 5 mm */
        if (c[i].class == CELL_SPACE && (in_size || !space_may_end(c, i)))
            c[i].may_end = false;
        bool both_whole = c[i].class == CELL_WHOLE &&
                          c[i + 1].class == CELL_WHOLE;
        bool in_word = (western(&c[i]) || c[i].class == CELL_SPACE) &&
                       (western(&c[i + 1]) || c[i + 1].class == CELL_SPACE);
        c[i].may_stretch = !both_whole && !in_word;
    }
    keep_ordinals(c, n);
    if (n > 0)
        c[n - 1].may_end = true;
}

struct cell *para_cells(struct pdf *pdf, struct arena *arena,
                        const struct para_style *style, const char *text,
                        size_t n_bytes, size_t *count)
{
    struct cell *cells = arena_alloc(arena, n_bytes + 1, sizeof *cells);
    struct err err = ERR_INIT;
    if (cells == NULL) {
        err_set(&err, ERR_NOMEM, 0, _("%s: out of memory"),
                _("a paragraph"));
        pdf_fail(pdf, &err);
        return NULL;
    }
    if (!read_cells(pdf, style, text, text + n_bytes, cells, count))
        return NULL;
    for (size_t i = 0; i + 1 < *count; i++) {
        squeeze(&cells[i], &cells[i + 1]);
        space_out(&cells[i], &cells[i + 1], style->autospace_em);
    }
    mark_breaks(cells, *count);
    return cells;
}
