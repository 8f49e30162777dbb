/* reports/sign/cms.h - the CMS inside a signature: CAdES-B and CAdES-T,
 * written by hand.
 *
 * OpenSSL 3.0's CMS signer always adds signing-time, which PAdES forbids (ETSI
 * EN 319 142-1 table 1), and would have to sign twice to lose it again.  So
 * the few fields are written here, in DER, with one call of the key:
 *
 *   SignedData 1 { sha256 } id-data [0] certificates
 *     SignerInfo 1 issuer+serial sha256
 *       [0] contentType, messageDigest, signingCertificateV2   - and no other
 *       rsaEncryption | ecdsa-with-SHA256, signature value
 *       [1] signature-time-stamp                               - or nothing
 *
 * Reading goes through OpenSSL, and then the same writer writes what was read
 * and the bytes must be equal: whatever no signature covers (versions,
 * algorithm parameters, order, encoding) has exactly one accepted form.
 */
#ifndef REPORTS_SIGN_CMS_H
#define REPORTS_SIGN_CMS_H

#include <openssl/x509.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/crypto.h"
#include "reports/sign/key.h"
#include "reports/sign/tsa.h"

/* Sign the digest of a document; appends the DER to `out`.  tsa: who stamps
 * the signature, NULL = nobody.
 *   ERR_SYSTEM  the key or libcrypto failed   ERR_NOMEM
 *   and those of tsa_stamp() */
MUST_USE enum err_code cms_sign(const struct sign_key *key,
                                const uint8_t digest[SHA256_BYTES],
                                const struct tsa *tsa, struct str *out,
                                struct err *err);

/* What stands in a CMS that is sound in itself. */
struct cms {
    X509 *signer;          /* borrowed from certs */
    STACK_OF(X509) *certs; /* the signer first, then upward; owned */
    uint8_t digest[SHA256_BYTES]; /* messageDigest */
    uint8_t imprint[SHA256_BYTES]; /* of the signature value: what a timestamp
                                    * stamps */
    struct str token; /* its timestamp, checked by tst_read(); may be empty */
};

/* Check der[0..n) in itself: its form, its signature over its attributes, and
 * that every certificate it carries belongs to the signer's chain and is
 * signed by the next; a timestamp, that it holds and stamps this signature.
 * Says nothing about the document or about trust.
 *   ERR_CORRUPT  why it does not hold   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code cms_read(const uint8_t *der, size_t n, struct cms *out,
                                struct err *err);
void cms_deinit(struct cms *cms);

#endif
