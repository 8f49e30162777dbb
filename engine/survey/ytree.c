/* engine/survey/ytree.c - see ytree.h.  The door to libyaml. */
#include "engine/survey/ytree.h"

#include <string.h>
#include <yaml.h>

#include "engine/base/i18n.h"

/* What libyaml says most often, for the catalogue; its other sentences stay
 * English. */
static const char *const parser_says[] = {
    N_("did not find expected key"),
    N_("did not find expected '-' indicator"),
    N_("did not find expected ',' or '}'"),
    N_("did not find expected ',' or ']'"),
    N_("did not find expected node content"),
    N_("could not find expected ':'"),
    N_("mapping values are not allowed in this context"),
    N_("block sequence entries are not allowed in this context"),
    N_("found character that cannot start any token"),
    N_("found unexpected end of stream"),
    N_("found unexpected document indicator"),
    N_("found unknown escape character"),
    N_("control characters are not allowed"),
};

struct builder {
    yaml_parser_t parser;
    struct arena *arena;
    struct problems *problems;
    struct ynode *stack[LIMIT_YAML_DEPTH];
    size_t depth;
    struct ynode *key;     /* read, its value not yet */
    struct ynode *root;
    size_t nodes, documents;
    bool stopped;          /* a problem after which the rest means nothing */
};

static void complain(struct builder *b, yaml_mark_t at, const char *text)
{
    problems_add(b->problems, at.line + 1, at.column + 1, ERR_FORMAT, "%s",
                 text);
    b->stopped = true;
}

const struct ynode *ynode_get(const struct ynode *map, const char *key)
{
    if (map == NULL || map->kind != YNODE_MAP)
        return NULL;
    for (const struct ynode *n = map->first; n != NULL; n = n->next)
        if (strcmp(n->key, key) == 0)
            return n;
    return NULL;
}

/* Tabs look like spaces and mean something else: refuse them everywhere. */
static bool find_tab(const char *text, size_t n, struct problems *problems)
{
    size_t line = 1;
    size_t column = 1;
    for (size_t i = 0; i < n; i++) {
        if (text[i] == '\t') {
            problems_add(problems, line, column, ERR_FORMAT,
                         _("a tab character; expected spaces"));
            return true;
        }
        if (text[i] == '\n') {
            line++;
            column = 1;
        } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
            column++;
        }
    }
    return false;
}

static struct ynode *new_node(struct builder *b, enum ynode_kind kind,
                              yaml_mark_t at)
{
    if (++b->nodes > LIMIT_YAML_NODES) {
        complain(b, at, _("too many parts; expected a questionnaire of at "
                          "most 120 items"));
        return NULL;
    }
    struct ynode *n = arena_alloc(b->arena, 1, sizeof *n);
    if (n == NULL) {
        b->stopped = true;
        return NULL;
    }
    n->kind = kind;
    n->line = at.line + 1;
    n->column = at.column + 1;
    return n;
}

/* Hang `n` under the open list or mapping, or make it the root. */
static void attach(struct builder *b, struct ynode *n)
{
    if (b->depth == 0) {
        b->root = n;
        return;
    }
    struct ynode *parent = b->stack[b->depth - 1];
    if (parent->kind == YNODE_MAP) {
        n->key = b->key->text;
        n->key_line = b->key->line;
        n->key_column = b->key->column;
        b->key = NULL;
    }
    if (parent->last != NULL)
        parent->last->next = n;
    else
        parent->first = n;
    parent->last = n;
    parent->count++;
}

static bool expects_key(const struct builder *b)
{
    return b->depth > 0 && b->stack[b->depth - 1]->kind == YNODE_MAP &&
           b->key == NULL;
}

static void take_key(struct builder *b, struct ynode *n, yaml_mark_t at)
{
    char shown[EXCERPT_MAX];
    const struct ynode *map = b->stack[b->depth - 1];
    const struct ynode *other = ynode_get(map, n->text);
    if (other != NULL)
        problems_add(b->problems, n->line, n->column, ERR_FORMAT,
                     _("the key '%s' stands here twice (first in line %zu); "
                       "expected each key once"),
                     excerpt(n->text, shown), other->key_line);
    if (map->count == LIMIT_YAML_KEYS) {
        complain(b, at, _("too many keys in one mapping"));
        return;
    }
    b->key = n;
}

/* Where the text itself begins, past a quotation mark; 0 where escapes or
 * folded lines make it differ from what stands in the file. */
static size_t literal_column(const yaml_event_t *event)
{
    bool quoted =
        event->data.scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE ||
        event->data.scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    const char *text = (const char *)event->data.scalar.value;
    size_t length = 0; /* in characters, as libyaml counts columns */
    for (size_t i = 0; i < event->data.scalar.length; i++)
        length += ((unsigned char)text[i] & 0xC0) != 0x80;
    if ((!quoted && !plain) ||
        event->start_mark.line != event->end_mark.line ||
        event->end_mark.column - event->start_mark.column !=
            length + (quoted ? 2 : 0))
        return 0;
    return event->start_mark.column + 1 + quoted;
}

static void on_scalar(struct builder *b, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    size_t n = event->data.scalar.length;
    struct ynode *node = new_node(b, YNODE_TEXT, event->start_mark);
    if (node == NULL)
        return;
    if (memchr(value, '\0', n) != NULL) {
        complain(b, event->start_mark, _("a NUL character; expected text"));
        return;
    }
    node->text = arena_bytes(b->arena, value, n);
    node->text_column = literal_column(event);
    if (node->text == NULL)
        b->stopped = true;
    else if (expects_key(b))
        take_key(b, node, event->start_mark);
    else
        attach(b, node);
}

static void on_open(struct builder *b, const yaml_event_t *event,
                    enum ynode_kind kind)
{
    if (expects_key(b)) {
        complain(b, event->start_mark,
                 _("a list or mapping stands as a key; expected a word"));
        return;
    }
    if (b->depth == LIMIT_YAML_DEPTH) {
        complain(b, event->start_mark,
                 _("nested too deep; expected at most 16 levels"));
        return;
    }
    struct ynode *node = new_node(b, kind, event->start_mark);
    if (node == NULL)
        return;
    attach(b, node);
    b->stack[b->depth++] = node;
}

/* Anchors, aliases and tags can only surprise here. */
static bool refused(struct builder *b, const yaml_event_t *event)
{
    const yaml_char_t *anchor = NULL;
    const yaml_char_t *tag = NULL;
    switch (event->type) {
    case YAML_ALIAS_EVENT:
        complain(b, event->start_mark,
                 _("an alias (*name); expected the text itself"));
        return true;
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    default: break;
    }
    if (anchor != NULL)
        complain(b, event->start_mark,
                 _("an anchor (&name); expected plain text, written out "
                   "where it is used"));
    else if (tag != NULL)
        complain(b, event->start_mark,
                 _("a tag (!name); expected plain text without a type"));
    return anchor != NULL || tag != NULL;
}

static void on_event(struct builder *b, const yaml_event_t *event)
{
    if (refused(b, event))
        return;
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++b->documents > 1)
            complain(b, event->start_mark,
                     _("a second document (---); expected one questionnaire "
                       "per file"));
        break;
    case YAML_SCALAR_EVENT: on_scalar(b, event); break;
    case YAML_SEQUENCE_START_EVENT: on_open(b, event, YNODE_LIST); break;
    case YAML_MAPPING_START_EVENT: on_open(b, event, YNODE_MAP); break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: b->depth--; break;
    default: break;
    }
}

static void on_parser_error(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;
    yaml_mark_t at = p->problem_mark;
    if (p->error == YAML_READER_ERROR) /* it has no mark: say where it read */
        at = p->mark;
    problems_add(b->problems, at.line + 1, at.column + 1, ERR_FORMAT,
                 _("not valid YAML: %s; expected `key: value` lines and "
                   "`- ` lists, aligned with spaces"),
                 p->problem != NULL ? i18n_text(p->problem) : "?");
    b->stopped = true;
}

enum err_code ytree_parse(const char *text, size_t n, struct arena *arena,
                          struct problems *problems, struct ynode **root,
                          struct err *err)
{
    (void)parser_says;
    *root = NULL;
    struct builder b = {.arena = arena, .problems = problems};
    if (find_tab(text, n, problems))
        return ERR_OK;
    if (!yaml_parser_initialize(&b.parser))
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       problems->name);
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const yaml_char_t *)text, n);
    bool memory = true;
    for (bool ended = false; !ended && !b.stopped;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b.parser, &event)) {
            memory = b.parser.error != YAML_MEMORY_ERROR;
            on_parser_error(&b);
            break;
        }
        ended = event.type == YAML_STREAM_END_EVENT;
        on_event(&b, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&b.parser);
    if (!memory || (b.stopped && problems->total == 0))
        return err_set(err, ERR_NOMEM, 0, _("%s: out of memory"),
                       problems->name);
    *root = b.stopped ? NULL : b.root;
    return ERR_OK;
}
