/* engine/measure/measure_write.c - the ledger as a file to be filled in. */
#include <inttypes.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/measure/measure.h"

/* ---- CSV ---- */

/* The code with the unit's name: a bare 0101 would come back as 101. */
static void put_unit(const char *code, const struct units *units,
                     struct str *out)
{
    struct str text;
    long at = code[0] != '\0' ? units_find(units, code) : -1;
    str_init(&text, 1024);
    str_add(&text, code);
    if (at >= 0)
        str_addf(&text, " %s", units->unit[at].name);
    csv_put(out, false, text.text);
    str_deinit(&text);
}

void measure_write_csv(const struct measure_list *list,
                       const struct units *units, struct str *out)
{
    csv_put_bom(out);
    csv_put(out, true, "序号");
    csv_put(out, false, "版本");
    for (int f = 0; f < MEASURE_FIELDS; f++)
        csv_put(out, false, measure_field_title((enum measure_field)f));
    csv_end_row(out);
    for (size_t i = 0; i < list->count; i++) {
        const struct measure *m = &list->list[i];
        csv_put_int(out, true, m->id);
        csv_put_int(out, false, m->version);
        for (int f = 0; f < MEASURE_FIELDS; f++)
            if (f == MEASURE_UNIT)
                put_unit(m->text[f], units, out);
            else if (f == MEASURE_STATE)
                csv_put(out, false, measure_state_title(m->text[f]));
            else if (f == MEASURE_KIND)
                csv_put(out, false, measure_kind_title(m->text[f]));
            else
                csv_put(out, false, m->text[f]);
        csv_end_row(out);
    }
}

/* ---- YAML ---- */

static void put_quoted(const char *text, struct str *out)
{
    str_add_char(out, '"');
    for (const char *p = text; *p != '\0'; p++)
        if (*p == '\n')
            str_add(out, "\\n");
        else if (*p == '"' || *p == '\\')
            str_addf(out, "\\%c", *p);
        else
            str_add_char(out, *p);
    str_add(out, "\"\n");
}

void measure_write_yaml(const struct measure_list *list, struct str *out)
{
    str_add(out, list->count > 0 ? "measures:\n" : "measures: []\n");
    for (size_t i = 0; i < list->count; i++) {
        const struct measure *m = &list->list[i];
        str_addf(out, "  - id: %" PRId64 "\n    version: %" PRId64 "\n", m->id,
                 m->version);
        for (int f = 0; f < MEASURE_FIELDS; f++) {
            str_addf(out, "    %s: ",
                     measure_field_word((enum measure_field)f));
            put_quoted(f == MEASURE_STATE ? measure_state_title(m->text[f])
                       : f == MEASURE_KIND ? measure_kind_title(m->text[f])
                                           : m->text[f],
                       out);
        }
    }
}
