/* engine/tally/tally_numbers.c - what became of each number, and which
 * numbers there were. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/gate/number.h"
#include "engine/tally/internal.h"

enum { VALUES_FIRST = 64, VALUES_MAX = 1 << 17 };

static uint64_t value_of(const char *digits)
{
    uint64_t v = 0;
    for (; *digits != '\0'; digits++)
        v = v * 10 + (uint64_t)(*digits - '0');
    return v;
}

/* Where a value stands or would stand; the table is never full. */
static struct number_count *find(const struct number_values *v, uint64_t value)
{
    size_t mask = v->room - 1;
    size_t at = (size_t)(value * UINT64_C(0x9E3779B97F4A7C15) >> 32) & mask;
    while (v->list[at].n != 0 && v->list[at].value != value)
        at = (at + 1) & mask;
    return &v->list[at];
}

static bool make_values_room(struct number_values *v)
{
    if (v->room != 0 && v->n * 2 < v->room)
        return true;
    struct number_values bigger = {
        .room = v->room == 0 ? VALUES_FIRST : v->room * 2, .left = v->left};
    bigger.list = mem_alloc(bigger.room, sizeof *bigger.list);
    if (bigger.list == NULL)
        return false;
    for (size_t i = 0; i < v->room; i++)
        if (v->list[i].n != 0)
            *find(&bigger, v->list[i].value) = v->list[i];
    bigger.n = v->n;
    free(v->list);
    *v = bigger;
    return true;
}

static bool add_value(struct number_values *v, uint64_t value)
{
    if (v->n < VALUES_MAX && !make_values_room(v))
        return false;
    struct number_count *c = find(v, value);
    if (c->n == 0 && v->n >= VALUES_MAX) {
        v->left++;
        return true;
    }
    v->n += c->n == 0;
    c->value = value;
    c->n++;
    return true;
}

bool tally_add_numbers(struct tally *t, size_t unit, size_t n,
                       const struct answer_row answers[])
{
    for (size_t g = 0; g < t->q->grid_count; g++) {
        char text[NUMBER_DIGITS_MAX + 1];
        enum number_state state =
            number_of(&t->q->grids[g], n, answers, text);
        t->unit[unit].numbers[g].n[state]++;
        if (state == NUMBER_GIVEN &&
            !add_value(&t->values[g], value_of(text)))
            return false;
    }
    return true;
}

static int by_count(const void *a, const void *b)
{
    const struct number_count *x = a;
    const struct number_count *y = b;
    if (x->n != y->n)
        return (x->n < y->n) - (x->n > y->n);
    return (x->value > y->value) - (x->value < y->value);
}

/* The most frequent first; from here on the table is a list. */
void tally_settle_numbers(struct tally *t)
{
    for (size_t g = 0; g < t->q->grid_count; g++) {
        struct number_values *v = &t->values[g];
        size_t k = 0;
        for (size_t i = 0; i < v->room; i++)
            if (v->list[i].n != 0)
                v->list[k++] = v->list[i];
        if (k > 0)
            qsort(v->list, k, sizeof *v->list, by_count);
    }
}

enum err_code tally_numbers_room(struct tally *t, struct err *err)
{
    size_t grids = t->q->grid_count;
    if (grids == 0)
        return ERR_OK;
    t->grid_count = grids;
    t->values = mem_alloc(grids, sizeof *t->values);
    t->number_block =
        mem_alloc(t->unit_count, grids * sizeof *t->number_block);
    if (t->values == NULL || t->number_block == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
    for (size_t u = 0; u < t->unit_count; u++)
        t->unit[u].numbers = t->number_block + u * grids;
    return ERR_OK;
}

void tally_numbers_free(struct tally *t)
{
    for (size_t g = 0; t->values != NULL && g < t->grid_count; g++)
        free(t->values[g].list);
    free(t->values);
    free(t->number_block);
}
