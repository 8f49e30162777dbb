/* reports/sign/trial.c - a throwaway key, to try signing before the office
 * has a certificate.
 *
 * A root of its own signs one certificate and a list that revokes nothing; its
 * private half is forgotten at once, so nothing else can ever be issued under
 * it.  Every name says that it is for trial only.
 */
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/crypto.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"
#include "reports/sign.h"
#include "reports/sign/cert.h"

enum {
    TRIAL_DAYS = 365,
    RSA_BITS = 2048,
    NAME_CHARS_MAX = 40, /* with the warning it fits the 64 of X.520 */
    SERIAL_BYTES = 16,
};

#define WARNING "试用 TRIAL ONLY"

struct part {
    const char *section, *value; /* extension by OpenSSL's name and syntax */
};

/* issuer == NULL: self-signed. */
struct plan {
    const char *common_name;
    X509 *issuer;
    EVP_PKEY *issuer_key;
    const struct part *extensions;
};

static bool add_name(X509_NAME *name, const char *key, const char *text)
{
    return X509_NAME_add_entry_by_txt(name, key, MBSTRING_UTF8,
                                      (const unsigned char *)text, -1, -1,
                                      0) == 1;
}

static bool set_serial(X509 *cert)
{
    unsigned char random[SERIAL_BYTES];
    if (crypto_random(random, sizeof random, NULL) != ERR_OK)
        return false;
    random[0] = (random[0] & 0x7F) | 0x40; /* positive, never short */
    BIGNUM *number = BN_bin2bn(random, sizeof random, NULL);
    bool ok = number != NULL &&
              BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert)) != NULL;
    BN_free(number);
    return ok;
}

static bool add_extensions(X509 *cert, X509 *issuer, const struct part *parts)
{
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    for (; parts->section != NULL; parts++) {
        X509_EXTENSION *extension =
            X509V3_EXT_conf(NULL, &ctx, parts->section, parts->value);
        bool ok = extension != NULL && X509_add_ext(cert, extension, -1) == 1;
        X509_EXTENSION_free(extension);
        if (!ok)
            return false;
    }
    return true;
}

/* A key pair and its certificate; NULL when libcrypto fails. */
static X509 *make_cert(const struct plan *plan, EVP_PKEY **key)
{
    X509 *cert = X509_new();
    *key = EVP_RSA_gen(RSA_BITS);
    X509 *issuer = plan->issuer != NULL ? plan->issuer : cert;
    EVP_PKEY *signer = plan->issuer != NULL ? plan->issuer_key : *key;
    X509_NAME *name = cert != NULL ? X509_get_subject_name(cert) : NULL;
    bool ok = name != NULL && *key != NULL &&
              X509_set_version(cert, X509_VERSION_3) == 1 &&
              set_serial(cert) && add_name(name, "C", "CN") &&
              add_name(name, "O", "pingyi " WARNING) &&
              add_name(name, "CN", plan->common_name) &&
              X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1 &&
              /* A minute back: clocks of two computers differ. */
              X509_gmtime_adj(X509_getm_notBefore(cert), -60) != NULL &&
              X509_time_adj_ex(X509_getm_notAfter(cert), TRIAL_DAYS, 0,
                               NULL) != NULL &&
              X509_set_pubkey(cert, *key) == 1 &&
              add_extensions(cert, issuer, plan->extensions) &&
              X509_sign(cert, signer, EVP_sha256()) > 0;
    if (ok)
        return cert;
    X509_free(cert);
    EVP_PKEY_free(*key);
    *key = NULL;
    return NULL;
}

static X509 *make_root(EVP_PKEY **key)
{
    static const struct part extensions[] = {
        {"basicConstraints", "critical,CA:TRUE,pathlen:0"},
        {"keyUsage", "critical,keyCertSign,cRLSign"},
        {"subjectKeyIdentifier", "hash"},
        {NULL, NULL},
    };
    unsigned char random[4];
    char hex[9], name[64];
    if (crypto_random(random, sizeof random, NULL) != ERR_OK)
        return NULL;
    crypto_hex(random, sizeof random, hex);
    (void)snprintf(name, sizeof name, WARNING " CA %s", hex);
    return make_cert(&(struct plan){name, NULL, NULL, extensions}, key);
}

static X509 *make_leaf(const char *who, X509 *root, EVP_PKEY *root_key,
                       EVP_PKEY **key)
{
    static const struct part extensions[] = {
        {"basicConstraints", "critical,CA:FALSE"},
        {"keyUsage", "critical,digitalSignature,nonRepudiation"},
        {"subjectKeyIdentifier", "hash"},
        {"authorityKeyIdentifier", "keyid:always"},
        {NULL, NULL},
    };
    char name[NAME_CHARS_MAX * 4 + 64];
    (void)snprintf(name, sizeof name, "%s（" WARNING "）", who);
    return make_cert(&(struct plan){name, root, root_key, extensions}, key);
}

/* ---- files ---- */

/* A new file only its owner can read; an existing one is never replaced. */
static enum err_code write_new(const char *path, BIO *bytes, struct err *err)
{
    char *data = NULL;
    long n = BIO_get_mem_data(bytes, &data);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return err_set(err, ERR_EXISTS, errno,
                       _("%s exists already; keys are never overwritten"),
                       path);
    if (fd < 0)
        return err_errno(err, errno, _("writing"), path);
    int failed = 0;
    while (n > 0 && failed == 0) {
        ssize_t put = write(fd, data, (size_t)n);
        if (put < 0 && errno == EINTR)
            continue;
        failed = put < 0 ? errno : 0;
        data += put > 0 ? put : 0;
        n -= put > 0 ? put : 0;
    }
    if (failed == 0 && fsync(fd) != 0)
        failed = errno;
    if (close(fd) != 0 && failed == 0)
        failed = errno;
    if (failed == 0)
        return ERR_OK;
    (void)unlink(path);
    return err_errno(err, failed, _("writing"), path);
}

static BIO *p12_bytes(EVP_PKEY *key, X509 *cert, X509 *root, const char *pass)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    BIO *out = BIO_new(BIO_s_mem());
    PKCS12 *p12 = NULL;
    if (chain != NULL && sk_X509_push(chain, root) > 0)
        p12 = PKCS12_create(pass, WARNING, key, cert, chain, 0, 0, 0, 0, 0);
    if (p12 == NULL || out == NULL || i2d_PKCS12_bio(out, p12) != 1) {
        BIO_free(out);
        out = NULL;
    }
    PKCS12_free(p12);
    sk_X509_free(chain);
    return out;
}

/* The list of what the root revoked: nothing, as long as it is valid. */
static BIO *crl_bytes(X509 *root, EVP_PKEY *root_key)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    BIO *out = BIO_new(BIO_s_mem());
    bool ok = crl != NULL && number != NULL && out != NULL &&
              ASN1_INTEGER_set(number, 1) == 1 &&
              X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
              X509_CRL_set_issuer_name(crl, X509_get_subject_name(root)) ==
                  1 &&
              X509_CRL_set1_lastUpdate(crl, X509_get0_notBefore(root)) == 1 &&
              X509_CRL_set1_nextUpdate(crl, X509_get0_notAfter(root)) == 1 &&
              X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1 &&
              X509_CRL_sign(crl, root_key, EVP_sha256()) > 0 &&
              PEM_write_bio_X509_CRL(out, crl) == 1;
    X509_CRL_free(crl);
    ASN1_INTEGER_free(number);
    if (ok)
        return out;
    BIO_free(out);
    return NULL;
}

struct part_file {
    const char *name;
    BIO *bytes;
    struct str path;
};

/* All of them or none. */
static enum err_code write_all(const char *dir, size_t n,
                               struct part_file files[], struct err *err)
{
    size_t written = 0;
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < n; i++) {
        str_init(&files[i].path, LIMIT_PATH_BYTES);
        file_join(&files[i].path, dir, files[i].name);
        if (code == ERR_OK)
            code = str_check(&files[i].path, dir, err);
    }
    for (; code == ERR_OK && written < n; written += code == ERR_OK)
        code = write_new(files[written].path.text, files[written].bytes, err);
    for (size_t i = 0; i < n; i++) {
        if (code != ERR_OK && i < written)
            (void)unlink(files[i].path.text);
        else if (code == ERR_OK && i > 0)
            (void)chmod(files[i].path.text, 0644); /* public by nature */
        str_deinit(&files[i].path);
    }
    return code;
}

static enum err_code check_words(const char *name, const char *passphrase,
                                 struct err *err)
{
    size_t n = strlen(name);
    if (n == 0 || utf8_check(name, n) != n ||
        utf8_count(name) > NAME_CHARS_MAX)
        return err_set(err, ERR_RANGE, 0,
                       _("the name on the certificate needs 1 to %d "
                         "characters of UTF-8 text"), NAME_CHARS_MAX);
    if (passphrase[0] == '\0')
        return err_set(err, ERR_RANGE, 0, _("the passphrase is empty"));
    return ERR_OK;
}

enum err_code sign_key_make_trial(const char *dir, const char *name,
                                  const char *passphrase, struct err *err)
{
    EVP_PKEY *root_key = NULL, *key = NULL;
    X509 *cert = NULL;
    BIO *p12 = NULL, *crl = NULL;
    enum err_code code = check_words(name, passphrase, err);
    if (code == ERR_OK)
        code = file_make_dirs(dir, err);
    if (code != ERR_OK)
        return code;
    X509 *root = make_root(&root_key);
    if (root != NULL)
        cert = make_leaf(name, root, root_key, &key);
    if (cert != NULL)
        p12 = p12_bytes(key, cert, root, passphrase);
    if (p12 != NULL)
        crl = crl_bytes(root, root_key);
    BIO *pem = BIO_new(BIO_s_mem());
    if (crl == NULL || pem == NULL || PEM_write_bio_X509(pem, root) != 1)
        code = cert_crypto_failed(err, _("making the trial key"));
    else
        code = write_all(dir, 3,
                         (struct part_file[]){{.name = "key.p12", .bytes = p12},
                                              {.name = "ca.pem", .bytes = pem},
                                              {.name = "ca.crl",
                                               .bytes = crl}},
                         err);
    BIO_free(p12);
    BIO_free(pem);
    BIO_free(crl);
    X509_free(cert);
    X509_free(root);
    EVP_PKEY_free(key);
    EVP_PKEY_free(root_key);
    return code;
}
