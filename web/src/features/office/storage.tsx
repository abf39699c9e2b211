// SPDX-License-Identifier: MIT
// How full the room for files and the disk are, and who takes the most of it.

import { useLoad, usePageTitle } from '../../core/hooks';
import { words } from '../../core/text';
import { desk as deskWords, overview as overviewWords } from '../../core/text/books';
import { LinkButton, PageHead, ProblemNotice, Skeleton } from '../../ui/basics';
import { Icon } from '../../ui/icons';
import { facts, fileSize, percent } from '../../core/text/format';
import type { Quota, StorageState, SystemState } from '../../core/types';
import { leftOf, nearlyTaken, shareOf } from './machine';

const text = words(deskWords, overviewWords);

interface Holder {
  key: string;
  href: string;
  name: string;
  quota: Quota;
}

function Holders({ title, id, holders }: { title: string; id: string; holders: readonly Holder[] }) {
  const t = text().storage;
  if (holders.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="card rows">
        {holders.map(({ key, href, name, quota }) => {
          const said = t.of(fileSize(quota.used), fileSize(quota.most));
          return (
            <li key={key}>
              <a class="row row-link holder-row" href={href}>
                <p class="row-lead">
                  <bdi>{name}</bdi>
                </p>
                <span class="row-share">
                  <span class="muted small">{said}</span>
                  <meter class="meter" min={0} max={1} value={Math.min(1, shareOf(quota))} aria-label={said} />
                </span>
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

export function StoragePage() {
  const t = text();
  const words = t.storage;
  usePageTitle(t.desk.storage.title);
  const state = useLoad<StorageState>('/api/admin/storage');
  const system = useLoad<SystemState>('/api/admin/system');
  const taken = state.data ? shareOf(state.data.institution) : 0;
  const said = state.data && words.used(fileSize(state.data.institution.used), fileSize(state.data.institution.most), percent(Math.floor(100 * taken)));
  return (
    <div class="reading">
      <PageHead title={t.desk.storage.title} back="/system" sub={t.desk.storage.hint}>
        <LinkButton href="/settings/storage">{t.desk.storage.toSettings}</LinkButton>
      </PageHead>
      <ProblemNotice problem={state.problem} onRetry={() => void state.reload()} />
      {!state.data && !state.problem && <Skeleton />}
      {state.data && said && (
        <>
          {nearlyTaken(state.data) && (
            <div class="notice notice-bad" role="alert">
              <Icon name="alert" />
              <div class="notice-text">
                <p class="notice-lead">{taken >= 1 ? words.full : words.nearly}</p>
              </div>
            </div>
          )}
          <section class="card" aria-labelledby="room" data-storage={nearlyTaken(state.data) ? 'warns' : 'good'}>
            <h2 id="room">{words.title}</h2>
            <meter class="meter" min={0} max={100} value={Math.min(100, 100 * taken)} aria-label={said}>
              {percent(Math.floor(100 * taken))}
            </meter>
            <p>{said}</p>
            {system.data && system.data.disk.all > 0 && <p class="muted">{leftOf(system.data)}</p>}
          </section>
          <Holders
            id="fullest"
            title={words.classrooms}
            holders={state.data.classrooms.map((one) => ({ key: `c${one.id}`, href: `/classroom/${one.id}`, name: facts([one.subject, one.section]), quota: one.quota }))}
          />
          <Holders id="keepers" title={words.people} holders={state.data.people.map((one) => ({ key: `p${one.id}`, href: `/people/${one.id}`, name: one.name, quota: one.quota }))} />
        </>
      )}
    </div>
  );
}
