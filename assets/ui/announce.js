// Words for screen readers only.

const regions = {};

function region(kind) {
  if (!regions[kind]) {
    const box = document.createElement('div');
    box.className = 'visually-hidden';
    box.setAttribute('role', kind === 'assertive' ? 'alert' : 'status');
    box.setAttribute('aria-live', kind);
    document.body.append(box);
    regions[kind] = box;
  }
  return regions[kind];
}

/** Have `text` read aloud: when it suits, or at once with `assertive` (failures of the person's own action). */
export function announce(text, { assertive = false } = {}) {
  const box = region(assertive ? 'assertive' : 'polite');
  // The same words twice are read twice only if the region was empty in between.
  box.textContent = '';
  requestAnimationFrame(() => {
    box.textContent = text;
  });
}
