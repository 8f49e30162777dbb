/* tests/forms/forms_util.h - what the tests of forms share. */
#ifndef TESTS_FORMS_UTIL_H
#define TESTS_FORMS_UTIL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/str.h"
#include "engine/survey/questionnaire.h"
#include "forms/layout.h"

static const char *const PRESETS[] = {"NM", "LD", "XP"};
enum { PRESET_COUNT = 3 };

static inline struct questionnaire *preset(const char *name)
{
    char path[64];
    struct err err = ERR_INIT;
    struct questionnaire *q = NULL;
    snprintf(path, sizeof path, "samples/presets/%s.yaml", name);
    if (questionnaire_load(path, &q, &err) != ERR_OK)
        fail_msg("%s", err.text);
    return q;
}

static inline struct questionnaire *parsed(const char *yaml)
{
    struct err err = ERR_INIT;
    struct questionnaire *q = NULL;
    if (questionnaire_parse(yaml, strlen(yaml), "test.yaml", &q, &err) !=
        ERR_OK)
        fail_msg("%s", err.text);
    return q;
}

static inline struct layout *built(const struct questionnaire *q, bool open)
{
    struct err err = ERR_INIT;
    struct layout *layout = NULL;
    if (layout_build(q, 1, open, &layout, &err) != ERR_OK)
        fail_msg("%s", err.text);
    return layout;
}

/* The least distance between two rectangles; 0 when they touch. */
static inline double apart(struct rect_mm a, struct rect_mm b)
{
    double dx = fmax(0, fmax(b.x - a.x - a.w, a.x - b.x - b.w));
    double dy = fmax(0, fmax(b.y - a.y - a.h, a.y - b.y - b.h));
    return sqrt(dx * dx + dy * dy);
}

#endif
