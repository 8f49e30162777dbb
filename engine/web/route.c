/* engine/web/route.c - see internal.h.  A path is a row or a page of the
 * tables; there is no way from a request to a file name. */
#include <stdio.h>
#include <string.h>

#include "engine/web/internal.h"

/* One segment of `path` at *at, up to the next slash. */
static size_t segment(const char *path)
{
    return strcspn(path, "/");
}

/* {name} in the row: keeps what stands there.  false: too long or empty. */
static bool keep(struct parts *parts, const char *name, size_t name_n,
                 const char *value, size_t n)
{
    size_t k = parts->n;
    if (k == PARTS_MAX || name_n >= sizeof parts->name[0] ||
        n >= PART_BYTES || n == 0)
        return false;
    memcpy(parts->name[k], name, name_n);
    parts->name[k][name_n] = '\0';
    memcpy(parts->value[k], value, n);
    parts->value[k][n] = '\0';
    parts->n++;
    return true;
}

static bool fits(const char *row, const char *path, struct parts *parts)
{
    parts->n = 0;
    while (*row != '\0') {
        if (*row != '{') {
            if (*row++ != *path++)
                return false;
            continue;
        }
        size_t name = strcspn(row, "*}");
        bool rest = row[name] == '*';
        size_t n = rest ? strlen(path) : segment(path);
        if (!keep(parts, row + 1, name - 1, path, n))
            return false;
        row += name + (rest ? 2 : 1);
        path += n;
    }
    return *path == '\0';
}

static bool answers(const char *row, const char *method)
{
    return strcmp(row, method) == 0 ||
           (strcmp(row, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

static void allow(struct target *out, const char *method)
{
    size_t n = strlen(out->allow);
    (void)snprintf(out->allow + n, sizeof out->allow - n, "%s%s%s",
                   n > 0 ? ", " : "", method,
                   strcmp(method, "GET") == 0 ? ", HEAD" : "");
}

static bool find_row(const struct web_route *r, const char *method,
                     const char *path, struct target *out)
{
    for (; r->path != NULL; r++) {
        struct parts parts;
        if (!fits(r->path, path, &parts))
            continue;
        allow(out, r->method);
        if (!answers(r->method, method))
            continue;
        out->route = r;
        out->parts = parts;
        return true;
    }
    return false;
}

void route_find(const struct web_room *const rooms[], const char *method,
                const char *path, struct target *out)
{
    *out = (struct target){.route = NULL};
    for (size_t k = 0; rooms[k] != NULL; k++) {
        const struct web_route *const *table = rooms[k]->tables;
        for (; table != NULL && *table != NULL; table++)
            if (find_row(*table, method, path, out))
                return;
    }
    for (size_t k = 0; rooms[k] != NULL; k++) {
        const struct web_page *p = rooms[k]->pages;
        for (; p != NULL && p->path != NULL; p++) {
            if (strcmp(p->path, path) != 0)
                continue;
            allow(out, "GET");
            if (answers("GET", method)) {
                out->page = p;
                return;
            }
        }
    }
    out->other_method = out->allow[0] != '\0';
}
