consent_text.o: src/school/faces/consent_text.c src/base/banned.h \
 src/school/faces/consent_text.h src/base/str.h
src/base/banned.h:
src/school/faces/consent_text.h:
src/base/str.h:
