// SPDX-License-Identifier: MIT
// Whether a check-in begins with unlocking the phone. What asks for it is fetched where it does.

import { useEffect, useState } from 'preact/hooks';
import { until } from '../../core/clock';
import { asProblem } from '../../core/hooks';
import { passkeysThere } from '../../core/passkey';
import { keepScan } from '../../core/scan';
import { wordsReady } from '../../core/text';
import type { Mine } from '../../core/types';
import type { Problem } from '../../core/api';
import { PageHead, ProblemNotice, Skeleton } from '../../ui/basics';

// An unlock that ends sooner than this may be over before the check is.
const MARGIN_MS = 60_000;

/** Where it is no must, who cannot is not kept from the camera. */
export function unlockDue(mine: Mine): boolean {
  if (mine.unlock_rule === 'off' || (mine.unlocked_until && until(mine.unlocked_until) > MARGIN_MS)) return false;
  return mine.unlock_rule === 'refuse' || (mine.has_passkey && passkeysThere());
}

/** Who is marked with a sign for want of a passkey, and could make one. */
export const couldUnlock = (mine: Mine) => mine.unlock_rule === 'flag' && !mine.has_passkey && passkeysThere();

export interface UnlockProps {
  lecture: string;
  mine: Mine;
  /** It is done, or passed over. */
  onPassed: () => void;
  /** What is known of the lecture or of the passkeys is another now. */
  onStale: () => void;
}

export function UnlockFirst(props: UnlockProps) {
  const [Part, setPart] = useState<typeof import('./unlock').Unlock | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const fetchIt = async () => {
    setProblem(null);
    try {
      const found = await import('./unlock');
      await wordsReady();
      setPart(() => found.Unlock);
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  useEffect(() => {
    void fetchIt();
    // A code that was scanned is good for seconds, a stamp for the whole of this.
    void keepScan(location.pathname, location.hash);
  }, []);
  if (Part) return <Part {...props} />;
  return (
    <>
      <PageHead title={props.mine.lecture.subject} back="/" />
      {problem ? <ProblemNotice problem={problem} onRetry={() => void fetchIt()} /> : <Skeleton rows={2} />}
    </>
  );
}
