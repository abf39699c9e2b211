// SPDX-License-Identifier: MIT
// The end of a list that comes page by page.

import type { Listed } from '../core/hooks-list';
import { words } from '../core/text';
import { admin as adminWords } from '../core/text/books';
import { number } from '../core/text/format';
import { Button } from './basics';

const text = words(adminWords);

export function MoreButton({ list }: { list: Listed<unknown> }) {
  if (!list.more) return null;
  const shown = list.items?.length ?? 0;
  return (
    <div class="centred more">
      {list.total !== null && <p class="muted small">{text().admin.shownOf(number(shown), number(list.total))}</p>}
      <Button busy={list.reading} onClick={list.more}>
        {text().admin.more}
      </Button>
    </div>
  );
}
