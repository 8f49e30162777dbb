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
