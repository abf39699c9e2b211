import_roster_classes.o: src/school/imports/import_roster_classes.c \
 src/base/banned.h src/base/arena.h src/base/str.h src/crypto/secret.h \
 src/school/common/audit_inside.h src/school/common/fault.h \
 src/face/face.h src/school/common/limits.h src/school/common/ordering.h \
 src/school/common/language.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/text.h \
 src/school/imports/import_roster.h src/school/imports/import_work.h \
 src/school/imports/import.h src/school/jobs/job.h src/school/school.h \
 src/base/clock.h src/school/jobs/job_work.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/base/str.h:
src/crypto/secret.h:
src/school/common/audit_inside.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/limits.h:
src/school/common/ordering.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/text.h:
src/school/imports/import_roster.h:
src/school/imports/import_work.h:
src/school/imports/import.h:
src/school/jobs/job.h:
src/school/school.h:
src/base/clock.h:
src/school/jobs/job_work.h:
src/store/engine.h:
src/store/url.h:
