/* engine/type/pdf_attach.c - files carried inside the PDF.
 *
 * Built from plain dictionaries: HPDF_AttachFile of 2.3.0 misaligns the name
 * tree from the second file on, and writes /Type /F without /UF.  PDF 1.7,
 * 7.11.4, and /AF with /AFRelationship /Data of PDF 2.0 (as PDF/A-3 has it).
 */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/type/pdf_internal.h"

static void copy_in(struct pdf *pdf, struct attachment *a, const char *name,
                    const void *bytes, size_t n)
{
    a->name = strdup(name);
    a->bytes = mem_alloc(n > 0 ? n : 1, 1);
    a->n = n;
    if (a->name == NULL || a->bytes == NULL)
        err_set(&pdf->err, ERR_NOMEM, 0, _("%s: out of memory"), name);
    else if (n > 0)
        memcpy(a->bytes, bytes, n);
}

void pdf_attach(struct pdf *pdf, const char *name, const void *bytes,
                size_t n)
{
    if (pdf->err.code != ERR_OK)
        return;
    if (pdf->attachment_count == PDF_ATTACHMENTS_MAX) {
        err_set(&pdf->err, ERR_RANGE, 0,
                _("%s: at most %d files can be carried in one PDF"), name,
                PDF_ATTACHMENTS_MAX);
        return;
    }
    copy_in(pdf, &pdf->attachments[pdf->attachment_count++], name, bytes, n);
}

static HPDF_Dict make_stream(struct pdf *pdf, const struct attachment *a)
{
    HPDF_MMgr mmgr = pdf->doc->mmgr;
    HPDF_Dict stream = HPDF_DictStream_New(mmgr, pdf->doc->xref);
    HPDF_Dict params = HPDF_Dict_New(mmgr);
    if (stream == NULL || params == NULL)
        return NULL;
    HPDF_Dict_AddName(stream, "Type", "EmbeddedFile");
    HPDF_Dict_AddNumber(params, "Size", (HPDF_INT32)a->n);
    HPDF_Dict_Add(stream, "Params", params);
    stream->filter = HPDF_STREAM_FILTER_FLATE_DECODE;
    HPDF_Stream_Write(stream->stream, (const HPDF_BYTE *)a->bytes,
                      (HPDF_UINT)a->n);
    return stream;
}

static HPDF_String make_name(struct pdf *pdf, const char *name)
{
    return HPDF_String_New(pdf->doc->mmgr, name,
                           HPDF_GetEncoder(pdf->doc, "UTF-8"));
}

static HPDF_Dict make_filespec(struct pdf *pdf, const struct attachment *a)
{
    HPDF_MMgr mmgr = pdf->doc->mmgr;
    HPDF_Dict spec = HPDF_Dict_New(mmgr), files = HPDF_Dict_New(mmgr);
    HPDF_Dict stream = make_stream(pdf, a);
    if (spec == NULL || files == NULL || stream == NULL)
        return NULL;
    HPDF_Xref_Add(pdf->doc->xref, spec);
    HPDF_Dict_AddName(spec, "Type", "Filespec");
    HPDF_Dict_Add(spec, "F", make_name(pdf, a->name));
    HPDF_Dict_Add(spec, "UF", make_name(pdf, a->name));
    HPDF_Dict_AddName(spec, "AFRelationship", "Data");
    HPDF_Dict_Add(files, "F", stream);
    HPDF_Dict_Add(files, "UF", stream);
    HPDF_Dict_Add(spec, "EF", files);
    return spec;
}

static int by_name(const void *a, const void *b)
{
    const struct attachment *x = a, *y = b;
    return strcmp(x->name, y->name);
}

void pdf_write_attachments(struct pdf *pdf)
{
    if (pdf->attachment_count == 0 || pdf->err.code != ERR_OK)
        return;
    /* A name tree's keys are sorted; byte order is code point order. */
    qsort(pdf->attachments, pdf->attachment_count, sizeof *pdf->attachments,
          by_name);
    HPDF_MMgr mmgr = pdf->doc->mmgr;
    HPDF_Dict names = HPDF_Dict_New(mmgr), tree = HPDF_Dict_New(mmgr);
    HPDF_Array leaf = HPDF_Array_New(mmgr), all = HPDF_Array_New(mmgr);
    if (names == NULL || tree == NULL || leaf == NULL || all == NULL)
        return; /* libharu's error is set */
    for (size_t i = 0; i < pdf->attachment_count; i++) {
        HPDF_Dict spec = make_filespec(pdf, &pdf->attachments[i]);
        if (spec == NULL)
            return;
        HPDF_Array_Add(leaf, make_name(pdf, pdf->attachments[i].name));
        HPDF_Array_Add(leaf, spec);
        HPDF_Array_Add(all, spec);
    }
    HPDF_Dict_Add(tree, "Names", leaf);
    HPDF_Dict_Add(names, "EmbeddedFiles", tree);
    HPDF_Dict_Add(pdf->doc->catalog, "Names", names);
    HPDF_Dict_Add(pdf->doc->catalog, "AF", all);
}
