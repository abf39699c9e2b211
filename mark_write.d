mark_write.o: src/school/marks/mark_write.c src/base/banned.h \
 src/school/marks/mark_write.h src/school/common/fault.h src/face/face.h \
 src/school/marks/mark.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/store/db.h src/base/str.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/school/marks/due.h src/school/marks/figures.h \
 src/school/marks/final.h src/school/marks/tally.h \
 src/school/marks/mark_inside.h src/school/marks/membership.h \
 src/school/post/notification.h src/school/post/tell.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/marks/mark_write.h:
src/school/common/fault.h:
src/face/face.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/store/db.h:
src/base/str.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/school/marks/due.h:
src/school/marks/figures.h:
src/school/marks/final.h:
src/school/marks/tally.h:
src/school/marks/mark_inside.h:
src/school/marks/membership.h:
src/school/post/notification.h:
src/school/post/tell.h:
src/store/engine.h:
src/store/url.h:
