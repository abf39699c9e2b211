/* SPDX-License-Identifier: MIT */
#include "face/live/spoof.h"

#include <math.h>
#include <stdlib.h>

#include "face/engine.h"
#include "nn/net.h"

static const double least_probability = 1e-6;

enum { SIZE_MIN = 16, SIZE_MAX_OF_INPUT = 512, CLASSES_MAX = 16 };

struct spoof_net {
    const struct manifest_spoof *about;
    struct net *net;
    struct net_tensor input;  // (1, size, size, 3)
    struct net_tensor output; // logits
};

struct spoof_reader {
    enum face_spoof set;
    float limit;
    size_t count;
    struct spoof_net nets[MANIFEST_SPOOF_NETS];
};

static bool open_net(const struct model *model, const struct manifest_spoof *about, struct spoof_net *net)
{
    char error[MODEL_ERROR_SIZE];
    net->about = about;
    net->net = net_open(model, 0, 0, NET_EXACT, error);
    if (!net->net || net_output_count(net->net) != 1)
        return false;
    net->input = net_input(net->net);
    net->output = net_output(net->net, 0);
    return net->input.dims[1] == net->input.dims[2] && net->input.dims[3] == 3 && net->input.dims[1] >= SIZE_MIN &&
           net->input.dims[1] <= SIZE_MAX_OF_INPUT && net->output.count >= 2 && net->output.count <= CLASSES_MAX &&
           about->live < net->output.count;
}

bool spoof_open(const struct face_models *models, struct spoof_reader **ret_reader)
{
    const char *missing;
    enum face_spoof set = face_models_spoof(models, &missing);
    if (set == FACE_SPOOF_OFF) {
        *ret_reader = NULL;
        return true;
    }
    const struct manifest *manifest = &models->manifest;
    struct spoof_reader *reader = calloc(1, sizeof(*reader));
    if (!reader)
        return false;
    reader->set = set;
    reader->limit = manifest->spoof_min[set];
    for (; reader->count < manifest->spoof_count; reader->count++)
        if (!open_net(models->spoof_models[reader->count], &manifest->spoof[reader->count],
                      &reader->nets[reader->count])) {
            reader->count++;
            spoof_close(reader);
            return false;
        }
    *ret_reader = reader;
    return true;
}

void spoof_close(struct spoof_reader *reader)
{
    if (!reader)
        return;
    for (size_t i = 0; i < reader->count; i++)
        net_close(reader->nets[i].net);
    free(reader);
}

/* Moves a span inside 0 .. length - 1, and cuts its ends to whole pixels. The span is no longer than that. */
static void move_inside(double centre, double span, size_t length, long *ret_first, long *ret_count)
{
    double last = (double)length - 1, from = centre - span / 2, to = centre + span / 2;
    if (from < 0) {
        to -= from;
        from = 0;
    }
    if (to > last) {
        from -= to - last;
        to = last;
    }
    long first = from > 0 ? (long)from : 0;
    *ret_first = first;
    *ret_count = (long)fmin(to, last) - first + 1;
}

struct sample_box spoof_crop_inside(size_t width, size_t height, const struct face_box *box, double scale)
{
    double w = fmax((double)box->x2 - (double)box->x1, 1), h = fmax((double)box->y2 - (double)box->y1, 1);
    double s = fmin(fmin(((double)height - 1) / h, ((double)width - 1) / w), scale);
    struct sample_box crop;
    move_inside((double)box->x1 + w / 2, w * s, width, &crop.left, &crop.width);
    move_inside((double)box->y1 + h / 2, h * s, height, &crop.top, &crop.height);
    return crop;
}

struct sample_box spoof_crop_square(const struct face_box *box, double scale)
{
    double w = (double)box->x2 - (double)box->x1, h = (double)box->y2 - (double)box->y1;
    double side = fmax(fmax(w, h), 1) * scale;
    double left = (double)box->x1 + w / 2 - side / 2, top = (double)box->y1 + h / 2 - side / 2;
    return (struct sample_box){(long)left, (long)top, (long)side, (long)side};
}

void spoof_fill(const struct image *image, const struct manifest_spoof *net, const struct face_box *box, double scale,
                size_t size, float *tensor)
{
    struct sample_box crop = net->crop == MANIFEST_CROP_INSIDE
                                 ? spoof_crop_inside(image->width, image->height, box, scale)
                                 : spoof_crop_square(box, scale);
    if (net->crop == MANIFEST_CROP_MIRRORED && crop.width > (long)size)
        sample_colour_areas(image, net->model.input, crop, size, tensor);
    else
        sample_colour(image, net->model.input, crop, size, tensor);
}

float spoof_log_odds(const float *logits, size_t count, size_t live)
{
    double largest = (double)logits[0], sum = 0;
    for (size_t i = 1; i < count; i++)
        largest = fmax(largest, (double)logits[i]);
    for (size_t i = 0; i < count; i++)
        sum += exp((double)logits[i] - largest);
    double p = exp((double)logits[live] - largest) / sum;
    p = p >= least_probability ? fmin(p, 1 - least_probability) : least_probability; // also of no number
    return (float)log(p / (1 - p));
}

float spoof_score(struct spoof_reader *reader, const struct image *image, const struct face_box *box)
{
    float score = -reader->limit;
    for (size_t i = 0; i < reader->count; i++) {
        struct spoof_net *net = &reader->nets[i];
        const struct manifest_crops *crops = &net->about->crops[reader->set];
        for (size_t c = 0; c < crops->count; c++) {
            spoof_fill(image, net->about, box, crops->scales[c], net->input.dims[1], net->input.data);
            net_run(net->net);
            score += spoof_log_odds(net->output.data, net->output.count, net->about->live);
        }
    }
    return score;
}
