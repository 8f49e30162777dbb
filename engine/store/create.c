/* engine/store/create.c - a new workspace, made aside and put in place whole.
 *
 * A folder that does not exist is built as DIR.part-PID and renamed.  One
 * that exists and is empty (it may be a mount point, or the folder the user
 * stands in) is filled instead; there survey.db comes last, and without it
 * the folder is no workspace.
 */
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
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

/* ---- what a new database holds ---- */

static enum err_code put_survey(struct store *store,
                                const struct survey_new *what,
                                struct err *err)
{
    int64_t id = 0;
    uint8_t secret[32];
    char now[32];
    enum err_code code = store_random(30, &id, err);
    if (code == ERR_OK)
        code = crypto_random(secret, sizeof secret, err);
    if (code != ERR_OK)
        return code;
    if (what->identity != NULL) {
        id = what->identity->id;
        memcpy(secret, what->identity->key, sizeof secret);
    }
    store_now(now);
    struct query q;
    query_start(store, SQL_SURVEY_INSERT, &q);
    query_int(&q, P_SURVEY_INSERT_ID, id);
    query_bytes(&q, P_SURVEY_INSERT_SECRET, secret, sizeof secret);
    query_text(&q, P_SURVEY_INSERT_FORM, what->form->form);
    query_text(&q, P_SURVEY_INSERT_TITLE,
               what->title != NULL ? what->title : what->form->title);
    query_text(&q, P_SURVEY_INSERT_PERIOD,
               what->period != NULL ? what->period : "");
    query_text(&q, P_SURVEY_INSERT_ISSUER,
               what->issuer != NULL ? what->issuer : "");
    query_int(&q, P_SURVEY_INSERT_ANONYMOUS, what->form->anonymous);
    query_int(&q, P_SURVEY_INSERT_SEEDED, what->identity != NULL);
    query_text(&q, P_SURVEY_INSERT_CREATED, now);
    code = query_run(&q, err);
    crypto_wipe(secret, sizeof secret);
    return code;
}

static void bind_count(struct query *q, int param, int64_t value)
{
    if (value >= 0)
        query_int(q, param, value);
    else
        query_null(q, param);
}

static enum err_code put_units(struct store *store, const struct units *units,
                               struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < units->count; i++) {
        const struct unit *u = &units->unit[i];
        struct query q;
        query_start(store, SQL_UNIT_INSERT, &q);
        query_int(&q, P_UNIT_INSERT_ID, (int64_t)i);
        query_text(&q, P_UNIT_INSERT_CODE, u->code);
        bind_count(&q, P_UNIT_INSERT_PARENT, u->parent);
        query_text(&q, P_UNIT_INSERT_NAME, u->name);
        query_text(&q, P_UNIT_INSERT_CLASS, u->class != NULL ? u->class : "");
        bind_count(&q, P_UNIT_INSERT_HOUSEHOLDS, u->households);
        bind_count(&q, P_UNIT_INSERT_POPULATION, u->population);
        bind_count(&q, P_UNIT_INSERT_ISSUED, u->issued);
        code = query_run(&q, err);
    }
    return code;
}

static enum err_code put_first_audit(struct store *store,
                                     const struct survey_new *what,
                                     struct err *err)
{
    struct str text;
    str_init(&text, 4096);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_string(&j, "form", what->form->form);
    jout_int(&j, "units", (int64_t)what->units->count);
    jout_bool(&j, "anonymous", what->form->anonymous);
    jout_end_object(&j);
    enum err_code code = str_check(&text, "new", err);
    if (code == ERR_OK)
        code = store_audit(store, "new", "", text.text, err);
    str_deinit(&text);
    return code;
}

static enum err_code fill(struct store *store, const struct survey_new *what,
                          struct err *err)
{
    int revision;
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = store_schema_make(store, store_schema, err);
    if (code == ERR_OK)
        code = put_survey(store, what, err);
    if (code == ERR_OK)
        code = put_units(store, what->units, err);
    if (code == ERR_OK)
        code = put_first_audit(store, what, err);
    if (code == ERR_OK) {
        copy_text(store->info.form, sizeof store->info.form,
                  what->form->form);
        store->info.anonymous = what->form->anonymous;
        code = store_form_add(store, what->form, &revision, err);
    }
    if (code == ERR_OK && what->layout != NULL)
        code = store_layout_put(store, revision, what->layout_open,
                                what->layout, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

/* A whole database at `path`, on the disk when done. */
static enum err_code make_database(const char *path,
                                   const struct survey_new *what,
                                   struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_errno(err, errno, _("writing"), path);
    (void)close(fd);
    struct store *store = mem_alloc(1, sizeof *store);
    if (store == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), path);
    /* A rollback journal here, so that one file is everything; the first
     * store_open() turns to WAL. */
    enum err_code code = db_open(store, path, err);
    if (code == ERR_OK)
        code = fill(store, what, err);
    store_close(store);
    return code;
}

/* ---- the folder ---- */

enum place { PLACE_FREE, PLACE_EMPTY, PLACE_TAKEN };

static enum place look(const char *dir)
{
    struct stat st;
    if (lstat(dir, &st) != 0)
        return errno == ENOENT ? PLACE_FREE : PLACE_TAKEN;
    DIR *d = opendir(dir);
    if (d == NULL)
        return PLACE_TAKEN;
    enum place place = PLACE_EMPTY;
    for (struct dirent *e; (e = readdir(d)) != NULL;)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            place = PLACE_TAKEN;
    (void)closedir(d);
    return place;
}

/* Remove what build() may have left in `dir`. */
static void unbuild(const char *dir, const char *database)
{
    static const char *const ends[] = {"", "-journal", "-wal", "-shm"};
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        str_clear(&path);
        str_addf(&path, "%s%s", database, ends[i]);
        (void)unlink(path.text);
    }
    file_join(&path, dir, "pages");
    (void)rmdir(path.text);
    file_join(&path, dir, "out");
    (void)rmdir(path.text);
    str_deinit(&path);
}

/* pages/, out/ and the database (as `database`) inside the folder `dir`. */
static enum err_code build(const char *dir, const char *database,
                           const struct survey_new *what, struct err *err)
{
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    file_join(&path, dir, "pages");
    enum err_code code = str_check(&path, dir, err);
    if (code == ERR_OK && mkdir(path.text, 0777) != 0)
        code = err_errno(err, errno, _("making the folder"), path.text);
    file_join(&path, dir, "out");
    if (code == ERR_OK && mkdir(path.text, 0777) != 0)
        code = err_errno(err, errno, _("making the folder"), path.text);
    if (code == ERR_OK)
        code = make_database(database, what, err);
    str_deinit(&path);
    return code;
}

static enum err_code taken(const char *dir, struct err *err)
{
    return err_set(err, ERR_EXISTS, EEXIST,
                   _("%s exists and is not empty; choose another folder (a "
                     "changed questionnaire is added with pingyi form)"),
                   dir);
}

static void sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    /* Some file systems refuse fsync on folders; the rename is done anyway. */
    (void)fsync(fd);
    (void)close(fd);
}

static enum err_code create_beside(const char *dir,
                                   const struct survey_new *what,
                                   struct err *err)
{
    struct str part, database;
    str_init(&part, LIMIT_PATH_BYTES);
    str_init(&database, LIMIT_PATH_BYTES);
    enum err_code code = file_temp(dir, &part, err);
    if (code != ERR_OK)
        goto done;
    file_join(&database, part.text, "survey.db");
    code = str_check(&database, dir, err);
    if (code != ERR_OK)
        goto done;
    /* A part of the same name was left by a process that was killed. */
    unbuild(part.text, database.text);
    (void)rmdir(part.text);
    code = file_make_dirs(part.text, err);
    if (code != ERR_OK)
        goto done;
    code = build(part.text, database.text, what, err);
    sync_folder(part.text);
    if (code == ERR_OK && rename(part.text, dir) != 0)
        code = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
                   ? taken(dir, err)
                   : err_errno(err, errno, _("making the folder"), dir);
    if (code != ERR_OK) {
        unbuild(part.text, database.text);
        (void)rmdir(part.text);
        goto done;
    }
    file_join(&database, dir, "..");
    sync_folder(database.text);
done:
    str_deinit(&database);
    str_deinit(&part);
    return code;
}

static enum err_code create_inside(const char *dir,
                                   const struct survey_new *what,
                                   struct err *err)
{
    struct str path, temp;
    str_init(&path, LIMIT_PATH_BYTES);
    str_init(&temp, LIMIT_PATH_BYTES);
    file_join(&path, dir, "survey.db");
    enum err_code code = str_check(&path, dir, err);
    if (code == ERR_OK)
        code = file_temp(path.text, &temp, err);
    if (code == ERR_OK)
        code = build(dir, temp.text, what, err);
    if (code == ERR_OK)
        code = file_commit(temp.text, path.text, err);
    if (code != ERR_OK)
        unbuild(dir, temp.text);
    str_deinit(&temp);
    str_deinit(&path);
    return code;
}

enum err_code store_create(const char *dir, const struct survey_new *what,
                           struct err *err)
{
    struct str name; /* without slashes at the end, so that rename works */
    str_init(&name, LIMIT_PATH_BYTES);
    size_t n = strlen(dir);
    while (n > 1 && dir[n - 1] == '/')
        n--;
    str_add_bytes(&name, dir, n);
    enum err_code code = str_check(&name, dir, err);
    if (code == ERR_OK && n == 0)
        code = err_set(err, ERR_USAGE, 0, _("the folder has no name"));
    if (code == ERR_OK) {
        switch (look(name.text)) {
        case PLACE_FREE: code = create_beside(name.text, what, err); break;
        case PLACE_EMPTY: code = create_inside(name.text, what, err); break;
        case PLACE_TAKEN: code = taken(name.text, err); break;
        }
    }
    str_deinit(&name);
    return code;
}
