/* tests/fuzz/fuzz_image.c - the image doors on any bytes: whatever is in a
 * file, a page is decoded or refused with a sentence.  `make fuzz` builds it
 * with clang; without clang, tests/omr/test_image_fuzz.c replays the corpus
 * and changes of it in `make check`.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "omr/image.h"
#include "omr/sample.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

enum { PAGES_TRIED = 4 };

/* Every pixel must be there: a read past the buffer is caught. */
static unsigned sum(const struct image *image)
{
    unsigned total = 0;
    assert(image->w > 0 && image->h > 0);
    for (int32_t y = 0; y < image->h; y++)
        for (int32_t x = 0; x < image->w; x++)
            total += (unsigned)pixel_at(image, x, y);
    return total;
}

static void read_all(const char *path)
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
            (void)sum(&image);
        else
            assert(image.pixels == NULL && err.text[0] != '\0');
        image_deinit(&image);
    }
    image_file_close(file);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    static char path[64];
    if (path[0] == '\0')
        (void)snprintf(path, sizeof path, "/dev/shm/pingyi-fuzz-image-%ld",
                       (long)getpid());
    FILE *f = fopen(path, "wb");
    if (f == NULL)
        return 0;
    size_t written = n > 0 ? fwrite(data, 1, n, f) : 0;
    if (fclose(f) == 0 && written == n)
        read_all(path);
    (void)unlink(path);
    return 0;
}
