// SPDX-License-Identifier: MIT
// From nothing to a face check: consent, then the camera. Leaving is possible at each step.

import { useEffect, useState } from 'preact/hooks';
import { warmGuide } from '../../camera/guide';
import { words } from '../../core/text';
import { checkIn as checkInWords, own as ownWords } from '../../core/text/books';
import { Button } from '../../ui/basics';
import type { Face } from '../../core/types';
import { ConsentSteps, Steps } from './consent';
import { Enrol } from './enrol';

const text = words(checkInWords, ownWords);

interface Props {
  face: Face;
  onReady: (face: Face) => void;
  onDeclined: () => void;
  onCode?: (() => void) | null;
}

export function SetUp({ face, onReady, onDeclined, onCode = null }: Props) {
  const t = text();
  const [step, setStep] = useState<'consent' | 'start' | 'camera' | 'ready'>(face.consented ? 'start' : 'consent');
  useEffect(() => void warmGuide(), []);
  if (step === 'consent') return <ConsentSteps onAgreed={() => setStep('camera')} onDeclined={onDeclined} onCode={onCode} />;
  if (step === 'camera') {
    return (
      <Enrol
        onDone={(made) => {
          setStep('ready');
          onReady(made);
        }}
        onClose={() => setStep('start')}
        onConsent={() => setStep('consent')}
      />
    );
  }
  if (step === 'ready') {
    return (
      <main class="splash" id="content">
        <h1 class="visually-hidden">{t.face.done}</h1>
        <p role="status">{t.own.setUp.goesOn}</p>
      </main>
    );
  }
  return (
    <Steps
      onClose={onDeclined}
      foot={
        <>
          <Button kind="primary" wide icon="camera" onClick={() => setStep('camera')}>
            {t.face.start}
          </Button>
          {onCode && (
            <Button wide onClick={onCode}>
              {t.check.codeInstead}
            </Button>
          )}
          <Button wide kind={onCode ? 'quiet' : 'plain'} onClick={onDeclined}>
            {t.own.setUp.no}
          </Button>
        </>
      }
    >
      <section class="steps-part" aria-labelledby="face-start">
        <h2 id="face-start">{face.renew ? t.student.renew : t.student.setUp}</h2>
        {face.renew && <p>{t.student.renewHint}</p>}
        <p>{t.face.tips}</p>
      </section>
    </Steps>
  );
}
