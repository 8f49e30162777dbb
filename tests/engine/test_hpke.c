/* tests/engine/test_hpke.c - sealed records: the RFC's vector, an independent
 * implementation's, and whatever may come instead of one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/crypto.h"
#include "engine/seal/hpke.h"

/* RFC 9180, A.3.1: info, aad and text; two key pairs from their material. */
static const char receiver_material[] =
    "668b37171f1072f3cf12ea8a236a45df23fc13b82af3609ad1e354f6ef817550";
static const char receiver_secret[] =
    "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2";
static const char receiver_public[] =
    "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a826a779b4c"
    "f969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0";
static const char passing_material[] =
    "4270e54ffd08d79d5928020af4686d8f6b7d35dbe470265f1f5aa22816ce860e";
static const char passing_public[] =
    "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b6"
    "1a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4";
static const char text[] = "Beauty is truth, truth beauty";
static const char of_aes128[] = /* the RFC's ct of sequence number 0 */
    "5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e"
    "3ab2523f39513434";
static const char of_aes256[] = /* by @hpke/core 1.9.0 (npm), not by us */
    "518c46e6810fbc55362f7d5995b0f54339d93664ca44e5c74d0f289c4f7983b4781b193de0"
    "4ad3319f177244de";
static const char order[] = /* of the curve */
    "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

enum { TEXT_N = sizeof text - 1, SEALED_N = TEXT_N + HPKE_MORE };

static struct err err;

static void ok(enum err_code code)
{
    if (code != ERR_OK)
        fail_msg("%s", err.text);
}

static struct hpke_bytes bytes(const char *t)
{
    return (struct hpke_bytes){t, strlen(t)};
}

static struct hpke_with with(enum hpke_aead aead)
{
    return (struct hpke_with){aead, bytes("Ode on a Grecian Urn"),
                              bytes("Count-0")};
}

static size_t unhex(const char *hex, uint8_t *out)
{
    size_t n = strlen(hex) / 2;
    for (size_t i = 0; i < n; i++) {
        char two[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        out[i] = (uint8_t)strtoul(two, NULL, 16);
    }
    return n;
}

static void is_hex(const void *got, size_t n, const char *wanted)
{
    char hex[2 * SEALED_N + 1];
    crypto_hex(got, n, hex);
    assert_string_equal(hex, wanted);
}

static struct hpke_pair pair(const char *material)
{
    uint8_t m[HPKE_SECRET];
    struct hpke_pair out;
    ok(hpke_pair_derive((struct hpke_bytes){m, unhex(material, m)}, &out, &err));
    return out;
}

static void keys_are_the_rfc_s(void **state)
{
    (void)state;
    struct hpke_pair r = pair(receiver_material), again;
    is_hex(r.secret, HPKE_SECRET, receiver_secret);
    is_hex(r.public, HPKE_PUBLIC, receiver_public);
    struct hpke_pair p = pair(passing_material);
    is_hex(p.public, HPKE_PUBLIC, passing_public);
    ok(hpke_pair_of(r.secret, &again, &err));
    assert_memory_equal(&again, &r, sizeof r);
}

static void vector_of(enum hpke_aead aead, const char *sealed)
{
    struct hpke_pair r = pair(receiver_material), p = pair(passing_material);
    struct hpke_with w = with(aead);
    uint8_t out[SEALED_N], opened[TEXT_N];
    ok(hpke_seal(&w, r.public, &p, bytes(text), out, &err));
    is_hex(out, HPKE_PUBLIC, passing_public);
    is_hex(out + HPKE_PUBLIC, TEXT_N + HPKE_TAG, sealed);
    ok(hpke_open(&w, &r, (struct hpke_bytes){out, sizeof out}, opened, &err));
    assert_memory_equal(opened, text, TEXT_N);
}

static void records_are_the_rfc_s(void **state)
{
    (void)state;
    vector_of(HPKE_AES_128_GCM, of_aes128);
    vector_of(HPKE_AES_256_GCM, of_aes256);
}

static enum err_code open_as(const struct hpke_with *w,
                             const struct hpke_pair *r, const uint8_t *sealed,
                             size_t n)
{
    uint8_t out[SEALED_N];
    memset(out, 0x55, sizeof out);
    err_clear(&err);
    enum err_code code =
        hpke_open(w, r, (struct hpke_bytes){sealed, n}, out, &err);
    if (code == ERR_CORRUPT)
        for (size_t i = 0; i < n - HPKE_MORE; i++)
            assert_int_equal(out[i], 0);
    return code;
}

static void every_change_is_noticed(void **state)
{
    (void)state;
    struct hpke_pair r, other;
    struct hpke_with w = with(HPKE_AES_256_GCM);
    uint8_t sealed[SEALED_N];
    ok(hpke_pair_new(&r, &err));
    ok(hpke_pair_new(&other, &err));
    ok(hpke_seal(&w, r.public, NULL, bytes(text), sealed, &err));
    ok(open_as(&w, &r, sealed, SEALED_N));
    for (size_t i = 0; i < SEALED_N; i++) {
        sealed[i] ^= 1;
        enum err_code code = open_as(&w, &r, sealed, SEALED_N);
        assert_true(code == ERR_CORRUPT ||
                    (code == ERR_FORMAT && i < HPKE_PUBLIC));
        sealed[i] ^= 1;
    }
    for (size_t n = 0; n < SEALED_N; n++)
        assert_int_equal(open_as(&w, &r, sealed, n),
                         n < HPKE_MORE ? ERR_FORMAT : ERR_CORRUPT);
    assert_int_equal(open_as(&w, &other, sealed, SEALED_N), ERR_CORRUPT);
    w.aad = bytes("Count-1");
    assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_CORRUPT);
    w = with(HPKE_AES_256_GCM);
    w.info.n--;
    assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_CORRUPT);
    w = with(HPKE_AES_128_GCM);
    assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_CORRUPT);
}

static void nothing_can_be_sealed_too(void **state)
{
    (void)state;
    struct hpke_pair r;
    struct hpke_with w = {.aead = HPKE_AES_256_GCM};
    uint8_t one[HPKE_MORE], two[HPKE_MORE], out[1];
    ok(hpke_pair_new(&r, &err));
    ok(hpke_seal(&w, r.public, NULL, (struct hpke_bytes){NULL, 0}, one, &err));
    ok(hpke_seal(&w, r.public, NULL, (struct hpke_bytes){NULL, 0}, two, &err));
    assert_memory_not_equal(one, two, HPKE_PUBLIC); /* a new key each time */
    ok(hpke_open(&w, &r, (struct hpke_bytes){one, sizeof one}, out, &err));
    one[HPKE_MORE - 1] ^= 1;
    assert_int_equal(open_as(&w, &r, one, sizeof one), ERR_CORRUPT);
}

/* What is no point of the curve would give parts of the secret key away. */
static void points_off_the_curve(void **state)
{
    (void)state;
    struct hpke_pair r = pair(receiver_material);
    struct hpke_with w = with(HPKE_AES_256_GCM);
    uint8_t sealed[SEALED_N];
    static const uint8_t first[] = {0, 2, 3, 5, 6, 7, 0xff};
    uint8_t public[HPKE_PUBLIC];
    ok(hpke_seal(&w, r.public, NULL, bytes(text), sealed, &err));
    memcpy(public, sealed, sizeof public);
    for (size_t i = 0; i < sizeof first; i++) { /* other spellings */
        sealed[0] = first[i];
        assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_FORMAT);
    }
    memset(sealed, 0, HPKE_PUBLIC);
    assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_FORMAT);
    sealed[0] = 4; /* (0, 0) */
    assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_FORMAT);
    memset(sealed + 1, 0xff, HPKE_PUBLIC - 1); /* beyond the field */
    assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_FORMAT);
    memcpy(sealed, public, sizeof public);
    sealed[HPKE_PUBLIC - 1] ^= 1; /* off the curve */
    assert_int_equal(open_as(&w, &r, sealed, SEALED_N), ERR_FORMAT);
    assert_int_equal(hpke_seal(&w, sealed, NULL, bytes(text), sealed, &err),
                     ERR_FORMAT);
}

static void bad_keys(void **state)
{
    (void)state;
    struct hpke_pair r;
    uint8_t secret[HPKE_SECRET] = {0}, big[HPKE_INFO_MAX + 1] = {0};
    struct hpke_with w = {HPKE_AES_256_GCM, {big, sizeof big}, {NULL, 0}};
    uint8_t out[HPKE_MORE];
    assert_int_equal(hpke_pair_of(secret, &r, &err), ERR_FORMAT);
    (void)unhex(order, secret);
    assert_int_equal(hpke_pair_of(secret, &r, &err), ERR_FORMAT);
    secret[HPKE_SECRET - 1]--;
    err_clear(&err);
    ok(hpke_pair_of(secret, &r, &err));
    assert_int_equal(
        hpke_seal(&w, r.public, NULL, (struct hpke_bytes){NULL, 0}, out, &err),
        ERR_RANGE);
    err_clear(&err);
    for (size_t n = 0; n < HPKE_SECRET; n++)
        assert_int_equal(
            hpke_pair_derive((struct hpke_bytes){big, n}, &r, &err), ERR_RANGE);
    assert_int_equal(
        hpke_pair_derive((struct hpke_bytes){big, sizeof big}, &r, &err),
        ERR_RANGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_the_rfc_s),
        cmocka_unit_test(records_are_the_rfc_s),
        cmocka_unit_test(every_change_is_noticed),
        cmocka_unit_test(nothing_can_be_sealed_too),
        cmocka_unit_test(points_off_the_curve),
        cmocka_unit_test(bad_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
