/* engine/survey/internal.h - shared by the files that read a questionnaire. */
#ifndef ENGINE_SURVEY_INTERNAL_H
#define ENGINE_SURVEY_INTERNAL_H

#include "engine/base/mem.h"
#include "engine/survey/problems.h"
#include "engine/survey/questionnaire.h"
#include "engine/survey/ytree.h"

struct pool {
    const char *code, *text;
    const struct ynode *node;
    size_t used;
};

/* The state of one reading; what the model points at lives in `arena`. */
struct reader {
    struct arena *arena;
    struct problems *problems;
    struct questionnaire *q;
    struct scale *scales;      /* what q->scales points at */
    struct item *items;        /* room for LIMIT_ITEMS */
    struct section *sections;
    struct number_grid *grids; /* room for LIMIT_ITEMS */
    const struct ynode *item_node[LIMIT_ITEMS];
    const struct ynode *section_node[LIMIT_ITEMS];
    const struct ynode *choices_node[LIMIT_ITEMS]; /* inline choices, or NULL */
    struct pool pools[LIMIT_SCALES];
    size_t pool_count;
    bool no_memory;
};

/* The rows of a section with `table: true` (questionnaire_rows.c). */
void read_table(struct reader *r, const struct ynode *n, size_t section);
/* `pass: {at_least: 2/3, of: issued}`. */
void read_pass(struct reader *r, const struct ynode *root);
/* An item of role code: one item per digit (questionnaire_number.c). */
void read_number(struct reader *r, const struct ynode *n, size_t section);

/* `languages` (language.c): once all texts are known. */
void read_languages(struct reader *r, const struct ynode *root);

/* `when` of items and sections (questionnaire_when.c): once all items and
 * their choices are known. */
void read_conditions(struct reader *r);

/* The scale with the code a mapping gives under `scale`; NULL after a
 * complaint. */
const struct scale *find_scale(struct reader *r, const struct ynode *n);
/* Room for one more item, zeroed; NULL after a complaint. */
struct item *next_item(struct reader *r, const struct ynode *n,
                       size_t section);
/* The role a mapping gives; `usual` < 0: it must. */
enum item_role take_role(struct reader *r, const struct ynode *n, int usual);
/* Complains when the item's code is taken. */
void check_duplicate_item(struct reader *r, const struct ynode *at,
                          const char *code);

/* Tree to model; what is wrong goes to r->problems. */
void read_questionnaire(struct reader *r, const struct ynode *root);
/* Rules between parts: roles and scales, matrices, pools, the score book. */
void check_questionnaire(struct reader *r, const struct ynode *root);
/* What must never be asked (word lists in privacy.c). */
void check_privacy(struct reader *r, const struct ynode *root);

/* ---- values out of the tree (take.c) ----
 * Each reports what is wrong at its place and returns a harmless stand-in. */

bool take_kind(struct reader *r, const struct ynode *n, enum ynode_kind kind);
/* Every key of the mapping must be one of keys[0..n). */
void take_keys(struct reader *r, const struct ynode *map,
               const char *const keys[], size_t n);
/* Zeroed memory of the model; NULL sets r->no_memory. */
void *take_memory(struct reader *r, size_t n, size_t size);
/* A member's text as it stands, borrowed from the tree; NULL if absent. */
const char *take_word(struct reader *r, const struct ynode *map,
                      const char *key, bool required);
/* Text to be printed: trimmed, bounded, checked, copied into the model. */
const char *take_printed(struct reader *r, const struct ynode *n, size_t max,
                         bool lines);
const char *take_text(struct reader *r, const struct ynode *map,
                      const char *key, size_t max, bool required, bool lines);
/* A letter, then letters and digits; "" after a complaint. */
const char *take_code(struct reader *r, const struct ynode *map,
                      const char *key);
bool take_truth(struct reader *r, const struct ynode *map, const char *key,
                bool usual);
int64_t take_number(struct reader *r, const struct ynode *map,
                    const char *key, int64_t low, int64_t high,
                    int64_t usual);
/* One of words[0..n) as an index; `usual` when absent or wrong. */
int take_choice(struct reader *r, const struct ynode *map, const char *key,
                const char *const words[], size_t n, int usual);
/* A list member of 1..max entries; NULL after a complaint. */
const struct ynode *take_list(struct reader *r, const struct ynode *map,
                              const char *key, size_t max);
/* "Q1, Q2, Q3" for a message. */
void take_joined(const char *const words[], size_t n, char *out, size_t room);

/* Add a problem at a node. */
void bad(struct reader *r, const struct ynode *at, enum err_code code,
         const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
