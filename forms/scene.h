/* forms/scene.h - what a side shows, as a list of marks.
 *
 * Made once per questionnaire, drawn into any number of PDFs.  Page space in
 * mm like everywhere.  Everything lives in the arena; a lack of memory sticks
 * and scene_ok() tells.
 */
#ifndef FORMS_SCENE_H
#define FORMS_SCENE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/mem.h"
#include "engine/type/para.h"
#include "engine/type/pdf.h"
#include "forms/layout.h"

struct scene;

struct scene *scene_new(struct arena *arena); /* NULL when out of memory */
bool scene_ok(const struct scene *scene);

void scene_fill(struct scene *scene, struct rect_mm r, double grey);
/* The outline lies inside the rectangle; the inside is made white. */
void scene_box(struct scene *scene, struct rect_mm r, double line_mm);
void scene_line(struct scene *scene, double x1, double y1, double x2,
                double y2, double line_mm, double grey);
/* n points x0,y0,x1,y1…, copied; stroked, or filled when line_mm is 0. */
void scene_path(struct scene *scene, size_t n, const double xy[],
                double line_mm, double grey);
void scene_circle(struct scene *scene, double x, double y, double r,
                  double line_mm);
/* The paragraph is borrowed until the scene is drawn for the last time. */
void scene_para(struct scene *scene, const struct para *para, double x,
                double y);

/* Paper without print to the left or right of a box, at its height and half a
 * millimetre above and below it, up to `most` mm.  Pale tints are no print. */
double scene_bare(const struct scene *scene, const struct rect_mm *box,
                  bool right, double most);

void scene_draw(const struct scene *scene, struct pdf *pdf);

#endif
