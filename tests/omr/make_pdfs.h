/* tests/omr/make_pdfs.h - PDF files of every kind, as copiers, scanning
 * programs and people make them, around the picture of make_images.h drawn
 * larger.  A PDF is put together from its objects, so that each can be odd on
 * purpose.  For test_pdf.c. */
#ifndef TESTS_OMR_MAKE_PDFS_H
#define TESTS_OMR_MAKE_PDFS_H

#include <stdarg.h>
#include <stdio.h>
#include <zlib.h>

#include "engine/base/file.h"
#include "tests/omr/make_images.h"

/* What fontconfig and poppler keep to the end of the process is theirs. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:libpoppler\nleak:libstdc++\n"
           "leak:cairo_surface_observer_add\n";
}

enum {
    BIG = 6, /* the picture is drawn so many times larger: 1218 x 942 */
    BIG_W = PIC_W * BIG,
    BIG_H = PIC_H * BIG,
    OBJECTS_MAX = 1600
};

#define PAGE_W (BIG_W * 72.0 / 200) /* pt: 200 dpi */
#define PAGE_H (BIG_H * 72.0 / 200)

struct bytes {
    uint8_t *at;
    size_t n;
};

/* ---- pixels ---- */

/* Of the picture stored in EXIF orientation `o`: where its upright (x, y)
 * lies. */
static inline void stored_at(int o, int x, int y, int *sx, int *sy)
{
    int w = o >= 5 ? BIG_H : BIG_W;
    int h = o >= 5 ? BIG_W : BIG_H;
    *sx = o >= 5 ? y : x;
    *sy = o >= 5 ? x : y;
    if (o == 2 || o == 3 || o == 7 || o == 8)
        *sx = w - 1 - *sx;
    if (o == 3 || o == 4 || o == 6 || o == 7)
        *sy = h - 1 - *sy;
}

static inline int big(int x, int y, bool bits)
{
    return bits ? pic_bit(x / BIG, y / BIG) : pic(x / BIG, y / BIG);
}

/* 8-bit grey rows of the picture in orientation `o`, of `per` equal samples. */
static inline struct bytes big_grey(int o, int per, bool bits)
{
    struct bytes b = {NULL, (size_t)BIG_W * BIG_H * (size_t)per};
    b.at = malloc(b.n);
    assert(b.at != NULL);
    int w = o >= 5 ? BIG_H : BIG_W;
    for (int y = 0; y < BIG_H; y++) {
        for (int x = 0; x < BIG_W; x++) {
            int sx, sy;
            stored_at(o, x, y, &sx, &sy);
            memset(b.at + ((size_t)sy * (size_t)w + (size_t)sx) * (size_t)per,
                   big(x, y, bits), (size_t)per);
        }
    }
    return b;
}

/* One-bit rows, 1 = white, or with `ink` 1 = black. */
static inline struct bytes big_bits(bool ink)
{
    size_t stride = (BIG_W + 7) / 8;
    struct bytes b = {calloc(stride, BIG_H), stride * BIG_H};
    assert(b.at != NULL);
    for (int y = 0; y < BIG_H; y++)
        for (int x = 0; x < BIG_W; x++)
            if ((big(x, y, true) == 0) == ink)
                b.at[(size_t)y * stride + (size_t)x / 8] |=
                    (uint8_t)(0x80 >> x % 8);
    return b;
}

/* ---- codecs; each takes its argument's bytes over ---- */

static inline struct bytes flate(struct bytes raw)
{
    uLongf n = compressBound(raw.n);
    struct bytes b = {malloc(n), 0};
    assert(b.at != NULL && compress2(b.at, &n, raw.at, raw.n, 6) == Z_OK);
    b.n = n;
    free(raw.at);
    return b;
}

/* Rows of `stride` bytes with PNG's "up" filter before Flate, as /Predictor
 * 15 says. */
