/* reports/sign/revoke.h - was a certificate good when it was used?
 *
 * Evidence counts when it covers the time of use: a list or an answer that was
 * made after it, or still held then (nextUpdate), and before the certificate
 * ended, because afterwards it may be dropped from lists (RFC 5280 clause
 * 3.3).  Certificates made to answer such questions say themselves that they
 * are not asked about (id-pkix-ocsp-nocheck).
 */
#ifndef REPORTS_SIGN_REVOKE_H
#define REPORTS_SIGN_REVOKE_H

#include <time.h>

#include "reports/sign/evidence.h"

enum revoke_state {
    REVOKE_UNKNOWN, /* nothing covers that time */
    REVOKE_GOOD,
    REVOKE_REVOKED,
};

struct revoke_ask {
    const struct evidence *evidence;
    X509 *cert, *issuer;
    time_t used;   /* what must be covered */
    time_t judged; /* a revocation up to then counts */
};

struct revoke_answer {
    enum revoke_state state;
    time_t since;    /* REVOKED */
    size_t revision; /* GOOD: the first revision that shows it */
};

struct revoke_answer revoke_state(const struct revoke_ask *ask);

/* A whole chain, root last: every certificate but the root.
 *   ERR_DENIED  one was revoked
 * *revision: the revision by which all of them are covered; SIZE_MAX = one is
 * not. */
MUST_USE enum err_code revoke_chain(const struct evidence *evidence,
                                    const STACK_OF(X509) *chain, time_t used,
                                    time_t judged, size_t *revision,
                                    struct err *err);

#endif
