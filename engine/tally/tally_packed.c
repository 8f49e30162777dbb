/* engine/tally/tally_packed.c - counting packed units, column by column.
 *
 * A column is a string of codes: how often each code occurs is counted without
 * looking at what it means, and then each code that occurs is counted once,
 * that many times.  Only what asks a whole person (how many 知晓 items one
 * knows) is added up row by row.  Where people are looked at by their traits,
 * numbers are put together, or items are asked under conditions, responses are
 * unpacked one after the other. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/tally/count.h"
#include "engine/tally/pack.h"

enum { CODES = 256 };

struct unpacker {
    struct counter *c;
    bool *done;
    bool by_row;        /* traits or numbers */
    uint8_t *known;     /* 知晓 items known, by response of the group */
    size_t known_room;
    struct answer_row *answers; /* LIMIT_ITEMS */
};

static bool corrupt(struct counter *c, size_t unit)
{
    c->code = err_set(c->err, ERR_CORRUPT, 0,
                      _("the packed answers of unit %s are damaged; run "
                        "`pingyi doctor`"),
                      c->t->units->unit[unit].code);
    return true;
}

static bool no_memory(struct counter *c)
{
    c->code = err_set(c->err, ERR_NOMEM, 0, _("the tally: out of memory"));
    return true;
}

/* How often each code occurs.  Four tables, so that equal neighbours do not
 * wait for each other. */
static void histogram(const uint8_t *code, size_t n, uint32_t out[CODES])
{
    uint32_t part[4][CODES];
    size_t i = 0;
    memset(part, 0, sizeof part);
    for (; i + 4 <= n; i += 4) {
        part[0][code[i]]++;
        part[1][code[i + 1]]++;
        part[2][code[i + 2]]++;
        part[3][code[i + 3]]++;
    }
    for (; i < n; i++)
        part[0][code[i]]++;
    for (size_t k = 0; k < CODES; k++)
        out[k] = part[0][k] + part[1][k] + part[2][k] + part[3][k];
}

/* One column; `positive` marks the codes that count for the main rate, *sum
 * is how many answers do. */
static void count_column(const struct item *item, struct item_tally *it,
                         const struct pack_group *g,
                         const struct pack_column *col,
                         uint8_t positive[CODES], int64_t *sum)
{
    uint32_t times[CODES];
    histogram(col->code, g->n, times);
    *sum = 0;
    for (size_t k = 0; k < CODES; k++) {
        positive[k] = 0;
        if (times[k] == 0 || (k & CODE_MASK) == CODE_MANY)
            continue;
        const uint8_t code = (uint8_t)k;
        const struct pack_column one = {.item = col->item, .code = &code};
        const struct answer_row a = pack_answer(&one, 0);
        counter_answer(item, it, &a, times[k]);
        positive[k] = counter_positive(item, &a);
        *sum += positive[k] ? times[k] : 0;
    }
    for (size_t i = 0; col->many != NULL && i < g->n; i++) {
        if ((col->code[i] & CODE_MASK) != CODE_MANY)
            continue;
        const struct answer_row a = pack_answer(col, i);
        counter_answer(item, it, &a, 1);
        *sum += counter_positive(item, &a);
    }
}

/* Which of a column's answers are positive, added to the persons' sums. */
static void add_known(struct unpacker *u, const struct item *item,
                      const struct pack_group *g,
                      const struct pack_column *col,
                      const uint8_t positive[CODES])
{
    for (size_t i = 0; i < g->n; i++)
        u->known[i] = (uint8_t)(u->known[i] + positive[col->code[i]]);
    for (size_t i = 0; col->many != NULL && i < g->n; i++) {
        const struct answer_row a = pack_answer(col, i);
        if ((col->code[i] & CODE_MASK) == CODE_MANY &&
            counter_positive(item, &a))
            u->known[i]++;
    }
}

static void count_known(const struct unpacker *u, struct unit_tally *ut,
                        size_t n)
{
    size_t items = u->c->aware_items;
    uint32_t people[CODES];
    histogram(u->known, n, people);
    for (size_t k = 0; k <= items; k++) {
        ut->aware_people.num += k * 100 >= 80 * items ? people[k] : 0;
        ut->aware_sum += (int64_t)(k * people[k]);
        ut->aware_square += (int64_t)(k * k * people[k]);
    }
    ut->aware_people.den += (int64_t)n;
}

static bool room_for(struct unpacker *u, size_t n)
{
    if (n > u->known_room) {
        uint8_t *grown = mem_grow(u->known, n, 1);
        if (grown == NULL)
            return false;
        u->known = grown;
        u->known_room = n;
    }
    memset(u->known, 0, n);
    return true;
}

/* The answers of a valid group. */
static bool count_answers(struct unpacker *u, size_t unit,
                          const struct pack_group *g,
                          struct channel_tally *ch)
{
    struct counter *c = u->c;
    struct unit_tally *ut = &c->t->unit[unit];
    const long *map = c->maps[g->revision];
    size_t asked = 0;
    if (!room_for(u, g->n))
        return no_memory(c);
    for (size_t k = 0; k < g->columns; k++) {
        uint8_t positive[CODES];
        int64_t sum = 0;
        if (g->column[k].item >= c->map_count[g->revision])
            return corrupt(c, unit);
        long at = map[g->column[k].item];
        if (at < 0)
            continue;
        const struct item *item = &c->t->q->items[at];
        count_column(item, &ut->items[at], g, &g->column[k], positive, &sum);
        if (item->role == ROLE_AWARE) {
            asked++;
            add_known(u, item, g, &g->column[k], positive);
            ch->aware.num += sum;
            ch->aware.den += (int64_t)g->n;
        } else if (item->role == ROLE_OVERALL) {
            ut->composite.num += sum;
            ut->composite.den += (int64_t)g->n;
            ch->satisfied.num += sum;
            ch->satisfied.den += (int64_t)g->n;
        }
    }
    if (c->aware_items > 0 && asked == c->aware_items)
        count_known(u, ut, g->n);
    return false;
}

static bool count_group(struct unpacker *u, size_t unit,
                        const struct pack_group *g)
{
    struct counter *c = u->c;
    bool valid = disposition_valid(g->disposition);
    int64_t n = (int64_t)g->n;
    c->code = counter_map(c, g->revision);
    if (c->code != ERR_OK)
        return true;
    struct channel_tally *ch = counter_channel(c, g->channel);
    if (ch == NULL)
        return true;
    c->sides[unit].n[g->side][g->disposition] += n;
    c->t->unit[unit].paperless += g->batch == 0 ? n : 0;
    if (g->side <= 1) { /* the first side stands for the sheet */
        ch->returned += n;
        ch->valid += valid ? n : 0;
        ch->by_disposition[g->disposition] += n;
    }
    return valid && count_answers(u, unit, g, ch);
}

static bool count_rows(struct unpacker *u, size_t unit,
                       const struct pack_group *g)
{
    struct response_row row = {.unit = unit,
                               .revision = g->revision,
                               .side = g->side,
                               .batch = g->batch,
                               .channel = g->channel,
                               .disposition = g->disposition,
                               .answer_count = g->columns,
                               .answers = u->answers};
    for (size_t i = 0; i < g->n; i++) {
        for (size_t k = 0; k < g->columns; k++)
            u->answers[k] = pack_answer(&g->column[k], i);
        if (counter_response(u->c, &row))
            return true;
    }
    return false;
}

/* Two pages that count for the same questions of one person: nothing the gate
 * makes, but it is counted as its rows are. */
static bool repeats(const struct pack_group *g)
{
    bool seen[LIMIT_ITEMS] = {false};
    for (size_t k = 0; k < g->columns; k++) {
        size_t item = g->column[k].item;
        if (item < LIMIT_ITEMS && seen[item])
            return true;
        if (item < LIMIT_ITEMS)
            seen[item] = true;
    }
    return false;
}

/* Who is asked what hangs on the other answers. */
static bool routed(struct counter *c, int revision)
{
    c->code = counter_map(c, revision);
    return c->code == ERR_OK && c->forms[revision]->routed;
}

static bool count_unit(void *ctx, const struct packed_row *row)
{
    struct unpacker *u = ctx;
    struct pack_group g;
    size_t at = 0;
    bool bad = false;
    while (pack_next(row->bytes, row->n, &at, &g, &bad)) {
        if (g.revision < 1 || g.revision >= REVISIONS || g.side > LIMIT_SIDES)
            return corrupt(u->c, row->unit);
        if (u->by_row || routed(u->c, g.revision) || repeats(&g) ? count_rows(u, row->unit, &g)
                      : count_group(u, row->unit, &g))
            return true;
    }
    if (bad)
        return corrupt(u->c, row->unit);
    u->done[row->unit] = true;
    return false;
}

enum err_code counter_packed(struct counter *c, bool done[])
{
    struct unpacker u = {.c = c, .done = done};
    u.by_row = c->t->cross != NULL || c->t->q->grid_count > 0;
    u.answers = mem_alloc(LIMIT_ITEMS, sizeof *u.answers);
    if (u.answers == NULL)
        return err_set(c->err, ERR_NOMEM, 0, _("the tally: out of memory"));
    enum err_code code = store_packed(c->store, count_unit, &u, c->err);
    free(u.known);
    free(u.answers);
    return code == ERR_OK ? c->code : code;
}
