/* tests/reports/authority.h - starts tests/reports/authority.py: a timestamp
 * authority whose certificates are made here, and a place for revocation
 * data.  It lives until authority_stop() or the end of the test program. */
#ifndef TESTS_AUTHORITY_H
#define TESTS_AUTHORITY_H

#include "tests/reports/sign_fixture.h"

#include <openssl/ocsp.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct {
    pid_t pid;
    int stdin_fd;
    int port;
} authority;

/* http://127.0.0.1:PORT/PATH */
static inline const char *authority_url(const char *path)
{
    static char urls[8][128];
    static int next;
    char *url = urls[next++ % 8];
    (void)snprintf(url, sizeof urls[0], "http://127.0.0.1:%d/%s",
                   authority.port, path);
    return url;
}

static inline void authority_start(void)
{
    int in[2], out[2];
    char script[4200], here[4096], line[32] = "";
    assert_non_null(getcwd(here, sizeof here));
    (void)snprintf(script, sizeof script, "%s/tests/reports/authority.py",
                   here);
    assert_int_equal(mkdir(in_work("tsa"), 0700), 0);
    assert_int_equal(mkdir(in_work("tsa/public"), 0700), 0);
    assert_int_equal(pipe2(in, O_CLOEXEC), 0);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    authority.pid = fork();
    assert_true(authority.pid >= 0);
    if (authority.pid == 0) {
        (void)dup2(in[0], 0);
        (void)dup2(out[1], 1);
        (void)execl("/usr/bin/python3", "python3", script, in_work("tsa"),
                    (char *)NULL);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    authority.stdin_fd = in[1];
    for (size_t n = 0; n + 1 < sizeof line; n++)
        if (read(out[0], line + n, 1) != 1 || line[n] == '\n')
            break;
    close(out[0]);
    authority.port = (int)strtol(line, NULL, 10);
    assert_true(authority.port > 0);
}

static inline void authority_stop(void)
{
    int status;
    if (authority.pid <= 0)
        return;
    close(authority.stdin_fd);
    (void)waitpid(authority.pid, &status, 0);
    authority.pid = 0;
}

/* ---- its certificates ---- */

static const struct cert_plan ca_plan = {.from = -3000L * DAY,
                                         .to = 3000L * DAY,
                                         .basic = "critical,CA:TRUE",
                                         .usage = "critical,keyCertSign,"
                                                  "cRLSign"};

/* NAME.pem and NAME.key in the authority's folder. */
static inline void publish(const char *name, X509 *cert, EVP_PKEY *key)
{
    char file[64];
    (void)snprintf(file, sizeof file, "tsa/%s.pem", name);
    write_pem(in_work(file), cert);
    (void)snprintf(file, sizeof file, "tsa/%s.key", name);
    write_key(in_work(file), key);
}

struct tsa_pki {
    X509 *root, *cert;
    EVP_PKEY *root_key, *key;
};

/* "tsaroot" and "tsacert"; the root also as tsa.pem in the work folder. */
static inline struct tsa_pki make_tsa_pki(struct cert_plan leaf)
{
    struct tsa_pki p = {.root = NULL};
    struct cert_plan root = ca_plan;
    root.name = "Root of the clocks";
    p.root = make_cert(&root, &p.root_key);
    leaf.name = "Clock";
    leaf.issuer = p.root;
    leaf.issuer_key = p.root_key;
    leaf.extended = "critical,timeStamping";
    leaf.usage = "critical,digitalSignature";
    p.cert = make_cert(&leaf, &p.key);
    publish("tsaroot", p.root, p.root_key);
    publish("tsacert", p.cert, p.key);
    write_pem(in_work("tsa.pem"), p.root);
    return p;
}

static inline void free_tsa_pki(struct tsa_pki *p)
{
    X509_free(p->root);
    X509_free(p->cert);
    EVP_PKEY_free(p->root_key);
    EVP_PKEY_free(p->key);
}

static inline void add_section(struct str *out, const char *name,
                               const char *cert, const char *digest,
                               const char *policy)
{
    str_addf(out,
             "[%s]\nserial = serial\ncrypto_device = builtin\n"
             "signer_cert = %s.pem\ncerts = tsaroot.pem\nsigner_key = %s.key\n"
             "signer_digest = %s\ndefault_policy = %s\n"
             "other_policies = 1.2.3.4.5\ndigests = sha256\nordering = no\n"
             "accuracy = secs:1\ness_cert_id_chain = no\n"
             "ess_cert_id_alg = sha256\n",
             name, cert, cert, digest, policy);
}

/* tsa.cnf with the usual authority and some odd ones. */
static inline void write_tsa_cnf(void)
{
    struct str text;
    str_init(&text, 16384);
    add_section(&text, "tsa_usual", "tsacert", "sha256", "1.2.3.4.1");
    add_section(&text, "tsa_sha512", "tsacert", "sha512", "1.2.3.4.1");
    add_section(&text, "tsa_brief", "tsabrief", "sha256", "1.2.3.4.1");
    write_bytes(in_work("tsa/tsa.cnf"), text.text, text.n);
    write_bytes(in_work("tsa/serial"), "01\n", 3);
    str_deinit(&text);
}

/* ---- revocation ---- */

/* A list by `root`, with `cert` (may be NULL) revoked `ago` seconds ago, into
 * the authority's public folder; valid from one hour ago for a week. */
static inline void publish_crl(const char *file, X509 *root, EVP_PKEY *key,
                               X509 *cert, long ago)
{
    X509_CRL *crl = X509_CRL_new();
    ASN1_TIME *time = ASN1_TIME_new();
    char path[96];
    X509_CRL_set_version(crl, 1);
    X509_CRL_set_issuer_name(crl, X509_get_subject_name(root));
    X509_gmtime_adj(time, -3600);
    X509_CRL_set1_lastUpdate(crl, time);
    X509_gmtime_adj(time, 7 * DAY);
    X509_CRL_set1_nextUpdate(crl, time);
    ASN1_INTEGER *number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, 1);
    X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0);
    ASN1_INTEGER_free(number);
    if (cert != NULL) {
        X509_REVOKED *entry = X509_REVOKED_new();
        X509_gmtime_adj(time, -ago);
        X509_REVOKED_set_serialNumber(entry, X509_get_serialNumber(cert));
        X509_REVOKED_set_revocationDate(entry, time);
        X509_CRL_add0_revoked(crl, entry);
    }
    X509_CRL_sort(crl);
    assert_true(X509_CRL_sign(crl, key, EVP_sha256()) > 0);
    (void)snprintf(path, sizeof path, "tsa/public/%s", file);
    FILE *f = fopen(in_work(path), "wb");
    assert_int_equal(i2d_X509_CRL_fp(f, crl), 1);
    fclose(f);
    ASN1_TIME_free(time);
    X509_CRL_free(crl);
}

/* What `openssl ocsp` reads: NAME.pem, NAME-ocsp.pem and .key, NAME.index. */
static inline void publish_ocsp(const char *name, X509 *root,
                                EVP_PKEY *root_key, X509 *cert, bool revoked,
                                bool delegated)
{
    char file[96], index[512], serial[64] = "";
    EVP_PKEY *key = NULL;
    X509 *responder = NULL;
    if (delegated)
        responder = make_cert(
            &(struct cert_plan){.name = "Responder", .curve = "P-256",
                                .usage = "critical,digitalSignature",
                                .extended = "OCSPSigning", .issuer = root,
                                .issuer_key = root_key}, &key);
    publish(name, root, root_key);
    (void)snprintf(file, sizeof file, "%s-ocsp", name);
    publish(file, delegated ? responder : root, delegated ? key : root_key);
    BIGNUM *number = ASN1_INTEGER_to_BN(X509_get0_serialNumber(cert), NULL);
    char *hex = BN_bn2hex(number);
    (void)snprintf(serial, sizeof serial, "%s", hex);
    OPENSSL_free(hex);
    BN_free(number);
    (void)snprintf(index, sizeof index, "%s\t401231235959Z\t%s\t%s\tunknown\t/CN=x\n",
                   revoked ? "R" : "V", revoked ? "260101000000Z" : "",
                   serial);
    (void)snprintf(file, sizeof file, "tsa/%s.index", name);
    write_bytes(in_work(file), index, strlen(index));
    X509_free(responder);
    EVP_PKEY_free(key);
}

#endif
