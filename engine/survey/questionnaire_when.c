/* engine/survey/questionnaire_when.c - `when` of items and of sections.
 *
 *   - {code: Q6, role: satisfy, text: …, scale: M4, when: F1 = 1}
 *
 * The condition of a section holds for each of its items, beside their own. */
#include "engine/base/i18n.h"
#include "engine/survey/internal.h"
#include "engine/survey/when.h"

static const struct when *read_when(struct reader *r, const struct ynode *map,
                                    size_t before)
{
    const struct ynode *n = ynode_get(map, "when");
    struct when_problem problem;
    if (n == NULL || !take_kind(r, n, YNODE_TEXT))
        return NULL;
    const struct when *w =
        when_parse(r->q, before, n->text, r->arena, &problem);
    if (w != NULL)
        return w;
    if (problem.text[0] == '\0') {
        r->no_memory = true;
        return NULL;
    }
    struct ynode at = {.line = n->line, .column = n->column};
    if (n->text_column > 0)
        at.column = n->text_column + problem.at;
    bad(r, &at, ERR_FORMAT, "when: %s", problem.text);
    return NULL;
}

static void spell(struct reader *r, struct item *item)
{
    struct str text;
    str_init(&text, 16 * 1024);
    when_print(r->q, item->when, &text);
    item->when_text = str_ok(&text) ? arena_text(r->arena, text.text) : NULL;
    r->no_memory = r->no_memory || item->when_text == NULL;
    str_deinit(&text);
}

/* Whether a person may answer at all is asked of everybody. */
static void check_screen(struct reader *r, const struct item *item,
                         const struct ynode *map)
{
    if (item->role == ROLE_SCREEN)
        bad(r, map, ERR_FORMAT,
            _("item %s asks who may answer, under a condition; expected no "
              "'when' on items of role screen"),
            item->code);
}

void read_conditions(struct reader *r)
{
    for (size_t s = 0; s < r->q->section_count; s++) {
        const struct section *sec = &r->sections[s];
        const struct when *all =
            read_when(r, r->section_node[s], sec->first_item);
        const struct when *own = NULL;
        for (size_t i = sec->first_item;
             i < sec->first_item + sec->item_count; i++) {
            struct item *item = &r->items[i];
            if (item->cells != NULL) /* rows are no mappings of their own */
                own = NULL;
            else if (item->place == 0) /* of a number: once */
                own = read_when(r, r->item_node[i], i);
            if (all == NULL && own == NULL)
                continue;
            check_screen(r, item, r->item_node[i]);
            item->when = when_both(all, own, r->arena);
            r->no_memory = r->no_memory || item->when == NULL;
            if (item->when == NULL)
                return;
            r->q->routed = true;
            spell(r, item);
        }
    }
}
