/* engine/survey/language.h - the same questionnaire in other languages.
 *
 * Paper is printed in the questionnaire's own words; tablets and forms for ODK
 * Collect offer the languages under `languages` beside them.  A translation
 * belongs to a text, wherever it stands; what has none is shown in the
 * questionnaire's own language.
 */
#ifndef ENGINE_SURVEY_LANGUAGE_H
#define ENGINE_SURVEY_LANGUAGE_H

#include "engine/survey/questionnaire.h"

enum {
    LANGUAGES_MAX = 8,
    TRANSLATIONS_MAX = 2000,
    TEXTS_MAX = 8192 /* 120 items of 40 choices are 5,000 */
};

#define LANGUAGE_OWN "zh" /* of the questionnaire itself */
#define LANGUAGE_OWN_NAME "中文"

struct translation {
    const char *of, *is;
};

struct language {
    const char *code;    /* "ug": two or three letters, and what BCP 47 allows
                          * behind them */
    const char *name;    /* in itself: ئۇيغۇرچە */
    bool rtl;            /* written from right to left */
    size_t count;
    const struct translation *texts; /* sorted by `of` */
    size_t missing;      /* different texts of the questionnaire without one */
};

/* The translation, or the text itself; NULL of NULL. */
const char *language_text(const struct language *language, const char *text);

/* Calls see() with every text that is shown to people, some of them twice. */
void questionnaire_texts(const struct questionnaire *q,
                         void (*see)(void *ctx, const char *text), void *ctx);

#endif
