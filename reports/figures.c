/* reports/figures.c - see figures.h. */
#include "reports/figures.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"
#include "engine/tally/tally.h"
#include "reports/sign.h"

enum { DEPTH_MAX = 8 };

/* What a member is called in a sentence; others keep their key. */
static const struct {
    const char *key, *word;
} names[] = {
    {"printed", N_("sheets printed")},
    {"issued", N_("sheets handed out")},
    {"refused", N_("refusals")},
    {"returned", N_("sheets returned")},
    {"valid", N_("valid sheets")},
    {"aware", N_("awareness rate")},
    {"satisfied", N_("satisfaction rate")},
    {"composite", N_("overall satisfaction rate")},
    {"score", N_("score")},
    {"rate", N_("rate")},
    {"counts", N_("counts per choice")},
    {"asked", N_("answers counted")},
    {"blank", N_("not answered")},
    {"invalid", N_("invalid")},
    {"doubtful", N_("doubtful")},
    {"open_reviews", N_("questions waiting for a person")},
};

static const char *member_name(const char *key)
{
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i].key, key) == 0)
            return _(names[i].word);
    return key;
}

/* A place in the document: a chain on the stack. */
struct place {
    const struct place *up;
    const char *list; /* "units", "items", … of an element; else NULL */
    const char *name; /* its code, or a member's key */
};

static void add_place(struct str *out, const struct place *p)
{
    if (p == NULL)
        return;
    add_place(out, p->up);
    if (out->n > 0)
        str_add(out, _(", "));
    if (p->list == NULL)
        str_add(out, member_name(p->name));
    else if (strcmp(p->list, "units") == 0)
        str_addf(out, _("unit %s"), p->name);
    else if (strcmp(p->list, "items") == 0)
        str_addf(out, _("item %s"), p->name);
    else
        str_addf(out, "%s %s", p->list, p->name);
}

/* A short text for a value: whole numbers, [num,den], words; "…" for more. */
static void add_value(struct str *out, const struct jval *v, int depth)
{
    int64_t n;
    if (v == NULL)
        return;
    switch (jval_kind(v)) {
    case JVAL_NULL: str_add(out, "null"); break;
    case JVAL_BOOL: str_add(out, jval_truth(v) ? "true" : "false"); break;
    case JVAL_INT:
        if (jval_integer(v, &n))
            str_addf(out, "%lld", (long long)n);
        break;
    case JVAL_STRING: str_add(out, jval_text(v)); break;
    case JVAL_ARRAY:
        str_add_char(out, '[');
        for (size_t i = 0; i < jval_count(v) && depth > 0; i++) {
            str_add(out, i > 0 ? "," : "");
            add_value(out, jval_at(v, i), depth - 1);
        }
        str_add_char(out, ']');
        break;
    case JVAL_REAL:
    case JVAL_OBJECT: str_add(out, "…"); break;
    }
}

static void copy_text(char *to, size_t room, const struct str *text)
{
    (void)snprintf(to, room, "%s", text->text);
    utf8_trim_tail(to);
}

static void note(struct figures_check *out, const struct place *place,
                 const struct jval *a, const struct jval *b)
{
    if (out->differences++ >= FIGURES_SHOWN)
        return;
    struct figures_difference *d = &out->shown[out->differences - 1];
    struct str text;
    str_init(&text, 4096);
    add_place(&text, place);
    copy_text(d->where, sizeof d->where, &text);
    str_clear(&text);
    add_value(&text, a, 1);
    copy_text(d->report, sizeof d->report, &text);
    str_clear(&text);
    add_value(&text, b, 1);
    copy_text(d->workspace, sizeof d->workspace, &text);
    str_deinit(&text);
}

static bool same_value(const struct jval *a, const struct jval *b)
{
    int64_t x, y;
    double p, q;
    if (jval_kind(a) != jval_kind(b))
        return false;
    switch (jval_kind(a)) {
    case JVAL_NULL: return true;
    case JVAL_BOOL: return jval_truth(a) == jval_truth(b);
    case JVAL_INT:
        return jval_integer(a, &x) && jval_integer(b, &y) && x == y;
    case JVAL_REAL:
        return jval_number(a, &p) && jval_number(b, &q) && !(p < q) &&
               !(p > q);
    case JVAL_STRING: return strcmp(jval_text(a), jval_text(b)) == 0;
    case JVAL_ARRAY:
        if (jval_count(a) != jval_count(b))
            return false;
        for (size_t i = 0; i < jval_count(a); i++)
            if (!same_value(jval_at(a, i), jval_at(b, i)))
                return false;
        return true;
    case JVAL_OBJECT: return false; /* only compared member by member */
    }
    return false;
}

/* What names an element of a list of objects; NULL for other elements. */
static const char *element_name(const struct jval *element)
{
    const char *code = jval_text(jval_get(element, "code"));
    return code != NULL ? code : jval_text(jval_get(element, "channel"));
}

static const struct jval *element_named(const struct jval *list,
                                        const char *name)
{
    for (size_t i = 0; i < jval_count(list); i++) {
        const char *other = element_name(jval_at(list, i));
        if (other != NULL && strcmp(other, name) == 0)
            return jval_at(list, i);
    }
    return NULL;
}

static void compare(struct figures_check *out, const struct place *place,
                    const struct jval *a, const struct jval *b, int depth);

/* Elements of b, called `key`, against those of a with the same name.  Most
 * stand at the same index: only a list that gained or lost one is searched. */
static void compare_lists(struct figures_check *out,
                          const struct place *place, const char *key,
                          const struct jval *a, const struct jval *b,
                          int depth)
{
    for (size_t i = 0; i < jval_count(a); i++) {
        const char *name = element_name(jval_at(a, i));
        const struct jval *other = jval_at(b, i);
        const char *other_name = other != NULL ? element_name(other) : NULL;
        if (name == NULL)
            name = "?";
        if (other_name == NULL || strcmp(name, other_name) != 0)
            other = element_named(b, name);
        struct place here = {.up = place, .list = key, .name = name};
        compare(out, &here, jval_at(a, i), other, depth);
    }
    for (size_t i = 0; i < jval_count(b); i++) {
        const char *name = element_name(jval_at(b, i));
        const struct jval *other = jval_at(a, i);
        const char *other_name = other != NULL ? element_name(other) : NULL;
        if (name == NULL ||
            (other_name != NULL && strcmp(name, other_name) == 0) ||
            element_named(a, name) != NULL)
            continue;
        struct place here = {.up = place, .list = key, .name = name};
        note(out, &here, NULL, jval_at(b, i));
    }
}

static bool is_list(const struct jval *v)
{
    return v != NULL && jval_kind(v) == JVAL_ARRAY &&
           (jval_count(v) == 0 || jval_kind(jval_at(v, 0)) == JVAL_OBJECT);
}

static void compare_member(struct figures_check *out,
                           const struct place *place, const char *key,
                           const struct jval *a, const struct jval *b,
                           int depth)
{
    struct place here = {.up = place, .name = key};
    if (is_list(a) && is_list(b))
        compare_lists(out, place, key, a, b, depth);
    else
        compare(out, &here, a, b, depth);
}

static void compare(struct figures_check *out, const struct place *place,
                    const struct jval *a, const struct jval *b, int depth)
{
    const char *key;
    const struct jval *value;
    if (a != NULL && b != NULL && jval_kind(a) == JVAL_OBJECT &&
        jval_kind(b) == JVAL_OBJECT && depth > 0) {
        for (size_t i = 0; jval_member(a, i, &key, &value); i++)
            compare_member(out, place, key, value, jval_get(b, key),
                           depth - 1);
        for (size_t i = 0; jval_member(b, i, &key, &value); i++)
            if (jval_get(a, key) == NULL)
                compare_member(out, place, key, NULL, value, depth - 1);
        return;
    }
    if (a == NULL || b == NULL || !same_value(a, b))
        note(out, place, a, b);
}

enum err_code figures_diff(const char *report, size_t report_n,
                           const char *workspace, size_t workspace_n,
                           struct figures_check *out, struct err *err)
{
    struct jval *a = NULL, *b = NULL;
    enum err_code code = jval_parse(report, report_n, FIGURES_ATTACHMENT, &a,
                                    err);
    if (code == ERR_OK)
        code = jval_parse(workspace, workspace_n, _("this workspace"), &b,
                          err);
    if (code == ERR_OK)
        compare(out, NULL, a, b, DEPTH_MAX);
    jval_free(a);
    jval_free(b);
    /* Bytes that differ where no member does (order, a member twice …) are a
     * difference all the same. */
    if (code == ERR_OK && out->differences == 0 &&
        (report_n != workspace_n || memcmp(report, workspace, report_n) != 0))
        out->differences = 1;
    return code;
}

/* ---- the register ---- */

static void hex_digest(const void *bytes, size_t n, char out[SHA256_HEX])
{
    uint8_t digest[SHA256_BYTES];
    crypto_sha256(bytes, n, digest);
    crypto_hex(digest, sizeof digest, out);
}

/* This very file in the register, else the newest with the same figures. */
static enum err_code look_up(struct store *store, const char *pdf,
                             size_t pdf_n, const char *figures,
                             size_t figures_n, struct figures_check *out,
                             struct err *err)
{
    char file[SHA256_HEX], carried[SHA256_HEX];
    struct report_row *rows;
    size_t n;
    enum err_code code = store_reports(store, &rows, &n, err);
    if (code != ERR_OK)
        return code;
    hex_digest(pdf, pdf_n, file);
    hex_digest(figures, figures_n, carried);
    for (size_t i = 0; i < n && !out->registered; i++) {
        bool same_file = strcmp(rows[i].sha256, file) == 0;
        if (same_file || strcmp(rows[i].figures_sha256, carried) == 0) {
            out->registered = same_file;
            out->known = true;
            out->row = rows[i];
        }
    }
    free(rows);
    return ERR_OK;
}

static const char *edition_title(const char *edition)
{
    static const struct {
        const char *word, *title;
    } titles[] = {
        {"bulletin", N_("results bulletin")},
        {"feedback", N_("feedback letter")},
        {"notice", N_("public notice")},
        {"plan", N_("evaluation plan")},
        {"ledger", N_("list of records")},
        {"summary", N_("annual summary")},
        {"rectify", N_("rectification report")},
    };
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (strcmp(titles[i].word, edition) == 0)
            return _(titles[i].title);
    return edition;
}

static void explain(struct figures_check *out)
{
    char *m = out->message;
    size_t room = sizeof out->message;
    const struct report_row *row = &out->row;
    if (!out->carried)
        (void)snprintf(m, room, "%s",
                       _("The report carries no figures to compare; it was "
                         "not made by this program."));
    else if (out->none)
        (void)snprintf(m, room,
                       _("The document shows no figures; it is in the "
                         "register, issued on %s (%s)."),
                       row->issued, edition_title(row->edition));
    else if (out->equal && out->registered)
        (void)snprintf(m, room,
                       _("The report's figures are those of this workspace; "
                         "it is in the register, issued on %s (%s)."),
                       row->issued, edition_title(row->edition));
    else if (out->equal)
        (void)snprintf(m, room, "%s",
                       _("The report's figures are those of this workspace, "
                         "though this file is not in its register."));
    else if (out->known)
        (void)snprintf(m, room,
                       _("The report's figures are not those of this "
                         "workspace now. It is the report of %s (%s); "
                         "answers, decisions or sheets have changed since. "
                         "Make a new report if it shall say what holds now."),
                       row->issued, edition_title(row->edition));
    else
        (void)snprintf(m, room, "%s",
                       _("The report's figures are not those of this "
                         "workspace now, and this workspace never made a "
                         "report with these figures."));
    utf8_trim_tail(m);
}

/* A document without figures of its own: the register says what it was made
 * from, and whether that is what is counted now. */
static enum err_code compare_held(struct store *store, const char *pdf,
                                  size_t n, struct figures_check *out,
                                  struct err *err)
{
    struct tally *tally;
    enum err_code code = look_up(store, pdf, n, "", 0, out, err);
    if (code != ERR_OK || !out->registered)
        return code;
    out->carried = true;
    out->none = strspn(out->row.figures_sha256, "0") == SHA256_HEX - 1;
    out->equal = out->none;
    if (out->none)
        return ERR_OK;
    code = tally_run(store, &tally, err);
    if (code != ERR_OK)
        return code;
    out->equal =
        strcmp(tally->figures_sha256, out->row.figures_sha256) == 0;
    tally_free(tally);
    return ERR_OK;
}

/* ---- entry ---- */

static enum err_code compare_carried(struct store *store, const char *pdf,
                                     size_t pdf_n, const char *carried,
                                     size_t carried_n,
                                     struct figures_check *out,
                                     struct err *err)
{
    struct tally *tally;
    struct str now;
    enum err_code code = tally_run(store, &tally, err);
    if (code != ERR_OK)
        return code;
    str_init(&now, LIMIT_JSON_BYTES);
    tally_figures(tally, &now);
    code = str_check(&now, _("this workspace"), err);
    if (code == ERR_OK)
        code = figures_diff(carried, carried_n, now.text, now.n, out, err);
    out->equal = code == ERR_OK && out->differences == 0;
    if (code == ERR_OK)
        code = look_up(store, pdf, pdf_n, carried, carried_n, out, err);
    str_deinit(&now);
    tally_free(tally);
    return code;
}

enum err_code figures_compare(const char *dir, const char *bytes, size_t n,
                              const char *name, struct figures_check *out,
                              struct err *err)
{
    struct store *store = NULL;
    char *carried;
    size_t carried_n;
    *out = (struct figures_check){.carried = false};
    enum err_code code = verify_attachment_bytes(
        bytes, n, name, FIGURES_ATTACHMENT, &carried, &carried_n, err);
    if (code != ERR_OK)
        return code;
    out->carried = carried != NULL;
    code = store_open(dir, &store, err);
    if (code == ERR_OK)
        code = out->carried ? compare_carried(store, bytes, n, carried,
                                              carried_n, out, err)
                            : compare_held(store, bytes, n, out, err);
    store_close(store);
    free(carried);
    if (code == ERR_OK)
        explain(out);
    return code;
}
