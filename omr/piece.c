/* omr/piece.c - see piece.h. */
#include "omr/piece.h"

#include <stdlib.h>
#include <string.h>

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

enum { CHUNK = 96 }; /* samples worked on together: a line of a patch */

struct pairs { /* of pixels side by side, the left one in the low byte */
    uint16_t above[CHUNK], below[CHUNK];
};

static inline uint16_t pair_at(const uint8_t *p)
{
    uint16_t pair;
    memcpy(&pair, p, sizeof pair);
    return __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? pair
                                                     : __builtin_bswap16(pair);
}

/* Points from `y` on, in steps of `dy`, before the row changes; at most n. */
static int same_row(int64_t y, int64_t dy, int n)
{
    int64_t one = INT64_C(1) << 32;
    int64_t in = y & (one - 1);
    int64_t left = dy > 0 ? (one - in + dy - 1) / dy : dy < 0 ? in / -dy + 1
                                                              : n;
    return left < n ? (int)left : n;
}

/* The four pixels round each of n points; only this is done point by point.
 * Lines are nearly level on most pages: many points to a row. */
static void gather(const struct piece *p, const struct walk *walk, int n,
                   struct pairs *out)
{
    const size_t stride = p->stride;
    const int64_t dx = walk->dx;
    const int64_t dy = walk->dy;
    const int64_t steep = INT64_C(1) << 29; /* an eighth of a row a step */
    int64_t x = walk->x;
    int64_t y = walk->y;
    int i = 0;
    while (i < n && dy > -steep && dy < steep) {
        const uint8_t *above = p->pixels + (size_t)(y >> 32) * stride;
        const uint8_t *below = above + stride;
        int m = same_row(y, dy, n - i);
        for (int end = i + m; i < end; i++, x += dx) {
            out->above[i] = pair_at(above + (x >> 32));
            out->below[i] = pair_at(below + (x >> 32));
        }
        y += m * dy;
    }
    for (; i < n; i++, x += dx, y += dy) {
        const uint8_t *above = pixel_under(p->pixels, stride, x, y);
        out->above[i] = pair_at(above);
        out->below[i] = pair_at(above + stride);
    }
}

/* sample_at() of n points, in vectors: above and below are at most 255 x 256,
 * and what is behind the point is the low half of the walk. */
static inline uint32_t blend(uint16_t above, uint16_t below, uint32_t x,
                             uint32_t y)
{
    uint16_t right = (uint16_t)(x >> 24);
    uint16_t down = (uint16_t)(y >> 24);
    uint16_t left = (uint16_t)(256 - right);
    uint16_t up = (uint16_t)(256 - down);
    uint16_t a = (uint16_t)((above & 255) * left + (above >> 8) * right);
    uint16_t b = (uint16_t)((below & 255) * left + (below >> 8) * right);
    return ((uint32_t)a * up + (uint32_t)b * down) >> 8;
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
    struct pairs pairs;
    for (int done = 0; done < n; done += CHUNK) {
        int m = n - done < CHUNK ? n - done : CHUNK;
        uint32_t fx = (uint32_t)w.x;
        uint32_t fy = (uint32_t)w.y;
        const uint32_t dx = (uint32_t)w.dx;
        const uint32_t dy = (uint32_t)w.dy;
        uint8_t *restrict to = out + done;
        gather(p, &w, m, &pairs);
        for (int i = 0; i < m; i++, fx += dx, fy += dy)
            to[i] = (uint8_t)((blend(pairs.above[i], pairs.below[i], fx, fy) +
                               127) >> 8);
        w.x += m * w.dx;
        w.y += m * w.dy;
    }
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
    struct pairs pairs;
    for (int done = 0; done < n; done += CHUNK) {
        int m = n - done < CHUNK ? n - done : CHUNK;
        uint32_t fx = (uint32_t)w.x;
        uint32_t fy = (uint32_t)w.y;
        gather(p, &w, m, &pairs);
        for (int i = 0; i < m; i++) {
            out[done + i] = (uint16_t)blend(pairs.above[i], pairs.below[i],
                                            fx, fy);
            fx += (uint32_t)w.dx;
            fy += (uint32_t)w.dy;
        }
        w.x += m * w.dx;
        w.y += m * w.dy;
    }
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
