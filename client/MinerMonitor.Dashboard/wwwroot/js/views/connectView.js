// @ts-check
/** What is connected to this world and what is not, with the exact command for each. */
import { command, h, reconcile, setAttribute, setText, show } from '../dom.js';
import { STATE_WORDS, judge } from '../freshness.js';
import { inUnit, number } from '../format.js';
import { fleetSource, sources } from '../inputs.js';

/** @param {any} context */
export function checklist({ router, world }) {
  const base = new URL('.', document.baseURI).href;
  const title = h('h2', { testid: 'checklist-title' });
  const intro = h('p', { class: 'lead' });
  const list = h('ul', { class: 'checklist', testid: 'checklist' });
  const replay = h('a', {
    class: 'button primary',
    href: router.href({ view: 'sector', world: 'feb-2026' }),
    testid: 'open-replay',
    text: 'Open the February 2026 replay',
  });
  const feeds = h('ul', { class: 'feeds', testid: 'feeds' });
  const feedsBlock = h('div', { hidden: true }, h('h3', { text: 'Feeds' }), feeds);
  const live = world === 'live';
  const root = h(
    'section',
    { class: 'connect', testid: 'connect', 'aria-labelledby': 'connect-title' },
    title,
    intro,
    live ? h('div', { class: 'connect-actions' }, replay, h('span', { class: 'small', text: 'needs no set-up and no network' })) : null,
    list,
    feedsBlock,
    live
      ? h('p', { class: 'small', text: 'The key is the admin key that the server wrote into its data folder at the first start.' })
      : null,
  );
  title.id = 'connect-title';

  function create(/** @type {any} */ item) {
    const details = live
      ? h('details', { open: item.market === 'spot' }, h('summary', { text: 'How to connect' }), command(item.command), command(item.curl))
      : null;
    return h(
      'li',
      {},
      h('span', { class: 'check-mark', 'aria-hidden': 'true' }),
      h(
        'div',
        { class: 'check-body' },
        h('b', { text: item.title }),
        h('span', { class: 'check-state' }),
        h('p', { class: 'small', text: item.about }),
        details,
      ),
    );
  }

  return {
    root,
    /** @param {any} view */
    update({ sector, markets, feeds: health, fleets, now }) {
      const items = sources(base, world).map((source) => {
        const readings = (sector?.inputs ?? []).filter((/** @type {any} */ input) => source.ids.includes(input.id));
        const market = source.market && source.market !== 'network' ? markets[source.market]?.reading : null;
        const judged = [...readings, ...(market ? [market] : [])].map((reading) => ({ reading, fresh: judge(reading, now) }));
        const live = judged.find((one) => one.fresh.state === 'live');
        const first = live ?? judged[0];
        const state = first?.fresh.state ?? 'never-configured';
        const text = live
          ? `${inUnit(live.reading.value, live.reading.unit)}, ${live.fresh.age || 'now'}${live.fresh.age ? ' old' : ''}`
          : (first?.fresh.reason ?? '');
        return { ...source, state, text };
      });
      const count = fleets?.length ?? 0;
      items.push({
        title: 'Fleets',
        ids: [],
        about: 'Your miners: totals, margins, who is under water.',
        ...fleetSource(base),
        state: count ? 'live' : fleets ? 'never-configured' : 'missing',
        text: count ? `${number(count)} visible to you` : 'None is visible to you. Sign in with a key to see fleets.',
      });
      const done = items.filter((item) => item.state === 'live').length;
      setText(title, done ? `${done} of ${items.length} sources are connected` : 'Nothing is connected to this world yet');
      const trying = (health?.items ?? []).filter((/** @type {any} */ one) => one.title && one.state !== 'off').length;
      setText(
        intro,
        !live
          ? 'A replay brings its own data and takes nothing in.'
          : done
            ? 'The index uses what is there and says what is missing.'
            : trying
              ? `The monitor runs, and ${number(trying)} feeds are trying to reach their sources; the page Feeds says how far each has come. It can be fed by hand too, or look at a week that has everything:`
              : 'The monitor runs. Feed it by one of the commands below, or look at a week that has everything:',
      );
      reconcile(
        list,
        items,
        (item) => item.title,
        create,
        (element, item) => {
          setAttribute(element, 'data-state', item.state);
          setAttribute(element, 'data-testid', `check-${item.title.toLowerCase().replace(/[^a-z]+/g, '-')}`);
          setText(element.children[0], item.state === 'live' ? '✓' : '○');
          setText(element.children[1].children[1], [STATE_WORDS[item.state] ?? item.state, item.text].filter(Boolean).join(': '));
        },
      );
      const known = health?.items ?? [];
      show(feedsBlock, known.length > 0);
      reconcile(
        feeds,
        known,
        (one) => one.feed,
        () => h('li', {}, h('b'), h('span')),
        (element, one) => {
          setAttribute(element, 'data-state', one.state);
          setText(element.children[0], `${one.feed} → ${one.target}`);
          setText(
            element.children[1],
            [
              STATE_WORDS[one.state] ?? one.state,
              one.reason,
              one.accepted ? `${number(one.accepted)} accepted` : '',
              one.refused ? `${number(one.refused)} refused` : '',
            ]
              .filter(Boolean)
              .join(' · '),
          );
        },
      );
    },
  };
}

/** @param {any} context */
export function connectView(context) {
  const list = checklist(context);
  const root = h('div', { class: 'view' }, h('h1', { class: 'sr-only', text: 'Connect' }), list.root);
  return {
    root,
    series: [],
    /** @param {any} view */
    update(view) {
      list.update(view);
    },
    dispose() {},
  };
}
