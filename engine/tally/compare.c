/* engine/tally/compare.c - see compare.h. */
#include "engine/tally/compare.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/tally/internal.h"
#include "engine/tally/ranking.h"

static const double level = 0.05;

static const char *const changes[] = {
    [CHANGE_UNKNOWN] = "unknown",
    [CHANGE_UP] = "up",
    [CHANGE_DOWN] = "down",
    [CHANGE_OPEN] = "open",
};
_Static_assert(sizeof changes / sizeof changes[0] == CHANGE_COUNT,
               "one word per change");

const char *change_word(enum change change)
{
    return changes[change];
}

/* One figure of one round. */
struct figure {
    struct ratio ratio;
    const struct inference *inf; /* NULL = none */
    struct interval range; /* of the share; {0, 0}: none */
    double n; /* effective sample size; 0 = none */
};

static struct figure figure_of(struct ratio ratio,
                               const struct inference *inf,
                               struct interval range)
{
    struct figure f = {ratio, inf, {0, 0}, 0};
    if (inf->why == INTERVAL_SHOWN) {
        f.n = inf->n_effective;
        f.range = range;
    }
    return f;
}

static double share_of(struct figure f)
{
    if (f.inf != NULL && f.inf->weighted)
        return f.inf->share;
    return (double)f.ratio.num / (double)f.ratio.den;
}

static void settle(struct compared *c)
{
    if (!c->tested)
        c->change = CHANGE_UNKNOWN;
    else if (c->p > level)
        c->change = CHANGE_OPEN;
    else
        c->change = c->difference > 0 ? CHANGE_UP : CHANGE_DOWN;
}

/* False: one of them is not published, or there is none. */
static bool compare(struct figure before, struct figure now, size_t place,
                    struct compared *out)
{
    if (before.ratio.den == 0 || now.ratio.den == 0)
        return false;
    *out = (struct compared){.place = place, .before = before.ratio,
                             .now = now.ratio};
    out->share_before = share_of(before);
    out->share_now = share_of(now);
    out->range_before = before.range;
    out->range_now = now.range;
    out->difference = out->share_now - out->share_before;
    out->tested = before.n > 0 && now.n > 0;
    if (out->tested) {
        struct share a = {out->share_now, now.n};
        struct share b = {out->share_before, before.n};
        out->interval = stats_newcombe(a, b);
        out->p = stats_same_p(a, b);
    }
    settle(out);
    return true;
}

/* ---- what may be compared ---- */

static size_t channels_of(const struct tally *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->channel_count; i++)
        n += t->channels[i].returned > 0;
    return n;
}

static bool one_channel(const struct tally *before, const struct tally *now)
{
    if (channels_of(before) > 1 || channels_of(now) > 1)
        return false;
    return before->channel_count == 0 || now->channel_count == 0 ||
           strcmp(before->channels[0].channel, now->channels[0].channel) == 0;
}

/* The item of `before` that is the same question, or -1. */
static long fellow(const struct tally *before, const struct item *item)
{
    long at = questionnaire_find(before->q, item->code);
    return at >= 0 && tally_same_item(&before->q->items[at], item) ? at : -1;
}

/* 知晓率 pools its items: all of them must be the same. */
static bool same_role(const struct tally *a, const struct tally *b,
                      enum item_role role)
{
    size_t n = 0;
    size_t m = 0;
    for (size_t i = 0; i < b->q->item_count; i++)
        m += b->q->items[i].role == role;
    for (size_t i = 0; i < a->q->item_count; i++) {
        if (a->q->items[i].role != role)
            continue;
        n++;
        if (fellow(b, &a->q->items[i]) < 0)
            return false;
    }
    return n == m && n > 0;
}

static long fellow_unit(const struct tally *before, const struct unit *unit)
{
    long at = units_find(before->units, unit->code);
    return at >= 0 && strcmp(before->units->unit[at].name, unit->name) == 0
               ? at
               : -1;
}

/* ---- the lists ---- */

static void compare_items(const struct tally *before, const struct tally *now,
                          struct comparison *c)
{
    for (size_t i = 0; i < now->q->item_count; i++) {
        const struct item_tally *b = &now->unit[0].items[i];
        if (!item_rated(&now->q->items[i]))
            continue;
        long at = fellow(before, &now->q->items[i]);
        if (at < 0) {
            c->changed_items++;
            continue;
        }
        const struct item_tally *a = &before->unit[0].items[at];
        if (compare(figure_of(a->main_rate, &a->inf, a->interval),
                    figure_of(b->main_rate, &b->inf, b->interval), i,
                    &c->items.list[c->items.count]))
            c->items.count++;
    }
    for (size_t i = 0; i < before->q->item_count; i++)
        c->changed_items += item_rated(&before->q->items[i]) &&
                            questionnaire_find(now->q,
                                               before->q->items[i].code) < 0;
}

static struct figure headline(const struct tally *t, size_t unit,
                              bool satisfy)
{
    const struct unit_tally *u = &t->unit[unit];
    return satisfy ? figure_of(u->satisfied, &u->satisfied_inf,
                               u->satisfied_interval)
                   : figure_of(u->aware, &u->aware_inf, u->aware_interval);
}

/* Too few people, then or now, to say that a unit changed. */
static void forget_small(struct compared *x)
{
    if (x->before.den >= RANK_MIN_VALID && x->now.den >= RANK_MIN_VALID)
        return;
    x->tested = false;
    settle(x);
}

