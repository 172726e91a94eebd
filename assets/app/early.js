// Runs before the first paint (a classic script, so that it blocks): no flash of the wrong theme, density, font or language.
(() => {
  const root = document.documentElement;
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(`epop.${name}`));
    } catch {
      return null;
    }
  };
  root.dataset.theme = read('theme') ?? 'auto';
  root.dataset.density = read('density') ?? 'cozy';
  const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches;
  root.dataset.motion = reduced ? 'reduced' : (read('motion') ?? 'system');
  root.dataset.font = read('font') ?? 'inter';
  if (root.dataset.font === 'inter') {
    const href = document.currentScript.src.replace('app/early.js', 'fonts/inter-latin-wght-normal.woff2');
    document.head.append(Object.assign(document.createElement('link'), { rel: 'preload', href, as: 'font', type: 'font/woff2', crossOrigin: '' }));
  }
  const size = read('textSize');
  if (size) root.style.fontSize = `${size}%`;
  const locale = read('locale');
  if (locale) root.lang = locale;
})();
