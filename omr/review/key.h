/* omr/review/key.h - a clerk keys the code of a page whose codes are dead. */
#ifndef OMR_REVIEW_KEY_H
#define OMR_REVIEW_KEY_H

#include "engine/gate/gate.h"

/* Read the kept image of this review's page again with the typed code
 * ("1SSSSSS-RPUUUU-NNNNNNN-HHHHHHX", as printed beside the code; of a sheet
 * made elsewhere its number).
 *   ERR_FORMAT   the code does not verify; the message says which character
 *                looks wrong where that can be told
 *   ERR_NOTNOW   the question is not about a dead code, or the page cannot be
 *                read with it
 *   and gate_key_page()'s */
MUST_USE enum err_code review_key(struct store *store, int64_t review,
                                  const char *typed, const char *who,
                                  const char *why, struct gate_result *result,
                                  struct err *err);

#endif
