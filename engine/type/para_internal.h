/* engine/type/para_internal.h - what the para*.c files share.
 *
 * Text becomes an array of cells, one per code point (—— is one cell).  A
 * cell knows its class, how wide it is inside a line, the gap after it, and
 * whether a line may end after it.  para_break.c chooses the lines, para.c
 * places the glyphs.  Lengths are in em of the type size.
 */
#ifndef ENGINE_TYPE_PARA_INTERNAL_H
#define ENGINE_TYPE_PARA_INTERNAL_H

#include "engine/type/para.h"

enum cell_class {
    CELL_HAN,      /* hanzi, kana, symbols: everything not below */
    CELL_OPEN,     /* （《“ …  ink in the right half */
    CELL_CLOSE,    /* ）》” … */
    CELL_PAUSE,    /* ，、；： */
    CELL_STOP,     /* 。．？！ */
    CELL_MIDDLE,   /* · ～ – and the like between what they join */
    CELL_SLASH,    /* / not at a line start nor end */
    CELL_WHOLE,    /* — ⸺ … never parted, not at a line start */
    CELL_SPACE,
    CELL_LATIN,    /* letters and Latin punctuation */
    CELL_DIGIT,
    CELL_PREFIX,   /* ¥ ≥ 第 … stays with the number after it */
    CELL_SUFFIX,   /* % ℃ … stays with the number before it */
    CELL_LIST,     /* ① …: not at a line end */
    CELL_CLASS_COUNT
};

enum cell_class para_class(uint32_t c);
/* 年月日号个… after a number. */
bool para_is_counter(uint32_t c);
/* 一二三…十百千 */
bool para_is_numeral(uint32_t c);
/* Set in the face for Latin and digits. */
bool para_is_latin(uint32_t c);

struct cell {
    uint32_t code;
    enum cell_class class;
    enum font_role role;
    double width;     /* alone */
    double advance;   /* inside a line, next to its neighbours */
    double gap;       /* autospace after it, when it does not end a line */
    bool mark;        /* a full-width mark with half an em of blank */
    bool may_end;     /* a line may be broken after this cell */
    bool may_stretch; /* justification may open the gap after it */
    size_t at, n;     /* its bytes in the text */
};

/* Where shrinking takes from, in this order (CLREQ; GB/T 15834 5.1.10 for
 * line ends, which are always trimmed). */
enum shrink {
    SHRINK_SPACE, SHRINK_MIDDLE, SHRINK_BRACKET, SHRINK_PAUSE, SHRINK_GAP,
    SHRINK_STOP, SHRINK_COUNT
};

/* What autospace may grow by when a line is justified, em.  CLREQ allows
 * growing to half an em; beyond 3/8 the holes beside numbers are uglier than
 * slightly wider spacing everywhere. */
#define AUTOSPACE_GROWS .125

/* Running sums over cells [0, i). */
struct sums {
    double width;
    double shrink[SHRINK_COUNT];
    double space, autospace; /* what word spaces and gaps may grow by */
    size_t stretch;          /* gaps justification may open */
};

/* A line: cells [from, end) are printed; `next` begins the next line. */
struct span {
    size_t from, end, next;
};

struct line_fit {
    double natural;              /* width as it is */
    double shrink[SHRINK_COUNT]; /* what each kind can give */
    double shrink_all;
    double space, autospace;
    size_t stretch;
};

/* ---- para_cells.c ---- */

/* Cells of one paragraph (no \n in it).  NULL when out of memory or when the
 * pdf turned sticky (bad UTF-8, a character no font has). */
struct cell *para_cells(struct pdf *pdf, struct arena *arena,
                        const struct para_style *style, const char *text,
                        size_t n_bytes, size_t *count);
/* How much a cell may give, and to which kind; 0 when none. */
double para_cell_shrink(const struct cell *c, enum shrink *kind);
/* The advance of a cell that begins / ends a line. */
double para_edge_advance(const struct cell *c, bool first, bool last);

/* ---- para_break.c ---- */

struct breaking {
    const struct cell *cells;
    size_t count;
    double first_em, rest_em; /* measure of the first and the other lines */
    enum align align;
};

/* Choose the lines; *spans has *n of them, from the arena.  False when out of
 * memory. */
bool para_break(struct arena *arena, const struct breaking *b,
                struct span **spans, size_t *n);
/* What a line measures and what it can give. */
struct line_fit para_fit(const struct cell *cells, const struct sums *sums,
                         struct span line);
const struct sums *para_sums(struct arena *arena, const struct cell *cells,
                             size_t count);

#endif
