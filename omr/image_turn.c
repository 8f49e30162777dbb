/* omr/image_turn.c - an image put upright, bytes or bits. */
#include <string.h>

#include "omr/decode.h"

struct place {
    int32_t x, y;
};

/* Where pixel (x, y) of the upright image lies in the stored one. */
static struct place source_of(const struct image *from, int orientation,
                              int32_t x, int32_t y)
{
    int32_t right = from->w - 1;
    int32_t bottom = from->h - 1;
    switch (orientation) {
    case 2: return (struct place){right - x, y};
    case 3: return (struct place){right - x, bottom - y};
    case 4: return (struct place){x, bottom - y};
    case 5: return (struct place){y, x};
    case 6: return (struct place){y, bottom - x};
    case 7: return (struct place){right - y, bottom - x};
    case 8: return (struct place){right - y, x};
    default: return (struct place){x, y};
    }
}

/* Steps through the stored pixels are the same everywhere; in tiles, because
 * one side runs down the columns and would miss the cache at every pixel. */
static void turn_grey(const struct image *from, int orientation,
                      struct image *to)
{
    enum { TILE = 64 };
    ptrdiff_t stride = (ptrdiff_t)from->stride;
    struct place o = source_of(from, orientation, 0, 0);
    struct place u = source_of(from, orientation, 1, 0);
    struct place v = source_of(from, orientation, 0, 1);
    ptrdiff_t across = (u.y - o.y) * stride + u.x - o.x;
    ptrdiff_t down = (v.y - o.y) * stride + v.x - o.x;
    const uint8_t *first = from->pixels + o.y * stride + o.x;
    for (int32_t ty = 0; ty < to->h; ty += TILE) {
        for (int32_t tx = 0; tx < to->w; tx += TILE) {
            int32_t y1 = ty + TILE < to->h ? ty + TILE : to->h;
            int32_t x1 = tx + TILE < to->w ? tx + TILE : to->w;
            for (int32_t y = ty; y < y1; y++) {
                uint8_t *row = to->pixels + (size_t)y * to->stride;
                for (int32_t x = tx; x < x1; x++)
                    row[x] = first[y * down + x * across];
            }
        }
    }
}

/* Eight rows of eight bits, the first row in the highest byte, to columns. */
static uint64_t transpose_eight(uint64_t x)
{
    uint64_t t = (x ^ x >> 7) & UINT64_C(0x00AA00AA00AA00AA);
    x ^= t ^ t << 7;
    t = (x ^ x >> 14) & UINT64_C(0x0000CCCC0000CCCC);
    x ^= t ^ t << 14;
    t = (x ^ x >> 28) & UINT64_C(0x00000000F0F0F0F0);
    return x ^ t ^ t << 28;
}

static void transpose_bits(const struct image *from, struct image *to)
{
    for (int32_t y = 0; y < from->h; y += 8) {
        for (size_t b = 0; b < from->stride; b++) {
            uint64_t eight = 0;
            for (int32_t k = 0; k < 8; k++) /* below the image it is white */
                eight = eight << 8 |
                        (y + k < from->h
                             ? from->pixels[(size_t)(y + k) * from->stride + b]
                             : 0xFF);
            eight = transpose_eight(eight);
            for (int32_t k = 0; k < 8 && (int32_t)b * 8 + k < to->h; k++)
                to->pixels[(b * 8 + (size_t)k) * to->stride + (size_t)y / 8] =
                    (uint8_t)(eight >> (56 - 8 * k));
        }
    }
}

static uint8_t mirrored(uint8_t bits)
{
    unsigned b = bits;
    b = (b & 0x0F) << 4 | b >> 4;
    b = (b & 0x33) << 2 | (b >> 2 & 0x33);
    b = (b & 0x55) << 1 | (b >> 1 & 0x55);
    return (uint8_t)b;
}

/* The rest of a row's last byte comes first when it is turned round, and is
 * pushed out; white follows. */
static void mirror_row(uint8_t *row, size_t n, int rest)
{
    for (size_t a = 0, b = n - 1; a < b; a++, b--) {
        uint8_t t = row[a];
        row[a] = row[b];
        row[b] = t;
    }
    for (size_t i = 0; i < n; i++)
        row[i] = mirrored(row[i]);
    for (size_t i = 0; i < n && rest > 0; i++) {
        unsigned next = i + 1 < n ? (unsigned)row[i + 1] : 0xFFu;
        row[i] = (uint8_t)(row[i] << rest | next >> (8 - rest));
    }
}

static void turn_bits(const struct image *from, int orientation,
                      struct image *to)
{
    bool mirror = orientation == 2 || orientation == 3 || orientation == 6 ||
                  orientation == 7;
    bool flip = orientation == 3 || orientation == 4 || orientation == 7 ||
                orientation == 8;
    size_t n = to->stride;
    if (orientation >= 5)
        transpose_bits(from, to);
    else
        memcpy(to->pixels, from->pixels, n * (size_t)to->h);
    for (int32_t y = 0; mirror && y < to->h; y++)
        mirror_row(to->pixels + (size_t)y * n, n, (int)(n * 8) - to->w);
    for (int32_t y = 0; flip && y < to->h / 2; y++) {
        uint8_t *a = to->pixels + (size_t)y * n;
        uint8_t *b = to->pixels + (size_t)(to->h - 1 - y) * n;
        for (size_t i = 0; i < n; i++) {
            uint8_t t = a[i];
            a[i] = b[i];
            b[i] = t;
        }
    }
}

enum err_code image_orient(struct image *image, int orientation,
                           struct err *err)
{
    if (orientation <= 1 || orientation > 8)
        return ERR_OK;
    bool swapped = orientation >= 5;
    struct image turned = {.dpi = image->dpi, .bilevel = image->bilevel};
    enum err_code code = (image->packed ? image_alloc_bits : image_alloc)(
        &turned, (uint64_t)(swapped ? image->h : image->w),
        (uint64_t)(swapped ? image->w : image->h), err);
    if (code != ERR_OK)
        return code;
    (image->packed ? turn_bits : turn_grey)(image, orientation, &turned);
    image_deinit(image);
    *image = turned;
    return ERR_OK;
}
