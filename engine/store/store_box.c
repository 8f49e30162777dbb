/* engine/store/store_box.c - the boxes read on a page.
 *
 * Measures are stored in whole numbers: a row is then 57 bytes instead of
 * 130.  The steps are far below what two scans of one sheet differ by (cover:
 * about 0.002).  A new measure is a column, and a row of the table below.
 */
#include <assert.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"
#include "engine/store/records.h"

enum { SHARE_STEPS = 10000, SIDE_STEPS = 1000, STEPS_MAX = 32767 };

/* In the order of the columns from `cover` on. */
static const struct {
    size_t at;   /* of a float in struct box_measure */
    int per_one; /* steps */
} measures[] = {
#define SHARE(field) {offsetof(struct box_measure, field), SHARE_STEPS}
#define SIDE(field) {offsetof(struct box_measure, field), SIDE_STEPS}
#define WHOLE(field) {offsetof(struct box_measure, field), 1}
    SHARE(cover),  SHARE(solid),   SHARE(ring),    SHARE(ink),
    SIDE(extent),  SHARE(strike),  SHARE(specks),  SHARE(through),
    SHARE(noise),  SIDE(shift_x_mm), SIDE(shift_y_mm), SHARE(outline),
    SHARE(masked), WHOLE(exits),   WHOLE(arms),
#undef WHOLE
#undef SHARE
#undef SIDE
};
enum { MEASURES = sizeof measures / sizeof measures[0] };
_Static_assert(MEASURES * sizeof(float) == sizeof(struct box_measure),
               "one row per measure");
_Static_assert((int)P_BOX_INSERT_ARMS ==
                       (int)P_BOX_INSERT_COVER + MEASURES - 1 &&
                   (int)C_BOX_LIST_ARMS ==
                       (int)C_BOX_LIST_COVER + MEASURES - 1,
               "the measures are the last columns, in this order");

static float get(const struct box_measure *m, size_t i)
{
    float value;
    memcpy(&value, (const char *)m + measures[i].at, sizeof value);
    return value;
}

static void put(struct box_measure *m, size_t i, float value)
{
    memcpy((char *)m + measures[i].at, &value, sizeof value);
}

static int64_t steps(float value, int per_one)
{
    double scaled = isfinite(value) ? (double)value * per_one : 0.0;
    if (scaled > STEPS_MAX)
        return STEPS_MAX;
    if (scaled < -STEPS_MAX)
        return -STEPS_MAX;
    return lround(scaled);
}

static float from_steps(int64_t value, int per_one)
{
    return (float)((double)value / per_one);
}

void store_measure_round(struct box_measure *measure)
{
    for (size_t i = 0; i < MEASURES; i++) {
        int per_one = measures[i].per_one;
        put(measure, i, from_steps(steps(get(measure, i), per_one), per_one));
    }
}

bool store_box_same(const struct box_read *a, const struct box_read *b)
{
    return a->state == b->state && strcmp(a->reason, b->reason) == 0;
}

/* ---- writing ---- */

enum err_code record_box_add(struct store *store, int64_t page,
                             const struct box_read *box, struct err *err)
{
    struct query q;
    query_start(store, SQL_BOX_INSERT, &q);
    query_int(&q, P_BOX_INSERT_PAGE, page);
    query_int(&q, P_BOX_INSERT_ITEM, (int64_t)box->item);
    query_int(&q, P_BOX_INSERT_CHOICE, (int64_t)box->choice);
    query_int(&q, P_BOX_INSERT_STATE, (int64_t)box->state);
    query_int(&q, P_BOX_INSERT_P_MARKED, steps(box->p_marked, SHARE_STEPS));
    query_text(&q, P_BOX_INSERT_REASON,
               box->reason != NULL ? box->reason : "");
    for (size_t i = 0; i < MEASURES; i++)
        query_int(&q, (int)P_BOX_INSERT_COVER + (int)i,
                  steps(get(&box->measure, i), measures[i].per_one));
    return query_run(&q, err);
}

