# SPDX-License-Identifier: MIT
"""The Flask service of the stack that AMS replaces: OpenCV's dnn on the same models (../face_opencv.py), a process a core.

usage: PEER_MODELS=FOLDER PEER_PEOPLE=FOLDER gunicorn -w CORES faces:app. One enrolled vector a person, of their first picture.
"""
import os
import sys

import numpy as np
from flask import Flask, jsonify, request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import face_opencv  # noqa: E402

THRESHOLD = 0.444

app = Flask(__name__)
pipeline = face_opencv.Pipeline(os.environ["PEER_MODELS"])
people = os.environ["PEER_PEOPLE"]
enrolled = [pipeline.verify(np.fromfile(os.path.join(people, name, sorted(os.listdir(os.path.join(people, name)))[0]), np.uint8),
                            None)[2] for name in sorted(os.listdir(people))]


@app.post("/verify/<int:face>")
def verify(face):
    cosine, _, _ = pipeline.verify(np.frombuffer(request.get_data(), np.uint8), enrolled[face])
    return jsonify(same=bool(cosine >= THRESHOLD), score=cosine)
