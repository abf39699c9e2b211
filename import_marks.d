import_marks.o: src/school/imports/import_marks.c src/base/banned.h \
 src/base/str.h src/school/common/fault.h src/face/face.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/text.h \
 src/school/common/zone.h src/school/imports/import_work.h \
 src/school/imports/import.h src/school/jobs/job.h \
 src/school/jobs/job_work.h src/crypto/secret.h src/school/marks/mark.h \
 src/school/marks/mark_write.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/str.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/text.h:
src/school/common/zone.h:
src/school/imports/import_work.h:
src/school/imports/import.h:
src/school/jobs/job.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/marks/mark.h:
src/school/marks/mark_write.h:
src/store/engine.h:
src/store/url.h:
