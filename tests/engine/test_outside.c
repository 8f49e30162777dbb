/* Values out of cells, encodings, bases, and what the store keeps of them. */
#include "engine/base/text_decode.h"
#include "engine/outside/reader.h"
#include "engine/outside/xlsx_internal.h"
#include "tests/engine/store_fixture.h"

static void numbers_are_written_as_a_spreadsheet_shows_them(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        int shift;
        const char *wanted; /* NULL: refused */
    } rows[] = {
        {"0", 0, "0"},
        {"-0", 0, "0"},
        {"12", 0, "12"},
        {"1234567", 0, "1234567"},
        {"0.28999999999999998", 0, "0.29"},
        {"0.63719999999999999", 2, "63.72"},
        {"0.33333333333333331", 2, "33.3333333333333"},
        {"9.9999999999999999", 0, "10"},
        {"0.99999999999999999", 2, "100"},
        {"1.5E3", 0, "1500"},
        {"1.5e-3", 0, "0.0015"},
        {"1E+2", 0, "100"},
        {"100", -1, "10"},
        {"007.50", 0, "7.5"},
        {".5", 0, "0.5"},
        {"-2.5", 0, "-2.5"},
        {"123456789012345678", 0, "123456789012346000"},
        {"1E400", 0, NULL},
        {"1E41", 0, NULL},
        {"1E", 0, NULL},
        {"1.2.3", 0, NULL},
        {"1,2", 0, NULL},
        {"", 0, NULL},
        {"-", 0, NULL},
        {"NaN", 0, NULL},
        {" 1", 0, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[64] = "";
        bool fine = value_plain(rows[i].raw, rows[i].shift, out);
        if (fine != (rows[i].wanted != NULL) ||
            (fine && strcmp(out, rows[i].wanted) != 0))
            fail_msg("'%s' gives '%s'", rows[i].raw, out);
    }
}

static void serial_numbers_are_days_of_both_calendars(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        bool later;
        const char *wanted;
    } rows[] = {
        {"25569", false, "1970-01-01"}, {"46023", false, "2026-01-01"},
        {"46023.75", false, "2026-01-01"}, {"1", false, "1900-01-01"},
        {"59", false, "1900-02-28"},    {"60", false, NULL},
        {"61", false, "1900-03-01"},    {"0", false, NULL},
        {"-5", false, NULL},            {"99999999", false, NULL},
        {"44561", true, "2026-01-01"},  {"x", false, NULL},
        {"2958465", false, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[64] = "";
        bool fine = value_date(rows[i].raw, rows[i].later, out);
        if (fine != (rows[i].wanted != NULL) ||
            (fine && strcmp(out, rows[i].wanted) != 0))
            fail_msg("%s gives '%s'", rows[i].raw, out);
    }
}

static void formats_tell_dates_and_percentages(void **state)
{
    (void)state;
    static const struct {
        long number;
        const char *code;
        enum xlsx_format wanted;
    } rows[] = {
        {0, NULL, XLSX_PLAIN},       {9, NULL, XLSX_PERCENT},
        {14, NULL, XLSX_DATE},       {20, NULL, XLSX_PLAIN},
        {57, NULL, XLSX_DATE},       {49, NULL, XLSX_PLAIN},
        {176, "yyyy\"年\"m\"月\"", XLSX_DATE},
        {176, "[$-804]yyyy\\-mm;@", XLSX_DATE},
        {176, "m\"月\"", XLSX_DATE}, {176, "h:mm", XLSX_PLAIN},
        {176, "0.00%", XLSX_PERCENT}, {176, "0\"%\"", XLSX_PLAIN},
        {176, "0\\%", XLSX_PLAIN},   {176, "General", XLSX_PLAIN},
        {176, "#,##0_);[Red](#,##0)", XLSX_PLAIN},
        {176, "0\"d", XLSX_PLAIN},   {176, "", XLSX_PLAIN},
        {14, "0.00", XLSX_PLAIN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (format_of(rows[i].number, rows[i].code) != rows[i].wanted)
            fail_msg("%ld '%s'", rows[i].number, rows[i].code);
}

static void escapes_and_places_are_read(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"a_x000D_b", "a\rb"},  {"_x0041_", "A"},     {"_x4E2D_", "中"},
        {"_x0000_", "_x0000_"}, {"_x001_", "_x001_"}, {"_xD800_", "_xD800_"},
        {"_x005F_x0041_", "_x0041_"}, {"_x00", "_x00"}, {"_", "_"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64];
        (void)snprintf(text, sizeof text, "%s", rows[i][0]);
        value_unescape(text);
        assert_string_equal(text, rows[i][1]);
    }
    size_t column, line;
    char letters[8];
    assert_true(value_ref("A1", &column, &line) && column == 0 && line == 1);
    assert_true(value_ref("XFD1048576", &column, &line) && column == 16383);
    assert_false(value_ref("XFE1", &column, &line));
    assert_false(value_ref("A0", &column, &line));
    assert_false(value_ref("1A", &column, &line));
    assert_false(value_ref("a1", &column, &line));
    assert_false(value_ref("A1048577", &column, &line));
    table_letters(0, letters);
    assert_string_equal(letters, "A");
    table_letters(25, letters);
    assert_string_equal(letters, "Z");
    table_letters(26, letters);
    assert_string_equal(letters, "AA");
    table_letters(16383, letters);
    assert_string_equal(letters, "XFD");
}

static void encodings_are_recognised(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t n;
        const char *wanted;
    } rows[] = {
        {"\xEF\xBB\xBF月份", 9, "月份"},
        {"月份", 6, "月份"},
        {"\xD4\xC2\xB7\xDD", 4, "月份"},             /* GB18030 */
        {"\xC1\xAA\xCD\xA8", 4, "联通"},             /* no UTF-8: overlong */
        {"\xCA\xA7\xB0\xDC", 4, "失败"},             /* not UTF-8 */
        {"\xD1\x8F,\xD1\x8F", 5, "褟,褟"},           /* both: the Chinese one */
        {"a\x81\x30\x81\x30", 5, "a\xC2\x80"},       /* four bytes */
        {"\xFF\xFE\x08\x67\xFD\x4E", 6, "月份"},     /* UTF-16, both ends */
        {"\xFE\xFF\x67\x08\x4E\xFD", 6, "月份"},
        {"\xFF\xFE", 2, ""},
        {"", 0, ""},
        {"plain", 5, "plain"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = NULL;
        size_t n = 0;
        ok(text_decode(rows[i].bytes, rows[i].n, "f", &text, &n,
                       &fixture_err));
        if (strcmp(text, rows[i].wanted) != 0 || n != strlen(rows[i].wanted))
            fail_msg("row %zu gives '%s'", i, text);
        free(text);
    }
    char *text = NULL;
    size_t n = 0;
    /* Chinese UTF-8 that breaks off is also valid as GB18030, as nonsense. */
    fails(ERR_FORMAT, text_decode("东乡镇\n河湾\xE6\x9D", 18, "f", &text, &n,
                                  &fixture_err));
    assert_non_null(strstr(fixture_err.text, "f:2:"));
    fails(ERR_FORMAT, text_decode("a\nb\xFF\xFFz", 6, "f", &text, &n,
                                  &fixture_err));
    assert_null(text);
    assert_non_null(strstr(fixture_err.text, "f:2:"));
    fails(ERR_FORMAT, text_decode("\xFF\xFE\x00\xD8z", 5, "f", &text, &n,
                                  &fixture_err));
    assert_null(text);
    fails(ERR_FORMAT, text_decode("\xEF\xBB\xBF\xC0\xAF\xFF", 6, "f", &text,
                                  &n, &fixture_err));
}

static void shares_must_have_the_base_they_stand_beside(void **state)
{
    (void)state;
    static const struct {
        struct share share;
        int64_t part, whole;
        bool fits;
    } rows[] = {
        {{6372, 2, ""}, 124599, 195532, true},
        {{6372, 2, ""}, 124599, 284406, false},
        {{4381, 2, ""}, 124599, 284406, true},
        {{948, 1, ""}, 6217, 6560, true}, /* 94.771 rounded … */
        {{947, 1, ""}, 6217, 6560, true}, /* … and cut */
        {{946, 1, ""}, 6217, 6560, false},
        {{949, 1, ""}, 6217, 6560, false},
        {{100, 0, ""}, 5, 5, true},
        {{99, 0, ""}, 5, 5, false},
        {{0, 0, ""}, 0, 5, true},
        {{0, 0, ""}, 0, 0, true},
        {{1, 0, ""}, 0, 0, false},
        {{33333333, 6, ""}, 1, 3, true},
        {{100000000, 6, ""}, 1000000000, 1000000000, true},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (share_fits(&rows[i].share, rows[i].part, rows[i].whole) !=
            rows[i].fits)
            fail_msg("row %zu", i);
}

/* ---- into a workspace ---- */

static struct import_outcome *import_text(struct fixture *f,
                                          enum import_kind kind,
                                          const char *text, bool replace,
                                          struct arena *arena,
                                          enum err_code wanted)
{
    char path[160];
    (void)snprintf(path, sizeof path, "%s/t.csv", f->dir);
    ok(file_write(path, text, strlen(text), &fixture_err));
    const struct import_wish wish = {.kind = kind, .path = path, .who = "李",
                                     .today = "2026-11-23",
                                     .replace = replace};
    struct import_outcome *out = arena_alloc(arena, 1, sizeof *out);
    assert_non_null(out);
    err_clear(&fixture_err);
    enum err_code code =
        import_file(f->store, &wish, arena, out, &fixture_err);
    if (code != wanted)
        fail_msg("%s: %s", err_code_word(code), fixture_err.text);
    return out;
}

static int64_t audits(struct fixture *f)
{
    int64_t rows = 0;
    ok(store_audit_verify(f->store, &rows, &fixture_err));
    return rows;
}

static void a_file_is_stored_whole_or_not_at_all(void **state)
{
    (void)state;
    struct fixture f;
    struct hotline_list list;
    struct arena *arena = arena_new(64 << 20);
    fixture_make(&f, "", false, false);
    int64_t before = audits(&f);
    struct import_outcome *o = import_text(
        &f, IMPORT_HOTLINE, "月份,受理总量\n2026-01,5\n2026-02,x\n2026-03,y\n",
        false, arena, ERR_FORMAT);
    assert_int_equal(o->problems.total, 2);
    assert_int_equal(o->problems.list[1].line, 4);
    ok(store_hotline(f.store, arena, &list, &fixture_err));
    assert_int_equal(list.count, 0);
    assert_int_equal(audits(&f), before);
    o = import_text(&f, IMPORT_HOTLINE,
                    "月份,受理总量,咨询\n2026-01,5,\n2026-02,6,1\n", false,
                    arena, ERR_OK);
    assert_int_equal(o->added, 2);
    assert_int_equal(audits(&f), before + 1);
    (void)import_text(&f, IMPORT_HOTLINE,
                      "月份,受理总量,咨询\n2026-02,6,1\n2026-01,5,\n", false,
                      arena, ERR_OK);
    assert_int_equal(audits(&f), before + 1); /* another order, the same */
    o = import_text(&f, IMPORT_HOTLINE, "月份,受理总量,咨询\n2026-02,6,0\n",
                    true, arena, ERR_OK);
    assert_int_equal(o->changed, 1);
    assert_int_equal(o->removed, 1);
    ok(store_hotline(f.store, arena, &list, &fixture_err));
    assert_int_equal(list.count, 1);
    assert_int_equal(list.list[0].month, 202602);
    assert_int_equal(list.list[0].n[HOTLINE_CONSULT], 0);
    assert_int_equal(list.list[0].n[HOTLINE_HELP], -1);
    assert_int_equal(list.list[0].file, 2);
    ok(store_check(f.store, &fixture_err));
    arena_free(arena);
    fixture_remove(&f);
}

static void populations_reach_the_units_and_nothing_after_sealing(void **state)
{
    (void)state;
    struct fixture f;
    struct arena *arena = arena_new(64 << 20);
    fixture_make(&f, "", false, false);
    (void)import_text(&f, IMPORT_WEIGHTS, "编码,人口,户数\n0102,77,\n", false,
                      arena, ERR_OK);
    store_close(f.store);
    fixture_open(&f);
    assert_int_equal(store_units(f.store)->unit[2].population, 77);
    assert_int_equal(store_units(f.store)->unit[2].households, -1);
    assert_int_equal(store_units(f.store)->unit[1].population, 2600);
    assert_int_equal(store_units(f.store)->unit[1].households, 800);
    ok(db_exec(f.store, "UPDATE survey SET closed = '2026-11-23T00:00:00Z'",
               &fixture_err));
    (void)import_text(&f, IMPORT_WEIGHTS, "编码,人口\n0102,78\n", false, arena,
                      ERR_NOTNOW);
    (void)import_text(&f, IMPORT_WEIGHTS, "编码,人口\n0102,77\n", false, arena,
                      ERR_OK); /* nothing would change */
    arena_free(arena);
    fixture_remove(&f);
}

static void a_unit_that_is_none_is_damage(void **state)
{
    (void)state;
    struct fixture f;
    struct hotline_list list;
    struct zf_list zf;
    struct arena *arena = arena_new(64 << 20);
    fixture_make(&f, "", false, false);
    ok(db_exec(f.store, "PRAGMA foreign_keys = OFF", &fixture_err));
    ok(db_exec(f.store,
               "INSERT INTO outside_file VALUES (1, 'zf', '', '', "
               "printf('%064d', 0), '', '')",
               &fixture_err));
    ok(db_exec(f.store,
               "INSERT INTO hotline (month, unit, total, file) VALUES "
               "(202601, 99, 1, 1)",
               &fixture_err));
    ok(db_exec(f.store,
               "INSERT INTO zf VALUES ('2026年', 2026, 99, '', '', '', '', "
               "'', '', '', '', '', '', '', '', '', '', 1)",
               &fixture_err));
    fails(ERR_CORRUPT, store_hotline(f.store, arena, &list, &fixture_err));
    fails(ERR_CORRUPT, store_zf(f.store, arena, &zf, &fixture_err));
    arena_free(arena);
    fixture_remove(&f);
}

/* As many units and months as a province has, in one file. */
static void a_large_file_takes_no_time(void **state)
{
    (void)state;
    struct fixture f;
    struct str text;
    struct arena *arena = arena_new(TABLE_ARENA_BYTES);
    fixture_make(&f, "", false, false);
    str_init(&text, 8 << 20);
    str_add(&text, "期间,单位,项目,得分\n");
    for (int i = 0; i < 30000; i++)
        str_addf(&text, "2026,0101,项目%d,%d.5\n", i, i % 100);
    assert_true(str_ok(&text));
    struct import_outcome *o =
        import_text(&f, IMPORT_ZF, text.text, false, arena, ERR_OK);
    assert_int_equal(o->added, 30000);
    o = import_text(&f, IMPORT_ZF, text.text, false, arena, ERR_OK);
    assert_int_equal(o->same, 30000);
    str_deinit(&text);
    arena_free(arena);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_written_as_a_spreadsheet_shows_them),
        cmocka_unit_test(serial_numbers_are_days_of_both_calendars),
        cmocka_unit_test(formats_tell_dates_and_percentages),
        cmocka_unit_test(escapes_and_places_are_read),
        cmocka_unit_test(encodings_are_recognised),
        cmocka_unit_test(shares_must_have_the_base_they_stand_beside),
        cmocka_unit_test(a_file_is_stored_whole_or_not_at_all),
        cmocka_unit_test(populations_reach_the_units_and_nothing_after_sealing),
        cmocka_unit_test(a_unit_that_is_none_is_damage),
        cmocka_unit_test(a_large_file_takes_no_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
