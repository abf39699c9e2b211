// SPDX-License-Identifier: MIT
// Whom one is at the institution's own sign-in: linking and unlinking.

import { useState } from 'preact/hooks';
import { remove } from '../../core/api';
import { useAction, useLoad } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { providerAddress } from '../../core/sso';
import { words } from '../../core/text';
import { sso as ssoWords } from '../../core/text/books';
import { facts, longDay } from '../../core/text/format';
import type { Answers } from '../../core/types';
import { Button, ProblemNotice } from '../../ui/basics';
import { Confirm } from '../../ui/dialog';
import { Icon } from '../../ui/icons';
import { toast } from '../../ui/toast';

const text = words(ssoWords);

type Link = Answers['getUserSsoLinks']['links'][number];

export function ProviderLinks() {
  const t = text().sso;
  const { providers } = useInstitution();
  const { data, reload } = useLoad<Answers['getUserSsoLinks']>('/api/user/sso-links');
  const [asking, setAsking] = useState<Link | null>(null);
  const { busy, problem, run } = useAction();
  const links = data?.links ?? [];
  const others = providers.filter(({ slug }) => !links.some((link) => link.provider === slug));
  if (!data || (links.length === 0 && others.length === 0)) return null;
  const add = (slug: string) => void run(async () => location.assign(await providerAddress('link', slug, location.pathname)));
  const end = (link: Link) =>
    void run(async () => {
      await remove(`/api/user/sso-links/${link.id}`);
      setAsking(null);
      toast(t.unlinked);
      await reload();
    });
  return (
    <section class="card" id="providers" aria-labelledby="providers-title" data-links={links.length}>
      <h2 id="providers-title">{t.title}</h2>
      <p class="muted">{t.hint}</p>
      {!asking && <ProblemNotice problem={problem} />}
      {links.length > 0 && (
        <ul class="passkeys">
          {links.map((link) => (
            <li key={link.id} class="passkey" data-link={link.id}>
              <span class="badge" aria-hidden="true">
                <Icon name="key" />
              </span>
              <div class="passkey-words">
                <p class="row-lead">
                  <bdi>{link.name}</bdi>
                </p>
                {link.email && (
                  <p class="muted">
                    <bdi>{link.email}</bdi>
                  </p>
                )}
                <p class="muted small">{facts([link.used_at ? t.used(longDay(link.used_at)) : t.added(longDay(link.created_at))])}</p>
              </div>
              <div class="passkey-acts">
                <button type="button" class="icon-button" aria-label={t.unlinkOne(link.name)} onClick={() => setAsking(link)}>
                  <Icon name="trash" />
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {others.map(({ slug, name }) => (
        <Button key={slug} icon="plus" busy={busy} onClick={() => add(slug)}>
          {t.link(name)}
        </Button>
      ))}
      {asking && (
        <Confirm title={t.unlinkTitle(asking.name)} hint={t.unlinkHint} action={t.unlink} busy={busy} onConfirm={() => end(asking)} onClose={() => setAsking(null)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}
