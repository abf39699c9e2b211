mine.o: src/school/checkin/mine.c src/base/banned.h src/base/arena.h \
 src/school/checkin/check_in.h src/crypto/secret.h src/face/live/live.h \
 src/face/face.h src/school/checkin/proof.h src/school/checkin/network.h \
 src/school/checkin/position.h src/school/school.h src/base/clock.h \
 src/school/common/fault.h src/school/faces/identity.h \
 src/school/faces/challenge.h src/school/marks/mark.h \
 src/school/plan/lecture.h src/school/common/limits.h \
 src/school/checkin/proof_inside.h src/store/db.h \
 src/school/common/access.h src/school/common/state.h \
 src/school/faces/identity_inside.h src/store/store.h \
 src/school/marks/mark_inside.h src/school/plan/lecture_inside.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/school/checkin/check_in.h:
src/crypto/secret.h:
src/face/live/live.h:
src/face/face.h:
src/school/checkin/proof.h:
src/school/checkin/network.h:
src/school/checkin/position.h:
src/school/school.h:
src/base/clock.h:
src/school/common/fault.h:
src/school/faces/identity.h:
src/school/faces/challenge.h:
src/school/marks/mark.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/school/checkin/proof_inside.h:
src/store/db.h:
src/school/common/access.h:
src/school/common/state.h:
src/school/faces/identity_inside.h:
src/store/store.h:
src/school/marks/mark_inside.h:
src/school/plan/lecture_inside.h:
src/store/engine.h:
src/store/url.h:
