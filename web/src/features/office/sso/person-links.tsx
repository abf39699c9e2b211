// SPDX-License-Identifier: MIT
// Whom somebody is at the institution's own sign-in, for administrators.

import { useState } from 'preact/hooks';
import { remove } from '../../../core/api';
import { useAction, useLoad } from '../../../core/hooks';
import { words } from '../../../core/text';
import { sso as ssoWords } from '../../../core/text/books';
import { facts, longDay } from '../../../core/text/format';
import type { Answers } from '../../../core/types';
import { Button, ProblemNotice } from '../../../ui/basics';
import { Confirm } from '../../../ui/dialog';
import { toast } from '../../../ui/toast';

const text = words(ssoWords);

type Link = Answers['getUserSsoLinks']['links'][number];

/** Nothing where there is no link: most institutions have no provider. */
export function LinksOf({ person, name }: { person: number; name: string }) {
  const t = text().sso;
  const loaded = useLoad<Answers['getUserSsoLinks']>(`/api/admin/users/${person}/sso-links`);
  const [asking, setAsking] = useState<Link | null>(null);
  const { busy, problem, run } = useAction();
  const links = loaded.data?.links ?? [];
  if (links.length === 0) return null;
  const end = (link: Link) =>
    void run(async () => {
      await remove(`/api/admin/users/${person}/sso-links/${link.id}`);
      setAsking(null);
      toast(t.unlinked);
      await loaded.reload();
    });
  return (
    <section class="card" aria-labelledby="links" data-links={links.length}>
      <h2 id="links">{t.title}</h2>
      <ul class="rows person-links">
        {links.map((link) => (
          <li key={link.id} class="row">
            <div>
              <p class="row-lead">
                <bdi>{link.name}</bdi>
              </p>
              <p class="muted small">{facts([link.email, link.used_at ? t.used(longDay(link.used_at)) : t.added(longDay(link.created_at))])}</p>
            </div>
            <Button kind="quiet" icon="cross" label={t.unlinkOne(link.name)} onClick={() => setAsking(link)}>
              {t.unlink}
            </Button>
          </li>
        ))}
      </ul>
      {asking && (
        <Confirm title={t.unlinkTitle(asking.name)} hint={t.unlinkOfHint(name)} action={t.unlink} busy={busy} onConfirm={() => end(asking)} onClose={() => setAsking(null)}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </section>
  );
}
