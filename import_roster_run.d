import_roster_run.o: src/school/imports/import_roster_run.c \
 src/base/banned.h src/base/arena.h src/base/csv.h src/base/str.h \
 src/school/common/fault.h src/face/face.h src/school/common/text.h \
 src/school/imports/archive.h src/school/imports/import_roster.h \
 src/school/imports/import_work.h src/school/imports/import.h \
 src/school/jobs/job.h src/school/school.h src/base/clock.h \
 src/school/jobs/job_work.h src/crypto/secret.h src/store/engine.h \
 src/store/db.h src/store/url.h src/store/store.h
src/base/banned.h:
src/base/arena.h:
src/base/csv.h:
src/base/str.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/text.h:
src/school/imports/archive.h:
src/school/imports/import_roster.h:
src/school/imports/import_work.h:
src/school/imports/import.h:
src/school/jobs/job.h:
src/school/school.h:
src/base/clock.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/store/engine.h:
src/store/db.h:
src/store/url.h:
src/store/store.h:
