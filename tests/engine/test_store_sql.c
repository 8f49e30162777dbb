/* tests/engine/test_store_sql.c - every statement, and the way from an older
 * file to a newer one. */
#include <sys/stat.h>

#include "tests/engine/store_fixture.h"

/* The names the header generator understood are SQLite's own. */
static void check_statement(struct store *store, enum sql which)
{
    const struct sql_text *t = sql_text(which);
    sqlite3_stmt *stmt = NULL;
    struct str names;
    str_init(&names, 10000);
    if (sqlite3_prepare_v2(store->db, t->text, -1, &stmt, NULL) != SQLITE_OK)
        fail_msg("%s: %s", t->name, sqlite3_errmsg(store->db));
    for (int i = 1; i <= sqlite3_bind_parameter_count(stmt); i++)
        str_addf(&names, "%s%s", i > 1 ? " " : "",
                 sqlite3_bind_parameter_name(stmt, i) + 1);
    assert_string_equal(names.text, t->params);
    str_clear(&names);
    for (int i = 0; i < sqlite3_column_count(stmt); i++)
        str_addf(&names, "%s%s", i > 0 ? " " : "",
                 sqlite3_column_name(stmt, i));
    assert_string_equal(names.text, t->columns);
    str_deinit(&names);
    (void)sqlite3_finalize(stmt);
}

static void check_statements(struct store *store)
{
    for (int i = 0; i < SQL_COUNT; i++)
        check_statement(store, (enum sql)i);
}

static void every_statement_fits_a_fresh_file(void **state)
{
    (void)state;
    struct fixture f;
    fixture_make(&f, "", false, false);
    check_statements(f.store);
    fixture_remove(&f);
}

/* Which of the tables are not STRICT, and which columns have no comment? */
static void every_table_is_strict_and_every_column_explained(void **state)
{
    (void)state;
    struct fixture f;
    sqlite3_stmt *stmt = NULL;
    fixture_make(&f, "", false, false);
    assert_int_equal(
        sqlite3_prepare_v2(f.store->db,
                           "SELECT t.name, t.strict, s.sql FROM "
                           "pragma_table_list AS t JOIN sqlite_schema AS s "
                           "ON s.name = t.name AND s.type = 'table' "
                           "WHERE t.type = 'table'",
                           -1, &stmt, NULL),
        SQLITE_OK);
    size_t tables = 0;
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(stmt, 0);
        char *sql = strdup((const char *)sqlite3_column_text(stmt, 2));
        if (strncmp(name, "sqlite_", 7) != 0 &&
            sqlite3_column_int(stmt, 1) == 0)
            fail_msg("%s is not STRICT", name);
        if (strncmp(name, "sqlite_", 7) != 0)
            tables++;
        char *rest = NULL;
        for (char *line = strtok_r(sql, "\n", &rest); line != NULL;
             line = strtok_r(NULL, "\n", &rest))
            if (line[0] == ' ' && line[4] >= 'a' && line[4] <= 'z' &&
                strstr(line, "-- ") == NULL)
                fail_msg("%s: a column without a comment: %s", name, line);
        free(sql);
    }
    (void)sqlite3_finalize(stmt);
    assert_int_equal(tables, 27);
    fixture_remove(&f);
}

static void the_file_says_what_it_is(void **state)
{
    (void)state;
    struct fixture f;
    int64_t value;
    fixture_make(&f, "", false, false);
    ok(db_pragma_int(f.store, "PRAGMA application_id", &value, &fixture_err));
    assert_int_equal(value, STORE_APPLICATION_ID);
    ok(db_pragma_int(f.store, "PRAGMA user_version", &value, &fixture_err));
    assert_int_equal(value, migrations_count(store_schema));
    ok(db_pragma_int(f.store, "PRAGMA synchronous", &value, &fixture_err));
    assert_int_equal(value, 2);
    ok(db_pragma_int(f.store, "PRAGMA foreign_keys", &value, &fixture_err));
    assert_int_equal(value, 1);
    ok(db_pragma_int(f.store, "PRAGMA secure_delete", &value, &fixture_err));
    assert_int_equal(value, 1);
    ok(db_pragma_int(f.store, "SELECT journal_mode = 'wal' FROM "
                              "pragma_journal_mode",
                     &value, &fixture_err));
    assert_int_equal(value, 1);
    fixture_remove(&f);
}

/* ---- from an older file to a newer one ---- */

/* A next version as it might come: a new column, a table rebuilt under
 * others that point to it, rows carried over. */
static const char *const next_version[] = {
    "ALTER TABLE survey ADD COLUMN motto TEXT NOT NULL DEFAULT 'none'",
    "CREATE TABLE unit_2 (id INTEGER NOT NULL PRIMARY KEY, code TEXT NOT NULL "
    "UNIQUE, parent INTEGER REFERENCES unit, name TEXT NOT NULL, class TEXT "
    "NOT NULL, households INTEGER, population INTEGER, issued INTEGER, "
    "wells INTEGER) STRICT",
    "INSERT INTO unit_2 SELECT *, 7 FROM unit",
    "DROP TABLE unit",
    "ALTER TABLE unit_2 RENAME TO unit",
    NULL};
static const char *const broken_version[] = {
    "ALTER TABLE survey ADD COLUMN extra TEXT NOT NULL DEFAULT ''",
    "CREATE NONSENSE", NULL};
static const char *const dangling_version[] = {
    "DELETE FROM unit WHERE code = '0101'", NULL};

enum { LIST_MAX = 40 };

/* The real migrations and one more. */
static const char *const *const *with(const char *const *more,
                                      const char *const *list[LIST_MAX])
{
    size_t n = migrations_count(store_schema);
    for (size_t i = 0; i < n; i++)
        list[i] = store_schema[i];
    list[n] = more;
    list[n + 1] = NULL;
    return list;
}

static void an_older_file_is_brought_forward_and_a_copy_kept(void **state)
{
    (void)state;
    struct fixture f;
    const char *const *list[LIST_MAX];
    char copy[160];
    int64_t value;
    struct stat st;
    size_t old = migrations_count(store_schema);
    fixture_make(&f, "", false, false);
    (void)fixture_sheet(&f, f.serial[0], "2123412w", 1);
    store_close(f.store);
    f.store = NULL;
    ok(store_open_as(f.space, with(next_version, list), &f.store,
                     &fixture_err));
    ok(db_pragma_int(f.store, "PRAGMA user_version", &value, &fixture_err));
    assert_int_equal(value, old + 1);
    ok(db_pragma_int(f.store, "SELECT motto = 'none' FROM survey", &value,
                     &fixture_err));
    assert_int_equal(value, 1);
    assert_int_equal(store_units(f.store)->count, 3);
    check_statements(f.store);
    ok(store_check(f.store, &fixture_err));
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    assert_int_equal(fixture_sheet(&f, f.serial[0], "2123412w", 1).outcome,
                     PAGE_SAME_IMAGE);
    store_close(f.store);
    f.store = NULL;
    /* The copy is a whole workspace database of the old version. */
    (void)snprintf(copy, sizeof copy, "%s/survey.db.version-%zu", f.space,
                   old);
    assert_int_equal(stat(copy, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    /* This program does not know the newer version. */
    fails(ERR_RANGE, store_open(f.space, &f.store, &fixture_err));
    assert_null(f.store);
    char path[160];
    (void)snprintf(path, sizeof path, "%s/survey.db", f.space);
    assert_int_equal(rename(copy, path), 0);
    fixture_open(&f);
    assert_int_equal(fixture_sheet(&f, f.serial[0], "2123412w", 1).outcome,
                     PAGE_SAME_IMAGE);
    fixture_remove(&f);
}

static void a_failed_change_of_version_changes_nothing(void **state)
{
    (void)state;
    struct fixture f;
    const char *const *list[LIST_MAX];
    fixture_make(&f, "", false, false);
    store_close(f.store);
    f.store = NULL;
    fails(ERR_SYSTEM, store_open_as(f.space, with(broken_version, list),
                                    &f.store, &fixture_err));
    char next[32];
    (void)snprintf(next, sizeof next, "version %zu",
                   migrations_count(store_schema) + 1);
    assert_non_null(strstr(fixture_err.text, next));
    fails(ERR_CORRUPT, store_open_as(f.space, with(dangling_version, list),
                                     &f.store, &fixture_err));
    fixture_open(&f);
    assert_int_equal(store_units(f.store)->count, 3);
    check_statements(f.store);
    fixture_remove(&f);
}

/* ---- a file of version 1 as it was made ---- */

/* tests/engine/version_1.sql is a dump of a small round that the program of
 * version 1 wrote: two sides, a conflict, a decision, pages of all kinds. */
static void make_version_1(struct fixture *f)
{
    char *text = NULL;
    size_t n = 0;
    char path[160];
    sqlite3 *db = NULL;
    char *said = NULL;
    fixture_dir(f);
    assert_int_equal(mkdir(f->space, 0700), 0);
    (void)snprintf(path, sizeof path, "%s/survey.db", f->space);
    ok(file_read_text("tests/engine/version_1.sql", 1024 * 1024, &text, &n,
                      &fixture_err));
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, &said) != SQLITE_OK)
        fail_msg("version_1.sql: %s", said);
    assert_int_equal(sqlite3_exec(db,
                                  "PRAGMA application_id = 1346981447;"
                                  "PRAGMA user_version = 1",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    free(text);
}

/* Every row of every old table stands in the new file, column by column. */
static void compare_with_version_1(struct fixture *f, size_t *rows)
{
    sqlite3 *db = f->store->db;
    sqlite3_stmt *stmt = NULL;
    char sql[4096];
    (void)snprintf(sql, sizeof sql, "ATTACH '%s/survey.db.version-1' AS old",
                   f->space);
    ok(db_exec(f->store, sql, &fixture_err));
    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "SELECT t.name, (SELECT group_concat(name) FROM "
                           "pragma_table_info(t.name, 'old')) FROM "
                           "old.sqlite_schema AS t WHERE t.type = 'table'",
                           -1, &stmt, NULL),
        SQLITE_OK);
    *rows = 0;
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        const char *t = (const char *)sqlite3_column_text(stmt, 0);
        const char *c = (const char *)sqlite3_column_text(stmt, 1);
        int64_t lost, count;
        (void)snprintf(sql, sizeof sql,
                       "SELECT count(*) FROM (SELECT %s FROM old.%s EXCEPT "
                       "SELECT %s FROM main.%s)", c, t, c, t);
        ok(db_pragma_int(f->store, sql, &lost, &fixture_err));
        if (lost != 0)
            fail_msg("%s: %d rows are lost or changed", t, (int)lost);
        (void)snprintf(sql, sizeof sql,
                       "SELECT (SELECT count(*) FROM main.%s) - "
                       "(SELECT count(*) FROM old.%s)", t, t);
        ok(db_pragma_int(f->store, sql, &lost, &fixture_err));
        assert_int_equal(lost, 0);
        (void)snprintf(sql, sizeof sql, "SELECT count(*) FROM old.%s", t);
        ok(db_pragma_int(f->store, sql, &count, &fixture_err));
        *rows += (size_t)count;
    }
    (void)sqlite3_finalize(stmt);
    ok(db_exec(f->store, "DETACH old", &fixture_err));
}

static void a_round_of_version_1_keeps_everything(void **state)
{
    (void)state;
    struct fixture f;
    size_t rows;
    int64_t value;
    make_version_1(&f);
    fixture_open(&f);
    ok(db_pragma_int(f.store, "PRAGMA user_version", &value, &fixture_err));
    assert_int_equal(value, migrations_count(store_schema));
    compare_with_version_1(&f, &rows);
    assert_true(rows > 100);
    check_statements(f.store);
    ok(store_check(f.store, &fixture_err));
    ok(store_audit_verify(f.store, NULL, &fixture_err));
    struct page_row page;
    ok(store_page_get(f.store, 1, &page, &fixture_err));
    assert_int_equal(page.standing, STANDING_CONTESTED);
    assert_int_equal(page.judged, 0);
    assert_string_equal(page.image + strlen(page.image) - 4, ".png");
    struct params_row params;
    ok(store_params_newest(f.store, &params, &fixture_err));
    assert_int_equal(params.number, 0);
    /* It goes on: the conflict is decided, another page comes. */
    ok(gate_decide(f.store, 3, ANSWER_GIVEN, 0, "李", "", &fixture_err));
    ok(store_page_get(f.store, 1, &page, &fixture_err));
    assert_int_equal(page.standing, STANDING_COUNTS);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_fits_a_fresh_file),
        cmocka_unit_test(every_table_is_strict_and_every_column_explained),
        cmocka_unit_test(the_file_says_what_it_is),
        cmocka_unit_test(an_older_file_is_brought_forward_and_a_copy_kept),
        cmocka_unit_test(a_failed_change_of_version_changes_nothing),
        cmocka_unit_test(a_round_of_version_1_keeps_everything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
