/* engine/outside/xlsx.c - a workbook out of memory; the door to libzip. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/outside/xlsx_internal.h"

static enum err_code open_zip(struct xlsx *x, const char *bytes, size_t n,
                              struct err *err)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(bytes, n, 0, &why);
    if (source != NULL)
        x->zip = zip_open_from_source(source, ZIP_RDONLY, &why);
    enum err_code code = ERR_OK;
    if (x->zip == NULL) {
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s cannot be opened as a workbook: %s; open it in a "
                         "spreadsheet program and save it again"),
                       x->file, zip_error_strerror(&why));
        if (source != NULL)
            zip_source_free(source);
    } else if (zip_get_num_entries(x->zip, 0) > XLSX_ENTRIES) {
        code = err_set(err, ERR_RANGE, 0,
                       _("%s has more than %d parts; that is no table"),
                       x->file, XLSX_ENTRIES);
    }
    zip_error_fini(&why);
    return code;
}

static enum err_code no_such_sheet(const struct xlsx *x, const char *sheet,
                                   struct err *err)
{
    struct str list;
    str_init(&list, 600);
    for (size_t i = 0; i < x->sheet_count; i++)
        str_addf(&list, "%s“%s”", i > 0 ? ", " : "", x->sheet[i].name);
    (void)err_set(err, ERR_NOTFOUND, 0,
                  _("%s has no worksheet “%s”; it has %s"), x->file, sheet,
                  list.text);
    str_deinit(&list);
    return ERR_NOTFOUND;
}

static bool is_wanted(const struct xlsx_sheet *s, const char *sheet)
{
    return s->path != NULL &&
           (sheet != NULL ? same(s->name, sheet) : !s->hidden);
}

static enum err_code read_sheets(struct xlsx *x, const char *sheet,
                                 struct tables *out, struct err *err)
{
    struct table *list =
        arena_alloc(x->arena, x->sheet_count + 1, sizeof *list);
    enum err_code code = ERR_OK;
    if (list == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), x->file);
    out->table = list;
    for (size_t i = 0; i < x->sheet_count && code == ERR_OK; i++)
        if (is_wanted(&x->sheet[i], sheet))
            code = sheet_read(x, &x->sheet[i], &list[out->count++], err);
    if (code == ERR_OK && out->count == 0 && sheet != NULL)
        return no_such_sheet(x, sheet, err);
    if (code == ERR_OK && out->count == 0)
        return err_set(err, ERR_FORMAT, 0, _("%s has no visible worksheet"),
                       x->file);
    return code;
}

enum err_code xlsx_read(const char *bytes, size_t n, const char *file,
                        const char *sheet, struct arena *arena,
                        struct tables *out, struct err *err)
{
    struct xlsx *x = arena_alloc(arena, 1, sizeof *x);
    if (x == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), file);
    *x = (struct xlsx){.file = file, .arena = arena,
                       .budget = XLSX_UNPACKED_BYTES};
    enum err_code code = open_zip(x, bytes, n, err);
    if (code == ERR_OK)
        code = book_read(x, err);
    if (code == ERR_OK)
        code = shared_read(x, err);
    if (code == ERR_OK)
        code = read_sheets(x, sheet, out, err);
    if (x->zip != NULL)
        zip_discard(x->zip);
    if (code != ERR_OK)
        *out = (struct tables){.file = file};
    return code;
}
