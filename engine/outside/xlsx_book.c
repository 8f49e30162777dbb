/* engine/outside/xlsx_book.c - which parts a workbook has, and its sheets. */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/outside/xlsx_internal.h"

static void ignore_end(struct part *p, const char *name)
{
    (void)p;
    (void)name;
}

static const char *keep(struct part *p, const char *text)
{
    const char *copy =
        arena_text(p->x->arena, text != NULL ? text : "");
    if (copy == NULL) {
        part_no_memory(p);
        return "";
    }
    return copy;
}

/* `target` as seen from the folder of `from`: "xl/workbook.xml" and
 * "worksheets/sheet1.xml" give "xl/worksheets/sheet1.xml".  Steps upward lead
 * to no part of ours. */
static bool resolve(const char *from, const char *target,
                    char out[XLSX_PATH])
{
    const char *slash = strrchr(from, '/');
    int folder = slash != NULL ? (int)(slash - from + 1) : 0;
    if (target[0] == '/') {
        target++;
        folder = 0;
    }
    int n = snprintf(out, XLSX_PATH, "%.*s%s", folder, from, target);
    return n > 0 && n < XLSX_PATH && strstr(out, "../") == NULL;
}

static bool ends_in(const char *text, const char *end)
{
    size_t n = strlen(text);
    size_t m = strlen(end);
    return n >= m && same(text + n - m, end);
}

/* ---- _rels/.rels ---- */

static void root_start(struct part *p, const char *name,
                       const char **attributes)
{
    const char *type = part_get(attributes, "Type");
    const char *target = part_get(attributes, "Target");
    if (!same(name, "Relationship") || type == NULL || target == NULL ||
        !ends_in(type, "/officeDocument"))
        return;
    if (!resolve("", target, p->x->workbook))
        part_fail(p, ERR_FORMAT, _("the way to the workbook is no path"));
}

/* ---- xl/workbook.xml ---- */

static bool truth(const char *value)
{
    return value != NULL && (same(value, "1") || same(value, "true"));
}

static void book_start(struct part *p, const char *name,
                       const char **attributes)
{
    struct xlsx *x = p->x;
    if (same(name, "workbookPr"))
        x->date_1904 = truth(part_get(attributes, "date1904"));
    if (!same(name, "sheet"))
        return;
    if (x->sheet_count == XLSX_SHEETS) {
        part_fail(p, ERR_RANGE, _("more than %d sheets"), XLSX_SHEETS);
        return;
    }
    const char *state = part_get(attributes, "state");
    const char *title = part_get(attributes, "name");
    if (title == NULL || strlen(title) > XLSX_NAME_BYTES) {
        part_fail(p, ERR_FORMAT, _("a sheet has no name, or one too long"));
        return;
    }
    struct xlsx_sheet *s = &x->sheet[x->sheet_count++];
    *s = (struct xlsx_sheet){
        .name = keep(p, title),
        .relation = keep(p, part_get(attributes, "id")),
        .hidden = state != NULL && !same(state, "visible"),
    };
}

/* ---- xl/_rels/workbook.xml.rels ---- */

static void take_path(struct part *p, const char *target, char *out)
{
    if (!resolve(p->x->workbook, target, out))
        part_fail(p, ERR_FORMAT, _("a relation leads to no part"));
}

static void relation_start(struct part *p, const char *name,
                           const char **attributes)
{
    struct xlsx *x = p->x;
    const char *type = part_get(attributes, "Type");
    const char *target = part_get(attributes, "Target");
    const char *id = part_get(attributes, "Id");
    const char *mode = part_get(attributes, "TargetMode");
    char path[XLSX_PATH];
    if (!same(name, "Relationship") || type == NULL || target == NULL ||
        id == NULL || (mode != NULL && same(mode, "External")))
        return;
    if (ends_in(type, "/sharedStrings"))
        take_path(p, target, x->strings);
    else if (ends_in(type, "/styles"))
        take_path(p, target, x->styles);
    else if (ends_in(type, "/worksheet")) {
        take_path(p, target, path);
        for (size_t i = 0; i < x->sheet_count && p->code == ERR_OK; i++)
            if (same(x->sheet[i].relation, id))
                x->sheet[i].path = keep(p, path);
    }
}

static enum err_code read_one(struct xlsx *x, const char *path,
                              void (*start)(struct part *, const char *,
                                            const char **),
                              struct err *err)
{
    struct part p = {.x = x, .path = path, .start = start,
                     .end = ignore_end};
    return part_read(&p, true, err);
}

enum err_code book_read(struct xlsx *x, struct err *err)
{
    char relations[XLSX_PATH + 16];
    enum err_code code = read_one(x, "_rels/.rels", root_start, err);
    if (code == ERR_OK && x->workbook[0] == '\0')
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s is a zip, but no workbook"), x->file);
    if (code == ERR_OK)
        code = read_one(x, x->workbook, book_start, err);
    if (code != ERR_OK)
        return code;
    const char *slash = strrchr(x->workbook, '/');
    int folder = slash != NULL ? (int)(slash - x->workbook + 1) : 0;
    (void)snprintf(relations, sizeof relations, "%.*s_rels/%s.rels", folder,
                   x->workbook, x->workbook + folder);
    return read_one(x, relations, relation_start, err);
}
