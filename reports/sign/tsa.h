/* reports/sign/tsa.h - asking a timestamp authority (RFC 3161) when a
 * signature was there at the latest. */
#ifndef REPORTS_SIGN_TSA_H
#define REPORTS_SIGN_TSA_H

#include <stdint.h>

#include "engine/base/crypto.h"
#include "engine/base/err.h"
#include "engine/base/str.h"
#include "reports/sign/trust.h"

struct tsa {
    const char *url;
    const char *policy;        /* dotted; NULL = its own */
    int seconds;               /* to wait for it; 0 = TSA_SECONDS */
    const struct trust *trust; /* NULL = do not ask who stands behind it */
};

enum { TSA_SECONDS = 30 };

/* Have a digest stamped; appends the token, as tst_read() accepts it.
 *   ERR_USAGE  no such address or policy   ERR_IO  no answer
 *   ERR_DENIED  the authority refused, or no root stands behind it
 *   ERR_CORRUPT  the answer is none, or not to this question
 *   ERR_RANGE, ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code tsa_stamp(const struct tsa *tsa,
                                 const uint8_t digest[SHA256_BYTES],
                                 struct str *token, struct err *err);

#endif
