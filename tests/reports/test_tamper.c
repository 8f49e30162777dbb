/* What attackers do to signed PDFs, on files with two signatures and on
 * archived ones: every row of the table of changes, the shadow attacks on
 * signed and on certified documents, and what pdfsig says of each beside us.
 *
 * Attacks: "Shadow Attacks: Hiding and Replacing Content in Signed PDFs"
 * (Mainka, Mladenov, Rohlmann 2021), "Breaking the Specification: PDF
 * Certification" (the same and Schwenk 2021), "1 Trillion Dollar Refund"
 * (Mladenov and others 2019). */
#include "tests/reports/authority.h"

#include "reports/sign/cms.h"
#include "reports/sign/pdf_update.h"
#include "reports/sign/revision.h"
#include "reports/sign/signature.h"

static struct tsa_pki pki;

struct bytes {
    char *b;
    size_t n;
};

static struct bytes load(const char *name)
{
    struct bytes f;
    f.b = read_all(in_work(name), &f.n);
    return f;
}

static struct verify_result judge(const char *b, size_t n)
{
    struct verify_result r;
    struct err err = ERR_INIT;
    assert_ok(verify_bytes(b, n, "t", in_work("all.pem"), &r, &err), &err);
    return r;
}

static void refused(const char *what, const struct bytes *f)
{
    struct verify_result r = judge(f->b, f->n);
    if (r.status == VERIFY_GOOD || r.status == VERIFY_UNTRUSTED)
        fail_msg("%s: %s", what, r.message);
    print_message("%-52s %s\n", what, verify_status_word(r.status));
}

static enum err_code sign_file(const char *name, const char *p12,
                               struct sign_options options, struct err *err)
{
    struct sign_key *key = open_key(p12);
    enum err_code code = sign_pdf(in_work(name), key, &options, err);
    sign_key_free(key);
    return code;
}

static void make_two(const char *name, enum sign_certify certify)
{
    struct err err = ERR_INIT;
    make_pdf_as(name, (struct pdf_plan){.link = true});
    assert_ok(sign_file(name, "first.p12",
                        (struct sign_options){.reason = "通报",
                                              .certify = certify,
                                              .tsa = authority_url("tsa")},
                        &err), &err);
    assert_ok(sign_file(name, "second.p12",
                        (struct sign_options){.second = true,
                                              .reason = "复核"},
                        &err), &err);
}

/* ---- two signatures, certification ---- */

static void two_signatures_are_good_together(void **state)
{
    (void)state;
    make_two("two.pdf", SIGN_OPEN);
    struct bytes f = load("two.pdf");
    struct verify_result r = judge(f.b, f.n);
    if (r.status != VERIFY_GOOD)
        fail_msg("%s", r.message);
    assert_int_equal(r.count, 2);
    assert_string_equal(r.signatures[0].signer, "first");
    assert_string_equal(r.signatures[1].signer, "second");
    assert_int_equal(r.signatures[0].level, VERIFY_B_T);
    assert_int_equal(r.signatures[1].level, VERIFY_B_B);
    assert_int_equal(r.level, VERIFY_B_B);
    assert_non_null(strstr(r.message, "first and second"));
    int status;
    const char *out = shell(&status, "qpdf --check two.pdf && rm -rf nss && "
                            "mkdir nss && certutil -N -d sql:nss "
                            "--empty-password && certutil -A -d sql:nss -n a "
                            "-t C,C,C -i first.pem && certutil -A -d sql:nss "
                            "-n b -t C,C,C -i second.pem && pdfsig -nssdir "
                            "sql:nss two.pdf");
    const char *one = strstr(out, "Signature is Valid.");
    assert_non_null(one);
    assert_non_null(strstr(one + 1, "Signature is Valid."));
    assert_non_null(strstr(out, "Total document signed"));
    /* the first alone is the file as it was issued */
    r = judge(f.b, r.issued_bytes);
    assert_int_equal(r.status, VERIFY_GOOD);
    assert_int_equal(r.count, 1);
    /* who does not know the second signer trusts neither */
    struct err err = ERR_INIT;
    (void)shell(NULL, "cat first.pem tsa.pem >one.pem");
    assert_ok(verify_bytes(f.b, f.n, "t", in_work("one.pem"), &r, &err), &err);
    assert_int_equal(r.status, VERIFY_UNTRUSTED);
    assert_non_null(strstr(r.message, "second"));
    free(f.b);
}

static void a_final_certification_forbids_more(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    make_pdf("final.pdf");
    assert_ok(sign_file("final.pdf", "first.p12",
                        (struct sign_options){.certify = SIGN_FINAL}, &err),
              &err);
    struct bytes f = load("final.pdf");
    struct verify_result r = judge(f.b, f.n);
    assert_int_equal(r.status, VERIFY_GOOD);
    assert_int_equal(r.certified, SIGN_FINAL);
    find(f.b, f.n, "/TransformMethod /DocMDP");
    find(f.b, f.n, "/P 1 /V /1.2");
    find(f.b, f.n, "/Perms << /DocMDP ");
    const struct sign_options second = {.second = true};
    assert_int_equal(sign_file("final.pdf", "second.p12", second, &err),
                     ERR_NOTNOW);
    assert_non_null(strstr(err.text, "as final"));
    free(f.b);

    make_two("review.pdf", SIGN_REVIEW);
    f = load("review.pdf");
    r = judge(f.b, f.n);
    assert_int_equal(r.status, VERIFY_GOOD);
    assert_int_equal(r.certified, SIGN_REVIEW);
    /* the certification may not be weakened, nor a second one made */
    err = ERR_INIT;
    make_pdf("none.pdf");
    assert_int_equal(sign_file("none.pdf", "second.p12", second, &err),
                     ERR_NOTNOW);
    err = ERR_INIT;
    assert_int_equal(sign_file("review.pdf", "second.p12",
                               (struct sign_options){.second = true,
                                                     .certify = SIGN_FINAL},
                               &err), ERR_USAGE);
    err = ERR_INIT;
    assert_int_equal(sign_file("review.pdf", "second.p12",
                               (struct sign_options){.second = true,
                                                     .page = 1}, &err),
                     ERR_USAGE);
    free(f.b);
}

/* What another program would do: a second signature, good in itself, although
 * the first forbids it. */
static void a_forbidden_signature_is_seen(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct bytes f = load("final.pdf");
    struct pdf_file file;
    struct pdf_update u;
    struct revision_hole hole;
    uint8_t digest[SHA256_BYTES];
    struct str der;
    struct sign_key *key = open_key("second.p12");
    str_init(&der, 1u << 20);
    assert_ok(pdf_file_init(&file, f.b, f.n, "f", &err), &err);
    pdf_update_init(&u, &file);
    assert_ok(revision_write(&u,
                             &(struct revision_plan){
                                 .kind = REVISION_SIGNATURE,
                                 .time = "D:20261123120000+08'00'",
                                 .name = "second"},
                             &hole, &err), &err);
    assert_ok(revision_digest(&u, &hole, digest, &err), &err);
    assert_ok(cms_sign(key, digest, NULL, &der, &err), &err);
    assert_ok(revision_fill(&u, &hole, &der, &err), &err);
    f.b = realloc(f.b, f.n + u.out.n);
    memcpy(f.b + f.n, u.out.text, u.out.n);
    f.n += u.out.n;
    struct verify_result r = judge(f.b, f.n);
    assert_int_equal(r.status, VERIFY_APPENDED);
    assert_non_null(strstr(r.message, "allowed no more"));
    sign_key_free(key);
    str_deinit(&der);
    pdf_update_deinit(&u);
    pdf_file_deinit(&file);
    free(f.b);

    make_two("bent.pdf", SIGN_REVIEW);
    f = load("bent.pdf");
    f.b[find(f.b, f.n, "/P 2 /V /1.2") + 3] = '1';
    refused("certification made stricter afterwards", &f);
    free(f.b);
}

/* Validation data and document timestamps are no change of the document. */
static void a_final_report_can_be_archived(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct verify_result r;
    make_pdf("kept.pdf");
    assert_ok(sign_file("kept.pdf", "archived.p12",
                        (struct sign_options){.certify = SIGN_FINAL,
                                              .tsa = authority_url("tsa")},
                        &err), &err);
    assert_ok(sign_extend(in_work("kept.pdf"),
                          &(struct extend_options){
                              .trust = in_work("all.pem"),
                              .tsa = authority_url("tsa")}, &r, &err), &err);
    assert_int_equal(r.level, VERIFY_B_LTA);
    assert_int_equal(r.certified, SIGN_FINAL);
}

/* ---- the table of changes (docs/signing.md) ---- */

static void flip_at(struct bytes *f, const char *what, size_t at, int bit)
{
    char was = f->b[at];
    f->b[at] = (char)(was ^ bit);
    refused(what, f);
    f->b[at] = was;
}

/* A hex digit of the hole that holds `der`, found in the hole. */
static size_t in_hole(const struct bytes *f, size_t hole, const char *hex)
{
    const char *at = memmem(f->b + hole, f->n - hole, hex, strlen(hex));
    if (at == NULL)
        fail_msg("'%s' is not in the signature", hex);
    return (size_t)(at - f->b);
}

static void every_row_of_the_table_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"bt.pdf", "two.pdf", "lta.pdf"};
    struct err err = ERR_INIT;
    make_pdf("bt.pdf");
    assert_ok(sign_file("bt.pdf", "first.p12",
                        (struct sign_options){.reason = "通报",
                                              .tsa = authority_url("tsa")},
                        &err), &err);
    for (size_t i = 0; i < 3; i++) {
        struct bytes f = load(names[i]);
        size_t hole = find(f.b, f.n, "/Contents <3082") + 11;
        unsigned size;
        assert_int_equal(sscanf(f.b + hole + 4, "%4x", &size), 1);
        print_message("%s\n", names[i]);
        flip_at(&f, "page content", find(f.b, f.n, "stream\r\n") + 12, 1);
        flip_at(&f, "title", find(f.b, f.n, "/Title") + 9, 1);
        flip_at(&f, "reason", find(f.b, f.n, "/Reason <FEFF") + 14, 1);
        flip_at(&f, "last byte", f.n - 1, 0x20);
        /* messageDigest: OID 1.2.840.113549.1.9.4, then the digest */
        flip_at(&f, "messageDigest",
                in_hole(&f, hole, "2A864886F70D010904") + 30, 1);
        /* rsaEncryption NULL OCTET STRING of 256 bytes */
        flip_at(&f, "signature value",
                in_hole(&f, hole, "2A864886F70D01010105000482") + 60, 1);
        /* genTime: GeneralizedTime 20… */
        flip_at(&f, "timestamp: genTime", in_hole(&f, hole, "180F3230") + 27,
                1);
        flip_at(&f, "timestamp: signature", hole + 2 * (size + 4) - 20, 1);
        /* "Root of the clocks" as the subject of the carried root */
        size_t root = in_hole(&f, hole, "526F6F74206F662074686520636C6F636B73");
        root = in_hole(&f, root + 2, "526F6F74206F662074686520636C6F636B73");
        root = in_hole(&f, root + 2, "526F6F74206F662074686520636C6F636B73");
        flip_at(&f, "timestamp: embedded CA certificate", root + 1, 1);
        flip_at(&f, "padding of /Contents", hole + 2 * (size + 4) + 100, 1);
        free(f.b);

        f = load(names[i]);
        f.b = realloc(f.b, f.n + 8);
        memcpy(f.b + f.n, "%%EOF\n", 6);
        f.n += 6;
        refused("bytes after %%EOF", &f);
        free(f.b);
    }
}

/* ---- later revisions ---- */

enum attack {
    REPLACE_CONTENT,  /* the page says something else */
    REPLACE_PAGE,     /* another stream for the page */
    HIDE_OVERLAY,     /* an annotation of the signed file is taken away */
    ADD_ANNOTATION,   /* evil annotation attack */
    FIELD_APPEARANCE, /* the signature's field gets a picture and an area */
    NEW_FIELD,        /* a text field that covers the page */
    FREE_OBJECT,      /* shadow: an object is declared free */
    OTHER_ROOT,       /* the trailer leads to another catalog */
    DROP_SIGNATURE,   /* the form without its fields */
    OPEN_ACTION,      /* a script when it is opened */
    ATTACKS,
};

static const char *const attack_names[ATTACKS] = {
    [REPLACE_CONTENT] = "update: content of the page",
    [REPLACE_PAGE] = "update: page with another content",
    [HIDE_OVERLAY] = "update: page without its annotations",
    [ADD_ANNOTATION] = "update: annotation over the page",
    [FIELD_APPEARANCE] = "update: signature field with a picture",
    [NEW_FIELD] = "update: text field over the page",
    [FREE_OBJECT] = "update: nothing but an empty object",
    [OTHER_ROOT] = "update: another catalog",
    [DROP_SIGNATURE] = "update: form without signatures",
    [OPEN_ACTION] = "update: script when opened",
};

static void add_drawing(struct pdf_update *u)
{
    static const char text[] = "BT /F1 20 Tf 60 700 Td (Satisfied 99 %) Tj ET";
    str_addf(&u->out, "<< /Length %zu >>\nstream\n%s\nendstream",
             sizeof text - 1, text);
}

static void add_catalog(struct pdf_update *u, const char *except,
                        const char *more)
{
    pdf_update_replace(u, &u->file->root);
    str_add(&u->out, "<<\n");
    pdf_update_copy(u, &u->file->catalog, (const char *const[]){except, NULL});
    str_addf(&u->out, "%s\n>>", more);
    pdf_update_end(u);
}

static void add_page(struct pdf_update *u, const char *except,
                     const char *more)
{
    struct pdf_value ref, page;
    struct err err = ERR_INIT;
    assert_ok(pdf_page_at(u->file, 0, &ref, &page, &err), &err);
    pdf_update_replace(u, &ref);
    str_add(&u->out, "<<\n");
    pdf_update_copy(u, &page, (const char *const[]){except, NULL});
    str_addf(&u->out, "%s\n>>", more);
    pdf_update_end(u);
}

static void add_attack(struct pdf_update *u, enum attack attack)
{
    struct pdf_value ref, page, contents, annots, field, form, fields;
    struct err err = ERR_INIT;
    const struct pdf_text *t = &u->file->text;
    char text[200];
    size_t pos = 0;
    uint32_t made;
    assert_ok(pdf_page_at(u->file, 0, &ref, &page, &err), &err);
    switch (attack) {
    case REPLACE_CONTENT:
        contents = pdf_dict_get(t, &page, "Contents");
        pdf_update_replace(u, &contents);
        add_drawing(u);
        pdf_update_end(u);
        break;
    case REPLACE_PAGE:
        made = pdf_update_number(u);
        pdf_update_begin(u, made);
        add_drawing(u);
        pdf_update_end(u);
        (void)snprintf(text, sizeof text, "/Contents %u 0 R", made);
        add_page(u, "Contents", text);
        break;
    case HIDE_OVERLAY:
        add_page(u, "Annots", "");
        break;
    case ADD_ANNOTATION:
        add_page(u, "Annots", "/Annots [ << /Type /Annot /Subtype /FreeText "
                              "/Rect [ 50 680 300 730 ] /Contents (99 %) /DA "
                              "(/Helv 20 Tf) >> ]");
        break;
    case FIELD_APPEARANCE:
        assert_ok(pdf_get(u->file, &page, "Annots", &annots, &err), &err);
        while (pdf_array_next(t, &annots, &pos, &ref))
            field = ref;
        assert_ok(pdf_resolve(u->file, field, &page, &err), &err);
        pdf_update_replace(u, &field);
        str_add(&u->out, "<<\n");
        pdf_update_copy(u, &page, (const char *const[]){"Rect", NULL});
        str_add(&u->out, "/Rect [ 50 680 300 730 ]\n>>");
        pdf_update_end(u);
        break;
    case NEW_FIELD:
        form = pdf_dict_get(t, &u->file->catalog, "AcroForm");
        fields = pdf_dict_get(t, &form, "Fields");
        made = pdf_update_number(u);
        pdf_update_begin(u, made);
        str_add(&u->out, "<< /Type /Annot /Subtype /Widget /FT /Tx /T (x) /V "
                         "(99 %) /Rect [ 50 680 300 730 ] >>");
        pdf_update_end(u);
        pdf_update_replace(u, &u->file->root);
        str_add(&u->out, "<<\n");
        pdf_update_copy(u, &u->file->catalog,
                        (const char *const[]){"AcroForm", NULL});
        str_add(&u->out, "/AcroForm << /SigFlags 3 /Fields [ ");
        pdf_update_copy_items(u, &fields);
        str_addf(&u->out, "%u 0 R ] >>\n>>", made);
        pdf_update_end(u);
        break;
    case FREE_OBJECT:
        pdf_update_begin(u, pdf_update_number(u));
        str_add(&u->out, "null");
        pdf_update_end(u);
        break;
    case OTHER_ROOT:
        add_catalog(u, "Pages", "/Pages << /Type /Pages /Count 0 /Kids [ ] >>");
        break;
    case DROP_SIGNATURE:
        add_catalog(u, "AcroForm", "");
        break;
    case OPEN_ACTION:
        add_catalog(u, "OpenAction",
                    "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>");
        break;
    case ATTACKS:
        break;
    }
}

static struct bytes attacked(const struct bytes *f, enum attack attack)
{
    struct pdf_file file;
    struct pdf_update u;
    struct err err = ERR_INIT;
    assert_ok(pdf_file_init(&file, f->b, f->n, "f", &err), &err);
    pdf_update_init(&u, &file);
    add_attack(&u, attack);
    assert_ok(pdf_update_finish(&u, &err), &err);
    struct bytes out = {.n = f->n + u.out.n};
    out.b = malloc(out.n);
    memcpy(out.b, f->b, f->n);
    memcpy(out.b + f->n, u.out.text, u.out.n);
    pdf_update_deinit(&u);
    pdf_file_deinit(&file);
    return out;
}

static void shadow_revisions_are_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"two.pdf", "final.pdf", "review.pdf",
                                        "lta.pdf"};
    size_t fooled = 0;
    for (size_t i = 0; i < 4; i++) {
        struct bytes f = load(names[i]);
        print_message("%s\n", names[i]);
        for (int a = 0; a < ATTACKS; a++) {
            struct bytes bad = attacked(&f, (enum attack)a);
            refused(attack_names[a], &bad);
            assert_int_equal(judge(bad.b, bad.n).status, VERIFY_APPENDED);
            /* the attack is real: others call the signature valid */
            write_bytes(in_work("shadow.pdf"), bad.b, bad.n);
            if (i == 1)
                fooled += strstr(shell(NULL, "pdfsig shadow.pdf"),
                                 "Signature is Valid.") != NULL;
            free(bad.b);
        }
        free(f.b);
    }
    print_message("pdfsig calls %zu of %d valid\n", fooled, ATTACKS);
    assert_true(fooled >= ATTACKS - 2);
}

/* An attack put between two revisions, or on top of which somebody signs, is
 * refused too: the second signer covers it, the first does not. */
static void a_second_signature_does_not_launder_an_attack(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    for (int a = 0; a < ATTACKS; a++) {
        struct bytes f, bad;
        make_pdf_as("wash.pdf", (struct pdf_plan){.link = true});
        assert_ok(sign_file("wash.pdf", "first.p12",
                            (struct sign_options){.reason = "x"}, &err), &err);
        f = load("wash.pdf");
        bad = attacked(&f, (enum attack)a);
        write_bytes(in_work("wash.pdf"), bad.b, bad.n);
        struct err why = ERR_INIT;
        enum err_code code = sign_file(
            "wash.pdf", "second.p12", (struct sign_options){.second = true},
            &why);
        assert_true(code == ERR_DENIED || code == ERR_NOTNOW);
        free(f.b);
        free(bad.b);
    }
}

/* ---- forged dictionaries ---- */

/* Universal forgery and wrapping: the dictionary of a signature is written
 * over by a later revision. */
static void forged_dictionaries_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *what, *from, *to;
    } rows[] = {
        {"/ByteRange without numbers", "/ByteRange [0 ", "/ByteRange [] "},
        {"/ByteRange named otherwise", "/ByteRange [0 ", "/ByteRangx [0 "},
        {"/ByteRange with a negative number", "/ByteRange [0 ",
         "/ByteRange [- "},
        {"/Contents named otherwise", "/Contents <30", "/Contentz <30"},
        {"/Contents as text", "/Contents <30", "/Contents (30"},
        {"/SubFilter of another kind", "ETSI.CAdES", "adbe.pkcs7"},
        {"/Type of another kind", "/Type /Sig\n", "/Type /Sih\n"},
        {"/V of the field gone", "\n/V ", "\n/W "},
        {"/SigFlags gone", "/SigFlags 3", "/SigFlagz 3"},
        {"/FT of another kind", "/FT /Sig", "/FT /Tx "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bytes f = load("two.pdf");
        size_t at = find(f.b, f.n, rows[i].from);
        memcpy(f.b + at, rows[i].to, strlen(rows[i].to));
        refused(rows[i].what, &f);
        free(f.b);
    }
}

static void parts_of_two_files_do_not_make_one(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    struct bytes a = load("two.pdf");
    /* the second half of another file with the same signers */
    make_two("other.pdf", SIGN_OPEN);
    struct bytes b = load("other.pdf");
    struct verify_result ra = judge(a.b, a.n), rb = judge(b.b, b.n);
    assert_int_equal(ra.status, VERIFY_GOOD);
    if (ra.issued_bytes == rb.issued_bytes) {
        struct bytes c = {.n = a.n};
        c.b = malloc(b.n + a.n);
        memcpy(c.b, a.b, ra.issued_bytes);
        memcpy(c.b + ra.issued_bytes, b.b + rb.issued_bytes,
               b.n - rb.issued_bytes);
        c.n = ra.issued_bytes + b.n - rb.issued_bytes;
        refused("second signature of another file", &c);
        free(c.b);
    }
    /* the first signature alone, cut in its middle */
    struct bytes d = {.b = a.b, .n = ra.issued_bytes + 200};
    refused("cut in the second signature", &d);
    (void)err;
    free(a.b);
    free(b.b);
}

/* ---- set up ---- */

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
    make_pair("first", (struct cert_plan){.usage = "critical,"
                                                   "digitalSignature"});
    make_pair("second", (struct cert_plan){.curve = "P-256"});
    (void)shell(NULL, "cat first.pem second.pem tsa.pem >all.pem");

    /* one whose root publishes a list */
    EVP_PKEY *root_key = NULL, *key = NULL;
    struct cert_plan plan = ca_plan;
    struct err err = ERR_INIT;
    struct verify_result r;
    plan.name = "Root with a list";
    X509 *root = make_cert(&plan, &root_key);
    publish_crl("sig.crl", root, root_key, NULL, 0);
    (void)snprintf(crl, sizeof crl, "URI:%s", authority_url("public/sig.crl"));
    X509 *cert = make_cert(&(struct cert_plan){.name = "archived",
                                               .usage = "critical,"
                                                        "digitalSignature",
                                               .crl = crl, .issuer = root,
                                               .issuer_key = root_key}, &key);
    write_p12(in_work("archived.p12"), key, cert, root);
    write_pem(in_work("archived.pem"), root);
    (void)shell(NULL, "cat archived.pem >>all.pem");
    make_pdf_as("lta.pdf", (struct pdf_plan){.link = true});
    assert_ok(sign_file("lta.pdf", "archived.p12",
                        (struct sign_options){.reason = "通报",
                                              .tsa = authority_url("tsa")},
                        &err), &err);
    assert_ok(sign_extend(in_work("lta.pdf"),
                          &(struct extend_options){
                              .trust = in_work("all.pem"),
                              .tsa = authority_url("tsa")}, &r, &err), &err);
    X509_free(root);
    X509_free(cert);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(key);
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
        cmocka_unit_test(two_signatures_are_good_together),
        cmocka_unit_test(a_final_certification_forbids_more),
        cmocka_unit_test(a_forbidden_signature_is_seen),
        cmocka_unit_test(a_final_report_can_be_archived),
        cmocka_unit_test(every_row_of_the_table_is_refused),
        cmocka_unit_test(shadow_revisions_are_refused),
        cmocka_unit_test(a_second_signature_does_not_launder_an_attack),
        cmocka_unit_test(forged_dictionaries_are_refused),
        cmocka_unit_test(parts_of_two_files_do_not_make_one),
    };
    return cmocka_run_group_tests(tests, make_all, drop_all);
}
