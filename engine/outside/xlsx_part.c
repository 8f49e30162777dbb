/* engine/outside/xlsx_part.c - one XML part of a workbook, unpacked and read
 * piece by piece, with a ceiling on everything: a few kilobytes of zip can hold
 * gigabytes, and a few lines of DTD too. */
#include <expat.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/outside/xlsx_internal.h"

bool same(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

static const char *local(const char *name)
{
    const char *colon = strrchr(name, ':');
    return colon != NULL ? colon + 1 : name;
}

const char *part_get(const char **attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (same(local(attributes[i]), name))
            return attributes[i + 1];
    return NULL;
}

static void stop(struct part *p, enum err_code code)
{
    if (p->code == ERR_OK)
        p->code = code;
    (void)XML_StopParser((XML_Parser)p->parser, XML_FALSE);
}

void part_fail(struct part *p, enum err_code code, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (p->code == ERR_OK)
        (void)err_set(p->err, code, 0, _("%s (part %s): %s"), p->x->file,
                      p->path, text);
    stop(p, code);
}

void part_no_memory(struct part *p)
{
    if (p->code == ERR_OK)
        (void)err_set(p->err, ERR_NOMEM, 0,
                      _("%s: out of memory (or more than %d MB of it)"),
                      p->x->file, TABLE_ARENA_BYTES / 1024 / 1024);
    stop(p, ERR_NOMEM);
}

/* ---- what expat tells ---- */

static void XMLCALL on_start(void *data, const XML_Char *name,
                             const XML_Char **attributes)
{
    struct part *p = data;
    if (p->code != ERR_OK)
        return;
    if (++p->depth > XLSX_DEPTH) {
        part_fail(p, ERR_RANGE, _("elements nest deeper than %d"),
                  XLSX_DEPTH);
        return;
    }
    p->start(p, local(name), attributes);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct part *p = data;
    if (p->code != ERR_OK)
        return;
    p->depth--;
    p->end(p, local(name));
}

static void XMLCALL on_text(void *data, const XML_Char *text, int n)
{
    struct part *p = data;
    if (p->code != ERR_OK || !p->collect)
        return;
    str_add_bytes(&p->text, text, (size_t)n);
    if (!str_ok(&p->text))
        part_fail(p, ERR_RANGE, _("a text is longer than %d bytes"),
                  XLSX_TEXT_BYTES);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name,
                               const XML_Char *system, const XML_Char *public,
                               int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    part_fail(data, ERR_DENIED,
              _("it declares a document type, which no spreadsheet program "
                "writes; entities are not expanded here"));
}

/* ---- unpacking ---- */

static enum err_code damaged(const struct part *p, const char *why,
                             struct err *err)
{
    return err_set(err, ERR_FORMAT, 0,
                   _("%s (part %s) cannot be unpacked: %s; open it in a "
                     "spreadsheet program and save it again"),
                   p->x->file, p->path, why);
}

static enum err_code parse_piece(struct part *p, const char *bytes, size_t n,
                                 bool last, struct err *err)
{
    XML_Parser parser = p->parser;
    if (XML_Parse(parser, bytes, (int)n, last) == XML_STATUS_OK)
        return p->code;
    if (p->code != ERR_OK)
        return p->code;
    return err_set(err, ERR_FORMAT, 0,
                   _("%s (part %s, line %lu): %s; the file is damaged, open "
                     "it in a spreadsheet program and save it again"),
                   p->x->file, p->path,
                   (unsigned long)XML_GetCurrentLineNumber(parser),
                   XML_ErrorString(XML_GetErrorCode(parser)));
}

/* Only what really comes out is counted: the sizes a zip declares may lie. */
static enum err_code unpack(struct part *p, zip_file_t *in, struct err *err)
{
    char bytes[16 * 1024];
    enum err_code code = ERR_OK;
    for (bool last = false; code == ERR_OK && !last;) {
        zip_int64_t got = zip_fread(in, bytes, sizeof bytes);
        if (got < 0)
            return damaged(p, zip_file_strerror(in), err);
        last = got == 0;
        if ((size_t)got > p->x->budget)
            return err_set(err, ERR_RANGE, 0,
                           _("%s unpacks to more than %d MB; a table of this "
                             "kind has under one"),
                           p->x->file, XLSX_UNPACKED_BYTES / 1024 / 1024);
        p->x->budget -= (size_t)got;
        code = parse_piece(p, bytes, (size_t)got, last, err);
    }
    return code;
}

static enum err_code read_entry(struct part *p, zip_uint64_t index,
                                struct err *err)
{
    zip_file_t *in = zip_fopen_index(p->x->zip, index, 0);
    if (in == NULL)
        return damaged(p, zip_strerror(p->x->zip), err);
    XML_Parser parser = XML_ParserCreate(NULL);
    enum err_code code;
    if (parser == NULL) {
        code = err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), p->x->file);
    } else {
        p->parser = parser;
        XML_SetUserData(parser, p);
        XML_SetElementHandler(parser, on_start, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetStartDoctypeDeclHandler(parser, on_doctype);
        code = unpack(p, in, err);
        XML_ParserFree(parser);
        p->parser = NULL;
    }
    (void)zip_fclose(in);
    return code;
}

enum err_code part_read(struct part *p, bool needed, struct err *err)
{
    zip_int64_t index = p->path[0] != '\0'
                            ? zip_name_locate(p->x->zip, p->path, 0)
                            : -1;
    if (index < 0 && !needed)
        return ERR_OK;
    if (index < 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("%s is no .xlsx workbook: it has no part %s (of "
                         ".ods, .xlsb, .et and others save a copy as .xlsx "
                         "or CSV)"),
                       p->x->file, p->path);
    p->err = err;
    p->code = ERR_OK;
    p->depth = 0;
    str_init(&p->text, XLSX_TEXT_BYTES);
    enum err_code code = read_entry(p, (zip_uint64_t)index, err);
    str_deinit(&p->text);
    return code;
}
