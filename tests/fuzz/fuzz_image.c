/* tests/fuzz/fuzz_image.c - the image doors on any bytes, of any format or
 * none.  `make fuzz` builds it with clang; without clang,
 * tests/omr/test_image_fuzz.c replays the corpus and changes of it in
 * `make check`.  So it is with each fuzz_x.c and its test_x_fuzz.c.
 */
#include "tests/fuzz/door.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t n)
{
    door_try(data, n);
    return 0;
}
