/* reports/commands.c - the rows this room adds to the command table. */
#include "engine/cli/command.h"

const struct command reports_commands[] = {
    {.name = NULL},
};
