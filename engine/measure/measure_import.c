/* engine/measure/measure_import.c - a file becomes rows, all or none. */
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/num.h"
#include "engine/measure/measure.h"
#include "engine/survey/problems.h"

struct import {
    struct store *store;
    const struct measure_rules *rules;
    const char *who;
    const struct measure_list *list;
    struct problems *problems;
    struct measure_counts *counts;
    bool seen[LIMIT_MEASURES + 1]; /* by id */
};

static void complain(struct import *m, const struct measure_entry *e,
                     const struct measure_cell *at, enum err_code code,
                     const char *text)
{
    bool placed = at != NULL && at->line > 0;
    problems_add(m->problems, placed ? at->line : e->line,
                 placed ? at->column : 1, code, "%s", text);
}

/* The measure an entry is about; *was NULL: a new one. */
static bool find(struct import *m, const struct measure_entry *e,
                 const struct measure **was)
{
    int64_t id = 0;
    *was = NULL;
    if (e->id.text == NULL || e->id.text[0] == '\0')
        return true;
    if (!num_parse_int(e->id.text, 1, LIMIT_MEASURES, &id)) {
        complain(m, e, &e->id, ERR_FORMAT,
                 _("序号 (id) must be a whole number; leave it empty for a new "
                   "measure"));
        return false;
    }
    for (size_t i = 0; i < m->list->count; i++)
        if (m->list->list[i].id == id)
            *was = &m->list->list[i];
    if (*was == NULL)
        complain(m, e, &e->id, ERR_NOTFOUND,
                 _("there is no measure with this 序号 (id); leave it empty "
                   "for a new measure"));
    else if (m->seen[id])
        complain(m, e, &e->id, ERR_FORMAT,
                 _("this 序号 (id) stands in the file twice"));
    bool fine = *was != NULL && !m->seen[id];
    m->seen[id] = true;
    return fine;
}

/* Would this entry undo what somebody changed since the file was written? */
static bool stale(const struct measure_entry *e, const struct measure *was)
{
    int64_t version = 0;
    if (e->version.text == NULL || e->version.text[0] == '\0')
        return false;
    return !num_parse_int(e->version.text, 1, INT64_MAX, &version) ||
           version != was->version;
}

static bool differs(const struct measure *was, const char *const text[])
{
    for (int f = 0; f < MEASURE_FIELDS; f++)
        if (strcmp(was->text[f], text[f]) != 0)
            return true;
    return false;
}

static enum err_code write_one(struct import *m, const struct measure *was,
                               const char *const text[], struct err *err)
{
    int64_t id = 0;
    if (was == NULL) {
        m->counts->added++;
        return store_measure_add(m->store, text, m->who, &id, err);
    }
    m->counts->changed++;
    return store_measure_set(m->store, was, text, m->who, "", err);
}

static enum err_code take(struct import *m, const struct measure_entry *e,
                          struct err *err)
{
    const char *text[MEASURE_FIELDS];
    const struct measure *was = NULL;
    enum measure_field at = MEASURE_PROBLEM;
    struct err wrong = ERR_INIT;
    if (!find(m, e, &was))
        return ERR_OK;
    for (int f = 0; f < MEASURE_FIELDS; f++)
        text[f] = e->cell[f].text;
    enum err_code code = measure_settle(m->rules, was, text, &at, &wrong);
    if (code == ERR_NOMEM)
        return err_set(err, code, 0, "%s", wrong.text);
    if (code != ERR_OK) {
        complain(m, e, &e->cell[at], code, wrong.text);
        return ERR_OK;
    }
    if (was != NULL && !differs(was, text)) {
        m->counts->same++;
        return ERR_OK;
    }
    if (was != NULL && stale(e, was)) {
        complain(m, e, &e->version, ERR_NOTNOW,
                 _("this measure was changed after the file was written (its "
                   "版本 is another now); export again and repeat the change"));
        return ERR_OK;
    }
    return m->problems->total == 0 ? write_one(m, was, text, err) : ERR_OK;
}

static enum err_code take_all(struct import *m,
                              const struct measure_entries *entries,
                              struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; i < entries->count && code == ERR_OK; i++)
        code = take(m, &entries->list[i], err);
    for (size_t i = 0; i < m->list->count; i++)
        m->counts->untouched += !m->seen[m->list->list[i].id];
    if (code == ERR_OK)
        code = problems_err(m->problems, err);
    return code;
}

enum err_code measure_import(struct store *store,
                             const struct measure_entries *entries,
                             const struct measure_rules *rules,
                             const char *who, struct problems *problems,
                             struct measure_counts *counts, struct err *err)
{
    struct measure_list *list = NULL;
    *counts = (struct measure_counts){0};
    struct import *m = arena_alloc(rules->arena, 1, sizeof *m);
    if (m == NULL)
        return err_set(err, ERR_NOMEM, 0, _("the ledger: out of memory"));
    enum err_code code = store_begin(store, err);
    if (code != ERR_OK)
        return code;
    code = store_measures(store, &list, err);
    *m = (struct import){.store = store, .rules = rules, .who = who,
                         .list = list, .problems = problems,
                         .counts = counts};
    if (code == ERR_OK)
        code = take_all(m, entries, err);
    if (code == ERR_OK)
        code = store_commit(store, err);
    else
        store_rollback(store);
    measure_list_free(list);
    return code;
}
