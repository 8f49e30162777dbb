/* forms/frame.c - see frame.h. */
#include "forms/frame.h"

#include "engine/base/units.h"

#define CORNER_MM 5.0
#define RING_CORE_MM 2.2 /* white; a solid corner never shows one */
#define EDGE_MM 2.5
#define MARK_IN_MM 14.0  /* centres of the marks from the paper's edges */
#define BOX_MM 5.0
#define SOLID_MM 4.0

/* Five marks between the corners: sheet feeders stretch paper along its way,
 * which four corners alone cannot see. */
enum { EDGE_MARKS = 5 };

const struct rect_mm FRAME_QR[FRAME_CODES] = {
    {22.5, 11.5, FRAME_QR_MM, FRAME_QR_MM},
    {A4_W_MM - 22.5 - FRAME_QR_MM, A4_H_MM - 11.5 - FRAME_QR_MM, FRAME_QR_MM,
     FRAME_QR_MM},
};

/* In the row of the bottom marks, left of the second code. */
static const struct rect_mm SOLID_PATCH = {145, 281, SOLID_MM, SOLID_MM};
static const struct rect_mm EMPTY_PATCH = {154, 280.5, BOX_MM, BOX_MM};

static struct rect_mm square(double x, double y, double side)
{
    return (struct rect_mm){x - side / 2, y - side / 2, side, side};
}

static void mark(struct draft *draft, struct scene *scene,
                 enum fiducial_kind kind, double x, double y)
{
    double side = kind == FIDUCIAL_EDGE ? EDGE_MM : CORNER_MM;
    struct rect_mm at = square(x, y, side);
    scene_fill(scene, at, 1);
    if (kind == FIDUCIAL_RING)
        scene_fill(scene, square(x, y, RING_CORE_MM), 0);
    draft_fiducial(draft, kind, at);
}

void frame_add(struct draft *draft, struct scene *scene, double outline_mm)
{
    double left = MARK_IN_MM, right = A4_W_MM - MARK_IN_MM;
    double top = MARK_IN_MM, bottom = A4_H_MM - MARK_IN_MM;
    mark(draft, scene, FIDUCIAL_RING, left, top);
    mark(draft, scene, FIDUCIAL_SQUARE, right, top);
    mark(draft, scene, FIDUCIAL_SQUARE, left, bottom);
    mark(draft, scene, FIDUCIAL_SQUARE, right, bottom);
    for (int side = 0; side < 2; side++)
        for (int k = 1; k <= EDGE_MARKS; k++)
            mark(draft, scene, FIDUCIAL_EDGE, side == 0 ? left : right,
                 top + k * (bottom - top) / (EDGE_MARKS + 1));
    for (int i = 0; i < FRAME_CODES; i++)
        draft_code(draft, CODE_QR, FRAME_QR[i]);
    scene_fill(scene, SOLID_PATCH, 1);
    draft_patch(draft, PATCH_SOLID, SOLID_PATCH);
    scene_box(scene, EMPTY_PATCH, outline_mm);
    draft_patch(draft, PATCH_EMPTY_BOX, EMPTY_PATCH);
}
