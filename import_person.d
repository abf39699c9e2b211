import_person.o: src/school/imports/import_person.c src/base/banned.h \
 src/base/arena.h src/school/common/audit_inside.h \
 src/school/common/fault.h src/face/face.h src/school/common/limits.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/text.h src/school/imports/import_work.h \
 src/school/imports/import.h src/school/jobs/job.h src/school/school.h \
 src/base/clock.h src/school/jobs/job_work.h src/crypto/secret.h \
 src/school/people/account.h src/school/people/user.h \
 src/school/post/mail.h src/school/post/mail_inside.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/school/common/audit_inside.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/limits.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/text.h:
src/school/imports/import_work.h:
src/school/imports/import.h:
src/school/jobs/job.h:
src/school/school.h:
src/base/clock.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/people/account.h:
src/school/people/user.h:
src/school/post/mail.h:
src/school/post/mail_inside.h:
src/store/engine.h:
src/store/url.h:
