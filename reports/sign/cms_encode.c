/* reports/sign/cms_encode.c - CMS SignedData in DER (RFC 5652, RFC 5035). */
#include "reports/sign/cms_encode.h"

#include <assert.h>
#include <openssl/ess.h>
#include <openssl/evp.h>

#include "reports/sign/der.h"

/* Object identifiers, their content octets. */
static const uint8_t oid_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                   0x0D, 0x01, 0x07, 0x01};
static const uint8_t oid_signed_data[] = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                          0x0D, 0x01, 0x07, 0x02};
static const uint8_t oid_content_type[] = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                           0x0D, 0x01, 0x09, 0x03};
static const uint8_t oid_message_digest[] = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                             0x0D, 0x01, 0x09, 0x04};
static const uint8_t oid_signing_certificate_v2[] = {
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x2F};
/* id-aa-timeStampToken, RFC 3161 appendix A */
static const uint8_t oid_timestamp_token[] = {
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x02, 0x0E};
static const uint8_t oid_sha256[] = {0x60, 0x86, 0x48, 0x01, 0x65,
                                     0x03, 0x04, 0x02, 0x01};
static const uint8_t oid_rsa[] = {0x2A, 0x86, 0x48, 0x86, 0xF7,
                                  0x0D, 0x01, 0x01, 0x01};
static const uint8_t oid_ecdsa_sha256[] = {0x2A, 0x86, 0x48, 0xCE,
                                           0x3D, 0x04, 0x03, 0x02};
static const uint8_t der_null[] = {0x05, 0x00};
static const uint8_t one[] = {1};

/* Append what an i2d function gave; NULL or a failure spoils `out`. */
static void add_i2d(struct str *out, unsigned char *der, int n)
{
    if (n > 0 && der != NULL)
        str_add_bytes(out, (const char *)der, (size_t)n);
    else
        out->failed = true;
    OPENSSL_free(der);
}

#define ADD_I2D(out, i2d, object)                                            \
    do {                                                                     \
        unsigned char *der_ = NULL;                                          \
        int n_ = i2d((object), &der_);                                       \
        add_i2d((out), der_, n_);                                            \
    } while (0)

/* Attribute ::= SEQUENCE { oid, SET { value } }; empties `value`. */
static void add_attribute(struct str *out, const uint8_t *oid, size_t n,
                          struct str *value)
{
    struct str body;
    str_init(&body, CMS_BYTES_MAX);
    der_add(&body, DER_OID, oid, n);
    der_wrap(&body, DER_SET, value);
    der_wrap(out, DER_SEQUENCE, &body);
    str_deinit(&body);
}

void cms_encode_attributes(struct str *out, X509 *signer,
                           const uint8_t digest[SHA256_BYTES])
{
    struct str a, b, c, value;
    struct str *members[] = {&a, &b, &c};
    for (size_t i = 0; i < 3; i++)
        str_init(members[i], CMS_BYTES_MAX);
    str_init(&value, CMS_BYTES_MAX);

    der_add(&value, DER_OID, oid_data, sizeof oid_data);
    add_attribute(&a, oid_content_type, sizeof oid_content_type, &value);
    der_add(&value, DER_OCTETS, digest, SHA256_BYTES);
    add_attribute(&b, oid_message_digest, sizeof oid_message_digest, &value);
    ESS_SIGNING_CERT_V2 *ess =
        OSSL_ESS_signing_cert_v2_new_init(EVP_sha256(), signer, NULL, 1);
    if (ess != NULL)
        ADD_I2D(&value, i2d_ESS_SIGNING_CERT_V2, ess);
    else
        value.failed = true;
    ESS_SIGNING_CERT_V2_free(ess);
    add_attribute(&c, oid_signing_certificate_v2,
                  sizeof oid_signing_certificate_v2, &value);

    der_add_sorted(out, 3, members);
    str_deinit(&a);
    str_deinit(&b);
    str_deinit(&c);
    str_deinit(&value);
}

static void add_digest_algorithm(struct str *out)
{
    struct str body;
    str_init(&body, 64);
    der_add(&body, DER_OID, oid_sha256, sizeof oid_sha256);
    der_wrap(out, DER_SEQUENCE, &body);
    str_deinit(&body);
}

static void add_signature_algorithm(struct str *out, X509 *signer)
{
    struct str body;
    str_init(&body, 64);
    if (EVP_PKEY_get_base_id(X509_get0_pubkey(signer)) == EVP_PKEY_RSA) {
        der_add(&body, DER_OID, oid_rsa, sizeof oid_rsa);
        str_add_bytes(&body, (const char *)der_null, sizeof der_null);
    } else {
        der_add(&body, DER_OID, oid_ecdsa_sha256, sizeof oid_ecdsa_sha256);
    }
    der_wrap(out, DER_SEQUENCE, &body);
    str_deinit(&body);
}

/* [1] with the one unsigned attribute there may be. */
static void add_token(struct str *out, const struct str *token)
{
    struct str attribute, value;
    if (token->n == 0)
        return;
    str_init(&attribute, CMS_BYTES_MAX);
    str_init(&value, CMS_BYTES_MAX);
    str_add_bytes(&value, token->text, token->n);
    add_attribute(&attribute, oid_timestamp_token, sizeof oid_timestamp_token,
                  &value);
    der_wrap(out, DER_CONTEXT_1, &attribute);
    str_deinit(&attribute);
    str_deinit(&value);
}

static void add_signer_info(struct str *out, const struct cms_parts *parts)
{
    X509 *signer = sk_X509_value(parts->certs, 0);
    struct str body, id;
    str_init(&body, CMS_BYTES_MAX);
    str_init(&id, CMS_BYTES_MAX);
    der_add(&body, DER_INTEGER, one, sizeof one);
    ADD_I2D(&id, i2d_X509_NAME, X509_get_issuer_name(signer));
    ADD_I2D(&id, i2d_ASN1_INTEGER, X509_get0_serialNumber(signer));
    der_wrap(&body, DER_SEQUENCE, &id);
    add_digest_algorithm(&body);
    der_add(&body, DER_CONTEXT_0, parts->attributes->text,
            parts->attributes->n);
    add_signature_algorithm(&body, signer);
    der_add(&body, DER_OCTETS, parts->signature->text, parts->signature->n);
    add_token(&body, parts->token);
    der_wrap(out, DER_SEQUENCE, &body);
    str_deinit(&body);
    str_deinit(&id);
}

static void add_certificates(struct str *out, const STACK_OF(X509) *certs)
{
    struct str ders[CARRIED_MAX], *members[CARRIED_MAX], body;
    int n = sk_X509_num(certs);
    assert(n >= 1 && n <= CARRIED_MAX);
    for (int i = 0; i < n; i++) {
        str_init(&ders[i], CMS_BYTES_MAX);
        ADD_I2D(&ders[i], i2d_X509, sk_X509_value(certs, i));
        members[i] = &ders[i];
    }
    str_init(&body, CMS_BYTES_MAX);
    der_add_sorted(&body, (size_t)n, members);
    der_wrap(out, DER_CONTEXT_0, &body);
    str_deinit(&body);
    for (int i = 0; i < n; i++)
        str_deinit(&ders[i]);
}

void cms_encode(struct str *out, const struct cms_parts *parts)
{
    struct str data, part;
    str_init(&data, CMS_BYTES_MAX);
    str_init(&part, CMS_BYTES_MAX);
    der_add(&data, DER_INTEGER, one, sizeof one);
    add_digest_algorithm(&part);
    der_wrap(&data, DER_SET, &part);
    der_add(&part, DER_OID, oid_data, sizeof oid_data);
    der_wrap(&data, DER_SEQUENCE, &part);
    add_certificates(&data, parts->certs);
    add_signer_info(&part, parts);
    der_wrap(&data, DER_SET, &part);

    der_wrap(&part, DER_SEQUENCE, &data); /* SignedData */
    der_wrap(&data, DER_CONTEXT_0, &part);
    der_add(&part, DER_OID, oid_signed_data, sizeof oid_signed_data);
    part.failed = part.failed || data.failed;
    str_add_bytes(&part, data.text, data.n);
    der_wrap(out, DER_SEQUENCE, &part);
    str_deinit(&data);
    str_deinit(&part);
}
