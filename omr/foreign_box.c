/* omr/foreign_box.c - see foreign_box.h. */
#include "omr/foreign_box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/foreign_link.h"
#include "omr/foreign_view.h"

#define FINE 10.0       /* points a mm */
#define MARGIN_MM 0.2   /* seen round a box */
#define INSET_MM 0.20   /* inside the printed line: its blur */
#define INSET_MAX_MM 0.55 /* copies and dark thresholds make lines thicker */
#define INSIDE_MIN_MM 0.8 /* of a box that is left in any case */
#define LINE_ENDS 0.07  /* darkness where the printed line ends, box.c */
#define DIM 0.25        /* of the ink: paper is never darker than that */
#define LINE_SHARE 0.6  /* of a side's length: printed, not drawn */
#define RING_FROM_MM 0.35
#define RING_TO_MM 1.5
#define RING_FINE 5.0
#define BARE 0.004      /* of the paper round three boxes in four */
#define THIN_PT 3       /* and along an edge of the inside: printed line */
#define SPECK_PT 14     /* 0.14 mm2: dust and salt */
#define REACH_PT 3      /* a broken pencil line jumps gaps of 0.3 mm */
#define LETTER 0.02     /* from here on a box has something printed in it */
#define SLACK 0.25      /* of the printed cover: what letters vary by */
enum { SIDE = 128 };    /* 9 mm and a margin */

struct box_view { /* one box, straight */
    int w, h, n;               /* n: points inside */
    uint8_t dark[SIDE][SIDE];
    uint8_t in[SIDE][SIDE];
};

enum {
    EDGE_BINS = 10, /* of 0.1 mm, from the outer edge inward */
    LINE_BINS = 4   /* the same, from the inside's edge on */
};

struct ink_room {
    struct view view;
    struct box_view box;
    uint8_t map[SIDE][SIDE];
    int stack[SIDE * SIDE];
    float edge[EDGE_BINS][FOREIGN_BOXES_MAX];
    struct link_room *link;
};

struct page_look { /* what all boxes of a page share */
    const struct image *image;
    const struct levels *levels;
    const struct layout_page *page;
    const struct foreign_fit *fit;
    double outline;     /* mm, as the layout has it */
    double inset;       /* mm, outer edge to where ink is looked for */
    bool ticks;         /* strokes are looked for, not fills */
    double low, high;   /* darkness of ink, and of a stroke's deepest point */
};

enum err_code ink_room_new(struct ink_room **out, struct err *err)
{
    struct ink_room *room = mem_alloc(1, sizeof *room);
    *out = NULL;
    if (room == NULL)
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    enum err_code code = link_room_new(&room->link, err);
    if (code != ERR_OK) {
        ink_room_free(room);
        return code;
    }
    *out = room;
    return ERR_OK;
}

void ink_room_free(struct ink_room *room)
{
    if (room == NULL)
        return;
    link_room_free(room->link);
    free(room);
}

/* The paper just here is where the view is lightest: a shadow or a tinted
 * sheet is no ink. */
static void lift_paper(struct view *v)
{
    uint32_t histogram[256] = {0};
    uint32_t have = 0;
    int n = v->w * v->h;
    int paper = 0;
    for (int i = 0; i < n; i++)
        histogram[v->dark[i]]++;
    while (paper < (int)(DIM * 255) &&
           5 * (have += histogram[paper]) < (uint32_t)n)
        paper++;
    if (paper == 0)
        return;
    for (int i = 0; i < n; i++) {
        int d = (v->dark[i] - paper) * 255 / (255 - paper);
        v->dark[i] = (uint8_t)(d < 0 ? 0 : d);
    }
}

static void take(struct ink_room *room, const struct page_look *look,
                 size_t i)
{
    const struct layout_box *box = &look->page->boxes[i];
    const struct foreign_spot *spot = &look->fit->spot[i];
    struct box_view *b = &room->box;
    struct view *v = &room->view;
    view_take(v, look->image, look->levels, &look->fit->map, look->fit->ink,
              box->at.x + box->at.w / 2 + spot->dx,
              box->at.y + box->at.h / 2 + spot->dy,
              box->at.w + 2 * MARGIN_MM, box->at.h + 2 * MARGIN_MM, FINE);
    if (look->ticks)
        lift_paper(v);
    double least = fmin(box->at.w, box->at.h);
    double inset = fmin(look->inset, (least - INSIDE_MIN_MM) / 2);
    inset = fmax(inset, look->outline + 0.1);
    b->w = v->w < SIDE ? v->w : SIDE;
    b->h = v->h < SIDE ? v->h : SIDE;
    b->n = 0;
    for (int j = 0; j < b->h; j++) {
        for (int k = 0; k < b->w; k++) {
            double d = box_distance(box, v->u0 + k / FINE, v->v0 + j / FINE);
            b->dark[j][k] = v->dark[j * v->w + k];
            b->in[j][k] = d <= -inset;
            b->n += b->in[j][k];
        }
    }
}

/* Which of its four sides a point of a box is nearest to. */
static int side_at(const struct layout_box *box, double u, double v)
{
    double x = u / box->at.w;
    double y = v / box->at.h;
    return fabs(x) > fabs(y) ? (x < 0 ? 0 : 1) : (y < 0 ? 2 : 3);
}

/* A printed line may be thicker than on the rest of the page, or stand a
 * little off: where most of a side is dark just inside, that is no mark. */
static void drop_lines(struct ink_room *room, const struct page_look *look,
                       const struct layout_box *box)
{
    struct box_view *b = &room->box;
    const struct view *v = &room->view;
    int limit = (int)(look->low * 255);
    int dark[4][LINE_BINS] = {{0}};
    int all[4][LINE_BINS] = {{0}};
    for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < b->h; j++) {
            for (int i = 0; i < b->w; i++) {
                double x = v->u0 + i / FINE;
                double y = v->v0 + j / FINE;
                int bin = (int)((-box_distance(box, x, y) - look->inset) *
                                FINE);
                if (b->in[j][i] == 0 || bin < 0 || bin >= LINE_BINS)
                    continue;
                int s = side_at(box, x, y);
                if (pass == 0) {
                    all[s][bin]++;
                    dark[s][bin] += b->dark[j][i] >= limit;
                } else if (dark[s][bin] > 0) {
                    b->dark[j][i] = 0;
                }
            }
        }
        for (int s = 0; pass == 0 && s < 4; s++) {
            bool line = true; /* from the outside inward without a break */
            for (int k = 0; k < LINE_BINS; k++) {
                line = line && dark[s][k] > LINE_SHARE * all[s][k];
                dark[s][k] = line;
            }
        }
    }
}

/* Darkness that `share` of the inside does not exceed. */
static double darkness_of(const struct box_view *b, double share)
{
    uint32_t histogram[256] = {0};
    for (int j = 0; j < b->h; j++)
        for (int i = 0; i < b->w; i++)
            histogram[b->dark[j][i]] += b->in[j][i];
    uint32_t have = 0;
    int v = 0;
    while (v < 255 && (have += histogram[v]) < share * b->n)
        v++;
    return v / 255.0;
}

struct stroke {
    int n, x0, y0, x1, y1, deepest, sum;
};

static struct stroke flood(struct ink_room *room, int x, int y)
{
    const struct box_view *b = &room->box;
    struct stroke s = {0, x, y, x, y, 0, 0};
    int top = 0;
    room->stack[top++] = y * SIDE + x;
    room->map[y][x] = 0;
    while (top > 0) {
        int at = room->stack[--top];
        int cx = at % SIDE;
        int cy = at / SIDE;
        int d = b->dark[cy][cx];
        s.n++;
        s.sum += d;
        s.deepest = d > s.deepest ? d : s.deepest;
        s.x0 = cx < s.x0 ? cx : s.x0;
        s.x1 = cx > s.x1 ? cx : s.x1;
        s.y0 = cy < s.y0 ? cy : s.y0;
        s.y1 = cy > s.y1 ? cy : s.y1;
        for (int ny = cy - REACH_PT; ny <= cy + REACH_PT; ny++) {
            for (int nx = cx - REACH_PT; nx <= cx + REACH_PT; nx++) {
                if (nx < 0 || ny < 0 || nx >= b->w || ny >= b->h ||
                    room->map[ny][nx] == 0)
                    continue;
                room->map[ny][nx] = 0;
                room->stack[top++] = ny * SIDE + nx;
            }
        }
    }
    return s;
}

