/* engine/outside/xlsx_sheet.c - the cells of a worksheet. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/outside/xlsx_internal.h"

enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_TEXT, CELL_BOOL, CELL_ERROR };

struct sheet {
    struct table_maker maker;
    size_t line;          /* of the row in hand; 0 = none yet */
    size_t next;          /* column after the last cell */
    bool in_cell, in_text, phonetic;
    size_t column;        /* of the cell in hand, as the next four */
    enum cell_kind kind;
    enum xlsx_format format;
    bool formula, valued;
};

static void told(struct part *p, enum err_code code, const struct err *own)
{
    if (code == ERR_NOMEM)
        part_no_memory(p);
    else if (code != ERR_OK)
        part_fail(p, code, "%s", own->text);
}

/* ---- rows ---- */

static void start_row(struct part *p, struct sheet *s,
                      const char **attributes)
{
    struct err own = ERR_INIT;
    const char *r = part_get(attributes, "r");
    int64_t line = (int64_t)s->line + 1;
    if (r != NULL && (!num_parse_int(r, 1, 1048576, &line) ||
                      line <= (int64_t)s->line)) {
        part_fail(p, ERR_FORMAT,
                  _("the rows are out of order after row %zu; the file is "
                    "damaged"),
                  s->line);
        return;
    }
    s->line = (size_t)line;
    s->next = 0;
    told(p, maker_row(&s->maker, s->line, &own), &own);
}

/* ---- cells ---- */

static enum cell_kind kind_of(const char *t)
{
    if (t == NULL || same(t, "n"))
        return CELL_NUMBER;
    if (same(t, "s"))
        return CELL_SHARED;
    if (same(t, "b"))
        return CELL_BOOL;
    return same(t, "e") ? CELL_ERROR : CELL_TEXT; /* str, inlineStr, d */
}

static void start_cell(struct part *p, struct sheet *s,
                       const char **attributes)
{
    const char *ref = part_get(attributes, "r");
    const char *style = part_get(attributes, "s");
    size_t line = s->line;
    int64_t number = 0;
    s->column = s->next;
    if (s->line == 0 ||
        (ref != NULL && (!value_ref(ref, &s->column, &line) ||
                         line != s->line || s->column < s->next))) {
        part_fail(p, ERR_FORMAT,
                  _("the cells of row %zu are out of order; the file is "
                    "damaged"),
                  s->line);
        return;
    }
    s->next = s->column + 1;
    s->kind = kind_of(part_get(attributes, "t"));
    s->format = XLSX_PLAIN;
    if (style != NULL && num_parse_int(style, 0, XLSX_STYLES, &number) &&
        (size_t)number < p->x->format_count)
        s->format = (enum xlsx_format)p->x->format[number];
    s->formula = s->valued = false;
    s->in_cell = true;
    str_clear(&p->text);
}

/* The value of a number as it is shown; *bad where it is none. */
static const char *number_text(const struct part *p, const struct sheet *s,
                               char out[64], const char **bad)
{
    const char *raw = p->text.text;
    bool fine;
    raw += strspn(raw, " \t\r\n");
    if (s->format == XLSX_DATE) {
        fine = value_date(raw, p->x->date_1904, out);
        if (!fine)
            *bad = N_("the cell is formatted as a date, but its number is no "
                      "day");
    } else {
        bool percent = s->format == XLSX_PERCENT;
        fine = value_plain(raw, percent ? 2 : 0, out);
        if (fine && percent)
            (void)snprintf(out + strlen(out), 2, "%%");
        if (!fine)
            *bad = N_("the cell holds no number this program can read");
    }
    return fine ? out : "";
}

static const char *shared_text(struct part *p, const struct sheet *s)
{
    int64_t index = 0;
    if (num_parse_int(p->text.text, 0, XLSX_STRINGS, &index) &&
        (size_t)index < p->x->string_count)
        return p->x->string[index];
    char letters[8];
    table_letters(s->column, letters);
    part_fail(p, ERR_FORMAT,
              _("cell %s%zu points to a text that does not exist; the file "
                "is damaged"),
              letters, s->line);
    return "";
}

