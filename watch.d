watch.o: src/school/marks/watch.c src/base/banned.h \
 src/school/marks/watch.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/base/str.h src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h src/school/marks/due.h \
 src/school/marks/final.h src/school/marks/tally.h \
 src/school/marks/mark.h src/school/marks/standing.h \
 src/school/marks/membership.h src/school/marks/watch_inside.h \
 src/school/post/notification.h src/school/post/tell.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/marks/watch.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/marks/due.h:
src/school/marks/final.h:
src/school/marks/tally.h:
src/school/marks/mark.h:
src/school/marks/standing.h:
src/school/marks/membership.h:
src/school/marks/watch_inside.h:
src/school/post/notification.h:
src/school/post/tell.h:
src/store/engine.h:
src/store/url.h:
