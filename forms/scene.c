/* forms/scene.c - see scene.h. */
#include "forms/scene.h"

#include <math.h>
#include <string.h>

enum mark_kind { MARK_FILL, MARK_BOX, MARK_LINE, MARK_PATH, MARK_CIRCLE,
                 MARK_PARA };

struct mark {
    enum mark_kind kind;
    double x, y, w, h; /* LINE: from x, y to w, h; CIRCLE: radius w */
    double line, grey;
    size_t n;          /* PATH */
    const double *xy;
    const struct para *para;
    struct mark *next;
};

struct scene {
    struct arena *arena;
    struct mark *first, *last;
    bool failed;
};

struct scene *scene_new(struct arena *arena)
{
    struct scene *s = arena_alloc(arena, 1, sizeof *s);
    if (s != NULL)
        s->arena = arena;
    return s;
}

bool scene_ok(const struct scene *s)
{
    return !s->failed;
}

static void add(struct scene *s, struct mark what)
{
    struct mark *m = arena_alloc(s->arena, 1, sizeof *m);
    if (m == NULL) {
        s->failed = true;
        return;
    }
    *m = what;
    if (s->last != NULL)
        s->last->next = m;
    else
        s->first = m;
    s->last = m;
}

void scene_fill(struct scene *s, struct rect_mm r, double grey)
{
    add(s, (struct mark){.kind = MARK_FILL, .x = r.x, .y = r.y, .w = r.w,
                         .h = r.h, .grey = grey});
}

void scene_box(struct scene *s, struct rect_mm r, double line_mm)
{
    scene_fill(s, r, 0);
    add(s, (struct mark){.kind = MARK_BOX, .x = r.x, .y = r.y, .w = r.w,
                         .h = r.h, .line = line_mm});
}

void scene_line(struct scene *s, double x1, double y1, double x2, double y2,
                double line_mm, double grey)
{
    add(s, (struct mark){.kind = MARK_LINE, .x = x1, .y = y1, .w = x2,
                         .h = y2, .line = line_mm, .grey = grey});
}

void scene_path(struct scene *s, size_t n, const double xy[], double line_mm,
                double grey)
{
    double *copy = arena_alloc(s->arena, 2 * n, sizeof *copy);
    if (copy == NULL) {
        s->failed = true;
        return;
    }
    memcpy(copy, xy, 2 * n * sizeof *copy);
    add(s, (struct mark){.kind = MARK_PATH, .n = n, .xy = copy,
                         .line = line_mm, .grey = grey});
}

void scene_circle(struct scene *s, double x, double y, double r,
                  double line_mm)
{
    add(s, (struct mark){.kind = MARK_CIRCLE, .x = x, .y = y, .w = r,
                         .line = line_mm});
}

void scene_para(struct scene *s, const struct para *para, double x, double y)
{
    if (para != NULL)
        add(s, (struct mark){.kind = MARK_PARA, .x = x, .y = y,
                             .para = para});
    else
        s->failed = true;
}

/* ---- where print stands ---- */

#define BESIDE_MM 0.5
#define TINT 0.25 /* a grey this light is no print */

struct strip { /* beside a box */
    const struct rect_mm *box;
    bool right;
    double bare;
};

/* Print covers [x0, x1] x [y0, y1]. */
static void meets(struct strip *s, double x0, double y0, double x1, double y1)
{
    const struct rect_mm *b = s->box;
    if (y1 < b->y - BESIDE_MM || y0 > b->y + b->h + BESIDE_MM)
        return;
    double far = s->right ? x0 - b->x - b->w : b->x - x1;
    bool behind = s->right ? x1 <= b->x + b->w : x0 >= b->x;
    if (behind)
        return;
    far = far < 0 ? 0 : far;
    s->bare = far < s->bare ? far : s->bare;
}

static void meets_para(struct strip *s, const struct mark *m)
{
    const struct para *p = m->para;
    double pitch =
        p->line_count > 0 ? p->height_mm / (double)p->line_count : 0;
    for (size_t i = 0; i < p->line_count; i++) {
        const struct para_line *line = &p->lines[i];
        double y = m->y + (double)i * pitch;
        double end = line->indent_mm + line->width_mm;
        bool left = p->style.align == ALIGN_LEFT ||
                    (p->style.align == ALIGN_JUSTIFY && line->last);
        end = left ? end : p->measure_mm > end ? p->measure_mm : end;
        meets(s, m->x, y, m->x + end, y + pitch);
    }
}

static bool same_place(const struct mark *m, const struct rect_mm *box)
{
    const double near = 0.01; /* a layout is rounded, a scene is not */
    return fabs(m->x - box->x) < near && fabs(m->y - box->y) < near &&
           fabs(m->w - box->w) < near && fabs(m->h - box->h) < near;
}

static void meets_path(struct strip *s, const struct mark *m)
{
    double low[2] = {1e9, 1e9};
    double high[2] = {-1e9, -1e9};
    for (size_t i = 0; i < 2 * m->n; i++) {
        low[i % 2] = m->xy[i] < low[i % 2] ? m->xy[i] : low[i % 2];
        high[i % 2] = m->xy[i] > high[i % 2] ? m->xy[i] : high[i % 2];
    }
    if (m->n > 0)
        meets(s, low[0], low[1], high[0], high[1]);
}

static void meets_line(struct strip *s, const struct mark *m)
{
    double half = m->line / 2;
    meets(s, (m->x < m->w ? m->x : m->w) - half,
          (m->y < m->h ? m->y : m->h) - half,
          (m->x > m->w ? m->x : m->w) + half,
          (m->y > m->h ? m->y : m->h) + half);
}

double scene_bare(const struct scene *scene, const struct rect_mm *box,
                  bool right, double most)
{
    struct strip s = {box, right, most};
    for (const struct mark *m = scene->first; m != NULL; m = m->next) {
        switch (m->kind) {
        case MARK_FILL:
            if (m->grey > TINT)
                meets(&s, m->x, m->y, m->x + m->w, m->y + m->h);
            break;
        case MARK_BOX:
            if (!same_place(m, box))
                meets(&s, m->x, m->y, m->x + m->w, m->y + m->h);
            break;
        case MARK_LINE: meets_line(&s, m); break;
        case MARK_PATH: meets_path(&s, m); break;
        case MARK_CIRCLE:
            meets(&s, m->x - m->w, m->y - m->w, m->x + m->w, m->y + m->w);
            break;
        case MARK_PARA: meets_para(&s, m); break;
        }
    }
    return s.bare;
}

static void draw(const struct mark *m, struct pdf *pdf)
{
    struct colour grey = GREY(m->grey);
    switch (m->kind) {
    case MARK_FILL:
        pdf_fill_rect(pdf, m->x, m->y, m->w, m->h, grey);
        break;
    case MARK_BOX:
        pdf_box(pdf, m->x, m->y, m->w, m->h, m->line, BLACK);
        break;
    case MARK_LINE:
        pdf_line(pdf, m->x, m->y, m->w, m->h, m->line, grey);
        break;
    case MARK_PATH:
        pdf_path(pdf, m->n, m->xy, m->line, grey,
                 m->line > 0 ? NULL : &grey);
        break;
    case MARK_CIRCLE:
        pdf_circle(pdf, m->x, m->y, m->w, m->line, BLACK, NULL);
        break;
    case MARK_PARA:
        para_draw(pdf, m->para, 0, m->para->line_count, m->x, m->y);
        break;
    }
}

void scene_draw(const struct scene *s, struct pdf *pdf)
{
    for (const struct mark *m = s->first; m != NULL; m = m->next)
        draw(m, pdf);
}
