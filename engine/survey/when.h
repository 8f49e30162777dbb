/* engine/survey/when.h - which items are asked: conditions on earlier answers.
 *
 *   F1 = 1                      of a single choice: this choice was given
 *   F1 != 1                     it was not (left empty counts as not)
 *   F1 in (1, 2)                one of these
 *   selected(P1, Q2)            of several choices: this one is among them
 *   answered(O1)                something was given or written
 *   not X   X and Y   X or Y   ( X )          binding in this order
 *
 * An item is named by its code, a choice by its code or by its printed words
 * ("有", quoted where they hold blanks or marks).  Only items printed earlier
 * may be named, so there are no circles.  An item that is not asked counts as
 * left empty for those after it, whatever stands on the paper.  Once a choice
 * that ends the interview is given, nothing more is asked.
 *
 * Grammar: docs/formats.md#when.  The same language in the browser:
 * forms/tablet/pages/when.mjs; tests/cli/when.sh holds both against each other.
 */
#ifndef ENGINE_SURVEY_WHEN_H
#define ENGINE_SURVEY_WHEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/base/str.h"
#include "engine/survey/questionnaire.h"

enum when_kind {
    WHEN_CHOSEN,   /* the answer to `item` holds one of `choices` */
    WHEN_ANSWERED, /* `item` has an answer */
    WHEN_NOT,      /* left */
    WHEN_AND,      /* left and right */
    WHEN_OR
};

/* A condition; lives and dies with its questionnaire. */
struct when {
    enum when_kind kind;
    size_t item;          /* index into the questionnaire's items */
    uint64_t choices;     /* WHEN_CHOSEN: bit k = choice k of its scale */
    const struct when *left, *right;
};

enum { WHEN_BYTES_MAX = 600, WHEN_NODES_MAX = 64, WHEN_DEPTH_MAX = 16 };

/* What one item was answered with. */
struct when_given {
    uint64_t choices;  /* 0: none */
    bool written;      /* free text */
};

/* Where and why a condition cannot be read. */
struct when_problem {
    size_t at;         /* characters before the place, 0.. */
    char text[400];    /* what was wrong; expected … */
};

/* Read a condition for an item or section whose first item is number `before`:
 * items[0..before) may be named.  NULL with *problem set, or with
 * problem->text "" when out of memory.  Needs no other part of `q`. */
const struct when *when_parse(const struct questionnaire *q, size_t before,
                              const char *text, struct arena *arena,
                              struct when_problem *problem);

/* Both together; NULL when out of memory.  Either may be NULL. */
const struct when *when_both(const struct when *a, const struct when *b,
                             struct arena *arena);

/* Does it hold for these answers, by item? */
bool when_holds(const struct when *w, const struct when_given given[]);

/* Which items are asked.  given[] and asked[] have one entry per item; what
 * was given to items not asked is emptied on the way. */
void when_route(const struct questionnaire *q, struct when_given given[],
                bool asked[]);

/* Is the item named in the condition (NULL: no)? */
bool when_names(const struct when *w, size_t item);

/* The condition in its one spelling, by codes: "F1 = 1 and not (…)".  The
 * same condition always gives the same bytes; when_parse() reads it. */
void when_print(const struct questionnaire *q, const struct when *w,
                struct str *out);

/* In words, Chinese as sheets are: 第3题选“有”，并且第5题没有选“不清楚”. */
void when_words(const struct questionnaire *q, const struct when *w,
                struct str *out);

/* The line printed above item `first`, which starts a run of items with one
 * condition, e.g. 第3题选“没有”的，跳到第6题.  *last is the run's last item.
 * False: the item is asked of everybody or goes on with the run before it. */
bool when_instruction(const struct questionnaire *q, size_t first,
                      size_t *last, struct str *out);

/* The number printed beside an item: rows of tables have numbers of their
 * own, and a number's columns are one question. */
size_t questionnaire_ordinal(const struct questionnaire *q, size_t item);

#endif
