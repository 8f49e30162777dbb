/* engine/base/str.h - growing UTF-8 text born with a maximum.
 *
 * A chain of appends is checked once, at the end: after the first append that
 * finds no memory or passes the maximum, the string stays as it was, further
 * appends do nothing, and str_ok() is false.
 */
#ifndef ENGINE_BASE_STR_H
#define ENGINE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"

struct str {
    char *text;   /* always NUL-terminated once str_init() ran; "" when empty */
    size_t n;     /* bytes without the NUL */
    size_t room;  /* allocated bytes; 0 = text is a static "" */
    size_t max;   /* n never passes this */
    bool failed;
};

void str_init(struct str *s, size_t max_bytes);
void str_deinit(struct str *s);
void str_clear(struct str *s); /* empties; keeps the memory; forgets failure */

void str_add(struct str *s, const char *text);
void str_add_bytes(struct str *s, const char *bytes, size_t n);
void str_add_char(struct str *s, char c);
void str_addf(struct str *s, const char *fmt, ...) PRINTF_LIKE(2, 3);

bool str_ok(const struct str *s);

/* ERR_NOMEM with "what" in the sentence when the chain failed, else ERR_OK. */
MUST_USE enum err_code str_check(const struct str *s, const char *what,
                                 struct err *err);

#endif
