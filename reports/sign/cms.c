/* reports/sign/cms.c - see cms.h. */
#include "reports/sign/cms.h"

#include <assert.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/carried.h"
#include "reports/sign/cert.h"
#include "reports/sign/cms_encode.h"
#include "reports/sign/der.h"
#include "reports/sign/tst.h"

/* ---- signing ---- */

/* The signer's certificate and its chain in one list; borrowed members. */
static STACK_OF(X509) *all_certs(const struct sign_key *key)
{
    STACK_OF(X509) *certs = sk_X509_new_null();
    bool ok = certs != NULL && sk_X509_push(certs, key->cert) > 0;
    for (int i = 0; ok && i < sk_X509_num(key->chain) &&
                    i + 1 < CARRIED_MAX; i++)
        ok = sk_X509_push(certs, sk_X509_value(key->chain, i)) > 0;
    if (ok)
        return certs;
    sk_X509_free(certs);
    return NULL;
}

static enum err_code stamp(const struct tsa *tsa, const struct str *signature,
                           struct str *token, struct err *err)
{
    uint8_t imprint[SHA256_BYTES];
    if (tsa == NULL)
        return ERR_OK;
    crypto_sha256(signature->text, signature->n, imprint);
    return tsa_stamp(tsa, imprint, token, err);
}

enum err_code cms_sign(const struct sign_key *key,
                       const uint8_t digest[SHA256_BYTES],
                       const struct tsa *tsa, struct str *out, struct err *err)
{
    struct str attributes, set, signature, token;
    str_init(&attributes, CMS_BYTES_MAX);
    str_init(&set, CMS_BYTES_MAX);
    str_init(&signature, CMS_BYTES_MAX);
    str_init(&token, TST_BYTES_MAX);
    enum err_code code;
    STACK_OF(X509) *certs = all_certs(key);
    if (certs == NULL) {
        code = cert_crypto_failed(err, _("signing"));
        goto done;
    }
    cms_encode_attributes(&attributes, key->cert, digest);
    code = str_check(&attributes, _("signing"), err);
    if (code != ERR_OK)
        goto done;
    /* Signed as SET OF (RFC 5652 5.4), though stored under [0]. */
    der_add(&set, DER_SET, attributes.text, attributes.n);
    code = key->sign(key, set.text, set.n, &signature, err);
    if (code != ERR_OK)
        goto done;
    code = stamp(tsa, &signature, &token, err);
    if (code != ERR_OK)
        goto done;
    cms_encode(out, &(struct cms_parts){certs, &attributes, &signature,
                                        &token});
    code = str_check(out, _("signing"), err);
done:
    sk_X509_free(certs);
    str_deinit(&attributes);
    str_deinit(&set);
    str_deinit(&signature);
    str_deinit(&token);
    return code;
}

/* ---- reading ---- */

static enum err_code bad(struct err *err, const char *why)
{
    ERR_clear_error();
    return err_set(err, ERR_CORRUPT, 0, "%s", _(why));
}

/* The one SignerInfo of a detached signature over plain data. */
static CMS_SignerInfo *only_signer(CMS_ContentInfo *ci)
{
    if (OBJ_obj2nid(CMS_get0_type(ci)) != NID_pkcs7_signed ||
        OBJ_obj2nid(CMS_get0_eContentType(ci)) != NID_pkcs7_data ||
        CMS_is_detached(ci) != 1)
        return NULL;
    STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(ci);
    return sk_CMS_SignerInfo_num(infos) == 1
               ? sk_CMS_SignerInfo_value(infos, 0)
               : NULL;
}

/* The only value of a signed attribute that stands there once. */
static void *only_value(CMS_SignerInfo *si, int nid, int type)
{
    const ASN1_OBJECT *oid = OBJ_nid2obj(nid);
    int at = CMS_signed_get_attr_by_OBJ(si, oid, -1);
    if (at < 0 || CMS_signed_get_attr_by_OBJ(si, oid, at) >= 0)
        return NULL;
    X509_ATTRIBUTE *attr = CMS_signed_get_attr(si, at);
    return X509_ATTRIBUTE_count(attr) == 1
               ? X509_ATTRIBUTE_get0_data(attr, 0, type, NULL)
               : NULL;
}

