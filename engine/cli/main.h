/* engine/cli/main.h - finds the command and runs it. */
#ifndef ENGINE_CLI_MAIN_H
#define ENGINE_CLI_MAIN_H

#include "engine/cli/command.h"

/* `rooms` and `web` are NULL-ended lists of tables.  Returns the exit code. */
int cli_main(int argc, char **argv, const struct command *const rooms[],
             const struct web_room *const web[]);

#endif
