/* speed - reading against merely decoding, files on disk.
 *
 *     speed WORKSPACE ratio NAME DIR       one process: the ratio, the stages
 *     speed WORKSPACE processes N DIR      N processes against one, by the clock:
 *                                          reading, decoding alone, counting
 *     speed WORKSPACE memory PAGES DIR…    one process, so many pages: its peak
 *     speed WORKSPACE once DIR             one process, each file once: peak, ms
 *
 * One JSON line each.  "Reading" is all a worker does with a page before it
 * tells the coordinator: open, decode, find, measure, judge, and the hash of
 * the pixels.  Ratio: every file is decoded alone and read in turn, ROUNDS
 * times over, in processor time; minimum and median of both are added up over
 * the files, so that neither side gains from a disturbed moment.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/store/store.h"
#include "omr/batch/survey.h"
#include "omr/image.h"
#include "omr/reader.h"
#include "tests/bench/decode.h"

enum {
    ROUNDS = 7,
    RACE_ROUNDS = 3,
    ATTEMPTS = 15,
    COUNT_STEPS = 6000000,
    WARM_PAGES = 1000
};

enum part { /* of a page's time */
    PLAIN,    /* the library alone */
    READ,     /* everything */
    DECODE,   /* our decoding: with READ, the next three and what is left */
    HASH,
    SMALL,    /* the small page: paper, ink, dark */
    FRAME,    /* marks found, measured, fitted */
    PARTS
};

static double now_ms(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double cpu_ms(void)
{
    return now_ms(CLOCK_PROCESS_CPUTIME_ID);
}

/* ---- the files ---- */

struct files {
    char **paths;
    size_t n;
};

/* Without the truths that lie beside the pictures. */
static bool list(const char *dir, struct files *files)
{
    struct err err = ERR_INIT;
    if (file_list(dir, LIMIT_FILES_PER_SCAN, &files->paths, &files->n, &err) !=
        ERR_OK) {
        fprintf(stderr, "speed: %s\n", err.text);
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < files->n; i++) {
        const char *dot = strrchr(files->paths[i], '.');
        if (dot && strncmp(dot, ".json", 5) != 0) {
            char *path = files->paths[i];
            files->paths[i] = files->paths[kept];
            files->paths[kept++] = path;
        }
    }
    for (size_t i = kept; i < files->n; i++) {
        free(files->paths[i]);
    }
    files->n = kept;
    return kept > 0;
}

/* ---- reading ---- */

struct bench {
    const struct reader_survey *survey;
    struct reader *reader;
    struct levels levels; /* of the stages timed by themselves */
    struct blobs blobs;
    struct piece_room *room;
};

static const struct layout_page *frame_of(const struct reader_survey *survey)
{
    for (size_t i = 0; i < survey->form_count; i++) {
        if (survey->forms[i].numbered) {
            return &survey->forms[i].numbered->pages[0];
        }
    }
    return NULL;
}

/* What a worker does with a file, and where its time goes. */
static bool read_file(struct bench *b, const char *path, size_t *read,
                      double ms[PARTS])
{
    struct image_file *file = NULL;
    double start = cpu_ms();
    bool ok = image_file_open(path, &file, NULL) == ERR_OK;
    *read = 0;
    for (size_t i = 0; ok && i < image_file_pages(file); i++) {
        struct image image = {0};
        struct page_scan page = {0};
        double t = cpu_ms();
        ok = image_file_page(file, i, &image, NULL) == ERR_OK;
        ms[DECODE] += cpu_ms() - t;
        ok = ok && reader_page(b->reader, &image, &page, NULL) == ERR_OK;
        t = cpu_ms();
        if (ok) {
            image_hash(&image, page.image_hash);
        }
        ms[HASH] += cpu_ms() - t;
        *read += ok && page.outcome == PAGE_READ;
        image_deinit(&image);
    }
    image_file_close(file);
    ms[READ] += cpu_ms() - start;
    return ok;
}

/* The first two stages again, by themselves. */
static bool time_stages(struct bench *b, const char *path, double ms[PARTS])
{
    const struct layout_page *frame = frame_of(b->survey);
    struct image_file *file = NULL;
    bool ok = frame && image_file_open(path, &file, NULL) == ERR_OK;
    for (size_t i = 0; ok && i < image_file_pages(file); i++) {
        struct image image = {0};
        struct registration r;
        ok = image_file_page(file, i, &image, NULL) == ERR_OK;
        double t = cpu_ms();
        ok = ok && levels_build(&b->levels, &image, NULL) == ERR_OK;
        double u = cpu_ms();
        ok = ok && register_page(&image, &b->levels, &b->blobs, b->room, frame,
                                 &r, NULL) == ERR_OK;
        ms[SMALL] += u - t;
        ms[FRAME] += cpu_ms() - u;
        image_deinit(&image);
    }
    image_file_close(file);
    return ok;
}

/* ---- the ratio ---- */

struct sums {
    size_t pages, read;
    double least[PARTS], middle[PARTS];
};

static int by_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool time_file(struct bench *b, const char *path, struct sums *sums)
{
    double ms[PARTS][ROUNDS];
    size_t pages = 0, read = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double once[PARTS] = {0};
        double t = cpu_ms();
        if (!decode_file(path, &pages)) {
            return false;
        }
        once[PLAIN] = cpu_ms() - t;
        if (!read_file(b, path, &read, once) ||
            !time_stages(b, path, once)) {
            return false;
        }
        for (int k = 0; k < PARTS; k++) {
            ms[k][round] = once[k];
        }
    }
    for (int k = 0; k < PARTS; k++) {
        qsort(ms[k], ROUNDS, sizeof ms[k][0], by_double);
        sums->least[k] += ms[k][0];
        sums->middle[k] += ms[k][ROUNDS / 2];
    }
    sums->pages += pages;
    sums->read += read;
    return true;
}

static int ratio(struct bench *b, const char *name, const char *dir)
{
    struct files files = {0};
    struct sums s = {0};
    bool ok = list(dir, &files);
    for (size_t i = 0; ok && i < files.n; i++) {
        ok = time_file(b, files.paths[i], &s);
    }
    file_list_free(files.paths, files.n);
    if (!ok || s.pages == 0) {
        fprintf(stderr, "speed: nothing to read in %s\n", dir);
        return 1;
    }
    double n = (double)s.pages;
    double rest = s.middle[READ] - s.middle[DECODE] - s.middle[HASH] -
                  s.middle[SMALL] - s.middle[FRAME];
    printf("{\"name\":\"%s\",\"pages\":%zu,\"read\":%zu,"
           "\"decode_ms\":%.2f,\"decode_median_ms\":%.2f,"
           "\"read_ms\":%.2f,\"read_median_ms\":%.2f,"
           "\"ratio\":%.2f,\"ratio_median\":%.2f,\"pages_per_s\":%.1f,"
           "\"stages_ms\":{\"decode\":%.2f,\"small\":%.2f,\"frame\":%.2f,"
           "\"codes_boxes\":%.2f,\"hash\":%.2f}}\n",
           name, s.pages, s.read, s.least[PLAIN] / n, s.middle[PLAIN] / n,
           s.least[READ] / n, s.middle[READ] / n, s.least[READ] / s.least[PLAIN],
           s.middle[READ] / s.middle[PLAIN], 1000 * n / s.least[READ],
           s.middle[DECODE] / n, s.middle[SMALL] / n, s.middle[FRAME] / n,
           rest / n, s.middle[HASH] / n);
    return 0;
}

/* ---- several processes ---- */

enum task { TASK_READ, TASK_DECODE, TASK_COUNT, TASKS };
static const char *const TASK_NAMES[TASKS] = {"read", "decode", "count"};

/* About a page's worth of arithmetic on registers alone: two processes of it
 * share nothing but the processor, so what they gain is all there is to gain. */
static bool count(void)
{
    volatile uint64_t seed = 0x9e3779b97f4a7c15u;
    uint64_t x = seed;
    for (int i = 0; i < COUNT_STEPS; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    seed = x;
    return seed != 0;
}

static bool do_task(struct bench *b, enum task task, const char *path)
{
    double ms[PARTS] = {0};
    size_t pages;
    switch (task) {
    case TASK_READ:
        return read_file(b, path, &pages, ms);
    case TASK_DECODE:
        return decode_file(path, &pages);
    default:
        return count();
    }
}

/* Everything once, say so, wait for the start, then for good. */
static void work(struct bench *b, enum task task, const struct files *files,
                 int ready, int start)
{
    char go = 1;
    bool ok = true;
    for (int round = 0; round <= RACE_ROUNDS; round++) {
        for (size_t i = 0; ok && i < files->n; i++) {
            ok = do_task(b, task, files->paths[i]);
        }
        if (round == 0 &&
            (write(ready, &go, 1) != 1 || read(start, &go, 1) != 1)) {
            ok = false;
        }
    }
    _exit(ok ? 0 : 1);
}

/* Milliseconds from the start until all of `n` processes are done, each with
 * the same work; negative when one failed. */
static double race(struct bench *b, enum task task, const struct files *files,
                   int n)
{
    int ready[2], start[2];
    char seen;
    bool ok = pipe(ready) == 0 && pipe(start) == 0;
    for (int i = 0; ok && i < n; i++) {
        pid_t child = fork();
        if (child == 0) {
            work(b, task, files, ready[1], start[0]);
        }
        ok = child > 0;
    }
    for (int i = 0; ok && i < n; i++) {
        ok = read(ready[0], &seen, 1) == 1;
    }
    double t = now_ms(CLOCK_MONOTONIC);
    for (int i = 0; ok && i < n; i++) {
        ok = write(start[1], "g", 1) == 1;
    }
    for (int i = 0; i < n; i++) {
        int status = 1;
        ok = wait(&status) > 0 && status == 0 && ok;
    }
    t = now_ms(CLOCK_MONOTONIC) - t;
    close(ready[0]);
    close(ready[1]);
    close(start[0]);
    close(start[1]);
    return ok ? t : -1;
}

/* Each attempt races one process and at once `n`, of every task in turn, so
 * that a disturbed moment meets both; the middle of the attempts counts. */
static int processes(struct bench *b, int n, const char *dir)
{
    struct files files = {0};
    double gain[TASKS][ATTEMPTS];
    bool ok = list(dir, &files);
    for (int i = 0; ok && i < ATTEMPTS; i++) {
        for (int t = 0; ok && t < TASKS; t++) {
            double one = race(b, (enum task)t, &files, 1);
            double all = race(b, (enum task)t, &files, n);
            ok = one > 0 && all > 0;
            gain[t][i] = n * one / all;
        }
    }
    file_list_free(files.paths, files.n);
    if (!ok) {
        fprintf(stderr, "speed: a process failed\n");
        return 1;
    }
    printf("{\"processes\":%d", n);
    for (int t = 0; t < TASKS; t++) {
        qsort(gain[t], ATTEMPTS, sizeof gain[t][0], by_double);
        printf(",\"%s\":{\"least\":%.2f,\"median\":%.2f,\"most\":%.2f}",
               TASK_NAMES[t], gain[t][0], gain[t][ATTEMPTS / 2],
               gain[t][ATTEMPTS - 1]);
    }
    printf("}\n");
    return 0;
}

/* ---- memory ---- */

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

/* Page i comes from folder i of the given ones, round and round. */
static int memory(struct bench *b, size_t pages, int dirs, char **names)
{
    struct files *files = calloc((size_t)dirs, sizeof *files);
    size_t done = 0;
    double warm = 0;
    bool ok = files != NULL;
    for (int i = 0; ok && i < dirs; i++) {
        ok = list(names[i], &files[i]);
    }
    for (size_t i = 0; ok && i < pages; i++) {
        const struct files *from = &files[i % (size_t)dirs];
        double ms[PARTS] = {0};
        size_t read;
        ok = read_file(b, from->paths[i / (size_t)dirs % from->n], &read, ms);
        done += read;
        if (i + 1 == WARM_PAGES) {
            warm = peak_mb();
        }
    }
    for (int i = 0; files && i < dirs; i++) {
        file_list_free(files[i].paths, files[i].n);
    }
    free(files);
    if (!ok) {
        fprintf(stderr, "speed: a page failed\n");
        return 1;
    }
    printf("{\"pages\":%zu,\"read\":%zu,\"warm_mb\":%.1f,\"peak_mb\":%.1f}\n",
           pages, done, warm, peak_mb());
    return 0;
}

/* Every file once: what a page costs and the most memory that was held. */
static int once(struct bench *b, const char *dir)
{
    struct files files = {0};
    double ms[PARTS] = {0};
    size_t pages = 0, read = 0;
    bool ok = list(dir, &files);
    for (size_t i = 0; ok && i < files.n; i++) {
        size_t some;
        struct image_file *file = NULL;
        ok = image_file_open(files.paths[i], &file, NULL) == ERR_OK;
        pages += ok ? image_file_pages(file) : 0;
        image_file_close(file);
        ok = ok && read_file(b, files.paths[i], &some, ms);
        read += some;
    }
    file_list_free(files.paths, files.n);
    if (!ok || pages == 0) {
        fprintf(stderr, "speed: a page failed\n");
        return 1;
    }
    printf("{\"pages\":%zu,\"read\":%zu,\"read_ms\":%.1f,"
           "\"decode_ms\":%.1f,\"peak_mb\":%.1f}\n",
           pages, read, ms[READ] / (double)pages, ms[DECODE] / (double)pages,
           peak_mb());
    return 0;
}

/* ---- */

static int run(struct bench *b, int argc, char **argv)
{
    int64_t n = 0;
    if (argc == 5 && strcmp(argv[2], "ratio") == 0) {
        return ratio(b, argv[3], argv[4]);
    }
    if (argc == 5 && strcmp(argv[2], "processes") == 0 &&
        num_parse_int(argv[3], 1, 64, &n)) {
        return processes(b, (int)n, argv[4]);
    }
    if (argc >= 5 && strcmp(argv[2], "memory") == 0 &&
        num_parse_int(argv[3], WARM_PAGES, 10000000, &n)) {
        return memory(b, (size_t)n, argc - 4, argv + 4);
    }
    if (argc == 4 && strcmp(argv[2], "once") == 0) {
        return once(b, argv[3]);
    }
    fprintf(stderr, "speed WORKSPACE ratio NAME DIR | processes N DIR | "
                    "memory PAGES DIR… | once DIR\n");
    return 2;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct reader_survey *survey = NULL;
    struct bench bench = {0};
    int exit_code = 1;
    if (argc < 4) {
        return run(&bench, argc, argv);
    }
    if (store_open(argv[1], &store, &err) != ERR_OK ||
        reader_survey_load(store, &survey, &err) != ERR_OK ||
        reader_new(survey, &bench.reader, &err) != ERR_OK ||
        piece_room_new(&bench.room, &err) != ERR_OK) {
        fprintf(stderr, "speed: %s\n", err.text);
    } else {
        bench.survey = survey;
        exit_code = run(&bench, argc, argv);
    }
    levels_deinit(&bench.levels);
    blobs_deinit(&bench.blobs);
    piece_room_free(bench.room);
    reader_free(bench.reader);
    reader_survey_free(survey);
    store_close(store);
    return exit_code;
}
