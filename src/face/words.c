/* SPDX-License-Identifier: MIT */
/* The stable words of face.h's enums. */
#include "face/face.h"

const char *face_reason_code(enum face_reason reason)
{
    static const char *const codes[FACE_REASON_COUNT] = {
        [FACE_OK] = "ok",
        [FACE_BAD_IMAGE] = "bad_image",
        [FACE_IMAGE_TOO_LARGE] = "image_too_large",
        [FACE_NO_FACE] = "no_face",
        [FACE_SEVERAL_FACES] = "several_faces",
        [FACE_TOO_SMALL] = "too_small",
        [FACE_CUT_OFF] = "cut_off",
        [FACE_TOO_DARK] = "too_dark",
        [FACE_TOO_BRIGHT] = "too_bright",
        [FACE_BLURRED] = "blurred",
        [FACE_TURNED_AWAY] = "turned_away",
        [FACE_TOO_FEW_FRAMES] = "too_few_frames",
        [FACE_REPEATED_FRAMES] = "repeated_frames",
        [FACE_FRAMES_DISAGREE] = "frames_disagree",
        [FACE_NO_MATCH] = "no_match",
        [FACE_OTHER_MODEL] = "other_model",
        [FACE_WRONG_POSE] = "wrong_pose",
        [FACE_FLAT] = "flat_face",
        [FACE_NOT_LIVE] = "not_live",
        [FACE_COLOUR_MISSING] = "colour_missing",
        [FACE_BAD_TIMING] = "bad_timing",
        [FACE_BACKLIT] = "backlit",
        [FACE_BURNT] = "burnt",
        [FACE_TILTED] = "tilted",
        [FACE_COVERED] = "covered",
        [FACE_UNCLEAR] = "unclear",
        [FACE_TURNED] = "turned",
        [FACE_FAULT] = "fault",
    };
    return reason < FACE_REASON_COUNT ? codes[reason] : "fault";
}

const char *face_spoof_word(enum face_spoof spoof)
{
    static const char *const words[] = {
        [FACE_SPOOF_THREE] = "three", [FACE_SPOOF_SEVEN] = "seven", [FACE_SPOOF_OFF] = "off"};
    return spoof <= FACE_SPOOF_OFF ? words[spoof] : "off";
}
