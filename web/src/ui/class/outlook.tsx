// SPDX-License-Identifier: MIT
// What the classroom's threshold asks of a student from here on, in one sentence.

import { words } from '../../core/text';
import { figures as figuresWords } from '../../core/text/books';
import { percent } from '../../core/text/format';
import type { Standing } from '../../core/types';
import { Icon } from '../icons';

const text = words(figuresWords);

/** '' when the classroom has no threshold, or nothing counts yet. */
export function outlookWords({ counted, outlook }: Standing): string {
  const t = text().figures.outlook;
  const threshold = percent(outlook.threshold);
  if (outlook.threshold === 0 || counted === 0) return '';
  if (outlook.out_of_reach) return t.outOfReach(threshold);
  if (outlook.below) return outlook.must_attend === null ? t.never(threshold) : t.mustAttend(outlook.must_attend, threshold);
  if (outlook.near || outlook.can_miss === 0) return t.near(threshold);
  return outlook.can_miss === null ? '' : t.canMiss(outlook.can_miss, threshold);
}

export function OutlookLine({ standing }: { standing: Standing }) {
  const words = outlookWords(standing);
  if (!words) return null;
  const { below, near, out_of_reach, can_miss } = standing.outlook;
  const kind = below || out_of_reach ? 'bad' : near || can_miss === 0 ? 'warn' : 'good';
  return (
    <p class={`outlook outlook-${kind}`} data-outlook={kind}>
      <Icon name={kind === 'good' ? 'check' : 'alert'} />
      <span>{words}</span>
    </p>
  );
}
