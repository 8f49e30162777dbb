/* reports/sign/key_pem.c - a signing key from a PEM file: an encrypted private
 * key (PKCS#8, or the older form of OpenSSL) and its certificates, in any
 * order. */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"
#include "reports/sign/key.h"

struct asked {
    const char *pass;
    bool was; /* the key is encrypted */
};

static int give_passphrase(char *out, int room, int writing, void *data)
{
    struct asked *asked = data;
    size_t n = strlen(asked->pass);
    (void)writing;
    asked->was = true;
    if (room < 0 || n > (size_t)room)
        return -1;
    memcpy(out, asked->pass, n);
    return (int)n;
}

static enum err_code read_secret(struct sign_key *key, const char *path,
                                 BIO *bio, const char *pass, struct err *err)
{
    struct asked asked = {.pass = pass};
    key->secret = PEM_read_bio_PrivateKey_ex(bio, NULL, give_passphrase,
                                             &asked, key->library, NULL);
    ERR_clear_error();
    if (key->secret == NULL && asked.was)
        return err_set(err, ERR_DENIED, 0, _("%s: the passphrase is wrong"),
                       path);
    if (key->secret == NULL)
        return err_set(err, ERR_FORMAT, 0, _("%s holds no private key"), path);
    if (!asked.was)
        return err_set(err, ERR_FORMAT, 0,
                       _("the private key in %s is not encrypted: whoever "
                         "reads the file can sign; encrypt it with: openssl "
                         "pkcs8 -topk8 -in KEY.pem -out NEW.pem"), path);
    return ERR_OK;
}

/* The certificate that belongs to the key, and the rest. */
static bool read_certs(struct sign_key *key, BIO *bio)
{
    key->chain = sk_X509_new_null();
    for (;;) {
        X509 *cert = X509_new_ex(key->library, NULL);
        if (cert == NULL || key->chain == NULL) {
            X509_free(cert);
            return false;
        }
        if (PEM_read_bio_X509(bio, &cert, NULL, NULL) == NULL) {
            X509_free(cert);
            return true;
        }
        if (key->cert == NULL &&
            X509_check_private_key(cert, key->secret) == 1) {
            key->cert = cert;
        } else if (sk_X509_push(key->chain, cert) <= 0) {
            X509_free(cert);
            return false;
        }
    }
}

enum err_code key_read_pem(struct sign_key *key, const char *path,
                           const char *bytes, size_t n, const char *pass,
                           struct err *err)
{
    BIO *bio = BIO_new_mem_buf(bytes, (int)n);
    BIO *again = BIO_new_mem_buf(bytes, (int)n);
    enum err_code code = ERR_OK;
    if (bio == NULL || again == NULL)
        code = cert_crypto_failed(err, _("opening the key"));
    if (code == ERR_OK)
        code = read_secret(key, path, bio, pass, err);
    if (code == ERR_OK && !read_certs(key, again))
        code = cert_crypto_failed(err, _("opening the key"));
    ERR_clear_error();
    BIO_free(bio);
    BIO_free(again);
    return code;
}
