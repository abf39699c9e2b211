// SPDX-License-Identifier: MIT
// What to tell the person, from what the detector sees. Pure: tests feed it sightings and a clock.

import type { FaceBox } from './detect';

export type Advice =
  | 'no_face'
  | 'several_faces'
  | 'move_closer'
  | 'move_back'
  | 'move_left'
  | 'move_right'
  | 'move_up'
  | 'move_down'
  | 'covered'
  | 'too_dark'
  | 'too_bright'
  | 'hold_still'
  | 'good';

export interface Sighting {
  faces: FaceBox[];
  /** Mean luma of the face, 0..255. */
  luma: number;
  /** Parts of the face's height it moved since the sighting before. */
  motion: number;
  /** Width / height of the frame. */
  aspect: number;
}

// The page guides, the server decides.
const LEAST_HEIGHT = 0.24;
const MOST_HEIGHT = 0.88;
const OFF_CENTRE = 0.2;
const DARK = 45;
// Wider than the server's own limit: a face no darker than this may be recognised all the same, so it is not held back for ever.
const DARKEST = 32;
const BRIGHT = 235;
// Of the whole picture: so black is no room, but a finger or a shutter.
const COVERED = 6;
const MOVING = 0.09;
// A second face counts as a person only when it is not small beside the first: faces on posters and far behind do not.
const SECOND_FACE = 0.55;

/** Directions are as the person sees it: the preview is mirrored. */
function position(face: FaceBox, aspect: number): Advice | null {
  const dx = face.x + face.width / 2 - 0.5;
  const dy = face.y + face.height / 2 - 0.5;
  if (Math.abs(dx) * aspect > OFF_CENTRE || Math.abs(dy) > OFF_CENTRE) {
    if (Math.abs(dx) * aspect >= Math.abs(dy)) return dx < 0 ? 'move_left' : 'move_right';
    return dy < 0 ? 'move_down' : 'move_up';
  }
  return null;
}

export function advise(sighting: Sighting): Advice {
  const bySize = [...sighting.faces].sort((a, b) => b.height - a.height);
  const [face, second] = bySize;
  if (!face && sighting.luma < COVERED) return 'covered';
  if (!face) return sighting.luma < DARK ? 'too_dark' : 'no_face';
  if (second && second.height > SECOND_FACE * face.height) return 'several_faces';
  if (face.height < LEAST_HEIGHT) return 'move_closer';
  if (face.height > MOST_HEIGHT) return 'move_back';
  const move = position(face, sighting.aspect);
  if (move) return move;
  if (sighting.luma < DARK) return 'too_dark';
  if (sighting.luma > BRIGHT) return 'too_bright';
  return sighting.motion > MOVING ? 'hold_still' : 'good';
}

// Two good sightings in a row start the burst; one that only moves a little, or is dim, may not wait for ever.
const GOOD_NEEDED = 2;
const PATIENCE_MS = 2_500;
// What is said changes at most this often, so that a screen reader can finish a sentence.
const SPEECH_MS = 900;

export class Coach {
  private good = 0;
  private placedSince: number | null = null;
  private said: Advice = 'no_face';
  private saidAt = Number.NEGATIVE_INFINITY;

  /** Takes a sighting at `at` (ms); returns what to say, and whether to take the pictures now. */
  see(sighting: Sighting, at: number): { say: Advice; take: boolean } {
    const advice = advise(sighting);
    const dim = advice === 'too_dark' && sighting.faces.length > 0 && sighting.luma >= DARKEST;
    const placed = advice === 'good' || advice === 'hold_still' || dim;
    this.placedSince = placed ? (this.placedSince ?? at) : null;
    this.good = advice === 'good' ? this.good + 1 : 0;
    const patient = this.placedSince !== null && at - this.placedSince >= PATIENCE_MS;
    const take = this.good >= GOOD_NEEDED || patient;
    if (take || (advice !== this.said && at - this.saidAt >= SPEECH_MS)) {
      this.said = take ? 'good' : advice;
      this.saidAt = at;
    }
    return { say: this.said, take };
  }

  reset(): void {
    this.good = 0;
    this.placedSince = null;
    this.saidAt = Number.NEGATIVE_INFINITY;
  }
}
