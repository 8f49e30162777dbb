/* forms/openrosa/submission.c - XML to fields; see submission.h. */
#include "forms/openrosa/submission.h"

#include <expat.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/str.h"

enum { ARENA_BYTES = 8 * 1024 * 1024, PATH_MAX_BYTES = 512 };

/* /data, /data/unit, /data/a/Q1, /data/meta/instanceID … */
struct reading {
    XML_Parser parser;
    struct submission *out;
    struct err *err;
    enum err_code code;
    size_t depth;
    char path[PATH_MAX_BYTES]; /* local names */
    size_t path_n;
    size_t ends[SUBMISSION_DEPTH]; /* path_n before each open element */
    bool leaf;                     /* nothing was opened inside it */
    struct str text;
};

static void stop(struct reading *r, enum err_code code, const char *what)
{
    if (r->code != ERR_OK)
        return;
    r->code = err_set(r->err, code, 0, _("the submission, line %lu: %s"),
                      (unsigned long)XML_GetCurrentLineNumber(r->parser),
                      what);
    (void)XML_StopParser(r->parser, XML_FALSE);
}

static const char *copy(struct reading *r, const char *text)
{
    const char *kept = arena_text(r->out->arena, text);
    if (kept == NULL)
        stop(r, ERR_NOMEM, _("out of memory"));
    return kept != NULL ? kept : "";
}

static void take_root(struct reading *r, const XML_Char **attributes)
{
    for (; attributes[0] != NULL; attributes += 2) {
        if (strcmp(attributes[0], "id") == 0)
            r->out->id = copy(r, attributes[1]);
        else if (strcmp(attributes[0], "version") == 0)
            r->out->version = copy(r, attributes[1]);
        else if (strcmp(attributes[0], "encrypted") == 0)
            r->out->encrypted = true;
    }
}

static void XMLCALL on_start(void *ctx, const XML_Char *name,
                             const XML_Char **attributes)
{
    struct reading *r = ctx;
    const char *local = strrchr(name, '|');
    local = local != NULL ? local + 1 : name;
    size_t n = strlen(local);
    if (r->depth == SUBMISSION_DEPTH || r->path_n + n + 2 > sizeof r->path) {
        stop(r, ERR_FORMAT, _("nested too deep"));
        return;
    }
    r->ends[r->depth++] = r->path_n;
    r->path[r->path_n++] = '/';
    memcpy(r->path + r->path_n, local, n + 1);
    r->path_n += n;
    r->leaf = true;
    str_clear(&r->text);
    if (r->depth == 1)
        take_root(r, attributes);
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int n)
{
    struct reading *r = ctx;
    if (r->leaf)
        str_add_bytes(&r->text, text, (size_t)n);
}

static void set_once(struct reading *r, const char **where)
{
    if ((*where)[0] != '\0')
        stop(r, ERR_FORMAT, _("a field stands there twice"));
    else
        *where = copy(r, r->text.text);
}

static void take_field(struct reading *r, const char *name)
{
    struct submission *s = r->out;
    for (size_t i = 0; i < s->field_count; i++)
        if (strcmp(s->field[i].name, name) == 0) {
            stop(r, ERR_FORMAT, _("a field stands there twice"));
            return;
        }
    if (s->field_count == SUBMISSION_FIELDS) {
        stop(r, ERR_FORMAT, _("more fields than a questionnaire has"));
        return;
    }
    struct submission_field *f = &s->field[s->field_count++];
    f->name = copy(r, name);
    f->text = copy(r, r->text.text);
}

/* A leaf at its path; the root's name is the client's affair. */
static void take_leaf(struct reading *r)
{
    const char *path = strchr(r->path + 1, '/');
    if (path == NULL)
        return;
    if (strcmp(path, "/unit") == 0)
        set_once(r, &r->out->unit);
    else if (strcmp(path, "/meta/instanceID") == 0)
        set_once(r, &r->out->instance);
    else if (strcmp(path, "/meta/deprecatedID") == 0)
        set_once(r, &r->out->deprecated);
    else if (strncmp(path, "/a/", 3) == 0 && strchr(path + 3, '/') == NULL)
        take_field(r, path + 3);
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
    struct reading *r = ctx;
    (void)name;
    if (r->code != ERR_OK || r->depth == 0)
        return;
    if (r->leaf && !str_ok(&r->text))
        stop(r, ERR_RANGE, _("a text is too long"));
    else if (r->leaf)
        take_leaf(r);
    r->leaf = false;
    r->path_n = r->ends[--r->depth];
    r->path[r->path_n] = '\0';
    str_clear(&r->text);
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name,
                               const XML_Char *system, const XML_Char *public,
                               int internal)
{
    (void)name;
    (void)system;
    (void)public;
    (void)internal;
    stop(ctx, ERR_FORMAT, _("a document type; none is taken"));
}

static enum err_code read_all(struct reading *r, const char *xml, size_t n)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    if (XML_Parse(r->parser, xml, (int)n, XML_TRUE) == XML_STATUS_ERROR &&
        r->code == ERR_OK)
        return err_set(r->err, ERR_FORMAT, 0,
                       _("the submission, line %lu: %s"),
                       (unsigned long)XML_GetCurrentLineNumber(r->parser),
                       XML_ErrorString(XML_GetErrorCode(r->parser)));
    return r->code;
}

enum err_code submission_parse(const char *xml, size_t n,
                               struct submission *out, struct err *err)
{
    *out = (struct submission){.id = "", .version = "", .instance = "",
                               .deprecated = "", .unit = ""};
    if (n > SUBMISSION_XML_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("the submission has %zu bytes; at most %d are taken"),
                       n, SUBMISSION_XML_BYTES);
    struct reading r = {.out = out, .err = err};
    out->arena = arena_new(ARENA_BYTES);
    r.parser = XML_ParserCreateNS(NULL, '|');
    str_init(&r.text, SUBMISSION_XML_BYTES);
    enum err_code code = ERR_NOMEM;
    if (out->arena != NULL && r.parser != NULL)
        code = read_all(&r, xml, n);
    else
        (void)err_set(err, ERR_NOMEM, 0, _("out of memory"));
    str_deinit(&r.text);
    if (r.parser != NULL)
        XML_ParserFree(r.parser);
    return code;
}

void submission_deinit(struct submission *s)
{
    arena_free(s->arena);
    s->arena = NULL;
}
