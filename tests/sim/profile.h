/* tests/sim/profile.h - which conditions a page meets, and how severely.
 *
 * A condition is one row: its name and what it does to the numbers at levels
 * 1 (mild) to 3 (severe).  A profile draws many at once; the truth names the
 * conditions each page met, so errors can be counted by condition.
 */
#ifndef SIM_PROFILE_H
#define SIM_PROFILE_H

#include "tests/sim/output.h"
#include "tests/sim/respondent.h"
#include "tests/sim/scanner.h"

struct situation { /* everything that happens to one sheet or page */
    struct people people;
    struct paper paper;
    struct scanner scanner;
    enum file_format format;
    int quality;
    int effort;
};

enum { LEVEL_MAX = 3, MET_MAX = 256 };

/* An ordinary office: a clean scanner at 200 or 300 dpi, grey or one bit,
 * skew within 1.5 degrees, everything else mild. */
void profile_office(struct rng *rng, struct situation *s);
/* In specification: any office scanner at 150-400 dpi, any pen, skew to 3
 * degrees, folds, streaks, light and dark exposures and first copies. */
void profile_inspec(struct rng *rng, struct situation *s);
/* Beyond the specification: one to three conditions of any level on top. */
void profile_outspec(struct rng *rng, struct situation *s);
/* A careless office: all of that worse and at once, stains and heavy
 * show-through too. */
void profile_rough(struct rng *rng, struct situation *s);

/* By name: "office", "inspec", "rough", "outspec", or "mixed", an office or a
 * rough one.  False when there is no such profile. */
bool profile_draw(const char *name, struct rng *rng, struct situation *s);

/* Apply a condition by name at a level 1..3.  ERR_NOTFOUND lists the names,
 * ERR_RANGE a wrong level. */
MUST_USE enum err_code condition_apply(const char *name, int level,
                                       struct rng *rng, struct situation *s,
                                       struct err *err);
size_t condition_count(void);
const char *condition_name(size_t i);
bool condition_in_spec(size_t i, int level);
/* One of them, drawn at random. */
void condition_any(struct rng *rng, int level, struct situation *s);

#endif
