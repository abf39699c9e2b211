// SPDX-License-Identifier: MIT

import { useInstitution } from '../core/institution';
import { words } from '../core/text';
import { account as accountWords } from '../core/text/books';
import { Button } from './basics';
import { Icon } from './icons';

const text = words(accountWords);

/** What a page says once a mail is on its way; where none leaves the server, that, and who helps. */
export function Sent({ title, hint, onAgain }: { title: string; hint: string; onAgain: () => void }) {
  const { mail } = useInstitution();
  if (!mail)
    return (
      <div class="sent" role="status" data-mail="none">
        <span class="badge badge-warn" aria-hidden="true">
          <Icon name="alert" />
        </span>
        <p class="sent-title">{text().door.noMail}</p>
        <p>{text().door.noMailHint}</p>
        <Button kind="quiet" onClick={onAgain}>
          {text().door.otherAddress}
        </Button>
      </div>
    );
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
