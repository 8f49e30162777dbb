/* The corpus of tests/fuzz/fuzz_pdf.c, replayed, and each of its files
 * changed in a thousand ways from a fixed seed.  Under `make asan` every
 * wrong access is an error. */
#include "tests/fuzz/fuzz_pdf.c"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/base/file.h"

#define CORPUS "tests/fuzz/corpus/pdf"
enum { CHANGES = 1000 };

static uint64_t seed;

/* xorshift64*: the same changes everywhere */
static uint32_t next(uint32_t below)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (uint32_t)((seed * 2685821657736338717u) >> 33) % below;
}

static size_t change(char *bytes, size_t n)
{
    static const char *const words[] = {
        "<<",  ">>",     "[",       "]",    "(",   ")",    "/Prev 0",
        "obj", "endobj", "stream",  "xref", "R",   "9999999999",
        "-1",  "%",      "trailer", "\0",   "<FE", "/Kids", "/Length 99999",
    };
    if (n == 0)
        return n;
    size_t at = next((uint32_t)n);
    const char *word = words[next(sizeof words / sizeof words[0])];
    size_t length = strlen(word);
    switch (next(5)) {
    case 0: bytes[at] = (char)next(256); break;
    case 1: bytes[at] = (char)(bytes[at] ^ (1 << next(8))); break;
    case 2:
        memcpy(bytes + at, word, length < n - at ? length : n - at);
        break;
    case 3: return at; /* cut */
    default: {          /* move a piece */
        size_t from = next((uint32_t)n);
        size_t most = n - (at > from ? at : from);
        memmove(bytes + at, bytes + from, most > 64 ? 64 : most);
    }
    }
    return n;
}

static void the_corpus_and_its_changes_do_no_harm(void **state)
{
    (void)state;
    char **paths;
    size_t count;
    struct err err = ERR_INIT;
    assert_int_equal(file_list(CORPUS, 1000, &paths, &count, &err), ERR_OK);
    assert_true(count >= 10);
    for (size_t i = 0; i < count; i++) {
        char *bytes;
        size_t n;
        assert_int_equal(file_read(paths[i], 1u << 20, &bytes, &n, &err),
                         ERR_OK);
        LLVMFuzzerTestOneInput((unsigned char *)bytes, n);
        seed = 88172645463325252u + i;
        char *copy = malloc(n + 1);
        for (int k = 0; k < CHANGES; k++) {
            memcpy(copy, bytes, n);
            size_t left = n;
            for (uint32_t times = 1 + next(4); times > 0; times--)
                left = change(copy, left);
            LLVMFuzzerTestOneInput((unsigned char *)copy, left);
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
