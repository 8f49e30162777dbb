/* engine/store/store.c - a workspace is made, opened, closed and checked. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

/* Units and words of the largest province: 20,000 units of 300 bytes. */
enum { STORE_ARENA_BYTES = 64 * 1024 * 1024 };

/* ---- reading the head ---- */

static enum err_code read_survey(struct store *store, struct err *err)
{
    struct query q;
    bool row;
    query_start(store, SQL_SURVEY_GET, &q);
    enum err_code code = query_next(&q, &row, err);
    if (code != ERR_OK)
        return code;
    if (!row)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s holds no survey; restore it from a copy"),
                       store->path);
    struct survey_info *info = &store->info;
    info->id = (uint32_t)query_get_int(&q, C_SURVEY_GET_ID);
    (void)query_get_bytes(&q, C_SURVEY_GET_SECRET, info->key,
                          sizeof info->key);
    copy_text(info->form, sizeof info->form,
              query_get_text(&q, C_SURVEY_GET_FORM));
    copy_text(info->title, sizeof info->title,
              query_get_text(&q, C_SURVEY_GET_TITLE));
    copy_text(info->period, sizeof info->period,
              query_get_text(&q, C_SURVEY_GET_PERIOD));
    copy_text(info->issuer, sizeof info->issuer,
              query_get_text(&q, C_SURVEY_GET_ISSUER));
    info->anonymous = query_get_int(&q, C_SURVEY_GET_ANONYMOUS) != 0;
    info->seeded = query_get_int(&q, C_SURVEY_GET_SEEDED) != 0;
    info->closed = query_get_int(&q, C_SURVEY_GET_SEALED) != 0;
    query_end(&q);
    return ERR_OK;
}

static enum err_code read_unit(struct store *store, const struct query *q,
                               struct unit *list, size_t i, struct err *err)
{
    struct unit *u = &list[i];
    u->code = arena_text(store->arena, query_get_text(q, C_UNIT_LIST_CODE));
    u->name = arena_text(store->arena, query_get_text(q, C_UNIT_LIST_NAME));
    u->class = arena_text(store->arena, query_get_text(q, C_UNIT_LIST_CLASS));
    if (u->code == NULL || u->name == NULL || u->class == NULL)
        return no_memory(store, err);
    u->parent = (long)query_get_int(q, C_UNIT_LIST_PARENT);
    u->households = query_get_int(q, C_UNIT_LIST_HOUSEHOLDS);
    u->population = query_get_int(q, C_UNIT_LIST_POPULATION);
    u->issued = query_get_int(q, C_UNIT_LIST_ISSUED);
    bool fits = query_get_int(q, C_UNIT_LIST_ID) == (int64_t)i &&
                u->parent < (long)i && (u->parent >= 0) == (i > 0);
    if (!fits)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: the units are out of order at %s; restore the "
                         "file from a copy"),
                       store->path, u->code);
    u->depth = i > 0 ? list[u->parent].depth + 1 : 0;
    return ERR_OK;
}

static int by_code(const void *a, const void *b, void *units)
{
    const struct unit *u = units;
    return strcmp(u[*(const size_t *)a].code, u[*(const size_t *)b].code);
}

