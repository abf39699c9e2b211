final.o: src/school/marks/final.c src/base/banned.h \
 src/school/marks/final.h src/school/common/fault.h src/face/face.h \
 src/school/marks/tally.h src/school/marks/mark.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/setting.h \
 src/school/common/setting_inside.h src/school/common/state.h \
 src/face/live/live.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/marks/final.h:
src/school/common/fault.h:
src/face/face.h:
src/school/marks/tally.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/setting.h:
src/school/common/setting_inside.h:
src/school/common/state.h:
src/face/live/live.h:
src/store/engine.h:
src/store/url.h:
