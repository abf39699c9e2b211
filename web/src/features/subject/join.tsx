// SPDX-License-Identifier: MIT
// Join by code: typed here, or brought by a /join/CODE link or QR.

import { useRef, useState } from 'preact/hooks';
import { post } from '../../core/api';
import { useAction, usePageTitle } from '../../core/hooks';
import { Button, PageHead, ProblemNotice } from '../../ui/basics';
import { Field, fieldError, focusFirstError, otherThan } from '../../ui/field';
import { toast } from '../../ui/toast';
import { navigate } from '../../core/router';
import { explain } from '../../core/text';
import { text } from './words';
import type { Classroom } from '../../core/types';

export function JoinPage({ code: given = '' }: { code?: string }) {
  const t = text();
  usePageTitle(t.join.title);
  const [code, setCode] = useState(given);
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const clean = code.replace(/\s+/g, '').toUpperCase();
  // A code nobody has is a fault of this field, whatever the server's answer names.
  const unknown = problem?.code === 'join_code_unknown' ? Object.values(explain(problem)).join(' ') : undefined;
  const error = (tried && !clean && t.join.need) || unknown || fieldError(problem, 'code');
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    const done =
      clean &&
      (await run(async () => {
        const { classroom } = await post<{ classroom: Classroom }>('/api/student/join', { code: clean });
        toast(t.join.joined(classroom.subject));
      }));
    if (done) navigate('/');
    else focusFirstError(form.current);
  };
  return (
    <div class="narrow">
      <PageHead title={t.join.title} back="/" />
      <form ref={form} class="card form" onSubmit={(event) => void submit(event)} noValidate>
        <ProblemNotice problem={unknown ? null : otherThan(problem, ['code'])} />
        <Field
          label={t.join.code}
          name="code"
          value={code}
          onInput={setCode}
          hint={t.join.hint}
          error={error}
          autoCapitalize="characters"
          maxLength={40}
        />
        <Button type="submit" kind="primary" wide busy={busy}>
          {t.join.join}
        </Button>
      </form>
    </div>
  );
}
