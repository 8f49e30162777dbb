/* forms/frame.h - what stands at the same place on every side: marks the
 * reader squares the page up with, codes, patches; and where the rest may go.
 *
 * All machine-read parts stay 10 mm and more from the edge of the paper
 * (printers clip 4-5 mm).  docs/formats.md draws it.
 */
#ifndef FORMS_FRAME_H
#define FORMS_FRAME_H

#include "forms/draft.h"
#include "forms/scene.h"

#define FRAME_LEFT 20.0    /* of the content */
#define FRAME_RIGHT 190.0
#define FRAME_WIDTH (FRAME_RIGHT - FRAME_LEFT)
#define FRAME_TOP 34.0     /* of the content, under the head of the side */
#define FRAME_BOTTOM 263.5 /* of the content, above the foot */

/* The head lies right of the first code, the foot left of the second. */
#define FRAME_HEAD_X 44.0
#define FRAME_HEAD_W (A4_W_MM - 2 * FRAME_HEAD_X) /* centred on the paper */
#define FRAME_HEAD_Y 11.5
#define FRAME_FOOT_W 143.0 /* from FRAME_LEFT */
#define FRAME_FOOT_Y 266.5
#define FRAME_LINE_Y 284.9 /* baseline of the code text and the page number */
#define FRAME_CODE_TEXT_X 21.5

/* Modules of 0.7 mm: version 2 has 25 of them a side. */
#define FRAME_QR_MM 17.5
#define FRAME_QR_QUIET_MM 2.8 /* four modules */

enum { FRAME_CODES = 2 };
extern const struct rect_mm FRAME_QR[FRAME_CODES];

/* Add the frame to the current side of a draft and to what it shows (the
 * codes differ from sheet to sheet and are not in the scene). */
void frame_add(struct draft *draft, struct scene *scene, double outline_mm);

#endif
