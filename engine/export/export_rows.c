/* engine/export/export_rows.c - one response as a line of JSON or of CSV. */
#include <stdio.h>
#include <string.h>

#include "engine/base/csv.h"
#include "engine/base/i18n.h"
#include "engine/base/json.h"
#include "engine/export/internal.h"
#include "engine/gate/number.h"
#include "engine/gate/route.h"

void export_serial(uint64_t serial, char out[8])
{
    static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    for (int i = 6; i >= 0; i--) {
        out[i] = digits[serial & 31];
        serial >>= 5;
    }
    out[7] = '\0';
}

const char *export_words(const struct exporter *x, const struct item *item,
                        const struct answer_row *a)
{
    bool typed = item->kind == ITEM_TEXT && a->writing == WRITING_TYPED &&
                 a->text != NULL && a->text[0] != '\0';
    return typed && !x->anonymous ? a->text : NULL;
}

const char *export_code(const struct item *item)
{
    return item->grid != NULL ? item->grid->code : item->code;
}

bool export_shown(const struct item *item)
{
    return item->grid == NULL || item->place == 0;
}

/* What a number's flag says; nothing of one that is given or not filled in. */
static const char *number_flag(enum number_state state)
{
    return state == NUMBER_GIVEN || state == NUMBER_BLANK
               ? ""
               : number_state_word(state);
}

bool export_given(const struct item *item, const struct answer_row *a)
{
    return a->state == ANSWER_GIVEN && item->scale != NULL &&
           a->choices != 0 && a->choices >> item->scale->choice_count == 0;
}

const char *export_flag(const struct item *item, const struct answer_row *a)
{
    if (item->kind == ITEM_TEXT && (!a->ink || a->state == ANSWER_BLANK))
        return "";
    if (item->kind == ITEM_TEXT)
        return a->writing == WRITING_OPEN ? "written"
                                          : writing_state_word(a->writing);
    switch (a->state) {
    case ANSWER_DOUBTFUL: return "doubtful";
    case ANSWER_INVALID: return "invalid";
    case ANSWER_GIVEN:
        if (!export_given(item, a))
            return "invalid";
        return a->corrected ? "corrected" : "";
    case ANSWER_BLANK:
    case ANSWER_STATE_COUNT: break;
    }
    return "";
}

/* Not asked; "ignored" where it was answered all the same. */
static const char *skipped_flag(const struct item *item,
                                const struct response_row *row,
                                const struct answer_row *a)
{
    bool stray = route_stray(a);
    for (size_t i = 0; item->grid != NULL && i < row->answer_count; i++)
        stray = stray || (row->answers[i].item >= item->grid->first_item &&
                          row->answers[i].item < item->grid->first_item +
                                                     item->grid->digits &&
                          route_stray(&row->answers[i]));
    return stray ? "ignored" : "not_asked";
}

/* The same where the item may begin a number, which is flagged as a whole. */
static const char *flag_of(const struct item *item,
                           const struct response_row *row,
                           const struct answer_row *a, const bool asked[])
{
    char text[NUMBER_DIGITS_MAX + 1];
    if (!asked[a->item])
        return export_shown(item) ? skipped_flag(item, row, a) : "";
    if (item->grid == NULL)
        return export_flag(item, a);
    if (item->place != 0)
        return "";
    return number_flag(
        number_of(item->grid, row->answer_count, row->answers, text));
}

/* ---- JSON ---- */

static void put_number(struct jout *j, const struct item *item,
                       const struct response_row *row)
{
    char text[NUMBER_DIGITS_MAX + 1];
    if (number_of(item->grid, row->answer_count, row->answers, text) ==
        NUMBER_GIVEN)
        jout_string(j, item->grid->code, text);
    else
        jout_null(j, item->grid->code);
}

static void put_answer(struct jout *j, const struct exporter *x,
                       const struct item *item,
                       const struct response_row *row,
                       const struct answer_row *a, bool asked)
{
    if (!export_shown(item))
        return;
    if (!asked) {
        jout_null(j, export_code(item));
        return;
    }
    if (item->grid != NULL) {
        put_number(j, item, row);
        return;
    }
    if (export_words(x, item, a) != NULL) {
        jout_string(j, item->code, export_words(x, item, a));
        return;
    }
    if (!export_given(item, a)) {
        jout_null(j, item->code);
        return;
    }
    bool multi = item->kind == ITEM_MULTI;
    if (multi)
        jout_begin_array(j, item->code);
    for (size_t k = 0; k < item->scale->choice_count; k++)
        if ((a->choices >> k & 1) != 0)
            jout_string(j, multi ? NULL : item->code,
                        item->scale->choices[k].code);
    if (multi)
        jout_end_array(j);
}

