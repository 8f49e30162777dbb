/* engine/outside/import.c - a file becomes rows, all or none. */
#include "engine/outside/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/utf8.h"
#include "engine/outside/reader.h"

static const struct kind_reader *const kinds[IMPORT_KIND_COUNT] = {
    [IMPORT_ZF] = &zf_reader,
    [IMPORT_HOTLINE] = &hotline_reader,
    [IMPORT_WEIGHTS] = &weights_reader,
};

const char *import_kind_word(enum import_kind kind)
{
    return kinds[kind]->word;
}

int import_kind_find(const char *word)
{
    for (int k = 0; k < IMPORT_KIND_COUNT; k++)
        if (strcmp(kinds[k]->word, word) == 0)
            return k;
    return -1;
}

/* The first problem met explains the most; the others stand in the list. */
static enum err_code first_problem(const struct reader *r, const char *file,
                                   struct err *err)
{
    char place[TABLE_PLACE_BYTES];
    const struct problem *p = &r->problems->list[0];
    return err_set(err, p->code, 0, "%s: %s",
                   table_place(file, r->table, p->line, p->column, place),
                   p->text);
}

/* Tables, the one that counts, its rows; complaints end it. */
static enum err_code read_table(const char *bytes, size_t n,
                                const struct import_wish *wish,
                                struct reader *r, void **rows,
                                struct import_outcome *out, struct err *err)
{
    const struct kind_reader *kind = kinds[wish->kind];
    struct tables tables;
    enum err_code code = tables_read(bytes, n, wish->path, wish->sheet,
                                     r->arena, &tables, err);
    if (code == ERR_OK)
        code = reader_head(r, &tables, err);
    if (code != ERR_OK)
        return code;
    out->table = r->table;
    out->sheet = r->table->sheet;
    if (!r->merged)
        code = kind->read(r, rows, &out->rows, err);
    if (code == ERR_OK && r->problems->total == 0 && out->rows == 0)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s: there are no rows below the names of the "
                         "columns"),
                       wish->path);
    return code;
}

static enum err_code settle(struct reader *r, const char *file,
                            struct import_outcome *out, enum err_code code,
                            struct err *err)
{
    if (out->problems.total > 0)
        problems_sort(&out->problems);
    if (code == ERR_OK && out->problems.total > 0)
        code = first_problem(r, file, err);
    return code;
}

static void start(struct reader *r, const struct import_wish *wish,
                  const struct units *units, struct arena *arena,
                  struct import_outcome *out)
{
    memset(out, 0, sizeof *out);
    out->problems.name = wish->path;
    out->changes = "[]";
    *r = (struct reader){.spec = kinds[wish->kind]->head, .units = units,
                         .arena = arena, .problems = &out->problems,
                         .today = wish->today, .year = wish->year};
    for (size_t c = 0; c < READER_COLUMNS; c++)
        r->place[c] = -1;
}

enum err_code import_look(const char *bytes, size_t n,
                          const struct units *units,
                          const struct import_wish *wish,
                          struct arena *arena, struct import_outcome *out,
                          struct err *err)
{
    struct reader r;
    void *rows = NULL;
    start(&r, wish, units, arena, out);
    enum err_code code = read_table(bytes, n, wish, &r, &rows, out, err);
    return settle(&r, wish->path, out, code, err);
}

/* ---- what the store knows the file by ---- */

/* What a report can print: Latin, punctuation, hanzi, full-width forms. */
static bool is_ordinary(uint32_t c)
{
    return (c >= 0x20 && c < 0x7F) || (c >= 0x2010 && c <= 0x2026) ||
           (c >= 0x3000 && c <= 0x3020) || (c >= 0x4E00 && c <= 0x9FA5) ||
           (c >= 0xFF01 && c <= 0xFF5E);
}

/* Without folders; what is no text or cannot be printed becomes '?': the
 * digest tells files apart. */
static const char *file_name(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/');
    const char *from = slash != NULL ? slash + 1 : path;
    size_t n = strlen(from);
    size_t kept = 0;
    char *name = arena_text(arena, from);
    if (name == NULL)
        return NULL;
    for (size_t bad; (bad = utf8_check(name, n)) < n;)
        name[bad] = '?';
    for (const char *p = name; *p != '\0' && kept < OUTSIDE_NAME_BYTES - 4;) {
        const char *start = p;
        if (is_ordinary(utf8_next(&p))) {
            memmove(name + kept, start, (size_t)(p - start));
            kept += (size_t)(p - start);
        } else
            name[kept++] = '?';
    }
    name[kept] = '\0';
    return name;
}

static enum err_code store_table(struct reader *r, struct store *store,
                                 const struct import_wish *wish,
                                 const struct source *source, void *rows,
                                 struct import_outcome *out,
                                 struct err *err)
{
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = kinds[wish->kind]->store(r, store, wish, source, rows, out, err);
    if (code == ERR_OK && out->problems.total == 0 && !wish->check)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

enum err_code import_file(struct store *store, const struct import_wish *wish,
                          struct arena *arena, struct import_outcome *out,
                          struct err *err)
{
    struct reader r;
    struct source source = {.kind = import_kind_word(wish->kind),
                            .who = wish->who != NULL ? wish->who : ""};
    uint8_t digest[SHA256_BYTES];
    char *bytes = NULL;
    size_t n = 0;
    void *rows = NULL;
    start(&r, wish, store_units(store), arena, out);
    source.name = file_name(wish->path, arena);
    if (source.name == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the import: out of memory"));
    enum err_code code =
        file_read(wish->path, TABLE_FILE_BYTES, &bytes, &n, err);
    if (code == ERR_OK) {
        crypto_sha256(bytes, n, digest);
        crypto_hex(digest, sizeof digest, source.sha256);
        code = read_table(bytes, n, wish, &r, &rows, out, err);
    }
    free(bytes);
    source.sheet = out->sheet != NULL ? out->sheet : "";
    if (code == ERR_OK && rows != NULL)
        code = store_table(&r, store, wish, &source, rows, out, err);
    return settle(&r, wish->path, out, code, err);
}
