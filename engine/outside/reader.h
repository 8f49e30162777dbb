/* engine/outside/reader.h - the rows of a table, column by column: where each
 * column stands, what a cell says, and a complaint that names its place.
 * Private to engine/outside. */
#ifndef ENGINE_OUTSIDE_READER_H
#define ENGINE_OUTSIDE_READER_H

#include <stdint.h>

#include "engine/base/json.h"
#include "engine/outside/import.h"

enum {
    READER_COLUMNS = 24,
    HEAD_ROWS = 10,       /* the first line with names is one of these */
    PROBLEMS_ENOUGH = 20000, /* after so many nobody reads on */
    OUTSIDE_TEXT_BYTES = 600, /* one text: 200 hanzi */
};

struct column_spec {
    const char *names[5]; /* English, the Chinese title, others; NULL-ended */
    bool required;
};

struct head_spec {
    size_t count;
    const struct column_spec *column;
    const char *const *ignored; /* names of columns nobody reads, NULL-ended */
};

struct reader {
    const struct head_spec *spec;
    const struct units *units;
    const size_t *by_name;      /* units by name; made at first use */
    struct arena *arena;
    struct problems *problems;
    const char *today;
    int year;                   /* of 3月; 0 = none */
    const struct table *table;
    size_t head;                /* index of the row with the names */
    long place[READER_COLUMNS]; /* table column of each; -1 = not there */
    bool merged;                /* cells of the table are: whose value is
                                 * whose is not known */
    const struct table_row *row;/* in hand */
};

/* ---- the head (head.c) ---- */

/* The table that has the columns, and where they stand; problems are noted.
 *   ERR_FORMAT, ERR_USAGE  no table has them, or more than one */
MUST_USE enum err_code reader_head(struct reader *r,
                                   const struct tables *tables,
                                   struct err *err);
/* The next row below the names into r->row, notes under the table left out;
 * false at the end.  *at starts as 0. */
bool reader_next(struct reader *r, size_t *at);

/* ---- complaints ---- */

/* About a cell of the row in hand (or where it should stand). */
void reader_wrong(struct reader *r, size_t column, enum err_code code,
                  const char *fmt, ...) PRINTF_LIKE(4, 5);
/* About any row of the table. */
void reader_wrong_at(struct reader *r, const struct table_row *row,
                     size_t column, enum err_code code, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

/* ---- cells (values.c): empty leaves *out alone; false: a complaint ---- */

bool reader_given(const struct reader *r, size_t column);
/* The text as it stands, "" where there is none; for comparing. */
const char *reader_text(const struct reader *r, size_t column);

/* 12, 1,234, 12.0 */
bool cell_count(struct reader *r, size_t column, int64_t low, int64_t high,
                int64_t *out);
/* A text of at most OUTSIDE_TEXT_BYTES. */
bool cell_text(struct reader *r, size_t column, const char **out);
/* 92.5 from 0 to 9999 with at most four decimals, as it stands. */
bool cell_decimal(struct reader *r, size_t column, const char **out);
/* 2026-03, 2026/3, 2026年3月, 202603 or any day of it, or 3月 of r->year:
 * 202603; not after today. */
bool cell_month(struct reader *r, size_t column, int *out);
/* "2026-11-23" */
bool cell_date(struct reader *r, size_t column, const char **out);
/* 2026, 2026年度, 2026年上半年: "2026年", "2026年", "2026年上半年" */
bool cell_period(struct reader *r, size_t column, const char **out,
                 int *year);
/* A unit by its code, its name (where no other has it), or both. */
bool cell_unit(struct reader *r, size_t column, size_t *out);

/* A share in per cent, as printed: 63.72 is {6372, 2}. */
struct share {
    int64_t digits;  /* -1 = not given */
    int decimals;    /* 0..6 */
    const char *text;
};
bool cell_share(struct reader *r, size_t column, struct share *out);
/* Is it part/whole, to one unit of its last digit (rounded or cut)? */
bool share_fits(const struct share *share, int64_t part, int64_t whole);

/* 合计, 总计: a row of sums. */
bool is_sum_word(const char *text);

/* ---- rows against what is stored (merge.c) ---- */

struct entry {          /* a row of the file */
    void *row;          /* struct hotline_row, struct zf_row */
    const struct table_row *at;
};

struct entries {
    size_t count, room;
    struct entry *list;
};

/* Room for one more; *row is zeroed. */
MUST_USE enum err_code entries_add(struct reader *r, struct entries *e,
                                   size_t size, void **row, struct err *err);

struct merge_kind {
    size_t size;                 /* of a row */
    int (*compare)(const void *a, const void *b); /* by key */
    bool (*equal)(const void *a, const void *b);  /* in all that was told */
    int (*year)(const void *row);
    const char *(*name)(const void *row, const struct units *units,
                        struct arena *arena);     /* "2026-03 0101" */
    void (*tell)(struct jout *j, const char *key, const void *row);
    enum err_code (*put)(struct store *store, void *row, int64_t file,
                         struct err *err);
    enum err_code (*remove)(struct store *store, const void *row,
                            struct err *err);
};

/* What the file would do. */
struct merge {
    const struct merge_kind *kind;
    struct entries *file;        /* sorted by key */
    size_t stored_count;
    const void **stored;         /* sorted by key */
    const void **was;            /* by entry of the file: the row it replaces,
                                  * or NULL */
    size_t gone_count;
    const void **gone;           /* stored rows to be removed */
};

/* Sorts, finds duplicates inside the file (complaints at `key_column`), and
 * compares.  `stored`: rows one behind the other. */
MUST_USE enum err_code merge_rows(struct reader *r,
                                  const struct merge_kind *kind,
                                  struct entries *file, const void *stored,
                                  size_t stored_count, bool replace,
                                  size_t key_column, struct merge *out,
                                  struct import_outcome *counts,
                                  struct err *err);

/* What the store knows a file by. */
struct source {
    const char *kind, *name, *sheet, *who;
    char sha256[SHA256_HEX];
};

/* Writes what is new, changed or gone, and the audit row.  Inside a
 * transaction. */
MUST_USE enum err_code merge_write(struct store *store, const struct merge *m,
                                   const struct source *source,
                                   const struct import_outcome *counts,
                                   struct err *err);
/* counts->changes */
MUST_USE enum err_code merge_changes(struct reader *r, const struct merge *m,
                                     struct import_outcome *counts,
                                     struct err *err);
/* One row of the audit log: what `counts` says, under import.KIND. */
MUST_USE enum err_code import_audit(struct store *store,
                                    const struct source *source,
                                    const struct import_outcome *counts,
                                    struct err *err);

/* ---- the kinds ---- */

struct kind_reader {
    const char *word;
    const struct head_spec *head;
    /* Reads the rows; complaints go to r->problems.  *rows is the kind's own
     * list, in r->arena. */
    enum err_code (*read)(struct reader *r, void **rows, size_t *count,
                          struct err *err);
    /* Compares with what is stored and, unless `check` or there are problems,
     * writes.  Rows with problems are not among `rows`. */
    enum err_code (*store)(struct reader *r, struct store *store,
                           const struct import_wish *wish,
                           const struct source *source, void *rows,
                           struct import_outcome *out, struct err *err);
};

extern const struct kind_reader zf_reader, hotline_reader, weights_reader;

#endif