/* The index units_find() searches. */
static bool index_units(struct store *store, struct unit *list, size_t n)
{
    size_t *index = arena_alloc(store->arena, n + 1, sizeof *index);
    if (index == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        index[i] = i;
    qsort_r(index, n, sizeof *index, by_code, list);
    store->units =
        (struct units){.count = n, .unit = list, .by_code = index};
    return true;
}

static enum err_code read_units(struct store *store, struct err *err)
{
    struct unit *list =
        arena_alloc(store->arena, LIMIT_UNITS, sizeof *list);
    if (list == NULL)
        return no_memory(store, err);
    struct query q;
    bool row = true;
    size_t n = 0;
    enum err_code code = ERR_OK;
    query_start(store, SQL_UNIT_LIST, &q);
    while (code == ERR_OK) {
        code = query_next(&q, &row, err);
        if (code != ERR_OK || !row)
            break;
        code = n < LIMIT_UNITS
                   ? read_unit(store, &q, list, n++, err)
                   : err_set(err, ERR_RANGE, 0,
                             _("%s: more than %d units"), store->path,
                             (int)LIMIT_UNITS);
    }
    query_end(&q);
    if (code == ERR_OK && !index_units(store, list, n))
        code = no_memory(store, err);
    return code;
}

/* ---- open and close ---- */

void store_close(struct store *store)
{
    if (store == NULL)
        return;
    store_rollback(store);
    db_close(store);
    for (size_t r = 0; r <= FORM_REVISIONS; r++)
        questionnaire_free(store->form[r]);
    arena_free(store->arena);
    crypto_wipe(&store->info, sizeof store->info);
    free(store->dir);
    free(store);
}

static enum err_code find_file(const char *dir, struct str *path,
                               struct err *err)
{
    if (!file_exists(dir))
        return err_set(err, ERR_NOTFOUND, ENOENT, _("%s does not exist"),
                       dir);
    file_join(path, dir, "survey.db");
    enum err_code code = str_check(path, dir, err);
    if (code != ERR_OK)
        return code;
    if (!file_exists(path->text))
        return err_set(err, ERR_NOTFOUND, ENOENT,
                       _("%s is no workspace (there is no survey.db in it); "
                         "name one with -C, or make one with pingyi new"),
                       dir);
    if (file_is_dir(path->text))
        return err_set(err, ERR_FORMAT, EISDIR,
                       _("%s is a folder; a file is needed here"),
                       path->text);
    return ERR_OK;
}

static enum err_code open_file(struct store *store, const char *path,
                               const char *const *const *list,
                               struct err *err)
{
    enum err_code code = db_open(store, path, err);
    if (code == ERR_OK)
        code = store_migrate(store, list, err);
    if (code == ERR_OK)
        code = db_exec(store, "PRAGMA journal_mode = WAL", err);
    if (code == ERR_OK)
        code = read_survey(store, err);
    if (code == ERR_OK)
        code = read_units(store, err);
    return code;
}

enum err_code store_open_as(const char *dir, const char *const *const *list,
                            struct store **out, struct err *err)
{
    *out = NULL;
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    struct store *store = mem_alloc(1, sizeof *store);
    enum err_code code = find_file(dir, &path, err);
    if (store == NULL) {
        code = err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), dir);
        goto done;
    }
    store->dir = strdup(dir);
    store->arena = arena_new(STORE_ARENA_BYTES);
    if (code == ERR_OK && (store->dir == NULL || store->arena == NULL))
        code = err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), dir);
    if (code == ERR_OK)
        code = open_file(store, path.text, list, err);
    if (code == ERR_OK) {
        *out = store;
        store = NULL;
    }
done:
    store_close(store);
    str_deinit(&path);
    return code;
}

enum err_code store_open(const char *dir, struct store **out, struct err *err)
{
    return store_open_as(dir, store_schema, out, err);
}

const char *store_dir(const struct store *store)
{
    return store->dir;
}

const struct survey_info *store_survey(const struct store *store)
{
    return &store->info;
}

const struct units *store_units(const struct store *store)
{
    return &store->units;
}

int64_t store_size(const struct store *store)
{
    return file_size(store->path);
}

enum err_code store_sealed(struct store *store, bool *sealed, struct err *err)
{
    struct query q;
    int64_t value;
    query_start(store, SQL_SURVEY_SEALED, &q);
    enum err_code code = query_value(&q, 0, &value, err);
    *sealed = value != 0;
    return code;
}

enum err_code store_not_sealed(struct store *store, struct err *err)
{
    bool sealed;
    enum err_code code = store_sealed(store, &sealed, err);
    if (code == ERR_OK && sealed)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("the round is closed; nothing more is printed or "
                         "counted"));
    return code;
}

/* ---- health ---- */

enum err_code store_check(struct store *store, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    enum err_code code = ERR_OK;
    int rc = sqlite3_prepare_v2(store->db, "PRAGMA integrity_check(1)", -1,
                                &stmt, NULL);
    if (rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW) {
        const char *said = (const char *)sqlite3_column_text(stmt, 0);
        if (said == NULL || strcmp(said, "ok") != 0)
            code = err_set(err, ERR_CORRUPT, 0,
                           _("%s is damaged (%s); restore it from a copy"),
                           store->path, said != NULL ? said : "?");
    } else {
        code = db_fail(store, sqlite3_errcode(store->db), err);
    }
    (void)sqlite3_finalize(stmt);
    int64_t broken = 0;
    if (code == ERR_OK)
        code = db_pragma_int(
            store, "SELECT count(*) FROM pragma_foreign_key_check", &broken,
            err);
    if (code == ERR_OK && broken > 0)
        code = err_set(err, ERR_CORRUPT, 0,
                       _("%s: %lld rows point to rows that are gone; restore "
                         "it from a copy"),
                       store->path, (long long)broken);
    return code;
}
