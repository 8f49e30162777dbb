#include "tests/sim/picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/mem.h"

enum err_code picture_init(struct picture *p, int32_t w, int32_t h,
                           uint8_t grey, struct err *err)
{
    *p = (struct picture){0};
    if (w < 1 || h < 1 || w > PICTURE_SIDE_MAX || h > PICTURE_SIDE_MAX) {
        return err_set(err, ERR_RANGE, 0, "picture of %d x %d pixels", w, h);
    }
    p->px = mem_alloc((size_t)w * (size_t)h, 1);
    if (!p->px) {
        return err_set(err, ERR_NOMEM, 0, "no memory for a picture");
    }
    p->w = w;
    p->h = h;
    memset(p->px, grey, (size_t)w * (size_t)h);
    return ERR_OK;
}

void picture_deinit(struct picture *p)
{
    if (p) {
        free(p->px);
        *p = (struct picture){0};
    }
}

enum err_code picture_copy(const struct picture *from, struct picture *to,
                           struct err *err)
{
    enum err_code code = picture_init(to, from->w, from->h, 0, err);
    if (code == ERR_OK) {
        memcpy(to->px, from->px, (size_t)from->w * (size_t)from->h);
    }
    return code;
}

/* The next number of a PNM head; comments run from # to the line's end. */
static bool pnm_number(FILE *in, int32_t *out)
{
    int c = getc(in);
    while (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '#') {
        if (c == '#') {
            while (c != '\n' && c != EOF) {
                c = getc(in);
            }
        }
        c = getc(in);
    }
    int32_t value = 0;
    int digits = 0;
    for (; c >= '0' && c <= '9' && digits < 6; c = getc(in), digits++) {
        value = value * 10 + (c - '0');
    }
    *out = value;
    return digits > 0; /* the one white space after the number is eaten */
}

static bool read_ppm_rows(FILE *in, struct picture *p)
{
    size_t n = (size_t)p->w * 3;
    uint8_t *row = malloc(n);
    bool ok = row != NULL;
    for (int32_t y = 0; ok && y < p->h; y++) {
        ok = fread(row, 1, n, in) == n;
        uint8_t *to = p->px + (size_t)y * (size_t)p->w;
        for (int32_t x = 0; ok && x < p->w; x++) {
            const uint8_t *c = row + (size_t)x * 3;
            to[x] = (uint8_t)((c[0] * 77 + c[1] * 150 + c[2] * 29) >> 8);
        }
    }
    free(row);
    return ok;
}

enum err_code picture_read_pnm(FILE *in, struct picture *p, struct err *err)
{
    *p = (struct picture){0};
    int c = getc(in);
    if (c == EOF) {
        return ERR_NOTFOUND;
    }
    int kind = getc(in);
    int32_t w, h, max;
    if (c != 'P' || (kind != '5' && kind != '6') || !pnm_number(in, &w) ||
        !pnm_number(in, &h) || !pnm_number(in, &max) || max != 255) {
        return err_set(err, ERR_FORMAT, 0, "not a PGM picture");
    }
    enum err_code code = picture_init(p, w, h, 0, err);
    if (code != ERR_OK) {
        return code;
    }
    size_t n = (size_t)w * (size_t)h;
    bool ok = kind == '5' ? fread(p->px, 1, n, in) == n : read_ppm_rows(in, p);
    if (!ok) {
        picture_deinit(p);
        return err_set(err, ERR_FORMAT, 0, "PGM picture ends too early");
    }
    return ERR_OK;
}

enum err_code picture_turn(struct picture *p, int quarters, struct err *err)
{
    quarters &= 3;
    if (quarters == 0) {
        return ERR_OK;
    }
    bool swap = quarters != 2;
    struct picture to;
    enum err_code code =
        picture_init(&to, swap ? p->h : p->w, swap ? p->w : p->h, 0, err);
    if (code != ERR_OK) {
        return code;
    }
    for (int32_t y = 0; y < p->h; y++) {
        const uint8_t *row = p->px + (size_t)y * (size_t)p->w;
        for (int32_t x = 0; x < p->w; x++) {
            int32_t tx = quarters == 1   ? p->h - 1 - y
                         : quarters == 2 ? p->w - 1 - x
                                         : y;
            int32_t ty = quarters == 1   ? x
                         : quarters == 2 ? p->h - 1 - y
                                         : p->w - 1 - x;
            to.px[(size_t)ty * (size_t)to.w + (size_t)tx] = row[x];
        }
    }
    picture_deinit(p);
    *p = to;
    return ERR_OK;
}

/* One pass: rows first into `mid`, then columns back, with weights of 256. */
static void blur_pass(struct picture *p, uint8_t *mid, int side)
{
    int centre = 256 - 2 * side;
    size_t w = (size_t)p->w, h = (size_t)p->h;
    for (size_t y = 0; y < h; y++) {
        const uint8_t *restrict in = p->px + y * w;
        uint8_t *restrict out = mid + y * w;
        out[0] = in[0];
        for (size_t x = 1; x + 1 < w; x++) {
            out[x] = (uint8_t)((in[x] * centre +
                                (in[x - 1] + in[x + 1]) * side + 128) >>
                               8);
        }
        out[w - 1] = in[w - 1];
    }
    memcpy(p->px, mid, w);
    for (size_t y = 1; y + 1 < h; y++) {
        const uint8_t *restrict up = mid + (y - 1) * w;
        const uint8_t *restrict in = mid + y * w;
        const uint8_t *restrict down = mid + (y + 1) * w;
        uint8_t *restrict out = p->px + y * w;
        for (size_t x = 0; x < w; x++) {
            out[x] =
                (uint8_t)((in[x] * centre + (up[x] + down[x]) * side + 128) >>
                          8);
        }
    }
}

enum err_code picture_blur(struct picture *p, double sigma_px, struct err *err)
{
    double left = sigma_px * sigma_px; /* variance still to add */
    if (left < 0.01 || p->w < 3 || p->h < 3) {
        return ERR_OK;
    }
    uint8_t *mid = malloc((size_t)p->w * (size_t)p->h);
    if (!mid) {
        return err_set(err, ERR_NOMEM, 0, "no memory for a picture");
    }
    while (left > 0.005) {
        double a = fmin(left / 2.0, 0.25); /* the kernel's variance is 2a */
        blur_pass(p, mid, (int)lround(a * 256.0));
        left -= 2.0 * a;
    }
    free(mid);
    return ERR_OK;
}

double picture_at(const struct picture *p, double x, double y, double outside)
{
    double fx = floor(x), fy = floor(y);
    if (fx < 0 || fy < 0 || fx + 1 >= p->w || fy + 1 >= p->h) {
        return outside;
    }
    double ax = x - fx, ay = y - fy;
    const uint8_t *at = p->px + (size_t)fy * (size_t)p->w + (size_t)fx;
    double top = at[0] * (1 - ax) + at[1] * ax;
    double low = at[p->w] * (1 - ax) + at[p->w + 1] * ax;
    return top * (1 - ay) + low * ay;
}
