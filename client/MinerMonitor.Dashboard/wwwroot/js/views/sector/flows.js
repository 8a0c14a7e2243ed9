// @ts-check
/** Market flows: liquidations by side and venue, ETF flows by day, Fear & Greed. */
import { Chart, valueAxis } from '../../charts.js';
import { cells, figure, freshTag, h, panel, reconcile, setAttribute, setText, show, table } from '../../dom.js';
import { judge } from '../../freshness.js';
import { duration, known, number, percent, usdShort, utcShort } from '../../format.js';

export function liquidationsPanel() {
  const tag = freshTag('liquidations-age');
  const total = h('span', { class: 'big val', testid: 'liquidations-total' });
  const long = h('span', { testid: 'liquidations-long' });
  const short = h('span', { testid: 'liquidations-short' });
  const longBar = h('span', { class: 'side side-long' });
  const shortBar = h('span', { class: 'side side-short' });
  const split = h(
    'div',
    { class: 'stack' },
    h('div', { class: 'split', 'aria-hidden': 'true' }, longBar, shortBar),
    h('div', { class: 'split-words' }, long, short),
  );
  const since = h('p', { class: 'small', testid: 'liquidations-since' });
  const more = h('p', { class: 'small', testid: 'liquidations-more' });
  const label = h('p', { class: 'small', testid: 'liquidations-label' });
  const venues = table('liquidations-venues', 'Liquidations by venue, last 24 hours', ['Venue', 'Longs', 'Shorts', 'Both', 'Heard']);
  const under = h('ul', { class: 'under-counts', testid: 'under-counts' });
  const absent = h('p', { class: 'absent', testid: 'liquidations-missing', hidden: true });
  const root = panel(
    { id: 'liquidations-panel', title: 'Liquidated, 24 h', class: 'area-liquidations', aside: tag.root },
    h('div', { class: 'big-line' }, total, h('span', { class: 'unit', text: 'at least' })),
    split,
    more,
    absent,
    label,
    since,
    venues.root,
    under,
  );

  return {
    root,
    /** @param {any} view */
    update({ markets, now }) {
      const market = markets.liquidations;
      const fresh = judge(market?.reading, now);
      tag.set(fresh);
      const section = market?.liquidations;
      const value = section?.totalUsd ?? market?.reading?.value;
      setText(total, usdShort(value));
      setAttribute(total, 'data-state', fresh.state === 'live' ? null : fresh.state);
      const both = known(section?.longUsd) && known(section?.shortUsd) && section.longUsd + section.shortUsd > 0;
      show(split, both);
      if (both) {
        const share = section.longUsd / (section.longUsd + section.shortUsd);
        longBar.style.flexGrow = String(share);
        shortBar.style.flexGrow = String(1 - share);
        setText(long, `longs ${usdShort(section.longUsd)}`);
        setText(short, `shorts ${usdShort(section.shortUsd)}`);
      }
      show(absent, fresh.state !== 'live' || (!both && known(value)));
      setText(absent, fresh.state !== 'live' ? fresh.reason : 'The source gives no split into longs and shorts.');
      setText(more, details(section, now));
      setText(label, section?.label ? `${section.label.charAt(0).toUpperCase()}${section.label.slice(1)}: no figure of the whole market.` : '');
      setText(since, section?.sinceMs ? `Events known since ${utcShort(section.sinceMs)} UTC.` : '');
      const list = section?.venues ?? [];
      show(venues.root, list.length > 0);
      reconcile(
        venues.body,
        list,
        (one) => one.venue,
        () => h('tr', {}, h('th', { scope: 'row' }), h('td'), h('td'), h('td'), h('td')),
        (row, one) => {
          const age = known(one.heardAtMs) && now ? `${duration(now - one.heardAtMs)} ago` : 'never';
          cells(row, [
            one.venue,
            usdShort(one.longUsd),
            usdShort(one.shortUsd),
            usdShort(one.totalUsd),
            known(one.coverage) ? `${percent(one.coverage, 0)}, ${age}` : age,
          ]);
        },
      );
      const notes = list.filter((/** @type {any} */ one) => one.underCounts);
      reconcile(
        under,
        notes,
        (one) => one.venue,
        () => h('li'),
        (item, one) => setText(item, `${one.venue}: ${one.underCounts}`),
      );
    },
    dispose() {},
  };
}