/* The tests of all units of a class stand side by side: Holm. */
static void adjust(const struct tally *now, const char *class,
                   struct compared_list *units, double p[])
{
    for (int pass = 0; pass < 2; pass++) {
        size_t n = 0;
        for (size_t i = 0; i < units->count; i++) {
            struct compared *x = &units->list[i];
            if (!x->tested ||
                strcmp(now->units->unit[x->place].class, class) != 0)
                continue;
            if (pass == 0) {
                p[n++] = x->p;
            } else {
                x->p = p[n++];
                settle(x);
            }
        }
        if (pass == 0)
            stats_holm(n, p);
    }
}

static bool class_seen(const struct tally *now,
                       const struct compared_list *units, size_t i)
{
    const char *class = now->units->unit[units->list[i].place].class;
    for (size_t k = 0; k < i; k++)
        if (strcmp(now->units->unit[units->list[k].place].class, class) == 0)
            return true;
    return false;
}

static enum err_code compare_units(const struct tally *before,
                                   const struct tally *now, bool satisfy,
                                   struct comparison *c, struct err *err)
{
    double *p = mem_alloc(now->unit_count, sizeof *p);
    if (p == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the comparison: out of memory"));
    for (size_t u = 1; u < now->unit_count; u++) {
        long at = fellow_unit(before, &now->units->unit[u]);
        if (at < 0) {
            c->other_units += now->unit[u].returned > 0;
            continue;
        }
        if (compare(headline(before, (size_t)at, satisfy),
                    headline(now, u, satisfy), u,
                    &c->units.list[c->units.count]))
            c->units.count++;
    }
    for (size_t i = 0; i < c->units.count; i++)
        forget_small(&c->units.list[i]);
    for (size_t i = 0; i < c->units.count; i++)
        if (!class_seen(now, &c->units, i))
            adjust(now, now->units->unit[c->units.list[i].place].class,
                   &c->units, p);
    free(p);
    return ERR_OK;
}

/* A channel is worth its own share of the round's effective sample. */
static struct figure channel_figure(const struct tally *t, size_t channel,
                                    bool satisfy)
{
    const struct channel_tally *ch = &t->channels[channel];
    struct figure whole = headline(t, 0, satisfy);
    struct figure f = {satisfy ? ch->satisfied : ch->aware, NULL, {0, 0}, 0};
    if (whole.ratio.den > 0)
        f.n = whole.n * (double)f.ratio.den / (double)whole.ratio.den;
    return f;
}

static void compare_channels(const struct tally *before,
                             const struct tally *now, bool satisfy,
                             struct comparison *c)
{
    for (size_t i = 0; i < now->channel_count; i++)
        for (size_t k = 0; k < before->channel_count; k++)
            if (strcmp(now->channels[i].channel,
                       before->channels[k].channel) == 0 &&
                compare(channel_figure(before, k, satisfy),
                        channel_figure(now, i, satisfy), i,
                        &c->channels.list[c->channels.count]))
                c->channels.count++;
}

/* ---- life ---- */

static enum err_code check(const struct tally *before, const struct tally *now,
                           struct err *err)
{
    if (strcmp(before->q->form, now->q->form) != 0)
        return err_set(err, ERR_RANGE, 0,
                       _("the rounds used different questionnaires, %s and "
                         "%s; only rounds of one form can be compared"),
                       before->q->form, now->q->form);
    if (before->unit[0].over_returned || now->unit[0].over_returned)
        return err_set(err, ERR_NOTNOW, 0,
                       _("in the %s round more sheets came back than were "
                         "handed out; settle that first (`pingyi tally --by "
                         "unit`)"),
                       now->unit[0].over_returned ? _("newer") : _("earlier"));
    return ERR_OK;
}

static enum err_code compare_all(const struct tally *before,
                                 const struct tally *now,
                                 struct comparison *c, struct err *err)
{
    bool aware = same_role(now, before, ROLE_AWARE);
    bool satisfied = same_role(now, before, ROLE_OVERALL);
    bool satisfy = ranking_by_satisfaction(now->q);
    bool lead = satisfy ? satisfied : aware; /* the units' figure */
    c->mixed_channels = !one_channel(before, now);
    if (c->mixed_channels) {
        if (lead)
            compare_channels(before, now, satisfy, c);
        return ERR_OK;
    }
    c->has_aware = aware && compare(headline(before, 0, false),
                                    headline(now, 0, false), 0, &c->aware);
    c->has_satisfied =
        satisfied && compare(headline(before, 0, true),
                             headline(now, 0, true), 0, &c->satisfied);
    compare_items(before, now, c);
    return lead ? compare_units(before, now, satisfy, c, err) : ERR_OK;
}

enum err_code comparison_new(const struct tally *before,
                             const struct tally *now, struct comparison **out,
                             struct err *err)
{
    *out = NULL;
    enum err_code code = check(before, now, err);
    if (code != ERR_OK)
        return code;
    struct comparison *c = mem_alloc(1, sizeof *c);
    if (c != NULL) {
        c->before_design = before->design.kind;
        c->now_design = now->design.kind;
        c->items.list =
            mem_alloc(now->q->item_count, sizeof *c->items.list);
        c->units.list = mem_alloc(now->unit_count, sizeof *c->units.list);
        c->channels.list = mem_alloc(
            (size_t)CHANNEL_MAX * CHANNEL_MAX, sizeof *c->channels.list);
    }
    if (c == NULL || c->items.list == NULL || c->units.list == NULL ||
        c->channels.list == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("the comparison: out of memory"));
    else
        code = compare_all(before, now, c, err);
    if (code != ERR_OK) {
        comparison_free(c);
        return code;
    }
    *out = c;
    return ERR_OK;
}

void comparison_free(struct comparison *comparison)
{
    if (comparison == NULL)
        return;
    free(comparison->items.list);
    free(comparison->units.list);
    free(comparison->channels.list);
    free(comparison);
}
