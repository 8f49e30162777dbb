/* engine/tally/quality_hand.c - see quality_hand.h. */
#include "engine/tally/quality_hand.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

enum { TRAITS = 3, MIN_MARKS = 4, MIN_SHEETS = 20 };

struct hand {
    size_t batch;
    float trait[TRAITS]; /* cover, ink, extent; then less the batch's middle */
    float away;          /* from the middle, in spreads of the round */
};

struct hands {
    long (*index)(void *ctx, uint32_t number, size_t unit);
    void *ctx;
    size_t n, room;
    struct hand *list;
    float *scratch; /* as many */
    bool no_memory;
};

static bool take(void *ctx, const struct hand_row *row)
{
    struct hands *h = ctx;
    long at = h->index(h->ctx, row->batch, row->unit);
    if (at < 0 || row->marks < MIN_MARKS)
        return false;
    if (h->n == h->room) {
        size_t room = h->room > 0 ? 2 * h->room : 4096;
        struct hand *grown = mem_grow(h->list, room, sizeof *grown);
        if (grown == NULL) {
            h->no_memory = true;
            return true;
        }
        h->list = grown;
        h->room = room;
    }
    h->list[h->n++] = (struct hand){
        .batch = (size_t)at,
        .trait = {(float)row->cover, (float)row->ink, (float)row->extent}};
    return false;
}

static int by_batch(const void *a, const void *b)
{
    const struct hand *x = a;
    const struct hand *y = b;
    return (x->batch > y->batch) - (x->batch < y->batch);
}

static int by_value(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The value that `share` of v[0..n) stay below; reorders v. */
static float quantile(float v[], size_t n, double share)
{
    qsort(v, n, sizeof *v, by_value);
    return v[(size_t)(share * (double)(n - 1) + 0.5)];
}

/* The batch that begins at list[from] ends before this. */
static size_t end_of(const struct hands *h, size_t from)
{
    size_t end = from;
    while (end < h->n && h->list[end].batch == h->list[from].batch)
        end++;
    return end;
}

/* What is the same in a whole batch (pens on the table, the scanner) goes:
 * each batch less its middle, then in spreads (median deviations) of the
 * round. */
static void center(struct hands *h)
{
    for (int k = 0; k < TRAITS; k++) {
        for (size_t i = 0; i < h->n;) {
            size_t end = end_of(h, i);
            for (size_t s = i; s < end; s++)
                h->scratch[s - i] = h->list[s].trait[k];
            float middle = quantile(h->scratch, end - i, 0.5);
            for (; i < end; i++)
                h->list[i].trait[k] -= middle;
        }
        for (size_t i = 0; i < h->n; i++)
            h->scratch[i] = fabsf(h->list[i].trait[k]);
        float spread = quantile(h->scratch, h->n, 0.5);
        for (size_t i = 0; i < h->n && spread > 0; i++) {
            float z = h->list[i].trait[k] / spread;
            h->list[i].away += z * z;
        }
    }
    for (size_t i = 0; i < h->n; i++)
        h->list[i].away = sqrtf(h->list[i].away / TRAITS);
}

/* The middle one of the batches' first tenths; < 0: no batch is large
 * enough.  The batches' tenths are kept where nobody else is yet. */
static float close_distance(struct hands *h)
{
    size_t n = 0;
    float *tenth = h->scratch + h->n;
    for (size_t i = 0; i < h->n;) {
        size_t end = end_of(h, i);
        for (size_t s = i; s < end; s++)
            h->scratch[s - i] = h->list[s].away;
        if (end - i >= MIN_SHEETS)
            tenth[n++] = quantile(h->scratch, end - i, 0.1);
        i = end;
    }
    return n > 0 ? quantile(tenth, n, 0.5) : -1;
}

static void count_near(struct hands *h, struct ratio near[])
{
    float close = close_distance(h);
    for (size_t i = 0; i < h->n && close >= 0;) {
        size_t end = end_of(h, i);
        struct ratio r = {0, (int64_t)(end - i)};
        size_t batch = h->list[i].batch;
        for (; i < end; i++)
            r.num += h->list[i].away <= close;
        if (r.den >= MIN_SHEETS)
            near[batch] = r;
    }
}

enum err_code quality_hands(struct store *store,
                            long (*index)(void *ctx, uint32_t number,
                                          size_t unit),
                            void *ctx, size_t batches, struct ratio near[],
                            struct err *err)
{
    struct hands h = {.index = index, .ctx = ctx};
    for (size_t i = 0; i < batches; i++)
        near[i] = (struct ratio){0, 0};
    enum err_code code = store_hands(store, take, &h, err);
    if (code == ERR_OK && h.n > 0) {
        h.scratch = mem_alloc(h.n + batches, sizeof *h.scratch);
        h.no_memory = h.no_memory || h.scratch == NULL;
    }
    if (code == ERR_OK && h.no_memory)
        code = err_set(err, ERR_NOMEM, 0,
                       _("the quality check: out of memory"));
    if (code == ERR_OK && h.n > 0) {
        qsort(h.list, h.n, sizeof *h.list, by_batch);
        center(&h);
        count_near(&h, near);
    }
    free(h.list);
    free(h.scratch);
    return code;
}