static void end_cell(struct part *p, struct sheet *s)
{
    char out[64];
    const char *bad = NULL;
    const char *text = p->text.text;
    struct err own = ERR_INIT;
    s->in_cell = false;
    if (s->formula && !s->valued)
        bad = N_("the cell holds a formula that was never computed; open the "
                 "file in a spreadsheet program, save it, and import it again");
    else if (s->kind == CELL_ERROR)
        bad = N_("the formula of the cell gives an error");
    else if (s->kind == CELL_SHARED && s->valued)
        text = shared_text(p, s);
    else if (s->kind == CELL_BOOL)
        text = same(text, "1") ? "TRUE" : "FALSE";
    else if (s->kind == CELL_TEXT)
        value_unescape(p->text.text);
    else if (s->kind == CELL_NUMBER && s->valued && text[0] != '\0')
        text = number_text(p, s, out, &bad);
    if (p->code != ERR_OK || (!s->valued && bad == NULL))
        return;
    told(p,
         maker_cell(&s->maker, s->column, s->column + 1, text, bad, &own),
         &own);
}

/* ---- merged cells ---- */

static void take_merge(struct part *p, struct sheet *s, const char *ref)
{
    struct err own = ERR_INIT;
    struct table_merge m;
    char first[32];
    const char *colon = ref != NULL ? strchr(ref, ':') : NULL;
    if (colon == NULL || colon - ref >= (long)sizeof first)
        return; /* a single cell */
    (void)snprintf(first, sizeof first, "%.*s", (int)(colon - ref), ref);
    if (!value_ref(first, &m.first_column, &m.first_line) ||
        !value_ref(colon + 1, &m.last_column, &m.last_line)) {
        part_fail(p, ERR_FORMAT, _("a merged cell has no place"));
        return;
    }
    told(p, maker_merge(&s->maker, &m, &own), &own);
}

/* ---- the part ---- */

static void on_start(struct part *p, const char *name,
                     const char **attributes)
{
    struct sheet *s = p->ctx;
    if (same(name, "row"))
        start_row(p, s, attributes);
    else if (same(name, "c"))
        start_cell(p, s, attributes);
    else if (same(name, "mergeCell"))
        take_merge(p, s, part_get(attributes, "ref"));
    else if (!s->in_cell)
        return;
    else if (same(name, "f"))
        s->formula = true;
    else if (same(name, "is"))
        s->in_text = s->valued = true;
    else if (same(name, "rPh"))
        s->phonetic = true;
    else if (same(name, "v"))
        p->collect = s->valued = true;
    else if (same(name, "t"))
        p->collect = s->in_text && !s->phonetic;
}

static void on_end(struct part *p, const char *name)
{
    struct sheet *s = p->ctx;
    if (same(name, "v") || same(name, "t"))
        p->collect = false;
    else if (same(name, "rPh"))
        s->phonetic = false;
    else if (same(name, "is"))
        s->in_text = false;
    else if (same(name, "c") && s->in_cell)
        end_cell(p, s);
}

enum err_code sheet_read(struct xlsx *x, const struct xlsx_sheet *sheet,
                         struct table *out, struct err *err)
{
    struct err own = ERR_INIT;
    struct sheet *s = arena_alloc(x->arena, 1, sizeof *s);
    struct part p = {.x = x, .path = sheet->path, .ctx = s,
                     .start = on_start, .end = on_end};
    if (s == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), x->file);
    s->maker.arena = x->arena;
    enum err_code code = part_read(&p, true, err);
    if (code == ERR_OK) {
        code = maker_end_row(&s->maker, &own);
        if (code != ERR_OK)
            (void)err_set(err, code, 0, "%s: %s", x->file, own.text);
    }
    if (code != ERR_OK)
        return code;
    *out = maker_done(&s->maker);
    out->sheet = sheet->name;
    return ERR_OK;
}
