/* engine/store/measures.h - the rectification ledger (整改台账) as it is stored.
 *
 * A measure is a number and 21 texts; what they may say is decided by
 * engine/measure, these only read and write.  Rows are never deleted, and
 * every change is a row of the audit log with the texts before and after.
 */
#ifndef ENGINE_STORE_MEASURES_H
#define ENGINE_STORE_MEASURES_H

#include "engine/store/store.h"

enum {
    LIMIT_MEASURES = 5000,      /* of one round; a county has under 100 */
    LIMIT_MEASURE_BYTES = 3000, /* one text of a measure: 1000 hanzi */
};

/* In the order of the columns of the table and of the files. */
enum measure_field {
    MEASURE_PROBLEM,  /* 问题; never empty */
    MEASURE_ITEM,     /* code of the question that shows it, or "" */
    MEASURE_UNIT,     /* code of the unit concerned; "" = the whole round */
    MEASURE_SOURCE,   /* where it is not a question: 意见箱, 12356 … */
    MEASURE_BASIS,    /* 依据 */
    MEASURE_CAUSE,
    MEASURE_ACTION,   /* 整改措施 */
    MEASURE_OFFICE,   /* 责任单位 */
    MEASURE_PERSON,   /* 责任人 */
    MEASURE_KIND,     /* "", "now", "dated", "standing" */
    MEASURE_STARTED,  /* dates are "2026-11-23" or "" */
    MEASURE_RULE,     /* code of the deadline rule, or "" */
    MEASURE_DUE,
    MEASURE_STATE,    /* "open", "doing", "done", "standing", "closed" */
    MEASURE_PROGRESS,
    MEASURE_EFFECT,
    MEASURE_EVIDENCE, /* 销号证据 */
    MEASURE_FEEDBACK,
    MEASURE_TOLD,     /* 反馈日期 */
    MEASURE_FINISHED,
    MEASURE_CLOSED,
    MEASURE_FIELDS
};

/* "problem", "item" …: the key in YAML, --json and the audit log. */
const char *measure_field_word(enum measure_field field);

struct measure {
    int64_t id;       /* 序号, from 1 */
    int64_t version;  /* 1.., goes up with every change */
    const char *text[MEASURE_FIELDS]; /* never NULL */
};

struct measure_list { /* by id; everything dies with measure_list_free() */
    size_t count;
    const struct measure *list;
};

MUST_USE enum err_code store_measures(struct store *store,
                                      struct measure_list **out,
                                      struct err *err);
void measure_list_free(struct measure_list *list);

/* A new row; audited under `who` (may be "").  A transaction of its own when
 * none runs, like the next. */
MUST_USE enum err_code store_measure_add(struct store *store,
                                         const char *const text[],
                                         const char *who, int64_t *id,
                                         struct err *err);
/* `was` becomes text[]; the same texts write nothing. */
MUST_USE enum err_code store_measure_set(struct store *store,
                                         const struct measure *was,
                                         const char *const text[],
                                         const char *who, const char *why,
                                         struct err *err);

#endif
