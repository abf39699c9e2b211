// SPDX-License-Identifier: MIT

import { words } from '../core/text';
import { account } from '../core/text/books';
import { Button } from './basics';
import { Icon } from './icons';

const text = words(account);

/** What a page says once a mail is on its way. */
export function Sent({ title, hint, onAgain }: { title: string; hint: string; onAgain: () => void }) {
  return (
    <div class="sent" role="status">
      <span class="badge badge-good" aria-hidden="true">
        <Icon name="mail" />
      </span>
      <p class="sent-title">{title}</p>
      <p>{hint}</p>
      <p class="muted small">{text().door.sentHint}</p>
      <Button kind="quiet" onClick={onAgain}>
        {text().door.otherAddress}
      </Button>
    </div>
  );
}
