#!/bin/bash
# A handful of drawn sheets of everything that must be read right: no silent
# error, no page taken for another.  The large run is `make bench-accuracy`.
set -u
cd "$(dirname "$0")/../.."
export B="${B:-build/release}" PINGYI="${PINGYI:-$PWD/build/release/bin/pingyi}"
exec /usr/bin/python3 tests/bench/accuracy.py quick
