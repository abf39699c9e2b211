// SPDX-License-Identifier: MIT
// How students come into a class: its code in one row, and large for a wall or a projector.

import { useState } from 'preact/hooks';
import { words } from '../../core/text';
import { taught as taughtWords, teaching as teachingWords } from '../../core/text/books';
import { facts } from '../../core/text/format';
import type { Classroom } from '../../core/types';
import { Button, CopyButton } from '../basics';
import { Dialog } from '../dialog';
import { QrCode } from '../qr';

const text = words(taughtWords, teachingWords);

export function joinLink(code: string): string {
  return `${location.origin}/join/${encodeURIComponent(code)}`;
}

export function JoinLarge({ classroom, onClose }: { classroom: Classroom; onClose: () => void }) {
  const t = text();
  const code = classroom.join_code ?? '';
  return (
    <Dialog title={facts([classroom.subject, classroom.section])} onClose={onClose}>
      <div class="join-large">
        <QrCode value={joinLink(code)} label={t.classroom.joinQr(code)} />
        <p class="join-code" dir="ltr">
          {code}
        </p>
        <p class="muted">{t.taught.lectures.ways(location.host)}</p>
      </div>
    </Dialog>
  );
}

export function JoinRow({ classroom }: { classroom: Classroom }) {
  const t = text();
  const [large, setLarge] = useState(false);
  const code = classroom.join_code ?? '';
  return (
    <section class="card join-row" aria-labelledby="join-title">
      <div>
        <h2 id="join-title">{t.taught.lectures.joinTitle}</h2>
        <p class="join-code" dir="ltr">
          {code}
        </p>
      </div>
      <div class="actions">
        <CopyButton value={joinLink(code)}>{t.classroom.copyLink}</CopyButton>
        <Button icon="projector" onClick={() => setLarge(true)}>
          {t.taught.lectures.show}
        </Button>
      </div>
      {large && <JoinLarge classroom={classroom} onClose={() => setLarge(false)} />}
    </section>
  );
}
