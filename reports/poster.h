/* reports/poster.h - one page that people read standing before a wall.
 *
 *     +--------------------------------------+
 *     |          title, two lines            |   A3; an A4 page is the same
 *     |  what was asked, of whom, how many   |   page at 71 %.
 *     |  +---------------+ +---------------+ |
 *     |  |  满意率 91.2% | |  知晓率 78.0% | |   big figures with their line
 *     |  +---------------+ +---------------+ |
 *     |  question ====--  |  unit  =====-    |   two columns of bars
 *     |  what will be done about it          |
 *     |  where to complain · rules · issuer  |
 *     +--------------------------------------+
 *
 * Type is made smaller until everything fits, but never under POSTER_MIN_PT
 * for what is to be read; then the list of units gives way to one sentence.
 */
#ifndef REPORTS_POSTER_H
#define REPORTS_POSTER_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"
#include "engine/type/pdf.h"
#include "reports/gongwen.h"

#define POSTER_MIN_PT 12.0

enum { POSTER_FIGURES = 2, POSTER_LISTS = 4 };

struct poster_figure {
    const char *name, *value; /* 满意率, 91.2% or 不公布 */
    const char *line;         /* 标准90%　达标, or "" */
    bool bad;                 /* under the line */
};

struct poster_row {
    const char *label, *value;
    double share;             /* 0..1; < 0 = no bar */
    bool bad;
};

struct poster_list {
    const char *title;        /* 各项工作的满意率 */
    const char *note;         /* under it, or NULL */
    const char *instead;      /* one sentence when the rows do not fit, or
                               * NULL: they must */
    double line;              /* marked on every bar, 0..1; 0 = none */
    size_t count;
    struct poster_row *rows;
};

struct poster {
    bool a3;
    const char *lead;
    size_t figure_count;
    struct poster_figure figure[POSTER_FIGURES];
    size_t list_count;
    struct poster_list list[POSTER_LISTS];
    const char *todo_title;
    size_t todo_count;
    const char **todo;        /* 3 or so */
    const char *contact;      /* where to complain */
    const char *rules;        /* how the figures are made */
};

/* doc->poster on one page, with the document's title, issuer, date and mark.
 *   ERR_FORMAT  a character no font has
 *   ERR_RANGE   it does not fit one page of this size   ERR_NOMEM */
MUST_USE enum err_code poster_print(const struct document *doc,
                                    struct pdf *pdf,
                                    struct gongwen_result *result,
                                    struct err *err);

#endif
