/* forms/layout_form.c - layouts of sheets made elsewhere: the questionnaire
 * one implies; is the stored one such? */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/store/store.h"
#include "forms/layout.h"

/* A code's letters and digits stay; the words of a layout may hold others,
 * which the reading of the questionnaire then complains about by name. */
static void quoted(struct str *out, const char *text)
{
    str_add_char(out, '"');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            str_add_char(out, '\\');
        if ((unsigned char)*p >= ' ')
            str_add_char(out, *p);
    }
    str_add_char(out, '"');
}

/* The question of box `first`, with its boxes wherever they are listed. */
static void add_question(const struct layout_page *p, size_t first,
                         struct str *out)
{
    const char *code = p->boxes[first].question;
    str_add(out, "      - code: ");
    quoted(out, code);
    str_add(out, "\n        role: person\n        text: ");
    quoted(out, code);
    str_add(out, "\n        choices:\n");
    for (size_t i = first; i < p->box_count; i++) {
        if (strcmp(p->boxes[i].question, code) != 0)
            continue;
        str_add(out, "          - {code: ");
        quoted(out, p->boxes[i].choice_code);
        str_add(out, ", text: ");
        quoted(out, p->boxes[i].choice_code);
        str_add(out, "}\n");
    }
}

static void add_area(const struct layout_area *area, struct str *out)
{
    str_add(out, "      - code: ");
    quoted(out, area->question);
    str_add(out, "\n        role: text\n        kind: text\n        text: ");
    quoted(out, area->question);
    str_add(out, "\n");
}

/* Was this question met on the page before entry `i`? */
static bool met(const struct layout_page *p, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (strcmp(p->boxes[k].question, p->boxes[i].question) == 0)
            return true;
    return false;
}

void layout_to_form(const struct layout *layout, struct str *out)
{
    str_add(out, "form: ");
    quoted(out, layout->form);
    str_add(out, "\ntitle: ");
    quoted(out, layout->form);
    str_add(out, "\nobject: ");
    quoted(out, layout->form);
    str_addf(out, "\nintro: \"%s\"\nsections:\n  - text: \"%s\"\n    items:\n",
             _("Sheets made elsewhere."), _("Questions"));
    for (size_t i = 0; i < layout->page_count; i++) {
        const struct layout_page *p = &layout->pages[i];
        for (size_t b = 0; b < p->box_count; b++)
            if (!met(p, b))
                add_question(p, b, out);
        for (size_t a = 0; a < p->area_count; a++)
            add_area(&p->areas[a], out);
    }
}

static enum err_code look(struct store *store, int revision, bool open,
                          const struct questionnaire *q, bool *foreign,
                          struct err *err)
{
    char *json = NULL;
    struct layout *layout = NULL;
    struct err missing = ERR_INIT;
    enum err_code code =
        store_layout_get(store, revision, open, &json, &missing);
    if (code == ERR_NOTFOUND)
        return ERR_OK;
    if (code != ERR_OK)
        return err_set(err, code, missing.native, "%s", missing.text);
    code = layout_parse(json, strlen(json), _("the stored layout"), q,
                        &layout, err);
    if (code == ERR_OK)
        *foreign = *foreign || layout->style != SHEET_OURS;
    layout_free(layout);
    free(json);
    return code;
}

enum err_code layout_stored_foreign(struct store *store, bool *foreign,
                                    struct err *err)
{
    const struct questionnaire *q;
    int revision = 0;
    *foreign = false;
    enum err_code code = store_form(store, 0, &q, &revision, err);
    if (code == ERR_OK)
        code = look(store, revision, true, q, foreign, err);
    if (code == ERR_OK)
        code = look(store, revision, false, q, foreign, err);
    return code;
}
