/* engine/tally/show_json.c - the tally as --json: counts, and every ratio
 * with both of its numbers. */
#include "engine/base/json.h"
#include "engine/tally/internal.h"
#include "engine/tally/show.h"

static void put_ratio(struct jout *j, const char *key, struct ratio r)
{
    if (r.den == 0) {
        jout_null(j, key);
        return;
    }
    jout_begin_object(j, key);
    jout_int(j, "num", r.num);
    jout_int(j, "den", r.den);
    jout_real(j, "share", (double)r.num / (double)r.den, 6);
    jout_end_object(j);
}

static void put_interval(struct jout *j, const char *key, struct interval w)
{
    if (w.low < 0) {
        jout_null(j, key);
        return;
    }
    jout_begin_array(j, key);
    jout_real(j, NULL, w.low, 6);
    jout_real(j, NULL, w.high, 6);
    jout_end_array(j);
}

static void put_score(struct jout *j, int64_t sum, int64_t n)
{
    if (n == 0)
        jout_null(j, "score");
    else
        jout_real(j, "score", (double)sum / (double)n, 4);
    jout_int(j, "score_n", n);
}

static void put_item(struct jout *j, const struct item *item,
                     const struct item_tally *it)
{
    jout_begin_object(j, NULL);
    jout_string(j, "code", item->code);
    jout_string(j, "role", item_role_word(item->role));
    jout_string(j, "text", item->text);
    jout_int(j, "asked", it->asked);
    if (item->when_text != NULL) {
        jout_string(j, "when", item->when_text);
        jout_int(j, "skipped", it->skipped);
        jout_int(j, "stray", it->stray);
    }
    jout_bool(j, "suppressed", it->suppressed);
    if (!it->suppressed && item->scale != NULL) {
        jout_begin_array(j, "counts");
        for (size_t k = 0; k < item->scale->choice_count; k++) {
            jout_begin_object(j, NULL);
            jout_string(j, "code", item->scale->choices[k].code);
            jout_string(j, "text", item->scale->choices[k].text);
            jout_int(j, "n", it->counts[k]);
            jout_end_object(j);
        }
        jout_end_array(j);
    }
    if (!it->suppressed) {
        jout_int(j, "blank", it->blank);
        jout_int(j, "invalid", it->invalid);
        jout_int(j, "doubtful", it->doubtful);
        jout_int(j, "corrected", it->corrected);
        if (item->kind == ITEM_TEXT)
            jout_int(j, "written", it->written);
    }
    if (item_rated(item)) {
        put_ratio(j, "rate", it->main_rate);
        put_interval(j, "interval", it->interval);
        tally_put_inference(j, "inference", &it->inf, it->interval);
        put_ratio(j, "ref_rate", it->ref_rate);
    }
    if (item->cells != NULL && item->people != PEOPLE_UNKNOWN)
        jout_int(j, "people", item->people);
    if (item->role == ROLE_VOTE) {
        put_ratio(j, "vote", it->vote);
        jout_string(j, "carried", verdict_word(it->carried));
    }
    if (it->top_rate.den > 0)
        put_ratio(j, "top_rate", it->top_rate);
    if (it->bad_rate.den > 0)
        put_ratio(j, "bad_rate", it->bad_rate);
    if (it->score_n > 0)
        put_score(j, it->score_sum, it->score_n);
    jout_end_object(j);
}

/* Open sheets of several sides: each side as it came. */
static void put_sides(struct jout *j, const struct tally *t,
                      const struct unit_tally *u)
{
    if (t->side_count < 2 || u->side_returned[0] == u->returned)
        return;
    jout_begin_array(j, "sides");
    for (int side = 1; side <= t->side_count; side++) {
        jout_begin_object(j, NULL);
        jout_int(j, "side", side);
        jout_int(j, "returned", u->side_returned[side]);
        if (!u->suppressed)
            jout_int(j, "valid", u->side_valid[side]);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void put_rank(struct jout *j, const struct rank_row *row)
{
    if (row == NULL || row->place == 0)
        return;
    jout_int(j, "place", (int64_t)row->place);
    if (row->best > 0) {
        jout_begin_array(j, "places");
        jout_int(j, NULL, (int64_t)row->best);
        jout_int(j, NULL, (int64_t)row->worst);
        jout_end_array(j);
    }
    if (row->below_p >= 0)
        jout_real(j, "below_p", row->below_p, 8);
}

static void put_unit(struct jout *j, const char *key, const struct tally *t,
                     const struct unit_tally *u, const struct rank_row *rank)
{
    const struct unit *unit = &t->units->unit[u->unit];
    jout_begin_object(j, key);
    jout_string(j, "code", unit->code);
    jout_string(j, "name", unit->name);
    jout_string(j, "class", unit->class);
    jout_string(j, "parent",
                unit->parent >= 0 ? t->units->unit[unit->parent].code : NULL);
    jout_int(j, "printed", u->printed);
    jout_int(j, "issued", u->issued);
    jout_int(j, "refused", u->refused);
    jout_int(j, "returned", u->returned);
    jout_int(j, "paperless", u->paperless);
    put_sides(j, t, u);
    put_ratio(j, "return_rate", u->return_rate);
    jout_bool(j, "over_returned", u->over_returned);
    jout_bool(j, "suppressed", u->suppressed);
    if (!u->suppressed) {
        jout_int(j, "valid", u->valid);
        put_ratio(j, "valid_rate", u->valid_rate);
        jout_begin_object(j, "dispositions");
        for (int d = 0; d < DISP_COUNT; d++)
            jout_int(j, disposition_word((enum disposition)d),
                     u->by_disposition[d]);
        jout_end_object(j);
        tally_put_outcome(j, "outcome", &u->outcome);
        put_ratio(j, "aware", u->aware);
        put_interval(j, "aware_interval", u->aware_interval);
        tally_put_inference(j, "aware_inference", &u->aware_inf,
                            u->aware_interval);
        jout_string(j, "aware_verdict", verdict_word(u->aware_verdict));
        put_ratio(j, "aware_people", u->aware_people);
        put_ratio(j, "satisfied", u->satisfied);
        put_interval(j, "satisfied_interval", u->satisfied_interval);
        tally_put_inference(j, "satisfied_inference", &u->satisfied_inf,
                            u->satisfied_interval);
        jout_string(j, "satisfied_verdict",
                    verdict_word(u->satisfied_verdict));
        put_ratio(j, "satisfied_ref", u->satisfied_ref);
        put_ratio(j, "composite", u->composite);
        put_score(j, u->score_sum, u->score_n);
    }
    put_rank(j, rank);
    jout_end_object(j);
}

/* "0315" */
static void put_value(struct jout *j, const struct number_grid *grid,
                      const struct number_count *c)
{
    char text[NUMBER_DIGITS_MAX + 1];
    uint64_t rest = c->value;
    text[grid->digits] = '\0';
    for (size_t i = grid->digits; i-- > 0; rest /= 10)
        text[i] = (char)('0' + rest % 10);
    jout_begin_object(j, NULL);
    jout_string(j, "value", text);
    jout_int(j, "n", c->n);
    jout_end_object(j);
}

static void put_numbers(struct jout *j, const struct tally *t, size_t unit)
{
    if (t->q->grid_count == 0)
        return;
    jout_begin_array(j, "numbers");
    for (size_t g = 0; g < t->q->grid_count; g++) {
        const struct number_grid *grid = &t->q->grids[g];
        jout_begin_object(j, NULL);
        jout_string(j, "code", grid->code);
        jout_string(j, "text", grid->text);
        for (int s = NUMBER_BLANK; s < NUMBER_STATE_COUNT; s++)
            jout_int(j, number_state_word((enum number_state)s),
                     t->unit[unit].numbers[g].n[s]);
        if (unit == 0) {
            jout_begin_array(j, "values");
            for (size_t i = 0; i < t->values[g].n; i++)
                put_value(j, grid, &t->values[g].list[i]);
            jout_end_array(j);
            jout_int(j, "values_left", t->values[g].left);
        }
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void put_questions(struct jout *j, const struct tally *t, size_t unit)
{
    put_numbers(j, t, unit);
    jout_begin_array(j, "items");
    for (size_t i = 0; i < t->q->item_count; i++)
        put_item(j, &t->q->items[i], &t->unit[unit].items[i]);
    jout_end_array(j);
    if (unit != 0)
        return;
    jout_begin_array(j, "pools");
    for (size_t p = 0; p < t->pool_count; p++) {
        jout_begin_object(j, NULL);
        jout_string(j, "code", t->pools[p].pool);
        jout_string(j, "text", t->pools[p].text);
        put_ratio(j, "rate", t->pools[p].main_rate);
        jout_end_object(j);
    }
    jout_end_array(j);
}

static void put_channels(struct jout *j, const struct tally *t)
{
    jout_begin_array(j, "channels");
    for (size_t c = 0; c < t->channel_count; c++) {
        const struct channel_tally *ch = &t->channels[c];
        jout_begin_object(j, NULL);
        jout_string(j, "channel", ch->channel);
        jout_int(j, "returned", ch->returned);
        jout_int(j, "valid", ch->valid);
        tally_put_outcome(j, "outcome", &ch->outcome);
        put_ratio(j, "aware", ch->aware);
        put_ratio(j, "satisfied", ch->satisfied);
        jout_end_object(j);
    }
    jout_end_array(j);
}

void tally_show_json(const struct tally *t, const struct survey_info *survey,
                     struct tally_query query, struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_string(&j, "form", t->q->form);
    jout_int(&j, "revision", t->revision);
    jout_string(&j, "title", survey->title);
    jout_string(&j, "period", survey->period);
    jout_bool(&j, "anonymous", t->q->anonymous);
    jout_int(&j, "min_cell", t->q->min_cell);
    jout_string(&j, "book", t->q->book);
    jout_int(&j, "aware_permille", t->q->thresholds.aware_permille);
    jout_int(&j, "satisfied_permille", t->q->thresholds.satisfied_permille);
    tally_put_design(&j, t);
    jout_int(&j, "open_reviews", t->open_reviews);
    jout_bool(&j, "closed", t->closed);
    jout_string(&j, "figures_sha256", t->figures_sha256);
    put_unit(&j, "unit", t, &t->unit[query.unit], NULL);
    if (query.view == BY_QUESTION) {
        put_questions(&j, t, query.unit);
    } else if (query.view == BY_CHANNEL) {
        put_channels(&j, t);
    } else {
        jout_begin_array(&j, "units");
        for (size_t u = 0; u < t->unit_count; u++)
            put_unit(&j, NULL, t, &t->unit[u],
                     tally_rank_of(query.ranking, u));
        jout_end_array(&j);
    }
    jout_end_object(&j);
}
