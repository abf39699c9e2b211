// SPDX-License-Identifier: MIT
// The window of a lecture: opened with one tap by the class's own rule, counted down, made longer, closed.

import { useEffect, useRef, useState } from 'preact/hooks';
import { wakeOutput } from '../../core/sound/player';
import { post, request, type Problem } from '../../core/api';
import { useUnsaved } from '../../core/form';
import { useAction, useNow } from '../../core/hooks';
import { words } from '../../core/text';
import { lecture as lectureWords, live as liveWords, plan as planWords, roll as rollWords, teaching as teachingWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { Confirm, Dialog } from '../../ui/dialog';
import { Choices, Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { FinalPanel } from '../../ui/class/finality';
import { lateMinutes, MinuteFields, windowMinutes } from '../../ui/form/classroom-fields';
import { Icon } from '../../ui/icons';
import { isTeacher } from '../../ui/class/part';
import { edit } from '../../ui/version';
import { clockTime, countdown, dayAndTime } from '../../core/text/format';
import { POLICIES, type Attendance, type Classroom, type Lecture, type Policy } from '../../core/types';

const text = words(lectureWords, liveWords, planWords, rollWords, teachingWords);

const EXTEND_MINUTES = 5;
const REASON_MAX = 300;
const FIELDS = ['minutes', 'late_after_minutes', 'window_minutes', 'policy', 'reason'];

export interface WindowProps {
  state: Attendance;
  own: boolean;
  onChanged: (next: Lecture) => void;
  onClassroom: (next: Classroom) => void;
}

/** How a window is to be opened: what the class says, until somebody says otherwise. */
interface Rule {
  minutes: number;
  late: number;
}

/** Where the lecture stands, in one word. */
export type Phase = 'never' | 'scheduled' | 'open' | 'closed' | 'cancelled';

export function phaseOf({ cancelled, window }: Lecture): Phase {
  return cancelled ? 'cancelled' : (window?.state ?? 'never');
}

export function phaseWords(lecture: Lecture): string {
  const t = text();
  const words: Record<Phase, string> = {
    cancelled: t.live.stateCancelled,
    open: t.lecture.stateOpen,
    closed: t.lecture.stateClosed,
    scheduled: t.live.statePlanned,
    never: t.lecture.stateNever,
  };
  return words[phaseOf(lecture)];
}

export function Countdown({ closes }: { closes: string }) {
  const at = useNow();
  return (
    <p class="lesson-clock">
      <span class="visually-hidden">{text().lecture.closesIn('')}</span>
      <span role="timer">{countdown(Date.parse(closes) - at)}</span>
    </p>
  );
}

interface RuleDialogProps {
  classroom: Classroom;
  rule: Rule;
  /** A window is opened again: why. */
  again: boolean;
  busy: boolean;
  problem: Problem | null;
  /** What its button says and does. */
  action: string;
  onUse: (rule: Rule, reason: string, policy: Policy) => void;
  onClose: () => void;
}

function RuleDialog({ classroom, rule, again, busy, problem, action, onUse, onClose }: RuleDialogProps) {
  const t = text();
  const [minutes, setMinutes] = useState(String(rule.minutes));
  const [late, setLate] = useState(String(rule.late));
  const [policy, setPolicy] = useState<Policy>(classroom.policy);
  const [reason, setReason] = useState('');
  useUnsaved(minutes, late, policy, reason);
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem) focusFirstError(form.current);
  }, [problem]);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    const [window, lateAfter] = [windowMinutes(minutes), lateMinutes(late)];
    if (window === null || lateAfter === null) return focusFirstError(form.current);
    onUse({ minutes: window, late: lateAfter }, reason.trim(), policy);
  };
  return (
    <Dialog title={t.roll.runTitle} onClose={onClose}>
      <form ref={form} class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, FIELDS)} />
        <MinuteFields minutes={minutes} onMinutes={setMinutes} late={late} onLate={setLate} tried={tried} problem={problem} />
        {again && (
          <Field
            label={t.live.reason}
            name="reason"
            optional
            maxLength={REASON_MAX}
            hint={t.live.reasonHint}
            value={reason}
            onInput={setReason}
            error={fieldError(problem, 'reason')}
          />
        )}
        {isTeacher(classroom) && (
          <>
            <Choices
              legend={t.roll.forClass}
              name="policy"
              value={policy}
              onChange={setPolicy}
              choices={POLICIES.map((value) => ({ value, label: t.policy.name[value] }))}
            />
            <p class="policy-stops muted small" aria-live="polite">
              {t.policy.stops[policy]}
            </p>
          </>
        )}
        <div class="dialog-actions">
          <Button type="submit" kind="primary" busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Opens the window: at once, and with its questions only where the server has one. */
function Opening({ state, onChanged, onClassroom, onByHand }: WindowProps & { onByHand: () => void }) {
  const t = text();
  const { lecture, classroom } = state;
  const again = lecture.window?.state === 'closed';
  const [rule, setRule] = useState<Rule>({ minutes: classroom.window_minutes, late: classroom.late_after_minutes });
  const [asking, setAsking] = useState<'rule' | 'reason' | null>(null);
  const { busy, problem, run, clear } = useAction();
  const open = (how: Rule, reason: string) =>
    run(async () => {
      const body = { minutes: how.minutes, late_after_minutes: how.late, ...(reason && { reason }) };
      onChanged(await post<Lecture>(`/api/attendance/${lecture.id}/window`, body));
      setAsking(null);
    });
  const tap = async () => {
    wakeOutput(); // the room sound may play from here on: later no tap comes with it
    if (!(await open(rule, ''))) setAsking((now) => now ?? (again ? 'reason' : null));
  };
  const use = (next: Rule, reason: string, policy: Policy) =>
    void (async () => {
      setRule(next);
      const changed = await run(async () => {
        if (policy !== classroom.policy) onClassroom(await edit<Classroom>('PATCH', `/api/classroom/${classroom.id}`, classroom.version, { policy }));
      });
      if (!changed) return;
      if (asking === 'reason') await open(next, reason);
      else setAsking(null);
    })();
  const ask = (what: 'rule' | 'reason') => {
    clear();
    setAsking(what);
  };
  return (
    <>
      <button type="button" class="lesson-rule" onClick={() => ask(again ? 'reason' : 'rule')}>
        <span>
          <strong>{t.roll.runs(rule.minutes, rule.late)}</strong>
          <span class="muted" data-policy={classroom.policy}>
            {t.policy.name[classroom.policy]}
          </span>
        </span>
        <span class="visually-hidden">{t.roll.change}</span>
        <Icon name="forward" turns />
      </button>
      <ProblemNotice problem={asking ? null : problem} />
      <div class="lesson-foot">
        <Button kind={again ? 'plain' : 'primary'} wide busy={busy && !asking} icon="bolt" onClick={() => void tap()}>
          {again ? t.lecture.reopen : t.lecture.open}
        </Button>
      </div>
      {!again && (
        <Button kind="quiet" wide icon="hand" onClick={onByHand}>
          {t.roll.byHand}
        </Button>
      )}
      {asking && (
        <RuleDialog
          classroom={classroom}
          rule={rule}
          again={asking === 'reason'}
          busy={busy}
          problem={problem}
          action={asking === 'reason' ? t.lecture.reopen : t.roll.use}
          onUse={use}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

function Open({ state, own, photo, onChanged, onProject }: WindowProps & { photo: boolean; onProject: () => void }) {
  const t = text();
  const { lecture } = state;
  const at = useNow();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const window = lecture.window;
  if (!window) return null;
  const [opens, closes] = [Date.parse(window.opens_at), Date.parse(window.closes_at)];
  const act = (path: string, body?: unknown) =>
    void run(async () => {
      onChanged(await post<Lecture>(`/api/attendance/${lecture.id}/window/${path}`, body));
      setAsking(false);
    });
  return (
    <>
      <progress class="window-progress" max={Math.max(1, closes - opens)} value={Math.max(0, closes - at)} aria-label={t.lecture.stateOpen} />
      <ProblemNotice problem={asking ? null : problem} />
      {own && (
        <div class="lesson-foot">
          <a class="lesson-act" href={`/lecture/${lecture.id}/project`} onClick={(event) => !event.ctrlKey && !event.metaKey && !event.shiftKey && onProject()}>
            <Icon name="projector" />
            <span>{t.roll.project}</span>
          </a>
          <button type="button" class="lesson-act" aria-busy={busy && !asking} onClick={() => act('extend', { minutes: EXTEND_MINUTES })}>
            <Icon name="clock" />
            <span>{t.roll.longer}</span>
          </button>
          {photo && (
            <a class="lesson-act" href={`/lecture/${lecture.id}/photo`} aria-label={t.photo.title}>
              <Icon name="camera" />
              <span>{t.roll.photo}</span>
            </a>
          )}
          <button type="button" class="lesson-act lesson-act-close" aria-label={t.lecture.close} onClick={() => setAsking(true)}>
            <Icon name="lock" />
            <span>{t.roll.close}</span>
          </button>
        </div>
      )}
      {asking && (
        <Confirm
          title={t.lecture.closeTitle}
          hint={t.lecture.closeHint}
          action={t.lecture.close}
          busy={busy}
          onConfirm={() => act('close')}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </>
  );
}

/** A window that opens by itself, and the way to take that back. */
function Planned({ lecture, zone, own, onChanged }: { lecture: Lecture; zone: string; own: boolean; onChanged: (next: Lecture) => void }) {
  const t = text();
  const { busy, problem, run } = useAction();
  if (lecture.window?.state !== 'scheduled') return null;
  const takeBack = () => void run(async () => onChanged(await request<Lecture>('DELETE', `/api/attendance/${lecture.id}/window`)));
  return (
    <>
      <p class="muted">{t.live.opensAt(dayAndTime(lecture.window.opens_at, zone))}</p>
      <ProblemNotice problem={problem} />
      {own && (
        <Button busy={busy} onClick={takeBack}>
          {t.live.takeBack}
        </Button>
      )}
    </>
  );
}

interface PanelProps extends WindowProps {
  photo: boolean;
  onByHand: () => void;
  onProject: () => void;
  onRestore: (() => void) | null;
  onEnd: () => void;
}

/** Where the window stands, and what can be done about it. */
export function WindowPanel(props: PanelProps) {
  const t = text();
  const { state, own, onEnd, onRestore, onChanged } = props;
  const { lecture, classroom } = state;
  const { window } = lecture;
  const phase = phaseOf(lecture);
  const zone = classroom.timezone;
  const at = useNow(phase === 'open');
  const ended = phase === 'open' && window !== null && Date.parse(window.closes_at) <= at;
  useEffect(() => {
    if (ended) onEnd();
  }, [ended]);
  return (
    <section class={`card lesson-now lesson-now-${phase}`} aria-labelledby="window-state">
      <div class="lesson-state">
        <h2 id="window-state" data-window={window?.state ?? 'never'}>
          {phaseWords(lecture)}
        </h2>
        {phase === 'open' && window?.late_after_at && <p class="muted">{t.lecture.lateFrom(clockTime(window.late_after_at, zone))}</p>}
        {phase === 'closed' && window && <p class="muted">{t.lecture.closedAt(clockTime(window.closes_at, zone))}</p>}
      </div>
      {phase === 'open' && window && <Countdown closes={window.closes_at} />}
      {phase === 'open' && <Open {...props} />}
      <Planned lecture={lecture} zone={zone} own={own} onChanged={onChanged} />
      {phase !== 'open' && <FinalPanel lecture={lecture} zone={zone} own={own && !classroom.archived} onChanged={onChanged} />}
      {phase === 'cancelled' && lecture.cancel_reason && <p class="muted">{lecture.cancel_reason}</p>}
      {phase === 'cancelled' && onRestore && (
        <Button icon="undo" onClick={onRestore}>
          {t.plan.restore}
        </Button>
      )}
      {own && phase !== 'open' && phase !== 'cancelled' && !classroom.archived && <Opening key={phase} {...props} />}
    </section>
  );
}

