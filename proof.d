proof.o: src/school/checkin/proof.c src/base/banned.h \
 src/school/checkin/proof.h src/crypto/secret.h \
 src/school/checkin/network.h src/school/checkin/position.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h src/base/str.h \
 src/school/checkin/proof_inside.h src/store/db.h \
 src/school/common/access.h src/face/live/live.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/school/common/state.h \
 src/school/faces/flag_inside.h src/school/faces/flag.h \
 src/school/marks/mark.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/checkin/proof.h:
src/crypto/secret.h:
src/school/checkin/network.h:
src/school/checkin/position.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/school/checkin/proof_inside.h:
src/store/db.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/school/common/state.h:
src/school/faces/flag_inside.h:
src/school/faces/flag.h:
src/school/marks/mark.h:
src/store/engine.h:
src/store/url.h:
