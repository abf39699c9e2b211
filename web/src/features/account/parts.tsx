// SPDX-License-Identifier: MIT
// The pages behind the doors of one's account.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { usePageTitle } from '../../core/hooks';
import { currentUser, useSession } from '../../core/session';
import { words } from '../../core/text';
import { own as ownWords } from '../../core/text/books';
import { PageHead } from '../../ui/basics';
import { AuthenticatorSection } from '../../ui/factors/authenticator';
import { PasskeysSection } from '../../ui/factors/passkeys';
import { Together } from '../../ui/together';
import { ProviderLinks } from './provider-links';
import { CalendarSection } from './calendar';
import { CopySection, TemplateSection } from './copy';
import { DevicesSection } from './devices';
import { OwnDevicesSection } from './own-devices';
import { ForgottenSection } from './forgotten';
import { SigningInSection } from './signing-in';

const text = words(ownWords);

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  usePageTitle(title);
  return (
    <div class="reading">
      <PageHead title={title} back="/account" />
      {children}
    </div>
  );
}

export function SecurityPage() {
  useSession();
  // A new password may end what was begun: the second factor's state is read anew.
  const [passwords, setPasswords] = useState(0);
  // With the last passkey go the recovery codes of which the app's part tells.
  const [factors, setFactors] = useState(0);
  const user = currentUser();
  if (!user) return null;
  return (
    <Part title={text().own.me.security}>
      <Together>
        <SigningInSection user={user} onNewPassword={() => setPasswords(passwords + 1)} />
        <PasskeysSection key={`passkeys-${passwords}`} onChanged={() => setFactors(factors + 1)} />
        <ProviderLinks />
        <AuthenticatorSection key={`app-${passwords}-${factors}`} />
      </Together>
    </Part>
  );
}

export function DevicesPage() {
  const user = currentUser();
  return (
    <Part title={text().own.me.devices}>
      {user?.role === 'student' && <OwnDevicesSection person={user.id} />}
      <DevicesSection />
    </Part>
  );
}

export const CalendarPage = () => (
  <Part title={text().own.me.calendar}>
    <CalendarSection />
  </Part>
);

export const DataPage = () => (
  <Part title={text().own.me.export}>
    <CopySection />
    {currentUser()?.role === 'student' && <TemplateSection />}
  </Part>
);

export const ForgottenPage = () => (
  <Part title={text().own.me.forgotten}>
    <ForgottenSection />
  </Part>
);
