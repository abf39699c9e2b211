// SPDX-License-Identifier: MIT
// One's passkeys: which there are and where they are kept; adding, naming and removing one.

import { useState } from 'preact/hooks';
import { patch, remove } from '../../core/api';
import { useForm } from '../../core/form';
import { useAction, useLoad } from '../../core/hooks';
import { useInstitution } from '../../core/institution';
import { addPasskey, passkeysThere } from '../../core/passkey';
import { currentUser } from '../../core/session';
import { words } from '../../core/text';
import { passkey as passkeyWords } from '../../core/text/books';
import { longDay } from '../../core/text/format';
import type { Answers, Authenticator, Passkey } from '../../core/types';
import { Button, Notice, ProblemNotice, Skeleton } from '../basics';
import { Confirm, Dialog } from '../dialog';
import { Field } from '../field';
import { FormSheet } from '../form/form-dialog';
import { Icon } from '../icons';
import { RecoveryCodes, RecoveryLeft, RenewCodes } from './recovery-codes';
import { toast } from '../toast';

const text = words(passkeyWords);

const NAME_MAX = 60;

function RenameDialog({ passkey, onDone, onClose }: { passkey: Passkey; onDone: () => void; onClose: () => void }) {
  const t = text();
  const form = useForm({
    initial: { name: passkey.name },
    rules: { name: (name) => !name.trim() && t.passkey.needName },
    send: async ({ name }) => {
      await patch(`/api/user/passkeys/${passkey.id}`, { name: name.trim() });
      onClose();
      onDone();
    },
  });
  return (
    <FormSheet title={t.passkey.renameTitle} action={t.passkey.save} form={form} onClose={onClose}>
      <Field label={t.passkey.name} maxLength={NAME_MAX} hint={t.passkey.nameHint} {...form.field('name')} />
    </FormSheet>
  );
}

function RemoveDialog(props: { passkey: Passkey; last: boolean; onDone: () => void; onClose: () => void }) {
  const { passkey, last, onDone, onClose } = props;
  const t = text().passkey;
  const { busy, problem, run } = useAction();
  const takeAway = () =>
    void run(async () => {
      await remove(`/api/user/passkeys/${passkey.id}`);
      onClose();
      toast(t.removed);
      onDone();
    });
  return (
    <Confirm
      title={t.removeTitle(passkey.name)}
      hint={last ? t.removeLastHint : t.removeHint}
      action={t.remove}
      busy={busy}
      onConfirm={takeAway}
      onClose={onClose}
    >
      <ProblemNotice problem={problem} />
    </Confirm>
  );
}

/** Said before the browser asks: what it will do, and what changes with it. */
function AddDialog(props: { first: boolean; onAdded: (added: Answers['postUserPasskeys']) => void; onClose: () => void }) {
  const { first, onAdded, onClose } = props;
  const t = text();
  const { busy, problem, run } = useAction();
  const { name } = useInstitution();
  const user = currentUser();
  if (!user) return null;
  const make = () => void run(async () => onAdded(await addPasskey(user, name || t.app.name)));
  return (
    <Dialog title={t.passkey.add} onClose={onClose}>
      <div class="form">
        <p>{t.passkey.addHint}</p>
        {first && <p>{t.passkey.firstHint}</p>}
        <ProblemNotice problem={problem} />
        <div class="dialog-actions">
          <Button onClick={onClose}>{t.app.cancel}</Button>
          <Button kind="primary" busy={busy} onClick={make}>
            {t.passkey.goOn}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Row({ passkey, last, onChanged }: { passkey: Passkey; last: boolean; onChanged: () => void }) {
  const t = text().passkey;
  const [asking, setAsking] = useState<'rename' | 'remove' | null>(null);
  const close = () => setAsking(null);
  const used = passkey.used_at ? t.used(longDay(passkey.used_at)) : t.added(longDay(passkey.created_at));
  return (
    <li class="passkey" data-passkey={passkey.id}>
      <span class="badge" aria-hidden="true">
        <Icon name="fingerprint" />
      </span>
      <div class="passkey-words">
        <p class="row-lead">
          <bdi>{passkey.name}</bdi>
        </p>
        <p class="muted">{passkey.synced ? t.synced : t.here}</p>
        <p class="muted small">{used}</p>
      </div>
      <div class="passkey-acts">
        <button type="button" class="icon-button" aria-label={t.renameOne(passkey.name)} onClick={() => setAsking('rename')}>
          <Icon name="edit" />
        </button>
        <button type="button" class="icon-button" aria-label={t.removeOne(passkey.name)} onClick={() => setAsking('remove')}>
          <Icon name="trash" />
        </button>
      </div>
      {asking === 'rename' && <RenameDialog passkey={passkey} onDone={onChanged} onClose={close} />}
      {asking === 'remove' && <RemoveDialog passkey={passkey} last={last} onDone={onChanged} onClose={close} />}
    </li>
  );
}

/** `onKept`: there is one, and its recovery codes are kept. */
export function PasskeysSection({ onKept, onChanged }: { onKept?: () => void; onChanged?: () => void }) {
  const t = text().passkey;
  const { data, problem, reload } = useLoad<Answers['getUserPasskeys']>('/api/user/passkeys');
  const [adding, setAdding] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  // Whose codes they are, where there is an app: then it tells of them.
  const app = useLoad<Authenticator>('/api/user/totp');
  const renewed = (made: string[]) => {
    setCodes(made);
    void app.reload();
  };
  const changed = () => {
    void reload();
    void app.reload();
    onChanged?.();
  };
  const added = (answer: Answers['postUserPasskeys']) => {
    setAdding(false);
    toast(t.done);
    changed();
    if (answer.recovery_codes) setCodes(answer.recovery_codes);
    else onKept?.();
  };
  const kept = () => {
    setCodes(null);
    onKept?.();
  };
  if (data && !data.available && data.passkeys.length === 0) return null;
  const may = data?.available && passkeysThere();
  return (
    <section class="card" id="passkeys" aria-labelledby="passkeys-title" data-passkeys={data?.passkeys.length}>
      <h2 id="passkeys-title">{t.title}</h2>
      <p class="muted">{t.hint}</p>
      <ProblemNotice problem={problem} onRetry={() => void reload()} />
      {!data && !problem && <Skeleton rows={1} />}
      {codes && <RecoveryCodes codes={codes} onKept={kept} />}
      {data && data.passkeys.length > 0 && (
        <ul class="passkeys">
          {data.passkeys.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} last={data.passkeys.length === 1} onChanged={changed} />
          ))}
        </ul>
      )}
      {data && data.passkeys.length > 0 && app.data && !app.data.has_totp && !codes && (
        <div class="account-row">
          <RecoveryLeft left={app.data.recovery_left} />
          <RenewCodes onCodes={renewed} />
        </div>
      )}
      {data && !may && <Notice>{t.notHere}</Notice>}
      {may && !codes && (data.passkeys.length < data.most ? (
        <Button icon="plus" onClick={() => setAdding(true)}>
          {t.add}
        </Button>
      ) : (
        <p class="muted small">{t.most(data.most)}</p>
      ))}
      {adding && data && <AddDialog first={data.passkeys.length === 0} onAdded={added} onClose={() => setAdding(false)} />}
    </section>
  );
}
