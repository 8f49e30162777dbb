/* reports/sign/tsa.c - see tsa.h. */
#include "reports/sign/tsa.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/cert.h"
#include "reports/sign/http.h"
#include "reports/sign/tst.h"

enum { NONCE_BYTES = 8, QUERY_BYTES_MAX = 4096 };

/* ---- the question ---- */

static enum err_code set_policy(TS_REQ *req, const char *policy,
                                struct err *err)
{
    if (policy == NULL)
        return ERR_OK;
    ASN1_OBJECT *oid = OBJ_txt2obj(policy, 1);
    bool ok = oid != NULL && TS_REQ_set_policy_id(req, oid) == 1;
    ASN1_OBJECT_free(oid);
    ERR_clear_error();
    return ok ? ERR_OK
              : err_set(err, ERR_USAGE, 0,
                        _("'%s' is no timestamp policy; write it in numbers "
                          "and dots, as in 1.2.3.4"), policy);
}

static bool set_imprint(TS_REQ *req, const uint8_t digest[SHA256_BYTES])
{
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *sha256 = X509_ALGOR_new();
    uint8_t copy[SHA256_BYTES];
    memcpy(copy, digest, sizeof copy);
    bool ok = imprint != NULL && sha256 != NULL &&
              X509_ALGOR_set0(sha256, OBJ_nid2obj(NID_sha256), V_ASN1_NULL,
                              NULL) == 1 &&
              TS_MSG_IMPRINT_set_algo(imprint, sha256) == 1 &&
              TS_MSG_IMPRINT_set_msg(imprint, copy, SHA256_BYTES) == 1 &&
              TS_REQ_set_msg_imprint(req, imprint) == 1;
    X509_ALGOR_free(sha256);
    TS_MSG_IMPRINT_free(imprint);
    return ok;
}

static bool set_nonce(TS_REQ *req)
{
    uint8_t bytes[NONCE_BYTES];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return false;
    bytes[0] = (uint8_t)((bytes[0] & 0x7F) | 0x40); /* always as long */
    BIGNUM *number = BN_bin2bn(bytes, sizeof bytes, NULL);
    ASN1_INTEGER *nonce = BN_to_ASN1_INTEGER(number, NULL);
    bool ok = nonce != NULL && TS_REQ_set_nonce(req, nonce) == 1;
    ASN1_INTEGER_free(nonce);
    BN_free(number);
    return ok;
}

static enum err_code make_request(const struct tsa *tsa,
                                  const uint8_t digest[SHA256_BYTES],
                                  TS_REQ **out, struct err *err)
{
    TS_REQ *req = TS_REQ_new();
    *out = req;
    if (req == NULL || TS_REQ_set_version(req, 1) != 1 ||
        !set_imprint(req, digest) || !set_nonce(req) ||
        TS_REQ_set_cert_req(req, 1) != 1)
        return cert_crypto_failed(err, _("asking for a timestamp"));
    return set_policy(req, tsa->policy, err);
}

static enum err_code ask(const struct tsa *tsa, const TS_REQ *req,
                         struct str *answer, struct err *err)
{
    unsigned char *der = NULL;
    int n = i2d_TS_REQ(req, &der);
    if (n <= 0)
        return cert_crypto_failed(err, _("asking for a timestamp"));
    enum err_code code = http_fetch(
        &(struct http_ask){
            .url = tsa->url,
            .type = "application/timestamp-query",
            .answer_type = "application/timestamp-reply",
            .what = N_("timestamp response"),
            .body = der,
            .n = (size_t)n,
            .most = TST_BYTES_MAX,
            .seconds = tsa->seconds > 0 ? tsa->seconds : TSA_SECONDS},
        answer, err);
    OPENSSL_free(der);
    return code;
}

/* ---- the answer ---- */

/* Granted, or granted with changes it need not tell (RFC 3161 2.4.2). */
static enum err_code check_granted(const struct tsa *tsa, TS_RESP *resp,
                                   struct err *err)
{
    const TS_STATUS_INFO *info = TS_RESP_get_status_info(resp);
    long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
    if (status != 0 && status != 1)
        return err_set(err, ERR_DENIED, (int)status,
                       _("%s refused the timestamp (status %ld); ask the "
                         "authority what it accepts"), tsa->url, status);
    return TS_RESP_get_tst_info(resp) != NULL &&
                   TS_RESP_get_token(resp) != NULL
               ? ERR_OK
               : err_set(err, ERR_CORRUPT, 0,
                         _("the answer of %s is no %s"), tsa->url,
                         _("timestamp response"));
}

static enum err_code check_answers(const struct tsa *tsa, const TS_REQ *req,
                                   TS_RESP *resp, struct err *err)
{
    TS_TST_INFO *info = TS_RESP_get_tst_info(resp);
    const ASN1_INTEGER *nonce = TS_TST_INFO_get_nonce(info);
    const ASN1_OBJECT *policy = TS_REQ_get_policy_id((TS_REQ *)(uintptr_t)req);
    if (nonce == NULL || ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(req)) != 0 ||
        (policy != NULL && OBJ_cmp(policy, TS_TST_INFO_get_policy_id(info))))
        return err_set(err, ERR_CORRUPT, 0,
                       _("the timestamp of %s answers another question"),
                       tsa->url);
    return ERR_OK;
}

static enum err_code check_token(const struct tsa *tsa,
                                 const uint8_t digest[SHA256_BYTES],
                                 const struct str *token, struct err *err)
{
    struct tst tst;
    struct err why = ERR_INIT;
    enum err_code code =
        tst_read((const uint8_t *)token->text, token->n, &tst, &why);
    if (code == ERR_OK && memcmp(tst.imprint, digest, SHA256_BYTES) != 0)
        code = err_set(&why, ERR_CORRUPT, 0, _("it stamps something else"));
    if (code != ERR_OK) {
        tst_deinit(&tst);
        return err_set(err, code, 0,
                       _("the timestamp of %s does not hold: %s"), tsa->url,
                       why.text);
    }
    if (tsa->trust != NULL)
        code = trust_judge(tsa->trust,
                           &(struct trust_ask){.certs = tst.certs,
                                               .timestamps = true},
                           NULL, &why);
    tst_deinit(&tst);
    return code == ERR_OK
               ? ERR_OK
               : err_set(err, code, why.native,
                         _("the timestamp authority %s is not trusted: %s; "
                           "add its root to the trust list"), tsa->url,
                         why.text);
}

static enum err_code take_token(TS_RESP *resp, struct str *token,
                                struct err *err)
{
    unsigned char *der = NULL;
    int n = i2d_PKCS7(TS_RESP_get_token(resp), &der);
    enum err_code code = n > 0 ? tst_normalise(der, (size_t)n, token, err)
                               : cert_crypto_failed(err, _("asking for a "
                                                           "timestamp"));
    OPENSSL_free(der);
    return code;
}

enum err_code tsa_stamp(const struct tsa *tsa,
                        const uint8_t digest[SHA256_BYTES], struct str *token,
                        struct err *err)
{
    TS_REQ *req = NULL;
    TS_RESP *resp = NULL;
    struct str answer;
    str_init(&answer, TST_BYTES_MAX);
    enum err_code code = make_request(tsa, digest, &req, err);
    if (code == ERR_OK)
        code = ask(tsa, req, &answer, err);
    if (code != ERR_OK)
        goto done;
    const unsigned char *p = (const unsigned char *)answer.text;
    resp = d2i_TS_RESP(NULL, &p, (long)answer.n);
    code = resp != NULL
               ? check_granted(tsa, resp, err)
               : err_set(err, ERR_CORRUPT, 0,
                         _("the answer of %s is no %s"), tsa->url,
                         _("timestamp response"));
    if (code == ERR_OK)
        code = check_answers(tsa, req, resp, err);
    if (code == ERR_OK)
        code = take_token(resp, token, err);
    if (code == ERR_OK)
        code = check_token(tsa, digest, token, err);
done:
    ERR_clear_error();
    TS_REQ_free(req);
    TS_RESP_free(resp);
    str_deinit(&answer);
    return code;
}
