/* reports/letters.c - see letters.h. */
#include "reports/letters.h"

#include <string.h>

#include "engine/base/i18n.h"

/* Sheets, 知晓率 and 满意率 as the bulletin has them; the questions stay as
 * guarded. */
static void headline(struct unit_tally *u, const struct unit_tally *raw)
{
    struct unit_tally guarded = *u;

    *u = *raw;
    u->items = guarded.items;
    u->numbers = guarded.numbers;
    u->aware_people = guarded.aware_people;
    u->satisfied_ref = guarded.satisfied_ref;
    u->score = guarded.score;
    u->score_n = guarded.score_n;
    u->score_sum = guarded.score_sum;
}

/* Too few to tell anything of: as on an anonymous survey. */
static void hide(struct unit_tally *u)
{
    u->suppressed = true;
    u->aware = u->satisfied = u->satisfied_ref = (struct ratio){0, 0};
    u->aware_people = u->composite = (struct ratio){0, 0};
    u->aware_verdict = u->satisfied_verdict = VERDICT_NONE;
    u->score_n = 0;
}

enum err_code letters_tally(struct store *store, const struct tally *raw,
                            struct tally **out, struct err *err)
{
    struct tally *t;
    enum err_code code = tally_run_guarded(store, &t, err);

    *out = NULL;
    if (code != ERR_OK)
        return code;
    for (size_t u = 0; u < t->unit_count; u++) {
        if (t->unit[u].returned != raw->unit[u].returned) {
            tally_free(t);
            return err_set(err, ERR_BUSY, 0,
                           _("answers came in while the letters were "
                             "counted; try again"));
        }
        if (t->q->anonymous)
            continue;
        if (raw->unit[u].valid >= t->q->min_cell)
            headline(&t->unit[u], &raw->unit[u]);
        else if (raw->unit[u].valid > 0)
            hide(&t->unit[u]);
    }
    memcpy(t->figures_sha256, raw->figures_sha256, sizeof(t->figures_sha256));
    *out = t;
    return ERR_OK;
}

bool letters_unit(const struct tally *tally, size_t unit)
{
    if (tally->q->anonymous)
        return unit == 0;
    return unit > 0 ? tally->unit[unit].has_sheets : tally->unit_count == 1;
}
