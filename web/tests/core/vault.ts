// SPDX-License-Identifier: MIT
// A browser's store for tests. Imported before what is tested.

import 'fake-indexeddb/auto';
import { webcrypto } from 'node:crypto';
import { createStore, entries } from 'idb-keyval';

if (!('crypto' in globalThis)) Object.defineProperty(globalThis, 'crypto', { value: webcrypto });

const store = createStore('ams-kept', 'kept');

/** All that lies on the device, by name. */
export const onDevice = async () => new Map((await entries(store)).map(([name, value]) => [String(name), value as unknown]));
