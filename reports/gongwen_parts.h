/* reports/gongwen_parts.h - the page flow; private to gongwen*.c.
 *
 *        28          156          26
 *      +----+------------------+----+
 *      |    | 37               |    |   flow.y is the top of the next line's
 *      |    +------------------+    |   pitch; the grid starts half a line
 *      |    | 22 lines x 28    |    |   gap above the 版心 so that the first
 *      |    | characters       |    |   character touches its top edge.
 *      |    |                  |    |
 *      |    +------------------+    |
 *      |           - 1 -       |    |   number line 7 mm below the 版心
 *      +----+------------------+----+
 */
#ifndef REPORTS_GONGWEN_PARTS_H
#define REPORTS_GONGWEN_PARTS_H

#include <stdbool.h>

#include "engine/base/units.h"
#include "engine/type/para.h"
#include "reports/gongwen.h"

#define BODY_PT 15.75
#define PITCH_PT 29.53

struct flow {
    struct pdf *pdf;
    struct arena *arena;
    const struct document *doc;
    struct gongwen_result *result;
    double x, w, top, bottom; /* the 版心 of this page */
    double y;                 /* top of the next line's pitch */
    size_t page;
    bool landscape, fresh;    /* fresh: nothing stands on this page yet */
};

/* ---- flow (gongwen.c) ---- */
double flow_pitch(void);                    /* mm */
double flow_em(void);                       /* one body character, mm */
void flow_page(struct flow *f, bool landscape);
double flow_limit(const struct flow *f);    /* where the last line ends */
double flow_room(const struct flow *f);     /* mm left on this page */
/* Leave `y` at the next grid line at or below `from`. */
void flow_snap(struct flow *f, double from);
struct para_style flow_style(enum font_role role, double size_pt,
                             double pitch_pt, enum align align);
/* Set a paragraph, over pages where needed, without widows and orphans;
 * `tail_mm` must still fit after its last line. */
void flow_para(struct flow *f, const struct para_style *style,
               const char *text, double tail_mm);

/* ---- head, title, signature (gongwen_head.c, gongwen_title.c) ---- */
void head_draw(struct flow *f);             /* page 1, down to 主送机关 */
void title_draw(struct flow *f, const char *text);
void attachment_start(struct flow *f, const struct block *b);
double signature_mm(struct flow *f);
void signature_draw(struct flow *f);
void sign_sheet_draw(struct flow *f, const struct block *b);
void imprint_draw(struct flow *f);          /* 版记 */
void page_number_draw(struct flow *f);

/* ---- tables, charts, lines to fill (gongwen_table.c, gongwen_fill.c) ---- */
/* Height the block needs before it may break (for keep-with-next). */
double table_need_mm(struct flow *f, const struct table *table);
void table_draw(struct flow *f, const struct table *table);
double chart_need_mm(struct flow *f, const struct chart *chart);
void chart_place(struct flow *f, const struct chart *chart);
double fill_need_mm(const struct block *b);
void fill_draw(struct flow *f, const struct block *b);
void fields_draw(struct flow *f, const struct block *b);

/* Title lines broken at words: `breaks` gets byte offsets where lines end,
 * returns their number, 1..4, or 0 when the title is too long for that and
 * the paragraph breaker must do.  `width_em` per line. */
enum { TITLE_LINES = 4 };
size_t title_break(const char *text, double width_em,
                   size_t breaks[TITLE_LINES]);

#endif
