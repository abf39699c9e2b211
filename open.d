open.o: src/school/open.c src/base/banned.h src/base/clock.h \
 src/base/str.h src/school/attendance/change.h src/school/marks/mark.h \
 src/school/school.h src/base/arena.h src/school/common/fault.h \
 src/face/face.h src/school/attendance/window_inside.h \
 src/school/common/audit_inside.h src/school/common/ordering.h \
 src/school/common/language.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/common/zone.h src/school/faces/identity_gallery.h \
 src/school/faces/flag_inside.h src/school/faces/flag.h \
 src/school/faces/liveness.h src/school/faces/challenge.h \
 src/school/files/file_kind.h src/school/job_kinds.h \
 src/school/jobs/job_work.h src/crypto/secret.h src/school/jobs/job.h \
 src/school/marks/figures.h src/school/marks/watch.h \
 src/school/office/retention.h src/school/common/setting.h \
 src/school/people/session.h src/school/people/account.h \
 src/school/common/limits.h src/school/post/mail.h \
 src/school/post/notification.h src/school/post/tell.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/base/clock.h:
src/base/str.h:
src/school/attendance/change.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/school/common/fault.h:
src/face/face.h:
src/school/attendance/window_inside.h:
src/school/common/audit_inside.h:
src/school/common/ordering.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/common/zone.h:
src/school/faces/identity_gallery.h:
src/school/faces/flag_inside.h:
src/school/faces/flag.h:
src/school/faces/liveness.h:
src/school/faces/challenge.h:
src/school/files/file_kind.h:
src/school/job_kinds.h:
src/school/jobs/job_work.h:
src/crypto/secret.h:
src/school/jobs/job.h:
src/school/marks/figures.h:
src/school/marks/watch.h:
src/school/office/retention.h:
src/school/common/setting.h:
src/school/people/session.h:
src/school/people/account.h:
src/school/common/limits.h:
src/school/post/mail.h:
src/school/post/notification.h:
src/school/post/tell.h:
src/store/engine.h:
src/store/url.h:
