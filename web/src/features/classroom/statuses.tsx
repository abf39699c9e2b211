// SPDX-License-Identifier: MIT
// The statuses of a classroom: letter, name, colour, what each counts as, whether such a student is in the room; their order.

import { useState } from 'preact/hooks';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { board as boardWords, settings as settingsWords } from '../../core/text/books';
import { Switch } from '../../ui/area';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { Dialog } from '../../ui/dialog';
import { Choices, Field, otherThan } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { statusLetter, statusName } from '../../ui/class/status';
import { USUAL } from '../../ui/class/statuses';
import { toast } from '../../ui/toast';
import { decimal } from '../../ui/typed';
import { edit } from '../../ui/version';
import { facts, number } from '../../core/text/format';
import { type Classroom, COLOURS, COUNTING, type StatusLine, type StatusSet } from '../../core/types';

const text = words(boardWords, settingsWords);

const HUNDRED = 100;
const OWN_MAX = 40;

/** '': a new one. */
type Draft = Omit<StatusLine, 'points'> & { points: string };

const NEW: StatusLine = {
  status: '',
  letter: '',
  name: '',
  points: HUNDRED,
  counts: 'attended',
  colour: 'teal',
  in_room: true,
  retired: false,
};

const isOwn = (line: StatusLine) => !USUAL.some((one) => one.status === line.status);

/** A new one goes without a code: the server gives it. */
const asSent = ({ status, ...line }: StatusLine) => (status ? { status, ...line } : line);

interface DialogProps {
  line: StatusLine;
  /** Letters that others have. */
  taken: readonly string[];
  onSave: (line: StatusLine) => Promise<void>;
  onClose: () => void;
}

function StatusDialog({ line, taken, onSave, onClose }: DialogProps) {
  const t = text().settings;
  const [draft, setDraft] = useState<Draft>({ ...line, points: String(line.points / HUNDRED) });
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  useUnsaved(draft);
  const change = (next: Partial<Draft>) => setDraft((old) => ({ ...old, ...next }));
  const letter = draft.letter.trim();
  const points = decimal(draft.points, HUNDRED);
  const wrong = {
    letter: !letter ? t.letterNeeded : taken.includes(letter) ? t.letterTaken : undefined,
    name: draft.name.trim() ? undefined : t.nameNeeded,
    points: points === null ? t.pointsWrong : undefined,
  };
  const keep = (retired: boolean) =>
    void run(async () => {
      await onSave({ ...draft, letter, name: draft.name.trim(), points: Math.round((points ?? 0) * HUNDRED), retired });
      onClose();
    });
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!wrong.letter && !wrong.name && !wrong.points) keep(draft.retired);
  };
  return (
    <Dialog title={line.status ? t.statusEdit(line.name) : t.statusNew} onClose={onClose}>
      <form class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, [])} />
        <div class="status-fields">
          <Field
            label={t.letter}
            name="status_letter"
            maxLength={2}
            value={draft.letter}
            onInput={(next) => change({ letter: next })}
            error={tried ? wrong.letter : undefined}
          />
          <Field
            label={t.name}
            name="status_name"
            maxLength={30}
            value={draft.name}
            onInput={(name) => change({ name })}
            error={tried ? wrong.name : undefined}
          />
        </div>
        <Choices
          legend={t.countsAs}
          name="status_counts"
          value={draft.counts}
          onChange={(counts) => change({ counts })}
          choices={COUNTING.map((value) => ({ value, label: t.countsWord[value] }))}
        />
        <Switch name="status_in_room" checked={draft.in_room} onChange={(in_room) => change({ in_room })} hint={t.inRoomHint}>
          {t.inRoom}
        </Switch>
        <Choices
          legend={t.colour}
          name="status_colour"
          value={draft.colour}
          onChange={(colour) => change({ colour })}
          choices={COLOURS.map((value) => ({
            value,
            label: (
              <span class="status-choice">
                <span class={`chip-letter tone-${value}`} aria-hidden="true">
                  {letter || '•'}
                </span>
                {t.colours[value]}
              </span>
            ),
          }))}
        />
        <Field
          label={text().board.gradePoints}
          name="status_points"
          value={draft.points}
          onInput={(next) => change({ points: next })}
          error={tried ? wrong.points : undefined}
        />
        <div class="dialog-actions">
          {line.status && isOwn(line) && !line.retired && (
            <Button kind="quiet" disabled={busy} onClick={() => keep(true)}>
              {t.retire}
            </Button>
          )}
          <Button type="submit" kind="primary" busy={busy}>
            {text().board.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface RowProps {
  line: StatusLine;
  onEdit: () => void;
  onUp?: () => void;
  onDown?: () => void;
  /** Of a retired one. */
  onOffer?: () => void;
}

function StatusRow({ line, onEdit, onUp, onDown, onOffer }: RowProps) {
  const t = text().settings;
  const name = statusName([line], line.status);
  const move = (said: string, icon: 'up' | 'down', run?: () => void) => (
    <button type="button" class="icon-button" aria-label={said} disabled={!run} onClick={run}>
      <Icon name={icon} />
    </button>
  );
  return (
    <li class="status-row" data-line={line.status} data-retired={line.retired}>
      <button type="button" class="status-open" onClick={onEdit}>
        <span class={`chip-letter tone-${line.colour}`} aria-hidden="true">
          {statusLetter([line], line.status)}
        </span>
        <span>
          <span class="row-lead">{name}</span>
          <span class="muted small">
            {facts([t.facts(line.counts, line.in_room), t.worth(number(line.points / HUNDRED))])}
          </span>
        </span>
        <Icon name="edit" />
      </button>
      {onOffer ? (
        <Button kind="quiet" icon="undo" label={t.offerAgain(name)} onClick={onOffer}>
          {t.offer}
        </Button>
      ) : (
        <span class="status-moves">
          {move(t.up(name), 'up', onUp)}
          {move(t.down(name), 'down', onDown)}
        </span>
      )}
    </li>
  );
}

function StatusList({ classroom, set, onSaved }: { classroom: Classroom; set: StatusSet; onSaved: (next: StatusSet) => void }) {
  const t = text().settings;
  const [editing, setEditing] = useState<StatusLine | null>(null);
  const { problem, run } = useAction();
  const shown = set.statuses.filter((line) => !line.retired);
  const retired = set.statuses.filter((line) => line.retired);
  const own = set.statuses.filter(isOwn).length;
  const put = async (statuses: readonly StatusLine[]) => {
    const body = { statuses: statuses.map(asSent) };
    onSaved(await edit<StatusSet>('PUT', `/api/classroom/${classroom.id}/statuses`, set.version, body));
    toast(t.saved);
  };
  const save = (line: StatusLine) =>
    put(line.status ? set.statuses.map((old) => (old.status === line.status ? line : old)) : [...shown, line, ...retired]);
  const swap = (at: number, other: number) => () => {
    const order = [...shown];
    const [one, two] = [order[at], order[other]];
    if (!one || !two) return;
    order[at] = two;
    order[other] = one;
    void run(() => put([...order, ...retired]));
  };
  return (
    <>
      <ProblemNotice problem={problem} />
      <ul class="status-list">
        {shown.map((line, at) => (
          <StatusRow
            key={line.status}
            line={line}
            onEdit={() => setEditing(line)}
            {...(at > 0 && { onUp: swap(at, at - 1) })}
            {...(at < shown.length - 1 && { onDown: swap(at, at + 1) })}
          />
        ))}
      </ul>
      {own < OWN_MAX ? (
        <Button icon="plus" onClick={() => setEditing(NEW)}>
          {t.statusAdd}
        </Button>
      ) : (
        <p class="muted">{t.statusMost(OWN_MAX)}</p>
      )}
      {retired.length > 0 && (
        <details class="status-retired">
          <summary>{t.retired(retired.length)}</summary>
          <p class="muted small">{t.retiredHint}</p>
          <ul class="status-list">
            {retired.map((line) => (
              <StatusRow
                key={line.status}
                line={line}
                onEdit={() => setEditing(line)}
                onOffer={() => void run(() => save({ ...line, retired: false }))}
              />
            ))}
          </ul>
        </details>
      )}
      {editing && (
        <StatusDialog
          line={editing}
          taken={set.statuses.filter((line) => line.status !== editing.status).map((line) => line.letter)}
          onSave={save}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

export function StatusSettings({ classroom }: { classroom: Classroom }) {
  const t = text().settings;
  const loaded = useLoad<StatusSet>(`/api/classroom/${classroom.id}/statuses`);
  return (
    <section class="card" aria-label={t.statuses}>
      <p class="muted">{t.statusesHint}</p>
      {loaded.data ? (
        <StatusList classroom={classroom} set={loaded.data} onSaved={loaded.set} />
      ) : loaded.problem ? (
        <ProblemNotice problem={loaded.problem} onRetry={() => void loaded.reload()} />
      ) : (
        <Skeleton rows={2} />
      )}
    </section>
  );
}
