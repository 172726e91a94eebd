// Runs before the first paint (a classic script, so that it blocks): no flash of the wrong theme, density or language.
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
  const size = read('textSize');
  if (size) root.style.fontSize = `${size}%`;
  const locale = read('locale');
  if (locale) root.lang = locale;
})();
