record.o: src/school/numbers/record.c src/base/banned.h src/base/arena.h \
 src/school/classes/classroom.h src/face/live/live.h src/face/face.h \
 src/school/common/limits.h src/school/marks/mark.h src/school/school.h \
 src/base/clock.h src/school/common/fault.h src/school/plan/lecture.h \
 src/school/classes/classroom_inside.h src/school/common/access.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/school/faces/identity_inside.h \
 src/school/faces/identity.h src/school/marks/membership.h \
 src/school/marks/standing.h src/school/marks/tally.h \
 src/school/numbers/register.h src/school/attendance/attendance.h \
 src/school/people/account.h src/school/people/user.h \
 src/school/plan/lecture_inside.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/school/classes/classroom.h:
src/face/live/live.h:
src/face/face.h:
src/school/common/limits.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/clock.h:
src/school/common/fault.h:
src/school/plan/lecture.h:
src/school/classes/classroom_inside.h:
src/school/common/access.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/faces/identity_inside.h:
src/school/faces/identity.h:
src/school/marks/membership.h:
src/school/marks/standing.h:
src/school/marks/tally.h:
src/school/numbers/register.h:
src/school/attendance/attendance.h:
src/school/people/account.h:
src/school/people/user.h:
src/school/plan/lecture_inside.h:
src/store/engine.h:
src/store/url.h:
