// SPDX-License-Identifier: MIT
// Asking to be forgotten, and what became of it.

import { post, remove } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { words } from '../../core/text';
import { forgotten as forgottenWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { longDay } from '../../core/text/format';
import type { ErasureAsk } from '../../core/types';

const text = words(forgottenWords);

const PATH = '/api/user/erasure-request';

export function ForgottenSection() {
  const t = text().forgotten;
  const ask = useLoad<ErasureAsk>(PATH);
  const { busy, problem, run } = useAction();
  const send = (work: () => Promise<unknown>) =>
    void run(async () => {
      await work();
      await ask.reload();
    });
  const data = ask.data;
  const waits = data?.asked_at && !data.refused_at;
  return (
    <section class="card" aria-label={t.title}>
      <p class="muted">{t.hint}</p>
      <ProblemNotice problem={problem ?? ask.problem} />
      {waits && data.asked_at && <p>{t.asked(longDay(data.asked_at))}</p>}
      {data?.refused_at && (
        <>
          <p>{t.refused(longDay(data.refused_at))}</p>
          <p class="note" dir="auto">
            {data.reason}
          </p>
        </>
      )}
      {data && (
        <Button busy={busy} onClick={() => send(() => (waits ? remove(PATH) : post(PATH)))}>
          {waits ? t.takeBack : data.refused_at ? t.again : t.ask}
        </Button>
      )}
    </section>
  );
}
