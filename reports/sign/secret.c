/* reports/sign/secret.c - passphrases from a prompt, the environment or a
 * descriptor, never from argv, where every user of the machine can read it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"
#include "engine/base/utf8.h"
#include "reports/sign.h"

static enum err_code too_long(size_t room, struct err *err)
{
    return err_set(err, ERR_RANGE, 0,
                   _("the passphrase is longer than %zu bytes"), room - 1);
}

/* ---- prompt ---- */

enum { KEY_INTERRUPT = 3, KEY_END = 4, KEY_KILL = 21, KEY_ERASE = 127 };

/* Remove the last character, which may have several bytes. */
static size_t erase_one(char *out, size_t n)
{
    while (n > 0 && ((unsigned char)out[n - 1] & 0xC0) == 0x80)
        out[--n] = '\0';
    if (n > 0)
        out[--n] = '\0';
    return n;
}

/* One line, key by key: with signals off, so that Ctrl-C cannot leave the
 * terminal mute, it arrives here as a byte. */
static enum err_code read_keys(int tty, char *out, size_t room,
                               struct err *err)
{
    size_t n = 0;
    for (;;) {
        char c;
        ssize_t got = read(tty, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_errno(err, errno, _("reading"), "/dev/tty");
        if (got == 0 || c == '\n' || c == '\r' || c == KEY_END)
            break;
        if (c == KEY_INTERRUPT)
            return err_set(err, ERR_INTERRUPTED, 0, _("interrupted"));
        if (c == KEY_KILL) {
            crypto_wipe(out, n);
            n = 0;
        } else if (c == KEY_ERASE || c == '\b') {
            n = erase_one(out, n);
        } else if (n + 1 == room) {
            return too_long(room, err);
        } else {
            out[n++] = c;
        }
    }
    out[n] = '\0';
    return ERR_OK;
}

static enum err_code from_prompt(const char *prompt, char *out, size_t room,
                                 struct err *err)
{
    int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (tty < 0)
        return err_set(err, ERR_USAGE, errno,
                       _("there is no terminal to ask for the passphrase; "
                         "use --pass-env NAME or --pass-fd N"));
    struct termios before;
    if (tcgetattr(tty, &before) != 0) {
        (void)close(tty);
        return err_errno(err, errno, _("opening"), "/dev/tty");
    }
    struct termios mute = before;
    mute.c_lflag &= ~(tcflag_t)(ECHO | ICANON | ISIG);
    mute.c_cc[VMIN] = 1;
    mute.c_cc[VTIME] = 0;
    (void)tcsetattr(tty, TCSAFLUSH, &mute);
    (void)dprintf(tty, "%s ", prompt);
    enum err_code code = read_keys(tty, out, room, err);
    (void)tcsetattr(tty, TCSAFLUSH, &before);
    (void)dprintf(tty, "\n");
    (void)close(tty);
    return code;
}

/* ---- the others ---- */

static enum err_code from_env(const char *name, char *out, size_t room,
                              struct err *err)
{
    const char *value = name != NULL ? getenv(name) : NULL;
    if (value == NULL)
        return err_set(err, ERR_USAGE, 0,
                       _("the environment has no variable %s with the "
                         "passphrase"), name != NULL ? name : "?");
    size_t n = strlen(value);
    if (n >= room)
        return too_long(room, err);
    memcpy(out, value, n + 1);
    return ERR_OK;
}

/* Up to the first line end; byte by byte, so that what follows stays in the
 * descriptor for whoever reads it next. */
static enum err_code from_fd(int fd, char *out, size_t room, struct err *err)
{
    size_t n = 0;
    for (;;) {
        char c;
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_USAGE, errno,
                           _("the passphrase cannot be read from descriptor "
                             "%d: %s"), fd, strerror(errno));
        if (got == 0 || c == '\n')
            break;
        if (n + 1 == room)
            return too_long(room, err);
        out[n++] = c;
    }
    if (n > 0 && out[n - 1] == '\r')
        n--;
    out[n] = '\0';
    return ERR_OK;
}

struct secret_source sign_secret_from(const char *env, int64_t fd)
{
    if (env != NULL)
        return (struct secret_source){.from = SECRET_ENV, .env = env};
    if (fd >= 0)
        return (struct secret_source){.from = SECRET_FD, .fd = (int)fd};
    return (struct secret_source){.from = SECRET_PROMPT};
}

enum err_code sign_secret_read(const struct secret_source *secret,
                               const char *prompt, char *out, size_t room,
                               struct err *err)
{
    enum err_code code = ERR_USAGE;
    memset(out, 0, room);
    switch (secret->from) {
    case SECRET_PROMPT: code = from_prompt(prompt, out, room, err); break;
    case SECRET_ENV: code = from_env(secret->env, out, room, err); break;
    case SECRET_FD: code = from_fd(secret->fd, out, room, err); break;
    }
    size_t n = strlen(out);
    if (code == ERR_OK && utf8_check(out, n) != n)
        code = err_set(err, ERR_FORMAT, 0,
                       _("the passphrase is not UTF-8 text"));
    if (code != ERR_OK)
        crypto_wipe(out, room);
    return code;
}
