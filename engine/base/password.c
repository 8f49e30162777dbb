/* engine/base/password.c - see password.h. */
#include "engine/base/password.h"

#include <argon2.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "engine/base/crypto.h"
#include "engine/base/i18n.h"

enum { MEMORY_KB = 19 * 1024, PASSES = 2, LANES = 1, SALT = 16, DIGEST = 32 };

/* Characters; one of three bytes and more, a hanzi, counts as two. */
static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        n += (c & 0xC0) == 0x80 ? 0 : c >= 0xE0 ? 2 : 1;
    }
    return n;
}

enum err_code password_hash(const char *password,
                            char hash[PASSWORD_HASH_BYTES], struct err *err)
{
    uint8_t salt[SALT];
    if (characters(password) < PASSWORD_LEAST ||
        strlen(password) > PASSWORD_MOST)
        return err_set(err, ERR_RANGE, 0,
                       _("a password has %d characters or more (a hanzi "
                         "counts as two), and %d bytes at most; a short "
                         "sentence is easy to remember"),
                       PASSWORD_LEAST, PASSWORD_MOST);
    enum err_code code = crypto_random(salt, sizeof salt, err);
    if (code != ERR_OK)
        return code;
    int rc = argon2id_hash_encoded(PASSES, MEMORY_KB, LANES, password,
                                   strlen(password), salt, sizeof salt, DIGEST,
                                   hash, PASSWORD_HASH_BYTES);
    if (rc == ARGON2_OK)
        return ERR_OK;
    return err_set(err,
                   rc == ARGON2_MEMORY_ALLOCATION_ERROR ? ERR_NOMEM
                                                        : ERR_SYSTEM,
                   rc, _("the password cannot be kept: %s"),
                   argon2_error_message(rc));
}

bool password_is(const char *password, const char *hash)
{
    static const char none[] = /* of nobody's password */
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    bool real = hash[0] != '\0';
    size_t n = strlen(password);
    if (n > PASSWORD_MOST)
        n = PASSWORD_MOST + 1; /* fits nothing, but is tried all the same */
    return argon2id_verify(real ? hash : none, password, n) == ARGON2_OK &&
           real;
}

static bool read_line(char out[PASSWORD_MOST + 1])
{
    if (fgets(out, PASSWORD_MOST + 1, stdin) == NULL)
        return false;
    out[strcspn(out, "\r\n")] = '\0';
    return true;
}

static bool ask_unseen(const char *prompt, char out[PASSWORD_MOST + 1])
{
    struct termios old, quiet;
    if (tcgetattr(STDIN_FILENO, &old) != 0)
        return false;
    quiet = old;
    quiet.c_lflag &= ~(tcflag_t)ECHO;
    (void)fprintf(stderr, "%s", prompt);
    (void)fflush(stderr);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    bool got = read_line(out);
    (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
    (void)fputc('\n', stderr);
    return got;
}

enum err_code password_ask(const char *prompt, const char *again,
                           char out[PASSWORD_MOST + 1], struct err *err)
{
    char second[PASSWORD_MOST + 1];
    bool terminal = isatty(STDIN_FILENO) != 0;
    out[0] = '\0';
    bool got = terminal ? ask_unseen(prompt, out) : read_line(out);
    if (!got)
        return err_set(err, ERR_USAGE, 0, _("no password came"));
    if (!terminal)
        return ERR_OK;
    bool same = ask_unseen(again, second) && strcmp(out, second) == 0;
    crypto_wipe(second, sizeof second);
    if (same)
        return ERR_OK;
    crypto_wipe(out, PASSWORD_MOST + 1);
    return err_set(err, ERR_USAGE, 0,
                   _("the two passwords are not the same; begin again"));
}
