/* tests/omr/foreign_draw.h - blank sheets of other makers, drawn for tests.
 *
 * Plain raster drawing of its own, so that the reader's idea of a shape is
 * not tested against itself: 600 dpi in black and white, then halved to grey.
 */
#ifndef TESTS_OMR_FOREIGN_DRAW_H
#define TESTS_OMR_FOREIGN_DRAW_H

#include <math.h>
#include <qrencode.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "omr/image.h"

#define DRAW_PX_MM (600 / 25.4)

struct canvas {
    int w, h;      /* px at 600 dpi */
    uint8_t *ink;  /* 0 … 255 of darkness */
};

static inline struct canvas canvas_new(double w_mm, double h_mm)
{
    struct canvas c = {(int)(w_mm * DRAW_PX_MM), (int)(h_mm * DRAW_PX_MM),
                       NULL};
    c.ink = calloc((size_t)c.w * (size_t)c.h, 1);
    return c;
}

static inline void dot(struct canvas *c, int x, int y, int ink)
{
    if (x < 0 || y < 0 || x >= c->w || y >= c->h)
        return;
    uint8_t *p = &c->ink[(size_t)y * (size_t)c->w + (size_t)x];
    *p = (uint8_t)ink;
}

static inline void draw_rect(struct canvas *c, double x, double y, double w,
                             double h, int ink)
{
    for (int j = (int)lround(y * DRAW_PX_MM);
         j < (int)lround((y + h) * DRAW_PX_MM); j++)
        for (int i = (int)lround(x * DRAW_PX_MM);
             i < (int)lround((x + w) * DRAW_PX_MM); i++)
            dot(c, i, j, ink);
}

static inline void draw_frame(struct canvas *c, double x, double y, double w,
                              double h, double line)
{
    draw_rect(c, x, y, w, line, 255);
    draw_rect(c, x, y + h - line, w, line, 255);
    draw_rect(c, x, y, line, h, 255);
    draw_rect(c, x + w - line, y, line, h, 255);
}

/* An ellipse from outer edge to outer edge; line 0 = solid. */
static inline void draw_oval(struct canvas *c, double x, double y, double w,
                             double h, double line, int ink)
{
    double mx = (x + w / 2) * DRAW_PX_MM;
    double my = (y + h / 2) * DRAW_PX_MM;
    double a = w / 2 * DRAW_PX_MM;
    double b = h / 2 * DRAW_PX_MM;
    double t = line * DRAW_PX_MM;
    for (int j = (int)(my - b) - 1; j <= (int)(my + b) + 1; j++) {
        for (int i = (int)(mx - a) - 1; i <= (int)(mx + a) + 1; i++) {
            double u = i + 0.5 - mx;
            double v = j + 0.5 - my;
            bool out = u * u / (a * a) + v * v / (b * b) <= 1;
            bool in = line > 0 && a > t && b > t &&
                      u * u / ((a - t) * (a - t)) +
                              v * v / ((b - t) * (b - t)) <
                          1;
            if (out && !in)
                dot(c, i, j, ink);
        }
    }
}

static inline void draw_line(struct canvas *c, double x0, double y0,
                             double x1, double y1, double thick, int ink)
{
    int n = (int)(hypot(x1 - x0, y1 - y0) * DRAW_PX_MM) + 1;
    for (int k = 0; k <= n; k++) {
        double x = x0 + (x1 - x0) * k / n;
        double y = y0 + (y1 - y0) * k / n;
        draw_oval(c, x - thick / 2, y - thick / 2, thick, thick, 0, ink);
    }
}

/* A capital of plain strokes: A B C D E, `size` mm high. */
static inline void draw_letter(struct canvas *c, char letter, double mx,
                               double my, double size, int ink)
{
    static const struct {
        char letter;
        double s[5][4];
        int n;
    } glyphs[] = {
        {'A', {{0, 1, .35, 0}, {.35, 0, .7, 1}, {.15, .6, .55, .6}}, 3},
        {'B', {{0, 0, 0, 1}, {0, 0, .6, .25}, {.6, .25, 0, .5},
               {0, .5, .65, .75}, {.65, .75, 0, 1}}, 5},
        {'C', {{.65, .1, .2, 0}, {.2, 0, 0, .5}, {0, .5, .2, 1},
               {.2, 1, .65, .9}}, 4},
        {'D', {{0, 0, 0, 1}, {0, 0, .6, .3}, {.6, .3, .6, .7},
               {.6, .7, 0, 1}}, 4},
        {'E', {{0, 0, 0, 1}, {0, 0, .6, 0}, {0, .5, .5, .5},
               {0, 1, .6, 1}}, 4},
    };
    for (size_t g = 0; g < sizeof glyphs / sizeof glyphs[0]; g++)
        for (int k = 0; glyphs[g].letter == letter && k < glyphs[g].n; k++) {
            const double *s = glyphs[g].s[k];
            draw_line(c, mx + (s[0] - .35) * size, my + (s[1] - .5) * size,
                      mx + (s[2] - .35) * size, my + (s[3] - .5) * size,
                      size * 0.11, ink);
        }
}

/* Rows of little rectangles that look like text from afar. */
static inline void draw_text(struct canvas *c, double x, double y, double w)
{
    unsigned seed = (unsigned)(x * 131 + y * 977);
    for (double at = x; at < x + w; at += 2.6) {
        seed = seed * 1103515245u + 12345u;
        for (int k = 0; k < 5; k++) {
            seed = seed * 1103515245u + 12345u;
            double px = at + (seed >> 16) % 20 * 0.1;
            double py = y + (seed >> 20) % 24 * 0.1;
            if ((seed >> 9 & 1) != 0)
                draw_rect(c, px, py, 1.2, 0.25, 255);
            else
                draw_rect(c, px, py, 0.25, 1.4, 255);
        }
    }
}

/* ---- codes ---- */

static inline void draw_qr(struct canvas *c, const char *text, double x,
                           double y, double side)
{
    QRcode *qr = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    double module = side / qr->width;
    for (int j = 0; j < qr->width; j++)
        for (int i = 0; i < qr->width; i++)
            if ((qr->data[j * qr->width + i] & 1) != 0)
                draw_rect(c, x + i * module, y + j * module, module, module,
                          255);
    QRcode_free(qr);
}

/* Widths of bar, gap, bar … in modules. */
static inline double draw_bars(struct canvas *c, const char *widths, double x,
                               double y, double h, double module)
{
    for (size_t i = 0; widths[i] != '\0'; i++) {
        double w = (widths[i] - '0') * module;
        if (i % 2 == 0)
            draw_rect(c, x, y, w, h, 255);
        x += w;
    }
    return x;
}

/* Code 128, set B.  Returns its right end. */
static inline double draw_code128(struct canvas *c, const char *text,
                                  double x, double y, double h, double module)
{
    static const char all[] =
        "212222222122222221121223121322131222122213122312132212221213221312"
        "231212112232122132122231113222123122123221223211221132221231213212"
        "223112312131311222321122321221312212322112322211212123212321232121"
        "111323131123131321112313132113132311211313231113231311112133112331"
        "132131113123113321133121313121211331231131213113213311213131311123"
        "311321331121312113312311332111314111221411431111111224111422121124"
        "121421141122141221112214112412122114122411142112142211241211221114"
        "413111241112134111111242121142121241114212124112124211411212421112"
        "421211212141214121412121111143111341131141114113114311411113411311"
        "113141114131311141411131211412211214211232";
    int sum = 104;
    int weight = 1;
    char widths[7] = "";
    memcpy(widths, all + 6 * 104, 6);
    x = draw_bars(c, widths, x, y, h, module);
    for (const char *p = text; *p != '\0'; p++, weight++) {
        int value = *p - ' ';
        sum += value * weight;
        memcpy(widths, all + 6 * value, 6);
        x = draw_bars(c, widths, x, y, h, module);
    }
    memcpy(widths, all + 6 * (sum % 103), 6);
    x = draw_bars(c, widths, x, y, h, module);
    return draw_bars(c, "2331112", x, y, h, module);
}

/* Interleaved 2 of 5; an even number of digits.  Returns its right end. */
static inline double draw_i25(struct canvas *c, const char *digits, double x,
                              double y, double h, double module)
{
    static const char *const wide[] = {"11331", "31113", "13113", "33111",
                                       "11313", "31311", "13311", "11133",
                                       "31131", "13131"};
    x = draw_bars(c, "1111", x, y, h, module);
    for (const char *p = digits; p[0] != '\0' && p[1] != '\0'; p += 2) {
        char widths[11] = "";
        for (int k = 0; k < 5; k++) {
            widths[2 * k] = wide[p[0] - '0'][k];
            widths[2 * k + 1] = wide[p[1] - '0'][k];
        }
        x = draw_bars(c, widths, x, y, h, module);
    }
    return draw_bars(c, "311", x, y, h, module);
}

/* ---- to a scan ---- */

static inline uint32_t draw_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* The canvas as a grey image of `dpi`: turned by `degrees` about its middle,
 * scaled, shifted, with sensor noise. */
struct draw_scan {
    double dpi, degrees, scale, shift_x, shift_y; /* shift in mm */
    int paper, ink, noise;
    bool bilevel;
    uint32_t seed;
};

static inline struct image canvas_scan(const struct canvas *c,
                                       const struct draw_scan *s)
{
    struct image image = {.dpi = s->dpi};
    double k = DRAW_PX_MM * 25.4 / s->dpi / s->scale; /* canvas px a px */
    int w = (int)(c->w / DRAW_PX_MM * s->dpi / 25.4);
    int h = (int)(c->h / DRAW_PX_MM * s->dpi / 25.4);
    uint32_t seed = s->seed;
    if (image_alloc(&image, (uint64_t)w, (uint64_t)h, NULL) != ERR_OK)
        abort();
    double ca = cos(s->degrees * M_PI / 180) * k;
    double sa = sin(s->degrees * M_PI / 180) * k;
    int n = k > 1.2 ? (int)ceil(k) : 2;
    for (int y = 0; y < h; y++) {
        for (int x = 0; x < w; x++) {
            int sum = 0;
            for (int b = 0; b < n; b++) {
                for (int a = 0; a < n; a++) {
                    double u = x + (a + .5) / n - w / 2.0 -
                               s->shift_x * s->dpi / 25.4;
                    double v = y + (b + .5) / n - h / 2.0 -
                               s->shift_y * s->dpi / 25.4;
                    int cx = (int)floor(c->w / 2.0 + u * ca + v * sa);
                    int cy = (int)floor(c->h / 2.0 - u * sa + v * ca);
                    if (cx >= 0 && cy >= 0 && cx < c->w && cy < c->h)
                        sum += c->ink[(size_t)cy * (size_t)c->w +
                                      (size_t)cx];
                }
            }
            double dark = sum / 255.0 / (n * n);
            int grey = (int)(s->paper - dark * (s->paper - s->ink));
            if (s->noise > 0)
                grey += (int)(draw_random(&seed) % (uint32_t)(2 * s->noise + 1)) -
                        s->noise;
            grey = grey < 0 ? 0 : grey > 255 ? 255 : grey;
            if (s->bilevel)
                grey = grey < 140 ? 0 : 255;
            image.pixels[(size_t)y * image.stride + (size_t)x] = (uint8_t)grey;
        }
    }
    image.bilevel = s->bilevel;
    return image;
}

#endif
