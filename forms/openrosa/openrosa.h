/* forms/openrosa/openrosa.h - the rows of this folder for the room's web
 * page. */
#ifndef FORMS_OPENROSA_OPENROSA_H
#define FORMS_OPENROSA_OPENROSA_H

#include "engine/web/call.h"

extern const struct web_route openrosa_rows[]; /* web_openrosa.c */
extern const struct web_route collect_rows[];  /* web_collect.c */

#endif
