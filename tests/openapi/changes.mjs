// SPDX-License-Identifier: MIT
// Usage: node tests/openapi/changes.mjs [--write]: holds what the program describes (`ams openapi`; AMS_BINARY names the program,
// otherwise build/ams) against v1.json, the operations and fields as they were described last. What clients lean on and what is gone or
// another now has to be named in docs/API-CHANGELOG.md, as this prints it; what is new has to be written down (--write, or
// `make api-types`). Ends with `N passed, M failed`.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, '../..')
const kept = join(here, 'v1.json')
const program = process.env.AMS_BINARY ?? join(root, 'build/ams')

/** A schema in a word: "integer", "string?", "P|L", "[mark]". */
function wordOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop()
  if (schema.anyOf) return schema.anyOf.map(wordOf).sort().join(' or ')
  const types = [schema.type ?? 'any'].flat()
  const maybe = types.includes('null') ? '?' : ''
  if (schema.enum) return schema.enum.filter((word) => word !== null).join('|') + maybe
  const [type] = types
  return (type === 'array' ? `[${wordOf(schema.items)}]` : schema.format === 'int64' || !schema.format ? type : schema.format) + maybe
}

/** Each field of a schema by its path, those behind a reference aside: {"students[].name": "string"}; "!" where it must be there. */
function fieldsOf(schema, path, found) {
  if (schema.$ref) return found
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    const inner = path ? `${path}.${name}` : name
    found[inner] = wordOf(field) + (schema.required?.includes(name) ? '!' : '')
    fieldsOf(field, inner, found)
  }
  for (const part of schema.anyOf ?? []) fieldsOf(part, path, found)
  if (schema.items) fieldsOf(schema.items, `${path}[]`, found)
  if (typeof schema.additionalProperties === 'object') fieldsOf(schema.additionalProperties, `${path}{}`, found)
  return found
}

/** What clients lean on: each operation's parameters, body and good answers, and each shape. */
export function outline(document) {
  const all = {}
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const lines = { operationId: operation.operationId }
      for (const one of operation.parameters ?? [])
        if (one.name) lines[`${one.in} ${one.name}`] = wordOf(one.schema) + (one.required ? '!' : '')
      for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
        lines[`body ${type}`] = wordOf(schema)
        for (const [name, word] of Object.entries(fieldsOf(schema, '', {}))) lines[`body.${name}`] = word
      }
      for (const [status, answer] of Object.entries(operation.responses)) {
        if (!status.startsWith('2')) continue
        lines[status] = Object.keys(answer.content ?? {}).join(' ')
        const json = answer.content?.['application/json']?.schema
        if (!json) continue
        lines[`${status} is`] = wordOf(json)
        for (const [name, word] of Object.entries(fieldsOf(json, '', {}))) lines[`${status}.${name}`] = word
      }
      all[`${method.toUpperCase()} ${path}`] = lines
    }
  }
  for (const [name, schema] of Object.entries(document.components.schemas))
    all[`shape ${name}`] = { is: wordOf(schema), ...fieldsOf(schema, '', {}) }
  return all
}

/** Whether `now` says all that `before` said: the same, or further fixed words. */
function grows(key, before, now) {
  const bare = (word) => word.replace(/[!?]+$/, '')
  const isList = (word) => bare(word).startsWith('[')
  const plain = (word) => bare(word).replace(/^\[|\]$/g, '').split(/[| ]/)
  const signs = (word) => word.match(/[!?]*$/)[0]
  const given = /^(body|query|header|path)/.test(key)
  const [old, fresh] = [signs(before), signs(now)]
  // What is asked for may become optional, what is answered may become certain; null may be taken, but not answered, anew.
  const signed = given
    ? (old.includes('!') || !fresh.includes('!')) && (!old.includes('?') || fresh.includes('?'))
    : (!old.includes('!') || fresh.includes('!')) && (old.includes('?') || !fresh.includes('?'))
  // What is asked for may be taken in another way, too: an id, or a text for one.
  if (signed && given && bare(now).split(' or ').includes(bare(before))) return true
  return signed && isList(before) === isList(now) && plain(before).every((word) => plain(now).includes(word)) && (plain(before).length > 1 || plain(now).length === 1)
}

