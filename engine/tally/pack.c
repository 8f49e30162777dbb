/* engine/tally/pack.c - see pack.h. */
#include "engine/tally/pack.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"

static const char *const channels[] = {"paper", "tablet", "web", "phone"};
enum {
    CHANNELS = sizeof channels / sizeof channels[0],
    HEAD_BYTES = 13,
    UNITS_AT_ONCE = 32, /* a transaction */
    GROUPS_MAX = 4096   /* of one unit */
};

/* ---- out of the bytes ---- */

static uint32_t get_u32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

static uint64_t get_u64(const uint8_t *p)
{
    return get_u32(p) | (uint64_t)get_u32(p + 4) << 32;
}

static bool take_head(const uint8_t *p, struct pack_group *out)
{
    out->revision = p[0];
    out->side = p[1];
    out->disposition = (enum disposition)p[2];
    out->batch = get_u32(p + 4);
    out->n = get_u32(p + 8);
    out->columns = p[12];
    if (p[2] >= DISP_COUNT || p[3] >= CHANNELS || out->n == 0 ||
        out->columns > LIMIT_ITEMS)
        return false;
    out->channel = channels[p[3]];
    return true;
}

bool pack_next(const uint8_t *bytes, size_t n, size_t *at,
               struct pack_group *out, bool *bad)
{
    *bad = true;
    if (*at == 0) {
        if (n == 0 || bytes[0] != PACK_VERSION)
            return false;
        *at = 1;
    }
    *bad = *at != n;
    if (n - *at < HEAD_BYTES || !take_head(bytes + *at, out))
        return false;
    size_t pos = *at + HEAD_BYTES;
    for (size_t k = 0; k < out->columns; k++) {
        struct pack_column *c = &out->column[k];
        if (n - pos < 2 || bytes[pos + 1] > 1)
            return false;
        size_t each = bytes[pos + 1] ? 9 : 1;
        c->item = bytes[pos];
        pos += 2;
        if ((n - pos) / each < out->n)
            return false;
        c->code = bytes + pos;
        c->many = each == 9 ? bytes + pos + out->n : NULL;
        pos += out->n * each;
    }
    *at = pos;
    *bad = false;
    return true;
}

struct answer_row pack_answer(const struct pack_column *column, size_t i)
{
    unsigned code = column->code[i] & CODE_MASK;
    struct answer_row a = {.item = column->item,
                           .state = ANSWER_GIVEN,
                           .corrected = column->code[i] & CODE_CORRECTED,
                           .ink = column->code[i] & CODE_INK,
                           .text = ""};
    switch (code) {
    case CODE_NOTHING: break;
    case CODE_BLANK: a.state = ANSWER_BLANK; break;
    case CODE_INVALID: a.state = ANSWER_INVALID; break;
    case CODE_MANY:
        if (column->many != NULL)
            a.choices = get_u64(column->many + 8 * i);
        break;
    default:
        if (code < CODE_NOTHING)
            a.choices = UINT64_C(1) << code;
        else
            a.state = ANSWER_DOUBTFUL;
        break;
    }
    return a;
}

/* ---- into bytes ---- */

/* One group being filled: its answers by row, [row * columns + column]. */
struct filling {
    uint8_t head[HEAD_BYTES]; /* without n */
    uint8_t item[LIMIT_ITEMS];
    size_t n, room;
    uint8_t *code;
    uint64_t *choices;
};

struct packer {
    size_t count;
    struct filling *group; /* GROUPS_MAX */
    bool no_memory, too_many;
};

static uint8_t code_of(const struct answer_row *a)
{
    unsigned code = CODE_DOUBTFUL;
    uint64_t set = a->choices;
    if (a->state == ANSWER_BLANK)
        code = CODE_BLANK;
    else if (a->state == ANSWER_INVALID)
        code = CODE_INVALID;
    else if (a->state == ANSWER_GIVEN && set == 0)
        code = CODE_NOTHING;
    else if (a->state == ANSWER_GIVEN)
        code = (set & (set - 1)) == 0 && set >> CODE_NOTHING == 0
                   ? (unsigned)__builtin_ctzll(set)
                   : CODE_MANY;
    return (uint8_t)(code | (a->corrected ? CODE_CORRECTED : 0) |
                     (a->ink ? CODE_INK : 0));
}

static void put_u32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

static bool head_of(const struct response_row *row, struct filling *out)
{
    size_t channel = 0;
    while (channel < CHANNELS && strcmp(channels[channel], row->channel) != 0)
        channel++;
    if (channel == CHANNELS || row->revision < 0 || row->revision > 255 ||
        row->side < 0 || row->side > 255 || row->answer_count > LIMIT_ITEMS)
        return false;
    *out = (struct filling){.head = {(uint8_t)row->revision,
                                     (uint8_t)row->side,
                                     (uint8_t)row->disposition,
                                     (uint8_t)channel}};
    put_u32(out->head + 4, row->batch);
    out->head[12] = (uint8_t)row->answer_count;
    for (size_t i = 0; i < row->answer_count; i++)
        out->item[i] = (uint8_t)row->answers[i].item;
    return true;
}

static bool make_room(struct filling *g)
{
    size_t columns = g->head[12] > 0 ? g->head[12] : 1;
    if (g->n < g->room)
        return true;
    size_t room = g->room > 0 ? 2 * g->room : 64;
    uint8_t *code = mem_grow(g->code, room, columns);
    if (code == NULL)
        return false;
    g->code = code;
    uint64_t *choices = mem_grow(g->choices, room, columns * sizeof *choices);
    if (choices == NULL)
        return false;
    g->choices = choices;
    g->room = room;
    return true;
}

static bool take_response(void *ctx, const struct response_row *row)
{
    struct packer *p = ctx;
    struct filling like;
    if (!head_of(row, &like)) {
        p->too_many = true;
        return true;
    }
    size_t at = 0;
    while (at < p->count &&
           (memcmp(p->group[at].head, like.head, HEAD_BYTES) != 0 ||
            memcmp(p->group[at].item, like.item, LIMIT_ITEMS) != 0))
        at++;
    if (at == GROUPS_MAX) {
        p->too_many = true;
        return true;
    }
    if (at == p->count)
        p->group[p->count++] = like;
    struct filling *g = &p->group[at];
    if (!make_room(g)) {
        p->no_memory = true;
        return true;
    }
    for (size_t i = 0; i < row->answer_count; i++) {
        size_t cell = g->n * row->answer_count + i;
        g->code[cell] = code_of(&row->answers[i]);
        g->choices[cell] = row->answers[i].choices;
    }
    g->n++;
    return false;
}

static void add_column(struct str *out, const struct filling *g, size_t k)
{
    size_t columns = g->head[12];
    char pair[2] = {(char)g->item[k], 0};
    for (size_t i = 0; i < g->n; i++)
        if ((g->code[i * columns + k] & CODE_MASK) == CODE_MANY)
            pair[1] = 1;
    str_add_bytes(out, pair, 2);
    for (size_t i = 0; i < g->n; i++)
        str_add_bytes(out, (const char *)&g->code[i * columns + k], 1);
    for (size_t i = 0; pair[1] && i < g->n; i++) {
        uint8_t wide[8];
        put_u32(wide, (uint32_t)g->choices[i * columns + k]);
        put_u32(wide + 4, (uint32_t)(g->choices[i * columns + k] >> 32));
        str_add_bytes(out, (const char *)wide, 8);
    }
}

static void write_groups(struct packer *p, struct str *out)
{
    const char version = PACK_VERSION;
    str_clear(out);
    str_add_bytes(out, &version, 1);
    for (size_t i = 0; i < p->count; i++) {
        struct filling *g = &p->group[i];
        uint8_t head[HEAD_BYTES];
        memcpy(head, g->head, HEAD_BYTES);
        put_u32(head + 8, (uint32_t)g->n);
        str_add_bytes(out, (const char *)head, HEAD_BYTES);
        for (size_t k = 0; k < g->head[12]; k++)
            add_column(out, g, k);
    }
}

static void empty(struct packer *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->group[i].code);
        free(p->group[i].choices);
    }
    p->count = 0;
    p->no_memory = p->too_many = false;
}

static enum err_code no_memory(struct err *err)
{
    return err_set(err, ERR_NOMEM, 0, _("the tally: out of memory"));
}

/* A unit with thousands of kinds of sheets is left to be read row by row. */
static enum err_code pack_one(struct store *store, size_t unit,
                              struct packer *p, struct str *bytes,
                              struct err *err)
{
    enum err_code code = store_responses_of(store, unit, take_response, p,
                                            err);
    if (code == ERR_OK && p->no_memory)
        code = no_memory(err);
    if (code == ERR_OK && !p->too_many) {
        write_groups(p, bytes);
        if (!str_ok(bytes))
            code = no_memory(err);
        else
            code = store_packed_put(store, unit, bytes->text, bytes->n, err);
    }
    empty(p);
    return code;
}

/* Reading and writing are one transaction, or an answer that changes between
 * them would be missed by the triggers. */
static enum err_code pack_some(struct store *store,
                               const struct packed_missing list[], size_t n,
                               struct packer *p, struct str *bytes,
                               struct err *err)
{
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    for (size_t i = 0; i < n && code == ERR_OK; i++)
        code = pack_one(store, list[i].unit, p, bytes, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

/* What keeps us from writing does not keep us from counting. */
static bool may_wait(enum err_code code)
{
    return code == ERR_BUSY || code == ERR_IO || code == ERR_FULL;
}

enum err_code pack_units(struct store *store, int64_t from, struct err *err)
{
    struct packed_missing *list = NULL;
    size_t n = 0;
    int64_t responses = 0;
    struct packer p = {.count = 0};
    struct str bytes;
    struct err own = ERR_INIT;
    if (store_survey(store)->anonymous)
        return ERR_OK;
    enum err_code code = store_packed_missing(store, &list, &n, err);
    for (size_t i = 0; i < n; i++)
        responses += list[i].responses;
    if (code != ERR_OK || responses < from || n == 0) {
        free(list);
        return code;
    }
    str_init(&bytes, LIMIT_JSON_BYTES);
    p.group = mem_alloc(GROUPS_MAX, sizeof *p.group);
    if (p.group == NULL)
        code = err_set(&own, ERR_NOMEM, 0, _("the tally: out of memory"));
    for (size_t i = 0; i < n && code == ERR_OK; i += UNITS_AT_ONCE)
        code = pack_some(store, list + i,
                         n - i < UNITS_AT_ONCE ? n - i : UNITS_AT_ONCE, &p,
                         &bytes, &own);
    free(p.group);
    free(list);
    str_deinit(&bytes);
    if (code == ERR_OK || may_wait(code))
        return ERR_OK;
    *err = own;
    return code;
}
