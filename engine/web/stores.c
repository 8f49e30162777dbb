/* engine/web/stores.c - see internal.h.  A store is one thread's at a time;
 * opening one costs milliseconds, so a few are kept. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/store/store.h"
#include "engine/web/internal.h"

enum { KEPT = 8 };

struct stores {
    pthread_mutex_t lock;
    size_t n;
    struct store *idle[KEPT];
    char workspace[4096];
};

struct stores *stores_new(const char *workspace)
{
    struct stores *s = mem_alloc(1, sizeof *s);
    if (s == NULL || strlen(workspace) >= sizeof s->workspace ||
        pthread_mutex_init(&s->lock, NULL) != 0) {
        free(s);
        return NULL;
    }
    memcpy(s->workspace, workspace, strlen(workspace) + 1);
    return s;
}

void stores_free(struct stores *s)
{
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->n; i++)
        store_close(s->idle[i]);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

const char *stores_workspace(const struct stores *s)
{
    return s->workspace;
}

enum err_code stores_take(struct stores *s, struct store **out,
                          struct err *err)
{
    *out = NULL;
    (void)pthread_mutex_lock(&s->lock);
    if (s->n > 0)
        *out = s->idle[--s->n];
    (void)pthread_mutex_unlock(&s->lock);
    return *out != NULL ? ERR_OK : store_open(s->workspace, out, err);
}

void stores_give(struct stores *s, struct store *store)
{
    if (store == NULL)
        return;
    store_rollback(store); /* of what a handler left open */
    (void)pthread_mutex_lock(&s->lock);
    if (s->n < KEPT) {
        s->idle[s->n++] = store;
        store = NULL;
    }
    (void)pthread_mutex_unlock(&s->lock);
    store_close(store);
}
