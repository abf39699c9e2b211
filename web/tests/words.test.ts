// SPDX-License-Identifier: MIT
// Every word that people see stands in the tables of src/core/text: no sentence hides in a page.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import type TS from 'typescript';

// Not bundled with the test: it reads files in its own way.
const ts = createRequire(resolve('package.json'))('typescript') as typeof TS;

/** Attributes whose text a person reads or hears, of elements and of our own parts. */
const READ = new Set(['title', 'aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'placeholder', 'alt', 'label', 'hint', 'sub', 'summary', 'caption']);
/** Attributes whose words are for the browser. */
const FOR_THE_BROWSER = new Set(['class', 'style', 'd', 'viewBox', 'preserveAspectRatio', 'accept', 'sizes', 'allow', 'autocomplete', 'rel', 'pattern', 'points', 'transform']);
const forTheBrowser = (attribute: string | null) => attribute !== null && (attribute.startsWith('data-') || FOR_THE_BROWSER.has(attribute));
/** What is the same in every language: a product's name, a kind of file. */
const NAMES = new Set(['AMS', 'CSV', 'QR']);
/** Calls whose strings nobody reads on a page. */
const SILENT = /^(?:Error|RangeError|TypeError|querySelector(?:All)?|closest|matches|matchMedia|addEventListener|removeEventListener|append|warn|error|log|test|match|startsWith|endsWith|includes|split|join|replace|replaceAll)$/;

const LETTERS = /\p{L}{2,}|\p{L}/u;
const TWO_WORDS = /\p{L}{2,}\p{P}?\s+\p{L}/u;
/** Codes of countries and the like, in capitals. */
const CODES = /^[\p{Lu}\s]+$/u;

const COMPARES = /^(?:[!=]==?|in)$/;

const saysSomething = (text: string) => LETTERS.test(text) && !NAMES.has(text.trim());

/** The name of what is called, or made: `closest` of `a.closest(x)`. */
function called(node: TS.Node): string {
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return '';
  const { expression } = node;
  return ts.isPropertyAccessExpression(expression) ? expression.name.text : ts.isIdentifier(expression) ? expression.text : '';
}

/** The attribute in whose value it stands, across conditions and templates, or null. */
function attributeOf(node: TS.Node): string | null {
  for (let at = node.parent; at; at = at.parent) {
    if (ts.isJsxAttribute(at)) return at.name.getText();
    if (ts.isJsxElement(at) || ts.isJsxFragment(at) || ts.isFunctionLike(at) || ts.isCallExpression(at)) return null;
  }
  return null;
}

/** A key of an object, the text of a type or of an import, a comparison, what a silent call is given: nobody reads it. */
function unread(node: TS.Node): boolean {
  for (let at: TS.Node = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isTypeNode(parent) || ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
    if ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === at) return true;
    if (ts.isElementAccessExpression(parent) && parent.argumentExpression === at) return true;
    if (ts.isCaseClause(parent)) return true;
    if (ts.isBinaryExpression(parent) && COMPARES.test(parent.operatorToken.getText())) return true;
    if ((ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.arguments?.includes(at as TS.Expression)) return SILENT.test(called(parent));
    if (ts.isStatement(parent) || ts.isJsxElement(parent)) return false;
  }
  return false;
}

/** Sentences of a source that are in no table, each with its line. */
function sentences(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  const found: string[] = [];
  const tell = (node: TS.Node, text: string) => found.push(`${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}: ${text.trim()}`);
  const isInText = (node: TS.Node): boolean => {
    for (let at = node.parent; at; at = at.parent) {
      if (ts.isJsxAttribute(at) || ts.isCallExpression(at) || ts.isFunctionLike(at) || ts.isElementAccessExpression(at)) return false;
      if (ts.isBinaryExpression(at) && COMPARES.test(at.operatorToken.getText())) return false;
      if (ts.isJsxExpression(at)) return ts.isJsxElement(at.parent) || ts.isJsxFragment(at.parent);
    }
    return false;
  };
  const visit = (node: TS.Node) => {
    if (ts.isJsxText(node) && saysSomething(node.text)) tell(node, node.text);
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) {
      const attribute = attributeOf(node);
      const read = attribute ? READ.has(attribute) : isInText(node);
      if (read ? saysSomething(node.text) && !unread(node) : TWO_WORDS.test(node.text) && !CODES.test(node.text) && !forTheBrowser(attribute) && !unread(node)) tell(node, node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !path.startsWith(join('src', 'core', 'text'))) yield path;
  }
}

test('no sentence stands outside the tables of words', () => {
  const paths = [...sources('src')];
  assert.ok(paths.length > 120);
  assert.deepEqual(paths.flatMap((path) => sentences(path, readFileSync(path, 'utf8'))), []);
});

test('the search finds a planted sentence, and nothing else', () => {
  const planted = [
    '<p>Welcome</p>',
    '<p>{busy ? "Sending" : t.send}</p>',
    '<p>{`Hello ${name}`}</p>',
    '<p>{n} lectures</p>',
    '<p>حاضر</p>',
    '<button title="Close" />',
    '<img alt={`Picture of ${name}`} />',
    '<input placeholder={found ? "Type here" : ""} />',
    '<Field label="Name" />',
    '<button aria-label={open ? "Hide" : t.show} />',
    '<Field error={tried && "Enter a name."} />',
    'toast("It is saved")',
    'const hint = "Try again later";',
    'const rows = [{ key: 1, label: "Below the line" }];',
    'document.title = `Register of ${subject}`;',
  ];
  for (const code of planted) assert.equal(sentences('planted.tsx', `const page = () => { ${code.startsWith('<') ? `return ${code};` : code} };`).length, 1, code);
  const fine = [
    '<p>{t.hello(name)}</p>',
    '<p class="card wide muted" data-state="not yet there">{" · "}–</p>',
    '<a href="/people" class={`chip chip-${tone} small`}>AMS</a>',
    '<p>{status === "P" ? t.present : t.absent}</p>',
    '<input autocomplete="new-password webauthn" type="text" />',
    'throw new Error("This cannot be");',
    'element.querySelector("main a.cover")',
    'type Kind = "one word" | "two words";',
    'const words = { "two words": 1 };',
    'if (answer === "not found") leave();',
    '<p>{t.kinds["two words"]}</p>',
    '<div>{"attack" in question && <p>{t.attack}</p>}</div>',
    'const first = "AE BH DZ";',
    '<Icon name="check" /> ',
  ];
  for (const code of fine) assert.deepEqual(sentences('fine.tsx', `const page = () => { ${code.startsWith('<') ? `return ${code};` : code} };`), [], code);
});
