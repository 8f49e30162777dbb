/* reports/cmd_signed.h - `pingyi report` on a report that is signed already.
 */
#ifndef REPORTS_CMD_SIGNED_H
#define REPORTS_CMD_SIGNED_H

#include "engine/cli/command.h"

/* `report extend FILE.pdf`, `report countersign FILE.pdf`: takes the word out
 * of the arguments and runs it.  False: it is neither, nothing was done. */
bool cmd_signed(struct cli *cli, int *exit_code);

#endif
