// SPDX-License-Identifier: MIT
// The groups of a classroom: for whom a lecture is, and which group is looked at.

import { useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { groups as groupsWords } from '../../core/text/books';
import { shortDay } from '../../core/text/format';
import type { GroupName, GroupsPage } from '../../core/types';
import type { PlaceNow } from './group-places';

const text = words(groupsWords);

/** "Lab A, Lab B"; null for a lecture that is for everybody. */
export function groupWords(groups: readonly GroupName[]): string | null {
  return groups.length > 0 ? groups.map((group) => group.name).join(', ') : null;
}

/** "Lab A", "Lab A until 30 Nov", "Lab B from 30 Nov". */
export function placeWords(place: PlaceNow, zone: string): string {
  const t = text().groups;
  if (place.from) return t.fromDay(place.group.name, shortDay(place.from, zone));
  return place.until ? t.untilDay(place.group.name, shortDay(place.until, zone)) : place.group.name;
}

/** For whom a lecture is: chips to choose from. Nothing where the classroom has no groups. */
export function ForWhom({ classroom, chosen, onChange, already = [] }: {
  classroom: number;
  chosen: readonly number[];
  onChange: (groups: number[]) => void;
  /** Those that the lecture has: shown also when they have ended. */
  already?: readonly GroupName[];
}) {
  const t = text().groups;
  const page = useLoad<GroupsPage>(`/api/classroom/${classroom}/groups`);
  const shown = page.data?.groups.filter((group) => !group.ended || already.some((one) => one.id === group.id)) ?? [];
  if (shown.length === 0) return null;
  const toggle = (id: number, on: boolean) =>
    onChange(shown.map((group) => group.id).filter((one) => (one === id ? on : chosen.includes(one))));
  return (
    <fieldset class="choices days">
      <legend>{t.forWhom}</legend>
      <div class="choices-row">
        <label class="choice">
          <input type="checkbox" name="for_all" checked={chosen.length === 0} onChange={() => onChange([])} />
          <span class="choice-face">{t.everybody}</span>
        </label>
        {shown.map((group) => (
          <label key={group.id} class="choice">
            <input
              type="checkbox"
              name="for_group"
              value={group.id}
              checked={chosen.includes(group.id)}
              onChange={(event) => toggle(group.id, event.currentTarget.checked)}
            />
            <span class="choice-face">{group.name}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
