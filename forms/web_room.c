/* forms/web_room.c - what this room gives the web page. */
#include "engine/web/call.h"
#include "forms/openrosa/openrosa.h"
#include "forms_web_pages.h" /* made by embed_pages.awk */

static const struct web_route *const tables[] = {openrosa_rows, collect_rows,
                                               NULL};
const struct web_room forms_web = {tables, forms_web_pages};
