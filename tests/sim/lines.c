#include "tests/sim/lines.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/mem.h"

enum { LINES_MAX_BYTES = 1 << 30 };

const char *text_of(const struct jval *object, const char *key)
{
    const char *text = jval_text(jval_get(object, key));
    return text ? text : "";
}

bool text_is(const struct jval *object, const char *key, const char *word)
{
    return strcmp(text_of(object, key), word) == 0;
}

int line_by_serial(const void *a, const void *b)
{
    return strcmp(text_of(((const struct line *)a)->root, "serial"),
                  text_of(((const struct line *)b)->root, "serial"));
}

static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path;
}

int line_by_place(const void *a, const void *b)
{
    const struct line *x = a, *y = b;
    int order = strcmp(x->file, y->file);
    return order ? order : (x->page > y->page) - (x->page < y->page);
}

void lines_sort(struct lines *lines, line_order *order)
{
    if (lines->n > 0) {
        qsort(lines->at, lines->n, sizeof *lines->at, order);
    }
}

struct line *lines_find(const struct lines *lines, const struct line *like,
                        line_order *order)
{
    return lines->n == 0 ? NULL
                         : bsearch(like, lines->at, lines->n,
                                   sizeof *lines->at, order);
}

void lines_free(struct lines *lines)
{
    for (size_t i = 0; i < lines->owned_n; i++) {
        jval_free(lines->owned[i]);
    }
    free(lines->owned);
    free(lines->at);
    *lines = (struct lines){0};
}

/* Parse and keep one document.  NULL after failure. */
static const struct jval *own(struct lines *lines, const char *text, size_t n,
                              const char *path, struct err *err)
{
    if (lines->owned_n == lines->owned_room) {
        size_t room = lines->owned_room ? lines->owned_room * 2 : 1024;
        struct jval **grown = mem_grow(lines->owned, room, sizeof(void *));
        if (!grown) {
            (void)err_set(err, ERR_NOMEM, 0, "no memory for %s", path);
            return NULL;
        }
        lines->owned = grown;
        lines->owned_room = room;
    }
    struct jval *root;
    if (jval_parse(text, n, path, &root, err) != ERR_OK) {
        return NULL;
    }
    lines->owned[lines->owned_n++] = root;
    return root;
}

static enum err_code lines_add(struct lines *lines, const struct jval *root,
                               int64_t page_base, const char *path,
                               struct err *err)
{
    struct line line = {.root = root};
    line.file = base_name(jval_text(jval_get(root, "file")));
    bool placed = jval_integer(jval_get(root, "page"), &line.page);
    line.file = line.file ? line.file : "";
    line.page = placed ? line.page - page_base : 0;
    if (lines->n == lines->room) {
        size_t room = lines->room ? lines->room * 2 : 1024;
        struct line *grown = mem_grow(lines->at, room, sizeof *grown);
        if (!grown) {
            return err_set(err, ERR_NOMEM, 0, "no memory for %s", path);
        }
        lines->at = grown;
        lines->room = room;
    }
    lines->at[lines->n++] = line;
    return ERR_OK;
}

/* JSON lines: every line an object. */
enum err_code lines_load(const char *path, struct lines *out, struct err *err)
{
    char *text;
    size_t n;
    *out = (struct lines){0};
    enum err_code code = file_read(path, LINES_MAX_BYTES, &text, &n, err);
    if (code != ERR_OK) {
        return code;
    }
    for (char *at = text, *end; at < text + n && code == ERR_OK; at = end + 1) {
        end = memchr(at, '\n', (size_t)(text + n - at));
        end = end ? end : text + n;
        if (end == at) {
            continue;
        }
        const struct jval *root = own(out, at, (size_t)(end - at), path, err);
        code = root ? lines_add(out, root, 0, path, err) : ERR_FORMAT;
    }
    free(text);
    return code;
}

/* One document whose member `list` holds the lines. */
enum err_code document_load(const char *path, const char *list,
                            struct lines *out, struct err *err)
{
    char *text;
    size_t n;
    *out = (struct lines){0};
    enum err_code code = file_read(path, LINES_MAX_BYTES, &text, &n, err);
    if (code != ERR_OK) {
        return code;
    }
    const struct jval *root = own(out, text, n, path, err);
    free(text);
    const struct jval *lines = jval_get(root, list);
    code = root ? ERR_OK : ERR_FORMAT;
    for (size_t i = 0; i < jval_count(lines) && code == ERR_OK; i++) {
        code = lines_add(out, jval_at(lines, i), 1, path, err);
    }
    return code;
}
