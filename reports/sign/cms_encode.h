/* reports/sign/cms_encode.h - the writer behind cms.h; see there. */
#ifndef REPORTS_SIGN_CMS_ENCODE_H
#define REPORTS_SIGN_CMS_ENCODE_H

#include <openssl/x509.h>
#include <stdint.h>

#include "engine/base/crypto.h"
#include "engine/base/str.h"
#include "reports/sign/carried.h"

enum { CMS_BYTES_MAX = 256 * 1024 };

/* The members of the SET OF signed attributes, sorted. */
void cms_encode_attributes(struct str *out, X509 *signer,
                           const uint8_t digest[SHA256_BYTES]);

struct cms_parts {
    const STACK_OF(X509) *certs;  /* the signer first, at most CARRIED_MAX */
    const struct str *attributes; /* the members, as they were signed */
    const struct str *signature;
    const struct str *token; /* timestamp over the signature; empty = none */
};

/* The whole ContentInfo. */
void cms_encode(struct str *out, const struct cms_parts *parts);

#endif
