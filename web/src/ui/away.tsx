// SPDX-License-Identifier: MIT
// One calm line while there is no way to the server: as of when the page is, and what waits to be sent.

import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { farewellWaits, onFarewell } from '../core/farewell';
import { asOf, isAway, onReach } from '../core/reach';
import { text, wordsReady } from '../core/text';
import { clockTime, dayAndTime, isToday } from '../core/text/format';
import { useWaiting } from '../core/waiting';
import { Icon } from './icons';

/** Whether the server is out of reach, and as of when what is shown is. */
export function useAway(): { away: boolean; since: number | null } {
  const read = () => ({ away: isAway(), since: asOf() });
  const [now, setNow] = useState(read);
  useEffect(() => {
    const update = () => setNow((old) => (old.away === isAway() && (!old.away || old.since === asOf()) ? old : read()));
    update();
    return onReach(update);
  }, []);
  return now;
}

function sinceWords(since: number | null): string {
  const t = text().away;
  if (since === null) return t.now;
  const time = new Date(since).toISOString();
  return t.asOf(isToday(time, time) ? clockTime(time) : dayAndTime(time));
}

/** What waits, in a list that is fetched when it is first asked for. */
function useList(): { show: () => void; list: preact.JSX.Element | null } {
  const [open, setOpen] = useState(false);
  const [List, setList] = useState<ComponentType<{ onClose: () => void }> | null>(null);
  const show = () => {
    setOpen(true);
    void import('./waiting').then(async (found) => {
      await wordsReady();
      setList(() => found.WaitingDialog);
    });
  };
  return { show, list: open && List ? <List onClose={() => setOpen(false)} /> : null };
}

export function AwayBar() {
  const t = text().away;
  const { away, since } = useAway();
  const waiting = useWaiting();
  const { show, list } = useList();
  const stuck = waiting.filter((one) => one.stuck).length;
  const unsent = waiting.length - stuck;
  return (
    <>
      <div role="status" aria-live="polite">
        {(away || waiting.length > 0) && (
          <div class={stuck > 0 ? 'bar bar-warn away' : 'bar bar-away away'} data-away={away ? 'yes' : 'no'} data-waiting-count={unsent} data-stuck-count={stuck}>
            <Icon name={away ? 'offline' : 'clock'} />
            <span class="away-words">
              {away && <span>{sinceWords(since)}</span>}
              {unsent > 0 && <span>{t.waits(unsent)}</span>}
              {stuck > 0 && <strong>{t.decide(stuck)}</strong>}
            </span>
            {waiting.length > 0 && (
              <button type="button" class="bar-button" onClick={show}>
                {t.list}
              </button>
            )}
          </div>
        )}
      </div>
      {list}
    </>
  );
}

/** Before sign-in there is nothing to be old; but the server may not have heard yet that somebody has signed out. */
export function DoorstepAway() {
  const { away } = useAway();
  const [unheard, setUnheard] = useState(farewellWaits);
  useEffect(() => {
    const update = () => setUnheard(farewellWaits());
    update();
    return onFarewell(update);
  }, []);
  return (
    <div role="status" aria-live="polite" data-farewell={unheard ? 'waits' : undefined}>
      {away && <div class="bar bar-away">{unheard ? text().away.signedOut : text().away.now}</div>}
    </div>
  );
}
