// SPDX-License-Identifier: MIT
// Reads the few fields of an ONNX file (protocol buffers, onnx.proto3) that a net of plain layers uses.

const [VARINT, OCTETS, FOUR_OCTETS] = [0, 2, 5];
const FLOAT = 1;
const INT64 = 7;
const text = (octets) => Buffer.from(octets).toString('utf8');
const signed = (value) => Number(BigInt.asIntN(64, value));

/** The fields of one message: their number, and a bigint, the octets or a float. */
function* fieldsOf(octets) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const octet = octets[at++];
      if (octet === undefined) break;
      value |= BigInt(octet & 0x7f) << shift;
      if (octet < 0x80) return value;
    }
    throw new Error('a number in the ONNX file does not end');
  };
  while (at < octets.length) {
    const key = Number(varint());
    const kind = key & 7;
    if (kind === VARINT) yield [key >> 3, varint()];
    else if (kind === OCTETS) {
      const length = Number(varint());
      if (at + length > octets.length) throw new Error('the ONNX file is cut short');
      yield [key >> 3, octets.subarray(at, at + length)];
      at += length;
    } else if (kind === FOUR_OCTETS) {
      yield [key >> 3, octets.readFloatLE(at)];
      at += 4;
    } else throw new Error(`the ONNX file has a field of kind ${kind}`);
  }
}

/** A repeated integer comes one by one or packed. */
function integers(value) {
  if (typeof value === 'bigint') return [signed(value)];
  const all = [];
  let number = 0n;
  let shift = 0n;
  for (const octet of value) {
    number |= BigInt(octet & 0x7f) << shift;
    shift += 7n;
    if (octet >= 0x80) continue;
    all.push(signed(number));
    [number, shift] = [0n, 0n];
  }
  return all;
}

function tensorOf(octets) {
  const tensor = { name: '', dims: [], values: null };
  let kind = 0;
  let raw = null;
  for (const [field, value] of fieldsOf(octets)) {
    if (field === 1) tensor.dims.push(...integers(value));
    else if (field === 2) kind = Number(value);
    else if (field === 8) tensor.name = text(value);
    else if (field === 9) raw = Buffer.from(value);
  }
  if (raw && kind === FLOAT) tensor.values = Float32Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i));
  if (raw && kind === INT64) tensor.values = Array.from({ length: raw.length / 8 }, (_, i) => Number(raw.readBigInt64LE(8 * i)));
  return tensor;
}

function attributeOf(octets) {
  let name = '';
  let value;
  for (const [field, content] of fieldsOf(octets)) {
    if (field === 1) name = text(content);
    else if (field === 2) value = content;
    else if (field === 3) value = signed(content);
    else if (field === 5) value = tensorOf(content);
    else if (field === 8) value = [...(value ?? []), ...integers(content)];
  }
  return [name, value];
}

function nodeOf(octets) {
  const node = { op: '', inputs: [], outputs: [], attributes: {} };
  for (const [field, value] of fieldsOf(octets)) {
    if (field === 1) node.inputs.push(text(value));
    else if (field === 2) node.outputs.push(text(value));
    else if (field === 4) node.op = text(value);
    else if (field === 5) {
      const [name, content] = attributeOf(value);
      node.attributes[name] = content;
    }
  }
  return node;
}

function inputOf(octets) {
  const parts = (within, number) => [...fieldsOf(within)].filter(([field]) => field === number).map(([, value]) => value);
  const [type] = parts(parts(octets, 2)[0], 1);
  const [shape] = parts(type, 2);
  return { name: text(parts(octets, 1)[0]), dims: parts(shape, 1).map((dim) => signed(parts(dim, 1)[0])) };
}

/** `{ nodes, tensors, inputs }`: the nodes in the file's order, which is one of execution; the constant tensors by name. */
export function readOnnx(file) {
  const graph = [...fieldsOf(file)].find(([field]) => field === 7)?.[1];
  if (!graph) throw new Error('the ONNX file has no graph');
  const nodes = [];
  const tensors = new Map();
  const inputs = [];
  for (const [field, value] of fieldsOf(graph)) {
    if (field === 1) nodes.push(nodeOf(value));
    else if (field === 5) {
      const tensor = tensorOf(value);
      tensors.set(tensor.name, tensor);
    } else if (field === 11) inputs.push(inputOf(value));
  }
  for (const { op, outputs, attributes } of nodes) if (op === 'Constant') tensors.set(outputs[0], attributes.value);
  return { nodes, tensors, inputs: inputs.filter(({ name }) => !tensors.has(name)) };
}
