/* omr/review/review.h - what a person settles: list, look, decide. */
#ifndef OMR_REVIEW_REVIEW_H
#define OMR_REVIEW_REVIEW_H

#include "engine/cli/command.h"

int cmd_review(struct cli *cli);
int cmd_rejudge(struct cli *cli); /* the whole round anew, from its measures */

#endif
