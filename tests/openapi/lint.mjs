// SPDX-License-Identifier: MIT
// Usage: node tests/openapi/lint.mjs [FILE]: lints the description of the API that build/ams prints (AMS_BINARY names another
// program; or FILE) with redocly and spectral, and broken copies of it, which must not pass. Ends with `N passed, M failed`.
import { createConfig, lintFromString } from '@redocly/openapi-core'
import core from '@stoplight/spectral-core'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ruleset from './spectral.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
// A shape may be there for queries only, where OpenAPI has no reference to it.
const config = await createConfig({ extends: ['recommended-strict'], rules: { 'no-unused-components': 'off' } })
const spectral = new core.Spectral()
spectral.setRuleset(ruleset)

async function redocly(document) {
  const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: join(root, 'openapi.json'), config })
  return problems.map((problem) => `${problem.ruleId}: ${problem.message} (${problem.location[0]?.pointer})`)
}

async function spectrally(document) {
  const problems = await spectral.run(document)
  return problems.map((problem) => `${problem.code}: ${problem.message} (${problem.path.join('/')})`)
}

const join_ = (document) => document.paths['/api/v1/student/join'].post
const answer = (document) => join_(document).responses['200'].content['application/json']

// What a linter that looks at all must find: a path parameter that is not told, one name for two operations, a reference into
// the void, an example that its schema refuses; a field, a parameter and a shape without a word.
const SPOILT = {
  parameter: [redocly, (document) => (document.paths['/api/v1/classroom/{classroom}'].get.parameters = [])],
  name: [redocly, (document) => (join_(document).operationId = 'getHealth')],
  reference: [redocly, (document) => (answer(document).schema = { $ref: '#/components/schemas/nothing' })],
  example: [redocly, (document) => (join_(document).requestBody.content['application/json'].example = { code: 7 })],
  field: [spectrally, (document) => delete document.components.schemas.mark.properties.minutes_late.description],
  'inner field': [spectrally, (document) => delete answer(document).schema.properties.classroom.description],
  'parameter without a word': [spectrally, (document) => delete document.paths['/api/v1/user/invitation'].get.parameters[0].description],
  shape: [spectrally, (document) => delete document.components.schemas.lecture.description],
}

const program = process.env.AMS_BINARY ?? join(root, 'build/ams')
const source = process.argv[2]
  ? readFileSync(process.argv[2], 'utf8')
  : execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 })
let passed = 0
let failed = 0
function judge(name, problems) {
  for (const problem of problems) console.log(`${name}: ${problem}`)
  if (problems.length > 0) failed++
  else passed++
}
judge('the document, by redocly', await redocly(JSON.parse(source)))
judge('the document, by spectral', await spectrally(JSON.parse(source)))
for (const [how, [lint, spoil]] of Object.entries(SPOILT)) {
  const document = JSON.parse(source)
  spoil(document)
  judge(`spoilt by ${how}`, (await lint(document)).length > 0 ? [] : ['passes'])
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)
