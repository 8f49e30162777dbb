/* engine/survey/questionnaire.h - what is asked, word by word.
 *
 * A questionnaire is read from YAML (docs/formats.md#questionnaire), checked
 * whole, and never changes afterwards: all text and arrays live in one arena
 * and die together.  A changed file is a new revision, never an edit.
 *
 * Everything downstream finds an item by its index in `items` (dense, in
 * printed order) and shows people its `code` ("Q1").
 */
#ifndef ENGINE_SURVEY_QUESTIONNAIRE_H
#define ENGINE_SURVEY_QUESTIONNAIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

/* How an item is answered. */
enum item_kind {
    ITEM_SINGLE, /* exactly one choice of its scale */
    ITEM_MULTI,  /* up to max_choices of its choices */
    ITEM_TEXT,   /* free text written in an area */
    ITEM_KIND_COUNT
};

/* What an item is for; the tally asks this, never the item's code. */
enum item_role {
    ROLE_SCREEN,   /* E: may this person answer at all */
    ROLE_PERSON,   /* D: sex, age band …, never identity */
    ROLE_AWARE,    /* K: 知晓 */
    ROLE_SATISFY,  /* Q: 满意, one aspect */
    ROLE_OVERALL,  /* T0: 总体满意 */
    ROLE_FACT,     /* F: did it happen */
    ROLE_PRIORITY, /* P1: what to improve first; choices name items */
    ROLE_TEXT,     /* O1: opinions */
    ROLE_VOTE,     /* R1 …: a ballot's row; counted, never rated */
    ROLE_CODE,     /* a number filled in digit by digit: 村编码 */
    ROLE_COUNT
};

/* What choosing this means for the rates (domain rules §4.2-4.3). */
enum choice_meaning {
    MEANS_NOTHING,     /* a plain category */
    MEANS_SATISFIED,   /* 满意, and 非常满意: numerator of 满意率 */
    MEANS_PARTLY,      /* 基本满意: numerator of 满意率 too, shown apart */
    MEANS_NEUTRAL,     /* 一般: substantive, not in the numerator */
    MEANS_DISSATISFIED,/* 不满意, 非常不满意 */
    MEANS_UNKNOWN,     /* 不了解, 不清楚: substantive base leaves it out */
    MEANS_KNOWS,       /* 知道: numerator of 知晓率 */
    MEANS_HEARD,       /* 听说过但不清楚: not 知晓 */
    MEANS_KNOWS_NOT,   /* 不知道 */
    MEANS_HAPPENED,    /* 有: a lead for rectification */
    MEANS_NOT_HAPPENED,/* 没有 */
    MEANS_ENDS,        /* the interview ends here (E items) */
    MEANS_FOR,         /* 同意: numerator of a vote's share */
    MEANS_AGAINST,     /* 不同意 */
    MEANS_ABSTAIN,     /* 弃权 */
    MEANS_COUNT
};

enum { SCORE_NONE = -1 }; /* the choice is left out of the mean (不了解) */

struct choice {
    const char *code;   /* "1", "2" …; for ROLE_PRIORITY the item's code */
    const char *text;   /* as printed: 满意 */
    enum choice_meaning meaning;
    int score;          /* 0..100 in the questionnaire's book, or SCORE_NONE */
};

struct scale {
    const char *code;   /* "M4" */
    size_t choice_count;
    const struct choice *choices; /* in printed order */
};

/* How a number proves that it was read right. */
enum check_rule {
    CHECK_NONE,
    CHECK_LUHN,    /* ISO/IEC 7812: the last digit makes the sum end in 0 */
    CHECK_WEIGHTS, /* sum of weight x digit leaves `remainder` by `modulo` */
    CHECK_RULE_COUNT
};

enum { NUMBER_DIGITS_MAX = 10 }; /* telephone and identity numbers are longer */

/* A number answered by marking one digit in each of its columns.  Every
 * column is an item of its own, single choice among ten, so it is read,
 * judged, reviewed and stored as any other; this joins them. */
struct number_grid {
    const char *code;       /* "N1"; its columns are N1_1, N1_2 … */
    const char *text, *gloss;
    size_t section, first_item, digits;
    enum check_rule check;
    int weight[NUMBER_DIGITS_MAX]; /* of each digit, the first first */
    int modulo, remainder;
};

struct when;     /* engine/survey/when.h */
struct language; /* engine/survey/language.h */

enum { ROW_CELLS_MAX = 4, PEOPLE_UNKNOWN = -1 };

struct item {
    const char *code;       /* "Q1": ASCII letter, then letters and digits */
    const char *text;       /* the question, or the row of a matrix */
    const char *gloss;      /* 释义 under the text, or NULL */
    enum item_kind kind;
    enum item_role role;
    size_t section;         /* index into sections */
    const struct scale *scale; /* NULL for ITEM_TEXT only */
    int max_choices;        /* ITEM_MULTI: 1..choice_count; SINGLE: 1 */
    bool core;              /* counts for form validity (K, Q, T0) */
    const char *pool;       /* items sharing this label are reported together
                             * under it as well (LD Q2a+b), or NULL */
    const char *pool_text;  /* the joint wording, set with pool */
    double area_mm;         /* ITEM_TEXT: height of the writing area */
    const char *const *cells; /* row of a table: one per column; else NULL */
    int people;             /* row: how many people it stands for */
    const struct number_grid *grid; /* column of a number, else NULL */
    size_t place;           /* which column, from the left, 0 first */
    const struct when *when;/* asked only if it holds; NULL: of everybody */
    const char *when_text;  /* its one spelling (when_print()), or NULL */
};

