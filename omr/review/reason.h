/* omr/review/reason.h - the judge's reason words, for people.
 *
 * The store keeps short static words ("faint"); this table says them in a
 * sentence a clerk understands.  Every word the judge uses has its row. */
#ifndef OMR_REVIEW_REASON_H
#define OMR_REVIEW_REASON_H

/* Translated; an unknown word is returned as it is. */
const char *reason_text(const char *word);

#endif
