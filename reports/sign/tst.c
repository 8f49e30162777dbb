/* reports/sign/tst.c - see tst.h.  Read with the PKCS#7 structures, whose
 * fields are all in reach; the cryptography is done by the CMS code. */
#include "reports/sign/tst.h"

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/carried.h"
#include "reports/sign/cert.h"

static enum err_code bad(struct err *err, const char *why)
{
    ERR_clear_error();
    return err_set(err, ERR_CORRUPT, 0, "%s", _(why));
}

/* The parts of a token, borrowed from `p7`. */
struct token {
    PKCS7 *p7;
    PKCS7_SIGNED *sign;
    PKCS7_SIGNER_INFO *signer;
    const ASN1_OCTET_STRING *content;
};

static bool is_number(const ASN1_INTEGER *value, int64_t expected)
{
    int64_t number;
    return ASN1_INTEGER_get_int64(&number, value) == 1 && number == expected;
}

/* SignedData version 3, one signer by name, TSTInfo inside. */
static bool token_open(const uint8_t *der, size_t n, struct token *t)
{
    const unsigned char *p = der;
    *t = (struct token){.p7 = NULL};
    if (n > TST_BYTES_MAX)
        return false;
    t->p7 = d2i_PKCS7(NULL, &p, (long)n);
    if (t->p7 == NULL || p != der + n || !PKCS7_type_is_signed(t->p7))
        return false;
    t->sign = t->p7->d.sign;
    const PKCS7 *inner = t->sign->contents;
    if (OBJ_obj2nid(inner->type) != NID_id_smime_ct_TSTInfo ||
        inner->d.other == NULL || inner->d.other->type != V_ASN1_OCTET_STRING ||
        sk_PKCS7_SIGNER_INFO_num(t->sign->signer_info) != 1)
        return false;
    t->content = inner->d.other->value.octet_string;
    t->signer = sk_PKCS7_SIGNER_INFO_value(t->sign->signer_info, 0);
    return t->signer->issuer_and_serial != NULL;
}

/* ---- one form only ---- */

static bool plain_parameters(const X509_ALGOR *algorithm)
{
    int type;
    X509_ALGOR_get0(NULL, &type, NULL, algorithm);
    return type == V_ASN1_UNDEF || type == V_ASN1_NULL;
}

static bool digest_usable(const X509_ALGOR *algorithm)
{
    int nid = OBJ_obj2nid(algorithm->algorithm);
    return (nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512) &&
           plain_parameters(algorithm);
}

/* rsaEncryption, or a signature algorithm made of this digest and the kind of
 * the signer's key. */
static bool signature_algorithm_fits(const PKCS7_SIGNER_INFO *signer,
                                     const X509 *cert)
{
    int nid = OBJ_obj2nid(signer->digest_enc_alg->algorithm);
    int kind = EVP_PKEY_get_base_id(X509_get0_pubkey(cert));
    int digest = NID_undef, key = NID_undef;
    if (!plain_parameters(signer->digest_enc_alg))
        return false;
    if (nid == NID_rsaEncryption)
        return kind == EVP_PKEY_RSA;
    return OBJ_find_sigid_algs(nid, &digest, &key) == 1 &&
           digest == OBJ_obj2nid(signer->digest_alg->algorithm) &&
           (kind == EVP_PKEY_RSA ? key == NID_rsaEncryption
                                 : key == NID_X9_62_id_ecPublicKey);
}

static bool same_when_written(const struct token *t, const uint8_t *der,
                              size_t n)
{
    unsigned char *again = NULL;
    int length = i2d_PKCS7(t->p7, &again);
    bool same = length > 0 && (size_t)length == n &&
                memcmp(again, der, n) == 0;
    OPENSSL_free(again);
    return same;
}

static bool has_one_form(const struct token *t, const X509 *cert)
{
    const PKCS7_SIGNED *sign = t->sign;
    const X509_ALGOR *digest = sk_X509_ALGOR_value(sign->md_algs, 0);
    return is_number(sign->version, 3) && is_number(t->signer->version, 1) &&
           sk_X509_ALGOR_num(sign->md_algs) == 1 &&
           X509_ALGOR_cmp(digest, t->signer->digest_alg) == 0 &&
           digest_usable(digest) && signature_algorithm_fits(t->signer, cert) &&
           sign->crl == NULL && t->signer->unauth_attr == NULL;
}

/* ---- what the signature covers ---- */

/* Its attributes name the content's kind and the signer's certificate. */
static bool names_signer(PKCS7_SIGNER_INFO *signer, STACK_OF(X509) *certs)
{
    const ASN1_TYPE *kind =
        PKCS7_get_signed_attribute(signer, NID_pkcs9_contentType);
    const ASN1_TYPE *old = PKCS7_get_signed_attribute(
        signer, NID_id_smime_aa_signingCertificate);
    const ASN1_TYPE *now = PKCS7_get_signed_attribute(
        signer, NID_id_smime_aa_signingCertificateV2);
    if (kind == NULL || kind->type != V_ASN1_OBJECT ||
        OBJ_obj2nid(kind->value.object) != NID_id_smime_ct_TSTInfo ||
        (old != NULL && old->type != V_ASN1_SEQUENCE) ||
        (now != NULL && now->type != V_ASN1_SEQUENCE))
        return false;
    const unsigned char *p;
    ESS_SIGNING_CERT *v1 = NULL;
    ESS_SIGNING_CERT_V2 *v2 = NULL;
    if (old != NULL) {
        p = ASN1_STRING_get0_data(old->value.sequence);
        v1 = d2i_ESS_SIGNING_CERT(NULL, &p,
                                  ASN1_STRING_length(old->value.sequence));
    }
    if (now != NULL) {
        p = ASN1_STRING_get0_data(now->value.sequence);
        v2 = d2i_ESS_SIGNING_CERT_V2(NULL, &p,
                                     ASN1_STRING_length(now->value.sequence));
    }
    bool ok = (old == NULL || v1 != NULL) && (now == NULL || v2 != NULL) &&
              OSSL_ESS_check_signing_certs(v1, v2, certs, 1) == 1;
    ESS_SIGNING_CERT_free(v1);
    ESS_SIGNING_CERT_V2_free(v2);
    return ok;
}

/* RFC 3161 clause 2.3: the one extended key usage, and critical. */
static bool stamps_alone(X509 *cert)
{
    int at = X509_get_ext_by_NID(cert, NID_ext_key_usage, -1);
    return at >= 0 && X509_EXTENSION_get_critical(X509_get_ext(cert, at)) &&
           X509_get_extended_key_usage(cert) == XKU_TIMESTAMP &&
           cert_may_sign(cert);
}

static bool signature_holds(const uint8_t *der, size_t n)
{
    const unsigned char *p = der;
    CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)n);
    BIO *nowhere = BIO_new(BIO_s_null());
    bool ok = ci != NULL && nowhere != NULL &&
              CMS_verify(ci, NULL, NULL, NULL, nowhere,
                         CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY) == 1;
    BIO_free(nowhere);
    CMS_ContentInfo_free(ci);
    return ok;
}

static enum err_code read_info(const struct token *t, struct tst *out,
                               struct err *err)
{
    const unsigned char *p = ASN1_STRING_get0_data(t->content);
    const unsigned char *end = p + ASN1_STRING_length(t->content);
    TS_TST_INFO *info =
        d2i_TS_TST_INFO(NULL, &p, ASN1_STRING_length(t->content));
    struct tm tm;
    bool whole = info != NULL && p == end &&
                 TS_TST_INFO_get_version(info) == 1 &&
                 ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &tm) == 1;
    bool ours = false;
    if (whole) {
        TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
        const ASN1_OCTET_STRING *digest = TS_MSG_IMPRINT_get_msg(imprint);
        const X509_ALGOR *algorithm = TS_MSG_IMPRINT_get_algo(imprint);
        ours = OBJ_obj2nid(algorithm->algorithm) == NID_sha256 &&
               ASN1_STRING_length(digest) == SHA256_BYTES;
        if (ours)
            memcpy(out->imprint, ASN1_STRING_get0_data(digest), SHA256_BYTES);
        out->time = timegm(&tm);
    }
    TS_TST_INFO_free(info);
    if (!whole)
        return bad(err, N_("it is no timestamp token"));
    return ours ? ERR_OK : bad(err, N_("it stamps something else"));
}

static enum err_code read_token(const struct token *t, const uint8_t *der,
                                size_t n, struct tst *out, struct err *err)
{
    const PKCS7_ISSUER_AND_SERIAL *who = t->signer->issuer_and_serial;
    enum err_code code = carried_take(t->sign->cert, who->issuer, who->serial,
                                      &out->certs, err);
    if (code != ERR_OK)
        return code;
    X509 *signer = sk_X509_value(out->certs, 0);
    if (!cert_key_usable(X509_get0_pubkey(signer)))
        return bad(err, N_("the authority's key is too weak"));
    if (!has_one_form(t, signer) || !same_when_written(t, der, n))
        return bad(err, N_("it is not written as this program writes it"));
    if (!stamps_alone(signer))
        return bad(err, N_("the certificate it was made with is not for "
                           "timestamps alone"));
    if (!names_signer(t->signer, out->certs))
        return bad(err, N_("it does not name the certificate it was made "
                           "with"));
    if (!signature_holds(der, n))
        return bad(err, N_("its value does not belong to the signer's key"));
    return read_info(t, out, err);
}

enum err_code tst_read(const uint8_t *der, size_t n, struct tst *out,
                       struct err *err)
{
    struct token t;
    *out = (struct tst){.certs = NULL};
    enum err_code code = token_open(der, n, &t)
                             ? read_token(&t, der, n, out, err)
                             : bad(err, N_("it is no timestamp token"));
    PKCS7_free(t.p7);
    ERR_clear_error();
    if (code != ERR_OK)
        tst_deinit(out);
    return code;
}

void tst_deinit(struct tst *tst)
{
    sk_X509_pop_free(tst->certs, X509_free);
    *tst = (struct tst){.certs = NULL};
}

/* ---- arriving ---- */

/* Leave out what no signature covers and nobody needs. */
static bool strip(struct token *t)
{
    const PKCS7_ISSUER_AND_SERIAL *who = t->signer->issuer_and_serial;
    STACK_OF(X509) *certs =
        carried_chain(t->sign->cert, who->issuer, who->serial);
    if (certs == NULL)
        return false;
    sk_X509_pop_free(t->sign->cert, X509_free);
    t->sign->cert = certs;
    sk_X509_CRL_pop_free(t->sign->crl, X509_CRL_free);
    t->sign->crl = NULL;
    sk_X509_ATTRIBUTE_pop_free(t->signer->unauth_attr, X509_ATTRIBUTE_free);
    t->signer->unauth_attr = NULL;
    return true;
}

enum err_code tst_normalise(const uint8_t *der, size_t n, struct str *out,
                            struct err *err)
{
    struct token t;
    unsigned char *again = NULL;
    int length = token_open(der, n, &t) && strip(&t) ? i2d_PKCS7(t.p7, &again)
                                                     : -1;
    PKCS7_free(t.p7);
    if (length <= 0)
        return bad(err, N_("it is no timestamp token"));
    str_add_bytes(out, (const char *)again, (size_t)length);
    OPENSSL_free(again);
    return str_check(out, _("timestamp"), err);
}
