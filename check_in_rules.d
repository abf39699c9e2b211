check_in_rules.o: src/school/checkin/check_in_rules.c src/base/banned.h \
 src/school/checkin/check_in_rules.h src/school/common/fault.h \
 src/face/face.h src/school/marks/mark.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/store/db.h \
 src/school/checkin/proof.h src/crypto/secret.h \
 src/school/checkin/network.h src/school/checkin/position.h \
 src/school/checkin/proof_inside.h src/school/common/access.h \
 src/face/live/live.h src/school/common/rows.h src/store/store.h \
 src/school/common/state.h src/school/faces/challenge.h \
 src/school/marks/mark_inside.h src/school/marks/mark_write.h \
 src/school/plan/lecture.h src/school/common/limits.h \
 src/school/plan/lecture_inside.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/checkin/check_in_rules.h:
src/school/common/fault.h:
src/face/face.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/store/db.h:
src/school/checkin/proof.h:
src/crypto/secret.h:
src/school/checkin/network.h:
src/school/checkin/position.h:
src/school/checkin/proof_inside.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/rows.h:
src/store/store.h:
src/school/common/state.h:
src/school/faces/challenge.h:
src/school/marks/mark_inside.h:
src/school/marks/mark_write.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/school/plan/lecture_inside.h:
src/store/engine.h:
src/store/url.h:
