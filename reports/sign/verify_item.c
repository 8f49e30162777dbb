/* reports/sign/verify_item.c - one signature, or one document timestamp: do
 * its bytes hold, and is its dictionary of the baseline kind? */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "reports/sign/verify_parts.h"

/* ---- the hole ---- */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Bytes of a DER value with its head, from its first bytes; 0 when it is none
 * or does not fit `n`. */
static size_t der_size(const uint8_t *der, size_t n)
{
    if (n < 2 || der[0] != 0x30)
        return 0;
    size_t head = 2;
    size_t size = der[1];
    if (der[1] >= 0x80) {
        size_t more = der[1] & 0x7F;
        if (more < 1 || more > 4 || n < 2 + more)
            return 0;
        size = 0;
        for (size_t i = 0; i < more; i++)
            size = size << 8 | der[2 + i];
        head += more;
    }
    return size <= n - head ? head + size : 0;
}

/* The hole's digits as DER, malloc'd.  One way to write it only: upper-case
 * digits without blanks, and nothing but zeros behind, because no signature
 * covers these bytes.
 *   ERR_FORMAT  the hole is elsewhere   ERR_CORRUPT  what is in it is wrong */
static enum err_code read_hole(const struct pdf_text *t,
                               const struct pdf_signature *s, uint8_t **out,
                               size_t *size, struct err *err)
{
    const char *hex = t->bytes + s->from + 1;
    size_t digits = s->to - s->from;
    *out = NULL;
    if (digits < 2 || t->bytes[s->from] != '<' || t->bytes[s->to - 1] != '>' ||
        digits % 2 != 0)
        return err_set(err, ERR_FORMAT, 0,
                       _("the gap it leaves is not the signature's own "
                         "place"));
    size_t n = (digits - 2) / 2;
    if (n > LIMIT_PDF_BYTES / 64)
        return err_set(err, ERR_CORRUPT, 0, _("it is too large"));
    uint8_t *der = mem_alloc(n > 0 ? n : 1, 1);
    if (der == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), t->name);
    bool clean = true;
    for (size_t i = 0; i < n; i++) {
        int high = hex_value(hex[2 * i]);
        int low = hex_value(hex[2 * i + 1]);
        clean = clean && high >= 0 && low >= 0;
        der[i] = (uint8_t)((high & 15) << 4 | (low & 15));
    }
    *size = der_size(der, n);
    for (size_t i = *size; i < n; i++)
        clean = clean && der[i] == 0;
    if (*size > 0 && clean) {
        *out = der;
        return ERR_OK;
    }
    free(der);
    return err_set(err, ERR_CORRUPT, 0,
                   *size == 0 ? _("it is no CMS signature")
                              : _("the place set aside for it holds something "
                                  "else besides"));
}

/* ---- the bytes ---- */

static enum verify_status compare(const struct pdf_text *t,
                                  const struct pdf_signature *s,
                                  const uint8_t signed_digest[SHA256_BYTES],
                                  struct err *why)
{
    uint8_t digest[SHA256_BYTES];
    pdf_signature_digest(t->bytes, s, digest);
    if (memcmp(digest, signed_digest, sizeof digest) == 0)
        return VERIFY_GOOD;
    (void)err_set(why, ERR_CORRUPT, 0,
                  _("its bytes are not those that were signed"));
    return VERIFY_CHANGED;
}

enum verify_status verify_check_bytes(const struct pdf_text *t,
                                      const struct pdf_signature *s,
                                      struct cms *cms, struct err *why)
{
    uint8_t *der;
    size_t n;
    enum err_code code = read_hole(t, s, &der, &n, why);
    if (code == ERR_OK)
        code = cms_read(der, n, cms, why);
    free(der);
    if (code != ERR_OK)
        return code == ERR_FORMAT ? VERIFY_CHANGED : VERIFY_BAD_SIGNATURE;
    return compare(t, s, cms->digest, why);
}

enum verify_status verify_check_stamp(const struct pdf_text *t,
                                      const struct pdf_signature *s,
                                      struct tst *tst, struct err *why)
{
    uint8_t *der;
    size_t n;
    struct err inner = ERR_INIT;
    enum err_code code = read_hole(t, s, &der, &n, why);
    if (code != ERR_OK)
        return code == ERR_FORMAT ? VERIFY_CHANGED : VERIFY_BAD_SIGNATURE;
    code = tst_read(der, n, tst, &inner);
    free(der);
    if (code == ERR_OK)
        return compare(t, s, tst->imprint, why);
    (void)err_set(why, ERR_CORRUPT, 0, _("its timestamp does not hold: %s"),
                  inner.text);
    return VERIFY_BAD_SIGNATURE;
}

/* ---- the dictionary ---- */

/* /Reference [ << /TransformMethod /DocMDP /TransformParams << /P n >> >> ],
 * and the catalog leads to the same signature.  False: it says something we do
 * not write. */
static bool read_certification(const struct pdf_file *file,
                               struct verify_item *item)
{
    const struct pdf_text *t = &file->text;
    struct pdf_value list = pdf_dict_get(t, &item->s.dict, "Reference");
    struct pdf_value one, params, method, level, perms, certified;
    size_t pos = 0;
    item->certify = SIGN_OPEN;
    if (list.kind == PDF_NULL)
        return true;
    if (list.kind != PDF_ARRAY || !pdf_array_next(t, &list, &pos, &one))
        return false;
    method = pdf_dict_get(t, &one, "TransformMethod");
    params = pdf_dict_get(t, &one, "TransformParams");
    level = pdf_dict_get(t, &params, "P");
    if (!pdf_name_is(t, &method, "DocMDP") || level.kind != PDF_INT ||
        (level.number != SIGN_FINAL && level.number != SIGN_REVIEW) ||
        pdf_array_next(t, &list, &pos, &one))
        return false;
    if (pdf_get(file, &file->catalog, "Perms", &perms, NULL) != ERR_OK ||
        pdf_get(file, &perms, "DocMDP", &certified, NULL) != ERR_OK ||
        certified.kind != PDF_DICT || certified.at != item->s.dict.at)
        return false;
    item->certify = (enum sign_certify)level.number;
    return true;
}

/* The rules of a baseline signature dictionary (EN 319 142-1 table 1). */
enum err_code verify_read_dict(const struct pdf_file *file,
                               struct verify_item *item, struct err *err)
{
    const struct pdf_text *t = &file->text;
    const struct pdf_signature *s = &item->s;
    struct pdf_value type = pdf_dict_get(t, &s->dict, "Type");
    struct pdf_value filter = pdf_dict_get(t, &s->dict, "SubFilter");
    struct pdf_value contents = pdf_dict_get(t, &s->dict, "Contents");
    struct pdf_value time = pdf_dict_get(t, &s->dict, "M");
    struct str text;
    str_init(&text, 256);
    bool timed =
        pdf_string_text(t, &time, &text) &&
        verify_read_time(text.text, item->claimed_text, &item->claimed);
    str_deinit(&text);
    if ((type.kind != PDF_NULL && !pdf_name_is(t, &type, "Sig")) ||
        !pdf_name_is(t, &filter, "ETSI.CAdES.detached") ||
        pdf_dict_get(t, &s->dict, "Cert").kind != PDF_NULL || !timed ||
        !read_certification(file, item))
        return err_set(err, ERR_FORMAT, 0,
                       _("its signature is not of the PAdES baseline kind"));
    if (contents.kind != PDF_HEX || contents.at != s->from ||
        contents.end != s->to)
        return err_set(err, ERR_FORMAT, 0,
                       _("the gap it leaves is not the signature's own "
                         "place"));
    return ERR_OK;
}

/* ---- all of them ---- */

static size_t revision_ended(const struct pdf_file *file, size_t end)
{
    for (size_t i = 0; i < file->revision_count; i++)
        if (file->revisions[i].end == end)
            return i;
    return SIZE_MAX;
}

static enum err_code read_item(const struct pdf_file *file,
                               struct verify_item *item, struct err *err)
{
    const struct pdf_text *t = &file->text;
    struct pdf_value filter = pdf_dict_get(t, &item->s.dict, "SubFilter");
    item->stamp = pdf_name_is(t, &filter, "ETSI.RFC3161");
    item->revision = revision_ended(file, item->s.end);
    item->why = ERR_INIT;
    item->status =
        item->stamp
            ? verify_check_stamp(t, &item->s, &item->tst, &item->why)
            : verify_check_bytes(t, &item->s, &item->cms, &item->why);
    if (item->status != VERIFY_GOOD || item->cms.token.n == 0)
        return ERR_OK;
    return tst_read((const uint8_t *)item->cms.token.text, item->cms.token.n,
                    &item->tst, err);
}

static int by_end(const void *a, const void *b)
{
    const struct pdf_signature *x = a;
    const struct pdf_signature *y = b;
    return (x->end > y->end) - (x->end < y->end);
}

enum err_code verify_file_open(const struct pdf_file *file,
                               struct verify_file *out, struct err *err)
{
    struct pdf_signature s[SIGNATURES_MAX];
    size_t n = 0;
    memset(out, 0, sizeof *out);
    out->file = file;
    enum err_code code = pdf_signatures(file, s, &n, err);
    if (code == ERR_OK)
        qsort(s, n, sizeof s[0], by_end);
    for (; code == ERR_OK && out->n < n; out->n++) {
        out->items[out->n].s = s[out->n];
        code = read_item(file, &out->items[out->n], err);
    }
    return code;
}

void verify_file_close(struct verify_file *v)
{
    for (size_t i = 0; i < v->n; i++) {
        cms_deinit(&v->items[i].cms);
        tst_deinit(&v->items[i].tst);
    }
    evidence_deinit(&v->evidence);
    v->n = 0;
}
