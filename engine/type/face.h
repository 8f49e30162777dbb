/* engine/type/face.h - one TrueType file, read for measuring.
 *
 * Only what is needed to choose and to measure: which code points (BMP) have
 * a usable glyph, and how wide it is.  Offices bring their own files, so
 * every offset is checked; a broken table makes the file unusable, never a
 * crash.  Drawing is libharu's business (engine/type/pdf_font.c).
 */
#ifndef ENGINE_TYPE_FACE_H
#define ENGINE_TYPE_FACE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

struct face;

/* .ttf, or the first face of a .ttc.
 *   ERR_NOTFOUND   ERR_IO   ERR_NOMEM
 *   ERR_FORMAT     no TrueType outlines (an .otf with CFF), or damaged */
MUST_USE enum err_code face_open(const char *path, struct face **out,
                                 struct err *err);
void face_close(struct face *face);

/* Is there a glyph libharu 2.3.0 prints undamaged?  A composite counts only
 * when its parts are simple glyphs below 32768. */
bool face_has(const struct face *face, uint16_t code);

/* Width in thousandths of an em, cut (not rounded) as libharu writes it into
 * the PDF, so that our sums agree with every viewer's. */
int face_advance(const struct face *face, uint16_t code);

/* From where to where the ink goes, in thousandths of an em; false when the
 * glyph is empty. */
bool face_ink(const struct face *face, uint16_t code, int *left, int *right);

#endif
