/* reports/sign/evidence.c - see evidence.h. */
#include "reports/sign/evidence.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "reports/sign/cert.h"

static enum err_code bad(struct err *err, const char *why)
{
    ERR_clear_error();
    return err_set(err, ERR_CORRUPT, 0, "%s", _(why));
}

const char *evidence_key(enum evidence_kind kind)
{
    static const char *const keys[] = {"Certs", "CRLs", "OCSPs"};
    _Static_assert(sizeof keys / sizeof keys[0] == EVIDENCE_KIND_COUNT,
                   "one key per kind");
    return keys[kind];
}

/* ---- one form ---- */

/* A signature algorithm strong enough, without parameters that nothing
 * covers. */
static bool algorithm_usable(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *oid;
    int type, digest, key;
    X509_ALGOR_get0(&oid, &type, NULL, algorithm);
    if (type != V_ASN1_UNDEF && type != V_ASN1_NULL)
        return false;
    return OBJ_find_sigid_algs(OBJ_obj2nid(oid), &digest, &key) == 1 &&
           (digest == NID_sha256 || digest == NID_sha384 ||
            digest == NID_sha512) &&
           (type == V_ASN1_NULL) == (key == NID_rsaEncryption);
}

static bool parse_cert(struct evidence_item *item, unsigned char **again,
                       int *length)
{
    const unsigned char *p = (const unsigned char *)item->der;
    item->cert = d2i_X509(NULL, &p, (long)item->n);
    *length = item->cert != NULL ? i2d_X509(item->cert, again) : 0;
    return *length > 0;
}

static bool parse_crl(struct evidence_item *item, unsigned char **again,
                      int *length)
{
    const unsigned char *p = (const unsigned char *)item->der;
    const X509_ALGOR *outer = NULL;
    item->crl = d2i_X509_CRL(NULL, &p, (long)item->n);
    *length = item->crl != NULL ? i2d_X509_CRL(item->crl, again) : 0;
    if (*length <= 0)
        return false;
    X509_CRL_get0_signature(item->crl, NULL, &outer);
    return algorithm_usable(outer);
}

static bool parse_ocsp(struct evidence_item *item, unsigned char **again,
                       int *length)
{
    const unsigned char *p = (const unsigned char *)item->der;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &p, (long)item->n);
    *length = response != NULL ? i2d_OCSP_RESPONSE(response, again) : 0;
    if (*length > 0 &&
        OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
        item->ocsp = OCSP_response_get1_basic(response);
    OCSP_RESPONSE_free(response);
    if (item->ocsp == NULL ||
        !algorithm_usable(OCSP_resp_get0_tbs_sigalg(item->ocsp)))
        return false;
    /* The response inside is wrapped as it is: written again too. */
    unsigned char *inner = NULL;
    int n = i2d_OCSP_BASICRESP(item->ocsp, &inner);
    bool same = n > 0 && (size_t)n <= item->n &&
                memcmp(item->der + item->n - (size_t)n, inner, (size_t)n) == 0;
    OPENSSL_free(inner);
    return same;
}

static bool parse(struct evidence_item *item)
{
    unsigned char *again = NULL;
    int length = 0;
    bool ok = false;
    switch (item->kind) {
    case EVIDENCE_CERT: ok = parse_cert(item, &again, &length); break;
    case EVIDENCE_CRL: ok = parse_crl(item, &again, &length); break;
    case EVIDENCE_OCSP: ok = parse_ocsp(item, &again, &length); break;
    case EVIDENCE_KIND_COUNT: break;
    }
    ok = ok && (size_t)length == item->n &&
         memcmp(again, item->der, item->n) == 0;
    OPENSSL_free(again);
    ERR_clear_error();
    return ok;
}

/* ---- the list ---- */

static void item_deinit(struct evidence_item *item)
{
    free(item->der);
    X509_free(item->cert);
    X509_CRL_free(item->crl);
    OCSP_BASICRESP_free(item->ocsp);
    *item = (struct evidence_item){.der = NULL};
}

void evidence_deinit(struct evidence *e)
{
    for (size_t i = 0; i < e->n; i++)
        item_deinit(&e->items[i]);
    e->n = 0;
}

enum err_code evidence_add(struct evidence *e, enum evidence_kind kind,
                           const char *der, size_t n, size_t revision,
                           struct err *err)
{
    if (n == 0 || n > EVIDENCE_BYTES_MAX)
        return bad(err, N_("its size is not possible"));
    for (size_t i = 0; i < e->n; i++)
        if (e->items[i].kind == kind && e->items[i].n == n &&
            memcmp(e->items[i].der, der, n) == 0)
            return ERR_OK;
    if (e->n == EVIDENCE_MAX)
        return err_set(err, ERR_RANGE, 0,
                       _("there are more than %d certificates and revocation "
                         "data"), EVIDENCE_MAX);
    struct evidence_item *item = &e->items[e->n];
    *item = (struct evidence_item){.kind = kind, .revision = revision, .n = n};
    item->der = mem_alloc(n, 1);
    if (item->der == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       evidence_key(kind));
    memcpy(item->der, der, n);
    e->n++;
    if (parse(item))
        return ERR_OK;
    item_deinit(item);
    e->n--;
    return bad(err, kind == EVIDENCE_CERT ? N_("a certificate is damaged")
                                          : N_("revocation data are damaged"));
}

/* ---- from a file ---- */

static enum err_code read_kind(const struct pdf_file *file,
                               const struct pdf_value *dss,
                               enum evidence_kind kind, struct evidence *e,
                               struct err *err)
{
    struct pdf_value array, ref, dict;
    size_t pos = 0, at = 0, n = 0;
    enum err_code code = pdf_get(file, dss, evidence_key(kind), &array, err);
    while (code == ERR_OK && pdf_array_next(&file->text, &array, &pos, &ref)) {
        code = pdf_stream(file, &ref, &dict, &at, &n, err);
        if (code == ERR_OK &&
            pdf_dict_get(&file->text, &dict, "Filter").kind != PDF_NULL)
            code = bad(err, N_("it is packed"));
        if (code == ERR_OK)
            code = evidence_add(e, kind, file->text.bytes + at, n,
                                pdf_object_revision(file, ref.number), err);
    }
    return code;
}

enum err_code evidence_read(const struct pdf_file *file, struct evidence *e,
                            struct err *err)
{
    struct pdf_value dss;
    enum err_code code = pdf_get(file, &file->catalog, "DSS", &dss, err);
    for (int kind = 0; code == ERR_OK && kind < EVIDENCE_KIND_COUNT; kind++)
        code = read_kind(file, &dss, (enum evidence_kind)kind, e, err);
    return code;
}

/* ---- who signed it ---- */

bool evidence_crl_by(X509_CRL *crl, X509 *issuer)
{
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    const X509_ALGOR *outer = NULL;
    X509_CRL_get0_signature(crl, NULL, &outer);
    const ASN1_OBJECT *oid;
    int digest, kind;
    X509_ALGOR_get0(&oid, NULL, NULL, outer);
    bool ok = X509_NAME_cmp(X509_CRL_get_issuer(crl),
                            X509_get_subject_name(issuer)) == 0 &&
              (X509_get_key_usage(issuer) & KU_CRL_SIGN) != 0 &&
              key != NULL && cert_key_usable(key) &&
              OBJ_find_sigid_algs(OBJ_obj2nid(oid), &digest, &kind) == 1 &&
              kind == EVP_PKEY_get_base_id(key) &&
              X509_CRL_verify(crl, key) == 1;
    ERR_clear_error();
    return ok;
}

/* The issuer itself, or the one carried certificate it made for answering
 * (RFC 6960 clause 4.2.2.2); NULL = neither. */
static X509 *responder(OCSP_BASICRESP *ocsp, X509 *issuer)
{
    const STACK_OF(X509) *certs = OCSP_resp_get0_certs(ocsp);
    if (sk_X509_num(certs) <= 0)
        return issuer;
    X509 *cert = sk_X509_value(certs, 0);
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    bool ok = sk_X509_num(certs) == 1 && key != NULL &&
              X509_NAME_cmp(X509_get_issuer_name(cert),
                            X509_get_subject_name(issuer)) == 0 &&
              X509_verify(cert, key) == 1 &&
              (X509_get_extension_flags(cert) & EXFLAG_XKUSAGE) != 0 &&
              (X509_get_extended_key_usage(cert) & XKU_OCSP_SIGN) != 0;
    return ok ? cert : NULL;
}

bool evidence_ocsp_by(OCSP_BASICRESP *ocsp, X509 *issuer)
{
    X509 *who = responder(ocsp, issuer);
    STACK_OF(X509) *one = sk_X509_new_null();
    bool ok = who != NULL && one != NULL && sk_X509_push(one, who) > 0 &&
              cert_key_usable(X509_get0_pubkey(who)) &&
              OCSP_basic_verify(ocsp, one, NULL,
                                OCSP_NOINTERN | OCSP_NOVERIFY) == 1;
    sk_X509_free(one);
    ERR_clear_error();
    return ok;
}

static bool cert_by(X509 *cert, X509 *issuer)
{
    EVP_PKEY *key = X509_get0_pubkey(issuer);
    return key != NULL &&
           X509_NAME_cmp(X509_get_issuer_name(cert),
                         X509_get_subject_name(issuer)) == 0 &&
           X509_verify(cert, key) == 1;
}

static bool item_by(const struct evidence_item *item, X509 *issuer)
{
    switch (item->kind) {
    case EVIDENCE_CERT: return cert_by(item->cert, issuer);
    case EVIDENCE_CRL: return evidence_crl_by(item->crl, issuer);
    case EVIDENCE_OCSP: return evidence_ocsp_by(item->ocsp, issuer);
    case EVIDENCE_KIND_COUNT: break;
    }
    return false;
}

enum err_code evidence_check(const struct evidence *e,
                             const STACK_OF(X509) *pool, struct err *err)
{
    for (size_t i = 0; i < e->n; i++) {
        bool signed_by = false;
        for (int k = 0; !signed_by && k < sk_X509_num(pool); k++)
            signed_by = item_by(&e->items[i], sk_X509_value(pool, k));
        for (size_t k = 0; !signed_by && k < e->n; k++)
            signed_by = e->items[k].cert != NULL &&
                        item_by(&e->items[i], e->items[k].cert);
        ERR_clear_error();
        if (!signed_by)
            return bad(err, e->items[i].kind == EVIDENCE_CERT
                                ? N_("a certificate is damaged")
                                : N_("revocation data are damaged"));
    }
    return ERR_OK;
}

/* ---- arriving ---- */

/* Leave of the carried certificates the one that signed. */
static bool strip(OCSP_BASICRESP *ocsp, X509 *issuer)
{
    STACK_OF(X509) *certs =
        (STACK_OF(X509) *)(uintptr_t)OCSP_resp_get0_certs(ocsp);
    X509 *who = NULL;
    for (int i = sk_X509_num(certs) - 1; i >= 0; i--) {
        STACK_OF(X509) *one = sk_X509_new_null();
        X509 *cert = sk_X509_value(certs, i);
        bool signs = who == NULL && one != NULL &&
                     X509_cmp(cert, issuer) != 0 &&
                     sk_X509_push(one, cert) > 0 &&
                     OCSP_basic_verify(ocsp, one, NULL,
                                       OCSP_NOINTERN | OCSP_NOVERIFY) == 1;
        sk_X509_free(one);
        if (signs)
            who = cert;
        else
            X509_free(sk_X509_delete(certs, i));
    }
    ERR_clear_error();
    return evidence_ocsp_by(ocsp, issuer);
}

enum err_code evidence_normalise_ocsp(const char *der, size_t n, X509 *issuer,
                                      struct str *out, struct err *err)
{
    const unsigned char *p = (const unsigned char *)der;
    OCSP_RESPONSE *response = d2i_OCSP_RESPONSE(NULL, &p, (long)n);
    OCSP_BASICRESP *ocsp = NULL;
    unsigned char *again = NULL;
    int length = 0;
    if (response != NULL &&
        OCSP_response_status(response) == OCSP_RESPONSE_STATUS_SUCCESSFUL)
        ocsp = OCSP_response_get1_basic(response);
    OCSP_RESPONSE_free(response);
    response = NULL;
    if (ocsp != NULL && strip(ocsp, issuer))
        response = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, ocsp);
    if (response != NULL)
        length = i2d_OCSP_RESPONSE(response, &again);
    OCSP_RESPONSE_free(response);
    OCSP_BASICRESP_free(ocsp);
    if (length <= 0)
        return bad(err, N_("revocation data are damaged"));
    str_add_bytes(out, (const char *)again, (size_t)length);
    OPENSSL_free(again);
    return str_check(out, "OCSP", err);
}
