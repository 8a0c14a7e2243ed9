// @ts-check
/** Links to the operators that the viewer may read; nothing when there are none. */
import { ApiError, request } from '../../api.js';
import { h, reconcile, setAttribute, setText, show } from '../../dom.js';

/** @param {any} context */
export function operatorLinks(context) {
  const { router, store } = context;
  const list = h('span', { class: 'operator-links', testid: 'operators' });
  const root = h('span', { class: 'small', hidden: true }, 'Operators: ', list);
  const mine = new AbortController();
  /** @type {any[]} */
  let items = [];
  let askedFor = '';

  return {
    root,
    /** @param {any} view */
    update({ route, world }) {
      const status = store.access.status;
      const asking = `${world}/${status?.signedIn ? status.name : ''}`;
      if (status?.signedIn && world === 'live' && asking !== askedFor) {
        askedFor = asking;
        void read();
      }
      show(root, items.length > 0 && world === 'live');
      reconcile(
        list,
        items,
        (one) => one.operator,
        () => h('a'),
        (element, one) => {
          setText(element, one.operator);
          setAttribute(element, 'href', router.href({ view: 'operator', operator: one.operator }));
          setAttribute(element, 'aria-current', route.operator === one.operator ? 'page' : null);
        },
      );
    },
    dispose() {
      mine.abort();
    },
  };

  async function read() {
    try {
      items = (await request('api/v1/operators', { signal: mine.signal })).items ?? [];
      store.changed();
    } catch (error) {
      if (!mine.signal.aborted && !(error instanceof ApiError)) throw error;
    }
  }
}
