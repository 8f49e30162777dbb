/* engine/store/store_packed.c - answers packed for counting: bytes of one unit
 * each, whose meaning is engine/tally's. */
#include <assert.h>
#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

enum err_code store_snapshot_begin(struct store *store, bool *own,
                                   struct err *err)
{
    *own = !store->in_tx && sqlite3_get_autocommit(store->db) != 0;
    return *own ? db_exec(store, "BEGIN", err) : ERR_OK;
}

void store_snapshot_end(struct store *store, bool own)
{
    if (own)
        (void)sqlite3_exec(store->db, "COMMIT", NULL, NULL, NULL);
}

static enum err_code check_unit(const struct store *store, int64_t unit,
                                struct err *err)
{
    if (unit >= 0 && (uint64_t)unit < store->units.count)
        return ERR_OK;
    return err_set(err, ERR_CORRUPT, 0,
                   _("%s: a row names a unit that does not exist; restore it "
                     "from a copy"),
                   store->path);
}

enum err_code store_packed(struct store *store,
                           bool (*each)(void *ctx,
                                        const struct packed_row *row),
                           void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    query_start(store, SQL_PACKED_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        int64_t unit = query_get_int(&q, C_PACKED_LIST_UNIT);
        code = check_unit(store, unit, err);
        if (code != ERR_OK)
            break;
        const struct packed_row out = {
            .unit = (size_t)unit,
            .bytes = sqlite3_column_blob(q.stmt, C_PACKED_LIST_BYTES),
            .n = (size_t)sqlite3_column_bytes(q.stmt, C_PACKED_LIST_BYTES)};
        if (each(ctx, &out))
            break;
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code store_packed_missing(struct store *store,
                                   struct packed_missing **out, size_t *n,
                                   struct err *err)
{
    struct query q;
    bool row = true;
    size_t count = 0;
    struct packed_missing *list =
        mem_alloc(store->units.count + 1, sizeof *list);
    *out = NULL;
    *n = 0;
    if (list == NULL)
        return no_memory(store, err);
    query_start(store, SQL_PACKED_MISSING, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        int64_t unit = query_get_int(&q, C_PACKED_MISSING_ID);
        int64_t responses = query_get_int(&q, C_PACKED_MISSING_N);
        code = check_unit(store, unit, err);
        if (code != ERR_OK)
            break;
        if (responses > 0 && count < store->units.count)
            list[count++] = (struct packed_missing){(size_t)unit, responses};
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

enum err_code store_packed_put(struct store *store, size_t unit,
                               const void *bytes, size_t n, struct err *err)
{
    struct query q;
    assert(store->in_tx);
    query_start(store, SQL_PACKED_PUT, &q);
    query_int(&q, P_PACKED_PUT_UNIT, (int64_t)unit);
    query_bytes(&q, P_PACKED_PUT_BYTES, bytes, n);
    return query_run(&q, err);
}
