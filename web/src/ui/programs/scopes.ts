// SPDX-License-Identifier: MIT
// Scopes as people choose them: an area, and whether a program may read or change it.

export interface Area {
  /** "marks" */
  name: string;
  /** "marks:read"; absent when there is none. */
  read?: string;
  write?: string;
}

/** The areas of these scopes, in their order. Pure. */
export function areasOf(scopes: readonly string[]): Area[] {
  const areas: Area[] = [];
  for (const scope of scopes) {
    const [name = '', act = ''] = scope.split(':');
    let area = areas.find((one) => one.name === name);
    if (!area) areas.push((area = { name }));
    if (act === 'read' || act === 'write') area[act] = scope;
  }
  return areas;
}

/** With this scope chosen or not, in the order of those that there are. Pure. */
export const chosenWith = (all: readonly string[], chosen: readonly string[], scope: string, on: boolean): string[] =>
  all.filter((one) => (one === scope ? on : chosen.includes(one)));
