/* reports/sign/verify_revision.c - is what follows a signature our own doing?
 *
 * The plan of the revision is read out of it, the revision is written again
 * from the plan and the file before it, and the bytes must be equal: whatever
 * an attacker puts into an update to change what is seen (another page, an
 * annotation, a field's picture, an object prepared before signing and
 * uncovered now) makes it another update.
 */
#include <string.h>

#include "engine/base/i18n.h"
#include "reports/sign/revision.h"
#include "reports/sign/verify_parts.h"

static enum err_code other(struct err *err)
{
    err_clear(err);
    return err_set(err, ERR_CORRUPT, 0,
                   _("it is not written as this program writes it"));
}

struct again {
    struct pdf_file before, after;
    struct pdf_signature s; /* what is new in `after` */
    bool is_signed;
    struct evidence data;
    struct str time, name, reason, location;
    struct revision_plan plan;
};

static void again_deinit(struct again *a)
{
    pdf_file_deinit(&a->before);
    pdf_file_deinit(&a->after);
    evidence_deinit(&a->data);
    str_deinit(&a->time);
    str_deinit(&a->name);
    str_deinit(&a->reason);
    str_deinit(&a->location);
}

static bool take_text(const struct again *a, const char *key, struct str *out)
{
    struct pdf_value v = pdf_dict_get(&a->after.text, &a->s.dict, key);
    return v.kind == PDF_NULL || pdf_string_text(&a->after.text, &v, out);
}

static bool plan_signed(struct again *a)
{
    const struct pdf_text *t = &a->after.text;
    struct pdf_value filter = pdf_dict_get(t, &a->s.dict, "SubFilter");
    if (pdf_name_is(t, &filter, "ETSI.RFC3161")) {
        a->plan.kind = REVISION_TIMESTAMP;
        return true;
    }
    a->plan.kind = REVISION_SIGNATURE;
    if (!take_text(a, "M", &a->time) || !take_text(a, "Name", &a->name) ||
        !take_text(a, "Reason", &a->reason) ||
        !take_text(a, "Location", &a->location))
        return false;
    a->plan.time = a->time.text;
    a->plan.name = a->name.text;
    a->plan.reason = a->reason.text;
    a->plan.location = a->location.text;
    return true;
}

/* New are the items whose streams this revision wrote. */
static bool plan_data(struct again *a, size_t i)
{
    bool any = false;
    if (evidence_read(&a->after, &a->data, NULL) != ERR_OK)
        return false;
    for (size_t k = 0; k < a->data.n; k++)
        if (a->data.items[k].revision == i) {
            a->data.items[k].revision = SIZE_MAX;
            any = true;
        }
    a->plan.kind = REVISION_DATA;
    a->plan.data = &a->data;
    return any;
}

static bool read_plan(struct again *a, size_t i)
{
    struct pdf_signature s[SIGNATURES_MAX];
    size_t before, n;
    if (pdf_signatures(&a->before, s, &before, NULL) != ERR_OK ||
        pdf_signatures(&a->after, s, &n, NULL) != ERR_OK)
        return false;
    if (n == before)
        return plan_data(a, i);
    if (n != before + 1)
        return false;
    a->is_signed = true;
    a->s = s[n - 1]; /* the form's newest field is its last */
    return plan_signed(a);
}

/* The hole's digits are the signature itself; everything else is compared. */
static bool same_bytes(const struct again *a, const struct pdf_update *u,
                       const struct revision_hole *hole)
{
    const struct pdf_text *t = &a->after.text;
    const char *bytes = t->bytes + u->base;
    size_t n = t->n - u->base, behind;
    if (n != u->out.n)
        return false;
    if (!a->is_signed)
        return memcmp(bytes, u->out.text, n) == 0;
    behind = hole->contents_at + 1 + 2 * SIGNATURE_RESERVE_BYTES;
    return memcmp(bytes, u->out.text, hole->contents_at + 1) == 0 &&
           memcmp(bytes + behind, u->out.text + behind, n - behind) == 0;
}

static enum err_code write_again(const struct again *a, struct err *err)
{
    struct pdf_update u;
    struct revision_hole hole;
    pdf_update_init(&u, &a->before);
    enum err_code code = revision_write(&u, &a->plan, &hole, err);
    if (code == ERR_OK && !same_bytes(a, &u, &hole))
        code = other(err);
    pdf_update_deinit(&u);
    return code == ERR_OK || code == ERR_NOMEM ? code : other(err);
}

enum err_code verify_revision(const struct pdf_file *file, size_t i, int *kind,
                              struct err *err)
{
    const struct pdf_text *t = &file->text;
    const struct pdf_revision *r = &file->revisions[i];
    struct again a = {.is_signed = false};
    str_init(&a.time, 256);
    str_init(&a.name, 4096);
    str_init(&a.reason, 4096);
    str_init(&a.location, 4096);
    *kind = REVISION_DATA;
    enum err_code code =
        pdf_file_init(&a.before, t->bytes, r->start, t->name, err);
    if (code == ERR_OK)
        code = pdf_file_init(&a.after, t->bytes, r->end, t->name, err);
    if (code != ERR_OK)
        code = code == ERR_NOMEM ? code : other(err);
    else if (!read_plan(&a, i))
        code = other(err);
    else
        code = write_again(&a, err);
    *kind = (int)a.plan.kind;
    again_deinit(&a);
    return code;
}
