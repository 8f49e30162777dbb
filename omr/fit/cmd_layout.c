#include "omr/fit/fit.h"
#include "forms/commands.h"
int cmd_layout_any(struct cli *cli) { return cmd_layout(cli); }
