/* engine/export/export_sav.c - the door to libreadstat: answers for SPSS and
 * PSPP, with variable and value labels. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <readstat.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/export/internal.h"

/* SPSS: 255 bytes of a variable's label, 120 of a value's. */
enum { LABEL_BYTES = 255, VALUE_LABEL_BYTES = 120, WIDTH_MAX = 32000 };

struct sav {
    const struct export_table *t;
    readstat_writer_t *writer;
    int fd;
    int saved_errno;
    readstat_variable_t *id, *serial, *unit, *name, *channel, *disposition;
    readstat_variable_t *var[VAR_MAX];
};

static ssize_t write_bytes(const void *data, size_t n, void *ctx)
{
    struct sav *s = ctx;
    const char *at = data;
    size_t left = n;
    while (left > 0) {
        ssize_t done = write(s->fd, at, left);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0) {
            s->saved_errno = errno;
            return 0; /* compared as unsigned: -1 would look written */
        }
        at += done;
        left -= (size_t)done;
    }
    return (ssize_t)n;
}

static void set_label(readstat_variable_t *v, const char *text)
{
    char label[LABEL_BYTES + 1];
    export_cut(text, LABEL_BYTES, label);
    readstat_variable_set_label(v, label);
}

static readstat_variable_t *add_text(struct sav *s, const char *name,
                                     const char *label, size_t width)
{
    readstat_variable_t *v = readstat_add_variable(
        s->writer, name, READSTAT_TYPE_STRING,
        width > WIDTH_MAX ? WIDTH_MAX : width);
    set_label(v, label);
    readstat_variable_set_measure(v, READSTAT_MEASURE_NOMINAL);
    return v;
}

static void label_value(readstat_label_set_t *set, int32_t value,
                        const char *text)
{
    char label[VALUE_LABEL_BYTES + 1];
    export_cut(text, VALUE_LABEL_BYTES, label);
    readstat_label_double_value(set, value, label);
}

static void add_var(struct sav *s, size_t i)
{
    const struct export_var *v = &s->t->var[i];
    char text[2 * LABEL_BYTES];
    char set_name[32];
    if (v->kind == VAR_TEXT) {
        s->var[i] = add_text(s, v->name, export_var_label(v), v->width);
        return;
    }
    (void)snprintf(set_name, sizeof set_name, "labels%zu", i);
    readstat_label_set_t *set =
        readstat_add_label_set(s->writer, READSTAT_TYPE_DOUBLE, set_name);
    for (size_t k = 0; v->kind == VAR_CHOICE &&
                       k < v->item->scale->choice_count; k++)
        label_value(set, (int32_t)k + 1, v->item->scale->choices[k].text);
    if (v->kind == VAR_FLAG) {
        label_value(set, 0, "未选");
        label_value(set, 1, "选");
    }
    for (int c = CELL_BLANK; c >= CELL_DOUBTFUL; c--)
        label_value(set, c, export_cell_title((enum export_cell)c));
    s->var[i] =
        readstat_add_variable(s->writer, v->name, READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_format(s->var[i], "F4.0");
    readstat_variable_set_label_set(s->var[i], set);
    readstat_variable_set_measure(s->var[i], READSTAT_MEASURE_NOMINAL);
    for (int c = CELL_BLANK; c >= CELL_DOUBTFUL; c--)
        (void)readstat_variable_add_missing_double_value(s->var[i], c);
    (void)snprintf(text, sizeof text, "%s%s%s", export_var_label(v),
                   v->kind == VAR_FLAG ? "：" : "",
                   v->kind == VAR_FLAG
                       ? v->item->scale->choices[v->choice].text
                       : "");
    set_label(s->var[i], text);
}

static void add_vars(struct sav *s)
{
    s->id = add_text(s, "response_id", "序号", 20);
    if (s->t->x.raw)
        s->serial = add_text(s, "sheet_serial", "卷面编号", 8);
    s->unit = add_text(s, "unit_code", "单位编码", LIMIT_UNIT_CODE_BYTES);
    s->name = add_text(s, "unit_name", "单位", LIMIT_UNIT_NAME_BYTES);
    s->channel = add_text(s, "answer_channel", "渠道", 15);
    s->disposition = add_text(s, "sheet_disposition", "卷面状态", 16);
    for (size_t i = 0; i < s->t->var_count; i++)
        add_var(s, i);
}

static readstat_error_t put_text(struct sav *s, readstat_variable_t *v,
                                 const char *text)
{
    char cut_text[WIDTH_MAX + 1];
    if (strlen(text) <= WIDTH_MAX)
        return readstat_insert_string_value(s->writer, v, text);
    export_cut(text, WIDTH_MAX, cut_text);
    return readstat_insert_string_value(s->writer, v, cut_text);
}

static readstat_error_t put_cell(struct sav *s, size_t r, size_t v)
{
    int32_t cell = export_cell(s->t, r, v);
    if (s->t->var[v].kind == VAR_TEXT)
        return put_text(s, s->var[v], export_cell_text(s->t, r, v));
    if (cell == CELL_NOT_ASKED)
        return readstat_insert_missing_value(s->writer, s->var[v]);
    return readstat_insert_double_value(s->writer, s->var[v], cell);
}

static readstat_error_t put_row(struct sav *s, size_t r)
{
    const struct export_row *row = &s->t->row[r];
    const struct unit *unit = &store_units(s->t->x.store)->unit[row->unit];
    char text[32];
    readstat_error_t e = readstat_begin_row(s->writer);
    (void)snprintf(text, sizeof text, "%lld", (long long)row->id);
    if (e == READSTAT_OK)
        e = put_text(s, s->id, text);
    if (e == READSTAT_OK && s->serial != NULL) {
        export_serial(row->serial, text);
        e = put_text(s, s->serial, row->serial != 0 ? text : "");
    }
    if (e == READSTAT_OK)
        e = put_text(s, s->unit, unit->code);
    if (e == READSTAT_OK)
        e = put_text(s, s->name, unit->name);
    if (e == READSTAT_OK)
        e = put_text(s, s->channel, row->channel);
    if (e == READSTAT_OK)
        e = put_text(s, s->disposition, disposition_word(row->disposition));
    for (size_t v = 0; v < s->t->var_count && e == READSTAT_OK; v++)
        e = put_cell(s, r, v);
    return e == READSTAT_OK ? readstat_end_row(s->writer) : e;
}

static readstat_error_t put_all(struct sav *s)
{
    char label[65];
    export_cut(store_survey(s->t->x.store)->title, 64, label);
    readstat_set_data_writer(s->writer, write_bytes);
    readstat_writer_set_file_label(s->writer, label);
    add_vars(s);
    readstat_error_t e = readstat_begin_writing_sav(
        s->writer, s, (long)s->t->row_count);
    for (size_t r = 0; r < s->t->row_count && e == READSTAT_OK; r++)
        e = put_row(s, r);
    return e == READSTAT_OK ? readstat_end_writing(s->writer) : e;
}

enum err_code export_sav(const struct export_table *t, const char *path,
                         struct err *err)
{
    struct sav *s = mem_alloc(1, sizeof *s);
    if (s == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the export: out of memory"));
    s->t = t;
    s->writer = readstat_writer_init();
    s->fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    enum err_code code = ERR_OK;
    if (s->writer == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("the export: out of memory"));
    else if (s->fd < 0)
        code = err_errno(err, errno, _("writing"), path);
    readstat_error_t e = code == ERR_OK ? put_all(s) : READSTAT_OK;
    if (e != READSTAT_OK || s->saved_errno != 0)
        code = s->saved_errno != 0
                   ? err_errno(err, s->saved_errno, _("writing"), path)
                   : err_set(err, ERR_SYSTEM, (int)e, _("writing %s: %s"),
                             path, readstat_error_message(e));
    if (s->writer != NULL)
        readstat_writer_free(s->writer);
    if (s->fd >= 0 && (fsync(s->fd) != 0) + (close(s->fd) != 0) > 0 &&
        code == ERR_OK)
        code = err_errno(err, errno, _("writing"), path);
    free(s);
    return code;
}
