/* The image fuzzer's corpus, and thousands of seeded changes of it, without
 * clang: nothing crashes, and every refusal says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "engine/base/file.h"

#include "tests/fuzz/fuzz_image.c"

enum { CHANGES = 60 }; /* of each corpus file */

static uint32_t next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void change(unsigned char *bytes, size_t *n, uint32_t *seed)
{
    for (uint32_t k = next(seed) % 4 + 1; k > 0 && *n > 0; k--) {
        size_t at = next(seed) % *n;
        switch (next(seed) % 4) {
        case 0: bytes[at] ^= (unsigned char)(1u << next(seed) % 8); break;
        case 1: bytes[at] = (unsigned char)next(seed); break;
        case 2: bytes[at] = next(seed) % 2 != 0 ? 0xFF : 0; break;
        default: *n = next(seed) % 8 == 0 ? at : *n; break;
        }
    }
}

static void the_corpus_and_changes_of_it_are_read_or_refused(void **state)
{
    (void)state;
    char **paths;
    size_t count;
    struct err err = ERR_INIT;
    uint32_t seed = 20261122;
    assert_int_equal(file_list("tests/fuzz/corpus/image", 1000, &paths,
                               &count, &err),
                     ERR_OK);
    assert_true(count >= 8);
    for (size_t i = 0; i < count; i++) {
        char *bytes;
        size_t n;
        assert_int_equal(file_read(paths[i], 1 << 20, &bytes, &n, &err),
                         ERR_OK);
        (void)LLVMFuzzerTestOneInput((unsigned char *)bytes, n);
        unsigned char *copy = malloc(n + 1);
        assert_non_null(copy);
        for (int k = 0; k < CHANGES; k++) {
            size_t m = n;
            memcpy(copy, bytes, n);
            change(copy, &m, &seed);
            (void)LLVMFuzzerTestOneInput(copy, m);
        }
        free(copy);
        free(bytes);
    }
    file_list_free(paths, count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_corpus_and_changes_of_it_are_read_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
