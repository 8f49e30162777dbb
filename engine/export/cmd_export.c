/* engine/export/cmd_export.c - pingyi export FORMAT [--raw] [--out FILE] */
#include <stdio.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/commands.h"
#include "engine/export/export.h"
#include "engine/gate/close.h"
#include "engine/survey/problems.h"

struct request {
    enum export_format format;
    bool raw;
    const char *out; /* NULL = the usual place */
};

static enum err_code take_format(const char *word, struct request *r,
                                 struct err *err)
{
    char shown[EXCERPT_MAX];
    if (word == NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("export needs a format: csv, jsonl, xlsx, sav or ddi"));
    for (int f = 0; f < EXPORT_FORMAT_COUNT; f++)
        if (strcmp(word, export_format_word((enum export_format)f)) == 0) {
            r->format = (enum export_format)f;
            return ERR_OK;
        }
    return err_set(err, ERR_USAGE, 0,
                   _("'%s' is no format; expected csv, jsonl, xlsx, sav or "
                     "ddi"),
                   excerpt(word, shown));
}

static enum err_code parse(struct cli *cli, struct request *r,
                           struct err *err)
{
    const char *word = NULL;
    const struct opt opts[] = {
        {.name = "--raw", .kind = OPT_FLAG, .value = &r->raw},
        {.name = "--out", .kind = OPT_TEXT, .value = &r->out},
        {.name = NULL},
    };
    size_t args = 0;
    enum err_code code = cli_options(cli, opts, &word, 1, &args, err);
    if (code == ERR_OK)
        code = take_format(word, r, err);
    if (code == ERR_OK && cli->json && r->out != NULL &&
        strcmp(r->out, "-") == 0)
        code = err_set(err, ERR_USAGE, 0,
                       _("--json and --out - both want the standard output; "
                         "leave one out"));
    if (code == ERR_OK && r->out != NULL && strcmp(r->out, "-") == 0 &&
        r->format != EXPORT_CSV && r->format != EXPORT_JSONL)
        code = err_set(err, ERR_USAGE, 0,
                       _("only csv and jsonl go to the standard output"));
    return code;
}

/* out/NM-answers.csv or NM-answers-raw.csv in the workspace, or what --out says. */
static enum err_code choose_path(const struct store *store,
                                 const struct request *r, struct str *path,
                                 struct err *err)
{
    if (r->out != NULL) {
        str_add(path, r->out);
    } else {
        file_join(path, store_dir(store), "out/");
        if (r->format == EXPORT_DDI)
            str_addf(path, "%s-codebook.xml", store_survey(store)->form);
        else
            str_addf(path, "%s%s%s", store_survey(store)->form,
                     r->raw ? EXPORT_RAW_NAME : "-answers.",
                     export_format_word(r->format));
    }
    if (r->raw && r->out != NULL && strcmp(r->out, "-") != 0) {
        enum err_code code = gate_close_outside(store, r->out, err);
        if (code != ERR_OK)
            return code;
    }
    return str_check(path, _("the path"), err);
}

static int report(const struct cli *cli, const struct request *r,
                  const char *path, int64_t rows)
{
    struct str text;
    str_init(&text, LIMIT_PATH_BYTES + 1024);
    if (cli->json) {
        struct jout j = {.out = &text};
        jout_begin_object(&j, NULL);
        jout_string(&j, "file", path);
        jout_string(&j, "format", export_format_word(r->format));
        jout_int(&j, "responses", rows);
        jout_end_object(&j);
    } else {
        str_addf(&text, _("%lld responses written to %s\n"), (long long)rows,
                 path);
    }
    int code = cli_print(cli, &text, EXIT_DONE);
    str_deinit(&text);
    return code;
}

static int run(const struct cli *cli, struct store *store,
               const struct request *r)
{
    struct err err = ERR_INIT;
    struct str path;
    int64_t rows = 0;
    bool to_stdout = r->out != NULL && strcmp(r->out, "-") == 0;
    str_init(&path, LIMIT_PATH_BYTES);
    enum err_code code = export_audit(store, r->format, r->raw, &err);
    if (code == ERR_OK)
        code = choose_path(store, r, &path, &err);
    if (code == ERR_OK)
        code = to_stdout ? export_write(store, r->format, r->raw, stdout,
                                        _("standard output"), &rows, &err)
                         : export_file(store, r->format, r->raw, path.text,
                                       &rows, &err);
    int result = EXIT_DONE;
    if (code != ERR_OK)
        result = cli_fail(cli, &err);
    else if (!to_stdout)
        result = report(cli, r, path.text, rows);
    str_deinit(&path);
    return result;
}

int cmd_export(struct cli *cli)
{
    struct request r = {.out = NULL};
    struct err err = ERR_INIT;
    struct store *store = NULL;
    enum err_code code = parse(cli, &r, &err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, &err);
    int result = code == ERR_OK ? run(cli, store, &r) : cli_fail(cli, &err);
    store_close(store);
    return result;
}
