/* speed - reading against merely decoding, one process, files on disk.
 *
 *     speed WORKSPACE NAME DIR
 *
 * Every file is decoded and read in turn, three times over; the best time of
 * each counts, so that a disturbed moment does not.  Processor time, not the
 * clock.  One JSON line: pages, ms a page for both, their ratio, pages/s.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/base/file.h"
#include "engine/base/limits.h"
#include "engine/store/store.h"
#include "omr/batch/survey.h"
#include "omr/image.h"
#include "omr/reader.h"
#include "tests/bench/decode.h"

enum { ROUNDS = 3 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static bool read_file(struct reader *reader, const char *path, size_t *read)
{
    struct image_file *file = NULL;
    bool ok = image_file_open(path, &file, NULL) == ERR_OK;
    *read = 0;
    for (size_t i = 0; ok && i < image_file_pages(file); i++) {
        struct image image = {0};
        struct page_scan page = {0};
        ok = image_file_page(file, i, &image, NULL) == ERR_OK &&
             reader_page(reader, &image, &page, NULL) == ERR_OK;
        *read += ok && page.outcome == PAGE_READ;
        image_deinit(&image);
    }
    image_file_close(file);
    return ok;
}

struct sums {
    size_t pages, read;
    double decode_ms, read_ms;
};

static bool time_file(struct reader *reader, const char *path,
                      struct sums *sums)
{
    double decode = 1e9, whole = 1e9;
    size_t pages = 0, read = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double a = now_ms();
        if (!decode_file(path, &pages)) {
            return false;
        }
        double b = now_ms();
        if (!read_file(reader, path, &read)) {
            return false;
        }
        double c = now_ms();
        decode = b - a < decode ? b - a : decode;
        whole = c - b < whole ? c - b : whole;
    }
    sums->pages += pages;
    sums->read += read;
    sums->decode_ms += decode;
    sums->read_ms += whole;
    return true;
}

static int run(struct reader *reader, const char *name, const char *dir)
{
    char **files = NULL;
    size_t n = 0;
    struct err err = ERR_INIT;
    struct sums sums = {0};
    bool ok = file_list(dir, LIMIT_FILES_PER_SCAN, &files, &n, &err) == ERR_OK;
    for (size_t i = 0; ok && i < n; i++) {
        const char *dot = strrchr(files[i], '.');
        if (dot && strncmp(dot, ".json", 5) != 0) {
            ok = time_file(reader, files[i], &sums);
        }
    }
    file_list_free(files, n);
    if (!ok || sums.pages == 0) {
        fprintf(stderr, "speed: %s\n",
                err.text[0] ? err.text : "nothing to read");
        return 1;
    }
    double pages = (double)sums.pages;
    printf("{\"name\":\"%s\",\"pages\":%zu,\"read\":%zu,\"decode_ms\":%.2f,"
           "\"read_ms\":%.2f,\"ratio\":%.2f,\"pages_per_s\":%.1f}\n",
           name, sums.pages, sums.read, sums.decode_ms / pages,
           sums.read_ms / pages, sums.read_ms / sums.decode_ms,
           1000.0 * pages / sums.read_ms);
    return 0;
}

int main(int argc, char **argv)
{
    struct err err = ERR_INIT;
    struct store *store = NULL;
    struct reader_survey *survey = NULL;
    struct reader *reader = NULL;
    int exit_code = 1;
    if (argc != 4) {
        fprintf(stderr, "speed WORKSPACE NAME DIR\n");
        return 2;
    }
    if (store_open(argv[1], &store, &err) != ERR_OK ||
        reader_survey_load(store, &survey, &err) != ERR_OK ||
        reader_new(survey, &reader, &err) != ERR_OK) {
        fprintf(stderr, "speed: %s\n", err.text);
    } else {
        exit_code = run(reader, argv[2], argv[3]);
    }
    reader_free(reader);
    reader_survey_free(survey);
    store_close(store);
    return exit_code;
}
