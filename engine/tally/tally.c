/* engine/tally/tally.c - counting: one pass over the responses, those of
 * packed units by tally_packed.c.
 *
 * Each response is added to its own unit; afterwards every unit is added to
 * the one above it.  Memory depends on units and items, never on responses.
 */
#include "engine/tally/tally.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/gate/route.h"
#include "engine/tally/count.h"
#include "engine/tally/pack.h"

/* Fewer responses than these are read row by row sooner than packed. */
enum { PACK_FROM = 5000 };

struct item_tally *tally_item(const struct tally *t, size_t unit, size_t item)
{
    return &t->unit[unit].items[item];
}

long tally_overall(const struct questionnaire *q)
{
    for (size_t i = 0; i < q->item_count; i++)
        if (q->items[i].role == ROLE_OVERALL)
            return (long)i;
    return -1;
}

bool choice_positive(const struct choice *choice)
{
    return choice->meaning == MEANS_SATISFIED ||
           choice->meaning == MEANS_PARTLY || choice->meaning == MEANS_KNOWS;
}

bool choice_substantive(const struct choice *choice)
{
    return choice->meaning != MEANS_NOTHING &&
           choice->meaning != MEANS_UNKNOWN && choice->meaning != MEANS_ENDS;
}

bool item_rated(const struct item *item)
{
    return item->scale != NULL &&
           (item->role == ROLE_AWARE || item->role == ROLE_SATISFY ||
            item->role == ROLE_OVERALL);
}

static enum err_code no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
}

/* ---- revisions ---- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_scale(const struct scale *a, const struct scale *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->choice_count != b->choice_count)
        return false;
    for (size_t i = 0; i < a->choice_count; i++)
        if (strcmp(a->choices[i].code, b->choices[i].code) != 0 ||
            strcmp(a->choices[i].text, b->choices[i].text) != 0 ||
            a->choices[i].meaning != b->choices[i].meaning)
            return false;
    return true;
}

bool tally_same_item(const struct item *a, const struct item *b)
{
    return strcmp(a->code, b->code) == 0 && strcmp(a->text, b->text) == 0 &&
           same_text(a->gloss, b->gloss) &&
           same_text(a->when_text, b->when_text) && a->kind == b->kind &&
           a->role == b->role && a->max_choices == b->max_choices &&
           same_scale(a->scale, b->scale);
}

enum err_code counter_map(struct counter *c, int revision)
{
    if (c->maps[revision] != NULL)
        return ERR_OK;
    const struct questionnaire *old = NULL;
    enum err_code code =
        store_form(c->store, revision, &old, NULL, c->err);
    if (code != ERR_OK)
        return code;
    long *map = mem_alloc(old->item_count + 1, sizeof *map);
    if (map == NULL)
        return no_memory(c->err);
    for (size_t i = 0; i < old->item_count; i++) {
        long at = questionnaire_find(c->t->q, old->items[i].code);
        bool same =
            at >= 0 && tally_same_item(&old->items[i], &c->t->q->items[at]);
        map[i] = same ? at : -1;
    }
    c->maps[revision] = map;
    c->map_count[revision] = old->item_count;
    c->forms[revision] = old;
    return ERR_OK;
}

/* ---- one response ---- */

static void count_choices(const struct item *item, struct item_tally *it,
                          uint64_t choices, int64_t times)
{
    for (size_t k = 0; k < item->scale->choice_count; k++) {
        if ((choices >> k & 1) == 0)
            continue;
        it->counts[k] += times;
        if (item->scale->choices[k].score != SCORE_NONE) {
            it->score_sum += item->scale->choices[k].score * times;
            it->score_n += times;
        }
    }
}

/* Exactly one choice for a single item, at most max_choices otherwise, none
 * the scale does not have. */
static bool fits(const struct item *item, uint64_t choices)
{
    if (item->scale == NULL || choices == 0)
        return false;
    if (choices >> item->scale->choice_count != 0)
        return false;
    return __builtin_popcountll(choices) <= item->max_choices;
}

void counter_answer(const struct item *item, struct item_tally *it,
                    const struct answer_row *a, int64_t times)
{
    it->asked += times;
    if (item->kind == ITEM_TEXT) {
        bool wrote = a->ink && a->state != ANSWER_BLANK;
        it->written += wrote ? times : 0;
        it->blank += wrote ? 0 : times;
        return;
    }
    it->corrected += a->corrected ? times : 0;
    switch (a->state) {
    case ANSWER_GIVEN:
        if (fits(item, a->choices))
            count_choices(item, it, a->choices, times);
        else
            it->invalid += times;
        break;
    case ANSWER_BLANK: it->blank += times; break;
    case ANSWER_INVALID: it->invalid += times; break;
    case ANSWER_DOUBTFUL:
    case ANSWER_STATE_COUNT: it->doubtful += times; break;
    }
}

void counter_skipped(struct item_tally *it, const struct answer_row *a)
{
    it->skipped++;
    it->stray += route_stray(a);
}

/* What one person's sheet says as a whole. */
struct person {
    size_t aware_asked, aware_known; /* items, answers */
    bool overall_asked, overall_positive;
};

bool counter_positive(const struct item *item, const struct answer_row *a)
{
    if (a->state != ANSWER_GIVEN || !fits(item, a->choices))
        return false;
    for (size_t k = 0; k < item->scale->choice_count; k++)
        if ((a->choices >> k & 1) != 0)
            return choice_positive(&item->scale->choices[k]);
    return false;
}

static void see_person(struct person *p, const struct item *item,
                       const struct answer_row *a)
{
    if (item->role == ROLE_AWARE) {
        p->aware_asked++;
        p->aware_known += counter_positive(item, a);
    } else if (item->role == ROLE_OVERALL) {
        p->overall_asked = true;
        p->overall_positive = counter_positive(item, a);
    }
}

static void count_person(const struct counter *c, struct unit_tally *u,
                         const struct person *p)
{
    /* Only a sheet that carries every 知晓 item tells how many of them its
     * person knows. */
    if (c->aware_items > 0 && p->aware_asked == c->aware_items) {
        u->aware_people.den++;
        u->aware_people.num += p->aware_known * 100 >= 80 * c->aware_items;
        u->aware_sum += (int64_t)p->aware_known;
        u->aware_square += (int64_t)(p->aware_known * p->aware_known);
    }
    if (p->overall_asked) {
        u->composite.den++;
        u->composite.num += p->overall_positive;
    }
}

struct channel_tally *counter_channel(struct counter *c, const char *name)
{
    struct tally *t = c->t;
    for (size_t i = 0; i < t->channel_count; i++)
        if (strcmp(t->channels[i].channel, name) == 0)
            return &t->channels[i];
    if (t->channel_count == CHANNEL_MAX) {
        c->code = err_set(c->err, ERR_RANGE, 0,
                          _("more than %d channels; run `pingyi doctor`"),
                          CHANNEL_MAX);
        return NULL;
    }
    struct channel_tally *ch = &t->channels[t->channel_count++];
    (void)snprintf(ch->channel, sizeof ch->channel, "%s", name);
    return ch;
}

static void count_channel(struct channel_tally *ch,
                          const struct response_row *row, bool valid,
                          const struct person *p)
{
    if (row->side <= 1) { /* the first side stands for the sheet */
        ch->returned++;
        ch->valid += valid;
        ch->by_disposition[row->disposition]++;
    }
    if (!valid)
        return;
    ch->aware.den += (int64_t)p->aware_asked;
    ch->aware.num += (int64_t)p->aware_known;
    ch->satisfied.den += p->overall_asked;
    ch->satisfied.num += p->overall_positive;
}

/* The response is out of step with its questionnaire: the store is damaged. */
static bool stop_corrupt(struct counter *c, const struct response_row *row)
{
    c->code = err_set(c->err, ERR_CORRUPT, 0,
                      _("response %lld does not fit the survey (unit, side "
                        "or question out of range); run `pingyi doctor`"),
                      (long long)row->id);
    return true;
}

bool counter_response(void *ctx, const struct response_row *row)
{
    struct counter *c = ctx;
    if (row->unit >= c->t->unit_count || row->side < 0 ||
        row->side > LIMIT_SIDES || row->revision < 1 ||
        row->revision >= REVISIONS || row->disposition >= DISP_COUNT)
        return stop_corrupt(c, row);
    c->code = counter_map(c, row->revision);
    if (c->code != ERR_OK)
        return true;
    const long *map = c->maps[row->revision];
    struct unit_tally *u = &c->t->unit[row->unit];
    bool valid = disposition_valid(row->disposition);
    c->sides[row->unit].n[row->side][row->disposition]++;
    u->paperless += row->batch == 0;
    struct person person = {.aware_asked = 0};
    struct answer_row ours[LIMIT_ITEMS]; /* in our revision's items */
    bool asked[LIMIT_ITEMS];
    size_t n = 0;
    for (size_t i = 0; valid && i < row->answer_count; i++)
        if (row->answers[i].item >= c->map_count[row->revision])
            return stop_corrupt(c, row);
    if (valid)
        route_response(c->forms[row->revision], row->answer_count,
                       row->answers, asked);
    for (size_t i = 0; valid && i < row->answer_count; i++) {
        const struct answer_row *a = &row->answers[i];
        long item = map[a->item];
        if (item < 0)
            continue;
        if (!asked[a->item]) {
            counter_skipped(&u->items[item], a);
            continue;
        }
        counter_answer(&c->t->q->items[item], &u->items[item], a, 1);
        ours[n] = *a;
        ours[n++].item = (size_t)item;
        see_person(&person, &c->t->q->items[item], a);
    }
    if (valid) {
        count_person(c, u, &person);
        tally_cross_add(c->t, row->unit, n, ours);
    }
    if (valid && !tally_add_numbers(c->t, row->unit, n, ours)) {
        c->code = no_memory(c->err);
        return true;
    }
    struct channel_tally *ch = counter_channel(c, row->channel);
    if (ch == NULL)
        return true;
    count_channel(ch, row, valid, &person);
    return false;
}

/* ---- sheets ---- */

/* Of an open form of several sides, the side that came back most often says
 * how many sheets there are. */
static void settle_sides(struct unit_tally *u, const struct side_counts *s)
{
    int best = 0;
    int64_t most = 0;
    u->has_sheets = u->has_sheets || u->paperless > 0;
    for (int side = 1; side <= LIMIT_SIDES; side++) {
        int64_t n = 0;
        for (int d = 0; d < DISP_COUNT; d++)
            n += s->n[side][d];
        if (n > most) {
            most = n;
            best = side;
        }
    }
    for (int d = 0; d < DISP_COUNT; d++) {
        u->by_disposition[d] = s->n[0][d] + (best > 0 ? s->n[best][d] : 0);
        u->returned += u->by_disposition[d];
        if (disposition_valid((enum disposition)d))
            u->valid += u->by_disposition[d];
        for (int side = 0; side <= LIMIT_SIDES; side++) {
            u->side_returned[side] += s->n[side][d];
            if (disposition_valid((enum disposition)d))
                u->side_valid[side] += s->n[side][d];
        }
    }
}

static enum err_code count_batches(struct counter *c)
{
    struct batch *batches = NULL;
    size_t n = 0;
    enum err_code code = store_batches(c->store, &batches, &n, c->err);
    for (size_t i = 0; i < n && code == ERR_OK; i++) {
        if (batches[i].unit >= c->t->unit_count) {
            code = err_set(c->err, ERR_CORRUPT, 0,
                           _("batch %u belongs to no unit; run `pingyi "
                             "doctor`"),
                           (unsigned)batches[i].number);
            break;
        }
        struct unit_tally *u = &c->t->unit[batches[i].unit];
        u->has_sheets = true;
        u->printed += batches[i].copies;
        u->issued += batches[i].issued;
        u->refused += batches[i].refused;
    }
    free(batches);
    return code;
}

static bool count_review(void *ctx, const struct review_row *row)
{
    (void)row;
    ++*(int64_t *)ctx;
    return false;
}

/* ---- life ---- */

static size_t choices_of(const struct questionnaire *q)
{
    size_t n = 0;
    for (size_t i = 0; i < q->item_count; i++)
        n += q->items[i].scale != NULL ? q->items[i].scale->choice_count : 0;
    return n;
}

/* One block of items and one of counts serve all units. */
static enum err_code make_room(struct tally *t, struct err *err)
{
    const struct questionnaire *q = t->q;
    size_t n = t->unit_count;
    size_t per_unit = choices_of(q);
    t->unit = mem_alloc(n, sizeof *t->unit);
    t->item_block = mem_alloc(n, q->item_count * sizeof *t->item_block);
    t->count_block = mem_alloc(n, (per_unit + 1) * sizeof *t->count_block);
    if (t->unit == NULL || t->item_block == NULL || t->count_block == NULL)
        return no_memory(err);
    for (size_t u = 0; u < n; u++) {
        t->unit[u].unit = u;
        t->unit[u].items = t->item_block + u * q->item_count;
        int64_t *at = t->count_block + u * (per_unit + 1);
        for (size_t i = 0; i < q->item_count; i++) {
            struct item_tally *it = &t->unit[u].items[i];
            it->item = i;
            it->counts = at;
            at += q->items[i].scale != NULL
                      ? q->items[i].scale->choice_count
                      : 0;
        }
    }
    return ERR_OK;
}

static int by_channel(const void *a, const void *b)
{
    return strcmp(((const struct channel_tally *)a)->channel,
                  ((const struct channel_tally *)b)->channel);
}

/* Packed units, then those that are not. */
static enum err_code count_responses(struct counter *c)
{
    struct packed_missing *rest = NULL;
    size_t n = 0;
    bool *done = mem_alloc(c->t->unit_count, sizeof *done);
    if (done == NULL)
        return no_memory(c->err);
    enum err_code code = counter_packed(c, done);
    if (code == ERR_OK)
        code = store_packed_missing(c->store, &rest, &n, c->err);
    for (size_t i = 0; i < n && code == ERR_OK; i++) {
        code = store_responses_of(c->store, rest[i].unit, counter_response, c,
                                  c->err);
        if (code == ERR_OK)
            code = c->code;
    }
    free(rest);
    free(done);
    return code;
}

