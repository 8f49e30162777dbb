/* omr/judge_params.h - the judge's parameters by name.
 *
 * A round stores them as one JSON object (docs/store.md); `pingyi rejudge`
 * prints and changes them.  One table row per parameter gives its name, its
 * bounds and what it is.
 */
#ifndef OMR_JUDGE_PARAMS_H
#define OMR_JUDGE_PARAMS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/json.h"
#include "omr/judge.h"

/* All parameters as an object, and `version`; `key` as for
 * jout_begin_object(). */
void judge_params_write(const struct judge_params *params, const char *key,
                        struct jout *j);

/* Read such an object.  What it does not name keeps the value it has in *out:
 * judge_usual's, or for a stored round judge_before's, so that a later program
 * may have more; a name unknown here is an error, for what it meant would
 * silently not be done.  `name` is the file in messages.
 * `version` is kept as it stands there.
 *   ERR_FORMAT, ERR_RANGE (a value, or a newer judge's version), ERR_NOTFOUND
 *   (no such parameter), ERR_NOMEM */
MUST_USE enum err_code judge_params_read(const char *json, size_t n,
                                         const char *name,
                                         struct judge_params *out,
                                         struct err *err);

/* The version alone, of parameters of any program, later ones too; 0 where
 * none stands there. */
int judge_params_version(const char *json, size_t n);

/* "name=value".  ERR_USAGE, ERR_RANGE, ERR_NOTFOUND (tells the nearest) */
MUST_USE enum err_code judge_params_set(struct judge_params *params,
                                        const char *setting, struct err *err);

bool judge_params_same(const struct judge_params *a,
                       const struct judge_params *b);

/* One parameter for people; numbers without zeros at the end. */
struct judge_param {
    const char *name, *unit;
    const char *text;          /* in the user's language; static */
    enum box_state state;      /* with `reason`: a chance is of such boxes */
    const char *reason;        /* NULL: no chance */
    char value[32], usual[32], before[32], low[32], high[32];
};

/* Row i of the table, for lists; false past the end. */
bool judge_params_row(const struct judge_params *params, size_t i,
                      struct judge_param *out);

#endif
