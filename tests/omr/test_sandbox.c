/* A reading process that was taken over can do next to nothing. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "omr/batch/sandbox.h"

static char inside[64], outside[64];

/* Run `act` in a locked-in child; its return value is the exit code. */
static int locked_in(int (*act)(void))
{
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const char *const writable[] = {inside, NULL};
        const char *bad = sandbox_enter(pair[1], writable);
        _exit(bad != NULL ? 90 : act());
    }
    int status = 0;
    (void)waitpid(pid, &status, 0);
    (void)close(pair[0]);
    (void)close(pair[1]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 100 + WTERMSIG(status);
}

static int try_network(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 0 : 1;
}

static int try_new_program(void)
{
    char *const argv[] = {"/bin/false", NULL};
    (void)execv(argv[0], argv);
    return 0; /* still here */
}

static int try_fork(void)
{
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid < 0 ? 0 : 1;
}

static int try_kill(void)
{
    return kill(getppid(), 0) != 0 ? 0 : 1;
}

static int write_into(const char *folder)
{
    char path[128];
    (void)snprintf(path, sizeof path, "%s/file", folder);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    return fd >= 0 && write(fd, "x", 1) == 1 ? 1 : 0;
}

static int try_write_outside(void)
{
    return write_into(outside);
}

static int write_inside(void)
{
    return write_into(inside) == 1 ? 0 : 1;
}

static int read_a_file(void)
{
    char byte;
    int fd = open("/etc/hostname", O_RDONLY);
    return fd >= 0 && read(fd, &byte, 1) >= 0 ? 0 : 1;
}

static void what_it_needs_still_works(void **state)
{
    (void)state;
    assert_int_equal(locked_in(write_inside), 0);
    assert_int_equal(locked_in(read_a_file), 0);
}

static void nothing_is_written_elsewhere(void **state)
{
    (void)state;
    assert_int_equal(locked_in(try_write_outside), 0);
}

static void there_is_no_network_no_program_no_process(void **state)
{
    (void)state;
#ifdef __SANITIZE_ADDRESS__
    skip(); /* the filter stays off under the sanitizer */
#endif
    assert_int_equal(locked_in(try_network), 0);
    assert_int_equal(locked_in(try_new_program), 0);
    assert_int_equal(locked_in(try_fork), 0);
    assert_int_equal(locked_in(try_kill), 0);
}

int main(void)
{
    (void)snprintf(inside, sizeof inside, "/tmp/pingyi-in-%ld",
                   (long)getpid());
    (void)snprintf(outside, sizeof outside, "/tmp/pingyi-out-%ld",
                   (long)getpid());
    (void)mkdir(inside, 0700);
    (void)mkdir(outside, 0700);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_it_needs_still_works),
        cmocka_unit_test(nothing_is_written_elsewhere),
        cmocka_unit_test(there_is_no_network_no_program_no_process),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char path[128];
    (void)snprintf(path, sizeof path, "%s/file", inside);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/file", outside);
    (void)unlink(path);
    (void)rmdir(inside);
    (void)rmdir(outside);
    return failed;
}
