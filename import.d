import.o: src/school/imports/import.c src/base/banned.h \
 src/school/imports/import.h src/school/jobs/job.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/fault.h \
 src/face/face.h src/base/str.h src/school/common/access.h \
 src/face/live/live.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/school/common/text.h \
 src/school/jobs/job_work.h src/crypto/secret.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/imports/import.h:
src/school/jobs/job.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/common/text.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/store/engine.h:
src/store/url.h:
