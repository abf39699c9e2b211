# AMS: `make` builds build/ams; `make web` builds web/dist; `make check` runs the C tests.
# `make check SANITIZER=address|undefined|thread` builds and runs them under that sanitizer in a folder of its own.
# One room alone: `make lib-http`, `make check-http`. WERROR=1 makes warnings errors, as ./check does.

CC ?= cc
SANITIZER ?=
WERROR ?=
# V=1 shows whole commands.
Q := $(if $(V),,@)
OBJ := build/$(if $(SANITIZER),$(SANITIZER),release)
AMS := $(if $(SANITIZER),$(OBJ)/ams,build/ams)

# What each room may lean on: the rooms that its doors lead to, and theirs.
include tools/doors.mk
reached = $(sort $(foreach d,$(DOORS_$(1)),$(d) $(call reached,$(d))))
ROOMS := $(call reached,main)
$(foreach r,$(ROOMS),$(eval DEPS_$(r) := $(call reached,$(r))))

# What differs between systems is found by looking, once: again when the probe or the installed packages have changed.
.DEFAULT_GOAL := all
PROBE := $(OBJ)/probe.mk
ifneq ($(filter-out clean web fuzz fuzz-smoke version coverage,$(or $(MAKECMDGOALS),all)),)
include $(PROBE)
endif
$(PROBE): tools/probe $(wildcard /var/lib/dpkg/status)
	@mkdir -p $(@D)
	@tools/probe $(CC) > $@.part && mv $@.part $@

WARNINGS := -Wall -Wextra -Wshadow -Wmissing-prototypes -Wstrict-prototypes -Wvla -Wconversion -Wformat=2
comma := ,
SANITIZE := $(if $(SANITIZER),-fsanitize=$(if $(filter address,$(SANITIZER)),address$(comma)undefined,$(SANITIZER)) \
	-fno-omit-frame-pointer -fno-sanitize-recover=all)
# A variable that nobody has set has a value that shows: no truth value, no address.
SANITIZE += $(if $(filter address,$(SANITIZER)),-ftrivial-auto-var-init=pattern)
# The sanitizers' builds compile in half of the time with -O1 and lines alone to debug by, and their tests run as fast.
CFLAGS ?= $(if $(filter address undefined thread,$(SANITIZER)),-O1 -g1,-O2 -g)
STANDARD ?= gnu17
# What makes a hole harder to use, where the compiler and the processor have it; tests/tools/test_hardening.sh reads the result.
HARDENING := -fPIE -fstack-protector-strong -fstack-clash-protection $(PROBE_HARDENING) -U_FORTIFY_SOURCE \
	-D_FORTIFY_SOURCE=$(if $(SANITIZER),0,2)
LINK_HARDENING := -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,separate-code
# The same bytes wherever it is built: `make reproducible` builds twice and compares.
SAME := -ffile-prefix-map=$(CURDIR)=.
ALL_CFLAGS = -std=$(STANDARD) $(CFLAGS) $(HARDENING) $(SAME) -D_GNU_SOURCE \
	$(WARNINGS) $(PROBE_WARNINGS) $(if $(WERROR),-Werror) $(SANITIZE) -Isrc -I$(OBJ)/generated -include src/base/banned.h $(PROBE_CFLAGS) -MMD -MP -pthread
LIBS = $(PROBE_LIBS) -lpthread -lm

# The version is that of the newest entry of CHANGELOG.md; `make version` prints it.
VERSION := $(shell sed -n 's/^## \([0-9][0-9.]*\).*/\1/p;T;q' CHANGELOG.md)
ifeq ($(VERSION),)
$(error CHANGELOG.md has no entry `## X.Y.Z`)
endif
NAME_VERSION := $(patsubst %.c,$(OBJ)/%.o,$(shell grep -l '"app/version.h"' src/app/*.c src/app/*/*.c))
$(NAME_VERSION): ALL_CFLAGS += -DAMS_VERSION='"$(VERSION)"'
$(NAME_VERSION): CHANGELOG.md
.PHONY: reproducible
reproducible:
	tools/reproducible

# The Debian package, from what is built and fetched: no network.
.PHONY: deb
deb: $(AMS)
	@[ -f web/dist/index.html ] || tools/build-web
	tools/deb

.PHONY: version
version:
	@echo $(VERSION)

