/* reports/sign/gather.c - see gather.h. */
#include "reports/sign/gather.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "reports/sign/cert.h"
#include "reports/sign/http.h"
#include "reports/sign/revoke.h"

/* ---- by hand ---- */

static enum err_code add_crl(struct evidence *e, X509_CRL *crl,
                             struct err *err)
{
    unsigned char *der = NULL;
    int n = i2d_X509_CRL(crl, &der);
    enum err_code code =
        n > 0 ? evidence_add(e, EVIDENCE_CRL, (const char *)der, (size_t)n,
                             SIZE_MAX, err)
              : cert_crypto_failed(err, _("reading a revocation list"));
    OPENSSL_free(der);
    return code;
}

enum err_code gather_file(const char *path, struct evidence *given,
                          struct err *err)
{
    char *bytes;
    size_t n, found = 0;
    enum err_code code =
        file_read(path, EVIDENCE_BYTES_MAX, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    BIO *bio = BIO_new_mem_buf(bytes, (int)n);
    X509_CRL *crl = NULL;
    while (code == ERR_OK && bio != NULL &&
           (crl = PEM_read_bio_X509_CRL(bio, NULL, NULL, NULL)) != NULL) {
        code = add_crl(given, crl, err);
        X509_CRL_free(crl);
        found++;
    }
    const unsigned char *p = (const unsigned char *)bytes;
    if (found == 0 && (crl = d2i_X509_CRL(NULL, &p, (long)n)) != NULL) {
        code = add_crl(given, crl, err);
        X509_CRL_free(crl);
        found++;
    }
    ERR_clear_error();
    BIO_free(bio);
    free(bytes);
    if (code == ERR_OK && found == 0)
        code = err_set(err, ERR_FORMAT, 0,
                       _("%s holds no revocation list"), path);
    return code == ERR_CORRUPT ? err_add(err, "%s: ", path) : code;
}

/* ---- one certificate ---- */

struct subject {
    const struct gather *g;
    X509 *cert, *issuer;
    time_t used, judged;
    size_t asked;      /* places */
    struct err reason; /* why the last place was of no use */
};

static struct revoke_answer state_of(const struct subject *s,
                                     const struct evidence *e)
{
    return revoke_state(&(struct revoke_ask){.evidence = e,
                                             .cert = s->cert,
                                             .issuer = s->issuer,
                                             .used = s->used,
                                             .judged = s->judged});
}

static bool known(const struct subject *s)
{
    return state_of(s, s->g->evidence).state != REVOKE_UNKNOWN;
}

/* Keep an item when it tells something about this certificate at that time. */
static bool keep(struct subject *s, enum evidence_kind kind, const char *der,
                 size_t n)
{
    struct evidence trial = {.n = 0};
    struct err why = ERR_INIT;
    bool good =
        evidence_add(&trial, kind, der, n, SIZE_MAX, &why) == ERR_OK &&
        state_of(s, &trial).state != REVOKE_UNKNOWN;
    evidence_deinit(&trial);
    if (good && evidence_add(s->g->evidence, kind, der, n, SIZE_MAX, &why) !=
                    ERR_OK)
        good = false;
    if (!good) {
        err_clear(&s->reason);
        (void)err_set(&s->reason, ERR_CORRUPT, 0, "%s",
                      why.code != ERR_OK
                          ? why.text
                          : _("what was answered does not cover that time"));
    }
    return good;
}

/* ---- OCSP ---- */

/* A question about one certificate, DER; the caller frees it. */
static int make_question(const struct subject *s, unsigned char **der)
{
    OCSP_REQUEST *req = OCSP_REQUEST_new();
    OCSP_CERTID *id = OCSP_cert_to_id(EVP_sha1(), s->cert, s->issuer);
    int n = -1;
    if (req != NULL && id != NULL && OCSP_request_add0_id(req, id) != NULL) {
        id = NULL; /* the request's now */
        n = i2d_OCSP_REQUEST(req, der);
    }
    OCSP_CERTID_free(id);
    OCSP_REQUEST_free(req);
    return n;
}

static void ask_ocsp(struct subject *s, const char *url)
{
    unsigned char *question = NULL;
    int n = make_question(s, &question);
    struct str answer, clean;
    str_init(&answer, EVIDENCE_BYTES_MAX);
    str_init(&clean, EVIDENCE_BYTES_MAX);
    err_clear(&s->reason);
    s->asked++;
    if (n > 0 &&
        http_fetch(&(struct http_ask){.url = url,
                                      .type = "application/ocsp-request",
                                      .answer_type =
                                          "application/ocsp-response",
                                      .what = N_("OCSP response"),
                                      .body = question,
                                      .n = (size_t)n,
                                      .most = 256 * 1024,
                                      .seconds = s->g->seconds},
                   &answer, &s->reason) == ERR_OK &&
        evidence_normalise_ocsp(answer.text, answer.n, s->issuer, &clean,
                                &s->reason) == ERR_OK)
        (void)keep(s, EVIDENCE_OCSP, clean.text, clean.n);
    OPENSSL_free(question);
    str_deinit(&answer);
    str_deinit(&clean);
}

static void ask_services(struct subject *s)
{
    STACK_OF(OPENSSL_STRING) *urls = X509_get1_ocsp(s->cert);
    for (int i = 0; i < sk_OPENSSL_STRING_num(urls) && !known(s); i++)
        ask_ocsp(s, sk_OPENSSL_STRING_value(urls, i));
    X509_email_free(urls);
}

/* ---- lists ---- */

static void ask_list(struct subject *s, const char *url)
{
    struct str answer;
    str_init(&answer, EVIDENCE_BYTES_MAX);
    err_clear(&s->reason);
    s->asked++;
    if (http_fetch(&(struct http_ask){.url = url,
                                      .what = N_("revocation list"),
                                      .most = EVIDENCE_BYTES_MAX,
                                      .seconds = s->g->seconds},
                   &answer, &s->reason) == ERR_OK)
        (void)keep(s, EVIDENCE_CRL, answer.text, answer.n);
    str_deinit(&answer);
}

static void ask_names(struct subject *s, const GENERAL_NAMES *names)
{
    for (int i = 0; i < sk_GENERAL_NAME_num(names) && !known(s); i++) {
        int type;
        const ASN1_STRING *value =
            GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, i), &type);
        const char *url = (const char *)ASN1_STRING_get0_data(value);
        /* lists are published by LDAP too, and by HTTPS for no gain */
        if (type == GEN_URI && strncmp(url, "http://", 7) == 0 &&
            strlen(url) == (size_t)ASN1_STRING_length(value))
            ask_list(s, url);
    }
}

