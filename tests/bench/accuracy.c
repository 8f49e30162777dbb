/* accuracy - every condition of the simulator at every level, drawn in memory
 * and read at once.
 *
 *     accuracy WORKSPACE LAYOUT.json PRINT.json [--seed N] [--per N]
 *     accuracy --foreign SHEET … (names: acc_foreign.c)
 *              [--only NAME,NAME…] [--level N] [--profile WORD] [--jobs N]
 *              [--worst DIR] [--most N] [--json] [--groups]
 *              [--dump FILE]
 *
 * Sheets are the first printed ones, taken again and again with other people,
 * pens and scanners.  The figures depend on the seed and the counts only, not
 * on the number of processes.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "engine/store/store.h"
#include "omr/batch/survey.h"
#include "tests/bench/acc_foreign.h"
#include "tests/bench/acc_page.h"

enum { JOBS_MAX = 16, SHEETS_KEPT = 24, PIECE = 3 };
_Static_assert(SHEETS_KEPT % PIECE == 0, "a round is whole pieces");

struct plan {
    const char *workspace, *layout, *printed;
    int64_t seed, per, level, jobs, most;
    const char *only, *profile, *worst, *dump, *foreign;
    bool json, groups;
    struct page_cache cache;
    struct reader_survey *survey;
    struct acc_foreign sheet; /* with --foreign */
    char folder[64];
};

static const char *const profiles[] = {"office", "inspec", "rough", "outspec"};
enum { PROFILE_COUNT = sizeof profiles / sizeof *profiles };

static int fail(const char *text)
{
    fprintf(stderr, "accuracy: %s\n", text);
    return 1;
}

/* ---- one process's share of one condition ---- */

/* Rounds of the kept sheets: sheet number k of the run is sheet k modulo the
 * kept ones in round k / kept.  A job takes every jobs-th piece of a few
 * sheets.  Chance depends on the seed, the condition, the level and the round,
 * so no two conditions see the same people. */
static enum err_code run_share(const struct plan *plan, const char *profile,
                               const char *condition, int level, int job,
                               struct acc_figures *out, struct err *err)
{
    struct acc_reading r = {.survey = plan->survey,
                            .figures = out,
                            .name = condition ? condition : profile,
                            .level = level,
                            .folder = plan->folder,
                            .worst = plan->worst,
                            .worst_left = plan->most};
    enum err_code code = reader_new(plan->survey, &r.reader, err);
    if (plan->dump) { /* one file a process, or sheets would be torn apart */
        char path[512];
        snprintf(path, sizeof path, "%s.%d", plan->dump, job);
        r.dump = fopen(path, "ab");
    }
    char key[64];
    snprintf(key, sizeof key, "%s/%s/%d%s", profile,
             condition ? condition : "", level,
             plan->foreign ? plan->foreign : "");
    struct page_cache cache = plan->cache;
    r.since = acc_now();
    for (int64_t k = job; k * PIECE < plan->per && code == ERR_OK;
         k += plan->jobs) {
        int64_t left = plan->per - k * PIECE;
        int64_t round = k * PIECE / SHEETS_KEPT;
        struct rng rng = rng_at((uint64_t)plan->seed, key, (uint64_t)round, 0);
        struct simulation sim = {
            .layout = plan->layout,
            .printed = plan->printed,
            .base = NULL,
            .seed = rng_next(&rng),
            .profile = profile,
            .bilevel = -1,
            .page_dpi = 300,
            .first = (size_t)(k * PIECE % SHEETS_KEPT),
            .count = (size_t)(left < PIECE ? left : PIECE),
            .cache = &cache,
            .jobs = 1,
            .multi_max = 2,
            .bubbles = plan->sheet.bubbles,
            .take = acc_take,
            .take_ctx = &r,
        };
        if (condition) {
            sim.condition_count = 1;
            sim.conditions[0].name = condition;
            sim.conditions[0].level = level;
        }
        code = simulate(&sim, err);
    }
    acc_sheet_end(&r);
    if (r.dump) {
        fclose(r.dump);
    }
    reader_free(r.reader);
    return code;
}

/* ---- all processes ---- */

static void child(const struct plan *plan, const char *profile,
                  const char *condition, int level, int job, int fd)
{
    struct err err = ERR_INIT;
    struct acc_figures *f = mem_alloc(1, sizeof *f);
    if (f == NULL || run_share(plan, profile, condition, level, job, f,
                               &err) != ERR_OK) {
        _exit(fail(f ? err.text : "no memory"));
    }
    const char *bytes = (const char *)f;
    size_t n = sizeof *f;
    while (n > 0) {
        ssize_t put = write(fd, bytes, n);
        if (put <= 0) {
            _exit(1);
        }
        bytes += put;
        n -= (size_t)put;
    }
    _exit(0);
}

static bool gather(int fd, struct acc_figures *into)
{
    static struct acc_figures part;
    char *bytes = (char *)&part;
    size_t n = 0;
    ssize_t got;
    while (n < sizeof part &&
           (got = read(fd, bytes + n, sizeof part - n)) > 0) {
        n += (size_t)got;
    }
    if (n == sizeof part) {
        acc_merge(into, &part);
    }
    return n == sizeof part;
}

static bool run_all(const struct plan *plan, const char *profile,
                    const char *condition, int level, struct acc_figures *out)
{
    int fds[JOBS_MAX][2];
    pid_t pids[JOBS_MAX];
    bool ok = true;
    memset(out, 0, sizeof *out);
    fflush(NULL);
    for (int job = 0; job < plan->jobs; job++) {
        ok = pipe(fds[job]) == 0 && ok;
        pids[job] = ok ? fork() : -1;
        if (pids[job] == 0) {
            child(plan, profile, condition, level, job, fds[job][1]);
        }
        close(fds[job][1]);
    }
    for (int job = 0; job < plan->jobs; job++) {
        int status = 1;
        ok = gather(fds[job][0], out) && ok;
        close(fds[job][0]);
        ok = pids[job] > 0 && waitpid(pids[job], &status, 0) == pids[job] &&
             status == 0 && ok;
    }
    return ok;
}

static bool tell(const struct plan *plan, const char *profile,
                 const char *condition, int level, bool in_spec)
{
    static struct acc_figures f;
    const char *name = condition ? condition : profile;
    if (!run_all(plan, profile, condition, level, &f)) {
        return false;
    }
    if (plan->json) {
        acc_print_json(stdout, name, level, in_spec, &f);
        return true;
    }
    acc_print(stdout, name, level, &f);
    if (plan->groups) {
        acc_print_groups(stdout, &f);
        acc_print_bins(stdout, &f);
        printf("%.1f ms to draw a page, %.1f ms to read it\n",
               1e3 * f.draw_s / (double)(f.pages ? f.pages : 1),
               1e3 * f.read_s / (double)(f.pages ? f.pages : 1));
    }
    return true;
}

/* ---- the plan ---- */

static bool wanted(const struct plan *plan, const char *name)
{
    size_t n = strlen(name);
    for (const char *p = plan->only; p; p = strchr(p, ',')) {
        p += *p == ',';
        if (strncmp(p, name, n) == 0 && (p[n] == ',' || p[n] == '\0')) {
            return true;
        }
    }
    return plan->only == NULL;
}

static bool run_plan(const struct plan *plan)
{
    bool ok = true;
    if (!plan->json) {
        acc_print_head(stdout);
    }
    for (size_t i = 0; i < PROFILE_COUNT && ok; i++) {
        if (wanted(plan, profiles[i])) {
            ok = tell(plan, profiles[i], NULL, 0, i < 2);
        }
    }
    for (size_t i = 0; i < condition_count() && ok; i++) {
        for (int level = 1; level <= LEVEL_MAX && ok; level++) {
            if (wanted(plan, condition_name(i)) &&
                (plan->level == 0 || plan->level == level)) {
                ok = tell(plan, plan->profile, condition_name(i), level,
                          condition_in_spec(i, level));
            }
        }
    }
    return ok;
}

