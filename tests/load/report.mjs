// SPDX-License-Identifier: MIT
// Prints what passed and what did not, and ends the program with the verdict.
import { setTimeout as pause } from "node:timers/promises";

const counts = { passed: 0, failed: 0, skipped: 0 };

export async function test(name, body) {
    const start = process.hrtime.bigint();
    try {
        const note = await body();
        const seconds = Number(process.hrtime.bigint() - start) / 1e9;
        counts.passed++;
        console.log(`ok   ${name} (${seconds.toFixed(1)} s)${note ? `: ${note}` : ""}`);
    } catch (error) {
        counts.failed++;
        console.log(`FAIL ${name}: ${error.stack}`);
    }
}

export function skip(name, why) {
    counts.skipped++;
    console.log(`skip: ${name}: ${why}`);
}

/** Tests of which each stands on the ones before it: when one fails, `onFailure` is awaited and the rest are skipped. */
export function chain(onFailure) {
    let broken = false;
    return async (name, body) => {
        if (broken) return skip(name, "an earlier step failed");
        await test(name, async () => {
            try {
                return await body();
            } catch (error) {
                broken = true;
                await onFailure();
                throw error;
            }
        });
    };
}

export function finish() {
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    process.exit(counts.failed === 0 ? 0 : 1);
}

/** What `question` answers, once that is something; `waitMs` is a guard against hanging, not a measurement. */
export async function until(question, what = String(question), waitMs = 40_000) {
    for (let waited = 0; waited < waitMs; waited += 100) {
        const found = await question();
        if (found) return found;
        await pause(100);
    }
    throw new Error(`${what}: it did not come`);
}

export function must(condition, sentence) {
    if (!condition) throw new Error(sentence);
}
