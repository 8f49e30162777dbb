/* What becomes of a reading process costs at most the page it was on, and a
 * machine busy with other things costs none. */
#include <signal.h>
#include <sys/types.h>

#include "tests/omr/printed_sheet.h"

#include "omr/batch/pool.h"

static char page_path[128], incoming[128];

static struct pool *pool_of_one(double work_seconds, double wait_seconds)
{
    struct pool *pool;
    struct pool_options options = {.workers = 1,
                                   .incoming = incoming,
                                   .work_seconds = work_seconds,
                                   .wait_seconds = wait_seconds};
    assert_int_equal(pool_new(survey, &options, &pool, NULL), ERR_OK);
    return pool;
}

/* The only child of this process. */
static pid_t worker(void)
{
    char path[96];
    int pid = 0;
    (void)snprintf(path, sizeof path, "/proc/self/task/%ld/children",
                   (long)getpid());
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    (void)fclose(file);
    return pid;
}

static void submit(struct pool *pool, size_t job)
{
    assert_int_equal(pool_submit(pool, job, page_path, 0, 1, NULL), ERR_OK);
}

/* The next event but "the file is open", within 30 s. */
static struct pool_event next(struct pool *pool)
{
    struct pool_event event = {.kind = POOL_OPENED};
    for (int ms = 0; ms < 30000 && event.kind == POOL_OPENED; ms += 2)
        if (!pool_wait(pool, 2, &event))
            event.kind = POOL_OPENED;
    assert_int_not_equal(event.kind, POOL_OPENED);
    return event;
}

static void is_read(struct pool *pool, size_t job)
{
    struct pool_event event = next(pool);
    if (event.kind == POOL_LOST)
        fail_msg("job %zu was lost: %s", job, event.text);
    assert_int_equal(event.kind, POOL_PAGE);
    assert_int_equal(event.job, job);
    assert_int_equal(next(pool).kind, POOL_DONE);
}

static void is_lost(struct pool *pool, size_t job, const char *why)
{
    struct pool_event event = next(pool);
    assert_int_equal(event.kind, POOL_LOST);
    assert_int_equal(event.job, job);
    if (strstr(event.text, why) == NULL)
        fail_msg("lost because: %s", event.text);
    assert_int_equal(next(pool).kind, POOL_DONE);
}

static void a_page_that_works_too_long_is_given_up(void **state)
{
    (void)state;
    struct pool *pool = pool_of_one(0.001, 60);
    submit(pool, 7);
    is_lost(pool, 7, "longer than");
    pool_free(pool);
}

static void a_process_that_stands_still_is_given_up(void **state)
{
    (void)state;
    struct pool *pool = pool_of_one(1, 1.5);
    assert_int_equal(kill(worker(), SIGSTOP), 0);
    submit(pool, 1);
    is_lost(pool, 1, "longer than");
    pool_free(pool);
}

/* It waits longer than a page may work, and nothing is lost. */
static void waiting_for_a_busy_machine_costs_no_page(void **state)
{
    (void)state;
    struct pool *pool = pool_of_one(1, 60);
    pid_t pid = worker();
    struct pool_event event;
    assert_int_equal(kill(pid, SIGSTOP), 0);
    submit(pool, 3);
    assert_false(pool_wait(pool, 1500, &event));
    assert_int_equal(kill(pid, SIGCONT), 0);
    is_read(pool, 3);
    pool_free(pool);
}

static void a_killed_process_costs_one_page(void **state)
{
    (void)state;
    struct pool *pool = pool_of_one(60, 60);
    pid_t pid = worker();
    assert_int_equal(kill(pid, SIGSTOP), 0);
    submit(pool, 4);
    submit(pool, 5);
    assert_int_equal(kill(pid, SIGKILL), 0);
    is_lost(pool, 4, "ended unexpectedly");
    is_read(pool, 5);
    pool_free(pool);
}

static int start_files(void **state)
{
    char command[512];
    if (start(state) != 0)
        return -1;
    (void)snprintf(page_path, sizeof page_path, "%s/page.png", folder);
    (void)snprintf(incoming, sizeof incoming, "%s/ws/pages/incoming", folder);
    (void)snprintf(command, sizeof command,
                   "mkdir -p %s && pdftoppm -r 300 -gray -png -f 1 -l 1 "
                   "-singlefile %s/ws/out/*.pdf %s/page",
                   incoming, folder, folder);
    shell(command);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_that_works_too_long_is_given_up),
        cmocka_unit_test(a_process_that_stands_still_is_given_up),
        cmocka_unit_test(waiting_for_a_busy_machine_costs_no_page),
        cmocka_unit_test(a_killed_process_costs_one_page),
    };
    return cmocka_run_group_tests(tests, start_files, stop);
}
