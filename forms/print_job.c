/* forms/print_job.c - `print --all`: what an interrupted command has printed. */
#include "forms/print_job.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/json.h"

static const char ACTION[] = "print.all";

static enum err_code note(struct store *store, const struct print_job *job,
                          const char *state, struct err *err)
{
    struct str detail;
    str_init(&detail, 4096);
    struct jout j = {.out = &detail};
    jout_begin_object(&j, NULL);
    jout_string(&j, "state", state);
    jout_int(&j, "copies", job->copies);
    jout_int(&j, "revision", job->revision);
    jout_int(&j, "open", job->open);
    jout_int(&j, "after", job->after);
    jout_end_object(&j);
    enum err_code code = str_check(&detail, "audit", err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code == ERR_OK) {
        code = store_audit(store, ACTION, "", detail.text, err);
        if (code == ERR_OK)
            code = store_commit(store, err);
        else
            store_rollback(store);
    }
    str_deinit(&detail);
    return code;
}

static bool number_is(const struct jval *root, const char *key, int64_t want)
{
    int64_t value;
    return jval_integer(jval_get(root, key), &value) && value == want;
}

/* Was the newest job the same one, and is it unfinished? */
static enum err_code find_unfinished(struct store *store,
                                     struct print_job *job, bool *found,
                                     struct err *err)
{
    char *detail;
    struct jval *root = NULL;
    *found = false;
    enum err_code code = store_audit_newest(store, ACTION, &detail, err);
    if (code != ERR_OK || detail == NULL)
        return code;
    code = jval_parse(detail, strlen(detail), "survey.db", &root, err);
    if (code == ERR_OK) {
        const char *state = jval_text(jval_get(root, "state"));
        *found = state != NULL && strcmp(state, "begun") == 0 &&
                 number_is(root, "copies", job->copies) &&
                 number_is(root, "revision", job->revision) &&
                 number_is(root, "open", job->open) &&
                 jval_integer(jval_get(root, "after"), &job->after);
    }
    jval_free(root);
    free(detail);
    return code;
}

static bool has_run(const struct print_job *job, size_t unit,
                    const struct batch batches[], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct batch *b = &batches[i];
        if (b->unit == unit && b->number > job->after &&
            b->copies == job->copies && b->revision == job->revision &&
            b->open == job->open)
            return true;
    }
    return false;
}

enum err_code print_job_begin(struct store *store, struct print_job *job,
                              size_t units[], size_t *n, struct err *err)
{
    struct batch *batches = NULL;
    size_t batch_count = 0, kept = 0;
    bool found = false;
    enum err_code code = find_unfinished(store, job, &found, err);
    if (code == ERR_OK)
        code = store_batches(store, &batches, &batch_count, err);
    if (code == ERR_OK && !found) {
        job->after = 0;
        for (size_t i = 0; i < batch_count; i++)
            if (batches[i].number > job->after)
                job->after = batches[i].number;
        code = note(store, job, "begun", err);
    }
    for (size_t i = 0; code == ERR_OK && found && i < *n; i++)
        if (!has_run(job, units[i], batches, batch_count))
            units[kept++] = units[i];
    if (code == ERR_OK && found)
        *n = kept;
    free(batches);
    return code;
}

enum err_code print_job_end(struct store *store, const struct print_job *job,
                            struct err *err)
{
    return note(store, job, "done", err);
}
