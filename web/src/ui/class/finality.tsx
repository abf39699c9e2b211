// SPDX-License-Identifier: MIT
// Whether a lecture's marks are provisional or final, and since or until when.

import { useState } from 'preact/hooks';
import { post, request } from '../../core/api';
import { now } from '../../core/clock';
import { useAction, useNow } from '../../core/hooks';
import { words } from '../../core/text';
import { rules as rulesWords } from '../../core/text/books';
import { clockTime, day, dayAndTime } from '../../core/text/format';
import type { Lecture } from '../../core/types';
import { Button, ProblemNotice } from '../basics';
import { Confirm } from '../dialog';
import { toast } from '../toast';

const text = words(rulesWords);

export type Finality = 'none' | 'provisional' | 'final';

/** What a lecture's marks are at a moment; none while it can be marked, and when it is cancelled. */
export function finality(lecture: Lecture, at: number): Finality {
  const ended = Date.parse(lecture.window?.closes_at ?? lecture.ends_at);
  if (!lecture.final_at || ended > at) return 'none';
  return Date.parse(lecture.final_at) > at ? 'provisional' : 'final';
}

/** The time alone when it is today, otherwise with its day. */
function when(time: string, zone: string): string {
  const today = day(new Date(now()).toISOString(), zone);
  return day(time, zone) === today ? clockTime(time, zone) : dayAndTime(time, zone);
}

/** For a student: that their mark may still change. Says nothing of what is final. */
export function ProvisionalLine({ lecture, zone }: { lecture: Lecture; zone: string }) {
  const soon = finality(lecture, now()) === 'provisional';
  const at = useNow(soon);
  if (!lecture.final_at || finality(lecture, at) !== 'provisional') return null;
  return <p class="muted small">{text().final.until(when(lecture.final_at, zone))}</p>;
}

/** For the staff: where it stands, and the word that makes it final. */
export function FinalPanel({ lecture, zone, own, onChanged }: { lecture: Lecture; zone: string; own: boolean; onChanged: (next: Lecture) => void }) {
  const t = text().final;
  const at = useNow();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const state = finality(lecture, at);
  if (state === 'none' || !lecture.final_at) return null;
  const path = `/api/attendance/${lecture.id}/final`;
  const say = () =>
    void run(async () => {
      onChanged(await post<Lecture>(path, {}));
      setAsking(false);
      toast(t.said);
    });
  const takeBack = () =>
    void run(async () => {
      onChanged(await request<Lecture>('DELETE', path));
      toast(t.takenBack);
    });
  return (
    <div class="finality" data-final={state}>
      <p class="finality-state">{state === 'final' ? t.since(when(lecture.final_at, zone)) : t.until(when(lecture.final_at, zone))}</p>
      {own && <p class="muted small">{state === 'provisional' ? t.untilHint : lecture.final_word === 'told' ? t.told : t.sinceHint}</p>}
      <ProblemNotice problem={asking ? null : problem} />
      {own && state === 'provisional' && (
        <Button icon="check" onClick={() => setAsking(true)}>
          {t.say}
        </Button>
      )}
      {own && lecture.final_word === 'said' && (
        <Button busy={busy} onClick={takeBack}>
          {t.takeBack}
        </Button>
      )}
      {asking && (
        <Confirm title={t.sayTitle} hint={t.sayHint} action={t.say} busy={busy} harmless onConfirm={say} onClose={() => setAsking(false)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
