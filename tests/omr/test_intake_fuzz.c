/* The corpus of tests/fuzz/fuzz_intake.c and changes of it: PDF of scans. */
#include "tests/fuzz/fuzz_intake.c"
#include "tests/fuzz/replay.h"

REPLAY_MAIN("intake", 8, 20)
