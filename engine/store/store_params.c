/* engine/store/store_params.c - what the round is judged with. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/store/internal.h"
#include "engine/store/records.h"

void store_params_free(struct params_row *row)
{
    free(row->json);
    *row = (struct params_row){.number = 0};
}

enum err_code store_params_newest(struct store *store, struct params_row *out,
                                  struct err *err)
{
    struct query q;
    bool row;
    *out = (struct params_row){.number = 0};
    query_start(store, SQL_PARAMS_NEWEST, &q);
    enum err_code code = query_next(&q, &row, err);
    if (code != ERR_OK || !row)
        return code;
    out->number = (int)query_get_int(&q, C_PARAMS_NEWEST_NUMBER);
    out->json = strdup(query_get_text(&q, C_PARAMS_NEWEST_JSON));
    copy_text(out->created, sizeof out->created,
              query_get_text(&q, C_PARAMS_NEWEST_CREATED));
    copy_text(out->who, sizeof out->who,
              query_get_text(&q, C_PARAMS_NEWEST_WHO));
    copy_text(out->why, sizeof out->why,
              query_get_text(&q, C_PARAMS_NEWEST_WHY));
    query_end(&q);
    return out->json != NULL ? ERR_OK : no_memory(store, err);
}

enum err_code store_params_used(struct store *store,
                                bool (*each)(void *ctx, int number,
                                             size_t pages, const char *json),
                                void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    query_start(store, SQL_PARAMS_USED, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (each(ctx, (int)query_get_int(&q, C_PARAMS_USED_NUMBER),
                 (size_t)query_get_int(&q, C_PARAMS_USED_PAGES),
                 query_get_text(&q, C_PARAMS_USED_JSON)))
            break;
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code store_params_add(struct store *store, const char *json,
                               const char *who, const char *why, int *number,
                               struct err *err)
{
    assert(store->in_tx);
    struct query q;
    char now[32];
    int64_t value = 0;
    store_now(now);
    query_start(store, SQL_PARAMS_INSERT, &q);
    query_text(&q, P_PARAMS_INSERT_JSON, json);
    query_text(&q, P_PARAMS_INSERT_CREATED, now);
    query_text(&q, P_PARAMS_INSERT_WHO, who);
    query_text(&q, P_PARAMS_INSERT_WHY, why);
    enum err_code code = query_value(&q, 0, &value, err);
    *number = (int)value;
    return code;
}