static bool options(int argc, char **argv, struct plan *plan)
{
    const struct {
        const char *name;
        const char **text;
        int64_t *number;
        bool *flag;
    } opts[] = {
        {"--seed", NULL, &plan->seed, NULL},
        {"--per", NULL, &plan->per, NULL},
        {"--level", NULL, &plan->level, NULL},
        {"--jobs", NULL, &plan->jobs, NULL},
        {"--most", NULL, &plan->most, NULL},
        {"--only", &plan->only, NULL, NULL},
        {"--profile", &plan->profile, NULL, NULL},
        {"--worst", &plan->worst, NULL, NULL},
        {"--dump", &plan->dump, NULL, NULL},
        {"--foreign", &plan->foreign, NULL, NULL},
        {"--json", NULL, NULL, &plan->json},
        {"--groups", NULL, NULL, &plan->groups},
    };
    const char **places[] = {&plan->workspace, &plan->layout, &plan->printed};
    size_t place = 0;
    for (int i = 1; i < argc; i++) {
        size_t k = 0;
        while (k < sizeof opts / sizeof *opts &&
               strcmp(argv[i], opts[k].name) != 0) {
            k++;
        }
        if (k == sizeof opts / sizeof *opts) {
            if (argv[i][0] == '-' || place == 3) {
                return false;
            }
            *places[place++] = argv[i];
        } else if (opts[k].flag) {
            *opts[k].flag = true;
        } else if (i + 1 == argc) {
            return false;
        } else if (opts[k].text) {
            *opts[k].text = argv[++i];
        } else if (!num_parse_int(argv[++i], 0, 1000000000, opts[k].number)) {
            return false;
        }
    }
    return place == (plan->foreign ? 0 : 3) && plan->jobs >= 1 && plan->jobs <= JOBS_MAX &&
           plan->per >= 1;
}

static enum err_code prepare_foreign(struct plan *plan, struct err *err)
{
    enum err_code code = acc_foreign_open(plan->foreign, plan->folder,
                                          SHEETS_KEPT, &plan->sheet, err);
    plan->layout = plan->sheet.layout;
    plan->printed = plan->sheet.printed;
    plan->survey = &plan->sheet.survey;
    plan->cache = plan->sheet.cache;
    return code;
}

static enum err_code prepare(struct plan *plan, struct store **store,
                             struct err *err)
{
    struct simulation sim = {.layout = plan->layout,
                             .printed = plan->printed,
                             .page_dpi = 300,
                             .multi_max = 2,
                             .count = SHEETS_KEPT,
                             .jobs = 1};
    snprintf(plan->folder, sizeof plan->folder, "/tmp/accuracy-XXXXXX");
    if (mkdtemp(plan->folder) == NULL) {
        return err_set(err, ERR_IO, 0, "no temporary folder");
    }
    enum err_code code =
        plan->worst ? file_make_dirs(plan->worst, err) : ERR_OK;
    if (code == ERR_OK && plan->foreign) {
        return prepare_foreign(plan, err);
    }
    if (code == ERR_OK) {
        code = store_open(plan->workspace, store, err);
    }
    if (code == ERR_OK) {
        code = reader_survey_load(*store, &plan->survey, err);
    }
    return code == ERR_OK ? simulate_draw(&sim, &plan->cache, err) : code;
}

int main(int argc, char **argv)
{
    struct plan plan = {.seed = 1, .per = 24, .jobs = 2, .most = 200,
                        .profile = "office"};
    struct store *store = NULL;
    struct err err = ERR_INIT;
    /* Pages come and go: keep their memory instead of having it cleared. */
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 28);
    (void)mallopt(M_TRIM_THRESHOLD, 1 << 28);
    if (!options(argc, argv, &plan)) {
        return fail("WORKSPACE LAYOUT.json PRINT.json [--seed N] [--per N] "
                    "[--only NAMES] [--level N] [--profile WORD] [--jobs N] "
                    "[--worst DIR] [--most N] [--json] [--groups] "
                    "[--dump FILE], or --foreign SHEET instead of the "
                    "three");
    }
    enum err_code code = prepare(&plan, &store, &err);
    bool ok = code == ERR_OK && run_plan(&plan);
    if (code != ERR_OK) {
        (void)fail(err.text);
    }
    if (plan.foreign) {
        acc_foreign_close(&plan.sheet);
    } else {
        page_cache_free(&plan.cache);
        reader_survey_free(plan.survey);
    }
    (void)rmdir(plan.folder);
    store_close(store);
    return ok ? 0 : 1;
}
