/* engine/type/font.h - faces by role, with fallback chains.
 *
 * Faces are prepared once at build (engine/type/prepare_fonts.py: subset to
 * GBK and symbols, CFF turned into glyf, half-width punctuation copied to
 * U+E000…) and found in <share>/fonts.  $PINGYI_FONTS names a folder where an
 * office keeps its own faces as song.ttf, title.ttf, hei.ttf, kai.ttf or
 * fang.ttf (方正小标宋, 仿宋_GB2312 …); each goes before the prepared one.
 *
 * Every role has a chain: its own face, then 宋, then `rare` (extension A and
 * hanzi above U+FFFF).  A glyph that libharu 2.3.0 would damage (a composite
 * it cannot follow) counts as missing, and the next face is asked.
 * How damage is tested: docs/typography.md.
 */
#ifndef ENGINE_TYPE_FONT_H
#define ENGINE_TYPE_FONT_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/err.h"

enum font_role {
    FONT_SONG,     /* 宋: form text, tables, digits */
    FONT_TITLE,    /* 标宋: titles, 红头 */
    FONT_HEI,      /* 黑: headings, questions */
    FONT_KAI,      /* 楷: （一） level, 签发人 */
    FONT_FANG,     /* 仿宋: 公文 body */
    FONT_ROLE_COUNT
};

const char *font_role_word(enum font_role role); /* "song" … */

/* ---- half-width punctuation ---- */

/* The private code point that prints 。 、 （ … in half an em, or 0 when `c`
 * is no such mark. */
uint32_t font_half(uint32_t c);
/* The mark behind a private half-width code point, or 0. */
uint32_t font_unhalf(uint32_t c);
/* Does this mark open (（《“…), so that its ink is in the right half? */
bool font_opens(uint32_t c);

/* ---- the set of faces ---- */

enum face_slot { /* in the order they are looked for */
    FACE_OWN_FIRST = 0, /* one per role, from $PINGYI_FONTS */
    FACE_MADE_FIRST = FACE_OWN_FIRST + FONT_ROLE_COUNT,
    FACE_RARE = FACE_MADE_FIRST + FONT_ROLE_COUNT,
    FACE_SLOT_COUNT
};

struct font_set; /* one thread at a time */

/* What to print for one code point. */
struct font_glyph {
    int slot;          /* enum face_slot */
    uint16_t code;     /* the code point inside that face */
    double shift_em;   /* draw this much to the right of the place */
    double advance_em;
};

/*   ERR_NOTFOUND  no prepared fonts; the message says how to make them */
MUST_USE enum err_code font_set_open(struct font_set **out, struct err *err);
void font_set_close(struct font_set *set);

/* Find a glyph in the role's chain.  False when no face has it. */
bool font_find(struct font_set *set, enum font_role role, uint32_t c,
               struct font_glyph *out);

/* The file of a slot that font_find() named.  Borrowed from the set. */
const char *font_slot_path(const struct font_set *set, int slot);
/* The real code point of a private one in `rare.ttf`, or 0. */
uint32_t font_rare_code(const struct font_set *set, uint16_t code);
/* Has the role a face of its own (the office's or a prepared one), or does
 * 宋 stand in for it?  For `pingyi doctor`. */
bool font_role_present(struct font_set *set, enum font_role role);
/* A face of $PINGYI_FONTS that was asked for and could not be used, and why;
 * else "". */
const char *font_set_notice(const struct font_set *set);

#endif
