/* forms/scene.c - see scene.h. */
#include "forms/scene.h"

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
