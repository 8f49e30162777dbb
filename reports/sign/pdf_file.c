/* reports/sign/pdf_file.c - see pdf_file.h. */
#include "reports/sign/pdf_file.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"

struct pdf_entry {
    uint64_t at;
    uint32_t gen;
    uint8_t revision;
    bool used;
};

enum {
    ENTRY_BYTES = 20,   /* "0000000015 00000 n\r\n" */
    TAIL_BYTES = 64,    /* startxref, number, %%EOF and line ends fit in */
    RESOLVE_MAX = 8,    /* a reference to a reference … */
    PAGE_DEPTH_MAX = 16,
};

static void skip_line_end(const struct pdf_text *t, size_t *at)
{
    if (*at < t->n && t->bytes[*at] == '\r')
        *at += 1;
    if (*at < t->n && t->bytes[*at] == '\n')
        *at += 1;
}

/* "startxref 1234 %%EOF" and its line end at *at; steps past them. */
static bool take_tail(const struct pdf_text *t, size_t *at, int64_t *xref)
{
    size_t i = *at;
    if (!pdf_take_word(t, &i, "startxref"))
        return false;
    size_t digits = pdf_skip_space(t, i);
    if (digits == i || !pdf_take_digits(t, &digits, xref))
        return false;
    i = pdf_skip_space(t, digits);
    if (i == digits || !pdf_take_word(t, &i, "%%EOF"))
        return false;
    skip_line_end(t, &i);
    *at = i;
    return true;
}

/* The newest cross-reference section, from the end of the file. */
static enum err_code find_newest(const struct pdf_text *t, size_t *xref,
                                 struct err *err)
{
    size_t low = t->n > TAIL_BYTES ? t->n - TAIL_BYTES : 0;
    for (size_t at = t->n; at-- > low;) {
        int64_t where;
        size_t end = at;
        if (t->bytes[at] != 's' || !take_tail(t, &end, &where))
            continue;
        if (end != t->n)
            return pdf_bad(t, end, N_("something follows the end of the "
                                      "document"), err);
        if (where <= 0 || (uint64_t)where >= at)
            return pdf_bad(t, at, N_("startxref points nowhere"), err);
        *xref = (size_t)where;
        return ERR_OK;
    }
    return pdf_bad(t, t->n, N_("the file does not end as a PDF does; it may "
                               "be cut short"), err);
}

/* ---- one section ---- */

/* The 20 bytes of an entry.  Strict, so that a section cannot be read in two
 * ways. */
static bool take_entry(const struct pdf_text *t, size_t at, int64_t *where,
                       int64_t *gen, bool *used)
{
    const char *e = t->bytes + at;
    for (size_t i = 0; i < 16; i++)
        if (i != 10 && (e[i] < '0' || e[i] > '9'))
            return false;
    size_t first = at;
    size_t second = at + 11;
    if (e[10] != ' ' || e[16] != ' ' || (e[17] != 'n' && e[17] != 'f') ||
        !pdf_take_digits(t, &first, where) ||
        !pdf_take_digits(t, &second, gen))
        return false;
    *used = e[17] == 'n';
    return (e[18] == '\r' || e[18] == ' ') && (e[19] == '\n' || e[19] == '\r');
}

static enum err_code note_entry(struct pdf_file *file, size_t revision,
                                int64_t number, size_t at, struct err *err)
{
    const struct pdf_text *t = &file->text;
    const struct pdf_revision *r = &file->revisions[revision];
    int64_t where, gen;
    bool used;
    if (!take_entry(t, at, &where, &gen, &used))
        return pdf_bad(t, at, N_("a cross-reference entry is broken"), err);
    if ((uint64_t)number >= file->size)
        return pdf_bad(t, at, N_("an object number is too large"), err);
    if (used && ((uint64_t)where < r->start || (uint64_t)where >= r->xref))
        return pdf_bad(t, at, N_("an object lies outside its revision"), err);
    file->entries[number] = (struct pdf_entry){
        .at = (uint64_t)where,
        .gen = (uint32_t)gen,
        .revision = (uint8_t)revision,
        .used = used,
    };
    return ERR_OK;
}

/* Walk the section of `revision`.  First pass (entries == NULL): count the
 * entries and find the trailer.  Second pass: note them. */
static enum err_code read_section(struct pdf_file *file, size_t revision,
                                  size_t *count, struct err *err)
{
    const struct pdf_text *t = &file->text;
    struct pdf_revision *r = &file->revisions[revision];
    size_t at = r->xref;
    if (!pdf_take_word(t, &at, "xref"))
        return pdf_bad(t, at,
                       at < t->n && t->bytes[at] >= '0' && t->bytes[at] <= '9'
                           ? N_("its cross-references are a stream; only "
                                "files as pingyi writes them can be read")
                           : N_("no cross-reference section here"),
                       err);
    for (;;) {
        at = pdf_skip_space(t, at);
        if (pdf_take_word(t, &at, "trailer"))
            break;
        int64_t first, n;
        if (!pdf_take_digits(t, &at, &first) || !pdf_take_word(t, &at, " ") ||
            !pdf_take_digits(t, &at, &n))
            return pdf_bad(t, at, N_("the cross-reference section is broken"),
                           err);
        skip_line_end(t, &at);
        if ((uint64_t)n > (t->n - at) / ENTRY_BYTES)
            return pdf_bad(t, at, N_("the cross-reference section is cut "
                                     "short"), err);
        *count += (size_t)n;
        for (int64_t i = 0; file->entries != NULL && i < n; i++) {
            enum err_code code = note_entry(file, revision, first + i,
                                            at + (size_t)i * ENTRY_BYTES, err);
            if (code != ERR_OK)
                return code;
        }
        at += (size_t)n * ENTRY_BYTES;
    }
    enum err_code code = pdf_lex(t, at, &r->trailer, err);
    if (code != ERR_OK)
        return code;
    r->end = pdf_skip_space(t, r->trailer.end);
    int64_t xref;
    if (!take_tail(t, &r->end, &xref) || (uint64_t)xref != r->xref)
        return pdf_bad(t, r->trailer.end, N_("the end of a revision is "
                                             "broken"), err);
    return ERR_OK;
}

static enum err_code check_trailer(const struct pdf_file *file,
                                   const struct pdf_value *trailer,
                                   struct err *err)
{
    const struct pdf_text *t = &file->text;
    if (trailer->kind != PDF_DICT)
        return pdf_bad(t, trailer->at, N_("the trailer is no dictionary"),
                       err);
    if (pdf_dict_get(t, trailer, "Encrypt").kind != PDF_NULL)
        return pdf_bad(t, trailer->at, N_("the file is encrypted; encrypted "
                                          "files are not accepted"), err);
    if (pdf_dict_get(t, trailer, "XRefStm").kind != PDF_NULL)
        return pdf_bad(t, trailer->at, N_("the file has cross-references of "
                                          "two kinds; this is not accepted"),
                       err);
    return ERR_OK;
}

/* Follow /Prev from the newest section; fills revisions[] oldest first and
 * counts all entries. */
static enum err_code walk_chain(struct pdf_file *file, size_t *count,
                                struct err *err)
{
    struct pdf_revision *r = file->revisions;
    size_t xref = 0;
    enum err_code code = find_newest(&file->text, &xref, err);
    for (size_t n = 1; code == ERR_OK; n++) {
        if (n > PDF_REVISIONS_MAX)
            return pdf_bad(&file->text, xref, N_("too many revisions"), err);
        memmove(r + 1, r, (n - 1) * sizeof *r);
        r[0] = (struct pdf_revision){.xref = xref};
        code = read_section(file, 0, count, err);
        if (code == ERR_OK)
            code = check_trailer(file, &r[0].trailer, err);
        if (code != ERR_OK)
            return code;
        struct pdf_value prev =
            pdf_dict_get(&file->text, &r[0].trailer, "Prev");
        if (prev.kind == PDF_NULL) {
            file->revision_count = n;
            return ERR_OK;
        }
        if (prev.kind != PDF_INT || prev.number <= 0 ||
            (uint64_t)prev.number >= xref)
            return pdf_bad(&file->text, prev.at,
                           N_("/Prev points nowhere"), err);
        xref = (size_t)prev.number;
    }
    return code;
}

/* ---- opening ---- */

/* Does "12 0 obj" stand where the entry says?  Steps past it. */
static bool take_object_head(const struct pdf_file *file, int64_t number,
                             size_t *at)
{
    const struct pdf_entry *e = &file->entries[number];
    int64_t found, gen;
    *at = (size_t)e->at;
    return pdf_take_digits(&file->text, at, &found) && found == number &&
           pdf_take_word(&file->text, at, " ") &&
           pdf_take_digits(&file->text, at, &gen) &&
           gen == (int64_t)e->gen && pdf_take_word(&file->text, at, " obj");
}

static enum err_code read_table(struct pdf_file *file, size_t count,
                                struct err *err)
{
    const struct pdf_text *t = &file->text;
    const struct pdf_revision *newest =
        &file->revisions[file->revision_count - 1];
    struct pdf_value size = pdf_dict_get(t, &newest->trailer, "Size");
    /* Object numbers run without gaps, so there are at least as many entries
     * in the file; this bounds the table by the file's own size. */
    if (size.kind != PDF_INT || size.number < 1 ||
        (uint64_t)size.number > count)
        return pdf_bad(t, newest->trailer.at,
                       N_("/Size does not fit the cross-references"), err);
    file->size = (size_t)size.number;
    file->entries = mem_alloc(file->size, sizeof *file->entries);
    file->spent = mem_alloc(1, sizeof *file->spent);
    if (file->entries == NULL || file->spent == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), t->name);
    size_t again = 0;
    for (size_t i = 0; i < file->revision_count; i++) {
        file->revisions[i].start = i > 0 ? file->revisions[i - 1].end : 0;
        if (file->revisions[i].start > file->revisions[i].xref)
            return pdf_bad(t, file->revisions[i].xref,
                           N_("revisions overlap"), err);
        enum err_code code = read_section(file, i, &again, err);
        if (code != ERR_OK)
            return code;
    }
    for (size_t i = 0; i < file->size; i++) {
        size_t at;
        if (file->entries[i].used &&
            !take_object_head(file, (int64_t)i, &at))
            return pdf_bad(t, (size_t)file->entries[i].at,
                           N_("an object is not where its entry says"), err);
    }
    return ERR_OK;
}

static enum err_code find_catalog(struct pdf_file *file, struct err *err)
{
    const struct pdf_revision *newest =
        &file->revisions[file->revision_count - 1];
    file->root = pdf_dict_get(&file->text, &newest->trailer, "Root");
    enum err_code code = pdf_resolve(file, file->root, &file->catalog, err);
    if (code != ERR_OK)
        return code;
    struct pdf_value type = pdf_dict_get(&file->text, &file->catalog, "Type");
    if (file->root.kind != PDF_REF ||
        !pdf_name_is(&file->text, &type, "Catalog"))
        return pdf_bad(&file->text, newest->trailer.at,
                       N_("the document has no catalog"), err);
    return ERR_OK;
}

enum err_code pdf_file_init(struct pdf_file *file, const char *bytes, size_t n,
                            const char *name, struct err *err)
{
    *file = (struct pdf_file){.text = {.bytes = bytes, .n = n, .name = name}};
    size_t at = 0, count = 0;
    if (n == 0)
        return err_set(err, ERR_FORMAT, 0, _("%s is empty"), name);
    if (!pdf_take_word(&file->text, &at, "%PDF-1."))
        return err_set(err, ERR_FORMAT, 0, _("%s is not a PDF file"), name);
    enum err_code code = walk_chain(file, &count, err);
    if (code == ERR_OK)
        code = read_table(file, count, err);
    if (code == ERR_OK)
        code = find_catalog(file, err);
    if (code != ERR_OK)
        pdf_file_deinit(file);
    return code;
}

void pdf_file_deinit(struct pdf_file *file)
{
    free(file->entries);
    free(file->spent);
    file->entries = NULL;
    file->spent = NULL;
}

/* ---- objects ---- */

size_t pdf_object_revision(const struct pdf_file *file, int64_t number)
{
    if (number < 0 || (uint64_t)number >= file->size ||
        !file->entries[number].used)
        return SIZE_MAX;
    return file->entries[number].revision;
}

enum err_code pdf_object(const struct pdf_file *file, int64_t number,
                         uint32_t gen, struct pdf_value *out, struct err *err)
{
    *out = (struct pdf_value){.kind = PDF_NULL};
    if (pdf_object_revision(file, number) == SIZE_MAX ||
        file->entries[number].gen != gen)
        return ERR_OK;
    size_t at;
    (void)take_object_head(file, number, &at);
    enum err_code code = pdf_lex(&file->text, at, out, err);
    if (code != ERR_OK)
        return code;
    *file->spent += out->end - (size_t)file->entries[number].at;
    if (*file->spent > PDF_WORK_FREE &&
        *file->spent / PDF_WORK_FACTOR > file->text.n)
        return pdf_bad(&file->text, out->at,
                       N_("the structure leads over the same objects again "
                          "and again"), err);
    at = pdf_skip_space(&file->text, out->end);
    if (!pdf_take_word(&file->text, &at, "endobj") &&
        !(out->kind == PDF_DICT && pdf_take_word(&file->text, &at, "stream")))
        return pdf_bad(&file->text, at, N_("an object has no end"), err);
    return ERR_OK;
}

enum err_code pdf_resolve(const struct pdf_file *file, struct pdf_value value,
                          struct pdf_value *out, struct err *err)
{
    *out = value;
    for (int i = 0; out->kind == PDF_REF; i++) {
        if (i == RESOLVE_MAX)
            return pdf_bad(&file->text, value.at,
                           N_("references run in a circle"), err);
        struct pdf_value next;
        enum err_code code =
            pdf_object(file, out->number, out->gen, &next, err);
        if (code != ERR_OK)
            return code;
        *out = next;
    }
    return ERR_OK;
}

enum err_code pdf_get(const struct pdf_file *file,
                      const struct pdf_value *dict, const char *key,
                      struct pdf_value *out, struct err *err)
{
    return pdf_resolve(file, pdf_dict_get(&file->text, dict, key), out, err);
}

enum err_code pdf_stream(const struct pdf_file *file,
                         const struct pdf_value *ref, struct pdf_value *dict,
                         size_t *at, size_t *n, struct err *err)
{
    const struct pdf_text *t = &file->text;
    if (ref->kind != PDF_REF)
        return pdf_bad(t, ref->at, N_("a stream was expected here"), err);
    enum err_code code = pdf_object(file, ref->number, ref->gen, dict, err);
    struct pdf_value length = {.kind = PDF_NULL};
    if (code == ERR_OK)
        code = pdf_get(file, dict, "Length", &length, err);
    if (code != ERR_OK)
        return code;
    size_t start = pdf_skip_space(t, dict->end);
    if (dict->kind != PDF_DICT || !pdf_take_word(t, &start, "stream"))
        return pdf_bad(t, start, N_("a stream was expected here"), err);
    skip_line_end(t, &start);
    if (length.kind != PDF_INT || length.number < 0 ||
        (uint64_t)length.number > t->n - start)
        return pdf_bad(t, dict->at, N_("a stream has no length"), err);
    size_t end = pdf_skip_space(t, start + (size_t)length.number);
    if (!pdf_take_word(t, &end, "endstream"))
        return pdf_bad(t, end, N_("a stream has no end"), err);
    *at = start;
    *n = (size_t)length.number;
    return ERR_OK;
}

/* ---- pages ---- */

struct page_walk {
    size_t left;   /* pages still to pass */
    size_t budget; /* nodes; more than the file has objects is a circle */
    struct pdf_value ref, dict;
    bool found;
};

static enum err_code walk_pages(const struct pdf_file *file,
                                struct pdf_value ref, int depth,
                                struct page_walk *walk, struct err *err)
{
    struct pdf_value node, kids;
    enum err_code code = pdf_resolve(file, ref, &node, err);
    if (code == ERR_OK)
        code = pdf_get(file, &node, "Kids", &kids, err);
    if (code != ERR_OK)
        return code;
    if (node.kind != PDF_DICT || depth > PAGE_DEPTH_MAX ||
        walk->budget-- == 0)
        return pdf_bad(&file->text, node.at, N_("the page tree is broken"),
                       err);
    if (kids.kind != PDF_ARRAY) {
        if (walk->left-- > 0)
            return ERR_OK;
        walk->found = true;
        walk->ref = ref;
        walk->dict = node;
        return ERR_OK;
    }
    size_t pos = 0;
    struct pdf_value kid;
    while (!walk->found && pdf_array_next(&file->text, &kids, &pos, &kid)) {
        code = walk_pages(file, kid, depth + 1, walk, err);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

enum err_code pdf_page_at(const struct pdf_file *file, size_t page,
                          struct pdf_value *ref, struct pdf_value *dict,
                          struct err *err)
{
    struct page_walk walk = {.left = page, .budget = file->size};
    struct pdf_value root = pdf_dict_get(&file->text, &file->catalog, "Pages");
    enum err_code code = walk_pages(file, root, 0, &walk, err);
    if (code != ERR_OK)
        return code;
    if (!walk.found)
        return err_set(err, ERR_RANGE, 0, _("%s has no page %zu"),
                       file->text.name, page + 1);
    if (walk.ref.kind != PDF_REF)
        return pdf_bad(&file->text, walk.dict.at,
                       N_("a page is not an object of its own"), err);
    *ref = walk.ref;
    *dict = walk.dict;
    return ERR_OK;
}
