// @ts-check
/** Small helpers to build and update DOM. Text goes in as text, never as HTML; styles are set through CSSOM only. */
import { ORIGIN_MEANINGS, STATE_MEANINGS, STATE_WORDS } from './freshness.js';

/**
 * @param {string} tag
 * @param {Record<string, any>} [props] `class`, `testid`, `text`, `on` (listeners), properties and attributes
 * @param {...(Node|string|null|undefined)} children
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'class') element.className = value;
    else if (name === 'testid') element.dataset.testid = value;
    else if (name === 'text') element.textContent = value;
    else if (name === 'on')
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, /** @type {any} */ (listener));
    else if (name === 'hidden') element.hidden = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} tag @param {Record<string, any>} [attributes] @param {...Node} children @returns {any} */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** @param {Element} element @param {string} name @param {string|null} value */
export function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** @param {HTMLElement} element @param {boolean} shown */
export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

/**
 * Makes the children of a parent match a list, keeping the elements of items that stay.
 * @template T
 * @param {Element} parent @param {T[]} items @param {(item: T) => string} key
 * @param {(item: T) => Element} create @param {(element: any, item: T) => void} update
 */
export function reconcile(parent, items, key, create, update) {
  const old = new Map([...parent.children].map((child) => [/** @type {any} */ (child).itemKey, child]));
  items.forEach((item, index) => {
    const id = key(item);
    let element = /** @type {any} */ (old.get(id));
    if (!element) {
      element = create(item);
      element.itemKey = id;
    }
    old.delete(id);
    if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
    update(element, item);
  });
  for (const gone of old.values()) gone.remove();
}

/** A titled part of the screen. @param {{id: string, title: string, class?: string, aside?: Node}} options @param {...Node} children */
export function panel({ id, title, class: extra = '', aside }, ...children) {
  const heading = h('h2', { id: `${id}-title`, text: title });
  return h(
    'section',
    { class: `panel ${extra}`, testid: id, 'aria-labelledby': `${id}-title` },
    h('header', { class: 'panel-head' }, heading, aside),
    ...children,
  );
}

/** A mark that says how fresh something is and where it comes from. @param {string} testid */
export function freshTag(testid) {
  const word = h('span', { class: 'tag-word' });
  const origin = h('span', { class: 'tag-origin', hidden: true });
  const root = h('span', { class: 'tag', testid }, word, origin);
  return {
    root,
    /** @param {import('./freshness.js').Freshness} fresh @param {string} [what] */
    set(fresh, what = '') {
      const age = fresh.age ? `${fresh.age}${fresh.state === 'live' ? '' : ' old'}` : '';
      const state = fresh.state === 'live' && age ? '' : (STATE_WORDS[fresh.state] ?? fresh.state);
      setText(word, [what, state, age].filter(Boolean).join(' · '));
      setAttribute(root, 'data-state', fresh.state);
      setAttribute(
        root,
        'title',
        [STATE_MEANINGS[fresh.state], fresh.reason, fresh.source ? `Source: ${fresh.source}.` : ''].filter(Boolean).join(' '),
      );
      const marked = fresh.origin && fresh.origin in ORIGIN_MEANINGS;
      show(origin, Boolean(marked));
      if (marked) {
        setText(origin, /** @type {string} */ (fresh.origin));
        setAttribute(origin, 'title', ORIGIN_MEANINGS[/** @type {string} */ (fresh.origin)]);
      }
    },
  };
}

/** A labelled figure. @param {string} testid @param {string} label @param {string} [extra] */
export function figure(testid, label, extra = '') {
  const value = h('span', { class: 'val', testid });
  const note = h('span', { class: 'note', hidden: true });
  const caption = h('dt', { text: label });
  const root = h('div', { class: `figure ${extra}` }, caption, h('dd', {}, value, note));
  return {
    root,
    value,
    note,
    caption,
    /** @param {string} text @param {{note?: string, state?: string, title?: string}} [how] */
    set(text, how = {}) {
      setText(value, text);
      setAttribute(value, 'data-state', how.state && how.state !== 'live' ? how.state : null);
      show(note, Boolean(how.note));
      if (how.note !== undefined) setText(note, how.note);
      setAttribute(root, 'title', how.title ?? null);
    },
  };
}

/** A table with a caption for screen readers. @param {string} testid @param {string} caption @param {(string|Node)[]} heads */
export function table(testid, caption, heads) {
  const body = h('tbody');
  const row = h('tr', {}, ...heads.map((head) => (typeof head === 'string' ? h('th', { scope: 'col', text: head }) : head)));
  const root = h(
    'div',
    { class: 'table-wrap', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', { testid }, h('caption', { class: 'sr-only', text: caption }), h('thead', {}, row), body),
  );
  return { root, body };
}

/** Sets the cells of a row from texts. @param {HTMLTableRowElement} row @param {(string|null)[]} texts */
export function cells(row, texts) {
  texts.forEach((text, index) => {
    if (text === null) return;
    setText(row.cells[index], text);
  });
}

/** A command that can be copied. @param {string} text */
export function command(text) {
  const code = h('code', { text });
  const button = h('button', { type: 'button', class: 'copy', text: 'Copy', 'aria-label': `Copy: ${text}` });
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text);
      setText(button, 'Copied');
    } catch {
      getSelection()?.selectAllChildren(code);
      setText(button, 'Selected');
    }
  });
  return h('div', { class: 'command' }, code, button);
}
