/* engine/cli/output.c - results, failures, signals and progress. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/cli/command.h"

int cli_fail(const struct cli *cli, const struct err *err)
{
    int exit_code = err->code == ERR_USAGE ? EXIT_USAGE : EXIT_FAILED;
    if (!cli->json) {
        (void)fprintf(stderr, "pingyi: %s\n", err->text);
        return exit_code;
    }
    struct str text;
    str_init(&text, 64 * 1024);
    struct jout j = {.out = &text};
    jout_begin_object(&j, NULL);
    jout_begin_object(&j, "error");
    jout_string(&j, "code", err_code_word(err->code));
    jout_string(&j, "message", err->text);
    jout_end_object(&j);
    jout_end_object(&j);
    exit_code = cli_print(cli, &text, exit_code);
    str_deinit(&text);
    return exit_code;
}

int cli_print(const struct cli *cli, const struct str *text, int exit_code)
{
    (void)cli;
    bool bad = !str_ok(text);
    bad = bad || fwrite(text->text, 1, text->n, stdout) != text->n;
    if (text->n > 0 && text->text[text->n - 1] != '\n')
        bad = putchar('\n') == EOF || bad;
    if (fflush(stdout) != 0 || bad) {
        (void)fprintf(stderr, _("pingyi: the result cannot be written: %s\n"),
                      errno != 0 ? strerror(errno) : _("out of memory"));
        return EXIT_FAILED;
    }
    return exit_code;
}

/* ---- signals ---- */

static volatile sig_atomic_t stop_signals;
static const char *stop_said[2]; /* chosen before the handler is set, for a
                                  * handler must not ask gettext */

static void say_stopping(const char *text)
{
    int saved = errno;
    if (text == NULL)
        return;
    ssize_t n = write(STDERR_FILENO, text, strlen(text));
    (void)n; /* nowhere to tell it */
    errno = saved;
}

static void on_signal(int number)
{
    stop_signals = stop_signals + 1;
    say_stopping(stop_said[stop_signals > 1]);
    if (stop_signals > 1) {
        (void)signal(number, SIG_DFL);
        (void)raise(number);
    }
}

void cli_say_stopping(void)
{
    stop_said[0] = _("\nstopping: what is in hand is finished first; Ctrl-C "
                     "once more stops at once\n");
    stop_said[1] = _("\nstopped at once; what was told as done is safe, run "
                     "the same command again for the rest\n");
}

void cli_catch_signals(void)
{
    struct sigaction action = {.sa_handler = on_signal};
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

bool cli_stopped(void)
{
    return stop_signals > 0;
}

/* ---- progress ---- */

struct progress {
    char label[128];
    size_t total;
    bool silent, terminal, drawn;
    int fd; /* PINGYI_PROGRESS_FD: "done total rate" a line; -1 = none */
    double started, shown;
};

static double now_seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static int given_fd(void)
{
    int64_t fd = -1;
    const char *text = getenv("PINGYI_PROGRESS_FD");
    return text != NULL && num_parse_int(text, 3, 1023, &fd) ? (int)fd : -1;
}

struct progress *progress_new(const struct cli *cli, const char *label,
                              size_t total)
{
    struct progress *p = mem_alloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    (void)snprintf(p->label, sizeof p->label, "%s", label);
    p->total = total;
    p->terminal = isatty(STDERR_FILENO) != 0;
    p->silent = cli->quiet || (cli->json && !p->terminal);
    p->fd = given_fd();
    p->started = now_seconds();
    p->shown = p->started;
    return p;
}

/* For the program that runs this one: the web page. */
static void tell(struct progress *p, size_t done, double now)
{
    char rate[32];
    p->shown = now;
    num_print_real((double)done / (now - p->started), 1, rate, sizeof rate);
    if (dprintf(p->fd, "%zu %zu %s\n", done, p->total, rate) < 0)
        p->fd = -1;
}

void progress_step(struct progress *p, size_t done)
{
    if (p == NULL || (p->silent && p->fd < 0))
        return;
    double now = now_seconds();
    if (p->fd >= 0) {
        if (now - p->shown >= 0.3 || done == p->total)
            tell(p, done, now);
        return;
    }
    double wait = p->terminal ? 0.1 : 10.0;
    if (now - p->shown < wait)
        return;
    p->shown = now;
    char rate[32];
    num_print_real((double)done / (now - p->started), 1, rate, sizeof rate);
    (void)fprintf(stderr, "%s%s %zu/%zu, %s/s%s", p->terminal ? "\r" : "",
                  p->label, done, p->total, rate,
                  p->terminal ? "\033[K" : "\n");
    (void)fflush(stderr);
    p->drawn = p->terminal;
}

void progress_free(struct progress *p)
{
    if (p == NULL)
        return;
    if (p->drawn)
        (void)fprintf(stderr, "\r\033[K");
    free(p);
}
