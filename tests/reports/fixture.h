/* tests/reports/fixture.h - a counted round made by hand, without a store.
 *
 * Counts are drawn from a seeded generator for every lowest unit and summed
 * upward, exactly as engine/tally would; tests then set the one cell they are
 * about.  For whole workspaces through the gate see county.h.
 */
#ifndef TESTS_REPORTS_FIXTURE_H
#define TESTS_REPORTS_FIXTURE_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/mem.h"
#include "engine/tally/tally.h"

struct fixture {
    struct questionnaire *q;
    struct units *units;
    struct tally tally;
    struct survey_info survey;
    uint64_t seed;
    const struct outside *outside; /* what was imported; NULL = nothing */
};

static inline uint32_t fixture_random(struct fixture *f, uint32_t below)
{
    f->seed = f->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((f->seed >> 33) % below);
}

/* `csv` NULL: one county, six townships, four villages each. */
static inline void fixture_init(struct fixture *f, const char *preset,
                                const char *csv)
{
    struct err err = ERR_INIT;
    char path[256];
    struct str county;

    *f = (struct fixture){.seed = 7};
    snprintf(path, sizeof(path), "samples/presets/%s.yaml", preset);
    if (questionnaire_load(path, &f->q, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    str_init(&county, 1024 * 1024);
    str_add(&county, "code,parent,name,class,households,population\n");
    str_add(&county, "YN,,永宁县,县,,\n");
    static const char *const towns[] = {"城关镇", "杨柳镇", "石桥乡",
                                        "清水镇", "黄坪乡", "龙泉镇"};
    static const char *const villages[] = {"东", "西", "南", "北"};
    for (int t = 0; t < 6; t++) {
        str_addf(&county, "YN%02d,YN,%s,乡镇,,\n", t + 1, towns[t]);
        for (int v = 0; v < 4; v++)
            str_addf(&county, "YN%02d%02d,YN%02d,%.6s%s村,村,310,1180\n",
                     t + 1, v + 1, t + 1, towns[t], villages[v]);
    }
    if (units_parse(csv ? csv : county.text, strlen(csv ? csv : county.text),
                    "units.csv", &f->units, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.text);
        abort();
    }
    str_deinit(&county);
    snprintf(f->survey.form, sizeof(f->survey.form), "%s", f->q->form);
    snprintf(f->survey.title, sizeof(f->survey.title), "%s", f->q->title);
    snprintf(f->survey.period, sizeof(f->survey.period), "2026年上半年");
    snprintf(f->survey.issuer, sizeof(f->survey.issuer),
             "永宁县人口和计划生育局");
    f->survey.anonymous = f->q->anonymous;
    struct tally *t = &f->tally;
    t->q = f->q;
    t->revision = 1;
    t->units = f->units;
    t->unit_count = f->units->count;
    t->unit = mem_alloc(t->unit_count, sizeof(*t->unit));
    for (size_t u = 0; u < t->unit_count; u++) {
        t->unit[u].unit = u;
        t->unit[u].items =
            mem_alloc(f->q->item_count, sizeof(struct item_tally));
        for (size_t i = 0; i < f->q->item_count; i++) {
            t->unit[u].items[i].item = i;
            t->unit[u].items[i].counts = mem_alloc(64, sizeof(int64_t));
        }
    }
    snprintf(t->figures_sha256, sizeof(t->figures_sha256),
             "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"
             "cdef");
}

static inline void fixture_deinit(struct fixture *f)
{
    struct tally *t = &f->tally;

    for (size_t u = 0; u < t->unit_count; u++) {
        for (size_t i = 0; i < f->q->item_count; i++)
            free(t->unit[u].items[i].counts);
        free(t->unit[u].items);
    }
    free(t->unit);
    free(t->pools);
    units_free(f->units);
    questionnaire_free(f->q);
}

/* One person answering one item: weights lean to the first choices. */
static inline void fixture_answer(struct fixture *f, struct item_tally *t,
                                  const struct item *item, int mood)
{
    size_t n = item->scale ? item->scale->choice_count : 0;
    uint32_t dice = fixture_random(f, 1000);

    t->asked++;
    if (!item->scale) {
        t->written += dice < 60;
    } else if (dice < 22) {
        t->blank++;
    } else if (dice < 27) {
        t->invalid++;
    } else if (item->kind == ITEM_MULTI) {
        t->counts[fixture_random(f, (uint32_t)n)]++;
        t->counts[fixture_random(f, (uint32_t)n)]++;
    } else if (item->role == ROLE_FACT) {
        t->counts[dice < 45 ? 0 : dice < 930 ? 1 : 2]++;
    } else if (n >= 3) {
        uint32_t roll = fixture_random(f, 1000);
        uint32_t first = (uint32_t)(560 + mood + (int)(t->item * 37 % 90));
        t->corrected += dice > 990;
        t->counts[roll < first ? 0 : roll < first + 270 ? 1
                  : roll < first + 330 ? 2 : n - 1]++;
    } else {
        t->counts[fixture_random(f, (uint32_t)n)]++;
    }
}

/* `valid` sheets of a lowest unit and a few lost ones. */
static inline void fixture_fill(struct fixture *f, size_t unit, int valid)
{
    struct unit_tally *t = &f->tally.unit[unit];
    int mood = (int)fixture_random(f, 120);

    t->has_sheets = true;
    t->by_disposition[DISP_PARTIAL] = valid / 30;
    t->by_disposition[DISP_COMPLETE] = valid - valid / 30;
    t->by_disposition[DISP_BLANK] = fixture_random(f, 3);
    t->by_disposition[DISP_BREAK_OFF] = fixture_random(f, 3);
    t->by_disposition[DISP_MISSING_SIDE] = fixture_random(f, 2);
    t->valid = valid;
    t->returned = valid + t->by_disposition[DISP_BLANK] +
                  t->by_disposition[DISP_BREAK_OFF] +
                  t->by_disposition[DISP_MISSING_SIDE];
    t->issued = t->returned + fixture_random(f, 7);
    t->refused = fixture_random(f, 3);
    t->printed = t->issued + t->refused;
    for (int p = 0; p < valid; p++)
        for (size_t i = 0; i < f->q->item_count; i++)
            fixture_answer(f, &t->items[i], &f->q->items[i], mood);
}

static inline int64_t fixture_sum(const struct item *item,
                                  const struct item_tally *t,
                                  enum choice_meaning a, enum choice_meaning b)
{
    int64_t sum = 0;

    for (size_t k = 0; item->scale && k < item->scale->choice_count; k++)
        if (item->scale->choices[k].meaning == a ||
            item->scale->choices[k].meaning == b)
            sum += t->counts[k];
    return sum;
}

static inline struct interval fixture_interval(struct ratio r)
{
    return r.den > 0 ? stats_wilson(r.num, r.den) : (struct interval){-1, -1};
}

static inline void fixture_item_rates(const struct item *item,
                                      struct item_tally *t)
{
    int64_t good = fixture_sum(item, t, MEANS_SATISFIED, MEANS_PARTLY);
    int64_t bad = fixture_sum(item, t, MEANS_DISSATISFIED, MEANS_HAPPENED);
    int64_t points = 0, n = 0;

    if (item->role == ROLE_AWARE)
        good = fixture_sum(item, t, MEANS_KNOWS, MEANS_KNOWS);
    t->main_rate = (struct ratio){good, t->asked};
    t->bad_rate = (struct ratio){bad, t->asked};
    t->ref_rate = (struct ratio){good, good + bad};
    t->top_rate = (struct ratio){
        fixture_sum(item, t, MEANS_SATISFIED, MEANS_SATISFIED), t->asked};
    for (size_t k = 0; item->scale && k < item->scale->choice_count; k++)
        if (item->scale->choices[k].score >= 0) {
            points += t->counts[k] * item->scale->choices[k].score;
            n += t->counts[k];
        }
    t->score = n ? (double)points / (double)n : 0;
    t->score_n = n;
    t->interval = fixture_interval(t->main_rate);
}

static inline void fixture_unit_rates(struct fixture *f, struct unit_tally *t)
{
    double score = 0;
    int64_t n = 0;

    t->return_rate = (struct ratio){t->returned, t->issued};
    t->valid_rate = (struct ratio){t->valid, t->returned};
    t->over_returned = t->returned > t->issued;
    t->aware = (struct ratio){0, 0};
    for (size_t i = 0; i < f->q->item_count; i++) {
        const struct item *item = &f->q->items[i];
        struct item_tally *it = &t->items[i];

        fixture_item_rates(item, it);
        if (item->role == ROLE_AWARE) {
            t->aware.num += it->main_rate.num;
            t->aware.den += it->main_rate.den;
        } else if (item->role == ROLE_OVERALL) {
            t->satisfied = t->composite = it->main_rate;
            t->satisfied_ref = it->ref_rate;
        } else if (item->role == ROLE_SATISFY) {
            score += it->score * (double)it->score_n;
            n += it->score_n;
        }
    }
    t->aware_people =
        (struct ratio){t->aware.den ? t->valid * 6 / 10 : 0,
                       t->aware.den ? t->valid : 0};
    t->score = n ? score / (double)n : 0;
    t->score_n = n;
    t->aware_interval = fixture_interval(t->aware);
    t->satisfied_interval = fixture_interval(t->satisfied);
    t->aware_verdict =
        t->aware.den ? ratio_judge(t->aware, f->q->thresholds.aware_permille)
                     : VERDICT_NONE;
    t->satisfied_verdict =
        t->satisfied.den
            ? ratio_judge(t->satisfied, f->q->thresholds.satisfied_permille)
            : VERDICT_NONE;
}

static inline void fixture_add(struct fixture *f, struct unit_tally *to,
                               const struct unit_tally *from)
{
    to->has_sheets = to->has_sheets || from->has_sheets;
    to->printed += from->printed;
    to->issued += from->issued;
    to->refused += from->refused;
    to->returned += from->returned;
    to->valid += from->valid;
    for (int d = 0; d < DISP_COUNT; d++)
        to->by_disposition[d] += from->by_disposition[d];
    for (size_t i = 0; i < f->q->item_count; i++) {
        to->items[i].asked += from->items[i].asked;
        to->items[i].blank += from->items[i].blank;
        to->items[i].invalid += from->items[i].invalid;
        to->items[i].corrected += from->items[i].corrected;
        to->items[i].written += from->items[i].written;
        for (int k = 0; k < 64; k++)
            to->items[i].counts[k] += from->items[i].counts[k];
    }
}

/* Drawn at random inside each town, so that there are intervals to print;
 * the fixture makes them itself. */
static inline void fixture_design(struct fixture *f)
{
    f->tally.design = (struct design){.kind = DESIGN_STRATIFIED};
    (void)snprintf(f->tally.design.strata, sizeof f->tally.design.strata,
                   "乡镇");
}

/* Sum villages upward and compute every rate. */
static inline void fixture_finish(struct fixture *f)
{
    fixture_design(f);
    for (size_t u = f->tally.unit_count; u-- > 1;)
        fixture_add(f, &f->tally.unit[f->units->unit[u].parent],
                    &f->tally.unit[u]);
    for (size_t u = 0; u < f->tally.unit_count; u++)
        fixture_unit_rates(f, &f->tally.unit[u]);
}

/* Every lowest unit gets `valid` sheets, give or take. */
static inline void fixture_fill_all(struct fixture *f, int valid)
{
    for (size_t u = 0; u < f->tally.unit_count; u++) {
        bool leaf = true;
        for (size_t v = u + 1; v < f->tally.unit_count; v++)
            leaf = leaf && f->units->unit[v].parent != (long)u;
        if (leaf)
            fixture_fill(f, u,
                         valid + (int)fixture_random(f, (uint32_t)valid / 4 +
                                                            1));
    }
    fixture_finish(f);
}

#endif
