/* tests/web/seal_open.c - opens what the browser's seal.mjs sealed.
 *   seal_open key        a key pair: "SECRET PUBLIC", in hex
 *   seal_open open SECRET INFO AAD <sealed >text      exit 1: does not open */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/crypto.h"
#include "engine/seal/hpke.h"

enum { MOST = 1 << 20 };

static int tell(const struct err *err)
{
    (void)fprintf(stderr, "seal_open: %s\n", err->text);
    return 1;
}

static int key(void)
{
    struct err err = ERR_INIT;
    struct hpke_pair pair;
    char secret[2 * HPKE_SECRET + 1], public[2 * HPKE_PUBLIC + 1];
    if (hpke_pair_new(&pair, &err) != ERR_OK)
        return tell(&err);
    crypto_hex(pair.secret, HPKE_SECRET, secret);
    crypto_hex(pair.public, HPKE_PUBLIC, public);
    (void)printf("%s %s\n", secret, public);
    return 0;
}

static int open_it(const char *hex, const char *info, const char *aad)
{
    static uint8_t sealed[MOST], text[MOST];
    struct err err = ERR_INIT;
    struct hpke_pair pair;
    uint8_t secret[HPKE_SECRET] = {0};
    for (size_t i = 0; i < HPKE_SECRET && strlen(hex) == 2 * HPKE_SECRET; i++) {
        char two[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        secret[i] = (uint8_t)strtoul(two, NULL, 16);
    }
    struct hpke_with with = {HPKE_AES_256_GCM, {info, strlen(info)},
                             {aad, strlen(aad)}};
    size_t n = fread(sealed, 1, MOST, stdin);
    if (hpke_pair_of(secret, &pair, &err) != ERR_OK ||
        hpke_open(&with, &pair, (struct hpke_bytes){sealed, n}, text, &err) !=
            ERR_OK)
        return tell(&err);
    (void)fwrite(text, 1, n - HPKE_MORE, stdout);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "key") == 0)
        return key();
    if (argc == 5 && strcmp(argv[1], "open") == 0)
        return open_it(argv[2], argv[3], argv[4]);
    (void)fprintf(stderr, "seal_open key | seal_open open SECRET INFO AAD\n");
    return 2;
}
