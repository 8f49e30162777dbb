/* tests/engine/test_export.c - answers leave as they count, and no more. */
#include "tests/engine/tally_fixture.h"

#include "engine/base/json.h"
#include "engine/export/export.h"
#include "engine/export/internal.h"
#include "forms/payload.h"

static const char county[] =
    "code,parent,name,class,households,population\n"
    "00,,清河口县,县,,\n"
    "01,00,\"=东乡\",乡镇,,\n"
    "02,00,西乡,乡镇,,\n";

static void export_text(struct fixture *f, enum export_format format,
                        bool raw, struct str *out)
{
    char *bytes = NULL;
    size_t n = 0;
    int64_t rows = 0;
    FILE *to = open_memstream(&bytes, &n);
    assert_non_null(to);
    ok(export_write(f->store, format, raw, to, "memory", &rows,
                    &fixture_err));
    assert_int_equal(fclose(to), 0);
    str_add_bytes(out, bytes, n);
    free(bytes);
}

static void a_line_says_what_counts(void **state)
{
    (void)state;
    struct fixture f;
    struct str out;
    uint64_t serials[4];
    size_t used = 0;
    char text[512];
    char serial[8];
    str_init(&out, 100000);
    round_make(&f, county);
    struct batch b = round_print(&f, 1, false, 4, serials);
    round_sheets(&f, &b, serials, &used, 1, "123.!?C11.cw");
    export_text(&f, EXPORT_JSONL, false, &out);
    assert_string_equal(
        out.text,
        "{\"id\":\"1\",\"unit\":\"01\",\"channel\":\"paper\","
        "\"disposition\":\"partial\",\"answers\":{\"K1\":\"1\",\"K2\":\"2\","
        "\"K3\":\"3\",\"K4\":null,\"K5\":null,\"Q1\":null,\"Q2a\":\"1\","
        "\"Q2b\":\"1\",\"T0\":\"1\",\"F1\":null,\"P1\":[\"Q2a\",\"Q2b\"],"
        "\"O1\":null},\"flags\":{\"K5\":\"invalid\",\"Q1\":\"doubtful\","
        "\"Q2a\":\"corrected\",\"O1\":\"written\"}}\n");
    str_clear(&out);
    export_text(&f, EXPORT_JSONL, true, &out);
    payload_serial_text(serials[0], serial); /* as printed on the sheet */
    (void)snprintf(text, sizeof text, "{\"id\":\"1\",\"serial\":\"%s\",",
                   serial);
    assert_memory_equal(out.text, text, strlen(text));
    str_deinit(&out);
    fixture_remove(&f);
}

static void a_decision_replaces_the_doubt(void **state)
{
    (void)state;
    struct fixture f;
    struct str out;
    str_init(&out, 100000);
    round_make(&f, county);
    round_unit(&f, 1, false, 2, 1, "11111?11121w");
    ok(gate_decide(f.store, 1, ANSWER_GIVEN, 2, "王复核", "看图",
                   &fixture_err));
    export_text(&f, EXPORT_JSONL, false, &out);
    assert_non_null(strstr(out.text, "\"Q1\":\"2\""));
    assert_null(strstr(out.text, "doubtful"));
    str_deinit(&out);
    fixture_remove(&f);
}

static void a_spreadsheet_gets_codes_words_and_no_formula(void **state)
{
    (void)state;
    struct fixture f;
    struct str out;
    str_init(&out, 100000);
    round_make(&f, county);
    round_unit(&f, 1, false, 2, 1, "11111211.2bw");
    export_text(&f, EXPORT_CSV, false, &out);
    assert_memory_equal(out.text, "\xEF\xBB\xBF", 3);
    assert_non_null(strstr(out.text, ",Q1 办事公开情况,"));
    assert_non_null(strstr(out.text, ",01,\"'=东乡\",paper,complete,1 知道,"));
    assert_non_null(strstr(out.text, ",2 基本满意,"));
    assert_non_null(strstr(out.text, ",2 没有,Q1;Q2b,,O1:written\r\n"));
    str_deinit(&out);
    fixture_remove(&f);
}

static void a_side_alone_speaks_for_its_items_only(void **state)
{
    (void)state;
    static const char two_sides[] =
        "{\"pages\":[{\"boxes\":[{\"question\":\"K1\"},{\"question\":\"K2\"},"
        "{\"question\":\"K3\"},{\"question\":\"K4\"},{\"question\":\"K5\"},"
        "{\"question\":\"Q1\"}],\"areas\":[]},{\"boxes\":[{\"question\":"
        "\"Q2a\"},{\"question\":\"Q2b\"},{\"question\":\"T0\"},{\"question\":"
        "\"F1\"},{\"question\":\"P1\"}],\"areas\":[{\"question\":\"O1\"}]}]}";
    struct fixture f;
    struct str out;
    str_init(&out, 100000);
    round_make(&f, county);
    ok(store_layout_put(f.store, 1, true, two_sides, &fixture_err));
    struct batch b = round_print(&f, 1, true, 4, NULL);
    ok(store_begin(f.store, &fixture_err));
    round_gate(&f, &b, 0, 2, RT_Q2A, "11111.");
    ok(store_commit(f.store, &fixture_err));
    export_text(&f, EXPORT_JSONL, true, &out);
    assert_non_null(strstr(out.text, "\"serial\":null"));
    assert_non_null(strstr(out.text, "\"side\":2,\"answers\":{\"Q2a\":"));
    assert_null(strstr(out.text, "\"K1\""));
    str_deinit(&out);
    fixture_remove(&f);
}

/* ---- anonymous ---- */

static const char anonymous[] =
    "form: XP\ntitle: 下评上\nobject: 上级\nintro: 请打√。\n"
    "anonymous: true\nmin_cell: 5\n"
    "scales:\n"
    "  - code: M4\n"
    "    choices:\n"
    "      - {text: 满意, means: satisfied, score: 100}\n"
    "      - {text: 基本满意, means: partly, score: 60}\n"
    "      - {text: 不满意, means: dissatisfied, score: 0}\n"
    "      - {text: 不了解, means: unknown}\n"
    "sections:\n"
    "  - text: 满意\n"
    "    items:\n"
    "      - {code: T0, role: overall, scale: M4, text: 总的}\n";

static size_t count_of(const char *text, const char *word)
{
    size_t n = 0;
    for (const char *p = strstr(text, word); p != NULL;
         p = strstr(p + 1, word))
        n++;
    return n;
}

static void an_anonymous_round_tells_neither_serial_nor_small_unit(
    void **state)
{
    (void)state;
    struct fixture f;
    struct str out;
    int64_t rows = 0;
    str_init(&out, 100000);
    round_create(&f, anonymous, county);
    size_t used = 0;
    struct batch b = round_print(&f, 1, true, 40, NULL);
    round_sheets(&f, &b, NULL, &used, 8, "1");
    round_sheets(&f, &b, NULL, &used, 6, "3");
    round_unit(&f, 2, true, 10, 3, "2");
    fails(ERR_DENIED, export_write(f.store, EXPORT_JSONL, true, stdout, "-",
                                   &rows, &fixture_err));
    fails(ERR_DENIED,
          export_audit(f.store, EXPORT_JSONL, true, &fixture_err));
    export_text(&f, EXPORT_JSONL, false, &out);
    /* 02 has three people; 17 - 14 would tell them, so 01 is not named */
    assert_int_equal(count_of(out.text, "\"unit\":\"00\""), 17);
    assert_int_equal(count_of(out.text, "\n"), 17);
    assert_null(strstr(out.text, "serial"));
    int64_t before = -1;
    for (const char *p = out.text; (p = strstr(p, "{\"id\":\"")) != NULL;) {
        char id[32];
        p += strlen("{\"id\":\"");
        (void)snprintf(id, sizeof id, "%.*s", (int)strcspn(p, "\""), p);
        int64_t value = 0;
        assert_true(num_parse_int(id, 1, INT64_MAX, &value));
        assert_true(value > before); /* the order of random ids */
        before = value;
    }
    str_deinit(&out);
    fixture_remove(&f);
}

static void four_people_are_not_exported_at_all(void **state)
{
    (void)state;
    struct fixture f;
    char path[160];
    int64_t rows = 0;
    round_create(&f, anonymous, county);
    round_unit(&f, 1, true, 10, 4, "1");
    (void)snprintf(path, sizeof path, "%s/x.csv", f.dir);
    fails(ERR_DENIED, export_file(f.store, EXPORT_CSV, false, path, &rows,
                                  &fixture_err));
    assert_false(file_exists(path)); /* nor is an empty file left */
    fixture_remove(&f);
}

/* ---- files ---- */

static void a_file_is_written_whole_or_not_at_all(void **state)
{
    (void)state;
    struct fixture f;
    char path[160];
    int64_t rows = 0;
    round_make(&f, county);
    round_unit(&f, 1, false, 2, 2, "11111111121w");
    (void)snprintf(path, sizeof path, "%s/a.jsonl", f.dir);
    ok(export_file(f.store, EXPORT_JSONL, false, path, &rows, &fixture_err));
    assert_int_equal(rows, 2);
    int64_t size = file_size(path);
    fails(ERR_IO, export_file(f.store, EXPORT_JSONL, false,
                              "/nonexistent/a.jsonl", &rows, &fixture_err));
    FILE *full = fopen("/dev/full", "wb");
    assert_non_null(full);
    fails(ERR_FULL, export_write(f.store, EXPORT_JSONL, false, full, "full",
                                 &rows, &fixture_err));
    (void)fclose(full);
    assert_int_equal(file_size(path), size);
    fixture_remove(&f);
}

static void raw_exports_are_in_the_audit_log(void **state)
{
    (void)state;
    struct fixture f;
    int64_t before = 0;
    int64_t after = 0;
    round_make(&f, county);
    ok(store_audit_verify(f.store, &before, &fixture_err));
    ok(export_audit(f.store, EXPORT_CSV, false, &fixture_err));
    ok(store_audit_verify(f.store, &after, &fixture_err));
    assert_int_equal(after, before);
    ok(export_audit(f.store, EXPORT_CSV, true, &fixture_err));
    ok(store_audit_verify(f.store, &after, &fixture_err));
    assert_int_equal(after, before + 1);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_what_counts),
        cmocka_unit_test(a_decision_replaces_the_doubt),
        cmocka_unit_test(a_spreadsheet_gets_codes_words_and_no_formula),
        cmocka_unit_test(a_side_alone_speaks_for_its_items_only),
        cmocka_unit_test(
            an_anonymous_round_tells_neither_serial_nor_small_unit),
        cmocka_unit_test(four_people_are_not_exported_at_all),
        cmocka_unit_test(a_file_is_written_whole_or_not_at_all),
        cmocka_unit_test(raw_exports_are_in_the_audit_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
