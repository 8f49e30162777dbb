/* reports/cmd_verify.c - `pingyi verify`: is this report as it was signed,
 * and are its figures those of the workspace? */
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "reports/commands.h"
#include "reports/sign.h"

struct request {
    const char *path;
    const char *trust; /* NULL = none */
    struct str trust_path; /* trust.pem of the workspace */
    char *bytes;           /* read once: what is judged is what is compared */
    size_t n;
};

/* --trust, else PINGYI_TRUST, else trust.pem of the workspace. */
static void choose_trust(const struct cli *cli, struct request *r)
{
    if (r->trust == NULL)
        r->trust = getenv("PINGYI_TRUST");
    if (r->trust != NULL && r->trust[0] == '\0')
        r->trust = NULL;
    if (r->trust != NULL)
        return;
    file_join(&r->trust_path, cli->workspace, "trust.pem");
    if (str_ok(&r->trust_path) && file_exists(r->trust_path.text))
        r->trust = r->trust_path.text;
}

static void print_text(const struct request *r,
                       const struct verify_result *result, struct str *text)
{
    str_addf(text, _("File: %s\n"), r->path);
    if (result->signer[0] != '\0')
        str_addf(text, _("Signer: %s\n"), result->signer);
    if (result->claimed_time[0] != '\0')
        str_addf(text, _("Time claimed by the signer: %s\n"),
                 result->claimed_time);
    str_addf(text, "%s\n", result->message);
}

static void print_json(const struct request *r,
                       const struct verify_result *result, struct jout *j)
{
    jout_string(j, "file", r->path);
    jout_bool(j, "good", result->status == VERIFY_GOOD);
    jout_string(j, "status", verify_status_word(result->status));
    jout_string(j, "signer", result->signer);
    jout_string(j, "time", result->claimed_time);
    jout_string(j, "message", result->message);
    if (r->trust != NULL)
        jout_string(j, "trust", r->trust);
    else
        jout_null(j, "trust");
}

static int report(const struct cli *cli, const struct request *r,
                  const struct verify_result *result)
{
    struct str text;
    str_init(&text, 256 * 1024);
    if (cli->json) {
        struct jout j = {.out = &text};
        jout_begin_object(&j, NULL);
        print_json(r, result, &j);
        jout_end_object(&j);
    } else {
        print_text(r, result, &text);
    }
    int exit_code = cli_print(
        cli, &text,
        result->status == VERIFY_GOOD ? EXIT_DONE : EXIT_FAILED);
    str_deinit(&text);
    return exit_code;
}

int cmd_verify(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct request r = {.path = NULL};
    struct verify_result result;
    const char *args[1];
    size_t n;
    const struct opt opts[] = {
        {"--trust", OPT_TEXT, &r.trust, 0, 0},
        {.name = NULL},
    };
    enum err_code code = cli_options(cli, opts, args, 1, &n, &err);
    if (code == ERR_OK && n != 1)
        code = err_set(&err, ERR_USAGE, 0,
                       _("usage: pingyi verify FILE.pdf [--trust FILE|DIR]"));
    if (code != ERR_OK)
        return cli_fail(cli, &err);
    r.path = args[0];
    str_init(&r.trust_path, LIMIT_PATH_BYTES + 16);
    choose_trust(cli, &r);
    code = file_read(r.path, LIMIT_PDF_BYTES, &r.bytes, &r.n, &err);
    if (code == ERR_OK)
        code = verify_bytes(r.bytes, r.n, r.path, r.trust, &result, &err);
    int exit_code = code == ERR_OK ? report(cli, &r, &result)
                                   : cli_fail(cli, &err);
    free(r.bytes);
    str_deinit(&r.trust_path);
    return exit_code;
}
