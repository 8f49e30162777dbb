/* omr/mark.h - one printed mark on the full image, to a tenth of a pixel. */
#ifndef OMR_MARK_H
#define OMR_MARK_H

#include <stdbool.h>

#include "forms/layout.h"
#include "omr/image.h"
#include "omr/map.h"
#include "omr/piece.h"

/* Look for fiducial `f` near its predicted centre (px, py), pixel centres at
 * whole numbers; (ux, uy) is the page's x axis on the image, of length 1.
 * Edges are medians over parallel scan lines, which a pen stroke or a fold
 * across the mark does not move.  Fills *match; false when nothing there has
 * the mark's size. */
bool mark_measure(const struct image *image, const struct fiducial *f,
                  double px, double py, double ux, double uy,
                  double px_per_mm, struct piece_room *room,
                  struct match *match);

/* How soft the edges of a measured mark are: the width in mm in which paper
 * turns into ink, were it to go on as fast as it does in the middle.  About
 * 2.5 times the blur's standard deviation; the median of both sides each way.
 * 0 when the mark shows no edge. */
double mark_blur(const struct image *image, const struct fiducial *f,
                 const struct match *match, double ux, double uy,
                 double px_per_mm, struct piece_room *room);

#endif
