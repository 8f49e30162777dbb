/* forms/commands.c - the rows this room adds to the command table. */
#include "engine/cli/command.h"

const struct command forms_commands[] = {
    {.name = NULL},
};
