/* reports/chart_quadrant.c - importance and performance.
 *
 *      希望改进 ^ 优先改进   |  继续保持
 *               | <> Q2      |      o Q5
 *      - - - - -+- - - - - - + - - - - -      the lines: means over the items
 *               |  Q1        |
 *               | 留意观察   |  维持现状
 *               +------------------------> 满意率
 */
#include "reports/chart_label.h"
#include "reports/chart_parts.h"

#include <math.h>
#include <stdio.h>

#include "engine/base/units.h"

static const double HEIGHT_MM = 92, AXIS_MM = 14;
/* Data keeps this far from the frame: the names of the corners stand there. */
static const double INSET_X = 18, INSET_Y = 9, CORNER_MM = 6;
static const double LABEL_PT = 9, LABEL_H = 4, MARK_R = 1.2;
static const double NAME_AIR_MM = 2.5; /* to the marks of others */
static const double LABEL_MOST_MM = 52; /* a longer name gives way to its code */

struct axis {
    double low, high, step; /* shares */
};

struct plot {
    struct chart_canvas *c;
    double x, y, w, h, cross_x, cross_y; /* cross: mm */
    struct axis across, up;
};

double quadrant_mm(void)
{
    return HEIGHT_MM;
}

void quadrant_cross(const struct chart *chart, double *x, double *y)
{
    *x = *y = 0;
    for (size_t i = 0; i < chart->spot_count; i++) {
        *x += chart->spots[i].x / (double)chart->spot_count;
        *y += chart->spots[i].y / (double)chart->spot_count;
    }
}

enum quadrant quadrant_of(const struct chart *chart, size_t spot)
{
    const struct chart_spot *s = &chart->spots[spot];
    const double even = 1e-9; /* on a line counts as right of it, below it */
    double x, y;

    quadrant_cross(chart, &x, &y);
    if (s->y > y + even)
        return s->x < x - even ? QUADRANT_FIRST : QUADRANT_KEEP;
    return s->x < x - even ? QUADRANT_WATCH : QUADRANT_HOLD;
}

const char *quadrant_name(enum quadrant quadrant)
{
    static const char *const name[] = {[QUADRANT_FIRST] = "优先改进",
                                       [QUADRANT_KEEP] = "继续保持",
                                       [QUADRANT_WATCH] = "留意观察",
                                       [QUADRANT_HOLD] = "维持现状"};
    return name[quadrant];
}

/* ---- axes ---- */

/* What holds all spots, ten points wide at least, so that small differences
 * look small; in steps that give three to seven ticks. */
static struct axis axis_of(const struct chart *chart, bool up)
{
    static const double steps[] = {.02, .05, .1, .2};
    struct axis a = {.low = 1, .high = 0, .step = .2};

    for (size_t i = 0; i < chart->spot_count; i++) {
        double v = up ? chart->spots[i].y : chart->spots[i].x;
        a.low = fmin(a.low, v);
        a.high = fmax(a.high, v);
    }
    if (a.high - a.low < .1) {
        double middle = fmin(fmax((a.low + a.high) / 2, .05), .95);
        a.low = middle - .05;
        a.high = middle + .05;
    }
    for (size_t i = sizeof(steps) / sizeof(steps[0]); i-- > 0;)
        if ((a.high - a.low) / steps[i] <= 6)
            a.step = steps[i];
    return a;
}

static double x_of(const struct plot *p, double share)
{
    return p->x + INSET_X + (p->w - 2 * INSET_X) * (share - p->across.low) /
                                (p->across.high - p->across.low);
}

static double y_of(const struct plot *p, double share)
{
    return p->y + p->h - INSET_Y -
           (p->h - 2 * INSET_Y) * (share - p->up.low) /
               (p->up.high - p->up.low);
}

static void tick_text(double share, char out[32])
{
    (void)snprintf(out, 32, "%ld%%", lround(share * 100));
}

static void draw_ticks(const struct plot *p)
{
    double bottom = p->y + p->h;
    char text[32];

    for (double k = ceil(p->across.low / p->across.step - 1e-9);
         k * p->across.step <= p->across.high + 1e-9; k++) {
        double x = x_of(p, k * p->across.step);

        tick_text(k * p->across.step, text);
        pdf_line(p->c->pdf, x, bottom, x, bottom + 1, .18, GREY(.8));
        canvas_text(p->c, x - 8, 16, bottom + 3, 8.5, ALIGN_CENTRE, GREY(.85),
                    text);
    }
    for (double k = ceil(p->up.low / p->up.step - 1e-9);
         k * p->up.step <= p->up.high + 1e-9; k++) {
        double y = y_of(p, k * p->up.step);

        tick_text(k * p->up.step, text);
        pdf_line(p->c->pdf, p->x - 1, y, p->x, y, .18, GREY(.8));
        canvas_text(p->c, p->x - AXIS_MM, AXIS_MM - 1.8, y, 8.5, ALIGN_RIGHT,
                    GREY(.85), text);
    }
}

