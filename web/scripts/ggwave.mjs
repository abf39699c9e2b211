// SPDX-License-Identifier: MIT
// ggwave's glue makes functions out of text, which the site's policy forbids (script-src without 'unsafe-eval'). These two parts of it
// are put in place of those that do: what they make is the same, by closures. Anything else than the version that was read is refused.

// Nor has it to look for files, wherever it runs: its program is inside it.
const NODE = /var ENVIRONMENT_IS_NODE=typeof process[^;]*;/;

// Its program is text inside it, which it would have fetched first: the policy forbids that, and each visit to the camera had two errors in
// the console.
const FETCH = 'if(!wasmBinary&&(ENVIRONMENT_IS_WEB||ENVIRONMENT_IS_WORKER)){';

const NAMED = 'function createNamedFunction(name,body){return function(){return body.apply(this,arguments)}}';

// Converts each argument, calls the program, lets go of what the conversions took, converts the answer.
const INVOKER = `function craftInvokerFunction(humanName,argTypes,classType,invoker,fn){
  const [answer, , ...kinds] = argTypes;
  return (...given) => {
    if (given.length !== kinds.length) throwBindingError("function " + humanName + " called with " + given.length + " arguments");
    const taken = [];
    const raw = invoker(fn, ...kinds.map((kind, at) => kind.toWireType(taken, given[at])));
    runDestructors(taken);
    return answer.name === "void" ? undefined : answer.fromWireType(raw);
  };
}`;

function swap(code, from, before, text) {
  const start = code.indexOf(`function ${from}(`);
  const end = code.indexOf(`function ${before}(`, start);
  if (start < 0 || end < 0) throw new Error(`ggwave: there is no ${from} before ${before}: another version?`);
  return code.slice(0, start) + text + code.slice(end);
}

/** The text of ggwave.js without code that is made of text. */
export function withoutEval(code) {
  const inBrowser = code.replace(NODE, 'var ENVIRONMENT_IS_NODE=false;');
  if (inBrowser === code) throw new Error('ggwave: it does not ask for node any more: another version?');
  const unfetched = inBrowser.replace(FETCH, 'if(false){');
  if (unfetched === inBrowser) throw new Error('ggwave: it does not fetch its program any more: another version?');
  const changed = swap(swap(unfetched, 'createNamedFunction', 'extendError', NAMED), 'new_', 'heap32VectorToArray', INVOKER);
  if (/new Function|\beval\(/.test(changed)) throw new Error('ggwave: it still makes code of text');
  return changed;
}

export const isGgwave = (id) => /[\\/]node_modules[\\/]ggwave[\\/]ggwave\.js$/.test(id);
