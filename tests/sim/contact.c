#include "tests/sim/contact.h"

#include "engine/base/units.h"

enum { HANDS = 14 };

static const double DPI = 300, PITCH_X = 13, PITCH_Y = 13, MARGIN = 9;

static void outline(struct picture *page, const struct place *box, double mm)
{
    double k = DPI / MM_PER_INCH;
    for (int32_t y = (int32_t)(box->y * k); y < (box->y + box->h) * k; y++) {
        for (int32_t x = (int32_t)(box->x * k); x < (box->x + box->w) * k;
             x++) {
            bool inner = x > (box->x + mm) * k && y > (box->y + mm) * k &&
                         x < (box->x + box->w - mm) * k - 1 &&
                         y < (box->y + box->h - mm) * k - 1;
            if (!inner) {
                page->px[(size_t)y * (size_t)page->w + (size_t)x] = 20;
            }
        }
    }
}

enum err_code contact_sheet(const char *path, uint64_t seed, bool rough,
                            struct err *err)
{
    double k = DPI / MM_PER_INCH;
    struct picture page, take = {0};
    enum err_code code = picture_init(
        &page, (int32_t)((2 * MARGIN + HANDS * PITCH_X) * k),
        (int32_t)((2 * MARGIN + MARK_KIND_COUNT * PITCH_Y) * k), 255, err);
    for (int c = 0; c < HANDS && code == ERR_OK; c++) {
        struct rng rng = rng_at(seed, "contact", (uint64_t)c, 0);
        struct hand hand = hand_any(&rng, rough ? 1.2 : 0.4, 0.2);
        hand.motor.model = (enum stroke_model)(c % STROKE_MODEL_COUNT);
        for (int r = 0; r < MARK_KIND_COUNT && code == ERR_OK; r++) {
            struct place box = {MARGIN + 4 + c * PITCH_X,
                                MARGIN + 4 + r * PITCH_Y, 5, 5};
            outline(&page, &box, 0.2);
            if (r >= CANCEL_FILL) { /* something must be there to cancel */
                code = hand_draw(&hand, MARK_TICK, &box, 1.0, &rng, DPI, &page,
                                 err);
            }
            if (code == ERR_OK) {
                code = hand_draw(&hand, (enum mark_kind)r, &box, 1.0, &rng, DPI,
                                 &page, err);
            }
        }
    }
    struct situation s;
    struct view view;
    struct rng rng = rng_at(seed, "contact scan", 0, 0);
    (rough ? profile_rough : profile_office)(&rng, &s);
    s.scanner.dpi = 200;
    s.scanner.bilevel = false;
    s.scanner.turned = 0;
    if (code == ERR_OK) {
        code = paper_wear(&s.paper, &rng, DPI, NULL, &page, err);
    }
    if (code == ERR_OK) {
        code = scanner_take(&s.scanner, &s.paper, &rng, &page, DPI, &take,
                            &view, err);
    }
    if (code == ERR_OK) {
        struct output o = {.channel = &take, .channels = 1, .dpi = 200};
        code = output_write(&o, FILE_PNG, path, err);
    }
    picture_deinit(&take);
    picture_deinit(&page);
    return code;
}
