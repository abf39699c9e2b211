window_plan.o: src/school/plan/window_plan.c src/base/banned.h \
 src/school/plan/window_plan.h src/school/common/fault.h src/face/face.h \
 src/base/arena.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/school.h src/base/clock.h src/school/marks/due.h \
 src/school/marks/figures.h src/school/marks/mark.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/plan/window_plan.h:
src/school/common/fault.h:
src/face/face.h:
src/base/arena.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/school/marks/due.h:
src/school/marks/figures.h:
src/school/marks/mark.h:
src/store/engine.h:
src/store/url.h:
