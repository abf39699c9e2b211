// SPDX-License-Identifier: MIT
// Join by code, typed here or brought by a /join/CODE link or QR: first which class it is, then in, with a way back.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post, Problem, remove } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { Button, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { explain, words } from '../../core/text';
import { own as ownWords } from '../../core/text/books';
import { dayAndTime, facts } from '../../core/text/format';
import type { Classroom, Face, JoinPreview } from '../../core/types';

const text = words(ownWords);

const CODE_MAX = 40;
// Faults of the code itself, to be read beside its field.
const OF_THE_CODE = ['join_code_unknown', 'join_closed', 'classroom_archived'];

interface TypeProps {
  given: string;
  fault: Problem | null;
  onFound: (code: string, preview: JoinPreview) => void;
}

function CodeForm({ given, fault, onFound }: TypeProps) {
  const t = text();
  const [code, setCode] = useState(given);
  const [tried, setTried] = useState(false);
  const { busy, problem: own, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const clean = code.replace(/\s+/g, '').toUpperCase();
  const problem = own ?? (code === given ? fault : null);
  const unknown = problem && OF_THE_CODE.includes(problem.code) ? Object.values(explain(problem)).join(' ') : undefined;
  const error = (tried && !clean && t.join.need) || unknown || fieldError(problem, 'code');
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const look = async () => onFound(clean, await post<JoinPreview>('/api/student/join-preview', { code: clean }));
    if (!(clean && (await run(look)))) focusFirstError(form.current);
  };
  return (
    <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate>
      <ProblemNotice problem={unknown ? null : otherThan(problem, ['code'])} />
      <div class="join-field">
        <Field
          label={t.join.code}
          name="code"
          value={code}
          onInput={setCode}
          hint={t.join.hint}
          error={error}
          autoCapitalize="characters"
          maxLength={CODE_MAX}
        />
      </div>
      <Button type="submit" kind="primary" wide busy={busy}>
        {t.own.join.look}
      </Button>
    </form>
  );
}

/** The class as its code shows it. */
function ClassFacts({ preview }: { preview: JoinPreview }) {
  const t = text().own.join;
  const { next } = preview;
  const lines: [string, string][] = [
    [t.taughtBy, preview.professor],
    ...(preview.term ? [[t.term, preview.term] as [string, string]] : []),
    [t.next, next ? facts([dayAndTime(next.starts_at, preview.timezone), next.room]) : t.noNext],
    [t.size, t.students(preview.students)],
  ];
  return (
    <dl class="join-facts">
      {lines.map(([term, value]) => (
        <div key={term}>
          <dt class="muted">{term}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface PreviewProps {
  code: string;
  preview: JoinPreview;
  onJoined: (classroom: Classroom) => void;
  onAsked: () => void;
  onAnother: () => void;
}

function Preview({ code, preview, onJoined, onAsked, onAnother }: PreviewProps) {
  const t = text().own.join;
  const { busy, problem, run } = useAction();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const join = () =>
    void run(async () => {
      try {
        onJoined((await post<{ classroom: Classroom }>('/api/student/join', { code })).classroom);
      } catch (error) {
        if (error instanceof Problem && error.code === 'join_waiting') return onAsked();
        throw error;
      }
    });
  return (
    <section class="card join-class" aria-labelledby="join-subject">
      <p class="muted">{preview.classroom_id ? t.already : t.is}</p>
      <h2 id="join-subject" ref={heading} tabIndex={-1}>
        <bdi>{facts([preview.subject, preview.section])}</bdi>
      </h2>
      <ClassFacts preview={preview} />
      <ProblemNotice problem={problem} />
      {preview.asked ? (
        <Notice>{t.waiting}</Notice>
      ) : preview.classroom_id ? (
        <LinkButton kind="primary" wide href={`/record/${preview.classroom_id}`}>
          {t.open}
        </LinkButton>
      ) : (
        <>
          {preview.approval && <p class="muted">{t.askHint}</p>}
          <Button kind="primary" wide busy={busy} onClick={join}>
            {preview.approval ? t.ask : t.button(preview.subject)}
          </Button>
        </>
      )}
      <Button kind="quiet" wide onClick={onAnother}>
        {t.another}
      </Button>
    </section>
  );
}

/** In: what comes next, and the way back for who took the wrong one. */
function Joined({ classroom, onUndone }: { classroom: Classroom; onUndone: () => void }) {
  const t = text();
  const face = useLoad<Face>('/api/student/face');
  const { busy, problem, run } = useAction();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const undo = () =>
    void run(async () => {
      await remove(`/api/student/classrooms/${classroom.id}`);
      toast(t.own.join.undone(classroom.subject));
      onUndone();
    });
  const needsFace = face.data !== null && (!face.data.enrolled || face.data.renew);
  const live = classroom.live;
  return (
    <section class="card join-done" aria-labelledby="joined">
      <span class="badge badge-good">
        <Icon name="check" />
      </span>
      <h2 id="joined" ref={heading} tabIndex={-1}>
        {t.own.join.in}
      </h2>
      <p>{t.own.join.inHint(classroom.subject)}</p>
      <ProblemNotice problem={problem} />
      <div class="form-actions">
        {live ? (
          <LinkButton kind="primary" wide icon="camera" href={`/mark/${live.id}`}>
            {t.student.mark}
          </LinkButton>
        ) : (
          needsFace && (
            <LinkButton kind="primary" wide icon="face" href="/face">
              {t.student.setUp}
            </LinkButton>
          )
        )}
        <LinkButton kind={live || needsFace ? 'plain' : 'primary'} wide href={`/record/${classroom.id}`}>
          {t.own.join.open}
        </LinkButton>
        <Button kind="quiet" wide icon="undo" busy={busy} onClick={undo}>
          {t.own.join.undo}
        </Button>
      </div>
    </section>
  );
}

export function JoinPage({ code: given = '' }: { code?: string }) {
  const t = text();
  usePageTitle(t.join.title);
  const [found, setFound] = useState<{ code: string; preview: JoinPreview } | null>(null);
  const [state, setState] = useState<'looking' | 'typing' | 'asked'>(given ? 'looking' : 'typing');
  const [joined, setJoined] = useState<Classroom | null>(null);
  const { problem, run } = useAction();
  useEffect(() => {
    if (!given) return;
    const clean = given.replace(/\s+/g, '').toUpperCase();
    void run(async () => setFound({ code: clean, preview: await post<JoinPreview>('/api/student/join-preview', { code: clean }) })).then(() =>
      setState('typing'),
    );
  }, [given]);
  const body = () => {
    if (joined) return <Joined classroom={joined} onUndone={() => navigate('/', 'replace')} />;
    if (state === 'asked') {
      return (
        <section class="card join-done" role="status">
          <h2>{t.own.join.sent}</h2>
          <p>{t.own.join.sentHint}</p>
          <LinkButton kind="primary" wide href="/subjects">
            {t.own.subjects.title}
          </LinkButton>
        </section>
      );
    }
    if (found) {
      return (
        <Preview
          {...found}
          onJoined={setJoined}
          onAsked={() => setState('asked')}
          onAnother={() => setFound(null)}
        />
      );
    }
    if (state === 'looking') {
      return (
        <>
          <p class="visually-hidden" role="status">
            {t.own.join.looking}
          </p>
          <Skeleton rows={2} />
        </>
      );
    }
    return (
      <>
        <CodeForm given={given} fault={problem} onFound={(code, preview) => setFound({ code, preview })} />
        <ol class="join-how">
          {t.own.join.how.map((one) => (
            <li key={one}>{one}</li>
          ))}
        </ol>
      </>
    );
  };
  return (
    <div class="narrow">
      <PageHead title={t.join.title} back="/subjects" />
      {body()}
    </div>
  );
}
