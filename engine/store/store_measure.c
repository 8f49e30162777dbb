/* engine/store/store_measure.c - the rectification ledger; see measures.h. */
#include "engine/store/measures.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

/* Both statements that write take the fields in their order, from 1. */
_Static_assert(P_MEASURE_ADD_PROBLEM == 1 &&
                   P_MEASURE_ADD_CLOSED == (int)MEASURE_FIELDS &&
                   P_MEASURE_ADD_STATE == 1 + (int)MEASURE_STATE,
               "measure_add takes the fields in order");
_Static_assert(P_MEASURE_SET_PROBLEM == 1 &&
                   P_MEASURE_SET_CLOSED == (int)MEASURE_FIELDS &&
                   P_MEASURE_SET_STATE == 1 + MEASURE_STATE,
               "measure_set takes the fields in order");
_Static_assert(C_MEASURE_LIST_PROBLEM == 2 &&
                   C_MEASURE_LIST_CLOSED == 1 + MEASURE_FIELDS &&
                   C_MEASURE_LIST_STATE == 2 + MEASURE_STATE,
               "measure_list gives the fields in order");

enum { AUDIT_BYTES = 512 * 1024, LEDGER_BYTES = 512 * 1024 * 1024 };

static const char *const words[] = {
    [MEASURE_PROBLEM] = "problem",   [MEASURE_ITEM] = "item",
    [MEASURE_UNIT] = "unit",         [MEASURE_SOURCE] = "source",
    [MEASURE_BASIS] = "basis",       [MEASURE_CAUSE] = "cause",
    [MEASURE_ACTION] = "action",     [MEASURE_OFFICE] = "office",
    [MEASURE_PERSON] = "person",     [MEASURE_KIND] = "kind",
    [MEASURE_STARTED] = "started",   [MEASURE_RULE] = "rule",
    [MEASURE_DUE] = "due",           [MEASURE_STATE] = "state",
    [MEASURE_PROGRESS] = "progress", [MEASURE_EFFECT] = "effect",
    [MEASURE_EVIDENCE] = "evidence", [MEASURE_FEEDBACK] = "feedback",
    [MEASURE_TOLD] = "told",         [MEASURE_FINISHED] = "finished",
    [MEASURE_CLOSED] = "closed",
};
_Static_assert(sizeof words / sizeof words[0] == MEASURE_FIELDS,
               "one word per field");

const char *measure_field_word(enum measure_field field)
{
    return words[field];
}

/* ---- reading ---- */

struct owned { /* the list first: the pointer given out is the one freed */
    struct measure_list list;
    struct arena *arena;
};

void measure_list_free(struct measure_list *list)
{
    if (list != NULL)
        arena_free(((struct owned *)list)->arena);
}

static bool read_row(const struct query *q, struct arena *arena,
                     struct measure *out)
{
    out->id = query_get_int(q, C_MEASURE_LIST_ID);
    out->version = query_get_int(q, C_MEASURE_LIST_VERSION);
    for (int f = 0; f < MEASURE_FIELDS; f++) {
        out->text[f] = arena_text(
            arena, query_get_text(q, C_MEASURE_LIST_PROBLEM + f));
        if (out->text[f] == NULL)
            return false;
    }
    return true;
}

static enum err_code read_all(struct store *store, struct owned *o,
                              struct err *err)
{
    struct query q;
    bool row = true;
    struct measure *list =
        arena_alloc(o->arena, LIMIT_MEASURES, sizeof *list);
    if (list == NULL)
        return no_memory(store, err);
    o->list.list = list;
    query_start(store, SQL_MEASURE_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (o->list.count == LIMIT_MEASURES)
            code = err_set(err, ERR_RANGE, 0,
                           _("the ledger holds more than %d measures"),
                           LIMIT_MEASURES);
        else if (!read_row(&q, o->arena, &list[o->list.count]))
            code = no_memory(store, err);
        else
            o->list.count++;
        if (code == ERR_OK)
            code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code store_measures(struct store *store, struct measure_list **out,
                             struct err *err)
{
    *out = NULL;
    struct arena *arena = arena_new(LEDGER_BYTES);
    struct owned *o =
        arena != NULL ? arena_alloc(arena, 1, sizeof *o) : NULL;
    if (o == NULL) {
        arena_free(arena);
        return no_memory(store, err);
    }
    o->arena = arena;
    enum err_code code = read_all(store, o, err);
    if (code == ERR_OK)
        *out = &o->list;
    else
        arena_free(arena);
    return code;
}

/* ---- writing ---- */

/* {"id":3,"changes":{"state":["open","doing"]}}; a new row: before is "". */
static enum err_code audit(struct store *store, const char *action,
                           int64_t id, const struct measure *was,
                           const char *const text[], const char *who,
                           const char *why, struct err *err)
{
    struct str detail;
    str_init(&detail, AUDIT_BYTES);
    struct jout j = {.out = &detail};
    jout_begin_object(&j, NULL);
    jout_int(&j, "id", id);
    if (why[0] != '\0')
        jout_string(&j, "why", why);
    jout_begin_object(&j, "changes");
    for (int f = 0; f < MEASURE_FIELDS; f++) {
        const char *before = was != NULL ? was->text[f] : "";
        if (strcmp(before, text[f]) == 0)
            continue;
        jout_begin_array(&j, words[f]);
        jout_string(&j, NULL, before);
        jout_string(&j, NULL, text[f]);
        jout_end_array(&j);
    }
    jout_end_object(&j);
    jout_end_object(&j);
    enum err_code code = str_check(&detail, "measure", err);
    if (code == ERR_OK)
        code = store_audit(store, action, who, detail.text, err);
    str_deinit(&detail);
    return code;
}

static void bind(struct query *q, const char *const text[])
{
    for (int f = 0; f < MEASURE_FIELDS; f++)
        query_text(q, 1 + f, text[f]);
}

enum err_code store_measure_add(struct store *store, const char *const text[],
                                const char *who, int64_t *id, struct err *err)
{
    struct scope scope;
    struct query q;
    *id = 0;
    enum err_code code = scope_begin(store, &scope, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_MEASURE_ADD, &q);
    bind(&q, text);
    code = query_value(&q, 0, id, err);
    if (code == ERR_OK && *id > LIMIT_MEASURES)
        code = err_set(err, ERR_RANGE, 0,
                       _("the ledger holds %d measures already; more are not "
                         "kept in one round"),
                       LIMIT_MEASURES);
    if (code == ERR_OK)
        code = audit(store, "measure.add", *id, NULL, text, who, "", err);
    return scope_end(&scope, code, err);
}

enum err_code store_measure_set(struct store *store,
                                const struct measure *was,
                                const char *const text[], const char *who,
                                const char *why, struct err *err)
{
    struct scope scope;
    struct query q;
    bool same = true;
    for (int f = 0; f < MEASURE_FIELDS; f++)
        same = same && strcmp(was->text[f], text[f]) == 0;
    if (same)
        return ERR_OK;
    enum err_code code = scope_begin(store, &scope, err);
    if (code != ERR_OK)
        return code;
    query_start(store, SQL_MEASURE_SET, &q);
    bind(&q, text);
    query_int(&q, P_MEASURE_SET_ID, was->id);
    code = query_run(&q, err);
    if (code == ERR_OK)
        code = audit(store, "measure.set", was->id, was, text, who, why, err);
    return scope_end(&scope, code, err);
}