struct section {
    const char *text;   /* 二、您对下列情况是否满意? without the number */
    const char *hint;   /* (每行只选一项), or NULL */
    bool matrix;        /* rows sharing one scale with column heads */
    bool table;         /* a ruled table: rows are a list of things to decide,
                         * numbered from 1 */
    size_t column_count;/* table: columns left of the boxes */
    const char *columns[ROW_CELLS_MAX]; /* their heads */
    size_t first_item, item_count;
};

struct thresholds { /* per mille, so that 80 % is 800; 0 = none */
    int aware_permille;   /* 知晓率 */
    int satisfied_permille; /* 满意率 */
};

/* Of what a share must be reached. */
enum pass_base { PASS_ISSUED, PASS_RETURNED, PASS_VALID, PASS_BASE_COUNT };

/* When a row of a vote is carried; den 0 = the form sets no rule. */
struct pass_rule {
    int num, den;       /* 2/3 */
    bool more;          /* more than the share; else at least */
    enum pass_base base;
};

struct questionnaire {
    const char *form;       /* "NM" */
    const char *title;      /* 请农民兄弟姐妹评计生活动评议问卷 */
    const char *object;     /* 被评单位的说法: 县、乡人口和计划生育办事(服务)机构 */
    const char *unit_label; /* what the unit's name on the sheet is, or NULL:
                             * 被评单位.  参评单位 where the unit judges */
    const char *intro;      /* the lines under the title */
    const char *thanks;     /* last line, or NULL */
    const char *return_how; /* 交回方式和截止日期, or NULL */
    const char *hotline;    /* 监督电话 line, or NULL */
    bool anonymous;         /* XP, PJ, MC: no serial, no person link */
    int min_cell;           /* suppression: smallest count shown (5) */
    const char *book;       /* score book's name: "100/60/0" */
    struct thresholds thresholds;
    struct pass_rule pass;
    size_t scale_count;
    const struct scale *scales;
    size_t section_count;
    const struct section *sections;
    size_t item_count;
    const struct item *items;
    size_t grid_count;
    const struct number_grid *grids;
    bool routed;            /* some item has a condition */
    size_t language_count;  /* beside its own */
    const struct language *languages;
    const char *source;     /* the YAML text itself, kept for the store */
    size_t source_n;
};

/* Read and check a questionnaire file, or text already in memory (`name`
 * stands in messages).  The result is owned by the caller.
 *   ERR_FORMAT  with name:line:column and what was expected
 *   ERR_DENIED  it asks for something privacy forbids, and where
 *   ERR_NOTFOUND, ERR_IO, ERR_RANGE, ERR_NOMEM */
MUST_USE enum err_code questionnaire_load(const char *path,
                                          struct questionnaire **out,
                                          struct err *err);
MUST_USE enum err_code questionnaire_parse(const char *text, size_t n,
                                           const char *name,
                                           struct questionnaire **out,
                                           struct err *err);
/* The same, with every problem listed, for `pingyi check`. */
struct problems; /* engine/survey/problems.h */
MUST_USE enum err_code questionnaire_check(const char *text, size_t n,
                                           const char *name,
                                           struct questionnaire **out,
                                           struct problems *problems,
                                           struct err *err);
/* The same as questionnaire_load(), with the rows of its one table taken from
 * a CSV file (first line: the columns, at most ROW_CELLS_MAX) in place of its
 * own.  The source kept is the text with the list in it.
 *   ERR_FORMAT also: no table or several; a line of the list that does not
 *   fit, with list:line */
MUST_USE enum err_code questionnaire_load_rows(const char *form,
                                               const char *list,
                                               struct questionnaire **out,
                                               struct err *err);
void questionnaire_free(struct questionnaire *q);

/* Index of the item with this code, or -1. */
long questionnaire_find(const struct questionnaire *q, const char *code);
/* Index of the choice with this code in the item's scale, or -1. */
long item_find_choice(const struct item *item, const char *code);

/* Path of a shipped preset ("NM"); ERR_NOTFOUND lists those that exist. */
struct str;
MUST_USE enum err_code questionnaire_preset_path(const char *preset,
                                                 struct str *path,
                                                 struct err *err);

/* Words for --json and YAML: "single", "aware" … */
const char *item_kind_word(enum item_kind kind);
const char *item_role_word(enum item_role role);
const char *choice_meaning_word(enum choice_meaning meaning);
const char *pass_base_word(enum pass_base base); /* "issued" */

/* Does the number (digit[i] 0..9, grid->digits of them) keep its rule? */
bool number_check(const struct number_grid *grid, const uint8_t digit[]);

#endif
