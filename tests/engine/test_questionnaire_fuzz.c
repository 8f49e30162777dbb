/* The corpus of tests/fuzz/fuzz_questionnaire.c, replayed, and each of its
 * files cut, spliced and with bytes changed, the same way every time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "engine/base/file.h"
#include "tests/fuzz/fuzz_questionnaire.c"

#define CORPUS "tests/fuzz/corpus/questionnaire"

enum { CHANGES = 600 }; /* of each file */

static void run(const char *bytes, size_t n)
{
    (void)LLVMFuzzerTestOneInput((const unsigned char *)bytes, n);
}

static uint32_t draw(uint32_t *seed, size_t below)
{
    *seed = *seed * 1664525U + 1013904223U;
    return (uint32_t)((*seed >> 8) % below);
}

/* Bytes that mean something to YAML or CSV, and some that mean trouble. */
static const char telling[] = "\0\t\n\r -:?,[]{}#&*!|>'\"%@`~.<=0a\xFF\xE4";

static void change(char *bytes, size_t n, uint32_t *seed)
{
    for (size_t k = 1 + draw(seed, 3); k > 0; k--)
        bytes[draw(seed, n)] = telling[draw(seed, sizeof telling - 1)];
}

static void the_corpus_and_its_changes_do_no_harm(void **state)
{
    (void)state;
    char **paths = NULL;
    size_t count = 0;
    uint32_t seed = 7;
    assert_int_equal(file_list(CORPUS, 1000, &paths, &count, NULL), ERR_OK);
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        char *bytes = NULL;
        size_t n = 0;
        assert_int_equal(file_read(paths[i], 1 << 20, &bytes, &n, NULL),
                         ERR_OK);
        run(bytes, n);
        char *copy = malloc(n + 1);
        assert_non_null(copy);
        for (int c = 0; c < CHANGES && n > 0; c++) {
            memcpy(copy, bytes, n);
            change(copy, n, &seed);
            run(copy, n);
            run(bytes, draw(&seed, n)); /* cut */
        }
        free(copy);
        free(bytes);
    }
    file_list_free(paths, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_corpus_and_its_changes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
