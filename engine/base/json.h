/* engine/base/json.h - JSON in and out.
 *
 * Writing is a small streaming writer of our own into a struct str: commas
 * and escapes are its business, order is the caller's.  Reading is the one
 * door to jansson: strict RFC 8259, duplicate keys refused, UTF-8 checked,
 * and errors with line and column.
 */
#ifndef ENGINE_BASE_JSON_H
#define ENGINE_BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

/* ---- writing ---- */

struct jout {
    struct str *out;   /* borrowed */
    bool comma;        /* a value stands before */
    bool pretty;       /* one member a line, two spaces deep */
    int depth;
};

/* Inside an object `key` names the member; inside an array it is NULL. */
void jout_begin_object(struct jout *j, const char *key);
void jout_end_object(struct jout *j);
void jout_begin_array(struct jout *j, const char *key);
void jout_end_array(struct jout *j);
void jout_string(struct jout *j, const char *key, const char *value);
void jout_int(struct jout *j, const char *key, int64_t value);
void jout_real(struct jout *j, const char *key, double value,
               int decimals); /* trailing zeros dropped; nan gives null */
void jout_bool(struct jout *j, const char *key, bool value);
void jout_null(struct jout *j, const char *key);

/* ---- reading ---- */

struct jval; /* one value; borrowed from its root */

/* Parse `n` bytes; `name` is the file in messages.  Free the root only.
 *   ERR_FORMAT with name:line:column   ERR_RANGE too deep or too long */
MUST_USE enum err_code jval_parse(const char *text, size_t n,
                                  const char *name, struct jval **root,
                                  struct err *err);
void jval_free(struct jval *root);

enum jval_kind {
    JVAL_NULL, JVAL_BOOL, JVAL_INT, JVAL_REAL, JVAL_STRING, JVAL_ARRAY,
    JVAL_OBJECT
};
enum jval_kind jval_kind(const struct jval *value);
size_t jval_count(const struct jval *array); /* 0 for what is no array */
const struct jval *jval_at(const struct jval *array, size_t i);
/* NULL when absent or `object` is NULL or no object. */
const struct jval *jval_get(const struct jval *object, const char *key);
const char *jval_text(const struct jval *value); /* NULL if no string */
bool jval_number(const struct jval *value, double *out);
bool jval_integer(const struct jval *value, int64_t *out);
bool jval_truth(const struct jval *value);
/* Members in order: key and value of member i, false past the end. */
bool jval_member(const struct jval *object, size_t i, const char **key,
                 const struct jval **value);

#endif
