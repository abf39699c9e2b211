// SPDX-License-Identifier: MIT
// The institution's own sign-in, set up: its providers, what each needs to know of AMS, and a try that makes nothing.

import { useState } from 'preact/hooks';
import { patch, post, remove } from '../../../core/api';
import { useForm } from '../../../core/form';
import { useAction, useLoad, usePageTitle } from '../../../core/hooks';
import { readInstitution } from '../../../core/institution';
import { tryAddress } from '../../../core/sso';
import { words } from '../../../core/text';
import { providers as providerWords } from '../../../core/text/books';
import { facts, number } from '../../../core/text/format';
import type { Answers, Schemas } from '../../../core/types';
import { Area, Switch } from '../../../ui/area';
import { Button, CopyButton, Empty, PageHead, ProblemNotice, Skeleton } from '../../../ui/basics';
import { Confirm, Dialog } from '../../../ui/dialog';
import { Choices, Field } from '../../../ui/field';
import { FormSheet } from '../../../ui/form/form-dialog';
import { Icon } from '../../../ui/icons';
import { toast } from '../../../ui/toast';

const text = words(providerWords);

type Provider = Schemas['sso_provider'];
type List = Answers['getAdminSso'];

const EMPTY = {
  slug: '',
  name: '',
  kind: 'oidc' as Provider['kind'],
  issuer: '',
  client_id: '',
  secret: '',
  scopes: ['openid', 'email', 'profile'].join(' '),
  makes: 'nobody' as Provider['makes'],
  by_email: true,
  admins: false,
  trusts_email: false,
  external_claim: '',
  role_claim: '',
  role_map: '',
  domains: '',
};

interface SheetProps {
  provider: Provider | null;
  redirect: string;
  onDone: (made: Provider | null) => void;
  onClose: () => void;
}

function ProviderSheet({ provider, redirect, onDone, onClose }: SheetProps) {
  const t = text().providers;
  const form = useForm({
    initial: provider ? { ...EMPTY, ...provider, secret: '' } : EMPTY,
    rules: {
      slug: (slug) => !provider && !/^[a-z][a-z0-9-]{0,39}$/.test(slug.trim()) && t.needSlug,
      name: (name) => !name.trim() && t.needName,
      client_id: (id) => !id.trim() && t.needClient,
    },
    send: async (typed) => {
      const { slug, kind, secret, issuer, ...rest } = typed;
      const body = {
        ...Object.fromEntries(Object.keys(EMPTY).flatMap((name) => (name in rest ? [[name, rest[name as keyof typeof rest]]] : []))),
        name: typed.name.trim(),
        client_id: typed.client_id.trim(),
        ...(kind === 'oidc' && { issuer: issuer.trim() }),
        ...(secret && { secret: secret.trim() }),
      };
      if (provider) await patch(`/api/admin/sso/${provider.id}`, body);
      const made = provider ? null : await post<{ provider: Provider }>('/api/admin/sso', { ...body, slug: slug.trim(), kind });
      onDone(made?.provider ?? null);
    },
  });
  const { values } = form;
  const firebase = values.kind === 'firebase';
  return (
    <FormSheet title={provider ? t.editTitle : t.add} action={t.save} form={form} onClose={onClose}>
      {!provider && (
        <>
          <Choices
            legend={t.kind}
            name="kind"
            value={values.kind}
            onChange={(kind) => form.set({ kind })}
            choices={[
              { value: 'oidc', label: t.kinds.oidc },
              { value: 'firebase', label: t.kinds.firebase },
            ]}
          />
          <Field label={t.slug} maxLength={40} hint={firebase ? t.slugHint : t.slugLeads(redirect + (values.slug.trim() || '…'))} {...form.field('slug')} />
        </>
      )}
      <Field label={t.name} maxLength={60} hint={t.nameHint} {...form.field('name')} />
      {!firebase && <Field label={t.issuer} maxLength={500} hint={t.issuerHint} {...form.field('issuer')} />}
      <Field label={firebase ? t.project : t.client} maxLength={255} {...form.field('client_id')} />
      {!firebase && (
        <Field
          label={t.secret}
          type="password"
          maxLength={500}
          optional="unsaid"
          autocomplete="off"
          hint={provider?.has_secret ? t.secretKept : t.secretHint}
          {...form.field('secret')}
        />
      )}
      <Choices
        legend={t.makes}
        name="makes"
        value={values.makes}
        onChange={(makes) => form.set({ makes })}
        choices={(['nobody', 'students', 'by_role'] as const).map((value) => ({ value, label: t.makesWords[value] }))}
      />
      <fieldset class="providers-ways">
        <legend>{t.finds}</legend>
        <Switch name="by_email" checked={values.by_email} hint={t.byEmailHint} onChange={(by_email) => form.set({ by_email })}>
          {t.byEmail}
        </Switch>
        <Switch name="admins" checked={values.admins} hint={t.adminsHint} onChange={(admins) => form.set({ admins })}>
          {t.admins}
        </Switch>
      </fieldset>
      <details class="providers-more" open={values.makes === 'by_role' || values.domains !== '' || values.external_claim !== ''}>
        <summary>{t.more}</summary>
        <div class="form">
          <Field label={t.domains} maxLength={1000} optional="unsaid" hint={t.domainsHint} {...form.field('domains')} />
          <Switch name="trusts_email" checked={values.trusts_email} hint={t.trustsHint} onChange={(trusts_email) => form.set({ trusts_email })}>
            {t.trusts}
          </Switch>
          <Field label={t.external} maxLength={100} optional="unsaid" hint={t.externalHint} {...form.field('external_claim')} />
          <Field label={t.roleClaim} maxLength={100} optional="unsaid" hint={t.roleClaimHint} {...form.field('role_claim')} />
          <Area
            label={t.roleMap}
            rows={3}
            hint={t.roleMapHint}
            maxLength={2000}
            optional
            name="role_map"
            value={values.role_map}
            onInput={(role_map) => form.set({ role_map })}
            error={form.error('role_map')}
          />
          {!firebase && <Field label={t.scopes} maxLength={255} {...form.field('scopes')} />}
        </div>
      </details>
    </FormSheet>
  );
}

/** What the provider is to be told; shown after making one, and whenever it is asked for. */
function AddressSheet({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const t = text();
  const lines: [string, string | null][] = [
    [t.providers.redirect, provider.redirect_uri],
    [t.providers.backChannel, provider.logout_uri],
    [t.providers.afterOut, new URL('/sign-in', provider.redirect_uri ?? location.origin).href],
  ];
  return (
    <Dialog title={t.providers.addressTitle(provider.name)} onClose={onClose}>
      <p class="muted">{t.providers.addressHint}</p>
      {lines.map(
        ([name, value]) =>
          value && (
            <div key={name} class="providers-address">
              <p class="row-lead">{name}</p>
              <p class="link-box" dir="ltr">
                {value}
              </p>
              <CopyButton value={value}>{t.app.copy}</CopyButton>
            </div>
          ),
      )}
      <div class="dialog-actions">
        <Button kind="primary" onClick={onClose}>
          {t.app.close}
        </Button>
      </div>
    </Dialog>
  );
}

interface RowProps {
  provider: Provider;
  onEdit: () => void;
  onAddress: () => void;
  onRemove: () => void;
  onChanged: () => void;
}

function ProviderRow({ provider, onEdit, onAddress, onRemove, onChanged }: RowProps) {
  const t = text().providers;
  const { busy, problem, run } = useAction();
  const firebase = provider.kind === 'firebase';
  const turn = (enabled: boolean) =>
    void run(async () => {
      await patch(`/api/admin/sso/${provider.id}`, { enabled });
      await readInstitution();
      onChanged();
    });
  const tryOut = () => void run(async () => location.assign(await tryAddress(provider.id)));
  return (
    <li class="row providers-row" data-provider={provider.slug} data-enabled={provider.enabled}>
      <span class="door-icon" aria-hidden="true">
        <Icon name="key" />
      </span>
      <div class="providers-words">
        <p class="row-lead">
          <bdi>{provider.name}</bdi>
        </p>
        <p class="muted small">
          <bdi dir="ltr">{firebase ? provider.client_id : provider.issuer}</bdi>
        </p>
        <p class="small">{facts([t.kinds[provider.kind], t.makesWords[provider.makes], t.links(provider.links, number(provider.links))])}</p>
        <ProblemNotice problem={problem} />
        <Switch name={`enabled-${provider.slug}`} checked={provider.enabled} onChange={turn}>
          {t.enabled}
        </Switch>
      </div>
      <div class="actions">
        {!firebase && (
          <Button icon="eye" label={t.tryOne(provider.name)} busy={busy} onClick={tryOut}>
            {t.tryOut}
          </Button>
        )}
        {!firebase && (
          <Button kind="quiet" icon="copy" label={t.addressOne(provider.name)} onClick={onAddress}>
            {t.address}
          </Button>
        )}
        <Button kind="quiet" icon="edit" label={t.editOne(provider.name)} onClick={onEdit}>
          {t.edit}
        </Button>
        <Button kind="quiet" icon="trash" label={t.removeOne(provider.name)} onClick={onRemove}>
          {t.remove}
        </Button>
      </div>
    </li>
  );
}

type Open = { what: 'new' } | { what: 'edit' | 'address' | 'remove'; provider: Provider } | null;

export function ProvidersPage() {
  const t = text().providers;
  usePageTitle(t.title);
  const list = useLoad<List>('/api/admin/sso');
  const [open, setOpen] = useState<Open>(null);
  const { busy, problem, run } = useAction();
  const close = () => setOpen(null);
  const changed = () => void list.reload();
  const done = (made: Provider | null) => {
    toast(t.saved);
    setOpen(made && made.kind === 'oidc' ? { what: 'address', provider: made } : null);
    void readInstitution();
    changed();
  };
  const end = (provider: Provider) =>
    void run(async () => {
      await remove(`/api/admin/sso/${provider.id}`);
      toast(t.removed);
      close();
      await readInstitution();
      changed();
    });
  const all = list.data?.providers ?? [];
  return (
    <div class="reading">
      <PageHead title={t.title} back="/system" sub={t.hint}>
        {list.data && all.length < list.data.most && (
          <Button kind="primary" icon="plus" onClick={() => setOpen({ what: 'new' })}>
            {t.add}
          </Button>
        )}
      </PageHead>
      <ProblemNotice problem={list.problem} onRetry={changed} />
      {!list.data && !list.problem && <Skeleton />}
      {list.data && all.length === 0 && <Empty icon="key" title={t.none} hint={t.noneHint} />}
      {all.length > 0 && (
        <ul class="card rows">
          {all.map((provider) => (
            <ProviderRow
              key={provider.id}
              provider={provider}
              onEdit={() => setOpen({ what: 'edit', provider })}
              onAddress={() => setOpen({ what: 'address', provider })}
              onRemove={() => setOpen({ what: 'remove', provider })}
              onChanged={changed}
            />
          ))}
        </ul>
      )}
      {all.some((one) => one.enabled) && (
        <p class="muted small">
          {t.onlyHint} <a href="/settings/signing">{t.onlyLink}</a>
        </p>
      )}
      {open?.what === 'new' && <ProviderSheet provider={null} redirect={list.data?.redirect_uri ?? ''} onDone={done} onClose={close} />}
      {open?.what === 'edit' && <ProviderSheet provider={open.provider} redirect="" onDone={done} onClose={close} />}
      {open?.what === 'address' && <AddressSheet provider={open.provider} onClose={close} />}
      {open?.what === 'remove' && (
        <Confirm title={t.removeTitle(open.provider.name)} hint={t.removeHint(number(open.provider.links))} action={t.remove} busy={busy} onConfirm={() => end(open.provider)} onClose={close}>
          <ProblemNotice problem={problem} />
        </Confirm>
      )}
    </div>
  );
}
