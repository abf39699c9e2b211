// SPDX-License-Identifier: MIT
// Time that passes when the test says so.

interface Wait {
  id: number;
  at: number;
  every: number;
  run: () => void;
}

/** Puts clocks and timers into the test's hands until `release`. `waits`: what was waited for, in order. */
export function holdTime() {
  const real = { setTimeout, clearTimeout, setInterval, clearInterval, now: Date.now, random: Math.random };
  const waits: number[] = [];
  let waiting: Wait[] = [];
  let now = 1_000_000;
  let ids = 0;
  const wait = (every: boolean) => (run: () => void, ms = 0) => {
    if (!every) waits.push(ms);
    waiting.push({ id: ++ids, at: now + ms, every: every ? ms : 0, run });
    return ids;
  };
  const stop = (id: number) => void (waiting = waiting.filter((one) => one.id !== id));
  Object.assign(globalThis, { setTimeout: wait(false), setInterval: wait(true), clearTimeout: stop, clearInterval: stop });
  Date.now = () => now;
  Math.random = () => 1;
  return {
    waits,
    pass: (ms: number) => {
      const end = now + ms;
      for (;;) {
        const next = waiting.filter((one) => one.at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = next.at;
        if (next.every > 0) next.at += next.every;
        else stop(next.id);
        next.run();
      }
      now = end;
    },
    release: () => {
      const { now: realNow, random, ...timers } = real;
      Object.assign(globalThis, timers);
      Date.now = realNow;
      Math.random = random;
    },
  };
}
