job_kinds.o: src/school/job_kinds.c src/base/banned.h \
 src/school/job_kinds.h src/school/jobs/job_work.h src/crypto/secret.h \
 src/school/common/fault.h src/face/face.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/jobs/job.h \
 src/school/imports/import_work.h src/school/imports/import.h \
 src/school/office/export_person.h
src/base/banned.h:
src/school/job_kinds.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/common/fault.h:
src/face/face.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/jobs/job.h:
src/school/imports/import_work.h:
src/school/imports/import.h:
src/school/office/export_person.h:
