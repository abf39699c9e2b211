#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The referee of bench/peers.

usage: peers.py BENCH_FOLDER MODELS IMAGE [ROUNDS]

Every round runs each peer in turn on the same core; the medians of the rounds' medians are compared. GFLOP/s are the nets'
multiply-adds, two operations each, by the time of the whole stage (scaling and decoding of boxes included) in the fastest round.
"""
import json
import os
import statistics
import subprocess
import sys

import cv2
import numpy as np

import face_opencv

STAGES = face_opencv.STAGES
COUNT = {"ams": 60, "opencv": 30, "ort": 40, "faceapi": 4}
NETS = {"detect": ("fr_detect.onnx", (1, 3, 240, 320)), "landmarks": ("fr_landmark.onnx", (1, 1, 64, 64)),
        "embed": ("fr_feature.onnx", (1, 3, 112, 112))}


class Node:
    def __init__(self, kind, models, image):
        program = os.path.join(os.path.dirname(__file__), "peers_node.js")
        self.count = COUNT[kind]
        self.process = subprocess.Popen(["node", program, kind, models, image], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def round(self):
        self.process.stdin.write(f"run {self.count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit("peers: a peer ended early")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def ams_together(command, cores):
    """Verifications a second of one process a core, all at once."""
    running = [subprocess.Popen(["taskset", "-c", str(core)] + command, stdout=subprocess.PIPE, text=True) for core in cores]
    rates = []
    for process in running:
        words = process.communicate()[0].split()[1:]
        rates.append(1000 / float(dict(word.split("=") for word in words)["total"]))
    return sum(rates)


def operations(models, name, shape):
    """Two for each multiply-add of the convolutions and matrix products, which are all but a little of it."""
    net = cv2.dnn.readNetFromONNX(os.path.join(models, name))
    ids, _, shapes = net.getLayersShapes(list(shape))
    total = 0
    for layer, outputs in zip(np.ravel(ids), shapes):
        weights = net.getLayer(int(layer)).blobs if layer else ()
        kind = net.getLayer(int(layer)).type if layer else ""
        if kind == "Convolution":  # weights (out, in / groups, high, wide), used once a pixel of the output
            total += 2 * weights[0].size * int(np.prod(np.ravel(outputs[0])[2:]))
        elif kind == "InnerProduct":
            total += 2 * weights[0].size
    return total


def print_peaks(folder, found, models):
    peak = max(float(subprocess.run([os.path.join(folder, "fma")], check=True, capture_output=True, text=True)
                     .stdout.split("gflops=")[1].split()[0]) for _ in range(3))
    print(f"peers/peak    {peak:.1f} GFLOP/s of float32 multiply-adds on this core")
    whole = 0
    for stage, (name, shape) in NETS.items():
        flops = operations(models, name, shape) * 1e-9
        whole += flops
        fastest = min(one[stage] for one in found)  # what the machine can do when left alone
        rate = flops / fastest * 1000
        print(f"peers/ams     {stage}: {flops * 1000:.0f} MFLOP in {fastest:.2f} ms = {rate:.1f} GFLOP/s, "
              f"{100 * rate / peak:.0f} % of the peak")
    print(f"peers/limit   the three nets at the peak itself: {whole / peak * 1000:.2f} ms")


def main():
    folder, models, image = sys.argv[1:4]
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 7
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    data = np.fromfile(image, np.uint8)
    pipeline = face_opencv.Pipeline(models)
    _, _, enrolled = pipeline.verify(data, None)
    command = [os.path.join(folder, "face"), models, image, str(COUNT["ams"])]
    face_opencv.COUNT = COUNT["opencv"]
    peers = {"ort": Node("ort", models, image), "faceapi": Node("faceapi", models, image)}
    results = {"ams": [], "opencv": [], "ort": [], "faceapi": []}
    for _ in range(rounds):
        results["ams"].append(face_opencv.ams_round(command))
        results["opencv"].append(face_opencv.opencv_round(pipeline, data, enrolled))
        for kind, peer in peers.items():
            results[kind].append(peer.round())
    agreement = float(np.dot(results["ort"][0]["embedding"], enrolled))
    for peer in peers.values():
        peer.close()
    totals = {}
    for name, found in results.items():
        totals[name] = {stage: statistics.median(one[stage] for one in found) for stage in STAGES}
        nets = f" nets {statistics.median(one['net'] for one in found):.3f}" if "net" in found[0] else ""
        print(f"peers/{name:8}ms " + " ".join(f"{stage} {totals[name][stage]:.3f}" for stage in STAGES) + nets +
              f" (fastest round {min(one['total'] for one in found):.3f})")
    for name in ("ort", "opencv", "faceapi"):
        clock, cpu = (totals[name][key] / totals["ams"][key] for key in ("total", "cpu"))
        print(f"peers/ratio   {name} / ams: {clock:.2f} by the clock, {cpu:.2f} by CPU time")
    print(f"peers/same    cosine of ONNX Runtime's and OpenCV's embedding of this image: {agreement:.4f}")
    print_peaks(folder, results["ams"], models)
    os.sched_setaffinity(0, set(cores))
    one, two = (statistics.median(ams_together(command, cores[-n:]) for _ in range(rounds)) for n in (1, min(2, len(cores))))
    print(f"peers/rate    ams: {one:.0f} verifications a second on one core, {two:.0f} on {min(2, len(cores))}")


if __name__ == "__main__":
    main()
