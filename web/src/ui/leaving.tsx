// SPDX-License-Identifier: MIT
// Asks whether to go without saving. One for the whole page: core/leaving.ts opens it.

import { useEffect, useState } from 'preact/hooks';
import { whenLeaving } from '../core/leaving';
import { text } from '../core/text';
import { Confirm } from './dialog';

export function Leaving() {
  const [answer, setAnswer] = useState<((leave: boolean) => void) | null>(null);
  useEffect(() => {
    whenLeaving(() => new Promise((resolve) => setAnswer(() => resolve)));
    return () => whenLeaving(() => Promise.resolve(true));
  }, []);
  const t = text().app;
  const say = (leave: boolean) => {
    answer?.(leave);
    setAnswer(null);
  };
  return answer && <Confirm title={t.leaveTitle} hint={t.leaveHint} action={t.leave} busy={false} onConfirm={() => say(true)} onClose={() => say(false)} />;
}
