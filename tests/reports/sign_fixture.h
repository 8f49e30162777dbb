/* tests/reports/sign_fixture.h - keys, certificates and PDFs to sign.
 *
 * Certificates are made here with libcrypto rather than with the program, so
 * that bad ones (expired, for the wrong use, too weak, not matching) exist.
 */
#ifndef TESTS_SIGN_FIXTURE_H
#define TESTS_SIGN_FIXTURE_H

#include <fcntl.h>
#include <ftw.h>
#include <hpdf.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "engine/base/file.h"
#include "reports/sign.h"
#include "reports/sign/key.h"

#define PASS "口令 secret"
enum { DAY = 86400 };

#define assert_ok(call, err)                                                 \
    do {                                                                     \
        enum err_code code_ = (call);                                        \
        if (code_ != ERR_OK)                                                 \
            fail_msg("%s: %s", #call, (err)->text);                          \
    } while (0)

static char work[64];

static inline int remove_one(const char *path, const struct stat *st, int kind,
                             struct FTW *ftw)
{
    (void)st;
    (void)kind;
    (void)ftw;
    return remove(path);
}

static inline const char *in_work(const char *name)
{
    static char paths[8][256];
    static int next;
    char *path = paths[next++ % 8];
    (void)snprintf(path, sizeof paths[0], "%s/%s", work, name);
    return path;
}

static inline int make_work(void **state)
{
    (void)state;
    (void)snprintf(work, sizeof work, "/tmp/pingyi-sign-XXXXXX");
    setenv("SIGN_TEST_PASS", PASS, 1);
    return mkdtemp(work) != NULL ? 0 : -1;
}

static inline int drop_work(void **state)
{
    (void)state;
    return nftw(work, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

/* Run a shell command inside the work folder; its output (both streams). */
static inline const char *shell(int *status, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static inline const char *shell(int *status, const char *fmt, ...)
{
    static char out[65536];
    char command[2048], full[2300];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(command, sizeof command, fmt, args);
    va_end(args);
    (void)snprintf(full, sizeof full, "cd %s && { LC_ALL=C; export LC_ALL; %s; } 2>&1",
                   work, command);
    FILE *pipe = popen(full, "r");
    assert_non_null(pipe);
    size_t n = fread(out, 1, sizeof out - 1, pipe);
    out[n] = '\0';
    int code = pclose(pipe);
    if (status != NULL)
        *status = code;
    return out;
}

/* ---- certificates ---- */

struct cert_plan {
    const char *name;
    X509 *issuer;          /* NULL = self-signed */
    EVP_PKEY *issuer_key;
    const char *curve;     /* NULL = RSA */
    int bits;              /* RSA; 0 = 2048 */
    long from, to;         /* seconds from now; both 0 = a day each way */
    const char *basic, *usage, *extended, *comment; /* NULL = leave out */
    const char *crl, *access; /* "URI:http://…", "OCSP;URI:http://…" */
};

static inline void add_ext(X509 *cert, X509 *issuer, int nid, const char *value)
{
    if (value == NULL)
        return;
    X509V3_CTX ctx;
    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    assert_non_null(e);
    assert_int_equal(X509_add_ext(cert, e, -1), 1);
    X509_EXTENSION_free(e);
}

static inline X509 *make_cert(const struct cert_plan *p, EVP_PKEY **key)
{
    static long serial = 1000;
    if (*key == NULL)
        *key = p->curve != NULL
                   ? EVP_EC_gen(p->curve)
                   : EVP_RSA_gen((unsigned)(p->bits > 0 ? p->bits : 2048));
    assert_non_null(*key);
    X509 *cert = X509_new();
    X509 *issuer = p->issuer != NULL ? p->issuer : cert;
    bool usual = p->from == 0 && p->to == 0;
    X509_set_version(cert, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(cert), serial++);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN",
                               MBSTRING_UTF8, (const unsigned char *)p->name,
                               -1, -1, 0);
    X509_set_issuer_name(cert, X509_get_subject_name(issuer));
    X509_gmtime_adj(X509_getm_notBefore(cert), usual ? -DAY : p->from);
    X509_gmtime_adj(X509_getm_notAfter(cert), usual ? DAY : p->to);
    X509_set_pubkey(cert, *key);
    add_ext(cert, issuer, NID_basic_constraints, p->basic);
    add_ext(cert, issuer, NID_key_usage, p->usage);
    add_ext(cert, issuer, NID_ext_key_usage, p->extended);
    add_ext(cert, issuer, NID_netscape_comment, p->comment);
    add_ext(cert, issuer, NID_crl_distribution_points, p->crl);
    add_ext(cert, issuer, NID_info_access, p->access);
    assert_true(X509_sign(cert, p->issuer_key != NULL ? p->issuer_key : *key,
                          EVP_sha256()) > 0);
    return cert;
}

static inline void write_pem(const char *path, X509 *cert)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(PEM_write_X509(f, cert), 1);
    fclose(f);
}

static inline void write_key(const char *path, EVP_PKEY *key)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(
        PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL), 1);
    fclose(f);
}

/* A PKCS#12 file from its parts, without the checks of PKCS12_create(). */
static inline void write_p12(const char *path, EVP_PKEY *key, X509 *cert,
                             X509 *root)
{
    STACK_OF(PKCS12_SAFEBAG) *certs = NULL, *keys = NULL;
    STACK_OF(PKCS7) *safes = NULL;
    if (cert != NULL)
        assert_non_null(PKCS12_add_cert(&certs, cert));
    if (root != NULL)
        assert_non_null(PKCS12_add_cert(&certs, root));
    if (certs != NULL)
        assert_int_equal(PKCS12_add_safe(&safes, certs, NID_aes_256_cbc, 2048,
                                         PASS), 1);
    if (key != NULL) {
        assert_non_null(
            PKCS12_add_key(&keys, key, 0, 2048, NID_aes_256_cbc, PASS));
        assert_int_equal(PKCS12_add_safe(&safes, keys, -1, 0, NULL), 1);
    }
    PKCS12 *p12 = PKCS12_add_safes(safes, 0);
    assert_non_null(p12);
    PKCS12_set_mac(p12, PASS, -1, NULL, 0, 2048, EVP_sha256());
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(i2d_PKCS12_fp(f, p12), 1);
    fclose(f);
    PKCS12_free(p12);
    sk_PKCS7_pop_free(safes, PKCS7_free);
    sk_PKCS12_SAFEBAG_pop_free(certs, PKCS12_SAFEBAG_free);
    sk_PKCS12_SAFEBAG_pop_free(keys, PKCS12_SAFEBAG_free);
}

/* A root, and one certificate under it as `plan` says, in NAME.p12 and
 * NAME.pem of the work folder. */
static inline void make_pair(const char *name, struct cert_plan plan)
{
    EVP_PKEY *root_key = NULL, *key = NULL;
    char file[96], root_name[96];
    (void)snprintf(root_name, sizeof root_name, "Root of %s", name);
    X509 *root = make_cert(
        &(struct cert_plan){.name = root_name,
                            .from = -3000L * DAY, .to = 3000L * DAY,
                            .basic = "critical,CA:TRUE",
                            .usage = "critical,keyCertSign"},
        &root_key);
    plan.name = name;
    plan.issuer = root;
    plan.issuer_key = root_key;
    X509 *cert = make_cert(&plan, &key);
    (void)snprintf(file, sizeof file, "%s.p12", name);
    write_p12(in_work(file), key, cert, root);
    (void)snprintf(file, sizeof file, "%s.pem", name);
    write_pem(in_work(file), root);
    X509_free(cert);
    X509_free(root);
    EVP_PKEY_free(key);
    EVP_PKEY_free(root_key);
}

static const struct secret_source from_env = {.from = SECRET_ENV,
                                              .env = "SIGN_TEST_PASS"};

static inline struct sign_key *open_key(const char *name)
{
    struct sign_key *key = NULL;
    struct err err = ERR_INIT;
    assert_ok(sign_key_open(in_work(name), &from_env, &key, &err), &err);
    return key;
}

/* ---- documents ---- */

static inline void haru_failed(HPDF_STATUS code, HPDF_STATUS detail, void *data)
{
    (void)data;
    fail_msg("libharu: 0x%lx %lu", code, detail);
}

struct pdf_plan {
    bool link;          /* an annotation on page 1 */
    const char *attach; /* a file to carry, its name inside is its base name */
};

static inline const char *make_pdf_as(const char *name, struct pdf_plan plan)
{
    HPDF_Doc doc = HPDF_New(haru_failed, NULL);
    HPDF_UseUTFEncodings(doc);
    HPDF_SetCurrentEncoder(doc, "UTF-8");
    HPDF_SetCompressionMode(doc, HPDF_COMP_ALL);
    HPDF_SetInfoAttr(doc, HPDF_INFO_TITLE, "评议结果通报");
    for (int i = 0; i < 2; i++) {
        HPDF_Page page = HPDF_AddPage(doc);
        HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
        HPDF_Page_SetFontAndSize(page, HPDF_GetFont(doc, "Helvetica", NULL),
                                 20);
        HPDF_Page_BeginText(page);
        HPDF_Page_TextOut(page, 60, 700, i == 0 ? "Satisfied 89.95 %" : "II");
        HPDF_Page_EndText(page);
        if (plan.link && i == 0)
            HPDF_Page_CreateURILinkAnnot(
                page, (HPDF_Rect){60, 690, 200, 720}, "https://example.org/");
    }
    if (plan.attach != NULL)
        HPDF_AttachFile(doc, plan.attach);
    const char *path = in_work(name);
    assert_int_equal(HPDF_SaveToFile(doc, path), HPDF_OK);
    HPDF_Free(doc);
    return path;
}

static inline const char *make_pdf(const char *name)
{
    return make_pdf_as(name, (struct pdf_plan){.link = false});
}

static inline char *read_all(const char *path, size_t *n)
{
    char *bytes;
    struct err err = ERR_INIT;
    assert_ok(file_read(path, 512u << 20, &bytes, n, &err), &err);
    return bytes;
}

static inline void write_bytes(const char *path, const void *bytes, size_t n)
{
    struct err err = ERR_INIT;
    assert_ok(file_write(path, bytes, n, &err), &err);
}

/* Where `word` stands; the test fails when it does not. */
static inline size_t find(const char *bytes, size_t n, const char *word)
{
    const char *at = memmem(bytes, n, word, strlen(word));
    if (at == NULL)
        fail_msg("'%s' does not occur", word);
    return (size_t)(at - bytes);
}

#endif
