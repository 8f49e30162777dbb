/* reports/sign/cms_encode.h - the writer behind cms.h; see there. */
#ifndef REPORTS_SIGN_CMS_ENCODE_H
#define REPORTS_SIGN_CMS_ENCODE_H

#include <openssl/x509.h>
#include <stdint.h>

#include "engine/base/crypto.h"
#include "engine/base/str.h"

enum { CMS_BYTES_MAX = 256 * 1024, CMS_CERTS_MAX = 16 };

/* The members of the SET OF signed attributes, sorted. */
void cms_encode_attributes(struct str *out, X509 *signer,
                           const uint8_t digest[SHA256_BYTES]);

/* The whole ContentInfo.  certs: the signer first, at most CMS_CERTS_MAX.
 * attributes: the members, as they were signed. */
void cms_encode(struct str *out, const STACK_OF(X509) *certs,
                const struct str *attributes, const struct str *signature);

#endif
