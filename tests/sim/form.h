/* tests/sim/form.h - where the boxes of a form stand, and what was printed.
 *
 * Read from what the program says about itself (`pingyi layout --json`,
 * `pingyi print --json`); nothing of its code is used, and form_check() looks
 * whether the printed page really has an outline where the layout says.
 */
#ifndef SIM_FORM_H
#define SIM_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "tests/sim/hand.h"
#include "tests/sim/picture.h"

enum { FORM_CODES_MAX = 4, FORM_QUESTIONS_MAX = 128, FORM_CHOICES_MAX = 64, CODE_MAX = 24 };

struct form_box {
    struct place at;
    size_t question;
    int choice; /* index in the question's choices */
};

struct form_question {
    char code[CODE_MAX];
    int choice_count;
    char choice[FORM_CHOICES_MAX][CODE_MAX];
    int max; /* choices one may tick */
};

struct form_page {
    double w, h; /* mm */
    size_t box_count, area_count;
    struct form_box *boxes;
    struct place *areas;
    size_t code_count;
    struct place codes[FORM_CODES_MAX];
};

struct form {
    size_t page_count, question_count;
    struct form_page *pages;
    struct form_question questions[FORM_QUESTIONS_MAX];
};

/* Read layout JSON.  `multi_max` is the limit of questions whose choices name
 * other questions or whose code starts with P; the layout does not say.
 *   ERR_FORMAT, ERR_IO, ERR_NOTFOUND, ERR_RANGE, ERR_NOMEM */
MUST_USE enum err_code form_load(const char *path, int multi_max,
                                 struct form **out, struct err *err);
void form_free(struct form *form);

/* The share of boxes of page `side` (0..) whose printed outline is found in
 * the rendered page within 0.2 mm of where the layout puts it. */
double form_check(const struct form *form, size_t side,
                  const struct picture *page, double dpi);

/* ---- what was printed ---- */

struct printed_page {
    char *file;
    int page;        /* 1.. within the file */
    char serial[32]; /* "" when open */
    char unit[64];   /* "" when not told */
    int side;        /* 1.. */
};

struct printed {
    size_t n;
    struct printed_page *pages;
};

MUST_USE enum err_code printed_load(const char *path, struct printed *out,
                                    struct err *err);
void printed_deinit(struct printed *printed);

#endif
