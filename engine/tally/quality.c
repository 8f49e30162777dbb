/* engine/tally/quality.c - see quality.h.
 *
 * One pass keeps a few counts per batch and 16 bytes per sheet (a hash of its
 * answers); tests compare a batch with all others together, and are adjusted
 * for how many batches there are (Holm). */
#include "engine/tally/quality.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/stats/dist.h"
#include "engine/gate/route.h"
#include "engine/tally/internal.h"
#include "engine/tally/quality_hand.h"

enum {
    MIN_SHEETS = 20, /* fewer say nothing about a batch */
    MIN_ITEMS = 4,   /* fewer equal answers are no straight line */
    MIN_ALIKE = 5
};

/* An honest batch is flagged once in a hundred rounds. */
static const double level = 0.01;
/* Below these shares a batch is left alone however unusual it is. */
static const double straight_share = 0.5, alike_share = 0.2,
                    hand_share = 0.5;

static const char *const kinds[] = {
    [FLAG_STRAIGHT] = "straight",   [FLAG_IDENTICAL] = "identical",
    [FLAG_NO_UNKNOWN] = "no_unknown", [FLAG_ALL_BACK] = "all_back",
    [FLAG_CHANNELS] = "channels",   [FLAG_TOLD] = "told",
    [FLAG_HAND] = "hand",
};
_Static_assert(sizeof kinds / sizeof kinds[0] == FLAG_KIND_COUNT,
               "one word per kind");

const char *flag_kind_word(enum flag_kind kind)
{
    return kinds[kind];
}

bool item_guards_survey(const struct item *item)
{
    return item->role == ROLE_FACT && strstr(item->text, "问卷") != NULL;
}

struct batch_counts {
    uint32_t number;
    size_t unit;
    int64_t issued, returned, valid;
    int64_t lined, straight; /* sheets with MIN_ITEMS answers; all the same */
    int64_t asked, unknown;  /* sheets that could say 不了解; that did */
    int64_t guarded, told;   /* sheets that carry F3; that say 有 */
};

/* What a sheet says as a whole. */
struct print {
    uint64_t hash;
    uint32_t batch; /* index */
};

struct alike {      /* the most frequent sheet of a batch */
    int64_t n;      /* in the batch */
    int64_t all;    /* in the round */
};

struct gatherer {
    struct store *store;
    const struct tally *t;
    size_t print_runs;          /* batch[0..print_runs) by number; then one of
                                 * each unit for what came on no sheet */
    size_t batch_count;
    struct batch_counts *batch;
    int line_side;              /* of open sheets: with most 满意 items */
    size_t print_count, print_room;
    struct print *print;
    struct ratio (*channel)[CHANNEL_MAX]; /* 满意率 by unit and channel */
    struct quality *q;
    size_t room;
    enum err_code code;
    struct err *err;
};

/* ---- one sheet ---- */

struct sheet {
    size_t lined;
    uint64_t line;     /* the choices seen in satisfaction items */
    bool could, unknown, guarded, told;
    uint64_t hash;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
    return hash ^ hash >> 29;
}

static bool chose(const struct item *item, uint64_t choices,
                  enum choice_meaning meaning)
{
    for (size_t k = 0; k < item->scale->choice_count; k++)
        if ((choices >> k & 1) != 0 &&
            item->scale->choices[k].meaning == meaning)
            return true;
    return false;
}

static bool has_meaning(const struct item *item, enum choice_meaning meaning)
{
    return chose(item, UINT64_MAX, meaning);
}

static void see_answer(struct sheet *s, const struct item *item,
                       const struct answer_row *a)
{
    if (item->scale == NULL || item->role == ROLE_PERSON)
        return; /* who they are makes sheets differ for no reason of ours */
    s->hash = mix(mix(s->hash, item->role * 997U + a->item),
                  (uint64_t)a->state << 56 ^ a->choices);
    if (a->state != ANSWER_GIVEN)
        return;
    bool opinion =
        item->role == ROLE_SATISFY || item->role == ROLE_OVERALL;
    if (opinion) {
        s->lined++;
        s->line |= a->choices;
    }
    if (opinion && has_meaning(item, MEANS_UNKNOWN)) {
        s->could = true;
        s->unknown = s->unknown || chose(item, a->choices, MEANS_UNKNOWN);
    }
    if (item_guards_survey(item)) {
        s->guarded = true;
        s->told = s->told || chose(item, a->choices, MEANS_HAPPENED);
    }
}

