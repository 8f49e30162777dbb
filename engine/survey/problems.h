/* engine/survey/problems.h - everything wrong with one input file, by place.
 *
 * A reader goes on after a problem, so that an author sees all of them in one
 * run; what it then builds is thrown away.  The list keeps the first
 * LIMIT_PROBLEMS and counts the rest.
 */
#ifndef ENGINE_SURVEY_PROBLEMS_H
#define ENGINE_SURVEY_PROBLEMS_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/limits.h"

enum { PROBLEM_TEXT_MAX = 600, EXCERPT_MAX = 64 };

struct problem {
    size_t line, column; /* 1-based; the column counts characters */
    enum err_code code;  /* ERR_FORMAT, ERR_DENIED, ERR_RANGE */
    char text[PROBLEM_TEXT_MAX]; /* "what was wrong; expected …" */
};

struct problems {
    const char *name;    /* of the file, in messages; borrowed */
    size_t count;        /* listed */
    size_t total;        /* met */
    struct problem list[LIMIT_PROBLEMS];
};

/* Add one; the sentence comes without the place. */
void problems_add(struct problems *p, size_t line, size_t column,
                  enum err_code code, const char *fmt, ...)
    PRINTF_LIKE(5, 6);

/* Put the list in the order of the file. */
void problems_sort(struct problems *p);

/* Turn the first problem of the list (and the number of others) into `err`:
 * "name:line:column: …".  Before sorting that is the first one met, which
 * explains more: an unknown key before the missing one.  ERR_OK when there is
 * none. */
MUST_USE enum err_code problems_err(const struct problems *p,
                                    struct err *err);

/* Up to 20 characters of `text` for a message: controls become '?', and what
 * was cut is shown by "…".  Returns `out`. */
const char *excerpt(const char *text, char out[EXCERPT_MAX]);

/* The word of words[0..n) nearest to `text` (at most a third of its letters
 * differ), or NULL. */
const char *nearest_word(const char *text, const char *const words[],
                         size_t n);

#endif
