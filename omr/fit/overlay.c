/* omr/fit/overlay.c - see overlay.h.
 *
 * Grey alone: the scan is paled, so black belongs to the overlay.  Boxes get
 * their outline and their choice's number, each question its number left of
 * its first box, marks a thick rectangle, codes and areas a dashed one.
 */
#include "omr/fit/overlay.h"

#include <math.h>
#include <stdio.h>

#include "omr/sample.h"

#define DIGIT_MM 1.9 /* height of a number */

struct pen {
    struct image *image;
    const struct proposal *p;
    double px_mm;
};

static void dot(const struct pen *pen, double x, double y)
{
    if (x >= 0 && y >= 0 && x < pen->image->w && y < pen->image->h)
        pixel_put(pen->image, (int32_t)x, (int32_t)y, 0);
}

/* The proposal is straight, the scan may lean. */
static void to_scan(const struct pen *pen, double x, double y, double *px,
                    double *py)
{
    double a = pen->p->skew_deg * M_PI / 180;
    double u = x - pen->p->width / 2;
    double v = y - pen->p->height / 2;
    *px = (cos(a) * u - sin(a) * v + pen->p->width / 2) * pen->px_mm;
    *py = (sin(a) * u + cos(a) * v + pen->p->height / 2) * pen->px_mm;
}

static void line(const struct pen *pen, double x0, double y0, double x1,
                 double y1, double thick, bool dashed)
{
    double ax, ay, bx, by;
    to_scan(pen, x0, y0, &ax, &ay);
    to_scan(pen, x1, y1, &bx, &by);
    int n = (int)(hypot(bx - ax, by - ay)) + 1;
    int half = (int)(thick * pen->px_mm / 2);
    for (int k = 0; k <= n; k++) {
        if (dashed && (int)(k / (1.5 * pen->px_mm)) % 2 != 0)
            continue;
        for (int j = -half; j <= half; j++)
            for (int i = -half; i <= half; i++)
                dot(pen, ax + (bx - ax) * k / n + i,
                    ay + (by - ay) * k / n + j);
    }
}

static void rectangle(const struct pen *pen, const struct rect_mm *r,
                      double thick, bool dashed)
{
    line(pen, r->x, r->y, r->x + r->w, r->y, thick, dashed);
    line(pen, r->x, r->y + r->h, r->x + r->w, r->y + r->h, thick, dashed);
    line(pen, r->x, r->y, r->x, r->y + r->h, thick, dashed);
    line(pen, r->x + r->w, r->y, r->x + r->w, r->y + r->h, thick, dashed);
}

/* Seven strokes: a pocket calculator's digits. */
static void digit(const struct pen *pen, double x, double y, int value)
{
    static const uint8_t strokes[10] = {0x77, 0x24, 0x5D, 0x6D, 0x2E,
                                        0x6B, 0x7B, 0x25, 0x7F, 0x6F};
    static const double at[7][4] = {{0, 0, 1, 0},  {0, 0, 0, 1},
                                    {1, 0, 1, 1},  {0, 1, 1, 1},
                                    {0, 1, 0, 2},  {1, 1, 1, 2},
                                    {0, 2, 1, 2}};
    double s = DIGIT_MM / 2;
    for (int k = 0; k < 7; k++)
        if ((strokes[value] >> k & 1) != 0)
            line(pen, x + at[k][0] * s * 0.9, y + at[k][1] * s,
                 x + at[k][2] * s * 0.9, y + at[k][3] * s, 0.25, false);
}

static void number(const struct pen *pen, double x, double y, int value)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%d", value);
    for (const char *p = text; *p != '\0'; p++, x += DIGIT_MM * 0.75)
        digit(pen, x, y, *p - '0');
}

static void outline(const struct pen *pen, const struct proposed_box *b)
{
    const struct layout_box box = {.at = b->at, .shape = b->shape};
    if (b->shape == BOX_SQUARE) {
        rectangle(pen, &b->at, 0.2, false);
        return;
    }
    /* Round the middle: where the shape's edge lies in each direction. */
    double mx = b->at.x + b->at.w / 2;
    double my = b->at.y + b->at.h / 2;
    double lx = 0, ly = 0;
    for (int k = 0; k <= 48; k++) {
        double c = cos(k * M_PI / 24);
        double s = sin(k * M_PI / 24);
        double low = 0;
        double high = b->at.w + b->at.h;
        for (int i = 0; i < 30; i++) {
            double mid = (low + high) / 2;
            if (box_distance(&box, c * mid, s * mid) < 0)
                low = mid;
            else
                high = mid;
        }
        if (k > 0)
            line(pen, mx + lx, my + ly, mx + c * low, my + s * low, 0.2,
                 false);
        lx = c * low;
        ly = s * low;
    }
}

enum err_code overlay_draw(const struct image *image, double px_mm,
                           const struct proposal *p, int first,
                           struct image *out, struct err *err)
{
    *out = (struct image){.dpi = image->dpi};
    enum err_code code = image_alloc(out, (uint64_t)image->w,
                                     (uint64_t)image->h, err);
    if (code != ERR_OK)
        return code;
    for (int32_t y = 0; y < image->h; y++)
        for (int32_t x = 0; x < image->w; x++)
            pixel_put(out, x, y, 170 + pixel_at(image, x, y) / 3);
    const struct pen pen = {out, p, px_mm};
    for (size_t i = 0; i < p->mark_count; i++)
        rectangle(&pen, &p->mark[i].at, 0.5, false);
    for (size_t i = 0; i < p->code_count; i++)
        rectangle(&pen, &p->code[i].at, 0.3, true);
    for (size_t i = 0; i < p->area_count; i++)
        rectangle(&pen, &p->area[i], 0.3, true);
    for (size_t i = 0; i < p->box_count; i++) {
        const struct proposed_box *b = &p->box[i];
        outline(&pen, b);
        number(&pen, b->at.x + b->at.w / 2 - 0.4,
               b->at.y + b->at.h / 2 - DIGIT_MM / 2, b->choice);
        if (b->choice == 1)
            number(&pen, b->at.x - 6, b->at.y + b->at.h / 2 - DIGIT_MM / 2,
                   first + b->question - 1);
    }
    return ERR_OK;
}
