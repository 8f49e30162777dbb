/* reports/sign/carried.h - the certificates a signature or a timestamp carries
 * with it. */
#ifndef REPORTS_SIGN_CARRIED_H
#define REPORTS_SIGN_CARRIED_H

#include <openssl/x509.h>

#include "engine/base/err.h"

enum { CARRIED_MAX = 10 };

/* Of `pool`, the certificate named by issuer and serial number and those that
 * lead upward from it, in this order; a new list, owned, of at most
 * CARRIED_MAX.  NULL: it is not there, or no memory. */
STACK_OF(X509) *carried_chain(const STACK_OF(X509) *pool,
                              const X509_NAME *issuer,
                              const ASN1_INTEGER *serial);

/* The same, when nothing else is in the pool and each is signed by the next.
 *   ERR_CORRUPT  why not */
MUST_USE enum err_code carried_take(const STACK_OF(X509) *pool,
                                    const X509_NAME *issuer,
                                    const ASN1_INTEGER *serial,
                                    STACK_OF(X509) **out, struct err *err);

#endif