/**
 * The last hour, bitcoin alone and the largest event, as far as they are known.
 * @param {any} section
 * @param {number} now
 */
function details(section, now) {
  const parts = [];
  if (known(section?.hourLongUsd)) {
    parts.push(`Last hour: longs ${usdShort(section.hourLongUsd)}, shorts ${usdShort(section.hourShortUsd)}.`);
  }
  if (known(section?.bitcoinLongUsd)) {
    parts.push(`Bitcoin alone: longs ${usdShort(section.bitcoinLongUsd)}, shorts ${usdShort(section.bitcoinShortUsd)}.`);
  }
  const largest = section?.largest;
  if (largest) {
    const what = [largest.coin, largest.side].filter(Boolean).join(' ');
    parts.push(`Largest: ${usdShort(largest.notionalUsd)}, ${what} at ${largest.venue}${now ? `, ${duration(now - largest.atMs)} ago` : ''}.`);
  }
  return parts.join(' ');
}

export function etfPanel() {
  const tag = freshTag('etf-age');
  const newest = h('span', { class: 'big val', testid: 'etf-newest' });
  const day = h('span', { class: 'unit', testid: 'etf-day' });
  const reversal = h('span', { class: 'flag flag-warn', testid: 'etf-reversal', text: '⇅ reversal', hidden: true });
  const sum5 = figure('etf-sum5', 'Five reports');
  const year = figure('etf-year', 'This year');
  const years = h('p', { class: 'small', testid: 'etf-years' });
  const chart = new Chart('etf-chart', 'ETF net flow by trading day', 'chart-small');
  const key = h('p', { class: 'small', testid: 'etf-key' });
  const absent = h('p', { class: 'absent', testid: 'etf-missing', hidden: true });
  const root = panel(
    { id: 'etf-panel', title: 'ETF net flow', class: 'area-etf', aside: h('span', { class: 'aside' }, reversal, tag.root) },
    h('div', { class: 'big-line' }, newest, day),
    absent,
    h('dl', { class: 'figures figures-line' }, sum5.root, year.root),
    years,
    chart.root,
    key,
  );

  return {
    root,
    /** @param {any} view */
    update({ markets, now }) {
      const market = markets.etf;
      const fresh = judge(market?.reading, now);
      tag.set(fresh);
      const section = market?.etf;
      const days = (section?.days ?? []).slice(-14);
      const last = days.at(-1);
      const value = last?.netFlowUsdM ?? market?.reading?.value;
      setText(newest, known(value) ? usdShort(value * 1e6, true) : '—');
      setAttribute(newest, 'data-state', fresh.state === 'live' ? null : fresh.state);
      setText(
        day,
        last
          ? `${last.date}${last.provisional ? ', provisional' : ''}${last.origin && last.origin !== 'measured' ? `, ${last.origin}` : ''}`
          : '',
      );
      show(reversal, Boolean(section?.reversal));
      show(absent, fresh.state !== 'live');
      setText(absent, fresh.reason);
      show(chart.root, days.length > 0);
      sum5.set(known(section?.sum5UsdM) ? usdShort(section.sum5UsdM * 1e6, true) : '—', {
        state: known(section?.sum5UsdM) ? fresh.state : 'missing',
        note: known(section?.sum5UsdM) ? '' : 'fewer than five reports',
      });
      year.set(known(section?.yearToDateUsdM) ? usdShort(section.yearToDateUsdM * 1e6, true) : '—', {
        state: known(section?.yearToDateUsdM) ? fresh.state : 'missing',
      });
      setText(
        years,
        (section?.years ?? [])
          .map((/** @type {any} */ one) => `${one.year} ${usdShort(one.netFlowUsdM * 1e6, true)}${one.fromStart ? '' : ` since ${one.from}`}`)
          .join(' · '),
      );
      const marks = [
        days.some((/** @type {any} */ one) => one.reversal) ? '⇅ sign changed against the day before' : '',
        days.some((/** @type {any} */ one) => one.provisional) ? 'outlined: provisional' : '',
      ];
      setText(key, marks.filter(Boolean).join(' · '));
      chart.set(JSON.stringify(days), (palette) => ({
        grid: { left: 4, right: 6, top: 18, bottom: 2, containLabel: true },
        xAxis: {
          type: 'category',
          data: days.map((/** @type {any} */ one) => one.date.slice(5)),
          axisTick: { show: false },
          axisLine: { lineStyle: { color: palette.line } },
          axisLabel: { color: palette.muted, fontSize: 11, hideOverlap: true },
        },
        yAxis: valueAxis(palette, (one) => usdShort(one * 1e6), { scale: false, splitNumber: 3 }),
        series: [
          {
            type: 'bar',
            barMaxWidth: 26,
            data: days.map((/** @type {any} */ one) => ({
              value: one.netFlowUsdM,
              itemStyle: {
                color: one.netFlowUsdM < 0 ? palette.bad : palette.good,
                opacity: one.provisional ? 0.35 : 1,
                borderColor: one.netFlowUsdM < 0 ? palette.bad : palette.good,
                borderWidth: one.provisional ? 2 : 0,
                borderType: 'dashed',
              },
              label: {
                show: one.reversal,
                position: one.netFlowUsdM < 0 ? 'bottom' : 'top',
                formatter: '⇅',
                color: palette.text,
                fontSize: 14,
              },
            })),
          },
        ],
      }));
    },
    dispose() {
      chart.dispose();
    },
  };
}

