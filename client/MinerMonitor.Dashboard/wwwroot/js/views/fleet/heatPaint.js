// @ts-check
/** Draws a layout of cells on a canvas: a pixel a cell, blown up, so that a million of them cost no more than an image. */

/** Below this size of a cell, in pixels of the screen, there is no room for lines between cells. */
const LINES_FROM = 4;
/** Below this size there is no room for marks. */
export const MARKS_FROM = 9;
const MARKS_AT_MOST = 20_000;

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {import('./heatLayout.js').Layout} layout
 * @param {{order: Int32Array, levels: Uint8Array, dimmed: Uint8Array|null, table: Uint32Array, state: ArrayLike<number>, states: string[],
 *   ground: string, text: string, ratio: number, font: string}} what
 */
export function paint(pen, layout, what) {
  const { size, label, blocks } = layout;
  const { order, levels, dimmed, table } = what;
  pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  pen.imageSmoothingEnabled = false;
  pen.font = `600 ${12 * what.ratio}px ${what.font}`;
  pen.textBaseline = 'middle';
  const sheet = new OffscreenCanvas(1, 1);
  const sheetPen = /** @type {OffscreenCanvasRenderingContext2D} */ (sheet.getContext('2d'));
  for (const block of blocks) {
    const image = new ImageData(block.columns, block.rows);
    const pixels = new Uint32Array(image.data.buffer);
    const { start, count } = block.group;
    for (let index = 0; index < count; index++) {
      const cell = order[start + index];
      pixels[index] = table[levels[cell] + (dimmed && dimmed[cell] ? 256 : 0)];
    }
    sheet.width = block.columns;
    sheet.height = block.rows;
    sheetPen.putImageData(image, 0, 0);
    pen.drawImage(sheet, block.x, block.y + label, block.columns * size, block.rows * size);
    if (size >= LINES_FROM) lines(pen, block, size, label, what.ground);
    pen.fillStyle = what.text;
    pen.fillText(fit(pen, `${block.group.label}  ${count.toLocaleString('en-US')}`, block.width), block.x, block.y + label / 2);
  }
  if (size >= MARKS_FROM) marks(pen, layout, what);
}

/** @param {CanvasRenderingContext2D} pen @param {import('./heatLayout.js').Block} block @param {number} size @param {number} label @param {string} ground */
function lines(pen, block, size, label, ground) {
  const [width, height, top] = [block.columns * size, block.rows * size, block.y + label];
  const thick = size >= 12 ? 2 : 1;
  pen.fillStyle = ground;
  for (let column = 1; column <= block.columns; column++) pen.fillRect(block.x + column * size - thick, top, thick, height);
  for (let row = 1; row <= block.rows; row++) pen.fillRect(block.x, top + row * size - thick, width, thick);
}

/** A mark on every machine that does not hash as it should, so that its state is never told by colour alone. @param {CanvasRenderingContext2D} pen @param {import('./heatLayout.js').Layout} layout @param {any} what */
function marks(pen, { size, label, blocks }, { order, state, states, dimmed }) {
  const width = Math.max(1.2, Math.min(3, size / 9));
  pen.lineCap = 'round';
  let drawn = 0;
  pen.beginPath();
  for (const { group, x, y, columns } of blocks) {
    for (let index = 0; index < group.count; index++) {
      const cell = order[group.start + index];
      const name = states[state[cell]];
      if (name === 'hashing' || (dimmed && dimmed[cell]) || !MARKS[name]) continue;
      if (++drawn > MARKS_AT_MOST) break;
      const [left, top] = [x + (index % columns) * size, y + label + Math.floor(index / columns) * size];
      for (const [x1, y1, x2, y2] of MARKS[name]) {
        pen.moveTo(left + x1 * size, top + y1 * size);
        pen.lineTo(left + x2 * size, top + y2 * size);
      }
    }
  }
  // White on black: seen on every colour of the scale.
  pen.strokeStyle = '#000000';
  pen.lineWidth = width + 2;
  pen.stroke();
  pen.strokeStyle = '#ffffff';
  pen.lineWidth = width;
  pen.stroke();
}

/** Strokes of each state's mark in a square of one. @type {Record<string, number[][]>} */
export const MARKS = {
  silent: [[0.2, 0.45, 0.7, 0.45]],
  offline: [[0.2, 0.2, 0.7, 0.7]],
  fault: [[0.2, 0.2, 0.7, 0.7], [0.7, 0.2, 0.2, 0.7]],
  curtailed: [[0.45, 0.2, 0.45, 0.7]],
  degraded: [[0.2, 0.3, 0.45, 0.65], [0.45, 0.65, 0.7, 0.3]],
  idle: [[0.3, 0.2, 0.3, 0.7], [0.6, 0.2, 0.6, 0.7]],
  maintenance: [[0.45, 0.2, 0.45, 0.7], [0.2, 0.45, 0.7, 0.45]],
  tuning: [[0.2, 0.65, 0.45, 0.25], [0.45, 0.25, 0.7, 0.65]],
};

/** @param {CanvasRenderingContext2D} pen @param {string} text @param {number} width */
function fit(pen, text, width) {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return end > 1 ? `${text.slice(0, end)}…` : '';
}
