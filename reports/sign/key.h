/* reports/sign/key.h - the inside of a signing key.
 *
 * Everything that signs goes through `sign`, wherever the key is kept: in a
 * file, or in a token that it never leaves.
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
    EVP_PKEY *secret;      /* of a token: only a handle */
    char name[256];
    struct key_token *token; /* NULL = not in one */

    /* Sign bytes[0..n) with SHA-256; appends the signature value. */
    enum err_code (*sign)(const struct sign_key *key, const void *bytes,
                          size_t n, struct str *signature, struct err *err);
};

/* Where keys come from: each sets secret, cert and chain (in any order).
 *   ERR_DENIED  wrong passphrase or PIN   ERR_FORMAT  no such key
 *   ERR_SYSTEM, ERR_NOMEM */
MUST_USE enum err_code key_read_p12(struct sign_key *key, const char *path,
                                    const char *bytes, size_t n,
                                    const char *pass, struct err *err);
/* An encrypted private key and its certificates, in one file. */
MUST_USE enum err_code key_read_pem(struct sign_key *key, const char *path,
                                    const char *bytes, size_t n,
                                    const char *pass, struct err *err);
/* pkcs11:token=LABEL;object=LABEL?module-path=FILE (RFC 7512); the key stays
 * in the token.   ERR_USAGE  the URI   ERR_NOTFOUND  no such token or key */
MUST_USE enum err_code key_open_token(struct sign_key *key, const char *uri,
                                      const char *pin, struct err *err);
void key_close_token(struct sign_key *key);

#endif
