/* reports/sign/pdf_update.c - see pdf_update.h. */
#include "reports/sign/pdf_update.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/base/utf8.h"

enum {
    UPDATE_BYTES_MAX = 64 * 1024 * 1024, /* a seal picture fits many times */
    ID_BYTES = 16,
};

void pdf_update_init(struct pdf_update *u, const struct pdf_file *file)
{
    *u = (struct pdf_update){
        .file = file,
        .base = file->text.n,
        .next = (uint32_t)file->size,
    };
    str_init(&u->out, UPDATE_BYTES_MAX);
    if (file->text.bytes[file->text.n - 1] != '\n')
        str_add_char(&u->out, '\n');
}

void pdf_update_deinit(struct pdf_update *u)
{
    str_deinit(&u->out);
}

uint32_t pdf_update_number(struct pdf_update *u)
{
    return u->next++;
}

static void begin(struct pdf_update *u, uint32_t number, uint32_t gen)
{
    assert(u->count < PDF_UPDATE_OBJECTS_MAX);
    u->objects[u->count].number = number;
    u->objects[u->count].gen = gen;
    u->objects[u->count].at = u->out.n;
    u->count++;
    str_addf(&u->out, "%u %u obj\n", (unsigned)number, (unsigned)gen);
}

void pdf_update_begin(struct pdf_update *u, uint32_t number)
{
    begin(u, number, 0);
}

void pdf_update_replace(struct pdf_update *u, const struct pdf_value *ref)
{
    assert(ref->kind == PDF_REF);
    begin(u, (uint32_t)ref->number, ref->gen);
}

void pdf_update_end(struct pdf_update *u)
{
    str_add(&u->out, "\nendobj\n");
}

static void add_span(struct pdf_update *u, const struct pdf_value *v)
{
    str_add_bytes(&u->out, u->file->text.bytes + v->at, v->end - v->at);
}

void pdf_update_copy(struct pdf_update *u, const struct pdf_value *dict,
                     const char *const except[])
{
    size_t pos = 0;
    struct pdf_value key, value;
    while (pdf_dict_next(&u->file->text, dict, &pos, &key, &value)) {
        bool skip = false;
        for (size_t i = 0; except[i] != NULL; i++)
            skip = skip || pdf_name_is(&u->file->text, &key, except[i]);
        if (skip)
            continue;
        add_span(u, &key);
        str_add_char(&u->out, ' ');
        add_span(u, &value);
        str_add_char(&u->out, '\n');
    }
}

void pdf_update_copy_items(struct pdf_update *u, const struct pdf_value *array)
{
    size_t pos = 0;
    struct pdf_value item;
    while (pdf_array_next(&u->file->text, array, &pos, &item)) {
        add_span(u, &item);
        str_add_char(&u->out, ' ');
    }
}

void pdf_update_text(struct pdf_update *u, const char *text)
{
    str_add(&u->out, "<FEFF");
    for (uint32_t c; (c = utf8_next(&text)) != 0;) {
        if (c > 0xFFFF) {
            str_addf(&u->out, "%04X",
                     (unsigned)(0xD800 + ((c - 0x10000) >> 10)));
            c = 0xDC00 + ((c - 0x10000) & 0x3FF);
        }
        str_addf(&u->out, "%04X", (unsigned)c);
    }
    str_add_char(&u->out, '>');
}

/* ---- the end ---- */

static int by_number(const void *a, const void *b)
{
    const uint32_t *x = a;
    const uint32_t *y = b;
    return (*x > *y) - (*x < *y);
}

static void add_xref(struct pdf_update *u)
{
    str_add(&u->out, "xref\n");
    for (size_t i = 0; i < u->count;) {
        size_t run = 1;
        while (i + run < u->count && u->objects[i + run].number ==
                                         u->objects[i].number + run)
            run++;
        str_addf(&u->out, "%u %zu\n", (unsigned)u->objects[i].number, run);
        for (; run > 0; run--, i++)
            str_addf(&u->out, "%010zu %05u n\r\n",
                     u->base + u->objects[i].at, (unsigned)u->objects[i].gen);
    }
}

/* The first half names the document and is kept; the second names this
 * revision.  Both are digests, so equal input gives equal output. */
static void add_id(struct pdf_update *u, const struct pdf_value *trailer)
{
    uint8_t digest[SHA256_BYTES];
    char hex[SHA256_HEX];
    struct pdf_value id = pdf_dict_get(&u->file->text, trailer, "ID");
    struct pdf_value first = {.kind = PDF_NULL};
    size_t pos = 0;
    crypto_sha256(u->file->text.bytes, u->base, digest);
    crypto_hex(digest, ID_BYTES, hex);
    str_add(&u->out, "/ID [ ");
    if (pdf_array_next(&u->file->text, &id, &pos, &first) &&
        (first.kind == PDF_HEX || first.kind == PDF_STRING))
        add_span(u, &first);
    else
        str_addf(&u->out, "<%s>", hex);
    struct sha256 *hash = sha256_new();
    if (hash != NULL) {
        sha256_update(hash, digest, sizeof digest);
        sha256_update(hash, u->out.text, u->out.n);
        sha256_finish(hash, digest);
    }
    crypto_hex(digest, ID_BYTES, hex);
    str_addf(&u->out, " <%s> ]\n", hex);
}

enum err_code pdf_update_finish(struct pdf_update *u, struct err *err)
{
    const struct pdf_file *file = u->file;
    const struct pdf_revision *last =
        &file->revisions[file->revision_count - 1];
    qsort(u->objects, u->count, sizeof u->objects[0], by_number);
    size_t xref = u->base + u->out.n;
    if (xref > 9999999999)
        return err_set(err, ERR_RANGE, 0, _("%s is too large to be signed"),
                       file->text.name);
    add_xref(u);
    str_addf(&u->out, "trailer\n<<\n/Size %u\n/Prev %zu\n",
             (unsigned)u->next, last->xref);
    pdf_update_copy(u, &last->trailer,
                    (const char *const[]){"Size", "Prev", "ID", NULL});
    add_id(u, &last->trailer);
    str_addf(&u->out, ">>\nstartxref\n%zu\n%%%%EOF\n", xref);
    return str_check(&u->out, file->text.name, err);
}
