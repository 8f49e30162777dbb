/* engine/cli/main.h - finds the command and runs it. */
#ifndef ENGINE_CLI_MAIN_H
#define ENGINE_CLI_MAIN_H

#include "engine/cli/command.h"

/* `rooms` is a NULL-ended list of tables.  Returns the exit code. */
int cli_main(int argc, char **argv, const struct command *const rooms[]);

#endif
