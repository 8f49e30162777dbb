/* A printed sheet, rasterised by poppler, ticked, and ways to bend and paint
 * it: for the tests that read whole pages. */
#ifndef TESTS_OMR_PRINTED_SHEET_H
#define TESTS_OMR_PRINTED_SHEET_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "engine/base/file.h"
#include "engine/base/limits.h"
#include "omr/batch/survey.h"
#include "omr/box.h"
#include "omr/sample.h"

static char folder[64];
static struct store *store;
static struct reader_survey *survey;
static struct reader *reader;
static struct image sheet; /* side 1 at DPI, marked */
enum { DPI = 200 };

static inline void shell(const char *command)
{
    if (system(command) != 0)
        fail_msg("%s", command);
}

static inline void load_pgm(const char *path, struct image *out)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    *out = (struct image){.dpi = 0};
    assert_int_equal(fscanf(file, "P5 %d %d 255", &out->w, &out->h), 2);
    (void)fgetc(file);
    out->stride = (size_t)out->w;
    out->pixels = malloc(out->stride * (size_t)out->h);
    assert_non_null(out->pixels);
    assert_int_equal(fread(out->pixels, out->stride, (size_t)out->h, file),
                     out->h);
    (void)fclose(file);
}

/* A √ of a 0.5 mm pen in the box at (x, y) mm. */
static inline void draw_tick(struct image *image, double dpi, double x,
                             double y)
{
    static const double path[][2] = {{1.0, 2.6}, {2.1, 4.1}, {4.8, 0.6}};
    double k = dpi / 25.4;
    for (int leg = 0; leg < 2; leg++) {
        for (double t = 0; t <= 1; t += 0.005) {
            double px = x + path[leg][0] + t * (path[leg + 1][0] - path[leg][0]);
            double py = y + path[leg][1] + t * (path[leg + 1][1] - path[leg][1]);
            for (double dy = -0.25; dy <= 0.25; dy += 0.03)
                for (double dx = -0.25; dx <= 0.25; dx += 0.03)
                    image->pixels[(size_t)((py + dy) * k) * image->stride +
                                  (size_t)((px + dx) * k)] = 40;
        }
    }
}

static inline const struct layout_page *front(void)
{
    return &survey->forms[0].numbered->pages[0];
}

/* Choice i % n of the i-th item of the front is ticked. */
static inline bool is_ticked(const struct layout_box *box, size_t n)
{
    return box->choice == box->item % n;
}

static inline size_t choices_of(size_t item)
{
    return survey->forms[0].q->items[item].scale->choice_count;
}

static inline void tick_all(struct image *image, double dpi)
{
    for (size_t i = 0; i < front()->box_count; i++) {
        const struct layout_box *b = &front()->boxes[i];
        if (is_ticked(b, choices_of(b->item)))
            draw_tick(image, dpi, b->at.x, b->at.y);
    }
}

static inline int start(void **state)
{
    (void)state;
    char command[1024];
    const char *program = getenv("PINGYI");
    (void)snprintf(folder, sizeof folder, "/tmp/pingyi-reader-%ld",
                   (long)getpid());
    (void)snprintf(
        command, sizeof command,
        "mkdir %s && printf 'id: 4711\\nkey: %%064d\\n' 7 > %s/id && "
        "%s new %s/ws --preset NM --identity %s/id >/dev/null && "
        "%s -C %s/ws print --unit 1 --copies 1 >/dev/null && "
        "pdftoppm -r %d -gray %s/ws/out/*.pdf %s/p",
        folder, folder, program != NULL ? program : "build/release/bin/pingyi",
        folder, folder,
        program != NULL ? program : "build/release/bin/pingyi", folder, DPI,
        folder, folder);
    shell(command);
    (void)snprintf(command, sizeof command, "%s/ws", folder);
    assert_int_equal(store_open(command, &store, NULL), ERR_OK);
    assert_int_equal(reader_survey_load(store, &survey, NULL), ERR_OK);
    assert_int_equal(reader_new(survey, &reader, NULL), ERR_OK);
    (void)snprintf(command, sizeof command, "%s/p-1.pgm", folder);
    load_pgm(command, &sheet);
    tick_all(&sheet, DPI);
    return 0;
}

static inline int stop(void **state)
{
    (void)state;
    char command[128];
    reader_free(reader);
    reader_survey_free(survey);
    store_close(store);
    image_deinit(&sheet);
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    shell(command);
    return 0;
}

/* ---- hurting pages ---- */

static inline struct image copy_of(const struct image *from)
{
    struct image to = *from;
    to.pixels = malloc(to.stride * (size_t)to.h);
    assert_non_null(to.pixels);
    memcpy(to.pixels, from->pixels, to.stride * (size_t)to.h);
    return to;
}

/* Turned by `deg`, scaled by `scale`, shifted by (sx, sy) mm, and stretched
 * along y by `bend` mm in a half sine; on a canvas `pad` mm larger each way. */
static inline struct image bent(double deg, double scale, double sx,
                                double sy, double bend, double pad)
{
    double k = DPI / 25.4;
    int32_t border = (int32_t)(pad * k);
    bool side = fabs(remainder(deg, 180)) > 45;
    struct image to = {.w = (side ? sheet.h : sheet.w) + 2 * border,
                       .h = (side ? sheet.w : sheet.h) + 2 * border};
    to.stride = (size_t)to.w;
    to.pixels = malloc(to.stride * (size_t)to.h);
    assert_non_null(to.pixels);
    double c = cos(deg * M_PI / 180) / scale;
    double s = sin(deg * M_PI / 180) / scale;
    for (int32_t y = 0; y < to.h; y++) {
        for (int32_t x = 0; x < to.w; x++) {
            double dx = x - to.w / 2.0 - sx * k;
            double dy = y - to.h / 2.0 - sy * k;
            double fx = c * dx + s * dy + sheet.w / 2.0;
            double fy = -s * dx + c * dy + sheet.h / 2.0;
            fy += bend * k * sin(M_PI * fy / sheet.h);
            int32_t ix = (int32_t)floor(fx);
            int32_t iy = (int32_t)floor(fy);
            to.pixels[(size_t)y * to.stride + (size_t)x] =
                ix >= 0 && iy >= 0 && ix < sheet.w && iy < sheet.h
                    ? sheet.pixels[(size_t)iy * sheet.stride + (size_t)ix]
                    : 255;
        }
    }
    return to;
}

static inline void paint(struct image *image, double x, double y, double w,
                         double h, uint8_t grey)
{
    double k = DPI / 25.4;
    for (int32_t iy = (int32_t)(y * k); iy < (int32_t)((y + h) * k); iy++)
        for (int32_t ix = (int32_t)(x * k); ix < (int32_t)((x + w) * k); ix++)
            if (ix >= 0 && iy >= 0 && ix < image->w && iy < image->h)
                image->pixels[(size_t)iy * image->stride + (size_t)ix] = grey;
}

/* ---- judging the judge ---- */

static inline void read_page(const struct image *image, struct page_scan *out)
{
    assert_int_equal(reader_page(reader, image, out, NULL), ERR_OK);
}

/* Every box as drawn; at most `doubts` of them left to a person. */
static inline void reads_right(const char *name, struct image image,
                               size_t doubts)
{
    struct page_scan page;
    size_t doubtful = 0;
    read_page(&image, &page);
    if (page.outcome != PAGE_READ)
        fail_msg("%s: %s (%s)", name, page_outcome_word(page.outcome),
                 page.reason);
    assert_int_equal(page.side, 1);
    assert_int_equal(page.box_count, front()->box_count);
    for (size_t i = 0; i < page.box_count; i++) {
        const struct box_read *b = &page.boxes[i];
        bool ticked = is_ticked(&front()->boxes[i], choices_of(b->item));
        if (b->state == BOX_DOUBTFUL)
            doubtful++;
        else if ((b->state == BOX_MARKED) != ticked)
            fail_msg("%s: box %zu (%s) is %s, cover %.3f", name, i,
                     front()->boxes[i].question, ticked ? "lost" : "made up",
                     (double)b->measure.cover);
    }
    if (doubtful > doubts)
        fail_msg("%s: %zu boxes doubtful", name, doubtful);
    image_deinit(&image);
}

#endif
