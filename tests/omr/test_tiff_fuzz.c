/* The corpus of tests/fuzz/fuzz_tiff.c and changes of it: TIFF. */
#include "tests/fuzz/fuzz_tiff.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("tiff", 8, 60)
