/**
 * What a page does in a browser: filter and sort tables, copy commands, open the evidence before printing. Without it the
 * page shows all the same. It makes no markup of data.
 */
export const SCRIPT = `
'use strict';
const collator = new Intl.Collator('en', {numeric: true});
for (const block of document.querySelectorAll('.filtered')) {
  const input = block.querySelector('input');
  const count = block.querySelector('output');
  const body = block.querySelector('tbody');
  const rows = [...body.rows];
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const apply = () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, index) => {
      const fits = words.every((word) => texts[index].includes(word));
      row.hidden = !fits;
      if (fits) shown++;
    });
    count.textContent = shown + ' of ' + rows.length;
  };
  input.addEventListener('input', apply);
  apply();
  const heads = [...block.querySelectorAll('thead th')];
  heads.forEach((head, column) => {
    const sort = () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      heads.forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = (row) => {
        const cell = cellAt(row, column);
        const rank = cell && cell.dataset.rank;
        return rank === undefined ? (cell ? cell.textContent : '') : rank;
      };
      const keyed = rows.map((row, index) => [key(row), index, row]);
      keyed.sort((one, other) => collator.compare(one[0], other[0]) * (down ? -1 : 1) || one[1] - other[1]);
      body.append(...keyed.map((entry) => entry[2]));
    };
    head.addEventListener('click', sort);
    head.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); sort(); }
    });
  });
}
function cellAt(row, column) {
  let at = 0;
  for (const cell of row.cells) {
    if (column < at + cell.colSpan) return cell;
    at += cell.colSpan;
  }
}
document.addEventListener('click', (event) => {
  const button = event.target.closest('button[data-copy]');
  if (button) {
    const pre = button.parentElement.querySelector('pre');
    const said = (text) => { button.textContent = text; setTimeout(() => { button.textContent = 'Copy'; }, 1500); };
    const select = () => { getSelection().selectAllChildren(pre); said(document.execCommand('copy') ? 'Copied' : 'Selected'); };
    if (navigator.clipboard) navigator.clipboard.writeText(pre.textContent).then(() => said('Copied'), select);
    else select();
  }
  const name = event.target.closest('[data-filter]');
  const input = document.querySelector('.details input');
  if (name && input) {
    input.value = name.dataset.filter;
    input.dispatchEvent(new Event('input'));
    input.closest('section').scrollIntoView();
  }
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target.matches('input')) return;
  const input = document.querySelector('.filtered input');
  if (input) { event.preventDefault(); input.focus(); }
});
addEventListener('beforeprint', () => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
`;
