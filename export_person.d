export_person.o: src/school/office/export_person.c src/base/banned.h \
 src/school/office/export_person.h src/school/jobs/job.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h src/base/str.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/state.h \
 src/face/live/live.h src/school/jobs/job_work.h src/crypto/secret.h \
 src/school/office/archive_write.h src/school/office/export_json.h \
 src/school/office/person_data.h src/school/office/erasure.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/office/export_person.h:
src/school/jobs/job.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/office/archive_write.h:
src/school/office/export_json.h:
src/school/office/person_data.h:
src/school/office/erasure.h:
src/store/engine.h:
src/store/url.h:
