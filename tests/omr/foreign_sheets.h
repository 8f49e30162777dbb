/* tests/omr/foreign_sheets.h - five blank sheets as other makers print them,
 * drawn and written down as layouts with the same numbers. */
#ifndef TESTS_OMR_FOREIGN_SHEETS_H
#define TESTS_OMR_FOREIGN_SHEETS_H

#include "engine/base/str.h"
#include "tests/omr/foreign_draw.h"

enum { SHEET_BOXES = 400, SHEET_PAGES = 2 };

struct drawn_box {
    double x, y, w, h;
    int question, choice; /* from 1 */
    char shape;           /* b, c, o, p */
};

struct drawn_page {
    struct canvas canvas;
    struct str marks, codes; /* JSON entries */
    size_t n;
    struct drawn_box box[SHEET_BOXES];
};

struct drawn_sheet {
    const char *name, *style;
    bool open;
    double outline;
    int pages, questions;
    struct drawn_page page[SHEET_PAGES];
};

static inline void sheet_mark(struct drawn_page *p, const char *kind, double x,
                              double y, double w, double h, double line)
{
    str_addf(&p->marks,
             "%s{\"kind\":\"%s\",\"x\":%.2f,\"y\":%.2f,\"w\":%.2f,\"h\":%.2f",
             p->marks.n > 0 ? "," : "", kind, x, y, w, h);
    if (line > 0)
        str_addf(&p->marks, ",\"line_mm\":%.2f", line);
    str_add(&p->marks, "}");
}

static inline void sheet_disc(struct drawn_page *p, double x, double y,
                              double d)
{
    draw_oval(&p->canvas, x, y, d, d, 0, 255);
    sheet_mark(p, "disc", x, y, d, d, 0);
}

/* An L whose corner lies at (x, y) and whose arms run dx, dy. */
static inline void sheet_corner(struct drawn_page *p, double x, double y,
                                double dx, double dy, double line)
{
    double left = dx > 0 ? x : x + dx;
    double top = dy > 0 ? y : y + dy;
    draw_rect(&p->canvas, left, dy > 0 ? y : y - line, fabs(dx), line, 255);
    draw_rect(&p->canvas, dx > 0 ? x : x - line, top, line, fabs(dy), 255);
    sheet_mark(p, "corner", left, top, fabs(dx), fabs(dy), line);
}

static inline void sheet_box(struct drawn_sheet *s, struct drawn_page *p,
                             char shape, double x, double y, double w,
                             double h, int question, int choice)
{
    double t = s->outline;
    p->box[p->n++] = (struct drawn_box){x, y, w, h, question, choice, shape};
    s->questions = question > s->questions ? question : s->questions;
    if (shape == 'b') {
        draw_frame(&p->canvas, x, y, w, h, t);
    } else if (shape == 'p') {
        draw_oval(&p->canvas, x, y, h, h, t, 255);
        draw_oval(&p->canvas, x + w - h, y, h, h, t, 255);
        draw_rect(&p->canvas, x + h / 2, y, w - h, h, 0);
        draw_rect(&p->canvas, x + h / 2, y, w - h, t, 255);
        draw_rect(&p->canvas, x + h / 2, y + h - t, w - h, t, 255);
    } else {
        draw_oval(&p->canvas, x, y, w, h, t, 255);
    }
}

static inline void sheet_json(const struct drawn_sheet *s, struct str *out)
{
    static const char *const shapes[] = {
        ['b'] = "box", ['c'] = "circle", ['o'] = "oval", ['p'] = "pill"};
    str_addf(out, "{\"form\":\"%s\",\"revision\":1,\"open\":%s,"
             "\"outline_mm\":%.2f,\"style\":\"%s\",\"pages\":[",
             s->name, s->open ? "true" : "false", s->outline, s->style);
    for (int k = 0; k < s->pages; k++) {
        const struct drawn_page *p = &s->page[k];
        str_addf(out, "%s{\"width\":210,\"height\":297,\"fiducials\":[%s],"
                 "\"codes\":[%s],\"boxes\":[", k > 0 ? "," : "",
                 p->marks.text, p->codes.text);
        for (size_t i = 0; i < p->n; i++)
            str_addf(out, "%s{\"question\":\"Q%d\",\"choice\":\"%d\","
                     "\"shape\":\"%s\",\"x\":%.2f,\"y\":%.2f,\"w\":%.2f,"
                     "\"h\":%.2f}", i > 0 ? ",\n" : "", p->box[i].question,
                     p->box[i].choice, shapes[(int)p->box[i].shape],
                     p->box[i].x, p->box[i].y, p->box[i].w, p->box[i].h);
        str_add(out, "]}");
    }
    str_add(out, "]}");
}

