/* engine/store/store_outside.c - see outside.h. */
#include "engine/store/outside.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "engine/store/internal.h"

/* The statements take and give the fields in their order. */
_Static_assert(P_HOTLINE_ADD_TOLD - P_HOTLINE_ADD_TOTAL ==
                       (int)HOTLINE_TOLD - (int)HOTLINE_TOTAL &&
                   P_HOTLINE_ADD_SETTLED - P_HOTLINE_ADD_TOTAL ==
                       (int)HOTLINE_SETTLED &&
                   C_HOTLINE_LIST_TOLD - C_HOTLINE_LIST_TOTAL ==
                       (int)HOTLINE_TOLD &&
                   C_HOTLINE_LIST_ACCUSE - C_HOTLINE_LIST_TOTAL ==
                       (int)HOTLINE_ACCUSE,
               "hotline fields in order");
_Static_assert(P_ZF_ADD_NOTE - P_ZF_ADD_ITEM == (int)ZF_NOTE &&
                   P_ZF_ADD_SHARE - P_ZF_ADD_ITEM == (int)ZF_SHARE &&
                   C_ZF_LIST_NOTE - C_ZF_LIST_ITEM == (int)ZF_NOTE &&
                   C_ZF_LIST_GRADE - C_ZF_LIST_ITEM == (int)ZF_GRADE,
               "zf fields in order");

static const char *const hotline_words[HOTLINE_FIELDS][2] = {
    [HOTLINE_TOTAL] = {"total", "受理总量"},
    [HOTLINE_CONSULT] = {"consult", "咨询"},
    [HOTLINE_HELP] = {"help", "求助"},
    [HOTLINE_COMPLAINT] = {"complaint", "投诉"},
    [HOTLINE_REPORT] = {"report", "举报"},
    [HOTLINE_ACCUSE] = {"accuse", "投诉举报"},
    [HOTLINE_SUGGEST] = {"suggest", "意见建议"},
    [HOTLINE_OTHER] = {"other", "其他"},
    [HOTLINE_FORWARDED] = {"forwarded", "转办"},
    [HOTLINE_SETTLED] = {"settled", "办结"},
    [HOTLINE_TOLD] = {"told", "反馈"},
};

static const char *const zf_words[ZF_FIELDS][2] = {
    [ZF_ITEM] = {"item", "项目"},
    [ZF_ORGANISER] = {"organiser", "组织单位"},
    [ZF_CLASS] = {"class", "序列"},
    [ZF_SCORE] = {"score", "得分"},
    [ZF_FULL] = {"full", "满分"},
    [ZF_PLACE] = {"place", "名次"},
    [ZF_RANKED] = {"ranked", "参评数"},
    [ZF_GRADE] = {"grade", "等次"},
    [ZF_SATISFIED] = {"satisfied", "满意票"},
    [ZF_VALID] = {"valid", "有效票"},
    [ZF_SHARE] = {"share", "满意率"},
    [ZF_DOCUMENT] = {"document", "文号"},
    [ZF_PUBLISHED] = {"published", "通报日期"},
    [ZF_NOTE] = {"note", "备注"},
};

const char *hotline_field_word(enum hotline_field field)
{
    return hotline_words[field][0];
}

const char *hotline_field_title(enum hotline_field field)
{
    return hotline_words[field][1];
}

const char *zf_field_word(enum zf_field field)
{
    return zf_words[field][0];
}

const char *zf_field_title(enum zf_field field)
{
    return zf_words[field][1];
}

/* ---- lists ---- */

/* Room for one more thing of `size` bytes in a list that doubles inside the
 * arena; NULL when there is no memory or the list is as long as it may be. */
static void *one_more(struct store *store, struct arena *arena, void *list,
                      size_t count, size_t most, size_t size,
                      struct err *err)
{
    if (count >= most) {
        (void)err_set(err, ERR_RANGE, 0,
                      _("%s holds more than %zu rows of what was imported"),
                      store->path, most);
        return NULL;
    }
    if (count > 0 && (count & (count - 1)) != 0)
        return list;
    void *wider = arena_alloc(arena, count > 0 ? count * 2 : 1, size);
    if (wider == NULL)
        (void)no_memory(store, err);
    else if (count > 0)
        memcpy(wider, list, count * size);
    return wider;
}

static const char *keep(const struct query *q, int column,
                        struct arena *arena, bool *whole)
{
    const char *text = arena_text(arena, query_get_text(q, column));
    *whole = *whole && text != NULL;
    return text != NULL ? text : "";
}

static enum err_code unit_of(struct store *store, int64_t value, size_t *out,
                             struct err *err)
{
    if (value < 0 || (size_t)value >= store->units.count)
        return err_set(err, ERR_CORRUPT, 0,
                       _("%s: what was imported names a unit that does not "
                         "exist; restore the file from a copy"),
                       store->path);
    *out = (size_t)value;
    return ERR_OK;
}

/* Runs `which` and calls `take` for each row. */
static enum err_code each_row(struct store *store, enum sql which,
                              enum err_code (*take)(void *ctx,
                                                    const struct query *q,
                                                    struct err *err),
                              void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    query_start(store, which, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        code = take(ctx, &q, err);
        if (code == ERR_OK)
            code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

struct taking {
    struct store *store;
    struct arena *arena;
    void *out;
};

/* ---- files ---- */

enum err_code store_outside_file_add(struct store *store,
                                     const struct outside_file *file,
                                     int64_t *number, struct err *err)
{
    struct query q;
    char now[32];
    store_now(now);
    query_start(store, SQL_OUTSIDE_FILE_ADD, &q);
    query_text(&q, P_OUTSIDE_FILE_ADD_KIND, file->kind);
    query_text(&q, P_OUTSIDE_FILE_ADD_NAME, file->name);
    query_text(&q, P_OUTSIDE_FILE_ADD_SHEET, file->sheet);
    query_text(&q, P_OUTSIDE_FILE_ADD_SHA256, file->sha256);
    query_text(&q, P_OUTSIDE_FILE_ADD_IMPORTED, now);
    query_text(&q, P_OUTSIDE_FILE_ADD_WHO, file->who);
    return query_value(&q, 0, number, err);
}

static enum err_code take_file(void *ctx, const struct query *q,
                               struct err *err)
{
    struct taking *t = ctx;
    struct outside_files *out = t->out;
    bool whole = true;
    struct outside_file *list =
        one_more(t->store, t->arena, (void *)(uintptr_t)out->list, out->count,
                 LIMIT_OUTSIDE_FILES, sizeof *list, err);
    if (list == NULL)
        return err->code;
    list[out->count] = (struct outside_file){
        .number = query_get_int(q, C_OUTSIDE_FILE_LIST_NUMBER),
        .kind = keep(q, C_OUTSIDE_FILE_LIST_KIND, t->arena, &whole),
        .name = keep(q, C_OUTSIDE_FILE_LIST_NAME, t->arena, &whole),
        .sheet = keep(q, C_OUTSIDE_FILE_LIST_SHEET, t->arena, &whole),
        .sha256 = keep(q, C_OUTSIDE_FILE_LIST_SHA256, t->arena, &whole),
        .imported = keep(q, C_OUTSIDE_FILE_LIST_IMPORTED, t->arena, &whole),
        .who = keep(q, C_OUTSIDE_FILE_LIST_WHO, t->arena, &whole),
    };
    out->list = list;
    out->count++;
    return whole ? ERR_OK : no_memory(t->store, err);
}

enum err_code store_outside_files(struct store *store, struct arena *arena,
                                  struct outside_files *out, struct err *err)
{
    struct err own = ERR_INIT;
    struct taking t = {store, arena, out};
    *out = (struct outside_files){0, NULL};
    enum err_code code =
        each_row(store, SQL_OUTSIDE_FILE_LIST, take_file, &t, &own);
    return code == ERR_OK ? ERR_OK
                          : err_set(err, code, own.native, "%s", own.text);
}

/* ---- 12356 ---- */

static enum err_code take_month(void *ctx, const struct query *q,
                                struct err *err)
{
    struct taking *t = ctx;
    struct hotline_list *out = t->out;
    struct hotline_row *list =
        one_more(t->store, t->arena, out->list, out->count,
                 LIMIT_OUTSIDE_ROWS, sizeof *list, err);
    if (list == NULL)
        return err->code;
    struct hotline_row *r = &list[out->count];
    r->month = (int)query_get_int(q, C_HOTLINE_LIST_MONTH);
    r->file = query_get_int(q, C_HOTLINE_LIST_FILE);
    for (int f = 0; f < HOTLINE_FIELDS; f++)
        r->n[f] = query_is_null(q, C_HOTLINE_LIST_TOTAL + f)
                      ? -1
                      : query_get_int(q, C_HOTLINE_LIST_TOTAL + f);
    out->list = list;
    out->count++;
    return unit_of(t->store, query_get_int(q, C_HOTLINE_LIST_UNIT), &r->unit,
                   err);
}

enum err_code store_hotline(struct store *store, struct arena *arena,
                            struct hotline_list *out, struct err *err)
{
    struct err own = ERR_INIT;
    struct taking t = {store, arena, out};
    *out = (struct hotline_list){0, NULL};
    enum err_code code =
        each_row(store, SQL_HOTLINE_LIST, take_month, &t, &own);
    return code == ERR_OK ? ERR_OK
                          : err_set(err, code, own.native, "%s", own.text);
}

enum err_code store_hotline_remove(struct store *store, int month,
                                   size_t unit, struct err *err)
{
    struct query q;
    query_start(store, SQL_HOTLINE_REMOVE, &q);
    query_int(&q, P_HOTLINE_REMOVE_MONTH, month);
    query_int(&q, P_HOTLINE_REMOVE_UNIT, (int64_t)unit);
    return query_run(&q, err);
}

static void bind_count(struct query *q, int param, int64_t value)
{
    if (value >= 0)
        query_int(q, param, value);
    else
        query_null(q, param);
}

enum err_code store_hotline_put(struct store *store,
                                const struct hotline_row *row,
                                struct err *err)
{
    struct query q;
    enum err_code code =
        store_hotline_remove(store, row->month, row->unit, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_HOTLINE_ADD, &q);
    query_int(&q, P_HOTLINE_ADD_MONTH, row->month);
    query_int(&q, P_HOTLINE_ADD_UNIT, (int64_t)row->unit);
    for (int f = 0; f < HOTLINE_FIELDS; f++)
        bind_count(&q, P_HOTLINE_ADD_TOTAL + f, row->n[f]);
    query_int(&q, P_HOTLINE_ADD_FILE, row->file);
    return query_run(&q, err);
}

/* ---- 政风行风评议 ---- */

static enum err_code take_result(void *ctx, const struct query *q,
                                 struct err *err)
{
    struct taking *t = ctx;
    struct zf_list *out = t->out;
    bool whole = true;
    struct zf_row *list = one_more(t->store, t->arena, out->list, out->count,
                                   LIMIT_OUTSIDE_ROWS, sizeof *list, err);
    if (list == NULL)
        return err->code;
    struct zf_row *r = &list[out->count];
    r->period = keep(q, C_ZF_LIST_PERIOD, t->arena, &whole);
    r->year = (int)query_get_int(q, C_ZF_LIST_YEAR);
    r->file = query_get_int(q, C_ZF_LIST_FILE);
    for (int f = 0; f < ZF_FIELDS; f++)
        r->text[f] = keep(q, C_ZF_LIST_ITEM + f, t->arena, &whole);
    out->list = list;
    out->count++;
    return whole ? unit_of(t->store, query_get_int(q, C_ZF_LIST_UNIT),
                           &r->unit, err)
                 : no_memory(t->store, err);
}

enum err_code store_zf(struct store *store, struct arena *arena,
                       struct zf_list *out, struct err *err)
{
    struct err own = ERR_INIT;
    struct taking t = {store, arena, out};
    *out = (struct zf_list){0, NULL};
    enum err_code code = each_row(store, SQL_ZF_LIST, take_result, &t, &own);
    return code == ERR_OK ? ERR_OK
                          : err_set(err, code, own.native, "%s", own.text);
}

enum err_code store_zf_remove(struct store *store, const struct zf_row *row,
                              struct err *err)
{
    struct query q;
    query_start(store, SQL_ZF_REMOVE, &q);
    query_text(&q, P_ZF_REMOVE_PERIOD, row->period);
    query_int(&q, P_ZF_REMOVE_UNIT, (int64_t)row->unit);
    query_text(&q, P_ZF_REMOVE_ITEM, row->text[ZF_ITEM]);
    return query_run(&q, err);
}

enum err_code store_zf_put(struct store *store, const struct zf_row *row,
                           struct err *err)
{
    struct query q;
    enum err_code code = store_zf_remove(store, row, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_ZF_ADD, &q);
    query_text(&q, P_ZF_ADD_PERIOD, row->period);
    query_int(&q, P_ZF_ADD_YEAR, row->year);
    query_int(&q, P_ZF_ADD_UNIT, (int64_t)row->unit);
    for (int f = 0; f < ZF_FIELDS; f++)
        query_text(&q, P_ZF_ADD_ITEM + f, row->text[f]);
    query_int(&q, P_ZF_ADD_FILE, row->file);
    return query_run(&q, err);
}

/* ---- populations ---- */

enum err_code store_unit_people(struct store *store, size_t unit,
                                int64_t households, int64_t population,
                                struct err *err)
{
    struct query q;
    query_start(store, SQL_UNIT_PEOPLE, &q);
    bind_count(&q, P_UNIT_PEOPLE_HOUSEHOLDS, households);
    bind_count(&q, P_UNIT_PEOPLE_POPULATION, population);
    query_int(&q, P_UNIT_PEOPLE_ID, (int64_t)unit);
    return query_run(&q, err);
}
