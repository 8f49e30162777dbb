/* engine/commands.c - the rows this room adds to the command table. */
#include "engine/cli/command.h"

#include "engine/base/i18n.h"
#include "engine/survey/cmd_check.h"

const struct command engine_commands[] = {
    {.name = "check",
     .order = 20,
     .usage = N_("FORM.yaml [--json]"),
     .summary = N_("validate a questionnaire"),
     .help = check_help,
     .run = cmd_check},
    {.name = NULL},
};
