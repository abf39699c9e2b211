// SPDX-License-Identifier: MIT
// A class as its frame and the pages in it read it: once for all of them.

import { useCallback, useEffect, useReducer } from 'preact/hooks';
import { asProblem, type Loaded } from './hooks';
import { read } from './query';
import { onReturn, showing } from './reach';
import { currentUser } from './session';
import { Shared } from './shared';
import type { ClassroomPage } from './types';

const classes = new Shared<ClassroomPage>((path) => read<ClassroomPage>(path), asProblem);
let reader: number | null = null;

export function useClass(id: string): Loaded<ClassroomPage> {
  const path = `/api/classroom/${id}`;
  const me = currentUser()?.id ?? null;
  if (me !== reader) {
    reader = me;
    classes.clear();
  }
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const stop = classes.listen(path, () => redraw(undefined));
    redraw(undefined);
    const leave = [stop, showing(path), onReturn(() => void classes.reload(path))];
    return () => leave.forEach((each) => each());
  }, [path]);
  const reload = useCallback(() => classes.reload(path), [path]);
  const set = useCallback((next: ClassroomPage | ((old: ClassroomPage) => ClassroomPage)) => classes.set(path, next), [path]);
  return { ...classes.state(path), reload, set };
}
