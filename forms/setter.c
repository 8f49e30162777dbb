/* forms/setter.c - see setter.h. */
#include "forms/setter.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/units.h"

/* `size` in points when the questions have 14; `grows` = changes with them.
 * Nothing a respondent must read goes under 10.5 pt (五号). */
static const struct {
    enum font_role role;
    double size, pitch; /* pitch in sizes */
    bool grows;
    enum align align;
} KINDS[TEXT_KIND_COUNT] = {
    [TEXT_TITLE] = {FONT_TITLE, 21, 1.3, false, ALIGN_CENTRE},
    [TEXT_OBJECT] = {FONT_KAI, 12.5, 1.35, false, ALIGN_CENTRE},
    [TEXT_INTRO] = {FONT_SONG, 12, 1.5, false, ALIGN_JUSTIFY},
    [TEXT_SECTION] = {FONT_HEI, 14.5, 1.3, true, ALIGN_LEFT},
    [TEXT_HINT] = {FONT_KAI, 12, 1.3, true, ALIGN_LEFT},
    [TEXT_QUESTION] = {FONT_SONG, 14, 1.3, true, ALIGN_LEFT},
    [TEXT_NUMBER] = {FONT_SONG, 14, 1.3, true, ALIGN_RIGHT},
    [TEXT_GLOSS] = {FONT_KAI, 11.5, 1.3, true, ALIGN_LEFT},
    [TEXT_OPTION] = {FONT_SONG, 13, 1.3, true, ALIGN_LEFT},
    [TEXT_COLUMN] = {FONT_HEI, 12, 1.2, true, ALIGN_CENTRE},
    [TEXT_SMALL] = {FONT_SONG, 11.5, 1.2, true, ALIGN_LEFT},
    [TEXT_FOOT] = {FONT_SONG, 10.5, 1.5, false, ALIGN_LEFT},
};

enum { QUESTION_PT = 14 };
#define LEAST_PT 10.5

struct para_style setter_style(const struct setter *s, enum text_kind kind)
{
    double size = KINDS[kind].size;
    if (KINDS[kind].grows)
        size *= s->size_pt / QUESTION_PT;
    if (size < LEAST_PT)
        size = LEAST_PT;
    return (struct para_style){
        .role = KINDS[kind].role,
        .digits = KINDS[kind].role == FONT_HEI ? FONT_HEI : FONT_SONG,
        .size_pt = size,
        .pitch_pt = size * KINDS[kind].pitch,
        .align = KINDS[kind].align,
        .autospace_em = .25,
        .colour = BLACK,
    };
}

double setter_em(const struct setter *s, enum text_kind kind)
{
    return pt_to_mm(setter_style(s, kind).size_pt);
}

bool setter_ok(const struct setter *s)
{
    return s->err.code == ERR_OK;
}

void setter_fail(struct setter *s, enum err_code code, const char *fmt, ...)
{
    if (!setter_ok(s))
        return;
    char text[ERR_TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    err_set(&s->err, code, 0, "%s", text);
}

const char *setter_printf(struct setter *s, const char *fmt, ...)
{
    char text[ERR_TEXT_MAX];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    const char *copy = arena_text(s->arena, text);
    if (copy == NULL)
        setter_fail(s, ERR_NOMEM, _("%s: out of memory"), _("the layout"));
    return copy != NULL ? copy : "";
}

const struct para *setter_styled(struct setter *s,
                                 const struct para_style *style,
                                 double width_mm, const char *text,
                                 const char *where)
{
    if (!setter_ok(s) ||
        pdf_check_text(s->pdf, style->role, text, where, &s->err) != ERR_OK)
        return NULL;
    const struct para *p =
        para_set(s->pdf, s->arena, style, width_mm, text);
    if (p == NULL && pdf_status(s->pdf, &s->err) == ERR_OK)
        setter_fail(s, ERR_NOMEM, _("%s: out of memory"), where);
    /* One word wider than the measure cannot be broken by any rule. */
    if (p != NULL && p->widest_mm > width_mm + .05)
        setter_fail(s, ERR_FORMAT,
                    _("%s: \"%s\" does not fit: it needs %.0f mm in one "
                      "piece and has %.0f mm; use shorter words"),
                    where, text, p->widest_mm, width_mm);
    return setter_ok(s) ? p : NULL;
}

const struct para *setter_para(struct setter *s, enum text_kind kind,
                               double width_mm, const char *text,
                               const char *where)
{
    struct para_style style = setter_style(s, kind);
    return setter_styled(s, &style, width_mm, text, where);
}

double setter_width(struct setter *s, enum text_kind kind, const char *text,
                    const char *where)
{
    struct para_style style = setter_style(s, kind);
    if (!setter_ok(s) ||
        pdf_check_text(s->pdf, style.role, text, where, &s->err) != ERR_OK)
        return 0;
    double w = para_width(s->pdf, &style, text);
    if (pdf_status(s->pdf, &s->err) != ERR_OK)
        return 0;
    return w;
}

const struct para *setter_balanced(struct setter *s, enum text_kind kind,
                                   double width_mm, const char *text,
                                   const char *where)
{
    const struct para *best = setter_para(s, kind, width_mm, text, where);
    double em = setter_em(s, kind);
    if (best == NULL || best->line_count < 2)
        return best;
    struct para_style style = setter_style(s, kind);
    for (double w = width_mm - em / 2; w > em; w -= em / 2) {
        const struct para *p = para_set(s->pdf, s->arena, &style, w, text);
        if (p == NULL || p->line_count > best->line_count ||
            p->widest_mm > w + .05)
            break;
        best = p;
    }
    return best;
}

/* A last line under five characters looks like an accident; narrowing the
 * measure brings company down from the lines above. */
const struct para *setter_full_lines(struct setter *s,
                                     const struct para_style *style,
                                     double width_mm, const char *text,
                                     const char *where)
{
    const struct para *best = setter_styled(s, style, width_mm, text, where);
    double em = pt_to_mm(style->size_pt);
    for (double w = width_mm; best != NULL && best->line_count > 1 &&
                              w > width_mm * .8; w -= em / 2) {
        const struct para *p = para_set(s->pdf, s->arena, style, w, text);
        if (p == NULL || p->line_count > best->line_count ||
            p->widest_mm > w + .05)
            break;
        best = p;
        if (p->lines[p->line_count - 1].width_mm >= 4.4 * em)
            break;
    }
    return best;
}

double setter_ink_height(const struct para *para)
{
    double lead = para->style.pitch_pt - para->style.size_pt;
    return para->height_mm - pt_to_mm(lead);
}