sources = $(wildcard src/$(1)/*.c src/$(1)/*/*.c src/$(1)/*/*/*.c) $(if $(filter nn,$(1)),$(OBJ)/generated/onnx.pb-c.c) \
	$(if $(filter store,$(1)),$(OBJ)/generated/migrations.c) $(if $(filter api,$(1)),$(OBJ)/generated/api_pages.c) \
	$(if $(filter crypto,$(1)),$(OBJ)/generated/common_passwords.c)
objects = $(patsubst %.c,$(OBJ)/%.o,$(patsubst $(OBJ)/generated/%,generated/%,$(call sources,$(1))))

.PHONY: all web check clean fuzz fuzz-smoke
all: $(AMS)

define room
$(OBJ)/lib$(1).a: $(call objects,$(1))
	@rm -f $$@ && ar rcs $$@ $$^
.PHONY: lib-$(1) check-$(1)
lib-$(1): $(OBJ)/lib$(1).a $(foreach d,$(DEPS_$(1)),$(OBJ)/lib$(d).a)
endef
$(foreach r,$(ROOMS),$(eval $(call room,$(r))))

$(AMS): $(OBJ)/src/main.o $(foreach r,app $(DEPS_app),$(OBJ)/lib$(r).a)
	$(if $(V),,@echo "  LD $@")
	$(Q)$(CC) $(LINK_HARDENING) $(SANITIZE) -o $@ $(OBJ)/src/main.o -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

# Every source as another compiler reads it, for its warnings alone: nothing is made of them. All in one process, which takes a fifth of
# the time: most of clang's goes into being started.
.PHONY: syntax
syntax: $(OBJ)/generated/onnx.pb-c.h
	$(Q)clang-check $(filter-out $(OBJ)/generated/%,src/main.c $(foreach r,$(ROOMS),$(call sources,$(r)))) -- \
		$(filter-out -MMD -MP,$(ALL_CFLAGS)) -DAMS_VERSION=\"$(VERSION)\"

# Warnings that were let pass stay beside the object, so that WERROR=1 compiles such a file again. One shell, and no program
# but the compiler where it says nothing: there are three thousand of these in ./check.
define compile
$(Q)$(if $(V),,echo "  CC $<";) [ -d $(@D) ] || mkdir -p $(@D); \
	$(CC) $(ALL_CFLAGS) $(1) -c -o $@ $< 2>$@.said; status=$$?; [ ! -s $@.said ] || cat $@.said >&2; exit $$status
endef
ifneq ($(WERROR),)
$(shell find $(OBJ) -name '*.o.said' -size +0 2>/dev/null | sed 'p;s/\.said$$//' | xargs -r rm -f)
endif

$(OBJ)/src/%.o: src/%.c | $(OBJ)/generated/onnx.pb-c.h
	$(call compile,)

# Loops written for the compiler to turn into vectors, which gcc does without a doubt from here on only. Under a sanitizer the checks
# between keep it from that, and -O3 takes twice as long to compile.
$(if $(SANITIZER),,$(OBJ)/src/nn/kernel/%.o: ALL_CFLAGS += -O3)
$(OBJ)/src/nn/kernel/%.o $(OBJ)/src/face/gallery/gallery_kernel.o: ALL_CFLAGS += $(if $(filter address,$(SANITIZER)),$(PROBE_ASAN_VECTORS))

# Generated code is compiled as it comes: its warnings are its generator's.
$(OBJ)/generated/%.o: $(OBJ)/generated/%.c
	$(if $(V),,@echo "  CC $<")
	$(Q)$(CC) -std=gnu17 $(CFLAGS) $(HARDENING) $(SAME) $(SANITIZE) -w -I$(OBJ)/generated -Isrc -c -o $@ $<

# A model's graph is read by ONNX's own schema, as the system ships it.
$(OBJ)/generated/onnx.pb-c.c $(OBJ)/generated/onnx.pb-c.h &:
	@mkdir -p $(@D)
	protoc-c --c_out=$(@D) --proto_path=$(dir $(ONNX_PROTO)) $(notdir $(ONNX_PROTO))

MIGRATIONS := $(sort $(wildcard src/store/migrations/*.sql))
$(OBJ)/generated/migrations.c: $(MIGRATIONS) tools/embed
	@mkdir -p $(@D)
	tools/embed migrations $(MIGRATIONS) > $@.part && mv $@.part $@

$(OBJ)/generated/common_passwords.c: src/crypto/common_passwords.txt tools/embed
	@mkdir -p $(@D)
	$(Q)tools/embed common_passwords $< > $@.part && mv $@.part $@

$(OBJ)/generated/api_pages.c: src/api/describe/docs.css tools/embed
	@mkdir -p $(@D)
	tools/embed api_pages $< > $@.part && mv $@.part $@

# A test program is tests/<room>/test_<subject>.c; tests/support/*.c is there for each.
# An archive: each program takes only the support its own rooms can link.
TEST_SUPPORT := $(OBJ)/libsupport.a
$(TEST_SUPPORT): $(patsubst %.c,$(OBJ)/%.o,$(wildcard tests/support/*.c))
	@rm -f $@ && ar rcs $@ $^

test_programs = $(patsubst %.c,$(OBJ)/%,$(wildcard tests/$(1)/test_*.c))
ALL_TESTS := $(foreach r,$(ROOMS) golden attack,$(call test_programs,$(r)))

# What is tested should be fast, not the test.
$(if $(SANITIZER),$(OBJ)/tests/%.o: CFLAGS += -O0)
# But for what draws the pictures, pixel by pixel: half of the time of a test with faces.
DRAWING := $(patsubst %,$(OBJ)/tests/support/%.o,class_picture covering face_picture live_scene photo_pixels)
$(if $(SANITIZER),$(DRAWING): CFLAGS += -O2)
$(DRAWING): SANITIZE :=
$(OBJ)/tests/%.o: tests/%.c | $(OBJ)/generated/onnx.pb-c.h
	$(call compile,-Itests)

# Every statement of the school as the compiler sees it, macros and all: what test_plans asks the engines about. As one source, which
# reads the headers once; a macro that two files define stands for each as it does alone.
SCHOOL_SOURCES := $(wildcard src/school/*.c src/school/*/*.c src/school/*/*/*.c)
$(OBJ)/generated/school.i: $(SCHOOL_SOURCES) $(wildcard src/school/*/*.h src/school/*/*/*.h)
	@mkdir -p $(@D)
	$(Q)printf '@file %s\n#include "%s"\n' $(foreach s,$(SCHOOL_SOURCES),$(s) $(s)) | \
		$(CC) $(filter-out -MMD -MP,$(ALL_CFLAGS)) -w -I. -E -P -x c - > $@.part && mv $@.part $@
$(OBJ)/tests/school/test_plans.o: ALL_CFLAGS += -DSCHOOL_PREPROCESSED='"$(OBJ)/generated/school.i"'
$(OBJ)/tests/school/test_plans: | $(OBJ)/generated/school.i

# Passwords at their lightest (tests/support/light_password.c), where it is not their cost that is asked about.
LIGHT_PASSWORD := -Wl,--wrap=crypto_pwhash_str_alg,--wrap=crypto_pwhash_str_needs_rehash
LINK_test_late := -Wl,--wrap=clock_steady_ns
LINK_test_marks := -Wl,--wrap=clock_steady_ns
LINK_test_limits := -Wl,--wrap=clock_steady_ns,--wrap=work_close
LINK_test_memory := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=strdup

# The inner loops of the networks take two thirds of the time of a test with faces under ASan. The tests of nn
# and golden have them with its checks; the rooms above, which only call them, without.
PLAIN_KERNELS := $(if $(filter address,$(SANITIZER)),$(patsubst src/nn/%.c,$(OBJ)/plain/%.o,$(wildcard src/nn/kernel/*.c)))
$(OBJ)/plain/%.o: SANITIZE :=
$(OBJ)/plain/%.o: src/nn/%.c
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC $< (plain)")
	$(Q)$(CC) $(ALL_CFLAGS) -c -o $@ $<

define room_tests
$(call test_programs,$(1)): $(OBJ)/%: $(OBJ)/%.o $(if $(filter face school api app attack,$(1)),$(PLAIN_KERNELS)) $(TEST_SUPPORT) $(foreach d,$(filter $(ROOMS),$(1)) $(DEPS_$(1)),$(OBJ)/lib$(d).a)
	$$(if $$(V),,@echo "  LD $$@")
	$$(Q)$$(CC) $(PROBE_LINKER) $$(SANITIZE) $$(LINK_$$(@F)) $(if $(filter school api app attack,$(1)),$(LIGHT_PASSWORD)) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group \
		$$(LIBS) $(PROBE_TEST_LIBS)
check-$(1): $(call test_programs,$(1))
	tools/run-tests $$^
endef
# tests/attack is no room's: the whole API behind a real server.
DEPS_attack := api $(DEPS_api)
$(foreach r,$(ROOMS) attack,$(eval $(call room_tests,$(r))))
$(call test_programs,golden): $(OBJ)/%: $(OBJ)/%.o $(TEST_SUPPORT) $(OBJ)/libface.a $(OBJ)/libnn.a $(OBJ)/libbase.a
	$(if $(V),,@echo "  LD $@")
	$(Q)$(CC) $(PROBE_LINKER) $(SANITIZE) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS) $(PROBE_TEST_LIBS)

# Freed memory waits 256 MB long for a late use unless told otherwise: mostly page faults, in so many programs. The fuzzers keep it.
check $(ROOMS:%=check-%) check-attack: export ASAN_OPTIONS ?= quarantine_size_mb=4:thread_local_quarantine_size_kb=64
check: $(ALL_TESTS) $(AMS)
	tools/run-tests $(ALL_TESTS)

# ./check plays 300 random histories of a classroom (tests/school/test_histories.c); these are for a night.
HISTORIES ?= 20000
# ./check lets 30 faults, half of them on each engine, happen while people work (tests/torture); these are for a night.
FAULTS ?= 1000
.PHONY: torture
torture: $(AMS)
	AMS_FAULTS=$(FAULTS) node tests/torture/torture.mjs sqlite
	AMS_FAULTS=$(FAULTS) AMS_POWER=1 node tests/torture/torture.mjs sqlite
	AMS_FAULTS=$(FAULTS) node tests/torture/torture.mjs mariadb
	AMS_FAULTS=$(FAULTS) node tests/torture/torture.mjs nodes

# Is the checker worth anything? Six bugs, one at a time in the place of a source (tests/torture/planted.mjs), and it must find each.
.PHONY: planted
planted: $(AMS)
	node tests/torture/planted.mjs
build/planted/ams: build/planted/planted.c $(AMS)
	$(Q)$(CC) $(ALL_CFLAGS) -c -o build/planted/planted.o $<
	$(Q)$(CC) $(LINK_HARDENING) $(SANITIZE) -o $@ $(OBJ)/src/main.o build/planted/planted.o -Wl,--start-group \
		$(foreach r,app $(DEPS_app),$(OBJ)/lib$(r).a) -Wl,--end-group $(LIBS)

.PHONY: histories
histories: $(OBJ)/tests/school/test_histories
	AMS_HISTORIES=$(HISTORIES) $<

# Every page in every language, width and scheme, to be looked at; and the small ones that the documents show.
.PHONY: screenshots pictures
screenshots: all
	node tests/e2e/screenshots.mjs
pictures: all
	node tests/e2e/screenshots.mjs docs

# A fuzz target is fuzz/fuzz_<name>.c, its corpus fuzz/corpus/<name>/, the rooms it leans on FUZZ_<name> (http unless
# said). `make fuzz` builds them with libFuzzer (clang, and the libclang-rt-*-dev of its version) as build/fuzz/fuzz_<name>;
# `make fuzz-smoke` runs each corpus once under ASan and UBSan, with any compiler.
FUZZ_NAMES := $(patsubst fuzz/fuzz_%.c,%,$(wildcard fuzz/fuzz_*.c))
FUZZ_call := api $(DEPS_api)
FUZZ_device := school $(DEPS_school)
FUZZ_exif := face $(DEPS_face)
FUZZ_file := school $(DEPS_school)
FUZZ_heading := school $(DEPS_school)
FUZZ_look := face $(DEPS_face)
FUZZ_mail := school $(DEPS_school)
FUZZ_manifest := face $(DEPS_face)
FUZZ_settings := app $(DEPS_app)
FUZZ_text := school $(DEPS_school)
FUZZ_time := base
FUZZ_url := store $(DEPS_store)
FUZZ_archive := school $(DEPS_school)
FUZZ_backup := store $(DEPS_store)
FUZZ_cells := school $(DEPS_school)
FUZZ_csv := base
FUZZ_grid := school $(DEPS_school)
FUZZ_onnx := nn $(DEPS_nn)
FUZZ_tflite := nn $(DEPS_nn)
FUZZ_id_token := sso $(DEPS_sso)
FUZZ_image := face $(DEPS_face)
FUZZ_markdown := school $(DEPS_school)
FUZZ_place := school $(DEPS_school)
FUZZ_signs := school $(DEPS_school)
FUZZ_passkey := crypto $(DEPS_crypto)
FUZZ_receipt := crypto $(DEPS_crypto)
fuzz_libraries = $(foreach r,$(or $(FUZZ_$(1)),http $(DEPS_http)),$(OBJ)/lib$(r).a)
FUZZ_SANITIZE := -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all

fuzz:
	$(MAKE) CC=clang SANITIZER=fuzz SANITIZE='$(FUZZ_SANITIZE)' FUZZ_ENGINE=-fsanitize=fuzzer \
		$(FUZZ_NAMES:%=build/fuzz/fuzz_%)
fuzz-smoke:
	$(MAKE) SANITIZER=address $(FUZZ_NAMES:%=build/address/fuzz_%)
	@for name in $(FUZZ_NAMES); do build/address/fuzz_$$name fuzz/corpus/$$name || exit 1; done

$(OBJ)/fuzz/%.o: fuzz/%.c | $(OBJ)/generated/onnx.pb-c.h
	$(call compile,)

define fuzz_program
$(OBJ)/fuzz_$(1): $(OBJ)/fuzz/fuzz_$(1).o $(if $(FUZZ_ENGINE),,$(OBJ)/fuzz/replay.o) $(call fuzz_libraries,$(1))
	$$(if $$(V),,@echo "  LD $$@")
	$$(Q)$$(CC) $(PROBE_LINKER) $$(SANITIZE) $$(FUZZ_ENGINE) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(LIBS)
endef
$(foreach n,$(FUZZ_NAMES),$(eval $(call fuzz_program,$(n))))

# Which lines the C tests and the fuzz corpora run, by room (gcc's --coverage; an hour on a slow machine). tools/coverage build/coverage
# --missing src/http says which they do not.
.PHONY: coverage
coverage:
	find build/coverage -name '*.gcda' -delete 2>/dev/null || true
	$(MAKE) SANITIZER=coverage SANITIZE=--coverage CFLAGS='-O0 -g' check $(FUZZ_NAMES:%=build/coverage/fuzz_%)
	@for name in $(FUZZ_NAMES); do build/coverage/fuzz_$$name fuzz/corpus/$$name || exit 1; done
	tools/coverage build/coverage --least 90 85

# bench/<name>.c: a program over the rooms of BENCH_<name> (the face pipeline unless said); the scripts in bench/ run it.
BENCH_school := api $(DEPS_api)
BENCH_store := store $(DEPS_store)
BENCH_receipts := school $(DEPS_school)
LINK_receipts := -Wl,--wrap=receipt_note
BENCH_imports := support school $(DEPS_school)
LINK_imports := -Wl,--wrap=db_exec,--wrap=db_query,--wrap=db_one_int -Wl,--no-as-needed -lcmocka
BENCH_attacks := support face $(DEPS_face)
BENCH_turned := support face $(DEPS_face)
BENCH_covered := support face $(DEPS_face)
BENCH_repeats := support face $(DEPS_face)
BENCH_spoof := support app $(DEPS_app)
BENCH_gate := support app $(DEPS_app)
BENCH_backlight := support app $(DEPS_app)
BENCH_heads := support face $(DEPS_face)
BENCH_moments := support face $(DEPS_face)
BENCH_mark := support face $(DEPS_face)
BENCH_hot := api $(DEPS_api)
BENCH_load/fill := school $(DEPS_school)
BENCH_load/load := base
BENCH_load/crowd := base
bench_libraries = $(foreach r,$(or $(BENCH_$(1)),face $(DEPS_face)),$(OBJ)/lib$(r).a)
$(OBJ)/bench/load/load: bench/load/link.c bench/load/watch.c
.SECONDEXPANSION:
$(OBJ)/bench/%: bench/%.c $$(call bench_libraries,$$*)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -Itests $(LINK_$(@F)) -o $@ $(filter %.c,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(LIBS)

# What the program and the web app are made of, as SPDX 2.3: build/ams.spdx.json.
.PHONY: sbom
sbom: $(AMS)
	@tools/sbom $(AMS) > build/ams.spdx.json.part && mv build/ams.spdx.json.part build/ams.spdx.json && echo build/ams.spdx.json

web:
	cd web && npm ci --no-audit --no-fund && npm run build

# The web app's types of the API, from what the program says of itself; ./check holds the file against it.
.PHONY: api-types
api-types: $(AMS)
	cd web && AMS_BINARY=$(abspath $(AMS)) npm run --silent api-types
	cd clients/typescript && { [ -d node_modules ] || npm ci --no-audit --no-fund --loglevel=error; } && AMS_BINARY=$(abspath $(AMS)) node generate.mjs
	AMS_BINARY=$(abspath $(AMS)) node tests/openapi/changes.mjs --write

clean:
	rm -rf build

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
.SECONDARY:
