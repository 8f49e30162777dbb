/* omr/batch/watch.c - see watch.h. */
#include "omr/batch/watch.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"

struct seen { /* a file as it was at the last look */
    char *path;
    int64_t size, seconds;
    long nanoseconds;
    bool taken;
};

struct watch {
    char *dir;
    struct seen *list; /* by path */
    size_t n;
};

enum err_code watch_new(const char *dir, struct watch **out, struct err *err)
{
    *out = NULL;
    if (!file_is_dir(dir))
        return err_set(err, ERR_NOTFOUND, 0,
                       _("%s is no folder that can be watched"), dir);
    struct watch *watch = mem_alloc(1, sizeof *watch);
    if (watch != NULL)
        *watch = (struct watch){.dir = strdup(dir)};
    if (watch == NULL || watch->dir == NULL) {
        free(watch);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    *out = watch;
    return ERR_OK;
}

static void free_list(struct seen *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(list[i].path);
    free(list);
}

void watch_free(struct watch *watch)
{
    if (watch == NULL)
        return;
    free_list(watch->list, watch->n);
    free(watch->dir);
    free(watch);
}

static int by_path(const void *a, const void *b)
{
    const struct seen *x = a;
    const struct seen *y = b;
    return strcmp(x->path, y->path);
}

/* Is it whole, and was it not taken so before?  Notes that it is taken now. */
static bool is_ready(const struct watch *watch, struct seen *now)
{
    const struct seen *was =
        watch->n > 0 ? bsearch(now, watch->list, watch->n,
                               sizeof *watch->list, by_path)
                     : NULL;
    bool same = was != NULL && was->size == now->size &&
                was->seconds == now->seconds &&
                was->nanoseconds == now->nanoseconds;
    bool ready = same && !was->taken && now->size > 0;
    now->taken = same && (was->taken || ready);
    return ready;
}

static bool look_at(const char *path, struct seen *out)
{
    struct stat st;
    if (stat(path, &st) != 0 || !S_ISREG(st.st_mode))
        return false; /* gone again */
    *out = (struct seen){.path = strdup(path),
                         .size = st.st_size,
                         .seconds = st.st_mtim.tv_sec,
                         .nanoseconds = st.st_mtim.tv_nsec};
    return out->path != NULL;
}

enum err_code watch_look(struct watch *watch, char ***paths, size_t *n,
                         struct err *err)
{
    char **all = NULL;
    size_t count = 0;
    *paths = NULL;
    *n = 0;
    enum err_code code =
        file_list(watch->dir, LIMIT_FILES_PER_SCAN, &all, &count, err);
    if (code != ERR_OK)
        return code;
    struct seen *now = mem_alloc(count + 1, sizeof *now);
    if (now == NULL) {
        file_list_free(all, count);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    size_t seen = 0;
    size_t ready = 0;
    for (size_t i = 0; i < count; i++) {
        char *path = all[i];
        bool take = look_at(path, &now[seen]) && is_ready(watch, &now[seen]);
        seen += now[seen].path != NULL;
        if (take)
            all[ready++] = path;
        else
            free(path);
    }
    qsort(now, seen, sizeof *now, by_path);
    free_list(watch->list, watch->n);
    watch->list = now;
    watch->n = seen;
    *paths = all;
    *n = ready;
    return ERR_OK;
}

void watch_wait(void)
{
    struct timespec pause = {.tv_sec = WATCH_MS / 1000,
                             .tv_nsec = WATCH_MS % 1000 * 1000000L};
    (void)nanosleep(&pause, NULL); /* a signal ends it early */
}