static inline struct drawn_sheet *sheet_new(const char *name,
                                            const char *style, bool open,
                                            double outline, int pages)
{
    struct drawn_sheet *s = calloc(1, sizeof *s);
    *s = (struct drawn_sheet){.name = name, .style = style, .open = open,
                              .outline = outline, .pages = pages};
    for (int k = 0; k < pages; k++) {
        s->page[k].canvas = canvas_new(210, 297);
        str_init(&s->page[k].marks, 64 * 1024);
        str_init(&s->page[k].codes, 64 * 1024);
    }
    return s;
}

static inline void sheet_free(struct drawn_sheet *s)
{
    for (int k = 0; k < s->pages; k++) {
        free(s->page[k].canvas.ink);
        str_deinit(&s->page[k].marks);
        str_deinit(&s->page[k].codes);
    }
    free(s);
}

/* An answer sheet: five discs, three blocks of twenty rows of four ovals with
 * letters in them. */
static inline struct drawn_sheet *sheet_answers(void)
{
    struct drawn_sheet *s = sheet_new("ANSWER", "fill", true, 0.25, 1);
    struct drawn_page *p = &s->page[0];
    static const double at[5][2] = {
        {12, 12}, {193, 12}, {12, 280}, {193, 280}, {22, 12}};
    for (int k = 0; k < 5; k++)
        sheet_disc(p, at[k][0], at[k][1], 5);
    draw_text(&p->canvas, 60, 20, 90);
    draw_text(&p->canvas, 40, 30, 130);
    for (int q = 0; q < 60; q++) {
        double x = 30 + q / 20 * 55;
        double y = 60 + q % 20 * 10;
        draw_text(&p->canvas, x - 8, y, 4);
        for (int k = 0; k < 4; k++) {
            sheet_box(s, p, 'o', x + k * 8.5, y, 5, 3.2, q + 1, k + 1);
            draw_letter(&p->canvas, (char)('A' + k), x + k * 8.5 + 2.5,
                        y + 1.6, 1.9, 255);
        }
    }
    return s;
}

/* An evaluation form: L-shaped lines, squares, a QR code that names it. */
static inline struct drawn_sheet *sheet_corners(void)
{
    struct drawn_sheet *s = sheet_new("CORNERS", "tick", true, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    sheet_corner(p, 10, 12, 20, 20, 0.4);
    sheet_corner(p, 200, 12, -20, 20, 0.4);
    sheet_corner(p, 10, 285, 20, -20, 0.4);
    sheet_corner(p, 200, 285, -20, -20, 0.4);
    draw_qr(&p->canvas, "SDX-2026-A", 155, 20, 18);
    str_add(&p->codes, "{\"kind\":\"qr\",\"text\":\"SDX-2026-A\",\"x\":155,"
                       "\"y\":20,\"w\":18,\"h\":18}");
    for (int q = 0; q < 24; q++) {
        double y = 48 + q * 9.0;
        draw_text(&p->canvas, 25, y, 80);
        for (int k = 0; k < 5; k++)
            sheet_box(s, p, 'b', 118 + k * 14, y, 3.8, 3.8, q + 1, k + 1);
    }
    return s;
}

/* An exam of two pages: a frame round everything, circles, Code 128 with the
 * paper's number. */
static inline struct drawn_sheet *sheet_exam(int serial)
{
    struct drawn_sheet *s = sheet_new("EXAM", "fill", false, 0.3, 2);
    int question = 0;
    for (int k = 0; k < 2; k++) {
        struct drawn_page *p = &s->page[k];
        char text[32];
        draw_frame(&p->canvas, 12, 15, 186, 268, 0.7);
        sheet_mark(p, "frame", 12, 15, 186, 268, 0.7);
        (void)snprintf(text, sizeof text, "EX%d-%06d", k + 1, serial);
        double right = draw_code128(&p->canvas, text, 30, 20, 11, 0.33);
        str_addf(&p->codes, "{\"kind\":\"code128\",\"prefix\":\"EX%d-\","
                 "\"digits\":6,\"x\":30,\"y\":20,\"w\":%.2f,\"h\":11}",
                 k + 1, right - 30);
        for (int q = 0; q < (k == 0 ? 30 : 18); q++) {
            double x = 35 + q % 2 * 82;
            double y = (k == 0 ? 45 : 92) + q / 2 * 14.5;
            question++;
            draw_text(&p->canvas, x - 15, y, 10);
            for (int c = 0; c < 5; c++)
                sheet_box(s, p, 'c', x + c * 9.5, y, 4.6, 4.6, question,
                          c + 1);
        }
    }
    return s;
}

/* Brackets at the sides, pills, Interleaved 2 of 5. */
static inline struct drawn_sheet *sheet_brackets(int serial)
{
    struct drawn_sheet *s = sheet_new("BRACKET", "fill", false, 0.3, 1);
    struct drawn_page *p = &s->page[0];
    for (int k = 0; k < 4; k++) {
        double x = k % 2 == 0 ? 10 : 196;
        double y = k / 2 == 0 ? 14 : 270;
        draw_rect(&p->canvas, k % 2 == 0 ? x : x + 3.4, y, 0.6, 12, 255);
        draw_rect(&p->canvas, x, y, 4, 0.6, 255);
        draw_rect(&p->canvas, x, y + 11.4, 4, 0.6, 255);
        sheet_mark(p, "bracket", x, y, 4, 12, 0.6);
    }
    char text[32];
    (void)snprintf(text, sizeof text, "77%06d", serial);
    double right = draw_i25(&p->canvas, text, 120, 18, 12, 0.4);
    str_addf(&p->codes, "{\"kind\":\"i25\",\"prefix\":\"77\",\"digits\":6,"
             "\"x\":120,\"y\":18,\"w\":%.2f,\"h\":12}", right - 120);
    for (int q = 0; q < 25; q++) {
        double y = 45 + q * 8.6;
        draw_text(&p->canvas, 20, y, 60);
        for (int k = 0; k < 6; k++)
            sheet_box(s, p, 'p', 95 + k * 15, y, 7, 3, q + 1, k + 1);
    }
    return s;
}

/* A timing track down the left side, crosses at the right, boxes to tick. */
static inline struct drawn_sheet *sheet_track(void)
{
    struct drawn_sheet *s = sheet_new("TRACK", "tick", true, 0.2, 1);
    struct drawn_page *p = &s->page[0];
    for (int k = 0; k < 20; k++) {
        double y = 20 + k * 13;
        draw_rect(&p->canvas, 9, y, 5, 2, 255);
        sheet_mark(p, "square", 9, y, 5, 2, 0);
    }
    for (int k = 0; k < 2; k++) {
        double y = k == 0 ? 20 : 266;
        draw_rect(&p->canvas, 192, y + 2.8, 6, 0.4, 255);
        draw_rect(&p->canvas, 194.8, y, 0.4, 6, 255);
        sheet_mark(p, "cross", 192, y, 6, 6, 0.4);
    }
    for (int q = 0; q < 20; q++) {
        double y = 20 + q * 12.8;
        draw_text(&p->canvas, 25, y, 90);
        for (int k = 0; k < 3; k++)
            sheet_box(s, p, 'b', 130 + k * 18, y, 6, 4.5, q + 1, k + 1);
    }
    return s;
}

/* ---- hands ---- */

enum drawn_hand { HAND_FILL, HAND_SCRIBBLE, HAND_TICK, HAND_CROSS };

static inline void draw_mark(struct canvas *c, const struct drawn_box *b,
                             enum drawn_hand hand, int ink, uint32_t *seed)
{
    double jx = (draw_random(seed) % 100 / 100.0 - .5) * 0.5;
    double jy = (draw_random(seed) % 100 / 100.0 - .5) * 0.4;
    double x = b->x + jx;
    double y = b->y + jy;
    switch (hand) {
    case HAND_FILL:
        draw_oval(c, x + 0.1, y + 0.1, b->w - 0.2, b->h - 0.2, 0, ink);
        break;
    case HAND_SCRIBBLE:
        for (double t = 0; t <= 1; t += 0.1)
            draw_line(c, x + b->w * (t * 0.9), y + b->h * 0.95,
                      x + b->w * (t * 0.9 + 0.08), y + b->h * 0.05, 0.5, ink);
        break;
    case HAND_TICK:
        draw_line(c, x + b->w * .15, y + b->h * .5, x + b->w * .4,
                  y + b->h * .9, 0.45, ink);
        draw_line(c, x + b->w * .4, y + b->h * .9, x + b->w * 1.05,
                  y - b->h * .1, 0.45, ink);
        break;
    case HAND_CROSS:
        draw_line(c, x + b->w * .1, y + b->h * .1, x + b->w * .9,
                  y + b->h * .9, 0.4, ink);
        draw_line(c, x + b->w * .1, y + b->h * .9, x + b->w * .9,
                  y + b->h * .1, 0.4, ink);
        break;
    }
}

#endif
