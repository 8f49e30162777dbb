/* omr/commands.c - the rows this room adds to the command table. */
#include "engine/cli/command.h"

const struct command omr_commands[] = {
    {.name = NULL},
};
