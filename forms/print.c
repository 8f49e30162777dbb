/* forms/print.c - see print.h. */
#include "forms/print.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/base/limits.h"
#include "engine/base/mem.h"
#include "engine/base/num.h"
#include "forms/sheet.h"

static const char NEW[] = ".new";

/* ---- names ---- */

void print_file_name(const struct store *store, const struct batch *batch,
                     size_t i, char out[PRINT_PATH_MAX])
{
    (void)snprintf(out, PRINT_PATH_MAX, "out/%.31s-%.8s-b%04u-%03zu.pdf",
                   store_survey(store)->form,
                   store_units(store)->unit[batch->unit].code, batch->number,
                   i + 1);
}

void print_unit_name(const struct units *units, size_t unit, struct str *out)
{
    const struct unit *chain[LIMIT_UNIT_DEPTH + 1];
    size_t n = 0;
    for (long at = (long)unit; at >= 0 && n <= LIMIT_UNIT_DEPTH;
         at = units->unit[at].parent)
        chain[n++] = &units->unit[at];
    while (n > 0)
        str_add(out, chain[--n]->name);
}

/* The absolute or relative path of a file inside the workspace. */
static void in_workspace(const struct store *store, const char *name,
                         const char *ending, struct str *out)
{
    str_clear(out);
    file_join(out, store_dir(store), name);
    str_add(out, ending);
}

/* ---- what a kill left ---- */

/* "…-b0012-003.pdf.new" gives 12; 0 when it is no file of ours. */
static uint32_t batch_of(const char *path)
{
    size_t n = strlen(path);
    const char *end = strrchr(path, '-');
    int64_t number = 0;
    char digits[8];
    if (n < sizeof NEW || strcmp(path + n - strlen(NEW), NEW) != 0 ||
        end == NULL)
        return 0;
    const char *from = end;
    while (from > path && from[-1] != '-' && from[-1] != '/')
        from--;
    size_t length = (size_t)(end - from);
    if (from[0] != 'b' || length < 2 || length > sizeof digits)
        return 0;
    memcpy(digits, from + 1, length - 1);
    digits[length - 1] = '\0';
    return num_parse_int(digits, 1, (1 << 20) - 1, &number)
               ? (uint32_t)number
               : 0;
}

/* "….pdf.new.part-17": half written when its process was killed. */
static bool is_half(const char *path)
{
    const char *part = strstr(path, ".pdf.new.part-");
    const char *digits = part != NULL ? strrchr(part, '-') + 1 : "";
    return digits[0] != '\0' && strspn(digits, "0123456789") == strlen(digits);
}

/* Give a finished file its name. */
static enum err_code name_file(const char *new_path, struct err *err)
{
    size_t n = strlen(new_path) - strlen(NEW);
    char *path = mem_alloc(n + 1, 1);
    if (path == NULL)
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"), new_path);
    memcpy(path, new_path, n);
    enum err_code code = file_commit(new_path, path, err);
    free(path);
    return code;
}

static enum err_code recover_file(struct store *store, const char *path,
                                  struct err *err)
{
    bool half = is_half(path);
    uint32_t number = half ? 0 : batch_of(path);
    struct batch batch;
    struct err quiet = ERR_INIT;
    enum err_code code = ERR_NOTFOUND;
    if (number == 0 && !half)
        return ERR_OK;
    if (!half)
        code = store_batch_get(store, number, &batch, &quiet);
    if (code == ERR_OK)
        return name_file(path, err);
    if (code != ERR_NOTFOUND)
        return err_set(err, code, quiet.native, "%s", quiet.text);
    if (unlink(path) != 0 && errno != ENOENT)
        return err_errno(err, errno, _("removing"), path);
    return ERR_OK;
}

/* Under the write lock, so that no other run is between writing and
 * committing; one that is just naming its files does the same as we. */
enum err_code print_recover(struct store *store, struct err *err)
{
    struct str out;
    char **paths = NULL;
    size_t n = 0;
    str_init(&out, LIMIT_PATH_BYTES);
    in_workspace(store, "out", "", &out);
    enum err_code code = str_check(&out, "out", err);
    if (code == ERR_OK)
        code = file_make_dirs(out.text, err);
    if (code == ERR_OK)
        code = store_begin(store, err);
    if (code == ERR_OK) {
        code = file_list(out.text, LIMIT_FILES_PER_SCAN, &paths, &n, err);
        for (size_t i = 0; code == ERR_OK && i < n; i++)
            code = recover_file(store, paths[i], err);
        store_rollback(store); /* only the lock was wanted */
    }
    file_list_free(paths, n);
    str_deinit(&out);
    return code;
}

/* ---- the design ---- */

static enum err_code same_as_printed(struct store *store,
                                     const struct layout *layout,
                                     const struct str *json, struct err *err)
{
    char *printed = NULL;
    struct err quiet = ERR_INIT;
    enum err_code code = store_layout_get(store, layout->revision,
                                          layout->open, &printed, &quiet);
    bool same = code == ERR_OK && strcmp(printed, json->text) == 0;
    free(printed);
    if (code == ERR_NOTFOUND || same)
        return ERR_OK;
    if (code != ERR_OK)
        return err_set(err, code, quiet.native, "%s", quiet.text);
    return err_set(err, ERR_NOTNOW, 0,
                   _("sheets of revision %d were printed with boxes at other "
                     "places (other fonts?); print with the fonts of then, "
                     "or change the questionnaire so that it becomes a new "
                     "revision"),
                   layout->revision);
}

static enum err_code layout_text(const struct layout *layout, struct str *out,
                                 struct err *err)
{
    layout_to_json(layout, out);
    return str_check(out, _("the layout"), err);
}

enum err_code print_design(struct store *store, bool open,
                           struct design **out,
                           const struct questionnaire **q, int *revision,
                           struct err *err)
{
    struct str json;
    *out = NULL;
    str_init(&json, LIMIT_JSON_BYTES);
    bool foreign = false;
    enum err_code code = store_form(store, 0, q, revision, err);
    if (code == ERR_OK)
        code = layout_stored_foreign(store, &foreign, err);
    if (code == ERR_OK && foreign)
        code = err_set(err, ERR_NOTNOW, 0,
                       _("the sheets of this workspace are made elsewhere "
                         "(new --layout); there is nothing to print here"));
    if (code == ERR_OK)
        code = design_build(*q, *revision, open, out, err);
    if (code == ERR_OK)
        code = layout_text(design_layout(*out), &json, err);
    if (code == ERR_OK)
        code = same_as_printed(store, design_layout(*out), &json, err);
    if (code != ERR_OK) {
        design_free(*out);
        *out = NULL;
    }
    str_deinit(&json);
    return code;
}

/* ---- one run ---- */

struct running {
    struct store *store;
    const struct design *design;
    const struct questionnaire *q;
    const struct print_order *order;
    struct print_result *result;
    struct str unit, path;
};

static enum err_code register_run(struct running *r, struct err *err)
{
    const struct layout *layout = design_layout(r->design);
    const struct print_order *o = r->order;
    struct str json;
    str_init(&json, LIMIT_JSON_BYTES);
    enum err_code code = layout_text(layout, &json, err);
    if (code == ERR_OK)
        code = store_layout_put(r->store, layout->revision, layout->open,
                                json.text, err);
    str_deinit(&json);
    if (code == ERR_OK && !o->open) {
        r->result->serials =
            mem_alloc(o->copies, sizeof *r->result->serials);
        if (r->result->serials == NULL)
            return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                           _("the serials"));
    }
    if (code == ERR_OK)
        code = store_batch_add(r->store, o->unit, layout->revision, o->open,
                               (int64_t)o->copies, r->result->serials,
                               &r->result->batch, err);
    return code;
}

static void new_path(struct running *r, size_t file)
{
    char name[PRINT_PATH_MAX];
    print_file_name(r->store, &r->result->batch, file, name);
    in_workspace(r->store, name, NEW, &r->path);
}

static enum err_code write_files(struct running *r, struct err *err)
{
    const struct print_order *o = r->order;
    enum err_code code = ERR_OK;
    for (size_t from = 0; code == ERR_OK && from < o->copies;
         from += o->sheets_per_file) {
        size_t left = o->copies - from;
        struct sheet_run run = {
            .design = r->design,
            .survey = store_survey(r->store),
            .q = r->q,
            .batch = &r->result->batch,
            .unit = r->unit.text,
            .serials = o->open ? NULL : r->result->serials + from,
            .count = left < o->sheets_per_file ? left : o->sheets_per_file,
            .step = o->step,
            .ctx = o->ctx,
        };
        new_path(r, r->result->files++);
        code = str_check(&r->path, "out", err);
        if (code == ERR_OK)
            code = sheet_file_write(&run, r->path.text, err);
    }
    return code;
}

static enum err_code audit_run(struct running *r, struct err *err)
{
    const struct print_result *p = r->result;
    const struct unit *unit = &store_units(r->store)->unit[p->batch.unit];
    struct str detail;
    str_init(&detail, 4096);
    struct jout j = {.out = &detail};
    jout_begin_object(&j, NULL);
    jout_int(&j, "batch", p->batch.number);
    jout_string(&j, "unit", unit->code);
    jout_int(&j, "revision", p->batch.revision);
    jout_bool(&j, "open", p->batch.open);
    jout_int(&j, "copies", (int64_t)p->copies);
    jout_int(&j, "files", (int64_t)p->files);
    jout_end_object(&j);
    enum err_code code = str_check(&detail, "audit", err);
    if (code == ERR_OK)
        code = store_audit(r->store, "print", "", detail.text, err);
    str_deinit(&detail);
    return code;
}

static void remove_files(struct running *r)
{
    for (size_t i = 0; i < r->result->files; i++) {
        new_path(r, i);
        if (str_ok(&r->path))
            file_discard(r->path.text);
    }
}

/* After the commit: a failure here loses nothing, the next run repeats it. */
static enum err_code name_files(struct running *r, struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < r->result->files; i++) {
        new_path(r, i);
        code = name_file(r->path.text, err);
    }
    if (code != ERR_OK)
        return err_add(err, _("the sheets are printed and registered, but a "
                              "file could not be named; run `pingyi print` "
                              "again to finish that: "));
    return code;
}

static enum err_code run_in_transaction(struct running *r, struct err *err)
{
    enum err_code code = store_begin(r->store, err);
    if (code != ERR_OK)
        return code;
    code = register_run(r, err);
    if (code == ERR_OK)
        code = write_files(r, err);
    if (code == ERR_OK)
        code = audit_run(r, err);
    if (code == ERR_OK)
        code = store_commit(r->store, err);
    else
        store_rollback(r->store);
    if (code != ERR_OK)
        remove_files(r);
    return code;
}

enum err_code print_run(struct store *store, const struct design *design,
                        const struct print_order *order,
                        struct print_result *out, struct err *err)
{
    *out = (struct print_result){
        .copies = order->copies,
        .sheets_per_file = order->sheets_per_file,
        .sides = design_layout(design)->page_count,
    };
    struct running r = {.store = store, .design = design, .order = order,
                        .result = out};
    str_init(&r.unit, (size_t)LIMIT_UNIT_NAME_BYTES * 10);
    str_init(&r.path, LIMIT_PATH_BYTES);
    print_unit_name(store_units(store), order->unit, &r.unit);
    enum err_code code = str_check(&r.unit, _("the unit's name"), err);
    if (code == ERR_OK)
        code = store_form(store, design_layout(design)->revision, &r.q, NULL,
                          err);
    if (code == ERR_OK)
        code = run_in_transaction(&r, err);
    if (code == ERR_OK)
        code = name_files(&r, err);
    str_deinit(&r.unit);
    str_deinit(&r.path);
    if (code != ERR_OK)
        print_result_free(out);
    return code;
}

void print_result_free(struct print_result *result)
{
    free(result->serials);
    result->serials = NULL;
}
