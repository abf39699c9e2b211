// SPDX-License-Identifier: MIT
// A browser's store for tests. Imported before what is tested.

import 'fake-indexeddb/auto';
import { createStore, entries } from 'idb-keyval';

const store = createStore('ams-kept', 'kept');

/** All that lies on the device, by name. */
export const onDevice = async () => new Map((await entries(store)).map(([name, value]) => [String(name), value as unknown]));
