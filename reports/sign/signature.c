/* reports/sign/signature.c - see signature.h. */
#include "reports/sign/signature.h"

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"

enum { FIELD_DEPTH_MAX = 8, FIELDS_MAX = 1024 };

bool pdf_byte_range(const struct pdf_text *t, const struct pdf_value *array,
                    struct pdf_signature *out)
{
    uint64_t range[4];
    size_t pos = 0, n = 0;
    struct pdf_value v;
    while (pdf_array_next(t, array, &pos, &v)) {
        if (n == 4 || v.kind != PDF_INT || v.number < 0)
            return false;
        range[n++] = (uint64_t)v.number;
    }
    if (n != 4 || range[0] != 0 || range[1] > t->n || range[2] > t->n ||
        range[1] >= range[2] || range[3] > t->n - range[2])
        return false;
    out->from = range[1];
    out->to = range[2];
    out->end = range[2] + range[3];
    return true;
}

struct walk {
    const struct pdf_file *file;
    struct pdf_signature *out;
    size_t n, fields;
};

static enum err_code note(struct walk *w, const struct pdf_value *value,
                          struct err *err)
{
    const struct pdf_text *t = &w->file->text;
    if (value->kind != PDF_DICT)
        return ERR_OK; /* an empty field, waiting for its signature */
    if (w->n == SIGNATURES_MAX)
        return err_set(err, ERR_RANGE, 0, _("%s has more than %d signatures"),
                       t->name, SIGNATURES_MAX);
    struct pdf_value range = pdf_dict_get(t, value, "ByteRange");
    struct pdf_signature *s = &w->out[w->n];
    s->dict = *value;
    if (!pdf_byte_range(t, &range, s))
        return pdf_bad(t, value->at, N_("a signature's /ByteRange does not "
                                        "fit the file"), err);
    w->n++;
    return ERR_OK;
}

static enum err_code walk_field(struct walk *w, struct pdf_value ref,
                                int depth, bool signing, struct err *err)
{
    const struct pdf_text *t = &w->file->text;
    struct pdf_value field, kind, kids, value;
    enum err_code code = pdf_resolve(w->file, ref, &field, err);
    if (code == ERR_OK)
        code = pdf_get(w->file, &field, "FT", &kind, err);
    if (code == ERR_OK)
        code = pdf_get(w->file, &field, "V", &value, err);
    if (code == ERR_OK)
        code = pdf_get(w->file, &field, "Kids", &kids, err);
    if (code != ERR_OK)
        return code;
    if (++w->fields > FIELDS_MAX || depth > FIELD_DEPTH_MAX)
        return pdf_bad(t, ref.at, N_("the form has too many fields"), err);
    signing = kind.kind == PDF_NULL ? signing : pdf_name_is(t, &kind, "Sig");
    if (signing)
        code = note(w, &value, err);
    size_t pos = 0;
    struct pdf_value kid;
    while (code == ERR_OK && pdf_array_next(t, &kids, &pos, &kid))
        code = walk_field(w, kid, depth + 1, signing, err);
    return code;
}

enum err_code pdf_signatures(const struct pdf_file *file,
                             struct pdf_signature out[SIGNATURES_MAX],
                             size_t *n, struct err *err)
{
    struct walk w = {.file = file, .out = out};
    struct pdf_value form, fields, field;
    size_t pos = 0;
    *n = 0;
    enum err_code code = pdf_get(file, &file->catalog, "AcroForm", &form, err);
    if (code == ERR_OK)
        code = pdf_get(file, &form, "Fields", &fields, err);
    while (code == ERR_OK &&
           pdf_array_next(&file->text, &fields, &pos, &field))
        code = walk_field(&w, field, 0, false, err);
    if (code == ERR_OK)
        *n = w.n;
    return code;
}

void pdf_signature_digest(const char *bytes, const struct pdf_signature *s,
                          uint8_t digest[32])
{
    struct sha256 *hash = sha256_new();
    if (hash == NULL) { /* no memory: a digest nothing can match */
        crypto_sha256("", 0, digest);
        return;
    }
    sha256_update(hash, bytes, s->from);
    sha256_update(hash, bytes + s->to, s->end - s->to);
    sha256_finish(hash, digest);
}
