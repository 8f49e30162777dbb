/* reports/sign/pdf_update.h - the one writer of incremental updates.
 *
 * Collects new and replaced objects, then closes them with a classic
 * cross-reference section and a trailer that points back.  The bytes in `out`
 * belong at offset `base` of the file: base bytes + out = the new file.
 *
 *     pdf_update_init(&u, &file);
 *     uint32_t n = pdf_update_number(&u);
 *     pdf_update_begin(&u, n);
 *     str_add(&u.out, "<< /Type /Annot >>");
 *     pdf_update_end(&u);
 *     code = pdf_update_finish(&u, err);
 */
#ifndef REPORTS_SIGN_PDF_UPDATE_H
#define REPORTS_SIGN_PDF_UPDATE_H

#include "reports/sign/pdf_file.h"

enum { PDF_UPDATE_OBJECTS_MAX = 256 };

struct pdf_update {
    const struct pdf_file *file; /* borrowed */
    size_t base;
    struct str out;
    size_t count;
    struct {
        uint32_t number, gen;
        size_t at; /* in out */
    } objects[PDF_UPDATE_OBJECTS_MAX];
    uint32_t next; /* first unused object number */
};

void pdf_update_init(struct pdf_update *u, const struct pdf_file *file);
void pdf_update_deinit(struct pdf_update *u);

/* A number for a new object. */
uint32_t pdf_update_number(struct pdf_update *u);

/* Everything added to `out` between the two is the object's body.  begin is
 * for new objects, replace for one that exists (same generation). */
void pdf_update_begin(struct pdf_update *u, uint32_t number);
void pdf_update_replace(struct pdf_update *u, const struct pdf_value *ref);
void pdf_update_end(struct pdf_update *u);

/* Repeat the members of `dict` as they are written, except those named in
 * the NULL-ended `except`. */
void pdf_update_copy(struct pdf_update *u, const struct pdf_value *dict,
                     const char *const except[]);
/* The same for the members of an array. */
void pdf_update_copy_items(struct pdf_update *u,
                           const struct pdf_value *array);

/* A UTF-8 text as <FEFF…>. */
void pdf_update_text(struct pdf_update *u, const char *text);

/* Cross-references, trailer (/Root /Info kept, /ID's first half kept or
 * made), startxref.  Nothing may be added afterwards; bytes already there may
 * be overwritten in place.  ERR_NOMEM, ERR_RANGE past the file size a classic
 * section can say */
MUST_USE enum err_code pdf_update_finish(struct pdf_update *u,
                                         struct err *err);

#endif
