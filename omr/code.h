/* omr/code.h - finding and reading the codes; the one door to ZBar. */
#ifndef OMR_CODE_H
#define OMR_CODE_H

#include <stdbool.h>

#include "forms/layout.h"
#include "forms/payload.h"
#include "omr/image.h"
#include "omr/map.h"
#include "omr/piece.h"

enum { CODE_TEXT_MAX = 256 };

struct code_reader; /* scanners and scratch; one thread at a time */
/* `room` is borrowed. */
MUST_USE enum err_code code_reader_new(struct piece_room *room,
                                       struct code_reader **out,
                                       struct err *err);
void code_reader_free(struct code_reader *reader);

/* How a code was found to lie. */
struct code_lie {
    double x, y;   /* its middle on the image, as map_point() counts */
    double ux, uy; /* along its top side, from left to right; unit length */
};

/* Read the code printed at `place` through the map.  True when some QR code
 * was decoded there; its text is in text[0..CODE_TEXT_MAX). */
bool code_read_place(struct code_reader *reader, const struct image *image,
                     const struct page_map *map, const struct rect_mm *place,
                     char text[CODE_TEXT_MAX], struct code_lie *lie);

/* The same for a code of any kind in any rectangle, on sheets made elsewhere:
 * try 0, 1, … treats the pixels in ever different ways; false past the last.
 * Text is "" when that way showed no code.  One of our own codes has its own
 * check; of others a caller takes what it expects and tries on. */
bool code_read_try(struct code_reader *reader, const struct image *image,
                   const struct page_map *map, const struct rect_mm *place,
                   enum code_kind kind, int attempt, char text[CODE_TEXT_MAX]);

/* A code found anywhere on an image: where (image pixels) and what. */
struct code_seen {
    enum code_kind kind;
    char text[CODE_TEXT_MAX];
    double x0, y0, x1, y1;
};

/* All codes of the kinds we read, at most `max`; slow. */
size_t code_find_all(struct code_reader *reader, const struct image *image,
                     size_t max, struct code_seen out[]);

/* Look for any QR code on the whole page (slow: 25-50 ms at 150 dpi). */
bool code_read_anywhere(struct code_reader *reader, const struct image *image,
                        char text[CODE_TEXT_MAX], struct code_lie *lie);

#endif
