/* reports/sign/carried.c - see carried.h. */
#include "reports/sign/carried.h"

#include <openssl/err.h>
#include <stdbool.h>
#include <string.h>

#include "engine/base/i18n.h"

/* Byte for byte: X509_NAME_cmp() takes "Root" for "root", and no signature
 * covers the name by which a signer is given. */
static bool same_name(const X509_NAME *a, const X509_NAME *b)
{
    const unsigned char *x, *y;
    size_t n, m;
    return X509_NAME_get0_der(a, &x, &n) == 1 &&
           X509_NAME_get0_der(b, &y, &m) == 1 && n == m &&
           memcmp(x, y, n) == 0;
}

static bool is_named(const X509 *cert, const X509_NAME *issuer,
                     const ASN1_INTEGER *serial)
{
    return same_name(X509_get_issuer_name(cert), issuer) &&
           ASN1_INTEGER_cmp(X509_get0_serialNumber(cert), serial) == 0;
}

static bool has(const STACK_OF(X509) *certs, const X509 *cert)
{
    for (int i = 0; i < sk_X509_num(certs); i++)
        if (X509_cmp(sk_X509_value(certs, i), cert) == 0)
            return true;
    return false;
}

STACK_OF(X509) *carried_chain(const STACK_OF(X509) *pool,
                              const X509_NAME *issuer,
                              const ASN1_INTEGER *serial)
{
    STACK_OF(X509) *certs = sk_X509_new_null();
    X509 *last = NULL;
    bool ok = certs != NULL;
    for (int i = 0; ok && i < sk_X509_num(pool) &&
                    sk_X509_num(certs) < CARRIED_MAX; i++) {
        X509 *next = sk_X509_value(pool, i);
        bool fits = last == NULL
                        ? is_named(next, issuer, serial)
                        : X509_NAME_cmp(X509_get_issuer_name(last),
                                        X509_get_subject_name(next)) == 0;
        if (!fits || has(certs, next))
            continue;
        ok = X509_up_ref(next) == 1 && sk_X509_push(certs, next) > 0;
        last = next;
        i = -1;
    }
    if (ok && last != NULL)
        return certs;
    sk_X509_pop_free(certs, X509_free);
    return NULL;
}

/* Is every certificate signed by the next, and the last by itself when it
 * claims so?  Trust judges the chain it builds, which may take a root from
 * the office's own list instead of the one carried here: without this, a
 * changed byte in a carried certificate could go unseen. */
static bool chain_holds(const STACK_OF(X509) *certs)
{
    for (int i = 0; i < sk_X509_num(certs); i++) {
        X509 *cert = sk_X509_value(certs, i);
        bool top = i + 1 == sk_X509_num(certs);
        X509 *issuer = top ? cert : sk_X509_value(certs, i + 1);
        if (top && X509_NAME_cmp(X509_get_issuer_name(cert),
                                 X509_get_subject_name(cert)) != 0)
            return true; /* its issuer is not carried */
        EVP_PKEY *key = X509_get0_pubkey(issuer);
        if (key == NULL || X509_verify(cert, key) != 1)
            return false;
    }
    return true;
}

enum err_code carried_take(const STACK_OF(X509) *pool, const X509_NAME *issuer,
                           const ASN1_INTEGER *serial, STACK_OF(X509) **out,
                           struct err *err)
{
    *out = NULL;
    STACK_OF(X509) *certs = carried_chain(pool, issuer, serial);
    const char *why = NULL;
    if (certs == NULL || sk_X509_num(certs) != sk_X509_num(pool))
        why = N_("the certificates it carries are not the signer's and those "
                 "above it");
    else if (!chain_holds(certs))
        why = N_("a certificate it carries was changed");
    ERR_clear_error();
    if (why == NULL) {
        *out = certs;
        return ERR_OK;
    }
    sk_X509_pop_free(certs, X509_free);
    return err_set(err, ERR_CORRUPT, 0, "%s", _(why));
}
