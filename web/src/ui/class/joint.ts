// SPDX-License-Identifier: MIT
// What a lecture of several classrooms is called.

import { words } from '../../core/text';
import { joint as jointWords } from '../../core/text/books';
import type { JointLecture, Lecture } from '../../core/types';

const text = words(jointWords);

export function jointName(one: JointLecture): string {
  return [one.subject, one.section].filter(Boolean).join(', ');
}

/** Where each hour stands once: "Physics + Physics for engineers". */
export function hourName(lecture: Lecture): string {
  return [lecture.subject, ...lecture.joint.filter((one) => one.merged).map(jointName)].join(' + ');
}

/** "Together with Physics for engineers, B"; null for a lecture of one classroom. */
export function togetherWords(joint: readonly JointLecture[]): string | null {
  return joint.length > 0 ? text().joint.with(joint.map(jointName).join('; ')) : null;
}

/** Of lectures held together the first, which has the names of the others in the list. */
export function once(lectures: readonly Lecture[]): Lecture[] {
  const here = new Set(lectures.map((lecture) => lecture.id));
  const named = lectures.map((lecture) => ({ ...lecture, joint: lecture.joint.map((one) => ({ ...one, merged: here.has(one.lecture_id) })) }));
  return named.filter((lecture, at) => !named.slice(0, at).some((other) => other.joint.some((one) => one.lecture_id === lecture.id)));
}
