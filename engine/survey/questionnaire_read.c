/* engine/survey/questionnaire_read.c - from the YAML tree to the model.
 *
 * One table per kind of mapping names its keys; values are taken by small
 * helpers that report and go on with a harmless stand-in, so that one run
 * shows everything that is wrong. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "engine/base/i18n.h"
#include "engine/base/num.h"
#include "engine/base/utf8.h"
#include "engine/survey/internal.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const form_keys[] = {
    "form",   "title",  "object",   "intro",      "thanks", "return",
    "hotline", "anonymous", "min_cell", "book", "thresholds", "scales",
    "pools",  "pass",   "sections", "unit", "languages",
};
static const char *const threshold_keys[] = {"aware", "satisfied"};
static const char *const scale_keys[] = {"code", "choices"};
static const char *const choice_keys[] = {"code", "text", "means", "score"};
static const char *const pool_keys[] = {"code", "text"};
static const char *const section_keys[] = {
    "text",    "hint",   "matrix", "items", "table", "code",
    "columns", "people", "role",   "scale", "rows",  "when",
};
static const char *const item_keys[] = {
    "code",    "text", "gloss", "role", "kind", "scale",
    "choices", "max",  "of",    "core", "pool", "area_mm", "when",
};

/* ---- scales ---- */

static enum choice_meaning meaning_of(struct reader *r,
                                      const struct ynode *map)
{
    const char *words[MEANS_COUNT];
    for (int i = 0; i < MEANS_COUNT; i++)
        words[i] = choice_meaning_word((enum choice_meaning)i);
    return (enum choice_meaning)take_choice(r, map, "means", words, MEANS_COUNT,
                                       MEANS_NOTHING);
}

/* "1", "2" … unless the file gives codes of its own. */
static const char *choice_code(struct reader *r, const struct ynode *map,
                               size_t index)
{
    char own[24];
    const char *text = NULL;
    if (map->kind == YNODE_MAP)
        text = take_word(r, map, "code", false);
    if (text != NULL &&
        strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                     "0123456789") != strlen(text)) {
        char shown[EXCERPT_MAX];
        bad(r, ynode_get(map, "code"), ERR_FORMAT,
            _("'%s' is no choice code; expected letters and digits, at most "
              "%d"),
            excerpt(text, shown), LIMIT_ID_BYTES);
        text = NULL;
    }
    if (text == NULL || text[0] == '\0' || strlen(text) > LIMIT_ID_BYTES) {
        (void)snprintf(own, sizeof own, "%zu", index + 1);
        text = own;
    }
    const char *copy = arena_text(r->arena, text);
    r->no_memory = r->no_memory || copy == NULL;
    return copy != NULL ? copy : "";
}

static void read_choice(struct reader *r, const struct ynode *n, size_t index,
                        struct choice *c)
{
    *c = (struct choice){.score = SCORE_NONE, .text = ""};
    c->code = choice_code(r, n, index);
    if (n->kind == YNODE_TEXT) { /* the short form: just the words */
        c->text = take_printed(r, n, LIMIT_LABEL_BYTES, false);
        return;
    }
    if (!take_kind(r, n, YNODE_MAP))
        return;
    take_keys(r, n, choice_keys, COUNT(choice_keys));
    c->text = take_text(r, n, "text", LIMIT_LABEL_BYTES, true, false);
    c->meaning = meaning_of(r, n);
    c->score = (int)take_number(r, n, "score", 0, 100, SCORE_NONE);
}

/* Choices must differ in code and in what is printed. */
static void check_choices(struct reader *r, const struct ynode *list,
                          const struct choice *choices, size_t n)
{
    const struct ynode *at = list->first;
    char shown[EXCERPT_MAX];
    for (size_t i = 0; i < n; i++, at = at->next)
        for (size_t j = 0; j < i; j++) {
            if (strcmp(choices[i].code, choices[j].code) == 0)
                bad(r, at, ERR_FORMAT,
                    _("the choice code '%s' stands here twice; expected a "
                      "code of its own for each choice"),
                    excerpt(choices[i].code, shown));
            else if (strcmp(choices[i].text, choices[j].text) == 0)
                bad(r, at, ERR_FORMAT,
                    _("two choices read '%s'; expected different words"),
                    excerpt(choices[i].text, shown));
        }
}

static void read_choices(struct reader *r, const struct ynode *map,
                         struct scale *scale)
{
    const struct ynode *list = take_list(r, map, "choices", LIMIT_CHOICES);
    if (list == NULL)
        return;
    if (list->count < 2)
        bad(r, list, ERR_FORMAT, _("only one choice; expected two or more"));
    struct choice *choices = take_memory(r, list->count, sizeof *choices);
    if (choices == NULL)
        return;
    size_t i = 0;
    for (const struct ynode *n = list->first; n != NULL; n = n->next) {
        read_choice(r, n, i, &choices[i]);
        i++;
    }
    check_choices(r, list, choices, list->count);
    scale->choices = choices;
    scale->choice_count = list->count;
}

static void read_scales(struct reader *r, const struct ynode *root)
{
    if (ynode_get(root, "scales") == NULL)
        return;
    const struct ynode *list = take_list(r, root, "scales", LIMIT_SCALES);
    if (list == NULL)
        return;
    r->scales = take_memory(r, list->count, sizeof *r->scales);
    r->q->scales = r->scales;
    for (const struct ynode *n = list->first;
         n != NULL && r->scales != NULL; n = n->next) {
        if (!take_kind(r, n, YNODE_MAP))
            continue;
        take_keys(r, n, scale_keys, COUNT(scale_keys));
        struct scale *s = &r->scales[r->q->scale_count];
        s->code = take_code(r, n, "code");
        for (size_t i = 0; i < r->q->scale_count; i++)
            if (s->code[0] != '\0' &&
                strcasecmp(r->scales[i].code, s->code) == 0)
                bad(r, ynode_get(n, "code"), ERR_FORMAT,
                    _("the scale '%s' stands here twice; expected each scale "
                      "once"),
                    s->code);
        read_choices(r, n, s);
        r->q->scale_count++;
    }
}

static void read_pools(struct reader *r, const struct ynode *root)
{
    if (ynode_get(root, "pools") == NULL)
        return;
    const struct ynode *list = take_list(r, root, "pools", COUNT(r->pools));
    for (const struct ynode *n = list != NULL ? list->first : NULL; n != NULL;
         n = n->next) {
        if (!take_kind(r, n, YNODE_MAP))
            continue;
        take_keys(r, n, pool_keys, COUNT(pool_keys));
        struct pool *p = &r->pools[r->pool_count];
        p->node = n;
        p->code = take_code(r, n, "code");
        p->text = take_text(r, n, "text", LIMIT_LABEL_BYTES, true, false);
        for (size_t i = 0; i < r->pool_count; i++)
            if (p->code[0] != '\0' &&
                strcasecmp(r->pools[i].code, p->code) == 0)
                bad(r, ynode_get(n, "code"), ERR_FORMAT,
                    _("the pool '%s' stands here twice; expected each pool "
                      "once"),
                    p->code);
        r->pool_count++;
    }
}

/* ---- items ---- */

enum item_role take_role(struct reader *r, const struct ynode *n, int usual)
{
    const char *words[ROLE_COUNT];
    for (int i = 0; i < ROLE_COUNT; i++)
        words[i] = item_role_word((enum item_role)i);
    if (usual < 0 && ynode_get(n, "role") == NULL)
        (void)take_word(r, n, "role", true);
    return (enum item_role)take_choice(r, n, "role", words, ROLE_COUNT,
                                       usual < 0 ? ROLE_PERSON : usual);
}

static enum item_kind kind_of(struct reader *r, const struct ynode *n,
                              enum item_role role)
{
    enum item_kind usual = role == ROLE_TEXT       ? ITEM_TEXT
                           : role == ROLE_PRIORITY ? ITEM_MULTI
                                                   : ITEM_SINGLE;
    const char *words[ITEM_KIND_COUNT];
    for (int i = 0; i < ITEM_KIND_COUNT; i++)
        words[i] = item_kind_word((enum item_kind)i);
    return (enum item_kind)take_choice(r, n, "kind", words, ITEM_KIND_COUNT,
                                  (int)usual);
}

const struct scale *find_scale(struct reader *r, const struct ynode *n)
{
    const struct scale *found = NULL;
    const char *code = take_word(r, n, "scale", false);
    if (code == NULL)
        return NULL;
    const char *words[LIMIT_SCALES];
    size_t count = r->q->scale_count;
    for (size_t i = 0; i < count; i++) {
        words[i] = r->scales[i].code;
        if (strcmp(words[i], code) == 0)
            found = &r->scales[i];
    }
    if (found != NULL)
        return found;
    char shown[EXCERPT_MAX];
    char all[256];
    take_joined(words, count, all, sizeof all);
    bad(r, ynode_get(n, "scale"), ERR_FORMAT,
        _("there is no scale '%s'; expected one of: %s"),
        excerpt(code, shown), all);
    return NULL;
}

/* Exactly one source of choices: a shared scale, choices of its own, or, for
 * priorities, other items (resolved when all items are known). */
static void read_item_scale(struct reader *r, const struct ynode *n,
                            struct item *item, size_t index)
{
    bool shared = ynode_get(n, "scale") != NULL;
    bool own = ynode_get(n, "choices") != NULL;
    bool of = ynode_get(n, "of") != NULL;
    if (item->kind == ITEM_TEXT) {
        if (shared || own || of)
            bad(r, n, ERR_FORMAT,
                _("item %s is free text; expected neither scale, choices nor "
                  "of"),
                item->code);
        return;
    }
    if (shared + own + of != 1) {
        if (item->role == ROLE_PRIORITY)
            bad(r, n, ERR_FORMAT,
                _("item %s has no list to choose from; expected 'of: [Q1, "
                  "Q2 …]'"),
                item->code);
        else
            bad(r, n, ERR_FORMAT,
                _("item %s has %s; expected either 'scale' or 'choices'"),
                item->code, shared + own + of == 0 ? _("no scale")
                                                   : _("two scales"));
        return;
    }
    if (shared)
        item->scale = find_scale(r, n);
    if (!own)
        return;
    struct scale *scale = take_memory(r, 1, sizeof *scale);
    if (scale == NULL)
        return;
    scale->code = item->code;
    r->choices_node[index] = ynode_get(n, "choices");
    read_choices(r, n, scale);
    if (scale->choice_count > 0)
        item->scale = scale;
}

static void read_pool_of(struct reader *r, const struct ynode *n,
                         struct item *item)
{
    const char *code = take_word(r, n, "pool", false);
    if (code == NULL)
        return;
    for (size_t i = 0; i < r->pool_count; i++)
        if (strcmp(r->pools[i].code, code) == 0) {
            item->pool = r->pools[i].code;
            item->pool_text = r->pools[i].text;
            r->pools[i].used++;
            return;
        }
    char shown[EXCERPT_MAX];
    bad(r, ynode_get(n, "pool"), ERR_FORMAT,
        _("there is no pool '%s'; expected one of those under 'pools'"),
        excerpt(code, shown));
}

static void read_area(struct reader *r, const struct ynode *n,
                      struct item *item)
{
    const char *text = take_word(r, n, "area_mm", false);
    if (item->kind != ITEM_TEXT) {
        if (text != NULL)
            bad(r, ynode_get(n, "area_mm"), ERR_FORMAT,
                _("item %s is ticked, not written; expected no area_mm"),
                item->code);
        return;
    }
    item->area_mm = 24; /* three handwritten lines */
    if (text == NULL)
        return;
    char shown[EXCERPT_MAX];
    double value = 0;
    if (!num_parse_real(text, &value) || value < 8 || value > 200)
        bad(r, ynode_get(n, "area_mm"), ERR_FORMAT,
            _("area_mm is '%s'; expected a height from 8 to 200 mm"),
            excerpt(text, shown));
    else
        item->area_mm = value;
}

void check_duplicate_item(struct reader *r, const struct ynode *at,
                          const char *code)
{
    for (size_t i = 0; i < r->q->item_count && code[0] != '\0'; i++) {
        const struct item *other = &r->items[i];
        bool number = other->grid != NULL && other->place == 0 &&
                      strcasecmp(other->grid->code, code) == 0;
        if (number || strcasecmp(other->code, code) == 0)
            bad(r, at, ERR_FORMAT,
                _("the item code '%s' is taken (line %zu); expected a code "
                  "of its own"),
                code, r->item_node[i]->line);
    }
}

