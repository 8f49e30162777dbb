/* reports/sign/trust.h - whom the office trusts. */
#ifndef REPORTS_SIGN_TRUST_H
#define REPORTS_SIGN_TRUST_H

#include <time.h>

#include "reports/sign/cms.h"

/* Does a root in `trust` (a PEM or DER file, or a folder of such) stand
 * behind the signer, now and at the time the signature claims?  Nothing is
 * asked over the network: revocation is not checked at level B-B.
 *   ERR_DENIED  no, and why   ERR_CORRUPT  a carried certificate was changed
 *    ERR_NOTFOUND, ERR_FORMAT, ERR_IO for `trust` */
MUST_USE enum err_code trust_judge(const char *trust, const struct cms *cms,
                                   time_t claimed, struct err *err);

#endif
