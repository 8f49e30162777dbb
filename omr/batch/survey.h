/* omr/batch/survey.h - what the reader must know, loaded from the store. */
#ifndef OMR_BATCH_SURVEY_H
#define OMR_BATCH_SURVEY_H

#include "omr/reader.h"

/* Every printed revision with its layouts.  The questionnaires are borrowed
 * from the store; the rest is owned and freed by reader_survey_free().
 *   ERR_NOTNOW  nothing was printed yet, so nothing can be read
 *   and the store's errors */
MUST_USE enum err_code reader_survey_load(struct store *store,
                                          struct reader_survey **out,
                                          struct err *err);
void reader_survey_free(struct reader_survey *survey);

#endif
