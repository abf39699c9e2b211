// SPDX-License-Identifier: MIT
// An edit of a class by some of its fields.

import { useUnsaved } from '../../core/form';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { settings as settingsWords } from '../../core/text/books';
import { toast } from '../../ui/toast';
import { edit } from '../../ui/version';
import type { Classroom } from '../../core/types';

const text = words(settingsWords);

export interface SettingsProps {
  classroom: Classroom;
  onChanged: (next: Classroom) => void;
}

/** Sends some fields of the classroom, with the version that was read. `work`: what the form consists of, which holds the page until then. */
export function useClassroomEdit({ classroom, onChanged }: SettingsProps, work: readonly unknown[] = []) {
  const action = useAction();
  const saved = useUnsaved(...work);
  const save = (fields: Record<string, unknown>) =>
    action.run(async () => {
      onChanged(await edit<Classroom>('PATCH', `/api/classroom/${classroom.id}`, classroom.version, fields));
      saved();
      toast(text().settings.saved);
    });
  return { ...action, save };
}
