// SPDX-License-Identifier: MIT
// Write an item of the board, or edit one: at once, or for later; times as the classroom's clock shows them.

import { useRef, useState } from 'preact/hooks';
import { post, type Problem } from '../../core/api';
import { now } from '../../core/clock';
import { useUnsaved } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { board as boardWords, teaching as teachingWords } from '../../core/text/books';
import { useClass } from '../../core/use-class';
import { Switch } from '../../ui/area';
import { Button, ProblemNotice, Skeleton } from '../../ui/basics';
import { ClassFrame, ClassSection } from '../../ui/class/class-frame';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { FilePicker } from '../../ui/files';
import { toast } from '../../ui/toast';
import { decimal } from '../../ui/typed';
import { edit } from '../../ui/version';
import { navigate } from '../../core/router';
import { BOARD_KINDS, type BoardFile, type BoardItem, type BoardKind, type Classroom } from '../../core/types';
import { wallClock, zonedTime } from '../../core/zone';
import { BodyField } from './preview';

const text = words(boardWords, teachingWords);

const FIELDS = ['title', 'body', 'points', 'due_at', 'publish_at'];
const TITLE_MAX = 150;
const POINTS_MAX = 10000;
const DAY_MS = 86_400_000;

interface Draft {
  kind: BoardKind;
  title: string;
  body: string;
  points: string;
  dueDate: string;
  dueTime: string;
  pinned: boolean;
  when: 'now' | 'later';
  publishDate: string;
  publishTime: string;
}

function draftOf(item: BoardItem | null, zone: string): Draft {
  const due = item?.due_at ? wallClock(Date.parse(item.due_at), zone) : { date: '', time: '' };
  const later = item !== null && !item.published;
  const publish = later ? wallClock(Date.parse(item.publish_at), zone) : { date: wallClock(now() + DAY_MS, zone).date, time: '08:00' };
  return {
    kind: item?.kind ?? 'announcement',
    title: item?.title ?? '',
    body: item?.body ?? '',
    points: item && item.points !== null ? String(item.points) : '',
    dueDate: due.date,
    dueTime: due.time,
    pinned: item?.pinned ?? false,
    when: later ? 'later' : 'now',
    publishDate: publish.date,
    publishTime: publish.time,
  };
}

/** What is wrong with a draft, by field; empty when it can be sent. */
function faultsOf(draft: Draft): Partial<Record<keyof Draft, string>> {
  const t = text().board;
  const assessment = draft.kind === 'assessment';
  return {
    ...(!draft.title.trim() && { title: t.needTitle }),
    ...(assessment && draft.points.trim() && decimal(draft.points, POINTS_MAX) === null && { points: t.pointsWrong }),
    ...(assessment && draft.dueDate && !draft.dueTime && { dueTime: t.needBoth }),
    ...(assessment && !draft.dueDate && draft.dueTime && { dueDate: t.needBoth }),
    ...(draft.when === 'later' && !draft.publishDate && { publishDate: t.needBoth }),
    ...(draft.when === 'later' && !draft.publishTime && { publishTime: t.needBoth }),
  };
}

function bodyOf(draft: Draft, files: readonly BoardFile[], zone: string): Record<string, unknown> {
  const assessment = draft.kind === 'assessment';
  return {
    title: draft.title.trim(),
    body: draft.body,
    pinned: draft.pinned,
    files: files.map((file) => file.id),
    ...(assessment && draft.points.trim() && { points: decimal(draft.points, POINTS_MAX) }),
    ...(assessment && draft.dueDate && { due_at: zonedTime(draft.dueDate, draft.dueTime, zone).toISOString() }),
    ...(draft.when === 'later' && { publish_at: zonedTime(draft.publishDate, draft.publishTime, zone).toISOString() }),
  };
}

interface Part {
  draft: Draft;
  change: (next: Partial<Draft>) => void;
  faults: ReturnType<typeof faultsOf>;
  problem: Problem | null;
}

function AssessmentFields({ draft, change, faults, problem }: Part) {
  const t = text().board;
  return (
    <>
      <Field
        label={t.pointsField}
        name="points"
        inputMode="numeric"
        optional
        hint={t.pointsHint}
        value={draft.points}
        onInput={(points) => change({ points })}
        error={faults.points ?? fieldError(problem, 'points')}
      />
      <div class="field-pair">
        <Field
          label={t.dueDate}
          name="due_date"
          type="date"
          optional
          value={draft.dueDate}
          onInput={(dueDate) => change({ dueDate, dueTime: draft.dueTime || '23:59' })}
          error={faults.dueDate ?? fieldError(problem, 'due_at')}
        />
        <Field
          label={t.dueTime}
          name="due_time"
          type="time"
          optional
          value={draft.dueTime}
          onInput={(dueTime) => change({ dueTime })}
          error={faults.dueTime}
        />
      </div>
    </>
  );
}