static enum err_code keep_former(struct store *store, int64_t page, int until,
                                 const struct box_read *was, struct err *err)
{
    struct query q;
    query_start(store, SQL_BOX_FORMER, &q);
    query_int(&q, P_BOX_FORMER_PAGE, page);
    query_int(&q, P_BOX_FORMER_ITEM, (int64_t)was->item);
    query_int(&q, P_BOX_FORMER_CHOICE, (int64_t)was->choice);
    query_int(&q, P_BOX_FORMER_UNTIL, until);
    query_int(&q, P_BOX_FORMER_STATE, (int64_t)was->state);
    query_int(&q, P_BOX_FORMER_P_MARKED, steps(was->p_marked, SHARE_STEPS));
    query_text(&q, P_BOX_FORMER_REASON, was->reason);
    return query_run(&q, err);
}

enum err_code record_box_judged(struct store *store, int64_t page, int until,
                                const struct box_read *was,
                                const struct box_read *now, struct err *err)
{
    assert(store->in_tx && was->item == now->item &&
           was->choice == now->choice);
    int64_t p = steps(now->p_marked, SHARE_STEPS);
    bool same = store_box_same(was, now);
    if (same && p == steps(was->p_marked, SHARE_STEPS))
        return ERR_OK;
    enum err_code code =
        same ? ERR_OK : keep_former(store, page, until, was, err);
    if (code != ERR_OK)
        return code;
    struct query q;
    query_start(store, SQL_BOX_JUDGED, &q);
    query_int(&q, P_BOX_JUDGED_PAGE, page);
    query_int(&q, P_BOX_JUDGED_ITEM, (int64_t)now->item);
    query_int(&q, P_BOX_JUDGED_CHOICE, (int64_t)now->choice);
    query_int(&q, P_BOX_JUDGED_STATE, (int64_t)now->state);
    query_int(&q, P_BOX_JUDGED_P_MARKED, p);
    query_text(&q, P_BOX_JUDGED_REASON, now->reason);
    return query_run(&q, err);
}

/* ---- reading back ---- */

static bool read_box(struct store *store, const struct query *q,
                     struct box_read *out)
{
    *out = (struct box_read){
        .item = (size_t)query_get_int(q, C_BOX_LIST_ITEM),
        .choice = (size_t)query_get_int(q, C_BOX_LIST_CHOICE),
        .state = (enum box_state)query_get_int(q, C_BOX_LIST_STATE),
        .p_marked =
            from_steps(query_get_int(q, C_BOX_LIST_P_MARKED), SHARE_STEPS),
        .reason = word_keep(store, query_get_text(q, C_BOX_LIST_REASON)),
    };
    for (size_t i = 0; i < MEASURES; i++)
        put(&out->measure, i,
            from_steps(query_get_int(q, (int)C_BOX_LIST_COVER + (int)i),
                       measures[i].per_one));
    return out->reason != NULL;
}

enum err_code store_page_boxes(struct store *store, int64_t page,
                               struct box_read **out, size_t *n,
                               struct err *err)
{
    struct box_read *list = NULL;
    size_t count = 0;
    size_t room = 0;
    bool row = true;
    struct query q;
    *out = NULL;
    *n = 0;
    query_start(store, SQL_BOX_LIST, &q);
    query_int(&q, P_BOX_LIST_PAGE, page);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (count == room) {
            room = room > 0 ? room * 2 : 64;
            struct box_read *grown = mem_grow(list, room, sizeof *list);
            if (grown == NULL) {
                code = no_memory(store, err);
                break;
            }
            list = grown;
        }
        if (!read_box(store, &q, &list[count++])) {
            code = no_memory(store, err);
            break;
        }
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

enum err_code store_hands(struct store *store,
                          bool (*each)(void *ctx, const struct hand_row *row),
                          void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    query_start(store, SQL_HAND_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        const struct hand_row out = {
            .batch = (uint32_t)query_get_int(&q, C_HAND_LIST_BATCH),
            .unit = (size_t)query_get_int(&q, C_HAND_LIST_UNIT),
            .cover = query_get_real(&q, C_HAND_LIST_COVER) / SHARE_STEPS,
            .ink = query_get_real(&q, C_HAND_LIST_INK) / SHARE_STEPS,
            .extent = query_get_real(&q, C_HAND_LIST_EXTENT) / SIDE_STEPS,
            .marks = query_get_int(&q, C_HAND_LIST_MARKS)};
        if (out.unit >= store->units.count) {
            code = err_set(err, ERR_CORRUPT, 0,
                           _("%s: a row names a unit that does not exist; "
                             "restore it from a copy"),
                           store->path);
            break;
        }
        if (each(ctx, &out))
            break;
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}
