// SPDX-License-Identifier: MIT
// In which groups a student is, out of the places that a classroom's groups answer.

import type { GroupName, GroupPlace } from '../../core/types';

export interface PlaceNow {
  group: GroupName;
  /** Not in it yet. */
  from: string | null;
  until: string | null;
}

/** Of one student; a time that has begun has no `from`. */
export function placesOf(student: number, places: readonly GroupPlace[], groups: readonly GroupName[], now: number): PlaceNow[] {
  return places.flatMap((place) => {
    const group = groups.find((one) => one.id === place.group_id);
    if (place.student.id !== student || !group) return [];
    return [{ group, from: Date.parse(place.joined_at) > now ? place.joined_at : null, until: place.left_at }];
  });
}
