/* engine/survey/cmd_check.h - the row of `pingyi check` in the table. */
#ifndef ENGINE_SURVEY_CMD_CHECK_H
#define ENGINE_SURVEY_CMD_CHECK_H

#include "engine/cli/command.h"

extern const char *const check_help[];
int cmd_check(struct cli *cli);

#endif
