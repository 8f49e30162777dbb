/* tests/fuzz/fuzz_payload.c - what stands in a code, and what a clerk typed,
 * as any bytes.  `make fuzz` builds it with clang; without clang,
 * tests/forms/test_payload_fuzz.c replays the corpus and changes of it in
 * `make check`.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "forms/payload.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

enum { FUZZ_SURVEY = 4711 }; /* of the corpus, with this key */
static const uint8_t fuzz_key[PAYLOAD_KEY_BYTES] = {7, 1, 7};

/* A code taken for one of our own is, to the letter, the one we would write
 * for what it says: there are no two ways to write a sheet. */
static void look_at(const char *text, const struct payload *p)
{
    char again[PAYLOAD_CHARS + 1];
    assert(p->survey == FUZZ_SURVEY && p->batch >= 1);
    assert(p->revision >= 1 && p->revision <= 31);
    assert(p->side >= 1 && p->side <= 8);
    assert(p->open == (p->serial == 0));
    payload_write(p, fuzz_key, again);
    assert(strcmp(again, text) == 0);
}

static void read_code(const char *text)
{
    struct payload p;
    switch (payload_read(text, FUZZ_SURVEY, fuzz_key, &p)) {
    case PAYLOAD_OK: look_at(text, &p); break;
    case PAYLOAD_OTHER: assert(p.survey != FUZZ_SURVEY); break;
    case PAYLOAD_FORGED: assert(p.survey == FUZZ_SURVEY); break;
    case PAYLOAD_FOREIGN:
    case PAYLOAD_DAMAGED: break;
    }
}

/* What is typed becomes a whole code or a sentence; typed from its own print
 * it becomes the same code. */
static void read_typed(const char *typed)
{
    char code[PAYLOAD_CHARS + 1], shown[PAYLOAD_PRINT_BYTES];
    char again[PAYLOAD_CHARS + 1];
    struct err err = ERR_INIT;
    struct payload p;
    if (payload_typed(typed, code, &err) != ERR_OK) {
        assert(err.code == ERR_FORMAT && err.text[0] != '\0');
        return;
    }
    enum payload_verdict v = payload_read(code, FUZZ_SURVEY, fuzz_key, &p);
    assert(v != PAYLOAD_FOREIGN && v != PAYLOAD_DAMAGED);
    read_code(code);
    payload_print(code, shown);
    assert(strlen(shown) < PAYLOAD_PRINT_BYTES);
    assert(payload_typed(shown, again, NULL) == ERR_OK);
    assert(strcmp(code, again) == 0);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    /* A copy of its own length: a read past the end is caught. */
    char *text = malloc(n + 1);
    if (text == NULL)
        return 0;
    if (n > 0)
        memcpy(text, data, n);
    text[n] = '\0';
    read_code(text);
    read_typed(text);
    free(text);
    return 0;
}
