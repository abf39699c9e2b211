// SPDX-License-Identifier: MIT
// The camera takes the pictures of which the server makes a template.

import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, sendPersistently } from '../../core/api';
import { pack } from '../../camera/burst';
import { CameraView } from '../../camera/view';
import { asProblem } from '../../core/hooks';
import { Button } from '../../ui/basics';
import { useTurn } from '../../ui/turn';
import { explain, words } from '../../core/text';
import { checkIn as checkInWords } from '../../core/text/books';
import type { Face } from '../../core/types';

const text = words(checkInWords);

const FRAMES = 5;
// Far enough apart that the pictures differ a little, near enough that nobody tires.
const FRAME_GAP_MS = 500;

export function Enrol({ onDone, onClose, onConsent }: { onDone: (face: Face) => void; onClose: () => void; onConsent: () => void }) {
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
