/* engine/workspace/cmd_form.c - pingyi form: a changed questionnaire becomes
 * a new revision. */
#include "engine/base/i18n.h"
#include "engine/commands.h"
#include "engine/store/store.h"

static enum err_code add(struct cli *cli, const char *path, int *before,
                         int *after, struct err *err)
{
    struct questionnaire *form = NULL;
    struct store *store = NULL;
    const struct questionnaire *newest;
    enum err_code code = questionnaire_load(path, &form, err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, err);
    if (code == ERR_OK)
        code = store_form(store, 0, &newest, before, err);
    if (code == ERR_OK)
        code = store_form_add(store, form, after, err);
    store_close(store);
    questionnaire_free(form);
    return code;
}

int cmd_form(struct cli *cli)
{
    struct err err = ERR_INIT;
    const char *path = NULL;
    size_t n;
    int before = 0;
    int after = 0;
    const struct opt none[] = {{.name = NULL}};
    enum err_code code = cli_options(cli, none, &path, 1, &n, &err);
    if (code == ERR_OK && n == 0)
        code = err_set(&err, ERR_USAGE, 0,
                       _("name the questionnaire: pingyi form FILE.yaml"));
    if (code == ERR_OK)
        code = add(cli, path, &before, &after, &err);
    if (code != ERR_OK)
        return cli_fail(cli, &err);
    struct str out;
    str_init(&out, 4096);
    if (cli->json) {
        struct jout j = {.out = &out, .pretty = true};
        jout_begin_object(&j, NULL);
        jout_int(&j, "revision", after);
        jout_bool(&j, "new", after != before);
        jout_end_object(&j);
    } else if (after != before) {
        str_addf(&out, _("Revision %d of the questionnaire is registered; "
                         "sheets already printed stay with theirs.\n"),
                 after);
    } else {
        str_addf(&out, _("The questionnaire is revision %d; no sheet of it "
                         "was printed before, or nothing changed.\n"),
                 after);
    }
    int exit_code = cli_print(cli, &out, EXIT_DONE);
    str_deinit(&out);
    return exit_code;
}
