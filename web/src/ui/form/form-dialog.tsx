// SPDX-License-Identifier: MIT
// A short form in a dialog: its problem above it or beside the field at fault, and what was typed stays.

import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Problem } from '../../core/api';
import { type Form, useHold } from '../../core/form';
import { useAction } from '../../core/hooks';
import { mayClose } from '../../core/leaving';
import { text } from '../../core/text';
import { Button, ProblemNotice } from '../basics';
import { Dialog } from '../dialog';
import { focusFirstError, otherThan } from '../field';

interface SheetProps<V extends object> {
  title: string;
  action: string;
  form: Form<V>;
  onClose: () => void;
  children: ComponentChildren;
}

/** With a form of `useForm`. One that is guarded asks before it closes upon what was typed. */
export function FormSheet<V extends object>({ title, action, form, onClose, children }: SheetProps<V>) {
  const close = () => void mayClose(form.held).then((may) => may && onClose());
  return (
    <Dialog title={title} onClose={close}>
      <form {...form.props}>
        <ProblemNotice problem={form.problem} />
        {children}
        <div class="dialog-actions">
          <Button onClick={close}>{text().app.cancel}</Button>
          <Button type="submit" kind="primary" busy={form.busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

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

/** With state of its own; new forms take FormSheet and useForm. Once something is typed it holds the page, but closes without asking. */
export function FormDialog({ title, action, fields, ready, onSubmit, onClose, children }: FormDialogProps) {
  const [tried, setTried] = useState(false);
  const [typed, setTyped] = useState(false);
  useHold(typed);
  const { busy, problem, run } = useAction();
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!ready || !(await run(onSubmit))) return focusFirstError(form.current);
    setTyped(false);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form ref={form} class="form" onInput={() => setTyped(true)} onSubmit={(event) => void submit(event)} noValidate>
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
