// SPDX-License-Identifier: MIT
// The way onto the home screen: a button where the browser offers it, the words for its menu where it does not.

import { useInstall } from '../core/install';
import { text } from '../core/text';
import { Button } from './basics';

export function InstallCard() {
  const t = text().account;
  const way = useInstall();
  return (
    <section class="card" aria-labelledby="install">
      <h2 id="install">{t.install}</h2>
      <p class="muted">{way.state === 'installed' ? t.installed : way.state === 'ios' ? t.installIos : t.installHint}</p>
      {way.state === 'offered' && (
        <Button icon="download" onClick={way.install}>
          {t.installNow}
        </Button>
      )}
    </section>
  );
}
