/* engine/tally/tally_rates.c - ratios, scores and verdicts from counts.
 * Every formula with its source: docs/formulas.md. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/tally/internal.h"

static const char *const verdict_words[] = {
    [VERDICT_NONE] = "none",
    [VERDICT_MET] = "met",
    [VERDICT_NOT_MET] = "not_met",
};

const char *verdict_word(enum verdict verdict)
{
    return verdict_words[verdict];
}

enum verdict ratio_judge(struct ratio r, int permille)
{
    if (r.den == 0 || permille == 0)
        return VERDICT_NONE;
    return r.num * 1000 >= (int64_t)permille * r.den ? VERDICT_MET
                                                     : VERDICT_NOT_MET;
}

char *ratio_print(struct ratio r, int permille, char *out, size_t room)
{
    if (r.den == 0) {
        if (room > 0)
            out[0] = '\0';
        return out;
    }
    int decimals = 1;
    int64_t line = permille; /* in units of the last digit shown */
    bool met = ratio_judge(r, permille) == VERDICT_MET;
    int64_t shown = num_percent(r.num, r.den, decimals);
    if (permille > 0 && shown - line <= 1 && line - shown <= 1) {
        do {
            decimals++;
            line *= 10;
            shown = num_percent(r.num, r.den, decimals);
        } while (decimals < 4 && (shown >= line) != met);
    }
    return num_print_percent(r.num, r.den, decimals, out, room);
}

static double mean(int64_t sum, int64_t n)
{
    return n > 0 ? (double)sum / (double)n : 0;
}

static void rate_item(const struct item *item, struct item_tally *it)
{
    int64_t positive = 0;
    int64_t substantive = 0;
    int64_t top = 0;
    int64_t bad = 0;
    size_t choices = item->scale != NULL ? item->scale->choice_count : 0;
    for (size_t k = 0; k < choices; k++) {
        const struct choice *c = &item->scale->choices[k];
        int64_t n = it->counts[k];
        positive += choice_positive(c) ? n : 0;
        substantive += choice_substantive(c) ? n : 0;
        top += c->meaning == MEANS_SATISFIED ? n : 0;
        bad += c->meaning == MEANS_DISSATISFIED ||
                       c->meaning == MEANS_HAPPENED
                   ? n
                   : 0;
    }
    if (item_rated(item)) {
        it->main_rate = (struct ratio){positive, it->asked};
        it->ref_rate = (struct ratio){positive, substantive};
    }
    if (item_rated(item) && item->role != ROLE_AWARE)
        it->top_rate = (struct ratio){top, it->asked};
    if (item->role == ROLE_FACT ||
        (item_rated(item) && item->role != ROLE_AWARE))
        it->bad_rate = (struct ratio){bad, it->asked};
    it->score = mean(it->score_sum, it->score_n);
}

static bool screens(const struct questionnaire *q)
{
    for (size_t i = 0; i < q->item_count; i++)
        if (q->items[i].role == ROLE_SCREEN)
            return true;
    return false;
}

/* What was handed out is known of print runs alone. */
static void rate_channels(struct tally *t)
{
    const struct unit_tally *root = &t->unit[0];
    for (size_t c = 0; c < t->channel_count && !root->over_returned; c++) {
        struct channel_tally *ch = &t->channels[c];
        bool paper = strcmp(ch->channel, "paper") == 0;
        outcome_make(&ch->outcome, paper ? root->printed : 0,
                     paper ? root->issued : -1, paper ? root->refused : 0,
                     ch->by_disposition, screens(t->q));
    }
}

static void rate_unit(const struct tally *t, struct unit_tally *u)
{
    const struct questionnaire *q = t->q;
    for (size_t i = 0; i < q->item_count; i++) {
        struct item_tally *it = &u->items[i];
        rate_item(&q->items[i], it);
        if (q->items[i].role == ROLE_AWARE) {
            u->aware.num += it->main_rate.num;
            u->aware.den += it->main_rate.den;
        } else if (q->items[i].role == ROLE_SATISFY) {
            u->score_sum += it->score_sum;
            u->score_n += it->score_n;
        } else if (q->items[i].role == ROLE_OVERALL) {
            u->satisfied = it->main_rate;
            u->satisfied_ref = it->ref_rate;
        }
    }
    if (!u->over_returned)
        /* what came on no sheet was asked once and came once */
        outcome_make(&u->outcome, u->printed + u->paperless,
                     u->issued + u->paperless, u->refused, u->by_disposition,
                     screens(q));
    u->return_rate = (struct ratio){u->returned - u->paperless, u->issued};
    u->valid_rate = (struct ratio){u->valid, u->returned};
    u->score = mean(u->score_sum, u->score_n);
    u->aware_verdict = ratio_judge(u->aware, q->thresholds.aware_permille);
    u->satisfied_verdict =
        ratio_judge(u->satisfied, q->thresholds.satisfied_permille);
}

/* Items under one label, joined in the words of the regulation. */
static enum err_code rate_pools(struct tally *t, struct err *err)
{
    const struct questionnaire *q = t->q;
    t->pools = mem_alloc(q->item_count + 1, sizeof *t->pools);
    if (t->pools == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
    for (size_t i = 0; i < q->item_count; i++) {
        const struct item *item = &q->items[i];
        if (item->pool == NULL)
            continue;
        size_t p = 0;
        while (p < t->pool_count &&
               strcmp(t->pools[p].pool, item->pool) != 0)
            p++;
        if (p == t->pool_count)
            t->pools[t->pool_count++] = (struct pool_tally){
                .pool = item->pool, .text = item->pool_text};
        t->pools[p].main_rate.num += t->unit[0].items[i].main_rate.num;
        t->pools[p].main_rate.den += t->unit[0].items[i].main_rate.den;
    }
    return ERR_OK;
}

enum err_code tally_make_rates(struct tally *t, struct err *err)
{
    for (size_t i = 0; i < t->unit_count; i++)
        rate_unit(t, &t->unit[i]);
    rate_channels(t);
    return rate_pools(t, err);
}
