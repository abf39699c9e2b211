classroom_edit.o: src/school/classes/classroom_edit.c src/base/banned.h \
 src/base/arena.h src/crypto/secret.h src/face/live/live.h \
 src/face/face.h src/school/classes/classroom.h \
 src/school/common/limits.h src/school/marks/mark.h src/school/school.h \
 src/base/clock.h src/school/common/fault.h src/school/plan/lecture.h \
 src/school/classes/classroom_inside.h src/school/common/access.h \
 src/school/common/audit_inside.h src/school/common/ordering.h \
 src/school/common/language.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/school/common/text.h \
 src/school/marks/due.h src/school/plan/window_plan.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/crypto/secret.h:
src/face/live/live.h:
src/face/face.h:
src/school/classes/classroom.h:
src/school/common/limits.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/clock.h:
src/school/common/fault.h:
src/school/plan/lecture.h:
src/school/classes/classroom_inside.h:
src/school/common/access.h:
src/school/common/audit_inside.h:
src/school/common/ordering.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/common/text.h:
src/school/marks/due.h:
src/school/plan/window_plan.h:
src/store/engine.h:
src/store/url.h:
