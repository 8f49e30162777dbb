/* omr/batch/alone.c - see alone.h. */
#include "omr/batch/alone.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "omr/batch/sandbox.h"

struct report { /* shared */
    bool done;
    enum err_code code;
    struct err err;
};

void *alone_memory(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? NULL : p;
}

void alone_memory_free(void *memory, size_t bytes)
{
    if (memory != NULL)
        (void)munmap(memory, bytes);
}

static void be_child(enum err_code (*work)(void *arg, struct err *err),
                     void *arg, const char *const writable[],
                     struct report *report)
{
    struct err err = ERR_INIT;
    (void)sandbox_enter(STDERR_FILENO, writable);
    report->code = work(arg, &err);
    report->err = err;
    report->done = fflush(stdout) == 0;
    _exit(0);
}

static enum err_code wait_for(pid_t child, const struct report *report,
                              struct err *err)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return err_set(err, ERR_IO, errno,
                           _("the reading process cannot be waited for"));
    if (WIFSIGNALED(status))
        return err_set(err, ERR_FORMAT, 0,
                       _("the file cannot be read: its decoder was ended by "
                         "signal %d; the file is damaged, or made to do "
                         "harm"),
                       WTERMSIG(status));
    if (!report->done)
        return err_set(err, ERR_IO, 0,
                       _("the reading process ended before it was done"));
    return report->code == ERR_OK
               ? ERR_OK
               : err_set(err, report->code, report->err.native, "%s",
                         report->err.text);
}

enum err_code alone_run(enum err_code (*work)(void *arg, struct err *err),
                        void *arg, const char *const writable[],
                        struct err *err)
{
    struct report *report = alone_memory(sizeof *report);
    if (report == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    (void)fflush(stdout); /* or the child would print it again */
    (void)fflush(stderr);
    pid_t child = fork();
    if (child == 0)
        be_child(work, arg, writable, report);
    enum err_code code =
        child > 0 ? wait_for(child, report, err)
                  : err_set(err, ERR_IO, errno,
                            _("a reading process cannot be started"));
    alone_memory_free(report, sizeof *report);
    return code;
}
