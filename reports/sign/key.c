/* reports/sign/key.c - opening a signing key, wherever it is kept, and asking
 * whether it may sign. */
#include "reports/sign/key.h"

#include <openssl/err.h>
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
    KEY_BYTES_MAX = 1024 * 1024, /* a key with a long chain has 10 KB */
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

/* ---- the chain ---- */

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

/* ---- opening ---- */

static bool is_token(const char *place)
{
    return strncmp(place, "pkcs11:", 7) == 0;
}

static bool is_pem(const char *bytes, size_t n)
{
    static const char head[] = "-----BEGIN ";
    return memmem(bytes, n, head, sizeof head - 1) != NULL;
}

static enum err_code load(struct sign_key *key, const char *place,
                          const char *bytes, size_t n, const char *pass,
                          struct err *err)
{
    enum err_code code;
    key->library = OSSL_LIB_CTX_new();
    if (key->library != NULL)
        key->base = OSSL_PROVIDER_load(key->library, "default");
    if (key->base == NULL)
        return cert_crypto_failed(err, _("opening the key"));
    if (bytes == NULL)
        code = key_open_token(key, place, pass, err);
    else if (is_pem(bytes, n))
        code = key_read_pem(key, place, bytes, n, pass, err);
    else
        code = key_read_p12(key, place, bytes, n, pass, err);
    if (code == ERR_OK && key->cert != NULL)
        cert_name(key->cert, key->name, sizeof key->name);
    if (code == ERR_OK)
        code = check_key(key, place, err);
    return code == ERR_OK ? order_chain(key, err) : code;
}

static enum err_code ask_secret(const char *place,
                                const struct secret_source *secret,
                                char pass[SECRET_ROOM], struct err *err)
{
    struct str prompt;
    str_init(&prompt, LIMIT_PATH_BYTES + 100);
    str_addf(&prompt, is_token(place) ? _("PIN of %s:")
                                      : _("Passphrase of %s:"), place);
    enum err_code code =
        sign_secret_read(secret, prompt.text, pass, SECRET_ROOM, err);
    str_deinit(&prompt);
    return code;
}

enum err_code sign_key_open(const char *place,
                            const struct secret_source *secret,
                            struct sign_key **out, struct err *err)
{
    char *bytes = NULL;
    size_t n = 0;
    char pass[SECRET_ROOM];
    enum err_code code = ERR_OK;
    *out = NULL;
    if (!is_token(place))
        code = file_read(place, KEY_BYTES_MAX, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    struct sign_key *key = mem_alloc(1, sizeof *key);
    if (key == NULL) {
        code = err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), place);
        goto done;
    }
    key->sign = sign_here;
    code = ask_secret(place, secret, pass, err);
    if (code == ERR_OK)
        code = load(key, place, bytes, n, pass, err);
    crypto_wipe(pass, sizeof pass);
done:
    if (bytes != NULL)
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
    key_close_token(key);
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
