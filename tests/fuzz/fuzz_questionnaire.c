/* tests/fuzz/fuzz_questionnaire.c - the questionnaire reader and the units
 * reader on any bytes.  `make fuzz` builds it with clang; without clang,
 * tests/engine/test_questionnaire_fuzz.c replays the corpus and changes of it
 * in `make check`.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/survey/questionnaire.h"
#include "engine/survey/units.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

/* What a sound questionnaire promises to everyone downstream. */
static void look_at(const struct questionnaire *q)
{
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *item = &q->items[i];
        assert(item->code[0] != '\0' && item->text[0] != '\0');
        assert(item->section < q->section_count);
        assert((item->kind == ITEM_TEXT) == (item->scale == NULL));
        assert(questionnaire_find(q, item->code) == (long)i);
        if (item->scale == NULL)
            continue;
        assert(item->scale->choice_count > 0 &&
               item->scale->choice_count <= 64);
        assert(item->max_choices >= 1 &&
               (size_t)item->max_choices <= item->scale->choice_count);
        for (size_t k = 0; k < item->scale->choice_count; k++)
            assert(item_find_choice(item, item->scale->choices[k].code) ==
                   (long)k);
    }
}

static void look_at_units(const struct units *u)
{
    assert(u->count > 0 && u->unit[0].parent == -1);
    for (size_t i = 0; i < u->count; i++) {
        assert(i == 0 || (u->unit[i].parent >= 0 &&
                          u->unit[i].parent < (long)i));
        assert(units_find(u, u->unit[i].code) == (long)i);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    struct questionnaire *q = NULL;
    struct units *units = NULL;
    struct err err = ERR_INIT;
    /* a copy of exactly n bytes: a read past the end is caught */
    char *bytes = malloc(n > 0 ? n : 1);
    if (bytes == NULL)
        return 0;
    if (n > 0)
        memcpy(bytes, data, n);
    if (questionnaire_parse(bytes, n, "fuzz", &q, &err) == ERR_OK)
        look_at(q);
    else
        assert(q == NULL && err.text[0] != '\0' && err.code != ERR_NOMEM);
    questionnaire_free(q);
    err_clear(&err);
    if (units_parse(bytes, n, "fuzz", &units, &err) == ERR_OK)
        look_at_units(units);
    else
        assert(units == NULL && err.text[0] != '\0');
    units_free(units);
    free(bytes);
    return 0;
}
