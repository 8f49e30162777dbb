/* engine/web/run_child.c - see run_child.h. */
#include "engine/web/run_child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/i18n.h"

enum {
    STEP_FD = 3,  /* of the command: PINGYI_PROGRESS_FD */
    PASS_FD = 4,  /* of the command: --pass-fd 4 */
    ENVIRONMENT = 256,
    SAID_MAX = 1 << 20
};

extern char **environ;

struct pipes {
    int out[2], said[2], step[2], pass[2];
};

static void close_all(struct pipes *p)
{
    int *fd[] = {p->out, p->said, p->step, p->pass};
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 2; k++)
            if (fd[i][k] >= 0)
                (void)close(fd[i][k]);
}

static bool open_all(struct pipes *p, bool pass)
{
    *p = (struct pipes){{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
    return pipe2(p->out, O_CLOEXEC) == 0 && pipe2(p->said, O_CLOEXEC) == 0 &&
           pipe2(p->step, O_CLOEXEC) == 0 &&
           (!pass || pipe2(p->pass, O_CLOEXEC) == 0);
}

/* Ours, with the language and the way of progress put in. */
static void make_environment(const struct run *run, char language[32],
                             char *env[ENVIRONMENT])
{
    static char step[] = "PINGYI_PROGRESS_FD=3";
    size_t n = 0;
    for (char **e = environ; *e != NULL && n < ENVIRONMENT - 3; e++)
        if (run->language == NULL || strncmp(*e, "PINGYI_LANG=", 12) != 0)
            env[n++] = *e;
    (void)snprintf(language, 32, "PINGYI_LANG=%s",
                   run->language != NULL ? run->language : "");
    if (run->language != NULL)
        env[n++] = language;
    env[n++] = step;
    env[n] = NULL;
}

/* A pipe's end may already have the number it is to get; a copy above the
 * ones we give away makes dup2() clear its close-on-exec. */
static int above(int fd)
{
    return fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 10);
}

static int spawn_it(const struct run *run, struct pipes *p, pid_t *pid)
{
    char language[32];
    char *env[ENVIRONMENT];
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none;
    int out = above(p->out[1]), said = above(p->said[1]);
    int step = above(p->step[1]), pass = above(p->pass[0]);
    int rc = posix_spawn_file_actions_init(&files);
    if (rc != 0)
        return rc;
    (void)posix_spawnattr_init(&attributes);
    (void)sigemptyset(&none);
    (void)posix_spawnattr_setsigmask(&attributes, &none);
    /* a group of its own: Ctrl-C at the server is ours to pass on */
    (void)posix_spawnattr_setpgroup(&attributes, 0);
    (void)posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    rc = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&files, out, 1);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&files, said, 2);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&files, step, STEP_FD);
    if (rc == 0 && pass >= 0)
        rc = posix_spawn_file_actions_adddup2(&files, pass, PASS_FD);
    make_environment(run, language, env);
    /* posix_spawn() does not write to the arguments */
    if (rc == 0)
        rc = posix_spawn(pid, "/proc/self/exe", &files, &attributes,
                         (char *const *)(size_t)run->arg, env);
    int copies[] = {out, said, step, pass};
    for (size_t i = 0; i < 4; i++)
        if (copies[i] >= 0)
            (void)close(copies[i]);
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    return rc;
}

enum err_code child_start(const struct run *run, struct child *child,
                          struct err *err)
{
    struct pipes p;
    *child = (struct child){.pid = -1, .out = -1, .said = -1, .step = -1};
    str_init(&child->out_text, RUN_OUT_MAX);
    str_init(&child->said_text, SAID_MAX);
    str_init(&child->step_text, SAID_MAX);
    if (run->full)
        return err_set(err, ERR_NOMEM, 0, _("this is too much at once"));
    int rc = open_all(&p, run->secret != NULL) ? spawn_it(run, &p, &child->pid)
                                               : errno;
    if (rc != 0) {
        close_all(&p);
        return err_set(err, ERR_SYSTEM, rc,
                       _("the command cannot be started: %s"), strerror(rc));
    }
    if (run->secret != NULL) /* shorter than a pipe holds */
        (void)dprintf(p.pass[1], "%s\n", run->secret);
    child->out = p.out[0];
    child->said = p.said[0];
    child->step = p.step[0];
    p.out[0] = p.said[0] = p.step[0] = -1;
    close_all(&p);
    return ERR_OK;
}
