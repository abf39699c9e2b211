lecture_event.o: src/school/plan/lecture_event.c src/base/banned.h \
 src/base/arena.h src/school/common/event.h src/face/face.h \
 src/school/common/event_inside.h src/school/common/fault.h \
 src/school/common/state.h src/face/live/live.h src/school/school.h \
 src/base/clock.h src/school/plan/lecture.h src/school/common/limits.h \
 src/school/marks/mark.h src/school/plan/lecture_inside.h src/store/db.h \
 src/store/engine.h src/store/url.h src/store/store.h
src/base/banned.h:
src/base/arena.h:
src/school/common/event.h:
src/face/face.h:
src/school/common/event_inside.h:
src/school/common/fault.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/school/marks/mark.h:
src/school/plan/lecture_inside.h:
src/store/db.h:
src/store/engine.h:
src/store/url.h:
src/store/store.h:
