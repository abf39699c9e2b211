// SPDX-License-Identifier: MIT
// What staff answer a student: yes or no to what was asked for, and a comment.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Problem } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words } from '../../core/text';
import { classroom, leave } from '../../core/text/books';
import { Area } from '../area';
import { Button, ProblemNotice } from '../basics';
import { Dialog } from '../dialog';
import { Choices, fieldError, otherThan } from '../field';
import { toast } from '../toast';

const text = words(classroom, leave);

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

interface AnswerProps {
  title: string;
  when: string;
  /** What was asked for. */
  children: ComponentChildren;
  /** What the answer means, and what more it needs. */
  more: (accept: boolean) => ComponentChildren;
  send: (answer: { accept: boolean; comment?: string }) => Promise<unknown>;
  onAnswered: () => void;
  onClose: () => void;
}

export function AnswerDialog({ title, when, children, more, send, onAnswered, onClose }: AnswerProps) {
  const t = text().leave;
  const [answer, setAnswer] = useState<'accept' | 'refuse'>('accept');
  const [comment, setComment] = useState('');
  const { busy, problem, run } = useAction();
  const accept = answer === 'accept';
  const submit = (event: Event) => {
    event.preventDefault();
    void run(async () => {
      await send({ accept, ...(comment.trim() && { comment: comment.trim() }) });
      toast(t.answered);
      onAnswered();
      onClose();
    });
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="muted">{when}</p>
      {children}
      <form class="form" onSubmit={submit} noValidate>
        <ProblemNotice problem={otherThan(problem, ['comment'])} />
        <Choices
          legend={t.answer}
          name="answer"
          value={answer}
          onChange={setAnswer}
          choices={[
            { value: 'accept', label: t.accept },
            { value: 'refuse', label: t.refuse },
          ]}
        />
        {more(accept)}
        <CommentArea value={comment} onInput={setComment} problem={problem} />
        <div class="dialog-actions">
          <Button type="submit" kind="primary" busy={busy}>
            {t.sendAnswer}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
