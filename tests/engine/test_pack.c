/* tests/engine/test_pack.c - packed units tell what their rows tell, after
 * every kind of change, and a damaged one tells nothing. */
#include "tests/engine/tally_fixture.h"

#include "engine/tally/pack.h"

static const char county[] =
    "code,parent,name,class,households,population\n"
    "00,,县,县,,12000\n01,00,甲镇,乡镇,,8000\n0101,01,甲村,村,,5000\n"
    "0102,01,乙村,村,,3000\n02,00,丙镇,乡镇,,4000\n";

enum { COUNTY, JIA, VILLAGE_1, VILLAGE_2, BING, UNITS };

static uint32_t draw(uint32_t below)
{
    static uint32_t seed = 20261123;
    seed = seed * 1664525U + 1013904223U;
    return (seed >> 8) % below;
}

/* K1..K5 Q1 Q2a Q2b T0 F1 P1 O1, anything a sheet may say. */
static const char *any_sheet(void)
{
    static char line[13];
    for (size_t i = 0; i < 12; i++) {
        static const char single[] = "1111222334C.?!";
        static const char three[] = "111122233.?!";
        static const char several[] = "123abc.?!";
        static const char text[] = "w.";
        const char *of = i <= RT_K5 || i == RT_F1 ? three
                         : i == RT_P1             ? several
                         : i == RT_O1             ? text
                                                  : single;
        line[i] = of[draw((uint32_t)strlen(of))];
    }
    return line;
}

static void come(struct fixture *f, size_t unit, bool open, size_t n)
{
    uint64_t serials[64];
    size_t used = 0;
    struct batch b = round_print(f, unit, open, 64, serials);
    for (size_t i = 0; i < n; i++)
        round_sheets(f, &b, serials, &used, 1, any_sheet());
}

static void a_round(struct fixture *f, const char *more)
{
    char text[4096];
    (void)snprintf(text, sizeof text, round_form, more, "总的");
    round_create(f, text, county);
    come(f, VILLAGE_1, false, 40);
    come(f, VILLAGE_2, true, 40);
    come(f, BING, false, 30);
    come(f, COUNTY, false, 12);
    /* a second questionnaire for some: T0 and the channel differ */
    ok(db_exec(f->store,
               "UPDATE response SET channel = 'tablet' WHERE unit = 4 AND "
               "id % 3 = 0; UPDATE response SET channel = 'phone' WHERE unit "
               "= 2 AND id % 5 = 0",
               &fixture_err));
}

/* Whatever the tally says. */
static char *told(struct fixture *f)
{
    struct str s;
    struct tally *t = round_tally(f);
    str_init(&s, LIMIT_JSON_BYTES);
    tally_figures(t, &s);
    for (size_t c = 0; c < t->channel_count; c++) {
        const struct channel_tally *ch = &t->channels[c];
        str_addf(&s, "\n%s %lld %lld %lld/%lld %lld/%lld", ch->channel,
                 (long long)ch->returned, (long long)ch->valid,
                 (long long)ch->aware.num, (long long)ch->aware.den,
                 (long long)ch->satisfied.num, (long long)ch->satisfied.den);
        for (int d = 0; d < DISP_COUNT; d++)
            str_addf(&s, " %lld", (long long)ch->by_disposition[d]);
    }
    for (size_t u = 0; u < t->unit_count; u++) {
        const struct unit_tally *x = &t->unit[u];
        str_addf(&s, "\n%zu %lld %lld %.17g %.17g", u,
                 (long long)x->aware_sum, (long long)x->aware_square,
                 x->aware_inf.share, x->satisfied_inf.share);
        for (int side = 0; side <= LIMIT_SIDES; side++)
            str_addf(&s, " %lld %lld", (long long)x->side_returned[side],
                     (long long)x->side_valid[side]);
    }
    assert_true(str_ok(&s));
    tally_free(t);
    char *copy = strdup(s.text);
    str_deinit(&s);
    return copy;
}

static int64_t packed_units(struct fixture *f)
{
    int64_t n = 0;
    ok(db_pragma_int(f->store, "SELECT count(*) FROM packed", &n,
                     &fixture_err));
    return n;
}

/* The same from rows alone, from what is packed now, and from all packed. */
static void check(struct fixture *f, const char *after)
{
    char *mixed = told(f);
    ok(db_exec(f->store, "DELETE FROM packed", &fixture_err));
    char *rows = told(f);
    if (strcmp(mixed, rows) != 0)
        fail_msg("after %s the packed units tell:\n%s\nthe rows:\n%s", after,
                 mixed, rows);
    ok(pack_units(f->store, 0, &fixture_err));
    assert_true(packed_units(f) >= 3);
    char *packed = told(f);
    if (strcmp(packed, rows) != 0)
        fail_msg("after %s all packed tell:\n%s\nthe rows:\n%s", after,
                 packed, rows);
    free(mixed);
    free(rows);
    free(packed);
}

static void packed_units_tell_what_their_rows_tell(void **state)
{
    (void)state;
    struct fixture f;
    a_round(&f, "");
    check(&f, "nothing");
    assert_int_equal(packed_units(&f), 4); /* 甲镇 has no sheets of its own */
    fixture_remove(&f);
}

/* Any row of what was packed may be changed in any way: the copy goes. */
static void every_change_of_a_row_drops_the_copy(void **state)
{
    (void)state;
    struct fixture f;
    static const char *const changes[] = {
        "UPDATE response SET unit = 3 WHERE id = 3",
        "UPDATE response SET disposition = 'blank' WHERE id = 5",
        "UPDATE response SET disposition = 'complete' WHERE id = 5",
        "UPDATE response SET channel = 'web' WHERE id = 6",
        "UPDATE response SET side = 2 WHERE id = 45",
        "UPDATE response SET batch = 2, serial = NULL WHERE id = 7",
        "UPDATE page SET standing = 'spare' WHERE response = 8",
        "UPDATE page SET standing = 'counts' WHERE response = 8",
        "UPDATE page SET response = 9 WHERE response = 10",
        "UPDATE answer SET read_state = 'blank', decided_state = NULL, "
        "decided_choices = NULL, state = 'blank', read_choices = 0, choices "
        "= 0 WHERE page = (SELECT id FROM page WHERE response = 11) AND item "
        "= 8",
        "UPDATE answer SET decided_state = 'given', decided_choices = 2, "
        "state = 'given', choices = 2 WHERE page = (SELECT id FROM page WHERE "
        "response = 12) AND item = 8",
        "UPDATE answer SET corrected = 1 - corrected WHERE item = 5",
        "UPDATE answer SET ink = 1 - ink WHERE item = 11 AND page = (SELECT "
        "id FROM page WHERE response = 13)",
        "DELETE FROM answer WHERE item = 3 AND page = (SELECT id FROM page "
        "WHERE response = 14)",
        "INSERT INTO answer (page, item, read_state, read_choices, state, "
        "choices, corrected, ink) SELECT id, 3, 'given', 1, 'given', 1, 0, 0 "
        "FROM page WHERE response = 14",
        "DELETE FROM page WHERE response = 15",
        "INSERT INTO response (id, unit, revision, side, channel, "
        "disposition) VALUES (9001, 4, 1, 0, 'web', 'blank')",
        "DELETE FROM response WHERE id = 9001",
    };
    a_round(&f, "");
    ok(pack_units(f.store, 0, &fixture_err));
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        int64_t before = packed_units(&f);
        ok(db_exec(f.store, changes[i], &fixture_err));
        if (packed_units(&f) >= before)
            fail_msg("no copy was dropped by: %s", changes[i]);
        check(&f, changes[i]);
    }
    fixture_remove(&f);
}

static void what_the_gate_does_drops_the_copy_of_that_unit_alone(void **state)
{
    (void)state;
    struct fixture f;
    a_round(&f, "");
    ok(pack_units(f.store, 0, &fixture_err));
    assert_int_equal(packed_units(&f), 4);
    come(&f, BING, false, 3);
    assert_int_equal(packed_units(&f), 3);
    check(&f, "new sheets");
    /* a doubtful answer is decided */
    int64_t review = 0;
    ok(db_pragma_int(f.store,
                     "SELECT id FROM review WHERE decided_state IS NULL AND "
                     "item = 8 LIMIT 1",
                     &review, &fixture_err));
    assert_true(review > 0);
    ok(gate_decide(f.store, review, ANSWER_GIVEN, 1, "张三", "", &fixture_err));
    assert_int_equal(packed_units(&f), 3);
    check(&f, "a decision");
    /* the same paper once more: nothing changes */
    int64_t before = packed_units(&f);
    come(&f, JIA, true, 1);
    assert_int_equal(packed_units(&f), before);
    check(&f, "sheets of another unit");
    fixture_remove(&f);
}

/* A transaction that does not hold drops no copy. */
static void a_rollback_keeps_the_copy(void **state)
{
    (void)state;
    struct fixture f;
    a_round(&f, "");
    ok(pack_units(f.store, 0, &fixture_err));
    ok(store_begin(f.store, &fixture_err));
    ok(db_exec(f.store, "UPDATE response SET channel = 'web'", &fixture_err));
    store_rollback(f.store);
    assert_int_equal(packed_units(&f), 4);
    check(&f, "a rollback");
    fixture_remove(&f);
}

/* Traits and written numbers are looked at person by person. */
static const char traits_form[] =
    "form: TR\ntitle: 特征\nobject: 某机构\nintro: 请打√。\n"
    "thresholds: {satisfied: 70}\n"
    "scales:\n"
    "  - code: M4\n"
    "    choices:\n"
    "      - {text: 满意, means: satisfied, score: 100}\n"
    "      - {text: 基本满意, means: partly, score: 60}\n"
    "      - {text: 不满意, means: dissatisfied, score: 0}\n"
    "      - {text: 不了解, means: unknown}\n"
    "sections:\n"
    "  - text: 您\n"
    "    items:\n"
    "      - code: D1\n"
    "        role: person\n"
    "        text: 性别\n"
    "        choices: [男, 女]\n"
    "  - text: 满意\n"
    "    items:\n"
    "      - {code: T0, role: overall, scale: M4, text: 总的}\n";

static void traits_are_counted_from_packed_units_too(void **state)
{
    (void)state;
    struct fixture f;
    struct design d = {.kind = DESIGN_STRATIFIED, .trait_count = 1};
    (void)snprintf(d.strata, sizeof d.strata, "乡镇");
    d.trait[0] = (struct design_trait){"D1", 2, {5000, 7000}};
    round_create(&f, traits_form, county);
    ok(store_begin(f.store, &fixture_err));
    ok(store_design_set(f.store, &d, &fixture_err));
    ok(store_commit(f.store, &fixture_err));
    static const char *const sheets[] = {"11", "12", "21", "23", "13", ".1"};
    for (size_t u = VILLAGE_1; u <= BING; u++)
        for (size_t k = 0; k < 6; k++)
            round_unit(&f, u, false, 30, 5 + u * k, sheets[k]);
    struct tally *t = round_tally(&f);
    assert_int_equal(t->weighting.traits_used, 1);
    tally_free(t);
    ok(pack_units(f.store, 0, &fixture_err));
    check(&f, "nothing, with traits");
    fixture_remove(&f);
}

static void anonymous_rounds_are_never_packed(void **state)
{
    (void)state;
    struct fixture f;
    char text[4096];
    (void)snprintf(text, sizeof text, round_form,
                   "anonymous: true\nmin_cell: 5\n", "总的");
    round_create(&f, text, county);
    come(&f, VILLAGE_1, true, 40);
    ok(pack_units(f.store, 0, &fixture_err));
    assert_int_equal(packed_units(&f), 0);
    fixture_remove(&f);
}

/* Nothing leads back: no serial stands in a copy. */
static void a_copy_holds_no_serial(void **state)
{
    (void)state;
    struct fixture f;
    int64_t found = 0;
    a_round(&f, "");
    ok(pack_units(f.store, 0, &fixture_err));
    ok(db_pragma_int(f.store,
                     "SELECT count(*) FROM packed AS k JOIN response AS r ON "
                     "r.unit = k.unit WHERE r.serial > 16777216 AND "
                     "instr(hex(k.bytes), printf('%02X%02X%02X%02X', r.serial "
                     "& 255, r.serial >> 8 & 255, r.serial >> 16 & 255, "
                     "r.serial >> 24 & 255)) > 0",
                     &found, &fixture_err));
    assert_int_equal(found, 0);
    fixture_remove(&f);
}

static void a_damaged_copy_is_an_error_and_no_number(void **state)
{
    (void)state;
    struct fixture f;
    struct tally *t = NULL;
    static const char *const bad[] = {
        "UPDATE packed SET bytes = x'' WHERE unit = 4",
        "UPDATE packed SET bytes = x'02' WHERE unit = 4",
        "UPDATE packed SET bytes = CAST(substr(bytes, 1, length(bytes) - 1) "
        "AS BLOB) WHERE unit = 4",
        "UPDATE packed SET bytes = CAST(bytes || x'01' AS BLOB) WHERE unit = "
        "4",
        /* question 255; revision 31 */
        "UPDATE packed SET bytes = x'0101000000000000000100000001FF0000' "
        "WHERE unit = 4",
        "UPDATE packed SET bytes = x'011F000000000000000100000001000000' "
        "WHERE unit = 4",
    };
    a_round(&f, "");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ok(db_exec(f.store, "DELETE FROM packed", &fixture_err));
        ok(pack_units(f.store, 0, &fixture_err));
        ok(db_exec(f.store, bad[i], &fixture_err));
        fixture_err = ERR_INIT;
        enum err_code code = tally_run(f.store, &t, &fixture_err);
        if (code == ERR_OK)
            fail_msg("taken as sound: %s", bad[i]);
        assert_null(t);
    }
    fixture_remove(&f);
}

/* Any bytes at all: no crash, no reading past the end. */
static void any_bytes_are_survived(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t n = draw(60);
        uint8_t *bytes = malloc(n + 1);
        struct pack_group g;
        size_t at = 0;
        bool bad = false;
        for (size_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)(draw(3) > 0 ? draw(4) : draw(256));
        if (n > 0 && draw(4) > 0)
            bytes[0] = PACK_VERSION;
        while (pack_next(bytes, n, &at, &g, &bad))
            for (size_t k = 0; k < g.columns; k++)
                for (size_t i = 0; i < g.n; i++)
                    (void)pack_answer(&g.column[k], i);
        assert_true(at <= n);
        free(bytes);
    }
}

/* Another program is writing: the rows are counted as they stand. */
static void a_busy_store_is_counted_all_the_same(void **state)
{
    (void)state;
    struct fixture f;
    struct store *other = NULL;
    a_round(&f, "");
    char *rows = told(&f);
    ok(store_open(f.space, &other, &fixture_err));
    ok(store_begin(other, &fixture_err));
    (void)sqlite3_busy_timeout(f.store->db, 1);
    ok(pack_units(f.store, 0, &fixture_err));
    assert_int_equal(packed_units(&f), 0);
    char *busy = told(&f);
    assert_string_equal(busy, rows);
    store_rollback(other);
    store_close(other);
    free(rows);
    free(busy);
    fixture_remove(&f);
}

static void few_responses_are_not_packed(void **state)
{
    (void)state;
    struct fixture f;
    a_round(&f, "");
    ok(pack_units(f.store, 123, &fixture_err)); /* 122 came */
    assert_int_equal(packed_units(&f), 0);
    ok(pack_units(f.store, 122, &fixture_err));
    assert_int_equal(packed_units(&f), 4);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_units_tell_what_their_rows_tell),
        cmocka_unit_test(every_change_of_a_row_drops_the_copy),
        cmocka_unit_test(what_the_gate_does_drops_the_copy_of_that_unit_alone),
        cmocka_unit_test(a_rollback_keeps_the_copy),
        cmocka_unit_test(traits_are_counted_from_packed_units_too),
        cmocka_unit_test(anonymous_rounds_are_never_packed),
        cmocka_unit_test(a_copy_holds_no_serial),
        cmocka_unit_test(a_damaged_copy_is_an_error_and_no_number),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(a_busy_store_is_counted_all_the_same),
        cmocka_unit_test(few_responses_are_not_packed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
