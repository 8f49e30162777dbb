/* omr/box_shape.c - where the ink of a box leads.
 *
 * The layout keeps 2 mm of bare paper round every box.  A mark stays there or
 * leaves it upward or to the right, as the tail of a tick does; a stain's
 * edge, a line of writing or a stroke from elsewhere leaves it elsewhere too.
 */
#include <math.h>
#include <string.h>

#include "omr/box_internal.h"

#define LOOP_MM 1.8 /* outside the outline */
#define NEAR_MM 0.6 /* a cross has four arms there, a tick two */
#define EXIT_GAP 5  /* points of paper between two exits */
#define GAP 2       /* points a broken line may jump */

struct frame { /* a square of the grid, inclusive */
    int x0, y0, x1, y1;
};

static struct frame frame_at(const struct spot *p, double half)
{
    double limit = PATCH_HALF - 1;
    double cx = PATCH_HALF + p->shift_x;
    double cy = PATCH_HALF + p->shift_y;
    half = half < limit ? half : limit;
    struct frame f = {(int)lround(cx - half), (int)lround(cy - half),
                      (int)lround(cx + half), (int)lround(cy + half)};
    f.x0 = f.x0 < 0 ? 0 : f.x0;
    f.y0 = f.y0 < 0 ? 0 : f.y0;
    f.x1 = f.x1 >= PATCH ? PATCH - 1 : f.x1;
    f.y1 = f.y1 >= PATCH ? PATCH - 1 : f.y1;
    return f;
}

struct walk { /* what is left to visit */
    int n;
    int16_t at[PATCH * PATCH][2];
};

static void visit(struct walk *w, uint8_t map[PATCH][PATCH], int x, int y)
{
    map[y][x] = 2;
    w->at[w->n][0] = (int16_t)x;
    w->at[w->n++][1] = (int16_t)y;
}

/* All 1 that hangs together with what is on the walk becomes 2. */
static void spread(struct walk *w, uint8_t map[PATCH][PATCH],
                   const struct frame *in, int gap)
{
    while (w->n > 0) {
        int cx = w->at[--w->n][0];
        int cy = w->at[w->n][1];
        for (int y = cy - gap; y <= cy + gap; y++)
            for (int x = cx - gap; x <= cx + gap; x++)
                if (x >= in->x0 && x <= in->x1 && y >= in->y0 && y <= in->y1 &&
                    map[y][x] == 1)
                    visit(w, map, x, y);
    }
}

/* Visited runs along the square's four sides, walked round once from its
 * upper left corner. */
struct runs {
    int above; /* above or to the right of the box */
    int below; /* below or to the left of it */
};

static struct runs runs_on(uint8_t map[PATCH][PATCH], const struct frame *f)
{
    bool line[4 * PATCH];
    int n = 0;
    for (int x = f->x0; x < f->x1; x++)
        line[n++] = map[f->y0][x] == 2;
    for (int y = f->y0; y < f->y1; y++)
        line[n++] = map[y][f->x1] == 2;
    int half = n;
    for (int x = f->x1; x > f->x0; x--)
        line[n++] = map[f->y1][x] == 2;
    for (int y = f->y1; y > f->y0; y--)
        line[n++] = map[y][f->x0] == 2;
    struct runs runs = {0, 0};
    int paper = EXIT_GAP;
    for (int i = 0; i < n; i++) {
        if (line[i] && paper >= EXIT_GAP) {
            runs.above += i < half;
            runs.below += i >= half;
        }
        paper = line[i] ? 0 : paper + 1;
    }
    return runs;
}

/* Ink that hangs together with what lies inside the box becomes 2, as far as
 * the loop. */
static void follow(const struct spot *p, int low, const struct frame *loop,
                   uint8_t map[PATCH][PATCH], struct walk *walk)
{
    struct frame box = frame_at(p, p->side / 2 - p->inset_mm * GRID);
    for (int y = 0; y < PATCH; y++)
        for (int x = 0; x < PATCH; x++)
            map[y][x] = p->dark[y][x] >= low;
    walk->n = 0;
    for (int y = box.y0; y <= box.y1; y++)
        for (int x = box.x0; x <= box.x1; x++)
            if (map[y][x] == 1)
                visit(walk, map, x, y);
    spread(walk, map, loop, GAP);
}

float patch_arms_beside(const struct spot *p, int low)
{
    uint8_t map[PATCH][PATCH];
    struct frame near = frame_at(p, p->side / 2 + NEAR_MM * GRID);
    for (int y = 0; y < PATCH; y++)
        for (int x = 0; x < PATCH; x++)
            map[y][x] = p->dark[y][x] >= low ? 2 : 0;
    struct runs runs = runs_on(map, &near);
    return (float)(runs.above + runs.below);
}

void patch_shape(const struct spot *p, int low, struct box_measure *m)
{
    struct walk walk;
    uint8_t map[PATCH][PATCH];
    struct frame far = frame_at(p, p->side / 2 + LOOP_MM * GRID);
    struct frame near = frame_at(p, p->side / 2 + NEAR_MM * GRID);
    struct runs out, arms;
    follow(p, low, &far, map, &walk);
    out = runs_on(map, &far);
    arms = runs_on(map, &near);
    m->exits = (float)(out.below + (out.above > 1 ? out.above - 1 : 0));
    m->arms = (float)(arms.below + arms.above);
}
