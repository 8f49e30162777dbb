/* engine/gate/response.h - answers that come without paper: tablets, ODK
 * Collect, the web, the telephone.
 *
 * One response, known by a name its client drew (a UUID), arrives whole.  It
 * is checked and stored as a scanned page is, with a page row that has no
 * file, no picture, no print run and no time; arriving again it changes
 * nothing.  The client's name is kept only as a keyed hash, whose key closing
 * destroys.
 */
#ifndef ENGINE_GATE_RESPONSE_H
#define ENGINE_GATE_RESPONSE_H

#include "engine/store/store.h"

enum { RESPONSE_TEXT_BYTES = 16 * 1024, RESPONSE_NAME_BYTES = 200 };

/* One item's answer as the client sent it. */
struct response_answer {
    size_t item;          /* index into the questionnaire */
    uint64_t choices;     /* 0 = none; ignored for text */
    const char *text;     /* ITEM_TEXT: what was written; NULL or "" = nothing */
};

struct response_came {
    const char *channel;  /* "tablet", "web", "phone" */
    const char *name;     /* 1..RESPONSE_NAME_BYTES: "uuid:…" */
    size_t unit;          /* index into store_units() */
    int revision;
    const void *bytes;    /* all that came, to tell whether it is the same
                           * again */
    size_t n;
    size_t answer_count;
    const struct response_answer *answers; /* any order, each item once; what
                           * is missing was not answered */
};

enum response_outcome {
    RESPONSE_STORED, /* committed by the caller's transaction */
    RESPONSE_SAME,   /* this name with these bytes is here already */
    RESPONSE_OTHER   /* this name is here with other bytes: nothing changed */
};

/* Inside a transaction.  Marks the revision as one that may no longer be
 * replaced.
 *   ERR_RANGE   no such unit, an answer that may not stand, a text too long
 *   ERR_FORMAT  text that is not UTF-8 or holds control characters
 *   ERR_NOTFOUND  no such revision    ERR_NOTNOW  the round is closed
 *   else        the transaction must be rolled back */
MUST_USE enum err_code gate_response(struct store *store,
                                     const struct response_came *came,
                                     enum response_outcome *outcome,
                                     struct err *err);

#endif
