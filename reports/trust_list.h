/* reports/trust_list.h - where a command finds the roots an office trusts. */
#ifndef REPORTS_TRUST_LIST_H
#define REPORTS_TRUST_LIST_H

#include <stdbool.h>

#include "engine/base/str.h"
#include "engine/cli/command.h"

bool trust_list_in_workspace(const struct cli *cli);

/* `given` (--trust), else PINGYI_TRUST, else trust.pem of the workspace, else
 * NULL.  Of a workspace only: a root that came in the same folder as the
 * report must not vouch for it.  Initialises *path, which may hold the
 * answer; str_deinit() it. */
const char *trust_list_choose(const struct cli *cli, const char *given,
                              struct str *path);

#endif
