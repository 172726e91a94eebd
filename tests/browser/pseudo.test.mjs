// The page in a language nobody speaks, longer than English and in brackets: nothing is left untranslated, nothing is cut.

import assert from 'node:assert/strict';
import { sideways } from './support/audit.mjs';
import { screensOf, team, visit } from './support/screens.mjs';
import { scene } from './support/stage.mjs';
import { speakPseudo, wordsOf } from './support/words.mjs';

/** Runs in the page: texts on screen without brackets that nobody of the team has written. */
function untranslated(theirs) {
  // What people wrote, what the browser writes as that language does, and names.
  const own = '.chat-msg-body, .chat-forwarded, .chat-line-body, .chat-excerpt, .chat-clamp, .chat-diff, .chat-poll-choice, .chat-poll-names, .chat-saved-note, .chat-entry-text, .chat-unfurl, .chat-draft, .side-row-text, .home-chat, .md, time, kbd, option, svg, textarea, input, [lang], .avatar, .count, .extension, .num, .mono';
  const DATED = /\p{L}+,? \d+ \p{L}+( \d{4} at)?|(\d+ )?\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\p{L}*( \d{4})?/gu;
  const written = (text) => theirs.reduce((rest, words) => rest.replaceAll(words, ''), text.replace(DATED, ''));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const { parentElement: parent, textContent } = walker.currentNode;
    if (!parent.checkVisibility({ visibilityProperty: true }) || parent.closest(own)) continue;
    // A sentence with names in it is several texts: its brackets are at both ends.
    const whole = parent.closest('p, li, button, a, label, h1, h2, h3, dt, span, div').textContent;
    if (/\p{L}{2}/u.test(written(textContent)) && !/⟦[^]*⟧/.test(whole)) found.push(textContent.trim());
  }
  const labels = [...document.querySelectorAll('[aria-label], [placeholder], [data-tip]')].filter((each) => each.checkVisibility() && !each.closest('.chat-msg-body, time, .chat-emoji-grid, .chat-reaction, .chat-edited, [data-person]'))
    .flatMap((each) => ['aria-label', 'placeholder', 'data-tip'].map((name) => each.getAttribute(name)).filter(Boolean));
  return [...found, ...labels.filter((text) => /\p{L}{2}/u.test(written(text)) && !text.includes('⟦'))];
}

/** Runs in the page: words of buttons, titles and labels that do not fit where they stand. */
function cut() {
  const may = '.truncate, .pane-sub, .side-row-text, .chat-bar-text, .palette-item, .md-code, .chat-offer, .visually-hidden';
  return [...document.querySelectorAll('button, a, label, h1, h2, h3, p, legend, th, .badge, .segment-face, .button-text, .menu-text')].filter((each) => {
    if (!each.checkVisibility() || each.closest(may) || each.clientWidth < 2 || !each.textContent.includes('⟦')) return false;
    // Words that stick out of what is drawn around them lie over their neighbours.
    const framed = each.matches('button, .segment-face, .badge') || getComputedStyle(each).overflowX !== 'visible';
    return framed && each.scrollWidth > each.clientWidth + 1;
  }).map((each) => `cut: ${each.localName}.${each.className} ${each.textContent.trim()}`);
}

const THEIRS = ['Sari Admin', 'Ana Wijaya', 'Budi Santoso', 'Citra Lestari', 'Eko Prasetyo', 'Nusantara', 'Serba-serbi', 'Panitia ulang tahun', 'Lantai dua',
  'Gudang', 'Pindah kantor 2025', 'Proyek besar', 'sepak-bola', 'umum', 'Perancang antarmuka', 'Kepala proyek', 'English', 'Bahasa Indonesia', 'EPOP',
  'Chrome', 'Linux', 'Asia/Jakarta', 'deploy.md', 'Rust', 'Python', 'Kabar untuk semua, yang perlu dibaca setiap orang di tim ini tanpa kecuali',
  // Projects, with the buckets of the template, and files.
  'Peluncuran aplikasi', 'Tulis panduan pemasangan untuk tim yang baru bergabung minggu depan', 'Uji di telepon', 'Gambar ikon', 'Pilih warna', 'PA-', 'To do', 'In progress', 'Done',
  'Rancang', 'Tulis', 'Uji', 'Denah dan foto', 'lantai-dua.png', 'tangga.png', 'angka.csv', 'laporan-keuangan-kuartal-pertama-yang-namanya-panjang-sekali.pdf', 'suara.wav', 'lama.txt'];

for (const device of ['desk', 'phone']) {
  scene(`in a longer language nothing is untranslated, cut or wider than the window (${device})`, async (stage) => {
    const { boss, ids } = await team(stage);
    const me = await stage.deviceOf(boss, { device });
    me.allow(/^404 GET /);
    await speakPseudo(me);
    const page = await me.open('/dashboard');
    const wrong = new Map();
    for (const screen of screensOf(ids, wordsOf('xx'))) {
      await visit(page, screen);
      const found = [...await page.evaluate(untranslated, THEIRS), ...await page.evaluate(cut)];
      if (await sideways(page) > 0) found.push('scrolls sideways');
      for (const line of found) wrong.set(line, wrong.get(line) ?? screen[0]);
    }
    assert.equal([...wrong].map(([line, name]) => `${name}: ${line}`).join('\n'), '');
  }, { ms: 300_000 });
}
