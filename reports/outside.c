/* reports/outside.c - see outside.h. */
#include "reports/outside.h"

#include "engine/base/i18n.h"

enum { ARENA_BYTES = 256 * 1024 * 1024 };

enum err_code outside_load(struct store *store, struct outside **out,
                           struct err *err)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct outside *o = arena ? arena_alloc(arena, 1, sizeof(*o)) : NULL;
    enum err_code code;

    *out = NULL;
    if (!o) {
        arena_free(arena);
        return err_set(err, ERR_NOMEM, 0, _("the report: out of memory"));
    }
    o->arena = arena;
    code = store_hotline(store, arena, &o->hotline, err);
    if (code == ERR_OK)
        code = store_zf(store, arena, &o->zf, err);
    if (code == ERR_OK)
        code = store_outside_files(store, arena, &o->files, err);
    if (code == ERR_OK)
        *out = o;
    else
        arena_free(arena);
    return code;
}

void outside_free(struct outside *outside)
{
    if (outside)
        arena_free(outside->arena);
}

/* ---- sums ---- */

static struct call_sum nothing(void)
{
    struct call_sum sum = {.rows = 0};

    for (int f = 0; f < HOTLINE_FIELDS; f++)
        sum.n[f] = -1;
    return sum;
}

/* What one of them does not tell, the sum does not either. */
static void add(struct call_sum *sum, const int64_t n[], size_t rows)
{
    for (int f = 0; f < HOTLINE_FIELDS; f++) {
        if (sum->rows == 0)
            sum->n[f] = n[f];
        else if (sum->n[f] >= 0)
            sum->n[f] = n[f] >= 0 ? sum->n[f] + n[f] : -1;
    }
    sum->rows += rows;
}

/* Rows are in the order of months and units: the first that is not before
 * this one. */
static size_t first_of(const struct outside *o, int month, size_t unit)
{
    size_t low = 0, high = o->hotline.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct hotline_row *row = &o->hotline.list[middle];

        if (row->month < month || (row->month == month && row->unit < unit))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool tells(const struct outside *o, int month, size_t unit)
{
    size_t i = first_of(o, month, unit);

    return i < o->hotline.count && o->hotline.list[i].month == month &&
           o->hotline.list[i].unit == unit;
}

bool outside_topmost(const struct outside *o, const struct units *units,
                     const struct hotline_row *row)
{
    long up = units->unit[row->unit].parent;

    for (; up >= 0; up = units->unit[up].parent)
        if (tells(o, row->month, (size_t)up))
            return false;
    return true;
}

struct call_sum outside_month(const struct outside *o,
                              const struct units *units, int year, int month)
{
    struct call_sum sum = nothing();
    int wanted = year * 100 + month;
    size_t i = first_of(o, wanted, 0);

    for (; i < o->hotline.count && o->hotline.list[i].month == wanted; i++) {
        const struct hotline_row *row = &o->hotline.list[i];

        if (!outside_topmost(o, units, row))
            continue;
        add(&sum, row->n, 1);
        sum.summed = sum.summed || row->unit != 0;
    }
    return sum;
}

void outside_units(const struct outside *o, int year, size_t count,
                   struct call_sum sums[])
{
    for (size_t u = 0; u < count; u++)
        sums[u] = nothing();
    for (size_t i = 0; i < o->hotline.count; i++) {
        const struct hotline_row *row = &o->hotline.list[i];

        if (row->month / 100 == year && row->unit < count)
            add(&sums[row->unit], row->n, 1);
    }
}

struct call_sum outside_total(const struct call_sum sums[], size_t count)
{
    struct call_sum total = nothing();

    for (size_t i = 0; i < count; i++) {
        if (sums[i].rows > 0)
            add(&total, sums[i].n, sums[i].rows);
        total.summed = total.summed || sums[i].summed;
    }
    return total;
}
