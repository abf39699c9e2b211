#!/usr/bin/python3
# SPDX-License-Identifier: MIT
# Usage: tests/golden/spoof/make.py [MODELS]: the crops that anti-spoof nets look at, computed by OpenCV (apt: python3-opencv), as
# tests/face/test_spoof.c compares them with src/face/live/spoof.c. Writes crops.png (one tile of 128 x 128 for each crop, in the
# order of the cases, six a row) and cases.h beside itself. With MODELS, the folder of the nets' files, also their logits.
# The pictures are made of numbers: nobody's face is in them.
import os
import sys

import cv2
import numpy

NETS = [("2.7_80x80_MiniFASNetV2.onnx", "inside", 80, [2.7, 1.3]), ("4_0_0_80x80_MiniFASNetV1SE.onnx", "inside", 80, [4.0, 1.3]),
        ("facenox_liveness.onnx", "mirrored", 128, [1.5, 1.2, 1.9])]
# Width and height of a picture, and a box in it: in the middle, at two corners and over them, larger than any crop, very small,
# and a large face of which areas are averaged.
CASES = [(200, 150, (80, 50, 120, 100)), (200, 150, (2.25, -1.5, 40.5, 52)), (200, 150, (150.75, 90, 204.5, 155.25)),
         (200, 150, (20, 5, 180, 147)), (90, 120, (30, 40, 48.5, 63.25)), (640, 480, (250.5, 150.25, 410.75, 380.5))]
TILE, ACROSS = 128, 6


def picture(width, height):
    """The same in test_spoof.c: whole numbers only. Blue, green, red."""
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.int64)
    red, green, blue = ((x * x) >> 6) + y, ((x >> 4) ^ (y >> 4)) * 23, 128 + ((x - 2 * y) >> 3)
    return numpy.dstack([blue & 255, green & 255, red & 255]).astype(numpy.uint8)


def inside(image, box, scale, size):
    """Moved inside the picture, as Silent-Face-Anti-Spoofing crops."""
    height, width = image.shape[:2]
    x1, y1, x2, y2 = box
    w, h = x2 - x1, y2 - y1
    s = min((height - 1) / h, (width - 1) / w, scale)
    left, right = x1 + w / 2 - w * s / 2, x1 + w / 2 + w * s / 2
    top, bottom = y1 + h / 2 - h * s / 2, y1 + h / 2 + h * s / 2
    if left < 0:
        left, right = 0, right - left
    if top < 0:
        top, bottom = 0, bottom - top
    if right > width - 1:
        left, right = left - (right - width + 1), width - 1
    if bottom > height - 1:
        top, bottom = top - (bottom - height + 1), height - 1
    part = image[int(top):int(bottom) + 1, int(left):int(right) + 1]
    return cv2.resize(part, (size, size), interpolation=cv2.INTER_LINEAR)


def mirrored(image, box, scale, size):
    """A square that is mirrored where it leaves the picture."""
    height, width = image.shape[:2]
    x1, y1, x2, y2 = box
    side = max(x2 - x1, y2 - y1) * scale
    left, top = int((x1 + x2) / 2 - side / 2), int((y1 + y2) / 2 - side / 2)
    side = int(side)
    out = [max(0, -top), max(0, top + side - height), max(0, -left), max(0, left + side - width)]
    wide = cv2.copyMakeBorder(image, *out, cv2.BORDER_REFLECT_101)
    part = wide[top + out[0]:top + out[0] + side, left + out[2]:left + out[2] + side]
    return cv2.resize(part, (size, size), interpolation=cv2.INTER_AREA if side > size else cv2.INTER_LINEAR)


def logits(folder, file, crop, size):
    net = cv2.dnn.readNetFromONNX(os.path.join(folder, file))
    colour = {80: (1.0, False), 128: (1 / 255, True)}[size]  # B, G, R of 0..255; R, G, B of 0..1
    net.setInput(cv2.dnn.blobFromImage(crop, colour[0], (size, size), swapRB=colour[1]))
    return net.forward().flatten()


def main():
    folder = os.path.dirname(os.path.abspath(__file__))
    tiles, lines, said = [], [], []
    for width, height, box in CASES:
        image = picture(width, height)
        for net, (file, rule, size, scales) in enumerate(NETS):
            for scale in scales:
                crop = (inside if rule == "inside" else mirrored)(image, box, scale, size)
                tile = numpy.zeros((TILE, TILE, 3), numpy.uint8)
                tile[:size, :size] = crop
                tiles.append(tile)
                lines.append("    {%d, %d, {%sf, %sf, %sf, %sf, 1}, %d, %s}," % (width, height, *map(float, box), net, scale))
                if len(sys.argv) > 1:
                    values = list(logits(sys.argv[1], file, crop, size)) + [0]
                    said.append("    {%s}," % ", ".join("%.4ff" % value for value in values[:3]))
    while len(tiles) % ACROSS:
        tiles.append(numpy.zeros((TILE, TILE, 3), numpy.uint8))
    rows = [numpy.hstack(tiles[at:at + ACROSS]) for at in range(0, len(tiles), ACROSS)]
    cv2.imwrite(os.path.join(folder, "crops.png"), numpy.vstack(rows), [cv2.IMWRITE_PNG_COMPRESSION, 9])
    if not said:
        return
    with open(os.path.join(folder, "cases.h"), "w") as out:
        out.write("/* SPDX-License-Identifier: MIT */\n/* Made by make.py: a picture's size, a box, a net's place in models.json and a crop's scale; and the logits"
                  " of\n * that crop by OpenCV's own reader of ONNX. */\n/* clang-format off */\n")
        out.write("static const struct golden_case cases[] = {\n%s\n};\n\n" % "\n".join(lines))
        out.write("static const float golden_logits[][3] = {\n%s\n};\n/* clang-format on */\n" % "\n".join(said))


main()