export function sentimentPanel() {
  const tag = freshTag('sentiment-age');
  const value = h('span', { class: 'big val', testid: 'sentiment' });
  const word = h('span', { class: 'unit', testid: 'sentiment-label' });
  const bars = h('ol', { class: 'spark', testid: 'sentiment-days', 'aria-label': 'Fear and Greed of the last days' });
  const scale = h('div', { class: 'scale' }, h('span', { class: 'scale-mark' }));
  const attribution = h('span', { testid: 'sentiment-attribution' });
  const absent = h('p', { class: 'absent', testid: 'sentiment-missing', hidden: true });
  const root = panel(
    { id: 'sentiment-panel', title: 'Fear & Greed', class: 'area-sentiment', aside: tag.root },
    h('div', { class: 'big-line' }, value, word, bars),
    scale,
    h('div', { class: 'scale-words small' }, h('span', { text: 'fear' }), attribution, h('span', { text: 'greed' })),
    absent,
  );
  return {
    root,
    /** @param {any} view */
    update({ markets, now }) {
      const market = markets.sentiment;
      const fresh = judge(market?.reading, now);
      tag.set(fresh);
      const days = market?.sentiment?.days ?? [];
      const newest = market?.reading?.value;
      setText(value, number(newest));
      setAttribute(value, 'data-state', fresh.state === 'live' ? null : fresh.state);
      setText(word, days.at(-1)?.label ?? '');
      const mark = /** @type {HTMLElement} */ (scale.firstElementChild);
      show(mark, known(newest));
      mark.style.left = `${Math.min(100, Math.max(0, newest ?? 0))}%`;
      show(absent, fresh.state !== 'live');
      setText(absent, fresh.reason);
      reconcile(
        bars,
        days.slice(-21),
        (one) => one.date,
        () => h('li', {}, h('span')),
        (item, one) => {
          setAttribute(item, 'title', `${one.date}: ${one.value}`);
          setAttribute(item, 'aria-label', `${one.date}: ${one.value}`);
          item.firstElementChild.style.height = `${Math.max(3, one.value)}%`;
        },
      );
      show(bars, days.length > 1);
      setText(attribution, market?.sentiment?.attribution ?? '');
    },
    dispose() {},
  };
}
