// SPDX-License-Identifier: MIT
// Signing in with the institution's account: a button a provider.

import { useAction } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { scanPath } from '../../core/scan';
import { providerAddress } from '../../core/sso';
import { words } from '../../core/text';
import { sso as ssoWords } from '../../core/text/books';
import { Button, ProblemNotice } from '../../ui/basics';
import { nextPath } from './next-path';

const text = words(ssoWords);

export function ByProvider() {
  const t = text().sso;
  const { providers, providers_only: only } = useInstitution();
  const { busy, problem, run } = useAction();
  if (providers.length === 0) return null;
  const next = nextPath(location.search);
  // Whoever scanned a code in the room goes on with it.
  const go = (slug: string) => void run(async () => location.assign(await providerAddress('sign', slug, next === '/' ? (scanPath() ?? '/') : next)));
  return (
    <div class="providers" data-providers={providers.length}>
      <ProblemNotice problem={problem} />
      {providers.map(({ slug, name }) => (
        <Button key={slug} kind={only ? 'primary' : 'plain'} icon="key" wide busy={busy} onClick={() => go(slug)}>
          {t.with(name)}
        </Button>
      ))}
      {!only && <p class="providers-or">{t.or}</p>}
    </div>
  );
}
