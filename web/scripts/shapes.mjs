// SPDX-License-Identifier: MIT
// Usage: npm run shapes: writes src/ui/icon-shapes.ts and icon-shapes-more.ts, the outlines of the icons that the app uses, of Lucide: a name,
// and one path for all that is drawn. The set's own parts would bring a program and a list of elements a icon; every page pays for that.
// An icon more: a row here, then `npm run shapes`.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** What the frame and the pages that one comes to first show: they are in the main file. */
const FIRST = {
  home: 'house',
  face: 'scan-face',
  person: 'user-round',
  people: 'users-round',
  book: 'book-open',
  plus: 'plus',
  check: 'check',
  cross: 'x',
  alert: 'triangle-alert',
  info: 'info',
  back: 'chevron-left',
  forward: 'chevron-right',
  up: 'arrow-up',
  down: 'arrow-down',
  bolt: 'zap',
  clock: 'clock',
  calendar: 'calendar-days',
  search: 'search',
  eye: 'eye',
  camera: 'camera',
  copy: 'copy',
  link: 'link',
  gear: 'settings',
  mail: 'mail',
  bell: 'bell',
  inbox: 'inbox',
  chart: 'chart-column',
  flag: 'flag',
  hand: 'hand',
  shield: 'shield-check',
  rising: 'trending-up',
  falling: 'trending-down',
  offline: 'wifi-off',
};

/** They come with the other pages. */
const MORE = {
  grid: 'table-2',
  tablet: 'tablet',
  plug: 'plug',
  badge: 'id-card',
  sound: 'volume-2',
  silent: 'volume-x',
  leave: 'log-out',
  pin: 'pin',
  file: 'file',
  edit: 'pencil',
  undo: 'undo-2',
  device: 'smartphone',
  key: 'key-round',
  trash: 'trash',
  projector: 'presentation',
  more: 'ellipsis',
  filter: 'list-filter',
  lock: 'lock-keyhole',
  download: 'download',
  receipt: 'receipt-text',
  qr: 'qr-code',
  upload: 'upload',
  list: 'list',
  send: 'send',
  history: 'rotate-ccw-clock',
  language: 'languages',
  keyboard: 'keyboard',
  fingerprint: 'fingerprint-pattern',
};

const round = (n) => String(Math.round(n * 1000) / 1000);

/** A path that may stand after another: one that begins with a small m is from where the pen is. */
function absolute(d) {
  const [, x, y, rest] = /^m\s*(-?[\d.]+)[\s,]*(-?(?:\d*\.\d+|\d+))(.*)$/.exec(d) ?? [];
  if (x === undefined) return d;
  return `M${x} ${y}${/^\s*[-.\d]/.test(rest) ? `l${rest.trim()}` : rest}`;
}

const DRAWN = {
  path: ({ d }) => absolute(d),
  line: ({ x1, y1, x2, y2 }) => `M${x1} ${y1}L${x2} ${y2}`,
  polyline: ({ points }) => `M${points}`,
  circle: ({ cx, cy, r }) => `M${round(cx - r)} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0-${2 * r} 0`,
  rect: ({ x, y, width, height, rx = 0, ry = rx }) =>
    `M${round(+x + +rx)} ${y}h${round(width - 2 * rx)}a${rx} ${ry} 0 0 1 ${rx} ${ry}v${round(height - 2 * ry)}a${rx} ${ry} 0 0 1-${rx} ${ry}` +
    `h-${round(width - 2 * rx)}a${rx} ${ry} 0 0 1-${rx}-${ry}v-${round(height - 2 * ry)}a${rx} ${ry} 0 0 1 ${rx}-${ry}z`,
};
const STROKE = 1.8; // of .icon
const KNOWN = new Set(['key', 'd', 'x1', 'y1', 'x2', 'y2', 'cx', 'cy', 'r', 'x', 'y', 'width', 'height', 'rx', 'ry', 'points']);

async function shapeOf(name) {
  const { __iconData } = await import(pathToFileURL(`node_modules/lucide-preact/dist/esm/icons/${name}.mjs`).href);
  return __iconData.node
    .map(([tag, attributes]) => {
      // What a stroke covers needs no filling.
      const filled = attributes.r < STROKE / 2 ? 'fill' : '';
      if (!DRAWN[tag] || !Object.keys(attributes).every((one) => one === filled || KNOWN.has(one))) throw new Error(`${name}: <${tag}> with ${Object.keys(attributes)}`);
      return DRAWN[tag](attributes);
    })
    .join('');
}

async function source(icons, about) {
  const rows = await Promise.all(Object.entries(icons).map(async ([name, lucide]) => `  ${name}: '${await shapeOf(lucide)}',\n`));
  return `// SPDX-License-Identifier: MIT\n// ${about} Made by scripts/shapes.mjs of Lucide, whose licence is ISC; never edited.\n\nexport const shapes = {\n${rows.join('')}};\n`;
}

/** Both files as they should be. */
export async function sources() {
  return {
    'icon-shapes.ts': await source(FIRST, 'The outlines of the icons that the frame and the first pages show.'),
    'icon-shapes-more.ts': await source(MORE, 'The outlines of the icons that the other pages show.'),
  };
}

if (process.argv[1]?.endsWith('scripts/shapes.mjs')) {
  for (const [name, text] of Object.entries(await sources())) writeFileSync(`src/ui/${name}`, text);
}
