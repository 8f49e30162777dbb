/* engine/store/store_rejudge.c - readings judged anew; the former are kept. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"
#include "engine/store/records.h"

/* ---- what there is ---- */

static enum err_code take_page(struct store *store, const struct query *q,
                               struct record_judged *out, struct err *err)
{
    *out = (struct record_judged){
        .page = query_get_int(q, C_JUDGED_PAGES_ID),
        .response = query_get_int(q, C_JUDGED_PAGES_RESPONSE),
        .unit = (size_t)query_get_int(q, C_JUDGED_PAGES_UNIT),
        .revision = (int)query_get_int(q, C_JUDGED_PAGES_REVISION),
        .side = (int)query_get_int(q, C_JUDGED_PAGES_SIDE),
        .judged = (int)query_get_int(q, C_JUDGED_PAGES_JUDGED),
        .batch = (uint32_t)query_get_int(q, C_JUDGED_PAGES_BATCH),
        .serial = (uint64_t)query_get_int(q, C_JUDGED_PAGES_SERIAL),
    };
    if (out->unit >= store->units.count)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: a row names a unit that does not exist; restore "
                         "it from a copy"),
                       store->path);
    return word_standing(store, query_get_text(q, C_JUDGED_PAGES_STANDING),
                         &out->standing, err);
}

enum err_code record_judged_pages(struct store *store,
                                  struct record_judged **out, size_t *n,
                                  struct err *err)
{
    struct record_judged *list = NULL;
    size_t count = 0;
    size_t room = 0;
    bool row = true;
    struct query q;
    *out = NULL;
    *n = 0;
    query_start(store, SQL_JUDGED_PAGES, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (count == room) {
            room = room > 0 ? room * 2 : 1024;
            struct record_judged *grown = mem_grow(list, room, sizeof *list);
            if (grown == NULL) {
                code = no_memory(store, err);
                break;
            }
            list = grown;
        }
        code = take_page(store, &q, &list[count++], err);
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

static enum err_code take_reading(struct store *store, int revision,
                                  const struct query *q,
                                  struct record_reading_row *out,
                                  struct err *err)
{
    int64_t item = query_get_int(q, C_JUDGED_ANSWERS_ITEM);
    *out = (struct record_reading_row){
        .item = (size_t)item,
        .choices = (uint64_t)query_get_int(q, C_JUDGED_ANSWERS_READ_CHOICES),
        .corrected = query_get_int(q, C_JUDGED_ANSWERS_CORRECTED) != 0,
        .decided = query_get_int(q, C_JUDGED_ANSWERS_DECIDED) != 0,
        .review = query_get_int(q, C_JUDGED_ANSWERS_REVIEW),
        .settled = query_get_int(q, C_JUDGED_ANSWERS_SETTLED) != 0,
        .doubt = query_get_real(q, C_JUDGED_ANSWERS_DOUBT),
    };
    copy_text(out->reason, sizeof out->reason,
              query_get_text(q, C_JUDGED_ANSWERS_REASON));
    enum err_code code =
        word_state(store, query_get_text(q, C_JUDGED_ANSWERS_READ_STATE),
                   &out->state, err);
    return code == ERR_OK ? row_item(store, revision, item, err) : code;
}

enum err_code record_judged_answers(struct store *store, int64_t page,
                                    int revision,
                                    struct record_reading_row out[],
                                    size_t *n, struct err *err)
{
    struct query q;
    bool row = true;
    *n = 0;
    query_start(store, SQL_JUDGED_ANSWERS, &q);
    query_int(&q, P_JUDGED_ANSWERS_PAGE, page);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row && *n < LIMIT_ITEMS) {
        code = take_reading(store, revision, &q, &out[*n], err);
        *n += code == ERR_OK;
        if (code == ERR_OK)
            code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

/* ---- what becomes of it ---- */

enum err_code record_answer_judged(struct store *store, int64_t page,
                                   int until, const struct answer_read *now,
                                   struct err *err)
{
    assert(store->in_tx);
    struct query q;
    query_start(store, SQL_ANSWER_FORMER, &q);
    query_int(&q, P_ANSWER_FORMER_PAGE, page);
    query_int(&q, P_ANSWER_FORMER_ITEM, (int64_t)now->item);
    query_int(&q, P_ANSWER_FORMER_UNTIL, until);
    enum err_code code = query_run(&q, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_ANSWER_JUDGED, &q);
    query_int(&q, P_ANSWER_JUDGED_PAGE, page);
    query_int(&q, P_ANSWER_JUDGED_ITEM, (int64_t)now->item);
    query_text(&q, P_ANSWER_JUDGED_STATE, answer_state_word(now->state));
    query_int(&q, P_ANSWER_JUDGED_CHOICES, (int64_t)now->choices);
    query_int(&q, P_ANSWER_JUDGED_CORRECTED, now->corrected);
    return query_run(&q, err);
}

enum err_code record_page_judged(struct store *store, int64_t page,
                                 int number, struct err *err)
{
    assert(store->in_tx);
    struct query q;
    query_start(store, SQL_JUDGED_PAGE, &q);
    query_int(&q, P_JUDGED_PAGE_ID, page);
    query_int(&q, P_JUDGED_PAGE_JUDGED, number);
    return query_run(&q, err);
}
