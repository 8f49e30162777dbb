/* forms/xforms/cmd_xforms.c - pingyi xforms: the form for ODK Collect. */
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/cli/command.h"
#include "engine/store/store.h"
#include "forms/commands.h"
#include "forms/xforms/xform.h"

struct request {
    const char *form; /* a questionnaire file instead of the workspace's */
    const char *out;  /* where to write; NULL = out/NAME.xml, "-" = stdout */
};

struct source {
    struct store *store;         /* NULL with --form */
    struct questionnaire *owned; /* with --form */
    struct xform_source s;
};

static enum err_code open_source(const struct cli *cli,
                                 const struct request *r, struct source *src,
                                 struct err *err)
{
    *src = (struct source){.s = {.revision = 1}};
    if (r->form != NULL) {
        enum err_code code = questionnaire_load(r->form, &src->owned, err);
        src->s.q = src->owned;
        return code;
    }
    enum err_code code = store_open(cli->workspace, &src->store, err);
    if (code == ERR_OK)
        code = store_form(src->store, 0, &src->s.q, &src->s.revision, err);
    if (code == ERR_OK) {
        src->s.units = store_units(src->store);
        src->s.survey = store_survey(src->store)->id;
    }
    return code;
}

static enum err_code write_form(const struct source *src,
                                const struct request *r,
                                const struct xform *form, struct str *path,
                                struct err *err)
{
    if (r->out != NULL)
        str_add(path, r->out);
    else if (src->store != NULL)
        str_addf(path, "%s/out/%s.xml", store_dir(src->store), form->id);
    else
        str_addf(path, "%s.xml", form->id);
    enum err_code code = str_check(path, _("the file's name"), err);
    if (code == ERR_OK)
        code = file_write(path->text, form->xml.text, form->xml.n, err);
    return code;
}

static int report(const struct cli *cli, const struct xform *form,
                  const char *path)
{
    struct str out;
    str_init(&out, 64 * 1024);
    if (cli->json) {
        struct jout j = {.out = &out, .pretty = true};
        jout_begin_object(&j, NULL);
        jout_string(&j, "form", form->id);
        jout_string(&j, "version", form->version);
        jout_string(&j, "md5", form->hash);
        jout_int(&j, "bytes", (int64_t)form->xml.n);
        jout_string(&j, "file", path);
        jout_end_object(&j);
    } else {
        str_addf(&out, _("%s, version %s: %s\nCopy it into the \"forms\" "
                         "folder of ODK Collect, or let tablets fetch it "
                         "from `pingyi serve`.\n"),
                 form->id, form->version, path);
    }
    int exit_code = cli_print(cli, &out, EXIT_DONE);
    str_deinit(&out);
    return exit_code;
}

int cmd_xforms(struct cli *cli)
{
    struct request r = {.form = NULL};
    const struct opt opts[] = {
        {.name = "--form", .kind = OPT_TEXT, .value = &r.form},
        {.name = "--out", .kind = OPT_TEXT, .value = &r.out},
        {.name = NULL},
    };
    struct err err = ERR_INIT;
    struct source src = {.store = NULL};
    struct xform form;
    struct str path;
    size_t n = 0;
    str_init(&path, 4096);
    memset(&form, 0, sizeof form);
    str_init(&form.xml, XFORM_BYTES_MAX);
    enum err_code code = cli_options(cli, opts, NULL, 0, &n, &err);
    if (code == ERR_OK)
        code = open_source(cli, &r, &src, &err);
    if (code == ERR_OK)
        code = xform_make(&src.s, &form, &err);
    bool to_stdout = r.out != NULL && strcmp(r.out, "-") == 0;
    if (code == ERR_OK && !to_stdout)
        code = write_form(&src, &r, &form, &path, &err);
    int exit_code;
    if (code != ERR_OK)
        exit_code = cli_fail(cli, &err);
    else if (to_stdout)
        exit_code = cli_print(cli, &form.xml, EXIT_DONE);
    else
        exit_code = report(cli, &form, path.text);
    str_deinit(&path);
    xform_deinit(&form);
    store_close(src.store);
    questionnaire_free(src.owned);
    return exit_code;
}
