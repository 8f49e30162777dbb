/* tests/fuzz/fuzz_import.c - tables from outside: CSV in any encoding, and
 * workbooks.  The first byte says what the table is read as (z, h, w), the
 * second what the rest is: f a whole file, s t y the worksheet, the shared
 * strings or the styles of a workbook that is otherwise sound - bytes changed
 * inside a zip are caught by its check sums and never reach the XML.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "engine/outside/import.h"
#include "engine/survey/units.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

#define PACKAGE "http://schemas.openxmlformats.org/package/2006/relationships"
#define OFFICE                                                                 \
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

struct fuzz_part {
    const char *path, *text;
};

static const struct fuzz_part fuzz_parts[] = {
    {"_rels/.rels", "<Relationships xmlns='" PACKAGE "'><Relationship Id='a' "
                    "Type='" OFFICE "/officeDocument' Target='xl/workbook.xml'"
                    "/></Relationships>"},
    {"xl/workbook.xml", "<workbook xmlns:r='" OFFICE "'><sheets><sheet name="
                        "'S' sheetId='1' r:id='s'/></sheets></workbook>"},
    {"xl/_rels/workbook.xml.rels",
     "<Relationships xmlns='" PACKAGE "'><Relationship Id='s' Type='" OFFICE
     "/worksheet' Target='sheet.xml'/><Relationship Id='t' Type='" OFFICE
     "/sharedStrings' Target='strings.xml'/><Relationship Id='y' Type='" OFFICE
     "/styles' Target='styles.xml'/></Relationships>"},
    {"xl/sheet.xml",
     "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' "
     "t='s'><v>1</v></c></row><row r='2'><c r='A2' s='1'><v>46023</v></c><c "
     "r='B2'><v>12</v></c></row></sheetData></worksheet>"},
    {"xl/strings.xml", "<sst><si><t>月份</t></si><si><t>受理总量</t></si></sst>"},
    {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='0'/><xf "
                      "numFmtId='14'/></cellXfs></styleSheet>"},
};

static void fuzz_add(zip_t *zip, const char *path, const void *bytes,
                     size_t n)
{
    zip_source_t *part = zip_source_buffer(zip, bytes, n, 0);
    assert(part != NULL);
    zip_int64_t at = zip_file_add(zip, path, part, 0);
    assert(at >= 0);
    assert(zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) ==
           0);
}

/* A workbook in memory, one part of which is data[0..n). */
static char *fuzz_book(const char *path, const unsigned char *data, size_t n,
                       size_t *size)
{
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *memory = zip_source_buffer_create(NULL, 0, 0, &why);
    assert(memory != NULL);
    zip_source_keep(memory);
    zip_t *zip = zip_open_from_source(memory, ZIP_TRUNCATE, &why);
    assert(zip != NULL);
    for (size_t i = 0; i < sizeof fuzz_parts / sizeof fuzz_parts[0]; i++) {
        const struct fuzz_part *p = &fuzz_parts[i];
        if (strcmp(p->path, path) == 0)
            fuzz_add(zip, path, data, n);
        else
            fuzz_add(zip, p->path, p->text, strlen(p->text));
    }
    assert(zip_close(zip) == 0);
    zip_stat_t st;
    assert(zip_source_open(memory) == 0 && zip_source_stat(memory, &st) == 0);
    *size = (size_t)st.size;
    char *bytes = malloc(*size + 1);
    assert(bytes != NULL &&
           zip_source_read(memory, bytes, *size) == (zip_int64_t)*size);
    assert(zip_source_close(memory) == 0);
    zip_source_free(memory);
    zip_error_fini(&why);
    return bytes;
}

static const struct unit fuzz_unit[] = {
    {"00", "清水县", "县", -1, 0, -1, -1, -1},
    {"01", "大东镇", "乡镇", 0, 1, -1, 900, -1},
    {"02", "小西乡", "乡镇", 0, 1, -1, -1, -1},
};

static void fuzz_read(const char *bytes, size_t n, enum import_kind kind)
{
    const struct units units = {3, fuzz_unit, NULL};
    const struct import_wish wish = {
        .kind = kind, .path = "fuzz", .today = "2026-11-23"};
    struct err err = ERR_INIT;
    struct arena *arena = arena_new(TABLE_ARENA_BYTES);
    struct import_outcome *out =
        arena != NULL ? arena_alloc(arena, 1, sizeof *out) : NULL;
    assert(out != NULL);
    enum err_code code =
        import_look(bytes, n, &units, &wish, arena, out, &err);
    assert((code == ERR_OK) == (err.text[0] == '\0'));
    assert(code != ERR_NOMEM);
    for (size_t i = 0; i < out->problems.count; i++) {
        char place[TABLE_PLACE_BYTES];
        const struct problem *p = &out->problems.list[i];
        assert(p->text[0] != '\0' && p->line > 0 && p->column > 0);
        (void)table_place("fuzz", out->table, p->line, p->column, place);
        assert(place[0] != '\0');
    }
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    if (n < 2)
        return 0;
    enum import_kind kind = data[0] == 'z'   ? IMPORT_ZF
                            : data[0] == 'w' ? IMPORT_WEIGHTS
                                             : IMPORT_HOTLINE;
    const char *part = data[1] == 's'   ? "xl/sheet.xml"
                       : data[1] == 't' ? "xl/strings.xml"
                       : data[1] == 'y' ? "xl/styles.xml"
                                        : NULL;
    size_t size = n - 2;
    char *bytes;
    if (part != NULL) {
        bytes = fuzz_book(part, data + 2, n - 2, &size);
    } else {
        /* a copy of exactly n bytes: a read past the end is caught */
        bytes = malloc(size > 0 ? size : 1);
        if (bytes == NULL)
            return 0;
        memcpy(bytes, data + 2, size);
    }
    fuzz_read(bytes, size, kind);
    free(bytes);
    return 0;
}
