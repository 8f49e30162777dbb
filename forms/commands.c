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

const struct command forms_commands[] = {
    {.name = "layout",
     .order = 40,
     .usage = N_("[--json] [--open] [--form FILE] [--pdf FILE]"),
     .summary = N_("where everything stands on the sheet, in mm"),
     .help = LAYOUT_HELP,
     .run = cmd_layout},
    {.name = NULL},
};
