/* engine/gate/rejudge.h - a whole round judged anew from its stored measures.
 *
 * The judge itself is not the engine's: it comes as a function.  What was
 * read before is kept (tables reading, box_reading), a person's decision is
 * never touched, and a question to a person that is none any more is
 * withdrawn unless it was decided.  docs/store.md#judged-anew.
 */
#ifndef ENGINE_GATE_REJUDGE_H
#define ENGINE_GATE_REJUDGE_H

#include "engine/store/store.h"

/* An item of a page that reads differently. */
struct rejudge_change {
    int64_t page;
    size_t unit, item;      /* indices */
    int revision, side;
    uint32_t batch;
    uint64_t serial;        /* 0 = open sheet */
    enum page_standing standing;
    enum answer_state was, now;
    uint64_t was_choices, now_choices;
    const char *reason;     /* of the new reading; static */
    bool decided;           /* a person's decision counts, whatever is read */
};

struct rejudge_options {
    /* Judge box[0..n) by their measures, filling state, p_marked and reason;
     * answers[] (LIMIT_ITEMS) one per item, by item; returns how many. */
    size_t (*judge)(void *ctx, const struct questionnaire *q, size_t n,
                    struct box_read box[], struct answer_read answers[]);
    void (*change)(void *ctx, const struct rejudge_change *change);
    bool (*step)(void *ctx, size_t done, size_t pages); /* true = stop */
    void *ctx;
    bool apply;             /* else nothing is written */
    const char *params;     /* JSON: becomes the round's */
    const char *who, *why;
};

struct rejudge_result {
    size_t pages, boxes, items;     /* looked at */
    size_t boxes_changed;           /* state or reason */
    size_t changed[ANSWER_STATE_COUNT][ANSWER_STATE_COUNT]; /* [was][now] */
    size_t changes;                 /* their sum */
    size_t decided;                 /* of these, decided by a person */
    size_t opened, withdrawn;       /* questions to a person */
    size_t made_valid, made_void;   /* responses */
    int params;                     /* number of the round's new parameters */
};

/* Preview or apply; applying is one transaction, audited as "rejudge".
 *   ERR_NOTNOW       the round is closed
 *   ERR_INTERRUPTED  step() said stop; nothing was changed
 *   ERR_USAGE        `who` is empty though it is to be applied
 *   and the store's errors */
MUST_USE enum err_code gate_rejudge(struct store *store,
                                    const struct rejudge_options *options,
                                    struct rejudge_result *result,
                                    struct err *err);

#endif
