/* engine/type/font.h - faces by role, with fallback chains.
 *
 * Faces are prepared once at build (engine/type/prepare_fonts.py: subset to
 * GBK and symbols, CFF turned into glyf, half-width punctuation copied to
 * U+E000…) and found in <share>/fonts, or in $PINGYI_FONTS where an office
 * keeps its own 方正小标宋 or 仿宋_GB2312.  Only outlines that libharu 2.3.0 does
 * not damage are used; a test compares printed ink with FreeType.
 */
#ifndef ENGINE_TYPE_FONT_H
#define ENGINE_TYPE_FONT_H

#include <stdbool.h>
#include <stdint.h>

enum font_role {
    FONT_SONG,     /* 宋: form text, tables, digits */
    FONT_TITLE,    /* 标宋: titles, 红头 */
    FONT_HEI,      /* 黑: headings, questions */
    FONT_KAI,      /* 楷: （一） level, 签发人 */
    FONT_FANG,     /* 仿宋: 公文 body */
    FONT_ROLE_COUNT
};

const char *font_role_word(enum font_role role); /* "song" … */

#endif
