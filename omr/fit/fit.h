/* omr/fit/fit.h - sheets made elsewhere: proposing a layout, registering it. */
#ifndef OMR_FIT_FIT_H
#define OMR_FIT_FIT_H

#include "engine/cli/command.h"

int cmd_new_any(struct cli *cli);    /* `pingyi new`, with --layout */
int cmd_layout_any(struct cli *cli); /* `pingyi layout`, and `layout fit` */

#endif
