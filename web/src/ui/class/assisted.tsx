// SPDX-License-Identifier: MIT

import { words } from '../../core/text';
import { taught as taughtWords } from '../../core/text/books';
import type { Teaching } from '../../core/types';
import { TaughtCard } from './taught-card';

const text = words(taughtWords);

export function AssistedList({ entries }: { entries: Teaching['classes'] }) {
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
