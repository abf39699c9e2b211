room_code.o: src/school/checkin/room_code.c src/base/banned.h \
 src/school/checkin/room_code.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/crypto/secret.h src/school/checkin/check_in.h src/face/live/live.h \
 src/school/checkin/proof.h src/school/checkin/network.h \
 src/school/checkin/position.h src/school/faces/identity.h \
 src/school/faces/challenge.h src/school/marks/mark.h \
 src/school/plan/lecture.h src/school/common/limits.h \
 src/school/checkin/proof_inside.h src/store/db.h \
 src/school/checkin/room_code_inside.h src/school/common/access.h \
 src/school/common/rows.h src/store/store.h src/school/common/state.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/checkin/room_code.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/crypto/secret.h:
src/school/checkin/check_in.h:
src/face/live/live.h:
src/school/checkin/proof.h:
src/school/checkin/network.h:
src/school/checkin/position.h:
src/school/faces/identity.h:
src/school/faces/challenge.h:
src/school/marks/mark.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/school/checkin/proof_inside.h:
src/store/db.h:
src/school/checkin/room_code_inside.h:
src/school/common/access.h:
src/school/common/rows.h:
src/store/store.h:
src/school/common/state.h:
src/store/engine.h:
src/store/url.h:
