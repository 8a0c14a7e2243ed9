// @ts-check
/** Where each miner's cell lies: groups as blocks on shelves, cells as large as fit. Pure: no DOM. */

/**
 * @typedef {{key: number, label: string, start: number, count: number}} Group a run of `order`
 * @typedef {{group: Group, x: number, y: number, columns: number, rows: number, width: number, height: number}} Block
 * @typedef {{size: number, width: number, height: number, label: number, blocks: Block[]}} Layout
 */

const SIZES = [40, 32, 26, 22, 19, 17, 15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
const ASPECTS = [1, 1.4, 2, 2.8, 4, 6, 9, Infinity];

/**
 * Puts the cells of one group beside each other: a counting sort, stable, so that within a group they keep the order given.
 * @param {ArrayLike<number>|null} keys group of each cell, null: all in one @param {string[]} labels by key @param {number} count
 * @param {ArrayLike<number>|null} [sequence] the cells in the order wanted within their group
 * @param {string} [other] label of keys that have none
 * @returns {{groups: Group[], order: Int32Array}}
 */
export function group(keys, labels, count, sequence = null, other = 'not known') {
  const slots = labels.length + 1;
  const counts = new Int32Array(slots);
  const slotOf = (/** @type {number} */ cell) => (keys === null ? 0 : keys[cell] < labels.length ? keys[cell] : labels.length);
  for (let cell = 0; cell < count; cell++) counts[slotOf(cell)] += 1;
  /** @type {Group[]} */
  const groups = [];
  const next = new Int32Array(slots);
  for (let slot = 0, start = 0; slot < slots; slot++) {
    next[slot] = start;
    if (counts[slot]) groups.push({ key: slot, label: labels[slot] ?? other, start, count: counts[slot] });
    start += counts[slot];
  }
  const order = new Int32Array(count);
  for (let place = 0; place < count; place++) {
    const cell = sequence ? sequence[place] : place;
    order[next[slotOf(cell)]++] = cell;
  }
  // The largest first: shelves of like heights waste the least room.
  groups.sort((a, b) => b.count - a.count);
  return { groups, order };
}

/** Cells by their level, lowest first, those not known last: a counting sort. @param {Uint8Array} levels */
export function byLevel(levels) {
  const next = new Int32Array(256);
  for (let cell = 0; cell < levels.length; cell++) next[(levels[cell] + 255) & 255] += 1;
  for (let level = 0, start = 0; level < 256; level++) {
    const here = next[level];
    next[level] = start;
    start += here;
  }
  const sequence = new Int32Array(levels.length);
  for (let cell = 0; cell < levels.length; cell++) sequence[next[(levels[cell] + 255) & 255]++] = cell;
  return sequence;
}

/**
 * @param {Group[]} groups @param {number} width of the canvas, pixels @param {number} height wanted; more only when cells would be less than a pixel
 * @param {number} label height of a group's label @returns {Layout}
 */
export function layout(groups, width, height, label) {
  /** @type {Layout|null} */
  let best = null;
  for (const size of SIZES) {
    for (const aspect of ASPECTS) {
      const tried = place(groups, width, size, aspect, label);
      if (tried.height <= height && (!best || tried.height < best.height)) best = tried;
    }
    if (best) return best;
  }
  return place(groups, width, 1, Infinity, label);
}

/** @param {Group[]} groups @param {number} width @param {number} size @param {number} aspect @param {number} label @returns {Layout} */
function place(groups, width, size, aspect, label) {
  const gap = Math.max(4, Math.min(14, size));
  const most = Math.max(1, Math.floor(width / size));
  const least = Math.min(most, Math.ceil(label * 4 / size));
  /** @type {Block[]} */
  const blocks = [];
  let [x, y, shelf] = [0, 0, 0];
  for (const one of groups) {
    const wanted = aspect === Infinity ? most : Math.max(Math.min(most, Math.ceil(Math.sqrt(one.count * aspect))), least);
    const columns = Math.min(wanted, one.count);
    const rows = Math.ceil(one.count / columns);
    const blockWidth = Math.max(columns * size, Math.min(width, label * 4));
    const blockHeight = rows * size + label;
    if (x > 0 && x + blockWidth > width) {
      x = 0;
      y += shelf + gap;
      shelf = 0;
    }
    blocks.push({ group: one, x, y, columns, rows, width: blockWidth, height: blockHeight });
    x += blockWidth + gap;
    shelf = Math.max(shelf, blockHeight);
  }
  return { size, width, height: y + shelf, label, blocks };
}

/** Place in `order` of the cell at a point, or -1. @param {Layout} layout @param {number} x @param {number} y */
export function placeAt({ blocks, size, label }, x, y) {
  for (const block of blocks) {
    if (x < block.x || y < block.y + label || x >= block.x + block.columns * size || y >= block.y + block.height) continue;
    const index = Math.floor((y - block.y - label) / size) * block.columns + Math.floor((x - block.x) / size);
    return index < block.group.count ? block.group.start + index : -1;
  }
  return -1;
}

/** Block and corner of a place in `order`. @param {Layout} layout @param {number} place */
export function cornerOf({ blocks, size, label }, place) {
  const block = blocks.find(({ group: one }) => place >= one.start && place < one.start + one.count);
  if (!block) return null;
  const index = place - block.group.start;
  return { block, x: block.x + (index % block.columns) * size, y: block.y + label + Math.floor(index / block.columns) * size };
}

/**
 * The place that a key leads to.
 * @param {Layout} layout @param {number} place @param {string} key @returns {number} the same place when the key leads nowhere
 */
export function step(layout, place, key) {
  const here = cornerOf(layout, place);
  if (!here) return layout.blocks[0]?.group.start ?? -1;
  const { block } = here;
  const { start, count } = block.group;
  const index = place - start;
  const at = layout.blocks.indexOf(block);
  const inBlock = (/** @type {number} */ to) => (to >= 0 && to < count ? start + to : place);
  switch (key) {
    case 'ArrowLeft':
      return inBlock(index - 1);
    case 'ArrowRight':
      return inBlock(index + 1);
    case 'ArrowUp':
      return inBlock(index - block.columns);
    case 'ArrowDown':
      return inBlock(index + block.columns);
    case 'Home':
      return start;
    case 'End':
      return start + count - 1;
    case 'PageUp':
      return layout.blocks[Math.max(0, at - 1)].group.start;
    case 'PageDown':
      return layout.blocks[Math.min(layout.blocks.length - 1, at + 1)].group.start;
    default:
      return place;
  }
}
