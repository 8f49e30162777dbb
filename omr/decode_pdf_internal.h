/* omr/decode_pdf_internal.h - shared by decode_pdf.c (files, passwords,
 * complaints) and decode_pdf_page.c (pictures, drawing). */
#ifndef OMR_DECODE_PDF_INTERNAL_H
#define OMR_DECODE_PDF_INTERNAL_H

#include <poppler.h>

struct pdfin_file {
    PopplerDocument *document;
    char name[256]; /* the end of the path, for messages */
    int pages;
    int ear;         /* memory that stands in for stderr, -1 = none */
    guint log;       /* handler of poppler's log */
    char heard[160]; /* first complaint about a picture, "" = none */
};

/* Around every call that decodes: put the ear in place of stderr and forget
 * what was heard; then give back stderr (`saved` is what pdfin_listen()
 * returned) and leave what was heard in file->heard. */
int pdfin_listen(struct pdfin_file *file);
void pdfin_heed(struct pdfin_file *file, int saved);

#endif
