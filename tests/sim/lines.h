/* tests/sim/lines.h - JSON objects found by the page they speak of. */
#ifndef SIM_LINES_H
#define SIM_LINES_H

#include "engine/base/json.h"

struct line { /* one object */
    const struct jval *root;
    const char *file; /* last part of the path; "" if none */
    int64_t page;     /* 0.. */
};

struct lines { /* release with lines_free() */
    size_t n, room;
    struct line *at;
    size_t owned_n, owned_room;
    struct jval **owned; /* what the lines point into */
};

/* A file of one object a line; pages count from 0. */
MUST_USE enum err_code lines_load(const char *path, struct lines *out,
                                  struct err *err);
/* One document whose member `list` holds the objects; pages count from 1. */
MUST_USE enum err_code document_load(const char *path, const char *list,
                                     struct lines *out, struct err *err);
void lines_free(struct lines *lines);

/* Orders of lines, for the two below. */
typedef int line_order(const void *a, const void *b);
int line_by_place(const void *a, const void *b);
int line_by_serial(const void *a, const void *b);

/* qsort and bsearch, but of none as well. */
void lines_sort(struct lines *lines, line_order *order);
struct line *lines_find(const struct lines *lines, const struct line *like,
                        line_order *order);

/* The text of a member, "" when there is none; is it this word? */
const char *text_of(const struct jval *object, const char *key);
bool text_is(const struct jval *object, const char *key, const char *word);

#endif
