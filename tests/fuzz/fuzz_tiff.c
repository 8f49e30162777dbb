/* tests/fuzz/fuzz_tiff.c - the TIFF door: both byte orders, large files. */
#include "tests/fuzz/door.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    static const char *const magics[] = {"II*\0", "MM\0*", "II+\0", "MM\0+"};
    if (n < 4)
        return 0;
    bool big_endian = data[0] == 'M';
    bool large = data[2] == '+' || data[3] == '+';
    door_try_as(data, n, magics[(large ? 2 : 0) + big_endian], 4);
    return 0;
}
