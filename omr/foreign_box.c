/* omr/foreign_box.c - see foreign_box.h. */
#include "omr/foreign_box.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/foreign_view.h"

#define FINE 10.0       /* points a mm */
#define INSET_MM 0.20   /* inside the printed line: its blur */
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

struct ink_room {
    struct view view;
    struct box_view box;
    uint8_t map[SIDE][SIDE];
    int stack[SIDE * SIDE];
};

enum err_code ink_room_new(struct ink_room **out, struct err *err)
{
    *out = mem_alloc(1, sizeof **out);
    return *out != NULL ? ERR_OK
                        : err_set(err, ERR_NOMEM, 0, _("out of memory"));
}

void ink_room_free(struct ink_room *room)
{
    free(room);
}

static void take(struct ink_room *room, const struct image *image,
                 const struct levels *l, const struct layout_box *box,
                 double outline, const struct foreign_fit *fit,
                 const struct foreign_spot *spot)
{
    struct box_view *b = &room->box;
    struct view *v = &room->view;
    view_take(v, image, l, &fit->map, fit->ink,
              box->at.x + box->at.w / 2 + spot->dx,
              box->at.y + box->at.h / 2 + spot->dy, box->at.w + 0.4,
              box->at.h + 0.4, FINE);
    b->w = v->w < SIDE ? v->w : SIDE;
    b->h = v->h < SIDE ? v->h : SIDE;
    b->n = 0;
    for (int j = 0; j < b->h; j++) {
        for (int i = 0; i < b->w; i++) {
            double d = box_distance(box, v->u0 + i / FINE, v->v0 + j / FINE);
            b->dark[j][i] = v->dark[j * v->w + i];
            b->in[j][i] = d <= -(outline + INSET_MM);
            b->n += b->in[j][i];
        }
    }
}

/* Three quarters of the inside are no darker: paper, letters left out. */
static double paper_noise(const struct box_view *b)
{
    uint32_t histogram[256] = {0};
    for (int j = 0; j < b->h; j++)
        for (int i = 0; i < b->w; i++)
            histogram[b->dark[j][i]] += b->in[j][i];
    uint32_t have = 0;
    int v = 0;
    while (v < 255 && 4 * (have += histogram[v]) < 3 * (uint32_t)b->n)
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

static void measure(struct ink_room *room, double low, double high,
                    struct box_measure *m)
{
    const struct box_view *b = &room->box;
    int limit = (int)(low * 255);
    double side = b->w < b->h ? b->w : b->h;
    double n = 0, sum = 0, extent = 0, specks = 0;
    for (int j = 0; j < b->h; j++)
        for (int i = 0; i < b->w; i++)
            room->map[j][i] = b->in[j][i] != 0 && b->dark[j][i] >= limit;
    for (int j = 0; j < b->h; j++) {
        for (int i = 0; i < b->w; i++) {
            if (room->map[j][i] == 0)
                continue;
            struct stroke s = flood(room, i, j);
            bool deep = s.deepest >= (int)(high * 255);
            if (s.n < SPECK_PT || (!deep && longer(&s) < 0.3 * side)) {
                specks += s.n;
                continue;
            }
            n += s.n;
            sum += s.sum;
            extent = longer(&s) > extent ? longer(&s) : extent;
        }
    }
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

void foreign_measure(struct ink_room *room, const struct image *image,
                     const struct levels *l, const struct layout_page *page,
                     double outline, const struct foreign_fit *fit,
                     struct box_read out[])
{
    float noises[FOREIGN_BOXES_MAX];
    size_t n = page->box_count;
    for (size_t i = 0; i < n; i++) {
        take(room, image, l, &page->boxes[i], outline, fit, &fit->spot[i]);
        noises[i] = (float)paper_noise(&room->box);
    }
    qsort(noises, n, sizeof noises[0], by_float);
    double noise = n > 0 ? (double)noises[n / 3] : 0;
    double low = 1.8 * noise + 0.03;
    low = low < 0.14 ? 0.14 : low > 0.40 ? 0.40 : low;
    double high = low + 0.14 < 0.30 ? 0.30 : low + 0.14;
    for (size_t i = 0; i < n; i++) {
        const struct foreign_spot *spot = &fit->spot[i];
        out[i] = (struct box_read){.item = page->boxes[i].item,
                                   .choice = page->boxes[i].choice,
                                   .reason = ""};
        take(room, image, l, &page->boxes[i], outline, fit, spot);
        measure(room, low, high, &out[i].measure);
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
}
