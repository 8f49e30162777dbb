/* reports/cmd_key.c - `pingyi key trial`: something to try signing with. */
#include <stdio.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/cli/command.h"
#include "reports/commands.h"
#include "reports/sign.h"

enum { SECRET_ROOM = 1024 };

/* The passphrase of a new key.  At a prompt it is asked twice: nobody sees
 * what they type. */
static enum err_code new_secret(const struct secret_source *secret,
                                char out[SECRET_ROOM], struct err *err)
{
    enum err_code code = sign_secret_read(
        secret, _("New passphrase:"), out, SECRET_ROOM, err);
    if (code != ERR_OK || secret->from != SECRET_PROMPT)
        return code;
    char again[SECRET_ROOM];
    code = sign_secret_read(secret, _("The same again:"), again, SECRET_ROOM,
                            err);
    if (code == ERR_OK && strcmp(out, again) != 0)
        code = err_set(err, ERR_DENIED, 0,
                       _("the two passphrases are not the same"));
    crypto_wipe(again, sizeof again);
    return code;
}

static int report(const struct cli *cli, const char *dir)
{
    struct str key, ca;
    str_init(&key, LIMIT_PATH_BYTES + 16);
    str_init(&ca, LIMIT_PATH_BYTES + 16);
    file_join(&key, dir, "key.p12");
    file_join(&ca, dir, "ca.pem");
    struct str text;
    str_init(&text, 64 * 1024);
    if (cli->json) {
        struct jout j = {.out = &text};
        jout_begin_object(&j, NULL);
        jout_string(&j, "key", key.text);
        jout_string(&j, "root", ca.text);
        jout_bool(&j, "trial", true);
        jout_end_object(&j);
    } else {
        str_addf(&text, _("Key: %s\nRoot certificate: %s\n"), key.text,
                 ca.text);
        str_add(&text,
                _("This key is for trial only and proves nothing to others; "
                  "sign official documents with a certificate of a licensed "
                  "authority."));
    }
    int exit_code = cli_print(cli, &text, EXIT_DONE);
    str_deinit(&text);
    str_deinit(&key);
    str_deinit(&ca);
    return exit_code;
}

int cmd_key(struct cli *cli)
{
    struct err err = ERR_INIT;
    const char *args[2], *name = NULL, *env = NULL;
    int64_t fd = -1;
    size_t n;
    const struct opt opts[] = {
        {"--name", OPT_TEXT, &name, 0, 0},
        {"--pass-env", OPT_TEXT, &env, 0, 0},
        {"--pass-fd", OPT_INT, &fd, 0, 1 << 20},
        {.name = NULL},
    };
    if (cli_options(cli, opts, args, 2, &n, &err) != ERR_OK)
        return cli_fail(cli, &err);
    if (n != 2 || strcmp(args[0], "trial") != 0 || name == NULL) {
        (void)err_set(&err, ERR_USAGE, 0,
                      _("usage: pingyi key trial DIR --name NAME "
                        "[--pass-env VARIABLE | --pass-fd N]"));
        return cli_fail(cli, &err);
    }
    struct secret_source secret = sign_secret_from(env, fd);
    char pass[SECRET_ROOM];
    enum err_code code = new_secret(&secret, pass, &err);
    if (code == ERR_OK)
        code = sign_key_make_trial(args[1], name, pass, &err);
    crypto_wipe(pass, sizeof pass);
    return code == ERR_OK ? report(cli, args[1]) : cli_fail(cli, &err);
}
