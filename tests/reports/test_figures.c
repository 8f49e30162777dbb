/* The figures a report carries against the workspace: equal, changed since,
 * never from here; and each difference named by unit and item. */
#include "tests/reports/sign_fixture.h"

#include "engine/tally/tally.h"
#include "reports/figures.h"

static struct figures_check diff(const char *report, const char *workspace)
{
    struct figures_check out = {.equal = false};
    struct err err = ERR_INIT;
    assert_ok(figures_diff(report, strlen(report), workspace,
                           strlen(workspace), &out, &err), &err);
    return out;
}

static void first(const char *report, const char *workspace, size_t count,
                  const char *where, const char *a, const char *b)
{
    struct figures_check out = diff(report, workspace);
    assert_int_equal(out.differences, count);
    assert_string_equal(out.shown[0].where, where);
    assert_string_equal(out.shown[0].report, a);
    assert_string_equal(out.shown[0].workspace, b);
}

#define ROUND(units) "{\"form\":\"NM\",\"units\":[" units "]}"
#define UNIT(code, returned, items)                                          \
    "{\"code\":\"" code "\",\"returned\":" returned ",\"items\":[" items "]}"
#define ITEM(code, counts) "{\"code\":\"" code "\",\"counts\":" counts "}"

static void differences_are_named_by_unit_and_item(void **state)
{
    (void)state;
    const char *one = ROUND(UNIT("YN01", "9", ITEM("Q1", "[5,4]")));
    assert_int_equal(diff(one, one).differences, 0);
    first(one, ROUND(UNIT("YN01", "8", ITEM("Q1", "[5,4]"))), 1,
          "unit YN01, sheets returned", "9", "8");
    first(one, ROUND(UNIT("YN01", "9", ITEM("Q1", "[5,3]"))), 1,
          "unit YN01, item Q1, counts per choice", "[5,4]", "[5,3]");
    first(one, ROUND(UNIT("YN01", "9", ITEM("Q1", "[5,4]") ","
                          ITEM("Q2", "[1]"))), 1,
          "unit YN01, item Q2", "", "…");
    first(one, "{\"form\":\"LD\",\"units\":[" UNIT("YN01", "9",
                                                   ITEM("Q1", "[5,4]")) "]}",
          1, "form", "NM", "LD");
    first(one, ROUND(""), 1, "unit YN01", "…", "");
    first("{}", "{\"printed\":3}", 1, "sheets printed", "", "3");
}

static void a_new_unit_in_front_moves_no_other(void **state)
{
    (void)state;
    const char *two = ROUND(UNIT("A", "1", "") "," UNIT("B", "2", ""));
    const char *three = ROUND(UNIT("N", "3", "") "," UNIT("A", "1", "") ","
                              UNIT("B", "2", ""));
    first(two, three, 1, "unit N", "", "…");
    first(three, two, 1, "unit N", "…", "");
}

static void many_differences_are_counted_and_some_shown(void **state)
{
    (void)state;
    struct str a, b;
    str_init(&a, 100000);
    str_init(&b, 100000);
    str_add(&a, "{\"counts\":[0]");
    str_add(&b, "{\"counts\":[1]");
    for (int i = 0; i < 100; i++) {
        str_addf(&a, ",\"k%d\":%d", i, i);
        str_addf(&b, ",\"k%d\":%d", i, i + 1);
    }
    str_add_char(&a, '}');
    str_add_char(&b, '}');
    assert_int_equal(diff(a.text, b.text).differences, 101);
    str_deinit(&a);
    str_deinit(&b);
}

static void other_bytes_are_a_difference_whatever_they_say(void **state)
{
    (void)state;
    assert_int_equal(diff("{\"a\":1}", "{ \"a\":1}").differences, 1);
    struct figures_check out = {.equal = false};
    struct err err = ERR_INIT;
    assert_int_equal(figures_diff("{", 1, "{}", 2, &out, &err), ERR_FORMAT);
}

/* ---- with a workspace ---- */

static struct questionnaire *form;
static struct units *units;

static void make_workspace(void)
{
    struct err err = ERR_INIT;
    assert_ok(questionnaire_load("samples/presets/NM.yaml", &form, &err), &err);
    assert_ok(units_load("samples/county/units.csv", &units, &err), &err);
    assert_ok(store_create(in_work("ws"),
                           &(struct survey_new){.form = form, .units = units},
                           &err), &err);
}

static void print_batch(size_t unit, int64_t copies)
{
    struct store *store;
    struct batch batch;
    uint64_t serials[100];
    struct err err = ERR_INIT;
    assert_ok(store_open(in_work("ws"), &store, &err), &err);
    assert_ok(store_begin(store, &err), &err);
    assert_ok(store_batch_add(store, unit, 1, false, copies, serials, &batch,
                              &err), &err);
    assert_ok(store_commit(store, &err), &err);
    store_close(store);
}

/* A PDF that carries the workspace's figures of now. */
static char *make_report(const char *name, size_t *n, bool enter)
{
    struct store *store;
    struct tally *tally;
    struct str figures;
    struct err err = ERR_INIT;
    char here[4096];
    assert_ok(store_open(in_work("ws"), &store, &err), &err);
    assert_ok(tally_run(store, &tally, &err), &err);
    str_init(&figures, 8u << 20);
    tally_figures(tally, &figures);
    write_bytes(in_work(FIGURES_ATTACHMENT), figures.text, figures.n);
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(work), 0);
    const char *path =
        make_pdf_as(name, (struct pdf_plan){.attach = FIGURES_ATTACHMENT});
    assert_int_equal(chdir(here), 0);
    char *bytes = read_all(path, n);
    if (enter) {
        struct report_row row = {.edition = "bulletin", .file = "out/a.pdf",
                                 .issued = "2026-11-22", .signer = "me"};
        uint8_t digest[32];
        crypto_sha256(bytes, *n, digest);
        crypto_hex(digest, 32, row.sha256);
        memcpy(row.figures_sha256, tally->figures_sha256, SHA256_HEX);
        assert_ok(store_begin(store, &err), &err);
        assert_ok(store_report_add(store, &row, &err), &err);
        assert_ok(store_commit(store, &err), &err);
    }
    str_deinit(&figures);
    tally_free(tally);
    store_close(store);
    return bytes;
}

static struct figures_check check(const char *bytes, size_t n)
{
    struct figures_check out;
    struct err err = ERR_INIT;
    assert_ok(figures_compare(in_work("ws"), bytes, n, "r.pdf", &out, &err),
              &err);
    assert_true(out.message[0] != '\0');
    return out;
}

static void a_report_follows_its_workspace(void **state)
{
    (void)state;
    size_t n, n2;
    make_workspace();
    print_batch(8, 10);
    char *report = make_report("first.pdf", &n, true);
    struct figures_check out = check(report, n);
    assert_true(out.carried && out.equal && out.registered);
    assert_non_null(strstr(out.message, "issued on 2026-11-22"));

    print_batch(8, 5); /* sheets printed afterwards */
    out = check(report, n);
    assert_true(out.carried && !out.equal && out.registered && out.known);
    assert_non_null(strstr(out.message, "have changed since"));
    bool printed = false;
    for (size_t i = 0; i < out.differences && i < FIGURES_SHOWN; i++)
        printed = printed || (strstr(out.shown[i].where, "sheets printed") &&
                              strcmp(out.shown[i].report, "10") == 0 &&
                              strcmp(out.shown[i].workspace, "15") == 0);
    assert_true(printed);

    char *draft = make_report("second.pdf", &n2, false);
    out = check(draft, n2);
    assert_true(out.equal && !out.registered);
    assert_non_null(strstr(out.message, "not in its register"));
    print_batch(8, 1);
    out = check(draft, n2);
    assert_true(!out.equal && !out.known);
    assert_non_null(strstr(out.message, "never made"));
    free(report);
    free(draft);

    char *bare = read_all(make_pdf("bare.pdf"), &n);
    out = check(bare, n);
    assert_false(out.carried);
    assert_non_null(strstr(out.message, "carries no figures"));
    free(bare);
    questionnaire_free(form);
    units_free(units);
}

int main(void)
{
    setenv("PINGYI_LANG", "en", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(differences_are_named_by_unit_and_item),
        cmocka_unit_test(a_new_unit_in_front_moves_no_other),
        cmocka_unit_test(many_differences_are_counted_and_some_shown),
        cmocka_unit_test(other_bytes_are_a_difference_whatever_they_say),
        cmocka_unit_test(a_report_follows_its_workspace),
    };
    return cmocka_run_group_tests(tests, make_work, drop_work);
}
