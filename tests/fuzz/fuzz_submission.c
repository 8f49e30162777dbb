/* tests/fuzz/fuzz_submission.c - what a tablet may send, and what stands in
 * front of it.  The first byte says what the rest is:
 *
 *     B  a multipart body with the boundary "B", and the answers in it
 *     X  the answers' XML alone
 *     D  an Authorization header
 *     W  a condition (engine/survey/when.h)
 *
 * Answers that parse are held against a questionnaire and taken through the
 * gate, and the transaction is rolled back.  A form id of "@" stands for the
 * right one, with its version, so that inputs get that far.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/utf8.h"
#include "engine/survey/when.h"
#include "engine/web/digest.h"
#include "forms/openrosa/multipart.h"
#include "forms/openrosa/submission.h"
#include "forms/xforms/xform.h"
#include "forms/xforms/xml.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static const char form[] =
    "form: W\ntitle: t\nobject: o\nintro: i\nsections:\n  - text: s\n"
    "    items:\n"
    "      - {code: F1, role: fact, text: f, choices: "
    "[{text: 有, means: happened}, 没有]}\n"
    "      - {code: P1, role: person, kind: multi, max: 2, text: p, choices: "
    "[甲, 乙, 丙]}\n"
    "      - {code: N1, role: code, text: n, digits: 3, check: luhn}\n"
    "      - {code: O1, role: text, text: o, when: F1 = 有}\n";

/* One workspace for all inputs; its folder goes at the end. */
struct ground {
    char dir[64], space[96];
    struct store *store;
    const struct questionnaire *q;
    char id[XFORM_ID_MAX], version[XFORM_VERSION_MAX + 8];
};

static struct ground ground;

static void leave(void)
{
    char command[160];
    store_close(ground.store);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", ground.dir);
    (void)!system(command);
}

static void prepare(void)
{
    struct questionnaire *q = NULL;
    struct units *units = NULL;
    struct err err = ERR_INIT;
    int revision = 0;
    static const char one[] =
        "code,parent,name,class,households,population\n01,,a,县,,\n"
        "02,01,b,村,,\n03,01,c,村,,\n";
    if (ground.store != NULL)
        return;
    (void)snprintf(ground.dir, sizeof ground.dir, "/dev/shm/pingyi-fuzz-XXXXXX");
    bool good =
        mkdtemp(ground.dir) != NULL &&
        questionnaire_parse(form, strlen(form), "f", &q, &err) == ERR_OK &&
        units_parse(one, strlen(one), "u", &units, &err) == ERR_OK;
    assert(good);
    (void)snprintf(ground.space, sizeof ground.space, "%s/w", ground.dir);
    const struct survey_new what = {.form = q, .units = units};
    good = store_create(ground.space, &what, &err) == ERR_OK &&
           store_open(ground.space, &ground.store, &err) == ERR_OK &&
           store_form(ground.store, 0, &ground.q, &revision, &err) == ERR_OK;
    assert(good);
    (void)atexit(leave);
    units_free(units);
    questionnaire_free(q);
    const struct xform_source s = {.q = ground.q,
                                   .revision = revision,
                                   .survey = store_survey(ground.store)->id};
    xform_id(&s, ground.id);
    xform_stem(&s, ground.version);
    memcpy(ground.version + strlen(ground.version), ".0", 3);
}

static void try_answers(const char *xml, size_t n)
{
    struct submission s;
    struct err err = ERR_INIT;
    enum response_outcome outcome;
    prepare();
    if (submission_parse(xml, n, &s, &err) != ERR_OK) {
        assert(err.text[0] != '\0');
        submission_deinit(&s);
        return;
    }
    assert(s.field_count <= SUBMISSION_FIELDS);
    if (strcmp(s.id, "@") == 0) {
        s.id = ground.id;
        s.version = ground.version;
    }
    if (store_begin(ground.store, &err) == ERR_OK) {
        enum err_code code = submission_take(ground.store, &s, xml, n,
                                             &outcome, &err);
        assert(code == ERR_OK ? outcome == RESPONSE_STORED
                              : err.text[0] != '\0');
        assert(code != ERR_CORRUPT && code != ERR_NOMEM);
        store_rollback(ground.store);
    }
    submission_deinit(&s);
}

static void try_body(const char *bytes, size_t n)
{
    struct multipart m;
    struct err err = ERR_INIT;
    bool more = true;
    enum err_code code = multipart_begin(
        &m, "multipart/form-data; boundary=B", bytes, n, &err);
    while (code == ERR_OK && more) {
        struct multipart_part part;
        code = multipart_next(&m, &part, &more, &err);
        if (code != ERR_OK || !more)
            break;
        assert(part.bytes >= bytes && part.bytes + part.n <= bytes + n);
        struct str out;
        str_init(&out, 65536);
        struct xml x = {.out = &out};
        xml_open(&x, "m");
        xml_attr(&x, "n", part.name);
        xml_text(&x, part.name);
        xml_close(&x);
        assert(utf8_check(out.text, out.n) == out.n);
        str_deinit(&out);
        if (part.n < 65536)
            try_answers(part.bytes, part.n);
    }
    assert(code == ERR_OK || err.text[0] != '\0');
}

static void try_header(const char *text)
{
    struct digest_fields f;
    char response[MD5_HEX];
    if (!digest_parse(text, &f))
        return;
    digest_response(&f, "GET", "secret", response);
    assert(strlen(response) == MD5_HEX - 1);
}

/* What is read is spelt in one way, and that reads as the same. */
static void try_condition(const char *text)
{
    struct when_problem problem;
    struct str one, two;
    if (utf8_check(text, strlen(text)) != strlen(text))
        return; /* no questionnaire gets that far */
    prepare();
    struct arena *arena = arena_new(4 * 1024 * 1024);
    const struct when *w = when_parse(ground.q, ground.q->item_count, text,
                                      arena, &problem);
    str_init(&one, 65536);
    str_init(&two, 65536);
    if (w == NULL) {
        assert(problem.text[0] != '\0');
        assert(problem.at <= strlen(text));
    } else {
        when_print(ground.q, w, &one);
        const struct when *again = when_parse(
            ground.q, ground.q->item_count, one.text, arena, &problem);
        /* printed it may be longer than what is taken */
        if (again != NULL)
            when_print(ground.q, again, &two);
        assert(again == NULL ? one.n > WHEN_BYTES_MAX ||
                                   strstr(problem.text, "parts") != NULL ||
                                   strstr(problem.text, "nested") != NULL
                             : strcmp(one.text, two.text) == 0);
    }
    str_deinit(&one);
    str_deinit(&two);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    if (n < 1)
        return 0;
    char *bytes = malloc(n); /* exactly: a read past the end is caught */
    if (bytes == NULL)
        return 0;
    memcpy(bytes, data + 1, n - 1);
    switch (data[0]) {
    case 'B': try_body(bytes, n - 1); break;
    case 'X': try_answers(bytes, n - 1); break;
    default:
        bytes[n - 1] = '\0';
        if (data[0] == 'D')
            try_header(bytes);
        else
            try_condition(bytes);
    }
    free(bytes);
    return 0;
}
