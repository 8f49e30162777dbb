/* forms/xforms/xform.h - a questionnaire as an XForm, for ODK Collect and the
 * like.
 *
 * The subset and why: docs/formats.md#xforms.  The same questionnaire always
 * gives the same bytes; anything that changes them changes the version too,
 * so a version never means two forms.  No paradata: neither times nor device
 * nor place are asked for.
 */
#ifndef FORMS_XFORMS_XFORM_H
#define FORMS_XFORMS_XFORM_H

#include "engine/base/err.h"
#include "engine/base/str.h"
#include "engine/survey/questionnaire.h"
#include "engine/survey/units.h"

enum {
    XFORM_ID_MAX = 64,
    XFORM_VERSION_MAX = 64,
    XFORM_BYTES_MAX = 16 * 1024 * 1024,
    XFORM_TEXT_MAX = 4000, /* characters of one written answer */
};

struct xform_source {
    const struct questionnaire *q;
    int revision;
    const struct units *units; /* asked first; NULL or only one: none is */
    uint32_t survey;           /* in the form's id; 0 = no round yet */
};

struct xform {
    char id[XFORM_ID_MAX];           /* "pingyi-NM-1a2b3c4d" */
    char version[XFORM_VERSION_MAX]; /* "2.0f3c99aa.51d0c2e7": revision, the
                                      * questionnaire's hash, the form's */
    char hash[33];                   /* MD5 of the bytes, hex */
    struct str xml;                  /* the form */
};

/* Pair with xform_deinit(), also after a failure.
 *   ERR_RANGE  it has more than XFORM_BYTES_MAX bytes   ERR_NOMEM */
MUST_USE enum err_code xform_make(const struct xform_source *source,
                                  struct xform *out, struct err *err);
void xform_deinit(struct xform *x);

/* The id alone, and the part of the version that a submission must match:
 * "2.0f3c99aa". */
void xform_id(const struct xform_source *source, char out[XFORM_ID_MAX]);
void xform_stem(const struct xform_source *source,
                char out[XFORM_VERSION_MAX]);

/* Units that may be chosen: those that have none under them. */
bool xform_unit_offered(const struct units *units, size_t unit);
/* Is the unit asked for at all? */
bool xform_asks_unit(const struct units *units);

/* Where an item's answer stands: "/data/a/Q1"; columns of a number share the
 * number's. */
struct item;
void xform_path(const struct item *item, struct str *out);
/* The condition under which item `i` is asked, "" if of everybody: its own,
 * and that no earlier answer ended the interview. */
void xform_relevant(const struct questionnaire *q, size_t i, struct str *out);

#endif
