/* engine/type/pdf_font.c - faces as libharu 2.3.0 embeds them, and what it
 * gets wrong put right.
 *
 * Written by libharu for every face, whatever is used: a ToUnicode map that
 * is illegal (begincidrange), a 131 KB CIDToGIDMap and a width for each
 * character.  Before saving, the three are replaced by their part for the
 * code points drawn.  Half-width marks and ⸺ then extract as what the writer
 * meant, and a one-page file shrinks from 140 KB to about 50 KB a face.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "engine/type/pdf_internal.h"

enum { TO_UNICODE_MAX = 4 * 1024 * 1024, BFCHARS_PER_BLOCK = 100 };

static bool is_ttc(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".ttc") == 0;
}

/* libharu keeps one font for a PostScript name: the same file put into two
 * roles is one font here too, and two different files of one name cannot be
 * printed together. */
static struct embedded *same_font(struct pdf *pdf, int slot, HPDF_Font font)
{
    const char *path = font_slot_path(pdf->fonts, slot);
    for (int i = 0; i < FACE_SLOT_COUNT; i++) {
        struct embedded *e = pdf->embedded[i];
        if (e == NULL || e->font != font)
            continue;
        const char *other = font_slot_path(pdf->fonts, i);
        if (is_ttc(path) != is_ttc(other) ||
            file_size(path) != file_size(other))
            err_set(&pdf->err, ERR_FORMAT, 0,
                    _("%s and %s are different fonts of the same name; "
                      "remove one of them"), other, path);
        e->owners++;
        return e;
    }
    return NULL;
}

struct embedded *pdf_embed(struct pdf *pdf, int slot)
{
    struct embedded *e = pdf->embedded[slot];
    if (e != NULL || pdf->err.code != ERR_OK)
        return e;
    const char *path = font_slot_path(pdf->fonts, slot);
    e = mem_alloc(1, sizeof *e);
    if (e == NULL) {
        err_set(&pdf->err, ERR_NOMEM, 0, _("%s: out of memory"), path);
        return NULL;
    }
    const char *name =
        is_ttc(path)
            ? HPDF_LoadTTFontFromFile2(pdf->doc, path, 0, HPDF_TRUE)
            : HPDF_LoadTTFontFromFile(pdf->doc, path, HPDF_TRUE);
    if (name != NULL)
        e->font = HPDF_GetFont(pdf->doc, name, "UTF-8");
    if (!pdf_check(pdf, path) || e->font == NULL) {
        free(e);
        return NULL;
    }
    struct embedded *same = same_font(pdf, slot, e->font);
    if (same != NULL) {
        free(e);
        e = same;
    }
    pdf->embedded[slot] = e;
    return pdf->err.code == ERR_OK ? e : NULL;
}

HPDF_Dict pdf_font_resources(struct pdf *pdf, unsigned bits)
{
    HPDF_Dict fonts = HPDF_Dict_New(pdf->doc->mmgr);
    for (int slot = 0; fonts != NULL && slot < FACE_SLOT_COUNT; slot++) {
        char name[16];
        (void)snprintf(name, sizeof name, "F%d", slot);
        if ((bits >> slot & 1) != 0 && pdf->embedded[slot] != NULL)
            HPDF_Dict_Add(fonts, name, pdf->embedded[slot]->font);
    }
    return fonts;
}

static bool is_used(const struct embedded *e, unsigned code)
{
    return (e->used[code / 8] >> (code % 8) & 1) != 0;
}

/* ---- ToUnicode ---- */

/* What a code point of ours stands for, as UTF-16BE in hex. */
static void add_meaning(const struct pdf *pdf, int slot, unsigned code,
                        struct str *out)
{
    uint32_t c = font_unhalf(code);
    if (c == 0 && slot == FACE_RARE)
        c = font_rare_code(pdf->fonts, (uint16_t)code);
    if (c == 0)
        c = code;
    if (code == 0x2E3A) /* ⸺, drawn for two U+2014 */
        str_add(out, "<20142014>");
    else if (c > 0xFFFF)
        str_addf(out, "<%04X%04X>", 0xD800u + ((c - 0x10000) >> 10),
                 0xDC00u + (c & 0x3FF));
    else
        str_addf(out, "<%04X>", (unsigned)c);
}

static void add_bfchars(const struct pdf *pdf, int slot,
                        const struct embedded *e, struct str *out)
{
    unsigned code = 0;
    while (code < CODES) {
        unsigned block[BFCHARS_PER_BLOCK], n = 0;
        for (; code < CODES && n < BFCHARS_PER_BLOCK; code++)
            if (is_used(e, code))
                block[n++] = code;
        if (n == 0)
            return;
        str_addf(out, "%u beginbfchar\n", n);
        for (unsigned i = 0; i < n; i++) {
            str_addf(out, "<%04X> ", block[i]);
            add_meaning(pdf, slot, block[i], out);
            str_add(out, "\n");
        }
        str_add(out, "endbfchar\n");
    }
}

static void repair_to_unicode(struct pdf *pdf, int slot, struct embedded *e)
{
    HPDF_FontAttr attr = e->font->attr;
    struct str map;
    str_init(&map, TO_UNICODE_MAX);
    str_add(&map,
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) "
            "/Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
    add_bfchars(pdf, slot, e, &map);
    str_add(&map, "endcmap\nCMapName currentdict /CMap defineresource pop\n"
                  "end\nend\n");
    if (str_check(&map, "ToUnicode", &pdf->err) == ERR_OK) {
        HPDF_MemStream_FreeData(attr->cmap_stream->stream);
        HPDF_Stream_Write(attr->cmap_stream->stream,
                          (const HPDF_BYTE *)map.text, (HPDF_UINT)map.n);
        /* Keys of a CMap resource have no place in a ToUnicode stream. */
        static const char *const KEYS[] = {"Type", "CMapName",
                                           "CIDSystemInfo", "WMode"};
        for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
            HPDF_Dict_RemoveElement(attr->cmap_stream, KEYS[i]);
    }
    str_deinit(&map);
}

/* ---- CIDToGIDMap and widths ---- */

static void repair_gid_map(struct pdf *pdf, struct embedded *e)
{
    HPDF_FontAttr attr = e->font->attr;
    uint8_t *map = mem_alloc(CODES, 2);
    if (map == NULL || attr->map_stream == NULL) {
        free(map);
        err_set(&pdf->err, ERR_NOMEM, 0, _("%s: out of memory"),
                "CIDToGIDMap");
        return;
    }
    size_t n = 0;
    for (unsigned code = 0; code < CODES; code++) {
        if (!is_used(e, code))
            continue;
        unsigned gid =
            HPDF_TTFontDef_GetGlyphid(attr->fontdef, (HPDF_UINT16)code);
        map[code * 2] = (uint8_t)(gid >> 8);
        map[code * 2 + 1] = (uint8_t)gid;
        n = (code + 1) * 2u;
    }
    HPDF_MemStream_FreeData(attr->map_stream->stream);
    HPDF_Stream_Write(attr->map_stream->stream, map, (HPDF_UINT)n);
    free(map);
}

/* [code [w w …] code [w] …]: runs of used codes that are not of the default
 * width. */
static void repair_widths(struct pdf *pdf, struct embedded *e)
{
    HPDF_FontAttr attr = e->font->attr;
    HPDF_Array widths = HPDF_Array_New(pdf->doc->mmgr), run = NULL;
    unsigned next = CODES;
    if (widths == NULL)
        return; /* libharu's error is set */
    for (unsigned code = 0; code < CODES; code++) {
        if (!is_used(e, code))
            continue;
        int w = HPDF_TTFontDef_GetCharWidth(attr->fontdef,
                                            (HPDF_UINT16)code);
        if (w == attr->fontdef->missing_width)
            continue;
        if (run == NULL || code != next) {
            run = HPDF_Array_New(pdf->doc->mmgr);
            if (run == NULL)
                return;
            HPDF_Array_AddNumber(widths, (HPDF_INT32)code);
            HPDF_Array_Add(widths, run);
        }
        HPDF_Array_AddNumber(run, w);
        next = code + 1;
    }
    HPDF_Dict_Add(attr->descendant_font, "W", widths);
}

void pdf_repair_fonts(struct pdf *pdf)
{
    for (int slot = 0; slot < FACE_SLOT_COUNT; slot++) {
        struct embedded *e = pdf->embedded[slot];
        if (e == NULL || e->repaired)
            continue;
        e->repaired = true;
        repair_to_unicode(pdf, slot, e);
        repair_gid_map(pdf, e);
        repair_widths(pdf, e);
    }
}
