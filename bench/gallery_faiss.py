# SPDX-License-Identifier: MIT
"""Usage: gallery_faiss.py PROGRAM FOLDER ROUNDS SIZE...: the gallery (PROGRAM, a process of its own) and faiss's IndexFlatIP
on the same templates and queries, in turns. Prints a line for each size and number of queries a search: medians, their
ratio (how many times faster the gallery is), and in how many searches both name the same ten best."""
import os
import subprocess
import sys
import time

import faiss
import numpy

LENGTH, BEST, SEED, PIECE = 512, 10, 7, 50000


def unit(values):
    return values / numpy.linalg.norm(values, axis=1, keepdims=True)


def write_templates(path, count, random):
    """Random directions: the hardest case, for no two templates are alike and the ten best lie close together."""
    with open(path, "wb") as file:
        for first in range(0, count, PIECE):
            piece = random.standard_normal((min(PIECE, count - first), LENGTH), dtype=numpy.float32)
            unit(piece).astype(numpy.float32).tofile(file)


def write_queries(path, templates, count, random):
    """Every other one is somebody of the gallery again at a cosine of about .7, the rest are strangers."""
    noise = unit(random.standard_normal((count, LENGTH), dtype=numpy.float32))
    noise[::2] = unit(noise[::2] + templates[random.integers(0, len(templates), (count + 1) // 2)])
    noise.astype(numpy.float32).tofile(path)
    return numpy.fromfile(path, dtype=numpy.float32).reshape(count, LENGTH)


class Gallery:
    def __init__(self, program, templates, count, queries, query_count, threads):
        command = [program, templates, str(count), queries, str(query_count), str(threads)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.locked = self.process.stdout.readline().strip() == "ready 1"

    def search(self, first, together, repeat):
        self.process.stdin.write(f"{first} {together} {repeat}\n")
        self.process.stdin.flush()
        numbers = [int(word) for word in self.process.stdout.readline().split()]
        return numbers[0] / 1e6, numbers[1] / 1e6, numpy.array(numbers[2:]).reshape(together, BEST)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def faiss_search(index, queries, first, together, repeat):
    places = len(queries) - together + 1
    start, worked = time.perf_counter(), time.process_time()
    for back in reversed(range(repeat)):
        at = (first + back * together) % places
        _, owners = index.search(queries[at:at + together], BEST)
    ms, cpu_ms = (time.perf_counter() - start) * 1e3, (time.process_time() - worked) * 1e3
    return ms / repeat, cpu_ms / repeat, owners


def compare(gallery, index, queries, together, rounds, repeat):
    ours, theirs, same, searches = [], [], 0, 0  # the first two: pairs of clock and processor time
    for number in range(rounds):
        first = number * repeat * together % (len(queries) - together + 1)
        *times, owners = gallery.search(first, together, repeat)
        ours.append(times)
        *times, expected = faiss_search(index, queries, first, together, repeat)
        theirs.append(times)
        for mine, other in zip(owners, expected):
            same += set(mine) == set(other)
            searches += 1
    return ours, theirs, same, searches


def main():
    program, folder, rounds, sizes = sys.argv[1], sys.argv[2], int(sys.argv[3]), [int(size) for size in sys.argv[4:]]
    threads = int(os.environ.get("BENCH_THREADS", "2"))
    together_all = [int(word) for word in os.environ.get("BENCH_TOGETHER", "1 60").split()]
    faiss.omp_set_num_threads(threads)
    random = numpy.random.default_rng(SEED)
    templates_path, queries_path = f"{folder}/templates", f"{folder}/queries"
    write_templates(templates_path, max(sizes), random)
    templates = numpy.memmap(templates_path, dtype=numpy.float32, mode="r").reshape(-1, LENGTH)
    for size in sizes:
        query_count = max(4 * rounds, 4 * max(together_all))
        queries = write_queries(queries_path, templates[:size], query_count, random)
        index = faiss.IndexFlatIP(LENGTH)
        for first in range(0, size, PIECE):
            index.add(templates[first:min(first + PIECE, size)])
        gallery = Gallery(program, templates_path, size, queries_path, query_count, threads)
        for together in together_all:
            turns = rounds if together == 1 else max(3, rounds // together)
            repeat = max(1, 200000 // size // together) if size < 50000 else 1
            compare(gallery, index, queries, together, 2, repeat)
            ours, theirs, same, searches = compare(gallery, index, queries, together, turns, repeat)
            (mine, my_cpu), (other, other_cpu) = (numpy.median(times, axis=0) / together for times in (ours, theirs))
            print(f"gallery templates={size} queries={together} threads={threads} ms_a_query={mine:.4f} cpu_ms={my_cpu:.4f} "
                  f"best_ms={min(ours)[0] / together:.4f} faiss_ms_a_query={other:.4f} faiss_cpu_ms={other_cpu:.4f} "
                  f"ratio={other / mine:.2f} cpu_ratio={other_cpu / my_cpu:.2f} same_top{BEST}={same}/{searches} locked={int(gallery.locked)}", flush=True)
        gallery.close()


main()
