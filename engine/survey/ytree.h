/* engine/survey/ytree.h - YAML as a small tree, every node with its place.
 *
 * The door to libyaml.  What the schema never needs is refused here: tabs,
 * anchors, aliases, tags, several documents, keys that are no words, the same
 * key twice, depth past LIMIT_YAML_DEPTH.  Every scalar is text; nothing
 * becomes a boolean, a number or a date behind the author's back.
 */
#ifndef ENGINE_SURVEY_YTREE_H
#define ENGINE_SURVEY_YTREE_H

#include <stddef.h>

#include "engine/base/err.h"
#include "engine/base/mem.h"
#include "engine/survey/problems.h"

enum ynode_kind { YNODE_TEXT, YNODE_LIST, YNODE_MAP };

struct ynode {
    enum ynode_kind kind;
    size_t line, column;  /* 1-based */
    const char *key;      /* of a member of a mapping, else NULL */
    size_t key_line, key_column;
    const char *text;     /* YNODE_TEXT: NUL-terminated, no NUL inside */
    size_t text_column;   /* of its first character; 0: the text does not stand
                           * letter for letter in one line */
    size_t count;         /* children of a list or mapping */
    struct ynode *first, *last, *next;
};

/* Parse text[0..n).  All nodes live in `arena`.  *root is NULL when the file
 * holds no tree; what is wrong stands in `problems` (a tree may come all the
 * same, as after a duplicate key).  ERR_NOMEM is the only failure. */
MUST_USE enum err_code ytree_parse(const char *text, size_t n,
                                   struct arena *arena,
                                   struct problems *problems,
                                   struct ynode **root, struct err *err);

/* The member of a mapping with this key, or NULL. */
const struct ynode *ynode_get(const struct ynode *map, const char *key);

#endif
