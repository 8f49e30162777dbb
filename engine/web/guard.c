/* engine/web/guard.c - see internal.h.
 *
 * libmicrohttpd's own timeout counts silence, so a client that sends a byte
 * every ten seconds would hold its connection for days.  Here the clock runs
 * from the connection's opening, or the end of its last request, to the end
 * of the next one.  A late socket is shut down, not closed: closing it stays
 * the library's business, and it tells guard_leave() before it does, so a
 * number is never shut down after it was given to somebody else. */
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "engine/base/mem.h"
#include "engine/web/internal.h"

enum { STEP_BYTES = 65536 }; /* of a body, that set the clock again */

struct guard_slot {
    int fd; /* -1 = free */
    bool busy;
    bool endless;
    size_t bytes; /* of a body, since the clock was set */
    double since; /* seconds on the monotonic clock */
};

struct guard {
    pthread_mutex_t lock; /* the server's thread and the one that sweeps */
    size_t n;
    struct guard_slot slot[];
};

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct guard *guard_new(size_t slots)
{
    struct guard *guard =
        mem_alloc(1, sizeof *guard + slots * sizeof guard->slot[0]);
    if (guard == NULL)
        return NULL;
    guard->n = slots;
    for (size_t i = 0; i < slots; i++)
        guard->slot[i].fd = -1;
    if (pthread_mutex_init(&guard->lock, NULL) != 0) {
        free(guard);
        return NULL;
    }
    return guard;
}

void guard_free(struct guard *guard)
{
    if (guard == NULL)
        return;
    (void)pthread_mutex_destroy(&guard->lock);
    free(guard);
}

struct guard_slot *guard_enter(struct guard *guard, int fd)
{
    struct guard_slot *found = NULL;
    (void)pthread_mutex_lock(&guard->lock);
    for (size_t i = 0; i < guard->n && found == NULL; i++)
        if (guard->slot[i].fd < 0)
            found = &guard->slot[i];
    if (found != NULL)
        *found = (struct guard_slot){.fd = fd, .since = now_seconds()};
    (void)pthread_mutex_unlock(&guard->lock);
    if (found == NULL)
        (void)shutdown(fd, SHUT_RDWR);
    return found;
}

void guard_leave(struct guard *guard, struct guard_slot *slot)
{
    if (slot == NULL)
        return;
    (void)pthread_mutex_lock(&guard->lock);
    *slot = (struct guard_slot){.fd = -1};
    (void)pthread_mutex_unlock(&guard->lock);
}

void guard_busy(struct guard *guard, struct guard_slot *slot, bool busy)
{
    if (slot == NULL)
        return;
    (void)pthread_mutex_lock(&guard->lock);
    slot->busy = busy;
    slot->endless = false;
    slot->bytes = 0;
    if (!busy)
        slot->since = now_seconds();
    (void)pthread_mutex_unlock(&guard->lock);
}

void guard_bytes(struct guard *guard, struct guard_slot *slot, size_t bytes)
{
    if (slot == NULL)
        return;
    (void)pthread_mutex_lock(&guard->lock);
    slot->bytes += bytes;
    if (slot->bytes >= STEP_BYTES) {
        slot->bytes = 0;
        slot->since = now_seconds();
    }
    (void)pthread_mutex_unlock(&guard->lock);
}

void guard_endless(struct guard *guard, struct guard_slot *slot)
{
    if (slot == NULL)
        return;
    (void)pthread_mutex_lock(&guard->lock);
    slot->endless = true;
    (void)pthread_mutex_unlock(&guard->lock);
}

size_t guard_count_busy(struct guard *guard)
{
    size_t count = 0;
    (void)pthread_mutex_lock(&guard->lock);
    for (size_t i = 0; i < guard->n; i++)
        count += guard->slot[i].fd >= 0 && guard->slot[i].busy &&
                 !guard->slot[i].endless;
    (void)pthread_mutex_unlock(&guard->lock);
    return count;
}

void guard_sweep(struct guard *guard, double seconds)
{
    double oldest = now_seconds() - seconds;
    (void)pthread_mutex_lock(&guard->lock);
    for (size_t i = 0; i < guard->n; i++)
        if (guard->slot[i].fd >= 0 && !guard->slot[i].endless &&
            guard->slot[i].since < oldest)
            (void)shutdown(guard->slot[i].fd, SHUT_RDWR);
    (void)pthread_mutex_unlock(&guard->lock);
}
