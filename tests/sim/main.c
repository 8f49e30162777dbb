/* pysim - the scanner simulator: draws people's marks on printed sheets and
 * scans them, with the truth beside the pictures.  docs/reading.md#simulator.
 *
 * An independent judge: it shares no code with the reader or the layout, only
 * small things of engine/base, and looks at the print through poppler.
 */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/num.h"
#include "tests/sim/contact.h"
#include "tests/sim/odd.h"
#include "tests/sim/score.h"
#include "tests/sim/simulate.h"

static const char usage[] =
    "pysim scan --layout L.json --print P.json --out DIR [--base DIR]\n"
    "           [--seed N] [--profile office|inspec|rough|outspec|mixed] [--with "
    "NAME=LEVEL]…\n"
    "           [--format png|jpeg|tiff] [--dpi N] [--bilevel | --grey]\n"
    "           [--first N] [--count N] [--pick LIST] [--per-file N] "
    "[--drop-side N]\n"
    "           [--blank-back] [--prefix TEXT] [--truth T.jsonl]\n"
    "           [--effort N] [--quality N]\n"
    "           [--page-dpi N] [--jobs N] [--multi N]\n"
    "pysim score --truth T.jsonl (--read R.jsonl |\n"
    "           --scan S.json --reviews R.json --answers A.jsonl)\n"
    "           [--layout L.json] [--worst OUT.tsv] [--json]\n"
    "pysim marks OUT.png [--seed N] [--rough]\n"
    "pysim odd blank|letter|table|black OUT.png [--seed N] [--dpi N]\n"
    "           [--bilevel]\n"
    "pysim bound K N\n"
    "pysim conditions\n";

static int misused(const char *what)
{
    fprintf(stderr, "pysim: %s\n%s", what, usage);
    return 2;
}

/* What an option sets: a text, a whole number, or one of a few words. */
struct option {
    const char *name;
    const char **text;
    int64_t *number;
    bool *flag;
};

/* Take one option off argv at *i; 0 fine, 1 unknown, 2 bad value. */
static int take(const struct option *options, size_t n, int argc, char **argv,
                int *i)
{
    for (size_t k = 0; k < n; k++) {
        if (strcmp(options[k].name, argv[*i]) != 0) {
            continue;
        }
        if (options[k].flag) {
            *options[k].flag = true;
            return 0;
        }
        if (++*i >= argc) {
            return 2;
        }
        if (options[k].text) {
            *options[k].text = argv[*i];
            return 0;
        }
        return num_parse_int(argv[*i], 0, INT32_MAX, options[k].number) ? 0 : 2;
    }
    return 1;
}

static bool add_condition(struct simulation *sim, char *text)
{
    char *equals = strchr(text, '=');
    int64_t level = 1;
    if (sim->condition_count == CONDITIONS_MAX ||
        (equals && !num_parse_int(equals + 1, 1, LEVEL_MAX, &level))) {
        return false;
    }
    if (equals) {
        *equals = '\0';
    }
    sim->conditions[sim->condition_count].name = text;
    sim->conditions[sim->condition_count++].level = (int)level;
    return true;
}

static int finish(enum err_code code, const struct err *err)
{
    if (code != ERR_OK) {
        fprintf(stderr, "pysim: %s\n", err->text);
    }
    return code == ERR_OK ? 0 : 1;
}

static int run_scan(int argc, char **argv)
{
    struct simulation sim = {.profile = "office", .bilevel = -1};
    int64_t seed = 1, dpi = 0, first = 0, count = 0, per_file = 0, drop = 0,
            effort = 0, quality = 0, page_dpi = 300, jobs = 1, multi = 2;
    bool bilevel = false, grey = false;
    const struct option options[] = {
        {"--layout", &sim.layout, NULL, NULL},
        {"--print", &sim.printed, NULL, NULL},
        {"--base", &sim.base, NULL, NULL},
        {"--out", &sim.out, NULL, NULL},
        {"--truth", &sim.truth, NULL, NULL},
        {"--pick", &sim.pick, NULL, NULL},
        {"--profile", &sim.profile, NULL, NULL},
        {"--format", &sim.format, NULL, NULL},
        {"--prefix", &sim.prefix, NULL, NULL},
        {"--seed", NULL, &seed, NULL},
        {"--dpi", NULL, &dpi, NULL},
        {"--first", NULL, &first, NULL},
        {"--count", NULL, &count, NULL},
        {"--per-file", NULL, &per_file, NULL},
        {"--drop-side", NULL, &drop, NULL},
        {"--effort", NULL, &effort, NULL},
        {"--quality", NULL, &quality, NULL},
        {"--page-dpi", NULL, &page_dpi, NULL},
        {"--jobs", NULL, &jobs, NULL},
        {"--multi", NULL, &multi, NULL},
        {"--bilevel", NULL, NULL, &bilevel},
        {"--grey", NULL, NULL, &grey},
        {"--blank-back", NULL, NULL, &sim.blank_back},
    };
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "--with") == 0) {
            if (++i >= argc || !add_condition(&sim, argv[i])) {
                return misused("--with takes NAME=1..3");
            }
        } else if (take(options, sizeof options / sizeof *options, argc, argv,
                        &i) != 0) {
            return misused("unknown option or bad value");
        }
    }
    if (!sim.layout || !sim.printed || !sim.out || page_dpi < 100 ||
        page_dpi > 600 || jobs < 1 || jobs > 64 || (jobs > 1 && per_file)) {
        return misused("scan needs --layout, --print and --out; "
                       "--jobs does not go with --per-file");
    }
    sim.seed = (uint64_t)seed;
    sim.dpi = (double)dpi;
    sim.first = (size_t)first;
    sim.count = (size_t)count;
    sim.per_file = (size_t)per_file;
    sim.drop_side = (int)drop;
    sim.effort = (int)effort;
    sim.quality = (int)quality;
    sim.page_dpi = (double)page_dpi;
    sim.jobs = (int)jobs;
    sim.multi_max = (int)multi;
    sim.bilevel = bilevel ? 1 : grey ? 0 : -1;
    struct err err = ERR_INIT;
    return finish(simulate(&sim, &err), &err);
}