static int longer(const struct stroke *s)
{
    int w = s->x1 - s->x0 + 1;
    int h = s->y1 - s->y0 + 1;
    return w > h ? w : h;
}

/* The inner side of the printed line where it is thick, or not quite where
 * the layout has it: thin, and along an edge of the inside. */
static bool is_line(const struct box_view *b, const struct stroke *s,
                    double inset)
{
    int w = s->x1 - s->x0 + 1;
    int h = s->y1 - s->y0 + 1;
    int edge = (int)((MARGIN_MM + inset) * FINE) + 2;
    bool upright = h > w;
    if ((upright ? w : h) > THIN_PT)
        return false;
    return upright ? s->x0 <= edge || s->x1 >= b->w - 1 - edge
                   : s->y0 <= edge || s->y1 >= b->h - 1 - edge;
}

/* Share of the sixteen cells of the inside that are at least half dark. */
static double solid_share(const struct box_view *b, int limit)
{
    int dark[16] = {0};
    int all[16] = {0};
    int full = 0;
    int cells = 0;
    for (int j = 0; j < b->h; j++) {
        for (int i = 0; i < b->w; i++) {
            int k = 4 * (4 * j / b->h) + 4 * i / b->w;
            all[k] += b->in[j][i];
            dark[k] += b->in[j][i] != 0 && b->dark[j][i] >= limit;
        }
    }
    for (int k = 0; k < 16; k++) {
        if (16 * all[k] < b->n / 4)
            continue; /* the corner of an oval */
        cells++;
        full += 2 * dark[k] >= all[k];
    }
    return cells > 0 ? (double)full / cells : 0;
}

static void measure(struct ink_room *room, const struct page_look *look,
                    struct box_measure *m)
{
    const struct box_view *b = &room->box;
    int limit = (int)(look->low * 255);
    double side = (b->w < b->h ? b->w : b->h) - 2 * MARGIN_MM * FINE;
    double n = 0, sum = 0, extent = 0, specks = 0, largest = 0;
    for (int j = 0; j < b->h; j++)
        for (int i = 0; i < b->w; i++)
            room->map[j][i] = b->in[j][i] != 0 && b->dark[j][i] >= limit;
    for (int j = 0; j < b->h; j++) {
        for (int i = 0; i < b->w; i++) {
            if (room->map[j][i] == 0)
                continue;
            struct stroke s = flood(room, i, j);
            bool deep = s.deepest >= (int)(look->high * 255);
            if (look->ticks && is_line(b, &s, look->inset))
                continue;
            if (s.n < SPECK_PT || (!deep && longer(&s) < 0.3 * side)) {
                specks += s.n;
                largest = s.n > largest ? s.n : largest;
                continue;
            }
            n += s.n;
            sum += s.sum;
            extent = longer(&s) > extent ? longer(&s) : extent;
        }
    }
    if (look->ticks)
        specks -= largest; /* one is dust */
    m->cover = (float)(b->n > 0 ? n / b->n : 0);
    m->specks = (float)(b->n > 0 ? specks / b->n : 0);
    m->ink = (float)(n > 0 ? sum / n / 255 : 0);
    m->extent = (float)(extent / side);
    m->solid = (float)solid_share(b, limit);
}

/* ---- a page ---- */

static int by_float(const void *a, const void *b)
{
    float x = *(const float *)a;
    float y = *(const float *)b;
    return (x > y) - (x < y);
}

