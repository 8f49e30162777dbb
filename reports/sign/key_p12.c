/* reports/sign/key_p12.c - a signing key from a PKCS#12 file. */
#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"
#include "reports/sign/key.h"

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

enum err_code key_read_p12(struct sign_key *key, const char *path,
                           const char *bytes, size_t n, const char *pass,
                           struct err *err)
{
    PKCS12 *p12 = NULL;
    enum err_code code = parse_p12(key, path, bytes, n, &p12, err);
    if (code == ERR_OK)
        code = unpack(key, path, p12, pass, err);
    PKCS12_free(p12);
    return code;
}
