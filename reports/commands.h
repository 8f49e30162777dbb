/* reports/commands.h - the commands of this room; rows in commands.c. */
#ifndef REPORTS_COMMANDS_H
#define REPORTS_COMMANDS_H

#include "engine/cli/command.h"

int cmd_report(struct cli *cli);
int cmd_verify(struct cli *cli);
int cmd_key(struct cli *cli);

#endif
