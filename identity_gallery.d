identity_gallery.o: src/school/faces/identity_gallery.c src/base/banned.h \
 src/school/faces/identity_gallery.h src/face/face.h \
 src/school/common/fault.h src/school/faces/flag_inside.h \
 src/school/faces/flag.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/crypto/secret.h src/face/engine.h src/face/align.h \
 src/face/image/image.h src/face/sample.h src/face/manifest.h \
 src/nn/model.h src/face/gallery/gallery.h \
 src/face/gallery/gallery_inside.h src/base/work.h \
 src/face/gallery/gallery_kernel.h src/face/locked.h src/face/pool.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h \
 src/school/faces/identity_inside.h src/school/faces/identity.h \
 src/school/faces/identity_template.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/faces/identity_gallery.h:
src/face/face.h:
src/school/common/fault.h:
src/school/faces/flag_inside.h:
src/school/faces/flag.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/crypto/secret.h:
src/face/engine.h:
src/face/align.h:
src/face/image/image.h:
src/face/sample.h:
src/face/manifest.h:
src/nn/model.h:
src/face/gallery/gallery.h:
src/face/gallery/gallery_inside.h:
src/base/work.h:
src/face/gallery/gallery_kernel.h:
src/face/locked.h:
src/face/pool.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/faces/identity_inside.h:
src/school/faces/identity.h:
src/school/faces/identity_template.h:
src/store/engine.h:
src/store/url.h:
