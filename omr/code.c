/* omr/code.c - see code.h.
 *
 * ZBar's own edge finder is thrown by ordinary scanner noise, so every crop
 * is resampled and binarised here first, to four pixels a module, then to
 * six; grey is the last try.  Only QR codes are enabled: the other symbologies cost ten
 * times the work and find codes in text.
 */
#include "omr/code.h"

#include <math.h>
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
    free(r->grey);
    free(r->binary);
    free(r);
}

static bool decode(struct code_reader *r, const uint8_t *pixels, unsigned w,
                   unsigned h, char text[CODE_TEXT_MAX])
{
    zbar_image_t *image = zbar_image_create();
    bool found = false;
    if (image == NULL)
        return false;
    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, w, h);
    /* No clean-up handler: the pixels stay ours. */
    zbar_image_set_data(image, pixels, (unsigned long)w * h, NULL);
    if (zbar_scan_image(r->scanner, image) > 0) {
        const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
        unsigned n = symbol != NULL ? zbar_symbol_get_data_length(symbol) : 0;
        if (n > 0 && n < CODE_TEXT_MAX) {
            memcpy(text, zbar_symbol_get_data(symbol), n);
            text[n] = '\0';
            found = true;
        }
    }
    zbar_image_destroy(image);
    return found;
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

/* A square around the code with a margin, straightened, n x n pixels. */
static unsigned crop(struct code_reader *r, const struct image *image,
                     const struct page_map *map, const struct rect_mm *place,
                     double margin_mm, double px_per_mm)
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
    return n;
}

bool code_read_place(struct code_reader *r, const struct image *image,
                     const struct page_map *map, const struct rect_mm *place,
                     char text[CODE_TEXT_MAX])
{
    unsigned n = crop(r, image, map, place, QUICK_MARGIN_MM, QUICK_PX_PER_MM);
    binarise(r, (size_t)n * n);
    if (decode(r, r->binary, n, n, text))
        return true;
    n = crop(r, image, map, place, CROP_MARGIN_MM, CROP_PX_PER_MM);
    binarise(r, (size_t)n * n);
    return decode(r, r->binary, n, n, text) || decode(r, r->grey, n, n, text);
}

bool code_read_anywhere(struct code_reader *r, const struct image *image,
                        char text[CODE_TEXT_MAX])
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
    return decode(r, r->binary, w, h, text) || decode(r, r->grey, w, h, text);
}
