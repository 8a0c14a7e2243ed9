// @ts-check
/** One miner: everything it is, and its last 24 hours. */
import { Chart, timeAxis, valueAxis } from '../charts.js';
import { cells, figure, h, panel, reconcile, setAttribute, setText, show, table } from '../dom.js';
import { duration, hashrate, join, known, number, percent, power, usd, utcMinute, utcShort } from '../format.js';

const TEN_MINUTES = 600_000;

/** Means as points; a ten minutes without a reading is a hole, never a zero. @param {any[]} means @param {string} name */
export function meanPoints(means, name) {
  /** @type {(number|null)[][]} */
  const points = [];
  means.forEach((mean, index) => {
    const before = means[index - 1];
    if (before && mean.atMs - before.atMs > TEN_MINUTES) points.push([before.atMs + TEN_MINUTES, null]);
    points.push([mean.atMs, mean[name] ?? null]);
  });
  return points;
}

/** @param {any} context */
export function minerView(context) {
  const { router } = context;
  const name = h('h1', { testid: 'miner-name' });
  const label = h('span', { class: 'note', testid: 'miner-label' });
  const state = h('span', { class: 'miner-state', testid: 'miner-state' });
  const back = h('a', { class: 'plain-button', testid: 'miner-back', text: '‹ Fleet' });
  const simulated = h('span', { class: 'flag flag-warn', text: 'simulated', hidden: true });
  const reason = h('p', { class: 'lead', testid: 'miner-reason' });
  const absent = h('p', { class: 'absent', testid: 'miner-missing', hidden: true });
  const names = /** @type {const} */ ([
    ['hashrate', 'Hashrate'],
    ['nominal', 'Nominal'],
    ['power', 'Power'],
    ['efficiency', 'Efficiency'],
    ['chip', 'Hottest chip'],
    ['inlet', 'Inlet air'],
    ['breakeven', 'Break-even hashprice'],
    ['margin', 'Margin'],
    ['water', 'Under water'],
    ['tariff', 'Own tariff'],
    ['site', 'Site'],
    ['model', 'Model'],
    ['firmware', 'Firmware'],
    ['algo', 'Algorithm'],
    ['accepted', 'Shares accepted'],
    ['rejected', 'Shares rejected'],
    ['stale', 'Shares stale'],
    ['sharediff', 'Share difficulty'],
    ['lastshare', 'Last share'],
    ['uptime', 'Uptime'],
    ['heard', 'Last sample'],
    ['identity', 'Identity'],
  ]);
  const figures = /** @type {Record<string, ReturnType<typeof figure>>} */ (
    Object.fromEntries(names.map(([id, title]) => [id, figure(`miner-${id}`, title)]))
  );
  const facts = panel(
    { id: 'miner-facts', title: 'Now' },
    h('dl', { class: 'figures figures-wide' }, ...Object.values(figures).map((one) => one.root)),
  );
  const chart = new Chart('miner-chart', 'Hashrate and power of the last 24 hours, means of ten minutes', 'chart-main');
  const chartNote = h('p', { class: 'small', testid: 'miner-chart-note' });
  const day = panel({ id: 'miner-day', title: 'Last 24 hours, means of 10 minutes' }, chart.root, chartNote);
  const rows = table('transitions', 'Changes of state, newest first', ['When', 'From', 'To', 'Reason', 'Lasted']);
  const changes = panel({ id: 'miner-changes', title: 'Changes of state' }, rows.root);
  const body = h('div', { class: 'miner-grid' }, facts, day, changes);
  const root = h(
    'div',
    { class: 'view view-miner' },
    h('div', { class: 'fleet-head' }, back, name, label, state, simulated),
    reason,
    absent,
    body,
  );

  return {
    root,
    series: [],
    /** @param {any} view */
    update({ route, miner, now, minerError, world }) {
      setAttribute(back, 'href', router.href({ miner: null }));
      setText(back, `‹ ${route.fleet}`);
      setText(name, route.miner ?? '');
      show(absent, !miner);
      setText(absent, minerError || 'Waiting for the first frame of this miner.');
      show(body, Boolean(miner));
      show(state, Boolean(miner));
      show(simulated, world !== 'live');
      if (!miner) return setText(reason, '');
      const row = miner.row;
      setText(label, miner.label ?? '');
      setText(state, row.state);
      setAttribute(state, 'data-miner', row.state);
      setText(
        reason,
        [
          row.stateReason,
          row.stateSinceMs ? `since ${utcMinute(row.stateSinceMs)}${now ? `, ${duration(now - row.stateSinceMs)}` : ''}` : '',
        ]
          .filter(Boolean)
          .join(' · '),
      );
      const heard = row.receivedAtMs ?? row.atMs;
      const old = ['silent', 'offline', 'retired'].includes(row.state) ? 'stale' : 'live';
      const ago = (/** @type {string} */ id, /** @type {number|null|undefined} */ at) =>
        set(id, known(at) && now ? `${duration(now - at)} ago` : '—', known(at) ? `${utcShort(at)} UTC` : '');
      const set = (/** @type {string} */ id, /** @type {string} */ text, note = '', fresh = old) =>
        figures[id].set(text, { note, state: text === '—' ? 'missing' : fresh });
      set(
        'hashrate',
        join(hashrate(row.hashrateThs)),
        [
          known(miner.hashrateWindowSec) ? `mean of ${duration(miner.hashrateWindowSec * 1000)}` : '',
          known(row.nominalHashrateThs) && known(row.hashrateThs) && row.nominalHashrateThs > 0
            ? `${percent(row.hashrateThs / row.nominalHashrateThs, 0)} of nominal`
            : '',
        ]
          .filter(Boolean)
          .join(', '),
      );
      set('nominal', join(hashrate(row.nominalHashrateThs)), '', 'live');
      set('power', join(power(row.powerW)), row.powerSource ?? '');
      set('efficiency', known(row.efficiencyJth) ? `${number(row.efficiencyJth, 1)} J/TH` : '—');
      set('chip', known(row.chipTemperatureC) ? `${number(row.chipTemperatureC, 1)} °C` : '—');
      set('inlet', known(miner.inletTemperatureC) ? `${number(miner.inletTemperatureC, 1)} °C` : '—');
      set(
        'breakeven',
        usd(row.breakEvenHashpriceUsdPhDay, 2),
        known(row.breakEvenHashpriceUsdPhDay) ? 'per PH/s and day' : 'needs tariff and power',
      );
      set('margin', usd(row.marginUsdPhDay, 2, true), 'per PH/s and day');
      set('water', row.underWater === true ? 'yes' : row.underWater === false ? 'no' : '—', row.underWater == null ? 'not known' : '');
      set('tariff', known(miner.tariffOverrideUsdKwh) ? `$${number(miner.tariffOverrideUsdKwh, 3)}/kWh` : "the site's", '', 'live');
      set('site', row.site, '', 'live');
      set('model', row.model ?? '—', '', 'live');
      set('firmware', miner.firmware ?? '—', '', 'live');
      set('algo', miner.algo ?? '—', '', 'live');
      set('accepted', number(miner.sharesAccepted));
      set(
        'rejected',
        number(miner.sharesRejected),
        known(miner.sharesRejected) && known(miner.sharesAccepted) && miner.sharesAccepted + miner.sharesRejected > 0
          ? percent(miner.sharesRejected / (miner.sharesAccepted + miner.sharesRejected), 2)
          : '',
      );
      set('stale', number(miner.sharesStale));
      set('sharediff', number(miner.shareDifficulty));
      ago('lastshare', miner.lastShareAtMs);
      set('uptime', known(miner.uptimeSec) ? duration(miner.uptimeSec * 1000) : '—');
      ago('heard', heard);
      set('identity', row.weakIdentity ? 'address only' : 'named', row.weakIdentity ? 'weak: changes with the address' : '', 'live');
      draw(miner);
      reconcile(
        rows.body,
        miner.transitions ?? [],
        (/** @type {any} */ one) => `${one.atMs}/${one.to}`,
        () => h('tr', {}, h('th', { scope: 'row' }), ...Array.from({ length: 4 }, () => h('td'))),
        (element, one) => {
          const index = miner.transitions.indexOf(one);
          const until = index === 0 ? now : miner.transitions[index - 1].atMs;
          cells(element, [
            `${utcShort(one.atMs)} UTC`,
            one.from,
            one.to,
            one.reason ?? '',
            until ? duration(until - one.atMs) + (index === 0 ? ' so far' : '') : '',
          ]);
        },
      );
    },
    dispose() {
      chart.dispose();
    },
  };

  /** @param {any} miner */
  function draw(miner) {
    const means = miner.history24h ?? [];
    const rates = meanPoints(means, 'hashrateThs');
    const powers = meanPoints(means, 'powerW');
    const read = means.filter((/** @type {any} */ one) => known(one.hashrateThs)).length;
    setText(
      chartNote,
      means.length
        ? `${read} of 144 ten-minute means have a hashrate; gaps are times without a reading.`
        : 'No reading in the last 24 hours.',
    );
    chart.set(JSON.stringify([means.length, means.at(-1), means[0]?.atMs, miner.row.nominalHashrateThs]), (palette) => ({
      legend: { top: 0, left: 0, textStyle: { color: palette.muted }, icon: 'roundRect', itemHeight: 3 },
      grid: { left: 4, right: 4, top: 34, bottom: 2, containLabel: true },
      xAxis: timeAxis(palette, { min: miner.asOfMs - 86_400_000, max: miner.asOfMs }),
      yAxis: [
        valueAxis(palette, (value) => `${number(value)} TH/s`, { min: 0, scale: false }),
        valueAxis(palette, (value) => join(power(value)), { min: 0, scale: false, splitLine: { show: false } }),
      ],
      tooltip: {
        trigger: 'axis',
        renderMode: 'richText',
        confine: true,
        backgroundColor: palette.panel,
        borderColor: palette.line,
        textStyle: { color: palette.text },
        formatter: (/** @type {any[]} */ items) =>
          [
            utcMinute(items[0]?.value?.[0]),
            ...items.map(
              (item) => `${item.seriesName}  ${item.seriesIndex === 0 ? join(hashrate(item.value[1])) : join(power(item.value[1]))}`,
            ),
          ].join('\n'),
      },
      series: [
        {
          name: 'Hashrate',
          type: 'line',
          step: 'end',
          data: rates,
          color: palette.network,
          lineStyle: { width: 2 },
          showSymbol: rates.length < 3,
          areaStyle: { opacity: 0.12 },
          markLine: known(miner.row.nominalHashrateThs)
            ? {
                silent: true,
                symbol: 'none',
                lineStyle: { type: 'dashed', color: palette.muted },
                label: { formatter: 'nominal', color: palette.muted, position: 'insideEndTop' },
                data: [{ yAxis: miner.row.nominalHashrateThs }],
              }
            : undefined,
        },
        {
          name: 'Power',
          type: 'line',
          step: 'end',
          yAxisIndex: 1,
          data: powers,
          color: palette.price,
          lineStyle: { width: 1.5, type: [5, 3] },
          showSymbol: powers.length < 3,
        },
      ],
    }));
  }
}