function PublishFields({ draft, change, faults, problem }: Part) {
  const t = text().board;
  return (
    <>
      <Choices
        legend={t.when}
        name="when"
        value={draft.when}
        onChange={(when) => change({ when })}
        choices={[
          { value: 'now', label: t.now },
          { value: 'later', label: t.later },
        ]}
      />
      {draft.when === 'later' && (
        <>
          <div class="field-pair">
            <Field
              label={t.publishDate}
              name="publish_date"
              type="date"
              value={draft.publishDate}
              onInput={(publishDate) => change({ publishDate })}
              error={faults.publishDate ?? fieldError(problem, 'publish_at')}
            />
            <Field
              label={t.publishTime}
              name="publish_time"
              type="time"
              value={draft.publishTime}
              onInput={(publishTime) => change({ publishTime })}
              error={faults.publishTime}
            />
          </div>
          <p class="muted small">{t.laterHint}</p>
        </>
      )}
    </>
  );
}

function ItemForm({ classroom, item }: { classroom: Classroom; item: BoardItem | null }) {
  const t = text().board;
  const zone = classroom.timezone;
  const [draft, setDraft] = useState(() => draftOf(item, zone));
  const [files, setFiles] = useState<BoardFile[]>(item?.files ?? []);
  const [sending, setSending] = useState(false);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  useUnsaved(draft, files);
  const change = (next: Partial<Draft>) => setDraft((old) => ({ ...old, ...next }));
  const found = faultsOf(draft);
  const faults = tried ? found : {};
  const path = `/api/classroom/${classroom.id}/board`;
  const save = async (version: number | null) => {
    const body = bodyOf(draft, files, zone);
    const saved = item
      ? await edit<BoardItem>('PUT', `${path}/${item.id}`, version, body)
      : await post<BoardItem>(path, { kind: draft.kind, ...body });
    toast(!saved.published ? t.planned : item ? t.saved : t.posted);
    navigate(`/classroom/${classroom.id}/board/${saved.id}`, 'replace');
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (sending) return;
    if (Object.keys(found).length > 0 || !(await run(() => save(item?.version ?? null)))) focusFirstError(form.current);
  };
  const part = { draft, change, faults, problem };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemNotice problem={otherThan(problem, FIELDS)} />
      {problem?.code === 'changed_meanwhile' && (
        <Button onClick={() => void run(() => save(null))}>{t.saveAnyway}</Button>
      )}
      {!item && (
        <Choices
          legend={t.kindLegend}
          name="kind"
          value={draft.kind}
          onChange={(kind) => change({ kind })}
          choices={BOARD_KINDS.map((value) => ({ value, label: text().boardKind[value] }))}
        />
      )}
      <Field
        label={t.titleField}
        name="title"
        maxLength={TITLE_MAX}
        value={draft.title}
        onInput={(title) => change({ title })}
        error={faults.title ?? fieldError(problem, 'title')}
      />
      <BodyField classroom={classroom.id} body={draft.body} onInput={(body) => change({ body })} problem={problem} />
      <FilePicker classroom={classroom.id} files={files} onChange={(next) => setFiles(next)} onBusy={setSending} />
      {draft.kind === 'assessment' && <AssessmentFields {...part} />}
      {!item?.published && <PublishFields {...part} />}
      <p class="muted small">{text().classroom.zoneHint(zone)}</p>
      <Switch name="pinned" checked={draft.pinned} onChange={(pinned) => change({ pinned })}>
        {t.keepOnTop}
      </Switch>
      {sending && <p class="muted">{t.wait}</p>}
      <Button type="submit" kind="primary" wide busy={busy} disabled={sending}>
        {item?.published ? t.save : draft.when === 'later' ? t.schedule : t.post}
      </Button>
    </form>
  );
}

function OldItem({ classroom, item }: { classroom: Classroom; item: string }) {
  const old = useLoad<BoardItem>(`/api/classroom/${classroom.id}/board/${item}`);
  if (old.data) return <ItemForm classroom={classroom} item={old.data} />;
  return old.problem ? <ProblemNotice problem={old.problem} onRetry={() => void old.reload()} /> : <Skeleton />;
}

/** `item` null: a new one. */
export function BoardEditPage({ classroom: id, item, path }: { classroom: string; item: string | null; path: string }) {
  const t = text().board;
  const title = item ? t.editTitle : t.newTitle;
  const classroom = useClass(id).data?.classroom;
  return (
    <ClassFrame id={id} path={path} title={title}>
      <div class="reading">
        <ClassSection title={title} back={{ href: `/classroom/${id}/board${item ? `/${item}` : ''}`, word: item ? text().app.back : t.title }} />
        {!classroom && <Skeleton />}
        {classroom && (item ? <OldItem classroom={classroom} item={item} /> : <ItemForm classroom={classroom} item={null} />)}
      </div>
    </ClassFrame>
  );
}
