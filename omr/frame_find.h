/* omr/frame_find.h - which of the page's blobs are our corners.
 *
 * Every pair of candidates, taken as every pair of corners, predicts all the
 * marks; the prediction that meets the most blobs wins.  So any two corners
 * will do, and filled boxes or the squares of a QR code cannot pose as a
 * frame.
 */
#ifndef OMR_FRAME_FIND_H
#define OMR_FRAME_FIND_H

#include "forms/layout.h"
#include "omr/blobs.h"

struct similarity { /* px = a x - b y + tx, py = b x + a y + ty */
    double a, b, tx, ty;
};

void similarity_apply(const struct similarity *s, double x, double y,
                      double *px, double *py);
void fiducial_centre(const struct fiducial *f, double *x, double *y);

/* The best prediction, page mm to low pixels, and its score: two for a corner
 * met, one for an edge mark; 0 for none.  `usual` = low pixels a mm if the
 * page fills the image. */
double frame_find(const struct blobs *b, const struct layout_page *frame,
                  double usual, struct similarity *best);

#endif
