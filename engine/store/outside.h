/* engine/store/outside.h - what others found and counted, as it is stored: the
 * 政风行风评议 the government ran, the months of the 12356 hotline, and the files
 * they came in.
 *
 * What a row may say is decided by engine/outside; these only read and write,
 * and the caller audits a file as a whole.  None of it is an answer: nothing
 * here comes into a tally.
 */
#ifndef ENGINE_STORE_OUTSIDE_H
#define ENGINE_STORE_OUTSIDE_H

#include "engine/base/mem.h"
#include "engine/store/store.h"

enum {
    LIMIT_OUTSIDE_ROWS = 200000,  /* a county of 300 villages: 3,600 a year */
    LIMIT_OUTSIDE_FILES = 10000,
    OUTSIDE_NAME_BYTES = 256,
};

/* ---- files ---- */

struct outside_file {
    int64_t number;        /* 1.. */
    const char *kind;      /* "zf", "hotline", "weights" */
    const char *name;      /* without folders; at most OUTSIDE_NAME_BYTES */
    const char *sheet;     /* or "" */
    const char *sha256;    /* hex */
    const char *imported;  /* ISO 8601 UTC */
    const char *who;       /* or "" */
};

struct outside_files { /* by number; everything lives in the arena given */
    size_t count;
    const struct outside_file *list;
};

/* `number` and `imported` of `file` are set here.  Inside a transaction, like
 * all that write below. */
MUST_USE enum err_code store_outside_file_add(struct store *store,
                                              const struct outside_file *file,
                                              int64_t *number,
                                              struct err *err);
MUST_USE enum err_code store_outside_files(struct store *store,
                                           struct arena *arena,
                                           struct outside_files *out,
                                           struct err *err);

/* ---- 12356 ---- */

/* In the order of the columns of the table. */
enum hotline_field {
    HOTLINE_TOTAL,     /* 受理总量; always told */
    HOTLINE_CONSULT,   /* 咨询 */
    HOTLINE_HELP,      /* 求助 */
    HOTLINE_COMPLAINT, /* 投诉 */
    HOTLINE_REPORT,    /* 举报 */
    HOTLINE_ACCUSE,    /* 投诉举报, where they are counted as one */
    HOTLINE_SUGGEST,   /* 意见建议 */
    HOTLINE_OTHER,     /* 其他 */
    HOTLINE_FORWARDED, /* 转办 */
    HOTLINE_SETTLED,   /* 办结; of earlier months too */
    HOTLINE_TOLD,      /* 反馈; the same */
    HOTLINE_FIELDS
};

const char *hotline_field_word(enum hotline_field field);  /* "consult" */
const char *hotline_field_title(enum hotline_field field); /* 咨询 */

struct hotline_row {
    int month;                   /* 202603 */
    size_t unit;                 /* index into store_units() */
    int64_t n[HOTLINE_FIELDS];   /* -1 = not told */
    int64_t file;                /* number of the file it was told in last */
};

struct hotline_list { /* by month, then unit; lives in the arena given */
    size_t count;
    struct hotline_row *list;
};

MUST_USE enum err_code store_hotline(struct store *store, struct arena *arena,
                                     struct hotline_list *out,
                                     struct err *err);
/* In place of the row of that month and unit, if there is one. */
MUST_USE enum err_code store_hotline_put(struct store *store,
                                         const struct hotline_row *row,
                                         struct err *err);
MUST_USE enum err_code store_hotline_remove(struct store *store, int month,
                                            size_t unit, struct err *err);

/* ---- 政风行风评议 ---- */

/* In the order of the columns of the table, but for year and unit. */
enum zf_field {
    ZF_ITEM,      /* 项目; "" = the whole result */
    ZF_ORGANISER, /* 组织单位 */
    ZF_CLASS,     /* 序列 */
    ZF_SCORE,     /* 得分, "92.50" */
    ZF_FULL,      /* 满分 */
    ZF_PLACE,     /* 名次 */
    ZF_RANKED,    /* 参评数 */
    ZF_GRADE,     /* 等次 */
    ZF_SATISFIED, /* 满意票 */
    ZF_VALID,     /* 有效票 */
    ZF_SHARE,     /* 满意率, "93.1": per cent */
    ZF_DOCUMENT,  /* 文号 */
    ZF_PUBLISHED, /* 通报日期, "2026-11-23" */
    ZF_NOTE,      /* 备注 */
    ZF_FIELDS
};

const char *zf_field_word(enum zf_field field);  /* "score" */
const char *zf_field_title(enum zf_field field); /* 得分 */

struct zf_row {
    const char *period;           /* 2026年上半年; never "" */
    int year;
    size_t unit;                  /* index into store_units() */
    const char *text[ZF_FIELDS];  /* never NULL; "" = not told */
    int64_t file;
};

struct zf_list { /* by year, period, unit, item; lives in the arena given */
    size_t count;
    struct zf_row *list;
};

MUST_USE enum err_code store_zf(struct store *store, struct arena *arena,
                                struct zf_list *out, struct err *err);
/* In place of the row of that period, unit and item, if there is one. */
MUST_USE enum err_code store_zf_put(struct store *store,
                                    const struct zf_row *row,
                                    struct err *err);
MUST_USE enum err_code store_zf_remove(struct store *store,
                                       const struct zf_row *row,
                                       struct err *err);

/* ---- populations ---- */

/* -1 = unknown.  store_units() shows it once the store is opened again. */
MUST_USE enum err_code store_unit_people(struct store *store, size_t unit,
                                         int64_t households,
                                         int64_t population,
                                         struct err *err);

#endif
