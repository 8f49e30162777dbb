/* forms/commands.c - the rows this room adds to the command table. */
#include "forms/commands.h"

#include "engine/base/i18n.h"

static const char *const LAYOUT_HELP[] = {
    N_("--json       every mark, code, box and area in mm"),
    N_("--open       the copyable sheet"),
    N_("--form FILE  a questionnaire file instead of the workspace's"),
    N_("--pdf FILE   also write a specimen without a serial, to look at"),
    NULL,
};

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
     .summary = N_("sheets to fill in, as PDF files in out/"),
     .help = PRINT_HELP,
     .run = cmd_print},
    {.name = "layout",
     .order = 40,
     .usage = N_("[--json] [--open] [--form FILE] [--pdf FILE]"),
     .summary = N_("where everything stands on the sheet, in mm"),
     .help = LAYOUT_HELP,
     .run = cmd_layout},
    {.name = NULL},
};
