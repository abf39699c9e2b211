// SPDX-License-Identifier: MIT
// The face check of a student: setting it up, renewing, deleting. Declining is a full answer.

import { useState } from 'preact/hooks';
import { get, remove } from '../../core/api';
import { useAction, useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { checkIn as checkInWords, own as ownWords } from '../../core/text/books';
import { Button, LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Icon } from '../../ui/icons';
import { isOpenMark } from '../../ui/class/marks';
import { Shell } from '../../ui/shell';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { longDay } from '../../core/text/format';
import type { Face, StudentHome } from '../../core/types';
import { Enrol } from './enrol';
import { SetUp } from './set-up';

const text = words(checkInWords, ownWords);

type Step = 'overview' | 'camera' | 'declined' | 'done';

function Enrolled({ face, onAgain, onRemoved }: { face: Face; onAgain: () => void; onRemoved: () => void }) {
  const t = text();
  const [asking, setAsking] = useState(false);
  const { busy, problem, run } = useAction();
  const forget = () =>
    void run(async () => {
      await remove('/api/student/consent');
      setAsking(false);
      toast(t.face.removed);
      onRemoved();
    });
  return (
    <section class="card" aria-labelledby="face-ready">
      <div class="card-lead">
        <span class={face.renew ? 'badge badge-warn' : 'badge badge-good'}>
          <Icon name={face.renew ? 'alert' : 'check'} />
        </span>
        <div>
          <h2 id="face-ready">{face.renew ? t.student.renew : t.face.ready}</h2>
          {face.renew && <p>{t.student.renewHint}</p>}
          {face.enrolled_at && <p class="muted">{t.face.readySince(longDay(face.enrolled_at))}</p>}
          {face.frames ? <p class="muted">{t.face.frames(face.frames)}</p> : null}
        </div>
      </div>
      <div class="form-actions">
        <Button kind={face.renew ? 'primary' : 'plain'} wide icon="camera" onClick={onAgain}>
          {t.face.again}
        </Button>
        <Button kind="quiet" wide icon="trash" onClick={() => setAsking(true)}>
          {t.face.remove}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t.face.removeTitle}
          hint={t.face.removeHint}
          action={t.face.remove}
          busy={busy}
          onConfirm={forget}
          onClose={() => setAsking(false)}
        >
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}

function Done({ face, onAgain }: { face: Face; onAgain: () => void }) {
  const t = text();
  return (
    <div class="result result-P">
      <div class="result-badge" aria-hidden="true">
        <Icon name="check" />
      </div>
      <h1 tabIndex={-1}>{t.face.done}</h1>
      <p>{t.face.doneHint}</p>
      {face.quality && <p data-quality={face.quality}>{t.face.quality[face.quality]}</p>}
      <LinkButton kind="primary" href="/">
        {t.app.goHome}
      </LinkButton>
      {face.quality === 'fair' && <Button onClick={onAgain}>{t.face.again}</Button>}
    </div>
  );
}

function Declined({ onBack }: { onBack: () => void }) {
  const t = text();
  return (
    <section class="card" aria-labelledby="declined">
      <h2 id="declined">{t.face.declinedTitle}</h2>
      <p>{t.face.declined}</p>
      <p class="muted">{t.face.changeMind}</p>
      <div class="form-actions">
        <LinkButton kind="primary" wide href="/">
          {t.app.goHome}
        </LinkButton>
        <Button kind="quiet" wide onClick={onBack}>
          {t.app.back}
        </Button>
      </div>
    </section>
  );
}

/** The lecture that waits for this student's mark now; null: none, or nobody knows. */
async function waitingLecture(): Promise<number | null> {
  try {
    const { live } = await get<StudentHome>('/api/student/home');
    return live.find(({ mark }) => isOpenMark(mark))?.lecture.id ?? null;
  } catch {
    return null;
  }
}

export function FacePage({ path }: { path: string }) {
  const t = text();
  usePageTitle(t.face.title);
  const face = useLoad<Face>('/api/student/face');
  const [step, setStep] = useState<Step>('overview');
  const ready = async (next: Face) => {
    // What it was set up for is a tap away: it leads on by itself.
    const lecture = await waitingLecture();
    if (lecture !== null) {
      toast(t.own.setUp.goesOn);
      return navigate(`/mark/${lecture}`, 'replace');
    }
    face.set(next);
    setStep('done');
  };
  const back = () => {
    setStep('overview');
    void face.reload();
  };

  if (step === 'camera') return <Enrol onDone={(next) => void ready(next)} onClose={back} onConsent={back} />;
  if (step === 'overview' && face.data && !face.data.enrolled) {
    return <SetUp face={face.data} onReady={(next) => void ready(next)} onDeclined={() => setStep('declined')} />;
  }
  const body = () => {
    if (!face.data) {
      return face.problem ? <ProblemNotice problem={face.problem} onRetry={() => void face.reload()} /> : <Skeleton />;
    }
    if (step === 'done') return <Done face={face.data} onAgain={() => setStep('camera')} />;
    if (step === 'declined') return <Declined onBack={() => setStep('overview')} />;
    return <Enrolled face={face.data} onAgain={() => setStep('camera')} onRemoved={() => void face.reload()} />;
  };
  return (
    <Shell role="student" path={path}>
      <div class="narrow">
        {step !== 'done' && <PageHead title={t.face.title} back="/account" />}
        {body()}
      </div>
    </Shell>
  );
}
