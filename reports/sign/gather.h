/* reports/sign/gather.h - asking whether certificates are good: OCSP services
 * and revocation lists that the certificates name, or lists given by hand. */
#ifndef REPORTS_SIGN_GATHER_H
#define REPORTS_SIGN_GATHER_H

#include <time.h>

#include "reports/sign/evidence.h"

enum { GATHER_SECONDS = 30 };

struct gather {
    struct evidence *evidence; /* gets what was found, revision SIZE_MAX */
    const struct evidence *given; /* lists by hand */
    int seconds;               /* to wait for each answer */
};

/* A file of revocation lists, PEM or DER, added to `given`.
 *   ERR_FORMAT  it holds none   and those of file_read() */
MUST_USE enum err_code gather_file(const char *path, struct evidence *given,
                                   struct err *err);

/* For every certificate of `chain` (root last) what shows that it was good
 * when it was `used`, and the certificates themselves.  Asks nobody about what
 * the evidence covers already.
 *   ERR_NOTFOUND  one says nowhere where to ask   ERR_IO  no answer
 *   ERR_DENIED  one was revoked by `judged`   ERR_CORRUPT  the answers hold
 *   nothing that covers the time   ERR_RANGE, ERR_NOMEM */
MUST_USE enum err_code gather_chain(const struct gather *g,
                                    const STACK_OF(X509) *chain, time_t used,
                                    time_t judged, struct err *err);

#endif
