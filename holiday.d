holiday.o: src/school/plan/holiday.c src/base/banned.h \
 src/school/plan/holiday.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/school/common/access.h src/face/live/live.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/state.h \
 src/school/common/text.h src/school/common/zone.h \
 src/school/plan/holiday_inside.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/plan/holiday.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/common/text.h:
src/school/common/zone.h:
src/school/plan/holiday_inside.h:
src/store/engine.h:
src/store/url.h:
