/* tests/forms/test_payload.c - the code on every side. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/crypto.h"
#include "forms/payload.h"

static const char ALPHABET[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const uint8_t KEY[PAYLOAD_KEY_BYTES] = {
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32};
static const uint8_t OTHER_KEY[PAYLOAD_KEY_BYTES] = {9};

enum { SURVEY = 0x2a2b2c2d };

/* splitmix64: the same numbers in every run. */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static struct payload random_payload(uint64_t *seed)
{
    struct payload p = {
        .open = next_random(seed) % 4 == 0,
        .survey = SURVEY,
        .revision = 1 + (int)(next_random(seed) % 31),
        .side = 1 + (int)(next_random(seed) % 8),
        .batch = 1 + (uint32_t)(next_random(seed) % ((1u << 20) - 1)),
    };
    if (!p.open)
        p.serial = 1 + next_random(seed) % ((UINT64_C(1) << 35) - 1);
    return p;
}

static void assert_same(const struct payload *a, const struct payload *b)
{
    assert_int_equal(a->open, b->open);
    assert_int_equal(a->survey, b->survey);
    assert_int_equal(a->revision, b->revision);
    assert_int_equal(a->side, b->side);
    assert_int_equal(a->batch, b->batch);
    assert_true(a->serial == b->serial);
}

/* A slow CRC-15/CAN over a string of bits, as the standard's text puts it. */
static unsigned slow_crc(const char *bits)
{
    unsigned r = 0x7fff;
    for (; *bits != '\0'; bits++) {
        unsigned next = (unsigned)(*bits == '1') ^ (r >> 14 & 1);
        r = r << 1 & 0x7fff;
        if (next)
            r ^= 0x4599;
    }
    return r;
}

static void the_fields_stand_where_the_header_draws_them(void **state)
{
    (void)state;
    static const struct {
        struct payload p;
        const char *head;
    } rows[] = {
        {{false, 0, 1, 1, 1, 1, false}, "10000001100010000001"},
        {{false, 0x3fffffff, 31, 8, 0xfffff, UINT64_C(0x7ffffffff),
          false},
         "1ZZZZZZZ8ZZZZZZZZZZZ"},
        {{true, 32, 2, 2, 33, 0, false}, "20000102200110000000"},
        {{false, 1, 10, 3, 31, 32, false}, "1000001A3000Z0000010"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char code[PAYLOAD_CHARS + 1];
        payload_write(&rows[i].p, KEY, code);
        assert_int_equal(strlen(code), PAYLOAD_CHARS);
        assert_memory_equal(code, rows[i].head, 20);
        struct payload back;
        assert_int_equal(payload_read(code, rows[i].p.survey, KEY, &back),
                         PAYLOAD_OK);
        assert_same(&rows[i].p, &back);
    }
}

static void the_crc_is_that_of_the_bits(void **state)
{
    (void)state;
    struct payload p = {false, SURVEY, 3, 2, 4711, 123456789, false};
    char code[PAYLOAD_CHARS + 1], bits[101] = "";
    payload_write(&p, KEY, code);
    for (size_t i = 0; i < 100; i++) {
        size_t value = (size_t)(strchr(ALPHABET, code[i / 5]) - ALPHABET);
        bits[i] = value >> (4 - i % 5) & 1 ? '1' : '0';
    }
    unsigned crc = 0;
    for (size_t i = 20; i < 23; i++)
        crc = crc * 32 + (unsigned)(strchr(ALPHABET, code[i]) - ALPHABET);
    assert_int_equal(crc, slow_crc(bits));
}

static void the_proof_is_the_head_of_an_hmac(void **state)
{
    (void)state;
    struct payload p = {false, SURVEY, 1, 1, 7, 42, false};
    char code[PAYLOAD_CHARS + 1];
    payload_write(&p, KEY, code);
    uint8_t mac[SHA256_BYTES];
    crypto_hmac_sha256(KEY, sizeof KEY, code, 23, mac);
    unsigned bit = 0;
    for (size_t i = 23; i < 29; i++) {
        size_t value = (size_t)(strchr(ALPHABET, code[i]) - ALPHABET);
        for (int b = 4; b >= 0; b--, bit++)
            assert_int_equal(value >> b & 1, mac[bit / 8] >> (7 - bit % 8) & 1);
    }
}

static void what_is_written_reads_back(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        struct payload p = random_payload(&seed), back;
        char code[PAYLOAD_CHARS + 1], again[PAYLOAD_CHARS + 1];
        char shown[PAYLOAD_PRINT_BYTES];
        payload_write(&p, KEY, code);
        assert_int_equal(payload_read(code, SURVEY, KEY, &back), PAYLOAD_OK);
        assert_same(&p, &back);
        payload_print(code, shown);
        assert_int_equal(payload_typed(shown, again, NULL), ERR_OK);
        assert_string_equal(code, again);
    }
}

static void one_wrong_character_is_never_read(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int i = 0; i < 200; i++) {
        struct payload p = random_payload(&seed), back;
        char code[PAYLOAD_CHARS + 1];
        payload_write(&p, KEY, code);
        for (size_t at = 0; at < PAYLOAD_CHARS; at++) {
            char kept = code[at];
            for (const char *c = ALPHABET; *c != '\0'; c++) {
                if (*c == kept)
                    continue;
                code[at] = *c;
                enum payload_verdict v =
                    payload_read(code, SURVEY, KEY, &back);
                /* In the text or its CRC: damage.  In the HMAC: the CRC does
                 * not cover it, so it looks forged; both are refused. */
                if (at == 0 && strchr("12S", *c) == NULL)
                    assert_int_equal(v, PAYLOAD_FOREIGN);
                else
                    assert_int_equal(v, at < 23 ? PAYLOAD_DAMAGED
                                                : PAYLOAD_FORGED);
            }
            code[at] = kept;
        }
    }
}

static void two_damaged_neighbours_are_never_read(void **state)
{
    (void)state;
    uint64_t seed = 3;
    struct payload p = random_payload(&seed), back;
    char code[PAYLOAD_CHARS + 1];
    payload_write(&p, KEY, code);
    for (size_t at = 1; at + 1 < 23; at++) {
        char a = code[at], b = code[at + 1];
        for (size_t x = 0; x < 32; x++)
            for (size_t y = 0; y < 32; y++) {
                code[at] = ALPHABET[x];
                code[at + 1] = ALPHABET[y];
                if (code[at] == a && code[at + 1] == b)
                    continue;
                assert_int_equal(payload_read(code, SURVEY, KEY, &back),
                                 PAYLOAD_DAMAGED);
            }
        code[at] = a;
        code[at + 1] = b;
    }
}

static void codes_of_others_are_told_apart(void **state)
{
    (void)state;
    static const char *const foreign[] = {
        "", "1", "https://example.cn/x", "0000000000000000000000000000",
        "000000000000000000000000000000", "3000000110001000000100000000I",
        "10000001100010000001ABCDEFGHI", "1000000110001000000100000000 ",
        "1000000110001000000100000000\xe7", "100000011000100000010000000000"};
    struct payload p;
    for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
        assert_int_equal(payload_read(foreign[i], SURVEY, KEY, &p),
                         PAYLOAD_FOREIGN);
    struct payload theirs = {false, 77, 1, 1, 5, 99, false};
    char code[PAYLOAD_CHARS + 1];
    payload_write(&theirs, OTHER_KEY, code);
    assert_int_equal(payload_read(code, SURVEY, KEY, &p), PAYLOAD_OTHER);
    assert_int_equal(p.survey, 77);
    assert_int_equal(p.batch, 5);
}

static void a_forger_without_the_key_is_caught(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int i = 0; i < 100000; i++) {
        struct payload p = random_payload(&seed), back;
        char code[PAYLOAD_CHARS + 1];
        payload_write(&p, OTHER_KEY, code);
        assert_int_equal(payload_read(code, SURVEY, KEY, &back),
                         PAYLOAD_FORGED);
        assert_same(&p, &back);
    }
}

static void noise_is_never_a_sheet(void **state)
{
    (void)state;
    uint64_t seed = 5;
    size_t damaged = 0;
    for (int i = 0; i < 100000; i++) {
        char code[PAYLOAD_CHARS + 1] = "1";
        for (size_t k = 1; k < PAYLOAD_CHARS; k++)
            code[k] = ALPHABET[next_random(&seed) & 31];
        code[PAYLOAD_CHARS] = '\0';
        struct payload p;
        enum payload_verdict v = payload_read(code, SURVEY, KEY, &p);
        assert_int_not_equal(v, PAYLOAD_OK);
        damaged += v == PAYLOAD_DAMAGED;
    }
    assert_true(damaged > 99900); /* the CRC lets 1 in 32768 pass */
}

static void clerks_may_type_as_they_like(void **state)
{
    (void)state;
    struct payload p = {false, 0x1041, 1, 1, 1, 0x2801, false};
    char code[PAYLOAD_CHARS + 1], shown[PAYLOAD_PRINT_BYTES];
    payload_write(&p, KEY, code);
    payload_print(code, shown);
    char typed[200] = "", back[PAYLOAD_CHARS + 1];
    size_t n = 0;
    typed[n++] = ' ';
    for (const char *c = shown; *c != '\0'; c++) {
        if (*c == '-') {
            n += (size_t)snprintf(typed + n, sizeof typed - n, "　－ ");
        } else if (*c == '0') {
            typed[n] = n % 2 ? 'o' : 'O';
            n++;
        } else if (*c == '1') {
            typed[n] = "iIlL"[n % 4];
            n++;
        } else if (*c >= 'A') {
            /* a full-width small letter */
            n += (size_t)snprintf(typed + n, sizeof typed - n, "%c%c%c", 0xef,
                                  0xbd, 0x81 + (*c - 'A'));
        } else {
            typed[n++] = *c;
        }
    }
    typed[n] = '\0';
    struct err err = ERR_INIT;
    assert_int_equal(payload_typed(typed, back, &err), ERR_OK);
    assert_string_equal(code, back);
}

static void every_slip_of_a_clerk_is_seen(void **state)
{
    (void)state;
    uint64_t seed = 6;
    for (int i = 0; i < 50; i++) {
        struct payload p = random_payload(&seed);
        char code[PAYLOAD_CHARS + 1], shown[PAYLOAD_PRINT_BYTES];
        char back[PAYLOAD_CHARS + 1];
        payload_write(&p, KEY, code);
        payload_print(code, shown);
        size_t n = strlen(shown);
        for (size_t at = 0; at < n; at++) {
            char kept = shown[at];
            if (kept == '-')
                continue;
            for (const char *c = ALPHABET; *c != '\0'; c++) {
                shown[at] = *c;
                assert_int_equal(payload_typed(shown, back, NULL),
                                 *c == kept ? ERR_OK : ERR_FORMAT);
            }
            shown[at] = kept;
            for (size_t b = at + 1; b < n; b++) { /* any two swapped */
                if (shown[b] == '-' || shown[b] == kept)
                    continue;
                shown[at] = shown[b];
                shown[b] = kept;
                assert_int_equal(payload_typed(shown, back, NULL),
                                 ERR_FORMAT);
                shown[b] = shown[at];
                shown[at] = kept;
            }
        }
    }
}

static void a_typed_code_that_cannot_be_is_refused_with_a_reason(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *reason;
    } rows[] = {
        {"", "0 letters"},
        {"1000000-110001-000000", "19 letters"},
        {"1000000-110001-0000001-0000000-00000000000000", "30 letters"},
        {"1000000-11000U", "'U'"},
        {"100评", "'评'"},
        {"1000\xff", "UTF-8"},
        {"0000000-000000-0000000-0000000", "wrong or swapped"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct err err = ERR_INIT;
        char code[PAYLOAD_CHARS + 1];
        assert_int_equal(payload_typed(rows[i].typed, code, &err),
                         ERR_FORMAT);
        assert_non_null(strstr(err.text, rows[i].reason));
    }
}

static void serials_have_seven_digits(void **state)
{
    (void)state;
    char text[8];
    payload_serial_text(0, text);
    assert_string_equal(text, "0000000");
    payload_serial_text(33, text);
    assert_string_equal(text, "0000011");
    payload_serial_text(UINT64_C(0x7ffffffff), text);
    assert_string_equal(text, "ZZZZZZZ");
}

static void a_separator_names_its_print_run(void **state)
{
    (void)state;
    const struct payload p = {.separator = true,
                              .survey = SURVEY,
                              .revision = 2,
                              .side = 1,
                              .batch = 77};
    struct payload back;
    char code[PAYLOAD_CHARS + 1];
    payload_write(&p, KEY, code);
    assert_int_equal(code[0], 'S');
    assert_int_equal(payload_read(code, SURVEY, KEY, &back), PAYLOAD_OK);
    assert_true(back.separator);
    assert_false(back.open);
    assert_int_equal(back.batch, 77);
    assert_int_equal(back.serial, 0);
    assert_int_equal(payload_read(code, SURVEY, OTHER_KEY, &back),
                     PAYLOAD_FORGED);
    code[0] = '1'; /* no sheet can be made of it */
    assert_int_not_equal(payload_read(code, SURVEY, KEY, &back), PAYLOAD_OK);
}

/* One wrong character, or two neighbours swapped: pointed at, at its place
 * between the hyphens. */
static void a_single_slip_is_pointed_at(void **state)
{
    (void)state;
    static const int groups[] = {7, 6, 7, 7};
    uint64_t seed = 31;
    for (int run = 0; run < 60; run++) {
        struct payload p = random_payload(&seed);
        struct payload_slip slip;
        char code[PAYLOAD_CHARS + 1];
        char text[PAYLOAD_PRINT_BYTES];
        payload_write(&p, KEY, code);
        payload_print(code, text);
        assert_false(payload_mend(text, SURVEY, OTHER_KEY, &slip));
        int group = (int)(next_random(&seed) % 4);
        int place = (int)(next_random(&seed) % (uint64_t)groups[group]);
        size_t at = (size_t)place;
        for (int g = 0; g < group; g++)
            at += (size_t)groups[g] + 1;
        char was = text[at];
        char wrong = ALPHABET[next_random(&seed) % 32];
        text[at] = wrong;
        if (wrong == was)
            continue;
        assert_true(payload_mend(text, SURVEY, KEY, &slip));
        assert_int_equal(slip.group, group + 1);
        assert_int_equal(slip.place, place + 1);
        assert_false(slip.swapped);
        assert_int_equal(slip.typed, wrong);
        assert_int_equal(slip.meant, was);
        text[at] = was;
        if (place + 1 == groups[group] || text[at + 1] == was)
            continue;
        text[at] = text[at + 1];
        text[at + 1] = was;
        assert_true(payload_mend(text, SURVEY, KEY, &slip));
        assert_true(slip.swapped);
        assert_int_equal(slip.group, group + 1);
        assert_int_equal(slip.place, place + 1);
        /* a second slip elsewhere: nothing is pointed at */
        size_t other = at == 0 ? 3 : 0;
        text[other] = text[other] == '5' ? '6' : '5';
        assert_false(payload_mend(text, SURVEY, KEY, &slip));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_fields_stand_where_the_header_draws_them),
        cmocka_unit_test(the_crc_is_that_of_the_bits),
        cmocka_unit_test(the_proof_is_the_head_of_an_hmac),
        cmocka_unit_test(what_is_written_reads_back),
        cmocka_unit_test(one_wrong_character_is_never_read),
        cmocka_unit_test(two_damaged_neighbours_are_never_read),
        cmocka_unit_test(codes_of_others_are_told_apart),
        cmocka_unit_test(a_forger_without_the_key_is_caught),
        cmocka_unit_test(noise_is_never_a_sheet),
        cmocka_unit_test(clerks_may_type_as_they_like),
        cmocka_unit_test(every_slip_of_a_clerk_is_seen),
        cmocka_unit_test(a_typed_code_that_cannot_be_is_refused_with_a_reason),
        cmocka_unit_test(serials_have_seven_digits),
        cmocka_unit_test(a_single_slip_is_pointed_at),
        cmocka_unit_test(a_separator_names_its_print_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
