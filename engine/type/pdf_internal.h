/* engine/type/pdf_internal.h - what the pdf*.c files share. */
#ifndef ENGINE_TYPE_PDF_INTERNAL_H
#define ENGINE_TYPE_PDF_INTERNAL_H

#include <hpdf.h>

#include "engine/base/str.h"
#include "engine/type/pdf.h"

enum { CODES = 0x10000 };

/* A face as libharu embeds it, and the code points drawn with it. */
struct embedded {
    HPDF_Font font;
    int owners;            /* slots beyond the first that share it */
    bool repaired;
    uint8_t used[CODES / 8];
};

/* Content under way: a page's or a template's. */
struct canvas {
    bool open;
    struct str content;    /* PDF operators */
    double w_mm, h_mm;
    unsigned faces;        /* bit per face slot whose font it names */
    unsigned long long templates; /* bit per template it names */
};
_Static_assert(PDF_TEMPLATES_MAX <= 64, "a bit for each template");

struct attachment {
    char *name, *bytes;
    size_t n;
};

struct pdf {
    HPDF_Doc doc;
    HPDF_STATUS first, first_detail; /* libharu's first error */
    struct err err;                  /* the sticky failure */
    struct font_set *fonts;
    struct embedded *embedded[FACE_SLOT_COUNT];
    struct canvas page, form, *on;   /* `on` is where drawing goes */
    HPDF_Page hpage;
    size_t page_count;
    size_t template_count;
    struct {
        HPDF_Dict form;
        double h_mm;
    } templates[PDF_TEMPLATES_MAX];
    size_t attachment_count;
    struct attachment attachments[PDF_ATTACHMENTS_MAX];
    bool saved;
};

/* True when drawing is possible; turns sticky when nothing is open. */
bool pdf_ready(struct pdf *pdf);
/* Fold libharu's error, if any, into the sticky one.  False if there is one. */
bool pdf_check(struct pdf *pdf, const char *doing);

/* Operators into the open canvas. */
void pdf_put(struct pdf *pdf, const char *text);
void pdf_put_number(struct pdf *pdf, double value); /* and a blank */
/* A point in page space, flipped: "x y ". */
void pdf_put_point(struct pdf *pdf, double x, double y);
void pdf_put_fill(struct pdf *pdf, struct colour c);
void pdf_put_stroke(struct pdf *pdf, double line_mm, struct colour c);

/* pdf_font.c: the embedded face of a slot, loaded on first use (NULL when it
 * turned sticky); and the repairs before saving. */
struct embedded *pdf_embed(struct pdf *pdf, int slot);
void pdf_repair_fonts(struct pdf *pdf);
/* The /Font dictionary for the faces in `bits`. */
HPDF_Dict pdf_font_resources(struct pdf *pdf, unsigned bits);

/* pdf_attach.c */
void pdf_write_attachments(struct pdf *pdf);

#endif
