// SPDX-License-Identifier: MIT
// The face check of a student: consent, enrolment, renewal, deletion. Declining is a full answer.

import { useEffect, useRef, useState } from 'preact/hooks';
import { post, Problem, remove, sendPersistently } from '../../core/api';
import { pack } from '../../camera/burst';
import { warmGuide } from '../../camera/guide';
import { CameraView } from '../../camera/view';
import { asProblem, useAction, useLoad, usePageTitle } from '../../core/hooks';
import { Button, LinkButton, Notice, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Icon } from '../../ui/icons';
import { Shell } from '../../ui/shell';
import { useTurn } from '../../ui/turn';
import { toast } from '../../ui/toast';
import { currentLanguage, explain } from '../../core/text';
import { text } from './words';
import { longDay } from '../../core/text/format';
import type { Consent, Face } from '../../core/types';

const FRAMES = 5;
// Far enough apart that the pictures differ a little, near enough that nobody tires.
const FRAME_GAP_MS = 500;

type Step = 'overview' | 'camera' | 'declined' | 'done';

function Enrol({ onDone, onClose, onConsent }: { onDone: (face: Face) => void; onClose: () => void; onConsent: () => void }) {
  const t = text();
  const [saying, setSaying] = useState<string | null>(null);
  const turn = useTurn(setSaying);
  const [problem, setProblem] = useState<Problem | null>(null);
  const left = useRef(new AbortController());
  useEffect(() => () => left.current.abort(), []);
  const send = async (frames: Blob[]) => {
    setSaying(t.face.saving);
    try {
      onDone(await sendPersistently<Face>('PUT', '/api/student/face', pack(frames), {}, turn.start, left.current.signal));
    } catch (error) {
      const refusal = asProblem(error);
      if (left.current.signal.aborted) return;
      if (refusal.code === 'consent_needed') onConsent();
      else setProblem(refusal);
    } finally {
      turn.stop();
      setSaying(null);
    }
  };
  const words = problem && explain(problem);
  return (
    <CameraView
      title={t.face.cameraTitle}
      prepare={() => Promise.resolve(FRAMES)}
      onFrames={(frames) => void send(frames)}
      onProblem={(error) => setProblem(asProblem(error))}
      onClose={onClose}
      gapMs={FRAME_GAP_MS}
      saying={saying}
    >
      {problem && words && (
        <div class="camera-sheet" role="alert" data-code={problem.code}>
          <h2>{t.face.notDone}</h2>
          <p class="camera-reason">{words.detail}</p>
          {words.next && <p>{words.next}</p>}
          <div class="camera-actions">
            <Button kind="primary" wide onClick={() => setProblem(null)}>
              {t.app.tryAgain}
            </Button>
            <Button wide onClick={onClose}>
              {t.app.cancel}
            </Button>
          </div>
        </div>
      )}
    </CameraView>
  );
}

