/* engine/survey/units.h - the tree of units (县 → 乡镇 → 村) a round covers.
 *
 * units.csv, UTF-8, one unit a line, header line required:
 *     code,parent,name,class,households,population[,issued]
 * code      as printed: A-Z 0-9, 1..8 characters, unique
 * parent    code of the unit above, empty for the one root
 * class     序列: units are ranked only inside a class (乡镇, 村 …)
 * households, population   ≥ 0, empty = unknown
 * issued    sheets handed out, where the office already knows it
 * Columns may stand in any order, under these names or in Chinese: 编码, 上级,
 * 名称, 序列, 户数, 人口, 发放.
 */
#ifndef ENGINE_SURVEY_UNITS_H
#define ENGINE_SURVEY_UNITS_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/err.h"

struct unit {
    const char *code, *name, *class;
    long parent;          /* index of the parent, -1 for the root */
    int depth;            /* 0 for the root */
    int64_t households;   /* -1 = unknown */
    int64_t population;   /* -1 = unknown */
    int64_t issued;       /* -1 = unknown */
};

/* Parents stand before children (the root first, then depth first in the
 * order of the file); everything dies with units_free(). */
struct units {
    size_t count;
    const struct unit *unit;
    const size_t *by_code; /* indices sorted by code; NULL: units_find() looks
                            * at one after the other */
};

/* Read and check.  ERR_FORMAT names path:line:column: a duplicate code, an
 * unknown parent, a cycle, two roots, a number that is none. */
MUST_USE enum err_code units_load(const char *path, struct units **out,
                                  struct err *err);
MUST_USE enum err_code units_parse(const char *text, size_t n,
                                   const char *name, struct units **out,
                                   struct err *err);
void units_free(struct units *units);

long units_find(const struct units *units, const char *code);
/* True when `unit` is `above` or lies under it. */
int units_under(const struct units *units, size_t unit, size_t above);

#endif
