/* reports/cmd_signed.c - `pingyi report extend` and `report countersign`. */
#include "reports/cmd_signed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/store/store.h"
#include "reports/sign.h"
#include "reports/trust_list.h"

struct request {
    const char *path;
    const char *key, *pass_env, *reason, *tsa, *tsa_policy, *trust;
    int64_t pass_fd;
    struct opt_list crl;
    struct str trust_path;
};

/* ---- afterwards ---- */

/* Inside a workspace the log says what became of the file. */
static enum err_code log_it(const struct cli *cli, const struct request *r,
                            const char *action,
                            const struct verify_result *result,
                            struct err *err)
{
    struct store *store = NULL;
    uint8_t digest[SHA256_BYTES];
    char hex[SHA256_HEX], *bytes;
    size_t n;
    if (!trust_list_in_workspace(cli))
        return ERR_OK;
    enum err_code code = file_read(r->path, LIMIT_PDF_BYTES, &bytes, &n, err);
    if (code != ERR_OK)
        return code;
    crypto_sha256(bytes, n, digest);
    crypto_hex(digest, sizeof digest, hex);
    free(bytes);
    struct str detail;
    str_init(&detail, 16 * 1024);
    struct jout j = {.out = &detail};
    jout_begin_object(&j, NULL);
    jout_string(&j, "file", r->path);
    jout_string(&j, "sha256", hex);
    jout_string(&j, "level", verify_level_word(result->level));
    jout_int(&j, "signatures", (int64_t)result->count);
    jout_end_object(&j);
    code = str_check(&detail, "audit", err);
    if (code == ERR_OK)
        code = store_open(cli->workspace, &store, err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code == ERR_OK)
        code = store_audit(
            store, action,
            result->count > 0 ? result->signatures[result->count - 1].signer
                              : "",
            detail.text, err);
    if (code == ERR_OK)
        code = store_commit(store, err);
    store_close(store);
    str_deinit(&detail);
    return code;
}

static int tell(const struct cli *cli, const struct request *r,
                const struct verify_result *result)
{
    struct str text;
    str_init(&text, 64 * 1024);
    const struct verify_signature *last =
        &result->signatures[result->count > 0 ? result->count - 1 : 0];
    if (cli->json) {
        struct jout j = {.out = &text, .pretty = true};
        jout_begin_object(&j, NULL);
        jout_string(&j, "file", r->path);
        jout_string(&j, "signer", last->signer);
        jout_int(&j, "signatures", (int64_t)result->count);
        jout_string(&j, "level", verify_level_word(result->level));
        jout_string(&j, "archived", result->archived);
        jout_string(&j, "keeps_until", result->keeps_until);
        jout_end_object(&j);
    } else if (r->key != NULL) {
        str_addf(&text, _("%s: signed on top by %s"), r->path, last->signer);
    } else {
        str_addf(&text, _("%s: level PAdES %s"), r->path,
                 verify_level_word(result->level));
        if (result->keeps_until[0] != '\0')
            str_addf(&text, _("; good until %s, and longer if it is extended "
                              "again before"), result->keeps_until);
    }
    int exit_code = cli_print(cli, &text, EXIT_DONE);
    str_deinit(&text);
    return exit_code;
}

/* ---- the two ---- */

static enum err_code extend(const struct request *r,
                            struct verify_result *result, struct err *err)
{
    if (r->trust == NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("only what is trusted can be extended: name the root "
                         "certificates with --trust"));
    return sign_extend(r->path,
                       &(struct extend_options){.trust = r->trust,
                                                .tsa = r->tsa,
                                                .tsa_policy = r->tsa_policy,
                                                .crl_count = r->crl.count,
                                                .crl = r->crl.item},
                       result, err);
}

static enum err_code countersign(const struct request *r,
                                 struct verify_result *result,
                                 struct err *err)
{
    struct secret_source secret = sign_secret_from(r->pass_env, r->pass_fd);
    struct sign_key *key = NULL;
    if (r->key == NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("name the key of the second signer with --sign"));
    enum err_code code = sign_key_open(r->key, &secret, &key, err);
    if (code == ERR_OK)
        code = sign_pdf(r->path, key,
                        &(struct sign_options){.second = true,
                                               .reason = r->reason,
                                               .tsa = r->tsa,
                                               .tsa_policy = r->tsa_policy,
                                               .trust = r->trust},
                        err);
    sign_key_free(key);
    if (code == ERR_OK)
        code = verify_pdf(r->path, r->trust, result, err);
    return code;
}

static const struct verb {
    const char *word, *action, *usage;
    enum err_code (*run)(const struct request *r, struct verify_result *result,
                         struct err *err);
} verbs[] = {
    {"extend", "report.extend",
     N_("usage: pingyi report extend FILE.pdf [--tsa URL] [--trust FILE|DIR] "
        "[--crl FILE]"), extend},
    {"countersign", "report.countersign",
     N_("usage: pingyi report countersign FILE.pdf --sign KEY [--reason TEXT] "
        "[--tsa URL]"), countersign},
};

static enum err_code read_args(struct cli *cli, const struct verb *verb,
                               struct request *r, struct err *err)
{
    const bool signing = verb->run == countersign;
    const struct opt shared[] = {
        {"--tsa", OPT_TEXT, &r->tsa, 0, 0},
        {"--tsa-policy", OPT_TEXT, &r->tsa_policy, 0, 0},
        {"--trust", OPT_TEXT, &r->trust, 0, 0},
        {"--sign", OPT_TEXT, &r->key, 0, 0},
        {"--pass-env", OPT_TEXT, &r->pass_env, 0, 0},
        {"--pass-fd", OPT_INT, &r->pass_fd, 0, 1023},
        {"--reason", OPT_TEXT, &r->reason, 0, 0},
        {.name = NULL},
    };
    const struct opt lists[] = {
        shared[0], shared[1], shared[2],
        {"--crl", OPT_LIST, &r->crl, 0, OPT_LIST_MAX},
        {.name = NULL},
    };
    const char *args[2];
    size_t n = 0;
    r->pass_fd = -1;
    enum err_code code =
        cli_options(cli, signing ? shared : lists, args, 2, &n, err);
    if (code == ERR_OK && n != 2)
        code = err_set(err, ERR_USAGE, 0, "%s", _(verb->usage));
    r->path = n == 2 ? args[1] : NULL;
    return code;
}

static int run(struct cli *cli, const struct verb *verb)
{
    struct request r = {.path = NULL};
    struct err err = ERR_INIT;
    struct verify_result result;
    enum err_code code = read_args(cli, verb, &r, &err);
    r.trust = trust_list_choose(cli, r.trust, &r.trust_path);
    if (code == ERR_OK)
        code = verb->run(&r, &result, &err);
    if (code == ERR_OK)
        code = log_it(cli, &r, verb->action, &result, &err);
    int exit_code =
        code == ERR_OK ? tell(cli, &r, &result) : cli_fail(cli, &err);
    str_deinit(&r.trust_path);
    return exit_code;
}

bool cmd_signed(struct cli *cli, int *exit_code)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (cli->argc > 0 && strcmp(cli->argv[0], verbs[i].word) == 0) {
            *exit_code = run(cli, &verbs[i]);
            return true;
        }
    return false;
}
