// SPDX-License-Identifier: MIT
// When a check-in begins with unlocking the phone: never in the way of somebody who cannot, unless it is a must.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import './dom';
import { couldUnlock, unlockDue } from '../src/features/check-in/unlock-due';
import type { Mine } from '../src/core/types';

const mine = (more: Partial<Mine>) => ({ unlock_rule: 'flag', has_passkey: true, unlocked_until: null, ...more }) as Mine;
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

function withPasskeys(there: boolean, body: () => void) {
  if (there) Object.assign(window, { PublicKeyCredential: function () {} });
  Object.defineProperty(window, 'isSecureContext', { value: true, configurable: true });
  try {
    body();
  } finally {
    Reflect.deleteProperty(window, 'PublicKeyCredential');
  }
}

test('who has a passkey is asked; who has none is only where it is a must', () => {
  withPasskeys(true, () => {
    assert.equal(unlockDue(mine({})), true);
    assert.equal(unlockDue(mine({ has_passkey: false })), false);
    assert.equal(unlockDue(mine({ has_passkey: false, unlock_rule: 'refuse' })), true);
    assert.equal(unlockDue(mine({ unlock_rule: 'off' })), false);
    assert.equal(couldUnlock(mine({ has_passkey: false })), true);
    assert.equal(couldUnlock(mine({})), false);
  });
});

test('a browser without passkeys is no hindrance to a sign, and is told where it is one', () => {
  withPasskeys(false, () => {
    assert.equal(unlockDue(mine({})), false);
    assert.equal(unlockDue(mine({ unlock_rule: 'refuse' })), true);
    assert.equal(couldUnlock(mine({ has_passkey: false })), false);
  });
});

test('an unlock that lasts is not asked for again, one that is about to end is', () => {
  withPasskeys(true, () => {
    assert.equal(unlockDue(mine({ unlocked_until: inSeconds(240) })), false);
    assert.equal(unlockDue(mine({ unlocked_until: inSeconds(30), unlock_rule: 'refuse' })), true);
    assert.equal(unlockDue(mine({ unlocked_until: inSeconds(-5), unlock_rule: 'refuse' })), true);
  });
});
