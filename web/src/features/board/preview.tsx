// SPDX-License-Identifier: MIT
// The text of an item while it is written, and how it will be read: the server makes both the same way.

import { useEffect, useState } from 'preact/hooks';
import { post, type Problem } from '../../core/api';
import { asProblem } from '../../core/hooks';
import { words } from '../../core/text';
import { board as boardWords, taught as taughtWords } from '../../core/text/books';
import { Area } from '../../ui/area';
import { ProblemNotice, Skeleton } from '../../ui/basics';
import { fieldError } from '../../ui/field';

const text = words(boardWords, taughtWords);

const BODY_MAX = 10000;

function Preview({ classroom, body }: { classroom: number; body: string }) {
  const t = text().taught.board;
  const [html, setHtml] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    let here = true;
    post<{ html: string }>(`/api/classroom/${classroom}/board-preview`, { body }).then(
      (answer) => here && setHtml(answer.html),
      (error: unknown) => here && setProblem(asProblem(error)),
    );
    return () => void (here = false);
  }, [classroom, body]);
  if (problem) return <ProblemNotice problem={problem} />;
  if (html === null) return <Skeleton rows={2} />;
  return (
    <div class="board-preview" role="region" aria-label={t.preview}>
      {/* The server made this from Markdown: it holds no HTML of the author's own. */}
      {html ? <div class="prose" dir="auto" dangerouslySetInnerHTML={{ __html: html }} /> : <p class="muted">{t.nothing}</p>}
    </div>
  );
}

interface Props {
  classroom: number;
  body: string;
  onInput: (body: string) => void;
  problem: Problem | null;
}

export function BodyField({ classroom, body, onInput, problem }: Props) {
  const t = text();
  const [look, setLook] = useState(false);
  const tab = (shows: boolean, word: string) => (
    <button type="button" class="segment" aria-pressed={look === shows} onClick={() => setLook(shows)}>
      {word}
    </button>
  );
  return (
    <div class="board-body">
      <div class="segments" role="group" aria-label={t.taught.board.look}>
        {tab(false, t.taught.board.write)}
        {tab(true, t.taught.board.preview)}
      </div>
      {look ? (
        <Preview classroom={classroom} body={body} />
      ) : (
        <Area
          label={t.board.body}
          name="body"
          rows={10}
          optional
          maxLength={BODY_MAX}
          hint={t.board.bodyHint}
          value={body}
          onInput={onInput}
          error={fieldError(problem, 'body')}
        />
      )}
    </div>
  );
}
