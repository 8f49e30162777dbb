/* forms/web_room.c - what this room gives the web page. */
#include "engine/web/call.h"
#include "forms/openrosa/openrosa.h"

static const struct web_route *const tables[] = {openrosa_rows, NULL};
static const struct web_page pages[] = {{.path = NULL}};

const struct web_room forms_web = {tables, pages};
