/* engine/store/store_design.c - how those who are asked were chosen. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/store/internal.h"

static enum err_code read_totals(struct store *store, struct design *out,
                                 struct err *err)
{
    struct query q;
    bool row = true;
    query_start(store, SQL_DESIGN_TOTAL_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        const char *item = query_get_text(&q, C_DESIGN_TOTAL_LIST_ITEM);
        int64_t choice = query_get_int(&q, C_DESIGN_TOTAL_LIST_CHOICE);
        size_t n = out->trait_count;
        if (n == 0 || strcmp(out->trait[n - 1].item, item) != 0) {
            n++;
            if (n <= DESIGN_TRAITS)
                copy_text(out->trait[n - 1].item,
                          sizeof out->trait[n - 1].item, item);
        }
        if (n > DESIGN_TRAITS || choice != (int64_t)out->trait[n - 1].count ||
            choice >= DESIGN_GROUPS) {
            code = err_set(err, ERR_CORRUPT, 0,
                           _("the known totals of the design are damaged; "
                             "state the design again (`pingyi design`)"));
            break;
        }
        out->trait_count = n;
        out->trait[n - 1].population[out->trait[n - 1].count++] =
            query_get_int(&q, C_DESIGN_TOTAL_LIST_POPULATION);
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}

enum err_code store_design(struct store *store, struct design *out,
                           struct err *err)
{
    struct query q;
    bool row = false;
    *out = (struct design){.kind = DESIGN_NONE};
    query_start(store, SQL_DESIGN_GET, &q);
    enum err_code code = query_next(&q, &row, err);
    if (code == ERR_OK && row) {
        int kind = design_kind_find(query_get_text(&q, C_DESIGN_GET_KIND));
        int rule = interval_rule_find(query_get_text(&q, C_DESIGN_GET_RULE));
        if (kind < 0 || rule < 0)
            code = err_set(err, ERR_CORRUPT, 0,
                           _("the design of the round is damaged; state it "
                             "again (`pingyi design`)"));
        else
            *out = (struct design){
                .kind = (enum design_kind)kind,
                .rule = (enum interval_rule)rule,
                .fpc = query_get_int(&q, C_DESIGN_GET_FPC) != 0};
        copy_text(out->strata, sizeof out->strata,
                  query_get_text(&q, C_DESIGN_GET_STRATA));
        copy_text(out->clusters, sizeof out->clusters,
                  query_get_text(&q, C_DESIGN_GET_CLUSTERS));
    }
    query_end(&q);
    return code == ERR_OK ? read_totals(store, out, err) : code;
}

static enum err_code run_plain(struct store *store, enum sql which,
                               struct err *err)
{
    struct query q;
    query_start(store, which, &q);
    return query_run(&q, err);
}

static enum err_code write_design(struct store *store, const struct design *d,
                                  struct err *err)
{
    struct query q;
    char now[32];
    enum err_code code = run_plain(store, SQL_DESIGN_CLEAR, err);
    if (code != ERR_OK)
        return code;
    store_now(now);
    query_start(store, SQL_DESIGN_INSERT, &q);
    query_text(&q, P_DESIGN_INSERT_KIND, design_kind_word(d->kind));
    query_text(&q, P_DESIGN_INSERT_STRATA, d->strata);
    query_text(&q, P_DESIGN_INSERT_CLUSTERS, d->clusters);
    query_int(&q, P_DESIGN_INSERT_FPC, d->fpc);
    query_text(&q, P_DESIGN_INSERT_RULE, interval_rule_word(d->rule));
    query_text(&q, P_DESIGN_INSERT_STATED, now);
    return query_run(&q, err);
}

static enum err_code write_totals(struct store *store, const struct design *d,
                                  struct err *err)
{
    enum err_code code = run_plain(store, SQL_DESIGN_TOTAL_CLEAR, err);
    for (size_t i = 0; i < d->trait_count; i++)
        for (size_t k = 0; k < d->trait[i].count && code == ERR_OK; k++) {
            struct query q;
            query_start(store, SQL_DESIGN_TOTAL_INSERT, &q);
            query_text(&q, P_DESIGN_TOTAL_INSERT_ITEM, d->trait[i].item);
            query_int(&q, P_DESIGN_TOTAL_INSERT_CHOICE, (int64_t)k);
            query_int(&q, P_DESIGN_TOTAL_INSERT_PLACE, (int64_t)i);
            query_int(&q, P_DESIGN_TOTAL_INSERT_POPULATION,
                      d->trait[i].population[k]);
            code = query_run(&q, err);
        }
    return code;
}

static enum err_code audit_design(struct store *store, const struct design *d,
                                  struct err *err)
{
    struct str text;
    str_init(&text, 4096);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_string(&j, "kind", design_kind_word(d->kind));
    jout_string(&j, "strata", d->strata);
    jout_string(&j, "clusters", d->clusters);
    jout_bool(&j, "fpc", d->fpc);
    jout_string(&j, "interval", interval_rule_word(d->rule));
    jout_begin_array(&j, "totals");
    for (size_t i = 0; i < d->trait_count; i++) {
        jout_begin_object(&j, NULL);
        jout_string(&j, "question", d->trait[i].item);
        jout_begin_array(&j, "population");
        for (size_t k = 0; k < d->trait[i].count; k++)
            jout_int(&j, NULL, d->trait[i].population[k]);
        jout_end_array(&j);
        jout_end_object(&j);
    }
    jout_end_array(&j);
    jout_end_object(&j);
    enum err_code code = str_check(&text, "design", err);
    if (code == ERR_OK)
        code = store_audit(store, "design", "", text.text, err);
    str_deinit(&text);
    return code;
}

enum err_code store_design_set(struct store *store, const struct design *d,
                               struct err *err)
{
    const struct questionnaire *form = NULL;
    struct scope scope;
    enum err_code code = store_form(store, 0, &form, NULL, err);
    if (code == ERR_OK)
        code = store_not_sealed(store, err);
    if (code == ERR_OK)
        code = design_check(d, &store->units, form, err);
    if (code == ERR_OK)
        code = scope_begin(store, &scope, err);
    if (code != ERR_OK)
        return code;
    code = write_design(store, d, err);
    if (code == ERR_OK)
        code = write_totals(store, d, err);
    if (code == ERR_OK)
        code = audit_design(store, d, err);
    return scope_end(&scope, code, err);
}
