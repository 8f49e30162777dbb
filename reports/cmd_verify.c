/* reports/cmd_verify.c - `pingyi verify`: is this report as it was signed,
 * and are its figures those of the workspace? */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "reports/commands.h"
#include "reports/figures.h"
#include "reports/sign.h"
#include "reports/trust_list.h"

struct request {
    const char *path;
    const char *trust; /* NULL = none */
    struct str trust_path; /* trust.pem of the workspace */
    char *bytes;           /* read once: what is judged is what is compared */
    size_t n;
    bool compared;         /* a workspace is there, and the bytes can be relied
                            * on enough to look into them */
    struct figures_check figures;
    struct err trouble;    /* why comparing failed */
};

/* Inside a workspace the figures are compared too: for a file that stands as
 * it was signed, or that was never signed (a draft). */
static enum err_code compare(const struct cli *cli, struct request *r,
                             const struct verify_result *result,
                             struct err *err)
{
    bool there = trust_list_in_workspace(cli);
    if (!there && strcmp(cli->workspace, ".") != 0)
        return err_set(err, ERR_NOTFOUND, 0, _("%s is no workspace"),
                       cli->workspace);
    if (!there || (result->status != VERIFY_GOOD &&
                   result->status != VERIFY_UNTRUSTED &&
                   result->status != VERIFY_UNSIGNED))
        return ERR_OK;
    r->compared = true;
    /* The register knows the file as it was issued: what was added since
     * (another signature, validation data) was judged already. */
    size_t n = result->issued_bytes > 0 ? result->issued_bytes : r->n;
    if (figures_compare(cli->workspace, r->bytes, n, r->path, &r->figures,
                        &r->trouble) != ERR_OK)
        r->figures.carried = false;
    return ERR_OK;
}

static bool all_well(const struct request *r,
                     const struct verify_result *result)
{
    return result->status == VERIFY_GOOD && r->trouble.code == ERR_OK &&
           (!r->compared || !r->figures.carried || r->figures.equal);
}

/* ---- output ---- */

static void print_difference(const struct figures_difference *d,
                             struct str *text)
{
    str_addf(text, _("  %s: report %s, workspace %s\n"), d->where,
             d->report[0] != '\0' ? d->report : _("nothing"),
             d->workspace[0] != '\0' ? d->workspace : _("nothing"));
}

static void print_figures(const struct request *r, struct str *text)
{
    const struct figures_check *f = &r->figures;
    if (r->trouble.code != ERR_OK) {
        str_addf(text, _("The figures could not be compared: %s\n"),
                 r->trouble.text);
        return;
    }
    str_addf(text, "%s\n", f->message);
    for (size_t i = 0; i < f->differences && i < FIGURES_SHOWN; i++)
        if (f->shown[i].where[0] != '\0')
            print_difference(&f->shown[i], text);
    if (f->differences > FIGURES_SHOWN)
        str_addf(text, _("  and %zu more\n"), f->differences - FIGURES_SHOWN);
}

static void print_signature(const struct verify_signature *s,
                            struct str *text)
{
    str_addf(text, _("Signer: %s\n"), s->signer);
    if (s->claimed_time[0] != '\0')
        str_addf(text, _("Time claimed by the signer: %s\n"),
                 s->claimed_time);
    if (s->proven_time[0] != '\0')
        str_addf(text, _("Time proven by %s: %s\n"), s->authority,
                 s->proven_time);
}

static void print_text(const struct request *r,
                       const struct verify_result *result, struct str *text)
{
    str_addf(text, _("File: %s\n"), r->path);
    for (size_t i = 0; i < result->count; i++)
        print_signature(&result->signatures[i], text);
    if (result->count == 0 && result->signer[0] != '\0')
        str_addf(text, _("Signer: %s\n"), result->signer);
    if (result->count > 0 && result->certified != SIGN_OPEN)
        str_addf(text, "%s\n",
                 result->certified == SIGN_FINAL
                     ? _("Certified as final: nothing may be added")
                     : _("Certified: others may sign on top"));
    if (result->archived[0] != '\0')
        str_addf(text, _("Archived with a timestamp of %s: %s\n"),
                 result->archive, result->archived);
    if (result->level != VERIFY_LEVEL_NONE)
        str_addf(text, _("Level: PAdES %s\n"),
                 verify_level_word(result->level));
    if (result->keeps_until[0] != '\0')
        str_addf(text, _("Can be verified until: %s\n"),
                 result->keeps_until);
    if (result->status == VERIFY_GOOD)
        str_addf(text, _("Trusted roots: %s\n"), r->trust);
    str_addf(text, "%s\n", result->message);
    if (r->compared)
        print_figures(r, text);
}

static void json_figures(const struct request *r, struct jout *j)
{
    const struct figures_check *f = &r->figures;
    jout_begin_object(j, "figures");
    if (r->trouble.code != ERR_OK) {
        jout_string(j, "error", r->trouble.text);
        jout_end_object(j);
        return;
    }
    jout_bool(j, "carried", f->carried);
    jout_bool(j, "equal", f->equal);
    jout_bool(j, "registered", f->registered);
    if (f->known)
        jout_string(j, "issued", f->row.issued);
    jout_int(j, "differences", (int64_t)f->differences);
    jout_begin_array(j, "shown");
    for (size_t i = 0; i < f->differences && i < FIGURES_SHOWN; i++) {
        jout_begin_object(j, NULL);
        jout_string(j, "where", f->shown[i].where);
        jout_string(j, "report", f->shown[i].report);
        jout_string(j, "workspace", f->shown[i].workspace);
        jout_end_object(j);
    }
    jout_end_array(j);
    jout_string(j, "message", f->message);
    jout_end_object(j);
}

static const char *certified_word(enum sign_certify certified)
{
    return certified == SIGN_FINAL    ? "final"
           : certified == SIGN_REVIEW ? "review"
                                      : "open";
}

static void json_signature(const struct verify_signature *s, struct jout *j)
{
    jout_begin_object(j, NULL);
    jout_string(j, "signer", s->signer);
    jout_string(j, "time", s->claimed_time);
    jout_string(j, "level", verify_level_word(s->level));
    jout_string(j, "proven_time", s->proven_time);
    jout_string(j, "authority", s->authority);
    jout_end_object(j);
}

static void print_json(const struct request *r,
                       const struct verify_result *result, struct jout *j)
{
    jout_string(j, "file", r->path);
    jout_bool(j, "good", result->status == VERIFY_GOOD);
    jout_string(j, "status", verify_status_word(result->status));
    jout_string(j, "signer", result->signer);
    jout_string(j, "time", result->claimed_time);
    jout_string(j, "level", verify_level_word(result->level));
    jout_string(j, "proven_time", result->proven_time);
    jout_string(j, "authority", result->authority);
    jout_string(j, "certified", certified_word(result->certified));
    jout_begin_array(j, "signatures");
    for (size_t i = 0; i < result->count; i++)
        json_signature(&result->signatures[i], j);
    jout_end_array(j);
    jout_string(j, "archived", result->archived);
    jout_string(j, "archive", result->archive);
    jout_string(j, "keeps_until", result->keeps_until);
    jout_string(j, "message", result->message);
    if (r->trust != NULL)
        jout_string(j, "trust", r->trust);
    else
        jout_null(j, "trust");
    if (r->compared)
        json_figures(r, j);
    else
        jout_null(j, "figures");
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
    int exit_code = cli_print(cli, &text,
                              all_well(r, result) ? EXIT_DONE : EXIT_FAILED);
    str_deinit(&text);
    return exit_code;
}

int cmd_verify(struct cli *cli)
{
    struct err err = ERR_INIT;
    struct request r = {.trouble = ERR_INIT};
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
    r.trust = trust_list_choose(cli, r.trust, &r.trust_path);
    code = file_read(r.path, LIMIT_PDF_BYTES, &r.bytes, &r.n, &err);
    if (code == ERR_OK)
        code = verify_bytes(r.bytes, r.n, r.path, r.trust, &result, &err);
    if (code == ERR_OK)
        code = compare(cli, &r, &result, &err);
    int exit_code = code == ERR_OK ? report(cli, &r, &result)
                                   : cli_fail(cli, &err);
    free(r.bytes);
    str_deinit(&r.trust_path);
    return exit_code;
}
