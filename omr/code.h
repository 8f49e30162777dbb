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

/* Read the code printed at `place` through the map.  True when some QR code
 * was decoded there; its text is in text[0..CODE_TEXT_MAX). */
bool code_read_place(struct code_reader *reader, const struct image *image,
                     const struct page_map *map, const struct rect_mm *place,
                     char text[CODE_TEXT_MAX]);

/* Look for any QR code on the whole page (slow: 25-50 ms at 150 dpi). */
bool code_read_anywhere(struct code_reader *reader, const struct image *image,
                        char text[CODE_TEXT_MAX]);

#endif
