/* engine/tally/show_numbers.c - numbers filled in digit by digit, in words. */
#include "engine/base/i18n.h"
#include "engine/tally/internal.h"
#include "engine/tally/show.h"

enum { VALUES_SHOWN = 20 };

static void put_part(struct str *out, const char *name, int64_t n)
{
    if (n > 0)
        str_addf(out, "%s%s %lld", _(", "), name, (long long)n);
}

void tally_show_number(const struct tally *t, const struct unit_tally *u,
                       size_t *i, struct str *out)
{
    const struct number_grid *grid = t->q->items[*i].grid;
    size_t g = (size_t)(grid - t->q->grids);
    const int64_t *n = u->numbers[g].n;
    str_addf(out, _("  %s %s: %lld numbers"), grid->code, grid->text,
             (long long)n[NUMBER_GIVEN]);
    put_part(out, _("not filled in"), n[NUMBER_BLANK]);
    put_part(out, _("invalid"), n[NUMBER_INVALID]);
    put_part(out, _("against the check rule"), n[NUMBER_WRONG]);
    put_part(out, _("in review"), n[NUMBER_DOUBTFUL]);
    str_add(out, "\n");
    const struct number_values *v = &t->values[g];
    for (size_t k = 0; u->unit == 0 && k < v->n && k < VALUES_SHOWN; k++)
        str_addf(out, "    %0*llu  %lld\n", (int)grid->digits,
                 (unsigned long long)v->list[k].value,
                 (long long)v->list[k].n);
    if (u->unit == 0 && v->n > VALUES_SHOWN)
        str_addf(out, _("    … and %zu more (--json lists all)\n"),
                 v->n - VALUES_SHOWN);
    *i += grid->digits;
}
