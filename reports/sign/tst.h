/* reports/sign/tst.h - a timestamp token (RFC 3161 clause 2.4.2): a signed
 * statement that a digest existed at a time.
 *
 * Other people's programs make tokens, so their form is theirs; but what no
 * signature covers (version, algorithms, order, unsigned attributes, foreign
 * certificates) is normalised when a token arrives and has one accepted form
 * when it is read: a changed bit anywhere in it is refused.
 */
#ifndef REPORTS_SIGN_TST_H
#define REPORTS_SIGN_TST_H

#include <openssl/x509.h>
#include <stdint.h>
#include <time.h>

#include "engine/base/crypto.h"
#include "engine/base/err.h"
#include "engine/base/str.h"

enum { TST_BYTES_MAX = 64 * 1024 };

struct tst {
    STACK_OF(X509) *certs;         /* the authority's first, upward; owned */
    uint8_t imprint[SHA256_BYTES]; /* what is stamped */
    time_t time;                   /* when, by the authority's clock */
};

/* Check a token in itself: its form, its signature, the certificates it
 * carries, and that the authority's is for timestamps alone.  Says nothing of
 * trust.  After a failure *out is empty.
 *   ERR_CORRUPT  why it does not hold */
MUST_USE enum err_code tst_read(const uint8_t *der, size_t n, struct tst *out,
                                struct err *err);
void tst_deinit(struct tst *tst);

/* A token as it arrived, written the one way tst_read() accepts; appended to
 * `out`.  Nothing a signature covers is touched.
 *   ERR_CORRUPT  it is none   ERR_NOMEM, ERR_RANGE */
MUST_USE enum err_code tst_normalise(const uint8_t *der, size_t n,
                                     struct str *out, struct err *err);

#endif
