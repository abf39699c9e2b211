// SPDX-License-Identifier: MIT
// What waits to be sent, in order; and what somebody has to decide: another was faster, a note is missing, fresh proof is asked for.

import { useState } from 'preact/hooks';
import { Problem } from '../core/api';
import { useAction } from '../core/hooks';
import { discard, insist } from '../core/outbox';
import { useWaiting, type Waiting } from '../core/waiting';
import { explain, words } from '../core/text';
import { waiting as waitingWords } from '../core/text/books';
import { dayAndTime, dayAndTimeInside, facts } from '../core/text/format';
import type { Mark, Status } from '../core/types';
import { Button, Empty } from './basics';
import { Dialog } from './dialog';
import { Field } from './field';
import { Icon } from './icons';
import { StatusChip } from './class/status';
import { toast } from './toast';

const text = words(waitingWords);

const NOTE_MAX = 300;

const wishOf = ({ method, json }: Waiting): Status | null => (method === 'DELETE' ? null : ((json?.['status'] as Status | undefined) ?? null));

function titleOf(entry: Waiting): string {
  const t = text().waiting;
  if (entry.kind === 'mark') return entry.about.student?.name ?? '';
  return entry.kind === 'request' ? t.request : t.leave;
}

function Side({ word, set, status, note, by }: { word: string; set: Waiting['about']['set']; status: Status | null; note?: string | null; by?: string | undefined }) {
  return (
    <p class="waiting-side">
      <span class="muted small">{word}</span>
      <StatusChip set={set} status={status} />
      {by && <span class="muted small">{by}</span>}
      {note && (
        <bdi class="muted small" dir="auto">
          {note}
        </bdi>
      )}
    </p>
  );
}

function byWhom(mark: Mark, zone: string | undefined): string {
  return facts([mark.marked_by?.name, mark.marked_at && dayAndTime(mark.marked_at, zone)]);
}

function Conflict({ entry, now }: { entry: Waiting; now: Mark }) {
  const t = text().waiting;
  const { busy, run } = useAction();
  const { set, zone } = entry.about;
  const theirs = () => void run(() => discard(entry.name));
  const mine = () => void run(() => insist(entry.name));
  return (
    <>
      <p class="small">{t.taken}</p>
      <div class="waiting-sides">
        <Side word={t.server} set={set} status={now.status} note={now.note} by={byWhom(now, zone)} />
        <Side word={t.yours} set={set} status={wishOf(entry)} note={entry.json?.['note'] as string | undefined ?? null} />
      </div>
      <div class="actions">
        <Button onClick={theirs} disabled={busy}>
          {t.keepTheirs}
        </Button>
        <Button kind="primary" onClick={mine} busy={busy}>
          {t.setMine}
        </Button>
      </div>
    </>
  );
}

/** What is missing, in the row itself. */
function Refused({ entry, problem }: { entry: Waiting; problem: Problem }) {
  const t = text().waiting;
  const { busy, run } = useAction();
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const noteNeeded = entry.kind === 'mark' && problem.code === 'note_needed';
  const { detail, next } = explain(problem);
  const again = () => {
    setTried(true);
    if (noteNeeded && !note.trim()) return;
    void run(() => insist(entry.name, noteNeeded ? note.trim() : undefined));
  };
  const away = () => {
    void discard(entry.name);
    toast(t.discarded);
  };
  return (
    <>
      <p class="small">
        <strong>{detail}</strong> {next}
      </p>
      {noteNeeded && (
        <Field
          label={t.note}
          name={`note-${entry.key}`}
          hint={t.noteHint}
          optional={false}
          maxLength={NOTE_MAX}
          value={note}
          onInput={setNote}
          error={tried && !note.trim() ? t.needNote : undefined}
        />
      )}
      <div class="actions">
        <Button kind="quiet" icon="trash" onClick={away} disabled={busy}>
          {t.discard}
        </Button>
        <Button kind="primary" onClick={again} busy={busy}>
          {noteNeeded ? t.sendNote : problem.code === 'step_up_needed' ? t.proof : t.again}
        </Button>
      </div>
    </>
  );
}

function Row({ entry }: { entry: Waiting }) {
  const t = text().waiting;
  const { stuck, about, json } = entry;
  const said = json?.['text'];
  const when = about.at ? dayAndTime(about.at, about.zone) : null;
  const problem = stuck && new Problem(stuck.status, { code: stuck.code, detail: stuck.detail, next: stuck.next });
  return (
    <li class="waiting" data-waiting={entry.kind} data-stuck={stuck?.code} data-student={about.student?.id}>
      <div class="waiting-head">
        <div>
          <p class="row-lead">
            <bdi>{titleOf(entry)}</bdi>
          </p>
          <p class="muted small">{facts([about.subject, when, t.made(dayAndTimeInside(new Date(entry.made).toISOString()))])}</p>
        </div>
        {entry.kind === 'mark' && !stuck?.now && <StatusChip set={about.set} status={wishOf(entry)} />}
        {!stuck && (
          <button
            type="button"
            class="icon-button"
            aria-label={t.about(t.discard, titleOf(entry))}
            onClick={() => {
              void discard(entry.name);
              toast(t.discarded);
            }}
          >
            <Icon name="trash" />
          </button>
        )}
      </div>
      {typeof said === 'string' && (
        <p class="hand-in-text" dir="auto">
          {said}
        </p>
      )}
      {stuck?.now && <Conflict entry={entry} now={stuck.now} />}
      {problem && !stuck?.now && <Refused entry={entry} problem={problem} />}
    </li>
  );
}

export function WaitingDialog({ onClose }: { onClose: () => void }) {
  const t = text().waiting;
  const list = useWaiting();
  // What must be decided comes first; the rest in the order in which it is sent.
  const shown = [...list.filter((one) => one.stuck), ...list.filter((one) => !one.stuck)];
  return (
    <Dialog title={t.title} onClose={onClose}>
      {list.length === 0 ? (
        <Empty icon="check" title={t.none} />
      ) : (
        <>
          {list.some((one) => !one.stuck) && <p class="muted">{t.hint}</p>}
          <ul class="waiting-list" aria-label={t.title}>
            {shown.map((entry) => (
              <Row key={entry.name} entry={entry} />
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
