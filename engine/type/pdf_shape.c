/* engine/type/pdf_shape.c - see pdf.h.  Rectangles, lines, paths. */
#include "engine/base/units.h"
#include "engine/type/pdf_internal.h"

static void put_rect(struct pdf *pdf, double x, double y, double w, double h)
{
    pdf_put_point(pdf, x, y + h);
    pdf_put_number(pdf, mm_to_pt(w));
    pdf_put_number(pdf, mm_to_pt(h));
    pdf_put(pdf, "re\n");
}

void pdf_fill_rects(struct pdf *pdf, size_t n, const double xywh[],
                    struct colour fill)
{
    if (n == 0 || !pdf_ready(pdf))
        return;
    pdf_put_fill(pdf, fill);
    for (size_t i = 0; i < n; i++, xywh += 4)
        put_rect(pdf, xywh[0], xywh[1], xywh[2], xywh[3]);
    pdf_put(pdf, "f\n");
}

void pdf_fill_rect(struct pdf *pdf, double x, double y, double w, double h,
                   struct colour fill)
{
    const double r[4] = {x, y, w, h};
    pdf_fill_rects(pdf, 1, r, fill);
}

void pdf_box(struct pdf *pdf, double x, double y, double w, double h,
             double line_mm, struct colour colour)
{
    if (!pdf_ready(pdf))
        return;
    pdf_put_stroke(pdf, line_mm, colour);
    pdf_put(pdf, "0 J 0 j ");
    put_rect(pdf, x + line_mm / 2, y + line_mm / 2, w - line_mm, h - line_mm);
    pdf_put(pdf, "s\n");
}

void pdf_line(struct pdf *pdf, double x1, double y1, double x2, double y2,
              double line_mm, struct colour colour)
{
    if (!pdf_ready(pdf))
        return;
    pdf_put_stroke(pdf, line_mm, colour);
    pdf_put(pdf, "0 J ");
    pdf_put_point(pdf, x1, y1);
    pdf_put(pdf, "m ");
    pdf_put_point(pdf, x2, y2);
    pdf_put(pdf, "l S\n");
}

/* Fill or stroke the path just built. */
static void end_shape(struct pdf *pdf, const struct colour *fill)
{
    pdf_put(pdf, fill != NULL ? "f\n" : "S\n");
}

static void begin_shape(struct pdf *pdf, double line_mm, struct colour stroke,
                        const struct colour *fill)
{
    if (fill != NULL) {
        pdf_put_fill(pdf, *fill);
    } else {
        pdf_put_stroke(pdf, line_mm, stroke);
        pdf_put(pdf, "1 J 1 j ");
    }
}

void pdf_path(struct pdf *pdf, size_t n, const double xy[], double line_mm,
              struct colour stroke, const struct colour *fill)
{
    if (n < 2 || !pdf_ready(pdf))
        return;
    begin_shape(pdf, line_mm, stroke, fill);
    for (size_t i = 0; i < n; i++) {
        pdf_put_point(pdf, xy[2 * i], xy[2 * i + 1]);
        pdf_put(pdf, i == 0 ? "m " : "l ");
    }
    end_shape(pdf, fill);
}

void pdf_circle(struct pdf *pdf, double x, double y, double r,
                double line_mm, struct colour stroke,
                const struct colour *fill)
{
    if (!pdf_ready(pdf))
        return;
    /* Four Bézier quarters; k makes them leave the circle by 0.03 % of r. */
    const double k = 0.5523 * r;
    const double q[4][6] = {
        {x + r, y + k, x + k, y + r, x, y + r},
        {x - k, y + r, x - r, y + k, x - r, y},
        {x - r, y - k, x - k, y - r, x, y - r},
        {x + k, y - r, x + r, y - k, x + r, y},
    };
    begin_shape(pdf, line_mm, stroke, fill);
    pdf_put_point(pdf, x + r, y);
    pdf_put(pdf, "m ");
    for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 6; j += 2)
            pdf_put_point(pdf, q[i][j], q[i][j + 1]);
        pdf_put(pdf, "c ");
    }
    pdf_put(pdf, "h ");
    end_shape(pdf, fill);
}
