// What a page can do beyond links and forms. Everything here only saves keystrokes: without it, every page works.
'use strict';
(() => {
  const root = document.documentElement, $ = (s, e) => (e || document).querySelector(s), $$ = (s, e) => [...(e || document).querySelectorAll(s)];
  root.dataset.js = '';
  $$('[data-copy]').forEach((b) => { b.hidden = !navigator.clipboard; });
  const typing = (e) => e.target.closest('input, select, textarea, [contenteditable]');

  // "/" goes to the search box; Ctrl+S saves the draft; Enter goes to the next input of a form, as people typing sheets expect.
  document.addEventListener('keydown', (e) => {
    if (e.isComposing) return;
    if (e.key === '/' && !e.ctrlKey && !e.metaKey && !typing(e)) {
      const box = $('#find');
      if (box) { e.preventDefault(); box.focus(); box.select(); }
      return;
    }
    if (e.key.toLowerCase() === 's' && (e.ctrlKey || e.metaKey)) {
      const save = $('form[data-keys] [name=_save]');
      if (save) { e.preventDefault(); save.click(); }
      return;
    }
    if (e.key === 'Enter' && e.target.matches('form[data-keys] input:not([type=checkbox], [type=radio], [type=file]), form[data-keys] select')) {
      const all = $$('input:not([type=hidden]), select, textarea, button', e.target.form).filter((x) => !x.disabled && !x.readOnly && x.offsetParent);
      const next = all[all.indexOf(e.target) + 1];
      if (next) { e.preventDefault(); next.focus(); if (next.select) next.select(); }
    }
    if (e.key === 'Escape') $$('details.drop[open]').forEach((d) => { d.open = false; $('summary', d).focus(); });
  });

  document.addEventListener('click', (e) => {
    $$('details.drop[open]').forEach((d) => { if (!d.contains(e.target)) d.open = false; });
    const opener = e.target.closest('[data-dialog]');
    if (opener) {
      const box = document.getElementById(opener.dataset.dialog);
      if (box && box.showModal) { e.preventDefault(); box.showModal(); return; }
    }
    const close = e.target.closest('[data-close]');
    if (close && close.closest('dialog') && !close.closest('.in-page')) { e.preventDefault(); close.closest('dialog').close(); return; }
    const copy = e.target.closest('[data-copy]');
    if (copy && navigator.clipboard) navigator.clipboard.writeText(copy.dataset.copy);
    const add = e.target.closest('[data-add]');
    if (add) addRow(add);
  });

  // A child row is copied from the blank one; 9999 in its names becomes the next free number.
  $$('[data-add]').forEach((b) => { b.hidden = false; });
  function addRow(button) {
    const field = button.closest('.field'), body = $('[data-lines] tbody', field), blank = $('template[data-row]', field);
    const used = $$('[name]', body).map((x) => +(x.name.slice(button.dataset.add.length + 1).split('.')[0]) || 0);
    const n = Math.max(-1, ...used) + 1, row = blank.content.cloneNode(true);
    $$('[name], [id], [aria-describedby]', row).forEach((x) => ['name', 'id', 'aria-describedby'].forEach((a) => {
      if (x.hasAttribute(a)) x.setAttribute(a, x.getAttribute(a).replace('9999', n));
    }));
    body.append(row);
    ready(body.lastElementChild);
    const first = $('input:not([type=hidden]), select', body.lastElementChild);
    if (first) first.focus();
  }

  // Ticking the head ticks the page; the bar says how many.
  document.addEventListener('change', (e) => {
    const all = e.target.dataset && e.target.dataset.all;
    if (all) $$('.tick input[name="' + all + '"]', e.target.closest('table')).forEach((x) => { x.checked = e.target.checked; });
    const bar = $('[data-count]');
    if (bar && e.target.closest('.tick')) bar.textContent = bar.dataset.count.replace('#', $$('tbody .tick input:checked').length);
  });
  const bar = $('[data-count]'), ticked = $$('tbody .tick input:checked').length;
  if (bar && ticked) bar.textContent = bar.dataset.count.replace('#', ticked);

  $$('[data-toast]').forEach((t) => setTimeout(() => t.remove(), 6000));
  $$('[data-refresh]').forEach((p) => setTimeout(() => { location.href = p.dataset.from || location.href; }, p.dataset.refresh * 1000));

  // A reference: the code that is sent moves to a hidden input, the visible one searches by name.
  function suggest(input) {
    const sent = document.createElement('input'), wrap = document.createElement('span'), list = document.createElement('ul');
    sent.type = 'hidden'; sent.name = input.name; sent.value = input.value;
    input.removeAttribute('name');
    input.removeAttribute('maxlength');
    if (input.dataset.shown) input.value = input.dataset.shown;
    wrap.className = 'suggest'; list.hidden = true; list.id = input.id + '-list'; list.setAttribute('role', 'listbox');
    input.replaceWith(wrap); wrap.append(input, sent, list);
    if (wrap.nextElementSibling && wrap.nextElementSibling.matches('.shown')) wrap.nextElementSibling.remove();
    Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', 'aria-controls': list.id }).forEach(([k, v]) => input.setAttribute(k, v));
    let wait, asked = 0, at = -1;
    const show = (on) => { list.hidden = !on; input.setAttribute('aria-expanded', on); if (!on) input.removeAttribute('aria-activedescendant'); };
    const pick = (li) => { input.value = li.firstChild.textContent; sent.value = li.dataset.value; show(false); };
    const move = (to) => {
      at = Math.max(0, Math.min(to, list.children.length - 1));
      [...list.children].forEach((li, i) => li.setAttribute('aria-selected', i === at));
      if (list.children[at]) { list.children[at].scrollIntoView({ block: 'nearest' }); input.setAttribute('aria-activedescendant', list.children[at].id); }
    };
    input.addEventListener('input', () => {
      sent.value = input.value.trim();
      clearTimeout(wait);
      wait = setTimeout(async () => {
        const turn = ++asked;
        try {
          const r = await fetch(input.dataset.suggest + '?q=' + encodeURIComponent(input.value), { headers: { Accept: 'application/json' } });
          if (!r.ok || turn !== asked) return;
          const found = await r.json();
          list.replaceChildren(...(found.choices || found).map((c, i) => {
            const li = document.createElement('li'), code = document.createElement('small');
            li.id = list.id + i; li.dataset.value = c.value; li.setAttribute('role', 'option'); li.textContent = c.label;
            code.textContent = c.note || ''; li.append(code);
            li.addEventListener('mousedown', (e) => { e.preventDefault(); pick(li); });
            return li;
          }));
          at = -1; show(list.children.length > 0);
        } catch { show(false); } // no network: what was typed is sent as it is
      }, 150);
    });
    input.addEventListener('keydown', (e) => {
      if (list.hidden) return;
      if (e.key === 'ArrowDown' || e.key === 'ArrowUp') { e.preventDefault(); move(at + (e.key === 'ArrowDown' ? 1 : -1)); }
      if (e.key === 'Enter' && at >= 0) { e.preventDefault(); e.stopPropagation(); pick(list.children[at]); }
      if (e.key === 'Escape') { e.stopPropagation(); show(false); }
    });
    input.addEventListener('blur', () => show(false));
  }
  function ready(e) { $$('[data-suggest]', e).forEach(suggest); }
  ready(document);

  // A signature may be written on the screen: it is put into the file input, which works without script too.
  $$('[data-sign]').forEach((file) => {
    const pad = document.createElement('canvas'), pen = pad.getContext('2d'), clear = document.createElement('button');
    pad.width = 640; pad.height = 240; pad.className = 'pad'; pad.setAttribute('aria-hidden', 'true');
    clear.type = 'button'; clear.className = 'btn sm'; clear.textContent = document.documentElement.lang === 'en' ? 'Clear' : '重签';
    file.before(pad, clear);
    pen.lineWidth = 4; pen.lineCap = 'round';
    let on = false;
    const at = (e) => { const r = pad.getBoundingClientRect(); return [(e.clientX - r.left) * pad.width / r.width, (e.clientY - r.top) * pad.height / r.height]; };
    pad.addEventListener('pointerdown', (e) => { on = true; pad.setPointerCapture(e.pointerId); pen.beginPath(); pen.moveTo(...at(e)); e.preventDefault(); });
    pad.addEventListener('pointermove', (e) => { if (on) { pen.lineTo(...at(e)); pen.stroke(); } });
    pad.addEventListener('pointerup', () => {
      on = false;
      pad.toBlob((b) => { const all = new DataTransfer(); all.items.add(new File([b], 'signature.png', { type: 'image/png' })); file.files = all.files; });
    });
    clear.addEventListener('click', () => { pen.clearRect(0, 0, pad.width, pad.height); file.value = ''; });
  });

  const wrong = $('#errors');
  if (wrong) wrong.focus();
})();
