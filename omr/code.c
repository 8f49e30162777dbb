/* omr/code.c - see code.h.
 *
 * ZBar's own edge finder is thrown by ordinary scanner noise, so every crop
 * is resampled and binarised here first, to four pixels a module, then to
 * six; then grey, then smoothed, then with what is darker than its own
 * surroundings, which uneven light leaves alone.  Only QR codes are enabled:
 * the other symbologies cost ten times the work and find codes in text.
 */
#include "omr/code.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <zbar.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "omr/piece.h"
#include "omr/sample.h"

#define CROP_MARGIN_MM 4.5   /* quiet zone and registration error */
#define CROP_PX_PER_MM 8.6   /* six pixels to a module of 0.7 mm */
/* Four pixels and a bare quiet zone do for most codes, in a third of the
 * time: ZBar's grows with the pixels. */
#define QUICK_MARGIN_MM 3.0
#define QUICK_PX_PER_MM 5.72
enum { CROP_MAX = 420, WHOLE_WIDTH = 1240, WHOLE_MAX = 1800 };

struct code_reader {
    zbar_image_scanner_t *scanner;
    zbar_image_scanner_t *kind[CODE_KIND_COUNT]; /* made when needed */
    uint8_t *grey, *binary;      /* WHOLE_MAX x WHOLE_MAX each */
    uint8_t row[LIMIT_IMAGE_SIDE_PX + 8];
    struct piece_room *room;
};