static void ask_lists(struct subject *s)
{
    STACK_OF(DIST_POINT) *points =
        X509_get_ext_d2i(s->cert, NID_crl_distribution_points, NULL, NULL);
    for (int i = 0; i < sk_DIST_POINT_num(points); i++) {
        const DIST_POINT *p = sk_DIST_POINT_value(points, i);
        if (p->distpoint != NULL && p->distpoint->type == 0)
            ask_names(s, p->distpoint->name.fullname);
    }
    CRL_DIST_POINTS_free(points);
}

static void look_by_hand(struct subject *s)
{
    for (size_t i = 0; i < s->g->given->n && !known(s); i++) {
        const struct evidence_item *item = &s->g->given->items[i];
        if (evidence_crl_by(item->crl, s->issuer)) {
            s->asked++;
            (void)keep(s, item->kind, item->der, item->n);
        }
    }
}

/* ---- a chain ---- */

static enum err_code add_cert(struct evidence *e, X509 *cert, struct err *err)
{
    unsigned char *der = NULL;
    int n = i2d_X509(cert, &der);
    enum err_code code =
        n > 0 ? evidence_add(e, EVIDENCE_CERT, (const char *)der, (size_t)n,
                             SIZE_MAX, err)
              : cert_crypto_failed(err, _("reading a certificate"));
    OPENSSL_free(der);
    return code;
}

static enum err_code gather_one(struct subject *s, struct err *err)
{
    char name[256];
    if (!known(s))
        look_by_hand(s);
    if (!known(s))
        ask_services(s);
    if (!known(s))
        ask_lists(s);
    ERR_clear_error();
    if (known(s))
        return ERR_OK; /* revoked or not: trust judges */
    cert_name(s->cert, name, sizeof name);
    if (s->asked == 0)
        return err_set(err, ERR_NOTFOUND, 0,
                       _("the certificate of %s names no place where its "
                         "revocation is published; get the list of its issuer "
                         "and name it with --crl"), name);
    return err_set(err, s->reason.code != ERR_OK ? s->reason.code : ERR_CORRUPT,
                   0, _("nothing shows whether the certificate of %s was "
                        "revoked: %s"), name, s->reason.text);
}

enum err_code gather_chain(const struct gather *g,
                           const STACK_OF(X509) *chain, time_t used,
                           time_t judged, struct err *err)
{
    enum err_code code = ERR_OK;
    for (int i = 0; code == ERR_OK && i < sk_X509_num(chain); i++)
        code = add_cert(g->evidence, sk_X509_value(chain, i), err);
    for (int i = 0; code == ERR_OK && i + 1 < sk_X509_num(chain); i++) {
        struct subject s = {.g = g,
                            .cert = sk_X509_value(chain, i),
                            .issuer = sk_X509_value(chain, i + 1),
                            .used = used,
                            .judged = judged,
                            .reason = ERR_INIT};
        code = gather_one(&s, err);
    }
    if (code != ERR_OK)
        return code;
    size_t revision;
    return revoke_chain(g->evidence, chain, used, judged, &revision, err);
}
