// @ts-check
/** Choice of the unit that hashprice is shown in, everywhere. */
import { h } from '../dom.js';
import { HASHPRICE_UNITS } from '../hashprice.js';

/** @param {any} context */
export function hashpriceUnit({ router }) {
  const root = h(
    'select',
    {
      class: 'unit-choice',
      testid: 'hashprice-unit',
      'aria-label': 'Unit of hashprice',
      on: { change: () => router.go({ hashprice: root.value }, true) },
    },
    ...Object.entries(HASHPRICE_UNITS).map(([id, { name }]) => h('option', { value: id, text: name })),
  );
  return {
    root,
    /** With its words, for a screen without a figure that it could stand beside. */
    labelled: () => h('label', { class: 'unit-line small' }, 'Hashprice in ', root),
    /** @param {any} view */
    update({ route }) {
      if (document.activeElement !== root && root.value !== route.hashprice) root.value = route.hashprice;
    },
  };
}
