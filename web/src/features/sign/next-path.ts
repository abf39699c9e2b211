// SPDX-License-Identifier: MIT
/** Only a path of this site: nobody is sent elsewhere after signing in. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}
