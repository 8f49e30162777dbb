/* engine/web/accounts.h - making and changing accounts: the rules.
 *
 * Nobody of an evaluated unit holds a role that touches sheets; somebody can
 * always administer.  Each is one transaction with its row in the audit log;
 * no password is ever in it. */
#ifndef ENGINE_WEB_ACCOUNTS_H
#define ENGINE_WEB_ACCOUNTS_H

#include "engine/store/accounts.h"
#include "engine/web/role.h"

/* `row`: login, name, role, unit ("" = of none that is evaluated); its id is
 * set.
 *   ERR_FORMAT a login that is none (letters, digits, . _ -), no name, no such
 *   role   ERR_RANGE the password   ERR_EXISTS   ERR_NOTFOUND no such unit
 *   ERR_DENIED of an evaluated unit */
MUST_USE enum err_code account_add(struct store *store, const char *who,
                                   struct account_row *row,
                                   const char *password, struct err *err);

/* Name, role, unit, shut; `password` NULL = as it was.
 *   the same, and ERR_NOTNOW: the last administrator */
MUST_USE enum err_code account_change(struct store *store, const char *who,
                                      const struct account_row *row,
                                      const char *password, struct err *err);

/* ERR_DENIED wrong name or password, or shut: which is not told. */
MUST_USE enum err_code account_sign_in(struct store *store, const char *login,
                                       const char *password,
                                       struct web_account *out,
                                       struct err *err);

/* Has the round an administrator? */
MUST_USE enum err_code account_any_admin(struct store *store, bool *any,
                                         struct err *err);

#endif
