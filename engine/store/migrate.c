/* engine/store/migrate.c - a file of any earlier version becomes one of this
 * version: a copy is kept beside it, and all steps are one transaction. */
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
#include "engine/store/internal.h"

size_t migrations_count(const char *const *const *list)
{
    size_t n = 0;
    while (list[n] != NULL)
        n++;
    return n;
}

/* Apply list[from..] inside the running transaction and note the version. */
static enum err_code apply(struct store *store,
                           const char *const *const *list, size_t from,
                           struct err *err)
{
    size_t n = migrations_count(list);
    for (size_t m = from; m < n; m++) {
        for (size_t i = 0; list[m][i] != NULL; i++) {
            enum err_code code = db_exec(store, list[m][i], err);
            if (code != ERR_OK) {
                (void)err_add(err, _("version %zu of the database: "), m + 1);
                return code;
            }
        }
    }
    char note[96];
    (void)snprintf(note, sizeof note,
                   "PRAGMA application_id = %d; PRAGMA user_version = %zu",
                   (int)STORE_APPLICATION_ID, n);
    return db_exec(store, note, err);
}

enum err_code store_schema_make(struct store *store,
                                const char *const *const *list,
                                struct err *err)
{
    return apply(store, list, 0, err);
}

/* A consistent copy of the whole file at `copy`, on the disk when done. */
static enum err_code copy_file(struct store *store, const char *copy,
                               struct err *err)
{
    int fd = open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(err, errno, _("writing"), copy);
    (void)close(fd);
    sqlite3 *to = NULL;
    int rc = sqlite3_open_v2(copy, &to, SQLITE_OPEN_READWRITE, NULL);
    sqlite3_backup *backup = NULL;
    if (rc == SQLITE_OK) {
        backup = sqlite3_backup_init(to, "main", store->db, "main");
        rc = backup != NULL ? sqlite3_backup_step(backup, -1)
                            : sqlite3_errcode(to);
    }
    (void)sqlite3_backup_finish(backup);
    (void)sqlite3_close(to);
    if (rc == SQLITE_DONE)
        return ERR_OK;
    (void)unlink(copy);
    (void)db_fail(store, rc, err);
    return err_add(err, _("%s, a copy before the change of version: "), copy);
}

/* PATH.version-N, written aside so that an older good copy is never lost. */
static enum err_code keep_copy(struct store *store, int64_t version,
                               struct err *err)
{
    struct str copy, temp;
    str_init(&copy, LIMIT_PATH_BYTES);
    str_init(&temp, LIMIT_PATH_BYTES);
    str_addf(&copy, "%s.version-%lld", store->path, (long long)version);
    enum err_code code = str_check(&copy, store->path, err);
    if (code == ERR_OK)
        code = file_temp(copy.text, &temp, err);
    if (code == ERR_OK)
        code = copy_file(store, temp.text, err);
    if (code == ERR_OK)
        code = file_commit(temp.text, copy.text, err);
    str_deinit(&temp);
    str_deinit(&copy);
    return code;
}

/* Is it ours, and how old?  A file of another program, and an empty one,
 * have another application_id. */
static enum err_code look(struct store *store, size_t newest,
                          int64_t *version, struct err *err)
{
    int64_t id = 0;
    enum err_code code =
        db_pragma_int(store, "PRAGMA application_id", &id, err);
    if (code == ERR_OK)
        code = db_pragma_int(store, "PRAGMA user_version", version, err);
    if (code != ERR_OK)
        return code;
    if (id != STORE_APPLICATION_ID || *version < 1)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s is not a database of pingyi; restore it from a "
                         "copy"),
                       store->path);
    if ((uint64_t)*version > newest)
        return err_set(err, ERR_RANGE, 0,
                       _("%s was made by a newer pingyi (version %lld of the "
                         "database; this program knows %zu); install the "
                         "newer program"),
                       store->path, (long long)*version, newest);
    return ERR_OK;
}

/* All steps in one transaction. */
static enum err_code step(struct store *store, const char *const *const *list,
                          size_t newest, struct err *err)
{
    int64_t version = 0;
    int64_t broken = 0;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    /* Another process may have migrated since we looked. */
    code = look(store, newest, &version, err);
    if (code == ERR_OK && (size_t)version < newest)
        code = apply(store, list, (size_t)version, err);
    if (code == ERR_OK)
        code = db_pragma_int(
            store, "SELECT count(*) FROM pragma_foreign_key_check", &broken,
            err);
    if (code == ERR_OK && broken > 0)
        code = err_set(err, ERR_CORRUPT, 0,
                       _("%s: the change of version would leave %lld rows "
                         "that point nowhere; nothing was changed"),
                       store->path, (long long)broken);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

enum err_code store_migrate(struct store *store,
                            const char *const *const *list, struct err *err)
{
    size_t newest = migrations_count(list);
    int64_t version = 0;
    enum err_code code = look(store, newest, &version, err);
    if (code != ERR_OK || (size_t)version == newest)
        return code;
    code = keep_copy(store, version, err);
    /* Off, so that a step may rebuild a table others point to; step() checks
     * that nothing is left dangling. */
    if (code == ERR_OK)
        code = db_exec(store, "PRAGMA foreign_keys = OFF", err);
    if (code != ERR_OK)
        return code;
    code = step(store, list, newest, err);
    enum err_code on = db_exec(store, "PRAGMA foreign_keys = ON", err);
    return code != ERR_OK ? code : on;
}
