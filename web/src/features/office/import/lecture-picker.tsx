// SPDX-License-Identifier: MIT
// The lecture that every row of a file is about.

import { useLoad } from '../../../core/hooks';
import { words } from '../../../core/text';
import { office as officeWords } from '../../../core/text/books';
import { dayAndTime, facts } from '../../../core/text/format';
import type { ClassroomPage } from '../../../core/types';

const text = words(officeWords);

interface PickerProps {
  classroom: string | number;
  label?: string;
  /** '': as the rows say. */
  value: string;
  onChange: (id: string) => void;
}

export function LecturePicker({ classroom, label, value, onChange }: PickerProps) {
  const t = text().office.imports;
  const page = useLoad<ClassroomPage>(`/api/classroom/${classroom}`);
  const zone = page.data?.classroom.timezone;
  const lectures = [...(page.data?.lectures ?? [])].sort((a, b) => Date.parse(b.starts_at) - Date.parse(a.starts_at));
  return (
    <label class="select-field">
      <span>{label ?? t.lecture}</span>
      <select name="lecture" value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{t.everyLecture}</option>
        {lectures.map((lecture) => (
          <option key={lecture.id} value={String(lecture.id)}>
            {facts([dayAndTime(lecture.starts_at, zone), lecture.title])}
          </option>
        ))}
      </select>
    </label>
  );
}
