/* engine/survey/questionnaire_number.c - numbers filled in digit by digit.
 *
 *   {code: N1, role: code, text: 村编码, digits: 4, check: mod11}
 *
 * Each digit becomes an item of its own with the choices 0 to 9, named N1_1,
 * N1_2 …: `_` is in no code an author can write, so the names never clash.
 */
#include <stdio.h>
#include <string.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/survey/internal.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const number_keys[] = {
    "code", "text", "gloss", "role", "kind", "digits", "check", "when",
};
static const char *const check_keys[] = {"weights", "modulo", "remainder"};

bool number_check(const struct number_grid *grid, const uint8_t digit[])
{
    int sum = 0;
    if (grid->check == CHECK_NONE)
        return true;
    for (size_t i = 0; i < grid->digits; i++) {
        if (grid->check == CHECK_WEIGHTS) {
            sum += grid->weight[i] * digit[i];
        } else { /* every second digit, from the one before the last */
            bool twice = (grid->digits - i) % 2 == 0;
            sum += twice ? digit[i] * 2 - (digit[i] > 4 ? 9 : 0) : digit[i];
        }
    }
    return grid->check == CHECK_WEIGHTS
               ? sum % grid->modulo == grid->remainder
               : sum % 10 == 0;
}

/* ---- the rule ---- */

static void read_weights(struct reader *r, const struct ynode *n,
                         struct number_grid *grid)
{
    char shown[EXCERPT_MAX];
    take_keys(r, n, check_keys, COUNT(check_keys));
    grid->modulo = (int)take_number(r, n, "modulo", 2, 97, 11);
    grid->remainder =
        (int)take_number(r, n, "remainder", 0, grid->modulo - 1, 0);
    const struct ynode *list =
        take_list(r, n, "weights", NUMBER_DIGITS_MAX);
    if (list == NULL)
        return;
    if (list->count != grid->digits) {
        bad(r, list, ERR_FORMAT,
            _("%zu weights for %zu digits; expected one for each, the check "
              "digit's too"),
            list->count, grid->digits);
        return;
    }
    size_t i = 0;
    for (const struct ynode *w = list->first; w != NULL; w = w->next, i++) {
        int64_t value = 1;
        if (take_kind(r, w, YNODE_TEXT) &&
            !num_parse_int(w->text, 0, 96, &value))
            bad(r, w, ERR_FORMAT,
                _("'%s' is no weight; expected a whole number from 0 to 96"),
                excerpt(w->text, shown));
        grid->weight[i] = (int)value;
    }
    grid->check = CHECK_WEIGHTS;
}

/* `luhn`, `mod11`, or the weights themselves. */
static void read_check(struct reader *r, const struct ynode *n,
                       struct number_grid *grid)
{
    static const char *const words[] = {"luhn", "mod11"};
    const struct ynode *check = ynode_get(n, "check");
    if (check == NULL)
        return;
    if (grid->digits < 2) {
        bad(r, check, ERR_FORMAT,
            _("one digit cannot check itself; expected two or more"));
        return;
    }
    if (check->kind == YNODE_MAP) {
        read_weights(r, check, grid);
        return;
    }
    if (take_choice(r, n, "check", words, COUNT(words), 0) == 0) {
        grid->check = CHECK_LUHN;
        return;
    }
    grid->check = CHECK_WEIGHTS; /* as ISBN-10: the last digit counts once */
    grid->modulo = 11;
    for (size_t i = 0; i < grid->digits; i++)
        grid->weight[i] = (int)(grid->digits - i);
}

/* ---- its columns ---- */

static const struct scale *ten_digits(struct reader *r, const char *code)
{
    static const char *const digits[] = {"0", "1", "2", "3", "4",
                                         "5", "6", "7", "8", "9"};
    struct scale *scale = take_memory(r, 1, sizeof *scale);
    struct choice *choices = take_memory(r, COUNT(digits), sizeof *choices);
    if (scale == NULL || choices == NULL)
        return NULL;
    for (size_t i = 0; i < COUNT(digits); i++)
        choices[i] = (struct choice){
            .code = digits[i], .text = digits[i], .score = SCORE_NONE};
    *scale = (struct scale){code, COUNT(digits), choices};
    return scale;
}

static bool add_column(struct reader *r, const struct ynode *n,
                       const struct number_grid *grid, size_t place,
                       const struct scale *scale)
{
    char code[LIMIT_ID_BYTES + 8];
    char text[LIMIT_LABEL_BYTES + 32];
    struct item *item = next_item(r, n, grid->section);
    if (item == NULL)
        return false;
    (void)snprintf(code, sizeof code, "%s_%zu", grid->code, place + 1);
    (void)snprintf(text, sizeof text, "%s（第%zu位）", grid->text, place + 1);
    item->code = arena_text(r->arena, code);
    item->text = arena_text(r->arena, text);
    item->gloss = grid->gloss;
    item->kind = ITEM_SINGLE;
    item->role = ROLE_CODE;
    item->scale = scale;
    item->max_choices = 1;
    item->grid = grid;
    item->place = place;
    r->no_memory = r->no_memory || item->code == NULL || item->text == NULL;
    if (!r->no_memory)
        r->q->item_count++;
    return !r->no_memory;
}

void read_number(struct reader *r, const struct ynode *n, size_t section)
{
    static const char *const kinds[] = {"number"};
    take_keys(r, n, number_keys, COUNT(number_keys));
    (void)take_choice(r, n, "kind", kinds, 1, 0);
    if (r->q->grid_count == LIMIT_ITEMS) {
        (void)next_item(r, n, section); /* says that they are too many */
        return;
    }
    struct number_grid *grid = &r->grids[r->q->grid_count];
    *grid = (struct number_grid){.section = section,
                                 .first_item = r->q->item_count};
    grid->code = take_code(r, n, "code");
    check_duplicate_item(r, ynode_get(n, "code"), grid->code);
    grid->text = take_text(r, n, "text", LIMIT_LABEL_BYTES, true, false);
    grid->gloss = take_text(r, n, "gloss", LIMIT_LABEL_BYTES, false, false);
    if (ynode_get(n, "digits") == NULL)
        (void)take_word(r, n, "digits", true);
    grid->digits =
        (size_t)take_number(r, n, "digits", 1, NUMBER_DIGITS_MAX, 1);
    read_check(r, n, grid);
    const struct scale *scale = ten_digits(r, grid->code);
    if (scale == NULL)
        return;
    r->q->grid_count++;
    for (size_t i = 0; i < grid->digits; i++)
        if (!add_column(r, n, grid, i, scale))
            return;
}
