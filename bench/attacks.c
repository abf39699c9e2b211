/* SPDX-License-Identifier: MIT */
/*
 * Attacks on liveness made from photographs of real faces, and genuine attempts beside them.
 * Usage: attacks MODELS IMAGES [ATTEMPTS [SPECIES,...]]. IMAGES holds NAME/NAME_0001.jpg. One JSON object a species;
 * with AMS_ATTACKS_EACH set also one line an attempt. Everything follows from one seed. docs/LIVENESS.md explains the
 * figures.
 */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "face/embed.h"
#include "face/live/live.h"
#include "face/live/live_pose.h"
#include "support/live_scene.h"

enum {
    PEOPLE_MAX = 2500,
    IMAGES_MAX = 12, // of one person
    SCENES = 60,     // people who are played
    ATTEMPTS = 300,
    SENDINGS = 3, // of one step
    PATH_SIZE = 1024,
    SEED = 20261122,
};

struct photograph {
    char path[PATH_SIZE];
    struct live_observation observation;
};

struct person {
    struct photograph *photographs;
    size_t count;
    size_t base; // the frontal one that is rendered
    bool has_base;
};

struct bench {
    struct face_engine *engine;
    float match;
    struct person *people;
    size_t count;
    struct scene scenes[SCENES];
    struct face_template enrolled[SCENES]; // from other photographs than the one rendered
    size_t scene_count;
    size_t *varied; // people photographed in three poses of which one is a turn
    size_t varied_count;
};

/* One attempt in the making. */
struct attempt {
    struct live_challenge challenge;
    struct live_step steps[LIVE_STEPS_MAX];
    struct scene_random random;
    size_t victim, other;
    enum live_pose shown[LIVE_POSES_MAX];       // what is performed at each step
    float fixed_yaw;                            // of a photograph that was taken from the side
    size_t swapped;                             // step that the other person plays
    float effort;                               // 1; more when told to turn further
    float reflection;                           // of the screen's colour on the face
    struct face_frame recorded[LIVE_POSES_MAX]; // of an earlier attempt, to be shown again
    struct face_trace seen[LIVE_POSES_MAX];     // what the server kept of that attempt
    size_t seen_count;
};

static int fail(const char *why)
{
    fprintf(stderr, "attacks: %s\n", why);
    return 1;
}

static uint8_t *read_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = file ? malloc(FACE_FRAME_BYTES_MAX) : NULL;
    *ret_size = bytes ? fread(bytes, 1, FACE_FRAME_BYTES_MAX, file) : 0;
    if (file)
        fclose(file);
    return bytes;
}

static enum face_reason observe_file(struct face_engine *engine, const char *path, struct live_observation *observation)
{
    size_t size;
    uint8_t *bytes = read_file(path, &size);
    enum face_reason reason =
        bytes ? face_observe(engine, (struct face_frame){bytes, size}, 0, observation) : FACE_FAULT;
    free(bytes);
    return reason;
}

static bool is_frontal(const struct live_observation *o)
{
    return fabsf(o->yaw) < 8 && fabsf(o->pitch) < 10 && fabsf(o->roll) < 8;
}

static void read_person(struct bench *bench, const char *images, const char *name)
{
    struct person person = {.photographs = calloc(IMAGES_MAX, sizeof(*person.photographs))};
    for (unsigned number = 1; person.photographs && number <= IMAGES_MAX; number++) {
        struct photograph *photograph = &person.photographs[person.count];
        int length = snprintf(photograph->path, PATH_SIZE, "%s/%s/%s_%04u.jpg", images, name, name, number);
        if (length < 0 || length >= PATH_SIZE ||
            observe_file(bench->engine, photograph->path, &photograph->observation) != FACE_OK)
            continue;
        if (!person.has_base && is_frontal(&photograph->observation)) {
            person.has_base = true;
            person.base = person.count;
        }
        person.count++;
    }
    if (person.count >= 2 && bench->count < PEOPLE_MAX)
        bench->people[bench->count++] = person;
    else
        free(person.photographs);
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static bool read_people(struct bench *bench, const char *images)
{
    struct dirent **names;
    int count = scandir(images, &names, NULL, by_name);
    bench->people = calloc(PEOPLE_MAX, sizeof(*bench->people));
    bench->varied = calloc(PEOPLE_MAX, sizeof(*bench->varied));
    for (int i = 0; i < count; i++) {
        char second[PATH_SIZE];
        int length = snprintf(second, sizeof(second), "%s/%s/%s_0002.jpg", images, names[i]->d_name, names[i]->d_name);
        FILE *file = length < PATH_SIZE ? fopen(second, "rb") : NULL;
        if (file) {
            fclose(file);
            read_person(bench, images, names[i]->d_name);
        }
        free(names[i]);
    }
    if (count >= 0)
        free(names);
    return bench->count > 0;
}

/* Which pose a photograph happens to show, clearly; LIVE_POSES when none. */
static enum live_pose pose_of(const struct live_observation *o)
{
    if (fabsf(o->yaw) < 7 && fabsf(o->pitch) < 7)
        return LIVE_CENTRE;
    if (o->yaw > 24)
        return LIVE_LEFT;
    if (o->yaw < -24)
        return LIVE_RIGHT;
    if (fabsf(o->yaw) > 12)
        return LIVE_POSES;
    return o->pitch > 13 ? LIVE_DOWN : o->pitch < -13 ? LIVE_UP : LIVE_POSES;
}

static const struct photograph *photograph_in(const struct person *person, enum live_pose pose)
{
    for (size_t i = 0; i < person->count; i++)
        if (pose_of(&person->photographs[i].observation) == pose)
            return &person->photographs[i];
    return NULL;
}

static bool open_scene(struct bench *bench, const struct person *person)
{
    size_t size;
    struct scene *scene = &bench->scenes[bench->scene_count];
    struct face_template *enrolled = &bench->enrolled[bench->scene_count];
    uint8_t *bytes = read_file(person->photographs[person->base].path, &size);
    bool opened = bytes && scene_open(scene, bench->engine, (struct face_frame){bytes, size});
    free(bytes);
    if (!opened)
        return false;
    *enrolled = (struct face_template){0};
    memcpy(enrolled->model_id, scene->observation.face.model_id, sizeof(enrolled->model_id));
    for (size_t i = 0; i < person->count; i++)
        for (size_t v = 0; v < FACE_TEMPLATE_LENGTH && i != person->base; v++)
            enrolled->values[v] += person->photographs[i].observation.face.values[v];
    bench->scene_count++;
    return embedding_normalise(enrolled->values);
}

/* Every n-th person who was once photographed from the front, so that the players are spread over the set. */
static void choose_players(struct bench *bench)
{
    size_t frontal = 0, index = 0;
    for (size_t p = 0; p < bench->count; p++) {
        const struct person *person = &bench->people[p];
        size_t poses = 0;
        for (int pose = LIVE_CENTRE; pose < LIVE_POSES; pose++)
            poses += photograph_in(person, (enum live_pose)pose) != NULL;
        bool turns = photograph_in(person, LIVE_LEFT) || photograph_in(person, LIVE_RIGHT);
        if (poses >= LIVE_POSES_DRAWN && turns)
            bench->varied[bench->varied_count++] = p;
        frontal += person->has_base;
    }
    size_t step = frontal > SCENES ? frontal / SCENES : 1;
    for (size_t p = 0; p < bench->count && bench->scene_count < SCENES; p++)
        if (bench->people[p].has_base && index++ % step == 0)
            open_scene(bench, &bench->people[p]);
}

/* Renders, observes, frees. */
static struct live_observation show(struct bench *bench, struct scene *scene, const struct scene_view *view,
                                    struct scene_random *random)
{
    struct live_observation observation;
    struct face_frame frame = scene_render(scene, view, random);
    face_observe(bench->engine, frame, 0, &observation);
    free((void *)frame.bytes);
    return observation;
}

/* The step's pose, or for the steps behind the poses the centre. */
static enum live_pose shown_at(const struct attempt *attempt, size_t step)
{
    return step < attempt->challenge.pose_count ? attempt->shown[step] : LIVE_CENTRE;
}

static struct live_observation play_genuine(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view view = scene_pose(shown_at(attempt, step), attempt->effort, &attempt->random);
    return show(bench, &bench->scenes[attempt->victim], &view, &attempt->random);
}

static struct live_observation play_still(struct bench *bench, struct attempt *attempt, size_t step)
{
    (void)step;
    struct scene_view view = scene_pose(LIVE_CENTRE, attempt->effort, &attempt->random);
    view.surface = SCENE_PRINT;
    view.yaw = view.pitch = 0;
    return show(bench, &bench->scenes[attempt->victim], &view, &attempt->random);
}

/* Tilted the way that is asked, 20 to 50 degrees. */
static struct scene_view tilted(struct attempt *attempt, size_t step, enum scene_surface surface)
{
    enum live_pose pose = shown_at(attempt, step);
    struct scene_view view = scene_pose(pose, attempt->effort, &attempt->random);
    float tilt = scene_between(&attempt->random, 20, 50);
    view.surface = surface;
    view.yaw = pose == LIVE_LEFT ? tilt : pose == LIVE_RIGHT ? -tilt : 0;
    view.pitch = pose == LIVE_DOWN ? tilt : pose == LIVE_UP ? -tilt : 0;
    return view;
}

static struct live_observation play_print(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view view = tilted(attempt, step, SCENE_PRINT);
    return show(bench, &bench->scenes[attempt->victim], &view, &attempt->random);
}

static struct live_observation play_bent(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view view = tilted(attempt, step, SCENE_BENT);
    enum live_pose pose = shown_at(attempt, step);
    bool level = pose == LIVE_UP || pose == LIVE_DOWN;
    view.bend = scene_between(&attempt->random, 1.5f, 5) * (level ? -1 : 1);
    return show(bench, &bench->scenes[attempt->victim], &view, &attempt->random);
}

/* A print of a photograph taken from the side: a head's view, held flat and tilted as asked. */
static struct live_observation play_side_print(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view from_side = scene_plain(), view = tilted(attempt, step, SCENE_PRINT);
    from_side.yaw = attempt->fixed_yaw;
    struct live_observation observation = {.reason = FACE_FAULT};
    struct face_frame print = scene_render(&bench->scenes[attempt->victim], &from_side, &attempt->random);
    struct scene flat;
    if (scene_open(&flat, bench->engine, print)) {
        observation = show(bench, &flat, &view, &attempt->random);
        scene_close(&flat);
    }
    free((void *)print.bytes);
    return observation;
}

static struct live_observation play_screen(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view view = scene_pose(shown_at(attempt, step), attempt->effort, &attempt->random);
    view.screen = true;
    return show(bench, &bench->scenes[attempt->victim], &view, &attempt->random);
}

static struct live_observation play_still_screen(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view view = tilted(attempt, step, SCENE_PRINT);
    view.screen = true;
    return show(bench, &bench->scenes[attempt->victim], &view, &attempt->random);
}

static struct live_observation play_mixed(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view view = scene_pose(shown_at(attempt, step), attempt->effort, &attempt->random);
    size_t who = step == attempt->swapped ? attempt->other : attempt->victim;
    return show(bench, &bench->scenes[who], &view, &attempt->random);
}

static struct live_observation play_other(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_view view = scene_pose(shown_at(attempt, step), attempt->effort, &attempt->random);
    return show(bench, &bench->scenes[attempt->other], &view, &attempt->random);
}

/* Every step shows the frame of the first one, compressed anew. */
static struct live_observation play_duplicate(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct scene_random random = {attempt->victim + 1};
    struct scene_view view = scene_pose(attempt->challenge.poses[0], 1, &random);
    view.quality = 80 + (unsigned)step * 3;
    return show(bench, &bench->scenes[attempt->victim], &view, &random);
}

/* A frame of the recording, shown again: the same picture compressed anew, as by a page that was given it for a camera.
 */
static struct live_observation play_recorded(struct bench *bench, struct attempt *attempt, size_t step)
{
    struct live_observation observation;
    struct scene_view view = scene_plain();
    struct scene shown;
    view.surface = SCENE_PRINT;
    view.quality = 80 + scene_below(&attempt->random, 13);
    if (face_observe(bench->engine, attempt->recorded[step], 0, &observation) != FACE_OK ||
        !scene_open(&shown, bench->engine, attempt->recorded[step]))
        return observation;
    observation = show(bench, &shown, &view, &attempt->random);
    scene_close(&shown);
    return observation;
}

/* Real photographs of one person that happen to show the poses asked for. */
static struct live_observation play_photographs(struct bench *bench, struct attempt *attempt, size_t step)
{
    const struct person *person = &bench->people[attempt->victim];
    struct live_observation observation = photograph_in(person, attempt->shown[step])->observation;
    return observation;
}

/* The phone's screen lights the face, and the room behind it less. */
static struct live_observation play_colour(struct bench *bench, struct attempt *attempt, size_t step, size_t frame,
                                           float on_face, float on_background)
{
    static const float lights[LIVE_COLOURS][3] = {
        [LIVE_RED] = {1, .1f, .1f},     [LIVE_GREEN] = {.08f, 1, .15f}, [LIVE_BLUE] = {.1f, .19f, 1},
        [LIVE_YELLOW] = {1, .87f, .1f}, [LIVE_CYAN] = {.08f, .92f, 1},  [LIVE_MAGENTA] = {1, .1f, .87f},
    };
    struct scene_view view = scene_pose(shown_at(attempt, step), attempt->effort, &attempt->random);
    for (size_t c = 0; step == attempt->challenge.pose_count && c < 3; c++) {
        float light = lights[attempt->challenge.colours[frame]][c];
        // Pixels are not linear: a gain of the light is its 1/2.2 power there.
        view.light[c] *= powf(1 + on_face * light, 1 / 2.2f);
        view.background_light[c] *= powf(1 + on_background * light, 1 / 2.2f);
    }
    return show(bench, &bench->scenes[attempt->victim], &view, &attempt->random);
}

enum trick {
    AS_ASKED,
    SHUFFLED,  // the poses asked for in another order
    OLD,       // another challenge's poses
    OLD_KNOWN, // a recording of another challenge, and what the server kept of it is known
    AGAIN,     // as asked, after an earlier attempt that is known
    COLOUR_TRUE,
    COLOUR_NONE,
    COLOUR_TINT, // the whole picture takes the colour, as software would do it
};

struct species {
    const char *name;
    enum live_policy policy;
    bool genuine;
    bool matched; // acceptance includes the match with the victim's enrolled template
    enum trick trick;
    struct live_observation (*play)(struct bench *, struct attempt *, size_t step);
    size_t poses; // 0: as many as a challenge has
};

static const struct species all_species[] = {
    {"genuine_simulated", LIVE_ACTIVE, true, false, AS_ASKED, play_genuine, 0},
    {"genuine_photographs", LIVE_ACTIVE, true, false, AS_ASKED, play_photographs, 0},
    {"still_photo", LIVE_ACTIVE, false, false, AS_ASKED, play_still, 0},
    {"rotated_print", LIVE_ACTIVE, false, false, AS_ASKED, play_print, 0},
    {"bent_print", LIVE_ACTIVE, false, false, AS_ASKED, play_bent, 0},
    {"side_print", LIVE_ACTIVE, false, false, AS_ASKED, play_side_print, 0},
    {"two_people_mixed", LIVE_ACTIVE, false, false, AS_ASKED, play_mixed, 0},
    {"shuffled_order", LIVE_ACTIVE, false, false, SHUFFLED, play_genuine, 0},
    {"old_burst", LIVE_ACTIVE, false, false, OLD_KNOWN, play_recorded, 0},
    {"old_burst_from_elsewhere", LIVE_ACTIVE, false, false, OLD, play_genuine, 0},
    {"other_person", LIVE_ACTIVE, false, true, AS_ASKED, play_other, 0},
    {"duplicates", LIVE_ACTIVE, false, false, AS_ASKED, play_duplicate, 0},
    {"screen_still", LIVE_ACTIVE, false, false, AS_ASKED, play_still_screen, 0},
    {"screen_moire_right_poses", LIVE_ACTIVE, false, false, AS_ASKED, play_screen, 0},
    {"genuine_colour", LIVE_ACTIVE_COLOUR, true, false, COLOUR_TRUE, play_genuine, 0},
    {"right_poses_no_colour", LIVE_ACTIVE_COLOUR, false, false, COLOUR_NONE, play_genuine, 0},
    {"right_poses_tinted", LIVE_ACTIVE_COLOUR, false, false, COLOUR_TINT, play_genuine, 0},
    {"passive_genuine", LIVE_PASSIVE, true, false, AS_ASKED, play_genuine, 0},
    {"passive_still_photo", LIVE_PASSIVE, false, false, AS_ASKED, play_still, 0},
    {"passive_rotated_print", LIVE_PASSIVE, false, false, AS_ASKED, play_print, 0},
    {"passive_bent_print", LIVE_PASSIVE, false, false, AS_ASKED, play_bent, 0},
    {"passive_screen", LIVE_PASSIVE, false, false, AS_ASKED, play_screen, 0},
    // Behind the others: a row's place gives its seed.
    {"genuine_again", LIVE_ACTIVE, true, false, AGAIN, play_genuine, 0},
    {"genuine_four_poses", LIVE_ACTIVE, true, false, AS_ASKED, play_genuine, LIVE_POSES_MAX},
    {"old_burst_four_poses", LIVE_ACTIVE, false, false, OLD_KNOWN, play_recorded, LIVE_POSES_MAX},
    {"elsewhere_four_poses", LIVE_ACTIVE, false, false, OLD, play_genuine, LIVE_POSES_MAX},
};

/* As an honest client keeps them. */
static void set_times(struct attempt *attempt, size_t s)
{
    struct live_step *step = &attempt->steps[s];
    step->told_ms = 1000000 + (int64_t)s * 5000;
    for (size_t f = 0; f < step->count; f++)
        step->frames[f].arrived_ms =
            step->told_ms + LIVE_HOLD_MAX_MS + (int64_t)attempt->challenge.colour_count * LIVE_COLOUR_MS + (int64_t)f;
}

static void choose_shown(struct attempt *attempt, enum trick trick)
{
    struct live_challenge *challenge = &attempt->challenge;
    memcpy(attempt->shown, challenge->poses, sizeof(attempt->shown));
    if (trick == OLD || trick == OLD_KNOWN) {
        struct live_challenge old =
            live_challenge_draw(challenge->policy, challenge->pose_count, scene_source(&attempt->random));
        memcpy(attempt->shown, old.poses, sizeof(attempt->shown));
    }
    // Fisher and Yates, until the order is another.
    while (trick == SHUFFLED && memcmp(attempt->shown, challenge->poses, sizeof(attempt->shown)) == 0)
        for (size_t i = challenge->pose_count; i > 1; i--) {
            size_t j = scene_below(&attempt->random, (uint32_t)i);
            enum live_pose pose = attempt->shown[i - 1];
            attempt->shown[i - 1] = attempt->shown[j];
            attempt->shown[j] = pose;
        }
}

/* A challenge that this person's photographs can answer. */
static void draw_from_photographs(struct bench *bench, struct attempt *attempt)
{
    bool answered = false;
    attempt->victim = bench->varied[scene_below(&attempt->random, (uint32_t)bench->varied_count)];
    while (!answered) {
        attempt->challenge = live_challenge_draw(LIVE_ACTIVE, LIVE_POSES_DRAWN, scene_source(&attempt->random));
        answered = true;
        for (size_t i = 0; i < attempt->challenge.pose_count; i++)
            answered = answered && photograph_in(&bench->people[attempt->victim], attempt->challenge.poses[i]);
    }
}

static void play_step(struct bench *bench, struct attempt *attempt, const struct species *species, size_t s)
{
    size_t least, most;
    struct live_step *step = &attempt->steps[s];
    live_step_frames(&attempt->challenge, s, &least, &most);
    step->count = species->policy == LIVE_PASSIVE ? 3 : least;
    float face = species->trick == COLOUR_TRUE ? attempt->reflection : species->trick == COLOUR_TINT ? .25f : 0;
    float background = species->trick == COLOUR_TRUE ? attempt->reflection / 6 : face;
    for (size_t f = 0; f < step->count; f++)
        step->frames[f] = species->policy == LIVE_ACTIVE_COLOUR ? play_colour(bench, attempt, s, f, face, background)
                                                                : species->play(bench, attempt, s);
}

/* An earlier attempt of the victim's, in the poses `shown`: its frames when they are to be shown again, its traces. */
static void record(struct bench *bench, const struct species *species, struct attempt *attempt)
{
    for (size_t s = 0; s < attempt->challenge.pose_count; s++) {
        struct live_observation observation;
        struct scene_view view = scene_pose(attempt->shown[s], 1, &attempt->random);
        struct face_frame frame = scene_render(&bench->scenes[attempt->victim], &view, &attempt->random);
        face_observe(bench->engine, frame, 0, &observation);
        attempt->seen[attempt->seen_count++] = live_trace_of(&observation);
        if (species->trick == OLD_KNOWN)
            attempt->recorded[s] = frame;
        else
            free((void *)frame.bytes);
    }
}

static void forget(struct attempt *attempt)
{
    for (size_t s = 0; s < LIVE_POSES_MAX; s++)
        free((void *)attempt->recorded[s].bytes);
}

static void begin(struct bench *bench, const struct species *species, size_t number, struct attempt *attempt)
{
    size_t poses = species->poses > 0 ? species->poses : LIVE_POSES_DRAWN;
    *attempt = (struct attempt){.random = {SEED + number * 7919 + (uint64_t)(species - all_species) * 104729}};
    attempt->victim = number % bench->scene_count;
    attempt->other =
        (attempt->victim + 1 + scene_below(&attempt->random, (uint32_t)bench->scene_count - 1)) % bench->scene_count;
    attempt->challenge = live_challenge_draw(species->policy, poses, scene_source(&attempt->random));
    if (species->play == play_photographs)
        draw_from_photographs(bench, attempt);
    attempt->swapped = scene_below(&attempt->random, LIVE_POSES_DRAWN);
    attempt->fixed_yaw = scene_between(&attempt->random, 15, 35) * (scene_below(&attempt->random, 2) ? 1 : -1);
    attempt->reflection = scene_between(&attempt->random, .12f, .5f);
    choose_shown(attempt, species->trick);
    if (species->trick == OLD_KNOWN || species->trick == AGAIN)
        record(bench, species, attempt);
}

/* Step after step as the server does it: a step that may be sent again is, twice, with a larger turn. */
static enum face_reason play(struct bench *bench, const struct species *species, struct attempt *attempt,
                             struct live_verdict *ret_verdict)
{
    const struct live_challenge *challenge = &attempt->challenge;
    for (size_t s = 0; s < live_challenge_steps(challenge); s++) {
        enum face_reason reason = FACE_WRONG_POSE;
        attempt->effort = 1;
        for (size_t sent = 0; live_may_retry(reason) && sent < SENDINGS; sent++, attempt->effort += .25f) {
            play_step(bench, attempt, species, s);
            set_times(attempt, s);
            reason = live_judge_step(challenge, attempt->steps, s, bench->match, attempt->seen, attempt->seen_count,
                                     ret_verdict);
        }
        if (reason != FACE_OK)
            return reason;
    }
    return live_judge(challenge, attempt->steps, bench->match, NULL, 0, ret_verdict);
}

static void print_each(const struct species *species, const struct attempt *attempt, const struct live_verdict *v,
                       float score)
{
    printf("{\"attempt\":\"%s\",\"reason\":\"%s\",\"step\":%zu,\"poses\":[", species->name, face_reason_code(v->reason),
           v->step);
    for (size_t s = 0; s < live_challenge_steps(&attempt->challenge); s++) {
        const struct live_observation *o = &attempt->steps[s].frames[0];
        struct head_pose pose = {0};
        pose_fit(o->landmarks, &pose);
        printf("%s[\"%s\",%.1f,%.1f,%.4f]", s ? "," : "",
               s < attempt->challenge.pose_count ? live_pose_word(attempt->challenge.poses[s]) : "-", (double)o->yaw,
               (double)o->pitch, (double)pose.stretch);
    }
    const float values[] = {v->identity, v->parallax, v->homography, v->affine, v->change,      v->passive,
                            v->moire,    v->glare,    v->blockiness, v->border, v->colour_face, v->colour_background,
                            score};
    printf("],\"signals\":[");
    for (size_t i = 0; i < ARRAY_LENGTH(values); i++)
        printf(isnan(values[i]) ? "%snull" : "%s%.4f", i ? "," : "", (double)values[i]);
    printf("],\"motions\":[");
    const char *comma = "";
    for (size_t s = 1; s < attempt->challenge.pose_count; s++)
        for (size_t e = 0; e < s; e++) {
            struct face_motion m;
            if (attempt->steps[s].frames[0].reason == FACE_OK && attempt->steps[e].frames[0].reason == FACE_OK &&
                pose_motion(attempt->steps[e].frames[0].landmarks, attempt->steps[s].frames[0].landmarks, &m)) {
                printf("%s[%zu,%zu,%.3f,%.3f,%.3f,%.3f]", comma, e, s, (double)m.across, (double)m.down,
                       (double)m.homography, (double)m.affine);
                comma = ",";
            }
        }
    printf("]}\n");
}

/* One-sided 95 % bound: the rule of three without an error, Wilson's with some. */
static double upper_bound(size_t errors, size_t count)
{
    double n = (double)count, p = (double)errors / n, z = 1.645;
    if (errors == 0)
        return fmin(3 / n, 1);
    return (p + z * z / (2 * n) + z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))) / (1 + z * z / n);
}

