/* engine/web/role.c - see role.h. */
#include "engine/web/role.h"

#include <string.h>

#include "engine/base/i18n.h"

#define MAY(right) (1u << (right))

static const struct {
    const char *word, *name;
    bool fieldwork;
    unsigned rights;
} roles[WEB_ROLE_COUNT] = {
    [WEB_ROLE_ADMIN] = {"admin", N_("administrator"), true,
                    MAY(WEB_MANAGE) | MAY(WEB_PRINT) | MAY(WEB_FIELD) |
                        MAY(WEB_PROGRESS) | MAY(WEB_MEASURES)},
    [WEB_ROLE_CLERK] = {"clerk", N_("clerk"), true,
                    MAY(WEB_SCAN) | MAY(WEB_REVIEW) | MAY(WEB_PROGRESS)},
    [WEB_ROLE_REVIEWER] = {"reviewer", N_("reviewer"), true,
                       MAY(WEB_REVIEW) | MAY(WEB_OVERRIDE) |
                           MAY(WEB_PROGRESS)},
    [WEB_ROLE_EVALUATOR] = {"evaluator", N_("evaluator"), true,
                        MAY(WEB_FIELD) | MAY(WEB_PROGRESS)},
    [WEB_ROLE_LEADER] = {"leader", N_("leader"), false,
                     MAY(WEB_PROGRESS) | MAY(WEB_RESULTS) |
                         MAY(WEB_MEASURES) | MAY(WEB_SIGN)},
};

const char *web_role_word(enum web_role role)
{
    return role < WEB_ROLE_COUNT ? roles[role].word : "";
}

enum web_role web_role_of(const char *word)
{
    for (int r = 0; r < WEB_ROLE_COUNT; r++)
        if (strcmp(word, roles[r].word) == 0)
            return (enum web_role)r;
    return WEB_ROLE_COUNT;
}

const char *web_role_name(enum web_role role)
{
    return role < WEB_ROLE_COUNT ? _(roles[role].name) : "";
}

bool web_role_may(enum web_role role, enum web_right right)
{
    return role < WEB_ROLE_COUNT &&
           (right == WEB_SIGNED_IN || (roles[role].rights & MAY(right)) != 0);
}

bool web_role_is_fieldwork(enum web_role role)
{
    return role < WEB_ROLE_COUNT && roles[role].fieldwork;
}
