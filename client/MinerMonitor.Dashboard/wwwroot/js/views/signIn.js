// @ts-check
/** Signing in with a key, or with the one-time code of a sign-in link; signing out. */
import { request } from '../api.js';
import { h, setText, show } from '../dom.js';

/** @param {any} context */
export function signIn(context) {
  const { store } = context;
  const open = h('button', {
    type: 'button',
    class: 'plain-button',
    testid: 'sign-in',
    text: 'Sign in',
    on: { click: () => dialog.showModal() },
  });
  const out = h('button', {
    type: 'button',
    class: 'plain-button',
    testid: 'sign-out',
    text: 'Sign out',
    hidden: true,
    on: { click: signOut },
  });
  const key = h('input', {
    type: 'password',
    name: 'key',
    autocomplete: 'current-password',
    required: true,
    id: 'sign-in-key',
    testid: 'sign-in-key',
  });
  const fault = h('p', { class: 'fault', role: 'alert', testid: 'sign-in-error', hidden: true });
  const send = h('button', { type: 'submit', class: 'primary', testid: 'sign-in-submit', text: 'Sign in' });
  const form = h(
    'form',
    { on: { submit } },
    h('h2', { text: 'Sign in' }),
    h('label', { for: 'sign-in-key', text: 'Key' }),
    key,
    h('p', { class: 'small', text: 'The key is exchanged for a cookie of this page; it is not kept here.' }),
    fault,
    h(
      'div',
      { class: 'dialog-actions' },
      send,
      h('button', { type: 'button', class: 'plain-button', text: 'Cancel', on: { click: () => dialog.close() } }),
    ),
  );
  const dialog = h('dialog', { class: 'dialog', testid: 'sign-in-dialog', 'aria-label': 'Sign in' }, form);
  document.body.append(dialog);

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    show(fault, false);
    send.disabled = true;
    try {
      await request('api/v1/sign-in', { method: 'POST', body: { key: key.value.trim() } });
      key.value = '';
      dialog.close();
      context.accessChanged(true);
    } catch (error) {
      setText(fault, /** @type {Error} */ (error).message);
      show(fault, true);
    } finally {
      send.disabled = false;
    }
  }

  async function signOut() {
    try {
      await request('api/v1/sign-out', { method: 'POST' });
      context.accessChanged(false);
    } catch (error) {
      context.notify(`Sign-out failed: ${/** @type {Error} */ (error).message}`);
    }
  }

  return {
    root: h('span', {}, open, out),
    update() {
      // Fleets of the live world are only visible to a key, so seeing one means being signed in, by a link for example.
      const signedIn = store.access.signedIn || store.fleets?.some((/** @type {any} */ one) => one.world === 'live');
      show(open, !signedIn);
      show(out, Boolean(signedIn));
    },
  };
}
