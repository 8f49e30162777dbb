/* tests/fuzz/fuzz_png.c - the PNG door.  Check sums of chunks are put right,
 * or nearly every change would end at the first of them. */
#include <zlib.h>

#include "tests/fuzz/door.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

static size_t be32(const unsigned char *p)
{
    return (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
}

static void put_crcs_right(unsigned char *bytes, size_t n)
{
    size_t at = 8;
    while (n >= 12 && at <= n - 12) {
        size_t length = be32(bytes + at);
        if (length > n - 12 - at)
            return;
        uLong crc = crc32(0, bytes + at + 4, (uInt)length + 4);
        for (int i = 0; i < 4; i++)
            bytes[at + 8 + length + (size_t)i] =
                (unsigned char)(crc >> (24 - 8 * i));
        at += length + 12;
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    unsigned char *bytes = malloc(n + 8);
    if (bytes == NULL)
        return 0;
    if (n > 0)
        memcpy(bytes, data, n);
    memcpy(bytes, "\x89PNG\r\n\x1a\n", 8);
    put_crcs_right(bytes, n);
    door_try(bytes, n > 8 ? n : 8);
    free(bytes);
    return 0;
}
