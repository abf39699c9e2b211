// SPDX-License-Identifier: MIT
// A short form in a dialog: its problem above it or beside the field at fault, and what was typed stays.

import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../../core/api';
import { useAction } from '../../core/hooks';
import { text } from '../../core/text';
import { Button, ProblemNotice } from '../basics';
import { Dialog } from '../dialog';
import { focusFirstError, otherThan } from '../field';

interface FormDialogProps {
  title: string;
  action: string;
  /** Names of fields that show their own problem. */
  fields: readonly string[];
  /** Whether what was typed can be sent at all; what is missing is the fields' to say, once `tried`. */
  ready: boolean;
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children: (problem: Problem | null, tried: boolean) => ComponentChildren;
}

export function FormDialog({ title, action, fields, ready, onSubmit, onClose, children }: FormDialogProps) {
  const [tried, setTried] = useState(false);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!ready || !(await run(onSubmit))) focusFirstError(form.current);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)} noValidate>
        <ProblemNotice problem={otherThan(problem, fields)} />
        {children(problem, tried)}
        <div class="dialog-actions">
          <Button onClick={onClose}>{text().app.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
