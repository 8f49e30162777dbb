/* reports/sign/pdf_file.h - a strict little reader for the PDFs we write.
 *
 * Understands exactly what libharu and our own updates produce: a classic
 * cross-reference chain, one section per revision, every object where its
 * entry says and inside its own revision.  Refuses encryption, xref streams,
 * hybrid files and anything after the end, each with its own sentence.
 *
 *   %PDF-1.x | objects xref trailer startxref %%EOF | objects xref … %%EOF
 *   '------------- revision 0 -------------------' '---- revision 1 ----'
 *
 * Everything is bounds-checked and never trusts a number from the file.  Work
 * and memory are linear in the file's size: a file whose structure leads over
 * the same bytes again and again is refused (PDF_WORK_FACTOR).
 */
#ifndef REPORTS_SIGN_PDF_FILE_H
#define REPORTS_SIGN_PDF_FILE_H

#include "reports/sign/pdf_lex.h"

enum {
    PDF_REVISIONS_MAX = 64,
    /* Bytes of objects that may be read per byte of the file; finding the
     * last page and every field of a real report takes less than one. */
    PDF_WORK_FACTOR = 16,
    PDF_WORK_FREE = 1024 * 1024, /* so that tiny files are not counted */
};

struct pdf_revision {
    size_t start, xref, end;   /* bytes[start..end), its xref inside */
    struct pdf_value trailer;
};

struct pdf_file {
    struct pdf_text text;
    size_t revision_count;
    struct pdf_revision revisions[PDF_REVISIONS_MAX]; /* oldest first */
    size_t size;               /* object numbers are below this */
    struct pdf_entry *entries; /* owned, `size` of them */
    size_t *spent;             /* owned: bytes of objects read so far */
    struct pdf_value root;     /* the catalog's reference */
    struct pdf_value catalog;  /* and dictionary */
};

/* Open bytes[0..n), which stay the caller's and must outlive the file.
 * `name` is for messages.  Release with pdf_file_deinit().
 *   ERR_FORMAT  what is wrong and at which byte   ERR_NOMEM */
MUST_USE enum err_code pdf_file_init(struct pdf_file *file, const char *bytes,
                                     size_t n, const char *name,
                                     struct err *err);
void pdf_file_deinit(struct pdf_file *file);

/* Number of the revision (0..) that last wrote the object; SIZE_MAX for one
 * that does not exist. */
size_t pdf_object_revision(const struct pdf_file *file, int64_t number);

/* The object's value; PDF_NULL for one that does not exist.  ERR_FORMAT */
MUST_USE enum err_code pdf_object(const struct pdf_file *file, int64_t number,
                                  uint32_t gen, struct pdf_value *out,
                                  struct err *err);

/* dict[key] with references followed.  ERR_FORMAT */
MUST_USE enum err_code pdf_get(const struct pdf_file *file,
                               const struct pdf_value *dict, const char *key,
                               struct pdf_value *out, struct err *err);
/* `value` itself, or what it refers to. */
MUST_USE enum err_code pdf_resolve(const struct pdf_file *file,
                                   struct pdf_value value,
                                   struct pdf_value *out, struct err *err);

/* The raw bytes of the stream object `ref`: at *at, *n of them, and its
 * dictionary.  ERR_FORMAT */
MUST_USE enum err_code pdf_stream(const struct pdf_file *file,
                                  const struct pdf_value *ref,
                                  struct pdf_value *dict, size_t *at,
                                  size_t *n, struct err *err);

/* Page `page` (0..): reference and dictionary.  ERR_RANGE, ERR_FORMAT */
MUST_USE enum err_code pdf_page_at(const struct pdf_file *file, size_t page,
                                   struct pdf_value *ref,
                                   struct pdf_value *dict, struct err *err);

#endif