function ConsentCard({ onAgreed, onDeclined }: { onAgreed: () => void; onDeclined: () => void }) {
  const t = text();
  const consent = useLoad<Consent>(`/api/student/consent?language=${currentLanguage()}`);
  const { busy, problem, run } = useAction();
  const [compared, setCompared] = useState(false);
  const [guardian, setGuardian] = useState('');
  const agree = () =>
    void run(async () => {
      const scope = compared ? 'all' : 'check_in';
      try {
        await post('/api/student/consent', { version: consent.data?.version, scope, ...(guardian.trim() && { guardian: guardian.trim() }) });
        onAgreed();
      } catch (error) {
        if (error instanceof Problem && error.code === 'consent_outdated') await consent.reload();
        throw error;
      }
    });
  if (!consent.data) {
    return consent.problem ? <ProblemNotice problem={consent.problem} onRetry={() => void consent.reload()} /> : <Skeleton />;
  }
  return (
    <section class="card" aria-labelledby="consent-title">
      <h2 id="consent-title">{t.face.consentTitle}</h2>
      <div class="consent" dir="auto">
        {consent.data.text.map((paragraph, i) => (
          <p key={i}>{paragraph}</p>
        ))}
      </div>
      <p class="muted small">{t.face.version(consent.data.version)}</p>
      <label class="check">
        <input type="checkbox" checked={compared} onChange={(event) => setCompared(event.currentTarget.checked)} /> {t.face.compared}
      </label>
      {consent.data.guardian_age > 0 && (
        <label class="field">
          <span>{t.face.guardian(consent.data.guardian_age)}</span>
          <input type="text" maxLength={100} value={guardian} onInput={(event) => setGuardian(event.currentTarget.value)} />
        </label>
      )}
      <Notice>
        <p>{t.face.equal}</p>
      </Notice>
      <ProblemNotice problem={problem} />
      <div class="form-actions">
        <Button kind="primary" wide busy={busy} onClick={agree}>
          {t.face.agree}
        </Button>
        <Button wide onClick={onDeclined}>
          {t.face.decline}
        </Button>
      </div>
    </section>
  );
}

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

export function FacePage({ path }: { path: string }) {
  const t = text();
  usePageTitle(t.face.title);
  const face = useLoad<Face>('/api/student/face');
  const [step, setStep] = useState<Step>('overview');
  useEffect(() => void warmGuide(), []);

  if (step === 'camera') {
    return (
      <Enrol
        onDone={(next) => {
          face.set(next);
          setStep('done');
        }}
        onClose={() => {
          setStep('overview');
          void face.reload();
        }}
        onConsent={() => {
          setStep('overview');
          void face.reload();
        }}
      />
    );
  }
  const body = () => {
    if (step === 'done') {
      return (
        <div class="result result-P">
          <div class="result-badge" aria-hidden="true">
            <Icon name="check" />
          </div>
          <h1 tabIndex={-1}>{t.face.done}</h1>
          <p>{t.face.doneHint}</p>
          {face.data?.quality && <p data-quality={face.data.quality}>{t.face.quality[face.data.quality]}</p>}
          <LinkButton kind="primary" href="/">
            {t.app.goHome}
          </LinkButton>
          {face.data?.quality === 'fair' && <Button onClick={() => setStep('camera')}>{t.face.again}</Button>}
        </div>
      );
    }
    if (!face.data) {
      return face.problem ? <ProblemNotice problem={face.problem} onRetry={() => void face.reload()} /> : <Skeleton />;
    }
    if (face.data.enrolled) {
      return <Enrolled face={face.data} onAgain={() => setStep('camera')} onRemoved={() => void face.reload()} />;
    }
    if (step === 'declined') {
      return (
        <section class="card" aria-labelledby="declined">
          <h2 id="declined">{t.face.declinedTitle}</h2>
          <p>{t.face.declined}</p>
          <p class="muted">{t.face.changeMind}</p>
          <div class="form-actions">
            <LinkButton kind="primary" wide href="/">
              {t.app.goHome}
            </LinkButton>
            <Button kind="quiet" wide onClick={() => setStep('overview')}>
              {t.app.back}
            </Button>
          </div>
        </section>
      );
    }
    if (!face.data.consented) return <ConsentCard onAgreed={() => setStep('camera')} onDeclined={() => setStep('declined')} />;
    return (
      <section class="card" aria-labelledby="face-start">
        <h2 id="face-start">{t.student.setUp}</h2>
        <p>{t.face.tips}</p>
        <div class="form-actions">
          <Button kind="primary" wide icon="camera" onClick={() => setStep('camera')}>
            {t.face.start}
          </Button>
        </div>
      </section>
    );
  };
  return (
    <Shell role="student" path={path}>
      <div class="narrow">
        {step !== 'done' && <PageHead title={t.face.title} />}
        {body()}
      </div>
    </Shell>
  );
}
