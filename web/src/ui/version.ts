// SPDX-License-Identifier: MIT
// Edits that must not overwrite what somebody else changed meanwhile: the version that was read goes along as If-Match.

import { request } from '../core/api';

export function edit<T>(method: 'PUT' | 'PATCH' | 'POST' | 'DELETE', path: string, version: number | null, json?: unknown): Promise<T> {
  return request<T>(method, path, {
    ...(version ? { headers: { 'If-Match': `"${version}"` } } : {}),
    ...(json === undefined ? {} : { json }),
  });
}
