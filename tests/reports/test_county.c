/* tests/reports/test_county.c - whole workspaces, filled through the gate,
 * become reports whose text says what the tally says.
 *
 *     test_county DIR FORM.yaml UNITS.csv COPIES [SEED]
 *
 * makes such a workspace for looking at, and runs no test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/num.h"
#include "engine/tally/tally.h"
#include "reports/sign.h"
#include "tests/reports/county.h"

#define ISSUER "清河口县人口和计划生育领导小组"

static struct err failure;

#define ok(expression)                                                        \
    do {                                                                      \
        err_clear(&failure);                                                  \
        if ((expression) != ERR_OK)                                           \
            fail_msg("%s: %s", #expression, failure.text);                    \
    } while (0)

struct place {
    char dir[64], space[96];
};

static void place_make(struct place *p)
{
    *p = (struct place){.dir = "/tmp/pingyi-county-XXXXXX"};
    assert_non_null(mkdtemp(p->dir));
    (void)snprintf(p->space, sizeof(p->space), "%s/w", p->dir);
}

static void place_remove(const struct place *p)
{
    char command[128];

    (void)snprintf(command, sizeof(command), "rm -rf '%s'", p->dir);
    assert_int_equal(system(command), 0);
}

/* Exit code of `pingyi -C space ARGS`; its output goes to space/../said. */
static int pingyi(const struct place *p, const char *args)
{
    const char *program = getenv("PINGYI");
    char command[1024];
    int status;

    (void)snprintf(command, sizeof(command),
                   "PINGYI_LANG=en '%s' -C '%s' %s >'%s/said' 2>&1",
                   program ? program : "build/release/bin/pingyi", p->space,
                   args, p->dir);
    status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Text of the report without spaces and line ends; malloc'd. */
static char *text_of(const struct place *p, const char *pdf)
{
    char command[512], path[128];
    char *text = NULL;
    size_t n, kept = 0;

    (void)snprintf(path, sizeof(path), "%s/text", p->dir);
    (void)snprintf(command, sizeof(command), "pdftotext -q '%s/out/%s' '%s'",
                   p->space, pdf, path);
    assert_int_equal(system(command), 0);
    ok(file_read(path, 16 * 1024 * 1024, &text, &n, &failure));
    for (size_t i = 0; i < n; i++)
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\f')
            text[kept++] = text[i];
    text[kept] = '\0';
    return text;
}

static void assert_says(const char *text, const char *what)
{
    if (!strstr(text, what))
        fail_msg("the report does not say %s", what);
}

#define assert_count(text, form, n)                                           \
    do {                                                                      \
        char want_[64];                                                       \
        (void)snprintf(want_, sizeof(want_), form, (long long)(n));           \
        assert_says(text, want_);                                             \
    } while (0)

static void assert_fraction(const char *text, struct ratio r)
{
    char want[64];

    (void)snprintf(want, sizeof(want), "（%lld/%lld）", (long long)r.num,
                   (long long)r.den);
    assert_says(text, want);
}

static void make(struct place *p, const char *preset, const char *units,
                 int copies, int doubtful)
{
    char form[64];
    struct county_plan plan = {.form = form, .units = units,
                               .issuer = ISSUER,
                               .period = "2026年上半年", .copies = copies,
                               .doubtful_permille = doubtful, .seed = 20260715};

    (void)snprintf(form, sizeof(form), "samples/presets/%s.yaml", preset);
    place_make(p);
    ok(county_make(p->space, &plan, &failure));
}

static void a_county_report_says_what_the_tally_says(void **state)
{
    struct place p;
    struct store *store;
    struct tally *tally;
    (void)state;

    make(&p, "NM", "samples/county/units.csv", 100, 0);
    assert_int_equal(pingyi(&p, "report bulletin --date 2026-07-15"), 0);
    ok(store_open(p.space, &store, &failure));
    ok(tally_run(store, &tally, &failure));
    char *text = text_of(&p, "bulletin.pdf");
    const struct unit_tally *root = &tally->unit[0];
    assert_true(root->valid > 2000);
    assert_count(text, "发放问卷%lld份", root->return_rate.den);
    assert_count(text, "收回%lld份", root->return_rate.num);
    assert_count(text, "有效的%lld份", root->valid);
    assert_count(text, "应答%lld人次", root->aware.den);
    assert_count(text, "“知道”的%lld人次", root->aware.num);
    assert_fraction(text, root->satisfied);
    assert_fraction(text, root->satisfied_ref);
    assert_says(text, "未签名稿");
    char want[64];
    (void)snprintf(want, sizeof(want), "为%.16s", tally->figures_sha256);
    assert_says(text, want);
    for (size_t u = 0; u < tally->unit_count; u++)
        assert_says(text, tally->units->unit[u].name);
    free(text);

    /* the figures travel with it, byte for byte */
    char path[128], *bytes;
    size_t n;
    struct str figures;
    (void)snprintf(path, sizeof(path), "%s/out/bulletin.pdf", p.space);
    ok(verify_attachment(path, "pingyi-figures.json", &bytes, &n, &failure));
    str_init(&figures, 16 * 1024 * 1024);
    tally_figures(tally, &figures);
    assert_int_equal(n, figures.n);
    assert_memory_equal(bytes, figures.text, n);
    str_deinit(&figures);
    free(bytes);

    /* and the register knows it */
    struct report_row *rows;
    ok(store_reports(store, &rows, &n, &failure));
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].edition, "bulletin");
    assert_string_equal(rows[0].file, "out/bulletin.pdf");
    assert_string_equal(rows[0].figures_sha256, tally->figures_sha256);
    free(rows);
    tally_free(tally);
    store_close(store);
    place_remove(&p);
}

static void the_same_report_twice_is_the_same_bytes(void **state)
{
    struct place p;
    char *one, *two, path[128];
    size_t n, m;
    (void)state;

    make(&p, "NM", "samples/county/units.csv", 6, 0);
    (void)snprintf(path, sizeof(path), "%s/out/rectify.pdf", p.space);
    assert_int_equal(pingyi(&p, "report rectify --date 2026-07-15"), 0);
    ok(file_read(path, 16 * 1024 * 1024, &one, &n, &failure));
    assert_int_equal(pingyi(&p, "report rectify --date 2026-07-15"), 0);
    ok(file_read(path, 16 * 1024 * 1024, &two, &m, &failure));
    assert_int_equal(n, m);
    assert_memory_equal(one, two, n);
    free(one);
    free(two);
    place_remove(&p);
}

static void open_reviews_are_said_and_exit_3(void **state)
{
    struct place p;
    (void)state;

    make(&p, "NM", "samples/county/units.csv", 6, 8);
    assert_int_equal(pingyi(&p, "report bulletin --date 2026-07-15"), 3);
    char *text = text_of(&p, "bulletin.pdf");
    assert_says(text, "项作答待人工复核");
    assert_says(text, "待定");
    free(text);
    place_remove(&p);
}

static void too_many_returns_stop_the_report(void **state)
{
    struct place p;
    struct store *store;
    char path[128], *said;
    size_t n;
    (void)state;

    make(&p, "NM", "samples/county/units.csv", 20, 0);
    ok(store_open(p.space, &store, &failure));
    ok(store_begin(store, &failure));
    ok(store_batch_issued(store, 2, 5, 0, &failure));
    ok(store_commit(store, &failure));
    store_close(store);
    assert_int_equal(pingyi(&p, "report bulletin"), 1);
    (void)snprintf(path, sizeof(path), "%s/said", p.dir);
    ok(file_read(path, 65536, &said, &n, &failure));
    assert_non_null(strstr(said, "0102"));
    free(said);
    (void)snprintf(path, sizeof(path), "%s/out/bulletin.pdf", p.space);
    assert_false(file_exists(path));
    place_remove(&p);
}

static void a_signed_report_is_no_draft_and_verifies(void **state)
{
    struct place p;
    char args[512];
    (void)state;

    make(&p, "LD", "samples/county/units.csv", 6, 0);
    assert_int_equal(setenv("COUNTY_PASS", "a pass of words", 1), 0);
    ok(sign_key_make_trial(p.dir, "清河口县计生办", "a pass of words", &failure));
    (void)snprintf(args, sizeof(args),
                   "report bulletin --date 2026-07-15 --sign '%s/key.p12' "
                   "--pass-env COUNTY_PASS", p.dir);
    assert_int_equal(pingyi(&p, args), 0);
    char *text = text_of(&p, "bulletin.pdf");
    assert_null(strstr(text, "未签名稿"));
    free(text);
    (void)snprintf(args, sizeof(args),
                   "verify '%s/out/bulletin.pdf' --trust '%s/ca.pem'",
                   p.space, p.dir);
    assert_int_equal(pingyi(&p, args), 0);

    /* a wrong pass leaves no file */
    assert_int_equal(setenv("COUNTY_PASS", "another", 1), 0);
    (void)snprintf(args, sizeof(args),
                   "report rectify --sign '%s/key.p12' --pass-env COUNTY_PASS",
                   p.dir);
    assert_int_equal(pingyi(&p, args), 1);
    (void)snprintf(args, sizeof(args), "%s/out/rectify.pdf", p.space);
    assert_false(file_exists(args));
    place_remove(&p);
}

static void small_anonymous_rounds_show_no_small_counts(void **state)
{
    struct place p;
    char units[128];
    (void)state;

    place_make(&p);
    (void)snprintf(units, sizeof(units), "%s/units.csv", p.dir);
    static const char csv[] =
        "code,parent,name,class,households,population\n"
        "00,,清河口县,县,,\n";
    ok(file_write(units, csv, strlen(csv), &failure));
    struct county_plan plan = {.form = "samples/presets/XP.yaml",
                               .units = units, .issuer = "", .period = "",
                               .copies = 4, .seed = 3};
    ok(county_make(p.space, &plan, &failure));
    assert_int_equal(pingyi(&p, "report bulletin --date 2026-07-15"), 0);
    char *text = text_of(&p, "bulletin.pdf");
    assert_says(text, "样本过少");
    assert_null(strstr(text, "知晓率"));
    assert_null(strstr(text, "不满意率5")); /* no rate of anything */
    free(text);
    assert_int_equal(pingyi(&p, "report rectify --date 2026-07-15"), 0);
    place_remove(&p);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_county_report_says_what_the_tally_says),
        cmocka_unit_test(the_same_report_twice_is_the_same_bytes),
        cmocka_unit_test(open_reviews_are_said_and_exit_3),
        cmocka_unit_test(too_many_returns_stop_the_report),
        cmocka_unit_test(a_signed_report_is_no_draft_and_verifies),
        cmocka_unit_test(small_anonymous_rounds_show_no_small_counts),
    };
    int64_t copies = 100, seed = 20260715;

    file_share_init();
    if (argc >= 5) {
        struct county_plan plan = {.form = argv[2], .units = argv[3],
                                   .issuer = ISSUER,
                                   .period = "2026年上半年"};
        if (!num_parse_int(argv[4], 1, 100000, &copies) ||
            (argc > 5 && !num_parse_int(argv[5], 1, INT64_MAX, &seed)))
            return 2;
        plan.copies = (int)copies;
        plan.seed = (uint64_t)seed;
        if (county_make(argv[1], &plan, &failure) != ERR_OK) {
            fprintf(stderr, "%s\n", failure.text);
            return 1;
        }
        return 0;
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
