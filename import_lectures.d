import_lectures.o: src/school/imports/import_lectures.c src/base/banned.h \
 src/base/arena.h src/base/str.h src/school/common/access.h \
 src/face/live/live.h src/face/face.h src/school/common/fault.h \
 src/school/common/audit_inside.h src/school/common/limits.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/school/school.h src/base/clock.h \
 src/school/common/text.h src/school/common/zone.h \
 src/school/imports/import_work.h src/school/imports/import.h \
 src/school/jobs/job.h src/school/jobs/job_work.h src/crypto/secret.h \
 src/school/marks/due.h src/school/plan/lecture.h src/school/marks/mark.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/base/str.h:
src/school/common/access.h:
src/face/live/live.h:
src/face/face.h:
src/school/common/fault.h:
src/school/common/audit_inside.h:
src/school/common/limits.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/school.h:
src/base/clock.h:
src/school/common/text.h:
src/school/common/zone.h:
src/school/imports/import_work.h:
src/school/imports/import.h:
src/school/jobs/job.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/marks/due.h:
src/school/plan/lecture.h:
src/school/marks/mark.h:
src/store/engine.h:
src/store/url.h:
