// @ts-check
/** What a person sets on a miner: name, maintenance, tariff, site. Shown to all, changed by keys that may write. */
import { request, segment } from '../../api.js';
import { h, reconcile, setText, show } from '../../dom.js';
import { known } from '../../format.js';

/** @param {any} context */
export function minerSettings(context) {
  const label = h('input', { id: 'set-label', testid: 'set-label', maxlength: '100', autocomplete: 'off' });
  const tariff = h('input', { id: 'set-tariff', testid: 'set-tariff', type: 'number', step: '0.001', min: '0', max: '9.999', inputmode: 'decimal' });
  const site = h('select', { id: 'set-site', testid: 'set-site' });
  const maintenance = h('input', { id: 'set-maintenance', testid: 'set-maintenance', type: 'checkbox' });
  const save = h('button', { type: 'submit', class: 'primary', testid: 'set-save', text: 'Save' });
  const told = h('span', { class: 'small', testid: 'set-told', role: 'status' });
  const form = h(
    'form',
    { class: 'miner-settings', testid: 'miner-settings', on: { submit: send, input: () => (touched = true) } },
    h('label', { for: 'set-label', text: 'Label' }),
    label,
    h('label', { for: 'set-tariff', text: 'Own tariff, USD/kWh' }),
    tariff,
    h('label', { for: 'set-site', text: 'Site' }),
    site,
    h('label', { for: 'set-maintenance', text: 'Maintenance' }),
    h('span', {}, maintenance, h('span', { class: 'small', text: ' not counted as lost while somebody works on it' })),
    h('span'),
    h('span', { class: 'dialog-actions' }, save, told),
  );
  const hint = h('p', { class: 'small', testid: 'settings-hint' });
  const root = h('div', { class: 'stack' }, h('h3', { text: 'Set by people' }), form, hint);
  /** True from the first change until it is saved: what the server says must not write over what one types. */
  let touched = false;
  /** @type {any} */
  let last = null;

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault();
    const { miner, route } = last;
    save.disabled = true;
    try {
      const body = {
        ...(label.value.trim() !== (miner.label ?? '') ? { label: label.value.trim() } : {}),
        ...(tariff.value !== textOf(miner) ? { tariffOverrideUsdKwh: tariff.value === '' ? -1 : Number(tariff.value) } : {}),
        ...(maintenance.checked !== (miner.row.state === 'maintenance') ? { maintenance: maintenance.checked } : {}),
        ...(site.value && site.value !== miner.row.site ? { site: site.value } : {}),
      };
      if (Object.keys(body).length > 0) await request(`api/v1/fleets/${segment(route.fleet)}/miners/${segment(route.miner)}`, { method: 'PATCH', body });
      touched = false;
      setText(told, Object.keys(body).length > 0 ? 'Saved.' : 'Nothing was changed.');
    } catch (error) {
      setText(told, `Not saved: ${/** @type {Error} */ (error).message}`);
    } finally {
      save.disabled = false;
    }
  }

  return {
    root,
    /** @param {{miner: any, route: any, may: boolean, fleet: any}} view */
    update(view) {
      last = view;
      const { miner, may, fleet } = view;
      show(form, may);
      show(hint, !may);
      setText(
        hint,
        [miner.label ? `Label: ${miner.label}.` : 'No label.', known(miner.tariffOverrideUsdKwh) ? `Own tariff: $${miner.tariffOverrideUsdKwh}/kWh.` : "The site's tariff holds."]
          .concat(context.world === 'live' ? 'Changing it needs a key with write on this fleet.' : 'A replay cannot be changed.')
          .join(' '),
      );
      const sites = [...new Set([miner.row.site, ...(fleet?.sites ?? []).map((/** @type {any} */ one) => one.site)])];
      reconcile(site, sites, (one) => one, (one) => h('option', { value: one, text: one }), () => {});
      if (touched) return;
      if (document.activeElement !== label) label.value = miner.label ?? '';
      if (document.activeElement !== tariff) tariff.value = textOf(miner);
      site.value = miner.row.site;
      maintenance.checked = miner.row.state === 'maintenance';
    },
  };

  /** @param {any} miner */
  function textOf(miner) {
    return known(miner.tariffOverrideUsdKwh) ? String(miner.tariffOverrideUsdKwh) : '';
  }
}
