/* reports/sign/key.h - the inside of a signing key.
 *
 * Everything that signs goes through `sign`, so that keys which never leave a
 * token need only another row here, not another signer.
 */
#ifndef REPORTS_SIGN_KEY_H
#define REPORTS_SIGN_KEY_H

#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include "reports/sign.h"

struct sign_key {
    /* A library context of its own: old PKCS#12 files need the legacy
     * provider, which must not appear in the rest of the program. */
    OSSL_LIB_CTX *library;
    OSSL_PROVIDER *base, *legacy;

    X509 *cert;
    STACK_OF(X509) *chain; /* the signer's issuer first, upward */
    EVP_PKEY *secret;      /* NULL for keys that stay in a token */
    char name[256];

    /* Sign bytes[0..n) with SHA-256; appends the signature value. */
    enum err_code (*sign)(const struct sign_key *key, const void *bytes,
                          size_t n, struct str *signature, struct err *err);
};

#endif
