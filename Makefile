# pingyi 评议 - see README.md.  `make demo` and `make check` are the two
# commands; everything else serves them.  All output goes to build/.

MODE ?= release
B := build/$(MODE)
PREFIX ?= /usr/local
JOBS := $(shell nproc)
# Targets that install packages must finish before anything compiles, so they
# call make again; that one runs a job per core unless -j was given.
SUBMAKE = $(MAKE) --no-print-directory $(if $(findstring j,$(filter-out --%,$(MAKEFLAGS))),,-j$(JOBS))

CC := gcc
WARN := -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes \
        -Wmissing-prototypes -Wvla -Wformat=2
OPT_release := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong
OPT_asan := -O1 -g -fsanitize=address,undefined -fno-omit-frame-pointer \
            -fno-sanitize-recover=undefined
OPT_clang := -O2 -Werror
OPT_fuzz := -O1 -g -fsanitize=fuzzer-no-link,address,undefined \
            -fno-omit-frame-pointer -fno-sanitize-recover=undefined
CFLAGS := -std=c11 -D_GNU_SOURCE $(WARN) $(OPT_$(MODE)) -I. -I$(B)/gen \
          -DPINGYI_SHARE_DIR='"$(PREFIX)/share/pingyi"'
LDFLAGS := $(filter -fsanitize%,$(OPT_$(MODE)))
LIBS := -lhpdf -lzbar -lqrencode -lpng -ljpeg -ltiff -lsqlite3 -lyaml \
        -ljansson -lxlsxwriter -lreadstat -lzip -lexpat -lseccomp -lmicrohttpd -largon2 -lp11 -lcrypto -lz -lm \
        -lpoppler-glib -lcairo -lgobject-2.0 -lglib-2.0

# ---- packages (Debian 12 names) ----
PKG_BUILD := gcc make libc6-dev libhpdf-dev libzbar-dev libqrencode-dev \
  libpng-dev libjpeg62-turbo-dev libtiff-dev libsqlite3-dev libyaml-dev \
  libjansson-dev libxlsxwriter-dev libreadstat-dev \
  libzip-dev libexpat1-dev libseccomp-dev libmicrohttpd-dev libargon2-dev libssl-dev libp11-dev zlib1g-dev libpoppler-glib-dev \
  pkg-config gettext \
  python3-fonttools fonts-noto-cjk fonts-lxgw-wenkai
PKG_TEST := $(PKG_BUILD) libcmocka-dev libfreetype-dev poppler-utils qpdf \
  openssl sqlite3 curl libnss3-tools softhsm2 \
  default-jdk-headless libpdfbox2-java libbcpkix-java libcommons-logging-java libtiff-tools libjpeg-turbo-progs pspp libxml2-utils

