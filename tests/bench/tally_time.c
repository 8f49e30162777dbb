/* tally_time - how long a tally of a workspace takes, beside merely reading
 * the bytes it counts.
 *
 *     tally_time WORKSPACE RUNS COUNTS
 *
 * Prints JSON: the first tally (which packs what is not packed), the least of
 * RUNS more by the clock and in processor time, the least of reading all packed bytes from the store and adding
 * them up, the bytes, peak memory.  COUNTS gets lines "unit item answer n" with
 * answer 0 for blank, of units with sheets of their own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/tally/tally.h"

static double clock_ms(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double now_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

/* Of all threads: what the tally costs on a machine that is busy. */
static double cpu_ms(void)
{
    return clock_ms(CLOCK_PROCESS_CPUTIME_ID);
}

/* Of this program: getrusage() would count what the one that started it held
 * before. */
static long peak_kb(void)
{
    char line[256];
    long kb = -1;
    FILE *f = fopen("/proc/self/status", "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL)
        if (strncmp(line, "VmHWM:", 6) == 0)
            kb = strtol(line + 6, NULL, 10);
    if (f != NULL)
        (void)fclose(f);
    return kb;
}

static int fail(const struct err *err)
{
    (void)fprintf(stderr, "tally_time: %s\n", err->text);
    return 1;
}

struct bytes {
    size_t n;
    uint64_t sum;
};

static bool add_bytes(void *ctx, const struct packed_row *row)
{
    struct bytes *b = ctx;
    const unsigned char *p = row->bytes;
    for (size_t i = 0; i < row->n; i++)
        b->sum += p[i];
    b->n += row->n;
    return false;
}

static bool has_below(const struct units *units, size_t u)
{
    return u + 1 < units->count &&
           units->unit[u + 1].depth > units->unit[u].depth;
}

static bool write_counts(const struct tally *t, const char *path)
{
    FILE *f = fopen(path, "w");
    if (f == NULL)
        return false;
    for (size_t u = 0; u < t->unit_count; u++) {
        if (has_below(t->units, u))
            continue;
        for (size_t i = 0; i < t->q->item_count; i++) {
            const struct item_tally *it = &t->unit[u].items[i];
            size_t choices = t->q->items[i].scale->choice_count;
            if (it->blank > 0)
                (void)fprintf(f, "%s %zu 0 %lld\n", t->units->unit[u].code, i,
                              (long long)it->blank);
            for (size_t k = 0; k < choices; k++)
                if (it->counts[k] > 0)
                    (void)fprintf(f, "%s %zu %zu %lld\n",
                                  t->units->unit[u].code, i, k + 1,
                                  (long long)it->counts[k]);
        }
    }
    return fclose(f) == 0;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct tally *t = NULL;
    double first = 0, least = 1e30, least_cpu = 1e30, reading = 1e30;
    struct bytes b = {0, 0};
    if (argc != 4) {
        (void)fprintf(stderr, "tally_time WORKSPACE RUNS COUNTS\n");
        return 2;
    }
    long runs = strtol(argv[2], NULL, 10);
    if (store_open(argv[1], &store, &err) != ERR_OK)
        return fail(&err);
    for (long i = 0; i <= runs; i++) {
        double from = now_ms(), cpu = cpu_ms();
        tally_free(t);
        if (tally_run(store, &t, &err) != ERR_OK)
            return fail(&err);
        double took = now_ms() - from;
        cpu = cpu_ms() - cpu;
        if (i > 0 && cpu < least_cpu)
            least_cpu = cpu;
        if (i == 0)
            first = took;
        else if (took < least)
            least = took;
    }
    if (!write_counts(t, argv[3]))
        return 1;
    for (long i = 0; i < runs; i++) {
        double from = now_ms();
        b = (struct bytes){0, 0};
        if (store_packed(store, add_bytes, &b, &err) != ERR_OK)
            return fail(&err);
        double took = now_ms() - from;
        if (took < reading)
            reading = took;
    }
    (void)printf("{\"first_ms\":%.1f,\"tally_ms\":%.1f,\"cpu_ms\":%.1f,"
                 "\"reading_ms\":%.1f,"
                 "\"bytes\":%zu,\"sum\":%llu,\"responses\":%lld,"
                 "\"peak_kb\":%ld}\n",
                 first, least, least_cpu, reading, b.n, (unsigned long long)b.sum,
                 (long long)t->unit[0].valid, peak_kb());
    tally_free(t);
    store_close(store);
    return 0;
}
