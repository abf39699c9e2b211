// SPDX-License-Identifier: MIT
// Taking back a whole import that was applied.

import { useState } from 'preact/hooks';
import { post } from '../../../core/api';
import { useAction } from '../../../core/hooks';
import { navigate } from '../../../core/router';
import { words } from '../../../core/text';
import { importMap as importMapWords } from '../../../core/text/books';
import { number, dayAndTime } from '../../../core/text/format';
import type { Job } from '../../../core/types';
import { Button, LinkButton, ProblemNotice } from '../../../ui/basics';
import { Dialog } from '../../../ui/dialog';
import { importsOf } from './columns';

const text = words(importMapWords);

/** The button, what it will do, and until when; or the way to what it did. */
export function Undo({ job }: { job: Job }) {
  const t = text().importMap.undo;
  const [asking, setAsking] = useState(false);
  const { busy, problem, run, clear } = useAction();
  if (job.undone_by) return <LinkButton href={`/jobs/${job.undone_by}`}>{t.done}</LinkButton>;
  if (!job.undo_until) return null;
  const undo = () =>
    void run(async () => {
      const next = await post<Job>(`${importsOf(job)}/${job.id}/undo`);
      navigate(`/jobs/${next.id}`);
    });
  return (
    <div class="import-undo">
      <Button icon="undo" onClick={() => (clear(), setAsking(true))}>
        {t.button}
      </Button>
      <p class="muted small">{t.until(dayAndTime(job.undo_until))}</p>
      {asking && (
        <Dialog title={t.title} onClose={() => setAsking(false)}>
          <p>{t.hint(number(job.rows.created + job.rows.updated))}</p>
          <p>{t.kept}</p>
          <ProblemNotice problem={problem} />
          <div class="dialog-actions">
            <Button onClick={() => setAsking(false)}>{text().app.cancel}</Button>
            <Button kind="danger" busy={busy} onClick={undo}>
              {t.button}
            </Button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
