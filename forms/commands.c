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

const struct command forms_commands[] = {
    {.name = "print",
     .order = 30,
     .usage = N_("(--unit CODE | --all) --copies N [--open]"),
     .summary = N_("Sheets to fill in, as PDF files in out/"),
     .help = PRINT_HELP,
     .run = cmd_print},
    {.name = NULL},
};
