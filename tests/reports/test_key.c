/* Where a signing key may be kept: an encrypted PEM file, and a PKCS#11 token
 * (SoftHSM) that it never leaves.  PKCS#12 files: test_sign.c. */
#include "tests/reports/sign_fixture.h"

#include <libp11.h>
#include <sys/stat.h>

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"

static X509 *root, *cert;
static EVP_PKEY *root_key, *key;

static void opens(const char *place, enum err_code expected, const char *word)
{
    struct sign_key *opened = NULL;
    struct err err = ERR_INIT;
    enum err_code code = sign_key_open(place, &from_env, &opened, &err);
    if (code != expected || (word != NULL && strstr(err.text, word) == NULL))
        fail_msg("%s: expected %s '%s', got %s: %s", place,
                 err_code_word(expected), word != NULL ? word : "",
                 err_code_word(code), err.text);
    if (code != ERR_OK)
        assert_null(opened);
    sign_key_free(opened);
}

/* Signed with it, and good for pdfsig and ourselves. */
static void signs(const char *place)
{
    struct sign_key *opened = NULL;
    struct err err = ERR_INIT;
    struct verify_result r;
    assert_ok(sign_key_open(place, &from_env, &opened, &err), &err);
    assert_string_equal(sign_key_name(opened), "Office");
    make_pdf("signed.pdf");
    assert_ok(sign_pdf(in_work("signed.pdf"), opened, NULL, &err), &err);
    assert_ok(sign_pdf(make_pdf("signed2.pdf"), opened, NULL, &err), &err);
    sign_key_free(opened);
    assert_ok(verify_pdf(in_work("signed.pdf"), in_work("root.pem"), &r, &err),
              &err);
    assert_int_equal(r.status, VERIFY_GOOD);
    const char *out = shell(NULL, "rm -rf nss && mkdir nss && "
                            "certutil -N -d sql:nss --empty-password && "
                            "certutil -A -d sql:nss -n ca -t C,C,C "
                            "-i root.pem && pdfsig -nssdir sql:nss signed.pdf");
    assert_non_null(strstr(out, "Signature is Valid."));
    assert_non_null(strstr(out, "Certificate is Trusted."));
}

/* ---- PEM ---- */

static void write_encrypted(const char *name)
{
    FILE *f = fopen(in_work(name), "wb");
    assert_non_null(f);
    int done = PEM_write_PKCS8PrivateKey(f, key, EVP_aes_256_cbc(), PASS,
                                         (int)strlen(PASS), NULL, NULL);
    fclose(f);
    assert_int_equal(done, 1);
}

static void encrypted_pem_files_sign(void **state)
{
    (void)state;
    int status;
    write_encrypted("only.pem");
    write_pem(in_work("cert.pem"), cert);
    (void)shell(&status, "cat only.pem cert.pem root.pem >office.pem && "
                "cat root.pem cert.pem only.pem >turned.pem");
    assert_int_equal(status, 0);
    signs(in_work("office.pem"));
    signs(in_work("turned.pem"));
    /* the form OpenSSL wrote before PKCS#8 */
    write_key(in_work("bare.pem"), key);
    (void)shell(&status, "openssl ec -in bare.pem -aes256 -passout "
                "'pass:%s' -out ec.pem && cat ec.pem cert.pem root.pem "
                ">old.pem && head -1 ec.pem", PASS);
    assert_int_equal(status, 0);
    signs(in_work("old.pem"));
}

static void pem_files_that_will_not_do(void **state)
{
    (void)state;
    (void)shell(NULL, "cat bare.pem cert.pem >open.pem; cat root.pem only.pem "
                ">mixed.pem; head -c 120 office.pem >cut.pem");
    opens(in_work("open.pem"), ERR_FORMAT, "is not encrypted");
    opens(in_work("only.pem"), ERR_FORMAT, "no certificate that belongs");
    opens(in_work("mixed.pem"), ERR_FORMAT, "no certificate that belongs");
    opens(in_work("cert.pem"), ERR_FORMAT, "holds no private key");
    opens(in_work("cut.pem"), ERR_FORMAT, "holds no private key");
    setenv("SIGN_TEST_PASS", "wrong", 1);
    opens(in_work("office.pem"), ERR_DENIED, "the passphrase is wrong");
    setenv("SIGN_TEST_PASS", PASS, 1);
}

/* ---- token ---- */

static void make_token(const char *label)
{
    int status;
    (void)shell(&status, "softhsm2-util --init-token --free --label '%s' "
                "--pin '%s' --so-pin 5678", label, PASS);
    assert_int_equal(status, 0);
}

/* The key by SoftHSM's own tool, certificates through libp11. */
static void fill_token(const char *label)
{
    int status;
    PKCS11_SLOT *slots, *slot = NULL;
    unsigned n;
    unsigned char id[] = {0x01}, other[] = {0x02};
    (void)shell(&status, "softhsm2-util --import bare.pem --token '%s' --label "
                "seal --id 01 --pin '%s'", label, PASS);
    assert_int_equal(status, 0);
    PKCS11_CTX *ctx = PKCS11_CTX_new();
    assert_int_equal(PKCS11_CTX_load(ctx, MODULE), 0);
    assert_int_equal(PKCS11_enumerate_slots(ctx, &slots, &n), 0);
    while ((slot = PKCS11_find_next_token(ctx, slots, n, slot)) != NULL)
        if (strcmp(slot->token->label, label) == 0)
            break;
    assert_non_null(slot);
    assert_int_equal(PKCS11_open_session(slot, 1), 0);
    assert_int_equal(PKCS11_login(slot, 0, PASS), 0);
    assert_int_equal(PKCS11_store_certificate(slot->token, cert,
                                              (char *)(uintptr_t)"seal", id, 1,
                                              NULL), 0);
    assert_int_equal(PKCS11_store_certificate(slot->token, root,
                                              (char *)(uintptr_t)"root", other,
                                              1, NULL), 0);
    PKCS11_release_all_slots(ctx, slots, n);
    PKCS11_CTX_unload(ctx);
    PKCS11_CTX_free(ctx);
}

static void a_key_in_a_token_signs(void **state)
{
    (void)state;
    write_key(in_work("bare.pem"), key);
    make_token("县 办");
    fill_token("县 办");
    signs("pkcs11:token=县%20办;object=seal?module-path=" MODULE);
    setenv("PINGYI_PKCS11", MODULE, 1);
    signs("pkcs11:token=%E5%8E%BF%20%e5%8a%9e");
    signs("pkcs11:");
    unsetenv("PINGYI_PKCS11");
}

static void tokens_that_will_not_do(void **state)
{
    (void)state;
    opens("pkcs11:token=x", ERR_USAGE, "PINGYI_PKCS11");
    opens("pkcs11:pin=1234", ERR_USAGE, "is not understood");
    opens("pkcs11:token=%4", ERR_USAGE, "is not understood");
    opens("pkcs11:?module-path=/etc/passwd", ERR_NOTFOUND, "cannot be loaded");
    setenv("PINGYI_PKCS11", MODULE, 1);
    opens("pkcs11:token=none", ERR_NOTFOUND, "no token none");
    opens("pkcs11:object=none", ERR_NOTFOUND, "no private key none");
    setenv("SIGN_TEST_PASS", "0000", 1);
    opens("pkcs11:", ERR_DENIED, "does not accept the PIN");
    setenv("SIGN_TEST_PASS", PASS, 1);
    make_token("second");
    opens("pkcs11:", ERR_NOTFOUND, "several tokens");
    opens("pkcs11:token=second", ERR_NOTFOUND, "no private key");
    unsetenv("PINGYI_PKCS11");
}

static int make_all(void **state)
{
    if (make_work(state) != 0)
        return -1;
    char conf[300];
    int n = snprintf(conf, sizeof conf,
                     "directories.tokendir = %s/tokens\nobjectstore.backend = "
                     "file\nlog.level = ERROR\n", work);
    write_bytes(in_work("softhsm2.conf"), conf, (size_t)n);
    if (mkdir(in_work("tokens"), 0700) != 0)
        return -1;
    setenv("SOFTHSM2_CONF", in_work("softhsm2.conf"), 1);
    root = make_cert(&(struct cert_plan){.name = "Root", .from = -DAY,
                                         .to = 30 * DAY,
                                         .basic = "critical,CA:TRUE",
                                         .usage = "critical,keyCertSign"},
                     &root_key);
    cert = make_cert(&(struct cert_plan){.name = "Office", .curve = "P-256",
                                         .usage = "critical,digitalSignature",
                                         .issuer = root,
                                         .issuer_key = root_key}, &key);
    write_pem(in_work("root.pem"), root);
    return 0;
}

static int drop_all(void **state)
{
    X509_free(root);
    X509_free(cert);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(key);
    return drop_work(state);
}

int main(void)
{
    setenv("PINGYI_LANG", "en", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encrypted_pem_files_sign),
        cmocka_unit_test(pem_files_that_will_not_do),
        cmocka_unit_test(a_key_in_a_token_signs),
        cmocka_unit_test(tokens_that_will_not_do),
    };
    return cmocka_run_group_tests(tests, make_all, drop_all);
}