/* How this page shows what is printed in its boxes, against the blank sheet:
 * most boxes are empty, so a low third of them tells. */
static double print_strength(const struct layout_page *page,
                             const struct box_read out[])
{
    float ratio[FOREIGN_BOXES_MAX];
    size_t n = 0;
    for (size_t i = 0; i < page->box_count; i++)
        if (page->boxes[i].printed > LETTER)
            ratio[n++] =
                out[i].measure.cover / (float)page->boxes[i].printed;
    if (n < 4)
        return 1;
    qsort(ratio, n, sizeof ratio[0], by_float);
    double k = (double)ratio[n / 3];
    return k < 0.4 ? 0.4 : k > 1.6 ? 1.6 : k;
}

static void take_off(struct box_measure *m, double printed)
{
    double cover = ((double)m->cover - printed) / (1 - printed);
    m->cover = (float)(cover < SLACK * printed ? 0 : cover);
    m->specks = (float)fmax(0, (double)m->specks - printed);
    if (m->cover <= 0) {
        m->ink = 0;
        m->extent = 0;
    }
}

/* How thick the page's lines really are: most boxes are empty, so the middle
 * one of them tells. */
static double inset_of(struct ink_room *room, struct page_look *look)
{
    size_t n = look->page->box_count;
    int k = (int)ceil((look->outline + INSET_MM) * 10);
    int most = (int)((look->outline + INSET_MAX_MM) * 10);
    for (size_t i = 0; i < n; i++) {
        const struct layout_box *box = &look->page->boxes[i];
        int sum[EDGE_BINS] = {0};
        int count[EDGE_BINS] = {0};
        take(room, look, i);
        const struct view *v = &room->view;
        for (int y = 0; y < room->box.h; y++) {
            for (int x = 0; x < room->box.w; x++) {
                double d = box_distance(box, v->u0 + x / FINE,
                                        v->v0 + y / FINE);
                int bin = (int)(-d * 10);
                if (d > 0 || bin >= EDGE_BINS)
                    continue;
                sum[bin] += room->box.dark[y][x];
                count[bin]++;
            }
        }
        for (int bin = 0; bin < EDGE_BINS; bin++)
            room->edge[bin][i] =
                (float)(count[bin] > 0 ? sum[bin] / 255.0 / count[bin] : 0);
    }
    for (; k < most && k < EDGE_BINS && n > 0; k++) {
        qsort(room->edge[k], n, sizeof room->edge[k][0], by_float);
        if ((double)room->edge[k][n / 3] < LINE_ENDS)
            break;
    }
    return k / 10.0;
}

/* Thresholds of ink, from what the paper of this page's boxes shows: most of
 * them are empty, so the lower third certainly is.  Returns the noise. */
static double set_limits(struct ink_room *room, struct page_look *look)
{
    float noises[FOREIGN_BOXES_MAX];
    size_t n = look->page->box_count;
    for (size_t i = 0; i < n; i++) {
        bool letter = look->page->boxes[i].printed > LETTER;
        take(room, look, i);
        /* Three quarters of a bubble are paper, its letter left out; a tick
         * is thinner, and as dark as the worst of the noise. */
        noises[i] = (float)darkness_of(
            &room->box, look->ticks && !letter ? 0.95 : 0.75);
    }
    qsort(noises, n, sizeof noises[0], by_float);
    double noise = n > 0 ? (double)noises[n / 3] : 0;
    double low = 1.8 * noise + 0.03;
    look->low = low < 0.14 ? 0.14 : low > 0.40 ? 0.40 : low;
    look->high = look->low + 0.14 < 0.30 ? 0.30 : look->low + 0.14;
    return noise;
}

/* ---- beside the boxes ---- */

static bool near_other(const struct page_look *look, size_t i, double x,
                       double y)
{
    for (size_t k = 0; k < look->page->box_count; k++) {
        const struct rect_mm *at = &look->page->boxes[k].at;
        if (k != i && x > at->x - RING_FROM_MM && y > at->y - RING_FROM_MM &&
            x < at->x + at->w + RING_FROM_MM &&
            y < at->y + at->h + RING_FROM_MM)
            return true;
    }
    return false;
}