/* The name of the upward axis runs down its left, one character a line. */
static void draw_names(const struct plot *p)
{
    struct para_style style = {.role = FONT_SONG,
                               .digits = FONT_SONG,
                               .size_pt = LABEL_PT,
                               .pitch_pt = LABEL_PT * 1.2,
                               .align = ALIGN_CENTRE,
                               .colour = BLACK};
    const double em = pt_to_mm(LABEL_PT);
    const struct para *para = para_set(p->c->pdf, p->c->arena, &style,
                                       em * 1.4, p->c->chart->y_name);

    if (para)
        para_draw(p->c->pdf, para, 0, para->line_count,
                  p->x - AXIS_MM - em * 1.2,
                  p->y + (p->h - para->height_mm) / 2);
    canvas_text(p->c, p->x, p->w, p->y + p->h + 7.5, LABEL_PT, ALIGN_CENTRE,
                BLACK, p->c->chart->x_name);
}

/* ---- the four fields ---- */

static void draw_corner(const struct plot *p, struct label_field *field,
                        enum quadrant which, bool right, bool bottom)
{
    const char *name = quadrant_name(which);
    double size = which == QUADRANT_FIRST ? 11 : 10;
    double w = canvas_width(p->c, size, name) + 2;
    struct label_box box = {right ? p->x + p->w - w - 1 : p->x + 1,
                            bottom ? p->y + p->h - CORNER_MM : p->y + 1, w,
                            CORNER_MM - 1};

    canvas_text(p->c, box.x, box.w, box.y + box.h / 2, size, ALIGN_CENTRE,
                which == QUADRANT_FIRST ? BLACK : GREY(.7), name);
    label_take(field, box);
}

static void draw_fields(const struct plot *p, struct label_field *field)
{
    struct pdf *pdf = p->c->pdf;

    pdf_fill_rect(pdf, p->x, p->y, p->cross_x - p->x, p->cross_y - p->y,
                  GREY(.09));
    pdf_box(pdf, p->x, p->y, p->w, p->h, .25, GREY(.8));
    canvas_dashes(p->c, p->cross_x, p->y, p->y + p->h, GREY(.7));
    for (double x = p->x; x < p->x + p->w; x += 2.4)
        pdf_line(pdf, x, p->cross_y, fmin(x + 1.5, p->x + p->w), p->cross_y,
                 .3, GREY(.7));
    draw_corner(p, field, QUADRANT_FIRST, false, false);
    draw_corner(p, field, QUADRANT_KEEP, true, false);
    draw_corner(p, field, QUADRANT_WATCH, false, true);
    draw_corner(p, field, QUADRANT_HOLD, true, true);
}

/* ---- items ---- */

static void draw_spot(const struct plot *p, size_t i)
{
    static const enum mark_shape shape[] = {
        [QUADRANT_FIRST] = MARK_DIAMOND,
        [QUADRANT_KEEP] = MARK_DOT,
        [QUADRANT_WATCH] = MARK_OPEN_DIAMOND,
        [QUADRANT_HOLD] = MARK_RING,
    };
    const struct chart_spot *s = &p->c->chart->spots[i];
    enum quadrant q = quadrant_of(p->c->chart, i);

    canvas_mark(p->c, shape[q], MARK_R, x_of(p, s->x), y_of(p, s->y),
                q == QUADRANT_FIRST ? CHART_BELOW : CHART_MET);
}

static const char *full_label(struct chart_canvas *c,
                              const struct chart_spot *s)
{
    size_t room = 1024;
    char *text = arena_alloc(c->arena, room, 1);

    if (!text || !s->name ||
        snprintf(text, room, "%s %s", s->code, s->name) >= (int)room)
        return s->code;
    return canvas_width(c, LABEL_PT, text) > LABEL_MOST_MM ? s->code : text;
}

/* ---- where the labels go ---- */

/* How much is asked for; the first that places all labels is taken. */
enum wish { WISH_NAMES, WISH_CODES, WISH_ANYWHERE, WISH_COUNT };

struct plan {
    struct label_box taken[2 * CHART_SPOTS + 6];
    struct label_field field;
    size_t first_mark;             /* in `taken` */
    struct label_box box[CHART_SPOTS];
    const char *text[CHART_SPOTS]; /* NULL = no room: the table has it */
    bool led[CHART_SPOTS];
};

/* The dashed lines keep labels off while `on`: the first two boxes. */
static void guard_lines(const struct plot *p, struct plan *plan, bool on)
{
    const struct label_box nowhere = {-1e6, -1e6, 0, 0};

    plan->taken[0] =
        on ? (struct label_box){p->cross_x, p->y, 0, p->h} : nowhere;
    plan->taken[1] =
        on ? (struct label_box){p->x, p->cross_y, p->w, 0} : nowhere;
}

static struct label_box mark_box(const struct plot *p, size_t i, double more)
{
    const struct chart_spot *s = &p->c->chart->spots[i];
    const double r = MARK_R * 1.3 + more;

    return (struct label_box){x_of(p, s->x) - r, y_of(p, s->y) - r, 2 * r,
                              2 * r};
}

/* Keep labels `more` mm off every mark but their own, so that nobody doubts
 * whose they are. */
static void guard_marks(const struct plot *p, struct plan *plan, size_t own,
                        double more)
{
    for (size_t i = 0; i < p->c->chart->spot_count; i++)
        plan->taken[plan->first_mark + i] =
            mark_box(p, i, i == own ? 0 : more);
}

static bool try_place(const struct plot *p, struct plan *plan, size_t i,
                      const char *text, enum label_reach reach)
{
    const struct chart_spot *s = &p->c->chart->spots[i];

    if (!label_place(&plan->field, reach, x_of(p, s->x), y_of(p, s->y),
                     MARK_R * 1.3, canvas_width(p->c, LABEL_PT, text) + 1,
                     LABEL_H, &plan->box[i], &plan->led[i]))
        return false;
    plan->text[i] = text;
    return true;
}

/* Off the dashed lines where it can be, else across one of them. */
static bool place_near(const struct plot *p, struct plan *plan, size_t i,
                       const char *text)
{
    bool placed;

    guard_lines(p, plan, true);
    placed = try_place(p, plan, i, text, LABEL_NEAR);
    guard_lines(p, plan, false);
    return placed || try_place(p, plan, i, text, LABEL_NEAR);
}

/* Its name beside the mark, else its code, else the code further away. */
static bool plan_label(const struct plot *p, struct plan *plan, size_t i,
                       enum wish wish)
{
    const char *code = p->c->chart->spots[i].code;
    bool placed = false;

    if (wish == WISH_NAMES) {
        guard_marks(p, plan, i, NAME_AIR_MM);
        placed = place_near(p, plan, i, full_label(p->c, &p->c->chart->spots[i]));
        guard_marks(p, plan, i, 0);
    }
    return placed || place_near(p, plan, i, code) ||
           try_place(p, plan, i, code, LABEL_FAR) ||
           (wish == WISH_ANYWHERE && try_place(p, plan, i, code, LABEL_ANY));
}

/* Marks first, so that no label is written over one that comes later. */
static void take_marks(const struct plot *p, struct plan *plan)
{
    plan->first_mark = plan->field.count;
    for (size_t i = 0; i < p->c->chart->spot_count; i++)
        label_take(&plan->field, mark_box(p, i, 0));
}

static void plan_labels(const struct plot *p, struct plan *plan)
{
    size_t fixed = plan->field.count;
    size_t n = p->c->chart->spot_count, placed = 0;

    for (enum wish w = WISH_NAMES; w < WISH_COUNT && placed < n; w++) {
        plan->field.count = fixed;
        placed = 0;
        for (size_t i = 0; i < n; i++) {
            plan->text[i] = NULL;
            placed += plan_label(p, plan, i, w);
        }
    }
}

static void draw_labels(const struct plot *p, const struct plan *plan)
{
    const struct chart *chart = p->c->chart;

    for (size_t i = 0; i < chart->spot_count; i++) {
        double x = x_of(p, chart->spots[i].x), y = y_of(p, chart->spots[i].y);
        double nx, ny;

        if (!plan->text[i] || !plan->led[i])
            continue;
        label_nearest(plan->box[i], x, y, &nx, &ny);
        pdf_line(p->c->pdf, x, y, nx, ny, .15, GREY(.6));
    }
    for (size_t i = 0; i < chart->spot_count; i++) {
        const struct label_box *box = &plan->box[i];

        if (plan->text[i])
            canvas_text(p->c, box->x, box->w, box->y + box->h / 2, LABEL_PT,
                        ALIGN_CENTRE, BLACK, plan->text[i]);
    }
}

void quadrant_draw(struct chart_canvas *c)
{
    struct plan *plan = arena_alloc(c->arena, 1, sizeof(*plan));
    double left = AXIS_MM + pt_to_mm(LABEL_PT) * 1.4, x, y;
    struct plot p = {.c = c,
                     .x = c->x + left,
                     .y = c->y + chart_head_mm(c->chart),
                     .w = c->w - left - 2,
                     .h = HEIGHT_MM,
                     .across = axis_of(c->chart, false),
                     .up = axis_of(c->chart, true)};

    if (!plan)
        return; /* para.c has made the pdf sticky, or will */
    plan->field = (struct label_field){
        .bounds = {p.x + .5, p.y + .5, p.w - 1, p.h - 1},
        .count = 2,
        .room = sizeof(plan->taken) / sizeof(plan->taken[0]),
        .taken = plan->taken};
    quadrant_cross(c->chart, &x, &y);
    p.cross_x = x_of(&p, x);
    p.cross_y = y_of(&p, y);
    guard_lines(&p, plan, false);
    draw_fields(&p, &plan->field);
    draw_ticks(&p);
    draw_names(&p);
    take_marks(&p, plan);
    plan_labels(&p, plan);
    draw_labels(&p, plan);
    for (size_t i = 0; i < c->chart->spot_count; i++)
        draw_spot(&p, i);
}
