/* engine/outside/show.c - see show.h. */
#include "engine/outside/show.h"

#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/json.h"

/* ---- files ---- */

static void file_json(struct jout *j, const struct outside_file *f)
{
    jout_begin_object(j, NULL);
    jout_int(j, "number", f->number);
    jout_string(j, "kind", f->kind);
    jout_string(j, "name", f->name);
    jout_string(j, "sheet", f->sheet);
    jout_string(j, "sha256", f->sha256);
    jout_string(j, "imported", f->imported);
    jout_string(j, "who", f->who);
    jout_end_object(j);
}

static enum err_code show_files(struct store *store, bool json,
                                struct arena *arena, struct str *out,
                                struct err *err)
{
    struct outside_files files;
    struct jout j = {.out = out};
    enum err_code code = store_outside_files(store, arena, &files, err);
    if (code != ERR_OK)
        return code;
    if (json) {
        jout_begin_object(&j, NULL);
        jout_begin_array(&j, "files");
    } else if (files.count == 0)
        str_add(out, _("Nothing has been imported yet.\n"));
    for (size_t i = 0; i < files.count; i++) {
        const struct outside_file *f = &files.list[i];
        if (json)
            file_json(&j, f);
        else
            str_addf(out, "%3lld  %-8s  %.10s  %.16s  %s%s%s\n",
                     (long long)f->number, f->kind, f->imported, f->sha256,
                     f->name, f->sheet[0] != '\0' ? " / " : "", f->sheet);
    }
    if (json) {
        jout_end_array(&j);
        jout_end_object(&j);
    }
    return ERR_OK;
}

/* ---- rows ---- */

static void unit_json(struct jout *j, const struct unit *u)
{
    jout_string(j, "unit", u->code);
    jout_string(j, "name", u->name);
}

static void month_text(struct str *out, const struct hotline_row *r,
                       const struct unit *u)
{
    str_addf(out, "%d-%02d  %s %s", r->month / 100, r->month % 100, u->code,
             u->name);
    for (int f = 0; f < HOTLINE_FIELDS; f++)
        if (r->n[f] >= 0)
            str_addf(out, "  %s %lld",
                     hotline_field_title((enum hotline_field)f),
                     (long long)r->n[f]);
    str_add_char(out, '\n');
}

static void month_json(struct jout *j, const struct hotline_row *r,
                       const struct unit *u)
{
    char month[16];
    (void)snprintf(month, sizeof month, "%d-%02d", r->month / 100,
                   r->month % 100);
    jout_begin_object(j, NULL);
    jout_string(j, "month", month);
    unit_json(j, u);
    for (int f = 0; f < HOTLINE_FIELDS; f++)
        if (r->n[f] >= 0)
            jout_int(j, hotline_field_word((enum hotline_field)f), r->n[f]);
    jout_int(j, "file", r->file);
    jout_end_object(j);
}

static enum err_code show_hotline(struct store *store, struct arena *arena,
                                  struct jout *j, struct str *out,
                                  struct err *err)
{
    struct hotline_list list;
    enum err_code code = store_hotline(store, arena, &list, err);
    for (size_t i = 0; code == ERR_OK && i < list.count; i++) {
        const struct hotline_row *r = &list.list[i];
        const struct unit *u = &store_units(store)->unit[r->unit];
        if (j != NULL)
            month_json(j, r, u);
        else
            month_text(out, r, u);
    }
    return code;
}

static void result_text(struct str *out, const struct zf_row *r,
                        const struct unit *u)
{
    str_addf(out, "%s  %s %s", r->period, u->code, u->name);
    for (int f = 0; f < ZF_FIELDS; f++)
        if (r->text[f][0] != '\0')
            str_addf(out, "  %s %s", zf_field_title((enum zf_field)f),
                     r->text[f]);
    str_add_char(out, '\n');
}

static void result_json(struct jout *j, const struct zf_row *r,
                        const struct unit *u)
{
    jout_begin_object(j, NULL);
    jout_string(j, "period", r->period);
    unit_json(j, u);
    for (int f = 0; f < ZF_FIELDS; f++)
        if (r->text[f][0] != '\0')
            jout_string(j, zf_field_word((enum zf_field)f), r->text[f]);
    jout_int(j, "file", r->file);
    jout_end_object(j);
}

static enum err_code show_zf(struct store *store, struct arena *arena,
                             struct jout *j, struct str *out,
                             struct err *err)
{
    struct zf_list list;
    enum err_code code = store_zf(store, arena, &list, err);
    for (size_t i = 0; code == ERR_OK && i < list.count; i++) {
        const struct zf_row *r = &list.list[i];
        const struct unit *u = &store_units(store)->unit[r->unit];
        if (j != NULL)
            result_json(j, r, u);
        else
            result_text(out, r, u);
    }
    return code;
}

static void show_people(const struct units *units, struct jout *j,
                        struct str *out)
{
    for (size_t i = 0; i < units->count; i++) {
        const struct unit *u = &units->unit[i];
        if (j == NULL && u->population >= 0)
            str_addf(out, "%s %s  %lld\n", u->code, u->name,
                     (long long)u->population);
        else if (j == NULL)
            str_addf(out, _("%s %s  not known\n"), u->code, u->name);
        else {
            jout_begin_object(j, NULL);
            unit_json(j, u);
            if (u->population >= 0)
                jout_int(j, "population", u->population);
            else
                jout_null(j, "population");
            if (u->households >= 0)
                jout_int(j, "households", u->households);
            else
                jout_null(j, "households");
            jout_end_object(j);
        }
    }
}

enum err_code outside_show(struct store *store, const char *kind, bool json,
                           struct arena *arena, struct str *out,
                           struct err *err)
{
    struct jout j = {.out = out};
    struct jout *to = json ? &j : NULL;
    enum err_code code = ERR_OK;
    if (kind == NULL)
        return show_files(store, json, arena, out, err);
    if (json) {
        jout_begin_object(&j, NULL);
        jout_begin_array(&j, kind);
    }
    if (strcmp(kind, "hotline") == 0)
        code = show_hotline(store, arena, to, out, err);
    else if (strcmp(kind, "zf") == 0)
        code = show_zf(store, arena, to, out, err);
    else
        show_people(store_units(store), to, out);
    if (json) {
        jout_end_array(&j);
        jout_end_object(&j);
    } else if (out->n == 0)
        str_addf(out, _("Nothing of this kind has been imported yet.\n"));
    return code;
}
