/* engine/type/para.c - see para.h.  Lines placed glyph by glyph. */
#include "engine/type/para.h"

#include <math.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/units.h"
#include "engine/base/utf8.h"
#include "engine/type/para_internal.h"

/* Of the em, from its top to the baseline: the em box of all our faces is
 * -0.12 to 0.88. */
#define BASELINE_EM .88
static const double TINY = 1e-6;

struct run { /* one line, ready to draw; x from the paragraph's left edge */
    size_t n;
    struct pdf_glyph *glyphs;
};

/* ---- adjusting one line ---- */

struct adjust {
    double shrink[SHRINK_COUNT]; /* share of what each kind can give, 0..1 */
    double space, autospace;     /* share of what each may grow */
    double each;                 /* em added at every stretchable gap */
};

/* Kind after kind until the line fits. */
static void shrink_line(const struct line_fit *fit, double excess,
                        struct adjust *a)
{
    for (int i = 0; i < SHRINK_COUNT && excess > TINY; i++) {
        if (fit->shrink[i] <= 0)
            continue;
        a->shrink[i] = fmin(1, excess / fit->shrink[i]);
        excess -= a->shrink[i] * fit->shrink[i];
    }
}

static void stretch_line(const struct line_fit *fit, double missing,
                         struct adjust *a)
{
    if (fit->space > 0) {
        a->space = fmin(1, missing / fit->space);
        missing -= a->space * fit->space;
    }
    if (fit->autospace > 0) {
        a->autospace = fmin(1, missing / fit->autospace);
        missing -= a->autospace * fit->autospace;
    }
    if (fit->stretch > 0)
        a->each = missing / (double)fit->stretch;
    else if (fit->space > 0) /* Latin only: the word spaces take it all */
        a->space += missing / fit->space;
}

/* 均排: the same extra between all cells. */
static double spread_each(const struct span *line, double missing)
{
    size_t gaps = line->end - line->from;
    return gaps > 1 ? missing / (double)(gaps - 1) : 0;
}

/* ---- placing ---- */

/* The glyph of a cell whose advance became `advance`: a mark that lost more
 * than a quarter is printed by its half-width copy, so that it still extracts
 * as one character; the blank goes from an opening mark's left. */
static struct pdf_glyph place(const struct cell *c, double x_em,
                              double advance, double em_mm)
{
    struct pdf_glyph g = {c->code, c->role, x_em * em_mm};
    if (!c->mark || advance >= c->width - TINY)
        return g;
    double shown = c->width;
    if (advance <= .75) {
        g.code = font_half(c->code);
        shown = .5;
    }
    if (c->class == CELL_OPEN)
        g.x_mm = (x_em + advance - shown) * em_mm;
    return g;
}

static double cell_advance(const struct cell *c, const struct adjust *a,
                           bool first, bool last)
{
    double edge = para_edge_advance(c, first, last);
    if (edge < c->advance)
        return edge;
    enum shrink kind;
    double advance = edge;
    double give = para_cell_shrink(c, &kind);
    advance -= give * a->shrink[kind];
    if (c->class == CELL_SPACE && c->advance < .5)
        advance += a->space * (.5 - c->advance);
    return advance;
}

static double cell_gap(const struct cell *c, const struct adjust *a)
{
    double gap = c->gap;
    if (c->gap > .125)
        gap -= (c->gap - .125) * a->shrink[SHRINK_GAP];
    if (c->gap > 0)
        gap += a->autospace * AUTOSPACE_GROWS;
    return gap;
}

/* Places the cells of a line from x_em on; returns where it ends. */
static double place_line(const struct cell *cells, const struct span *line,
                         const struct adjust *a, bool spread, double x_em,
                         double em_mm, struct run *run)
{
    run->n = 0;
    for (size_t i = line->from; i < line->end; i++) {
        const struct cell *c = &cells[i];
        bool last = i + 1 == line->end;
        double advance = cell_advance(c, a, i == line->from, last);
        run->glyphs[run->n++] = place(c, x_em, advance, em_mm);
        x_em += advance;
        if (!last) {
            x_em += cell_gap(c, a);
            if (spread || c->may_stretch)
                x_em += a->each;
        }
    }
    return x_em;
}

/* Sets one line into [left, left + measure]; fills run and out. */
static void set_line(const struct cell *cells, const struct sums *sums,
                     const struct span *line, enum align align,
                     double left_em, double measure_em, double em_mm,
                     struct run *run, struct para_line *out)
{
    struct line_fit fit = para_fit(cells, sums, *line);
    struct adjust a = {{0}, 0, 0, 0};
    double missing = measure_em - fit.natural;
    bool spread = align == ALIGN_SPREAD && missing > 0;
    if (missing < 0)
        shrink_line(&fit, -missing, &a);
    else if (align == ALIGN_JUSTIFY && !out->last)
        stretch_line(&fit, missing, &a);
    else if (spread)
        a.each = spread_each(line, missing);
    double x = left_em;
    if (missing > 0 &&
        (align == ALIGN_CENTRE || (spread && line->end - line->from < 2)))
        x += missing / 2;
    else if (missing > 0 && align == ALIGN_RIGHT)
        x += missing;
    double end = place_line(cells, line, &a, spread, x, em_mm, run);
    out->indent_mm = x * em_mm;
    out->width_mm = (end - x) * em_mm;
}

/* ---- paragraphs ---- */

struct setting { /* one para_set() under way */
    struct pdf *pdf;
    struct arena *arena;
    struct para_style style;
    double measure_em, em_mm;
    struct para_line *lines;
    struct run *runs;
    size_t count, room;
};

static bool grow(struct setting *s, size_t more)
{
    if (s->count + more <= s->room)
        return true;
    size_t room = s->room * 2 + more;
    struct para_line *lines = arena_alloc(s->arena, room, sizeof *lines);
    struct run *runs = arena_alloc(s->arena, room, sizeof *runs);
    if (lines == NULL || runs == NULL)
        return false;
    if (s->count > 0) {
        memcpy(lines, s->lines, s->count * sizeof *lines);
        memcpy(runs, s->runs, s->count * sizeof *runs);
    }
    s->lines = lines;
    s->runs = runs;
    s->room = room;
    return true;
}

static bool add_lines(struct setting *s, const char *text,
                      const struct cell *cells, size_t cell_count,
                      const struct span *spans, size_t n)
{
    const struct sums *sums = para_sums(s->arena, cells, cell_count);
    if (sums == NULL || !grow(s, n))
        return false;
    for (size_t i = 0; i < n; i++) {
        const struct span *line = &spans[i];
        struct run *run = &s->runs[s->count];
        struct para_line *out = &s->lines[s->count];
        size_t from = 0, to = 0;
        if (line->end > line->from) {
            from = cells[line->from].at;
            to = cells[line->end - 1].at + cells[line->end - 1].n;
        }
        out->text = arena_bytes(s->arena, text + from, to - from);
        run->glyphs = arena_alloc(s->arena, line->end - line->from + 1,
                                  sizeof *run->glyphs);
        if (out->text == NULL || run->glyphs == NULL)
            return false;
        out->last = i + 1 == n;
        double left = i == 0 ? s->style.indent_em : s->style.hang_em;
        set_line(cells, sums, line, s->style.align, left,
                 s->measure_em - left, s->em_mm, run, out);
        s->count++;
    }
    return true;
}

static bool set_paragraph(struct setting *s, const char *text, size_t n)
{
    size_t count = 0, lines = 0;
    struct cell *cells =
        para_cells(s->pdf, s->arena, &s->style, text, n, &count);
    if (cells == NULL)
        return false;
    struct span *spans = NULL;
    struct span empty = {0, 0, 0};
    struct breaking b = {cells, count, s->measure_em - s->style.indent_em,
                         s->measure_em - s->style.hang_em, s->style.align};
    if (count == 0) {
        spans = &empty; /* an empty paragraph is an empty line */
        lines = 1;
    } else if (!para_break(s->arena, &b, &spans, &lines)) {
        return false;
    }
    return add_lines(s, text, cells, count, spans, lines);
}

static bool set_all(struct setting *s, const char *text)
{
    for (;;) {
        size_t n = strcspn(text, "\n");
        if (!set_paragraph(s, text, n))
            return false;
        if (text[n] == '\0' || text[n + 1] == '\0')
            return true;
        text += n + 1;
    }
}

static bool check_text(struct pdf *pdf, const char *text)
{
    struct err err = ERR_INIT;
    size_t n = strlen(text), bad = utf8_check(text, n);
    if (pdf_status(pdf, NULL) != ERR_OK)
        return false;
    if (bad < n) {
        err_set(&err, ERR_FORMAT, 0,
                _("%s: byte 0x%02X at position %zu is not UTF-8; save the "
                  "file as UTF-8"), _("text to print"),
                (unsigned)(unsigned char)text[bad], bad + 1);
        pdf_fail(pdf, &err);
    }
    return bad == n;
}

static struct para *finish(struct setting *s, double width_mm)
{
    struct para *para = arena_alloc(s->arena, 1, sizeof *para);
    if (para == NULL)
        return NULL;
    para->line_count = s->count;
    para->lines = s->lines;
    para->runs = s->runs;
    para->style = s->style;
    para->measure_mm = width_mm;
    para->height_mm = pt_to_mm(s->style.pitch_pt) * (double)s->count;
    for (size_t i = 0; i < s->count; i++)
        para->widest_mm = fmax(para->widest_mm, s->lines[i].width_mm);
    return para;
}

/* All zeroes is black: WHITE text has no use on paper.  Thin digits in a bold
 * heading are never wanted. */
static void fill_defaults(struct para_style *style)
{
    if ((style->role == FONT_TITLE || style->role == FONT_HEI) &&
        style->digits == FONT_SONG)
        style->digits = style->role;
    struct colour c = style->colour;
    if (style->pitch_pt <= 0)
        style->pitch_pt = 1.5 * style->size_pt;
    if (c.c + c.m + c.y + c.k <= 0)
        style->colour = BLACK;
}

const struct para *para_set(struct pdf *pdf, struct arena *arena,
                            const struct para_style *style, double width_mm,
                            const char *text)
{
    struct setting s = {.pdf = pdf, .arena = arena, .style = *style};
    if (!check_text(pdf, text))
        return NULL;
    fill_defaults(&s.style);
    s.em_mm = pt_to_mm(style->size_pt);
    s.measure_em = width_mm / s.em_mm;
    struct para *para = set_all(&s, text) ? finish(&s, width_mm) : NULL;
    if (para == NULL) {
        struct err err = ERR_INIT;
        err_set(&err, ERR_NOMEM, 0, _("%s: out of memory"),
                _("a paragraph"));
        pdf_fail(pdf, &err); /* unless the cause is there already */
    }
    return para;
}

static void draw_run(struct pdf *pdf, const struct para_style *style,
                     const struct run *run, double x, double baseline_y)
{
    for (size_t i = 0; i < run->n; i++)
        run->glyphs[i].x_mm += x;
    pdf_glyphs(pdf, style->size_pt, baseline_y, style->colour, run->n,
               run->glyphs);
    for (size_t i = 0; i < run->n; i++)
        run->glyphs[i].x_mm -= x;
}

void para_draw(struct pdf *pdf, const struct para *para, size_t from,
               size_t to, double x, double y)
{
    if (para == NULL)
        return; /* the pdf is sticky already */
    const struct run *runs = para->runs;
    double pitch = pt_to_mm(para->style.pitch_pt);
    double size = pt_to_mm(para->style.size_pt);
    double down = (pitch - size) / 2 + BASELINE_EM * size;
    for (size_t i = from; i < to && i < para->line_count; i++)
        draw_run(pdf, &para->style, &runs[i], x,
                 y + (double)(i - from) * pitch + down);
}

/* ---- one line ---- */

enum { LINE_ARENA_BYTES = 4 * 1024 * 1024 };

/* A line that is not broken: set to a measure nothing reaches. */
static double one_line(struct pdf *pdf, const struct para_style *style,
                       const char *text, bool draw, double x, double w,
                       double baseline_y)
{
    struct arena *arena = arena_new(LINE_ARENA_BYTES);
    if (arena == NULL || !check_text(pdf, text)) {
        arena_free(arena);
        return 0;
    }
    struct para_style s = *style;
    fill_defaults(&s);
    double em_mm = pt_to_mm(s.size_pt), width = 0;
    size_t count = 0, n = strcspn(text, "\n");
    struct cell *cells = para_cells(pdf, arena, &s, text, n, &count);
    const struct sums *sums =
        cells != NULL ? para_sums(arena, cells, count) : NULL;
    struct run run = {0, arena_alloc(arena, count + 1, sizeof *run.glyphs)};
    if (sums != NULL && run.glyphs != NULL) {
        struct span line = {0, count, count};
        struct para_line out = {.last = true}; /* never stretched */
        width = para_fit(cells, sums, line).natural * em_mm;
        if (draw) {
            set_line(cells, sums, &line, s.align, 0, w / em_mm, em_mm, &run,
                     &out);
            draw_run(pdf, &s, &run, x, baseline_y);
        }
    }
    arena_free(arena);
    return width;
}

double para_width(struct pdf *pdf, const struct para_style *style,
                  const char *text)
{
    return one_line(pdf, style, text, false, 0, 0, 0);
}

void para_line(struct pdf *pdf, const struct para_style *style, double x,
               double w, double baseline_y, const char *text)
{
    (void)one_line(pdf, style, text, true, x, w, baseline_y);
}
