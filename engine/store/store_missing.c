/* engine/store/store_missing.c - sides that never came. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

struct walk {
    struct store *store;
    bool (*each)(void *ctx, const struct missing_row *row);
    void *ctx;
    bool stop;
    struct missing_row row;
    int64_t response;               /* whose rows are being taken; 0 = none */
    size_t came[LIMIT_SIDES + 1];   /* pages by side */
};

/* All rows of a sheet, or of an open print run, were taken: name the sides of
 * which fewer came than of the one that came most. */
static enum err_code tell(struct walk *w, struct err *err)
{
    const struct form_sides *sides;
    size_t most = 0;
    if (w->response == 0)
        return ERR_OK;
    w->response = 0;
    enum err_code code =
        store_sides(w->store, w->row.revision, w->row.open, &sides, err);
    if (code != ERR_OK)
        return code;
    for (int side = 1; side <= sides->count; side++)
        most = w->came[side] > most ? w->came[side] : most;
    if (!w->row.open) /* of a sheet that is there one of each is due */
        most = 1;
    for (int side = 1; side <= sides->count && !w->stop; side++) {
        if (w->came[side] >= most)
            continue;
        w->row.side = side;
        w->row.count = most - w->came[side];
        w->stop = w->each(w->ctx, &w->row);
    }
    return ERR_OK;
}

static void begin(struct walk *w, int64_t response)
{
    w->response = response;
    memset(w->came, 0, sizeof w->came);
    w->row = (struct missing_row){.revision = 0};
}

static bool good_side(int64_t side)
{
    return side >= 1 && side <= LIMIT_SIDES;
}

static enum err_code take_numbered(struct walk *w, const struct query *q,
                                   struct err *err)
{
    int64_t response = query_get_int(q, C_MISSING_NUMBERED_ID);
    int64_t side = query_get_int(q, C_MISSING_NUMBERED_SIDE);
    if (response != w->response) {
        enum err_code code = tell(w, err);
        if (code != ERR_OK)
            return code;
        begin(w, response);
        w->row.unit = (size_t)query_get_int(q, C_MISSING_NUMBERED_UNIT);
        w->row.batch = (uint32_t)query_get_int(q, C_MISSING_NUMBERED_BATCH);
        w->row.serial = (uint64_t)query_get_int(q, C_MISSING_NUMBERED_SERIAL);
        w->row.revision = (int)query_get_int(q, C_MISSING_NUMBERED_REVISION);
        copy_text(w->row.file, sizeof w->row.file,
                  query_get_text(q, C_MISSING_NUMBERED_FILE));
    }
    if (good_side(side))
        w->came[side]++;
    return ERR_OK;
}

static enum err_code take_open(struct walk *w, const struct query *q,
                               struct err *err)
{
    uint32_t batch = (uint32_t)query_get_int(q, C_MISSING_OPEN_BATCH);
    int revision = (int)query_get_int(q, C_MISSING_OPEN_REVISION);
    int64_t side = query_get_int(q, C_MISSING_OPEN_SIDE);
    if (w->response == 0 || batch != w->row.batch ||
        revision != w->row.revision) {
        enum err_code code = tell(w, err);
        if (code != ERR_OK)
            return code;
        begin(w, 1);
        w->row.open = true;
        w->row.unit = (size_t)query_get_int(q, C_MISSING_OPEN_UNIT);
        w->row.batch = batch;
        w->row.revision = revision;
    }
    if (good_side(side))
        w->came[side] += (size_t)query_get_int(q, C_MISSING_OPEN_CAME);
    return ERR_OK;
}

static enum err_code walk(struct walk *w, enum sql which,
                          enum err_code (*take)(struct walk *w,
                                                const struct query *q,
                                                struct err *err),
                          struct err *err)
{
    struct query q;
    bool row = true;
    enum err_code code = ERR_OK;
    query_start(w->store, which, &q);
    while (code == ERR_OK && !w->stop) {
        code = query_next(&q, &row, err);
        if (code != ERR_OK || !row)
            break;
        code = take(w, &q, err);
        if (code == ERR_OK && w->row.unit >= w->store->units.count)
            code = err_set(err, ERR_CORRUPT, 0,
                           _("%s: a row names a unit that does not exist; "
                             "restore it from a copy"),
                           w->store->path);
    }
    query_end(&q);
    return code == ERR_OK && !w->stop ? tell(w, err) : code;
}

enum err_code store_missing(struct store *store,
                            bool (*each)(void *ctx,
                                         const struct missing_row *row),
                            void *ctx, struct err *err)
{
    struct walk *w = mem_alloc(1, sizeof *w);
    if (w == NULL)
        return no_memory(store, err);
    *w = (struct walk){.store = store, .each = each, .ctx = ctx};
    enum err_code code = walk(w, SQL_MISSING_NUMBERED, take_numbered, err);
    w->response = 0;
    if (code == ERR_OK && !w->stop)
        code = walk(w, SQL_MISSING_OPEN, take_open, err);
    free(w);
    return code;
}
