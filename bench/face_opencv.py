#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The same verification with OpenCV's dnn, and the referee of both.

usage: face_opencv.py AMS_BENCH MODELS IMAGE [ROUNDS]

Each round runs the C program and then OpenCV, in turn, on whatever core this process is pinned to, so that both see the
same machine. The medians of the rounds' medians are compared. Python does little: decoding, scaling, warping and the nets
are OpenCV's own C++.
"""
import os
import statistics
import subprocess
import sys
import time

import cv2
import numpy as np

STAGES = ["decode", "detect", "landmarks", "align", "embed", "match", "total", "cpu"]
TEMPLATE = np.array([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])
EYE_AND_MOUTH = [[37, 38, 40, 41], [43, 44, 46, 47], [30], [48, 60], [54, 64]]
COUNT = 60


class Pipeline:
    def __init__(self, models):
        cv2.setNumThreads(1)
        read = lambda name: cv2.dnn.readNetFromONNX(os.path.join(models, name))
        self.detector = read("fr_detect.onnx")
        self.landmarker = read("fr_landmark.onnx")
        self.embedder = read("fr_feature.onnx")

    def detect(self, image):
        height, width = image.shape[:2]
        wide, high = max(width, round(height * 4 / 3)), max(height, round(width * 3 / 4))
        if (wide, high) != (width, height):
            image = cv2.copyMakeBorder(image, 0, high - height, 0, wide - width, cv2.BORDER_CONSTANT, value=(127,) * 3)
        small = cv2.resize(image, (320, 240), interpolation=cv2.INTER_LINEAR)
        self.detector.setInput(cv2.dnn.blobFromImage(small, 1 / 128, mean=(127,) * 3, swapRB=True))
        scores, boxes = self.detector.forward(["scores", "boxes"])
        kept = np.flatnonzero(scores[0, :, 1] >= 0.8)
        corners = boxes[0, kept] * (wide, high, wide, high)
        chosen = cv2.dnn.NMSBoxes(np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]]).tolist(),
                                  scores[0, kept, 1].tolist(), 0.8, 0.4)
        return corners[max(np.ravel(chosen), key=lambda i: np.prod(corners[i, 2:] - corners[i, :2]))]

    def landmarks(self, image, box):
        side, x, y = box[3] - box[1], (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        left, top, right, bottom = (int(round(v)) for v in (x - side / 2, y - side / 2, x + side / 2, y + side / 2))
        height, width = image.shape[:2]
        pad = max(0, -left, -top, right - width, bottom - height)
        if pad:
            image = cv2.copyMakeBorder(image, pad, pad, pad, pad, cv2.BORDER_REPLICATE)
        crop = cv2.cvtColor(image[top + pad:bottom + pad, left + pad:right + pad], cv2.COLOR_BGR2GRAY)
        self.landmarker.setInput(cv2.dnn.blobFromImage(cv2.resize(crop, (64, 64)), 1 / 256))
        points = self.landmarker.forward().reshape(68, 2) * (right - left, bottom - top) + (left, top)
        return np.array([points[members].mean(0) for members in EYE_AND_MOUTH])

    @staticmethod
    def align(image, points):
        p, q = points - points.mean(0), TEMPLATE - TEMPLATE.mean(0)
        spread = (p * p).sum()
        a, b = (p * q).sum() / spread, (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum() / spread
        turn = np.array([[a, -b], [b, a]])
        shift = TEMPLATE.mean(0) - turn @ points.mean(0)
        return cv2.warpAffine(image, np.hstack([turn, shift[:, None]]), (112, 112))

    def embed(self, aligned):
        self.embedder.setInput(cv2.dnn.blobFromImage(aligned, 1 / 128, mean=(127,) * 3))
        values = self.embedder.forward().ravel()
        return values / np.linalg.norm(values)

    def verify(self, data, enrolled):
        """The cosine and the seconds of each stage."""
        marks, cpu = [time.perf_counter()], time.thread_time()
        mark = lambda: marks.append(time.perf_counter())
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
        mark()
        box = self.detect(image)
        mark()
        points = self.landmarks(image, box)
        mark()
        aligned = self.align(image, points)
        mark()
        values = self.embed(aligned)
        mark()
        cosine = float(values @ enrolled) if enrolled is not None else 1.0
        mark()
        whole = [marks[-1] - marks[0], time.thread_time() - cpu]
        return cosine, [b - a for a, b in zip(marks, marks[1:])] + whole, values


def opencv_round(pipeline, data, enrolled):
    runs = [pipeline.verify(data, enrolled)[1] for _ in range(COUNT + 5)][5:]
    return {name: statistics.median(run[i] for run in runs) * 1000 for i, name in enumerate(STAGES)}


def ams_round(command):
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()[1:]
    return {name: float(value) for name, value in (word.split("=") for word in words)}


def main():
    program, models, image = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 7
    data = np.fromfile(image, np.uint8)
    pipeline = Pipeline(models)
    _, _, enrolled = pipeline.verify(data, None)
    results = {"ams": [], "opencv": []}
    for _ in range(rounds):
        results["ams"].append(ams_round([program, models, image, str(COUNT)]))
        results["opencv"].append(opencv_round(pipeline, data, enrolled))
    totals = {}
    for name, found in results.items():
        middle = {stage: statistics.median(round[stage] for round in found) for stage in STAGES}
        totals[name] = middle
        print(f"face/{name:6} ms " + " ".join(f"{stage} {middle[stage]:.3f}" for stage in STAGES) +
              f" (fastest round {min(round['total'] for round in found):.3f})")
    ratio = {clock: totals["opencv"][clock] / totals["ams"][clock] for clock in ("total", "cpu")}
    print(f"face/ratio  opencv / ams: {ratio['total']:.2f} by the clock, {ratio['cpu']:.2f} by CPU time")


if __name__ == "__main__":
    main()
