// SPDX-License-Identifier: MIT
// Turns the detector's graph into what wasm/detector.ts runs: the steps in order, each value's place in memory, and the packed weights.

const LANES = 8;
const TILE = 4;
export const STEP_WORDS = 24;
const DEPTHWISE = 1;
const LOWEST = -3.4e38;
// Below it AssemblyScript keeps what it may need itself.
const PROGRAM = 1024;
const FLOAT_BYTES = 4;
const CACHE_LINE = 64;
// Rows of about this many pixels, whose channels stay in the first cache while all blocks of weights pass.
const ROW_PIXELS = 40;

const roundUp = (count, unit) => Math.ceil(count / unit) * unit;
const need = (holds, sentence) => {
  if (!holds) throw new Error(`The detector cannot be built for the browser: ${sentence}.`);
};
const only = (values, name) => {
  need(values.length === 1 || values.every((value) => value === values[0]), `${name} differ by direction`);
  return values[0];
};

/** The layers of the graph up to its heads; Relu, scaling and sums are joined to the convolution before them. */
function layersOf({ nodes, tensors, inputs }) {
  const layers = [];
  const joined = []; // concatenations
  const heads = new Map(); // a reshaped head's name -> the value of its convolution
  const by = new Map(); // a value's name -> the layer that makes it
  const readers = (name) => nodes.filter((node) => node.inputs.includes(name)).length;
  const rename = (layer, name) => {
    need(readers(layer.output) === 1, `${layer.output} is read twice`);
    layer.output = name;
    by.set(name, layer);
  };
  const visit = {
    Conv({ inputs: [input, weights, bias], outputs: [output], attributes }) {
      const { dims, values } = tensors.get(weights);
      const layer = { input, output, groups: attributes.group ?? 1, outputs: dims[0], perGroup: dims[1], window: dims.slice(2), relu: false,
        stride: only(attributes.strides ?? [1], 'strides'), dilation: only(attributes.dilations ?? [1], 'dilations'),
        padding: only(attributes.pads ?? [0], 'paddings'), weights: values, bias: Float32Array.from(tensors.get(bias).values), scale: 1 };
      layers.push(layer);
      by.set(output, layer);
    },
    Relu({ inputs: [input], outputs: [output] }) {
      rename(by.get(input), output);
      by.get(output).relu = true;
    },
    Mul({ inputs: [input, factor], outputs: [output] }) {
      const layer = by.get(input);
      need(layer && !layer.relu && !layer.added && tensors.get(factor)?.values.length === 1, `${output} is no scaled convolution`);
      layer.scale *= tensors.get(factor).values[0];
      rename(layer, output);
    },
    Add({ inputs: pair, outputs: [output] }) {
      const made = pair.map((name) => by.get(name));
      need(made.every((layer) => layer && !layer.relu && !layer.added), `${output} is no sum of two convolutions`);
      const later = layers.indexOf(made[0]) > layers.indexOf(made[1]) ? 0 : 1;
      made[later].added = pair[1 - later];
      rename(made[later], output);
    },
    Concat({ inputs: parts, outputs: [output], attributes }) {
      if (parts.every((part) => by.has(part)) && attributes.axis === 1) joined.push({ output, parts });
    },
    Transpose({ inputs: [input], outputs: [output] }) {
      heads.set(output, input);
    },
    Reshape({ inputs: [input], outputs: [output] }) {
      if (heads.has(input)) heads.set(output, heads.get(input));
    },
  };
  const ends = nodes.filter(({ op, inputs: parts }) => op === 'Concat' && parts.every((part) => part && isHead(nodes, part)));
  need(ends.length === 2 && ends.every(({ inputs: parts }) => parts.length === ends[0].inputs.length), 'it has not two rows of heads');
  const known = new Set(nodes.slice(0, nodes.indexOf(ends[0])).map(({ op }) => op));
  for (const op of ['Constant', 'Shape', 'Gather', 'Unsqueeze']) known.delete(op); // they only work out the heads' shapes
  for (const op of known) need(visit[op], `it has a layer ${op}`);
  for (const node of nodes.slice(0, nodes.indexOf(ends[0]))) visit[node.op]?.(node);
  return { layers, joined, input: inputs[0], heads: ends.map(({ inputs: parts }) => parts.map((part) => heads.get(part))), ends };
}

const isHead = (nodes, name) => nodes.some(({ op, outputs }) => op === 'Reshape' && outputs[0] === name);