struct item *next_item(struct reader *r, const struct ynode *n,
                       size_t section)
{
    size_t index = r->q->item_count;
    if (index == LIMIT_ITEMS) {
        bad(r, n, ERR_RANGE, _("one item too many; expected at most %d"),
            LIMIT_ITEMS);
        return NULL;
    }
    struct item *item = &r->items[index];
    *item = (struct item){.section = section,
                          .people = PEOPLE_UNKNOWN,
                          .code = "",
                          .text = ""};
    r->item_node[index] = n;
    return item;
}

static void read_item(struct reader *r, const struct ynode *n, size_t section)
{
    size_t index = r->q->item_count;
    if (!take_kind(r, n, YNODE_MAP))
        return;
    enum item_role role = take_role(r, n, -1);
    if (role == ROLE_CODE) {
        read_number(r, n, section);
        return;
    }
    struct item *item = next_item(r, n, section);
    if (item == NULL)
        return;
    take_keys(r, n, item_keys, COUNT(item_keys));
    item->code = take_code(r, n, "code");
    check_duplicate_item(r, ynode_get(n, "code"), item->code);
    item->text = take_text(r, n, "text", LIMIT_LABEL_BYTES, true, false);
    item->gloss = take_text(r, n, "gloss", LIMIT_LABEL_BYTES, false, false);
    item->role = role;
    item->kind = kind_of(r, n, item->role);
    read_item_scale(r, n, item, index);
    item->max_choices = (int)take_number(r, n, "max", 1, LIMIT_CHOICES, 0);
    item->core = take_truth(r, n, "core",
                          item->role == ROLE_AWARE ||
                              item->role == ROLE_SATISFY ||
                              item->role == ROLE_OVERALL);
    read_pool_of(r, n, item);
    read_area(r, n, item);
    r->q->item_count++;
}

/* The choices of a priority item are other items. */
static void resolve_priority(struct reader *r, size_t index)
{
    struct item *item = &r->items[index];
    const struct ynode *map = r->item_node[index];
    if (ynode_get(map, "of") == NULL)
        return;
    const struct ynode *list = take_list(r, map, "of", LIMIT_CHOICES);
    if (list == NULL)
        return;
    struct scale *scale = take_memory(r, 1, sizeof *scale);
    struct choice *choices = take_memory(r, list->count, sizeof *choices);
    if (scale == NULL || choices == NULL)
        return;
    char shown[EXCERPT_MAX];
    size_t k = 0;
    for (const struct ynode *n = list->first; n != NULL; n = n->next) {
        if (!take_kind(r, n, YNODE_TEXT))
            continue;
        long other = questionnaire_find(r->q, n->text);
        if (other < 0 || (size_t)other == index) {
            bad(r, n, ERR_FORMAT,
                _("item %s names '%s', which is no item; expected the code "
                  "of another item"),
                item->code, excerpt(n->text, shown));
            continue;
        }
        for (size_t i = 0; i < k; i++)
            if (strcmp(choices[i].code, n->text) == 0)
                bad(r, n, ERR_FORMAT,
                    _("'%s' is named twice; expected each item once"),
                    excerpt(n->text, shown));
        choices[k++] = (struct choice){.code = r->items[other].code,
                                       .text = r->items[other].text,
                                       .score = SCORE_NONE};
    }
    *scale = (struct scale){item->code, k, choices};
    item->scale = scale;
}

static void read_section(struct reader *r, const struct ynode *n)
{
    if (!take_kind(r, n, YNODE_MAP))
        return;
    take_keys(r, n, section_keys, COUNT(section_keys));
    size_t index = r->q->section_count;
    struct section *s = &r->sections[index];
    r->section_node[index] = n;
    s->text = take_text(r, n, "text", LIMIT_LABEL_BYTES, true, false);
    s->hint = take_text(r, n, "hint", LIMIT_LABEL_BYTES, false, false);
    s->matrix = take_truth(r, n, "matrix", false);
    s->table = take_truth(r, n, "table", false);
    s->first_item = r->q->item_count;
    if (s->table) {
        read_table(r, n, index);
        s->item_count = r->q->item_count - s->first_item;
        r->q->section_count++;
        return;
    }
    const struct ynode *items = take_list(r, n, "items", LIMIT_ITEMS);
    for (const struct ynode *i = items != NULL ? items->first : NULL;
         i != NULL; i = i->next)
        read_item(r, i, index);
    s->item_count = r->q->item_count - s->first_item;
    r->q->section_count++;
}

static void read_sections(struct reader *r, const struct ynode *root)
{
    const struct ynode *list = take_list(r, root, "sections", LIMIT_ITEMS);
    if (list == NULL)
        return;
    r->sections = take_memory(r, list->count, sizeof *r->sections);
    r->items = take_memory(r, LIMIT_ITEMS, sizeof *r->items);
    r->grids = take_memory(r, LIMIT_ITEMS, sizeof *r->grids);
    r->q->sections = r->sections;
    r->q->items = r->items;
    r->q->grids = r->grids;
    if (r->no_memory)
        return;
    for (const struct ynode *n = list->first; n != NULL; n = n->next)
        read_section(r, n);
    for (size_t i = 0; i < r->q->item_count; i++)
        resolve_priority(r, i);
    read_conditions(r);
}

/* ---- the head ---- */

/* "80", "99.5" or "80%" as per mille. */
static int permille_of(struct reader *r, const struct ynode *map,
                       const char *key)
{
    const char *text = take_word(r, map, key, false);
    if (text == NULL)
        return 0;
    char bare[16];
    char shown[EXCERPT_MAX];
    size_t n = strlen(text);
    if (n > 0 && text[n - 1] == '%')
        n--;
    (void)snprintf(bare, sizeof bare, "%.*s", (int)(n < 16 ? n : 15), text);
    double value = 0;
    bool good = n < 16 && num_parse_real(bare, &value) && value > 0 &&
                value <= 100 &&
                fabs(value * 10 - nearbyint(value * 10)) < 1e-6;
    if (!good)
        bad(r, ynode_get(map, key), ERR_FORMAT,
            _("the threshold '%s' is '%s'; expected per cent from 0.1 to "
              "100 with at most one decimal"),
            key, excerpt(text, shown));
    return good ? (int)lround(value * 10) : 0;
}

static void read_thresholds(struct reader *r, const struct ynode *root)
{
    const struct ynode *n = ynode_get(root, "thresholds");
    if (n == NULL || !take_kind(r, n, YNODE_MAP))
        return;
    take_keys(r, n, threshold_keys, COUNT(threshold_keys));
    r->q->thresholds.aware_permille = permille_of(r, n, "aware");
    r->q->thresholds.satisfied_permille = permille_of(r, n, "satisfied");
}

static void read_head(struct reader *r, const struct ynode *root)
{
    struct questionnaire *q = r->q;
    q->form = take_code(r, root, "form");
    q->title = take_text(r, root, "title", LIMIT_TITLE_BYTES, true, false);
    q->object = take_text(r, root, "object", LIMIT_TITLE_BYTES, true, false);
    q->unit_label =
        take_text(r, root, "unit", LIMIT_UNIT_LABEL_BYTES, false, false);
    q->intro = take_text(r, root, "intro", LIMIT_INTRO_BYTES, true, true);
    q->thanks = take_text(r, root, "thanks", LIMIT_LABEL_BYTES, false, false);
    q->return_how =
        take_text(r, root, "return", LIMIT_LABEL_BYTES, false, false);
    q->hotline = take_text(r, root, "hotline", LIMIT_LABEL_BYTES, false, false);
    q->anonymous = take_truth(r, root, "anonymous", false);
    q->min_cell =
        (int)take_number(r, root, "min_cell", q->anonymous ? 3 : 1, 100, 5);
    q->book = take_text(r, root, "book", 64, false, false);
    read_thresholds(r, root);
    read_pass(r, root);
}

void read_questionnaire(struct reader *r, const struct ynode *root)
{
    if (!take_kind(r, root, YNODE_MAP))
        return;
    take_keys(r, root, form_keys, COUNT(form_keys));
    read_head(r, root);
    read_scales(r, root);
    read_pools(r, root);
    read_sections(r, root);
    if (r->no_memory || r->q->items == NULL)
        return;
    read_languages(r, root);
    check_questionnaire(r, root);
    check_privacy(r, root);
}
