/* tests/reports/drawn.h - what stands on a page of a PDF, read back by
 * qpdf (shapes) and poppler (words); mm, origin top left. */
#ifndef TESTS_REPORTS_DRAWN_H
#define TESTS_REPORTS_DRAWN_H

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum shape_kind { SHAPE_RECT, SHAPE_LINE, SHAPE_ROUND, SHAPE_POLYGON };

struct drawn_shape {
    enum shape_kind kind;
    bool filled;
    double x, y, w, h;        /* its box; a line runs x,y to x+w,y+h */
    double ink[4];            /* CMYK it was filled or drawn with */
    double line;              /* its width */
};

struct drawn_word {
    double x, y, w, mid;      /* mid: the middle of the line's height */
    char text[512];
};

enum { DRAWN_SHAPES = 20000, DRAWN_WORDS = 4000 };

struct drawn {
    double page_w, page_h;
    size_t shape_count, word_count;
    struct drawn_shape shape[DRAWN_SHAPES];
    struct drawn_word word[DRAWN_WORDS];
};

struct drawn_pen { /* the state while reading operators */
    double stack[16], fill[4], stroke[4], line;
    double x1, y1, x2, y2; /* the path's box, pt */
    size_t n, corners, curves, rects, first_rect;
    double ends[4];
};

static inline double drawn_mm(double pt)
{
    return pt * 25.4 / 72;
}

static inline void drawn_point(struct drawn_pen *p, double x, double y)
{
    if (p->corners++ == 0) {
        p->x1 = p->x2 = x;
        p->y1 = p->y2 = y;
    }
    p->x1 = fmin(p->x1, x);
    p->x2 = fmax(p->x2, x);
    p->y1 = fmin(p->y1, y);
    p->y2 = fmax(p->y2, y);
    p->ends[p->corners == 1 ? 0 : 2] = x;
    p->ends[p->corners == 1 ? 1 : 3] = y;
}

static inline void drawn_close(struct drawn *d, struct drawn_pen *p,
                               bool filled)
{
    struct drawn_shape s = {.filled = filled, .line = drawn_mm(p->line)};

    memcpy(s.ink, filled ? p->fill : p->stroke, sizeof(s.ink));
    for (size_t i = p->first_rect; i < d->shape_count; i++) {
        d->shape[i].filled = filled;
        memcpy(d->shape[i].ink, s.ink, sizeof(s.ink));
        d->shape[i].line = s.line;
    }
    if (p->corners > 0) {
        s.kind = p->curves          ? SHAPE_ROUND
                 : p->corners == 2 ? SHAPE_LINE
                                   : SHAPE_POLYGON;
        s.x = drawn_mm(p->x1);
        s.y = d->page_h - drawn_mm(p->y2);
        s.w = drawn_mm(p->x2 - p->x1);
        s.h = drawn_mm(p->y2 - p->y1);
        assert(d->shape_count < DRAWN_SHAPES);
        d->shape[d->shape_count++] = s;
    }
    p->first_rect = d->shape_count;
    p->corners = p->curves = 0;
}

static inline void drawn_operator(struct drawn *d, struct drawn_pen *p,
                                  const char *op)
{
    double *v = p->stack;

    if (strcmp(op, "k") == 0 && p->n == 4)
        memcpy(p->fill, v, sizeof(p->fill));
    else if (strcmp(op, "K") == 0 && p->n == 4)
        memcpy(p->stroke, v, sizeof(p->stroke));
    else if (strcmp(op, "w") == 0 && p->n == 1)
        p->line = v[0];
    else if ((strcmp(op, "m") == 0 || strcmp(op, "l") == 0) && p->n == 2)
        drawn_point(p, v[0], v[1]);
    else if (strcmp(op, "c") == 0 && p->n == 6) {
        drawn_point(p, v[4], v[5]);
        p->curves++;
    } else if (strcmp(op, "re") == 0 && p->n == 4) {
        assert(d->shape_count < DRAWN_SHAPES);
        d->shape[d->shape_count++] = (struct drawn_shape){
            .kind = SHAPE_RECT, .x = drawn_mm(v[0]),
            .y = d->page_h - drawn_mm(v[1] + v[3]), .w = drawn_mm(v[2]),
            .h = drawn_mm(v[3])};
    } else if (strcmp(op, "f") == 0) {
        drawn_close(d, p, true);
    } else if (strcmp(op, "s") == 0 || strcmp(op, "S") == 0) {
        drawn_close(d, p, false);
    }
    p->n = 0;
}

static inline void drawn_shapes(struct drawn *d, const char *path, size_t n)
{
    struct drawn_pen p = {.n = 0};
    char command[512], token[4096];
    bool page = false;

    (void)snprintf(command, sizeof(command),
                   "qpdf --qdf --object-streams=disable '%s' - | "
                   "awk '/^%%%% Contents for page %zu$/{on=1} on&&/^stream/"
                   "{go=1;next} /^endstream/{if(go)exit} go'", path, n);
    FILE *in = popen(command, "r");
    assert(in);
    while (fscanf(in, "%4095s", token) == 1) {
        char *end;
        double value = strtod(token, &end);

        page = true;
        if (*end == '\0' && p.n < 16)
            p.stack[p.n++] = value;
        else
            drawn_operator(d, &p, token);
    }
    (void)pclose(in);
    assert(page);
}

