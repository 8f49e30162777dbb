#include "tests/sim/odd.h"

#include <math.h>
#include <string.h>

#include "engine/base/units.h"

static const double PAGE_DPI = 200;

static enum err_code letter(struct picture *page, struct rng *rng,
                            struct err *err)
{
    struct hand hand = hand_any(rng, 0.8, 0.1);
    struct place area = {22, 25, 166, 245};
    return hand_write(&hand, &area, 400, 1.0, rng, PAGE_DPI, page, err);
}

static void fill(struct picture *page, double x, double y, double w, double h)
{
    double k = PAGE_DPI / MM_PER_INCH;
    for (int32_t j = (int32_t)(y * k); j < (y + h) * k && j < page->h; j++) {
        memset(page->px + (size_t)j * (size_t)page->w + (size_t)(x * k), 30,
               (size_t)fmax(1.0, w * k));
    }
}

/* A ruled table with a few dark words and boxes: near to ours, yet not. */
static enum err_code table(struct picture *page, struct rng *rng,
                           struct err *err)
{
    for (int row = 0; row <= 20; row++) {
        fill(page, 20, 50 + row * 10.5, 170, 0.3);
    }
    for (int col = 0; col <= 5; col++) {
        fill(page, 20 + col * 34, 50, 0.3, 210);
    }
    for (int row = 0; row < 20; row++) {
        fill(page, 23, 53.5 + row * 10.5, rng_range(rng, 8, 28), 3.2);
    }
    fill(page, 60, 30, 90, 7);
    struct hand hand = hand_any(rng, 0.5, 0.1);
    enum err_code code = ERR_OK;
    for (int row = 0; row < 20 && code == ERR_OK; row++) {
        struct place cell = {60 + 34.0 * (double)rng_below(rng, 4),
                             52 + row * 10.5, 7, 7};
        code =
            hand_draw(&hand, MARK_TICK, &cell, 1.0, rng, PAGE_DPI, page, err);
    }
    return code;
}

enum err_code odd_page(const char *kind, uint64_t seed, double dpi,
                       bool bilevel, const char *path, struct err *err)
{
    struct rng rng = rng_at(seed, "odd", rng_hash(kind), 0);
    struct picture page, take = {0};
    struct situation s;
    struct view view;
    profile_office(&rng, &s);
    s.scanner.dpi = dpi;
    s.scanner.bilevel = bilevel;
    s.paper.show_through = 0;
    enum err_code code =
        picture_init(&page, (int32_t)(A4_W_MM * PAGE_DPI / MM_PER_INCH),
                     (int32_t)(A4_H_MM * PAGE_DPI / MM_PER_INCH),
                     strcmp(kind, "black") == 0 ? 12 : 255, err);
    if (code == ERR_OK && strcmp(kind, "letter") == 0) {
        code = letter(&page, &rng, err);
    } else if (code == ERR_OK && strcmp(kind, "table") == 0) {
        code = table(&page, &rng, err);
    }
    if (code == ERR_OK) {
        code = paper_wear(&s.paper, &rng, PAGE_DPI, NULL, &page, err);
    }
    if (code == ERR_OK) {
        code = scanner_take(&s.scanner, &s.paper, &rng, &page, PAGE_DPI, &take,
                            &view, err);
    }
    if (code == ERR_OK) {
        struct output o = {
            .channel = &take, .channels = 1, .bilevel = bilevel, .dpi = dpi};
        code = output_write(&o, FILE_PNG, path, err);
    }
    picture_deinit(&take);
    picture_deinit(&page);
    return code;
}
