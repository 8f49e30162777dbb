/* engine/survey/rows_file.c - the rows of a table out of a CSV file.
 *
 * The list is written into the questionnaire's own text, in place of what
 * stands under `columns` and `rows`: what was asked is then whole in one text,
 * as it is kept and printed. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/text_decode.h"
#include "engine/base/limits.h"
#include "engine/base/str.h"
#include "engine/survey/internal.h"

/* One key of the table's section: its lines in the text. */
struct span {
    size_t from, to, indent; /* bytes; from == to: not found */
    size_t found;
};

static size_t indent_of(const char *line)
{
    return strspn(line, " ");
}

static const char *next_line(const char *line)
{
    const char *end = strchr(line, '\n');
    return end != NULL ? end + 1 : line + strlen(line);
}

/* `key:` somewhere below the top level, with all that belongs to it. */
static struct span find_key(const char *text, const char *key)
{
    struct span s = {0, 0, 0, 0};
    size_t n = strlen(key);
    for (const char *line = text; *line != '\0'; line = next_line(line)) {
        size_t indent = indent_of(line);
        if (indent == 0 || strncmp(line + indent, key, n) != 0 ||
            line[indent + n] != ':')
            continue;
        const char *end = next_line(line);
        while (*end != '\0' && *end != '\n' &&
               (indent_of(end) > indent ||
                (indent_of(end) == indent && end[indent] == '-')))
            end = next_line(end);
        s.from = (size_t)(line - text);
        s.to = (size_t)(end - text);
        s.indent = indent;
        s.found++;
    }
    return s;
}

static void put_quoted(struct str *out, const char *text)
{
    str_add_char(out, '"');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            str_add_char(out, '\\');
        str_add_char(out, *p == '\n' || *p == '\t' ? ' ' : *p);
    }
    str_add_char(out, '"');
}

static void put_cells(struct str *out, const struct csv_row *row)
{
    str_add_char(out, '[');
    for (size_t i = 0; i < row->count; i++) {
        if (i > 0)
            str_add(out, ", ");
        put_quoted(out, row->field[i].text);
    }
    str_add(out, "]\n");
}

static enum err_code put_rows(struct csv *csv, const char *name,
                              size_t columns, size_t indent, struct str *out,
                              struct err *err)
{
    const struct csv_row *row = NULL;
    size_t n = 0;
    enum err_code code;
    str_addf(out, "%*srows:\n", (int)indent, "");
    while ((code = csv_next(csv, &row, err)) == ERR_OK && row != NULL) {
        if (row->count != columns)
            return err_set(err, ERR_FORMAT, 0,
                           _("%s:%zu: %zu columns; there must be %zu, as in "
                             "the first line"),
                           name, row->field[0].line, row->count, columns);
        if (++n > LIMIT_ITEMS)
            return err_set(err, ERR_RANGE, 0,
                           _("%s:%zu: one row too many; a questionnaire "
                             "holds at most %d"),
                           name, row->field[0].line, LIMIT_ITEMS);
        str_addf(out, "%*s- ", (int)indent + 2, "");
        put_cells(out, row);
    }
    if (code == ERR_OK && n == 0)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: no rows under the first line"), name);
    return code;
}

/* Text without the two keys, then both anew where `rows` stood. */
static enum err_code splice(const char *text, const char *form,
                            struct csv *csv, const char *name,
                            struct str *out, struct err *err)
{
    struct span rows = find_key(text, "rows");
    struct span columns = find_key(text, "columns");
    const struct csv_row *head = NULL;
    if (rows.found != 1 || columns.found > 1)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s has %zu tables that take a list of rows; there "
                         "must be one"),
                       form, rows.found);
    enum err_code code = csv_next(csv, &head, err);
    if (code != ERR_OK)
        return code;
    if (head == NULL || head->count > ROW_CELLS_MAX)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s:1: the first line names the columns, at most "
                         "%d"),
                       name, ROW_CELLS_MAX);
    size_t count = head->count;
    struct str list;
    str_init(&list, LIMIT_YAML_BYTES);
    str_addf(&list, "%*scolumns: ", (int)rows.indent, "");
    put_cells(&list, head);
    code = put_rows(csv, name, count, rows.indent, &list, err);
    bool before = columns.found == 1 && columns.from < rows.from;
    const struct span *first = before ? &columns : &rows;
    const struct span *second = before ? &rows : &columns;
    str_add_bytes(out, text, first->from);
    if (first == &rows)
        str_add(out, list.text);
    if (columns.found == 1) {
        str_add_bytes(out, text + first->to, second->from - first->to);
        if (second == &rows)
            str_add(out, list.text);
    }
    str_add(out, text + (columns.found == 1 ? second->to : rows.to));
    if (code == ERR_OK)
        code = str_check(&list, name, err);
    str_deinit(&list);
    return code == ERR_OK ? str_check(out, form, err) : code;
}

/* Is the form without the list without fault?  Then the list is at fault. */
static bool questionnaire_sound(const char *form)
{
    struct err none = ERR_INIT;
    struct questionnaire *q = NULL;
    bool sound = questionnaire_load(form, &q, &none) == ERR_OK;
    questionnaire_free(q);
    return sound;
}

enum err_code questionnaire_load_rows(const char *form, const char *list,
                                      struct questionnaire **out,
                                      struct err *err)
{
    char *text = NULL;
    char *rows = NULL;
    size_t n = 0;
    size_t rows_n = 0;
    struct csv *csv = NULL;
    struct str whole;
    *out = NULL;
    str_init(&whole, LIMIT_YAML_BYTES);
    enum err_code code = file_read(form, LIMIT_YAML_BYTES, &text, &n, err);
    if (code == ERR_OK)
        code = text_read(list, LIMIT_YAML_BYTES, &rows, &rows_n, err);
    if (code == ERR_OK)
        code = csv_open(rows, rows_n, list, &csv, err);
    if (code == ERR_OK)
        code = splice(text, form, csv, list, &whole, err);
    bool joined = code == ERR_OK;
    if (joined)
        code = questionnaire_parse(whole.text, whole.n, form, out, err);
    if (joined && code == ERR_FORMAT && questionnaire_sound(form))
        err_add(err, _("%s: the first line does not fit the questionnaire: "),
                list);
    csv_close(csv);
    free(rows);
    free(text);
    str_deinit(&whole);
    return code;
}
