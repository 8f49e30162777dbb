/* forms/setter.h - the type of a sheet: sizes, faces, and text that must fit.
 *
 * One setter per attempt at a layout.  Every text goes through it, so that a
 * character no font has, or words that do not fit, name the question they
 * belong to.  The first failure sticks; functions then return NULL or 0.
 */
#ifndef FORMS_SETTER_H
#define FORMS_SETTER_H

#include "engine/base/mem.h"
#include "engine/survey/questionnaire.h"
#include "engine/type/para.h"
#include "engine/type/pdf.h"

/* Sizes follow from the size of the questions (14 pt where it fits). */
enum text_kind {
    TEXT_TITLE,    /* 标宋, centred */
    TEXT_OBJECT,   /* 评议对象 under the title */
    TEXT_INTRO,
    TEXT_SECTION,  /* 一、… */
    TEXT_HINT,     /* （每行只选一项） */
    TEXT_QUESTION,
    TEXT_NUMBER,   /* 12． right-aligned */
    TEXT_GLOSS,    /* 释义 */
    TEXT_OPTION,
    TEXT_COLUMN,   /* heads of scale columns, centred */
    TEXT_SMALL,    /* options of a compact grid, captions */
    TEXT_FOOT,     /* return and hotline lines, page number */
    TEXT_KIND_COUNT
};

struct setter {
    struct pdf *pdf;        /* for measuring */
    struct arena *arena;
    const struct questionnaire *q;
    double size_pt;         /* of the questions */
    double outline_mm;      /* of boxes */
    struct err err;         /* the sticky failure */
};

struct para_style setter_style(const struct setter *s, enum text_kind kind);
double setter_em(const struct setter *s, enum text_kind kind); /* in mm */

/* Break `text`; `where` names it in messages ("Q1"). */
const struct para *setter_para(struct setter *s, enum text_kind kind,
                               double width_mm, const char *text,
                               const char *where);
/* The same in another style. */
const struct para *setter_styled(struct setter *s,
                                 const struct para_style *style,
                                 double width_mm, const char *text,
                                 const char *where);
/* The same number of lines, but about equally long. */
const struct para *setter_balanced(struct setter *s, enum text_kind kind,
                                   double width_mm, const char *text,
                                   const char *where);
/* The same number of lines, the last one not shorter than a few characters. */
const struct para *setter_full_lines(struct setter *s,
                                     const struct para_style *style,
                                     double width_mm, const char *text,
                                     const char *where);
/* Width of one unbroken line. */
double setter_width(struct setter *s, enum text_kind kind, const char *text,
                    const char *where);

/* From the top of the first line's em to the bottom of the last one's. */
double setter_ink_height(const struct para *para);

void setter_fail(struct setter *s, enum err_code code, const char *fmt, ...)
    PRINTF_LIKE(3, 4);
bool setter_ok(const struct setter *s);

/* printf into the arena. */
const char *setter_printf(struct setter *s, const char *fmt, ...)
    PRINTF_LIKE(2, 3);

#endif
