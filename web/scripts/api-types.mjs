// SPDX-License-Identifier: MIT
// Usage: node scripts/api-types.mjs [--check [FILE]]: writes src/core/types/api.ts from what the server's program says of itself
// (`ams openapi`; AMS_BINARY names the program, otherwise ../build/ams). --check writes nothing and fails when it, or FILE, differs.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const target = fileURLToPath(new URL('../src/core/types/api.ts', import.meta.url));
const program = process.env.AMS_BINARY ?? fileURLToPath(new URL('../../build/ams', import.meta.url));
const description = JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 }));

const HEADER = `// SPDX-License-Identifier: MIT
// Made by \`npm run api-types\` (or \`make api-types\`) from the description that \`ams openapi\` prints: never edited by hand. When a
// shape is wrong here, its words in the server's route tables are; ./check holds this file against the program.
`;

/** The first good answer in JSON, and what the body takes: all that the app needs of an operation. */
function jsonOf(content) {
  return content?.['application/json']?.schema;
}

function goodAnswer(operation) {
  const found = Object.entries(operation.responses).find(([status, answer]) => status.startsWith('2') && jsonOf(answer.content));
  return found && jsonOf(found[1].content);
}

function objectOf(properties) {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** Words, bounds and formats say nothing to TypeScript, and would stand above each line as a comment. */
function withoutNotes(schema) {
  if (Array.isArray(schema)) return schema.map(withoutNotes);
  if (schema === null || typeof schema !== 'object') return schema;
  const note = ([name, value]) => (['format', 'description'].includes(name) && typeof value === 'string') || (name === 'examples' && Array.isArray(value));
  const kept = Object.entries(schema).filter((entry) => !note(entry));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutNotes(value)]));
}

const answers = {};
const bodies = {};
for (const methods of Object.values(description.paths)) {
  for (const operation of Object.values(methods)) {
    const answer = goodAnswer(operation);
    const body = jsonOf(operation.requestBody?.content);
    if (answer) answers[operation.operationId] = answer;
    if (body) bodies[operation.operationId] = body;
  }
}
const { schemas } = description.components;
const document = {
  openapi: description.openapi,
  info: description.info,
  paths: {},
  components: { schemas: withoutNotes({ ...schemas, Answers: objectOf(answers), Bodies: objectOf(bodies) }) },
};

const made = astToString(await openapiTS(document, { silent: true }));
const start = made.indexOf('export interface components');
const end = made.indexOf('\n    };\n', start);
const shapes = made.slice(start, end).replace(/^ *\/\*\* @enum .*\n/gm, '').replaceAll('    ', '  ');
const text = `${HEADER}
${shapes}
  };
}

export type Schemas = components['schemas'];
/** What an operation answers when it is well, by its name in the description. */
export type Answers = Schemas['Answers'];
/** What an operation takes, by its name in the description. */
export type Bodies = Schemas['Bodies'];
`;

const [check, file = target] = process.argv.slice(2);
if (!check) writeFileSync(target, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error(`${file} is not what the program describes: \`make api-types\` writes it anew.`);
  process.exit(1);
}
