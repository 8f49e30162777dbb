/* The corpus of tests/fuzz/fuzz_jpeg.c and changes of it: JPEG. */
#include "tests/fuzz/fuzz_jpeg.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("jpeg", 4, 100)
