/* tests/fuzz/fuzz_jpeg.c - the JPEG door, EXIF and all. */
#include "tests/fuzz/door.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    door_try_as(data, n, "\xFF\xD8\xFF", 3);
    return 0;
}
