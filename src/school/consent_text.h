/* SPDX-License-Identifier: MIT */
/*
 * What a person agrees to before a face is enrolled. Any change of meaning needs a new version: earlier consents then
 * no longer count, and everybody is asked again. For school/identity.c only.
 */
#ifndef AMS_SCHOOL_CONSENT_TEXT_H
#define AMS_SCHOOL_CONSENT_TEXT_H

enum { CONSENT_VERSION = 1 };

static const char *const consent_text[] = {
    "If you agree, your attendance can be marked by your face. You choose freely: saying no has no disadvantage. "
    "Without "
    "a face your professor marks you by hand, and that counts just the same.",
    "From the pictures you take when you enrol, the server computes a template: 512 numbers that describe your face. "
    "The "
    "template is stored, encrypted for you alone, with the date and the number of pictures. The pictures themselves "
    "are "
    "not stored, neither when you enrol nor when you check in.",
    "The template has one purpose: to check, while an attendance window is open and you ask for it, that you are you. "
    "It "
    "is not used to search for you, is not given to anybody, and does not leave this server.",
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
