/* engine/store/internal.h - what the files of the store share.
 *
 * The door to SQLite: a store is one connection with its statements, each
 * prepared at its first use and kept.  A struct query is one run of one
 * statement; it lives on the stack:
 *
 *     struct query q;
 *     query_start(store, SQL_BATCH_GET, &q);
 *     query_int(&q, P_BATCH_GET_NUMBER, number);
 *     code = query_next(&q, &row, err);   row true: columns can be read
 *     query_end(&q);                      may be left out after the last row
 *
 * What goes wrong on the way is kept in the query and reported once, by
 * query_next() or query_run().
 */
#ifndef ENGINE_STORE_INTERNAL_H
#define ENGINE_STORE_INTERNAL_H

#include <sqlite3.h>

#include "engine/store/store.h"
#include "store_sql.h"

enum {
    STORE_APPLICATION_ID = 0x50494E47, /* "PING" */
    STORE_BUSY_MS = 10000,
    FORM_REVISIONS = 31
};

struct sql_text {
    const char *name, *text;
    const char *params, *columns; /* as the header generator understood them */
};

const struct sql_text *sql_text(enum sql which);

struct arena;

struct store {
    sqlite3 *db;
    char *dir;               /* the workspace, as given */
    char *path;              /* its survey.db */
    struct survey_info info;
    struct arena *arena;     /* units and interned words */
    struct units units;
    struct word *words;      /* reasons of boxes, interned */
    struct questionnaire *form[FORM_REVISIONS + 1]; /* parsed; by revision */
    struct form_sides *sides[FORM_REVISIONS + 1][2]; /* [revision][open] */
    sqlite3_stmt *stmt[SQL_COUNT];
    bool in_tx;
    bool tx_broken;          /* a write failed: only rollback is left */
};

/* ---- connection (db.c) ---- */

/* Open the file at `path`, set the pragmas.  ERR_FORMAT when it is no
 * database at all.  Does not look at application_id or user_version. */
MUST_USE enum err_code db_open(struct store *store, const char *path,
                               struct err *err);
void db_close(struct store *store);

/* Turn an SQLite failure into our code and a sentence.  `doing` is a phrase
 * such as _("reading the survey"). */
enum err_code db_fail(struct store *store, int rc, struct err *err);

/* Run SQL that has no parameters (pragmas, schema, transactions). */
MUST_USE enum err_code db_exec(struct store *store, const char *sql,
                               struct err *err);
/* A pragma's single integer. */
MUST_USE enum err_code db_pragma_int(struct store *store, const char *pragma,
                                     int64_t *value, struct err *err);

/* ---- queries (db.c) ---- */

struct query {
    struct store *store;
    sqlite3_stmt *stmt;
    int rc;
};

void query_start(struct store *store, enum sql which, struct query *q);
void query_int(struct query *q, int param, int64_t value);
void query_real(struct query *q, int param, double value);
/* Text and bytes are borrowed until the query has run. */
void query_text(struct query *q, int param, const char *value);
void query_bytes(struct query *q, int param, const void *bytes, size_t n);
void query_null(struct query *q, int param);

MUST_USE enum err_code query_next(struct query *q, bool *row,
                                  struct err *err);
/* To the end, for statements without rows. */
MUST_USE enum err_code query_run(struct query *q, struct err *err);
/* The integer in column 0 of the one row; `missing` when there is none. */
MUST_USE enum err_code query_value(struct query *q, int64_t missing,
                                   int64_t *value, struct err *err);
void query_end(struct query *q);

int64_t query_get_int(const struct query *q, int column);
double query_get_real(const struct query *q, int column);
/* Never NULL; dies at the next step or reset. */
const char *query_get_text(const struct query *q, int column);
bool query_is_null(const struct query *q, int column);
/* Copies exactly n bytes; false (and zeros) when the column has not n. */
bool query_get_bytes(const struct query *q, int column, void *out, size_t n);
/* Copy text into a fixed field; cut at a character when too long. */
void copy_text(char *out, size_t room, const char *text);

/* ---- transactions (db.c) ---- */

/* A transaction of its own when none is running, else a part of that one.
 * scope_end() commits or rolls back its own; returns `code`, or why the
 * commit failed. */
struct scope {
    struct store *store;
    bool own;
};
MUST_USE enum err_code scope_begin(struct store *store, struct scope *scope,
                                   struct err *err);
MUST_USE enum err_code scope_end(struct scope *scope, enum err_code code,
                                 struct err *err);

/* ---- migrations (migrate.c) ---- */

/* A migration is a NULL-ended list of statements; a list of migrations is
 * NULL-ended too, number 1 first. */
extern const char *const *const *const store_schema;

size_t migrations_count(const char *const *const *list);

/* Bring the open file to the newest version of `list`: application_id and
 * user_version are checked, a copy is kept as PATH.version-N, and all steps
 * are one transaction.
 *   ERR_FORMAT  no pingyi database   ERR_RANGE  made by a newer program */
MUST_USE enum err_code store_migrate(struct store *store,
                                     const char *const *const *list,
                                     struct err *err);
/* Write the whole schema into an empty file. */
MUST_USE enum err_code store_schema_make(struct store *store,
                                         const char *const *const *list,
                                         struct err *err);

/* store_open() with another list of migrations, for the tests. */
MUST_USE enum err_code store_open_as(const char *dir, const char *const *const *list,
                                     struct store **out, struct err *err);

/* ---- words (words.c) ---- */

/* The index of a stored word.  ERR_CORRUPT when it is none of ours. */
MUST_USE enum err_code word_outcome(struct store *store, const char *word,
                                    enum page_outcome *out, struct err *err);
MUST_USE enum err_code word_writing(struct store *store, const char *word,
                                    enum writing_state *out,
                                    struct err *err);
MUST_USE enum err_code word_standing(struct store *store, const char *word,
                                     enum page_standing *out,
                                     struct err *err);
MUST_USE enum err_code word_kept(struct store *store, const char *word,
                                 enum kept_kind *out, struct err *err);
MUST_USE enum err_code word_state(struct store *store, const char *word,
                                  enum answer_state *out, struct err *err);
MUST_USE enum err_code word_disposition(struct store *store,
                                        const char *word,
                                        enum disposition *out,
                                        struct err *err);
/* A copy that lives as long as the store; equal texts are one copy.  NULL
 * when out of memory. */
const char *word_keep(struct store *store, const char *text);

/* Does the questionnaire of this revision have an item with this index?
 * Readers index arrays by what a row says, and a row may have been changed
 * by hand.  ERR_CORRUPT */
MUST_USE enum err_code row_item(struct store *store, int revision,
                                int64_t item, struct err *err);

/* ---- small things (db.c) ---- */

/* "survey.db: out of memory". */
enum err_code no_memory(const struct store *store, struct err *err);

void store_now(char out[32]); /* 2026-03-01T08:00:00Z */
/* A random number 1 … 2^bits - 1. */
MUST_USE enum err_code store_random(int bits, int64_t *out, struct err *err);

#endif
