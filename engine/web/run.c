/* engine/web/run.c - see run.h. */
#include "engine/web/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/web/run_child.h"

void run_init(struct run *run, const char *workspace, const char *language)
{
    run->workspace = workspace;
    run->language = language;
    run->secret = NULL;
    run->n = 0;
    run->used = 0;
    run->full = false;
    run_add(run, "pingyi");
    run_add(run, "-C");
    run_add(run, workspace);
    run_add(run, "--json");
}

static void add_bytes(struct run *run, const char *a, const char *b,
                      const char *c)
{
    size_t room = sizeof run->text - run->used;
    int n = snprintf(run->text + run->used, room, "%s%s%s", a, b, c);
    if (n < 0 || (size_t)n >= room || run->n == RUN_ARGS) {
        run->full = true;
        return;
    }
    run->arg[run->n++] = run->text + run->used;
    run->arg[run->n] = NULL;
    run->used += (size_t)n + 1;
}

void run_add(struct run *run, const char *word)
{
    add_bytes(run, word, "", "");
}

void run_add_text(struct run *run, const char *name, const char *value)
{
    add_bytes(run, name, "=", value);
}

void run_add_int(struct run *run, const char *name, int64_t value)
{
    char text[32];
    (void)snprintf(text, sizeof text, "%lld", (long long)value);
    add_bytes(run, name, "=", text);
}

/* ---- one child ---- */

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Takes what is there; false at the end of the pipe. */
static bool take(int fd, struct str *out)
{
    char block[16384];
    ssize_t n = read(fd, block, sizeof block);
    if (n < 0)
        return errno == EINTR || errno == EAGAIN;
    if (n > 0)
        str_add_bytes(out, block, (size_t)n);
    return n > 0;
}

bool child_read(struct child *child, int milliseconds)
{
    struct pollfd fds[] = {{.fd = child->out, .events = POLLIN},
                           {.fd = child->said, .events = POLLIN},
                           {.fd = child->step, .events = POLLIN}};
    struct str *to[] = {&child->out_text, &child->said_text,
                        &child->step_text};
    int *fd[] = {&child->out, &child->said, &child->step};
    if (poll(fds, 3, milliseconds) <= 0)
        return child->out >= 0 || child->said >= 0;
    for (size_t i = 0; i < 3; i++) {
        if (fds[i].revents == 0 || take(*fd[i], to[i]))
            continue;
        (void)close(*fd[i]);
        *fd[i] = -1;
    }
    return child->out >= 0 || child->said >= 0;
}

int child_end(struct child *child)
{
    int status = 0;
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
        ;
    int *fd[] = {&child->out, &child->said, &child->step};
    for (size_t i = 0; i < 3; i++) {
        if (*fd[i] >= 0)
            (void)close(*fd[i]);
        *fd[i] = -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

void child_free(struct child *child)
{
    str_deinit(&child->out_text);
    str_deinit(&child->said_text);
    str_deinit(&child->step_text);
}

enum err_code run_now(const struct run *run, int seconds, struct str *out,
                      int *exit_code, struct err *err)
{
    struct child child;
    double until = now_seconds() + seconds;
    enum err_code code = child_start(run, &child, err);
    if (code != ERR_OK)
        return code;
    while (child_read(&child, 100) && now_seconds() < until)
        ;
    if (child.out >= 0 || child.said >= 0) {
        (void)kill(child.pid, SIGTERM);
        (void)child_end(&child);
        child_free(&child);
        return err_set(err, ERR_BUSY, 0,
                       _("this takes longer than %d seconds; try again when "
                         "other work is done"),
                       seconds);
    }
    *exit_code = child_end(&child);
    str_add_bytes(out, child.out_text.text, child.out_text.n);
    code = str_check(&child.out_text, run->arg[4], err);
    if (code == ERR_OK && child.out_text.n == 0 && *exit_code != 0)
        code = err_set(err, ERR_SYSTEM, *exit_code, "%.900s",
                       child.said_text.n > 0 ? child.said_text.text
                                             : _("the command failed"));
    child_free(&child);
    return code;
}
