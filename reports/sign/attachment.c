/* reports/sign/attachment.c - the file a report carries inside.
 *
 * Catalog /Names /EmbeddedFiles is a name tree (ISO 32000-1 7.9.6) whose
 * leaves alternate names and file specifications; the specification's /EF /F
 * is the stream.  Stored plain or with Flate, nothing else.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "reports/sign.h"
#include "reports/sign/pdf_file.h"

enum { TREE_DEPTH_MAX = 8, TREE_NODES_MAX = 1024 };

struct search {
    const struct pdf_file *file;
    const char *name;
    size_t nodes;
    bool found;
    struct pdf_value spec;
};

static enum err_code search_leaf(struct search *s,
                                 const struct pdf_value *names,
                                 struct err *err)
{
    const struct pdf_text *t = &s->file->text;
    struct pdf_value key, spec;
    struct str text;
    size_t pos = 0;
    enum err_code code = ERR_OK;
    str_init(&text, 4096);
    while (code == ERR_OK && !s->found && pdf_array_next(t, names, &pos, &key)) {
        if (!pdf_array_next(t, names, &pos, &spec)) {
            code = pdf_bad(t, names->at, N_("the list of attached files is "
                                            "broken"), err);
        } else if (pdf_string_text(t, &key, &text) &&
                   strcmp(text.text, s->name) == 0) {
            s->found = true;
            code = pdf_resolve(s->file, spec, &s->spec, err);
        }
    }
    str_deinit(&text);
    return code;
}

static enum err_code search_tree(struct search *s, struct pdf_value ref,
                                 int depth, struct err *err)
{
    const struct pdf_text *t = &s->file->text;
    struct pdf_value node, names, kids, kid;
    enum err_code code = pdf_resolve(s->file, ref, &node, err);
    if (code == ERR_OK)
        code = pdf_get(s->file, &node, "Names", &names, err);
    if (code == ERR_OK)
        code = pdf_get(s->file, &node, "Kids", &kids, err);
    if (code != ERR_OK)
        return code;
    if (depth > TREE_DEPTH_MAX || ++s->nodes > TREE_NODES_MAX)
        return pdf_bad(t, node.at, N_("the list of attached files is broken"),
                       err);
    code = search_leaf(s, &names, err);
    size_t pos = 0;
    while (code == ERR_OK && !s->found && pdf_array_next(t, &kids, &pos, &kid))
        code = search_tree(s, kid, depth + 1, err);
    return code;
}

/* ---- the bytes ---- */

/* A name, or an array of one name, or nothing. */
static bool filter_is_flate(const struct pdf_file *file,
                            const struct pdf_value *dict, bool *flate)
{
    struct pdf_value filter, parms, more;
    size_t pos = 0;
    *flate = false;
    if (pdf_get(file, dict, "Filter", &filter, NULL) != ERR_OK ||
        pdf_get(file, dict, "DecodeParms", &parms, NULL) != ERR_OK ||
        parms.kind != PDF_NULL)
        return false;
    if (filter.kind == PDF_ARRAY) {
        struct pdf_value array = filter;
        if (!pdf_array_next(&file->text, &array, &pos, &filter))
            return true;
        if (pdf_array_next(&file->text, &array, &pos, &more))
            return false;
    }
    *flate = pdf_name_is(&file->text, &filter, "FlateDecode");
    return *flate || filter.kind == PDF_NULL;
}

/* Grows step by step up to the ceiling: a few bytes may claim gigabytes. */
static enum err_code inflate_bytes(const struct pdf_text *t, size_t at,
                                   size_t n, char **bytes, size_t *size,
                                   struct err *err)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)(t->bytes + at),
                  .avail_in = (uInt)n};
    size_t room = 64 * 1024;
    char *out = malloc(room + 1);
    if (out == NULL || inflateInit(&z) != Z_OK) {
        free(out);
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), t->name);
    }
    enum err_code code = ERR_OK;
    int state = Z_OK;
    while (code == ERR_OK && state == Z_OK) {
        if (z.total_out == room) {
            room *= 2;
            char *grown = room <= LIMIT_JSON_BYTES ? realloc(out, room + 1)
                                                   : NULL;
            if (grown == NULL) {
                code = err_set(err, ERR_RANGE, 0,
                               _("%s: the attached file is larger than %d "
                                 "bytes"), t->name, LIMIT_JSON_BYTES);
                break;
            }
            out = grown;
        }
        z.next_out = (Bytef *)out + z.total_out;
        z.avail_out = (uInt)(room - z.total_out);
        state = inflate(&z, Z_NO_FLUSH);
    }
    *size = z.total_out;
    (void)inflateEnd(&z);
    if (code == ERR_OK && (state != Z_STREAM_END || z.avail_in != 0))
        code = pdf_bad(t, at, N_("the attached file is damaged"), err);
    if (code != ERR_OK) {
        free(out);
        return code;
    }
    out[*size] = '\0';
    *bytes = out;
    return ERR_OK;
}

static enum err_code copy_bytes(const struct pdf_text *t, size_t at, size_t n,
                                char **bytes, size_t *size, struct err *err)
{
    if (n > LIMIT_JSON_BYTES)
        return err_set(err, ERR_RANGE, 0,
                       _("%s: the attached file is larger than %d bytes"),
                       t->name, LIMIT_JSON_BYTES);
    char *out = malloc(n + 1);
    if (out == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), t->name);
    memcpy(out, t->bytes + at, n);
    out[n] = '\0';
    *bytes = out;
    *size = n;
    return ERR_OK;
}

static enum err_code read_spec(const struct pdf_file *file,
                               const struct pdf_value *spec, char **bytes,
                               size_t *n, struct err *err)
{
    struct pdf_value ef, dict;
    size_t at, length;
    bool flate;
    enum err_code code = pdf_get(file, spec, "EF", &ef, err);
    if (code != ERR_OK)
        return code;
    struct pdf_value ref = pdf_dict_get(&file->text, &ef, "F");
    code = pdf_stream(file, &ref, &dict, &at, &length, err);
    if (code != ERR_OK)
        return code;
    if (!filter_is_flate(file, &dict, &flate))
        return pdf_bad(&file->text, dict.at,
                       N_("the attached file is packed in a way that is not "
                          "accepted"), err);
    return flate ? inflate_bytes(&file->text, at, length, bytes, n, err)
                 : copy_bytes(&file->text, at, length, bytes, n, err);
}

enum err_code verify_attachment_bytes(const char *pdf, size_t pdf_n,
                                      const char *pdf_name, const char *name,
                                      char **bytes, size_t *n,
                                      struct err *err)
{
    struct pdf_file file;
    struct pdf_value names, tree;
    *bytes = NULL;
    *n = 0;
    enum err_code code = pdf_file_init(&file, pdf, pdf_n, pdf_name, err);
    if (code != ERR_OK)
        return code;
    struct search search = {.file = &file, .name = name};
    code = pdf_get(&file, &file.catalog, "Names", &names, err);
    if (code == ERR_OK)
        code = pdf_get(&file, &names, "EmbeddedFiles", &tree, err);
    if (code == ERR_OK)
        code = search_tree(&search, tree, 0, err);
    if (code == ERR_OK && search.found)
        code = read_spec(&file, &search.spec, bytes, n, err);
    pdf_file_deinit(&file);
    return code;
}

enum err_code verify_attachment(const char *path, const char *name,
                                char **bytes, size_t *n, struct err *err)
{
    char *pdf;
    size_t pdf_n;
    *bytes = NULL;
    *n = 0;
    enum err_code code = file_read(path, LIMIT_PDF_BYTES, &pdf, &pdf_n, err);
    if (code != ERR_OK)
        return code;
    code = verify_attachment_bytes(pdf, pdf_n, path, name, bytes, n, err);
    free(pdf);
    return code;
}
