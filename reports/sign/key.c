/* reports/sign/key.c - a signing key from a PKCS#12 file. */
#include "reports/sign/key.h"

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/crypto.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "reports/sign/cert.h"

enum {
    P12_BYTES_MAX = 1024 * 1024, /* a key with a long chain has 10 KB */
    SECRET_ROOM = 1024,
    SIGNATURE_BYTES_MAX = 4096,
};

static enum err_code sign_here(const struct sign_key *key, const void *bytes,
                               size_t n, struct str *signature,
                               struct err *err)
{
    unsigned char value[SIGNATURE_BYTES_MAX];
    size_t length = sizeof value;
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool done = ctx != NULL &&
                EVP_DigestSignInit_ex(ctx, NULL, "SHA256", key->library, NULL,
                                      key->secret, NULL) == 1 &&
                EVP_DigestSign(ctx, value, &length, bytes, n) == 1;
    EVP_MD_CTX_free(ctx);
    if (!done)
        return cert_crypto_failed(err, _("signing"));
    str_add_bytes(signature, (const char *)value, length);
    return ERR_OK;
}

/* ---- opening the file ---- */

static enum err_code parse_p12(struct sign_key *key, const char *path,
                               const char *bytes, size_t n, PKCS12 **out,
                               struct err *err)
{
    const unsigned char *p = (const unsigned char *)bytes;
    PKCS12 *p12 = PKCS12_init_ex(NID_pkcs7_data, key->library, NULL);
    if (p12 == NULL)
        return cert_crypto_failed(err, _("opening the key"));
    if (d2i_PKCS12(&p12, &p, (long)n) == NULL) {
        ERR_clear_error();
        *out = NULL; /* d2i frees what it was given */
        return err_set(err, ERR_FORMAT, 0,
                       _("%s is no PKCS#12 key file (.p12, .pfx)"), path);
    }
    *out = p12;
    return ERR_OK;
}

/* Take key, certificate and the rest out of the file.  Files of older tools
 * are encrypted with RC2 or single 3DES parts that only the legacy provider
 * still knows: it is loaded when the passphrase is right and unpacking fails.
 */
static enum err_code unpack(struct sign_key *key, const char *path,
                            PKCS12 *p12, const char *pass, struct err *err)
{
    if (PKCS12_mac_present(p12) && PKCS12_verify_mac(p12, pass, -1) != 1) {
        ERR_clear_error();
        return err_set(err, ERR_DENIED, 0,
                       _("%s: the passphrase is wrong"), path);
    }
    for (int attempt = 0; attempt < 2; attempt++) {
        if (PKCS12_parse(p12, pass, &key->secret, &key->cert, &key->chain))
            return ERR_OK;
        sk_X509_pop_free(key->chain, X509_free);
        key->secret = NULL;
        key->cert = NULL;
        key->chain = NULL;
        if (attempt == 0)
            key->legacy = OSSL_PROVIDER_load(key->library, "legacy");
    }
    if (!PKCS12_mac_present(p12)) {
        ERR_clear_error();
        return err_set(err, ERR_DENIED, 0,
                       _("%s: the passphrase is wrong"), path);
    }
    if (key->legacy == NULL) {
        ERR_clear_error();
        return err_set(err, ERR_SYSTEM, 0,
                       _("%s is encrypted in an old way and this computer's "
                         "OpenSSL has no legacy provider; save the key again "
                         "with a newer tool"), path);
    }
    return cert_crypto_failed(err, path);
}

/* Keep of the file's other certificates those that lead upward from the
 * signer, in that order; whatever else lies in the file is dropped. */
static enum err_code order_chain(struct sign_key *key, struct err *err)
{
    STACK_OF(X509) *rest = key->chain;
    STACK_OF(X509) *chain = sk_X509_new_null();
    bool ok = chain != NULL;
    X509 *last = key->cert;
    for (int i = 0; ok && i < sk_X509_num(rest); i++) {
        X509 *next = sk_X509_value(rest, i);
        if (X509_NAME_cmp(X509_get_issuer_name(last),
                          X509_get_subject_name(last)) == 0)
            break;
        if (X509_check_issued(next, last) != X509_V_OK)
            continue;
        sk_X509_delete(rest, i);
        ok = sk_X509_push(chain, next) > 0;
        if (!ok)
            X509_free(next);
        last = next;
        i = -1;
    }
    sk_X509_pop_free(rest, X509_free);
    key->chain = chain;
    ERR_clear_error();
    return ok ? ERR_OK : cert_crypto_failed(err, _("opening the key"));
}

/* ---- may it sign? ---- */

static enum err_code check_dates(const struct sign_key *key, const char *path,
                                 struct err *err)
{
    int at = cert_at(key->cert, time(NULL));
    char date[CERT_DATE_BYTES];
    if (at < 0) {
        cert_date(X509_get0_notBefore(key->cert), date);
        return err_set(err, ERR_RANGE, 0,
                       _("%s: the certificate of %s is valid from %s only"),
                       path, key->name, date);
    }
    if (at > 0) {
        cert_date(X509_get0_notAfter(key->cert), date);
        return err_set(err, ERR_RANGE, 0,
                       _("%s: the certificate of %s expired on %s"), path,
                       key->name, date);
    }
    return ERR_OK;
}

static enum err_code check_key(const struct sign_key *key, const char *path,
                               struct err *err)
{
    if (key->secret == NULL)
        return err_set(err, ERR_FORMAT, 0, _("%s holds no private key"), path);
    if (key->cert == NULL ||
        X509_check_private_key(key->cert, key->secret) != 1) {
        ERR_clear_error();
        return err_set(err, ERR_FORMAT, 0,
                       _("%s holds no certificate that belongs to its "
                         "private key"), path);
    }
    if (!cert_key_usable(key->secret))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: keys of this kind or length are not accepted; "
                         "RSA of at least 2048 bits or an elliptic curve such "
                         "as P-256 is needed"), path);
    if (!cert_may_sign(key->cert))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: the certificate's key usage does not allow "
                         "signing"), path);
    return check_dates(key, path, err);
}

static enum err_code load(struct sign_key *key, const char *path,
                          const char *bytes, size_t n, const char *pass,
                          struct err *err)
{
    PKCS12 *p12 = NULL;
    key->library = OSSL_LIB_CTX_new();
    if (key->library != NULL)
        key->base = OSSL_PROVIDER_load(key->library, "default");
    if (key->base == NULL)
        return cert_crypto_failed(err, _("opening the key"));
    enum err_code code = parse_p12(key, path, bytes, n, &p12, err);
    if (code == ERR_OK)
        code = unpack(key, path, p12, pass, err);
    PKCS12_free(p12);
    if (code == ERR_OK && key->cert != NULL)
        cert_name(key->cert, key->name, sizeof key->name);
    if (code == ERR_OK)
        code = check_key(key, path, err);
    return code == ERR_OK ? order_chain(key, err) : code;
}

enum err_code sign_key_open(const char *p12_path,
                            const struct secret_source *secret,
                            struct sign_key **out, struct err *err)
{
    char *bytes;
    size_t n;
    char pass[SECRET_ROOM];
    *out = NULL;
    enum err_code code = file_read(p12_path, P12_BYTES_MAX, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    struct sign_key *key = mem_alloc(1, sizeof *key);
    if (key == NULL) {
        code = err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), p12_path);
        goto done;
    }
    key->sign = sign_here;
    struct str prompt;
    str_init(&prompt, LIMIT_PATH_BYTES + 100);
    str_addf(&prompt, _("Passphrase of %s:"), p12_path);
    code = sign_secret_read(secret, prompt.text, pass, sizeof pass, err);
    str_deinit(&prompt);
    if (code == ERR_OK)
        code = load(key, p12_path, bytes, n, pass, err);
    crypto_wipe(pass, sizeof pass);
done:
    crypto_wipe(bytes, n);
    free(bytes);
    if (code == ERR_OK)
        *out = key;
    else
        sign_key_free(key);
    return code;
}

void sign_key_free(struct sign_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_free(key->secret);
    X509_free(key->cert);
    sk_X509_pop_free(key->chain, X509_free);
    if (key->legacy != NULL)
        (void)OSSL_PROVIDER_unload(key->legacy);
    if (key->base != NULL)
        (void)OSSL_PROVIDER_unload(key->base);
    OSSL_LIB_CTX_free(key->library);
    free(key);
}

const char *sign_key_name(const struct sign_key *key)
{
    return key->name;
}
