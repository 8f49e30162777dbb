/* engine/store/db.c - the connection, its statements, its transactions. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/utf8.h"
#include "engine/store/internal.h"
#define STORE_SQL_TEXTS
#include "store_sql.h"

const char *const *const *const store_schema = store_migrations;

const struct sql_text *sql_text(enum sql which)
{
    return &sql_texts[which];
}

/* ---- connection ---- */

static bool disk_full(int errnum)
{
    return errnum == ENOSPC || errnum == EDQUOT || errnum == EFBIG;
}

enum err_code db_fail(struct store *store, int rc, struct err *err)
{
    /* SQLite forgets errno when a commit fails; it is cleared before each
     * step, so what stands there now is the disk's own word. */
    int system = errno;
    const char *path = store->path;
    int native = store->db != NULL ? sqlite3_extended_errcode(store->db) : rc;
    if (store->db != NULL && sqlite3_system_errno(store->db) != 0)
        system = sqlite3_system_errno(store->db);
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, native,
                       _("%s: another pingyi is writing to this workspace; "
                         "wait for it to finish and run the command again"),
                       path);
    case SQLITE_FULL:
        return err_errno(err, ENOSPC, _("writing"), path);
    case SQLITE_IOERR:
        if (disk_full(system))
            return err_errno(err, ENOSPC, _("writing"), path);
        return err_set(err, ERR_IO, native,
                       _("%s: the disk reports an error: %s"), path,
                       system != 0 ? strerror(system) : sqlite3_errstr(rc));
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
        return err_set(err, ERR_IO, native,
                       _("%s cannot be opened for writing; check that you "
                         "may write to the file and its folder"),
                       path);
    case SQLITE_NOTADB:
        return err_set(err, ERR_FORMAT, native,
                       _("%s is not a database of pingyi; restore it from a "
                         "copy"),
                       path);
    case SQLITE_CORRUPT:
        return err_set(err, ERR_CORRUPT, native,
                       _("%s is damaged; restore it from a copy, then run "
                         "pingyi doctor"),
                       path);
    case SQLITE_NOMEM:
        return err_set(err, ERR_NOMEM, native, _("%s: out of memory"), path);
    default:
        return err_set(err, ERR_SYSTEM, native, _("%s: database error: %s"),
                       path,
                       store->db != NULL ? sqlite3_errmsg(store->db)
                                         : sqlite3_errstr(rc));
    }
}

enum err_code db_exec(struct store *store, const char *sql, struct err *err)
{
    errno = 0;
    int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return rc == SQLITE_OK ? ERR_OK : db_fail(store, rc, err);
}

