/* reports/sign/trust.c - see trust.h. */
#include "reports/sign/trust.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "reports/sign/cert.h"

enum {
    TRUST_FILE_BYTES_MAX = 8 * 1024 * 1024, /* Debian's bundle has 220 KB */
    TRUST_FILES_MAX = 2000,
};

/* ---- loading roots ---- */

/* All certificates of one file; *found counts them. */
static enum err_code add_file(X509_STORE *store, const char *path,
                              size_t *found, struct err *err)
{
    char *bytes;
    size_t n;
    enum err_code code = file_read(path, TRUST_FILE_BYTES_MAX, &bytes, &n,
                                   err);
    if (code != ERR_OK)
        return code;
    BIO *bio = BIO_new_mem_buf(bytes, (int)n);
    size_t before = *found;
    X509 *cert = NULL;
    while (bio != NULL &&
           (cert = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
        *found += X509_STORE_add_cert(store, cert) == 1;
        X509_free(cert);
    }
    const unsigned char *p = (const unsigned char *)bytes;
    if (*found == before && (cert = d2i_X509(NULL, &p, (long)n)) != NULL) {
        *found += X509_STORE_add_cert(store, cert) == 1;
        X509_free(cert);
    }
    ERR_clear_error();
    BIO_free(bio);
    free(bytes);
    return ERR_OK;
}

static bool looks_like_cert(const char *path)
{
    static const char *const ends[] = {".pem", ".crt", ".cer", ".der"};
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (n > 4 && strcasecmp(path + n - 4, ends[i]) == 0)
            return true;
    return false;
}

static enum err_code load_roots(X509_STORE *store, const char *trust,
                                struct err *err)
{
    char **paths;
    size_t n, found = 0;
    bool folder = file_is_dir(trust);
    enum err_code code = file_list(trust, TRUST_FILES_MAX, &paths, &n, err);
    if (code != ERR_OK)
        return code;
    for (size_t i = 0; code == ERR_OK && i < n; i++)
        if (!folder || looks_like_cert(paths[i]))
            code = add_file(store, paths[i], &found, err);
    file_list_free(paths, n);
    if (code == ERR_OK && found == 0)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s holds no certificate of a trusted root"), trust);
    return code;
}

/* ---- judging ---- */

static enum err_code untrusted(X509_STORE_CTX *ctx, const struct cms *cms,
                               struct err *err)
{
    char date[CERT_DATE_BYTES], name[256];
    int why = X509_STORE_CTX_get_error(ctx);
    X509 *at = X509_STORE_CTX_get_current_cert(ctx);
    if (at == NULL)
        at = cms->signer;
    cert_name(at, name, sizeof name);
    switch (why) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        cert_date(X509_get0_notAfter(at), date);
        return err_set(err, ERR_DENIED, why,
                       _("the certificate of %s expired on %s, and without a "
                         "timestamp nothing shows that it was used before"),
                       name, date);
    case X509_V_ERR_CERT_NOT_YET_VALID:
        cert_date(X509_get0_notBefore(at), date);
        return err_set(err, ERR_DENIED, why,
                       _("the certificate of %s is valid from %s only"), name,
                       date);
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return err_set(err, ERR_DENIED, why,
                       _("no root of your trust list stands behind it"));
    default:
        return err_set(err, ERR_DENIED, why, _("certificate of %s: %s"), name,
                       X509_verify_cert_error_string(why));
    }
}

static enum err_code check_claim(const struct cms *cms, time_t claimed,
                                 struct err *err)
{
    if (!cert_may_sign(cms->signer))
        return err_set(err, ERR_DENIED, 0,
                       _("the certificate's key usage does not allow "
                         "signing"));
    if (cert_at(cms->signer, claimed) != 0)
        return err_set(err, ERR_DENIED, 0,
                       _("the certificate was not valid at the time the "
                         "signature claims"));
    return ERR_OK;
}

/* The uppermost carried certificate, unless it signed itself, was signed by
 * one that is not carried: only the chain that was built says whether its
 * bytes are right, and the chain may have taken another in its place. */
static bool top_was_used(X509_STORE_CTX *ctx, const struct cms *cms)
{
    X509 *top = sk_X509_value(cms->certs, sk_X509_num(cms->certs) - 1);
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
    if (X509_NAME_cmp(X509_get_issuer_name(top),
                      X509_get_subject_name(top)) == 0)
        return true;
    for (int i = 0; i < sk_X509_num(chain); i++)
        if (X509_cmp(sk_X509_value(chain, i), top) == 0)
            return true;
    return false;
}

static enum err_code judge_chain(X509_STORE *store, const struct cms *cms,
                                 struct err *err)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    if (ctx == NULL ||
        X509_STORE_CTX_init(ctx, store, cms->signer, cms->certs) != 1) {
        X509_STORE_CTX_free(ctx);
        return cert_crypto_failed(err, _("verifying"));
    }
    /* Any purpose: a certificate for document signing only is refused by the
     * default one, made for mail.  Level 2 is CERT_SECURITY_BITS. */
    (void)X509_STORE_CTX_set_purpose(ctx, X509_PURPOSE_ANY);
    X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(ctx), 2);
    enum err_code code = X509_verify_cert(ctx) == 1
                             ? ERR_OK
                             : untrusted(ctx, cms, err);
    if (code == ERR_OK && !top_was_used(ctx, cms))
        code = err_set(err, ERR_CORRUPT, 0,
                       _("a certificate it carries was changed"));
    X509_STORE_CTX_free(ctx);
    return code;
}

enum err_code trust_judge(const char *trust, const struct cms *cms,
                          time_t claimed, struct err *err)
{
    if (trust == NULL)
        return err_set(err, ERR_DENIED, 0,
                       _("no trusted root was given; name its certificate "
                         "with --trust"));
    X509_STORE *store = X509_STORE_new();
    if (store == NULL)
        return cert_crypto_failed(err, _("verifying"));
    enum err_code code = load_roots(store, trust, err);
    if (code == ERR_OK)
        code = judge_chain(store, cms, err);
    if (code == ERR_OK)
        code = check_claim(cms, claimed, err);
    X509_STORE_free(store);
    ERR_clear_error();
    return code;
}
