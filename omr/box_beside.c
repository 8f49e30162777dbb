/* omr/box_beside.c - a circle round the words of a choice.
 *
 * Where a question has no ink in or round any box, the words beside its boxes
 * are looked at: print falls into characters, one circle round several of
 * them is a single large piece of ink.  It is entered as ink round the box
 * whose words it encloses, and so the question goes to a person.
 */
#include <math.h>

#include "omr/box_joint.h"

#define WORDS_MM 16.0    /* looked at to the right of the box */
#define UP_MM 4.5        /* and above and below it */
#define BEGINS_MM 0.3    /* a circle begins between here … */
#define BEGINS_BY_MM 4.0 /* … and here behind the box */
#define LARGE_MM 4.6     /* larger than any character, both ways */
#define DARKER                                                                 \
    0.08                  /* above the page's higher limit of ink: blur joins
                         * no characters */
#define CIRCLE_RING 0.010 /* enough for the judge to ask, no more */

/* Is there a piece of ink that begins behind the box and is too large for a
 * character?  `behind` is the box's right edge, points. */
static bool is_circled(struct joint *j, double behind)
{
    double from = behind + BEGINS_MM * JOINT_FINE;
    double by = behind + BEGINS_BY_MM * JOINT_FINE;
    double large = LARGE_MM * JOINT_FINE;
    for (int y = 0; y < j->h; y++) {
        for (int x = 0; x < j->w; x++) {
            if (j->ink[y][x] != 1)
                continue;
            struct joint_extent e = joint_piece(j, x, y);
            if (e.x0 >= from && e.x0 <= by && e.x1 - e.x0 + 1 >= large &&
                e.y1 - e.y0 + 1 >= large)
                return true;
        }
    }
    return false;
}

void find_blank(size_t n, const struct box_read boxes[], double inside,
                double ring, bool blank[])
{
    for (size_t i = 0; i < n;) {
        size_t to = i;
        bool none = true;
        for (; to < n && boxes[to].item == boxes[i].item; to++) {
            const struct box_measure *m = &boxes[to].measure;
            none = none && (double)(m->cover + m->specks) < inside &&
                   (double)m->ring < ring;
        }
        for (; i < to; i++)
            blank[i] = none;
    }
}

void look_beside(const struct image *image, const struct levels *levels,
                 const struct registration *r, const struct page_ink *ink,
                 const struct layout_page *page, struct piece_room *room,
                 const bool blank[], struct box_read boxes[])
{
    struct joint joint;
    for (size_t i = 0; i < page->box_count; i++) {
        const struct rect_mm *b = &page->boxes[i].at;
        struct rect_mm at = {b->x, b->y - UP_MM, b->w + WORDS_MM,
                             b->h + 2 * UP_MM};
        if (!blank[i])
            continue;
        if (at.x + at.w > page->width)
            at.w = page->width - at.x;
        joint_take(&joint, image, levels, r, ink->high + DARKER, &at, room);
        joint_erase_rules(&joint);
        if (is_circled(&joint, (b->w + (double)boxes[i].measure.shift_x_mm) *
                                   JOINT_FINE))
            boxes[i].measure.ring = (float)CIRCLE_RING;
    }
}
