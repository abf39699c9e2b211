// SPDX-License-Identifier: MIT
// Is the checker worth anything? Bugs are built into the program, one at a time, and it must find each of them.
//
//     make planted
//
// A bug is some words of a source and what they become. Where the words are not there any more, or more than once, the test
// fails: then the bug has to be planted anew.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { finish, must, test } from "../load/report.mjs";

const faultsMax = 120;
const look = 5; // faults

const plants = [
    {
        name: "acknowledged before it is kept: a commit that the disk refused is told as one that went well",
        source: "src/store/db_sqlite.c",
        from: "        rollback(db);\n        return DB_UNDONE;\n    }\n    note_log(",
        to: "        rollback(db);\n        return DB_COMMITTED;\n    }\n    note_log(",
        engine: "sqlite",
    },
    {
        name: "a write is dropped when the transaction that it shared with others is repeated",
        source: "src/store/store.c",
        from: "            run_alone(db, job, begun_ns);\n            transactions++;",
        to: "            if (jobs->next && job == jobs)\n                job->status = DB_OK;\n            else\n" +
            "                run_alone(db, job, begun_ns);\n            transactions++;",
        engine: "sqlite",
    },
    {
        name: "a repeat does it again: what was under way when the server died is forgotten",
        source: "src/school/people/idempotency.c",
        from: "int64_t running_since = unit->now - IDEMPOTENCY_RUN_S * INT64_C(1000);",
        to: "int64_t running_since = unit->now;",
        and: [["DB_VALUES(I(DONE), I(unit->actor->user_id), T(unit->idempotency->key),",
            "DB_VALUES(I(RUNNING), I(unit->actor->user_id), T(unit->idempotency->key),"]],
        engine: "sqlite",
    },
    {
        name: "a commit whose answer was lost is done again without asking what became of it",
        source: "src/store/db_mariadb.c",
        from: "return batch == mariadb->batch ? DB_COMMITTED : DB_UNDONE;",
        to: "return DB_UNDONE;",
        engine: "mariadb",
    },
    {
        name: "a close loses the marks of the last second",
        source: "src/school/attendance/window.c",
        from: "    fault = window_absent(db, access->lecture_id, unit->now, unit->now, unit->arena, &unit->absent[at]);\n",
        to: "    fault = fault_of(db_exec(db, \"DELETE FROM attendance WHERE lecture_id = ? AND updated_at > ?\",\n" +
            "                             DB_VALUES(I(access->lecture_id), I(unit->now - 1000))));\n" +
            "    if (fault == FAULT_NONE)\n" +
            "        fault = window_absent(db, access->lecture_id, unit->now, unit->now, unit->arena, &unit->absent[at]);\n",
        engine: "sqlite",
    },
    {
        name: "nothing is synced, and the power fails",
        source: "src/store/db_sqlite.c",
        from: "PRAGMA synchronous = FULL;",
        to: "PRAGMA synchronous = OFF;",
        engine: "sqlite",
        environment: { AMS_POWER: "1" },
    },
];

function plant({ source, from, to, and = [] }) {
    let text = readFileSync(source, "utf8");
    for (const [before, after] of [[from, to], ...and]) {
        must(text.split(before).length === 2, `${source} has changed: the bug cannot be planted any more`);
        text = text.replace(before, () => after);
    }
    mkdirSync("build/planted", { recursive: true });
    writeFileSync("build/planted/planted.c", text);
    const made = spawnSync("make", ["-s", "build/planted/ams"], { encoding: "utf8" });
    must(made.status === 0, made.stderr);
}

for (const bug of plants)
    await test(bug.name, async () => {
        plant(bug);
        const run = spawnSync("node", ["tests/torture/torture.mjs", bug.engine], { encoding: "utf8", env: { ...process.env,
            ...bug.environment, AMS_BINARY: "build/planted/ams", AMS_FAULTS: faultsMax, AMS_LOOK: look } });
        const found = run.stdout.match(/^FAIL .*nothing doubled: Error: (after \d+ faults: .*)$/m);
        must(found, `not found: ${run.stdout}${run.stderr}`);
        return found[1].slice(0, 160);
    });
finish();
