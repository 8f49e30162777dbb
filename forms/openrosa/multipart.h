/* forms/openrosa/multipart.h - the parts of a multipart/form-data body.
 *
 * Reads bytes that are in memory and points into them; allocates nothing.
 * What browsers and ODK Collect send is read; anything else is refused, never
 * guessed at (RFC 7578, RFC 2046).
 */
#ifndef FORMS_OPENROSA_MULTIPART_H
#define FORMS_OPENROSA_MULTIPART_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/err.h"

enum { MULTIPART_NAME_MAX = 256, MULTIPART_BOUNDARY_MAX = 70,
       MULTIPART_PARTS_MAX = 64 };

struct multipart {
    const char *bytes;
    size_t n, at;
    char boundary[MULTIPART_BOUNDARY_MAX + 8]; /* "\r\n--…" */
    size_t boundary_n, parts;
    bool over;
};

struct multipart_part {
    char name[MULTIPART_NAME_MAX]; /* UTF-8 as sent */
    bool file;                     /* it has a filename */
    const char *bytes;
    size_t n;
};

/* `type`: the Content-Type header.
 *   ERR_FORMAT  it is not multipart/form-data with a boundary */
MUST_USE enum err_code multipart_begin(struct multipart *m, const char *type,
                                       const char *bytes, size_t n,
                                       struct err *err);
/* The next part; *more false after the last.
 *   ERR_FORMAT  no end, a head that cannot be read, too many parts */
MUST_USE enum err_code multipart_next(struct multipart *m,
                                      struct multipart_part *part,
                                      bool *more, struct err *err);

#endif