static enum err_code count_all(struct counter *c)
{
    struct tally *t = c->t;
    enum err_code code = count_batches(c);
    if (code == ERR_OK)
        code = count_responses(c);
    if (code == ERR_OK)
        code = store_reviews(c->store, REVIEW_OPEN, count_review,
                             &t->open_reviews, c->err);
    if (code == ERR_OK)
        code = store_sealed(c->store, &t->closed, c->err);
    if (code != ERR_OK)
        return code;
    if (t->channel_count > 0)
        qsort(t->channels, t->channel_count, sizeof t->channels[0],
              by_channel);
    for (size_t i = 0; i < t->unit_count; i++)
        settle_sides(&t->unit[i], &c->sides[i]);
    for (size_t i = 0; i < t->channel_count; i++)
        if (strcmp(t->channels[i].channel, "paper") == 0)
            t->channel_paper = t->channels[i].returned;
    return ERR_OK;
}

/* Where the items stand on an open sheet. */
static enum err_code take_sides(struct store *store, struct tally *t,
                                struct err *err)
{
    const struct form_sides *sides = NULL;
    enum err_code code = store_sides(store, t->revision, true, &sides, err);
    if (code != ERR_OK)
        return code;
    t->side_count = sides->count;
    for (size_t i = 0; i < t->q->item_count; i++)
        t->item_side[i] = sides->side[i];
    return ERR_OK;
}

static enum err_code run(struct store *store, struct tally *t, bool guarded,
                         struct err *err)
{
    struct counter c = {.store = store, .t = t, .err = err};
    bool own = false;
    enum err_code code = store_form(store, 0, &t->q, &t->revision, err);
    if (code != ERR_OK)
        return code;
    code = take_sides(store, t, err);
    if (code != ERR_OK)
        return code;
    t->units = store_units(store);
    t->unit_count = t->units->count;
    for (size_t i = 0; i < t->q->item_count; i++)
        c.aware_items += t->q->items[i].role == ROLE_AWARE;
    code = store_design(store, &t->design, err);
    if (code == ERR_OK)
        code = make_room(t, err);
    if (code == ERR_OK)
        code = tally_cross_room(t, err);
    if (code == ERR_OK)
        code = tally_numbers_room(t, err);
    c.sides = mem_alloc(t->unit_count, sizeof *c.sides);
    if (code == ERR_OK && c.sides == NULL)
        code = no_memory(err);
    if (code == ERR_OK)
        code = pack_units(store, PACK_FROM, err);
    if (code == ERR_OK) /* all that is counted is of one moment */
        code = store_snapshot_begin(store, &own, err);
    if (code == ERR_OK)
        code = count_all(&c);
    store_snapshot_end(store, own);
    free(c.sides);
    for (int r = 0; r < REVISIONS; r++)
        free(c.maps[r]);
    if (code != ERR_OK)
        return code;
    tally_sum_upward(t);
    tally_settle_numbers(t);
    code = tally_make_rates(t, err);
    tally_make_votes(t);
    if (code == ERR_OK)
        code = tally_infer(t, err);
    if (code == ERR_OK && (guarded || t->q->anonymous))
        code = tally_suppress(t, err);
    return code;
}

static enum err_code run_whole(struct store *store, bool guarded,
                               struct tally **out, struct err *err)
{
    *out = NULL;
    struct tally *t = mem_alloc(1, sizeof *t);
    if (t == NULL)
        return no_memory(err);
    enum err_code code = run(store, t, guarded, err);
    struct str figures;
    str_init(&figures, LIMIT_JSON_BYTES);
    if (code == ERR_OK) {
        tally_figures(t, &figures);
        code = str_check(&figures, _("the figures"), err);
    }
    if (code == ERR_OK) {
        uint8_t hash[SHA256_BYTES];
        crypto_sha256(figures.text, figures.n, hash);
        crypto_hex(hash, sizeof hash, t->figures_sha256);
    }
    str_deinit(&figures);
    if (code != ERR_OK) {
        tally_free(t);
        return code;
    }
    *out = t;
    return ERR_OK;
}

enum err_code tally_run(struct store *store, struct tally **out,
                        struct err *err)
{
    return run_whole(store, false, out, err);
}

enum err_code tally_run_guarded(struct store *store, struct tally **out,
                                struct err *err)
{
    return run_whole(store, true, out, err);
}

void tally_free(struct tally *tally)
{
    if (tally == NULL)
        return;
    free(tally->item_block);
    free(tally->count_block);
    free(tally->unit);
    free(tally->pools);
    free(tally->cross);
    tally_numbers_free(tally);
    free(tally);
}