/** The constants behind the heads, by which offsets become boxes: centre = offset * variance * size + centre of the prior, and so on. */
function priorsOf({ nodes, tensors }, [, boxes]) {
  const behind = nodes.slice(nodes.indexOf(boxes) + 1);
  need(behind.map(({ op }) => op).filter((op) => op !== 'Constant').join(' ') ===
    'Softmax Slice Mul Mul Add Slice Mul Exp Mul Concat Slice Slice Div Sub Slice Slice Div Add Concat', 'its boxes are worked out in another way');
  const constants = behind.filter(({ op }) => ['Mul', 'Add', 'Div'].includes(op)).flatMap(({ inputs }) => inputs.filter((name) => tensors.has(name)));
  const [centreVariance, sizes, centres, sizeVariance, sizesAgain, ...halves] = constants.map((name) => tensors.get(name).values);
  need(halves.every(([half]) => half === 2) && sizes.every((size, i) => size === sizesAgain[i]), 'its boxes are worked out in another way');
  const count = centres.length / 2;
  const priors = new Float32Array(4 * count);
  for (let i = 0; i < count; i++) priors.set([centres[2 * i], centres[2 * i + 1], sizes[2 * i], sizes[2 * i + 1]], 4 * i);
  return { priors, variances: [centreVariance[0], sizeVariance[0]] };
}

/** Sizes and places of all values: what is wanted no more makes room for the next. */
function place({ layers, joined, input, heads }, start) {
  const values = new Map();
  const [, channels, height, width] = input.dims;
  // The input alone carries its zeros with it, a row above and a pixel before each row, so that a window's row is one run of floats.
  values.set(input.name, { height: height + 1, width: width + 1, channels, pixel: channels, first: -1, last: -1 });
  for (const [i, layer] of layers.entries()) {
    const from = values.get(layer.input);
    const [rows, columns] = layer.input === input.name ? [height, width] : [from.height, from.width];
    const size = (length, window) => Math.floor((length + 2 * layer.padding - layer.dilation * (window - 1) - 1) / layer.stride) + 1;
    values.set(layer.output, { height: size(rows, layer.window[0]), width: size(columns, layer.window[1]), channels: layer.outputs,
      pixel: roundUp(layer.outputs, LANES), first: i, last: i });
    for (const name of [layer.input, layer.added]) if (name) values.get(name).last = i;
    for (const { output, parts } of joined) {
      if (parts.at(-1) !== layer.output) continue;
      const made = parts.map((part) => values.get(part));
      need(made.every((part) => part.channels % LANES === 0), `the parts of ${output} are not of ${LANES} channels each`);
      const all = made.reduce((sum, part) => sum + part.channels, 0);
      values.set(output, { ...made[0], channels: all, pixel: all, first: Math.min(...made.map((part) => part.first)), last: i });
    }
  }
  for (const name of heads.flat()) values.get(name).last = layers.length;
  values.get(input.name).last = layers.length; // its zeros stay
  const isPart = new Map(joined.flatMap(({ output, parts }) => parts.map((part) => [part, output])));
  const homes = [...values].filter(([name]) => !isPart.has(name)).map(([, value]) => value);
  const placed = [];
  let end = start;
  for (const home of homes.sort((a, b) => a.first - b.first)) {
    home.bytes = roundUp(home.height * home.width * home.pixel * FLOAT_BYTES, CACHE_LINE);
    home.at = start;
    for (const other of placed.filter(({ first, last }) => first <= home.last && home.first <= last).sort((a, b) => a.at - b.at))
      if (other.at < home.at + home.bytes && home.at < other.at + other.bytes) home.at = other.at + other.bytes;
    placed.push(home);
    end = Math.max(end, home.at + home.bytes);
  }
  for (const { output, parts } of joined) {
    let { at } = values.get(output);
    for (const part of parts) {
      Object.assign(values.get(part), { at, pixel: values.get(output).pixel });
      at += values.get(part).channels * FLOAT_BYTES;
    }
  }
  return { values, end };
}

/** A layer's weights as its kernel walks through them: `lanes` outputs beside each other, in `blocks` of these. */
function pack(layer) {
  const channels = layer.perGroup;
  const [rows, columns] = layer.window;
  const outputs = roundUp(layer.outputs, LANES);
  const taps = rows * columns;
  const bias = new Float32Array(outputs);
  layer.bias.forEach((value, i) => (bias[i] = value * layer.scale));
  if (layer.groups > 1) {
    const weights = new Float32Array(taps * outputs);
    for (let o = 0; o < outputs; o++) for (let t = 0; t < taps; t++) weights[t * outputs + o] = layer.weights[o * taps + t] * layer.scale;
    return { weights, bias, blocks: 1, lanes: outputs };
  }
  const weights = new Float32Array(taps * channels * outputs);
  for (let o = 0; o < layer.outputs; o++)
    for (let i = 0; i < layer.perGroup; i++)
      for (let t = 0; t < taps; t++) {
        const block = Math.floor(o / LANES);
        weights[((block * taps + t) * channels + i) * LANES + (o % LANES)] = layer.weights[(o * layer.perGroup + i) * taps + t] * layer.scale;
      }
  return { weights, bias, blocks: outputs / LANES, lanes: LANES };
}

