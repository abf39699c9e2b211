// SPDX-License-Identifier: MIT
// For the administrator: how full the room for files is, and who takes the most of it.

import { useLoad } from '../../core/hooks';
import { Icon } from '../../ui/icons';
import { text } from './words';
import { facts, fileSize, percent } from '../../core/text/format';
import type { Quota, StorageState } from '../../core/types';

const NEARLY = 0.9;

const share = ({ used, most }: Quota) => (most > 0 ? used / most : 1);

function Holders({ title, holders }: { title: string; holders: { key: string; href: string; name: string; quota: Quota }[] }) {
  const t = text().office.storage;
  if (holders.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul class="rows" aria-label={title}>
        {holders.map(({ key, href, name, quota }) => (
          <li key={key} class="row">
            <a href={href}>
              <bdi>{name}</bdi>
            </a>
            <span class="muted">{t.of(fileSize(quota.used), fileSize(quota.most))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function StorageSection() {
  const t = text().office.storage;
  const state = useLoad<StorageState>('/api/admin/storage');
  if (!state.data) return null;
  const { institution, classrooms, people } = state.data;
  const taken = share(institution);
  const said = t.used(fileSize(institution.used), fileSize(institution.most), percent(Math.floor(100 * taken)));
  return (
    <section class="card" aria-labelledby="storage" data-storage={taken >= NEARLY ? 'warns' : 'good'}>
      <h2 id="storage">{t.title}</h2>
      {taken >= NEARLY && (
        <div class="notice notice-bad" role="alert">
          <Icon name="alert" />
          <div class="notice-text">
            <p class="notice-lead">{taken >= 1 ? t.full : t.nearly}</p>
          </div>
        </div>
      )}
      <meter class="meter" min={0} max={100} value={Math.min(100, 100 * taken)} aria-label={said}>
        {percent(Math.floor(100 * taken))}
      </meter>
      <p>{said}</p>
      <Holders
        title={t.classrooms}
        holders={classrooms.map((one) => ({ key: `c${one.id}`, href: `/classroom/${one.id}`, name: facts([one.subject, one.section]), quota: one.quota }))}
      />
      <Holders title={t.people} holders={people.map((one) => ({ key: `p${one.id}`, href: `/people/${one.id}`, name: one.name, quota: one.quota }))} />
    </section>
  );
}
