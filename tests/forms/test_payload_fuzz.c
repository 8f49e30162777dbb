/* The corpus of tests/fuzz/fuzz_payload.c and seeded changes of it, without
 * clang; the corpus must still hold every verdict. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/file.h"
#include "tests/fuzz/fuzz_payload.c"

#define CORPUS "tests/fuzz/corpus/payload"

enum { CHANGES = 4000 }; /* of each file */

static uint32_t draw(uint32_t *seed, size_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (uint32_t)((*seed >> 8) % below);
}

/* Digits of the code, what clerks type, and bytes that are no UTF-8. */
static const char telling[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZILOUilo -"
                              "\t\n\0\x7f\x80\xc0\xe4\xef\xbc\xbd\xf4\xff";

static void change(char *bytes, size_t *n, uint32_t *seed)
{
    for (size_t k = 1 + draw(seed, 3); k > 0 && *n > 0; k--)
        bytes[draw(seed, *n)] = telling[draw(seed, sizeof telling - 1)];
    if (draw(seed, 8) == 0)
        *n = draw(seed, *n + 1);
}

static void the_corpus_and_its_changes_do_no_harm(void **state)
{
    (void)state;
    char **paths = NULL;
    size_t count = 0;
    uint32_t seed = 11;
    assert_int_equal(file_list(CORPUS, 1000, &paths, &count, NULL), ERR_OK);
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        char *bytes = NULL;
        size_t n = 0;
        assert_int_equal(file_read(paths[i], 1 << 16, &bytes, &n, NULL),
                         ERR_OK);
        (void)LLVMFuzzerTestOneInput((unsigned char *)bytes, n);
        char *copy = malloc(n + 1);
        assert_non_null(copy);
        for (int c = 0; c < CHANGES; c++) {
            size_t m = n;
            memcpy(copy, bytes, n);
            change(copy, &m, &seed);
            (void)LLVMFuzzerTestOneInput((unsigned char *)copy, m);
        }
        free(copy);
        free(bytes);
    }
    file_list_free(paths, count);
}

/* A corpus of noise would test little: each verdict must be met in it. */
static void the_corpus_holds_every_verdict(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        enum payload_verdict verdict;
    } rows[] = {
        {CORPUS "/numbered", PAYLOAD_OK},
        {CORPUS "/open", PAYLOAD_OK},
        {CORPUS "/largest", PAYLOAD_OK},
        {CORPUS "/forged", PAYLOAD_FORGED},
        {CORPUS "/batch-zero", PAYLOAD_FORGED},
        {CORPUS "/other-survey", PAYLOAD_OTHER},
        {CORPUS "/damaged", PAYLOAD_DAMAGED},
        {CORPUS "/web-address", PAYLOAD_FOREIGN},
        {CORPUS "/one-too-long", PAYLOAD_FOREIGN},
        {CORPUS "/empty", PAYLOAD_FOREIGN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = NULL;
        size_t n = 0;
        struct payload p;
        assert_int_equal(file_read(rows[i].file, 1 << 16, &text, &n, NULL),
                         ERR_OK);
        if (payload_read(text, FUZZ_SURVEY, fuzz_key, &p) != rows[i].verdict)
            fail_msg("%s: another verdict", rows[i].file);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_corpus_and_its_changes_do_no_harm),
        cmocka_unit_test(the_corpus_holds_every_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
