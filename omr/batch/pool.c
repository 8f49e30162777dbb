/* omr/batch/pool.c - see pool.h. */
#include "omr/batch/pool.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

enum { WORKERS_MAX = 64 };

struct task {
    size_t job;
    struct wire_job order; /* what is left of the job */
};

struct slot {
    pid_t pid;             /* 0 = no process */
    int fd;
    struct task tasks[POOL_AHEAD]; /* a ring: the first is being worked on */
    size_t first, count;
    bool on_page;          /* BEGIN came, PAGE not yet */
    uint32_t page;
    double since;          /* when the page began, or the job */
    double worked;         /* processor seconds of the worker by then */
    bool finishing;        /* LOST was told; DONE or a restart is next */
};

struct pool {
    const struct reader_survey *survey;
    struct pool_options options;
    size_t count;
    size_t next;           /* whom to look at first: fairness */
    int64_t peak_bytes;
    char text[256];
    uint8_t message[WIRE_BYTES_MAX];
    struct slot slots[];
};

static bool is_busy(const struct slot *slot)
{
    return slot->count > 0;
}

static struct task *current(struct slot *slot)
{
    return &slot->tasks[slot->first];
}

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Processor seconds of a worker so far; 0 when it is gone. */
static double worked_seconds(const struct slot *slot)
{
    clockid_t clock;
    struct timespec t;
    if (slot->pid <= 0 || clock_getcpuclockid(slot->pid, &clock) != 0 ||
        clock_gettime(clock, &t) != 0)
        return 0;
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void start_clock(struct slot *slot)
{
    slot->since = now_seconds();
    slot->worked = worked_seconds(slot);
}

/* Has the page taken more than it may? */
static bool is_overdue(const struct pool *pool, const struct slot *slot,
                       double now)
{
    double waited = now - slot->since;
    if (waited <= pool->options.work_seconds)
        return false; /* nor can it have worked longer */
    return waited > pool->options.wait_seconds ||
           worked_seconds(slot) - slot->worked > pool->options.work_seconds;
}

/* ---- processes ---- */

static void child(struct pool *pool, int fd)
{
    /* Ctrl-C reaches the whole foreground group; the coordinator decides. */
    (void)signal(SIGINT, SIG_IGN);
    (void)signal(SIGTERM, SIG_DFL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (size_t i = 0; i < pool->count; i++)
        if (pool->slots[i].pid > 0)
            (void)close(pool->slots[i].fd);
    worker_serve(fd, pool->survey, &pool->options);
    _exit(0);
}

static enum err_code start(struct pool *pool, struct slot *slot,
                           struct err *err)
{
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return err_set(err, ERR_SYSTEM, errno,
                       _("no reading process can be started: %s"),
                       strerror(errno));
    (void)fflush(NULL);
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        int saved = errno;
        (void)close(pair[0]);
        (void)close(pair[1]);
        return err_set(err, ERR_SYSTEM, saved,
                       _("no reading process can be started: %s"),
                       strerror(saved));
    }
    if (pid == 0) {
        (void)close(pair[0]);
        if (getppid() == parent)
            child(pool, pair[1]);
        _exit(0);
    }
    (void)close(pair[1]);
    slot->pid = pid;
    slot->fd = pair[0];
    return ERR_OK;
}

/* End a worker and note its memory.  Returns its wait status. */
static int reap(struct pool *pool, struct slot *slot, bool kill_it)
{
    int status = 0;
    struct rusage usage = {0};
    if (slot->pid <= 0)
        return 0;
    if (kill_it)
        (void)kill(slot->pid, SIGKILL);
    (void)close(slot->fd);
    while (wait4(slot->pid, &status, 0, &usage) < 0 && errno == EINTR)
        continue;
    int64_t peak = (int64_t)usage.ru_maxrss * 1024;
    if (peak > pool->peak_bytes)
        pool->peak_bytes = peak;
    slot->pid = 0;
    slot->fd = -1;
    return status;
}

enum err_code pool_new(const struct reader_survey *survey,
                       const struct pool_options *options, struct pool **out,
                       struct err *err)
{
    *out = NULL;
    size_t count = options->workers < 1             ? 1
                   : options->workers > WORKERS_MAX ? WORKERS_MAX
                                                    : options->workers;
    struct pool *pool =
        mem_alloc(1, sizeof *pool + count * sizeof pool->slots[0]);
    if (pool == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    pool->survey = survey;
    pool->options = *options;
    pool->count = count;
    for (size_t i = 0; i < count; i++) {
        enum err_code code = start(pool, &pool->slots[i], err);
        if (code != ERR_OK) {
            pool_free(pool);
            return code;
        }
    }
    *out = pool;
    return ERR_OK;
}

void pool_stop(struct pool *pool)
{
    for (size_t i = 0; i < pool->count; i++)
        (void)reap(pool, &pool->slots[i], true);
}

void pool_free(struct pool *pool)
{
    if (pool == NULL)
        return;
    pool_stop(pool);
    free(pool);
}

size_t pool_busy(const struct pool *pool)
{
    size_t n = 0;
    for (size_t i = 0; i < pool->count; i++)
        n += is_busy(&pool->slots[i]);
    return n;
}

static size_t pages_held(const struct slot *slot)
{
    size_t n = 0;
    for (size_t i = 0; i < slot->count; i++)
        n += slot->tasks[(slot->first + i) % POOL_AHEAD].order.count;
    return n;
}

static bool has_room(const struct slot *slot)
{
    return slot->count == 0 ||
           (slot->count < POOL_AHEAD && pages_held(slot) <= POOL_AHEAD_PAGES);
}

/* Who has fewest pages to read and room for more; NULL when nobody has. */
static const struct slot *least_busy(const struct pool *pool)
{
    const struct slot *least = NULL;
    for (size_t i = 0; i < pool->count; i++) {
        const struct slot *slot = &pool->slots[i];
        if (has_room(slot) &&
            (least == NULL || pages_held(slot) < pages_held(least)))
            least = slot;
    }
    return least;
}

bool pool_has_room(const struct pool *pool)
{
    return least_busy(pool) != NULL;
}

int64_t pool_peak_bytes(const struct pool *pool)
{
    return pool->peak_bytes;
}

/* ---- jobs ---- */

/* Without what of the path is not used: many fit into the socket. */
static bool send_order(const struct slot *slot, const struct wire_job *order)
{
    size_t n = offsetof(struct wire_job, path) + strlen(order->path) + 1;
    return send(slot->fd, order, n, MSG_NOSIGNAL) == (ssize_t)n;
}

/* The clock of the first task starts. */
static void begin(struct slot *slot)
{
    start_clock(slot);
    slot->on_page = false;
    slot->finishing = false;
}

/* The first task is over. */
static void drop_task(struct slot *slot)
{
    slot->first = (slot->first + 1) % POOL_AHEAD;
    slot->count--;
    begin(slot);
}

enum err_code pool_submit(struct pool *pool, size_t job, const char *path,
                          uint32_t first, uint32_t count, struct err *err)
{
    const struct slot *least = least_busy(pool);
    if (least == NULL)
        return err_set(err, ERR_BUSY, 0, _("no reading process is free"));
    struct slot *slot = &pool->slots[least - pool->slots];
    struct task *task =
        &slot->tasks[(slot->first + slot->count) % POOL_AHEAD];
    size_t n = strlen(path);
    if (n >= sizeof task->order.path)
        return err_set(err, ERR_RANGE, 0, _("%s: the path is too long"),
                       path);
    task->job = job;
    task->order.first = first;
    task->order.count = count;
    memcpy(task->order.path, path, n + 1);
    if (!is_busy(slot) && slot->pid == 0) {
        enum err_code code = start(pool, slot, err);
        if (code != ERR_OK)
            return code;
    }
    if (slot->count++ == 0)
        begin(slot);
    /* A worker found dead here is met again in pool_wait(), and what it was
     * to do is sent to the next one. */
    if (slot->pid != 0)
        (void)send_order(slot, &task->order);
    return ERR_OK;
}

/* ---- events ---- */

/* The worker is gone: tell which page it cost and why, once. */
static bool lost(struct pool *pool, struct slot *slot, bool hung,
                 struct pool_event *event)
{
    int status = reap(pool, slot, true);
    struct task *task = current(slot);
    uint32_t page = slot->on_page ? slot->page : task->order.first;
    if (hung)
        (void)snprintf(pool->text, sizeof pool->text,
                       _("reading took longer than %.0f s and was given up"),
                       now_seconds() - slot->since);
    else
        (void)snprintf(pool->text, sizeof pool->text,
                       _("the reading process ended unexpectedly (%s)"),
                       WIFSIGNALED(status) ? strsignal(WTERMSIG(status))
                                           : _("it gave up"));
    *event = (struct pool_event){.kind = POOL_LOST,
                                 .job = task->job,
                                 .page = page,
                                 .text = pool->text};
    uint32_t done = page - task->order.first + 1;
    task->order.first += done;
    task->order.count = task->order.count > done ? task->order.count - done
                                                 : 0;
    slot->finishing = true;
    return true;
}

/* A new worker for what is left of the first task, if anything is, and all
 * that wait behind it. */
static bool send_again(struct pool *pool, struct slot *slot)
{
    if (start(pool, slot, NULL) != ERR_OK)
        return false;
    begin(slot);
    for (size_t i = 0; i < slot->count; i++) {
        const struct wire_job *order =
            &slot->tasks[(slot->first + i) % POOL_AHEAD].order;
        if (order->count > 0 && !send_order(slot, order))
            return false;
    }
    return true;
}

/* After a loss: go on behind the lost page in a new worker; true when the
 * task was over with that page. */
static bool resume(struct pool *pool, struct slot *slot,
                   struct pool_event *event)
{
    struct task *task = current(slot);
    bool over = task->order.count == 0;
    bool goes_on = (over && slot->count == 1) || send_again(pool, slot);
    slot->finishing = false;
    if (!over && goes_on)
        return false;
    *event = (struct pool_event){.kind = POOL_DONE, .job = task->job};
    drop_task(slot);
    return true;
}

static bool receive(struct pool *pool, struct slot *slot,
                    struct pool_event *event)
{
    ssize_t n = recv(slot->fd, pool->message, sizeof pool->message, 0);
    struct wire_head head;
    if (n < (ssize_t)sizeof head)
        return lost(pool, slot, false, event);
    memcpy(&head, pool->message, sizeof head);
    *event = (struct pool_event){.job = current(slot)->job,
                                 .page = head.page,
                                 .bytes = pool->message,
                                 .n = (size_t)n};
    switch (head.kind) {
    case WIRE_OPENED: event->kind = POOL_OPENED; return true;
    case WIRE_BEGIN:
        slot->on_page = true;
        slot->page = head.page;
        start_clock(slot);
        return false;
    case WIRE_PAGE:
        slot->on_page = false;
        event->kind = POOL_PAGE;
        return true;
    case WIRE_DONE:
        drop_task(slot);
        event->kind = POOL_DONE;
        return true;
    default: return lost(pool, slot, false, event);
    }
}

/* Anything that can be told without waiting: losses and overdue pages. */
static bool look_at_clock(struct pool *pool, struct pool_event *event)
{
    double now = now_seconds();
    for (size_t i = 0; i < pool->count; i++) {
        struct slot *slot = &pool->slots[i];
        if (!is_busy(slot))
            continue;
        if (slot->finishing && resume(pool, slot, event))
            return true;
        if (slot->pid == 0)
            return lost(pool, slot, false, event);
        if (is_overdue(pool, slot, now))
            return lost(pool, slot, true, event);
    }
    return false;
}

static bool poll_once(struct pool *pool, int ms, struct pool_event *event)
{
    struct pollfd fds[WORKERS_MAX];
    size_t who[WORKERS_MAX];
    nfds_t n = 0;
    for (size_t k = 0; k < pool->count; k++) {
        size_t i = (pool->next + k) % pool->count;
        if (!is_busy(&pool->slots[i]) || pool->slots[i].pid == 0)
            continue;
        who[n] = i;
        fds[n++] = (struct pollfd){.fd = pool->slots[i].fd, .events = POLLIN};
    }
    if (n == 0 || poll(fds, n, ms) <= 0)
        return false;
    for (nfds_t k = 0; k < n; k++) {
        if (fds[k].revents == 0)
            continue;
        if (receive(pool, &pool->slots[who[k]], event)) {
            pool->next = who[k] + 1;
            return true;
        }
    }
    return false;
}

bool pool_wait(struct pool *pool, int ms, struct pool_event *event)
{
    double until = now_seconds() + ms / 1000.0;
    do {
        if (look_at_clock(pool, event))
            return true;
        if (poll_once(pool, ms < 200 ? ms : 200, event))
            return true;
    } while (now_seconds() < until && pool_busy(pool) > 0);
    return false;
}
