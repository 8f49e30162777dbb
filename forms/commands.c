/* forms/commands.c - the rows this room adds to the command table. */
#include "forms/commands.h"

#include "engine/base/i18n.h"

static const char *const PRINT_HELP[] = {
    N_("--unit CODE          the unit the sheets are for"),
    N_("--all                every unit that has none under it"),
    N_("--copies N           sheets per unit"),
    N_("--open               copyable sheets without a serial"),
    N_("--sheets-per-file N  at most 500, which is usual"),
    N_("--separators         instead: a page to lay before each printed bag"),
    N_("--json               file, page, serial and side of every page"),
    NULL,
};

static const char *const XFORMS_HELP[] = {
    N_("--form FILE.yaml     a questionnaire instead of the round's"),
    N_("--out FILE.xml       where to write it; - is standard output"),
    N_("--json               the form's id, version and MD5"),
    NULL,
};

static const char *const COLLECT_HELP[] = {
    N_("--url ADDRESS        where `pingyi serve` is for tablets: https://…"),
    N_("--out FILE.svg       the code as a picture, instead of in letters"),
    N_("--json               server, name, password and the code's text"),
    NULL,
};

const struct command forms_commands[] = {
    {.name = "print",
     .order = 30,
     .usage = N_("(--unit CODE | --all) (--copies N [--open] | --separators)"),
     .summary = N_("Sheets to fill in, as PDF files in out/"),
     .help = PRINT_HELP,
     .run = cmd_print},
    {.name = "xforms",
     .order = 32,
     .usage = N_("[--form FILE.yaml] [--out FILE.xml]"),
     .summary = N_("The questionnaire as a form for ODK Collect"),
     .help = XFORMS_HELP,
     .run = cmd_xforms},
    {.name = "collect",
     .order = 33,
     .usage = N_("LOGIN --url ADDRESS [--out FILE.svg]"),
     .summary = N_("The QR code that sets up ODK Collect for an evaluator"),
     .help = COLLECT_HELP,
     .run = cmd_collect},
    {.name = NULL},
};
