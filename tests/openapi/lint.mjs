// SPDX-License-Identifier: MIT
// Usage: node tests/openapi/lint.mjs [FILE]: lints the description of the API that build/ams prints (or FILE), and a broken
// copy of it, which must not pass. Ends with `N passed, M failed`.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
// A shape may be there for queries only, where OpenAPI has no reference to it.
const config = await createConfig({ extends: ['recommended-strict'], rules: { 'no-unused-components': 'off' } })

async function lint(source) {
  const problems = await lintFromString({ source, absoluteRef: join(root, 'openapi.json'), config })
  return problems.map((problem) => `${problem.ruleId}: ${problem.message} (${problem.location[0]?.pointer})`)
}

// What a linter that looks at all must find: a path parameter that is not told, one name for two operations, a reference into
// the void, an example that its schema refuses.
function spoil(document, how) {
  const broken = structuredClone(document)
  const join_ = broken.paths['/api/student/join'].post
  if (how === 'parameter') broken.paths['/api/classroom/{classroom}'].get.parameters = []
  if (how === 'name') join_.operationId = 'getHealth'
  if (how === 'reference') join_.responses['200'].content['application/json'].schema = { $ref: '#/components/schemas/nothing' }
  if (how === 'example') join_.requestBody.content['application/json'].example = { code: 7 }
  return JSON.stringify(broken)
}

const source = process.argv[2]
  ? readFileSync(process.argv[2], 'utf8')
  : execFileSync(join(root, 'build/ams'), ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 })
let passed = 0
let failed = 0
function judge(name, problems) {
  for (const problem of problems) console.log(`${name}: ${problem}`)
  if (problems.length > 0) failed++
  else passed++
}
judge('the document', await lint(source))
for (const how of ['parameter', 'name', 'reference', 'example']) {
  const found = await lint(spoil(JSON.parse(source), how))
  judge(`spoilt by ${how}`, found.length > 0 ? [] : ['passes'])
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
