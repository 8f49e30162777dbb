/* engine/tally/tally_figures.c - the canonical JSON of all figures.
 *
 * Members in the order written here, units and items in their own order,
 * integers only (ratios as [num,den], scores as [sum,n]): nothing in it
 * depends on time, locale or floating point, so the same answers always give
 * the same bytes.  What is suppressed is not in it. */
#include "engine/base/json.h"
#include "engine/tally/internal.h"

static void put_ratio(struct jout *j, const char *key, struct ratio r)
{
    if (r.den == 0)
        return;
    jout_begin_array(j, key);
    jout_int(j, NULL, r.num);
    jout_int(j, NULL, r.den);
    jout_end_array(j);
}

static void put_nonzero(struct jout *j, const char *key, int64_t n)
{
    if (n != 0)
        jout_int(j, key, n);
}

static void put_item(struct jout *j, const struct item *item,
                     const struct item_tally *it)
{
    size_t choices = item->scale != NULL ? item->scale->choice_count : 0;
    jout_begin_object(j, NULL);
    jout_string(j, "code", item->code);
    jout_int(j, "asked", it->asked);
    put_nonzero(j, "skipped", it->skipped);
    put_nonzero(j, "stray", it->stray);
    if (it->suppressed) {
        jout_bool(j, "suppressed", true);
    } else {
        if (choices > 0) {
            jout_begin_array(j, "counts");
            for (size_t k = 0; k < choices; k++)
                jout_int(j, NULL, it->counts[k]);
            jout_end_array(j);
        }
        put_nonzero(j, "blank", it->blank);
        put_nonzero(j, "invalid", it->invalid);
        put_nonzero(j, "doubtful", it->doubtful);
        put_nonzero(j, "corrected", it->corrected);
        put_nonzero(j, "written", it->written);
        put_ratio(j, "score", (struct ratio){it->score_sum, it->score_n});
    }
    put_ratio(j, "rate", it->main_rate);
    put_ratio(j, "vote", it->vote);
    if (it->carried != VERDICT_NONE)
        jout_string(j, "carried", verdict_word(it->carried));
    jout_end_object(j);
}

static void put_numbers(struct jout *j, const struct questionnaire *q,
                        const struct unit_tally *u)
{
    if (q->grid_count == 0)
        return;
    jout_begin_array(j, "numbers");
    for (size_t g = 0; g < q->grid_count; g++) {
        jout_begin_object(j, NULL);
        jout_string(j, "code", q->grids[g].code);
        for (int s = NUMBER_BLANK; s < NUMBER_STATE_COUNT; s++)
            put_nonzero(j, number_state_word((enum number_state)s),
                        u->numbers[g].n[s]);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void put_dispositions(struct jout *j, const struct unit_tally *u)
{
    jout_begin_object(j, "dispositions");
    for (int d = 0; d < DISP_COUNT; d++)
        put_nonzero(j, disposition_word((enum disposition)d),
                    u->by_disposition[d]);
    jout_end_object(j);
}

static void put_unit(struct jout *j, const struct tally *t,
                     const struct unit_tally *u)
{
    jout_begin_object(j, NULL);
    jout_string(j, "code", t->units->unit[u->unit].code);
    jout_int(j, "printed", u->printed);
    jout_int(j, "issued", u->issued);
    jout_int(j, "refused", u->refused);
    jout_int(j, "returned", u->returned);
    put_nonzero(j, "paperless", u->paperless);
    if (u->suppressed) {
        jout_bool(j, "suppressed", true);
        jout_end_object(j);
        return;
    }
    jout_int(j, "valid", u->valid);
    put_dispositions(j, u);
    put_ratio(j, "aware", u->aware);
    put_ratio(j, "aware_people", u->aware_people);
    put_ratio(j, "satisfied", u->satisfied);
    put_ratio(j, "satisfied_ref", u->satisfied_ref);
    put_ratio(j, "composite", u->composite);
    put_ratio(j, "score", (struct ratio){u->score_sum, u->score_n});
    if (u->aware_verdict != VERDICT_NONE)
        jout_string(j, "aware_verdict", verdict_word(u->aware_verdict));
    if (u->satisfied_verdict != VERDICT_NONE)
        jout_string(j, "satisfied_verdict",
                    verdict_word(u->satisfied_verdict));
    put_numbers(j, t->q, u);
    jout_begin_array(j, "items");
    for (size_t i = 0; i < t->q->item_count; i++)
        put_item(j, &t->q->items[i], &u->items[i]);
    jout_end_array(j);
    jout_end_object(j);
}

/* The design decides what the figures may be used for. */
static void put_design(struct jout *j, const struct design *d)
{
    if (d->kind == DESIGN_NONE)
        return;
    jout_begin_object(j, "design");
    jout_string(j, "kind", design_kind_word(d->kind));
    jout_string(j, "strata", d->strata);
    jout_string(j, "clusters", d->clusters);
    jout_bool(j, "fpc", d->fpc);
    jout_string(j, "interval", interval_rule_word(d->rule));
    jout_begin_object(j, "totals");
    for (size_t i = 0; i < d->trait_count; i++) {
        jout_begin_array(j, d->trait[i].item);
        for (size_t k = 0; k < d->trait[i].count; k++)
            jout_int(j, NULL, d->trait[i].population[k]);
        jout_end_array(j);
    }
    jout_end_object(j);
    jout_end_object(j);
}

/* Units nothing was printed for and nothing came from say nothing. */
static bool silent(const struct unit_tally *u)
{
    return !u->has_sheets && u->returned == 0;
}

void tally_figures(const struct tally *tally, struct str *out)
{
    struct jout j = {.out = out};
    jout_begin_object(&j, NULL);
    jout_string(&j, "form", tally->q->form);
    jout_int(&j, "revision", tally->revision);
    jout_string(&j, "book", tally->q->book);
    jout_int(&j, "aware_permille", tally->q->thresholds.aware_permille);
    jout_int(&j, "satisfied_permille",
             tally->q->thresholds.satisfied_permille);
    put_design(&j, &tally->design);
    jout_int(&j, "open_reviews", tally->open_reviews);
    jout_begin_array(&j, "channels");
    for (size_t c = 0; c < tally->channel_count; c++) {
        const struct channel_tally *ch = &tally->channels[c];
        jout_begin_object(&j, NULL);
        jout_string(&j, "channel", ch->channel);
        jout_int(&j, "returned", ch->returned);
        put_nonzero(&j, "valid", ch->valid);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_begin_array(&j, "pools");
    for (size_t p = 0; p < tally->pool_count; p++) {
        jout_begin_object(&j, NULL);
        jout_string(&j, "code", tally->pools[p].pool);
        put_ratio(&j, "rate", tally->pools[p].main_rate);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_begin_array(&j, "units");
    for (size_t u = 0; u < tally->unit_count; u++)
        if (!silent(&tally->unit[u]) || u == 0)
            put_unit(&j, tally, &tally->unit[u]);
    jout_end_array(&j);
    jout_end_object(&j);
}
