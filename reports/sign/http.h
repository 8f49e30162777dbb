/* reports/sign/http.h - one question by HTTP, one answer; for authorities and
 * places of publication whose answers are signed in themselves, so that plain http will do.  An
 * http_proxy in the environment is used. */
#ifndef REPORTS_SIGN_HTTP_H
#define REPORTS_SIGN_HTTP_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/str.h"

struct http_ask {
    const char *url;          /* http://host[:port]/path */
    const char *type;         /* media type of the question */
    const char *answer_type;  /* and of the answer; NULL = any */
    const char *what;         /* the answer's kind in messages, N_() */
    const void *body;         /* NULL: GET */
    size_t n;
    size_t most;              /* bytes the answer, one DER value, may have */
    int seconds;              /* for all of it, without the name's look-up */
};

/*   ERR_USAGE  not such an address   ERR_IO  no answer in time, or an error
 *   ERR_CORRUPT  the answer is of another kind   ERR_RANGE  too large */
MUST_USE enum err_code http_fetch(const struct http_ask *ask, struct str *out,
                                  struct err *err);

#endif
