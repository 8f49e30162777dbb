/* forms/commands.h - the commands of this room. */
#ifndef FORMS_COMMANDS_H
#define FORMS_COMMANDS_H

#include "engine/cli/command.h"

int cmd_layout(struct cli *cli);
int cmd_print(struct cli *cli);
int cmd_collect(struct cli *cli); /* forms/openrosa/cmd_collect.c */
int cmd_xforms(struct cli *cli); /* forms/xforms/cmd_xforms.c */

#endif
