/* omr/batch/params.c - see params.h. */
#include "omr/batch/params.h"

#include <string.h>

#include "engine/base/i18n.h"
#include "omr/judge_params.h"

enum { PARAMS_BYTES = 64 * 1024 };

enum err_code round_params_load(struct store *store, struct judge_params *out,
                                int *number, struct err *err)
{
    struct params_row row;
    *out = judge_usual;
    *number = 0;
    enum err_code code = store_params_newest(store, &row, err);
    if (code == ERR_OK && row.number != 0)
        code = judge_params_read(row.json, strlen(row.json),
                                 _("the round's judging parameters"), out,
                                 err);
    *number = row.number;
    store_params_free(&row);
    return code;
}

static enum err_code add(struct store *store, const char *json, int *number,
                         struct err *err)
{
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = store_params_add(store, json, "", "", number, err);
    if (code == ERR_OK)
        code = store_audit(store, "params", "", json, err);
    if (code == ERR_OK)
        return store_commit(store, err);
    store_rollback(store);
    return code;
}

enum err_code round_params_ensure(struct store *store,
                                  struct judge_params *out, int *number,
                                  struct err *err)
{
    struct str text;
    enum err_code code = round_params_load(store, out, number, err);
    if (code != ERR_OK || *number != 0)
        return code;
    str_init(&text, PARAMS_BYTES);
    struct jout j = {.out = &text};
    judge_params_write(out, NULL, &j);
    code = str_check(&text, _("the round's judging parameters"), err);
    if (code == ERR_OK)
        code = add(store, text.text, number, err);
    str_deinit(&text);
    return code;
}
