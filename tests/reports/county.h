/* tests/reports/county.h - a whole workspace filled through the real gate.
 *
 * Every lowest unit of a units file gets one print batch; most sheets come
 * back as pages that passed the gate, some blank, some broken off, a few
 * answers doubtful.  Deterministic from its seed.  Also a tool: see
 * test_county.c.
 */
#ifndef TESTS_REPORTS_COUNTY_H
#define TESTS_REPORTS_COUNTY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"
#include "engine/gate/gate.h"

struct county_plan {
    const char *form, *units; /* files */
    const char *issuer, *period;
    int copies;               /* sheets a lowest unit */
    int doubtful_permille;    /* of answers left for a person */
    uint64_t seed;
};

struct county {
    struct county_plan plan;
    struct store *store;
    const struct questionnaire *q;
    unsigned image;
    int mood;                 /* of the unit: shifts how satisfied it is */
};

static inline uint32_t county_random(struct county *c, uint32_t below)
{
    c->plan.seed = c->plan.seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((c->plan.seed >> 33) % below);
}

/* Which choice of an item this person ticks. */
static inline size_t county_choice(struct county *c, const struct item *item)
{
    size_t n = item->scale->choice_count;
    uint32_t roll = county_random(c, 1000);
    uint32_t lean = (uint32_t)(640 + c->mood +
                               (int)((uint32_t)item->code[1] * 53 % 130));

    switch (item->role) {
    case ROLE_SATISFY:
    case ROLE_OVERALL:
        return roll < lean - 60 ? 0 : roll < 905 ? 1 : roll < 960 ? 2 : n - 1;
    case ROLE_AWARE:
        return roll < lean + 80 ? 0 : roll < 940 ? 1 : n - 1;
    case ROLE_FACT: return roll < 12 ? 0 : roll < 940 ? 1 : n - 1;
    case ROLE_SCREEN: return roll < 15 ? 0 : 1 + county_random(c, (uint32_t)n - 1);
    default: return county_random(c, (uint32_t)n);
    }
}

static inline void county_answer(struct county *c, const struct item *item,
                                 struct answer_read *a, bool blank)
{
    uint32_t roll = county_random(c, 1000);

    a->reason = "";
    a->state = ANSWER_BLANK;
    if (blank || roll < 14)
        return;
    if (item->kind == ITEM_TEXT) {
        a->ink = roll < 80;
        a->state = a->ink ? ANSWER_GIVEN : ANSWER_BLANK;
        return;
    }
    a->state = ANSWER_GIVEN;
    a->choices = UINT64_C(1) << county_choice(c, item);
    if (item->kind == ITEM_MULTI && roll < 700)
        a->choices |= UINT64_C(1) << county_choice(c, item);
    a->corrected = roll > 992;
    if (roll < 14 + 4 && item->kind == ITEM_SINGLE) {
        a->state = ANSWER_INVALID;
        a->choices = 3;
        a->reason = "two";
    } else if (roll >= 18 &&
               roll < (uint32_t)(18 + c->plan.doubtful_permille)) {
        a->state = ANSWER_DOUBTFUL;
        a->reason = "faint";
        a->doubt = .3F;
    }
}

static inline enum err_code county_page(struct county *c,
                                        const struct batch *batch,
                                        uint64_t serial, struct err *err)
{
    struct answer_read answers[128];
    struct gate_result result;
    uint32_t fate = county_random(c, 1000);
    size_t n = c->q->item_count;
    bool screened = false;

    memset(answers, 0, sizeof(answers));
    for (size_t i = 0; i < n; i++) {
        const struct item *item = &c->q->items[i];

        answers[i].item = i;
        county_answer(c, item, &answers[i],
                      fate < 8 || (fate < 20 && i > n / 4) || screened);
        screened = screened || (item->role == ROLE_SCREEN &&
                                answers[i].choices == 1);
    }
    struct page_scan scan = {.file = "scan.png", .page = (int)c->image,
                             .outcome = PAGE_READ, .reason = "",
                             .batch = batch->number,
                             .serial = batch->open ? 0 : serial, .side = 1,
                             .revision = batch->revision, .open = batch->open,
                             .dpi = 300, .map = {1, 0, 0, 0, 1, 0, 0, 0, 1},
                             .answer_count = n, .answers = answers};
    crypto_sha256(&c->image, sizeof(c->image), scan.image_hash);
    memcpy(scan.store_hash, scan.image_hash, SHA256_BYTES);
    c->image++;
    return gate_page(c->store, &scan, &result, err);
}

static inline enum err_code county_unit(struct county *c, size_t unit,
                                        struct err *err)
{
    int copies = c->plan.copies + (int)county_random(
        c, (uint32_t)c->plan.copies / 5 + 1);
    uint64_t *serials = mem_alloc((size_t)copies, sizeof(*serials));
    struct batch batch;
    enum err_code code = store_begin(c->store, err);

    c->mood = (int)county_random(c, 130);
    if (code == ERR_OK)
        code = store_batch_add(c->store, unit, 1, c->q->anonymous, copies,
                               serials, &batch, err);
    for (int i = 0; code == ERR_OK && i < copies; i++)
        if (county_random(c, 1000) < 955)
            code = county_page(c, &batch, serials[i], err);
    free(serials);
    return code == ERR_OK ? store_commit(c->store, err) : code;
}

/* Make `dir` and fill it; the workspace is closed again. */
static inline enum err_code county_make(const char *dir,
                                        const struct county_plan *plan,
                                        struct err *err)
{
    struct county c = {.plan = *plan};
    struct questionnaire *q = NULL;
    struct units *units = NULL;
    enum err_code code = questionnaire_load(plan->form, &q, err);

    if (code == ERR_OK)
        code = units_load(plan->units, &units, err);
    if (code == ERR_OK) {
        const struct survey_new what = {.form = q, .units = units,
                                        .issuer = plan->issuer,
                                        .period = plan->period};
        code = store_create(dir, &what, err);
    }
    if (code == ERR_OK)
        code = store_open(dir, &c.store, err);
    if (code == ERR_OK)
        code = store_form(c.store, 0, &c.q, NULL, err);
    for (size_t u = 0; code == ERR_OK && u < units->count; u++) {
        bool lowest = true;
        for (size_t v = u + 1; v < units->count && lowest; v++)
            lowest = units->unit[v].parent != (long)u;
        if (lowest)
            code = county_unit(&c, u, err);
    }
    store_close(c.store);
    units_free(units);
    questionnaire_free(q);
    return code;
}

#endif