static void run_species(struct bench *bench, const struct species *species, size_t attempts)
{
    static struct attempt attempt;
    size_t accepted = 0, reasons[FACE_REASON_COUNT] = {0};
    for (size_t i = 0; i < attempts; i++) {
        struct live_verdict verdict;
        struct face_template face;
        float score = NAN;
        begin(bench, species, i, &attempt);
        enum face_reason reason = play(bench, species, &attempt, &verdict);
        if (reason == FACE_OK && species->play != play_photographs &&
            live_face(&attempt.challenge, attempt.steps, &face))
            face_compare(&face, &bench->enrolled[attempt.victim], &score);
        if (reason == FACE_OK && species->matched && !(score >= bench->match))
            reason = FACE_NO_MATCH;
        reasons[reason]++;
        accepted += reason == FACE_OK;
        if (getenv("AMS_ATTACKS_EACH"))
            print_each(species, &attempt, &verdict, score);
        forget(&attempt);
    }
    size_t errors = species->genuine ? attempts - accepted : accepted;
    printf("{\"species\":\"%s\",\"policy\":\"%s\",\"attempts\":%zu,\"accepted\":%zu,\"%s\":%.4f,\"upper95\":%.4f,"
           "\"reasons\":{",
           species->name, live_policy_word(species->policy), attempts, accepted, species->genuine ? "bpcer" : "apcer",
           (double)errors / (double)attempts, upper_bound(errors, attempts));
    const char *comma = "";
    for (int reason = 0; reason < FACE_REASON_COUNT; reason++)
        if (reasons[reason] > 0) {
            printf("%s\"%s\":%zu", comma, face_reason_code((enum face_reason)reason), reasons[reason]);
            comma = ",";
        }
    printf("}}\n");
    fflush(stdout);
}

static void release(struct bench *bench)
{
    for (size_t i = 0; i < bench->scene_count; i++)
        scene_close(&bench->scenes[i]);
    for (size_t p = 0; p < bench->count; p++)
        free(bench->people[p].photographs);
    free(bench->people);
    free(bench->varied);
}

/* Whether a list "one,two" names it; NULL names all. */
static bool is_named(const char *list, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = list; at && *at != '\0'; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
        if (strcspn(at, ",") == length && strncmp(at, name, length) == 0)
            return true;
    return !list;
}

int main(int argc, char **argv)
{
    static struct bench bench;
    char error[FACE_ERROR_SIZE];
    int64_t attempts = ATTEMPTS;
    if (argc < 3 || argc > 5 || (argc > 3 && !str_to_int(argv[3], 1, 100000, &attempts)))
        return fail("usage: attacks MODELS IMAGES [ATTEMPTS [SPECIES,...]]");
    struct face_models *models = face_models_open(argv[1], getenv("AMS_EMBEDDER"), error);
    bench.engine = models ? face_engine_open(models, error) : NULL;
    int code = 1;
    if (!bench.engine) {
        fail(error);
        goto end;
    }
    bench.match = face_models_threshold(models);
    if (!read_people(&bench, argv[2])) {
        fail("no photographs of people with two and more");
        goto end;
    }
    choose_players(&bench);
    printf("{\"people\":%zu,\"played\":%zu,\"photographed_in_three_poses\":%zu,\"seed\":%d}\n", bench.count,
           bench.scene_count, bench.varied_count, SEED);
    for (size_t i = 0; i < ARRAY_LENGTH(all_species); i++)
        if (is_named(argc > 4 ? argv[4] : NULL, all_species[i].name) &&
            (all_species[i].play != play_photographs || bench.varied_count > 0))
            run_species(&bench, &all_species[i], (size_t)attempts);
    code = 0;
end:
    release(&bench);
    face_engine_close(bench.engine);
    face_models_close(models);
    return code;
}