void export_row_jsonl(const struct exporter *x,
                      const struct response_row *row, const char *unit,
                      struct str *out)
{
    const struct questionnaire *q = x->form[row->revision];
    struct jout j = {.out = out};
    char text[32];
    bool asked[LIMIT_ITEMS];
    route_response(q, row->answer_count, row->answers, asked);
    (void)snprintf(text, sizeof text, "%lld", (long long)row->id);
    jout_begin_object(&j, NULL);
    jout_string(&j, "id", text); /* 63 bits: a number would be rounded */
    if (x->raw) {
        export_serial(row->serial, text);
        jout_string(&j, "serial", row->serial != 0 ? text : NULL);
    }
    jout_string(&j, "unit", unit);
    jout_string(&j, "channel", row->channel);
    jout_string(&j, "disposition", disposition_word(row->disposition));
    if (x->newest > 1)
        jout_int(&j, "revision", row->revision);
    if (row->side > 0)
        jout_int(&j, "side", row->side);
    jout_begin_object(&j, "answers");
    for (size_t i = 0; i < row->answer_count; i++)
        put_answer(&j, x, &q->items[row->answers[i].item], row,
                   &row->answers[i], asked[row->answers[i].item]);
    jout_end_object(&j);
    jout_begin_object(&j, "flags");
    for (size_t i = 0; i < row->answer_count; i++) {
        const struct item *item = &q->items[row->answers[i].item];
        const char *flag = flag_of(item, row, &row->answers[i], asked);
        if (flag[0] != '\0')
            jout_string(&j, export_code(item), flag);
    }
    jout_end_object(&j);
    jout_end_object(&j);
    str_add_char(out, '\n');
}

/* ---- CSV ---- */

void export_head_csv(const struct exporter *x, struct str *out)
{
    char head[LIMIT_LABEL_BYTES + 32];
    csv_put_bom(out);
    csv_put(out, true, _("id"));
    if (x->raw)
        csv_put(out, false, _("serial"));
    csv_put(out, false, _("unit"));
    csv_put(out, false, _("unit name"));
    csv_put(out, false, _("channel"));
    csv_put(out, false, _("disposition"));
    for (size_t c = 0; c < x->column_count; c++) {
        const struct item *item = x->column[c].item;
        (void)snprintf(head, sizeof head, "%s %s", export_code(item),
                       item->grid != NULL ? item->grid->text : item->text);
        csv_put(out, false, head);
    }
    csv_put(out, false, _("flags"));
    csv_end_row(out);
}

/* The row's answer to the item with this code, or NULL. */
static const struct answer_row *answer_to(const struct questionnaire *q,
                                          const struct response_row *row,
                                          const char *code,
                                          const struct item **item)
{
    for (size_t i = 0; i < row->answer_count; i++) {
        *item = &q->items[row->answers[i].item];
        if (export_shown(*item) && strcmp(export_code(*item), code) == 0)
            return &row->answers[i];
    }
    return NULL;
}

/* "2 基本满意" for one choice, "Q2;Q5" for several. */
static void put_cell(const struct item *item, const struct answer_row *a,
                     struct str *cell)
{
    bool multi = item->kind == ITEM_MULTI;
    for (size_t k = 0; k < item->scale->choice_count; k++) {
        if ((a->choices >> k & 1) == 0)
            continue;
        const struct choice *c = &item->scale->choices[k];
        if (cell->n > 0)
            str_add_char(cell, ';');
        str_add(cell, c->code);
        if (!multi)
            str_addf(cell, " %s", c->text);
    }
}

/* With its leading zeros; a spreadsheet keeps them when the column is opened
 * as text (docs/formats.md#export). */
static void put_number_cell(const struct item *item,
                            const struct response_row *row, struct str *cell)
{
    char text[NUMBER_DIGITS_MAX + 1];
    if (number_of(item->grid, row->answer_count, row->answers, text) ==
        NUMBER_GIVEN)
        str_add(cell, text);
}

void export_row_csv(const struct exporter *x, const struct response_row *row,
                    size_t unit, struct str *out)
{
    const struct questionnaire *q = x->form[row->revision];
    const struct units *units = store_units(x->store);
    char text[32];
    struct str cell;
    struct str flags;
    bool asked[LIMIT_ITEMS];
    route_response(q, row->answer_count, row->answers, asked);
    str_init(&cell, 64 * 1024);
    str_init(&flags, 64 * 1024);
    (void)snprintf(text, sizeof text, "%lld", (long long)row->id);
    csv_put(out, true, text);
    if (x->raw) {
        export_serial(row->serial, text);
        csv_put(out, false, row->serial != 0 ? text : "");
    }
    csv_put(out, false, units->unit[unit].code);
    csv_put(out, false, units->unit[unit].name);
    csv_put(out, false, row->channel);
    csv_put(out, false, disposition_word(row->disposition));
    for (size_t c = 0; c < x->column_count; c++) {
        const struct item *item = NULL;
        const struct answer_row *a =
            answer_to(q, row, export_code(x->column[c].item), &item);
        str_clear(&cell);
        if (a != NULL && !asked[a->item])
            ; /* an empty cell, and a flag */
        else if (a != NULL && item->grid != NULL)
            put_number_cell(item, row, &cell);
        else if (a != NULL && export_words(x, item, a) != NULL)
            str_add(&cell, export_words(x, item, a));
        else if (a != NULL && export_given(item, a))
            put_cell(item, a, &cell);
        csv_put(out, false, cell.text);
        const char *flag = a != NULL ? flag_of(item, row, a, asked) : "";
        if (flag[0] != '\0')
            str_addf(&flags, "%s%s:%s", flags.n > 0 ? ";" : "", export_code(item),
                     flag);
    }
    csv_put(out, false, flags.text);
    csv_end_row(out);
    out->failed = out->failed || !str_ok(&cell) || !str_ok(&flags);
    str_deinit(&cell);
    str_deinit(&flags);
}
