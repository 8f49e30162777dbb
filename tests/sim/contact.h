/* tests/sim/contact.h - every kind of mark by many hands on one picture, to
 * be looked at. */
#ifndef SIM_CONTACT_H
#define SIM_CONTACT_H

#include "engine/base/err.h"
#include "tests/sim/profile.h"

/* A row a kind, a column a hand (all three stroke models in turn), scanned
 * by an office scanner (or a rough one) and written as PNG. */
MUST_USE enum err_code contact_sheet(const char *path, uint64_t seed,
                                     bool rough, struct err *err);

#endif
