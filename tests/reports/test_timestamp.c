/* B-T signatures: a timestamp authority on the loopback, its tokens judged by
 * openssl as well, and every way in which an authority can go wrong. */
#include "tests/reports/authority.h"

#include <openssl/cms.h>
#include <openssl/ts.h>
#include <time.h>

#include "reports/sign/http.h"
#include "reports/sign/signature.h"
#include "reports/sign/tsa.h"
#include "reports/sign/tst.h"

static struct tsa_pki pki;

static enum err_code sign_at(const char *path, struct sign_options options,
                             struct err *err)
{
    struct sign_key *key = open_key("rsa.p12");
    enum err_code code = sign_pdf(path, key, &options, err);
    sign_key_free(key);
    return code;
}

static struct verify_result judge_file(const char *name, const char *trust)
{
    struct verify_result r;
    struct err err = ERR_INIT;
    assert_ok(verify_pdf(in_work(name), in_work(trust), &r, &err), &err);
    return r;
}

static void a_stamped_signature_proves_its_time(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    time_t before = time(NULL);
    make_pdf("bt.pdf");
    assert_ok(sign_at(in_work("bt.pdf"),
                      (struct sign_options){.tsa = authority_url("tsa"),
                                            .trust = in_work("both.pem")},
                      &err), &err);
    struct verify_result r = judge_file("bt.pdf", "both.pem");
    assert_int_equal(r.status, VERIFY_GOOD);
    assert_int_equal(r.level, VERIFY_B_T);
    assert_string_equal(verify_level_word(r.level), "B-T");
    assert_string_equal(r.authority, "Clock");
    struct tm tm = {.tm_sec = 0};
    assert_non_null(strptime(r.proven_time, "%Y-%m-%dT%H:%M:%SZ", &tm));
    time_t proven = timegm(&tm);
    assert_true(proven >= before && proven <= time(NULL));

    /* the signer is known, the authority is not */
    r = judge_file("bt.pdf", "rsa.pem");
    assert_int_equal(r.status, VERIFY_UNTRUSTED);
    assert_non_null(strstr(r.message, "timestamp"));
    assert_string_equal(r.proven_time, "");
    assert_int_equal(r.level, VERIFY_LEVEL_NONE);
}

/* What openssl itself says: the signature, and the token over it. */
static void openssl_agrees(void **state)
{
    (void)state;
    int status;
    size_t n;
    char *b = read_all(in_work("bt.pdf"), &n);
    size_t from = find(b, n, "/Contents <3082") + 11;
    unsigned char der[SIGNATURE_RESERVE_BYTES];
    for (size_t i = 0; i < sizeof der; i++) {
        unsigned byte;
        assert_int_equal(sscanf(b + from + 2 * i, "%2x", &byte), 1);
        der[i] = (unsigned char)byte;
    }
    size_t size = (size_t)(der[2] << 8 | der[3]) + 4;
    write_bytes(in_work("bt.der"), der, size);
    size_t to = from + 2 * sizeof der + 1;
    memmove(b + from - 1, b + to, n - to);
    write_bytes(in_work("bt.content"), b, n - (to - from + 1));
    free(b);
    const char *out =
        shell(&status, "openssl cms -verify -cades -purpose any -binary "
              "-inform DER -in bt.der -content bt.content -CAfile rsa.pem "
              "-out /dev/null");
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "CAdES Verification successful"));

    const unsigned char *p = der;
    CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)size);
    CMS_SignerInfo *si =
        sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(ci), 0);
    assert_int_equal(CMS_unsigned_get_attr_count(si), 1);
    X509_ATTRIBUTE *a = CMS_unsigned_get_attr(si, 0);
    const ASN1_STRING *token =
        X509_ATTRIBUTE_get0_data(a, 0, V_ASN1_SEQUENCE, NULL);
    const ASN1_STRING *value = CMS_SignerInfo_get0_signature(si);
    write_bytes(in_work("token.der"), ASN1_STRING_get0_data(token),
                (size_t)ASN1_STRING_length(token));
    write_bytes(in_work("value"), ASN1_STRING_get0_data(value),
                (size_t)ASN1_STRING_length(value));
    CMS_ContentInfo_free(ci);
    out = shell(&status, "openssl ts -verify -token_in -in token.der "
                "-data value -CAfile tsa.pem");
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "Verification: OK"));
    out = shell(&status, "openssl ts -verify -token_in -in token.der "
                "-data bt.content -CAfile tsa.pem");
    assert_int_not_equal(status, 0);

    out = shell(&status, "rm -rf nss && mkdir nss && "
                "certutil -N -d sql:nss --empty-password && "
                "certutil -A -d sql:nss -n ca -t C,C,C -i rsa.pem && "
                "pdfsig -nssdir sql:nss bt.pdf && qpdf --check bt.pdf");
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "Signature is Valid."));
    assert_non_null(strstr(out, "Total document signed"));
}

static void other_digests_and_policies_are_taken(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    make_pdf("sha512.pdf");
    assert_ok(sign_at(in_work("sha512.pdf"),
                      (struct sign_options){
                          .tsa = authority_url("tsa-sha512")}, &err), &err);
    assert_int_equal(judge_file("sha512.pdf", "both.pem").status,
                     VERIFY_GOOD);
    make_pdf("policy.pdf");
    assert_ok(sign_at(in_work("policy.pdf"),
                      (struct sign_options){.tsa = authority_url("tsa"),
                                            .tsa_policy = "1.2.3.4.5"},
                      &err), &err);
    assert_int_equal(judge_file("policy.pdf", "both.pem").level, VERIFY_B_T);
}

static void an_expired_certificate_stays_good_with_a_timestamp(void **state)
{
    (void)state;
    /* valid for three more seconds */
    make_pair("brief", (struct cert_plan){.from = -DAY, .to = 3,
                                          .curve = "P-256"});
    (void)shell(NULL, "cat brief.pem tsa.pem >brief-both.pem");
    struct err err = ERR_INIT;
    make_pdf("brief.pdf");
    make_pdf("bare.pdf");
    struct sign_key *key = open_key("brief.p12");
    assert_ok(sign_pdf(in_work("brief.pdf"), key,
                       &(struct sign_options){.tsa = authority_url("tsa")},
                       &err), &err);
    assert_ok(sign_pdf(in_work("bare.pdf"), key, NULL, &err), &err);
    sign_key_free(key);
    sleep(4);
    assert_int_equal(judge_file("bare.pdf", "brief-both.pem").status,
                     VERIFY_UNTRUSTED);
    struct verify_result r = judge_file("brief.pdf", "brief-both.pem");
    if (r.status != VERIFY_GOOD)
        fail_msg("%s", r.message);
    assert_int_equal(r.level, VERIFY_B_T);
}

/* ---- what goes wrong ---- */

static void no_stamp(struct sign_options options, enum err_code expected,
                     const char *word)
{
    struct err err = ERR_INIT;
    size_t n, again;
    const char *path = make_pdf("none.pdf");
    char *before = read_all(path, &n);
    enum err_code code = sign_at(path, options, &err);
    if (code != expected || strstr(err.text, word) == NULL)
        fail_msg("expected %s '%s', got %s: %s", err_code_word(expected),
                 word, err_code_word(code), err.text);
    /* never a signature without the timestamp that was asked for */
    char *after = read_all(in_work("none.pdf"), &again);
    assert_int_equal(n, again);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
}

