/* forms/layout_words.h - the words of a layout's JSON, for writing and
 * reading it. */
#ifndef FORMS_LAYOUT_WORDS_H
#define FORMS_LAYOUT_WORDS_H

#include "forms/layout.h"

extern const char *const FIDUCIAL_WORDS[FIDUCIAL_KIND_COUNT];
extern const char *const CODE_WORDS[CODE_KIND_COUNT];
extern const char *const PATCH_WORDS[PATCH_KIND_COUNT];
extern const char *const SHAPE_WORDS[BOX_SHAPE_COUNT];
extern const char *const STYLE_WORDS[SHEET_STYLE_COUNT];

/* Is a mark of this kind made of lines? */
bool fiducial_has_line(enum fiducial_kind kind);

#endif