static bool keep_print(struct gatherer *g, uint64_t hash, size_t batch)
{
    if (g->print_count == g->print_room) {
        size_t room = g->print_room > 0 ? 2 * g->print_room : 4096;
        struct print *grown = mem_grow(g->print, room, sizeof *grown);
        if (grown == NULL)
            return false;
        g->print = grown;
        g->print_room = room;
    }
    g->print[g->print_count++] = (struct print){hash, (uint32_t)batch};
    return true;
}

static int by_number(const void *a, const void *b)
{
    const struct batch_counts *x = a;
    const struct batch_counts *y = b;
    return (x->number > y->number) - (x->number < y->number);
}

static struct batch_counts *batch_of(struct gatherer *g, uint32_t number,
                                     size_t unit)
{
    struct batch_counts key = {.number = number};
    if (number == 0)
        return &g->batch[g->print_runs + unit];
    return g->print_runs == 0 ? NULL
                              : bsearch(&key, g->batch, g->print_runs,
                                        sizeof key, by_number);
}

static void see_channel(struct gatherer *g, const struct response_row *row,
                        const struct questionnaire *q)
{
    long overall = tally_overall(q);
    for (size_t c = 0; c < g->t->channel_count && overall >= 0; c++) {
        if (strcmp(g->t->channels[c].channel, row->channel) != 0)
            continue;
        for (size_t i = 0; i < row->answer_count; i++) {
            if (row->answers[i].item != (size_t)overall)
                continue;
            bool yes = row->answers[i].state == ANSWER_GIVEN &&
                       (chose(&q->items[overall], row->answers[i].choices,
                              MEANS_SATISFIED) ||
                        chose(&q->items[overall], row->answers[i].choices,
                              MEANS_PARTLY));
            g->channel[row->unit][c].den++;
            g->channel[row->unit][c].num += yes;
        }
    }
}

static bool see_response(void *ctx, const struct response_row *row)
{
    struct gatherer *g = ctx;
    const struct questionnaire *q = NULL;
    struct batch_counts *b = batch_of(g, row->batch, row->unit);
    struct sheet s = {.hash = (uint64_t)row->revision};
    bool asked[LIMIT_ITEMS];
    if (b != NULL && row->side <= 1)
        b->returned++;
    if (!disposition_valid(row->disposition) || g->t->q->anonymous)
        return false;
    g->code = store_form(g->store, row->revision, &q, NULL, g->err);
    if (g->code != ERR_OK)
        return true;
    see_channel(g, row, q);
    if (b == NULL)
        return false;
    route_response(q, row->answer_count, row->answers, asked);
    for (size_t i = 0; i < row->answer_count; i++)
        if (asked[row->answers[i].item])
            see_answer(&s, &q->items[row->answers[i].item],
                       &row->answers[i]);
    b->guarded += s.guarded;
    b->told += s.told;
    /* nothing joins the sides of an open sheet: one of them speaks for it */
    if (row->side != 0 && row->side != g->line_side)
        return false;
    b->valid++;
    b->lined += s.lined >= MIN_ITEMS;
    b->straight += s.lined >= MIN_ITEMS && (s.line & (s.line - 1)) == 0;
    b->asked += s.could;
    b->unknown += s.unknown;
    if (!keep_print(g, s.hash, (size_t)(b - g->batch))) {
        g->code = err_set(g->err, ERR_NOMEM, 0,
                          _("the quality check: out of memory"));
        return true;
    }
    return false;
}

/* ---- flags ---- */

static bool add_flag(struct gatherer *g, struct quality_flag flag)
{
    if (g->q->count == g->room) {
        size_t room = g->room > 0 ? 2 * g->room : 32;
        struct quality_flag *grown =
            mem_grow(g->q->flag, room, sizeof *grown);
        if (grown == NULL) {
            g->code = err_set(g->err, ERR_NOMEM, 0,
                              _("the quality check: out of memory"));
            return false;
        }
        g->q->flag = grown;
        g->room = room;
    }
    g->q->flag[g->q->count++] = flag;
    return true;
}

/* x of n here, and all of `base` in the round: how likely are so many here if
 * this batch is like the others?  One more of each keeps a share seen nowhere
 * else from being impossible. */
static double share_elsewhere(struct ratio here, struct ratio all)
{
    return (double)(all.num - here.num + 1) /
           (double)(all.den - here.den + 2);
}

/* One test per batch: num/den of each, and of the round.  `many`: too many are
 * unusual; else too few. */
struct batch_test {
    enum flag_kind kind;
    struct ratio *here;  /* by batch */
    struct ratio *all;
    double least;        /* share below which nothing is said; many only */
    int64_t least_n;
    bool many;
};

static void test_batches(struct gatherer *g, const struct batch_test *test,
                         double p[])
{
    size_t n = 0;
    for (size_t i = 0; i < g->batch_count; i++) {
        struct ratio x = test->here[i];
        if (x.den < MIN_SHEETS || test->all[i].den <= x.den)
            continue;
        double q = share_elsewhere(x, test->all[i]);
        p[n++] = test->many
                     ? dist_binomial_tail(x.num, x.den, q)
                     : 1 - dist_binomial_tail(x.num + 1, x.den, q);
    }
    stats_holm(n, p);
    n = 0;
    for (size_t i = 0; i < g->batch_count && g->code == ERR_OK; i++) {
        struct ratio x = test->here[i];
        if (x.den < MIN_SHEETS || test->all[i].den <= x.den)
            continue;
        double at = p[n++];
        double share = (double)x.num / (double)x.den;
        if (at >= level || (test->many && (share < test->least ||
                                           x.num < test->least_n)) ||
            (!test->many && x.num > 0))
            continue;
        (void)add_flag(g, (struct quality_flag){
                              .kind = test->kind,
                              .batch = g->batch[i].number,
                              .unit = g->batch[i].unit,
                              .n = x.num,
                              .of = x.den,
                              .here = share,
                              .elsewhere = share_elsewhere(x, test->all[i]),
                              .p = at});
    }
}

static int by_hash(const void *a, const void *b)
{
    const struct print *x = a;
    const struct print *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->batch > y->batch) - (x->batch < y->batch);
}

/* The most frequent sheet of each batch, and how often it occurs at all. */
static void find_alike(struct gatherer *g, struct alike best[])
{
    if (g->print_count > 0)
        qsort(g->print, g->print_count, sizeof *g->print, by_hash);
    for (size_t i = 0; i < g->print_count;) {
        size_t end = i;
        while (end < g->print_count &&
               g->print[end].hash == g->print[i].hash)
            end++;
        for (size_t k = i; k < end;) {
            uint32_t b = g->print[k].batch;
            size_t from = k;
            while (k < end && g->print[k].batch == b)
                k++;
            if ((int64_t)(k - from) > best[b].n)
                best[b] = (struct alike){(int64_t)(k - from),
                                         (int64_t)(end - i)};
        }
        i = end;
    }
}

static void flag_all_back(struct gatherer *g)
{
    for (size_t i = 0; i < g->batch_count && g->code == ERR_OK; i++) {
        const struct batch_counts *b = &g->batch[i];
        if (b->issued >= MIN_SHEETS && b->returned == b->issued)
            (void)add_flag(g, (struct quality_flag){
                                  .kind = FLAG_ALL_BACK, .batch = b->number,
                                  .unit = b->unit, .n = b->returned,
                                  .of = b->issued, .here = 1,
                                  .elsewhere = -1, .p = -1});
    }
}

static void flag_told(struct gatherer *g)
{
    for (size_t i = 0; i < g->batch_count && g->code == ERR_OK; i++) {
        const struct batch_counts *b = &g->batch[i];
        if (b->told > 0)
            (void)add_flag(g, (struct quality_flag){
                                  .kind = FLAG_TOLD, .batch = b->number,
                                  .unit = b->unit, .n = b->told,
                                  .of = b->guarded,
                                  .here =
                                      (double)b->told / (double)b->guarded,
                                  .elsewhere = -1, .p = -1});
    }
}

/* The first channel against each other one, unit by unit. */
static void flag_channels(struct gatherer *g, double p[])
{
    for (size_t c = 1; c < g->t->channel_count; c++) {
        for (int pass = 0; pass < 2; pass++) {
            size_t n = 0;
            for (size_t u = 0; u < g->t->unit_count; u++) {
                struct ratio a = g->channel[u][0];
                struct ratio b = g->channel[u][c];
                if (a.den < MIN_SHEETS || b.den < MIN_SHEETS)
                    continue;
                struct share x = {(double)a.num / (double)a.den,
                                  (double)a.den};
                struct share y = {(double)b.num / (double)b.den,
                                  (double)b.den};
                if (pass == 0)
                    p[n] = stats_same_p(x, y);
                else if (p[n] < level)
                    (void)add_flag(g, (struct quality_flag){
                                          .kind = FLAG_CHANNELS, .unit = u,
                                          .n = a.den, .of = b.den,
                                          .here = x.p, .elsewhere = y.p,
                                          .p = p[n]});
                n++;
            }
            if (pass == 0)
                stats_holm(n, p);
        }
    }
}

static long batch_index(void *ctx, uint32_t number, size_t unit)
{
    struct gatherer *g = ctx;
    const struct batch_counts *b = batch_of(g, number, unit);
    return b != NULL ? (long)(b - g->batch) : -1;
}

/* Room of one job: ratios here and in the round, by batch, and p-values. */
struct scratch {
    struct ratio *here, *all;
    struct alike *alike;
    double *p;
};

static void flag_answers(struct gatherer *g, const struct scratch *s)
{
    struct batch_counts sum = {.number = 0};
    for (size_t i = 0; i < g->batch_count; i++) {
        sum.lined += g->batch[i].lined;
        sum.straight += g->batch[i].straight;
        sum.asked += g->batch[i].asked;
        sum.unknown += g->batch[i].unknown;
        sum.valid += g->batch[i].valid;
        g->q->batches += g->batch[i].valid >= MIN_SHEETS;
    }
    for (size_t i = 0; i < g->batch_count; i++) {
        s->here[i] =
            (struct ratio){g->batch[i].straight, g->batch[i].lined};
        s->all[i] = (struct ratio){sum.straight, sum.lined};
    }
    test_batches(g, &(struct batch_test){FLAG_STRAIGHT, s->here, s->all,
                                         straight_share, MIN_ALIKE, true},
                 s->p);
    find_alike(g, s->alike);
    for (size_t i = 0; i < g->batch_count; i++) {
        s->here[i] = (struct ratio){s->alike[i].n, g->batch[i].valid};
        s->all[i] = (struct ratio){s->alike[i].all, sum.valid};
    }
    test_batches(g, &(struct batch_test){FLAG_IDENTICAL, s->here, s->all,
                                         alike_share, MIN_ALIKE, true},
                 s->p);
    for (size_t i = 0; i < g->batch_count; i++) {
        s->here[i] = (struct ratio){g->batch[i].unknown, g->batch[i].asked};
        s->all[i] = (struct ratio){sum.unknown, sum.asked};
    }
    test_batches(g, &(struct batch_test){FLAG_NO_UNKNOWN, s->here, s->all, 0,
                                         0, false},
                 s->p);
}

static enum err_code flag_hands(struct gatherer *g, const struct scratch *s)
{
    struct ratio sum = {0, 0};
    enum err_code code =
        quality_hands(g->store, batch_index, g, g->batch_count, s->here,
                      g->err);
    for (size_t i = 0; i < g->batch_count; i++) {
        sum.num += s->here[i].num;
        sum.den += s->here[i].den;
    }
    for (size_t i = 0; i < g->batch_count; i++)
        s->all[i] = sum;
    if (code == ERR_OK)
        test_batches(g, &(struct batch_test){FLAG_HAND, s->here, s->all,
                                             hand_share, MIN_ALIKE, true},
                     s->p);
    return code == ERR_OK ? g->code : code;
}

