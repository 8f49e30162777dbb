/* omr/batch/missing.c - see missing.h. */
#include "omr/batch/missing.h"

#include "engine/base/i18n.h"
#include "engine/base/limits.h"
#include "forms/payload.h"

static void add_json(struct jout *j, const struct unit *unit,
                     const struct missing_row *row, const char *serial)
{
    jout_begin_object(j, NULL);
    jout_string(j, "unit", unit->code);
    jout_int(j, "batch", row->batch);
    jout_string(j, "serial", row->open ? NULL : serial);
    jout_int(j, "side", row->side);
    jout_int(j, "count", (int64_t)row->count);
    jout_string(j, "other_side", row->file[0] != '\0' ? row->file : NULL);
    jout_end_object(j);
}

static bool take(void *ctx, const struct missing_row *row)
{
    struct missing_list *list = ctx;
    const struct unit *unit = &store_units(list->store)->unit[row->unit];
    char serial[8] = "";
    payload_serial_text(row->serial, serial);
    list->sides += row->count;
    if (list->json != NULL)
        add_json(list->json, unit, row, serial);
    if (list->shown == list->limit)
        return false;
    list->shown++;
    if (row->open)
        str_addf(&list->text,
                 _("  %s %s, print run %u: side %d of %zu sheets\n"),
                 unit->code, unit->name, row->batch, row->side, row->count);
    else
        str_addf(&list->text,
                 _("  %s %s, print run %u, sheet %s: side %d (the other: "
                   "%s)\n"),
                 unit->code, unit->name, row->batch, serial, row->side,
                 row->file[0] != '\0' ? row->file : "-");
    return false;
}

enum err_code missing_collect(struct store *store, size_t limit,
                              struct jout *json, struct missing_list *out,
                              struct err *err)
{
    *out = (struct missing_list){
        .store = store, .limit = limit, .json = json};
    str_init(&out->text, LIMIT_JSON_BYTES);
    return store_missing(store, take, out, err);
}

void missing_deinit(struct missing_list *list)
{
    str_deinit(&list->text);
}

void missing_print(const struct missing_list *list, struct str *out)
{
    if (list->sides == 0)
        return;
    str_addf(out, _("sides missing: %zu; look for the paper and scan it:\n"),
             list->sides);
    str_add(out, list->text.text);
    if (list->shown == list->limit)
        str_add(out, _("  … (pingyi pages --json lists all)\n"));
}
