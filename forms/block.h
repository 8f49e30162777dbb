/* forms/block.h - a questionnaire as a column of blocks.
 *
 * A block is what is never split: a section head, one question with its
 * boxes, a row of a table.  Each knows its height, how much it may shrink and
 * grow, and how to put itself on a side.  forms/paginate.c decides which
 * blocks share a side and how tall each becomes.
 */
#ifndef FORMS_BLOCK_H
#define FORMS_BLOCK_H

#include "engine/base/limits.h"
#include "forms/draft.h"
#include "forms/scene.h"
#include "forms/setter.h"

/* Where a block is being put. */
struct side {
    struct draft *draft;
    struct scene *scene;
    double outline_mm;
    double unit_x, unit_w, unit_baseline; /* set by the head block: where the
                                           * unit's name is printed; w 0: no */
};

struct block {
    void (*place)(const struct block *b, struct side *side, double y,
                  double h);
    const void *data;      /* what `place` needs */
    double gap, gap_grow;  /* above it, except at the top of a side */
    double height;         /* natural, mm */
    double shrink, grow;   /* height may become height - shrink … + grow */
    bool keep;             /* a head: never the last of a side */
    double break_cost;     /* of starting a side with it */
    const struct block *carry; /* repeated above it when it starts a side */
    size_t section;
    struct block *next;
};

/* What breaks cost: against one another, and against loose sides (10 for a
 * side grown to its limit). */
#define BREAK_ITEM 4.0     /* between questions of a section */
#define BREAK_TABLE 30.0   /* inside a table */
#define BREAK_LONELY 1000.0 /* leaving one row, or the thanks, alone */

struct blocks {
    struct block *first, *last;
    size_t count;
};

/* Boxes, shared by all kinds of questions (mm). */
#define BOX_MM_SIDE 5.0
#define BOX_LABEL_GAP 2.7   /* box to its words; never under 2 bare mm */
#define BOX_PITCH_MIN 9.0   /* centre to centre */

/* A new block at the end; NULL when out of memory (the setter is told). */
struct block *block_add(struct setter *s, struct blocks *list,
                        void (*place)(const struct block *, struct side *,
                                      double, double),
                        const void *data);
/* Zeroed memory; NULL tells the setter. */
void *block_data(struct setter *s, size_t n, size_t size);

/* Print one tick box with its centre at x, y and write it down. */
void block_box(struct side *side, const struct questionnaire *q, size_t item,
               size_t choice, double centre_x, double centre_y);
/* A paragraph with the middle of its ink at y. */
void block_para_middle(struct side *side, const struct para *p, double x,
                       double middle_y);

/* ---- the kinds ---- */

/* Unit line, words under the title, how to fill in; and the thanks at the end
 * (block_front.c). */
void blocks_front(struct setter *s, struct blocks *list);
void blocks_end(struct setter *s, struct blocks *list);
/* The shaded strip with right and wrong examples (block_strip.c). */
void blocks_strip(struct setter *s, struct blocks *list);

/* 一、… for plain sections (block_section.c). */
void blocks_section_head(struct setter *s, struct blocks *list,
                         size_t section);
/* "一、基本情况", or with （续）. */
const struct para *section_title(struct setter *s, size_t section,
                                 double width_mm, bool again);

/* "（每行只选一项）", or NULL when there is none. */
const struct para *section_hint(struct setter *s, size_t section,
                                double width_mm);

/* The questions of a section that is no table (block_options.c,
 * block_area.c); the head first. */
void blocks_plain_section(struct setter *s, struct blocks *list,
                          size_t section);
void blocks_text_item(struct setter *s, struct blocks *list, size_t item);
/* All columns of a number; `item` is the first (block_number.c). */
void blocks_number(struct setter *s, struct blocks *list, size_t item);

/* Who goes on where, above an item that is not asked of everybody
 * (block_when.c): a block of its own, or the words to stand under a row. */
void blocks_when(struct setter *s, struct blocks *list, size_t item);
const char *when_gloss(struct setter *s, size_t item);
/* Nothing joins the sides of a copyable sheet, so a condition may not reach
 * from one to another.  ERR_FORMAT names both questions. */
MUST_USE enum err_code when_sides(const struct questionnaire *q,
                                  const struct layout *layout,
                                  struct err *err);

/* Rows sharing a scale, with column heads (block_matrix.c). */
enum { MATRIX_COLUMNS_MAX = 7 };
bool matrix_fits(const struct questionnaire *q, size_t section);
/* Centres of a table's columns, left to right; returns their number. */
size_t matrix_columns(struct setter *s, size_t section,
                      double out[MATRIX_COLUMNS_MAX]);
void blocks_matrix(struct setter *s, struct blocks *list, size_t section);

/* A ruled table with its rows numbered from 1 (block_table.c). */
bool table_fits(const struct questionnaire *q, size_t section);
size_t table_columns(struct setter *s, size_t section,
                     double out[MATRIX_COLUMNS_MAX]);
void blocks_table(struct setter *s, struct blocks *list, size_t section);

/* The printed number of an item, "12．", right-aligned in its column; and
 * where the words after it begin. */
const struct para *item_number(struct setter *s, size_t item);
double item_text_x(struct setter *s);

#endif
