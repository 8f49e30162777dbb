/* engine/base/csv.c - see csv.h. */
#include "engine/base/csv.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/utf8.h"

struct csv {
    const char *name;
    const char *text;
    size_t n, at;
    char separator;
    size_t line, column;      /* of text[at] */
    struct csv_row row;
    struct csv_field field[LIMIT_CSV_FIELDS];
    size_t offset[LIMIT_CSV_FIELDS]; /* of each field in `bytes` */
    char *bytes;              /* the fields of the row, each with its NUL */
    size_t used, room;
};

enum err_code csv_open(const char *text, size_t n, const char *name,
                       struct csv **out, struct err *err)
{
    *out = NULL;
    if (n > LIMIT_CSV_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s has %zu bytes; at most %d are accepted"), name,
                       n, LIMIT_CSV_BYTES);
    struct csv *csv = mem_alloc(1, sizeof *csv);
    if (csv == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), name);
    bool marked = n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    *csv = (struct csv){.name = name, .text = text, .n = n, .separator = ',',
                        .at = marked ? 3 : 0, .line = 1, .column = 1};
    *out = csv;
    return ERR_OK;
}

void csv_close(struct csv *csv)
{
    if (csv == NULL)
        return;
    free(csv->bytes);
    free(csv);
}

void csv_separate(struct csv *csv, char separator)
{
    csv->separator = separator;
}

/* The byte ahead, or -1 at the end. */
static int peek(const struct csv *csv)
{
    return csv->at < csv->n ? (unsigned char)csv->text[csv->at] : -1;
}

static void step(struct csv *csv)
{
    char c = csv->text[csv->at++];
    if (c == '\n') {
        csv->line++;
        csv->column = 1;
    } else if (((unsigned char)c & 0xC0) != 0x80) {
        csv->column++;
    }
}

static bool at_line_end(const struct csv *csv)
{
    int c = peek(csv);
    return c == '\n' ||
           (c == '\r' && csv->at + 1 < csv->n && csv->text[csv->at + 1] == '\n');
}

static enum err_code keep(struct csv *csv, char c, struct err *err)
{
    if (csv->used == csv->room) {
        size_t room = csv->room == 0 ? 1024 : csv->room * 2;
        char *bytes = mem_grow(csv->bytes, room, 1);
        if (bytes == NULL)
            return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                           csv->name);
        csv->bytes = bytes;
        csv->room = room;
    }
    csv->bytes[csv->used++] = c;
    return ERR_OK;
}

/* The character ahead goes into the field. */
static enum err_code keep_character(struct csv *csv, size_t start,
                                    struct err *err)
{
    size_t bytes = 1;
    unsigned char lead = (unsigned char)csv->text[csv->at];
    if (lead >= 0x80) {
        bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        bytes = bytes < csv->n - csv->at ? bytes : csv->n - csv->at;
    }
    if (lead == '\0' || utf8_check(csv->text + csv->at, bytes) != bytes)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:%zu: byte 0x%02X is not UTF-8 text; expected "
                         "a file saved as UTF-8 (in Excel: “CSV UTF-8”)"),
                       csv->name, csv->line, csv->column, (unsigned)lead);
    if (csv->used - start + bytes > LIMIT_CSV_FIELD_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s:%zu:%zu: this field is too long; expected at "
                         "most %d bytes (is a quote unclosed?)"),
                       csv->name, csv->line, csv->column,
                       LIMIT_CSV_FIELD_BYTES);
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < bytes && code == ERR_OK; i++) {
        code = keep(csv, csv->text[csv->at], err);
        step(csv);
    }
    return code;
}

static enum err_code quoted(struct csv *csv, size_t start, struct err *err)
{
    size_t line = csv->line;
    size_t column = csv->column;
    step(csv);
    for (;;) {
        int c = peek(csv);
        if (c < 0)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu:%zu: this quote is never closed; "
                             "expected a second \""),
                           csv->name, line, column);
        if (c == '"') {
            step(csv);
            if (peek(csv) != '"')
                break;
        }
        enum err_code code = keep_character(csv, start, err);
        if (code != ERR_OK)
            return code;
    }
    if (peek(csv) >= 0 && peek(csv) != csv->separator && !at_line_end(csv))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:%zu:%zu: text after a closing quote; expected a "
                         "comma or the end of the line"),
                       csv->name, csv->line, csv->column);
    return ERR_OK;
}

static enum err_code bare(struct csv *csv, size_t start, struct err *err)
{
    while (peek(csv) >= 0 && peek(csv) != csv->separator && !at_line_end(csv)) {
        if (peek(csv) == '"')
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu:%zu: a quote inside a bare field; "
                             "expected the whole field in quotes, quotes "
                             "doubled"),
                           csv->name, csv->line, csv->column);
        enum err_code code = keep_character(csv, start, err);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

static enum err_code read_field(struct csv *csv, struct err *err)
{
    if (csv->row.count == LIMIT_CSV_FIELDS)
        return err_set(err, ERR_RANGE, 0,
                       _("%s:%zu:%zu: one field too many; expected at most "
                         "%d"),
                       csv->name, csv->line, csv->column, LIMIT_CSV_FIELDS);
    size_t i = csv->row.count++;
    size_t start = csv->used;
    csv->offset[i] = start;
    csv->field[i].line = csv->line;
    csv->field[i].column = csv->column;
    enum err_code code =
        peek(csv) == '"' ? quoted(csv, start, err) : bare(csv, start, err);
    return code != ERR_OK ? code : keep(csv, '\0', err);
}

static void end_line(struct csv *csv)
{
    if (peek(csv) == '\r')
        step(csv);
    if (peek(csv) == '\n')
        step(csv);
}

enum err_code csv_next(struct csv *csv, const struct csv_row **row,
                       struct err *err)
{
    *row = NULL;
    csv->row = (struct csv_row){0, csv->field};
    csv->used = 0;
    while (at_line_end(csv))
        end_line(csv);
    if (peek(csv) < 0)
        return ERR_OK;
    for (;;) {
        enum err_code code = read_field(csv, err);
        if (code != ERR_OK)
            return code;
        if (peek(csv) != csv->separator)
            break;
        step(csv);
    }
    end_line(csv);
    for (size_t i = 0; i < csv->row.count; i++)
        csv->field[i].text = csv->bytes + csv->offset[i];
    *row = &csv->row;
    return ERR_OK;
}

/* ---- writing ---- */

void csv_put_bom(struct str *out)
{
    str_add(out, "\xEF\xBB\xBF");
}

void csv_put(struct str *out, bool first, const char *text)
{
    if (!first)
        str_add_char(out, ',');
    bool formula = text[0] != '\0' &&
                   (strchr("=+-@", text[0]) != NULL ||
                    (unsigned char)text[0] < 0x20);
    if (!formula && strpbrk(text, ",\"\r\n") == NULL) {
        str_add(out, text);
        return;
    }
    str_add_char(out, '"');
    if (formula)
        str_add_char(out, '\'');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"')
            str_add_char(out, '"');
        str_add_char(out, *p);
    }
    str_add_char(out, '"');
}

void csv_put_int(struct str *out, bool first, int64_t value)
{
    str_addf(out, "%s%" PRId64, first ? "" : ",", value);
}

void csv_end_row(struct str *out)
{
    str_add(out, "\r\n");
}
