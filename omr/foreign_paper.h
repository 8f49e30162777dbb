/* omr/foreign_paper.h - where on the image the sheet of paper ends.
 *
 * For pages whose only mark is their own edge: photographs on a desk.
 */
#ifndef OMR_FOREIGN_PAPER_H
#define OMR_FOREIGN_PAPER_H

#include "omr/levels.h"

enum { PAPER_QUADS_MAX = 8 };

struct paper_quad { /* image pixels, as map_point() means them */
    double corner[4][2]; /* left top, right top, left bottom, right bottom */
};

/* Quads the sheet may be, into out[0..PAPER_QUADS_MAX): the whole image and
 * the light piece round its middle at several greys, for a desk may be nearly
 * as light as the paper.  `seen` and `stack` lend w x h low pixels each.
 * Returns how many; never none. */
size_t paper_quads(const struct levels *levels, uint8_t seen[],
                   int32_t stack[], struct paper_quad out[]);

#endif