enum err_code db_pragma_int(struct store *store, const char *pragma,
                            int64_t *value, struct err *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = sqlite3_prepare_v2(store->db, pragma, -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        *value = sqlite3_column_int64(stmt, 0);
    enum err_code code =
        rc == SQLITE_ROW ? ERR_OK : db_fail(store, rc, err);
    (void)sqlite3_finalize(stmt);
    return code;
}

enum err_code db_open(struct store *store, const char *path, struct err *err)
{
    /* secure_delete: what is destroyed for privacy leaves no bytes behind.
     * The journal mode is asked for after the file proved to be ours. */
    static const char pragmas[] = "PRAGMA foreign_keys = ON;"
                                  "PRAGMA secure_delete = ON;"
                                  "PRAGMA trusted_schema = OFF;"
                                  "PRAGMA temp_store = MEMORY;"
                                  "PRAGMA cache_size = -16384;"
                                  "PRAGMA synchronous = FULL;";
    store->path = strdup(path);
    if (store->path == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), path);
    int rc = sqlite3_open_v2(
        path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_busy_timeout(store->db, STORE_BUSY_MS);
    if (rc == SQLITE_OK)
        (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (rc != SQLITE_OK)
        return db_fail(store, rc, err);
    return db_exec(store, pragmas, err);
}

void db_close(struct store *store)
{
    for (size_t i = 0; i < SQL_COUNT; i++)
        (void)sqlite3_finalize(store->stmt[i]);
    memset(store->stmt, 0, sizeof store->stmt);
    (void)sqlite3_close(store->db);
    store->db = NULL;
    free(store->path);
    store->path = NULL;
}

/* ---- queries ---- */

void query_start(struct store *store, enum sql which, struct query *q)
{
    *q = (struct query){.store = store, .rc = SQLITE_OK};
    /* SQLite ends a transaction by itself after some failures; nothing may
     * then be written as if it still ran. */
    if (store->in_tx &&
        (store->tx_broken || sqlite3_get_autocommit(store->db) != 0)) {
        store->tx_broken = true;
        q->rc = SQLITE_ABORT;
        return;
    }
    if (store->stmt[which] == NULL)
        q->rc = sqlite3_prepare_v3(store->db, sql_texts[which].text, -1,
                                   SQLITE_PREPARE_PERSISTENT,
                                   &store->stmt[which], NULL);
    q->stmt = store->stmt[which];
    assert(q->stmt == NULL || !sqlite3_stmt_busy(q->stmt));
}

void query_int(struct query *q, int param, int64_t value)
{
    if (q->rc == SQLITE_OK)
        q->rc = sqlite3_bind_int64(q->stmt, param, value);
}

void query_real(struct query *q, int param, double value)
{
    if (q->rc == SQLITE_OK)
        q->rc = sqlite3_bind_double(q->stmt, param, value);
}

void query_text(struct query *q, int param, const char *value)
{
    if (q->rc == SQLITE_OK)
        q->rc = sqlite3_bind_text(q->stmt, param, value, -1, SQLITE_STATIC);
}

void query_bytes(struct query *q, int param, const void *bytes, size_t n)
{
    if (q->rc == SQLITE_OK)
        q->rc = sqlite3_bind_blob64(q->stmt, param, bytes, n, SQLITE_STATIC);
}

void query_null(struct query *q, int param)
{
    if (q->rc == SQLITE_OK)
        q->rc = sqlite3_bind_null(q->stmt, param);
}

void query_end(struct query *q)
{
    if (q->stmt == NULL)
        return;
    (void)sqlite3_reset(q->stmt);
    (void)sqlite3_clear_bindings(q->stmt);
    q->stmt = NULL;
}

enum err_code query_next(struct query *q, bool *row, struct err *err)
{
    *row = false;
    errno = 0;
    if (q->rc == SQLITE_OK)
        q->rc = sqlite3_step(q->stmt);
    if (q->rc == SQLITE_ROW) {
        q->rc = SQLITE_OK;
        *row = true;
        return ERR_OK;
    }
    enum err_code code = ERR_OK;
    if (q->rc != SQLITE_DONE) {
        code = db_fail(q->store, q->rc, err);
        q->store->tx_broken = q->store->in_tx;
    }
    query_end(q);
    return code;
}

enum err_code query_run(struct query *q, struct err *err)
{
    bool row = true;
    enum err_code code = ERR_OK;
    while (code == ERR_OK && row)
        code = query_next(q, &row, err);
    return code;
}

enum err_code query_value(struct query *q, int64_t missing, int64_t *value,
                          struct err *err)
{
    bool row;
    *value = missing;
    enum err_code code = query_next(q, &row, err);
    if (code != ERR_OK || !row)
        return code;
    *value = query_get_int(q, 0);
    return query_run(q, err); /* RETURNING writes at the last step */
}

int64_t query_get_int(const struct query *q, int column)
{
    return sqlite3_column_int64(q->stmt, column);
}

double query_get_real(const struct query *q, int column)
{
    return sqlite3_column_double(q->stmt, column);
}

const char *query_get_text(const struct query *q, int column)
{
    const unsigned char *text = sqlite3_column_text(q->stmt, column);
    return text != NULL ? (const char *)text : "";
}

bool query_is_null(const struct query *q, int column)
{
    return sqlite3_column_type(q->stmt, column) == SQLITE_NULL;
}

bool query_get_bytes(const struct query *q, int column, void *out, size_t n)
{
    const void *bytes = sqlite3_column_blob(q->stmt, column);
    int have = sqlite3_column_bytes(q->stmt, column);
    bool fits = bytes != NULL && have >= 0 && (size_t)have == n;
    if (fits)
        memcpy(out, bytes, n);
    else
        memset(out, 0, n);
    return fits;
}

void copy_text(char *out, size_t room, const char *text)
{
    (void)snprintf(out, room, "%s", text);
    utf8_trim_tail(out);
}

/* ---- transactions ---- */

enum err_code store_begin(struct store *store, struct err *err)
{
    assert(!store->in_tx);
    /* IMMEDIATE: wait for the other writer here, where nothing is lost. */
    enum err_code code = db_exec(store, "BEGIN IMMEDIATE", err);
    store->in_tx = code == ERR_OK;
    store->tx_broken = false;
    return code;
}

enum err_code store_commit(struct store *store, struct err *err)
{
    assert(store->in_tx);
    enum err_code code;
    if (store->tx_broken || sqlite3_get_autocommit(store->db) != 0)
        code = err_set(err, ERR_SYSTEM, 0,
                       _("%s: an earlier step failed, so nothing of this "
                         "transaction was recorded"),
                       store->path);
    else
        code = db_exec(store, "COMMIT", err);
    if (code != ERR_OK)
        store_rollback(store);
    store->in_tx = false;
    return code;
}

void store_rollback(struct store *store)
{
    if (store->in_tx && sqlite3_get_autocommit(store->db) == 0)
        (void)sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    store->in_tx = false;
    store->tx_broken = false;
}

enum err_code scope_begin(struct store *store, struct scope *scope,
                          struct err *err)
{
    *scope = (struct scope){.store = store, .own = !store->in_tx};
    return scope->own ? store_begin(store, err) : ERR_OK;
}

enum err_code scope_end(struct scope *scope, enum err_code code,
                        struct err *err)
{
    if (!scope->own)
        return code;
    if (code == ERR_OK)
        return store_commit(scope->store, err);
    store_rollback(scope->store);
    return code;
}

/* ---- small things ---- */

enum err_code no_memory(const struct store *store, struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), store->path);
}

void store_now(char out[32])
{
    time_t now = time(NULL);
    struct tm utc;
    (void)gmtime_r(&now, &utc);
    (void)strftime(out, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

enum err_code store_random(int bits, int64_t *out, struct err *err)
{
    assert(bits > 0 && bits < 64);
    uint64_t value = 0;
    while (value == 0) {
        enum err_code code = crypto_random(&value, sizeof value, err);
        if (code != ERR_OK)
            return code;
        value >>= 64 - bits;
    }
    *out = (int64_t)value;
    return ERR_OK;
}
