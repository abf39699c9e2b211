// SPDX-License-Identifier: MIT
// What staff answer a student: yes or no to what was asked for, and a comment.

import type { ComponentChildren } from 'preact';
import type { Problem } from '../../core/api';
import { useForm } from '../../core/form';
import { asProblem } from '../../core/hooks';
import { mayClose } from '../../core/leaving';
import { said, words } from '../../core/text';
import { board as boardWords, leave as leaveWords } from '../../core/text/books';
import { Area } from '../area';
import { Button, ProblemNotice } from '../basics';
import { Dialog } from '../dialog';
import { Choices, fieldError } from '../field';
import { toast } from '../toast';
import { edit } from '../version';

const text = words(boardWords, leaveWords);

const COMMENT_MAX = 500;

interface CommentProps {
  value: string;
  onInput: (value: string) => void;
  problem: Problem | null;
}

export function CommentArea({ value, onInput, problem }: CommentProps) {
  const t = text().board;
  return (
    <Area
      label={t.comment}
      name="comment"
      rows={3}
      optional
      maxLength={COMMENT_MAX}
      hint={t.commentHint}
      value={value}
      onInput={onInput}
      error={fieldError(problem, 'comment')}
    />
  );
}

// The student hears of an answer by e-mail and push a little later than this: what was a slip tells nobody.
const UNDO_MS = 10_000;

/** Says that it is answered, and takes it back while that stands: DELETE at `path`, of what the answer left behind. */
export function sayAnswered(path: string, version: number, onTaken: () => void): void {
  const t = text().leave;
  const undo = async () => {
    try {
      await edit('DELETE', path, version);
      toast(t.answerTaken);
      onTaken();
    } catch (error) {
      toast(said(asProblem(error)));
    }
  };
  toast(t.answered, { label: t.undo, run: () => void undo(), shownMs: UNDO_MS });
}

interface AnswerProps {
  title: string;
  when: string;
  /** What was asked for. */
  children: ComponentChildren;
  /** What the answer means, and what more it needs. */
  more: (accept: boolean) => ComponentChildren;
  /** Sends it, and says so. */
  send: (answer: { accept: boolean; comment?: string }) => Promise<void>;
  onAnswered: () => void;
  onClose: () => void;
}

export function AnswerDialog({ title, when, children, more, send, onAnswered, onClose }: AnswerProps) {
  const t = text().leave;
  const form = useForm({
    initial: { answer: 'accept' as 'accept' | 'refuse', comment: '' },
    guarded: true,
    send: async ({ answer, comment }) => {
      await send({ accept: answer === 'accept', ...(comment.trim() && { comment: comment.trim() }) });
      onAnswered();
      onClose();
    },
  });
  const { answer, comment } = form.values;
  return (
    <Dialog title={title} onClose={() => void mayClose(form.held).then((may) => may && onClose())}>
      <p class="muted">{when}</p>
      {children}
      <form {...form.props}>
        <ProblemNotice problem={form.problem} />
        <Choices
          legend={t.answer}
          name="answer"
          value={answer}
          onChange={(next) => form.set({ answer: next })}
          choices={[
            { value: 'accept', label: t.accept },
            { value: 'refuse', label: t.refuse },
          ]}
        />
        {more(answer === 'accept')}
        <CommentArea value={comment} onInput={(typed) => form.set({ comment: typed })} problem={form.refusal} />
        <div class="dialog-actions">
          <Button type="submit" kind="primary" busy={form.busy}>
            {t.sendAnswer}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
