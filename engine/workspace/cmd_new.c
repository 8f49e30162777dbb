/* engine/workspace/cmd_new.c - pingyi new: a workspace from a questionnaire
 * and a list of units. */
#include <stdlib.h>
#include <string.h>

#include "engine/base/file.h"
#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "engine/base/utf8.h"
#include "engine/commands.h"
#include "engine/store/identity.h"
#include "engine/store/store.h"

struct wish { /* what the command line asks for */
    const char *dir, *preset, *form, *rows, *units, *title, *period, *issuer,
        *identity, *layout, *blank;
    const struct new_door *door;
};

struct parts { /* what it was made into; released by drop() */
    struct questionnaire *form;
    struct units *units;
    struct survey_identity identity;
    struct str layout; /* JSON of sheets made elsewhere */
    bool layout_open;
};

static void drop(struct parts *parts)
{
    units_free(parts->units);
    questionnaire_free(parts->form);
    str_deinit(&parts->layout);
    crypto_wipe(&parts->identity, sizeof parts->identity);
}

/* ---- the command line ---- */

/* The columns of a report's head are this wide; and nobody types more. */
static enum err_code check_text(const char *option, const char *text,
                                size_t max, struct err *err)
{
    if (text == NULL)
        return ERR_OK;
    if (utf8_check(text, strlen(text)) != strlen(text))
        return err_set(err, ERR_USAGE, 0, _("%s is not UTF-8 text"), option);
    if (strlen(text) >= max)
        return err_set(err, ERR_USAGE, 0,
                       _("%s is longer than %zu bytes (a hanzi takes three)"),
                       option, max - 1);
    if (strpbrk(text, "\n\r\t") != NULL)
        return err_set(err, ERR_USAGE, 0, _("%s must be one line"), option);
    return ERR_OK;
}

static enum err_code take(struct cli *cli, struct wish *w, struct err *err)
{
    const struct opt opts[] = {
        {.name = "--preset", .kind = OPT_TEXT, .value = &w->preset},
        {.name = "--form", .kind = OPT_TEXT, .value = &w->form},
        {.name = "--rows", .kind = OPT_TEXT, .value = &w->rows},
        {.name = "--units", .kind = OPT_TEXT, .value = &w->units},
        {.name = "--title", .kind = OPT_TEXT, .value = &w->title},
        {.name = "--period", .kind = OPT_TEXT, .value = &w->period},
        {.name = "--issuer", .kind = OPT_TEXT, .value = &w->issuer},
        {.name = "--identity", .kind = OPT_TEXT, .value = &w->identity},
        {.name = "--layout", .kind = OPT_TEXT, .value = &w->layout},
        {.name = "--blank", .kind = OPT_TEXT, .value = &w->blank},
        {.name = NULL},
    };
    struct survey_info *size = NULL;
    size_t n;
    enum err_code code = cli_options(cli, opts, &w->dir, 1, &n, err);
    if (code == ERR_OK && n == 0)
        code = err_set(err, ERR_USAGE, 0,
                       _("name the folder to make: pingyi new DIR --preset "
                         "NM"));
    bool none = w->preset == NULL && w->form == NULL;
    bool both = w->preset != NULL && w->form != NULL;
    if (code == ERR_OK && (both || (none && w->layout == NULL)))
        code = err_set(err, ERR_USAGE, 0,
                       _("choose a questionnaire: --preset NM, or --form "
                         "FILE.yaml"));
    if (code == ERR_OK && w->blank != NULL && w->layout == NULL)
        code = err_set(err, ERR_USAGE, 0,
                       _("--blank is a scan of the blank sheet that --layout "
                         "describes; give both"));
    if (code == ERR_OK)
        code = check_text("--title", w->title, sizeof size->title, err);
    if (code == ERR_OK)
        code = check_text("--period", w->period, sizeof size->period, err);
    if (code == ERR_OK)
        code = check_text("--issuer", w->issuer, sizeof size->issuer, err);
    return code;
}

/* ---- the parts ---- */

static enum err_code load_from(const struct wish *w, const char *path,
                               struct parts *parts, struct err *err)
{
    return w->rows != NULL
               ? questionnaire_load_rows(path, w->rows, &parts->form, err)
               : questionnaire_load(path, &parts->form, err);
}

static enum err_code load_form(const struct wish *w, struct parts *parts,
                               struct err *err)
{
    if (w->form != NULL)
        return load_from(w, w->form, parts, err);
    if (w->preset == NULL)
        return ERR_OK; /* the layout makes it */
    struct str path;
    str_init(&path, LIMIT_PATH_BYTES);
    enum err_code code = questionnaire_preset_path(w->preset, &path, err);
    if (code == ERR_OK)
        code = load_from(w, path.text, parts, err);
    str_deinit(&path);
    return code;
}

