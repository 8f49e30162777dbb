/* tests/fuzz/door.h - put bytes into a file and read it through the image
 * doors.  Shared by the fuzzers of single formats; each sees to it that its
 * bytes begin like its format, or half of what it tries would test nothing
 * but the magic numbers. */
#ifndef TESTS_FUZZ_DOOR_H
#define TESTS_FUZZ_DOOR_H

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "omr/image.h"
#include "omr/sample.h"

enum { PAGES_TRIED = 4 };

/* What fontconfig and poppler keep to the end of the process is theirs;
 * test_pdf.c sees to it that memory stays flat over many pages. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpoppler\nleak:libstdc++\n"
           "leak:cairo_surface_observer_add\n";
}

/* Every pixel must be there: a read past the buffer is caught. */
static inline unsigned door_sum(const struct image *image)
{
    unsigned total = 0;
    assert(image->w > 0 && image->h > 0);
    for (int32_t y = 0; y < image->h; y++)
        for (int32_t x = 0; x < image->w; x++)
            total += (unsigned)pixel_at(image, x, y);
    return total;
}

/* Whatever is in the file, a page is decoded or refused with a sentence. */
static inline void door_read(const char *path)
{
    struct image_file *file = NULL;
    struct err err = ERR_INIT;
    if (image_file_open(path, &file, &err) != ERR_OK) {
        assert(file == NULL && err.text[0] != '\0');
        return;
    }
    size_t pages = image_file_pages(file);
    assert(pages > 0);
    for (size_t i = 0; i < pages && i < PAGES_TRIED; i++) {
        struct image image;
        err_clear(&err);
        if (image_file_page(file, i, &image, &err) == ERR_OK)
            (void)door_sum(&image);
        else
            assert(image.pixels == NULL && err.text[0] != '\0');
        image_deinit(&image);
    }
    image_file_close(file);
}

static inline void door_try(const unsigned char *bytes, size_t n)
{
    static char path[64];
    if (path[0] == '\0')
        (void)snprintf(path, sizeof path, "/dev/shm/pingyi-fuzz-%ld",
                       (long)getpid());
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        return;
    size_t written = n > 0 ? fwrite(bytes, 1, n, f) : 0;
    if (fclose(f) == 0 && written == n)
        door_read(path);
    (void)unlink(path);
}

/* The same with the first bytes replaced by `magic`. */
static inline void door_try_as(const unsigned char *data, size_t n,
                               const char *magic, size_t magic_n)
{
    unsigned char *bytes = malloc(n + magic_n);
    if (bytes == NULL)
        return;
    if (n > 0)
        memcpy(bytes, data, n);
    memcpy(bytes, magic, magic_n);
    door_try(bytes, n > magic_n ? n : magic_n);
    free(bytes);
}

#endif
