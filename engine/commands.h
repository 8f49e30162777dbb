/* engine/commands.h - the commands of this room; rows in commands.c. */
#ifndef ENGINE_COMMANDS_H
#define ENGINE_COMMANDS_H

#include "engine/cli/command.h"

int cmd_new(struct cli *cli);
int cmd_form(struct cli *cli);
int cmd_issue(struct cli *cli);
int cmd_check(struct cli *cli);
int cmd_tally(struct cli *cli);
int cmd_export(struct cli *cli);
int cmd_doctor(struct cli *cli);

#endif
