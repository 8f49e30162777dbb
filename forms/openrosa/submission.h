/* forms/openrosa/submission.h - a filled-in XForm, as XML, read and held
 * against the questionnaire.
 *
 * The door to expat.  A document type is refused, and so are more than
 * SUBMISSION_XML_BYTES, elements deeper than SUBMISSION_DEPTH, fields twice
 * and fields no questionnaire has.
 */
#ifndef FORMS_OPENROSA_SUBMISSION_H
#define FORMS_OPENROSA_SUBMISSION_H

#include "engine/base/err.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/gate/response.h"
#include "engine/store/store.h"

enum {
    SUBMISSION_BYTES = 10 * 1000 * 1000, /* of the whole body; announced to
                                          * clients */
    SUBMISSION_XML_BYTES = 1024 * 1024,
    SUBMISSION_DEPTH = 64,
    SUBMISSION_FIELDS = LIMIT_ITEMS
};

struct submission_field {
    const char *name, *text; /* "Q1", "2" */
};

/* What it says, before anything is known of the questionnaire. */
struct submission {
    struct arena *arena;
    const char *id, *version;   /* of the form; "" = absent */
    const char *instance;       /* meta/instanceID */
    const char *deprecated;     /* meta/deprecatedID: it corrects another */
    const char *unit;
    bool encrypted;
    size_t field_count;
    struct submission_field field[SUBMISSION_FIELDS];
};

/* Pair with submission_deinit(), also after a failure.
 *   ERR_FORMAT  no XML, or not that of a form of ours; says where
 *   ERR_RANGE   too large   ERR_NOMEM */
MUST_USE enum err_code submission_parse(const char *xml, size_t n,
                                        struct submission *out,
                                        struct err *err);
void submission_deinit(struct submission *s);

/* Through the gate; inside a transaction.  `xml` are the bytes that came.
 *   ERR_DENIED   an encrypted one, a correction
 *   ERR_NOTNOW   of another round or a questionnaire that was replaced, or
 *                the round is closed
 *   ERR_FORMAT, ERR_RANGE  an answer that may not stand; and as
 *   gate_response() */
MUST_USE enum err_code submission_take(struct store *store,
                                       const struct submission *s,
                                       const char *xml, size_t n,
                                       enum response_outcome *outcome,
                                       struct err *err);

#endif