/** What was taken away or changed, as the changelog has to name it. */
export function broken(before, now) {
  const found = []
  for (const [name, lines] of Object.entries(before)) {
    if (!now[name]) {
      found.push(name)
      continue
    }
    for (const [key, word] of Object.entries(lines))
      if (now[name][key] === undefined || !grows(key, word, now[name][key])) found.push(`${name} ${key}`)
    for (const [key, word] of Object.entries(now[name]))
      if (lines[key] === undefined && word.endsWith('!') && /^(body\.[^.[{]+$|query|header)/.test(key)) found.push(`${name} ${key}`)
  }
  return found
}

/** Those that the changelog does not name. */
export function untold(found, changelog) {
  return found.filter((name) => !changelog.includes(`\`${name}\``))
}

function selfTest() {
  const before = { 'GET /x': { 200: 'application/json', '200.a': 'integer!', '200.b': 'P|L!', 'query q': 'string' }, 'shape s': { is: 'object', a: 'string?' } }
  const cases = [
    [(now) => delete now['GET /x'], ['GET /x']],
    [(now) => delete now['GET /x']['200.a'], ['GET /x 200.a']],
    [(now) => (now['GET /x']['200.a'] = 'string!'), ['GET /x 200.a']],
    [(now) => (now['GET /x']['200.a'] = 'integer'), ['GET /x 200.a']],
    [(now) => (now['GET /x']['200.a'] = 'integer?!'), ['GET /x 200.a']],
    [(now) => (now['GET /x']['200.b'] = 'P|L|E!'), []],
    [(now) => (now['GET /x']['200.b'] = 'P!'), ['GET /x 200.b']],
    [(now) => (now['GET /x']['query q'] = 'string!'), ['GET /x query q']],
    [(now) => (now['GET /x']['query r'] = 'string!'), ['GET /x query r']],
    [(now) => (now['GET /x']['query r'] = 'string'), []],
    [(now) => (now['GET /x']['query q'] = 'integer or string'), []],
    [(now) => (now['GET /x']['200.a'] = 'integer or string!'), ['GET /x 200.a']],
    [(now) => (now['GET /x'][200] = 'application/json text/csv'), ['GET /x 200']],
    [(now) => (now['shape s'].a = 'string'), []],
    [(now) => (now['POST /x'] = { 'body.a': 'string!' }), []],
  ]
  const wrong = cases.filter(([change, wanted]) => {
    const now = structuredClone(before)
    change(now)
    return JSON.stringify(broken(before, now)) !== JSON.stringify(wanted)
  })
  return wrong.map(([change]) => `not seen as it should be: ${change}`)
}

const changelog = readFileSync(join(root, 'docs/API-CHANGELOG.md'), 'utf8')
const now = outline(JSON.parse(execFileSync(program, ['openapi'], { encoding: 'utf8', maxBuffer: 64 << 20 })))
let before = {}
try {
  before = JSON.parse(readFileSync(kept, 'utf8'))
} catch (error) {
  if (!process.argv.includes('--write')) throw error
}
const faults = selfTest()
const gone = untold(broken(before, now), changelog)
for (const name of gone) faults.push(`\`${name}\` is gone or another now: docs/API-CHANGELOG.md does not name it`)
const text = `${JSON.stringify(now, null, 1)}\n`
const same = JSON.stringify(before) === JSON.stringify(now)
if (process.argv.includes('--write') && gone.length === 0) writeFileSync(kept, text)
else if (!same) faults.push('tests/openapi/v1.json is not what the program describes: `make api-types` writes it anew')
for (const fault of faults) console.log(`FAIL ${fault}`)
console.log(`${2 - Math.min(faults.length, 2)} passed, ${faults.length} failed`)
process.exit(faults.length > 0 ? 1 : 0)
