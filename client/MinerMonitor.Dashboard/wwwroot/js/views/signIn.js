// @ts-check
/** Signing in with a key, or with the one-time code of a sign-in link; signing out. */
import { nameOf } from '../access.js';
import { request } from '../api.js';
import { h, setAttribute, setText, show } from '../dom.js';
import { duration, known, utcMinute } from '../format.js';

/** An end that is nearer is said in words. */
const SOON_MS = 7 * 86_400_000;

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
  const who = h('span', { class: 'who', testid: 'who', hidden: true });
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
  const ended = h('p', { class: 'fault', hidden: true });
  const form = h(
    'form',
    { on: { submit } },
    h('h2', { text: 'Sign in' }),
    ended,
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
      context.accessChanged();
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
      context.accessChanged();
    } catch (error) {
      context.notify(`Sign-out failed: ${/** @type {Error} */ (error).message}`);
    }
  }

  return {
    root: h('span', { class: 'access' }, who, open, out),
    /** @param {any} view */
    update({ at }) {
      const { status } = store.access;
      show(open, !status?.signedIn);
      show(out, Boolean(status?.signedIn));
      show(who, Boolean(status?.signedIn || status?.ended));
      if (!status) return;
      const left = known(status.expiresAtMs) && store.serverNow(at) !== null ? status.expiresAtMs - store.serverNow(at) : null;
      const soon = status.signedIn && left !== null && left < SOON_MS;
      const name = nameOf(status);
      setText(who, status.ended ? 'key ended' : soon ? `${name} · ends in ${duration(Math.max(0, left))}` : name);
      setAttribute(who, 'data-state', status.ended ? 'ended' : soon ? 'soon' : null);
      setAttribute(
        who,
        'title',
        status.ended ??
          `Signed in with “${name}”: ${status.scopes.join(', ') || 'no scopes'}.${known(status.expiresAtMs) ? ` Ends ${utcMinute(status.expiresAtMs)}; moves on while the page is used, unless the key itself ends.` : ''}`,
      );
      setText(ended, status.ended ?? '');
      show(ended, Boolean(status.ended));
    },
  };
}