/* Without a list the round has one unit, named after the office. */
static enum err_code one_unit(const struct wish *w, struct parts *parts,
                              struct err *err)
{
    const char *name = w->issuer != NULL && w->issuer[0] != '\0'
                           ? w->issuer
                           : parts->form->object;
    struct str csv;
    str_init(&csv, LIMIT_CSV_FIELD_BYTES);
    str_add(&csv, "code,parent,name,class,households,population\n1,,\"");
    for (const char *p = name; *p != '\0'; p++) {
        if (*p == '"')
            str_add_char(&csv, '"');
        str_add_char(&csv, *p == '\n' ? ' ' : *p);
    }
    str_add(&csv, "\",整体,,\n"); /* the class, as reports print it */
    enum err_code code = str_check(&csv, "units", err);
    if (code == ERR_OK)
        code = units_parse(csv.text, csv.n, "units", &parts->units, err);
    str_deinit(&csv);
    return code;
}

static enum err_code load(const struct wish *w, struct parts *parts,
                          struct err *err)
{
    enum err_code code = load_form(w, parts, err);
    if (code == ERR_OK && w->layout != NULL)
        code = w->door->layout(w->layout, w->blank, &parts->form,
                               &parts->layout, &parts->layout_open, err);
    if (code == ERR_OK && w->units != NULL)
        code = units_load(w->units, &parts->units, err);
    else if (code == ERR_OK)
        code = one_unit(w, parts, err);
    if (code == ERR_OK && w->identity != NULL)
        code = identity_load(w->identity, &parts->identity, err);
    return code;
}

/* ---- what it says ---- */

static void say_json(const struct wish *w, const struct parts *parts,
                     struct str *out)
{
    struct jout j = {.out = out, .pretty = true};
    jout_begin_object(&j, NULL);
    jout_string(&j, "workspace", w->dir);
    jout_string(&j, "form", parts->form->form);
    jout_int(&j, "revision", 1);
    jout_string(&j, "title",
                w->title != NULL ? w->title : parts->form->title);
    jout_int(&j, "questions", (int64_t)parts->form->item_count);
    jout_int(&j, "units", (int64_t)parts->units->count);
    jout_bool(&j, "anonymous", parts->form->anonymous);
    jout_bool(&j, "demonstration", w->identity != NULL);
    jout_bool(&j, "foreign", w->layout != NULL);
    jout_end_object(&j);
}

static void say_text(const struct wish *w, const struct parts *parts,
                     struct str *out)
{
    const struct questionnaire *q = parts->form;
    str_addf(out, _("Workspace %s: %s\n"), w->dir,
             w->title != NULL ? w->title : q->title);
    str_addf(out, _("Questionnaire %s, revision 1: %zu questions. Units: "
                    "%zu.\n"),
             q->form, q->item_count, parts->units->count);
    if (q->anonymous)
        str_add(out, _("Anonymous: no number on the sheets, no way back from "
                       "an answer to a person.\n"));
    if (w->identity != NULL)
        str_add(out, _("For demonstration only: its codes can be forged.\n"));
    /* To be copied and pasted: quoted where the shell would cut it. */
    bool plain = strpbrk(w->dir, " \t'\"()&;*?$`\\<>|") == NULL;
    const char *quote = plain ? "" : strchr(w->dir, '"') != NULL ? "'" : "\"";
    const char *code = parts->units->count == 1 ? parts->units->unit[0].code
                                                : _("CODE");
    if (w->layout == NULL)
        str_addf(out,
                 _("Next: pingyi -C %s%s%s print --unit %s --copies N\n"),
                 quote, w->dir, quote, code);
    else
        str_addf(out, _("Next: pingyi -C %s%s%s scan --unit %s FOLDER\n"),
                 quote, w->dir, quote, code);
}

int workspace_new(struct cli *cli, const struct new_door *door)
{
    struct err err = ERR_INIT;
    struct wish w = {.dir = NULL, .door = door};
    struct parts parts = {.form = NULL};
    str_init(&parts.layout, LIMIT_JSON_BYTES);
    enum err_code code = take(cli, &w, &err);
    if (code == ERR_OK)
        code = load(&w, &parts, &err);
    if (code == ERR_OK) {
        const struct survey_new what = {
            .title = w.title,
            .period = w.period,
            .issuer = w.issuer,
            .form = parts.form,
            .units = parts.units,
            .identity = w.identity != NULL ? &parts.identity : NULL,
            .layout = w.layout != NULL ? parts.layout.text : NULL,
            .layout_open = parts.layout_open};
        code = store_create(w.dir, &what, &err);
    }
    int exit_code;
    if (code != ERR_OK) {
        exit_code = cli_fail(cli, &err);
    } else {
        struct str out;
        str_init(&out, LIMIT_JSON_BYTES);
        if (cli->json)
            say_json(&w, &parts, &out);
        else
            say_text(&w, &parts, &out);
        exit_code = cli_print(cli, &out, EXIT_DONE);
        str_deinit(&out);
    }
    drop(&parts);
    return exit_code;
}
