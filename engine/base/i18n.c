/* engine/base/i18n.c - see i18n.h.  The one door to gettext. */
#include "engine/base/i18n.h"

#include <libintl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Set once at start by i18n_init(), read-only afterwards. */
static bool chinese;

static bool wants_chinese(void)
{
    static const char *const names[] = {"PINGYI_LANG", "LC_ALL",
                                        "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *value = getenv(names[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "zh", 2) == 0;
    }
    return false;
}

void i18n_init(const char *share_dir)
{
    chinese = wants_chinese();
    /* C.UTF-8 is the one UTF-8 locale every Debian has; gettext then takes
     * the language from LANGUAGE.  A machine without zh_CN.UTF-8 generated
     * speaks Chinese all the same. */
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL ||
        setlocale(LC_MESSAGES, "C.UTF-8") == NULL)
        return;
    (void)setenv("LANGUAGE", chinese ? "zh_CN" : "en", 1);
    char dir[4096];
    int n = snprintf(dir, sizeof dir, "%s/locale", share_dir);
    if (n < 0 || (size_t)n >= sizeof dir)
        return;
    (void)bindtextdomain("pingyi", dir);
    (void)bind_textdomain_codeset("pingyi", "UTF-8");
    (void)textdomain("pingyi");
}

const char *i18n_text(const char *id)
{
    return gettext(id);
}

void i18n_catalogue(char *path, size_t room)
{
    const char *dir = bindtextdomain("pingyi", NULL);
    int n = dir != NULL
                ? snprintf(path, room, "%s/zh_CN/LC_MESSAGES/pingyi.mo", dir)
                : -1;
    if (n < 0 || (size_t)n >= room)
        path[0] = '\0';
}

const char *i18n_lang(void)
{
    return chinese ? "zh" : "en";
}
