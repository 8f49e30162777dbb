/* reports/sign/trust.h - whom the office trusts. */
#ifndef REPORTS_SIGN_TRUST_H
#define REPORTS_SIGN_TRUST_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <time.h>

#include "engine/base/err.h"

struct trust; /* roots */

/* The roots of `path`: a PEM or DER file, or a folder of such.  NULL = none:
 * trust_judge() then always says ERR_DENIED.
 *   ERR_NOTFOUND, ERR_IO, ERR_RANGE  it cannot be read
 *   ERR_FORMAT  it holds no certificate   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code trust_open(const char *path, struct trust **out,
                                  struct err *err);
void trust_free(struct trust *trust);

struct trust_ask {
    STACK_OF(X509) *certs; /* carried: the subject first, then upward */
    time_t when;           /* 0 = now */
    bool timestamps;       /* the subject must be for timestamps alone */
};

/* Does a root stand behind the first of `certs`, at that time?  Revocation is
 * revoke.h's business.  *chain (may be NULL) gets the chain, root last; owned.
 *   ERR_DENIED  no, and why   ERR_CORRUPT  a carried certificate was changed
 *   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code trust_judge(const struct trust *trust,
                                   const struct trust_ask *ask,
                                   STACK_OF(X509) **chain, struct err *err);

#endif
