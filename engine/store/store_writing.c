/* engine/store/store_writing.c - writing areas with ink, and what a person
 * typed of them. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/store/internal.h"
#include "engine/store/records.h"

static const char *const words[] = {
    [WRITING_OPEN] = "open",
    [WRITING_TYPED] = "typed",
    [WRITING_ILLEGIBLE] = "illegible",
    [WRITING_NOTHING] = "nothing",
};
_Static_assert(sizeof words / sizeof words[0] == WRITING_STATE_COUNT,
               "one word per state");

const char *writing_state_word(enum writing_state state)
{
    return (unsigned)state < WRITING_STATE_COUNT ? words[state] : "";
}

enum err_code word_writing(struct store *store, const char *word,
                           enum writing_state *out, struct err *err)
{
    for (int i = 0; i < WRITING_STATE_COUNT; i++)
        if (strcmp(words[i], word) == 0) {
            *out = (enum writing_state)i;
            return ERR_OK;
        }
    return err_set(err, ERR_CORRUPT, 0,
                   _("%s holds the word '%s', which means nothing to this "
                     "program; restore it from a copy"),
                   store->path, word);
}

/* Names that people use: short, and on anonymous surveys without an order. */
enum { WRITING_ID_BITS = 29 };

static enum err_code next_id(struct store *store, int64_t *id,
                             struct err *err)
{
    struct query q;
    int64_t taken = 1;
    enum err_code code = ERR_OK;
    if (!store->info.anonymous) {
        query_start(store, SQL_WRITING_NEWEST, &q);
        code = query_value(&q, 0, id, err);
        *id += 1;
        return code;
    }
    while (code == ERR_OK && taken != 0) {
        code = store_random(WRITING_ID_BITS, id, err);
        if (code != ERR_OK)
            break;
        query_start(store, SQL_WRITING_TAKEN, &q);
        query_int(&q, P_WRITING_TAKEN_ID, *id);
        code = query_value(&q, 0, &taken, err);
    }
    return code;
}

enum err_code record_writing_add(struct store *store, int64_t page,
                                 size_t item, const uint8_t *crop,
                                 struct err *err)
{
    assert(store->in_tx);
    int64_t id;
    struct query q;
    enum err_code code = next_id(store, &id, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_WRITING_INSERT, &q);
    query_int(&q, P_WRITING_INSERT_ID, id);
    query_int(&q, P_WRITING_INSERT_PAGE, page);
    query_int(&q, P_WRITING_INSERT_ITEM, (int64_t)item);
    if (crop != NULL)
        query_bytes(&q, P_WRITING_INSERT_CROP_HASH, crop, SHA256_BYTES);
    else
        query_null(&q, P_WRITING_INSERT_CROP_HASH);
    return query_run(&q, err);
}

enum err_code record_writing_find(struct store *store, int64_t page,
                                  size_t item, int64_t *id, struct err *err)
{
    struct query q;
    query_start(store, SQL_WRITING_OF_PAGE, &q);
    query_int(&q, P_WRITING_OF_PAGE_PAGE, page);
    query_int(&q, P_WRITING_OF_PAGE_ITEM, (int64_t)item);
    return query_value(&q, 0, id, err);
}

enum err_code record_writing_type(struct store *store, int64_t id,
                                  enum writing_state state, const char *text,
                                  const char *who, struct err *err)
{
    assert(store->in_tx);
    struct query q;
    query_start(store, SQL_WRITING_TYPE, &q);
    query_int(&q, P_WRITING_TYPE_ID, id);
    query_text(&q, P_WRITING_TYPE_STATE, writing_state_word(state));
    if (state == WRITING_TYPED)
        query_text(&q, P_WRITING_TYPE_TYPED, text);
    else
        query_null(&q, P_WRITING_TYPE_TYPED);
    query_text(&q, P_WRITING_TYPE_WHO, who);
    return query_run(&q, err);
}

/* ---- reading ---- */

/* writing_get and writing_list have the same columns. */
static enum err_code read_writing(struct store *store, const struct query *q,
                                  struct writing_row *out, struct err *err)
{
    uint8_t hash[SHA256_BYTES];
    int64_t item = query_get_int(q, C_WRITING_GET_ITEM);
    *out = (struct writing_row){
        .id = query_get_int(q, C_WRITING_GET_ID),
        .page = query_get_int(q, C_WRITING_GET_PAGE),
        .item = (size_t)item,
        .unit = (size_t)query_get_int(q, C_WRITING_GET_UNIT),
        .revision = (int)query_get_int(q, C_WRITING_GET_REVISION),
        .side = (int)query_get_int(q, C_WRITING_GET_SIDE),
        .text = query_get_text(q, C_WRITING_GET_TYPED),
        .who = query_get_text(q, C_WRITING_GET_WHO),
    };
    if (query_get_bytes(q, C_WRITING_GET_CROP_HASH, hash, sizeof hash))
        store_image_path(hash, KEPT_PNG, out->crop);
    enum err_code code = row_item(store, out->revision, item, err);
    if (code == ERR_OK)
        code = word_standing(store,
                             query_get_text(q, C_WRITING_GET_STANDING),
                             &out->standing, err);
    if (code == ERR_OK)
        code = word_writing(store, query_get_text(q, C_WRITING_GET_STATE),
                            &out->state, err);
    return code;
}

enum err_code store_writings(struct store *store, bool all,
                             bool (*each)(void *ctx,
                                          const struct writing_row *row),
                             void *ctx, struct err *err)
{
    struct query q;
    struct writing_row row;
    bool more = true;
    bool stop = false;
    enum err_code code = ERR_OK;
    query_start(store, SQL_WRITING_LIST, &q);
    query_int(&q, P_WRITING_LIST_WHICH, all);
    while (code == ERR_OK && !stop) {
        code = query_next(&q, &more, err);
        if (code != ERR_OK || !more)
            break;
        code = read_writing(store, &q, &row, err);
        if (code == ERR_OK)
            stop = each(ctx, &row);
    }
    query_end(&q);
    return code;
}

enum err_code store_writing_get(struct store *store, int64_t id,
                                struct writing_row *out, struct err *err)
{
    struct query q;
    bool row = false;
    query_start(store, SQL_WRITING_GET, &q);
    query_int(&q, P_WRITING_GET_ID, id);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && !row)
        code = err_set(err, ERR_NOTFOUND, 0,
                       _("there is no piece of writing %lld; pingyi review "
                         "texts lists them"),
                       (long long)id);
    if (code == ERR_OK)
        code = read_writing(store, &q, out, err);
    out->text = out->who = ""; /* they end with the query */
    query_end(&q);
    return code;
}
