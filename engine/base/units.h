/* engine/base/units.h - the only place where lengths change their unit.
 *
 * Page space everywhere: mm, origin at the top left corner of the paper,
 * y downward.  PDF space (bottom left, points) appears only inside the PDF
 * door, pixels only inside omr.
 */
#ifndef ENGINE_BASE_UNITS_H
#define ENGINE_BASE_UNITS_H

#define MM_PER_INCH 25.4
#define PT_PER_INCH 72.0
#define A4_W_MM 210.0
#define A4_H_MM 297.0

static inline double mm_to_pt(double mm)
{
    return mm * PT_PER_INCH / MM_PER_INCH;
}

static inline double pt_to_mm(double pt)
{
    return pt * MM_PER_INCH / PT_PER_INCH;
}

static inline double mm_to_px(double mm, double dpi)
{
    return mm * dpi / MM_PER_INCH;
}

static inline double px_to_mm(double px, double dpi)
{
    return px * MM_PER_INCH / dpi;
}

#endif