# ---- what is built ----
ROOMS := engine forms omr reports
SRC := $(shell find $(ROOMS) -name '*.c' | LC_ALL=C sort)
OBJ := $(SRC:%.c=$(B)/obj/%.o)
PO := $(shell find $(ROOMS) -name zh_CN.po | LC_ALL=C sort)
BIN := $(B)/bin/pingyi
SHARE := $(B)/share/pingyi
MO := $(SHARE)/locale/zh_CN/LC_MESSAGES/pingyi.mo
DEADLINES := $(patsubst samples/%,$(SHARE)/%,$(wildcard samples/deadlines/*))
PRESETS := $(patsubst samples/presets/%,$(SHARE)/presets/%,$(wildcard samples/presets/*.yaml))

# Prepared fonts are cached outside build/ so that `make clean` and a second
# clone do not pay for them again; the name carries the recipe's hash.
FONT_RECIPE := engine/type/prepare_fonts.py
FONT_KEY := $(shell sha256sum $(FONT_RECIPE) 2>/dev/null | cut -c1-12)
FONT_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pingyi/fonts-$(FONT_KEY)
# Named after the recipe: the link may still lead to the faces of an older one.
FONTS := $(SHARE)/fonts/.stamp-$(FONT_KEY)

.PHONY: all deps-build deps-test demo check fonts clean install asan lint \
        bench golden fuzz clang tidy compile_commands.json

all: deps-build
	@$(SUBMAKE) program

.PHONY: program
program: $(BIN) $(MO) $(PRESETS) $(DEADLINES) $(if $(wildcard $(FONT_RECIPE)),$(FONTS))
	@ln -sfn $(MODE)/bin/pingyi build/pingyi

$(BIN): $(B)/obj/pingyi.o $(B)/libpingyi.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS)

$(B)/libpingyi.a: $(OBJ)
	@rm -f $@
	@ar rcs $@ $^

$(B)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(OBJ:.o=.d) $(B)/obj/pingyi.d

# Loops over bytes that only -O3 turns into vector code.
$(foreach f,levels box box_patch piece streak image image_turn writing,$(B)/obj/omr/$(f).o): CFLAGS += -O3

# The headers of glib and cairo lie in folders of their own; their macros do
# not stand our warnings.
$(B)/obj/omr/decode_pdf.o $(B)/obj/omr/decode_pdf_page.o \
$(B)/obj/omr/decode_pdf_draw.o $(B)/obj/omr/decode_pdf_surface.o \
$(B)/obj/omr/decode_pdf_alone.o: CFLAGS += $(subst -I/,-isystem /,$(shell \
  pkg-config --cflags poppler-glib 2>/dev/null))

# SQL becomes an enum of names and a table of texts.
SQL := $(wildcard engine/store/sql/*.sql)
ifneq (,$(SQL))
$(B)/gen/store_sql.h: engine/store/embed_sql.awk $(SQL)
	@mkdir -p $(@D)
	awk -f $< $(SQL) > $@.tmp && mv $@.tmp $@
$(filter $(B)/obj/engine/store/%,$(OBJ)): $(B)/gen/store_sql.h
endif

# The web page's files become byte arrays and a table.  $(1) the folder that
# holds them, $(2) the header and table, $(3) the source that includes it.
define web_pages
$(B)/gen/$(2)_pages.h: engine/web/embed_pages.awk $(sort $(wildcard $(1)/*))
	@mkdir -p $$(@D)
	for f in $(sort $(wildcard $(1)/*)); do echo "file $$$${f##*/}"; od -An -v -tu1 $$$$f; done | \
	  awk -v room=$(2) -f $$< >$$@.tmp && mv $$@.tmp $$@
$(B)/obj/$(3).o $(B)/tidy/$(3).ok: $(B)/gen/$(2)_pages.h
endef
$(eval $(call web_pages,engine/web/pages,engine_web,engine/web/room))
$(eval $(call web_pages,forms/openrosa/pages,forms_web,forms/web_room))
$(eval $(call web_pages,omr/review/pages,omr_web,omr/review/web_review))

$(MO): $(PO)
	@mkdir -p $(@D) $(B)/gen
	msgcat --use-first -o $(B)/gen/zh_CN.po $(PO)
	msgfmt --check-format -o $@ $(B)/gen/zh_CN.po

$(SHARE)/presets/%: samples/presets/%
	@mkdir -p $(@D)
	@cp $< $@

$(SHARE)/deadlines/%: samples/deadlines/%
	@mkdir -p $(@D)
	@cp $< $@

$(FONTS): $(FONT_RECIPE)
	@mkdir -p $(FONT_CACHE) $(SHARE)
	/usr/bin/python3 $(FONT_RECIPE) $(FONT_CACHE)
	@rm -rf $(SHARE)/fonts && ln -sfn $(FONT_CACHE) $(SHARE)/fonts
	@# A face that could not be fetched is tried again by the next make.
	@if [ -e $(FONT_CACHE)/fang.ttf ]; then touch $@; fi

fonts: $(FONTS)

# ---- packages ----
define install_missing
@missing=""; for p in $(1); do \
  dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' \
  || missing="$$missing $$p"; done; \
if [ -n "$$missing" ]; then \
  echo "installing packages:$$missing"; \
  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
  $$sudo env DEBIAN_FRONTEND=noninteractive sh -c \
    "apt-get update -q && apt-get install -y -q --no-install-recommends $$missing" \
    || { echo "packages could not be installed; as root run: apt-get install$$missing"; exit 1; }; \
fi
endef

deps-build:
	$(call install_missing,$(PKG_BUILD))

# Whoever has npm from elsewhere keeps it: Debian's would not go beside it.
deps-test:
	$(call install_missing,$(PKG_TEST))
	$(if $(shell command -v npm),,$(call install_missing,nodejs npm))
	$(if $(shell command -v chromium),,$(call install_missing,chromium))

# ---- tests ----
TEST_SRC := $(shell find tests/engine tests/forms tests/omr tests/reports -name 'test_*.c' 2>/dev/null | LC_ALL=C sort)
TEST_BIN := $(TEST_SRC:%.c=$(B)/%)
SIM_SRC := $(wildcard tests/sim/*.c)
SIM_OBJ := $(SIM_SRC:%.c=$(B)/obj/%.o)
PYSIM := $(B)/tests/sim/pysim

# The simulator judges the reader, so it is linked with engine/base alone.
$(PYSIM): $(SIM_OBJ) $(filter $(B)/obj/engine/base/%,$(OBJ))
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lpng -ljpeg -ltiff -ljansson -largon2 -lcrypto -lm

$(SIM_OBJ): CFLAGS += -O3

-include $(SIM_OBJ:.o=.d)

.PHONY: pysim
pysim: $(PYSIM)

# ---- figures ----
BENCH_BIN := $(B)/tests/bench/read_pages $(B)/tests/bench/speed \
             $(B)/tests/bench/accuracy $(B)/tests/bench/areas \
             $(B)/tests/bench/judge_again $(B)/tests/bench/tally_time
$(B)/tests/bench/accuracy: $(B)/obj/tests/bench/acc_foreign.o
$(addprefix $(B)/tests/bench/,accuracy areas judge_again): \
    $(addprefix $(B)/obj/tests/bench/,acc_page.o acc_case.o acc_figures.o) \
    $(filter-out $(B)/obj/tests/sim/main.o,$(SIM_OBJ))
$(B)/tests/bench/speed: $(B)/obj/tests/bench/decode.o

$(BENCH_BIN): $(B)/tests/bench/%: $(B)/obj/tests/bench/%.o $(B)/libpingyi.a
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) $(B)/libpingyi.a $(LIBS)

-include $(wildcard $(B)/obj/tests/bench/*.d)

.PHONY: bench-programs bench-accuracy bench-speed bench-tally samples samples-decisions
bench-programs: program $(PYSIM) $(BENCH_BIN)
bench: deps-test
	@$(SUBMAKE) bench-programs
	@B=$(B) tests/bench/run.py main
bench-accuracy: deps-test
	@$(SUBMAKE) bench-programs
	@B=$(B) PINGYI=$(CURDIR)/$(BIN) tests/bench/accuracy.py
# DuckDB comes from npm, for this alone, into build/bench/tally.
bench-tally: deps-test
	$(if $(shell command -v npm),,$(call install_missing,nodejs npm))
	@$(SUBMAKE) program $(B)/tests/bench/tally_time
	@B=$(B) tests/bench/tally.py
bench-speed: deps-test
	@$(SUBMAKE) bench-programs
	@B=$(B) tests/bench/run.py speed
# Photographs of marks by real hands, which are not part of the project:
# `make real-marks REAL_MARKS=DIR`, see tests/bench/real_marks.py.
.PHONY: real-marks
real-marks: program
	@tests/bench/real_marks.py $(BIN) $(or $(REAL_MARKS),$(error name the folder: make real-marks REAL_MARKS=DIR))

# The second reader's trees, grown anew: only when what it looks at changes.
.PHONY: second-reader
second-reader: deps-test
	$(call install_missing,python3-sklearn)
	@$(SUBMAKE) bench-programs
	@B=$(B) PINGYI=$(CURDIR)/$(BIN) OMP_NUM_THREADS=1 /usr/bin/python3 tests/bench/second_reader.py all omr/second_trees.inc
# The shipped scans: only when the sheets or the simulator change.
samples: deps-test
	@$(SUBMAKE) program $(PYSIM)
	@B=$(B) tests/sim/make_samples.sh
samples-decisions: program
	@B=$(B) tests/sim/make_decisions.sh

$(B)/tests/%: tests/%.c $(B)/libpingyi.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Wno-missing-prototypes -MMD -MP $(LDFLAGS) -o $@ $< \
	  $(B)/libpingyi.a -lcmocka -lfreetype $(shell pkg-config --cflags freetype2 2>/dev/null) $(LIBS)

-include $(TEST_BIN:=.d)

.PHONY: test-programs
test-programs: program $(TEST_BIN) $(PYSIM) $(B)/tests/bench/accuracy \
               $(B)/tests/golden $(B)/tests/web/when_cases \
               $(B)/tests/web/seal_open

check: deps-test
	@$(SUBMAKE) test-programs
	@B=$(B) tests/run $(TEST_BIN)

# Random questionnaires and sheets through the evaluator in C, the browser's
# and the engines of ODK Web Forms and Enketo; `make soak-when WHEN_CASES=3000 WHEN_SEED=7`.
WHEN_CASES ?= 1000
WHEN_SEED ?= $(shell date +%s)
.PHONY: soak-when
soak-when: deps-test
	@$(SUBMAKE) program $(B)/tests/web/when_cases
	@mkdir -p build/odk
	$(B)/tests/web/when_cases $(WHEN_CASES) $(WHEN_SEED) xforms >build/odk/cases.jsonl
	node tests/web/when.mjs build/odk/cases.jsonl
	tests/odk/install build/odk
	node build/odk/engine.mjs build/odk/cases.jsonl
	node build/odk/enketo.mjs build/odk/cases.jsonl

asan: deps-test
	@$(SUBMAKE) MODE=asan test-programs
	@B=build/asan ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 tests/run $(TEST_SRC:%.c=build/asan/%)

# ---- a second compiler's opinion ----
ALL_SRC := $(SRC) pingyi.c $(TEST_SRC) $(SIM_SRC) tests/golden.c \
           $(wildcard tests/bench/*.c tests/fuzz/*.c tests/web/*.c)
TEST_FLAGS := -Wno-missing-prototypes \
              $(shell pkg-config --cflags freetype2 2>/dev/null)
$(TEST_SRC:%.c=$(B)/obj/%.o) $(B)/obj/tests/golden.o: CFLAGS += $(TEST_FLAGS)

.PHONY: all-objects
all-objects: $(ALL_SRC:%.c=$(B)/obj/%.o)

clang:
	$(call install_missing,clang)
	@$(SUBMAKE) MODE=clang CC=clang all-objects

# Only what changed since clang-tidy passed it is looked at again; the object
# knows the headers.
TIDY := $(SRC:%.c=$(B)/tidy/%.ok) $(B)/tidy/pingyi.ok
$(B)/tidy/%.ok: $(B)/obj/%.o .clang-tidy
	@mkdir -p $(@D)
	@clang-tidy --quiet $*.c -- $(CFLAGS) >$(@:.ok=.log) 2>&1 || \
	  { cat $(@:.ok=.log); exit 1; }
	@touch $@

.PHONY: tidy-files
tidy-files: $(TIDY)
tidy: deps-test
	$(call install_missing,clang-tidy)
	@$(SUBMAKE) -k tidy-files

# ---- fuzzing, with clang ----
# Each tests/fuzz/fuzz_x.c runs for FUZZ_SECONDS from its corpus (before a
# release: `make fuzz FUZZ_SECONDS=600`, which takes two hours); what it finds
# lies in build/fuzz/found.  `make check` replays the corpora without clang.
# Our code and its use of memory are watched; poppler, libpng, libjpeg, libtiff
# and ZBar come from Debian without sanitizers, so errors that stay inside them
# are not seen: against those the reading processes are locked in.
FUZZ_SECONDS ?= 60
FUZZ_BIN := $(patsubst tests/fuzz/%.c,$(B)/fuzzers/%,$(wildcard tests/fuzz/fuzz_*.c))

$(B)/fuzzers/%: tests/fuzz/%.c $(B)/libpingyi.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -fsanitize=fuzzer -o $@ $< $(B)/libpingyi.a $(LIBS)

.PHONY: fuzz-programs
fuzz-programs: $(FUZZ_BIN)

fuzz: deps-test
	$(call install_missing,clang)
	@$(SUBMAKE) MODE=fuzz CC=clang fuzz-programs
	@mkdir -p build/fuzz/found
	@for f in $(FUZZ_BIN:$(B)/%=build/fuzz/%); do \
	  name=$${f##*/fuzz_}; echo "fuzzing $$name for $(FUZZ_SECONDS) s"; \
	  mkdir -p build/fuzz/corpus/$$name; \
	  $$f -max_total_time=$(FUZZ_SECONDS) -timeout=60 -rss_limit_mb=2048 \
	    -malloc_limit_mb=2000 \
	    -artifact_prefix=build/fuzz/found/$$name- \
	    build/fuzz/corpus/$$name tests/fuzz/corpus/$$name \
	    >build/fuzz/$$name.log 2>&1 || { tail -30 build/fuzz/$$name.log; exit 1; }; \
	  tail -1 build/fuzz/$$name.log; \
	done

# ---- the main job on the shipped scans ----
demo: deps-build
	@$(SUBMAKE) program
	@PINGYI="$(CURDIR)/$(BIN)" samples/demo.sh

# Rewrite the stored pictures: every test that calls tests/golden.sh is run
# with GOLDEN=write.  Look at the pictures (git diff --stat tests/golden) before
# committing them.
golden: deps-test
	@$(SUBMAKE) test-programs
	@for t in $$(grep -l 'golden\.sh' tests/cli/*.sh tests/*/test_*.c 2>/dev/null); do \
	  echo "golden: $$t"; \
	  case $$t in *.c) set -- $(B)/$${t%.c} ;; *) set -- bash $$t ;; esac; \
	  GOLDEN=write B=$(B) PINGYI=$(CURDIR)/$(BIN) LC_ALL=C.UTF-8 PINGYI_LANG=en \
	    "$$@" >build/golden.log 2>&1 || { tail -20 build/golden.log; exit 1; }; \
	done

# The pictures of the README, from the demonstration's own output.
.PHONY: docs-images
docs-images: demo
	@docs/make_images.sh

lint:
	@tests/lint/run

# The judge's parameters as docs/reading.md lists them; tests/cli/rejudge.sh
# compares.
.PHONY: reading-table
reading-table: program
	PINGYI_LANG=en $(BIN) rejudge --table >$(B)/table.md
	sed -i -e '/^<!-- judge parameters/,/^<!-- end/{//!d}' \
	  -e '/^<!-- judge parameters/r $(B)/table.md' docs/reading.md

# For editors: clangd and clang-tidy look into build/.  The shell splits the
# flags into words, awk makes each a JSON string.
compile_commands.json:
	@mkdir -p build
	@printf '%s\n' $(CC) $(CFLAGS) $(TEST_FLAGS) | \
	  awk -v directory='$(CURDIR)' -v files='$(ALL_SRC)' ' \
	    function quoted(s) { gsub(/[\\"]/, "\\\\&", s); return "\"" s "\"" } \
	    { words = words quoted($$0) "," } \
	    END { n = split(files, file, " "); print "["; \
	      for (i = 1; i <= n; i++) \
	        printf "{\"directory\":%s,\"file\":%s,\"arguments\":[%s\"-c\",%s]}%s\n", \
	          quoted(directory), quoted(file[i]), words, quoted(file[i]), \
	          i < n ? "," : ""; \
	      print "]" }' >build/$@

install: program
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/pingyi
	install -D -m 644 $(MO) $(DESTDIR)$(PREFIX)/share/pingyi/locale/zh_CN/LC_MESSAGES/pingyi.mo
	install -d $(DESTDIR)$(PREFIX)/share/pingyi/presets $(DESTDIR)$(PREFIX)/share/pingyi/fonts
	install -m 644 $(SHARE)/presets/* $(DESTDIR)$(PREFIX)/share/pingyi/presets/
	install -d $(DESTDIR)$(PREFIX)/share/pingyi/deadlines
	install -m 644 $(SHARE)/deadlines/* $(DESTDIR)$(PREFIX)/share/pingyi/deadlines/
	install -m 644 $(FONT_CACHE)/*.ttf $(FONT_CACHE)/rare.map $(DESTDIR)$(PREFIX)/share/pingyi/fonts/

clean:
	rm -rf build