static inline struct bytes flate_png(struct bytes raw, size_t stride)
{
    size_t rows = raw.n / stride;
    struct bytes b = {malloc(raw.n + rows), raw.n + rows};
    assert(b.at != NULL);
    for (size_t y = 0; y < rows; y++) {
        b.at[y * (stride + 1)] = 2;
        for (size_t x = 0; x < stride; x++)
            b.at[y * (stride + 1) + 1 + x] =
                (uint8_t)(raw.at[y * stride + x] -
                          (y > 0 ? raw.at[(y - 1) * stride + x] : 0));
    }
    free(raw.at);
    return flate(b);
}

/* Runs of at most 128 equal bytes. */
static inline struct bytes run_length(struct bytes raw)
{
    struct bytes b = {malloc(raw.n * 2 + 1), 0};
    assert(b.at != NULL);
    for (size_t i = 0; i < raw.n;) {
        size_t k = 1;
        while (i + k < raw.n && k < 128 && raw.at[i + k] == raw.at[i])
            k++;
        b.at[b.n++] = (uint8_t)(k > 1 ? 257 - k : 0);
        b.at[b.n++] = raw.at[i];
        i += k;
    }
    b.at[b.n++] = 128;
    free(raw.at);
    return b;
}

static inline struct bytes slurp(const char *path)
{
    char *text;
    struct bytes b;
    assert(file_read(path, 1 << 26, &text, &b.n, NULL) == ERR_OK);
    b.at = (uint8_t *)text;
    return b;
}

static inline struct bytes fax(const char *scratch, uint16_t compression,
                               uint32_t options)
{
    TIFF *tiff = TIFFOpen(scratch, "w");
    struct bytes raw = big_bits(true);
    size_t stride = (BIG_W + 7) / 8;
    assert(tiff != NULL);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, BIG_W);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, BIG_H);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression);
    if (compression == COMPRESSION_CCITTFAX3)
        TIFFSetField(tiff, TIFFTAG_GROUP3OPTIONS, options);
    TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, BIG_H);
    for (uint32_t y = 0; y < BIG_H; y++)
        assert(TIFFWriteScanline(tiff, raw.at + y * stride, y, 0) == 1);
    TIFFClose(tiff);
    free(raw.at);
    tiff = TIFFOpen(scratch, "r");
    assert(tiff != NULL);
    struct bytes b = {NULL, (size_t)TIFFRawStripSize(tiff, 0)};
    b.at = malloc(b.n);
    assert(b.at != NULL &&
           TIFFReadRawStrip(tiff, 0, b.at, (tmsize_t)b.n) == (tmsize_t)b.n);
    TIFFClose(tiff);
    return b;
}

static inline uint8_t *put_be32(uint8_t *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> (24 - 8 * i));
    return at + 4;
}

/* JBIG2 as PDF embeds it: a page and one generic region, whose coding may be
 * that of G4 (MMR). */
static inline struct bytes jbig2(const char *scratch)
{
    struct bytes g4 = fax(scratch, COMPRESSION_CCITTFAX4, 0);
    struct bytes b = {malloc(g4.n + 100), 0};
    assert(b.at != NULL);
    uint8_t *p = put_be32(b.at, 0); /* segment 0: page information */
    memcpy(p, "\x30\0\1", 3);
    p = put_be32(p + 3, 19);
    p = put_be32(put_be32(p, BIG_W), BIG_H);
    p = put_be32(put_be32(p, 0), 0); /* resolution unknown */
    memset(p, 0, 3);
    p = put_be32(p + 3, 1); /* segment 1: generic region */
    memcpy(p, "\x26\0\1", 3);
    p = put_be32(p + 3, (uint32_t)g4.n + 18);
    p = put_be32(put_be32(p, BIG_W), BIG_H);
    p = put_be32(put_be32(p, 0), 0);
    *p++ = 0;
    *p++ = 1; /* MMR */
    memcpy(p, g4.at, g4.n);
    b.n = (size_t)(p - b.at) + g4.n;
    free(g4.at);
    return b;
}

static inline struct bytes dct(const char *scratch, J_COLOR_SPACE in,
                               J_COLOR_SPACE stored, bool progressive)
{
    struct jpeg_kind kind = {"", in, stored, progressive, 0, BIG};
    make_jpeg(scratch, &kind);
    return slurp(scratch);
}

/* ---- a PDF ---- */

struct pdf {
    FILE *file;
    long at[OBJECTS_MAX]; /* of object i */
    int n;                /* objects so far; they count from 1 */
    int pages[OBJECTS_MAX], page_count;
    bool wrong_xref; /* its table points anywhere */
};

static inline void pdf_begin(struct pdf *pdf, const char *path)
{
    memset(pdf, 0, sizeof *pdf);
    pdf->file = fopen(path, "wb");
    assert(pdf->file != NULL);
    fputs("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", pdf->file);
    pdf->n = 2; /* 1 is the catalogue, 2 the page tree, written last */
}

/* Both return the number of the object. */
__attribute__((format(printf, 2, 3))) static inline int
pdf_object(struct pdf *pdf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    assert(pdf->n + 1 < OBJECTS_MAX);
    pdf->at[++pdf->n] = ftell(pdf->file);
    fprintf(pdf->file, "%d 0 obj\n", pdf->n);
    vfprintf(pdf->file, format, args);
    fputs("\nendobj\n", pdf->file);
    va_end(args);
    return pdf->n;
}

static inline int pdf_stream(struct pdf *pdf, const char *dictionary,
                             struct bytes b)
{
    assert(pdf->n + 1 < OBJECTS_MAX);
    pdf->at[++pdf->n] = ftell(pdf->file);
    fprintf(pdf->file, "%d 0 obj\n<< %s /Length %zu >>\nstream\n", pdf->n,
            dictionary, b.n);
    fwrite(b.at, 1, b.n, pdf->file);
    fputs("\nendstream\nendobj\n", pdf->file);
    free(b.at);
    return pdf->n;
}

static inline struct bytes pdf_text(const char *text)
{
    struct bytes b = {(uint8_t *)strdup(text), strlen(text)};
    assert(b.at != NULL);
    return b;
}

/* A picture of BIG_W x BIG_H, or turned on its side. */
static inline int pdf_picture(struct pdf *pdf, bool side, const char *rest,
                              struct bytes b)
{
    char dictionary[400];
    (void)snprintf(dictionary, sizeof dictionary,
                   "/Type /XObject /Subtype /Image /Width %d /Height %d %s",
                   side ? BIG_H : BIG_W, side ? BIG_W : BIG_H, rest);
    return pdf_stream(pdf, dictionary, b);
}

/* A page of w x h pt: `keys` besides the usual, `resources`, `content`. */
static inline void pdf_add_page(struct pdf *pdf, double w, double h,
                                const char *keys, const char *resources,
                                const char *content)
{
    int stream = pdf_stream(pdf, "", pdf_text(content));
    pdf->pages[pdf->page_count++] =
        pdf_object(pdf,
                   "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] "
                   "%s /Resources << %s >> /Contents %d 0 R >>",
                   w, h, keys, resources, stream);
}

static inline void pdf_end(struct pdf *pdf)
{
    pdf->at[1] = ftell(pdf->file);
    fputs("1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", pdf->file);
    pdf->at[2] = ftell(pdf->file);
    fprintf(pdf->file, "2 0 obj\n<< /Type /Pages /Count %d /Kids [",
            pdf->page_count);
    for (int i = 0; i < pdf->page_count; i++)
        fprintf(pdf->file, "%d 0 R ", pdf->pages[i]);
    fputs("] >>\nendobj\n", pdf->file);
    long table = ftell(pdf->file);
    fprintf(pdf->file, "xref\n0 %d\n0000000000 65535 f \n", pdf->n + 1);
    for (int i = 1; i <= pdf->n; i++)
        fprintf(pdf->file, "%010ld 00000 n \n",
                pdf->wrong_xref ? 17L * i : pdf->at[i]);
    fprintf(pdf->file,
            "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%ld\n%%%%EOF\n",
            pdf->n + 1, pdf->wrong_xref ? 99999L : table);
    assert(fclose(pdf->file) == 0);
}

#endif
