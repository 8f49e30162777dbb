/* omr/trace/stage_frame.c - from the bare page to the squared-up one. */
#include <math.h>
#include <stdio.h>

#include "engine/base/i18n.h"
#include "omr/frame_find.h"
#include "omr/trace/stages.h"

#define ARROW 20 /* residuals are drawn this much larger */

/* ---- light and dark ---- */

static void tile_levels(struct html *html, const struct levels *l)
{
    double side = (double)LEVELS_TILE * l->factor;
    for (int32_t ty = 0; ty < l->tiles_y; ty += 2)
        for (int32_t tx = 0; tx < l->tiles_x; tx += 2)
            html_raw(html, "<text x=\"%.0f\" y=\"%.0f\">%d</text>",
                     (tx + 0.5) * side, (ty + 0.5) * side,
                     l->paper[ty * l->tiles_x + tx]);
}

static void shapes(struct html *html, const struct trace *t)
{
    const struct blobs *b = t->look.blobs;
    double k = t->look.levels->factor;
    for (size_t i = 0; i < b->corner_count; i++)
        html_raw(html, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.0f\" "
                 "stroke=\"#d35400\"/>",
                 ((double)b->corners[i].x + 0.5) * k,
                 ((double)b->corners[i].y + 0.5) * k,
                 (double)b->corners[i].side * k);
    for (size_t i = 0; i < b->edge_count; i++)
        html_raw(html, "<circle cx=\"%.0f\" cy=\"%.0f\" r=\"%.0f\" "
                 "stroke=\"#2471a3\"/>",
                 ((double)b->edges[i].x + 0.5) * k,
                 ((double)b->edges[i].y + 0.5) * k,
                 (double)b->edges[i].side * k);
}

void stage_levels(struct html *html, const struct trace *t)
{
    const struct levels *l = t->look.levels;
    html_heading(html, _("1 Paper and ink"), "omr/levels.c omr/blobs.c");
    html_raw(html, "<p class=\"hint\">");
    html_text(html, _("Numbers: how light the paper is there (0 black, 255 "
                      "white). Circles: shapes that could be corner marks "
                      "(orange) or edge marks (blue)."));
    html_raw(html, "</p><table>");
    html_fact(html, _("size"), "%d × %d px", t->image->w, t->image->h);
    html_fact(html, _("paper"), "%d", l->paper_level);
    html_fact(html, _("darkest ink"), "%d", l->ink_level);
    html_fact(html, _("share of ink"), "%.2f %%", l->ink_share * 100);
    html_raw(html, "</table>\n");
    html_drawing(html);
    html_raw(html, "<g fill=\"#b03a2e\" text-anchor=\"middle\" "
             "font-size=\"%d\">", 11 * html->shrink);
    tile_levels(html, l);
    html_raw(html, "</g>");
    shapes(html, t);
    html_drawing_end(html);
}

/* ---- the frame ---- */

static const char *status_text(enum register_status status)
{
    switch (status) {
    case REGISTER_OK:
        return _("squared up");
    case REGISTER_FEW:
        return _("our frame, but too little of it");
    case REGISTER_BENT:
        return _("our frame, but too bent");
    case REGISTER_UNSURE:
        return _("our frame, but its marks do not fit together");
    case REGISTER_COARSE:
        return _("our frame, but too coarse");
    case REGISTER_BLURRED:
        return _("our frame, but too blurred");
    default:
        return _("no frame of ours");
    }
}

static void frame_facts(struct html *html, const struct registration *r)
{
    html_raw(html, "<table>");
    html_fact(html, _("result"), "%s", status_text(r->status));
    if (r->match_count > 0) {
        html_fact(html, _("marks used"), "%zu / %zu", r->marks,
                  r->match_count);
        html_fact(html, _("resolution"), "%.1f dpi", r->dpi);
        html_fact(html, _("lay turned by"), "%d°", r->turned);
        html_fact(html, _("skew"), "%.2f°", r->skew_deg);
        html_fact(html, _("left over, root mean square"), "%.3f mm",
                  r->residual_mm);
        html_fact(html, _("left over, worst mark"), "%.3f mm", r->worst_mm);
        html_fact(html, _("left over, not explained by stretch"), "%.3f mm",
                  r->unsure_mm);
        html_fact(html, _("width of a black edge"), "%.2f mm", r->blur_mm);
    }
    html_raw(html, "</table>\n");
}

/* A mark: green where it was found, with an arrow from where the homography
 * puts it; red where it was missed or dropped. */
static void one_mark(struct html *html, const struct registration *r,
                     const struct match *m)
{
    struct page_map plain = r->map;
    double x, y, sx, sy;
    plain.side[0].n = 0;
    plain.side[1].n = 0;
    map_point(&plain, m->x_mm, m->y_mm, &x, &y);
    map_scale(&plain, m->x_mm, m->y_mm, &sx, &sy);
    if (m->out) {
        html_raw(html, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" "
                 "stroke=\"#b00020\"><title>%.1f, %.1f mm</title></circle>",
                 x, y, 4 * sx, m->x_mm, m->y_mm);
        return;
    }
    double off = map_residual(&plain, m);
    html_raw(html, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" "
             "stroke=\"#0a8f3c\"><title>%.1f, %.1f mm: %.3f mm</title>"
             "</circle><path stroke=\"#0a8f3c\" d=\"M%.1f %.1fL%.1f %.1f\"/>",
             m->x_px, m->y_px, 4 * sx, m->x_mm, m->y_mm, off, x, y,
             x + (m->x_px - x) * ARROW, y + (m->y_px - y) * ARROW);
    html_raw(html, "<text fill=\"#0a8f3c\" stroke=\"none\" font-size=\"%d\" "
             "text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%.2f</text>",
             12 * html->shrink, m->x_mm < 105 ? "end" : "start",
             x + (m->x_mm < 105 ? -5 : 5) * sx, y + 1.5 * sx, off);
}

static void outline(struct html *html, const struct trace *t)
{
    const struct layout_page *f = t->look.frame;
    static const double corner[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
    html_raw(html, "<path stroke=\"#2471a3\" stroke-dasharray=\"%d\" d=\"",
             8 * html->shrink);
    for (size_t i = 0; i < 4; i++) {
        double x, y;
        map_point(&t->look.registration->map, corner[i][0] * f->width,
                  corner[i][1] * f->height, &x, &y);
        html_raw(html, "%c%.1f %.1f", i == 0 ? 'M' : 'L', x, y);
    }
    html_raw(html, "Z\"/>");
}

void stage_marks(struct html *html, const struct trace *t)
{
    const struct registration *r = t->look.registration;
    html_heading(html, _("2 Squaring up"),
                 "omr/frame_find.c omr/mark.c omr/register.c omr/map.c");
    html_raw(html, "<p class=\"hint\">");
    html_text(html, _("Green: marks found, with the distance in mm from where "
                      "a flat sheet would have them (arrows 20 times as "
                      "long). Red: missed, or dropped from the fit. Dashed: "
                      "the sheet's edge as computed."));
    html_raw(html, "</p>");
    frame_facts(html, r);
    if (r->match_count == 0)
        return;
    html_drawing(html);
    outline(html, t);
    for (size_t i = 0; i < r->match_count; i++)
        one_mark(html, r, &r->match[i]);
    html_drawing_end(html);
}
