/* omr/batch/own_files.c - see own_files.h. */
#include "omr/batch/own_files.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const own[] = {"out", "pages", "survey.db",
                                  "survey.db-wal", "survey.db-shm"};
static const char *const litter[] = {"Thumbs.db", "ehthumbs.db",
                                     "desktop.ini"};

/* `home` is the workspace's real path, of n bytes. */
static bool is_own(const char *home, size_t n, const char *path)
{
    char *real = realpath(path, NULL);
    bool inside = real != NULL && strncmp(real, home, n) == 0 &&
                  (real[n] == '/' || (n == 1 && home[0] == '/'));
    bool found = false;
    for (size_t i = 0; inside && i < sizeof own / sizeof own[0]; i++) {
        size_t m = strlen(own[i]);
        const char *rest = real + n + 1;
        found = found || (strncmp(rest, own[i], m) == 0 &&
                          (rest[m] == '/' || rest[m] == '\0'));
    }
    free(real);
    return found;
}

static bool is_litter(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    for (size_t i = 0; i < sizeof litter / sizeof litter[0]; i++)
        if (strcasecmp(name, litter[i]) == 0)
            return true;
    return false;
}

size_t own_files_drop(const char *workspace, char *paths[], size_t *n)
{
    char *home = realpath(workspace, NULL);
    size_t length = home != NULL ? strlen(home) : 0;
    size_t kept = 0;
    size_t dropped = 0;
    for (size_t i = 0; i < *n; i++) {
        bool mine = home != NULL && is_own(home, length, paths[i]);
        dropped += mine;
        if (mine || is_litter(paths[i]))
            free(paths[i]);
        else
            paths[kept++] = paths[i];
    }
    *n = kept;
    free(home);
    return dropped;
}

bool own_files_folder(const char *workspace, const char *dir)
{
    char *home = realpath(workspace, NULL);
    bool found = home != NULL && is_own(home, strlen(home), dir);
    free(home);
    return found;
}