enum err_code code_reader_new(struct piece_room *room,
                              struct code_reader **out, struct err *err)
{
    struct code_reader *r = mem_alloc(1, sizeof *r);
    *out = NULL;
    if (r == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    r->scanner = zbar_image_scanner_create();
    r->grey = mem_alloc(WHOLE_MAX, WHOLE_MAX);
    r->binary = mem_alloc(WHOLE_MAX, WHOLE_MAX);
    if (r->scanner == NULL || r->grey == NULL || r->binary == NULL) {
        code_reader_free(r);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    (void)zbar_image_scanner_set_config(r->scanner, ZBAR_NONE,
                                        ZBAR_CFG_ENABLE, 0);
    (void)zbar_image_scanner_set_config(r->scanner, ZBAR_QRCODE,
                                        ZBAR_CFG_ENABLE, 1);
    (void)zbar_image_scanner_set_config(r->scanner, ZBAR_NONE,
                                        ZBAR_CFG_X_DENSITY, 2);
    (void)zbar_image_scanner_set_config(r->scanner, ZBAR_NONE,
                                        ZBAR_CFG_Y_DENSITY, 2);
    r->room = room;
    *out = r;
    return ERR_OK;
}

void code_reader_free(struct code_reader *r)
{
    if (r == NULL)
        return;
    if (r->scanner != NULL)
        zbar_image_scanner_destroy(r->scanner);
    for (size_t i = 0; i < CODE_KIND_COUNT; i++)
        if (r->kind[i] != NULL)
            zbar_image_scanner_destroy(r->kind[i]);
    free(r->grey);
    free(r->binary);
    free(r);
}

static zbar_image_t *wrap(const uint8_t *pixels, unsigned w, unsigned h)
{
    zbar_image_t *image = zbar_image_create();
    if (image == NULL)
        return NULL;
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, w, h);
    /* No clean-up handler: the pixels stay ours. */
    zbar_image_set_data(image, pixels, (unsigned long)w * h, NULL);
    return image;
}

/* ZBar gives a QR code's corners from its own top left one on: down, across,
 * up. */
static void see_lie(const zbar_symbol_t *symbol, struct code_lie *lie)
{
    double x[4], y[4];
    *lie = (struct code_lie){0, 0, 0, 0};
    if (zbar_symbol_get_loc_size(symbol) != 4)
        return;
    for (unsigned i = 0; i < 4; i++) {
        x[i] = zbar_symbol_get_loc_x(symbol, i);
        y[i] = zbar_symbol_get_loc_y(symbol, i);
        lie->x += x[i] / 4;
        lie->y += y[i] / 4;
    }
    double dx = x[3] + x[2] - x[0] - x[1];
    double dy = y[3] + y[2] - y[0] - y[1];
    double length = hypot(dx, dy);
    if (length > 0) {
        lie->ux = dx / length;
        lie->uy = dy / length;
    }
}

static bool decode_with(zbar_image_scanner_t *scanner, const uint8_t *pixels,
                        unsigned w, unsigned h, char text[CODE_TEXT_MAX],
                        struct code_lie *lie)
{
    zbar_image_t *image = wrap(pixels, w, h);
    bool found = false;
    if (image == NULL)
        return false;
    if (zbar_scan_image(scanner, image) > 0) {
        const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
        unsigned n = symbol != NULL ? zbar_symbol_get_data_length(symbol) : 0;
        if (n > 0 && n < CODE_TEXT_MAX) {
            memcpy(text, zbar_symbol_get_data(symbol), n);
            text[n] = '\0';
            found = true;
            if (lie != NULL)
                see_lie(symbol, lie);
        }
    }
    zbar_image_destroy(image);
    return found;
}

static bool decode(struct code_reader *r, const uint8_t *pixels, unsigned w,
                   unsigned h, char text[CODE_TEXT_MAX],
                   struct code_lie *lie)
{
    return decode_with(r->scanner, pixels, w, h, text, lie);
}

/* Otsu's threshold: the grey that splits the histogram into the two classes
 * with the least variance within. */
static int otsu(const uint8_t *pixels, size_t n)
{
    uint32_t histogram[256] = {0};
    double total = 0;
    for (size_t i = 0; i < n; i++)
        histogram[pixels[i]]++;
    for (int v = 0; v < 256; v++)
        total += (double)v * histogram[v];
    double below = 0, sum = 0, best = -1;
    int limit = 128;
    for (int v = 0; v < 255; v++) {
        below += histogram[v];
        sum += (double)v * histogram[v];
        double above = (double)n - below;
        if (below < 1 || above < 1)
            continue;
        double gap = sum / below - (total - sum) / above;
        double between = below * above * gap * gap;
        if (between > best) {
            best = between;
            limit = v;
        }
    }
    return limit;
}

static void binarise(struct code_reader *r, size_t n)
{
    int limit = otsu(r->grey, n);
    for (size_t i = 0; i < n; i++)
        r->binary[i] = r->grey[i] > limit ? 255 : 0;
}

struct crop { /* a straightened square of the page, n x n pixels */
    double x0, y0, size; /* mm */
    unsigned n;
};

/* A square around the code with a margin. */
static struct crop crop(struct code_reader *r, const struct image *image,
                        const struct page_map *map,
                        const struct rect_mm *place, double margin_mm,
                        double px_per_mm)
{
    double size = place->w + 2 * margin_mm;
    unsigned n = (unsigned)(size * px_per_mm);
    n = n > CROP_MAX ? CROP_MAX : n;
    double step = size / n;
    double x0 = place->x - margin_mm;
    double y0 = place->y - margin_mm;
    double low_x = 1e9, low_y = 1e9, high_x = -1e9, high_y = -1e9;
    for (int k = 0; k < 4; k++) {
        double x, y;
        map_point(map, x0 + (k % 2 != 0 ? size : 0),
                  y0 + (k / 2 != 0 ? size : 0), &x, &y);
        low_x = fmin(low_x, x);
        low_y = fmin(low_y, y);
        high_x = fmax(high_x, x);
        high_y = fmax(high_y, y);
    }
    struct piece piece = piece_take(image, low_x - 0.5, low_y - 0.5,
                                    high_x - 0.5, high_y - 0.5, r->room);
    for (unsigned y = 0; y < n; y++) {
        double ax, ay, bx, by;
        map_point(map, x0, y0 + (y + 0.5) * step, &ax, &ay);
        map_point(map, x0 + size, y0 + (y + 0.5) * step, &bx, &by);
        double ux = (bx - ax) / n;
        double uy = (by - ay) / n;
        piece_line(&piece, ax + ux / 2 - 0.5, ay + uy / 2 - 0.5, ux, uy,
                   (int)n, r->grey + (size_t)y * n);
    }
    return (struct crop){x0, y0, size, n};
}

/* From crop pixels to the image. */
static void lie_on_image(const struct crop *c, const struct page_map *map,
                         struct code_lie *lie)
{
    double x0, y0, x1, y1;
    double mm = c->size / c->n;
    double x = c->x0 + lie->x * mm, y = c->y0 + lie->y * mm;
    map_point(map, x, y, &x0, &y0);
    map_point(map, x + lie->ux, y + lie->uy, &x1, &y1);
    double length = hypot(x1 - x0, y1 - y0);
    lie->x = x0;
    lie->y = y0;
    if (length > 0) {
        lie->ux = (x1 - x0) / length;
        lie->uy = (y1 - y0) / length;
    }
}

/* Mean over 3 x 3 into `binary`: noise of a pixel's size goes. */
static void smooth(struct code_reader *r, unsigned n)
{
    memcpy(r->binary, r->grey, (size_t)n * n);
    for (unsigned y = 1; y + 1 < n; y++) {
        for (unsigned x = 1; x + 1 < n; x++) {
            const uint8_t *p = r->grey + (size_t)y * n + x;
            unsigned sum = 0;
            for (int k = -1; k <= 1; k++) {
                const uint8_t *row = p + k * (ptrdiff_t)n;
                sum += (unsigned)row[-1] + row[0] + row[1];
            }
            r->binary[(size_t)y * n + x] = (uint8_t)(sum / 9);
        }
    }
    memcpy(r->grey, r->binary, (size_t)n * n);
}

/* Darker than the middle between the lightest and darkest of the tile round
 * about: codes in uneven light. */
static void binarise_locally(struct code_reader *r, unsigned n)
{
    const unsigned reach = n / 7;
    for (unsigned ty = 0; ty < n; ty += reach) {
        for (unsigned tx = 0; tx < n; tx += reach) {
            unsigned low = 255, high = 0;
            for (unsigned y = ty > reach ? ty - reach : 0;
                 y < n && y < ty + 2 * reach; y++) {
                for (unsigned x = tx > reach ? tx - reach : 0;
                     x < n && x < tx + 2 * reach; x++) {
                    unsigned v = r->grey[(size_t)y * n + x];
                    low = v < low ? v : low;
                    high = v > high ? v : high;
                }
            }
            for (unsigned y = ty; y < n && y < ty + reach; y++)
                for (unsigned x = tx; x < n && x < tx + reach; x++)
                    r->binary[(size_t)y * n + x] =
                        r->grey[(size_t)y * n + x] > (low + high) / 2 ? 255
                                                                      : 0;
        }
    }
}

bool code_read_place(struct code_reader *r, const struct image *image,
                     const struct page_map *map, const struct rect_mm *place,
                     char text[CODE_TEXT_MAX], struct code_lie *lie)
{
    struct crop c = crop(r, image, map, place, QUICK_MARGIN_MM,
                         QUICK_PX_PER_MM);
    binarise(r, (size_t)c.n * c.n);
    bool found = decode(r, r->binary, c.n, c.n, text, lie);
    if (!found) {
        c = crop(r, image, map, place, CROP_MARGIN_MM, CROP_PX_PER_MM);
        binarise(r, (size_t)c.n * c.n);
        found = decode(r, r->binary, c.n, c.n, text, lie) ||
                decode(r, r->grey, c.n, c.n, text, lie);
    }
    if (!found) {
        smooth(r, c.n);
        binarise(r, (size_t)c.n * c.n);
        found = decode(r, r->binary, c.n, c.n, text, lie);
    }
    if (!found) {
        binarise_locally(r, c.n);
        found = decode(r, r->binary, c.n, c.n, text, lie);
    }
    if (found)
        lie_on_image(&c, map, lie);
    return found;
}

bool code_read_anywhere(struct code_reader *r, const struct image *image,
                        char text[CODE_TEXT_MAX], struct code_lie *lie)
{
    int32_t narrow = image->w < image->h ? image->w : image->h;
    int32_t wide = image->w < image->h ? image->h : image->w;
    int32_t f = (narrow + WHOLE_WIDTH / 2) / WHOLE_WIDTH;
    f = f < 1 ? 1 : f;
    while (wide / f > WHOLE_MAX)
        f++;
    unsigned w = (unsigned)(image->w / f);
    unsigned h = (unsigned)(image->h / f);
    if (w < 16 || h < 16)
        return false;
    for (unsigned y = 0; y < h; y++) {
        uint32_t sums[WHOLE_MAX] = {0};
        for (int32_t k = 0; k < f; k++) {
            pixel_row(image, 0, (int32_t)y * f + k, (int32_t)w * f, r->row);
            for (unsigned x = 0; x < w; x++)
                for (int32_t i = 0; i < f; i++)
                    sums[x] += r->row[(int32_t)x * f + i];
        }
        for (unsigned x = 0; x < w; x++)
            r->grey[y * w + x] = (uint8_t)(sums[x] / (uint32_t)(f * f));
    }
    binarise(r, (size_t)w * h);
    if (!decode(r, r->binary, w, h, text, lie) &&
        !decode(r, r->grey, w, h, text, lie))
        return false;
    lie->x *= f;
    lie->y *= f;
    return true;
}

/* ---- codes of other sheets ---- */

static const zbar_symbol_type_t SYMBOLS[CODE_KIND_COUNT] = {
    [CODE_QR] = ZBAR_QRCODE,
    [CODE_128] = ZBAR_CODE128,
    [CODE_I25] = ZBAR_I25,
};

static zbar_image_scanner_t *scanner_of(struct code_reader *r,
                                        enum code_kind kind)
{
    if (r->kind[kind] == NULL) {
        zbar_image_scanner_t *s = zbar_image_scanner_create();
        if (s == NULL)
            return NULL;
        (void)zbar_image_scanner_set_config(s, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
        (void)zbar_image_scanner_set_config(s, SYMBOLS[kind],
                                            ZBAR_CFG_ENABLE, 1);
        r->kind[kind] = s;
    }
    return r->kind[kind];
}

/* A rectangle with a margin, straightened, `fine` pixels a mm, turned so that
 * bars stand upright. */
static bool crop_rect(struct code_reader *r, const struct image *image,
                      const struct page_map *map, const struct rect_mm *place,
                      double fine, unsigned *w, unsigned *h)
{
    bool tall = place->h > place->w * 1.5;
    double wide = (tall ? place->h : place->w) + 2 * CROP_MARGIN_MM;
    double high = (tall ? place->w : place->h) + 2 * CROP_MARGIN_MM;
    *w = (unsigned)(wide * fine);
    *h = (unsigned)(high * fine);
    if (*w < 8 || *h < 8 || *w > WHOLE_MAX || *h > WHOLE_MAX)
        return false;
    double x0 = place->x - CROP_MARGIN_MM;
    double y0 = place->y - CROP_MARGIN_MM;
    for (unsigned j = 0; j < *h; j++) {
        double b = (j + 0.5) / fine;
        double ax, ay, bx, by;
        map_point(map, x0 + (tall ? b : 0), y0 + (tall ? 0 : b), &ax, &ay);
        map_point(map, x0 + (tall ? b : wide), y0 + (tall ? wide : b), &bx,
                  &by);
        double ux = (bx - ax) / *w;
        double uy = (by - ay) / *w;
        for (unsigned i = 0; i < *w; i++)
            r->grey[(size_t)j * *w + i] =
                sample_grey(image, ax + (i + 0.5) * ux - 0.5,
                            ay + (i + 0.5) * uy - 0.5);
    }
    return true;
}

bool code_read_try(struct code_reader *r, const struct image *image,
                   const struct page_map *map, const struct rect_mm *place,
                   enum code_kind kind, int attempt, char text[CODE_TEXT_MAX])
{
    static const struct {
        double fine;
        bool binary;
    } ways[] = {{12, true}, {16, true}, {12, false},
                {8.6, true}, {20, true}, {8.6, false}};
    zbar_image_scanner_t *scanner = scanner_of(r, kind);
    unsigned w, h;
    text[0] = '\0';
    if (scanner == NULL || attempt < 0 ||
        (size_t)attempt >= sizeof ways / sizeof ways[0])
        return false;
    double fine = ways[attempt].fine;
    double longest = (place->w > place->h ? place->w : place->h) +
                     2 * CROP_MARGIN_MM;
    fine = fine * longest > WHOLE_MAX ? (WHOLE_MAX - 1) / longest : fine;
    if (!crop_rect(r, image, map, place, fine, &w, &h))
        return true;
    if (ways[attempt].binary)
        binarise(r, (size_t)w * h);
    if (!decode_with(scanner, ways[attempt].binary ? r->binary : r->grey, w,
                     h, text, NULL))
        text[0] = '\0';
    return true;
}

static void see(const zbar_symbol_t *symbol, enum code_kind kind,
                struct code_seen *out)
{
    unsigned n = zbar_symbol_get_loc_size(symbol);
    unsigned bytes = zbar_symbol_get_data_length(symbol);
    *out = (struct code_seen){.kind = kind, .x0 = 1e9, .y0 = 1e9};
    bytes = bytes < CODE_TEXT_MAX ? bytes : CODE_TEXT_MAX - 1;
    memcpy(out->text, zbar_symbol_get_data(symbol), bytes);
    for (unsigned i = 0; i < n; i++) {
        double x = zbar_symbol_get_loc_x(symbol, i);
        double y = zbar_symbol_get_loc_y(symbol, i);
        out->x0 = fmin(out->x0, x);
        out->y0 = fmin(out->y0, y);
        out->x1 = fmax(out->x1, x);
        out->y1 = fmax(out->y1, y);
    }
}

size_t code_find_all(struct code_reader *r, const struct image *image,
                     size_t max, struct code_seen out[])
{
    unsigned w = (unsigned)image->w;
    unsigned h = (unsigned)image->h;
    size_t count = 0;
    uint8_t *pixels = mem_alloc((size_t)w * h + 8, 1);
    if (pixels == NULL)
        return 0;
    for (unsigned y = 0; y < h; y++)
        pixel_row(image, 0, (int32_t)y, image->w, pixels + (size_t)y * w);
    int limit = otsu(pixels, (size_t)w * h);
    for (size_t i = 0; i < (size_t)w * h; i++)
        pixels[i] = pixels[i] > limit ? 255 : 0;
    zbar_image_t *whole = wrap(pixels, w, h);
    for (int k = 0; k < CODE_KIND_COUNT && whole != NULL; k++) {
        zbar_image_scanner_t *scanner = scanner_of(r, (enum code_kind)k);
        if (scanner == NULL || zbar_scan_image(scanner, whole) <= 0)
            continue;
        for (const zbar_symbol_t *s = zbar_image_first_symbol(whole);
             s != NULL && count < max; s = zbar_symbol_next(s))
            see(s, (enum code_kind)k, &out[count++]);
    }
    if (whole != NULL)
        zbar_image_destroy(whole);
    free(pixels);
    return count;
}
