/* reports/gongwen_table.c - tables that break across pages.
 *
 * Title above (黑体), 单位 at the right, frame .35 mm and rules .18 mm, head
 * repeated with 续表 on every page, cells wrapped and centred on the row's
 * height, numbers aligned on their decimal point.  A row never breaks; the
 * last two rows stay together, and the note stays with them.
 */
#include "reports/gongwen_parts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define CELL_PT 10.5
#define CELL_PITCH_PT 14.0
#define NOTE_PT 9.0
#define NAME_PT 7.5 /* the smallest type a name may shrink to */

static const double PAD_X = 1.1, PAD_Y = .8, MIN_ROW = 6.5;
static const double FRAME = .35, RULE = .18;
static const double TITLE_MM = 8.5, UNIT_MM = 5.5;
/* A table no taller than this share of a page is not broken. */
static const double KEEP_WHOLE = .46;
/* A red dark enough to stay darker than its neighbours in grey print. */
static const struct colour ALERT = {0, .95, .95, .35};

enum { SMALL_ROWS = 40, ROW_BYTES = 4 * 1024 * 1024 };

struct number_col { /* widths left and right of the decimal point, mm */
    double whole, part;
};

struct grid {
    const struct table *table;
    double *col_w, *row_h;
    const struct para **head;
    struct number_col *number;
    double group_h, head_h, note_h;
    const struct para *note;
};

static struct para_style cell_style(enum row_look look, enum align align)
{
    struct para_style style =
        flow_style(look == ROW_TOTAL ? FONT_HEI : FONT_SONG, CELL_PT,
                   CELL_PITCH_PT, align);

    if (look == ROW_TOTAL)
        style.digits = FONT_HEI;
    if (look == ROW_MUTED)
        style.colour = GREY(.55);
    return style;
}

static const char *cell_text(const struct table *t, size_t row, size_t col)
{
    return t->cells[row * t->column_count + col];
}

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789.%-+") == strlen(text);
}

static bool draws_as_number(const struct table *t, size_t row, size_t col)
{
    const char *text = cell_text(t, row, col);

    return t->columns[col].align == CELL_NUMBER && text && is_number(text) &&
           t->looks[row] != ROW_SPAN;
}

static struct para_style alert_style(const struct table *t, size_t row,
                                     size_t col, struct para_style style)
{
    if (t->alerts[row * t->column_count + col]) {
        style.role = style.digits = FONT_HEI;
        style.colour = ALERT;
    }
    return style;
}

static struct para_style number_style(const struct table *t, size_t row,
                                      size_t col)
{
    return alert_style(t, row, col, cell_style(t->looks[row], ALIGN_LEFT));
}

/* Width of the number up to its point, and from there on. */
static struct number_col number_widths(struct flow *f, const struct table *t,
                                       size_t row, size_t col)
{
    const char *text = cell_text(t, row, col);
    struct para_style style = number_style(t, row, col);
    char whole[32];
    double all = para_width(f->pdf, &style, text), left;

    (void)snprintf(whole, sizeof(whole), "%.*s", (int)strcspn(text, ".%"),
                   text);
    left = para_width(f->pdf, &style, whole);
    return (struct number_col){left, all - left};
}

/* ---- measuring ---- */

static void set_widths(struct flow *f, struct grid *g)
{
    double sum = 0;

    for (size_t c = 0; c < g->table->column_count; c++)
        sum += g->table->columns[c].weight;
    for (size_t c = 0; c < g->table->column_count; c++)
        g->col_w[c] = f->w * g->table->columns[c].weight / sum;
}

static void set_head(struct flow *f, struct grid *g)
{
    struct para_style style =
        flow_style(FONT_HEI, CELL_PT, CELL_PITCH_PT, ALIGN_CENTRE);

    style.digits = FONT_HEI;
    for (size_t c = 0; c < g->table->column_count; c++) {
        const struct column *col = &g->table->columns[c];

        g->head[c] = para_set(f->pdf, f->arena, &style,
                              g->col_w[c] - 2 * PAD_X * .6, col->head);
        if (g->head[c])
            g->head_h = fmax(g->head_h, g->head[c]->height_mm + 2 * PAD_Y);
        if (col->group)
            g->group_h = MIN_ROW;
    }
    g->head_h = fmax(g->head_h, MIN_ROW);
}

/* The paragraph of one cell, NULL when it is empty or a number drawn alone.
 * It lives in `scratch`: a table of twenty thousand rows keeps only their
 * heights. */
static const struct para *cell_para(struct flow *f, const struct grid *g,
                                    struct arena *scratch, size_t row,
                                    size_t col)
{
    const struct table *t = g->table;
    const char *text = cell_text(t, row, col);
    bool span = t->looks[row] == ROW_SPAN;
    enum cell_align how = t->columns[col].align;
    bool left = how == CELL_LEFT || how == CELL_NAME || span;
    struct para_style style =
        cell_style(t->looks[row], left ? ALIGN_LEFT : ALIGN_CENTRE);
    double w = (span ? f->w : g->col_w[col]) - 2 * PAD_X;
    const struct para *para;

    if (!text || (span && col > 0) || draws_as_number(t, row, col))
        return NULL;
    style = alert_style(t, row, col, style);
    para = para_set(f->pdf, scratch, &style, w, text);
    while (how == CELL_NAME && para && para->line_count > 2 &&
           style.size_pt > NAME_PT) {
        style.size_pt -= 1;
        style.pitch_pt = style.size_pt * 1.25;
        para = para_set(f->pdf, scratch, &style, w, text);
    }
    return para;
}

static void measure_row(struct flow *f, struct grid *g, size_t row)
{
    const struct table *t = g->table;
    struct arena *scratch = arena_new(ROW_BYTES);

    g->row_h[row] = fmax(MIN_ROW, t->min_row_mm);
    for (size_t c = 0; scratch && c < t->column_count; c++) {
        const struct para *para = cell_para(f, g, scratch, row, c);

        if (para)
            g->row_h[row] = fmax(g->row_h[row], para->height_mm + 2 * PAD_Y);
        if (!draws_as_number(t, row, c))
            continue;
        struct number_col w = number_widths(f, t, row, c);
        g->number[c].whole = fmax(g->number[c].whole, w.whole);
        g->number[c].part = fmax(g->number[c].part, w.part);
    }
    f->doc->job->failed = f->doc->job->failed || !scratch;
    arena_free(scratch);
}

static void set_note(struct flow *f, struct grid *g)
{
    struct para_style style = flow_style(FONT_SONG, NOTE_PT, 12.5, ALIGN_LEFT);

    if (!g->table->note)
        return;
    style.hang_em = 2;
    g->note = para_set(f->pdf, f->arena, &style, f->w, g->table->note);
    g->note_h = g->note ? g->note->height_mm + 1.5 : 0;
}

/* Measures the first `rows` rows. */
static bool grid_init(struct flow *f, struct grid *g, const struct table *t,
                      size_t rows)
{
    struct job *job = f->doc->job;
    size_t cols = t->column_count;

    *g = (struct grid){.table = t};
    g->col_w = job_alloc(job, cols, sizeof(*g->col_w));
    g->row_h = job_alloc(job, rows, sizeof(*g->row_h));
    g->head = job_alloc(job, cols, sizeof(*g->head));
    g->number = job_alloc(job, cols, sizeof(*g->number));
    if (!g->col_w || !g->row_h || !g->head || !g->number)
        return false;
    set_widths(f, g);
    set_head(f, g);
    for (size_t r = 0; r < rows; r++)
        measure_row(f, g, r);
    set_note(f, g);
    return true;
}

static double top_mm(const struct grid *g)
{
    return (g->table->title ? TITLE_MM : 0) + (g->table->unit ? UNIT_MM : 0) +
           g->group_h + g->head_h;
}

static double whole_mm(const struct grid *g)
{
    double h = top_mm(g) + g->note_h;

    for (size_t r = 0; r < g->table->row_count; r++)
        h += g->row_h[r];
    return h;
}

double table_need_mm(struct flow *f, const struct table *table)
{
    struct grid g;
    bool small = table->row_count <= SMALL_ROWS;
    double need;

    if (!grid_init(f, &g, table, small ? table->row_count : 3))
        return 0;
    need = small ? whole_mm(&g) : HUGE_VAL;
    if (need <= (f->bottom - f->top) * KEEP_WHOLE)
        return need;
    need = top_mm(&g);
    for (size_t r = 0; r < table->row_count && r < 3; r++)
        need += g.row_h[r];
    return need;
}

/* ---- drawing ---- */

static void draw_number(struct flow *f, const struct grid *g, size_t row,
                        size_t col, double x, double mid)
{
    const char *text = cell_text(g->table, row, col);
    struct para_style style = number_style(g->table, row, col);
    struct number_col w = number_widths(f, g->table, row, col);
    const struct number_col *all = &g->number[col];
    double start = x + (g->col_w[col] - all->whole - all->part) / 2;

    para_line(f->pdf, &style, start + all->whole - w.whole,
              w.whole + w.part + 1, mid + pt_to_mm(CELL_PT) * .37, text);
}

static void draw_para(struct flow *f, const struct para *para, double x,
                      double mid)
{
    para_draw(f->pdf, para, 0, para->line_count, x, mid - para->height_mm / 2);
}

static void draw_row(struct flow *f, const struct grid *g, size_t row, double y)
{
    size_t cols = g->table->column_count;
    double x = f->x, mid = y + g->row_h[row] / 2;
    bool span = g->table->looks[row] == ROW_SPAN;
    struct arena *scratch = arena_new(ROW_BYTES);

    if (span)
        pdf_fill_rect(f->pdf, f->x, y, f->w, g->row_h[row], GREY(.07));
    for (size_t c = 0; c < cols; c++) {
        const struct para *para =
            scratch ? cell_para(f, g, scratch, row, c) : NULL;

        if (draws_as_number(g->table, row, c))
            draw_number(f, g, row, c, x, mid);
        else if (para)
            draw_para(f, para, x + PAD_X, mid);
        x += g->col_w[c];
        if (c + 1 < cols && !span)
            pdf_line(f->pdf, x, y, x, y + g->row_h[row], RULE, BLACK);
    }
    pdf_line(f->pdf, f->x, y + g->row_h[row], f->x + f->w, y + g->row_h[row],
             RULE, BLACK);
    arena_free(scratch);
}

static bool same_group(const struct column *a, const struct column *b)
{
    return a->group && b->group && strcmp(a->group, b->group) == 0;
}

/* A head cell over one column (from = to) or a group's name over several. */
static void draw_head(struct flow *f, const struct grid *g, double y)
{
    const struct column *cols = g->table->columns;
    size_t n = g->table->column_count;
    double x = f->x, h = g->group_h + g->head_h;
    struct para_style style =
        flow_style(FONT_HEI, CELL_PT, CELL_PITCH_PT, ALIGN_CENTRE);

    style.digits = FONT_HEI;
    pdf_fill_rect(f->pdf, f->x, y, f->w, h, GREY(.05));
    for (size_t c = 0; c < n; c++) {
        double top = cols[c].group ? y + g->group_h : y;

        if (g->head[c])
            draw_para(f, g->head[c], x + PAD_X * .6, (top + y + h) / 2);
        if (cols[c].group && (c == 0 || !same_group(&cols[c - 1], &cols[c]))) {
            double w = 0;
            for (size_t k = c; k < n && same_group(&cols[c], &cols[k]); k++)
                w += g->col_w[k];
            para_line(f->pdf, &style, x, w,
                      y + g->group_h / 2 + pt_to_mm(CELL_PT) * .37,
                      cols[c].group);
            pdf_line(f->pdf, x, y + g->group_h, x + w, y + g->group_h, RULE,
                     BLACK);
        }
        x += g->col_w[c];
        if (c + 1 < n)
            pdf_line(f->pdf, x,
                     same_group(&cols[c], &cols[c + 1]) ? y + g->group_h : y, x,
                     y + h, RULE, BLACK);
    }
    pdf_line(f->pdf, f->x, y + h, f->x + f->w, y + h, RULE, BLACK);
}

/* What stands small at the right above the head. */
static const char *small_line(const struct grid *g, bool again)
{
    return again && !g->table->title ? "（续表）" : g->table->unit;
}

static double draw_top(struct flow *f, const struct grid *g, double y,
                       bool again)
{
    struct para_style title = flow_style(FONT_HEI, 12, 18, ALIGN_CENTRE);
    struct para_style small = flow_style(FONT_SONG, CELL_PT, 14, ALIGN_RIGHT);
    const char *text = g->table->title;

    title.digits = FONT_HEI;
    if (text && again)
        text = job_textf(f->doc->job, "续%s", text);
    if (text) {
        para_line(f->pdf, &title, f->x, f->w, y + TITLE_MM - 2.6, text);
        y += TITLE_MM;
    }
    if (small_line(g, again)) {
        para_line(f->pdf, &small, f->x, f->w, y + UNIT_MM - 1.7,
                  small_line(g, again));
        y += UNIT_MM;
    }
    draw_head(f, g, y);
    return y + g->group_h + g->head_h;
}

static void draw_frame(struct flow *f, const struct grid *g, double y1,
                       double y2)
{
    (void)g;
    pdf_line(f->pdf, f->x, y1, f->x + f->w, y1, FRAME, BLACK);
    pdf_line(f->pdf, f->x, y2, f->x + f->w, y2, FRAME, BLACK);
    pdf_line(f->pdf, f->x, y1, f->x, y2, FRAME, BLACK);
    pdf_line(f->pdf, f->x + f->w, y1, f->x + f->w, y2, FRAME, BLACK);
}

/* How many rows from `from` fit above `bottom` when the head ends at y. */
static size_t rows_here(const struct grid *g, size_t from, double y,
                        double bottom)
{
    size_t n = g->table->row_count, to = from;

    while (to < n) {
        double end = y + g->row_h[to];
        if (end + (to + 1 == n ? g->note_h : 0) > bottom)
            break;
        y = end;
        to++;
    }
    if (to == n - 1 && to > from + 1)
        to--; /* the last two rows stay together */
    return to > from ? to : from + 1;
}

void table_draw(struct flow *f, const struct table *table)
{
    struct grid g;

    if (!grid_init(f, &g, table, table->row_count))
        return;
    if (!f->fresh && flow_limit(f) - f->y < table_need_mm(f, table))
        flow_page(f, f->landscape);
    for (size_t row = 0; row < table->row_count || row == 0;) {
        double y = fmax(f->y, f->top);
        double body = draw_top(f, &g, y, row > 0);
        double frame = body - g.head_h - g.group_h;
        size_t to =
            table->row_count ? rows_here(&g, row, body, f->bottom + .3) : 0;

        y = body;
        for (; row < to; row++) {
            draw_row(f, &g, row, y);
            y += g.row_h[row];
        }
        draw_frame(f, &g, frame, y);
        f->fresh = false;
        if (row < table->row_count) {
            flow_page(f, f->landscape);
            continue;
        }
        if (g.note)
            para_draw(f->pdf, g.note, 0, g.note->line_count, f->x, y + 1);
        flow_snap(f, y + g.note_h);
        break;
    }
}
