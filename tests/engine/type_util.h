/* tests/engine/type_util.h - what the tests of engine/type share. */
#ifndef TESTS_TYPE_UTIL_H
#define TESTS_TYPE_UTIL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/mem.h"
#include "engine/base/units.h"
#include "engine/base/utf8.h"
#include "engine/type/para.h"

static inline struct pdf *new_pdf(void)
{
    struct pdf *pdf = NULL;
    struct err err = ERR_INIT;
    struct pdf_info info = {.title = "测试"};
    if (pdf_new(&info, &pdf, &err) != ERR_OK)
        fail_msg("%s", err.text);
    return pdf;
}

static inline void save_pdf(struct pdf *pdf, const char *path)
{
    struct err err = ERR_INIT;
    if (pdf_save(pdf, path, &err) != ERR_OK)
        fail_msg("%s", err.text);
}

/* A new folder in /tmp, its name static. */
static inline const char *temp_dir(void)
{
    static char dir[64];
    snprintf(dir, sizeof dir, "/tmp/pingyi-type-XXXXXX");
    assert_non_null(mkdtemp(dir));
    return dir;
}

static inline char *in_dir(const char *dir, const char *name)
{
    static char path[4][256];
    static int turn;
    turn = (turn + 1) % 4;
    snprintf(path[turn], sizeof path[0], "%s/%s", dir, name);
    return path[turn];
}

static inline void remove_dir(const char *dir)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", dir);
    assert_int_equal(system(command), 0);
}

/* Output of a shell command, malloc'd; *n bytes. The command must succeed. */
static inline char *output_of(const char *command, size_t *n)
{
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t room = 1 << 16, have = 0;
    char *out = malloc(room);
    for (;;) {
        have += fread(out + have, 1, room - have - 1, pipe);
        if (have < room - 1)
            break;
        out = realloc(out, room *= 2);
    }
    out[have] = '\0';
    if (pclose(pipe) != 0)
        fail_msg("failed: %s", command);
    if (n != NULL)
        *n = have;
    return out;
}

/* A grey raster of one page, from poppler. */
struct raster {
    int w, h;
    unsigned char *grey, *all;
};

static inline struct raster raster_of(const char *pdf, int page, int dpi)
{
    char command[512];
    snprintf(command, sizeof command,
             "pdftoppm -q -gray -r %d -f %d -l %d '%s'", dpi, page, page,
             pdf);
    struct raster r;
    size_t n;
    int max, at = 0;
    r.all = (unsigned char *)output_of(command, &n);
    assert_int_equal(sscanf((char *)r.all, "P5 %d %d %d%n", &r.w, &r.h, &max,
                            &at), 3);
    r.grey = r.all + at + 1;
    assert_int_equal((size_t)(r.w * r.h) + (size_t)at + 1, n);
    return r;
}

#endif