/** A picture of single pixels may be cut into rows of any length. */
function rowLength(pixels) {
  const lengths = Array.from({ length: pixels }, (_, i) => i + 1).filter((length) => pixels % length === 0 && length % TILE === 0);
  need(lengths.length > 0, `${pixels} pixels are no rows of ${TILE}`);
  return lengths.reduce((best, length) => (Math.abs(length - ROW_PIXELS) < Math.abs(best - ROW_PIXELS) ? length : best));
}

function stepOf(layer, from, to, added, zeros, isInput) {
  const depthwise = layer.groups > 1;
  const row = from.width * from.pixel * FLOAT_BYTES;
  const step = { kind: depthwise ? DEPTHWISE : 0, input: from.at, inputPixel: from.pixel * FLOAT_BYTES, inputRow: row, inputHeight: from.height,
    inputWidth: from.width, output: to.at, outputPixel: to.pixel * FLOAT_BYTES, outputHeight: to.height, outputWidth: to.width,
    channels: depthwise ? to.channels : layer.perGroup, windowHeight: layer.window[0], windowWidth: layer.window[1],
    stride: layer.stride, dilation: layer.dilation, padding: layer.padding, least: layer.relu ? 0 : LOWEST,
    added: added?.at ?? zeros, addedPixel: (added?.pixel ?? 0) * FLOAT_BYTES, zeros };
  if (depthwise) {
    need(layer.groups === layer.outputs && layer.perGroup === 1 && layer.window.join() === '3,3' && layer.padding === 1 && layer.dilation === 1 &&
      layer.outputs % LANES === 0 && (layer.stride === 1 || (layer.stride === 2 && from.width % 2 === 0)), `${layer.output} is another depthwise layer`);
  } else if (isInput) {
    need(layer.padding === 1 && layer.window[1] === 3 && layer.dilation === 1, `${layer.output} reads the input in another way`);
    Object.assign(step, { channels: layer.window[1] * layer.perGroup, windowWidth: 1, padding: 0 });
  } else if (layer.window.join() === '1,1' && layer.stride === 1) {
    const length = rowLength(from.height * from.width);
    const rows = (from.height * from.width) / length;
    Object.assign(step, { inputRow: length * step.inputPixel, inputHeight: rows, inputWidth: length, outputHeight: rows, outputWidth: length });
  }
  need(depthwise || step.outputWidth >= TILE, `${layer.output} is narrower than ${TILE} pixels`);
  return step;
}

/** What the browser needs to know of the net: the steps, where its heads' values lie, and the weights. scripts/detector.mjs writes it down. */
export function planNet(onnx) {
  const graph = layersOf(onnx);
  const packed = graph.layers.map(pack);
  const zeros = roundUp(PROGRAM + packed.length * STEP_WORDS * FLOAT_BYTES, CACHE_LINE);
  let at = zeros + Math.max(...graph.layers.map(({ outputs, perGroup }) => roundUp(Math.max(outputs, perGroup), LANES))) * FLOAT_BYTES;
  for (const each of packed) {
    each.biasAt = at;
    each.weightsAt = roundUp(at + each.bias.length * FLOAT_BYTES, CACHE_LINE);
    at = roundUp(each.weightsAt + each.weights.length * FLOAT_BYTES, CACHE_LINE);
  }
  const { values, end } = place(graph, at);
  const steps = graph.layers.map((layer, i) => ({
    ...stepOf(layer, values.get(layer.input), values.get(layer.output), values.get(layer.added), zeros, layer.input === graph.input.name),
    blocks: packed[i].blocks,
    weights: packed[i].weightsAt,
    bias: packed[i].biasAt,
  }));
  const heads = graph.heads[0].map((name, i) => {
    const [scores, boxes] = [values.get(name), values.get(graph.heads[1][i])];
    need(scores.channels * 2 === boxes.channels, 'its heads do not fit each other');
    return { cells: scores.height * scores.width, anchors: scores.channels / 2, scores: scores.at, scorePixel: scores.pixel,
      boxes: boxes.at, boxPixel: boxes.pixel };
  });
  const { priors, variances } = priorsOf(onnx, graph.ends);
  need(heads.reduce((sum, { cells, anchors }) => sum + cells * anchors, 0) === priors.length / 4, 'its priors do not fit its heads');
  return { bytes: end, program: PROGRAM, input: values.get(graph.input.name).at, steps, heads, packed, priors, variances };
}
