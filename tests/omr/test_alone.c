/* tests/omr/test_alone.c - work in a process of its own: its answer comes
 * back, its death is an error, and it harms nothing. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "omr/batch/alone.h"

static const char *const nowhere[] = {NULL};
static int ours = 1;

static enum err_code answer(void *arg, struct err *err)
{
    (void)err;
    *(int *)arg = 42;
    ours = 2;
    return ERR_OK;
}

static void what_is_shared_comes_back(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    int *shared = alone_memory(sizeof *shared);
    assert_non_null(shared);
    assert_int_equal(*shared, 0);
    assert_int_equal(alone_run(answer, shared, nowhere, &err), ERR_OK);
    assert_int_equal(*shared, 42);
    assert_int_equal(ours, 1); /* the rest is the child's */
    alone_memory_free(shared, sizeof *shared);
}

static enum err_code complain(void *arg, struct err *err)
{
    return err_set(err, ERR_RANGE, 7, "%s is too large", (const char *)arg);
}

static void its_error_is_ours(void **state)
{
    (void)state;
    char name[] = "the page";
    struct err err = ERR_INIT;
    assert_int_equal(alone_run(complain, name, nowhere, &err), ERR_RANGE);
    assert_string_equal(err.text, "the page is too large");
    assert_int_equal(err.native, 7);
}

static enum err_code die(void *arg, struct err *err)
{
    (void)err;
    (void)signal(*(int *)arg, SIG_DFL);
    (void)raise(*(int *)arg);
    return ERR_OK;
}

static void its_death_is_an_error(void **state)
{
    int number = SIGTERM;
    struct err err = ERR_INIT;
    (void)state;
    assert_int_equal(alone_run(die, &number, nowhere, &err), ERR_FORMAT);
    assert_non_null(strstr(err.text, "15"));
}

static enum err_code leave(void *arg, struct err *err)
{
    (void)arg;
    (void)err;
    _exit(0);
}

static void leaving_early_is_an_error(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    assert_int_equal(alone_run(leave, NULL, nowhere, &err), ERR_IO);
    assert_true(err.text[0] != '\0');
}

static enum err_code write_to(void *arg, struct err *err)
{
    FILE *file = fopen(arg, "w");
    if (file == NULL)
        return err_set(err, ERR_DENIED, 0, "denied");
    return fclose(file) == 0 ? ERR_OK : err_set(err, ERR_IO, 0, "io");
}

/* 0 where the kernel has none: then the other walls must do. */
static long landlock_version(void)
{
    return syscall(SYS_landlock_create_ruleset, NULL, 0,
                   LANDLOCK_CREATE_RULESET_VERSION);
}

static void it_writes_where_it_may(void **state)
{
    (void)state;
    char here[] = "/tmp/alone-XXXXXX";
    char there[] = "/tmp/alone-XXXXXX";
    char path[64];
    struct err err = ERR_INIT;
    assert_non_null(mkdtemp(here));
    assert_non_null(mkdtemp(there));
    const char *const writable[] = {here, NULL};
    (void)snprintf(path, sizeof path, "%s/a", here);
    assert_int_equal(alone_run(write_to, path, writable, &err), ERR_OK);
    assert_int_equal(unlink(path), 0);
    (void)snprintf(path, sizeof path, "%s/a", there);
    assert_int_equal(alone_run(write_to, path, writable, &err),
                     landlock_version() > 0 ? ERR_DENIED : ERR_OK);
    if (landlock_version() <= 0)
        assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(here), 0);
    assert_int_equal(rmdir(there), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shared_comes_back),
        cmocka_unit_test(its_error_is_ours),
        cmocka_unit_test(its_death_is_an_error),
        cmocka_unit_test(leaving_early_is_an_error),
        cmocka_unit_test(it_writes_where_it_may),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
