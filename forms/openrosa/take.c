/* forms/openrosa/take.c - a submission's fields become answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/survey/problems.h"
#include "forms/openrosa/submission.h"
#include "forms/xforms/xform.h"

struct taking {
    struct store *store;
    const struct submission *s;
    const struct questionnaire *q;
    size_t n;
    struct response_answer *answers; /* LIMIT_ITEMS */
    struct err *err;
};

/* ---- whose form is it ---- */

/* "2.0f3c99aa.51d0c2e7": the revision in front; 0 = none. */
static int revision_of(const char *version)
{
    char number[8];
    int64_t value = 0;
    size_t n = strcspn(version, ".");
    if (n == 0 || n >= sizeof number)
        return 0;
    memcpy(number, version, n);
    number[n] = '\0';
    return num_parse_int(number, 1, 31, &value) ? (int)value : 0;
}

static enum err_code check_form(struct taking *t, int revision)
{
    const struct submission *s = t->s;
    char id[XFORM_ID_MAX], stem[XFORM_VERSION_MAX], shown[EXCERPT_MAX];
    if (s->encrypted)
        return err_set(t->err, ERR_DENIED, 0,
                       _("the submission is encrypted; this office gave out "
                         "no key for that"));
    if (s->deprecated[0] != '\0')
        return err_set(t->err, ERR_DENIED, 0,
                       _("this corrects answers sent before; corrections are "
                         "made by the office, ask there"));
    struct err missing = ERR_INIT;
    enum err_code code =
        revision == 0 ? ERR_NOTFOUND
                      : store_form(t->store, revision, &t->q, NULL, &missing);
    const struct xform_source source = {.q = t->q,
                                        .revision = revision,
                                        .survey = store_survey(t->store)->id};
    if (code == ERR_OK) {
        xform_id(&source, id);
        xform_stem(&source, stem);
        if (strcmp(id, s->id) != 0 ||
            strncmp(stem, s->version, strlen(stem)) != 0 ||
            s->version[strlen(stem)] != '.')
            code = ERR_NOTFOUND;
    }
    if (code == ERR_NOTFOUND)
        return err_set(t->err, ERR_NOTNOW, 0,
                       _("the form '%s' in this version is not one of this "
                         "round; fetch the form anew"),
                       excerpt(s->id, shown));
    return code == ERR_OK ? code
                          : err_set(t->err, code, missing.native, "%s",
                                    missing.text);
}

static enum err_code find_unit(const struct taking *t, size_t *unit)
{
    const struct units *units = store_units(t->store);
    char shown[EXCERPT_MAX];
    *unit = 0;
    if (!xform_asks_unit(units))
        return ERR_OK;
    long found = units_find(units, t->s->unit);
    if (found < 0 || !xform_unit_offered(units, (size_t)found))
        return err_set(t->err, ERR_RANGE, 0,
                       _("the unit '%s' cannot be chosen in this round"),
                       excerpt(t->s->unit, shown));
    *unit = (size_t)found;
    return ERR_OK;
}

/* ---- fields ---- */

static enum err_code no_choice(const struct taking *t, const char *field,
                               const char *word)
{
    char shown[EXCERPT_MAX];
    return err_set(t->err, ERR_RANGE, 0,
                   _("question %s has no choice '%s'"), field,
                   excerpt(word, shown));
}

/* "2", or "Q1 Q2" of several. */
static enum err_code take_choices(const struct taking *t,
                                  const struct item *item, const char *text,
                                  uint64_t *choices)
{
    char word[LIMIT_ID_BYTES + 1];
    for (const char *p = text;;) {
        p += strspn(p, " \t\r\n");
        size_t n = strcspn(p, " \t\r\n");
        if (n == 0)
            return ERR_OK;
        if (n >= sizeof word)
            return no_choice(t, item->code, p);
        memcpy(word, p, n);
        word[n] = '\0';
        long k = item_find_choice(item, word);
        if (k < 0)
            return no_choice(t, item->code, word);
        *choices |= UINT64_C(1) << k;
        p += n;
    }
}

static void add(struct taking *t, size_t item, uint64_t choices,
                const char *text)
{
    t->answers[t->n++] = (struct response_answer){item, choices, text};
}

static enum err_code take_number(struct taking *t,
                                 const struct number_grid *grid,
                                 const char *text)
{
    size_t n = strspn(text, "0123456789");
    if (text[0] == '\0')
        return ERR_OK;
    if (n != grid->digits || text[n] != '\0')
        return err_set(t->err, ERR_RANGE, 0,
                       _("question %s takes %zu digits"), grid->code,
                       grid->digits);
    for (size_t i = 0; i < grid->digits; i++)
        add(t, grid->first_item + i, UINT64_C(1) << (text[i] - '0'), NULL);
    return ERR_OK;
}

static enum err_code take_field(struct taking *t,
                                const struct submission_field *f)
{
    char shown[EXCERPT_MAX];
    uint64_t choices = 0;
    for (size_t g = 0; g < t->q->grid_count; g++)
        if (strcmp(t->q->grids[g].code, f->name) == 0)
            return take_number(t, &t->q->grids[g], f->text);
    long i = questionnaire_find(t->q, f->name);
    if (i < 0 || t->q->items[i].grid != NULL)
        return err_set(t->err, ERR_FORMAT, 0,
                       _("the questionnaire has no question '%s'"),
                       excerpt(f->name, shown));
    const struct item *item = &t->q->items[i];
    if (item->kind == ITEM_TEXT) {
        add(t, (size_t)i, 0, f->text);
        return ERR_OK;
    }
    enum err_code code = take_choices(t, item, f->text, &choices);
    add(t, (size_t)i, choices, NULL);
    return code;
}

enum err_code submission_take(struct store *store, const struct submission *s,
                              const char *xml, size_t n,
                              enum response_outcome *outcome, struct err *err)
{
    struct taking t = {.store = store, .s = s, .err = err};
    struct response_came came = {.channel = "tablet",
                                 .name = s->instance,
                                 .revision = revision_of(s->version),
                                 .bytes = xml,
                                 .n = n};
    *outcome = RESPONSE_OTHER;
    t.answers = mem_alloc(LIMIT_ITEMS, sizeof *t.answers);
    enum err_code code = ERR_OK;
    if (t.answers == NULL)
        code = err_set(err, ERR_NOMEM, 0, _("out of memory"));
    if (code == ERR_OK)
        code = check_form(&t, came.revision);
    if (code == ERR_OK)
        code = find_unit(&t, &came.unit);
    for (size_t i = 0; code == ERR_OK && i < s->field_count; i++)
        code = take_field(&t, &s->field[i]);
    came.answer_count = t.n;
    came.answers = t.answers;
    if (code == ERR_OK)
        code = gate_response(store, &came, outcome, err);
    free(t.answers);
    return code;
}
