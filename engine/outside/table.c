/* engine/outside/table.c - see table.h; and tables out of CSV. */
#include "engine/outside/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/text_decode.h"
#include "engine/base/csv.h"
#include "engine/base/i18n.h"
#include "engine/base/utf8.h"
#include "engine/outside/internal.h"

/* ---- a table in the making ---- */

static enum err_code no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, 0,
                   _("the table: out of memory (or more than %d MB of it)"),
                   TABLE_ARENA_BYTES / 1024 / 1024);
}

/* Twice the room inside the arena; what was there is copied. */
static void *grow(struct arena *arena, const void *old, size_t count,
                  size_t *room, size_t size)
{
    size_t wider = *room == 0 ? 64 : *room * 2;
    void *out = arena_alloc(arena, wider, size);
    if (out == NULL)
        return NULL;
    if (count > 0)
        memcpy(out, old, count * size);
    *room = wider;
    return out;
}

enum err_code maker_row(struct table_maker *m, size_t line, struct err *err)
{
    enum err_code code = maker_end_row(m, err);
    m->line = line;
    return code;
}

enum err_code maker_end_row(struct table_maker *m, struct err *err)
{
    size_t n = m->cell_count;
    m->cell_count = 0;
    if (n == 0)
        return ERR_OK;
    if (m->table.row_count == TABLE_ROWS)
        return err_set(err, ERR_RANGE, 0,
                       _("more than %d rows with something in them"),
                       TABLE_ROWS);
    if (m->table.row_count == m->row_room) {
        m->rows = grow(m->arena, m->rows, m->table.row_count, &m->row_room,
                       sizeof *m->rows);
        if (m->rows == NULL)
            return no_memory(err);
    }
    struct table_cell *cells = arena_alloc(m->arena, n, sizeof *cells);
    if (cells == NULL)
        return no_memory(err);
    memcpy(cells, m->cells, n * sizeof *cells);
    m->rows[m->table.row_count++] =
        (struct table_row){.line = m->line, .count = n, .cell = cells};
    return ERR_OK;
}

/* Spaces of any kind: ideographic, no-break, the stray mark. */
static bool is_space(uint32_t c)
{
    return c <= 0x20 || c == 0x7F || (c >= 0x80 && c <= 0xA0) ||
           (c >= 0x2000 && c <= 0x200D) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x3000 || c == 0xFEFF;
}

/* Full-width forms of ASCII, but for the comma and brackets of Chinese text:
 * those fold where a number is read (values.c). */
static uint32_t fold(uint32_t c)
{
    bool digit = c >= 0xFF10 && c <= 0xFF19;
    bool letter = (c >= 0xFF21 && c <= 0xFF3A) || (c >= 0xFF41 && c <= 0xFF5A);
    if (digit || letter || c == 0xFF05 || c == 0xFF0E || c == 0xFF0D)
        return c - 0xFEE0;
    return c;
}

/* Trimmed and folded into the arena; inner control characters are spaces. */
static const char *tidy(struct arena *arena, const char *text)
{
    char *out = arena_text(arena, text); /* folding never makes it longer */
    size_t n = 0;
    size_t end = 0;
    if (out == NULL)
        return NULL;
    for (const char *p = text; *p != '\0';) {
        char one[5];
        uint32_t c = fold(utf8_next(&p));
        bool space = is_space(c);
        if (space && n == 0)
            continue;
        if (c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xFEFF)
            c = ' ';
        size_t k = utf8_put(c, one);
        memcpy(out + n, one, k);
        n += k;
        if (!space)
            end = n;
    }
    out[end] = '\0';
    return out;
}

enum err_code maker_cell(struct table_maker *m, size_t column, size_t at,
                         const char *text, const char *bad, struct err *err)
{
    if (text[0] == '\0' && bad == NULL)
        return ERR_OK;
    const char *kept = tidy(m->arena, text);
    if (kept == NULL)
        return no_memory(err);
    if (kept[0] == '\0' && bad == NULL)
        return ERR_OK;
    if (column >= TABLE_COLUMNS || m->cell_count == TABLE_COLUMNS)
        return err_set(err, ERR_RANGE, 0,
                       _("something stands beyond the %dth column"),
                       TABLE_COLUMNS);
    m->cells[m->cell_count++] =
        (struct table_cell){.column = column, .at = at, .text = kept,
                            .bad = bad};
    return ERR_OK;
}

enum err_code maker_merge(struct table_maker *m,
                          const struct table_merge *merge, struct err *err)
{
    if (m->table.merge_count == TABLE_ROWS)
        return err_set(err, ERR_RANGE, 0, _("more than %d merged cells"),
                       TABLE_ROWS);
    if (m->table.merge_count == m->merge_room) {
        m->merges = grow(m->arena, m->merges, m->table.merge_count,
                         &m->merge_room, sizeof *m->merges);
        if (m->merges == NULL)
            return no_memory(err);
    }
    m->merges[m->table.merge_count++] = *merge;
    return ERR_OK;
}

struct table maker_done(const struct table_maker *m)
{
    struct table t = m->table;
    t.row = m->rows;
    t.merge = m->merges;
    return t;
}

/* ---- CSV ---- */

enum { SEPARATOR_LINES = 12 };

/* What the first lines have most of, outside quotes: a title above the table
 * has none of them. */
static char separator_of(const char *text)
{
    static const char kinds[] = ",;\t";
    size_t n[3] = {0};
    size_t best = 0;
    size_t lines = 0;
    bool quoted = false;
    for (const char *p = text; *p != '\0' && lines < SEPARATOR_LINES; p++) {
        const char *found = strchr(kinds, *p);
        if (*p == '"')
            quoted = !quoted;
        else if (found != NULL && !quoted)
            n[found - kinds]++;
        lines += *p == '\n';
    }
    for (size_t k = 1; k < 3; k++)
        if (n[k] > n[best])
            best = k;
    return kinds[best];
}

static enum err_code take_line(struct table_maker *m,
                               const struct csv_row *row, struct err *err)
{
    enum err_code code = maker_row(m, row->field[0].line, err);
    for (size_t i = 0; i < row->count && code == ERR_OK; i++)
        code = maker_cell(m, i, row->field[i].column, row->field[i].text,
                          NULL, err);
    return code;
}

static enum err_code read_csv(const char *text, size_t n, const char *file,
                              struct table_maker *m, struct err *err)
{
    struct csv *csv = NULL;
    const struct csv_row *row = NULL;
    struct err own = ERR_INIT;
    enum err_code code = csv_open(text, n, file, &csv, err);
    if (code != ERR_OK)
        return code;
    csv_separate(csv, separator_of(text));
    code = csv_next(csv, &row, err);
    while (code == ERR_OK && row != NULL) {
        code = take_line(m, row, &own);
        if (code != ERR_OK)
            (void)err_set(err, code, 0, "%s:%zu: %s", file,
                          row->field[0].line, own.text);
        else
            code = csv_next(csv, &row, err);
    }
    csv_close(csv);
    if (code == ERR_OK)
        code = maker_end_row(m, err);
    return code;
}

static enum err_code csv_tables(const char *bytes, size_t n, const char *file,
                                struct arena *arena, struct tables *out,
                                struct err *err)
{
    char *text = NULL;
    size_t m = 0;
    struct table_maker *maker = arena_alloc(arena, 1, sizeof *maker);
    struct table *table = arena_alloc(arena, 1, sizeof *table);
    if (maker == NULL || table == NULL)
        return no_memory(err);
    maker->arena = arena;
    enum err_code code = text_decode(bytes, n, file, &text, &m, err);
    if (code == ERR_OK)
        code = read_csv(text, m, file, maker, err);
    free(text);
    if (code != ERR_OK)
        return code;
    *table = maker_done(maker);
    out->count = 1;
    out->table = table;
    return ERR_OK;
}

/* ---- any file ---- */

enum err_code tables_read(const char *bytes, size_t n, const char *file,
                          const char *sheet, struct arena *arena,
                          struct tables *out, struct err *err)
{
    *out = (struct tables){.file = file};
    if (n > TABLE_FILE_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s has %zu bytes; at most %d are accepted"), file, n,
                       TABLE_FILE_BYTES);
    if (n >= 8 && memcmp(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s is an old .xls workbook, or one locked with a "
                         "password; save it as .xlsx without a password, or "
                         "as CSV"),
                       file);
    if (n >= 2 && memcmp(bytes, "PK", 2) == 0)
        return xlsx_read(bytes, n, file, sheet, arena, out, err);
    if (sheet != NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("%s is no workbook: it has no sheets to choose "
                         "from; leave out --sheet"),
                       file);
    return csv_tables(bytes, n, file, arena, out, err);
}

const struct table_cell *table_cell(const struct table_row *row,
                                    size_t column)
{
    for (size_t i = 0; i < row->count; i++)
        if (row->cell[i].column == column)
            return &row->cell[i];
    return NULL;
}

void table_letters(size_t column, char out[8])
{
    char back[8];
    size_t n = 0;
    do {
        back[n++] = (char)('A' + column % 26);
        column = column / 26;
    } while (column-- > 0 && n < 7);
    for (size_t i = 0; i < n; i++)
        out[i] = back[n - 1 - i];
    out[n] = '\0';
}

const char *table_place(const char *file, const struct table *table,
                        size_t line, size_t at, char out[TABLE_PLACE_BYTES])
{
    char letters[8];
    if (table->sheet == NULL && line == 0)
        (void)snprintf(out, TABLE_PLACE_BYTES, "%s", file);
    else if (table->sheet == NULL)
        (void)snprintf(out, TABLE_PLACE_BYTES, "%s:%zu:%zu", file, line, at);
    else if (line == 0)
        (void)snprintf(out, TABLE_PLACE_BYTES, _("%s, sheet “%s”"), file,
                       table->sheet);
    else {
        table_letters(at > 0 ? at - 1 : 0, letters);
        (void)snprintf(out, TABLE_PLACE_BYTES, _("%s, sheet “%s”, cell %s%zu"),
                       file, table->sheet, letters, line);
    }
    utf8_trim_tail(out);
    return out;
}
