job_work.o: src/school/jobs/job_work.c src/base/banned.h \
 src/school/jobs/job_work.h src/crypto/secret.h src/school/common/fault.h \
 src/face/face.h src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/jobs/job.h src/base/str.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/state.h \
 src/face/live/live.h src/school/people/account.h \
 src/school/common/limits.h src/school/post/notification.h \
 src/school/post/tell.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/common/fault.h:
src/face/face.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/jobs/job.h:
src/base/str.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/people/account.h:
src/school/common/limits.h:
src/school/post/notification.h:
src/school/post/tell.h:
src/store/engine.h:
src/store/url.h:
