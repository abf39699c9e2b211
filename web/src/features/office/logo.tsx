// SPDX-License-Identifier: MIT
// The institution's logo: sent, seen as it will stand, and taken away.

import { useRef } from 'preact/hooks';
import { remove, request } from '../../core/api';
import { useAction } from '../../core/hooks';
import { words as wordsOf } from '../../core/text';
import { desk } from '../../core/text/books';
import { readInstitution, useInstitution } from '../../core/institution';
import { Button, ProblemNotice } from '../../ui/basics';
import { Logo, LOGO_PATH } from '../../ui/logo';
import { toast } from '../../ui/toast';

const text = wordsOf(desk);

export function LogoCard() {
  const t = text().desk.settings;
  const words = t.logo;
  const { logo } = useInstitution();
  const input = useRef<HTMLInputElement>(null);
  const { busy, problem, run } = useAction();
  const send = (picture: Blob, said: string) =>
    void run(async () => {
      await request<{ logo: number }>('PUT', '/api/admin/logo', { octets: picture });
      await readInstitution();
      toast(said);
    });
  const take = () =>
    void run(async () => {
      const before = await (await fetch(LOGO_PATH)).blob();
      await remove('/api/admin/logo');
      await readInstitution();
      toast(words.removed, { label: t.undo, run: () => send(before, t.taken) });
    });
  const chosen = (event: Event) => {
    const field = event.currentTarget as HTMLInputElement;
    const file = field.files?.[0];
    field.value = '';
    if (file) send(file, words.changed);
  };
  return (
    <section class="card logo-card" aria-labelledby="title-logo" data-setting="logo">
      <div class="logo-frame">
        <Logo otherwise={<span class="muted small">{words.none}</span>} />
      </div>
      <div class="logo-words">
        <h2 id="title-logo">{words.title}</h2>
        <p class="muted small">{words.hint}</p>
        <ProblemNotice problem={problem} />
        <div class="actions">
          <input ref={input} class="visually-hidden" type="file" name="logo" accept="image/png,image/jpeg" aria-label={words.choose} tabIndex={-1} onChange={chosen} />
          <Button icon="upload" busy={busy} onClick={() => input.current?.click()}>
            {logo === null ? words.choose : words.replace}
          </Button>
          {logo !== null && (
            <Button kind="quiet" icon="trash" disabled={busy} onClick={take}>
              {words.remove}
            </Button>
          )}
        </div>
      </div>
    </section>
  );
}