static inline void drawn_words(struct drawn *d, const char *path, size_t n)
{
    char command[512], line[2048];
    double x1, y1, x2, y2;

    (void)snprintf(command, sizeof(command),
                   "pdftotext -q -f %zu -l %zu -bbox '%s' -", n, n, path);
    FILE *in = popen(command, "r");
    assert(in);
    while (fgets(line, sizeof(line), in)) {
        struct drawn_word *w = &d->word[d->word_count];

        if (sscanf(line, " <page width=\"%lf\" height=\"%lf\"", &x1, &y1) == 2) {
            d->page_w = drawn_mm(x1);
            d->page_h = drawn_mm(y1);
        } else if (sscanf(line, " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" "
                          "yMax=\"%lf\">%511[^<]",
                          &x1, &y1, &x2, &y2, w->text) == 5) {
            w->x = drawn_mm(x1);
            w->y = drawn_mm(y1);
            w->w = drawn_mm(x2 - x1);
            w->mid = drawn_mm(y1 + y2) / 2;
            d->word_count++;
            assert(d->word_count < DRAWN_WORDS);
        }
    }
    assert(pclose(in) == 0);
}

/* Page n, from 1. */
static inline void drawn_read(struct drawn *d, const char *path, size_t n)
{
    d->shape_count = d->word_count = 0;
    drawn_words(d, path, n);
    drawn_shapes(d, path, n);
}

static inline const struct drawn_word *drawn_find(const struct drawn *d,
                                                  const char *text)
{
    for (size_t i = 0; i < d->word_count; i++)
        if (strcmp(d->word[i].text, text) == 0)
            return &d->word[i];
    return NULL;
}

/* The ink inside a window of the page; h = 0 where there is none. */
static inline struct drawn_shape drawn_ink(const char *path, size_t n,
                                           double x, double y, double w,
                                           double h)
{
    enum { DPI = 200 };
    const double mm = DPI / 25.4;
    char command[256], head[8];
    int width, height, most;
    double x1 = 1e9, y1 = 1e9, x2 = -1, y2 = -1;

    (void)snprintf(command, sizeof(command),
                   "pdftoppm -q -gray -r %d -f %zu -l %zu '%s'", DPI, n, n,
                   path);
    FILE *in = popen(command, "r");
    assert(in);
    int got = fscanf(in, "%7s %d %d %d", head, &width, &height, &most);
    assert(got == 4);
    (void)fgetc(in);
    for (int row = 0; row < height; row++)
        for (int col = 0; col < width; col++) {
            int grey = fgetc(in);
            double px = (col + .5) / mm, py = (row + .5) / mm;

            if (grey > 140 || px < x || py < y || px > x + w || py > y + h)
                continue;
            x1 = fmin(x1, px - .5 / mm);
            x2 = fmax(x2, px + .5 / mm);
            y1 = fmin(y1, py - .5 / mm);
            y2 = fmax(y2, py + .5 / mm);
        }
    (void)pclose(in);
    return (struct drawn_shape){.x = x1, .y = y1, .w = x2 - x1, .h = y2 - y1};
}

/* The face of the first text on any page that begins with `start`, and its
 * size in points. */
static inline double drawn_face(const char *path, const char *start,
                                char face[64])
{
    static char line[8192];
    char command[256], family[64];
    char names[32][64];
    double sizes[32] = {0}, size;
    int id, top, left, w, h, at;

    (void)snprintf(command, sizeof(command),
                   "pdftohtml -xml -i -stdout '%s' 2>/dev/null", path);
    FILE *in = popen(command, "r");
    assert(in);
    face[0] = '\0';
    size = 0;
    while (fgets(line, sizeof(line), in)) {
        double points;

        if (sscanf(line, " <fontspec id=\"%d\" size=\"%lf\" family=\"%63[^\"]",
                   &id, &points, family) == 3) {
            assert(id < 32);
            (void)snprintf(names[id], sizeof(names[id]), "%s",
                           strchr(family, '+') ? strchr(family, '+') + 1
                                               : family);
            sizes[id] = points / 1.5;
        } else if (!*face &&
                   sscanf(line,
                          " <text top=\"%d\" left=\"%d\" width=\"%d\" "
                          "height=\"%d\" font=\"%d\">%n",
                          &top, &left, &w, &h, &id, &at) == 5 &&
                   strncmp(line + at, start, strlen(start)) == 0) {
            (void)snprintf(face, 64, "%s", names[id]);
            size = sizes[id];
        }
    }
    (void)pclose(in);
    return size;
}

#endif
