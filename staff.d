staff.o: src/school/classes/staff.c src/base/banned.h \
 src/school/classes/staff.h src/school/classes/classroom.h \
 src/face/live/live.h src/face/face.h src/school/common/limits.h \
 src/school/marks/mark.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/school/plan/lecture.h \
 src/school/classes/staff_inside.h src/school/common/access.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/state.h \
 src/school/common/text.h src/school/people/account.h \
 src/school/people/user.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/classes/staff.h:
src/school/classes/classroom.h:
src/face/live/live.h:
src/face/face.h:
src/school/common/limits.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/school/plan/lecture.h:
src/school/classes/staff_inside.h:
src/school/common/access.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/common/text.h:
src/school/people/account.h:
src/school/people/user.h:
src/store/engine.h:
src/store/url.h:
