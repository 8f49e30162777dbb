/* engine/outside/merge.c - the rows of a file against what is stored. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/outside/reader.h"

static enum err_code no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
}

enum err_code entries_add(struct reader *r, struct entries *e, size_t size,
                          void **row, struct err *err)
{
    if (e->count == e->room) {
        size_t room = e->room == 0 ? 64 : e->room * 2;
        struct entry *wider = arena_alloc(r->arena, room, sizeof *wider);
        if (wider == NULL)
            return no_memory(err);
        if (e->count > 0)
            memcpy(wider, e->list, e->count * sizeof *wider);
        e->list = wider;
        e->room = room;
    }
    *row = arena_alloc(r->arena, 1, size);
    if (*row == NULL)
        return no_memory(err);
    e->list[e->count++] = (struct entry){*row, r->row};
    return ERR_OK;
}

static int by_key(const void *a, const void *b, void *kind)
{
    const struct entry *x = a;
    const struct entry *y = b;
    int order = ((const struct merge_kind *)kind)->compare(x->row, y->row);
    if (order != 0)
        return order;
    return x->at->line < y->at->line ? -1 : x->at->line > y->at->line;
}

static int stored_by_key(const void *a, const void *b, void *kind)
{
    return ((const struct merge_kind *)kind)
        ->compare(*(const void *const *)a, *(const void *const *)b);
}

static void find_twins(struct reader *r, const struct merge *m,
                       size_t key_column)
{
    for (size_t i = 1; i < m->file->count; i++) {
        const struct entry *e = &m->file->list[i];
        if (m->kind->compare(e->row, e[-1].row) != 0)
            continue;
        const char *name = m->kind->name(e->row, r->units, r->arena);
        reader_wrong_at(r, e->at, key_column, ERR_FORMAT,
                        _("%s stands in row %zu already"),
                        name != NULL ? name : "", e[-1].at->line);
    }
}

/* Both lists are in order: one walk finds what meets. */
static void meet(struct merge *m, struct import_outcome *counts)
{
    size_t s = 0;
    for (size_t i = 0; i < m->file->count; i++) {
        const void *row = m->file->list[i].row;
        while (s < m->stored_count &&
               m->kind->compare(m->stored[s], row) < 0)
            s++;
        if (s == m->stored_count || m->kind->compare(m->stored[s], row) != 0)
            counts->added++;
        else {
            m->was[i] = m->stored[s];
            if (m->kind->equal(m->stored[s], row))
                counts->same++;
            else
                counts->changed++;
        }
    }
}

static bool has_year(const struct merge *m, int year)
{
    for (size_t i = 0; i < m->file->count; i++)
        if (m->kind->year(m->file->list[i].row) == year)
            return true;
    return false;
}

/* Stored rows of the file's years that it does not have. */
static void find_gone(struct merge *m, struct import_outcome *counts)
{
    int known = 0;
    bool covered = false;
    size_t i = 0;
    for (size_t s = 0; s < m->stored_count; s++) {
        int year = m->kind->year(m->stored[s]);
        if (year != known)
            covered = has_year(m, year);
        known = year;
        while (i < m->file->count &&
               m->kind->compare(m->file->list[i].row, m->stored[s]) < 0)
            i++;
        bool there =
            i < m->file->count &&
            m->kind->compare(m->file->list[i].row, m->stored[s]) == 0;
        if (covered && !there)
            m->gone[m->gone_count++] = m->stored[s];
    }
    counts->removed = m->gone_count;
}

enum err_code merge_rows(struct reader *r, const struct merge_kind *kind,
                         struct entries *file, const void *stored,
                         size_t stored_count, bool replace,
                         size_t key_column, struct merge *out,
                         struct import_outcome *counts, struct err *err)
{
    *out = (struct merge){.kind = kind, .file = file,
                          .stored_count = stored_count};
    out->stored = arena_alloc(r->arena, stored_count + 1, sizeof *out->stored);
    out->gone = arena_alloc(r->arena, stored_count + 1, sizeof *out->gone);
    out->was = arena_alloc(r->arena, file->count + 1, sizeof *out->was);
    if (out->stored == NULL || out->gone == NULL || out->was == NULL)
        return no_memory(err);
    for (size_t i = 0; i < stored_count; i++)
        out->stored[i] = (const char *)stored + i * kind->size;
    if (file->count > 1)
        qsort_r(file->list, file->count, sizeof file->list[0], by_key,
                (void *)(uintptr_t)kind);
    if (stored_count > 1)
        qsort_r(out->stored, stored_count, sizeof out->stored[0],
                stored_by_key, (void *)(uintptr_t)kind);
    find_twins(r, out, key_column);
    meet(out, counts);
    if (replace)
        find_gone(out, counts);
    return ERR_OK;
}

/* ---- what changes, as JSON ---- */

static bool is_new(const struct merge *m, size_t i)
{
    return m->was[i] == NULL ||
           !m->kind->equal(m->was[i], m->file->list[i].row);
}

static void tell_change(struct reader *r, const struct merge *m,
                        const void *before, const void *after,
                        struct jout *j)
{
    const char *name =
        m->kind->name(after != NULL ? after : before, r->units, r->arena);
    jout_begin_object(j, NULL);
    jout_string(j, "row", name != NULL ? name : "");
    if (before != NULL)
        m->kind->tell(j, "before", before);
    else
        jout_null(j, "before");
    if (after != NULL)
        m->kind->tell(j, "after", after);
    else
        jout_null(j, "after");
    jout_end_object(j);
}

enum err_code merge_changes(struct reader *r, const struct merge *m,
                            struct import_outcome *counts, struct err *err)
{
    struct str text;
    str_init(&text, LIMIT_JSON_BYTES / 2);
    struct jout j = {.out = &text};
    jout_begin_array(&j, NULL);
    for (size_t i = 0; i < m->file->count; i++)
        if (is_new(m, i))
            tell_change(r, m, m->was[i], m->file->list[i].row, &j);
    for (size_t i = 0; i < m->gone_count; i++)
        tell_change(r, m, m->gone[i], NULL, &j);
    jout_end_array(&j);
    enum err_code code = str_check(&text, _("the changes"), err);
    if (code == ERR_OK) {
        counts->changes = arena_text(r->arena, text.text);
        if (counts->changes == NULL)
            code = no_memory(err);
    }
    str_deinit(&text);
    return code;
}

/* ---- writing ---- */

/* {"file":…,"sheet":…,"sha256":…,"added":…,"changes":[…]} */
enum err_code import_audit(struct store *store, const struct source *source,
                           const struct import_outcome *counts,
                           struct err *err)
{
    struct str detail, action;
    str_init(&detail, LIMIT_JSON_BYTES);
    str_init(&action, 64);
    str_addf(&action, "import.%s", source->kind);
    struct jout j = {.out = &detail};
    jout_begin_object(&j, NULL);
    jout_string(&j, "file", source->name);
    jout_string(&j, "sheet", source->sheet);
    jout_string(&j, "sha256", source->sha256);
    jout_int(&j, "added", (int64_t)counts->added);
    jout_int(&j, "changed", (int64_t)counts->changed);
    jout_int(&j, "same", (int64_t)counts->same);
    jout_int(&j, "removed", (int64_t)counts->removed);
    jout_end_object(&j);
    /* The list of changes is JSON already: in front of the last brace. */
    if (str_ok(&detail)) {
        detail.text[--detail.n] = '\0';
        str_addf(&detail, ",\"changes\":%s}", counts->changes);
    }
    enum err_code code = str_check(&detail, _("the changes"), err);
    if (code == ERR_OK)
        code = store_audit(store, action.text, source->who, detail.text, err);
    str_deinit(&action);
    str_deinit(&detail);
    return code;
}

enum err_code merge_write(struct store *store, const struct merge *m,
                          const struct source *source,
                          const struct import_outcome *counts,
                          struct err *err)
{
    const struct outside_file file = {
        .kind = source->kind, .name = source->name, .sheet = source->sheet,
        .sha256 = source->sha256, .who = source->who};
    int64_t number = 0;
    enum err_code code = store_outside_file_add(store, &file, &number, err);
    for (size_t i = 0; i < m->gone_count && code == ERR_OK; i++)
        code = m->kind->remove(store, m->gone[i], err);
    for (size_t i = 0; i < m->file->count && code == ERR_OK; i++)
        if (is_new(m, i))
            code = m->kind->put(store, m->file->list[i].row, number, err);
    return code == ERR_OK ? import_audit(store, source, counts, err) : code;
}
