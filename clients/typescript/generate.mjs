// SPDX-License-Identifier: MIT
// Usage: node generate.mjs [--check]: writes src/api.ts from what the server's program says of itself (`ams openapi`; AMS_BINARY
// names the program, otherwise ../../build/ams). --check writes nothing and fails when it differs.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const HEADER = `// SPDX-License-Identifier: MIT
// Made by openapi-typescript from the description that \`ams openapi\` prints (\`make api-types\`): never edited by hand.

`;
const target = fileURLToPath(new URL('src/api.ts', import.meta.url));
const program = process.env.AMS_BINARY ?? fileURLToPath(new URL('../../build/ams', import.meta.url));
const description = JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 }));
const text = HEADER + astToString(await openapiTS(description, { silent: true })).replaceAll('    ', '  ');

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${target} is not what the program describes: \`make api-types\` writes it anew.`);
  process.exit(1);
}