static enum err_code flag_all(struct gatherer *g)
{
    size_t n = g->batch_count + g->t->unit_count + 1;
    struct scratch s = {mem_alloc(n, sizeof *s.here),
                        mem_alloc(n, sizeof *s.all),
                        mem_alloc(n, sizeof *s.alike),
                        mem_alloc(n, sizeof *s.p)};
    if (s.here == NULL || s.all == NULL || s.alike == NULL || s.p == NULL)
        g->code = err_set(g->err, ERR_NOMEM, 0,
                          _("the quality check: out of memory"));
    else if (!g->t->q->anonymous)
        flag_answers(g, &s);
    if (g->code == ERR_OK)
        flag_all_back(g);
    if (g->code == ERR_OK && !g->t->q->anonymous)
        flag_channels(g, s.p);
    if (g->code == ERR_OK && !g->t->q->anonymous)
        flag_told(g);
    if (g->code == ERR_OK && !g->t->q->anonymous)
        g->code = flag_hands(g, &s);
    free(s.here);
    free(s.all);
    free(s.alike);
    free(s.p);
    return g->code;
}

/* ---- life ---- */

/* The side of an open sheet that carries most 满意 items. */
static int line_side_of(const struct tally *t)
{
    int n[LIMIT_SIDES + 1] = {0};
    int best = 1;
    for (size_t i = 0; i < t->q->item_count; i++) {
        enum item_role role = t->q->items[i].role;
        if (role == ROLE_SATISFY || role == ROLE_OVERALL)
            n[t->item_side[i]]++;
    }
    for (int side = 2; side <= LIMIT_SIDES; side++)
        if (n[side] > n[best])
            best = side;
    return best;
}

static enum err_code take_batches(struct gatherer *g)
{
    struct batch *list = NULL;
    size_t n = 0;
    enum err_code code = store_batches(g->store, &list, &n, g->err);
    if (code != ERR_OK)
        return code;
    g->batch = mem_alloc(n + g->t->unit_count, sizeof *g->batch);
    g->channel = mem_alloc(g->t->unit_count, sizeof *g->channel);
    if (g->batch == NULL || g->channel == NULL)
        code = err_set(g->err, ERR_NOMEM, 0,
                       _("the quality check: out of memory"));
    for (size_t i = 0; code == ERR_OK && i < n; i++)
        g->batch[i] = (struct batch_counts){.number = list[i].number,
                                            .unit = list[i].unit,
                                            .issued = list[i].issued};
    for (size_t u = 0; code == ERR_OK && u < g->t->unit_count; u++)
        g->batch[n + u] = (struct batch_counts){.unit = u};
    g->print_runs = n;
    g->batch_count = code == ERR_OK ? n + g->t->unit_count : 0;
    g->line_side = line_side_of(g->t);
    free(list);
    return code;
}

enum err_code quality_run(struct store *store, const struct tally *tally,
                          struct quality **out, struct err *err)
{
    struct gatherer g = {.store = store, .t = tally, .err = err};
    *out = NULL;
    g.q = mem_alloc(1, sizeof *g.q);
    enum err_code code =
        g.q != NULL ? take_batches(&g)
                    : err_set(err, ERR_NOMEM, 0,
                              _("the quality check: out of memory"));
    if (code == ERR_OK)
        code = store_responses(store, see_response, &g, err);
    if (code == ERR_OK)
        code = g.code;
    if (code == ERR_OK)
        code = flag_all(&g);
    free(g.batch);
    free(g.print);
    free(g.channel);
    if (code != ERR_OK) {
        quality_free(g.q);
        return code;
    }
    *out = g.q;
    return ERR_OK;
}

void quality_free(struct quality *quality)
{
    if (quality == NULL)
        return;
    free(quality->flag);
    free(quality);
}