/* Dark share of the paper round a box, other boxes left out; 0 for the cells
 * of a table, which have no paper round them. */
static double ring_of(struct ink_room *room, const struct page_look *look,
                      size_t i)
{
    const struct layout_box *box = &look->page->boxes[i];
    const struct foreign_spot *spot = &look->fit->spot[i];
    double x = box->at.x + box->at.w / 2 + spot->dx;
    double y = box->at.y + box->at.h / 2 + spot->dy;
    struct view *v = &room->view;
    int dark = 0;
    int all = 0;
    int whole = 0;
    view_take(v, look->image, look->levels, &look->fit->map, look->fit->ink,
              x, y, box->at.w + 2 * RING_TO_MM, box->at.h + 2 * RING_TO_MM,
              RING_FINE);
    lift_paper(v);
    for (int k = 0; k < v->w * v->h; k++) {
        double u = v->u0 + k % v->w / RING_FINE;
        double w = v->v0 + k / v->w / RING_FINE;
        double d = box_distance(box, u, w);
        if (d < RING_FROM_MM || d > RING_TO_MM)
            continue;
        whole++;
        if (near_other(look, i, x + u, y + w))
            continue;
        all++;
        dark += v->dark[k] >= (int)(look->low * 255);
    }
    return 10 * all > 8 * whole ? (double)dark / all : 0;
}

/* Circles round boxes and ticks beside them show where the paper round the
 * boxes is bare.  Where words or lines are printed there nothing can be
 * said: rings stay 0. */
static void measure_rings(struct ink_room *room, const struct page_look *look,
                          struct box_read out[])
{
    float sorted[FOREIGN_BOXES_MAX];
    size_t n = look->page->box_count;
    for (size_t i = 0; i < n; i++)
        sorted[i] = out[i].measure.ring = (float)ring_of(room, look, i);
    qsort(sorted, n, sizeof sorted[0], by_float);
    if (n == 0 || (double)sorted[3 * n / 4] > BARE)
        for (size_t i = 0; i < n; i++)
            out[i].measure.ring = 0;
}

void foreign_measure(struct ink_room *room, const struct image *image,
                     const struct levels *levels,
                     const struct layout_page *page, enum sheet_style style,
                     double outline, const struct foreign_fit *fit,
                     struct box_read out[])
{
    struct page_look look = {.image = image,
                             .levels = levels,
                             .page = page,
                             .fit = fit,
                             .outline = outline,
                             .inset = outline + INSET_MM,
                             .ticks = style == SHEET_TICK};
    size_t n = page->box_count;
    if (look.ticks)
        look.inset = inset_of(room, &look);
    double noise = set_limits(room, &look);
    for (size_t i = 0; i < n; i++) {
        const struct foreign_spot *spot = &fit->spot[i];
        out[i] = (struct box_read){.item = page->boxes[i].item,
                                   .choice = page->boxes[i].choice,
                                   .reason = ""};
        take(room, &look, i);
        if (look.ticks)
            drop_lines(room, &look, &page->boxes[i]);
        measure(room, &look, &out[i].measure);
        out[i].measure.noise = (float)noise;
        out[i].measure.shift_x_mm = (float)spot->dx;
        out[i].measure.shift_y_mm = (float)spot->dy;
        out[i].measure.outline =
            (float)(fit->outline > 0 ? fmax(0, spot->quality) / fit->outline
                                     : 0);
    }
    double strength = print_strength(page, out);
    for (size_t i = 0; i < n; i++)
        if (page->boxes[i].printed > 0)
            take_off(&out[i].measure,
                     fmin(0.8, strength * page->boxes[i].printed));
    measure_rings(room, &look, out);
    if (look.ticks) {
        foreign_link(room->link, image, levels, page, fit, look.low,
                     look.inset, out);
    }
}
