// SPDX-License-Identifier: MIT
// A few words that the page leaves for the service worker, which cannot read localStorage.

const DATABASE = 'ams-push';
const STORE = 'kept';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error(DATABASE));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = act(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error(STORE));
    });
  } finally {
    database.close();
  }
}

export async function keep(name: string, value: string): Promise<void> {
  // Private browsing may keep nothing: then the service worker speaks English.
  await run<IDBValidKey>('readwrite', (store) => store.put(value, name)).catch(() => undefined);
}

export async function kept(name: string): Promise<string | null> {
  const value = await run<unknown>('readonly', (store) => store.get(name) as IDBRequest<unknown>).catch(() => null);
  return typeof value === 'string' ? value : null;
}