static int run_marks(int argc, char **argv)
{
    int64_t seed = 1;
    bool rough = false;
    const struct option options[] = {
        {"--seed", NULL, &seed, NULL},
        {"--rough", NULL, NULL, &rough},
    };
    for (int i = 3; i < argc; i++) {
        if (take(options, 2, argc, argv, &i) != 0) {
            return misused("unknown option or bad value");
        }
    }
    struct err err = ERR_INIT;
    return argc < 3
               ? misused("marks needs a file to write")
               : finish(contact_sheet(argv[2], (uint64_t)seed, rough, &err),
                        &err);
}

static int run_odd(int argc, char **argv)
{
    int64_t seed = 1, dpi = 200;
    bool bilevel = false;
    const struct option options[] = {
        {"--seed", NULL, &seed, NULL},
        {"--dpi", NULL, &dpi, NULL},
        {"--bilevel", NULL, NULL, &bilevel},
    };
    for (int i = 4; i < argc; i++) {
        if (take(options, 3, argc, argv, &i) != 0) {
            return misused("unknown option or bad value");
        }
    }
    struct err err = ERR_INIT;
    return argc < 4 ? misused("odd needs a kind and a file to write")
                    : finish(odd_page(argv[2], (uint64_t)seed, (double)dpi,
                                      bilevel, argv[3], &err),
                             &err);
}

static int run_score(int argc, char **argv)
{
    struct scoring scoring = {0};
    const struct option options[] = {
        {"--truth", &scoring.truth, NULL, NULL},
        {"--read", &scoring.read, NULL, NULL},
        {"--scan", &scoring.scan, NULL, NULL},
        {"--reviews", &scoring.reviews, NULL, NULL},
        {"--answers", &scoring.answers, NULL, NULL},
        {"--layout", &scoring.layout, NULL, NULL},
        {"--worst", &scoring.worst, NULL, NULL},
        {"--json", NULL, NULL, &scoring.json},
    };
    for (int i = 2; i < argc; i++) {
        if (take(options, sizeof options / sizeof *options, argc, argv, &i)) {
            return misused("unknown option or bad value");
        }
    }
    bool program = scoring.scan && scoring.reviews && scoring.answers;
    if (!scoring.truth || program == (scoring.read != NULL)) {
        return misused("score needs --truth, and --read or the other three");
    }
    struct err err = ERR_INIT;
    return finish(score(&scoring, &err), &err);
}

/* The exact upper bound for K in N, so that a test can see it is exact. */
static int run_bound(int argc, char **argv)
{
    int64_t k, n;
    if (argc != 4 || !num_parse_int(argv[2], 0, INT32_MAX, &k) ||
        !num_parse_int(argv[3], 1, INT32_MAX, &n)) {
        return misused("bound takes two numbers");
    }
    printf("%.9f\n", score_upper((long)k, (long)n));
    return 0;
}

int main(int argc, char **argv)
{
    const char *command = argc > 1 ? argv[1] : "";
    /* Pictures come and go by the page; keep their memory instead of having
     * the kernel clear it anew each time (a fifth of the time). */
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 28);
    (void)mallopt(M_TRIM_THRESHOLD, 1 << 28);
    if (strcmp(command, "scan") == 0) {
        return run_scan(argc, argv);
    }
    if (strcmp(command, "marks") == 0) {
        return run_marks(argc, argv);
    }
    if (strcmp(command, "score") == 0) {
        return run_score(argc, argv);
    }
    if (strcmp(command, "odd") == 0) {
        return run_odd(argc, argv);
    }
    if (strcmp(command, "bound") == 0) {
        return run_bound(argc, argv);
    }
    if (strcmp(command, "conditions") == 0) {
        for (size_t i = 0; i < condition_count(); i++) {
            puts(condition_name(i));
        }
        return 0;
    }
    return misused("no such command");
}
