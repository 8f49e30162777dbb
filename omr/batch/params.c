/* omr/batch/params.c - see params.h. */
#include "omr/batch/params.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "omr/judge_params.h"

enum { PARAMS_BYTES = 64 * 1024 };

/* Was the sheet of the newest layout made elsewhere?  The second reader was
 * grown on ours; and are bubbles filled in there? */
static enum err_code look_for_style(struct store *store, bool open,
                                    int revision, struct judge_params *out,
                                    struct err *err)
{
    char *json = NULL;
    struct jval *root = NULL;
    struct err missing = ERR_INIT;
    enum err_code code =
        store_layout_get(store, revision, open, &json, &missing);
    if (code == ERR_NOTFOUND)
        return ERR_OK;
    if (code != ERR_OK)
        return err_set(err, code, missing.native, "%s", missing.text);
    code = jval_parse(json, strlen(json), _("stored layout"), &root, err);
    const char *style = jval_text(jval_get(root, "style"));
    if (code == ERR_OK && style != NULL) {
        out->second = 0;
        out->fills = strcmp(style, "fill") == 0 ? 1 : 0;
    }
    jval_free(root);
    free(json);
    return code;
}

enum err_code round_params_usual(struct store *store,
                                 struct judge_params *out, struct err *err)
{
    const struct questionnaire *q;
    int revision = 0;
    *out = judge_usual;
    enum err_code code = store_form(store, 0, &q, &revision, err);
    if (code == ERR_OK)
        code = look_for_style(store, true, revision, out, err);
    if (code == ERR_OK)
        code = look_for_style(store, false, revision, out, err);
    return code;
}

enum err_code round_params_load(struct store *store, struct judge_params *out,
                                int *number, struct err *err)
{
    struct params_row row;
    *number = 0;
    enum err_code code = round_params_usual(store, out, err);
    if (code != ERR_OK)
        return code;
    code = store_params_newest(store, &row, err);
    if (code == ERR_OK && row.number != 0) {
        *out = judge_before;
        code = judge_params_read(row.json, strlen(row.json),
                                 _("the round's judging parameters"), out,
                                 err);
    }
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
    if (code != ERR_OK || (*number != 0 && out->version == JUDGE_VERSION))
        return code;
    out->version = JUDGE_VERSION;
    str_init(&text, PARAMS_BYTES);
    struct jout j = {.out = &text};
    judge_params_write(out, NULL, &j);
    code = str_check(&text, _("the round's judging parameters"), err);
    if (code == ERR_OK)
        code = add(store, text.text, number, err);
    str_deinit(&text);
    return code;
}

static bool count_judge(void *ctx, int number, size_t pages, const char *json)
{
    struct round_judges *judges = ctx;
    int version = judge_params_version(json, strlen(json));
    (void)number;
    judges->pages += pages;
    if (version < JUDGE_VERSION) {
        judges->older += pages;
        judges->oldest = version < judges->oldest ? version : judges->oldest;
    }
    return false;
}

enum err_code round_judges(struct store *store, struct round_judges *out,
                           struct err *err)
{
    struct params_row row;
    *out = (struct round_judges){.version = JUDGE_VERSION,
                                 .oldest = JUDGE_VERSION};
    enum err_code code = store_params_newest(store, &row, err);
    if (code != ERR_OK)
        return code;
    if (row.number != 0)
        out->version = judge_params_version(row.json, strlen(row.json));
    store_params_free(&row);
    return store_params_used(store, count_judge, out, err);
}

void round_judges_json(const struct round_judges *judges, struct jout *j)
{
    jout_begin_object(j, "judge");
    jout_int(j, "version", JUDGE_VERSION);
    jout_int(j, "round", judges->version);
    jout_int(j, "older_pages", (int64_t)judges->older);
    jout_int(j, "oldest", judges->oldest);
    jout_end_object(j);
}

void round_judges_print(const struct round_judges *judges, struct str *out)
{
    if (judges->older > 0)
        str_addf(out,
                 _("%zu of %zu pages were read by an older judge (version %d; "
                   "this program's is %d): what reads differently may come "
                   "from the program itself; pingyi rejudge shows it\n"),
                 judges->older, judges->pages, judges->oldest, JUDGE_VERSION);
}
