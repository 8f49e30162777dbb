/* One picture, as bits and as bytes: whatever looks at pixels sees the same
 * in both, at every width, whether or not rows end within a byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "omr/decode.h"
#include "omr/levels.h"
#include "omr/sample.h"

static uint32_t state_of_dice = 1;

static uint32_t dice(void)
{
    state_of_dice = state_of_dice * 1664525u + 1013904223u;
    return state_of_dice >> 8;
}

struct twins {
    struct image grey, bits;
};

/* Blots of black on white, and single pixels of both. */
static void make(struct twins *t, int32_t w, int32_t h)
{
    t->grey = t->bits = (struct image){.dpi = 300, .bilevel = 1};
    assert_int_equal(image_alloc(&t->grey, (uint64_t)w, (uint64_t)h, NULL),
                     ERR_OK);
    assert_int_equal(image_alloc_bits(&t->bits, (uint64_t)w, (uint64_t)h,
                                      NULL), ERR_OK);
    for (int32_t y = 0; y < h; y++) {
        for (int32_t x = 0; x < w; x++) {
            bool black = (x / 11 + y / 7) % 3 == 0;
            bool other = dice() % 9 == 0;
            pixel_put(&t->grey, x, y, black != other ? 0 : 255);
            pixel_put(&t->bits, x, y, black != other ? 0 : 255);
        }
    }
}

static void drop(struct twins *t)
{
    image_deinit(&t->grey);
    image_deinit(&t->bits);
}

static const int32_t WIDTHS[] = {1, 2, 7, 8, 9, 15, 16, 17, 63, 64, 65, 203};
enum { WIDTHS_N = sizeof WIDTHS / sizeof WIDTHS[0] };

static void pixels_and_pieces_of_rows(void **state)
{
    (void)state;
    uint8_t piece[203 + 8];
    for (size_t k = 0; k < WIDTHS_N; k++) {
        struct twins t;
        make(&t, WIDTHS[k], 5);
        for (int32_t y = 0; y < 5; y++)
            for (int32_t x = 0; x < WIDTHS[k]; x++) {
                int32_t n = (int32_t)dice() % (WIDTHS[k] - x) + 1;
                assert_int_equal(pixel_at(&t.bits, x, y),
                                 pixel_at(&t.grey, x, y));
                pixel_row(&t.bits, x, y, n, piece);
                assert_memory_equal(piece, t.grey.pixels +
                                               (size_t)y * t.grey.stride + x,
                                    (size_t)n);
            }
        assert_int_equal(pixel_or_paper(&t.bits, -1, 0), 255);
        assert_int_equal(pixel_or_paper(&t.bits, WIDTHS[k], 0), 255);
        assert_int_equal(pixel_or_paper(&t.bits, 0, 5), 255);
        drop(&t);
    }
}

static void grey_between_pixels(void **state)
{
    (void)state;
    struct twins t;
    make(&t, 65, 40);
    for (int i = 0; i < 20000; i++) {
        double x = dice() % 70000 / 1000.0 - 2;
        double y = dice() % 45000 / 1000.0 - 2;
        assert_int_equal(sample_at(&t.bits, x, y), sample_at(&t.grey, x, y));
    }
    drop(&t);
}

static void turned_all_eight_ways(void **state)
{
    (void)state;
    for (size_t k = 0; k < WIDTHS_N; k++) {
        for (int way = 1; way <= 8; way++) {
            struct twins t;
            make(&t, WIDTHS[k], 13);
            assert_int_equal(image_orient(&t.grey, way, NULL), ERR_OK);
            assert_int_equal(image_orient(&t.bits, way, NULL), ERR_OK);
            assert_true(t.bits.packed && !t.grey.packed);
            uint8_t a[32], b[32]; /* the rest of the rows is white again */
            image_hash(&t.grey, a);
            image_hash(&t.bits, b);
            assert_memory_equal(a, b, 32);
            assert_int_equal(t.bits.w, t.grey.w);
            for (int32_t y = 0; y < t.grey.h; y++)
                for (int32_t x = 0; x < t.grey.w; x++)
                    assert_int_equal(pixel_at(&t.bits, x, y),
                                     pixel_at(&t.grey, x, y));
            drop(&t);
        }
    }
}

static void one_identity(void **state)
{
    (void)state;
    for (size_t k = 0; k < WIDTHS_N; k++) {
        struct twins t;
        uint8_t a[32], b[32];
        make(&t, WIDTHS[k], 70);
        image_hash(&t.grey, a);
        image_hash(&t.bits, b);
        assert_memory_equal(a, b, 32);
        pixel_put(&t.bits, WIDTHS[k] - 1, 69,
                  255 - pixel_at(&t.bits, WIDTHS[k] - 1, 69));
        image_hash(&t.bits, b);
        assert_memory_not_equal(a, b, 32);
        drop(&t);
    }
}

/* Every factor from full size to 600 dpi and beyond, sides that are no whole
 * number of blocks. */
static void one_small_page(void **state)
{
    (void)state;
    for (int32_t w = 310; w <= 5600; w += 441) {
        struct twins t;
        struct levels a = {0}, b = {0};
        make(&t, w, w + 37);
        assert_int_equal(levels_build(&a, &t.grey, NULL), ERR_OK);
        assert_int_equal(levels_build(&b, &t.bits, NULL), ERR_OK);
        size_t n = (size_t)a.w * (size_t)a.h;
        assert_int_equal(a.factor, b.factor);
        assert_memory_equal(a.low, b.low, n);
        assert_memory_equal(a.dark, b.dark, n);
        assert_int_equal(a.paper_level, b.paper_level);
        assert_int_equal(a.ink_level, b.ink_level);
        levels_deinit(&a);
        levels_deinit(&b);
        drop(&t);
    }
}

static void one_file(void **state)
{
    (void)state;
    char path[64];
    (void)snprintf(path, sizeof path, "/tmp/pingyi-sample-%ld.png",
                   (long)getpid());
    for (size_t k = 0; k < WIDTHS_N; k++) {
        struct twins t;
        make(&t, WIDTHS[k], 21);
        for (int packed = 0; packed < 2; packed++) {
            struct image_file *file = NULL;
            struct image again;
            assert_int_equal(image_write_png(packed != 0 ? &t.bits : &t.grey,
                                             path, NULL), ERR_OK);
            assert_int_equal(image_file_open(path, &file, NULL), ERR_OK);
            assert_int_equal(image_file_page(file, 0, &again, NULL), ERR_OK);
            assert_true(again.packed && again.bilevel);
            assert_int_equal(again.stride, t.bits.stride);
            /* the white rest of the last byte included */
            assert_memory_equal(again.pixels, t.bits.pixels,
                                again.stride * (size_t)again.h);
            image_deinit(&again);
            image_file_close(file);
        }
        drop(&t);
    }
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pixels_and_pieces_of_rows),
        cmocka_unit_test(grey_between_pixels),
        cmocka_unit_test(turned_all_eight_ways),
        cmocka_unit_test(one_identity),
        cmocka_unit_test(one_small_page),
        cmocka_unit_test(one_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
