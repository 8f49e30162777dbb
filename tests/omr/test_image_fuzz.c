/* The corpus of tests/fuzz/fuzz_image.c and changes of it: files of any kind. */
#include "tests/fuzz/fuzz_image.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("image", 8, 60)
