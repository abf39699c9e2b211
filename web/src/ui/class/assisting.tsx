// SPDX-License-Identifier: MIT
// Classes in which a person with a student's account assists: on their home and among their subjects.

import { useLoad, useRefresh } from '../../core/hooks';
import { words } from '../../core/text';
import { taught as taughtWords } from '../../core/text/books';
import type { Teaching } from '../../core/types';
import { TaughtCard } from './taught-card';

const text = words(taughtWords);

const REFRESH_SECONDS = 30;

/** Nothing for whoever assists nowhere. */
export function Assisting() {
  const page = useLoad<Teaching>('/api/user/teaching');
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  const entries = page.data?.classes.filter(({ classroom }) => !classroom.archived) ?? [];
  if (entries.length === 0) return null;
  return (
    <section aria-labelledby="assisting">
      <h2 id="assisting">{text().taught.today.assisting}</h2>
      <ul class="list">
        {entries.map((entry) => (
          <TaughtCard key={entry.classroom.id} entry={entry} heading="h3" />
        ))}
      </ul>
    </section>
  );
}
