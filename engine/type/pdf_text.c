/* engine/type/pdf_text.c - see pdf.h.  Glyphs on baselines.
 *
 * Text is written as two-byte codes (Identity-H, the code being the code
 * point in the face) inside one TJ per face and baseline, with the difference
 * between where a glyph should stand and where its predecessor ended as the
 * adjustment.  Rounding to a thousandth of an em is carried along, so the
 * last glyph of a line stands as exactly as the first.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/units.h"
#include "engine/base/utf8.h"
#include "engine/type/pdf_internal.h"

enum { RUN_MAX = 512 }; /* glyphs placed at a time; an A3 line holds 300 */

bool pdf_has_glyph(struct pdf *pdf, enum font_role role, uint32_t c)
{
    struct font_glyph g;
    return font_find(pdf->fonts, role, c, &g);
}

double pdf_advance(struct pdf *pdf, enum font_role role, uint32_t c)
{
    struct font_glyph g;
    return font_find(pdf->fonts, role, c, &g) ? g.advance_em : 1;
}

const char *pdf_font_notice(const struct pdf *pdf)
{
    return font_set_notice(pdf->fonts);
}

/* "U+2CE93 𬺓" for messages. */
static enum err_code name_missing(uint32_t c, const char *where,
                                  struct err *err)
{
    char text[5];
    if (c < 0x20 || (c >= 0x7F && c < 0xA0))
        return err_set(err, ERR_FORMAT, 0,
                       _("%s: the control character U+%04X cannot be "
                         "printed"), where, (unsigned)c);
    utf8_put(c, text);
    return err_set(err, ERR_FORMAT, 0,
                   _("%s: no font has the character \"%s\" (U+%04X); write "
                     "it another way, or put a font that has it into "
                     "$PINGYI_FONTS"), where, text, (unsigned)c);
}

static enum err_code check_utf8(const char *text, const char *where,
                                struct err *err)
{
    size_t n = strlen(text), bad = utf8_check(text, n);
    if (bad == n)
        return ERR_OK;
    return err_set(err, ERR_FORMAT, 0,
                   _("%s: byte 0x%02X at position %zu is not UTF-8; save "
                     "the file as UTF-8"), where,
                   (unsigned)(unsigned char)text[bad], bad + 1);
}

enum err_code pdf_check_text(struct pdf *pdf, enum font_role role,
                             const char *text, const char *where,
                             struct err *err)
{
    enum err_code code = check_utf8(text, where, err);
    if (code != ERR_OK)
        return code;
    uint32_t c;
    while ((c = utf8_next(&text)) != 0) {
        if (c == '\n')
            continue;
        if (font_unhalf(c) != 0 || !pdf_has_glyph(pdf, role, c))
            return name_missing(c, where, err);
    }
    return ERR_OK;
}

/* ---- one baseline ---- */

struct pen {
    int slot;        /* face in force; -1 = none */
    double x0_mm;    /* where the TJ began */
    double at;       /* where the pen is, thousandths of an em from x0 */
    bool open;       /* inside <…> */
};

static void put_hex(struct pdf *pdf, uint16_t code)
{
    static const char HEX[] = "0123456789ABCDEF";
    const char text[4] = {HEX[code >> 12], HEX[code >> 8 & 15],
                          HEX[code >> 4 & 15], HEX[code & 15]};
    str_add_bytes(&pdf->on->content, text, 4);
}

static void pen_close(struct pdf *pdf, struct pen *pen)
{
    if (pen->slot >= 0)
        pdf_put(pdf, pen->open ? ">]TJ\n" : "]TJ\n");
    pen->open = false;
}

/* A new face: name it, and begin a TJ at this glyph. */
static void pen_switch(struct pdf *pdf, struct pen *pen, int slot,
                       double size_pt, double x_mm, double baseline_y)
{
    char name[16];
    pen_close(pdf, pen);
    (void)snprintf(name, sizeof name, "/F%d ", slot);
    pdf_put(pdf, name);
    pdf_put_number(pdf, size_pt);
    pdf_put(pdf, "Tf 1 0 0 1 ");
    pdf_put_point(pdf, x_mm, baseline_y);
    pdf_put(pdf, "Tm\n[");
    *pen = (struct pen){slot, x_mm, 0, false};
    pdf->on->faces |= 1u << slot;
}

static void pen_move(struct pdf *pdf, struct pen *pen, double to)
{
    double back = round(pen->at - to);
    if (back != 0) {
        if (pen->open)
            pdf_put(pdf, ">");
        pen->open = false;
        pdf_put_number(pdf, back);
        pen->at -= back;
    }
    if (!pen->open)
        pdf_put(pdf, "<");
    pen->open = true;
}

static bool put_glyph(struct pdf *pdf, struct pen *pen, double size_pt,
                      double baseline_y, const struct pdf_glyph *g)
{
    struct font_glyph f;
    if (!font_find(pdf->fonts, g->role, g->code, &f)) {
        (void)name_missing(g->code, _("text to print"), &pdf->err);
        return false;
    }
    struct embedded *e = pdf_embed(pdf, f.slot);
    if (e == NULL)
        return false;
    double x_mm = g->x_mm + pt_to_mm(f.shift_em * size_pt);
    if (f.slot != pen->slot)
        pen_switch(pdf, pen, f.slot, size_pt, x_mm, baseline_y);
    pen_move(pdf, pen, mm_to_pt(x_mm - pen->x0_mm) / size_pt * 1000);
    put_hex(pdf, f.code);
    e->used[f.code / 8] |= (uint8_t)(1u << f.code % 8);
    /* Asking libharu for the width is what puts the glyph into its subset. */
    HPDF_FontAttr attr = e->font->attr;
    pen->at += HPDF_TTFontDef_GetCharWidth(attr->fontdef, f.code);
    return true;
}

void pdf_glyphs(struct pdf *pdf, double size_pt, double baseline_y,
                struct colour colour, size_t n, const struct pdf_glyph g[])
{
    if (n == 0 || !pdf_ready(pdf))
        return;
    struct pen pen = {-1, 0, 0, false};
    pdf_put(pdf, "BT ");
    pdf_put_fill(pdf, colour);
    for (size_t i = 0; i < n; i++)
        if (!put_glyph(pdf, &pen, size_pt, baseline_y, &g[i]))
            return;
    pen_close(pdf, &pen);
    pdf_put(pdf, "ET\n");
}

void pdf_text(struct pdf *pdf, enum font_role role, double size_pt, double x,
              double baseline_y, double space_pt, struct colour colour,
              const char *text)
{
    if (!pdf_ready(pdf) ||
        check_utf8(text, _("text to print"), &pdf->err) != ERR_OK)
        return;
    struct pdf_glyph run[RUN_MAX];
    size_t n = 0;
    uint32_t c;
    while ((c = utf8_next(&text)) != 0) {
        run[n++] = (struct pdf_glyph){c, role, x};
        x += pt_to_mm(pdf_advance(pdf, role, c) * size_pt + space_pt);
        if (n == RUN_MAX) {
            pdf_glyphs(pdf, size_pt, baseline_y, colour, n, run);
            n = 0;
        }
    }
    pdf_glyphs(pdf, size_pt, baseline_y, colour, n, run);
}
