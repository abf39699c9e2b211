/* SPDX-License-Identifier: MIT */
#include "app/face/face_plot.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "base/str.h"

enum {
    WIDTH = 760,
    HEIGHT = 620,
    LEFT = 90, // of the plot inside the picture
    TOP = 70,
    RIGHT = 720,
    BOTTOM = 540,
    PATH_SIZE = 4096,
};

static const double fmr_least = 1e-6, fmr_most = .5;
static const double fnmr_least = 1e-4, fnmr_most = .5;

static const struct {
    double rate;
    const char *text;
} ticks[] = {{1e-6, "0.0001"}, {1e-5, "0.001"}, {1e-4, "0.01"}, {1e-3, "0.1"}, {.005, "0.5"}, {.01, "1"},
             {.02, "2"},       {.05, "5"},      {.1, "10"},     {.2, "20"},    {.4, "40"}};

static double place(double rate, double least, double most, double from, double to)
{
    double low = rates_deviate(least), high = rates_deviate(most);
    double at = (rates_deviate(fmin(fmax(rate, least), most)) - low) / (high - low);
    return from + at * (to - from);
}

static double across(double fmr)
{
    return place(fmr, fmr_least, fmr_most, LEFT, RIGHT);
}

static double down(double fnmr)
{
    return place(fnmr, fnmr_least, fnmr_most, BOTTOM, TOP);
}

static void write_text(FILE *file, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            fputs("&lt;", file);
        else if (*text == '&')
            fputs("&amp;", file);
        else
            fputc(*text, file);
    }
}

static void write_axes(FILE *file)
{
    fprintf(file,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fff\" stroke=\"#444\"/>\n"
            "<g stroke=\"#ddd\" stroke-width=\"1\">\n",
            LEFT, TOP, RIGHT - LEFT, BOTTOM - TOP);
    for (size_t i = 0; i < ARRAY_LENGTH(ticks); i++) {
        double rate = ticks[i].rate;
        if (rate > fmr_least)
            fprintf(file, "<path d=\"M%.1f %d V%d\"/>\n", across(rate), TOP, BOTTOM);
        if (rate > fnmr_least)
            fprintf(file, "<path d=\"M%d %.1f H%d\"/>\n", LEFT, down(rate), RIGHT);
    }
    fputs("</g>\n<g font-size=\"13\" fill=\"#222\">\n", file);
    for (size_t i = 0; i < ARRAY_LENGTH(ticks); i++) {
        double rate = ticks[i].rate;
        fprintf(file, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", across(rate), BOTTOM + 20,
                ticks[i].text);
        if (rate >= fnmr_least)
            fprintf(file, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>\n", LEFT - 8, down(rate) + 4,
                    ticks[i].text);
    }
    fprintf(file,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">false match rate, %% (strangers taken for one)</text>\n"
            "<text transform=\"translate(24 %d) rotate(-90)\" text-anchor=\"middle\">"
            "false non-match rate, %% (people not recognised)</text>\n</g>\n",
            (LEFT + RIGHT) / 2, BOTTOM + 48, (TOP + BOTTOM) / 2);
}

/* A step falls and runs, it never cuts the corner: between two scores nothing was measured. */
static void write_curve(FILE *file, const struct face_plot *plot)
{
    fputs("<path fill=\"none\" stroke=\"#1457a8\" stroke-width=\"2.5\" d=\"", file);
    for (size_t i = 0; i < plot->corner_count; i++) {
        const struct rate_corner *corner = &plot->corners[i];
        if (i == 0)
            fprintf(file, "M%.1f %.1f", across(corner->fmr), down(corner->fnmr));
        else
            fprintf(file, " H%.1f V%.1f", across(corner->fmr), down(corner->fnmr));
    }
    fputs("\"/>\n", file);
    for (size_t i = 0; i < plot->point_count; i++) {
        const struct rate_point *point = &plot->points[i];
        double x = across(point->asked), y = down(point->fnmr);
        // The bar is the interval; a hollow dot says that the set is too small for that rate.
        fprintf(file,
                "<path stroke=\"#b3401f\" stroke-width=\"1.5\" d=\"M%.1f %.1f V%.1f\"/>\n"
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"5\" stroke=\"#b3401f\" stroke-width=\"1.5\" fill=\"%s\"/>\n",
                x, down(point->fnmr_interval.low), down(point->fnmr_interval.high), x, y,
                point->supported ? "#b3401f" : "#fff");
    }
}

static void write_picture(FILE *file, const struct face_plot *plot)
{
    fprintf(file,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
            "font-family=\"sans-serif\" role=\"img\">\n<title>",
            WIDTH, HEIGHT, WIDTH, HEIGHT);
    write_text(file, plot->title);
    fprintf(file, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#fafafa\"/>\n", WIDTH, HEIGHT);
    fprintf(file, "<text x=\"%d\" y=\"34\" font-size=\"18\" fill=\"#111\">", LEFT);
    write_text(file, plot->title);
    fprintf(file, "</text>\n<text x=\"%d\" y=\"56\" font-size=\"13\" fill=\"#444\">", LEFT);
    write_text(file, plot->label);
    fputs("</text>\n", file);
    write_axes(file);
    write_curve(file, plot);
    fprintf(file,
            "<text x=\"%d\" y=\"%d\" font-size=\"12\" fill=\"#555\">Both axes on the normal-deviate scale. Bars: exact "
            "95 %% intervals. Hollow: fewer than 3 / rate impostor pairs. 0 is drawn at the edge.</text>\n</svg>\n",
            LEFT, BOTTOM + 70);
}

bool face_plot_write(const char *path, const struct face_plot *plot)
{
    char part[PATH_SIZE];
    int length = snprintf(part, sizeof(part), "%s.part", path);
    if (length < 0 || (size_t)length >= sizeof(part)) {
        errno = ENAMETOOLONG;
        return false;
    }
    FILE *file = fopen(part, "we");
    if (!file)
        return false;
    write_picture(file, plot);
    bool written = !ferror(file);
    written = fclose(file) == 0 && written;
    if (written && rename(part, path) == 0)
        return true;
    int problem = errno;
    unlink(part);
    errno = problem;
    return false;
}
