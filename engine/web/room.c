/* engine/web/room.c - what the engine itself gives the page: the shell and the
 * round. */
#include "engine/base/json.h"
#include "engine/store/store.h"
#include "engine/web/internal.h"
#include "engine_web_pages.h" /* made by embed_pages.awk */

enum { ROUND_MAX = 4096 };

/* What the page asks first: which round this is. */
static enum err_code round_get(struct web_call *call, struct err *err)
{
    struct store *store = NULL;
    enum err_code code = web_store(call, &store, err);
    if (code != ERR_OK)
        return code;
    struct str out;
    str_init(&out, ROUND_MAX);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_string(&j, "title", store_survey(store)->title);
    jout_end_object(&j);
    web_json(call, 200, &out);
    str_deinit(&out);
    return ERR_OK;
}

static const struct web_route routes[] = {
    {"GET", "/api/round", WEB_PUBLIC, WEB_NO_BODY, 0, round_get},
    {.path = NULL},
};

static const struct web_route *const tables[] = {routes, account_rows, round_rows, work_rows,
                                                result_rows, NULL};

const struct web_room engine_web = {tables, engine_web_pages};
