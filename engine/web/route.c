/* engine/web/route.c - see internal.h.  A path is one row; there is no way
 * from a request to a file name. */
#include <string.h>

#include "engine/base/json.h"
#include "engine/web/internal.h"
#include "web_pages.h" /* made by embed_pages.awk */

/* What the page asks first: which round this is. */
static void round_json(const char *title, struct answer *out)
{
    struct jout j = {.out = &out->body};
    jout_begin_object(&j, NULL);
    jout_string(&j, "title", title);
    jout_end_object(&j);
    out->bytes = out->body.text;
    out->n = out->body.n;
}

static const struct route {
    const char *path, *type;
    const unsigned char *bytes; /* of a page, or NULL */
    size_t n;
    void (*make)(const char *title, struct answer *out);
} routes[] = {
    {"/", "text/html; charset=utf-8", page_index_html, sizeof page_index_html,
     NULL},
    {"/app.css", "text/css; charset=utf-8", page_app_css, sizeof page_app_css,
     NULL},
    {"/app.mjs", "text/javascript; charset=utf-8", page_app_mjs,
     sizeof page_app_mjs, NULL},
    {"/api/round", "application/json", NULL, 0, round_json},
};

static void refuse(struct answer *out, unsigned status, const char *words)
{
    out->status = status;
    out->type = "text/plain; charset=utf-8";
    out->bytes = words;
    out->n = strlen(words);
}

static const struct route *find(const char *path)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (strcmp(path, routes[i].path) == 0)
            return &routes[i];
    return NULL;
}

static bool reads(const char *method)
{
    return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0;
}

void route_answer(const struct request *request, const char *title,
                  struct answer *out)
{
    const struct route *route = find(request->path);
    if (!address_is_here(request->host)) {
        refuse(out, 421, "421 this server answers only as 127.0.0.1, [::1] or "
                         "localhost\n");
    } else if (request->chunked) {
        refuse(out, 411, "411 a body must come with its length\n");
    } else if (request->length != NULL && strcmp(request->length, "0") != 0) {
        refuse(out, 413, "413 no body is taken here\n");
    } else if (route == NULL) {
        refuse(out, 404, "404 there is no such page\n");
    } else if (!reads(request->method)) {
        refuse(out, 405, "405 this page can only be read\n");
        out->allow = "GET, HEAD";
    } else {
        out->status = 200;
        out->type = route->type;
        out->bytes = (const char *)route->bytes;
        out->n = route->n;
        if (route->make != NULL)
            route->make(title, out);
        if (!str_ok(&out->body))
            refuse(out, 500, "500 out of memory\n");
    }
}