static bool names_signer(const ASN1_STRING *ess_der, X509 *signer)
{
    const unsigned char *p = ASN1_STRING_get0_data(ess_der);
    const unsigned char *end = p + ASN1_STRING_length(ess_der);
    ESS_SIGNING_CERT_V2 *ess =
        d2i_ESS_SIGNING_CERT_V2(NULL, &p, ASN1_STRING_length(ess_der));
    STACK_OF(X509) *one = sk_X509_new_null();
    bool ok = ess != NULL && p == end && one != NULL &&
              sk_X509_push(one, signer) > 0 &&
              OSSL_ESS_check_signing_certs(NULL, ess, one, 1) == 1;
    sk_X509_free(one);
    ESS_SIGNING_CERT_V2_free(ess);
    return ok;
}

/* Exactly the three attributes of a baseline signature: signing-time above
 * all must be absent, /M is the only carrier of the claimed time. */
static enum err_code check_attributes(CMS_SignerInfo *si, struct cms *out,
                                      struct err *err)
{
    if (CMS_signed_get_attr_count(si) != 3)
        return bad(err, N_("its signed attributes are not the three that "
                           "belong there"));
    const ASN1_OBJECT *type =
        only_value(si, NID_pkcs9_contentType, V_ASN1_OBJECT);
    const ASN1_OCTET_STRING *digest =
        only_value(si, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING);
    const ASN1_STRING *ess = only_value(
        si, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
    if (type == NULL || OBJ_obj2nid(type) != NID_pkcs7_data ||
        digest == NULL || ASN1_STRING_length(digest) != SHA256_BYTES)
        return bad(err, N_("its signed attributes are not the three that "
                           "belong there"));
    if (ess == NULL || !names_signer(ess, out->signer))
        return bad(err, N_("it does not name the certificate it was made "
                           "with"));
    memcpy(out->digest, ASN1_STRING_get0_data(digest), SHA256_BYTES);
    return ERR_OK;
}

/* At most one unsigned attribute, a timestamp over this signature. */
static enum err_code take_token(CMS_SignerInfo *si, struct cms *out,
                                struct err *err)
{
    const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(si);
    struct tst tst;
    struct err why = ERR_INIT;
    crypto_sha256(ASN1_STRING_get0_data(value),
                  (size_t)ASN1_STRING_length(value), out->imprint);
    int count = CMS_unsigned_get_attr_count(si);
    if (count <= 0)
        return ERR_OK;
    X509_ATTRIBUTE *attr = CMS_unsigned_get_attr(si, 0);
    const ASN1_STRING *der =
        count == 1 && X509_ATTRIBUTE_count(attr) == 1 &&
                OBJ_obj2nid(X509_ATTRIBUTE_get0_object(attr)) ==
                    NID_id_smime_aa_timeStampToken
            ? X509_ATTRIBUTE_get0_data(attr, 0, V_ASN1_SEQUENCE, NULL)
            : NULL;
    if (der == NULL)
        return bad(err, N_("its unsigned attributes are not a timestamp "
                           "alone"));
    str_add_bytes(&out->token, (const char *)ASN1_STRING_get0_data(der),
                  (size_t)ASN1_STRING_length(der));
    if (tst_read((const uint8_t *)out->token.text, out->token.n, &tst,
                 &why) != ERR_OK)
        return err_set(err, ERR_CORRUPT, 0,
                       _("its timestamp does not hold: %s"), why.text);
    bool ours = memcmp(tst.imprint, out->imprint, SHA256_BYTES) == 0;
    tst_deinit(&tst);
    return ours ? ERR_OK
                : err_set(err, ERR_CORRUPT, 0,
                          _("its timestamp does not hold: %s"),
                          _("it stamps something else"));
}

/* Write again what was read; compare. */
static bool same_bytes(CMS_SignerInfo *si, const struct cms *cms,
                       const uint8_t *der, size_t n)
{
    struct str members[3], *sorted[3], attributes, signature, again;
    str_init(&attributes, CMS_BYTES_MAX);
    str_init(&signature, CMS_BYTES_MAX);
    str_init(&again, CMS_BYTES_MAX);
    for (int i = 0; i < 3; i++) {
        unsigned char *bytes = NULL;
        int length = i2d_X509_ATTRIBUTE(CMS_signed_get_attr(si, i), &bytes);
        str_init(&members[i], CMS_BYTES_MAX);
        str_add_bytes(&members[i], (const char *)bytes,
                      length > 0 ? (size_t)length : 0);
        OPENSSL_free(bytes);
        sorted[i] = &members[i];
    }
    der_add_sorted(&attributes, 3, sorted);
    const ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(si);
    str_add_bytes(&signature, (const char *)ASN1_STRING_get0_data(value),
                  (size_t)ASN1_STRING_length(value));
    cms_encode(&again, &(struct cms_parts){cms->certs, &attributes,
                                           &signature, &cms->token});
    bool same = str_ok(&again) && again.n == n &&
                memcmp(again.text, der, n) == 0;
    for (int i = 0; i < 3; i++)
        str_deinit(&members[i]);
    str_deinit(&attributes);
    str_deinit(&signature);
    str_deinit(&again);
    return same;
}

static enum err_code take_certs(CMS_ContentInfo *ci, CMS_SignerInfo *si,
                                struct cms *out, struct err *err)
{
    X509_NAME *issuer = NULL;
    ASN1_INTEGER *serial = NULL;
    STACK_OF(X509) *pool = CMS_get1_certs(ci);
    if (CMS_SignerInfo_get0_signer_id(si, NULL, &issuer, &serial) != 1 ||
        issuer == NULL || pool == NULL) {
        sk_X509_pop_free(pool, X509_free);
        return bad(err, N_("the certificates it carries are not the signer's "
                           "and those above it"));
    }
    enum err_code code = carried_take(pool, issuer, serial, &out->certs, err);
    sk_X509_pop_free(pool, X509_free);
    out->signer = sk_X509_num(out->certs) > 0 ? sk_X509_value(out->certs, 0)
                                              : NULL;
    return code;
}

static enum err_code read_parsed(CMS_ContentInfo *ci, const uint8_t *der,
                                 size_t n, struct cms *out, struct err *err)
{
    CMS_SignerInfo *si = only_signer(ci);
    if (si == NULL)
        return bad(err, N_("it is no detached signature of one signer"));
    enum err_code code = take_certs(ci, si, out, err);
    if (code == ERR_OK)
        code = check_attributes(si, out, err);
    if (code == ERR_OK)
        code = take_token(si, out, err);
    if (code != ERR_OK)
        return code;
    if (!same_bytes(si, out, der, n))
        return bad(err, N_("it is not written as this program writes it"));
    CMS_SignerInfo_set1_signer_cert(si, out->signer);
    if (CMS_SignerInfo_verify(si) != 1)
        return bad(err, N_("its value does not belong to the signer's key"));
    return ERR_OK;
}

enum err_code cms_read(const uint8_t *der, size_t n, struct cms *out,
                       struct err *err)
{
    const unsigned char *p = der;
    *out = (struct cms){.signer = NULL};
    str_init(&out->token, TST_BYTES_MAX);
    if (n > CMS_BYTES_MAX)
        return bad(err, N_("it is too large"));
    CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)n);
    enum err_code code =
        ci == NULL || p != der + n
            ? bad(err, N_("it is no CMS signature"))
            : read_parsed(ci, der, n, out, err);
    CMS_ContentInfo_free(ci);
    ERR_clear_error();
    if (code != ERR_OK)
        cms_deinit(out);
    return code;
}

void cms_deinit(struct cms *cms)
{
    sk_X509_pop_free(cms->certs, X509_free);
    str_deinit(&cms->token);
    *cms = (struct cms){.signer = NULL};
}
