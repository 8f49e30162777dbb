/* Signing: what comes out is judged by other people's programs (pdfsig with
 * NSS, qpdf, openssl cms), and everything that must not be signed is refused
 * with the file left as it was.
 *
 * `test_sign --make FILE.pdf KEY.p12` makes and signs a document for the
 * command-line tests (passphrase in SIGN_TEST_PASS). */
#include "tests/reports/sign_fixture.h"

#include <math.h>
#include <openssl/cms.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "engine/base/units.h"
#include "engine/type/pdf.h"
#include "reports/sign/pdf_file.h"

static enum err_code sign_with(const char *path, const char *p12,
                               const struct sign_options *options,
                               struct err *err)
{
    struct sign_key *key = open_key(p12);
    enum err_code code = sign_pdf(path, key, options, err);
    sign_key_free(key);
    return code;
}

static void sign_good(const char *path, const char *p12,
                      const struct sign_options *options)
{
    struct err err = ERR_INIT;
    assert_ok(sign_with(path, p12, options, &err), &err);
}

/* The signature's DER and the bytes it covers, from the file itself. */
static size_t extract(const char *path, const char *content, unsigned char *der,
                      size_t room)
{
    size_t n;
    unsigned long from, to, rest;
    char *b = read_all(path, &n);
    size_t at = find(b, n, "/ByteRange [0 ");
    assert_int_equal(sscanf(b + at, "/ByteRange [0 %lu %lu %lu", &from, &to,
                            &rest), 3);
    assert_int_equal(to + rest, n);
    size_t used = 0;
    for (size_t i = from + 1; i + 1 < to && used < room; i += 2) {
        unsigned byte;
        assert_int_equal(sscanf(b + i, "%2x", &byte), 1);
        der[used++] = (unsigned char)byte;
    }
    used = (size_t)(der[2] << 8 | der[3]) + 4; /* 30 82 hh ll */
    if (content != NULL) {
        memmove(b + from, b + to, rest);
        write_bytes(content, b, from + rest);
    }
    free(b);
    return used;
}

static void judged_valid(const char *pdf, const char *root)
{
    int status;
    unsigned char der[40000];
    const char *out = shell(&status, "rm -rf nss && mkdir nss && "
                            "certutil -N -d sql:nss --empty-password && "
                            "certutil -A -d sql:nss -n ca -t C,C,C -i %s && "
                            "pdfsig -nssdir sql:nss %s", root, pdf);
    assert_non_null(strstr(out, "Signature is Valid."));
    assert_non_null(strstr(out, "Certificate is Trusted."));
    assert_non_null(strstr(out, "Total document signed"));
    assert_non_null(strstr(out, "ETSI.CAdES.detached"));
    out = shell(&status, "qpdf --check %s", pdf);
    assert_int_equal(status, 0);
    assert_null(strstr(out, "WARNING"));

    size_t n = extract(in_work(pdf), in_work("content"), der, sizeof der);
    write_bytes(in_work("sig.der"), der, n);
    out = shell(&status, "openssl cms -verify -cades -purpose any -binary "
                "-inform DER -in sig.der -content content -CAfile %s "
                "-out /dev/null", root);
    assert_int_equal(status, 0);
    assert_non_null(strstr(out, "CAdES Verification successful"));

    struct verify_result result;
    struct err err = ERR_INIT;
    assert_ok(verify_pdf(in_work(pdf), in_work(root), &result, &err), &err);
    assert_int_equal(result.status, VERIFY_GOOD);
}

static void an_rsa_signature_is_valid_for_others(void **state)
{
    (void)state;
    make_pdf("rsa.pdf");
    sign_good(in_work("rsa.pdf"), "rsa.p12",
              &(struct sign_options){.reason = "评议结果通报",
                                     .location = "永宁县"});
    judged_valid("rsa.pdf", "rsa.pem");
}

static void an_elliptic_signature_is_valid_for_others(void **state)
{
    (void)state;
    make_pdf("ec.pdf");
    sign_good(in_work("ec.pdf"), "ec.p12", NULL);
    judged_valid("ec.pdf", "ec.pem");
}

static void the_trial_key_signs_and_says_what_it_is(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    assert_ok(sign_key_make_trial(in_work("trial"), "永宁县教育局", PASS, &err),
              &err);
    make_pdf("trial.pdf");
    struct sign_key *key = open_key("trial/key.p12");
    assert_non_null(strstr(sign_key_name(key), "永宁县教育局"));
    assert_non_null(strstr(sign_key_name(key), "试用 TRIAL ONLY"));
    assert_ok(sign_pdf(in_work("trial.pdf"), key, NULL, &err), &err);
    sign_key_free(key);
    judged_valid("trial.pdf", "trial/ca.pem");

    struct stat st;
    assert_int_equal(stat(in_work("trial/key.p12"), &st), 0);
    assert_int_equal(st.st_mode & 077, 0);
    /* never overwrites */
    size_t n, again;
    char *before = read_all(in_work("trial/key.p12"), &n);
    assert_int_equal(sign_key_make_trial(in_work("trial"), "x", PASS, &err),
                     ERR_EXISTS);
    char *after = read_all(in_work("trial/key.p12"), &again);
    assert_int_equal(n, again);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
}

static void a_trial_key_needs_a_name_and_a_passphrase(void **state)
{
    (void)state;
    static const char *const names[] = {
        "", "\xFF",
        "一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一"};
    for (size_t i = 0; i < 3; i++) {
        struct err err = ERR_INIT;
        assert_int_equal(sign_key_make_trial(in_work("no"), names[i], PASS,
                                             &err), ERR_RANGE);
    }
    struct err err = ERR_INIT;
    assert_int_equal(sign_key_make_trial(in_work("no"), "x", "", &err),
                     ERR_RANGE);
    assert_false(file_exists(in_work("no")));
}

static void the_signed_attributes_are_exactly_three(void **state)
{
    (void)state;
    static const int nids[] = {NID_pkcs9_contentType, NID_pkcs9_messageDigest,
                               NID_id_smime_aa_signingCertificateV2};
    unsigned char der[40000];
    make_pdf("attrs.pdf");
    sign_good(in_work("attrs.pdf"), "rsa.p12", NULL);
    size_t n = extract(in_work("attrs.pdf"), NULL, der, sizeof der);
    const unsigned char *p = der;
    CMS_ContentInfo *ci = d2i_CMS_ContentInfo(NULL, &p, (long)n);
    assert_non_null(ci);
    assert_ptr_equal(p, der + n);
    CMS_SignerInfo *si =
        sk_CMS_SignerInfo_value(CMS_get0_SignerInfos(ci), 0);
    assert_int_equal(sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(ci)), 1);
    assert_int_equal(CMS_signed_get_attr_count(si), 3);
    assert_true(CMS_unsigned_get_attr_count(si) <= 0);
    for (size_t i = 0; i < 3; i++)
        assert_true(CMS_signed_get_attr_by_NID(si, nids[i], -1) >= 0);
    assert_true(CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1) < 0);
    STACK_OF(X509) *certs = CMS_get1_certs(ci);
    assert_int_equal(sk_X509_num(certs), 2); /* signer and root */
    sk_X509_pop_free(certs, X509_free);
    CMS_ContentInfo_free(ci);
}

static void time_reason_and_place_are_written_for_people(void **state)
{
    (void)state;
    setenv("TZ", "Asia/Shanghai", 1);
    tzset();
    make_pdf("texts.pdf");
    sign_good(in_work("texts.pdf"), "rsa.p12",
              &(struct sign_options){.reason = "通报", .location = "永宁",
                                     .field = "复核", .time = 1795320000});
    unsetenv("TZ");
    tzset();
    size_t n;
    char *b = read_all(in_work("texts.pdf"), &n);
    find(b, n, "/M (D:20261122120000+08'00')");
    find(b, n, "/Reason <FEFF901A62A5>");
    find(b, n, "/Location <FEFF6C385B81>");
    find(b, n, "/T <FEFF590D6838>");
    find(b, n, "/SubFilter /ETSI.CAdES.detached");
    free(b);
    struct verify_result result;
    struct err err = ERR_INIT;
    assert_ok(verify_pdf(in_work("texts.pdf"), in_work("rsa.pem"), &result,
                         &err), &err);
    assert_string_equal(result.claimed_time, "2026-11-22T12:00:00+08:00");
    assert_string_equal(result.signer, "rsa");
}

static void the_mark_lies_where_it_was_asked_for(void **state)
{
    (void)state;
    make_pdf("mark.pdf");
    sign_good(in_work("mark.pdf"), "rsa.p12",
              &(struct sign_options){.page = 2, .x = 120, .y = 200, .w = 40,
                                     .h = 30});
    judged_valid("mark.pdf", "rsa.pem");
    size_t n;
    char *b = read_all(in_work("mark.pdf"), &n);
    /* A4 is 841.89 pt high in libharu; 200 mm from the top, 30 mm high */
    size_t at = find(b, n, "/Subtype /Widget");
    double r[4];
    at += find(b + at, n - at, "/Rect [");
    assert_int_equal(sscanf(b + at, "/Rect [ %lf %lf %lf %lf", &r[0], &r[1],
                            &r[2], &r[3]), 4);
    assert_true(fabs(r[0] - 340.16) < 0.02);
    assert_true(fabs(r[2] - r[0] - 113.39) < 0.02);
    assert_true(fabs(r[3] - (841.89 - 566.93)) < 0.05);
    assert_true(fabs(r[3] - r[1] - 85.04) < 0.02);
    free(b);
    make_pdf("nopage.pdf");
    struct err err = ERR_INIT;
    assert_int_equal(sign_with(in_work("nopage.pdf"), "rsa.p12",
                               &(struct sign_options){.page = 3}, &err),
                     ERR_RANGE);
}

static void annotations_of_the_page_are_kept(void **state)
{
    (void)state;
    make_pdf_as("link.pdf", (struct pdf_plan){.link = true});
    sign_good(in_work("link.pdf"), "rsa.p12", NULL);
    judged_valid("link.pdf", "rsa.pem");
    struct pdf_file file;
    struct pdf_value ref, page, annots, one;
    struct err err = ERR_INIT;
    size_t n, pos = 0, count = 0;
    char *b = read_all(in_work("link.pdf"), &n);
    assert_ok(pdf_file_init(&file, b, n, "link.pdf", &err), &err);
    assert_int_equal(file.revision_count, 2);
    assert_ok(pdf_page_at(&file, 0, &ref, &page, &err), &err);
    assert_ok(pdf_get(&file, &page, "Annots", &annots, &err), &err);
    while (pdf_array_next(&file.text, &annots, &pos, &one))
        count++;
    assert_int_equal(count, 2);
    pdf_file_deinit(&file);
    free(b);
}

static void mode_and_other_bytes_of_the_file_are_kept(void **state)
{
    (void)state;
    size_t before_n, n;
    const char *path = make_pdf("mode.pdf");
    assert_int_equal(chmod(path, 0640), 0);
    char *before = read_all(path, &before_n);
    mode_t mask = umask(0177);
    sign_good(path, "rsa.p12", NULL);
    umask(mask);
    char *after = read_all(path, &n);
    assert_true(n > before_n + 32768);
    assert_memory_equal(before, after, before_n);
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    free(before);
    free(after);
}

/* What `pingyi report` writes: embedded faces, document information, one
 * attached file. */
static void a_page_of_our_own_typesetter_is_signed(void **state)
{
    (void)state;
    static const char figures[] = "{\"form\":\"NM\"}";
    struct err err = ERR_INIT;
    struct pdf *pdf = NULL;
    assert_ok(pdf_new(&(struct pdf_info){.title = "评议结果通报",
                                         .date = "2026-11-22T00:00:00Z"},
                      &pdf, &err), &err);
    for (int i = 0; i < 3; i++) {
        pdf_page(pdf, A4_W_MM, A4_H_MM);
        pdf_text(pdf, FONT_SONG, 16, 30, 60, 0, BLACK, "满意率 89.95%，未达标");
    }
    pdf_attach(pdf, "pingyi-figures.json", figures, sizeof figures - 1);
    assert_ok(pdf_save(pdf, in_work("typeset.pdf"), &err), &err);
    pdf_free(pdf);
    sign_good(in_work("typeset.pdf"), "rsa.p12",
              &(struct sign_options){.page = 3, .x = 110, .y = 230, .w = 60,
                                     .h = 25});
    judged_valid("typeset.pdf", "rsa.pem");
    char *bytes;
    size_t n;
    assert_ok(verify_attachment(in_work("typeset.pdf"), "pingyi-figures.json",
                                &bytes, &n, &err), &err);
    assert_string_equal(bytes, figures);
    free(bytes);
    assert_non_null(strstr(shell(NULL, "pdftotext -f 3 typeset.pdf -"),
                           "满意率 89.95%，未达标"));
    assert_non_null(strstr(shell(NULL, "pdfdetach -list typeset.pdf"),
                           "1: pingyi-figures.json"));
}

/* ---- what is refused ---- */

static void refused(const char *path, const char *p12, enum err_code expected,
                    const char *word)
{
    size_t before_n, n;
    struct err err = ERR_INIT;
    char *before = read_all(path, &before_n);
    assert_int_equal(sign_with(path, p12, NULL, &err), expected);
    if (strstr(err.text, word) == NULL)
        fail_msg("'%s' is not in: %s", word, err.text);
    char *after = read_all(path, &n);
    assert_int_equal(before_n, n);
    assert_memory_equal(before, after, n);
    free(before);
    free(after);
}

static void a_second_signature_is_not_for_now(void **state)
{
    (void)state;
    make_pdf("twice.pdf");
    sign_good(in_work("twice.pdf"), "rsa.p12", NULL);
    refused(in_work("twice.pdf"), "rsa.p12", ERR_NOTNOW, "signed already");
}

static void other_kinds_of_pdf_are_refused_by_name(void **state)
{
    (void)state;
    int status;
    make_pdf("plain.pdf");
    (void)shell(&status, "qpdf --object-streams=generate plain.pdf stream.pdf");
    assert_int_equal(status, 0);
    refused(in_work("stream.pdf"), "rsa.p12", ERR_FORMAT, "are a stream");
    (void)shell(&status, "qpdf --allow-weak-crypto --encrypt a b 128 --use-aes=y"
                " -- plain.pdf secret.pdf");
    assert_int_equal(status, 0);
    refused(in_work("secret.pdf"), "rsa.p12", ERR_FORMAT, "encrypted");
    (void)shell(&status, "sed 's|^/Root|/XRefStm 9 /Root|' plain.pdf >hybrid.pdf");
    refused(in_work("hybrid.pdf"), "rsa.p12", ERR_FORMAT, "two kinds");
    (void)shell(&status, "{ cat plain.pdf; echo more; } >tail.pdf");
    refused(in_work("tail.pdf"), "rsa.p12", ERR_FORMAT, "");
    (void)shell(&status, "echo 'no PDF at all' >text.pdf; : >empty.pdf; "
                "head -c 900 plain.pdf >short.pdf");
    refused(in_work("text.pdf"), "rsa.p12", ERR_FORMAT, "is not a PDF");
    refused(in_work("empty.pdf"), "rsa.p12", ERR_FORMAT, "is empty");
    refused(in_work("short.pdf"), "rsa.p12", ERR_FORMAT, "cut short");
    struct err err = ERR_INIT;
    assert_int_equal(sign_with(work, "rsa.p12", NULL, &err), ERR_IO);
    err_clear(&err);
    assert_int_equal(sign_with(in_work("nothing.pdf"), "rsa.p12", NULL, &err),
                     ERR_NOTFOUND);
}

static void too_many_certificates_are_a_hard_error(void **state)
{
    (void)state;
    char *comment = malloc(17001);
    memset(comment, 'x', 17000);
    comment[17000] = '\0';
    make_pair("fat", (struct cert_plan){.comment = comment});
    free(comment);
    make_pdf("fat.pdf");
    refused(in_work("fat.pdf"), "fat.p12", ERR_RANGE, "set aside");
}

static void texts_must_be_utf8_and_short(void **state)
{
    (void)state;
    char *lengthy = malloc(2002);
    memset(lengthy, 'x', 2001);
    lengthy[2001] = '\0';
    make_pdf("words.pdf");
    struct err err = ERR_INIT;
    assert_int_equal(sign_with(in_work("words.pdf"), "rsa.p12",
                               &(struct sign_options){.reason = "\xFF"}, &err),
                     ERR_FORMAT);
    err_clear(&err);
    assert_int_equal(sign_with(in_work("words.pdf"), "rsa.p12",
                               &(struct sign_options){.location = lengthy},
                               &err), ERR_RANGE);
    free(lengthy);
}

static int leftovers(const char *dir)
{
    char **paths;
    size_t n;
    struct err err = ERR_INIT;
    int found = 0;
    assert_ok(file_list(dir, 1000, &paths, &n, &err), &err);
    for (size_t i = 0; i < n; i++)
        found += strstr(paths[i], ".part-") != NULL;
    file_list_free(paths, n);
    return found;
}

static void a_file_size_limit_leaves_the_original(void **state)
{
    (void)state;
    make_pdf("limit.pdf");
    struct rlimit before, small = {.rlim_cur = 20000, .rlim_max = RLIM_INFINITY};
    struct sign_key *key = open_key("rsa.p12");
    size_t n, again;
    char *bytes = read_all(in_work("limit.pdf"), &n);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    struct err err = ERR_INIT;
    enum err_code code = sign_pdf(in_work("limit.pdf"), key, NULL, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(code, ERR_IO);
    char *after = read_all(in_work("limit.pdf"), &again);
    assert_int_equal(n, again);
    assert_memory_equal(bytes, after, n);
    assert_int_equal(leftovers(work), 0);
    free(bytes);
    free(after);
    sign_key_free(key);
}

/* A real full disk: a file system of 64 KB, where the kernel lets us. */
static void a_full_disk_leaves_the_original(void **state)
{
    (void)state;
    const char *disk = in_work("disk");
    assert_int_equal(mkdir(disk, 0700), 0);
    if (mount("none", disk, "tmpfs", 0, "size=32k") != 0) {
        print_message("no right to mount; the full disk is not tried\n");
        skip();
    }
    size_t n, again;
    char path[200];
    (void)snprintf(path, sizeof path, "%s/a.pdf", disk);
    char *bytes = read_all(make_pdf("full.pdf"), &n);
    write_bytes(path, bytes, n);
    struct err err = ERR_INIT;
    enum err_code code = sign_with(path, "rsa.p12", NULL, &err);
    char *after = read_all(path, &again);
    int left = leftovers(disk);
    assert_int_equal(umount(disk), 0);
    assert_int_equal(code, ERR_FULL);
    assert_int_equal(n, again);
    assert_memory_equal(bytes, after, n);
    assert_int_equal(left, 0);
    free(bytes);
    free(after);
}

/* ---- keys ---- */

static void key_refused(const char *file, const struct secret_source *secret,
                        enum err_code expected, const char *word)
{
    struct sign_key *key = NULL;
    struct err err = ERR_INIT;
    assert_int_equal(sign_key_open(in_work(file), secret, &key, &err),
                     expected);
    assert_null(key);
    if (strstr(err.text, word) == NULL)
        fail_msg("'%s' is not in: %s", word, err.text);
}

static void bad_keys_are_refused_each_with_its_reason(void **state)
{
    (void)state;
    setenv("SIGN_TEST_WRONG", "wrong", 1);
    const struct secret_source wrong = {.from = SECRET_ENV,
                                        .env = "SIGN_TEST_WRONG"};
    const struct secret_source none = {.from = SECRET_ENV,
                                       .env = "SIGN_TEST_UNSET"};
    key_refused("rsa.p12", &wrong, ERR_DENIED, "passphrase is wrong");
    key_refused("rsa.p12", &none, ERR_USAGE, "SIGN_TEST_UNSET");
    key_refused("nothing.p12", &from_env, ERR_NOTFOUND, "does not exist");
    key_refused("", &from_env, ERR_IO, "folder");
    write_bytes(in_work("text.p12"), "hello", 5);
    key_refused("text.p12", &from_env, ERR_FORMAT, "no PKCS#12");
    write_bytes(in_work("empty.p12"), "", 0);
    key_refused("empty.p12", &from_env, ERR_FORMAT, "no PKCS#12");

    make_pair("expired", (struct cert_plan){.from = -100 * DAY, .to = -DAY});
    key_refused("expired.p12", &from_env, ERR_RANGE, "expired on");
    make_pair("early", (struct cert_plan){.from = DAY, .to = 10 * DAY});
    key_refused("early.p12", &from_env, ERR_RANGE, "only");
    make_pair("usage", (struct cert_plan){.usage = "critical,keyEncipherment"});
    key_refused("usage.p12", &from_env, ERR_FORMAT, "key usage");
    make_pair("weak", (struct cert_plan){.bits = 1024});
    key_refused("weak.p12", &from_env, ERR_FORMAT, "2048");

    EVP_PKEY *a = NULL, *b = NULL;
    X509 *of_a = make_cert(&(struct cert_plan){.name = "a", .curve = "P-256"},
                           &a);
    X509 *of_b = make_cert(&(struct cert_plan){.name = "b", .curve = "P-256"},
                           &b);
    write_p12(in_work("mixed.p12"), a, of_b, NULL);
    key_refused("mixed.p12", &from_env, ERR_FORMAT, "belongs to its private");
    write_p12(in_work("nokey.p12"), NULL, of_a, NULL);
    key_refused("nokey.p12", &from_env, ERR_FORMAT, "no private key");
    write_p12(in_work("nocert.p12"), a, NULL, NULL);
    key_refused("nocert.p12", &from_env, ERR_FORMAT, "belongs to its private");
    X509_free(of_a);
    X509_free(of_b);
    EVP_PKEY_free(a);
    EVP_PKEY_free(b);
}

static void keys_of_old_tools_open(void **state)
{
    (void)state;
    int status;
    (void)shell(&status, "openssl pkcs12 -in rsa.p12 -passin env:SIGN_TEST_PASS"
                " -nodes -out all.pem && openssl pkcs12 -export -legacy "
                "-in all.pem -passout env:SIGN_TEST_PASS -out old.p12");
    assert_int_equal(status, 0);
    assert_non_null(strstr(shell(&status, "openssl pkcs12 -legacy -info "
                                 "-in old.p12 -passin env:SIGN_TEST_PASS "
                                 "-nokeys -nocerts"), "RC2"));
    make_pdf("old.pdf");
    sign_good(in_work("old.pdf"), "old.p12", NULL);
    judged_valid("old.pdf", "rsa.pem");
    setenv("SIGN_TEST_WRONG", "wrong", 1);
    key_refused("old.p12", &(struct secret_source){.from = SECRET_ENV,
                                                   .env = "SIGN_TEST_WRONG"},
                ERR_DENIED, "passphrase is wrong");
}

static void the_passphrase_comes_from_a_descriptor(void **state)
{
    (void)state;
    int ends[2];
    struct sign_key *key = NULL;
    struct err err = ERR_INIT;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], PASS "\r\nnext", strlen(PASS) + 6),
                     (ssize_t)strlen(PASS) + 6);
    struct secret_source secret = {.from = SECRET_FD, .fd = ends[0]};
    assert_ok(sign_key_open(in_work("rsa.p12"), &secret, &key, &err), &err);
    sign_key_free(key);
    char rest[8] = "";
    assert_int_equal(read(ends[0], rest, 4), 4);
    assert_string_equal(rest, "next"); /* what follows the line is not eaten */
    close(ends[0]);
    close(ends[1]);
    key_refused("rsa.p12", &secret, ERR_USAGE, "descriptor");
}

static void certificates_beside_the_chain_are_left_out(void **state)
{
    (void)state;
    int status;
    (void)shell(&status, "openssl pkcs12 -in rsa.p12 -passin env:SIGN_TEST_PASS"
                " -nodes -out own.pem && openssl pkcs12 -export -in own.pem "
                "-certfile ec.pem -passout env:SIGN_TEST_PASS -out more.p12");
    assert_int_equal(status, 0);
    struct sign_key *key = open_key("more.p12");
    assert_int_equal(sk_X509_num(key->chain), 1);
    sign_key_free(key);
    make_pdf("more.pdf");
    sign_good(in_work("more.pdf"), "more.p12", NULL);
    judged_valid("more.pdf", "rsa.pem");
}

static int make_keys(void **state)
{
    if (make_work(state) != 0)
        return -1;
    make_pair("rsa", (struct cert_plan){.usage = "critical,digitalSignature"});
    make_pair("ec", (struct cert_plan){.curve = "P-256"});
    return 0;
}

static int make_for_scripts(const char *pdf, const char *p12)
{
    struct err err = ERR_INIT;
    struct sign_key *key = NULL;
    (void)snprintf(work, sizeof work, ".");
    char figures[] = "pingyi-figures.json";
    bool own = !file_exists(figures);
    if (own)
        write_bytes(figures, "{\"a\":1}", 7);
    make_pdf_as("made.tmp", (struct pdf_plan){.attach = figures});
    if (own)
        (void)unlink(figures);
    if (rename("made.tmp", pdf) != 0 ||
        (p12 != NULL &&
         (sign_key_open(p12, &from_env, &key, &err) != ERR_OK ||
          sign_pdf(pdf, key, NULL, &err) != ERR_OK))) {
        (void)fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    sign_key_free(key);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 3 && strcmp(argv[1], "--make") == 0)
        return make_for_scripts(argv[2], argc > 3 ? argv[3] : NULL);
    setenv("PINGYI_LANG", "en", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_rsa_signature_is_valid_for_others),
        cmocka_unit_test(an_elliptic_signature_is_valid_for_others),
        cmocka_unit_test(the_trial_key_signs_and_says_what_it_is),
        cmocka_unit_test(a_trial_key_needs_a_name_and_a_passphrase),
        cmocka_unit_test(the_signed_attributes_are_exactly_three),
        cmocka_unit_test(time_reason_and_place_are_written_for_people),
        cmocka_unit_test(the_mark_lies_where_it_was_asked_for),
        cmocka_unit_test(annotations_of_the_page_are_kept),
        cmocka_unit_test(mode_and_other_bytes_of_the_file_are_kept),
        cmocka_unit_test(a_page_of_our_own_typesetter_is_signed),
        cmocka_unit_test(a_second_signature_is_not_for_now),
        cmocka_unit_test(other_kinds_of_pdf_are_refused_by_name),
        cmocka_unit_test(too_many_certificates_are_a_hard_error),
        cmocka_unit_test(texts_must_be_utf8_and_short),
        cmocka_unit_test(a_file_size_limit_leaves_the_original),
        cmocka_unit_test(a_full_disk_leaves_the_original),
        cmocka_unit_test(bad_keys_are_refused_each_with_its_reason),
        cmocka_unit_test(keys_of_old_tools_open),
        cmocka_unit_test(the_passphrase_comes_from_a_descriptor),
        cmocka_unit_test(certificates_beside_the_chain_are_left_out),
    };
    return cmocka_run_group_tests(tests, make_keys, drop_work);
}
