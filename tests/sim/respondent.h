/* tests/sim/respondent.h - what a person means to answer, and how a sheet
 * comes to look when they have. */
#ifndef SIM_RESPONDENT_H
#define SIM_RESPONDENT_H

#include "tests/sim/form.h"

enum pens {
    PENS_USUAL,
    PENS_MIXED, /* every pen of the specification, often enough to count */
    PENS_PENCIL,
    PENS_FELT,
    PENS_RED,
    PENS_FAINT /* worn ballpoints and hard pencils */
};

struct people {   /* the population; chances per item unless said otherwise */
    double blank; /* leaves an item out */
    double too_many;    /* ticks more than allowed */
    double correct;     /* takes a mark back by filling and ticks again */
    double sloppy;      /* the share of those not done as the sheet tells */
    double round, away; /* circles the box; ticks beside it */
    double label, half; /* circles the words; marks half outside the box */
    double crossed;     /* the share of corrections made by crossing out */
    double blank_sheet; /* per sheet: gives it back empty */
    double comment;     /* per sheet: writes in the text area */
    double terse;       /* the share of those who write 1 to 3 characters */
    double stray;       /* per sheet: the pen touched somewhere */
    int lines_through;  /* lines of writing across the boxes of a side */
    enum pens pens;     /* what lies on the table */
    bool bubbles;       /* the sheet asks to fill; wrong fills are rubbed out */
    double rough, long_tails;
};

/* The ordinary population.  Rates are our own guesses on the careful side;
 * docs/reading.md says where they matter. */
extern const struct people people_usual;

enum meant_state { MEANT_GIVEN, MEANT_BLANK, MEANT_INVALID };

struct meant { /* one item */
    enum meant_state state;
    uint64_t choices;   /* marks that stand */
    uint64_t cancelled; /* marks taken back */
    enum mark_kind cancel_how;
    enum mark_kind special; /* MARK_ROUND, _AWAY, _LABEL or _HALF for this
                             * item's mark; MARK_KIND_COUNT = none */
};

struct respondent {
    struct hand hand;
    struct meant items[FORM_QUESTIONS_MAX];
    int comment_characters;
    bool stray, bubbles;
    int lines_through;
};

/* One person of `unit`; every unit has its own level of satisfaction, its
 * township (the unit code without its last two characters) shifts them all. */
void respondent_make(const struct form *form, const struct people *people,
                     uint64_t seed, const char *unit, const char *serial,
                     struct respondent *out);

enum drawn_state {
    DRAWN_EMPTY,
    DRAWN_STRAY,
    DRAWN_MARKED,
    DRAWN_CANCELLED,
    DRAWN_DOUBTFUL,
    DRAWN_STATE_COUNT
};

const char *drawn_state_word(enum drawn_state state);

struct drawn { /* one box as it was drawn */
    enum drawn_state state;
    enum mark_kind kind; /* MARK_KIND_COUNT when only stray ink or none */
    bool meant;          /* doubtful: the person meant it as chosen */
    bool rubbed;         /* a fill that was rubbed out */
    double cover;        /* share of the inside the pen covered, 0..1 */
    double seen;         /* the same after scanning; set by the scanner */
};

/* Draw one side onto `page`, a fresh rendering of the print; `blank` is the
 * same rendering kept clean.  drawn[] has room for the side's boxes. */
MUST_USE enum err_code respondent_draw(const struct respondent *person,
                                       const struct form *form, size_t side,
                                       enum lamp lamp, struct rng *rng,
                                       double dpi, const struct picture *blank,
                                       struct picture *page,
                                       struct drawn drawn[], struct err *err);

#endif
