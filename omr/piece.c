/* omr/piece.c - see piece.h. */
#include "omr/piece.h"

#include <stdlib.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/sample.h"

/* A code with its margin at 600 dpi, turned by 10 degrees, has 0.7 million
 * pixels. */
enum { ROOM_BYTES = 1024 * 1024 };

struct piece_room {
    const struct streaks *streaks; /* or NULL */
    uint8_t bytes[ROOM_BYTES + 8];
};

enum err_code piece_room_new(struct piece_room **out, struct err *err)
{
    *out = mem_alloc(1, sizeof **out);
    return *out != NULL ? ERR_OK
                        : err_set(err, ERR_NOMEM, 0, _("out of memory"));
}

void piece_room_free(struct piece_room *room)
{
    free(room);
}

void piece_room_streaks(struct piece_room *room,
                        const struct streaks *streaks)
{
    room->streaks = streaks;
}

/* From `v` outwards to a whole pixel that lies between 0 and `side`. */
static int32_t clip(double v, int32_t side)
{
    return !(v > 0) ? 0 : v > side ? side : (int32_t)v;
}

struct piece piece_take(const struct image *image, double x0, double y0,
                        double x1, double y1, struct piece_room *room)
{
    struct piece p = {image, image->pixels, image->stride,
                      0,     0,             image->w,
                      image->h};
    /* A line needs the pixel right of and below its points, too; the rest of
     * the margin forgives callers their rounding. */
    const struct piece whole = p;
    p.x0 = clip((x0 < x1 ? x0 : x1) - 2, image->w);
    p.y0 = clip((y0 < y1 ? y0 : y1) - 2, image->h);
    p.w = clip((x0 < x1 ? x1 : x0) + 3, image->w) - p.x0;
    p.h = clip((y0 < y1 ? y1 : y0) + 3, image->h) - p.y0;
    bool streaked = room->streaks != NULL && p.w > 0 && p.h > 0 &&
                    streaks_touch(room->streaks, p.x0, p.y0, p.w, p.h);
    if (!image->packed && !streaked)
        return whole;
    p.stride = ((size_t)p.w + 7) / 8 * 8;
    p.pixels = room->bytes;
    if (p.w <= 0 || p.h <= 0 || p.stride * (size_t)p.h > ROOM_BYTES) {
        p.w = p.h = 0;
        return p;
    }
    for (int32_t y = 0; y < p.h; y++)
        pixel_row(image, p.x0, p.y0 + y, p.w,
                  room->bytes + (size_t)y * p.stride);
    if (streaked)
        streaks_clean(room->streaks, p.x0, p.y0, p.w, p.h, room->bytes,
                      p.stride);
    return p;
}

/* Both ends with their neighbours on the piece. */
static bool covers(const struct piece *p, double x, double y)
{
    return x >= p->x0 && y >= p->y0 && x < p->x0 + p->w - 1 &&
           y < p->y0 + p->h - 1;
}

/* Both ends of a line. */
static bool covers_line(const struct piece *p, double x, double y, double ux,
                        double uy, int n)
{
    return covers(p, x, y) && covers(p, x + n * ux, y + n * uy);
}

struct walk { /* 32 bits behind the point */
    int64_t x, y, dx, dy;
};

static struct walk walk_of(const struct piece *p, double x, double y,
                           double ux, double uy)
{
    const double one = 4294967296.0;
    return (struct walk){(int64_t)((x - p->x0) * one),
                         (int64_t)((y - p->y0) * one), (int64_t)(ux * one),
                         (int64_t)(uy * one)};
}

static inline const uint8_t *pixel_under(const uint8_t *pixels, size_t stride,
                                         int64_t x, int64_t y)
{
    return pixels + (size_t)(y >> 32) * stride + (size_t)(x >> 32);
}

/* As sample_at() does it. */
static inline int32_t between(const uint8_t *a, size_t stride, int64_t x,
                              int64_t y)
{
    const uint8_t *b = a + stride;
    int32_t right = (int32_t)(x >> 24 & 255);
    int32_t down = (int32_t)(y >> 24 & 255);
    int32_t above = a[0] * 256 + right * (a[1] - a[0]);
    int32_t below = b[0] * 256 + right * (b[1] - b[0]);
    return (above * 256 + down * (below - above)) >> 8;
}

void piece_line(const struct piece *p, double x, double y, double ux,
                double uy, int n, uint8_t *out)
{
    if (!covers_line(p, x, y, ux, uy, n)) {
        for (int i = 0; i < n; i++)
            out[i] = sample_grey(p->image, x + i * ux, y + i * uy);
        return;
    }
    struct walk w = walk_of(p, x, y, ux, uy);
    const uint8_t *pixels = p->pixels;
    size_t stride = p->stride;
    for (int i = 0; i < n; i++, w.x += w.dx, w.y += w.dy)
        out[i] = (uint8_t)((between(pixel_under(pixels, stride, w.x, w.y),
                                    stride, w.x, w.y) + 127) >> 8);
}

void piece_line_fine(const struct piece *p, double x, double y, double ux,
                     double uy, int n, uint16_t *out)
{
    if (!covers_line(p, x, y, ux, uy, n)) {
        for (int i = 0; i < n; i++)
            out[i] = (uint16_t)sample_at(p->image, x + i * ux, y + i * uy);
        return;
    }
    struct walk w = walk_of(p, x, y, ux, uy);
    const uint8_t *pixels = p->pixels;
    size_t stride = p->stride;
    for (int i = 0; i < n; i++, w.x += w.dx, w.y += w.dy)
        out[i] = (uint16_t)between(pixel_under(pixels, stride, w.x, w.y),
                                   stride, w.x, w.y);
}

void piece_line_nearest(const struct piece *p, double x, double y, double ux,
                        double uy, int n, uint8_t *out)
{
    if (!covers_line(p, x, y, ux, uy, n)) {
        for (int i = 0; i < n; i++) {
            double px = x + i * ux;
            double py = y + i * uy;
            out[i] = px < 0 || py < 0
                         ? 255
                         : (uint8_t)pixel_or_paper(p->image, (int32_t)px,
                                                   (int32_t)py);
        }
        return;
    }
    struct walk w = walk_of(p, x, y, ux, uy);
    const uint8_t *pixels = p->pixels;
    size_t stride = p->stride;
    for (int i = 0; i < n; i++, w.x += w.dx, w.y += w.dy)
        out[i] = *pixel_under(pixels, stride, w.x, w.y);
}
