/* reports/trust_list.c - see trust_list.h. */
#include "reports/trust_list.h"

#include <stdlib.h>

#include "engine/base/file.h"
#include "engine/base/limits.h"

bool trust_list_in_workspace(const struct cli *cli)
{
    struct str database;
    str_init(&database, LIMIT_PATH_BYTES + 16);
    file_join(&database, cli->workspace, "survey.db");
    bool there = str_ok(&database) && file_exists(database.text);
    str_deinit(&database);
    return there;
}

const char *trust_list_choose(const struct cli *cli, const char *given,
                              struct str *path)
{
    const char *trust = given != NULL ? given : getenv("PINGYI_TRUST");
    str_init(path, LIMIT_PATH_BYTES + 16);
    if (trust != NULL && trust[0] != '\0')
        return trust;
    if (!trust_list_in_workspace(cli))
        return NULL;
    file_join(path, cli->workspace, "trust.pem");
    return str_ok(path) && file_exists(path->text) ? path->text : NULL;
}