static void bad_answers_are_refused_each_with_its_reason(void **state)
{
    (void)state;
    static const struct {
        const char *mode;
        enum err_code code;
        const char *word;
    } rows[] = {
        {"tsa-refuse", ERR_DENIED, "refused the timestamp (status 2"},
        {"tsa-imprint", ERR_CORRUPT, "stamps something else"},
        {"tsa-nonce", ERR_CORRUPT, "answers another question"},
        {"tsa-twisted", ERR_CORRUPT, "does not belong to the signer's key"},
        {"tsa-garbage", ERR_CORRUPT, "no timestamp response"},
        {"tsa-page", ERR_CORRUPT, "no timestamp response"},
        {"tsa-big", ERR_RANGE, "larger than"},
        {"tsa-error", ERR_IO, "status 500"},
        {"nowhere.pem", ERR_IO, "status"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        no_stamp((struct sign_options){.tsa = authority_url(rows[i].mode)},
                 rows[i].code, rows[i].word);
}

static void bad_addresses_are_refused(void **state)
{
    (void)state;
    no_stamp((struct sign_options){.tsa = "http://127.0.0.1:1/"}, ERR_IO,
             "cannot be reached");
    no_stamp((struct sign_options){.tsa = "http://no-such-host.invalid/"},
             ERR_IO, "cannot be reached");
    no_stamp((struct sign_options){.tsa = "file:///etc/passwd"}, ERR_USAGE,
             "http://");
    no_stamp((struct sign_options){.tsa = "ftp://127.0.0.1/"}, ERR_USAGE,
             "http://");
    no_stamp((struct sign_options){.tsa = ""}, ERR_USAGE, "http://");
    no_stamp((struct sign_options){.tsa = "http://me:secret@127.0.0.1/"},
             ERR_USAGE, "user name or password");
    time_t before = time(NULL);
    no_stamp((struct sign_options){.tsa = authority_url("tsa-slow"),
                                   .tsa_seconds = 1},
             ERR_IO, "within 1 seconds");
    assert_true(time(NULL) - before < 3);
}

static void the_authority_must_be_trusted_and_fit(void **state)
{
    (void)state;
    no_stamp((struct sign_options){.tsa = authority_url("tsa"),
                                   .trust = in_work("rsa.pem")},
             ERR_DENIED, "add its root to the trust list");
    no_stamp((struct sign_options){.tsa = authority_url("tsa"),
                                   .tsa_policy = "not an oid"},
             ERR_USAGE, "no timestamp policy");
    no_stamp((struct sign_options){.tsa = authority_url("tsa"),
                                   .tsa_policy = "1.2.3.4.77"},
             ERR_DENIED, "refused");
}

/* A token whose certificate may do more than stamp, or less. */
static void only_timestamp_certificates_may_stamp(void **state)
{
    (void)state;
    static const struct {
        const char *usage;
        bool good;
    } rows[] = {
        {"critical,timeStamping", true},
        {"timeStamping", false},
        {"critical,timeStamping,codeSigning", false},
        {"emailProtection", false},
        {NULL, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EVP_PKEY *key = NULL;
        X509 *cert = make_cert(
            &(struct cert_plan){.name = "Odd", .curve = "P-256",
                                .usage = "digitalSignature",
                                .extended = rows[i].usage,
                                .issuer = pki.root,
                                .issuer_key = pki.root_key}, &key);
        /* openssl ts refuses to sign with the bad ones: build it by hand */
        TS_TST_INFO *info = TS_TST_INFO_new();
        TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
        X509_ALGOR *sha = X509_ALGOR_new();
        uint8_t digest[32] = {1};
        X509_ALGOR_set0(sha, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
        TS_MSG_IMPRINT_set_algo(imprint, sha);
        TS_MSG_IMPRINT_set_msg(imprint, digest, 32);
        TS_TST_INFO_set_version(info, 1);
        TS_TST_INFO_set_msg_imprint(info, imprint);
        ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3", 1);
        TS_TST_INFO_set_policy_id(info, policy);
        ASN1_INTEGER *serial = ASN1_INTEGER_new();
        ASN1_INTEGER_set(serial, 7);
        TS_TST_INFO_set_serial(info, serial);
        ASN1_GENERALIZEDTIME *when = ASN1_GENERALIZEDTIME_set(NULL,
                                                              time(NULL));
        TS_TST_INFO_set_time(info, when);
        unsigned char *der = NULL;
        int n = i2d_TS_TST_INFO(info, &der);
        BIO *data = BIO_new_mem_buf(der, n);
        CMS_ContentInfo *ci = CMS_sign(NULL, NULL, NULL, NULL,
                                       CMS_BINARY | CMS_PARTIAL);
        ASN1_OBJECT *kind = OBJ_nid2obj(NID_id_smime_ct_TSTInfo);
        CMS_set1_eContentType(ci, kind);
        CMS_add1_signer(ci, cert, key, EVP_sha256(),
                        CMS_CADES | CMS_NOSMIMECAP);
        assert_int_equal(CMS_final(ci, data, NULL, CMS_BINARY), 1);
        unsigned char *token = NULL;
        int token_n = i2d_CMS_ContentInfo(ci, &token);
        struct tst tst;
        struct err err = ERR_INIT;
        enum err_code code = tst_read(token, (size_t)token_n, &tst, &err);
        if (rows[i].good)
            assert_ok(code, &err);
        else
            assert_int_equal(code, ERR_CORRUPT);
        if (!rows[i].good && strstr(err.text, "timestamps alone") == NULL)
            fail_msg("%s", err.text);
        tst_deinit(&tst);
        OPENSSL_free(token);
        OPENSSL_free(der);
        CMS_ContentInfo_free(ci);
        BIO_free(data);
        ASN1_GENERALIZEDTIME_free(when);
        ASN1_INTEGER_free(serial);
        ASN1_OBJECT_free(policy);
        X509_ALGOR_free(sha);
        TS_MSG_IMPRINT_free(imprint);
        TS_TST_INFO_free(info);
        X509_free(cert);
        EVP_PKEY_free(key);
    }
}

/* Every digit of the CMS, its timestamp included, one bit each; letters also
 * in their other case, which names of certificates do not tell apart. */
static void every_bit_of_a_stamped_signature_counts(void **state)
{
    (void)state;
    size_t n, tried = 0;
    unsigned size;
    char *b = read_all(in_work("bt.pdf"), &n);
    size_t from = find(b, n, "/Contents <3082") + 11;
    assert_int_equal(sscanf(b + from + 4, "%4x", &size), 1);
    for (size_t at = from; at < from + 2 * (size + 4); at++) {
        static const char digits[] = "0123456789ABCDEF";
        char was = b[at];
        int value = (int)(strchr(digits, was) - digits);
        struct verify_result r;
        struct err err = ERR_INIT;
        bool letter = (at - from) % 2 == 0 && value >= 4 && value <= 7;
        b[at] = digits[value ^ (letter ? 2 : 1 << at % 4)];
        assert_ok(verify_bytes(b, n, "t", in_work("both.pem"), &r, &err),
                  &err);
        tried++;
        if (r.status != VERIFY_BAD_SIGNATURE)
            fail_msg("digit %zu, %c for %c: %s", at - from, b[at], was,
                     r.message);
        b[at] = was;
    }
    free(b);
    print_message("%zu changes, all refused\n", tried);
}

static int make_all(void **state)
{
    if (make_work(state) != 0)
        return -1;
    make_pair("rsa", (struct cert_plan){.usage = "critical,digitalSignature"});
    authority_start();
    pki = make_tsa_pki((struct cert_plan){.curve = NULL});
    write_tsa_cnf();
    (void)shell(NULL, "cat rsa.pem tsa.pem >both.pem");
    return 0;
}

static int drop_all(void **state)
{
    authority_stop();
    free_tsa_pki(&pki);
    return drop_work(state);
}

int main(void)
{
    setenv("PINGYI_LANG", "en", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stamped_signature_proves_its_time),
        cmocka_unit_test(openssl_agrees),
        cmocka_unit_test(other_digests_and_policies_are_taken),
        cmocka_unit_test(an_expired_certificate_stays_good_with_a_timestamp),
        cmocka_unit_test(bad_answers_are_refused_each_with_its_reason),
        cmocka_unit_test(bad_addresses_are_refused),
        cmocka_unit_test(the_authority_must_be_trusted_and_fit),
        cmocka_unit_test(only_timestamp_certificates_may_stamp),
        cmocka_unit_test(every_bit_of_a_stamped_signature_counts),
    };
    return cmocka_run_group_tests(tests, make_all, drop_all);
}
