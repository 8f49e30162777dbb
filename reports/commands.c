/* reports/commands.c - the rows this room adds to the command table. */
#include "reports/commands.h"

#include "engine/base/i18n.h"

static const char *const verify_help[] = {
    N_("--trust FILE|DIR     root certificates (PEM or DER); else the "
       "variable PINGYI_TRUST, else trust.pem of the workspace"),
    N_("Exit code 0 only when the signature is good and, inside a workspace, "
       "the figures are those of the workspace."),
    NULL,
};

static const char *const key_help[] = {
    N_("--name NAME          whose signature it shall be"),
    N_("--pass-env VARIABLE  take the passphrase from the environment"),
    N_("--pass-fd N          take it from an open descriptor; else it is "
       "asked for"),
    N_("Writes DIR/key.p12 and DIR/ca.pem. For trial only: the root is made "
       "on the spot and nobody else trusts it."),
    NULL,
};

const struct command reports_commands[] = {
    {
        .name = "verify",
        .order = 120,
        .usage = N_("FILE.pdf [--trust FILE|DIR]"),
        .summary = N_("Verify a report's signature and its figures"),
        .help = verify_help,
        .run = cmd_verify,
    },
    {
        .name = "key",
        .order = 130,
        .usage = N_("trial DIR --name NAME [--pass-env VARIABLE | "
                    "--pass-fd N]"),
        .summary = N_("Make a throwaway signing key for trying things out"),
        .help = key_help,
        .run = cmd_key,
    },
    {.name = NULL},
};
