/* omr/batch/survey.c - see survey.h. */
#include "omr/batch/survey.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "omr/batch/params.h"

/* The layout of (revision, open), or NULL when it was never printed. */
static enum err_code load_layout(struct store *store, int revision, bool open,
                                 const struct questionnaire *q,
                                 const struct layout **out, struct err *err)
{
    char *json = NULL;
    *out = NULL;
    enum err_code code = store_layout_get(store, revision, open, &json, NULL);
    if (code == ERR_NOTFOUND)
        return ERR_OK;
    if (code != ERR_OK)
        return store_layout_get(store, revision, open, &json, err);
    struct layout *layout = NULL;
    code = layout_parse(json, strlen(json), _("stored layout"), q, &layout,
                        err);
    free(json);
    *out = layout;
    return code;
}

static enum err_code load_form(struct store *store, int revision,
                               struct reader_form *form, struct err *err)
{
    form->revision = revision;
    enum err_code code = store_form(store, revision, &form->q, NULL, err);
    if (code == ERR_OK)
        code = load_layout(store, revision, false, form->q, &form->numbered,
                           err);
    if (code == ERR_OK)
        code = load_layout(store, revision, true, form->q, &form->open, err);
    return code;
}

enum err_code reader_survey_load(struct store *store,
                                 struct reader_survey **out, struct err *err)
{
    const struct questionnaire *newest = NULL;
    int count = 0;
    *out = NULL;
    enum err_code code = store_form(store, 0, &newest, &count, err);
    if (code != ERR_OK)
        return code;
    struct reader_survey *survey = mem_alloc(1, sizeof *survey);
    struct reader_form *forms = mem_alloc((size_t)count, sizeof *forms);
    if (survey == NULL || forms == NULL) {
        free(survey);
        free(forms);
        return err_set(err, ERR_NOMEM, 0, _("out of memory"));
    }
    survey->id = store_survey(store)->id;
    memcpy(survey->key, store_survey(store)->key, sizeof survey->key);
    survey->forms = forms;
    size_t printed = 0;
    code = round_params_load(store, &survey->params, &survey->judged, err);
    for (int r = 1; r <= count && code == ERR_OK; r++) {
        struct reader_form *form = &forms[survey->form_count];
        code = load_form(store, r, form, err);
        if (code == ERR_OK)
            survey->form_count++;
        printed += form->numbered != NULL || form->open != NULL;
    }
    if (code == ERR_OK && printed == 0)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("nothing has been printed in this workspace yet, so "
                         "there is nothing to read; print sheets first "
                         "(pingyi print)"));
    if (code != ERR_OK) {
        reader_survey_free(survey);
        return code;
    }
    *out = survey;
    return ERR_OK;
}

void reader_survey_free(struct reader_survey *survey)
{
    if (survey == NULL)
        return;
    for (size_t i = 0; i < survey->form_count; i++) {
        layout_free((struct layout *)(uintptr_t)survey->forms[i].numbered);
        layout_free((struct layout *)(uintptr_t)survey->forms[i].open);
    }
    free((void *)(uintptr_t)survey->forms);
    crypto_wipe(survey->key, sizeof survey->key);
    free(survey);
}
