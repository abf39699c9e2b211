/* SPDX-License-Identifier: MIT */
#include "school/checkin/camera.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

enum { KEYS_MAX = 16 };

/* What the page may call a label; anything else that it says counts as nothing. */
static const char *const odd_labels[] = {
    "obs",  "manycam", "xsplit",       "snap",    "droidcam", "iriun",  "epoccam",
    "camo", "mmhmm",   "v4l2loopback", "virtual", "fake",     "canvas",
};

static bool read_word(const char **text, const char *letters, char word[static SIGN_WORD_SIZE])
{
    size_t size = strspn(*text, letters);
    if (size == 0 || size >= SIGN_WORD_SIZE)
        return false;
    memcpy(word, *text, size);
    word[size] = '\0';
    *text += size;
    return true;
}

static bool take(const char *key, const char *value, struct camera *camera)
{
    size_t index;
    int64_t percent;
    if (strcmp(key, "label") == 0 && str_among(odd_labels, ARRAY_LENGTH(odd_labels), value, &index))
        memcpy(camera->label, odd_labels[index], strlen(odd_labels[index]) + 1);
    else if (strcmp(key, "lens") == 0)
        camera->lens_strange = strcmp(value, "strange") == 0;
    else if (strcmp(key, "facing") == 0)
        camera->faceless = strcmp(value, "none") == 0;
    else if (strcmp(key, "even") == 0)
        camera->even = strcmp(value, "1") == 0;
    else if (strcmp(key, "still") == 0) {
        if (!str_to_int(value, 0, 100, &percent))
            return false;
        camera->still = (int)percent;
    }
    return true;
}

bool camera_parse(const char *text, struct camera *ret_camera)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    char keys[KEYS_MAX][SIGN_WORD_SIZE], value[SIGN_WORD_SIZE];
    struct camera camera = {0};
    if (!text || strlen(text) > CAMERA_TEXT_MAX)
        return false;
    for (size_t count = 0;; text++) {
        if (count == KEYS_MAX || !read_word(&text, letters, keys[count]) || *text++ != '=' ||
            !read_word(&text, letters, value))
            return false;
        for (size_t i = 0; i < count; i++)
            if (strcmp(keys[i], keys[count]) == 0)
                return false;
        if (!take(keys[count++], value, &camera))
            return false;
        if (*text == '\0')
            break;
        if (*text != ';')
            return false;
    }
    *ret_camera = camera;
    return true;
}

bool camera_is_odd(const char *text, char reasons[static SIGNS_REASONS_SIZE])
{
    struct camera camera;
    char still[SIGN_WORD_SIZE];
    if (!text || !*text)
        return false;
    if (!camera_parse(text, &camera)) {
        signs_add(reasons, "camera_unreadable", NULL);
        return true;
    }
    int signs = camera.lens_strange + camera.faceless + camera.even + (camera.still >= CAMERA_STILL_SOME);
    if (!camera.label[0] && camera.still < CAMERA_STILL_ALL && signs < CAMERA_SIGNS)
        return false;
    if (camera.label[0])
        signs_add(reasons, "camera_label", camera.label);
    if (camera.still >= CAMERA_STILL_SOME) {
        snprintf(still, sizeof(still), "%d", camera.still);
        signs_add(reasons, "camera_still", still);
    }
    if (camera.even)
        signs_add(reasons, "camera_even", NULL);
    if (camera.lens_strange)
        signs_add(reasons, "camera_lens", NULL);
    if (camera.faceless)
        signs_add(reasons, "camera_facing", NULL);
    return true;
}
