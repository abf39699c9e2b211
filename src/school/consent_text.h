/* SPDX-License-Identifier: MIT */
/*
 * What a person agrees to before a face is enrolled. Any change of meaning needs a new version: earlier consents then
 * no longer count, and everybody is asked again. For school/identity.c only.
 */
#ifndef AMS_SCHOOL_CONSENT_TEXT_H
#define AMS_SCHOOL_CONSENT_TEXT_H

enum { CONSENT_VERSION = 2 };

static const char *const consent_text[] = {
    "If you agree, your attendance can be marked by your face. You choose freely: saying no has no disadvantage. "
    "Without "
    "a face your professor marks you by hand, and that counts just the same.",
    "From the pictures you take when you enrol, the server computes a template: 512 numbers that describe your face. "
    "The "
    "template is stored, encrypted for you alone, with the date and the number of pictures. The pictures themselves "
    "are "
    "not stored, neither when you enrol nor when you check in.",
    "The template has one purpose: attendance. While an attendance window is open and you ask for it, it is used to "
    "check that you are you. When a face is enrolled, it is compared with the other enrolled faces, so that nobody "
    "attends for two. It is not given to anybody and does not leave this server.",
    "If your institution has turned this on, your professor may take a photo of the class. The faces in it are then "
    "compared with the templates of the students of that class, and your professor confirms who is there. The photo is "
    "not stored. You may ask not to be in it: your professor marks you by hand.",
    "When a check is refused, the reason is stored (for example \"too dark\" or \"no match\") and your professor sees "
    "it. "
    "How similar the faces were is not stored and not shown.",
    "The template is kept until you delete it or take your consent back; your institution may delete it sooner, for "
    "example when you leave.",
    "You can take your consent back at any time, on the page where you gave it. Your template is deleted at that "
    "moment. "
    "Marks that you already have stay as they are.",
};

#endif
