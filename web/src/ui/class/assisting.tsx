// SPDX-License-Identifier: MIT
// Classes in which a person with a student's account assists: on their home. Few do, so what shows them is fetched for those.

import { useEffect, useState } from 'preact/hooks';
import { useLoad, useRefresh } from '../../core/hooks';
import { wordsReady } from '../../core/text';
import type { Teaching } from '../../core/types';

const REFRESH_SECONDS = 30;

type List = typeof import('./assisted').AssistedList;

/** Nothing for whoever assists nowhere. */
export function Assisting() {
  const page = useLoad<Teaching>('/api/user/teaching');
  useRefresh(() => void page.reload(), REFRESH_SECONDS);
  const [Shown, setShown] = useState<List | null>(null);
  const entries = page.data?.classes.filter(({ classroom }) => !classroom.archived) ?? [];
  const some = entries.length > 0;
  useEffect(() => {
    if (!some) return;
    void import('./assisted').then(
      async (found) => {
        await wordsReady();
        setShown(() => found.AssistedList);
      },
      // Without a network, where it was never shown: the rest of the day is here.
      () => undefined,
    );
  }, [some]);
  return some && Shown && <Shown entries={entries} />;
}
