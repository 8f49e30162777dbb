/* engine/export/internal.h - between the walk and the two formats. */
#ifndef ENGINE_EXPORT_INTERNAL_H
#define ENGINE_EXPORT_INTERNAL_H

#include "engine/base/limits.h"
#include "engine/base/str.h"
#include "engine/export/export.h"

enum { EXPORT_REVISIONS = 32 }; /* 1..31 */

/* One column of the CSV: an item of the newest revision that has it. */
struct export_column {
    const struct item *item;
    int revision;
};

struct exporter {
    struct store *store;
    bool raw;
    bool anonymous; /* typed words do not stand beside other answers: who
                     * wrote them would be known by them */
    const struct questionnaire *form[EXPORT_REVISIONS]; /* NULL: not met */
    int newest;
    size_t column_count;
    struct export_column column[2 * LIMIT_ITEMS];
};

/* Check `raw`, load every revision; on anonymous surveys *shown (owned, free())
 * names the unit each unit appears as, else it is NULL.  Errors as of
 * export_write(). */
MUST_USE enum err_code export_open(struct exporter *x, struct store *store,
                                   bool raw, size_t **shown, struct err *err);

/* ---- tables (export_table.c), for programs that know columns ---- */

enum export_cell { /* what is no choice: missing values */
    CELL_BLANK = -1, CELL_INVALID = -2, CELL_DOUBTFUL = -3,
    CELL_NOT_ASKED = -4 /* the sheet or side did not carry it, or its condition
                         * did not hold */
};

enum var_kind { VAR_CHOICE, VAR_FLAG, VAR_TEXT };

enum { VAR_MAX = 4096, VAR_NAME = 64 };

struct export_var {
    char name[VAR_NAME];      /* Q1; P1_Q2a for a choice of several */
    const struct item *item;
    enum var_kind kind;       /* one choice 1..n; 0 or 1; index of a text */
    size_t choice;            /* VAR_FLAG */
    int revision;
    size_t width;             /* VAR_TEXT: bytes of the longest */
};

struct export_row {
    int64_t id;
    uint64_t serial;
    size_t unit;              /* as shown */
    enum disposition disposition;
    char channel[16];
    size_t at;                /* its cells: cell[at * var_count …] */
};

struct export_table {
    struct exporter x;
    size_t *shown;
    size_t var_count, row_count, room;
    struct export_var *var;
    struct export_row *row;
    int32_t *cell;
    struct str texts;         /* NUL-ended, one after the other; [0] is "" */
    struct err *err;
    enum err_code code;
};

MUST_USE enum err_code export_table_new(struct store *store, bool raw,
                                        struct export_table **out,
                                        struct err *err);
void export_table_free(struct export_table *t);
/* The cell of row r; VAR_TEXT: see the next. */
int32_t export_cell(const struct export_table *t, size_t r, size_t v);
const char *export_cell_text(const struct export_table *t, size_t r, size_t v);
/* At most `max` bytes of `text`, whole characters; out holds max + 1. */
void export_cut(const char *text, size_t max, char *out);
const char *export_var_label(const struct export_var *v);
const char *export_cell_title(enum export_cell cell); /* 未答 */

MUST_USE enum err_code export_table_file(struct store *store,
                                         enum export_format format, bool raw,
                                         const char *path, int64_t *rows,
                                         struct err *err);
struct tally;
MUST_USE enum err_code export_xlsx(const struct export_table *t,
                                   const struct tally *tally,
                                   const char *path, struct err *err);
MUST_USE enum err_code export_sav(const struct export_table *t,
                                  const char *path, struct err *err);
MUST_USE enum err_code export_ddi(const struct export_table *t,
                                  const struct tally *tally, struct str *out,
                                  struct err *err);

/* An item's own column, or its number's: the code rows and flags use. */
const char *export_code(const struct item *item);
/* The item stands for itself or begins a number; else it is skipped. */
bool export_shown(const struct item *item);

/* What stands for an answer: the flag word, "" when there is none. */
const char *export_flag(const struct item *item, const struct answer_row *a);
/* The typed words of a text item that may be shown in its row, or NULL. */
const char *export_words(const struct exporter *x, const struct item *item,
                        const struct answer_row *a);
/* Its choices count: given, and the scale has them. */
bool export_given(const struct item *item, const struct answer_row *a);
/* "3F7K2M9": seven digits of Crockford's base 32, as printed on sheets. */
void export_serial(uint64_t serial, char out[8]);

/* Append one response; `unit` is the unit shown. */
void export_row_jsonl(const struct exporter *x,
                      const struct response_row *row, const char *unit,
                      struct str *out);
void export_row_csv(const struct exporter *x, const struct response_row *row,
                    size_t unit, struct str *out);
void export_head_csv(const struct exporter *x, struct str *out);

#endif
