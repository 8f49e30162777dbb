/* engine/store/store_answer.c - responses and their answers. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"
#include "engine/store/records.h"

/* ---- responses, for the gate ---- */

enum err_code record_response_find(struct store *store, uint32_t batch,
                                   uint64_t serial, int64_t *id,
                                   struct err *err)
{
    struct query q;
    query_start(store, SQL_RESPONSE_FIND, &q);
    query_int(&q, P_RESPONSE_FIND_BATCH, batch);
    query_int(&q, P_RESPONSE_FIND_SERIAL, (int64_t)serial);
    return query_value(&q, 0, id, err);
}

enum err_code record_response_add(struct store *store,
                                  const struct record_response *row,
                                  int64_t *id, struct err *err)
{
    assert(store->in_tx);
    int64_t new_id = 0;
    enum err_code code =
        store->info.anonymous ? store_random(63, &new_id, err) : ERR_OK;
    if (code != ERR_OK)
        return code;
    struct query q;
    query_start(store, SQL_RESPONSE_INSERT, &q);
    if (new_id != 0)
        query_int(&q, P_RESPONSE_INSERT_ID, new_id);
    else
        query_null(&q, P_RESPONSE_INSERT_ID);
    query_int(&q, P_RESPONSE_INSERT_UNIT, (int64_t)row->unit);
    query_int(&q, P_RESPONSE_INSERT_REVISION, row->revision);
    if (row->batch != 0)
        query_int(&q, P_RESPONSE_INSERT_BATCH, row->batch);
    else
        query_null(&q, P_RESPONSE_INSERT_BATCH);
    if (row->serial != 0)
        query_int(&q, P_RESPONSE_INSERT_SERIAL, (int64_t)row->serial);
    else
        query_null(&q, P_RESPONSE_INSERT_SERIAL);
    query_int(&q, P_RESPONSE_INSERT_SIDE, row->side);
    query_text(&q, P_RESPONSE_INSERT_CHANNEL, row->channel);
    query_text(&q, P_RESPONSE_INSERT_DISPOSITION,
               disposition_word(DISP_MISSING_SIDE));
    return query_value(&q, 0, id, err);
}

enum err_code record_response_get(struct store *store, int64_t id,
                                  struct record_head *out, struct err *err)
{
    struct query q;
    bool row;
    *out = (struct record_head){.revision = 0};
    query_start(store, SQL_RESPONSE_GET, &q);
    query_int(&q, P_RESPONSE_GET_ID, id);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && !row)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no response %lld"),
                       (long long)id);
    if (code == ERR_OK) {
        out->revision = (int)query_get_int(&q, C_RESPONSE_GET_REVISION);
        out->open = query_get_int(&q, C_RESPONSE_GET_COPYABLE) != 0;
        out->side = (int)query_get_int(&q, C_RESPONSE_GET_SIDE);
        out->sheetless = query_get_int(&q, C_RESPONSE_GET_SHEETLESS) != 0;
        code = word_disposition(
            store, query_get_text(&q, C_RESPONSE_GET_DISPOSITION),
            &out->disposition, err);
    }
    query_end(&q);
    return code;
}

enum err_code record_response_dispose(struct store *store, int64_t id,
                                      enum disposition d, struct err *err)
{
    struct query q;
    query_start(store, SQL_RESPONSE_DISPOSE, &q);
    query_int(&q, P_RESPONSE_DISPOSE_ID, id);
    query_text(&q, P_RESPONSE_DISPOSE_DISPOSITION, disposition_word(d));
    return query_run(&q, err);
}

/* ---- the pages of a response ---- */

enum err_code record_pages_of(struct store *store, int64_t response,
                              struct record_side **out, size_t *n,
                              struct err *err)
{
    struct record_side *list = NULL;
    size_t count = 0;
    size_t room = 0;
    bool row = true;
    struct query q;
    *out = NULL;
    *n = 0;
    query_start(store, SQL_PAGE_OF_RESPONSE, &q);
    query_int(&q, P_PAGE_OF_RESPONSE_RESPONSE, response);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (count == room) {
            room = room > 0 ? room * 2 : 8;
            struct record_side *grown = mem_grow(list, room, sizeof *list);
            if (grown == NULL) {
                code = no_memory(store, err);
                break;
            }
            list = grown;
        }
        struct record_side *side = &list[count++];
        side->page = query_get_int(&q, C_PAGE_OF_RESPONSE_ID);
        side->side = (int)query_get_int(&q, C_PAGE_OF_RESPONSE_SIDE);
        code = word_standing(store,
                             query_get_text(&q, C_PAGE_OF_RESPONSE_STANDING),
                             &side->standing, err);
        if (code == ERR_OK)
            code = query_next(&q, &row, err);
    }
    query_end(&q);
    if (code != ERR_OK) {
        free(list);
        return code;
    }
    *out = list;
    *n = count;
    return ERR_OK;
}

/* ---- answers, for the gate ---- */

static enum err_code too_many(const struct store *store, struct err *err)
{
    return err_set(err, ERR_CORRUPT, 0,
                   _("%s: a response has more than %d answers; restore it "
                     "from a copy"),
                   store->path, (int)LIMIT_ITEMS);
}

enum err_code record_reading(struct store *store, int64_t page, int revision,
                             struct answer_read out[], size_t *n,
                             struct err *err)
{
    struct query q;
    bool row = true;
    *n = 0;
    query_start(store, SQL_ANSWER_LIST, &q);
    query_int(&q, P_ANSWER_LIST_PAGE, page);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (*n == LIMIT_ITEMS) {
            code = too_many(store, err);
            break;
        }
        struct answer_read *a = &out[(*n)++];
        *a = (struct answer_read){
            .item = (size_t)query_get_int(&q, C_ANSWER_LIST_ITEM),
            .choices = (uint64_t)query_get_int(&q, C_ANSWER_LIST_READ_CHOICES),
            .ink = query_get_int(&q, C_ANSWER_LIST_INK) != 0,
            .reason = ""};
        code = word_state(store, query_get_text(&q, C_ANSWER_LIST_READ_STATE),
                          &a->state, err);
        if (code == ERR_OK)
            code = row_item(store, revision, (int64_t)a->item, err);
        if (code == ERR_OK)
            code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code record_decided(struct store *store, int64_t page, bool *decided,
                             struct err *err)
{
    struct query q;
    int64_t n = 0;
    query_start(store, SQL_ANSWER_DECIDED, &q);
    query_int(&q, P_ANSWER_DECIDED_PAGE, page);
    enum err_code code = query_value(&q, 0, &n, err);
    *decided = n > 0;
    return code;
}

enum err_code record_counting(struct store *store, int64_t response,
                              int revision, struct answer_row out[],
                              size_t *n, struct err *err)
{
    struct query q;
    bool row = true;
    *n = 0;
    query_start(store, SQL_ANSWER_OF_RESPONSE, &q);
    query_int(&q, P_ANSWER_OF_RESPONSE_RESPONSE, response);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (*n == LIMIT_ITEMS) {
            code = too_many(store, err);
            break;
        }
        struct answer_row *a = &out[(*n)++];
        *a = (struct answer_row){
            .item = (size_t)query_get_int(&q, C_ANSWER_OF_RESPONSE_ITEM),
            .choices =
                (uint64_t)query_get_int(&q, C_ANSWER_OF_RESPONSE_CHOICES),
            .ink = query_get_int(&q, C_ANSWER_OF_RESPONSE_INK) != 0};
        code = word_state(store,
                          query_get_text(&q, C_ANSWER_OF_RESPONSE_STATE),
                          &a->state, err);
        if (code == ERR_OK)
            code = row_item(store, revision, (int64_t)a->item, err);
        if (code == ERR_OK)
            code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code record_decision(struct store *store, int64_t page, size_t item,
                              enum answer_state state, uint64_t choices,
                              struct err *err)
{
    assert(store->in_tx);
    struct query q;
    int64_t found;
    query_start(store, SQL_ANSWER_DECIDE, &q);
    query_int(&q, P_ANSWER_DECIDE_PAGE, page);
    query_int(&q, P_ANSWER_DECIDE_ITEM, (int64_t)item);
    query_text(&q, P_ANSWER_DECIDE_STATE, answer_state_word(state));
    query_int(&q, P_ANSWER_DECIDE_CHOICES, (int64_t)choices);
    enum err_code code = query_value(&q, -1, &found, err);
    if (code == ERR_OK && found < 0)
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("page %lld has no such question"), (long long)page);
    return code;
}

/* ---- what counts, streamed ---- */

/* One response being put together from its rows. */
struct collector {
    struct response_row row;
    struct answer_row *answers; /* LIMIT_ITEMS */
    bool have;
    struct str texts;           /* typed ones, each with its NUL */
    size_t text_at[LIMIT_ITEMS];/* where in `texts`; it moves as it grows */
};

/* The texts have stopped moving: give them to their answers. */
static void settle_texts(struct collector *c)
{
    for (size_t i = 0; i < c->row.answer_count; i++)
        if (c->text_at[i] != SIZE_MAX)
            c->answers[i].text = c->texts.text + c->text_at[i];
}

/* Take the typed text of the answer just added. */
static bool keep_text(struct collector *c, const char *text)
{
    size_t *at = &c->text_at[c->row.answer_count - 1];
    *at = SIZE_MAX;
    if (text[0] == '\0')
        return true;
    *at = c->texts.n;
    str_add_bytes(&c->texts, text, strlen(text) + 1);
    return str_ok(&c->texts);
}

static enum err_code take_head(struct store *store, const struct query *q,
                               struct collector *c, struct err *err)
{
    c->row = (struct response_row){
        .id = query_get_int(q, C_RESPONSE_LIST_ID),
        .unit = (size_t)query_get_int(q, C_RESPONSE_LIST_UNIT),
        .revision = (int)query_get_int(q, C_RESPONSE_LIST_REVISION),
        .open = query_get_int(q, C_RESPONSE_LIST_COPYABLE) != 0,
        .side = (int)query_get_int(q, C_RESPONSE_LIST_SIDE),
        .serial = (uint64_t)query_get_int(q, C_RESPONSE_LIST_SERIAL),
        .batch = (uint32_t)query_get_int(q, C_RESPONSE_LIST_BATCH),
        .channel =
            word_keep(store, query_get_text(q, C_RESPONSE_LIST_CHANNEL)),
        .answers = c->answers,
    };
    c->have = true;
    str_clear(&c->texts);
    if (c->row.channel == NULL)
        return no_memory(store, err);
    if (c->row.unit >= store->units.count)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: a row names a unit that does not exist; restore "
                         "it from a copy"),
                       store->path);
    return word_disposition(store,
                            query_get_text(q, C_RESPONSE_LIST_DISPOSITION),
                            &c->row.disposition, err);
}

static enum err_code take_answer(struct store *store, const struct query *q,
                                 struct collector *c, struct err *err)
{
    int64_t item = query_get_int(q, C_RESPONSE_LIST_ITEM);
    if (item < 0)
        return ERR_OK; /* no page of this response counts */
    if (c->row.answer_count == LIMIT_ITEMS)
        return too_many(store, err);
    enum err_code code = row_item(store, c->row.revision, item, err);
    if (code != ERR_OK)
        return code;
    struct answer_row *a = &c->answers[c->row.answer_count++];
    *a = (struct answer_row){
        .item = (size_t)item,
        .choices = (uint64_t)query_get_int(q, C_RESPONSE_LIST_CHOICES),
        .corrected = query_get_int(q, C_RESPONSE_LIST_CORRECTED) != 0,
        .decided = query_get_int(q, C_RESPONSE_LIST_DECIDED) != 0,
        .ink = query_get_int(q, C_RESPONSE_LIST_INK) != 0,
        .text = "",
    };
    if (!keep_text(c, query_get_text(q, C_RESPONSE_LIST_TYPED)))
        return no_memory(store, err);
    code = word_writing(store, query_get_text(q, C_RESPONSE_LIST_WRITING),
                        &a->writing, err);
    if (code != ERR_OK)
        return code;
    return word_state(store, query_get_text(q, C_RESPONSE_LIST_STATE),
                      &a->state, err);
}

/* Both lists have the same columns. */
_Static_assert((int)C_RESPONSE_OF_UNIT_TYPED == (int)C_RESPONSE_LIST_TYPED &&
                   (int)C_RESPONSE_OF_UNIT_BATCH == (int)C_RESPONSE_LIST_BATCH,
               "the columns of response_list and response_of_unit");

/* Of one unit, or of all (-1). */
static enum err_code stream(struct store *store, long unit,
                            bool (*each)(void *ctx,
                                         const struct response_row *row),
                            void *ctx, struct err *err)
{
    struct collector c = {.answers =
                              mem_alloc(LIMIT_ITEMS, sizeof *c.answers)};
    if (c.answers == NULL)
        return no_memory(store, err);
    struct query q;
    bool row = true;
    bool stop = false;
    enum err_code code = ERR_OK;
    str_init(&c.texts, LIMIT_ITEMS * (WRITING_TEXT_MAX + 1));
    query_start(store, unit < 0 ? SQL_RESPONSE_LIST : SQL_RESPONSE_OF_UNIT,
                &q);
    if (unit >= 0)
        query_int(&q, P_RESPONSE_OF_UNIT_UNIT, unit);
    while (code == ERR_OK && !stop) {
        code = query_next(&q, &row, err);
        if (code != ERR_OK || !row)
            break;
        if (c.have && c.row.id != query_get_int(&q, C_RESPONSE_LIST_ID)) {
            settle_texts(&c);
            stop = each(ctx, &c.row);
            c.have = false;
        }
        if (!stop && !c.have)
            code = take_head(store, &q, &c, err);
        if (!stop && code == ERR_OK)
            code = take_answer(store, &q, &c, err);
    }
    query_end(&q);
    if (code == ERR_OK && !stop && c.have) {
        settle_texts(&c);
        (void)each(ctx, &c.row);
    }
    str_deinit(&c.texts);
    free(c.answers);
    return code;
}

enum err_code store_responses(struct store *store,
                              bool (*each)(void *ctx,
                                           const struct response_row *row),
                              void *ctx, struct err *err)
{
    return stream(store, -1, each, ctx, err);
}

enum err_code store_responses_of(struct store *store, size_t unit,
                                 bool (*each)(void *ctx,
                                              const struct response_row *row),
                                 void *ctx, struct err *err)
{
    return stream(store, (long)unit, each, ctx, err);
}
