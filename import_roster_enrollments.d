import_roster_enrollments.o: \
 src/school/imports/import_roster_enrollments.c src/base/banned.h \
 src/base/arena.h src/base/str.h src/school/common/access.h \
 src/face/live/live.h src/face/face.h src/school/common/fault.h \
 src/school/common/audit_inside.h src/school/common/limits.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/imports/import_roster.h src/school/imports/import_work.h \
 src/school/imports/import.h src/school/jobs/job.h src/school/school.h \
 src/base/clock.h src/school/jobs/job_work.h src/crypto/secret.h \
 src/school/marks/membership.h src/store/engine.h src/store/url.h
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
src/school/imports/import_roster.h:
src/school/imports/import_work.h:
src/school/imports/import.h:
src/school/jobs/job.h:
src/school/school.h:
src/base/clock.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/marks/membership.h:
src/store/engine.h:
src/store/url.h:
