/* Verifying: one form of file is accepted, and every way of departing from it
 * is refused with the status that says what happened. */
#include "tests/reports/sign_fixture.h"

#include <openssl/cms.h>
#include <time.h>
#include <zlib.h>

#include "reports/sign/cms.h"
#include "reports/sign/pdf_update.h"
#include "reports/sign/signature.h"

/* One signed document, made once. */
static char *good;
static size_t good_n;
static size_t hole_from, hole_to; /* "<hex>" */
static size_t cms_end;            /* where the padding's digits begin */

static struct verify_result judge_with(const char *bytes, size_t n,
                                       const char *trust)
{
    struct verify_result result;
    struct err err = ERR_INIT;
    assert_ok(verify_bytes(bytes, n, "test.pdf", trust, &result, &err), &err);
    assert_true(result.message[0] != '\0');
    assert_true(memchr(result.message, '\0', sizeof result.message) != NULL);
    return result;
}

static struct verify_result judge(const char *bytes, size_t n)
{
    return judge_with(bytes, n, in_work("rsa.pem"));
}

static void expect(const char *bytes, size_t n, enum verify_status status,
                   const char *word)
{
    struct verify_result result = judge(bytes, n);
    if (result.status != status || strstr(result.message, word) == NULL)
        fail_msg("expected %s '%s', got %s: %s", verify_status_word(status),
                 word, verify_status_word(result.status), result.message);
}

static char *copy_good(size_t more)
{
    char *copy = malloc(good_n + more + 1);
    assert_non_null(copy);
    memcpy(copy, good, good_n);
    return copy;
}

static int make_good(void **state)
{
    if (make_work(state) != 0)
        return -1;
    make_pair("rsa", (struct cert_plan){.usage = "critical,digitalSignature"});
    make_pair("ec", (struct cert_plan){.curve = "P-256"});
    write_bytes(in_work("pingyi-figures.json"), "{\"a\":1}", 7);
    /* libharu stores the path as it is given: attach from within */
    char here[4096];
    if (getcwd(here, sizeof here) == NULL || chdir(work) != 0)
        return -1;
    const char *path = make_pdf_as(
        "good.pdf",
        (struct pdf_plan){.link = true, .attach = "pingyi-figures.json"});
    if (chdir(here) != 0)
        return -1;
    struct sign_key *key = open_key("rsa.p12");
    struct err err = ERR_INIT;
    assert_ok(sign_pdf(path, key, &(struct sign_options){.reason = "通报"},
                       &err), &err);
    sign_key_free(key);
    good = read_all(path, &good_n);
    hole_from = find(good, good_n, "/Contents <3082") + 10;
    hole_to = hole_from + SIGNATURE_RESERVE_BYTES * 2 + 2;
    assert_int_equal(good[hole_to - 1], '>');
    unsigned size;
    assert_int_equal(sscanf(good + hole_from + 5, "%4x", &size), 1);
    cms_end = hole_from + 1 + 2 * (size + 4);
    return 0;
}

static int drop_good(void **state)
{
    free(good);
    return drop_work(state);
}

static void the_file_as_signed_is_good(void **state)
{
    (void)state;
    struct verify_result result = judge(good, good_n);
    assert_int_equal(result.status, VERIFY_GOOD);
    assert_string_equal(result.signer, "rsa");
    assert_int_equal(strlen(result.claimed_time), 25);
}

/* ---- one byte ---- */

struct sweep {
    size_t tried, counts[VERIFY_STATUS_COUNT];
};

static void flip(struct sweep *sweep, char *copy, size_t at, char to)
{
    char was = copy[at];
    if (to == was)
        return;
    copy[at] = to;
    struct verify_result result = judge(copy, good_n);
    copy[at] = was;
    sweep->tried++;
    sweep->counts[result.status]++;
    /* its brackets say where it is: those count as part of the file */
    bool in_hole = at > hole_from && at < hole_to - 1;
    enum verify_status expected =
        in_hole ? VERIFY_BAD_SIGNATURE : VERIFY_CHANGED;
    if (result.status != expected)
        fail_msg("byte %zu, 0x%02X for 0x%02X (…%.40s…): %s: %s", at,
                 (unsigned char)to, (unsigned char)was,
                 at >= 20 ? good + at - 20 : good,
                 verify_status_word(result.status), result.message);
}

/* Every byte outside the hole, three ways each. */
static void every_signed_byte_counts(void **state)
{
    (void)state;
    struct sweep sweep = {.tried = 0};
    char *copy = copy_good(0);
    for (size_t at = 0; at < good_n; at++) {
        if (at >= hole_from && at < hole_to)
            continue;
        flip(&sweep, copy, at, (char)(good[at] ^ 0x01));
        flip(&sweep, copy, at, (char)(good[at] ^ 0x20));
        flip(&sweep, copy, at, (char)(good[at] ^ 0x80));
    }
    free(copy);
    assert_int_equal(sweep.tried, 3 * (good_n - (hole_to - hole_from)));
    print_message("%zu changes, all refused\n", sweep.tried);
}

/* Every digit of the CMS, to four other digits each, its case, and its
 * padding; the brackets around it. */
static void every_byte_of_the_signature_counts(void **state)
{
    (void)state;
    struct sweep sweep = {.tried = 0};
    char *copy = copy_good(0);
    for (size_t at = hole_from + 1; at < cms_end; at++) {
        static const char digits[] = "0123456789ABCDEF";
        int value = (int)(strchr(digits, good[at]) - digits);
        for (int bit = 1; bit < 16; bit *= 2)
            flip(&sweep, copy, at, digits[value ^ bit]);
        if (value > 9)
            flip(&sweep, copy, at, (char)(good[at] | 0x20));
        flip(&sweep, copy, at, ' ');
    }
    for (size_t at = cms_end; at < hole_to; at++) {
        flip(&sweep, copy, at, (char)(good[at] ^ 0x01));
        flip(&sweep, copy, at, ' ');
    }
    flip(&sweep, copy, hole_from, '(');
    free(copy);
    assert_true(sweep.tried > 60000);
    print_message("%zu changes, all refused\n", sweep.tried);
}

static void each_zone_has_its_message(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        size_t step;
    } zones[] = {
        {"%PDF-1.", 7},   {"/MediaBox", 14},  {"stream", 12},
        {"/Title", 10},   {"/ByteRange [0 ", 14}, {"xref\n", 9},
        {"trailer", 12},  {"/Reason <FEFF", 14}, {"/M (D:", 9},
        {"/Fields", 3},   {"startxref", 11},
    };
    char *copy = copy_good(0);
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        size_t at = find(good, good_n, zones[i].zone) + zones[i].step;
        copy[at] = (char)(good[at] ^ 1);
        expect(copy, good_n, VERIFY_CHANGED, "changed after it was signed");
        copy[at] = good[at];
    }
    copy[good_n - 1] = ' ';
    expect(copy, good_n, VERIFY_CHANGED, "changed after it was signed");
    copy[good_n - 1] = good[good_n - 1];
    copy[hole_to - 2] = '1';
    expect(copy, good_n, VERIFY_BAD_SIGNATURE, "something else besides");
    free(copy);
}

/* ---- more and less ---- */

static void appended_bytes_are_seen(void **state)
{
    (void)state;
    static const char *const tails[] = {
        "\n", " ", "x", "%%EOF\n", "garbage that is no PDF at all\n",
        "startxref\n12\n%%EOF\n", "\0\0\0\0",
        "/ByteRange [0 1 2 3]\n", "/ByteRange [",
    };
    char *copy = copy_good(100);
    for (size_t i = 0; i < sizeof tails / sizeof tails[0]; i++) {
        size_t n = i == 6 ? 4 : strlen(tails[i]);
        memcpy(copy + good_n, tails[i], n);
        expect(copy, good_n + n, VERIFY_APPENDED, "added to this file");
    }
    free(copy);
}

/* The update as our own writer makes it: valid for every reader. */
static void shadow(const char *what, bool replace_catalog)
{
    struct pdf_file file;
    struct pdf_update u;
    struct err err = ERR_INIT;
    struct pdf_value ref, page;
    assert_ok(pdf_file_init(&file, good, good_n, "good", &err), &err);
    pdf_update_init(&u, &file);
    if (replace_catalog) {
        pdf_update_replace(&u, &file.root);
        str_add(&u.out, "<<\n");
        pdf_update_copy(&u, &file.catalog,
                        (const char *const[]){"AcroForm", NULL});
        str_add(&u.out, ">>");
    } else {
        assert_ok(pdf_page_at(&file, 0, &ref, &page, &err), &err);
        struct pdf_value contents =
            pdf_dict_get(&file.text, &page, "Contents");
        pdf_update_replace(&u, &contents);
        static const char drawing[] =
            "BT /F1 20 Tf 60 700 Td (Satisfied 99 %) Tj ET";
        str_addf(&u.out, "<< /Length %zu >>\nstream\n%s\nendstream",
                 sizeof drawing - 1, drawing);
    }
    pdf_update_end(&u);
    assert_ok(pdf_update_finish(&u, &err), &err);
    char *both = copy_good(u.out.n);
    memcpy(both + good_n, u.out.text, u.out.n);
    size_t n = good_n + u.out.n;
    expect(both, n, VERIFY_APPENDED, what);
    write_bytes(in_work("shadow.pdf"), both, n);
    /* the attack is real: others read the new page and call it valid */
    int status;
    (void)shell(&status, "qpdf --check shadow.pdf");
    assert_int_equal(status, 0);
    if (!replace_catalog)
        assert_non_null(
            strstr(shell(NULL, "pdftotext shadow.pdf -"), "Satisfied 99 %"));
    free(both);
    pdf_update_deinit(&u);
    pdf_file_deinit(&file);
}

static void a_shadow_revision_of_a_page_is_seen(void **state)
{
    (void)state;
    shadow("writes 1 objects", false);
}

static void hiding_the_signature_is_seen(void **state)
{
    (void)state;
    shadow("bytes", true);
}

static void a_second_signature_on_top_is_seen(void **state)
{
    (void)state;
    struct pdf_file file;
    struct pdf_update u;
    struct err err = ERR_INIT;
    assert_ok(pdf_file_init(&file, good, good_n, "good", &err), &err);
    struct pdf_signature s[SIGNATURES_MAX];
    size_t count;
    assert_ok(pdf_signatures(&file, s, &count, &err), &err);
    assert_int_equal(count, 1);
    /* a field that repeats the first signature dictionary */
    pdf_update_init(&u, &file);
    uint32_t field = pdf_update_number(&u);
    struct pdf_value form =
        pdf_dict_get(&file.text, &file.catalog, "AcroForm");
    struct pdf_value fields = pdf_dict_get(&file.text, &form, "Fields");
    pdf_update_begin(&u, field);
    str_add(&u.out, "<< /FT /Sig /T (x) /V << /Type /Sig /SubFilter "
                    "/ETSI.CAdES.detached /ByteRange [0 10 20 30] /Contents "
                    "<00> >> >>");
    pdf_update_end(&u);
    pdf_update_replace(&u, &file.root);
    str_add(&u.out, "<<\n");
    pdf_update_copy(&u, &file.catalog,
                    (const char *const[]){"AcroForm", NULL});
    str_add(&u.out, "/AcroForm << /SigFlags 3 /Fields [ ");
    pdf_update_copy_items(&u, &fields);
    str_addf(&u.out, "%u 0 R ] >> >>", (unsigned)field);
    pdf_update_end(&u);
    assert_ok(pdf_update_finish(&u, &err), &err);
    char *both = copy_good(u.out.n);
    memcpy(both + good_n, u.out.text, u.out.n);
    expect(both, good_n + u.out.n, VERIFY_APPENDED, "added to this file");
    free(both);
    pdf_update_deinit(&u);
    pdf_file_deinit(&file);
}

static void a_shorter_file_is_never_good(void **state)
{
    (void)state;
    size_t seen[VERIFY_STATUS_COUNT] = {0};
    for (size_t n = 0; n < good_n; n += n < 200 || good_n - n < 900 ? 1 : 97) {
        char *exact = malloc(n + 1); /* so that asan sees a byte too far */
        memcpy(exact, good, n);
        char *fitted = realloc(exact, n > 0 ? n : 1);
        struct verify_result result = judge(fitted, n);
        assert_int_not_equal(result.status, VERIFY_GOOD);
        assert_int_not_equal(result.status, VERIFY_UNTRUSTED);
        seen[result.status]++;
        free(fitted);
    }
    expect(good, good_n - 1, VERIFY_CHANGED, "1 bytes are missing");
    expect(good, good_n - 300, VERIFY_CHANGED, "300 bytes are missing");
    assert_true(seen[VERIFY_CHANGED] > 100);
    /* exactly the revision before the signature */
    size_t end = find(good, good_n, "%%EOF") + 6;
    expect(good, end, VERIFY_UNSIGNED, "no signature");
}

/* ---- trust ---- */

static void trust_comes_from_the_list_alone(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct verify_result result = judge_with(good, good_n, NULL);
    assert_int_equal(result.status, VERIFY_UNTRUSTED);
    assert_non_null(strstr(result.message, "--trust"));
    assert_string_equal(result.signer, "rsa");
    result = judge_with(good, good_n, in_work("ec.pem"));
    assert_int_equal(result.status, VERIFY_UNTRUSTED);
    assert_non_null(strstr(result.message, "no root of your trust list"));

    /* a folder, and DER in it */
    (void)shell(NULL, "mkdir roots && cp ec.pem roots/ && echo x >roots/notes "
                "&& openssl x509 -in rsa.pem -outform DER -out roots/rsa.cer");
    result = judge_with(good, good_n, in_work("roots"));
    assert_int_equal(result.status, VERIFY_GOOD);
    result = judge_with(good, good_n, in_work("roots/rsa.cer"));
    assert_int_equal(result.status, VERIFY_GOOD);
    /* several in one file */
    (void)shell(NULL, "cat ec.pem rsa.pem >both.pem");
    result = judge_with(good, good_n, in_work("both.pem"));
    assert_int_equal(result.status, VERIFY_GOOD);

    assert_int_equal(verify_bytes(good, good_n, "t", in_work("none.pem"),
                                  &result, &err), ERR_NOTFOUND);
    err_clear(&err);
    write_bytes(in_work("junk.pem"), "junk", 4);
    assert_int_equal(verify_bytes(good, good_n, "t", in_work("junk.pem"),
                                  &result, &err), ERR_FORMAT);
}

/* Sign a fresh document with a certificate sign_key_open() would refuse. */
static struct verify_result judge_forced(X509 *cert, EVP_PKEY *secret,
                                         STACK_OF(X509) *chain,
                                         const char *trust, int64_t time)
{
    struct sign_key *key = open_key("rsa.p12");
    struct sign_key forced = *key;
    struct err err = ERR_INIT;
    forced.cert = cert;
    forced.secret = secret;
    forced.chain = chain;
    forced.library = NULL;
    const char *path = make_pdf("forced.pdf");
    struct verify_result result;
    assert_ok(sign_pdf(path, &forced, &(struct sign_options){.time = time},
                       &err), &err);
    assert_ok(verify_pdf(path, trust, &result, &err), &err);
    sign_key_free(key);
    return result;
}

struct party {
    X509 *root, *cert;
    EVP_PKEY *root_key, *key;
};

static struct party make_party(struct cert_plan plan)
{
    struct party p = {.root = NULL};
    p.root = make_cert(&(struct cert_plan){.name = "R", .from = -3000L * DAY,
                                           .to = 3000L * DAY,
                                           .basic = "critical,CA:TRUE"},
                       &p.root_key);
    plan.name = plan.name != NULL ? plan.name : "L";
    plan.issuer = p.root;
    plan.issuer_key = p.root_key;
    p.cert = make_cert(&plan, &p.key);
    write_pem(in_work("party.pem"), p.root);
    return p;
}

static void free_party(struct party *p)
{
    X509_free(p->root);
    X509_free(p->cert);
    EVP_PKEY_free(p->root_key);
    EVP_PKEY_free(p->key);
}

static void untrusted(struct cert_plan plan, int64_t time, const char *word)
{
    struct party p = make_party(plan);
    struct verify_result r =
        judge_forced(p.cert, p.key, NULL, in_work("party.pem"), time);
    if (r.status != VERIFY_UNTRUSTED || strstr(r.message, word) == NULL)
        fail_msg("expected untrusted '%s', got %s: %s", word,
                 verify_status_word(r.status), r.message);
    free_party(&p);
}

static void certificates_must_be_fit_and_valid(void **state)
{
    (void)state;
    untrusted((struct cert_plan){.from = -100 * DAY, .to = -DAY}, 0,
              "expired on");
    /* dating the signature back does not help without a timestamp */
    untrusted((struct cert_plan){.from = -100 * DAY, .to = -DAY},
              (int64_t)time(NULL) - 50 * DAY, "without a timestamp");
    untrusted((struct cert_plan){.from = DAY, .to = 9 * DAY}, 0, "valid from");
    untrusted((struct cert_plan){.usage = "critical,keyEncipherment"}, 0,
              "key usage");
    untrusted((struct cert_plan){.name = "L"},
              (int64_t)time(NULL) - 30 * DAY, "time the signature claims");
    /* an ordinary one, and one for document signing alone */
    struct party p = make_party((struct cert_plan){
        .extended = "1.3.6.1.5.5.7.3.36", .curve = "P-384"});
    struct verify_result r =
        judge_forced(p.cert, p.key, NULL, in_work("party.pem"), 0);
    assert_int_equal(r.status, VERIFY_GOOD);
    free_party(&p);
}

static void a_self_signed_certificate_can_be_trusted_itself(void **state)
{
    (void)state;
    EVP_PKEY *key = NULL;
    X509 *own = make_cert(&(struct cert_plan){.name = "Own",
                                              .curve = "P-256"}, &key);
    write_pem(in_work("own.pem"), own);
    struct verify_result r =
        judge_forced(own, key, NULL, in_work("own.pem"), 0);
    assert_int_equal(r.status, VERIFY_GOOD);
    r = judge_forced(own, key, NULL, in_work("ec.pem"), 0);
    assert_int_equal(r.status, VERIFY_UNTRUSTED);
    X509_free(own);
    EVP_PKEY_free(key);
}

static void a_signer_may_not_issue_certificates(void **state)
{
    (void)state;
    /* R signs L (no authority); L signs "Mayor" */
    struct party p = make_party((struct cert_plan){.basic = "CA:FALSE"});
    EVP_PKEY *key = NULL;
    X509 *mayor = make_cert(&(struct cert_plan){.name = "Mayor",
                                                .issuer = p.cert,
                                                .issuer_key = p.key}, &key);
    STACK_OF(X509) *chain = sk_X509_new_null();
    sk_X509_push(chain, p.cert);
    sk_X509_push(chain, p.root);
    struct verify_result r =
        judge_forced(mayor, key, chain, in_work("party.pem"), 0);
    assert_int_equal(r.status, VERIFY_UNTRUSTED);
    sk_X509_free(chain);
    X509_free(mayor);
    EVP_PKEY_free(key);
    free_party(&p);
}

static void an_intermediate_authority_is_carried_along(void **state)
{
    (void)state;
    struct party p = make_party((struct cert_plan){
        .name = "Sub", .basic = "critical,CA:TRUE"});
    EVP_PKEY *key = NULL;
    X509 *leaf = make_cert(&(struct cert_plan){.name = "Leaf",
                                               .issuer = p.cert,
                                               .issuer_key = p.key}, &key);
    STACK_OF(X509) *chain = sk_X509_new_null();
    sk_X509_push(chain, p.cert);
    struct verify_result r =
        judge_forced(leaf, key, chain, in_work("party.pem"), 0);
    assert_int_equal(r.status, VERIFY_GOOD);
    r = judge_forced(leaf, key, NULL, in_work("party.pem"), 0);
    assert_int_equal(r.status, VERIFY_UNTRUSTED);
    sk_X509_free(chain);
    X509_free(leaf);
    EVP_PKEY_free(key);
    free_party(&p);
}

/* ---- signatures others would make ---- */

/* Put a CMS into the hole of a copy of the good file. */
static char *with_cms(const unsigned char *der, size_t n)
{
    static const char digits[] = "0123456789ABCDEF";
    char *copy = copy_good(0);
    memset(copy + hole_from + 1, '0', hole_to - hole_from - 2);
    for (size_t i = 0; i < n; i++) {
        copy[hole_from + 1 + 2 * i] = digits[der[i] >> 4];
        copy[hole_from + 2 + 2 * i] = digits[der[i] & 15];
    }
    return copy;
}

/* What OpenSSL itself would sign, over the right bytes, with the right key. */
static void openssl_signature(unsigned flags, bool embed)
{
    struct sign_key *key = open_key("rsa.p12");
    BIO *data = BIO_new(BIO_s_mem());
    BIO_write(data, good, (int)hole_from);
    BIO_write(data, good + hole_to, (int)(good_n - hole_to));
    CMS_ContentInfo *ci =
        CMS_sign(NULL, NULL, key->chain, NULL,
                 CMS_BINARY | CMS_PARTIAL | (embed ? 0 : CMS_DETACHED));
    assert_non_null(CMS_add1_signer(ci, key->cert, key->secret, EVP_sha256(),
                                    CMS_NOSMIMECAP | flags));
    assert_int_equal(CMS_final(ci, data, NULL,
                               CMS_BINARY | (embed ? 0 : CMS_DETACHED)), 1);
    unsigned char *der = NULL;
    int n = i2d_CMS_ContentInfo(ci, &der);
    assert_true(n > 0 && n < SIGNATURE_RESERVE_BYTES);
    char *copy = with_cms(der, (size_t)n);
    expect(copy, good_n, VERIFY_BAD_SIGNATURE, "does not hold");
    free(copy);
    OPENSSL_free(der);
    CMS_ContentInfo_free(ci);
    BIO_free(data);
    sign_key_free(key);
}

static void only_the_three_attributes_are_accepted(void **state)
{
    (void)state;
    openssl_signature(CMS_CADES, false);  /* has signing-time */
    openssl_signature(0, false);          /* no signing-certificate either */
    openssl_signature(CMS_NOATTR, false); /* none at all */
    openssl_signature(CMS_CADES, true);   /* content inside */
}

static void our_own_encoding_over_the_same_bytes_is_good(void **state)
{
    (void)state;
    /* the counterpart of the test above: with_cms() itself spoils nothing */
    struct sign_key *key = open_key("rsa.p12");
    struct err err = ERR_INIT;
    struct str der;
    uint8_t digest[32];
    struct pdf_signature s = {.from = hole_from, .to = hole_to, .end = good_n};
    str_init(&der, 100000);
    pdf_signature_digest(good, &s, digest);
    assert_ok(cms_sign(key, digest, NULL, &der, &err), &err);
    char *copy = with_cms((const unsigned char *)der.text, der.n);
    assert_int_equal(judge(copy, good_n).status, VERIFY_GOOD);
    free(copy);
    /* the same certificate, another document's digest */
    digest[0] ^= 1;
    str_clear(&der);
    assert_ok(cms_sign(key, digest, NULL, &der, &err), &err);
    copy = with_cms((const unsigned char *)der.text, der.n);
    expect(copy, good_n, VERIFY_CHANGED, "not those that were signed");
    free(copy);
    str_deinit(&der);
    sign_key_free(key);
}

/* A signer who widens the hole to hide something in it. */
static void the_hole_holds_the_signature_and_nothing_else(void **state)
{
    (void)state;
    struct sign_key *key = open_key("rsa.p12");
    struct err err = ERR_INIT;
    char *copy = copy_good(0);
    size_t at = find(copy, good_n, "/ByteRange [") + 12;
    size_t to = hole_to + find(good + hole_to, good_n - hole_to, ">>") + 2;
    char range[64];
    int n = snprintf(range, sizeof range, "0 %zu %zu %zu", hole_from, to,
                     good_n - to);
    memset(copy + at, ' ', 60);
    memcpy(copy + at, range, (size_t)n);
    uint8_t digest[32];
    struct pdf_signature s = {.from = hole_from, .to = to, .end = good_n};
    struct str der;
    str_init(&der, 100000);
    pdf_signature_digest(copy, &s, digest);
    assert_ok(cms_sign(key, digest, NULL, &der, &err), &err);
    for (size_t i = 0; i < der.n; i++) {
        char hex[3];
        (void)snprintf(hex, sizeof hex, "%02X", (unsigned char)der.text[i]);
        memcpy(copy + hole_from + 1 + 2 * i, hex, 2);
    }
    struct verify_result r = judge(copy, good_n);
    assert_int_equal(r.status, VERIFY_BAD_SIGNATURE);
    free(copy);
    str_deinit(&der);
    sign_key_free(key);
}

/* ---- what is no signed PDF ---- */

static void files_that_are_no_report_are_told_apart(void **state)
{
    (void)state;
    struct verify_result r;
    struct err err = ERR_INIT;
    expect("", 0, VERIFY_MALFORMED, "is empty");
    expect("hello", 5, VERIFY_MALFORMED, "not a PDF");
    size_t n;
    char *plain = read_all(make_pdf("plain.pdf"), &n);
    expect(plain, n, VERIFY_UNSIGNED, "no signature");
    expect(plain, n - 20, VERIFY_MALFORMED, "cut short");
    free(plain);
    (void)shell(NULL, "qpdf --object-streams=generate plain.pdf stream.pdf");
    char *stream = read_all(in_work("stream.pdf"), &n);
    expect(stream, n, VERIFY_MALFORMED, "are a stream");
    free(stream);

    assert_int_equal(verify_pdf(work, NULL, &r, &err), ERR_IO);
    err_clear(&err);
    assert_int_equal(verify_pdf(in_work("nothing"), NULL, &r, &err),
                     ERR_NOTFOUND);
    err_clear(&err);
    (void)shell(NULL, "truncate -s 300M sparse.pdf");
    assert_int_equal(verify_pdf(in_work("sparse.pdf"), NULL, &r, &err),
                     ERR_RANGE);
}

static void a_rewritten_file_is_not_good(void **state)
{
    (void)state;
    size_t n;
    int status;
    (void)shell(&status, "qpdf good.pdf rewritten.pdf");
    char *b = read_all(in_work("rewritten.pdf"), &n);
    enum verify_status s = judge(b, n).status;
    assert_true(s == VERIFY_CHANGED || s == VERIFY_BAD_SIGNATURE);
    free(b);
}

/* ---- the attachment ---- */

static void the_attached_file_is_read(void **state)
{
    (void)state;
    char *bytes;
    size_t n;
    struct err err = ERR_INIT;
    assert_ok(verify_attachment_bytes(good, good_n, "good",
                                      "pingyi-figures.json", &bytes, &n, &err),
              &err);
    assert_int_equal(n, 7);
    assert_string_equal(bytes, "{\"a\":1}");
    free(bytes);
    assert_ok(verify_attachment_bytes(good, good_n, "good", "other.json",
                                      &bytes, &n, &err), &err);
    assert_null(bytes);
    assert_ok(verify_attachment(make_pdf("bare.pdf"), "pingyi-figures.json",
                                &bytes, &n, &err), &err);
    assert_null(bytes);
}

/* A PDF written by hand: objects 1..n with these bodies. */
static struct str hand_made(size_t n, const char *const bodies[],
                            const size_t lengths[])
{
    struct str out;
    size_t at[16];
    str_init(&out, 8u << 20);
    str_add(&out, "%PDF-1.3\n");
    for (size_t i = 0; i < n; i++) {
        at[i] = out.n;
        str_addf(&out, "%zu 0 obj\n", i + 1);
        str_add_bytes(&out, bodies[i],
                      lengths[i] > 0 ? lengths[i] : strlen(bodies[i]));
        str_add(&out, "\nendobj\n");
    }
    size_t xref = out.n;
    str_addf(&out, "xref\n0 %zu\n0000000000 65535 f\r\n", n + 1);
    for (size_t i = 0; i < n; i++)
        str_addf(&out, "%010zu 00000 n\r\n", at[i]);
    str_addf(&out, "trailer\n<< /Size %zu /Root 1 0 R >>\nstartxref\n%zu\n"
                   "%%%%EOF\n", n + 1, xref);
    assert_true(str_ok(&out));
    return out;
}

#define CATALOG(tree)                                                        \
    "<< /Type /Catalog /Names << /EmbeddedFiles " tree " >> >>"
#define SPEC "<< /Type /Filespec /EF << /F 3 0 R >> >>"

static void attachment(const char *catalog, const char *stream, size_t n,
                       enum err_code expected, const char *text)
{
    const char *bodies[] = {catalog, SPEC, stream};
    const size_t lengths[] = {0, 0, n};
    struct str pdf = hand_made(3, bodies, lengths);
    struct err err = ERR_INIT;
    char *bytes;
    size_t got;
    assert_int_equal(verify_attachment_bytes(pdf.text, pdf.n, "hand",
                                             "f.json", &bytes, &got, &err),
                     expected);
    if (expected != ERR_OK) {
        assert_null(bytes);
        if (strstr(err.text, text) == NULL)
            fail_msg("'%s' is not in: %s", text, err.text);
    } else if (text == NULL) {
        assert_null(bytes);
    } else {
        assert_string_equal(bytes, text);
    }
    free(bytes);
    str_deinit(&pdf);
}

static void attachments_of_every_make_are_handled(void **state)
{
    (void)state;
    const char *plain = "<< /Length 5 >>\nstream\nhello\nendstream";
    const char *usual = CATALOG("<< /Names [ (f.json) 2 0 R ] >>");
    attachment(usual, plain, 0, ERR_OK, "hello");
    attachment(CATALOG("<< /Kids [ << /Names [ (a) 9 0 R <662E6A736F6E> 2 0 R "
                       "] >> ] >>"), plain, 0, ERR_OK, "hello");
    attachment(CATALOG("<< /Names [ <FEFF0066002E006A0073006F006E> 2 0 R ] >>"),
               plain, 0, ERR_OK, "hello");
    attachment(CATALOG("<< /Names [ (\\146.json) 2 0 R ] >>"), plain, 0,
               ERR_OK, "hello");
    attachment(CATALOG("<< /Names [ (g.json) 2 0 R ] >>"), plain, 0, ERR_OK,
               NULL);
    attachment(CATALOG("<< /Names [ (f.json) ] >>"), plain, 0, ERR_FORMAT,
               "list of attached");
    attachment(CATALOG("4 0 R"), plain, 0, ERR_OK, NULL);
    attachment(CATALOG("<< /Names [ (f.json) 3 0 R ] >>"), plain, 0,
               ERR_FORMAT, "a stream was expected");
    attachment(usual, "<< /Length 60 >>\nstream\nhello\nendstream", 0,
               ERR_FORMAT, "a stream has no end");
    attachment(usual, "<< /Length 999999 >>\nstream\nhello\nendstream", 0,
               ERR_FORMAT, "a stream has no length");
    attachment(usual, "<< /Length 5 /Filter /LZWDecode >>\nstream\nhello\n"
               "endstream", 0, ERR_FORMAT, "packed in a way");
    attachment(usual, "<< /Length 5 /Filter [ /FlateDecode /FlateDecode ] >>"
               "\nstream\nhello\nendstream", 0, ERR_FORMAT, "packed in a way");
    attachment(usual, "<< /Length 5 /Filter /FlateDecode >>\nstream\nhello\n"
               "endstream", 0, ERR_FORMAT, "damaged");
    /* a circle of kids ends at a ceiling */
    const char *bodies[] = {CATALOG("2 0 R"), "<< /Kids [ 2 0 R 2 0 R ] >>"};
    const size_t lengths[] = {0, 0};
    struct str pdf = hand_made(2, bodies, lengths);
    struct err err = ERR_INIT;
    char *bytes;
    size_t n;
    assert_int_equal(verify_attachment_bytes(pdf.text, pdf.n, "hand", "f",
                                             &bytes, &n, &err), ERR_FORMAT);
    str_deinit(&pdf);
}

static void an_attachment_that_swells_is_stopped(void **state)
{
    (void)state;
    size_t const size = 80u << 20;
    uLongf packed_n = compressBound(size);
    char *zeros = calloc(size, 1);
    char *packed = malloc(packed_n);
    assert_int_equal(compress2((Bytef *)packed, &packed_n, (Bytef *)zeros,
                               size, 9), Z_OK);
    struct str body;
    str_init(&body, 1u << 20);
    str_addf(&body, "<< /Length %lu /Filter /FlateDecode >>\nstream\n",
             (unsigned long)packed_n);
    str_add_bytes(&body, packed, packed_n);
    str_add(&body, "\nendstream");
    attachment(CATALOG("<< /Names [ (f.json) 2 0 R ] >>"), body.text, body.n,
               ERR_RANGE, "larger than");
    str_deinit(&body);
    free(zeros);
    free(packed);
}

/* ---- the strict reader ---- */

static void structures_readers_disagree_about_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *catalog, *word;
    } rows[] = {
        {"<< /Type /Catalog /A 1 /A 2 >>", "a key twice"},
        {"<< /Type /Catalog /A 1 /#41 2 >>", "a key twice"},
        {"<< /Type /Catalog /A % x\n 1 >>", "a value was expected"},
        {"<< /Type /Catalog /A (x >>", "a text has no end"},
        {"<< /Type /Catalog /A <4G> >>", "hexadecimal"},
        {"<< /Type /Catalog /A 1.2.3 >>", "number is broken"},
        {"<< /Type /Catalog /A 12345678901234567890 >>", "too long"},
        {"<< /Type /Catalog /A [ 1 2 >>", "a value was expected"},
        {"<< /Type /Catalog 1 2 >>", "no name"},
        {"<< /Type /Catalog /A#4 1 >>", "name is broken"},
        {"<< /Type /Page >>", "no catalog"},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ 1 ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
         "nested too deep"},
        {"1 0 R", "circle"},
        {"<< /Type /Catalog >> more", "has no end"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *bodies[] = {rows[i].catalog};
        const size_t lengths[] = {0};
        struct str pdf = hand_made(1, bodies, lengths);
        expect(pdf.text, pdf.n, VERIFY_MALFORMED, rows[i].word);
        str_deinit(&pdf);
    }
}

static void a_file_cannot_make_the_reader_work_hard(void **state)
{
    (void)state;
    /* /Size far beyond the entries; a section that points at itself */
    static const char *const files[] = {
        "%PDF-1.3\nxref\n0 1\n0000000000 65535 f\r\ntrailer\n<< /Size 8388607 "
        "/Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
        "%PDF-1.3\nxref\n0 1\n0000000000 65535 f\r\ntrailer\n<< /Size 1 /Prev "
        "9 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
        "%PDF-1.3\nxref\n0 9999999999\n0000000000 65535 f\r\ntrailer\n<< "
        "/Size 1 /Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
        "%PDF-1.3\nxref\n8388607 1\n0000000009 00000 n\r\ntrailer\n<< /Size 1 "
        "/Root 1 0 R >>\nstartxref\n9\n%%EOF\n",
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        expect(files[i], strlen(files[i]), VERIFY_MALFORMED, "");

    /* a thousand fields that are all one object of a megabyte */
    struct str fields, heavy;
    str_init(&fields, 1u << 20);
    str_init(&heavy, 2u << 20);
    str_add(&fields, "<< /Type /Catalog /AcroForm << /Fields [");
    for (int i = 0; i < 1000; i++)
        str_add(&fields, " 2 0 R");
    str_add(&fields, " ] >> >>");
    str_add(&heavy, "<< /FT /Tx /A [");
    for (int i = 0; i < 100000; i++)
        str_add(&heavy, " (12345)");
    str_add(&heavy, " ] >>");
    const char *bodies[] = {fields.text, heavy.text};
    const size_t lengths[] = {0, 0};
    struct str pdf = hand_made(2, bodies, lengths);
    clock_t before = clock();
    expect(pdf.text, pdf.n, VERIFY_MALFORMED, "again and again");
    assert_true(clock() - before < 2 * CLOCKS_PER_SEC);
    str_deinit(&pdf);
    str_deinit(&fields);
    str_deinit(&heavy);
}

static void words_and_statuses_agree(void **state)
{
    (void)state;
    assert_string_equal(verify_status_word(VERIFY_GOOD), "good");
    assert_string_equal(verify_status_word(VERIFY_MALFORMED), "malformed");
    assert_string_equal(verify_status_word(VERIFY_STATUS_COUNT), "unknown");
}

int main(void)
{
    setenv("PINGYI_LANG", "en", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_file_as_signed_is_good),
        cmocka_unit_test(every_signed_byte_counts),
        cmocka_unit_test(every_byte_of_the_signature_counts),
        cmocka_unit_test(each_zone_has_its_message),
        cmocka_unit_test(appended_bytes_are_seen),
        cmocka_unit_test(a_shadow_revision_of_a_page_is_seen),
        cmocka_unit_test(hiding_the_signature_is_seen),
        cmocka_unit_test(a_second_signature_on_top_is_seen),
        cmocka_unit_test(a_shorter_file_is_never_good),
        cmocka_unit_test(trust_comes_from_the_list_alone),
        cmocka_unit_test(certificates_must_be_fit_and_valid),
        cmocka_unit_test(a_self_signed_certificate_can_be_trusted_itself),
        cmocka_unit_test(a_signer_may_not_issue_certificates),
        cmocka_unit_test(an_intermediate_authority_is_carried_along),
        cmocka_unit_test(only_the_three_attributes_are_accepted),
        cmocka_unit_test(our_own_encoding_over_the_same_bytes_is_good),
        cmocka_unit_test(the_hole_holds_the_signature_and_nothing_else),
        cmocka_unit_test(files_that_are_no_report_are_told_apart),
        cmocka_unit_test(a_rewritten_file_is_not_good),
        cmocka_unit_test(the_attached_file_is_read),
        cmocka_unit_test(attachments_of_every_make_are_handled),
        cmocka_unit_test(an_attachment_that_swells_is_stopped),
        cmocka_unit_test(structures_readers_disagree_about_are_refused),
        cmocka_unit_test(a_file_cannot_make_the_reader_work_hard),
        cmocka_unit_test(words_and_statuses_agree),
    };
    return cmocka_run_group_tests(tests, make_good, drop_good);
}
