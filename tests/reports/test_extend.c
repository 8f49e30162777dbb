/* B-LT and B-LTA: validation data and document timestamps added later, judged
 * by pdfsig, qpdf, openssl cms and openssl ts as well; renewal, revocation,
 * and every way of changing what was added. */
#include "tests/reports/authority.h"

#include <time.h>

#include "reports/sign/pdf_update.h"
#include "reports/sign/signature.h"

static struct tsa_pki pki;
static X509 *root, *cert;
static EVP_PKEY *root_key;

static enum err_code sign_as(const char *path, const char *p12, const char *tsa,
                             struct err *err)
{
    struct sign_key *key = open_key(p12);
    enum err_code code = sign_pdf(
        path, key,
        &(struct sign_options){.tsa = tsa != NULL ? authority_url(tsa) : NULL},
        err);
    sign_key_free(key);
    return code;
}

static const char *make_signed(const char *name, const char *p12,
                               const char *tsa)
{
    struct err err = ERR_INIT;
    make_pdf(name);
    assert_ok(sign_as(in_work(name), p12, tsa, &err), &err);
    return name;
}

static enum err_code extend(const char *name, const char *tsa,
                            struct verify_result *result, struct err *err)
{
    return sign_extend(
        in_work(name),
        &(struct extend_options){.trust = in_work("all.pem"),
                                 .tsa = tsa != NULL ? authority_url(tsa)
                                                    : NULL},
        result, err);
}

static void extended(const char *name, const char *tsa,
                     enum verify_level level)
{
    struct verify_result r;
    struct err err = ERR_INIT;
    assert_ok(extend(name, tsa, &r, &err), &err);
    if (r.level != level)
        fail_msg("%s: level %s", name, verify_level_word(r.level));
}

static struct verify_result judge_file(const char *name)
{
    struct verify_result r;
    struct err err = ERR_INIT;
    assert_ok(verify_pdf(in_work(name), in_work("all.pem"), &r, &err), &err);
    return r;
}

/* Not extended, with this word, and not a byte of the file is another. */
static void not_extended(const char *name, const char *tsa,
                         enum err_code expected, const char *word)
{
    struct verify_result r;
    struct err err = ERR_INIT;
    size_t n, again;
    char *before = read_all(in_work(name), &n);
    enum err_code code = extend(name, tsa, &r, &err);
    if (code != expected || strstr(err.text, word) == NULL)
        fail_msg("expected %s '%s', got %s: %s", err_code_word(expected),
                 word, err_code_word(code), err.text);
    char *after = read_all(in_work(name), &again);
    assert_int_equal(n, again);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
}

/* ---- levels ---- */

static void each_level_is_reached_in_its_order(void **state)
{
    (void)state;
    make_signed("lt.pdf", "crl.p12", "tsa");
    assert_int_equal(judge_file("lt.pdf").level, VERIFY_B_T);
    extended("lt.pdf", NULL, VERIFY_B_LT);
    struct verify_result r = judge_file("lt.pdf");
    assert_int_equal(r.level, VERIFY_B_LT);
    assert_string_equal(verify_level_word(r.level), "B-LT");
    assert_string_equal(r.archived, "");

    (void)shell(NULL, "cp lt.pdf lta.pdf");
    extended("lta.pdf", "tsa", VERIFY_B_LTA);
    r = judge_file("lta.pdf");
    assert_int_equal(r.level, VERIFY_B_LTA);
    assert_string_equal(r.archive, "Clock");
    assert_int_equal(strlen(r.archived), 20);
    assert_int_equal(strlen(r.keeps_until), 10);
    assert_int_equal(r.count, 1);
    size_t n;
    free(read_all(in_work("lta.pdf"), &n));
    assert_true(r.issued_bytes > 0 && r.issued_bytes < n);

    /* from a signature without a timestamp, all in one go */
    make_signed("bb.pdf", "crl.p12", NULL);
    not_extended("bb.pdf", NULL, ERR_NOTNOW, "--tsa");
    extended("bb.pdf", "tsa", VERIFY_B_LTA);
    assert_string_equal(judge_file("bb.pdf").authority, "Clock");
}

static void a_renewal_adds_to_what_is_there(void **state)
{
    (void)state;
    size_t before_n, n;
    make_signed("again.pdf", "crl.p12", "tsa");
    extended("again.pdf", "tsa", VERIFY_B_LTA);
    char *before = read_all(in_work("again.pdf"), &before_n);
    extended("again.pdf", "tsa", VERIFY_B_LTA);
    extended("again.pdf", "tsa", VERIFY_B_LTA);
    char *after = read_all(in_work("again.pdf"), &n);
    assert_true(n > before_n + 2 * 32768);
    assert_memory_equal(before, after, before_n);
    free(before);
    free(after);
    assert_int_equal(judge_file("again.pdf").level, VERIFY_B_LTA);
}

/* ---- what others say ---- */

static size_t hole_of(const char *b, size_t n, const char *kind, size_t *from)
{
    size_t at = find(b, n, kind);
    *from = at + find(b + at, n - at, "/Contents <") + 10;
    return *from + 2 * SIGNATURE_RESERVE_BYTES + 2;
}

static void others_agree(void **state)
{
    (void)state;
    int status;
    size_t n, from;
    char *b = read_all(in_work("lta.pdf"), &n);
    size_t to = hole_of(b, n, "/DocTimeStamp", &from);
    unsigned char der[SIGNATURE_RESERVE_BYTES];
    for (size_t i = 0; i < sizeof der; i++) {
        unsigned byte;
        assert_int_equal(sscanf(b + from + 1 + 2 * i, "%2x", &byte), 1);
        der[i] = (unsigned char)byte;
    }
    write_bytes(in_work("dts.der"), der, (size_t)(der[2] << 8 | der[3]) + 4);
    memmove(b + from, b + to, n - to);
    write_bytes(in_work("dts.content"), b, n - (to - from));
    free(b);
    const char *out = shell(&status, "openssl ts -verify -token_in -in dts.der "
                            "-data dts.content -CAfile tsa.pem");
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "Verification: OK"));

    out = shell(&status, "qpdf --check lta.pdf");
    assert_int_equal(status, 0);
    assert_null(strstr(out, "WARNING"));
    out = shell(&status, "rm -rf nss && mkdir nss && "
                "certutil -N -d sql:nss --empty-password && "
                "certutil -A -d sql:nss -n ca -t C,C,C -i sigroot.pem && "
                "pdfsig -nssdir sql:nss lta.pdf");
    assert_non_null(strstr(out, "Signature is Valid."));
    assert_non_null(strstr(out, "Certificate is Trusted."));
    /* it knows no document timestamps, but sees one signature more */
    assert_non_null(strstr(out, "Signature #2:"));
    /* the list in the file is the one that was published */
    out = shell(&status, "qpdf --qdf --object-streams=disable lta.pdf - | "
                "grep -a -c '/Type /DSS'");
    assert_int_equal(out[0], '1');
}

/* ---- revocation ---- */

static void ocsp_answers_are_taken(void **state)
{
    (void)state;
    static const char *const names[] = {"delegated", "direct"};
    for (size_t i = 0; i < 2; i++) {
        char p12[64], pdf[64];
        (void)snprintf(p12, sizeof p12, "%s.p12", names[i]);
        (void)snprintf(pdf, sizeof pdf, "%s.pdf", names[i]);
        make_signed(pdf, p12, "tsa");
        extended(pdf, "tsa", VERIFY_B_LTA);
        size_t n;
        char *b = read_all(in_work(pdf), &n);
        size_t at = find(b, n, "/OCSPs [ ") + 9;
        assert_true(b[at] >= '1' && b[at] <= '9');
        free(b);
    }
}

static void who_was_revoked_before_is_refused(void **state)
{
    (void)state;
    make_signed("gone.pdf", "gone.p12", "tsa");
    not_extended("gone.pdf", "tsa", ERR_DENIED, "was revoked on");
    make_signed("gone2.pdf", "revoked.p12", "tsa");
    not_extended("gone2.pdf", "tsa", ERR_DENIED, "was revoked on 2026-01-01");
}

/* Signed while it was good; the list of later names it. */
static void a_later_revocation_does_no_harm_to_a_proven_time(void **state)
{
    (void)state;
    make_signed("later.pdf", "crl.p12", "tsa");
    sleep(2);
    publish_crl("sig.crl", root, root_key, cert, 0);
    extended("later.pdf", "tsa", VERIFY_B_LTA);
    /* a document timestamp that comes after it proves too late a time */
    make_signed("late.pdf", "crl.p12", NULL);
    sleep(1);
    not_extended("late.pdf", "tsa", ERR_DENIED, "was revoked on");
    publish_crl("sig.crl", root, root_key, NULL, 0);
    /* the file keeps what it knows */
    assert_int_equal(judge_file("later.pdf").level, VERIFY_B_LTA);
}

static void lists_can_be_given_by_hand(void **state)
{
    (void)state;
    make_signed("mute.pdf", "mute.p12", "tsa");
    not_extended("mute.pdf", "tsa", ERR_NOTFOUND, "--crl");
    (void)shell(NULL, "cp tsa/public/sig.crl hand.crl && openssl crl -inform "
                "DER -in hand.crl -out hand.pem");
    static const char *const files[] = {"hand.crl", "hand.pem"};
    for (size_t i = 0; i < 2; i++) {
        char path[256];
        const char *list[] = {path};
        struct verify_result r;
        struct err err = ERR_INIT;
        (void)snprintf(path, sizeof path, "%s", in_work(files[i]));
        make_signed("mute.pdf", "mute.p12", "tsa");
        assert_ok(sign_extend(in_work("mute.pdf"),
                              &(struct extend_options){
                                  .trust = in_work("all.pem"),
                                  .tsa = authority_url("tsa"),
                                  .crl_count = 1, .crl = list},
                              &r, &err), &err);
        assert_int_equal(r.level, VERIFY_B_LTA);
    }
}

static void what_cannot_be_had_is_named(void **state)
{
    (void)state;
    make_signed("lost.pdf", "lost.p12", "tsa");
    not_extended("lost.pdf", "tsa", ERR_IO, "status 404");
    make_signed("odd.pdf", "odd.p12", "tsa");
    not_extended("odd.pdf", "tsa", ERR_CORRUPT, "certificate of odd");
    (void)shell(NULL, "cp bb.pdf down.pdf");
    not_extended("down.pdf", "tsa-error", ERR_IO, "status 500");
    make_pdf("plain.pdf");
    not_extended("plain.pdf", "tsa", ERR_DENIED, "no signature");
    make_signed("alien.pdf", "alien.p12", "tsa");
    not_extended("alien.pdf", "tsa", ERR_DENIED, "no root of your trust list");
}

/* The clock's certificate ends; the document timestamp of another stays. */
static void archived_files_outlive_their_authority(void **state)
{
    (void)state;
    EVP_PKEY *key = NULL;
    char crl[128];
    (void)snprintf(crl, sizeof crl, "URI:%s", authority_url("public/tsa.crl"));
    X509 *brief = make_cert(
        &(struct cert_plan){.name = "Brief clock", .from = -DAY, .to = 4,
                            .extended = "critical,timeStamping",
                            .usage = "critical,digitalSignature", .crl = crl,
                            .issuer = pki.root, .issuer_key = pki.root_key},
        &key);
    publish("tsabrief", brief, key);
    make_signed("old.pdf", "crl.p12", "tsa-brief");
    (void)shell(NULL, "cp old.pdf lost-time.pdf");
    extended("old.pdf", "tsa", VERIFY_B_LTA);
    sleep(5);
    struct verify_result r = judge_file("lost-time.pdf");
    assert_int_equal(r.status, VERIFY_UNTRUSTED);
    assert_non_null(strstr(r.message, "had expired"));
    r = judge_file("old.pdf");
    if (r.status != VERIFY_GOOD)
        fail_msg("%s", r.message);
    assert_int_equal(r.level, VERIFY_B_LTA);
    assert_string_equal(r.authority, "Brief clock");
    extended("old.pdf", "tsa", VERIFY_B_LTA);
    X509_free(brief);
    EVP_PKEY_free(key);
}

/* ---- changes ---- */

/* Every `step`th byte after the first signature, one bit each.  (With step 1
 * all are refused as well, in minutes.) */
static void sweep(const char *name, size_t step)
{
    size_t n, tried = 0;
    char *b = read_all(in_work(name), &n);
    struct verify_result r = judge_file(name);
    for (size_t at = r.issued_bytes; at < n; at += step) {
        struct err err = ERR_INIT;
        /* a stretch of the padding stands for all of it */
        if (at + 40 < n && b[at] == '0' && at % 97 > step &&
            memcmp(b + at, "0000000000000000000000000000000000000000", 40) ==
                0)
            continue;
        char was = b[at];
        b[at] = (char)(was ^ 1 << at % 8);
        assert_ok(verify_bytes(b, n, "t", in_work("all.pem"), &r, &err),
                  &err);
        if (r.status == VERIFY_GOOD || r.status == VERIFY_UNTRUSTED)
            fail_msg("%s: byte %zu, 0x%02X for 0x%02X: %s", name, at,
                     (unsigned char)b[at], (unsigned char)was, r.message);
        b[at] = was;
        tried++;
    }
    free(b);
    print_message("%s: %zu changes, all refused\n", name, tried);
}

static void every_added_byte_counts(void **state)
{
    (void)state;
    sweep("lt.pdf", 5); /* no document timestamp covers the data yet */
    make_signed("ocsp.pdf", "delegated.p12", "tsa");
    extended("ocsp.pdf", NULL, VERIFY_B_LT);
    sweep("ocsp.pdf", 5);
    sweep("lta.pdf", 13);
}

/* An update on top of everything, whatever it holds. */
static void on_top(const char *name, bool page)
{
    size_t n;
    struct pdf_file file;
    struct pdf_update u;
    struct pdf_value ref, dict;
    struct err err = ERR_INIT;
    char *b = read_all(in_work(name), &n);
    assert_ok(pdf_file_init(&file, b, n, name, &err), &err);
    pdf_update_init(&u, &file);
    if (page) {
        assert_ok(pdf_page_at(&file, 1, &ref, &dict, &err), &err);
        pdf_update_replace(&u, &ref);
        str_add(&u.out, "<<\n");
        pdf_update_copy(&u, &dict, (const char *const[]){NULL});
        str_add(&u.out, "/Rotate 180\n>>");
    } else {
        pdf_update_begin(&u, pdf_update_number(&u));
        str_add(&u.out, "<< >>");
    }
    pdf_update_end(&u);
    assert_ok(pdf_update_finish(&u, &err), &err);
    char *both = malloc(n + u.out.n);
    memcpy(both, b, n);
    memcpy(both + n, u.out.text, u.out.n);
    struct verify_result r;
    assert_ok(verify_bytes(both, n + u.out.n, name, in_work("all.pem"), &r,
                           &err), &err);
    assert_int_equal(r.status, VERIFY_APPENDED);
    write_bytes(in_work("top.pdf"), both, n + u.out.n);
    not_extended("top.pdf", "tsa", ERR_DENIED, "added to this file");
    free(both);
    free(b);
    pdf_update_deinit(&u);
    pdf_file_deinit(&file);
}

static void nothing_else_may_follow(void **state)
{
    (void)state;
    on_top("lt.pdf", true);
    on_top("lta.pdf", true);
    on_top("lta.pdf", false);
}

/* ---- set up ---- */

static X509 *make_signer(struct cert_plan plan)
{
    EVP_PKEY *key = NULL;
    char file[96];
    plan.usage = "critical,digitalSignature";
    plan.curve = "P-256";
    plan.issuer = root;
    plan.issuer_key = root_key;
    X509 *made = make_cert(&plan, &key);
    (void)snprintf(file, sizeof file, "%s.p12", plan.name);
    write_p12(in_work(file), key, made, root);
    EVP_PKEY_free(key);
    return made;
}

static void make_ocsp_signer(const char *name, bool revoked, bool delegated)
{
    char access[128], path[64];
    (void)snprintf(path, sizeof path, "ocsp/%s-ca", name);
    (void)snprintf(access, sizeof access, "OCSP;URI:%s", authority_url(path));
    X509 *made = make_signer((struct cert_plan){.name = name,
                                                .access = access});
    publish_ocsp(path + 5, root, root_key, made, revoked, delegated);
    X509_free(made);
}

static int make_all(void **state)
{
    if (make_work(state) != 0)
        return -1;
    authority_start();
    char crl[128];
    (void)snprintf(crl, sizeof crl, "URI:%s", authority_url("public/tsa.crl"));
    pki = make_tsa_pki((struct cert_plan){.crl = crl});
    write_tsa_cnf();
    publish_crl("tsa.crl", pki.root, pki.root_key, NULL, 0);

    struct cert_plan plan = ca_plan;
    plan.name = "Root of the signers";
    root = make_cert(&plan, &root_key);
    write_pem(in_work("sigroot.pem"), root);
    publish_crl("sig.crl", root, root_key, NULL, 0);
    (void)snprintf(crl, sizeof crl, "URI:%s", authority_url("public/sig.crl"));
    cert = make_signer((struct cert_plan){.name = "crl", .crl = crl});
    (void)snprintf(crl, sizeof crl, "URI:%s", authority_url("public/gone.crl"));
    X509 *gone = make_signer((struct cert_plan){.name = "gone", .crl = crl});
    publish_crl("gone.crl", root, root_key, gone, 1800);
    X509_free(gone);
    X509_free(make_signer((struct cert_plan){.name = "mute"}));
    (void)snprintf(crl, sizeof crl, "URI:%s", authority_url("public/none"));
    X509_free(make_signer((struct cert_plan){.name = "lost", .crl = crl}));
    (void)snprintf(crl, sizeof crl, "URI:%s", authority_url("public/tsa.crl"));
    X509_free(make_signer((struct cert_plan){.name = "odd", .crl = crl}));
    make_ocsp_signer("delegated", false, true);
    make_ocsp_signer("direct", false, false);
    make_ocsp_signer("revoked", true, true);
    make_pair("alien", (struct cert_plan){.curve = "P-256"});
    (void)shell(NULL, "cat sigroot.pem tsa.pem >all.pem");
    return 0;
}

static int drop_all(void **state)
{
    authority_stop();
    free_tsa_pki(&pki);
    X509_free(root);
    X509_free(cert);
    EVP_PKEY_free(root_key);
    return drop_work(state);
}

int main(void)
{
    setenv("PINGYI_LANG", "en", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_level_is_reached_in_its_order),
        cmocka_unit_test(others_agree),
        cmocka_unit_test(a_renewal_adds_to_what_is_there),
        cmocka_unit_test(ocsp_answers_are_taken),
        cmocka_unit_test(who_was_revoked_before_is_refused),
        cmocka_unit_test(a_later_revocation_does_no_harm_to_a_proven_time),
        cmocka_unit_test(lists_can_be_given_by_hand),
        cmocka_unit_test(what_cannot_be_had_is_named),
        cmocka_unit_test(archived_files_outlive_their_authority),
        cmocka_unit_test(nothing_else_may_follow),
        cmocka_unit_test(every_added_byte_counts),
    };
    return cmocka_run_group_tests(tests, make_all, drop_all);
}
