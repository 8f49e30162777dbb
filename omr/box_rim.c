/* omr/box_rim.c - a dot on the outline of an otherwise bare box.
 *
 * Inside the box nothing of it shows, and round the box nothing either.  It is
 * thicker than the printed line: the largest dark square that fits in it tells,
 * beside those of the page's other boxes.  Entered as ink round the box, so
 * that a question without any other ink goes to a person.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "omr/box_internal.h"

#define OUT_MM 0.45     /* outside the outline: as far as it is looked at */
#define RIM_RING 0.010  /* enough for the judge to ask, no more */
enum {
    RIM_MIN = 5,        /* points, 0.6 mm: a line drawn two pixels wide has 4 */
    RIM_MORE = 3        /* than the page's usual */
};

static int lesser(int a, int b)
{
    return a < b ? a : b;
}

/* Side of the largest square of ink in the frame of the outline, points. */
static int largest_square(const struct spot *p, int low)
{
    uint8_t side[PATCH][PATCH];
    double cx = PATCH_HALF + p->shift_x;
    double cy = PATCH_HALF + p->shift_y;
    double in = p->side / 2 - p->inset_mm * GRID - 1;
    double out = p->side / 2 + OUT_MM * GRID;
    int most = 0;
    memset(side, 0, sizeof side);
    for (int y = 1; y < PATCH; y++) {
        double dy = fabs(y - cy);
        if (dy > out)
            continue;
        for (int x = 1; x < PATCH; x++) {
            double d = fmax(dy, fabs(x - cx));
            if (d > out || d < in || p->dark[y][x] < low)
                continue;
            int least = lesser(side[y - 1][x - 1],
                               lesser(side[y - 1][x], side[y][x - 1]));
            side[y][x] = (uint8_t)(least + 1);
            most = side[y][x] > most ? side[y][x] : most;
        }
    }
    return most;
}

static int by_int(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

void look_at_rims(const struct spot *patches, size_t n,
                  const struct page_ink *ink, const bool unmarked[],
                  struct box_read boxes[])
{
    int squares[BOX_PAGE_MAX], sorted[BOX_PAGE_MAX];
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any = any || unmarked[i];
    if (!any)
        return;
    for (size_t i = 0; i < n; i++)
        sorted[i] = squares[i] =
            largest_square(&patches[i], (int)(ink->high * 255));
    qsort(sorted, n, sizeof sorted[0], by_int);
    int limit = sorted[n / 2] + RIM_MORE;
    limit = limit < RIM_MIN ? RIM_MIN : limit;
    for (size_t i = 0; i < n; i++)
        if (unmarked[i] && squares[i] >= limit &&
            (double)boxes[i].measure.ring < RIM_RING)
            boxes[i].measure.ring = (float)RIM_RING;
}
