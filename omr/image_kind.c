/* omr/image_kind.c - see image_kind.h. */
#include "omr/image_kind.h"

#include <stdbool.h>
#include <string.h>

#include "engine/base/i18n.h"

struct magic {
    size_t at, n;
    const char *bytes;
    enum image_kind kind;
    const char *refusal; /* N_() text, of KIND_OTHER */
};

#define OTHER(at, bytes, text)                                                 \
    {                                                                          \
        at, sizeof bytes - 1, bytes, KIND_OTHER, text                          \
    }
#define READ(bytes, kind)                                                      \
    {                                                                          \
        0, sizeof bytes - 1, bytes, kind, NULL                                 \
    }

static const char heic[] =
    N_("it is a HEIC or AVIF photo; set the phone's camera to JPEG (\"most "
       "compatible\"), or convert it to JPEG");
static const char picture[] =
    N_("it is a GIF or WebP picture; save it as PNG or JPEG");
static const char office[] =
    N_("it is an archive or an office document (ZIP, Word, Excel…); unpack "
       "it, or save the scans in it as PDF, TIFF, PNG or JPEG");
static const char codestream[] =
    N_("it is a bare JPEG 2000 or JBIG2 file; let the scanner write PDF, "
       "TIFF, PNG or JPEG");
static const char bitmap[] =
    N_("it is a BMP picture; save it as PNG, or let the scanner write PDF, "
       "TIFF, PNG or JPEG");
static const char postscript[] =
    N_("it is PostScript; let the copier write PDF");
static const char unknown[] =
    N_("its content is neither PDF, TIFF, PNG nor JPEG, whatever its name");

static const struct magic magics[] = {
    READ("\x89PNG\r\n\x1a\n", KIND_PNG),
    READ("\xFF\xD8\xFF", KIND_JPEG),
    READ("II*\0", KIND_TIFF),
    READ("MM\0*", KIND_TIFF),
    READ("II+\0", KIND_TIFF), /* BigTIFF */
    READ("MM\0+", KIND_TIFF),
    OTHER(4, "ftypheic", heic),
    OTHER(4, "ftypheix", heic),
    OTHER(4, "ftyphevc", heic),
    OTHER(4, "ftypmif1", heic),
    OTHER(4, "ftypmsf1", heic),
    OTHER(4, "ftypavif", heic),
    OTHER(8, "WEBP", picture),
    OTHER(0, "GIF8", picture),
    OTHER(0, "PK\3\4", office),
    OTHER(0, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", office),
    OTHER(0, "Rar!", office),
    OTHER(0, "7z\xBC\xAF\x27\x1C", office),
    OTHER(0, "\x1F\x8B", office),
    OTHER(0, "\0\0\0\x0CjP  \r\n\x87\n", codestream),
    OTHER(0, "\xFF\x4F\xFF\x51", codestream),
    OTHER(0, "\x97JB2\r\n\x1A\n", codestream),
    OTHER(0, "BM", bitmap),
    OTHER(0, "%!PS", postscript),
};

static bool fits(const struct magic *m, const uint8_t *head, size_t n)
{
    return n >= m->at + m->n && memcmp(head + m->at, m->bytes, m->n) == 0;
}

static const struct magic *find(const uint8_t *head, size_t n)
{
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++)
        if (fits(&magics[i], head, n))
            return &magics[i];
    return NULL;
}

enum image_kind image_kind_of(const uint8_t *head, size_t n)
{
    const struct magic *m = find(head, n);
    if (m != NULL && m->kind != KIND_OTHER)
        return m->kind;
    if (n > IMAGE_HEAD_BYTES)
        n = IMAGE_HEAD_BYTES;
    return memmem(head, n, "%PDF-", 5) != NULL ? KIND_PDF : KIND_OTHER;
}

const char *image_kind_refusal(const uint8_t *head, size_t n)
{
    const struct magic *m = find(head, n);
    return _(m != NULL && m->refusal != NULL ? m->refusal : unknown);
}
