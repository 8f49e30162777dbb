/* tests/fuzz/replay.h - a fuzzer's corpus and seeded changes of it, without
 * clang: nothing crashes, every refusal says why.  Include the fuzzer first.
 */
#ifndef TESTS_FUZZ_REPLAY_H
#define TESTS_FUZZ_REPLAY_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"

static inline uint32_t replay_draw(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static inline void replay_change(unsigned char *bytes, size_t *n,
                                 uint32_t *seed)
{
    for (uint32_t k = replay_draw(seed) % 4 + 1; k > 0 && *n > 0; k--) {
        size_t at = replay_draw(seed) % *n;
        switch (replay_draw(seed) % 4) {
        case 0:
            bytes[at] ^= (unsigned char)(1u << replay_draw(seed) % 8);
            break;
        case 1: bytes[at] = (unsigned char)replay_draw(seed); break;
        case 2: bytes[at] = replay_draw(seed) % 2 != 0 ? 0xFF : 0; break;
        default: *n = replay_draw(seed) % 8 == 0 ? at : *n; break;
        }
    }
}

/* Every file of `corpus` (at least `least`), and `changes` changes of each. */
static inline void replay(const char *corpus, size_t least, int changes)
{
    char **paths;
    size_t count;
    uint32_t seed = 20261122;
    assert_int_equal(file_list(corpus, 1000, &paths, &count, NULL), ERR_OK);
    assert_true(count >= least);
    for (size_t i = 0; i < count; i++) {
        char *bytes;
        size_t n;
        assert_int_equal(file_read(paths[i], 1 << 20, &bytes, &n, NULL),
                         ERR_OK);
        (void)LLVMFuzzerTestOneInput((unsigned char *)bytes, n);
        unsigned char *copy = malloc(n + 1);
        assert_non_null(copy);
        for (int k = 0; k < changes; k++) {
            size_t m = n;
            memcpy(copy, bytes, n);
            replay_change(copy, &m, &seed);
            (void)LLVMFuzzerTestOneInput(copy, m);
        }
        free(copy);
        free(bytes);
    }
    file_list_free(paths, count);
}

#define REPLAY_MAIN(name, least, changes)                                      \
    static void the_corpus_and_changes_of_it_do_no_harm(void **state)          \
    {                                                                          \
        (void)state;                                                           \
        replay("tests/fuzz/corpus/" name, least, changes);                     \
    }                                                                          \
    int main(void)                                                             \
    {                                                                          \
        const struct CMUnitTest tests[] = {                                    \
            cmocka_unit_test(the_corpus_and_changes_of_it_do_no_harm),         \
        };                                                                     \
        return cmocka_run_group_tests(tests, NULL, NULL);                      \
    }

#endif
