/* engine/base/i18n.h - messages in the reader's language, through gettext.
 *
 * Message ids are English sentences; each folder keeps its Chinese in
 * zh_CN.po and the build joins them.  The language is Chinese when
 * PINGYI_LANG starts with "zh", or when it is unset and LC_ALL, LC_MESSAGES
 * or LANG (the first that is set) starts with "zh"; else English.  Only
 * messages follow it: numbers and files never depend on a locale, and
 * LC_NUMERIC is never set.
 */
#ifndef ENGINE_BASE_I18N_H
#define ENGINE_BASE_I18N_H

#include <stdbool.h>
#include <stddef.h>

#define _(text) i18n_text(text)
#define N_(text) text /* marks a text in a table for the catalogue */

/* Choose the language and bind the catalogue found under `share_dir`. */
void i18n_init(const char *share_dir);

const char *i18n_text(const char *id) __attribute__((format_arg(1)));

/* Where the Chinese catalogue lies; "" before i18n_init(). */
void i18n_catalogue(char *path, size_t room);

/* "zh" or "en". */
const char *i18n_lang(void);

#endif
