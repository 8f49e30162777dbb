/* engine/store/store_report.c - the documents that left the house. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/mem.h"
#include "engine/store/internal.h"

static enum err_code audit_report(struct store *store,
                                  const struct report_row *row,
                                  struct err *err)
{
    struct str text;
    str_init(&text, 4096);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_string(&j, "edition", row->edition);
    jout_string(&j, "file", row->file);
    jout_string(&j, "sha256", row->sha256);
    jout_string(&j, "figures", row->figures_sha256);
    jout_end_object(&j);
    enum err_code code = str_check(&text, "report", err);
    if (code == ERR_OK)
        code = store_audit(store, "report", row->signer, text.text, err);
    str_deinit(&text);
    return code;
}

enum err_code store_report_add(struct store *store,
                               const struct report_row *row, struct err *err)
{
    struct scope scope;
    enum err_code code = scope_begin(store, &scope, err);
    if (code != ERR_OK)
        return code;
    struct query q;
    query_start(store, SQL_REPORT_INSERT, &q);
    query_text(&q, P_REPORT_INSERT_EDITION, row->edition);
    query_text(&q, P_REPORT_INSERT_FILE, row->file);
    query_text(&q, P_REPORT_INSERT_SHA256, row->sha256);
    query_text(&q, P_REPORT_INSERT_FIGURES_SHA256, row->figures_sha256);
    query_text(&q, P_REPORT_INSERT_ISSUED, row->issued);
    query_text(&q, P_REPORT_INSERT_SIGNER, row->signer);
    code = query_run(&q, err);
    if (code == ERR_OK)
        code = audit_report(store, row, err);
    return scope_end(&scope, code, err);
}

static void read_report(const struct query *q, struct report_row *out)
{
    memset(out, 0, sizeof *out);
    copy_text(out->edition, sizeof out->edition,
              query_get_text(q, C_REPORT_LIST_EDITION));
    copy_text(out->file, sizeof out->file,
              query_get_text(q, C_REPORT_LIST_FILE));
    copy_text(out->sha256, sizeof out->sha256,
              query_get_text(q, C_REPORT_LIST_SHA256));
    copy_text(out->figures_sha256, sizeof out->figures_sha256,
              query_get_text(q, C_REPORT_LIST_FIGURES_SHA256));
    copy_text(out->issued, sizeof out->issued,
              query_get_text(q, C_REPORT_LIST_ISSUED));
    copy_text(out->signer, sizeof out->signer,
              query_get_text(q, C_REPORT_LIST_SIGNER));
}

enum err_code store_reports(struct store *store, struct report_row **out,
                            size_t *n, struct err *err)
{
    struct report_row *list = NULL;
    size_t count = 0;
    size_t room = 0;
    bool row = true;
    struct query q;
    *out = NULL;
    *n = 0;
    query_start(store, SQL_REPORT_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        if (count == room) {
            room = room > 0 ? room * 2 : 16;
            struct report_row *grown = mem_grow(list, room, sizeof *list);
            if (grown == NULL) {
                code = no_memory(store, err);
                break;
            }
            list = grown;
        }
        read_report(&q, &list[count++]);
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

enum err_code store_figures_add(struct store *store, const char *sha256,
                                const char *json, struct err *err)
{
    struct query q;
    query_start(store, SQL_FIGURES_INSERT, &q);
    query_text(&q, P_FIGURES_INSERT_SHA256, sha256);
    query_text(&q, P_FIGURES_INSERT_JSON, json);
    return query_run(&q, err);
}

enum err_code store_figures(struct store *store,
                            bool (*each)(void *ctx,
                                         const struct figures_row *row),
                            void *ctx, struct err *err)
{
    struct query q;
    bool row = true;
    query_start(store, SQL_FIGURES_LIST, &q);
    enum err_code code = query_next(&q, &row, err);
    while (code == ERR_OK && row) {
        const struct figures_row out = {
            .sha256 = query_get_text(&q, C_FIGURES_LIST_SHA256),
            .json = query_get_text(&q, C_FIGURES_LIST_JSON),
            .issued = query_get_text(&q, C_FIGURES_LIST_ISSUED),
            .edition = query_get_text(&q, C_FIGURES_LIST_EDITION)};
        if (each(ctx, &out))
            break;
        code = query_next(&q, &row, err);
    }
    query_end(&q);
    return code;
}
