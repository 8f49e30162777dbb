/* The corpus of tests/fuzz/fuzz_png.c and changes of it: PNG. */
#include "tests/fuzz/fuzz_png.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("png", 5, 100)
