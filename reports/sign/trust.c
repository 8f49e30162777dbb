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
#include "engine/base/mem.h"
#include "reports/sign/cert.h"

struct trust {
    X509_STORE *store; /* NULL: nobody is trusted */
};

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

enum err_code trust_open(const char *path, struct trust **out, struct err *err)
{
    enum err_code code = ERR_OK;
    *out = NULL;
    struct trust *trust = mem_alloc(1, sizeof *trust);
    if (trust == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       path != NULL ? path : "--trust");
    if (path != NULL) {
        trust->store = X509_STORE_new();
        code = trust->store == NULL ? cert_crypto_failed(err, _("verifying"))
                                    : load_roots(trust->store, path, err);
    }
    if (code != ERR_OK) {
        trust_free(trust);
        return code;
    }
    *out = trust;
    return ERR_OK;
}

void trust_free(struct trust *trust)
{
    if (trust == NULL)
        return;
    X509_STORE_free(trust->store);
    free(trust);
}

/* ---- judging ---- */

static enum err_code untrusted(X509_STORE_CTX *ctx, const struct trust_ask *ask,
                               struct err *err)
{
    char date[CERT_DATE_BYTES], name[256];
    int why = X509_STORE_CTX_get_error(ctx);
    X509 *at = X509_STORE_CTX_get_current_cert(ctx);
    if (at == NULL)
        at = sk_X509_value(ask->certs, 0);
    cert_name(at, name, sizeof name);
    switch (why) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        cert_date(X509_get0_notAfter(at), date);
        return ask->when != 0 || ask->timestamps
                   ? err_set(err, ERR_DENIED, why,
                             _("the certificate of %s had expired, on %s"),
                             name, date)
                   : err_set(err, ERR_DENIED, why,
                             _("the certificate of %s expired on %s, and "
                               "without a timestamp nothing shows that it was "
                               "used before"), name, date);
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

/* The uppermost carried certificate, unless it signed itself, was signed by
 * one that is not carried: only the chain that was built says whether its
 * bytes are right, and the chain may have taken another in its place. */
static bool top_was_used(X509_STORE_CTX *ctx, const STACK_OF(X509) *certs)
{
    X509 *top = sk_X509_value(certs, sk_X509_num(certs) - 1);
    const STACK_OF(X509) *chain = X509_STORE_CTX_get0_chain(ctx);
    if (X509_NAME_cmp(X509_get_issuer_name(top),
                      X509_get_subject_name(top)) == 0)
        return true;
    for (int i = 0; i < sk_X509_num(chain); i++)
        if (X509_cmp(sk_X509_value(chain, i), top) == 0)
            return true;
    return false;
}

/* Any purpose for signers: a certificate for document signing only is refused
 * by the default one, made for mail.  Level 2 is CERT_SECURITY_BITS. */
static void set_rules(X509_STORE_CTX *ctx, const struct trust_ask *ask)
{
    X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param(ctx);
    (void)X509_STORE_CTX_set_purpose(ctx, ask->timestamps
                                              ? X509_PURPOSE_TIMESTAMP_SIGN
                                              : X509_PURPOSE_ANY);
    X509_VERIFY_PARAM_set_auth_level(rules, 2);
    if (ask->when != 0)
        X509_VERIFY_PARAM_set_time(rules, ask->when);
}

enum err_code trust_judge(const struct trust *trust,
                          const struct trust_ask *ask, STACK_OF(X509) **chain,
                          struct err *err)
{
    if (chain != NULL)
        *chain = NULL;
    if (trust->store == NULL)
        return err_set(err, ERR_DENIED, 0,
                       _("no trusted root was given; name its certificate "
                         "with --trust"));
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    if (ctx == NULL ||
        X509_STORE_CTX_init(ctx, trust->store, sk_X509_value(ask->certs, 0),
                            ask->certs) != 1) {
        X509_STORE_CTX_free(ctx);
        return cert_crypto_failed(err, _("verifying"));
    }
    set_rules(ctx, ask);
    enum err_code code = X509_verify_cert(ctx) == 1
                             ? ERR_OK
                             : untrusted(ctx, ask, err);
    if (code == ERR_OK && !top_was_used(ctx, ask->certs))
        code = err_set(err, ERR_CORRUPT, 0,
                       _("a certificate it carries was changed"));
    if (code == ERR_OK && chain != NULL) {
        *chain = X509_STORE_CTX_get1_chain(ctx);
        if (*chain == NULL)
            code = cert_crypto_failed(err, _("verifying"));
    }
    X509_STORE_CTX_free(ctx);
    ERR_clear_error();
    return code;
}
