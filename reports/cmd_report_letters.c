/* reports/cmd_report_letters.c - one document for each unit. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/mem.h"
#include "reports/cmd_report_parts.h"
#include "reports/letters.h"

static enum err_code remember(struct report_run *run, size_t unit,
                              struct err *err)
{
    struct report_letter *grown = mem_grow(
        run->letters, run->letter_count + 1, sizeof(*run->letters));
    char *file = strdup(run->path.text);

    if (grown)
        run->letters = grown;
    if (!grown || !file) {
        free(file);
        return err_set(err, ERR_NOMEM, 0, _("no memory for a report"));
    }
    grown[run->letter_count] = (struct report_letter){
        .unit = unit, .pages = run->pages.pages, .file = file};
    memcpy(grown[run->letter_count++].sha256, run->sha256,
           sizeof(run->sha256));
    return ERR_OK;
}

void report_letters_free(struct report_run *run)
{
    for (size_t i = 0; i < run->letter_count; i++)
        free(run->letters[i].file);
    free(run->letters);
}

static enum err_code issue_letter(struct report_args *a,
                                  struct report_run *run, size_t unit,
                                  struct err *err)
{
    const char *code_of = run->tally->units->unit[unit].code;
    enum err_code code =
        report_model_focus(run->model, unit, &run->focus, err);

    if (code == ERR_OK)
        code = report_choose_path(a, run, code_of, err);
    if (code == ERR_OK)
        code = report_issue(a, run, err);
    if (code == ERR_OK)
        code = remember(run, unit, err);
    report_model_free(run->focus);
    run->focus = NULL;
    return code;
}

static enum err_code find_unit(const struct report_args *a,
                               const struct tally *t, size_t *unit,
                               struct err *err)
{
    long found = units_find(t->units, a->unit);

    if (found < 0)
        return err_set(err, ERR_NOTFOUND, 0, _("there is no unit '%s'"),
                       a->unit);
    if (found > 0 && t->q->anonymous)
        return err_set(err, ERR_DENIED, 0,
                       _("no letter to %s: on an anonymous survey its people "
                         "are those who answered, not those who were judged"),
                       a->unit);
    *unit = (size_t)found;
    return ERR_OK;
}

/* Each letter is whole and noted before the next one is begun, so that a run
 * that stops half-way leaves letters that are good; the next run makes all of
 * them anew. */
enum err_code report_issue_letters(struct report_args *a,
                                   struct report_run *run, struct err *err)
{
    const struct tally *t = run->tally;
    enum err_code code = ERR_OK;
    size_t unit = 0, letters = 0;

    for (size_t u = 0; u < t->unit_count; u++)
        if (letters_unit(t, u) && ++letters == 1)
            unit = u;
    if (!a->unit && letters == 1) /* --out names a file then */
        a->unit = t->units->unit[unit].code;
    if (a->unit) {
        code = find_unit(a, t, &unit, err);
        return code == ERR_OK ? issue_letter(a, run, unit, err) : code;
    }
    for (size_t u = 0; code == ERR_OK && u < t->unit_count; u++)
        if (letters_unit(t, u))
            code = issue_letter(a, run, u, err);
    if (code == ERR_OK && run->documents == 0)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("no letters: nothing was printed for any unit"));
    return code;
}
