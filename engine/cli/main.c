/* engine/cli/main.c - general options, dispatch and help. */
#include "engine/cli/main.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/mem.h"

#define VERSION "0.1"

static const struct command *find(const struct command *const rooms[],
                                  const char *name)
{
    for (size_t r = 0; rooms[r] != NULL; r++)
        for (const struct command *c = rooms[r]; c->name != NULL; c++)
            if (strcmp(c->name, name) == 0)
                return c;
    return NULL;
}

/* Print all commands in the order of their rows' `order`; rows of the same
 * order come as their rooms do. */
static void list_commands(FILE *to, const struct command *const rooms[])
{
    const struct command *last = NULL;
    for (;;) {
        const struct command *next = NULL;
        bool behind = last == NULL; /* are we past `last` in the tables? */
        for (size_t r = 0; rooms[r] != NULL; r++) {
            for (const struct command *c = rooms[r]; c->name != NULL; c++) {
                bool later = last == NULL || c->order > last->order ||
                             (behind && c->order == last->order);
                if (later && (next == NULL || c->order < next->order))
                    next = c;
                behind = behind || c == last;
            }
        }
        if (next == NULL)
            return;
        last = next;
        (void)fprintf(to, "  %-8s %s\n", next->name, _(next->summary));
    }
}

static void help_all(FILE *to, const struct command *const rooms[])
{
    (void)fprintf(to, "%s\n\n",
                  _("usage: pingyi [-C DIR] [--json] [--quiet] COMMAND …"));
    (void)fprintf(to, "%s\n", _("Commands:"));
    list_commands(to, rooms);
    (void)fprintf(to, "\n%s\n%s\n",
                  _("`pingyi help COMMAND` tells its options."),
                  _("Exit codes: 0 done, 1 failed, 2 usage, 3 done but "
                    "something needs a person."));
}

static void help_one(FILE *to, const struct command *c)
{
    (void)fprintf(to, _("usage: pingyi %s %s\n\n%s\n"), c->name, _(c->usage),
                  _(c->summary));
    for (size_t i = 0; c->help != NULL && c->help[i] != NULL; i++)
        (void)fprintf(to, "%s  %s\n", i == 0 ? "\n" : "", _(c->help[i]));
}

static int unknown(const struct command *const rooms[], const char *name)
{
    (void)fprintf(stderr, _("pingyi: there is no command '%s'. There are:\n"),
                  name);
    list_commands(stderr, rooms);
    return EXIT_USAGE;
}

/* Take -C, --json and --quiet out of argv, wherever they stand before "--".
 * Returns false after a usage message. */
static bool take_general(struct cli *cli, int argc, char **argv)
{
    int kept = 0;
    bool ended = false;
    for (int i = 1; i < argc; i++) {
        if (!ended && strcmp(argv[i], "-C") == 0) {
            if (++i == argc) {
                (void)fprintf(stderr, "pingyi: %s\n",
                              _("-C needs a workspace folder"));
                return false;
            }
            cli->workspace = argv[i];
        } else if (!ended && strcmp(argv[i], "--json") == 0) {
            cli->json = true;
        } else if (!ended && strcmp(argv[i], "--quiet") == 0) {
            cli->quiet = true;
        } else {
            ended = ended || strcmp(argv[i], "--") == 0;
            cli->argv[kept++] = argv[i];
        }
    }
    cli->argc = kept;
    return true;
}

static int dispatch(struct cli *cli, const struct command *const rooms[])
{
    if (cli->argc == 0) {
        help_all(stderr, rooms);
        return EXIT_USAGE;
    }
    const char *name = cli->argv[0];
    if (strcmp(name, "--version") == 0) {
        (void)printf("pingyi %s\n", VERSION);
        return EXIT_DONE;
    }
    bool help = strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 ||
                strcmp(name, "-h") == 0;
    if (help && cli->argc == 1) {
        help_all(stdout, rooms);
        return EXIT_DONE;
    }
    const struct command *c = find(rooms, help ? cli->argv[1] : name);
    if (c == NULL)
        return unknown(rooms, help ? cli->argv[1] : name);
    for (int i = 1; i < cli->argc; i++)
        help = help || strcmp(cli->argv[i], "--help") == 0;
    if (help) {
        help_one(stdout, c);
        return EXIT_DONE;
    }
    cli->argc--;
    cli->argv++;
    return c->run(cli);
}

int cli_main(int argc, char **argv, const struct command *const rooms[],
             const struct web_room *const web[])
{
    (void)signal(SIGPIPE, SIG_IGN);
    file_share_init();
    i18n_init(file_share_dir());
    char **words = mem_alloc((size_t)argc + 1, sizeof *words);
    if (words == NULL)
        return EXIT_FAILED;
    struct cli cli = {.workspace = ".", .argv = words, .web = web};
    int code = take_general(&cli, argc, argv) ? dispatch(&cli, rooms)
                                              : EXIT_USAGE;
    free(words);
    return code;
}
