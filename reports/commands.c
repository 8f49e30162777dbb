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
    N_("Writes DIR/key.p12, DIR/ca.pem and DIR/ca.crl. For trial only: the "
       "root is made on the spot and nobody else trusts it."),
    NULL,
};

static const char *const report_help[] = {
    N_("bulletin             the results, in full, for internal use"),
    N_("feedback             a letter to every judged unit; --unit CODE: to "
       "this one"),
    N_("notice               one page for the wall; --paper a3|a4"),
    N_("plan                 the plan, before anything is asked; --schedule "
       "FILE.csv: who does what when"),
    N_("rectify              the rectification report, with lines to fill in"),
    N_("summary              the year's evaluations; --round DIR: another "
       "evaluation of the year, as often as there are"),
    N_("ledger               the list of all records of the round, with what "
       "is missing"),
    N_("extend FILE.pdf      keep a signed report good for years: what shows "
       "that its certificates were good goes into it; --tsa URL: and a "
       "timestamp over all"),
    N_("countersign FILE.pdf a second signature on top of the first, with "
       "--sign KEY"),
    N_("--before DIR         the workspace of the round before, to compare "
       "with; again for older rounds in the trend, the oldest first"),
    N_("--out FILE           where to write it; else out/EDITION.pdf"),
    N_("--sign KEY           sign it; without this it is marked as a draft. "
       "KEY is a .p12 file, a PEM file (encrypted key and certificates), or "
       "pkcs11:token=NAME;object=NAME?module-path=FILE"),
    N_("--seal FILE.png      a picture of the seal, with a transparent "
       "background, over name and date"),
    N_("--certify final      nothing may be added any more; --certify review: "
       "others may sign on top"),
    N_("--pass-env VARIABLE  take the passphrase from the environment"),
    N_("--pass-fd N          take it from an open descriptor; else it is "
       "asked for"),
    N_("--reason TEXT        the reason of the signature"),
    N_("--tsa URL            let a timestamp authority prove the time"),
    N_("--tsa-policy OID     under this policy of the authority"),
    N_("--trust FILE|DIR     root certificates the authority must have"),
    N_("--crl FILE           with extend: a revocation list by hand; again for "
       "more"),
    N_("--date YYYY-MM-DD    date of issue; else today"),
    N_("--number TEXT        number of the document; else a blank to fill in"),
    N_("--to TEXT            addressee"),
    N_("--cc TEXT            who gets a copy"),
    NULL,
};

const struct command reports_commands[] = {
    {
        .name = "report",
        .order = 110,
        .usage = N_("EDITION [--sign KEY.p12] [--out FILE] …"),
        .summary = N_("Make a report from what was counted, and sign it"),
        .help = report_help,
        .run = cmd_report,
    },
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
