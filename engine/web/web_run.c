/* engine/web/web_run.c - a command's result as the answer; see call.h. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/web/internal.h"
#include "engine/web/run.h"

enum { NOW_S = 60 };

/* {"error":{"code":"usage","message":"…"}} of a command that failed. */
static enum err_code error_of(const struct str *out, struct err *err)
{
    struct jval *root = NULL;
    enum err_code code = ERR_SYSTEM;
    if (jval_parse(out->text, out->n, "JSON", &root, NULL) != ERR_OK)
        return err_set(err, code, 0, _("the command failed"));
    const struct jval *error = jval_get(root, "error");
    const char *text = jval_text(jval_get(error, "message"));
    const char *word = jval_text(jval_get(error, "code"));
    for (int c = ERR_OK + 1; c < ERR_CODE_COUNT && word != NULL; c++)
        if (strcmp(word, err_code_word((enum err_code)c)) == 0)
            code = (enum err_code)c;
    code = err_set(err, code, 0, "%s",
                   text != NULL ? text : _("the command failed"));
    jval_free(root);
    return code;
}

enum err_code web_run_for(struct web_call *call, const struct run *run,
                          struct str *out, struct err *err)
{
    int exit_code = 0;
    (void)call;
    enum err_code code = run_now(run, NOW_S, out, &exit_code, err);
    if (code == ERR_OK)
        code = str_check(out, "JSON", err);
    if (code == ERR_OK && exit_code != 0 && exit_code != 3)
        code = error_of(out, err);
    return code;
}

enum err_code web_run(struct web_call *call, const struct run *run,
                      struct err *err)
{
    struct str out;
    str_init(&out, RUN_OUT_MAX);
    enum err_code code = web_run_for(call, run, &out, err);
    if (code == ERR_OK)
        web_json(call, 200, &out);
    str_deinit(&out);
    return code;
}

enum err_code web_object(const struct web_call *call, struct jval **root,
                         struct err *err)
{
    size_t n = 0;
    const char *text = web_body_bytes(call, &n);
    enum err_code code = jval_parse(text, n, "JSON", root, err);
    if (code == ERR_OK && jval_kind(*root) != JVAL_OBJECT) {
        jval_free(*root);
        *root = NULL;
        code = err_set(err, ERR_FORMAT, 0, _("a JSON object was expected"));
    }
    return code;
}

void web_job(struct web_call *call, int64_t id)
{
    struct str out;
    str_init(&out, 256);
    struct jout j = {.out = &out};
    jout_begin_object(&j, NULL);
    jout_int(&j, "job", id);
    jout_end_object(&j);
    web_json(call, 202, &out);
    str_deinit(&out);
}
